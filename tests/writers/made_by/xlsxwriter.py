"""XlsxWriter: xlsx."""

import xlsxwriter

from made_by.picture import picture
from registry import Writer
from secret import CARD, SHOWN, WORD

writer = Writer("XlsxWriter", package="xlsxwriter", short=True)


def place(name, secret=WORD, options=None):
    """Registers a function that puts a value into a workbook with a table of three rows."""

    def register(put):
        def make(path, value):
            with xlsxwriter.Workbook(path, options or {}) as book:
                sheet = book.add_worksheet()
                for at, row in enumerate((["Item", "Pieces"], ["Pencils", 12], ["Paper", 3])):
                    sheet.write_row(at, 0, row)
                put(book, sheet, value)

        writer.add("xlsx", name, make, secret)
        return put

    return register


@place("cell")
def cell(book, sheet, value):
    sheet.write("A5", value)


place("inline string", options={"constant_memory": True})(cell)
place("number", CARD)(cell)
place("number stored as text", CARD)(lambda book, sheet, value: sheet.write("A5", str(value)))
place("number among strings", CARD, options={"strings_to_numbers": True})(
    lambda book, sheet, value: sheet.write("A5", f"{value}.0")
)


@place("number as its format shows it", SHOWN)
def shown(book, sheet, value):
    sheet.write("A5", value, book.add_format({"num_format": '"PRJ-"0000'}))


@place("formula's result, as a number", CARD)
def result(book, sheet, value):
    sheet.write_formula("A5", "=B1*1", None, value)


@place("formula's result, as text")
def text_result(book, sheet, value):
    sheet.write_formula("A5", '=VLOOKUP("x",A1:B3,2)', None, value)


@place("array formula")
def array(book, sheet, value):
    sheet.write_array_formula("A5:A6", f'{{=IF(B2:B3>5,"{value}","none")}}')


@place("note")
def note(book, sheet, value):
    sheet.write_comment("A2", f"ask for the {value} first", {"author": "Kim"})


@place("author of a note")
def author(book, sheet, value):
    sheet.write_comment("A2", "ask first", {"author": value})


@place("author of all notes")
def authors(book, sheet, value):
    sheet.set_comments_author(value)
    sheet.write_comment("A2", "ask first")


@place("text box")
def box(book, sheet, value):
    sheet.insert_textbox("D2", f"Price: {value}")


@place("text box's alternative text")
def box_text(book, sheet, value):
    sheet.insert_textbox("D2", "Price", {"description": value})


@place("picture's alternative text")
def alternative(book, sheet, value):
    options = {"image_data": picture(), "description": value}
    sheet.insert_image("D2", "picture.png", options)


@place("picture's name")
def picture_name(book, sheet, value):
    sheet.insert_image("D2", "picture.png", {"image_data": picture(), "url": f"file://{value}.png"})


@place("button's caption")
def button(book, sheet, value):
    sheet.insert_button("D2", {"macro": "main", "caption": value})


@place("checkbox beside a word")
def checkbox(book, sheet, value):
    sheet.insert_checkbox("A5", True)
    sheet.write("B5", value)


@place("hyperlink's text")
def link(book, sheet, value):
    sheet.write_url("A5", "https://example.net/", string=value)


@place("hyperlink's target")
def target(book, sheet, value):
    sheet.write_url("A5", f"https://example.net/{value}/", string="here")


@place("hyperlink's target inside the workbook")
def inside(book, sheet, value):
    sheet.write_url("A5", f"external:{value}.xlsx#Sheet1!A1", string="here")


@place("hyperlink's tooltip")
def tip(book, sheet, value):
    sheet.write_url("A5", "https://example.net/", string="here", tip=value)


@place("page header")
def header(book, sheet, value):
    sheet.set_header(f"&L{value}&RPage &P of &N")


@place("page footer with a font")
def footer(book, sheet, value):
    sheet.set_footer(f'&C&"Arial,Bold"&12{value}&R&D')


@place("page header with a colour")
def coloured(book, sheet, value):
    sheet.set_header(f"&C&K00FF00{value}&R&8page &P")


@place("page header beside a raised digit")
def raised(book, sheet, value):
    sheet.set_header(f"&C{value}&X2&X of today")


