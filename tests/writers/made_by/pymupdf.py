"""PyMuPDF: PDF, made anew or added to."""

import pymupdf

from fonts import font_for
from registry import Writer
from secret import TONGUES, WORD

writer = Writer("PyMuPDF", package="pymupdf")


def place(name, secret=WORD, more={}, **options):
    """Registers a function that puts a value onto a page."""

    def register(put):
        def make(path, value):
            pdf = pymupdf.open()
            page = pdf.new_page()
            page.insert_text((72, 72), "Delivery of today")
            put(pdf, page, value)
            pdf.save(path, **options)

        writer.add("pdf", name, make, secret, **more)
        return put

    return register


@place("page")
def on_page(pdf, page, value):
    page.insert_text((72, 100), f"the {value} of today")


place("page, cleaned and compressed", garbage=4, deflate=True, clean=True)(on_page)
place("page, object streams", use_objstms=1)(on_page)
place("page, fonts compressed only", deflate_fonts=True)(on_page)
for name in ("RC4_40", "RC4_128", "AES_128", "AES_256"):
    method = getattr(pymupdf, f"PDF_ENCRYPT_{name}")
    place(f"page, encrypted by {name} without a password", encryption=method, owner_pw="owner")(
        on_page
    )
    place(f"page, encrypted by {name} with a password", encryption=method, owner_pw="owner",
          user_pw="open", more={"opaque": True, "password": "open"})(on_page)

for tongue, secret in TONGUES.items():

    # It draws letters from left to right, in the order of the text.
    if tongue not in ("Hebrew", "Arabic"):

        @place(f"page in {tongue}", secret)
        def in_tongue(pdf, page, value, tongue=tongue):
            page.insert_text((72, 100), value, fontname="one", fontfile=font_for(tongue))

    @place(f"HTML in {tongue}", secret)
    def html_in_tongue(pdf, page, value):
        page.insert_htmlbox((72, 100, 300, 300), f"<p>{value}</p>")


@place("box of text")
def box(pdf, page, value):
    page.insert_textbox((72, 100, 300, 300), f"Please look at the {value} of today. " * 5, align=3)


@place("HTML")
def html(pdf, page, value):
    page.insert_htmlbox((72, 100, 300, 300), f"<b>{value[:4]}</b><i>{value[4:]}</i> of today")


@place("turned")
def turned(pdf, page, value):
    page.insert_text((172, 300), value, rotate=90)


@place("invisible, as behind a scan")
def invisible(pdf, page, value):
    page.insert_text((72, 100), value, render_mode=3)


@place("outlined letters")
def outlined(pdf, page, value):
    page.insert_text((72, 100), value, render_mode=1)


@place("letters placed by a text writer")
def writer_of_text(pdf, page, value):
    text = pymupdf.TextWriter(page.rect)
    text.append((72, 100), value)
    text.write_text(page)


@place("note")
def note(pdf, page, value):
    page.add_text_annot((72, 100), value)


@place("author of a note")
def author(pdf, page, value):
    annot = page.add_text_annot((72, 100), "ask")
    annot.set_info(title=value)
    annot.update()


@place("text on the page")
def free(pdf, page, value):
    page.add_freetext_annot((72, 100, 200, 120), value)


@place("stamp")
def stamp(pdf, page, value):
    page.add_stamp_annot((72, 100, 200, 120)).set_info(content=value)


@place("file at a place of the page")
def file_on_page(pdf, page, value):
    page.add_file_annot((72, 100), f"the {value} of today".encode(), "note.txt")


@place("text field")
def field(pdf, page, value):
    widget = pymupdf.Widget()
    widget.field_type = pymupdf.PDF_WIDGET_TYPE_TEXT
    widget.field_name, widget.field_value = "client", value
    widget.rect = pymupdf.Rect(72, 100, 200, 120)
    page.add_widget(widget)


@place("option, not chosen")
def option(pdf, page, value):
    widget = pymupdf.Widget()
    widget.field_type = pymupdf.PDF_WIDGET_TYPE_COMBOBOX
    widget.field_name, widget.choice_values, widget.field_value = "c", ["one", value], "one"
    widget.rect = pymupdf.Rect(72, 100, 200, 120)
    page.add_widget(widget)


@place("bookmark")
def bookmark(pdf, page, value):
    pdf.set_toc([[1, value, 1]])


@place("hyperlink's target")
def link(pdf, page, value):
    page.insert_link({"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(72, 100, 90, 120),
                      "uri": f"https://example.net/{value}/"})


@place("file in it")
def file(pdf, page, value):
    pdf.embfile_add("note", f"the {value} of today".encode(), filename="note.txt")


@place("description of a file in it")
def description(pdf, page, value):
    pdf.embfile_add("note", b"nothing", filename="note.txt", desc=value)


@place("layer")
def layer(pdf, page, value):
    page.insert_text((72, 100), "layered", oc=pdf.add_ocg(value))


@place("page label")
def label(pdf, page, value):
    pdf.set_page_labels([{"startpage": 0, "prefix": value + " ", "style": "D", "firstpagenum": 1}])


@place("page beside one that was taken away")
def taken(pdf, page, value):
    pdf.new_page().insert_text((72, 100), value)
    pdf.delete_page(0)


@place("XMP")
def xmp(pdf, page, value):
    pdf.set_xml_metadata(
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/'
        '22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:relation>{value}</dc:relation></rdf:Description></rdf:RDF></x:xmpmeta>"
    )


for attribute in ("title", "author", "subject", "keywords", "creator", "producer"):

    @place(f"property {attribute}")
    def info(pdf, page, value, attribute=attribute):
        pdf.set_metadata({attribute: value})
