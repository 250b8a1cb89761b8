"""odfpy: odt, ods, odp."""

from odf import dc, draw, meta, office, presentation, style, table, text
from odf.opendocument import (
    OpenDocumentPresentation,
    OpenDocumentSpreadsheet,
    OpenDocumentText,
)

from registry import Writer
from secret import CARD, TONGUES, WORD

writer = Writer("odfpy", package="odfpy", short=True)


def place(name, secret=WORD):
    """Registers a function that puts a value into a letter."""

    def register(put):
        def make(path, value):
            letter = OpenDocumentText()
            letter.text.addElement(text.P(text="Dear Kim,"))
            put(letter, value)
            letter.text.addElement(text.P(text="Kind regards"))
            letter.save(path)

        writer.add("odt", name, make, secret)
        return put

    return register


@place("paragraph")
def paragraph(letter, value):
    letter.text.addElement(text.P(text=f"the {value} of today"))


for tongue, secret in TONGUES.items():
    place(f"paragraph in {tongue}", secret)(paragraph)


@place("word in two spans")
def spans(letter, value):
    one = text.P()
    one.addElement(text.Span(text=value[:4]))
    one.addElement(text.Span(text=value[4:]))
    letter.text.addElement(one)


@place("heading")
def heading(letter, value):
    letter.text.addElement(text.H(outlinelevel=1, text=value))


@place("between line breaks and tabs")
def broken(letter, value):
    one = text.P(text="left")
    one.addElement(text.LineBreak())
    one.addText(value)
    one.addElement(text.Tab())
    one.addText("right")
    letter.text.addElement(one)


def note(kind):
    @place(kind)
    def put(letter, value):
        one = text.P(text="See below")
        mark = text.Note(noteclass=kind, id="n1")
        mark.addElement(text.NoteCitation(text="1"))
        body = text.NoteBody()
        body.addElement(text.P(text=value))
        mark.addElement(body)
        one.addElement(mark)
        letter.text.addElement(one)


note("footnote")
note("endnote")


@place("comment")
def comment(letter, value):
    one = text.P(text="See here")
    mark = office.Annotation()
    mark.addElement(dc.Creator(text="Kim"))
    mark.addElement(text.P(text=value))
    one.addElement(mark)
    letter.text.addElement(one)


@place("author of a comment")
def author(letter, value):
    one = text.P(text="See here")
    mark = office.Annotation()
    mark.addElement(dc.Creator(text=value))
    mark.addElement(text.P(text="ask"))
    one.addElement(mark)
    letter.text.addElement(one)


@place("item of a list")
def item(letter, value):
    some = text.List()
    for one in ("first", value, "last"):
        entry = text.ListItem()
        entry.addElement(text.P(text=one))
        some.addElement(entry)
    letter.text.addElement(some)


@place("hyperlink's target")
def target(letter, value):
    one = text.P()
    one.addElement(text.A(href=f"https://example.net/{value}/", text="here"))
    letter.text.addElement(one)


@place("bookmark")
def bookmark(letter, value):
    one = text.P(text="here")
    one.addElement(text.Bookmark(name=value))
    letter.text.addElement(one)


@place("hidden paragraph")
def hidden(letter, value):
    one = text.P()
    one.addElement(text.HiddenParagraph(condition="ooow:TRUE", ishidden="true", text=value))
    letter.text.addElement(one)


@place("text box")
def box(letter, value):
    frame = draw.Frame(width="5cm", height="2cm", anchortype="paragraph")
    inner = draw.TextBox()
    inner.addElement(text.P(text=value))
    frame.addElement(inner)
    one = text.P(text="beside")
    one.addElement(frame)
    letter.text.addElement(one)


@place("page header")
def header(letter, value):
    letter.automaticstyles.addElement(style.PageLayout(name="pl"))
    page = style.MasterPage(name="Standard", pagelayoutname="pl")
    top = style.Header()
    top.addElement(text.P(text=value))
    page.addElement(top)
    letter.masterstyles.addElement(page)


@place("value of a variable")
def variable(letter, value):
    some = text.UserFieldDecls()
    some.addElement(text.UserFieldDecl(name="client", valuetype="string", stringvalue=value))
    letter.text.addElement(some)