@place("choice of a drop-down")
def choice(book, sheet, value):
    sheet.data_validation("B2", {"validate": "list", "source": ["open", value, "closed"]})


@place("validation's message")
def message(book, sheet, value):
    sheet.data_validation("B2", {"validate": "any", "input_title": "Hint", "input_message": value})


@place("condition of a format")
def condition(book, sheet, value):
    rule = {"type": "text", "criteria": "containing", "value": value, "format": book.add_format()}
    sheet.conditional_format("A1:A9", rule)


@place("filter")
def filtered(book, sheet, value):
    sheet.autofilter("A1:B3")
    sheet.filter_column_list("A", ["Paper", value])


@place("heading of a table")
def table(book, sheet, value):
    sheet.add_table("D1:E3", {"columns": [{"header": value}, {"header": "Pieces"}]})


@place("sum row of a table")
def total(book, sheet, value):
    columns = [{"total_string": value}, {"total_function": "sum"}]
    sheet.add_table("D1:E4", {"total_row": True, "columns": columns})


@place("title of a table")
def table_title(book, sheet, value):
    sheet.add_table("D1:E3", {"name": "Items", "title": value, "description": "A table"})


@place("constant of a defined name")
def constant(book, sheet, value):
    book.define_name("rate", f'="{value}"')


@place("defined name")
def name(book, sheet, value):
    book.define_name(value, "=Sheet1!$A$1")


@place("sheet name")
def sheet_name(book, sheet, value):
    book.add_worksheet(value)


@place("very hidden sheet")
def hidden(book, sheet, value):
    other = book.add_worksheet("Notes")
    other.write("A1", value)
    other.very_hidden()


@place("rich text in a cell")
def rich(book, sheet, value):
    bold = book.add_format({"bold": True})
    sheet.write_rich_string("A5", "see ", bold, value[:4], value[4:])


for part in ("title", "x axis", "y axis", "series", "data label", "legend"):

    @place(f"chart's {part}")
    def chart(book, sheet, value, part=part):
        columns = book.add_chart({"type": "column"})
        series = {"values": "=Sheet1!$B$2:$B$3"}
        if part == "series":
            series["name"] = value
        if part == "data label":
            series["data_labels"] = {"custom": [{"value": value}, {"value": "two"}]}
        if part == "legend":
            series["trendline"] = {"type": "linear", "name": value}
        columns.add_series(series)
        if part == "title":
            columns.set_title({"name": value})
        if part == "x axis":
            columns.set_x_axis({"name": value})
        if part == "y axis":
            columns.set_y_axis({"num_format": f'0 "{value}"'})
        sheet.insert_chart("D2", columns)


@place("chart's categories, not in cells")
def categories(book, sheet, value):
    columns = book.add_chart({"type": "column"})
    data = {"categories": "=[other.xlsx]Sheet1!$A$1:$A$2", "values": "=Sheet1!$B$2:$B$3"}
    columns.add_series(data | {"categories_data": [value, "two"]})
    sheet.insert_chart("D2", columns)


@place("chart's alternative text")
def chart_text(book, sheet, value):
    columns = book.add_chart({"type": "column"})
    columns.add_series({"values": "=Sheet1!$B$2:$B$3"})
    sheet.insert_chart("D2", columns, {"description": value})


@place("chart sheet's title")
def chart_sheet(book, sheet, value):
    columns = book.add_chart({"type": "column"})
    columns.add_series({"values": "=Sheet1!$B$2:$B$3"})
    columns.set_title({"name": value})
    book.add_chartsheet().set_chart(columns)


for attribute in (
    "title", "subject", "author", "manager", "company", "category", "keywords", "comments",
    "status", "hyperlink_base",
):

    @place(f"property {attribute.replace('_', ' ')}")
    def core(book, sheet, value, attribute=attribute):
        book.set_properties({attribute: value})


@place("custom property")
def custom(book, sheet, value):
    book.set_custom_property("Client", value)


@place("custom property, as a number", CARD)
def custom_number(book, sheet, value):
    book.set_custom_property("Client", float(value), "number")


@place("background of several sheets")
def many(book, sheet, value):
    for at in range(3):
        book.add_worksheet().write(at, at, ["one", "two", value][at])
