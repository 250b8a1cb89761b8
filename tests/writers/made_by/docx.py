"""python-docx: docx."""

import docx
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches

from made_by.picture import picture
from registry import Writer
from secret import TONGUES, WORD

writer = Writer("python-docx", package="python-docx", short=True)


def place(name, secret=WORD):
    """Registers a function that puts a value into a letter of two paragraphs."""

    def register(put):
        def make(path, value):
            letter = docx.Document()
            letter.add_paragraph("Dear Kim,")
            put(letter, value)
            letter.add_paragraph("Kind regards")
            letter.save(path)

        writer.add("docx", name, make, secret)
        return put

    return register


@place("paragraph")
def paragraph(letter, value):
    letter.add_paragraph(f"this is the {value} of today")


for tongue, secret in TONGUES.items():
    place(f"paragraph in {tongue}", secret)(paragraph)


@place("heading")
def heading(letter, value):
    letter.add_heading(value, 1)


@place("word in three runs")
def runs(letter, value):
    one = letter.add_paragraph("the ")
    one.add_run(value[:3])
    one.add_run(value[3:6]).bold = True
    one.add_run(value[6:])


@place("item of a list")
def item(letter, value):
    letter.add_paragraph(value, style="List Bullet")


@place("between line breaks and tabs")
def broken(letter, value):
    run = letter.add_paragraph("left").add_run()
    run.add_break(WD_BREAK.LINE)
    run.add_text(value)
    run.add_tab()
    run.add_text("right")


@place("cell of a table")
def cell(letter, value):
    table = letter.add_table(2, 2)
    table.cell(0, 0).text = "Item"
    table.cell(0, 1).text = value
    table.cell(1, 0).text = "Pieces"


@place("table in a table")
def nested(letter, value):
    inner = letter.add_table(1, 1).cell(0, 0).add_table(1, 2)
    inner.cell(0, 0).text = "Item"
    inner.cell(0, 1).text = value


for part in ("header", "footer", "first_page_header", "even_page_footer"):

    @place(part.replace("_", " "))
    def edge(letter, value, part=part):
        section = letter.sections[0]
        if part.startswith("first"):
            section.different_first_page_header_footer = True
        letter.settings.odd_and_even_pages_header_footer = part.startswith("even")
        getattr(section, part).paragraphs[0].text = value


@place("comment")
def comment(letter, value):
    runs = letter.add_paragraph("See here.").runs
    letter.add_comment(runs, text=f"ask for the {value} first", author="Kim", initials="K")


@place("author of a comment")
def author(letter, value):
    letter.add_comment(letter.add_paragraph("Here.").runs, text="ask", author=value, initials="K")


@place("picture's alternative text")
def alternative(letter, value):
    shape = letter.add_picture(picture(), Inches(1))
    shape._inline.docPr.set("descr", value)


@place("picture's title")
def picture_title(letter, value):
    shape = letter.add_picture(picture(), Inches(1))
    shape._inline.docPr.set("title", value)


@place("name of a style")
def style(letter, value):
    letter.styles.add_style(value, 1)
    letter.paragraphs[0].style = value


@place("hyperlink's text")
def link(letter, value):
    where = letter.part.relate_to(
        "https://example.net/", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    xml = f'<w:hyperlink {nsdecls("w")} {nsdecls("r")} r:id="{where}"><w:r><w:t>{value}</w:t>'
    letter.add_paragraph()._p.append(parse_xml(xml + "</w:r></w:hyperlink>"))


@place("hyperlink's target")
def target(letter, value):
    kind = docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK
    where = letter.part.relate_to(f"https://example.net/{value}/", kind, is_external=True)
    xml = f'<w:hyperlink {nsdecls("w")} {nsdecls("r")} r:id="{where}"><w:r><w:t>here</w:t>'
    letter.add_paragraph()._p.append(parse_xml(xml + "</w:r></w:hyperlink>"))


def element(name, xml):
    """Registers a paragraph whose content is given as XML, as Word writes it."""

    @place(name)
    def put(letter, value):
        names = nsdecls("w")
        text = xml.replace("VALUE", value)
        letter.element.body.insert(1, parse_xml(text.replace("<w:p>", f"<w:p {names}>", 1)))


element("field's instruction",
        '<w:p><w:fldSimple w:instr=\'DOCPROPERTY "VALUE"\'><w:r><w:t>none</w:t></w:r>'
        "</w:fldSimple></w:p>")
element("field's result",
        '<w:p><w:fldSimple w:instr="AUTHOR"><w:r><w:t>VALUE</w:t></w:r></w:fldSimple></w:p>')
element("inserted by somebody",
        '<w:p><w:ins w:id="1" w:author="Kim"><w:r><w:t>VALUE</w:t></w:r></w:ins></w:p>')
element("deleted by somebody",
        '<w:p><w:del w:id="1" w:author="Kim"><w:r><w:delText>VALUE</w:delText></w:r></w:del></w:p>')
element("author of a change",
        '<w:p><w:ins w:id="1" w:author="VALUE"><w:r><w:t>text</w:t></w:r></w:ins></w:p>')
element("hidden text",
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>VALUE</w:t></w:r></w:p>")
element("bookmark",
        '<w:p><w:bookmarkStart w:id="7" w:name="VALUE"/><w:r><w:t>text</w:t></w:r>'
        '<w:bookmarkEnd w:id="7"/></w:p>')
element("choice of a drop-down",
        '<w:p><w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText="one" w:value="1"/>'
        '<w:listItem w:displayText="VALUE" w:value="2"/></w:dropDownList></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>one</w:t></w:r></w:sdtContent></w:sdt></w:p>")
element("title of a content control",
        '<w:p><w:sdt><w:sdtPr><w:alias w:val="VALUE"/><w:tag w:val="t"/></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>one</w:t></w:r></w:sdtContent></w:sdt></w:p>")
element("tag of a content control",
        '<w:p><w:sdt><w:sdtPr><w:tag w:val="VALUE"/></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>one</w:t></w:r></w:sdtContent></w:sdt></w:p>")
element("ruby",
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>VALUE</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>word"
        "</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>")


@place("label of a numbering")
def numbering(letter, value):
    part = letter.part.numbering_part.element
    level = part.find(".//" + qn("w:lvlText"))
    level.set(qn("w:val"), f"{value} %1.")


@place("variable of the document")
def variable(letter, value):
    xml = f'<w:docVars {nsdecls("w")}><w:docVar w:name="client" w:val="{value}"/></w:docVars>'
    letter.settings.element.append(parse_xml(xml))


for attribute in (
    "title", "subject", "author", "keywords", "comments", "category", "last_modified_by",
    "content_status", "identifier", "version",
):

    @place(f"property {attribute.replace('_', ' ')}")
    def core(letter, value, attribute=attribute):
        setattr(letter.core_properties, attribute, value)