for name, element in (
    ("title", dc.Title), ("subject", dc.Subject), ("description", dc.Description),
    ("creator", dc.Creator), ("keyword", meta.Keyword), ("initial creator", meta.InitialCreator),
):

    @place(f"property {name}")
    def known(letter, value, element=element):
        letter.meta.addElement(element(text=value))


@place("custom property")
def custom(letter, value):
    letter.meta.addElement(meta.UserDefined(name="Client", valuetype="string", text=value))


def sheet(name, secret=WORD):
    """Registers a function that puts a value into a spreadsheet."""

    def register(put):
        def make(path, value):
            book = OpenDocumentSpreadsheet()
            one = table.Table(name="Items")
            put(book, one, value)
            book.spreadsheet.addElement(one)
            book.save(path)

        writer.add("ods", name, make, secret)
        return put

    return register


def add_cell(one, content="", **attributes):
    row, cell = table.TableRow(), table.TableCell(**attributes)
    if content:
        cell.addElement(text.P(text=content))
    row.addElement(cell)
    one.addElement(row)
    return cell


@sheet("cell")
def in_cell(book, one, value):
    add_cell(one, value, valuetype="string")


for tongue, secret in TONGUES.items():
    sheet(f"cell in {tongue}", secret)(in_cell)


@sheet("number without text", CARD)
def number(book, one, value):
    add_cell(one, valuetype="float", value=value)


@sheet("number stored as float", CARD)
def as_float(book, one, value):
    add_cell(one, valuetype="float", value=float(value))


@sheet("number with an exponent", CARD)
def exponent(book, one, value):
    add_cell(one, "4.01E+15", valuetype="float", value=f"{value / 1e15:.15f}E+15")


@sheet("formula")
def formula(book, one, value):
    add_cell(one, "none", formula=f'of:=IF([.B1]>1;"{value}";"none")', valuetype="string")


@sheet("comment of a cell")
def cell_comment(book, one, value):
    cell = add_cell(one, "Pencils", valuetype="string")
    mark = office.Annotation()
    mark.addElement(text.P(text=value))
    cell.addElement(mark)


@sheet("sheet name")
def sheet_name(book, one, value):
    one.setAttribute("name", value)


@sheet("named expression")
def expression(book, one, value):
    some = table.NamedExpressions()
    some.addElement(table.NamedExpression(name="rate", expression=f'"{value}"'))
    book.spreadsheet.addElement(some)


@sheet("condition of a validation")
def validation(book, one, value):
    some = table.ContentValidations()
    condition = f'of:cell-content-is-in-list("open";"{value}")'
    some.addElement(table.ContentValidation(name="v", condition=condition))
    book.spreadsheet.addElement(some)
    add_cell(one, "open", valuetype="string", contentvalidationname="v")


def slide(name, secret=WORD):
    """Registers a function that puts a value onto a slide."""

    def register(put):
        def make(path, value):
            show = OpenDocumentPresentation()
            show.automaticstyles.addElement(style.PageLayout(name="pl"))
            show.masterstyles.addElement(style.MasterPage(name="m", pagelayoutname="pl"))
            page = draw.Page(masterpagename="m", name="one")
            put(page, value)
            show.presentation.addElement(page)
            show.save(path)

        writer.add("odp", name, make, secret)
        return put

    return register


def box_with(value):
    frame = draw.Frame(width="9cm", height="2cm", x="1cm", y="1cm")
    inner = draw.TextBox()
    inner.addElement(text.P(text=value))
    frame.addElement(inner)
    return frame


@slide("text box")
def on_slide(page, value):
    page.addElement(box_with(value))
    page.addElement(box_with("beside"))


for tongue, secret in TONGUES.items():
    slide(f"text box in {tongue}", secret)(on_slide)


@slide("notes")
def notes(page, value):
    page.addElement(box_with("Plan"))
    below = presentation.Notes()
    below.addElement(box_with(value))
    page.addElement(below)


@slide("name of a slide")
def slide_name(page, value):
    page.setAttribute("name", value)
    page.addElement(box_with("Plan"))
