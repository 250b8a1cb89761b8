"""openpyxl: xlsx."""

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

from registry import Writer
from secret import AMEX, CARD, SHOWN, TONGUES, WORD

writer = Writer("openpyxl", package="openpyxl", short=True)


def place(name, secret=WORD, kind="xlsx"):
    """Registers a function that puts a value into a workbook with a table of three rows."""

    def register(put):
        def make(path, value):
            book = openpyxl.Workbook()
            sheet = book.active
            for row in (["Item", "Pieces"], ["Pencils", 12], ["Paper", 3]):
                sheet.append(row)
            put(book, sheet, value)
            book.save(path)

        writer.add(kind, name, make, secret)
        return put

    return register


@place("cell")
def cell(book, sheet, value):
    sheet["A5"] = value


for tongue, secret in TONGUES.items():
    place(f"cell in {tongue}", secret)(cell)
place("number", CARD)(cell)
place("number of 15 digits", AMEX)(cell)


@place("number stored as float", CARD)
def number(book, sheet, value):
    sheet["A5"] = float(value)


@place("number as its format shows it", SHOWN)
def shown(book, sheet, value):
    sheet["A5"] = value
    sheet["A5"].number_format = '"PRJ-"0000'


@place("literal in a number format")
def literal(book, sheet, value):
    sheet["B2"].number_format = f'0 "{value}"'


@place("formula")
def formula(book, sheet, value):
    sheet["A5"] = f'=IF(B2>10,"{value}","none")'


@place("formula of a conditional format")
def conditional(book, sheet, value):
    from openpyxl.formatting.rule import FormulaRule

    sheet.conditional_formatting.add("A1:A9", FormulaRule(formula=[f'$A1="{value}"']))


@place("comment")
def comment(book, sheet, value):
    sheet["A2"].comment = Comment(f"ask for the {value} first", "Kim")


@place("author of a comment")
def author(book, sheet, value):
    sheet["A2"].comment = Comment("ask first", value)


@place("hyperlink's target")
def target(book, sheet, value):
    sheet["A2"].hyperlink = f"https://example.net/{value}/index.html"


@place("hyperlink's tooltip")
def tooltip(book, sheet, value):
    sheet["A2"].hyperlink = Hyperlink(ref="A2", location="Sheet!A1", tooltip=value)


@place("page header")
def header(book, sheet, value):
    sheet.oddHeader.center.text = value


@place("page footer, between codes")
def footer(book, sheet, value):
    sheet.oddFooter.left.text = value
    sheet.oddFooter.right.text = "Page &P"


@place("footer of the first page")
def first(book, sheet, value):
    sheet.HeaderFooter.differentFirst = True
    sheet.firstFooter.center.text = value


@place("sheet name")
def title(book, sheet, value):
    sheet.title = value


@place("hidden sheet")
def hidden(book, sheet, value):
    other = book.create_sheet("Notes")
    other["A1"] = value
    other.sheet_state = "veryHidden"


@place("hidden row")
def row(book, sheet, value):
    sheet["A5"] = value
    sheet.row_dimensions[5].hidden = True


@place("hidden column")
def column(book, sheet, value):
    sheet["D5"] = value
    sheet.column_dimensions["D"].hidden = True


@place("defined name")
def name(book, sheet, value):
    book.defined_names[value] = DefinedName(value, attr_text="Sheet!$A$1")


@place("comment of a defined name")
def name_comment(book, sheet, value):
    book.defined_names["rate"] = DefinedName("rate", attr_text="Sheet!$A$1", comment=value)


@place("constant of a defined name")
def constant(book, sheet, value):
    book.defined_names["rate"] = DefinedName("rate", attr_text=f'"{value}"')


@place("choice of a drop-down")
def choice(book, sheet, value):
    validation = DataValidation(type="list", formula1=f'"open,{value},closed"')
    validation.add("B2")
    sheet.add_data_validation(validation)


for attribute in ("prompt", "promptTitle", "error", "errorTitle"):

    @place(f"validation's {attribute}")
    def message(book, sheet, value, attribute=attribute):
        validation = DataValidation(type="whole", showInputMessage=True, showErrorMessage=True)
        validation.formula1 = "1"
        setattr(validation, attribute, value)
        validation.add("B2")
        sheet.add_data_validation(validation)


for attribute in ("title", "x axis", "y axis"):

    @place(f"chart's {attribute}")
    def chart(book, sheet, value, attribute=attribute):
        bars = BarChart()
        bars.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
        if attribute == "title":
            bars.title = value
        elif attribute == "x axis":
            bars.x_axis.title = value
        else:
            bars.y_axis.title = value
        sheet.add_chart(bars, "D2")


@place("chart's series")
def series(book, sheet, value):
    from openpyxl.chart import Series

    bars = BarChart()
    bars.append(Series(Reference(sheet, min_col=2, min_row=2, max_row=3), title=value))
    sheet.add_chart(bars, "D2")


@place("chart sheet's name")
def chart_sheet(book, sheet, value):
    bars = BarChart()
    bars.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3))
    book.create_chartsheet(value).add_chart(bars)


@place("heading of a table")
def table(book, sheet, value):
    sheet["A1"] = value
    sheet.add_table(Table(displayName="Items", ref="A1:B3"))


@place("name of a table")
def table_name(book, sheet, value):
    sheet.add_table(Table(displayName=value, ref="A1:B3"))


@place("filter")
def chosen(book, sheet, value):
    sheet.auto_filter.ref = "A1:B3"
    sheet.auto_filter.add_filter_column(0, [value])


@place("name of a style")
def style(book, sheet, value):
    from openpyxl.styles import Font, NamedStyle

    sheet["A2"].style = NamedStyle(name=value, font=Font(bold=True))


@place("scenario")
def scenario(book, sheet, value):
    from openpyxl.worksheet.scenario import InputCells, Scenario, ScenarioList

    inputs = [InputCells(r="B2", val="7")]
    sheet.scenarios = ScenarioList([Scenario(name="best", comment=value, inputCells=inputs)])


@place("rich text in a cell")
def rich(book, sheet, value):
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    half = len(value) // 2
    bold = TextBlock(InlineFont(b=True), value[:half])
    sheet["A5"] = CellRichText("see ", bold, value[half:])


@place("title of a print area's rows")
def repeated(book, sheet, value):
    sheet["A1"] = value
    sheet.print_title_rows = "1:1"


for attribute in (
    "title", "subject", "creator", "keywords", "description", "category", "lastModifiedBy",
    "contentStatus", "identifier", "language", "version",
):

    @place(f"property {attribute}")
    def core(book, sheet, value, attribute=attribute):
        setattr(book.properties, attribute, value)


@place("custom property")
def custom(book, sheet, value):
    from openpyxl.packaging.custom import StringProperty

    book.custom_doc_props.append(StringProperty(name="Client", value=value))


@place("name of a custom property")
def custom_name(book, sheet, value):
    from openpyxl.packaging.custom import StringProperty

    book.custom_doc_props.append(StringProperty(name=value, value="yes"))


@place("cell of a template", kind="xltx")
def template(book, sheet, value):
    book.template = True
    sheet["A5"] = value


@place("date beside a name", kind="xlsx")
def dated(book, sheet, value):
    import datetime

    sheet["A5"] = datetime.date(2026, 11, 26)
    sheet["B5"] = value
