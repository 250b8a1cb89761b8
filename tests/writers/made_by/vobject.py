"""vobject: vcf."""

import vobject

from registry import Writer
from secret import TONGUES, WORD

writer = Writer("vobject", package="vobject", short=True)


def place(name, secret=WORD):
    """Registers a function that puts a value into a card."""

    def register(put):
        def make(path, value):
            card = vobject.vCard()
            card.add("n").value = vobject.vcard.Name(family="Doe", given="Kim")
            if name != "full name":
                card.add("fn").value = "Kim Doe"
            put(card, value)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(card.serialize())

        writer.add("vcf", name, make, secret)
        return put

    return register


@place("full name")
def full(card, value):
    card.add("fn").value = value


@place("note")
def note(card, value):
    card.add("note").value = f"ask for the {value}; first, today\nthen not"


for tongue, secret in TONGUES.items():
    place(f"note in {tongue}", secret)(note)
for one in ("title", "role", "url", "nickname", "x-client"):

    @place(one)
    def put(card, value, one=one):
        card.add(one).value = value


@place("organization")
def organization(card, value):
    card.add("org").value = ["Example", value]


@place("categories")
def categories(card, value):
    card.add("categories").value = ["one", value]


@place("street")
def street(card, value):
    card.add("adr").value = vobject.vcard.Address(street=f"12 {value} street", city="York")


@place("type of a telephone")
def kind(card, value):
    line = card.add("tel")
    line.value, line.type_param = "+44 1632 960000", value


@place("label of a group, as Apple writes it")
def label(card, value):
    line = card.add("x-ablabel")
    line.group, line.value = "item1", value


@place("note in base64")
def base64(card, value):
    line = card.add("note")
    line.value, line.encoding_param = f"the {value} of today".encode(), "b"
