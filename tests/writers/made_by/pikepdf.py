"""pikepdf: PDFs of others, written anew or added to."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from reportlab.pdfgen.canvas import Canvas

from registry import Writer
from secret import WORD

writer = Writer("pikepdf", package="pikepdf", short=True)


def source(value="Delivery"):
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=1)
    canvas.drawString(72, 700, f"the {value} of today")
    canvas.save()
    return pikepdf.open(file)


def rewritten(name, more={}, **options):
    def make(path, value):
        source(value).save(path, **options)

    writer.add("pdf", name, make, **more)


STREAMS = pikepdf.ObjectStreamMode
rewritten("page, as it was")
rewritten("page, object streams", object_stream_mode=STREAMS.generate)
rewritten("page, linearized", linearize=True)
rewritten("page, linearized with object streams", linearize=True,
          object_stream_mode=STREAMS.generate)
rewritten("page, not compressed", compress_streams=False,
          stream_decode_level=pikepdf.StreamDecodeLevel.all)
rewritten("page, QDF", qdf=True, object_stream_mode=STREAMS.disable)
rewritten("page, of PDF 2.0", force_version="2.0")
rewritten("page, compressed again", recompress_flate=True)
for revision in (2, 3, 4, 6):
    key = {"aes": revision > 3, "metadata": revision > 3}
    rewritten(f"page, encrypted by revision {revision} without a password",
              encryption=pikepdf.Encryption(owner="owner", user="", R=revision, **key))
    rewritten(f"page, encrypted by revision {revision} with a password",
              {"opaque": True, "password": "open"},
              encryption=pikepdf.Encryption(owner="owner", user="open", R=revision, **key))


def place(name, secret=WORD):
    """Registers a function that adds a value to a PDF."""

    def register(put):
        def make(path, value):
            pdf = source()
            put(pdf, value)
            pdf.save(path)

        writer.add("pdf", name, make, secret)
        return put

    return register


@place("file in it")
def file(pdf, value):
    pdf.attachments["note.txt"] = f"the {value} of today".encode()


@place("name of a file in it")
def file_name(pdf, value):
    pdf.attachments[f"{value}.txt"] = b"nothing"


@place("file in a file in it")
def nested(pdf, value):
    inner = io.BytesIO()
    source(value).save(inner)
    pdf.attachments["other.pdf"] = inner.getvalue()


@place("bookmark")
def bookmark(pdf, value):
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(value, 0))


@place("layer")
def layer(pdf, value):
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(value)))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(Order=Array([group])))


@place("page label")
def label(pdf, value):
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, P=String(value + " "))]))


@place("script of the document")
def script(pdf, value):
    code = Dictionary(S=Name.JavaScript, JS=String(f'app.alert("{value}")'))
    pdf.Root.OpenAction = pdf.make_indirect(code)


@place("script as a stream")
def script_stream(pdf, value):
    code = pdf.make_stream(f'app.alert("{value}")'.encode())
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=code))


@place("name of a destination")
def destination(pdf, value):
    where = Array([pdf.pages[0].obj, Name.Fit])
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String(value), where])))


def annotation(name, **fields):
    @place(name)
    def put(pdf, value):
        given = {key: make(pdf, value) for key, make in fields.items()}
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[72, 690, 90, 710], **given)
        pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


annotation("note", Contents=lambda pdf, value: String(value))
annotation("subject of a note", Subj=lambda pdf, value: String(value))
annotation("author of a note", T=lambda pdf, value: String(value))
annotation("rich text of a note", RC=lambda pdf, value: String(
    f'<body xmlns="http://www.w3.org/1999/xhtml"><p>the <b>{value}</b></p></body>'))
annotation("rich text of a note, as a stream", RC=lambda pdf, value: pdf.make_stream(
    f'<body xmlns="http://www.w3.org/1999/xhtml"><p>{value}</p></body>'.encode()))


def field(name, **fields):
    @place(name)
    def put(pdf, value):
        given = {key: make(pdf, value) for key, make in fields.items()}
        one = Dictionary(FT=Name.Tx, Type=Name.Annot, Subtype=Name.Widget,
                         Rect=[72, 690, 190, 710])
        for key, what in ({"T": String("a")} | given).items():
            one[f"/{key}"] = what
        one = pdf.make_indirect(one)
        pdf.pages[0].Annots = Array([one])
        pdf.Root.AcroForm = Dictionary(Fields=Array([one]))


field("value of a field", V=lambda pdf, value: String(value))
field("value of a field, as a stream", V=lambda pdf, value: pdf.make_stream(value.encode()))
field("value of a field, in UTF-16", V=lambda pdf, value: String(
    b"\xfe\xff" + value.encode("utf-16-be")))
field("default of a field", DV=lambda pdf, value: String(value))
field("rich value of a field", RV=lambda pdf, value: String(f"<p>{value}</p>"))
field("tooltip of a field", TU=lambda pdf, value: String(value))
field("option of a field, not chosen", FT=lambda pdf, value: Name.Ch,
      Opt=lambda pdf, value: Array([String("one"), Array([String("x"), String(value)])]))


@place("form in XML")
def xfa(pdf, value):
    form = pdf.make_stream(
        f'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><client>{value}</client></xdp:xdp>'.encode()
    )
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=form)


@place("property of one's own")
def info(pdf, value):
    pdf.docinfo["/Client"] = value


@place("name of a property of one's own")
def info_name(pdf, value):
    pdf.docinfo[f"/{value}"] = "yes"


for key in ("dc:subject", "dc:rights", "pdf:Keywords", "xmp:Label", "photoshop:Headline",
            "dc:contributor"):

    @place(f"XMP {key}")
    def xmp(pdf, value, key=key):
        several = {"dc:subject": {value, "one"}, "dc:contributor": {value}}
        with pdf.open_metadata(set_pikepdf_as_editor=False) as meta:
            meta[key] = several.get(key, value)


@place("text that is spoken for a mark")
def actual(pdf, value):
    page = pdf.pages[0]
    text = f"/Span << /ActualText ({value}) >> BDC BT /F1 12 Tf 72 600 Td (?) Tj ET EMC"
    page.contents_add(text.encode())


@place("text that is spoken for a picture")
def alternative(pdf, value):
    figure = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Figure, Alt=String(value)))
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=figure))


@place("page that is laid over another")
def overlay(pdf, value):
    pdf.pages.extend(source(value).pages)
    pdf.pages[0].add_overlay(pdf.pages[1])
    del pdf.pages[1]


@place("second content of a page")
def second(pdf, value):
    pdf.pages[0].contents_add(f"BT /F1 12 Tf 72 600 Td [({value[:4]}) -20 ({value[4:]})] TJ ET"
                              .encode())


@place("letters in hex")
def in_hex(pdf, value):
    pdf.pages[0].contents_add(f"BT /F1 12 Tf 72 600 Td <{value.encode().hex()}> Tj ET".encode())


@place("letters in octal")
def in_octal(pdf, value):
    octal = "".join(f"\\{ord(letter):03o}" for letter in value)
    pdf.pages[0].contents_add(f"BT /F1 12 Tf 72 600 Td ({octal}) Tj ET".encode())


@place("appearance of a stamp")
def stamp(pdf, value):
    shown = pdf.make_stream(f"BT /F1 12 Tf 0 5 Td ({value}) Tj ET".encode())
    for key, what in (("/Type", Name.XObject), ("/Subtype", Name.Form),
                      ("/BBox", Array([0, 0, 99, 20])), ("/Resources", pdf.pages[0].resources)):
        shown[key] = what
    note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[72, 690, 190, 710],
                      AP=Dictionary(N=shown))
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])
