"""ReportLab: PDF."""

from reportlab.lib import pagesizes
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from fonts import font_for
from registry import Writer
from secret import CARD, TONGUES, WORD

writer = Writer("ReportLab", package="reportlab", short=True)
# It draws letters from left to right, in the order of the text.
AS_WRITTEN = {name: secret for name, secret in TONGUES.items() if name not in ("Hebrew", "Arabic")}


def place(name, secret=WORD, **options):
    """Registers a function that puts a value onto a page."""
    given = options.pop("given", {})

    def register(put):
        def make(path, value):
            canvas = Canvas(path, pagesize=pagesizes.A4, **options)
            canvas.drawString(72, 760, "Delivery of today")
            put(canvas, value)
            canvas.showPage()
            canvas.save()

        writer.add("pdf", name, make, secret, **given)
        return put

    return register


@place("page")
def page(canvas, value):
    canvas.drawString(72, 700, f"the {value} of today")


place("page, not compressed", pageCompression=0)(page)
place("page, compressed", pageCompression=1)(page)
place("page of PDF 1.2", pdfVersion=(1, 2))(page)
place("page, encrypted without a password", encrypt="")(page)
place("page, encrypted with a password", encrypt="open",
      given={"opaque": True, "password": "open"})(page)
place("number", CARD)(lambda canvas, value: canvas.drawString(72, 700, str(value)))

for tongue, secret in AS_WRITTEN.items():

    @place(f"page in {tongue}", secret)
    def in_tongue(canvas, value, tongue=tongue):
        if tongue not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(tongue, font_for(tongue)))
        canvas.setFont(tongue, 12)
        canvas.drawString(72, 700, value)


for font in ("Courier", "Times-Italic", "Helvetica-Bold"):

    @place(f"page in {font}")
    def in_font(canvas, value, font=font):
        canvas.setFont(font, 9)
        canvas.drawCentredString(200, 700, value)


@place("spaced letters")
def spaced(canvas, value):
    text = canvas.beginText(72, 700)
    text.setCharSpace(1.2)
    text.textLine(value)
    canvas.drawText(text)


@place("letters placed one by one")
def singly(canvas, value):
    at = 72
    for letter in value:
        canvas.drawString(at, 700, letter)
        at += canvas.stringWidth(letter)


@place("turned by a quarter")
def turned(canvas, value):
    canvas.rotate(90)
    canvas.drawString(300, -200, value)


@place("invisible, as behind a scan")
def invisible(canvas, value):
    text = canvas.beginText(72, 700)
    text.setTextRenderMode(3)
    text.textLine(value)
    canvas.drawText(text)


@place("white on white")
def white(canvas, value):
    canvas.setFillGray(1)
    canvas.drawString(72, 700, value)


@place("form object")
def form(canvas, value):
    canvas.beginForm("stamp")
    canvas.drawString(72, 700, value)
    canvas.endForm()
    canvas.doForm("stamp")


@place("hyperlink's target")
def link(canvas, value):
    canvas.linkURL(f"https://example.net/{value}/", (72, 690, 200, 710))


@place("bookmark")
def bookmark(canvas, value):
    canvas.bookmarkPage("one")
    canvas.addOutlineEntry(value, "one")


@place("note")
def note(canvas, value):
    canvas.textAnnotation(value, Rect=(72, 690, 90, 710))


@place("text field")
def field(canvas, value):
    canvas.acroForm.textfield(name="client", value=value, x=72, y=680)


@place("name of a text field")
def field_name(canvas, value):
    canvas.acroForm.textfield(name=value, value="none", x=72, y=680)


@place("tooltip of a text field")
def tooltip(canvas, value):
    canvas.acroForm.textfield(name="client", tooltip=value, x=72, y=680)


@place("option of a list, not chosen")
def option(canvas, value):
    canvas.acroForm.choice(name="c", value="one", options=["one", value], x=72, y=680)


@place("option of a list box")
def listbox(canvas, value):
    canvas.acroForm.listbox(name="c", value="one", options=["one", value], x=72, y=600)


for attribute in ("Title", "Author", "Subject", "Keywords", "Creator", "Producer"):

    @place(f"property {attribute.lower()}")
    def info(canvas, value, attribute=attribute):
        getattr(canvas, "set" + attribute)(value)


def story(name, secret=WORD):
    """Registers a function that returns what a document of paragraphs consists of."""

    def register(tell):
        def make(path, value):
            style = getSampleStyleSheet()["Normal"]
            document = SimpleDocTemplate(path)
            document.build([Paragraph("Delivery of today", style), *tell(style, value)])

        writer.add("pdf", name, make, secret)
        return tell

    return register


@story("paragraph")
def paragraph(style, value):
    return [Paragraph(f"Please look at the {value} of today. " * 9, style)]


@story("paragraph, in bold and slanted pieces")
def pieces(style, value):
    return [Paragraph(f"the <b>{value[:4]}</b><i>{value[4:]}</i> of today", style)]


@story("justified paragraph")
def justified(style, value):
    style.alignment = 4
    return [Paragraph(f"Please look at the {value} of today. " * 9, style)]


@story("narrow cell of a table")
def narrow(style, value):
    cells = [["Item", "Pieces"], [Paragraph(value, style), "12"], ["Paper", "3"]]
    return [Table(cells, colWidths=[90, 60])]


@story("cell of a table")
def cell(style, value):
    return [Table([["Item", "Pieces", "Price"], [value, "12", "3.50"]])]


@story("number in groups", CARD)
def groups(style, value):
    digits = str(value)
    return [Paragraph(" ".join(digits[at:at + 4] for at in range(0, 16, 4)), style)]


def empty_form(path, value):
    canvas = Canvas(path)
    canvas.drawString(72, 760, "Registration")
    for at, name in enumerate(("name", "town", "telephone")):
        canvas.drawString(72, 700 - 40 * at, name.title())
        canvas.acroForm.textfield(name=name, x=150, y=690 - 40 * at, width=200, height=20)
    canvas.acroForm.checkbox(name="news", x=72, y=500)
    canvas.save()


def delivery_note(path, value):
    style = getSampleStyleSheet()["Normal"]
    rows = [["Article", "Description", "Pieces", "Serial number"]]
    for at in range(30):
        rows.append([f"{401288 + at * 37}", "Pencils, blue", f"{at * 7 % 50}", f"{88888888 + at}"])
    SimpleDocTemplate(path).build([Paragraph("Delivery note 2026-1188", style), Table(rows)])


writer.add("pdf", "form to fill in", empty_form, honest=True)
writer.add("pdf", "delivery note", delivery_note, honest=True)
