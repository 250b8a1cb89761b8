"""python-pptx: pptx."""

import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Inches

from made_by.picture import picture
from registry import Writer
from secret import TONGUES, WORD

writer = Writer("python-pptx", package="python-pptx", short=True)
BOX = (Inches(1), Inches(3), Inches(4), Inches(1))


def place(name, secret=WORD, layout=5):
    """Registers a function that puts a value into a presentation with one slide."""

    def register(put):
        def make(path, value):
            show = pptx.Presentation()
            slide = show.slides.add_slide(show.slide_layouts[layout])
            slide.shapes.title.text = "Plan of the year"
            put(show, slide, value)
            show.save(path)

        writer.add("pptx", name, make, secret)
        return put

    return register


@place("title")
def title(show, slide, value):
    slide.shapes.title.text = value


@place("text box")
def box(show, slide, value):
    slide.shapes.add_textbox(*BOX).text_frame.text = f"the {value} of today"


for tongue, secret in TONGUES.items():
    place(f"text box in {tongue}", secret)(box)


@place("word in two runs")
def runs(show, slide, value):
    paragraph = slide.shapes.add_textbox(*BOX).text_frame.paragraphs[0]
    for part in (value[:4], value[4:]):
        run = paragraph.add_run()
        run.text = part
    run.font.bold = True


@place("two text boxes side by side")
def two(show, slide, value):
    slide.shapes.add_textbox(*BOX).text_frame.text = value
    slide.shapes.add_textbox(Inches(5), *BOX[1:]).text_frame.text = "beside"


@place("between line breaks")
def broken(show, slide, value):
    slide.shapes.add_textbox(*BOX).text_frame.text = f"left\v{value}\vright"


@place("item of the content", layout=1)
def item(show, slide, value):
    slide.placeholders[1].text = f"one\n{value}\nthree"


@place("shape")
def shape(show, slide, value):
    slide.shapes.add_shape(MSO_SHAPE.CLOUD, *BOX).text_frame.text = value


@place("shape in a group")
def group(show, slide, value):
    some = slide.shapes.add_group_shape()
    some.shapes.add_textbox(*BOX).text_frame.text = value


@place("name of a shape")
def name(show, slide, value):
    slide.shapes.add_textbox(*BOX).name = value


@place("cell of a table")
def cell(show, slide, value):
    table = slide.shapes.add_table(2, 2, *BOX).table
    table.cell(0, 0).text = "Item"
    table.cell(0, 1).text = value
    table.cell(1, 0).text = "Pieces"


@place("notes")
def notes(show, slide, value):
    slide.notes_slide.notes_text_frame.text = f"ask for the {value} first"


@place("picture's alternative text")
def alternative(show, slide, value):
    shape = slide.shapes.add_picture(picture(), *BOX)
    shape._element.nvPicPr.cNvPr.set("descr", value)


@place("hyperlink's target")
def target(show, slide, value):
    run = slide.shapes.add_textbox(*BOX).text_frame.paragraphs[0].add_run()
    run.text = "here"
    run.hyperlink.address = f"https://example.net/{value}/"


@place("hyperlink of a shape")
def shape_link(show, slide, value):
    shape = slide.shapes.add_shape(MSO_SHAPE.CLOUD, *BOX)
    shape.click_action.hyperlink.address = f"https://example.net/{value}/"


@place("text on the layout")
def layout(show, slide, value):
    slide.slide_layout.placeholders[0].text = value


@place("text on the master")
def master(show, slide, value):
    show.slide_master.placeholders[1].text = value


@place("hidden slide")
def hidden(show, slide, value):
    slide.shapes.title.text = value
    slide._element.set("show", "0")


@place("name of the slide")
def slide_name(show, slide, value):
    slide._element.cSld.set("name", value)


for part in ("title", "category", "series", "axis"):

    @place(f"chart's {part}")
    def chart(show, slide, value, part=part):
        data = CategoryChartData()
        data.categories = ["one", value if part == "category" else "two"]
        data.add_series(value if part == "series" else "Pieces", (3, 4))
        made = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *BOX, data).chart
        if part == "title":
            made.has_title = True
            made.chart_title.text_frame.text = value
        if part == "axis":
            made.value_axis.has_title = True
            made.value_axis.axis_title.text_frame.text = value


@place("embedded workbook")
def embedded(show, slide, value):
    import io

    import openpyxl

    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = value
    book.save(file)
    file.seek(0)
    slide.shapes.add_ole_object(file, pptx.enum.shapes.PROG_ID.XLSX, *BOX[:2])


for attribute in ("title", "subject", "author", "keywords", "comments", "category"):

    @place(f"property {attribute}")
    def core(show, slide, value, attribute=attribute):
        setattr(show.core_properties, attribute, value)
