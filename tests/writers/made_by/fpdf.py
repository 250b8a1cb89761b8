"""fpdf2: PDF."""

import fpdf

from fonts import font_for
from registry import Writer
from secret import CARD, TONGUES, WORD

writer = Writer("fpdf2", package="fpdf2", short=True)


def place(name, secret=WORD, **more):
    """Registers a function that puts a value onto a page."""

    def register(put):
        def make(path, value):
            pdf = fpdf.FPDF()
            pdf.add_page()
            pdf.set_font("Helvetica", size=12)
            pdf.cell(0, 10, "Delivery of today", new_x="LMARGIN", new_y="NEXT")
            put(pdf, value)
            pdf.output(path)

        writer.add("pdf", name, make, secret, **more)
        return put

    return register


@place("page")
def page(pdf, value):
    pdf.cell(0, 10, f"the {value} of today")


place("number", CARD)(page)

for tongue, secret in TONGUES.items():

    @place(f"page in {tongue}", secret)
    def in_tongue(pdf, value, tongue=tongue):
        pdf.add_font("one", fname=font_for(tongue))
        pdf.set_font("one", size=12)
        # Through HarfBuzz, as those who write such scripts do.
        pdf.set_text_shaping(tongue in ("Hebrew", "Arabic", "Thai"))
        pdf.cell(0, 10, value)


@place("justified lines")
def lines(pdf, value):
    pdf.multi_cell(90, 6, f"Please look at the {value} of today. " * 9, align="J")


@place("Markdown")
def markdown(pdf, value):
    pdf.cell(0, 10, f"the **{value[:4]}**__{value[4:]}__ of today", markdown=True)


@place("HTML")
def html(pdf, value):
    pdf.write_html(f"<h1>Plan</h1><ul><li>one</li><li><b>{value}</b></li></ul>")


@place("cell of a table")
def table(pdf, value):
    with pdf.table() as rows:
        for cells in (("Item", "Pieces"), (value, "12")):
            row = rows.row()
            for cell in cells:
                row.cell(cell)


@place("turned")
def turned(pdf, value):
    with pdf.rotation(30, 60, 60):
        pdf.text(60, 60, value)


@place("spaced letters")
def spaced(pdf, value):
    pdf.set_char_spacing(2)
    pdf.cell(0, 10, value)


@place("stretched letters")
def stretched(pdf, value):
    pdf.set_stretching(150)
    pdf.cell(0, 10, value)


@place("emphasized in part")
def outlined(pdf, value):
    pdf.write(10, "the " + value[:5])
    pdf.set_font(style="B")
    pdf.write(10, value[5:])


@place("note")
def note(pdf, value):
    pdf.text_annotation(20, 40, value, title="Kim")


@place("title of a note")
def note_title(pdf, value):
    pdf.text_annotation(20, 40, "ask", title=value)


@place("text on the page")
def free_text(pdf, value):
    pdf.free_text_annotation(value, x=20, y=40, w=60, h=10)


@place("marked words")
def highlight(pdf, value):
    with pdf.highlight(value, title="Kim"):
        pdf.text(20, 60, "here")


@place("name of a file in it")
def file_name(pdf, value):
    pdf.embed_file(basename=f"{value}.txt", bytes=b"nothing")


@place("file in it")
def file(pdf, value):
    pdf.embed_file(basename="note.txt", bytes=f"the {value} of today".encode())


@place("description of a file in it")
def description(pdf, value):
    pdf.embed_file(basename="note.txt", bytes=b"nothing", desc=value)


@place("bookmark")
def bookmark(pdf, value):
    pdf.start_section(value)


@place("hyperlink's target")
def link(pdf, value):
    pdf.cell(0, 10, "here", link=f"https://example.net/{value}/")


@place("hyperlink's alternative text")
def link_text(pdf, value):
    pdf.link(20, 40, 10, 10, "https://example.net/", alt_text=value)


@place("XMP")
def xmp(pdf, value):
    pdf.set_xmp_metadata(
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/'
        '22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description>'
        f"<dc:source>{value}</dc:source></rdf:Description></rdf:RDF></x:xmpmeta>"
    )


@place("footer on each page")
def footer(pdf, value):
    pdf.footer = lambda: (pdf.set_y(-15), pdf.cell(0, 10, f"{value} {pdf.page_no()}"))


@place("page label")
def label(pdf, value):
    pdf.set_page_label(label_prefix=value)


for attribute in ("title", "author", "subject", "keywords", "creator", "producer"):

    @place(f"property {attribute}")
    def info(pdf, value, attribute=attribute):
        getattr(pdf, "set_" + attribute)(value)


@place("page, encrypted without a password")
def encrypted(pdf, value):
    pdf.set_encryption(owner_password="owner", encryption_method="AES_128")
    page(pdf, value)


@place("page, encrypted with AES-256 and a password", opaque=True, password="open")
def closed(pdf, value):
    pdf.set_encryption("owner", user_password="open", encryption_method="AES_256")
    page(pdf, value)


@place("page, encrypted with RC4 and no password")
def rc4(pdf, value):
    pdf.set_encryption(owner_password="owner", encryption_method="RC4")
    page(pdf, value)


def invoice(path, value):
    pdf = fpdf.FPDF()
    pdf.add_page()
    pdf.set_font("Times", size=11)
    pdf.multi_cell(0, 6, "Invoice 2026-0117\nExample Ltd, 12 Main Street\n")
    with pdf.table() as rows:
        for at in range(20):
            row = rows.row()
            for cell in (f"{1000 + at}", "Paper, A4", f"{at}", f"{at * 3}.50"):
                row.cell(cell)
    pdf.output(path)


writer.add("pdf", "invoice", invoice, honest=True)
