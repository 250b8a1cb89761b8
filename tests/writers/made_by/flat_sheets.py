"""Spreadsheets and presentations in LibreOffice's flat XML, with VALUE in one place each."""

from made_by.flat_documents import LAYOUT, PICTURE, PROPERTIES, SOME, document, form


def cell(content, **attributes):
    given = "".join(
        f' {key.replace("_", ":", 1).replace("_", "-")}="{value}"'
        for key, value in attributes.items()
    )
    kind = "" if "office_value_type" in attributes else ' office:value-type="string"'
    inner = content if content.startswith("<") or not content else f"<text:p>{content}</text:p>"
    return f"<table:table-cell{kind}{given}>{inner}</table:table-cell>"


def row(*cells, more=""):
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def number(value, shown, **attributes):
    return cell(shown, office_value_type="float", office_value=value, **attributes)


def sheet(parts, value):
    """A sheet of three rows; a fragment alone is more of its rows."""
    parts = {"rows": parts} if isinstance(parts, str) else dict(parts)
    rows = (
        row(cell("Item"), cell("Pieces"))
        + row(cell("Pencils"), number(12, "12"))
        + row(cell("Paper"), number(3, "3"))
        + parts.pop("rows", "")
    )
    name, before, after = (parts.pop(k, v) for k, v in (("name", "Items"), ("before", ""),
                                                        ("after", "")))
    shapes, others = parts.pop("shapes", ""), parts.pop("others", "")
    parts["body"] = (
        f'<office:spreadsheet>{before}<table:table table:name="{name}" table:style-name="ta">'
        f'{shapes}<table:table-column table:number-columns-repeated="4"/>{rows}</table:table>'
        f"{others}{after}</office:spreadsheet>"
    )
    edges = parts.pop("edges", "")
    parts["automatic"] = LAYOUT + (
        '<style:style style:name="ta" style:family="table" style:master-page-name="Default">'
        '<style:table-properties table:display="true"/></style:style>'
    ) + parts.get("automatic", "")
    parts["master"] = (
        f'<style:master-page style:name="Default" style:page-layout-name="pl">{edges}'
        "</style:master-page>"
    )
    return document("spreadsheet", parts, value)


SHAPES = "<table:shapes>{}</table:shapes>"
PLACED = 'svg:width="14cm" svg:height="3cm" svg:x="2cm" svg:y="5cm"'
BOX = '<draw:frame ' + PLACED + ' draw:name="one"><draw:text-box>{}</draw:text-box></draw:frame>'
VALIDATION = (
    '<table:content-validations><table:content-validation table:name="v" table:condition="{}" '
    'table:base-cell-address="Items.A4">{}</table:content-validation></table:content-validations>'
)
CHOSEN = row(cell("one", table_content_validation_name="v"))
SHEETS = {
    "cell": row(cell("the VALUE of today")),
    "number": row(number("VALUE", "4.01E+15")),
    "number as its format shows it": {
        "automatic": '<number:number-style style:name="N"><number:text>PRJ-</number:text>'
        '<number:number number:min-integer-digits="4"/></number:number-style><style:style '
        'style:name="c" style:family="table-cell" style:data-style-name="N"/>',
        "rows": row(number("VALUE", "PRJ-0VALUE", table_style_name="c"))},
    "literal in a number format": {
        "automatic": '<number:number-style style:name="N"><number:number '
        'number:min-integer-digits="1"/><number:text> VALUE</number:text></number:number-style>'
        '<style:style style:name="c" style:family="table-cell" style:data-style-name="N"/>',
        "rows": row(number("5", "5 VALUE", table_style_name="c"))},
    "formula": row(cell(
        "none", table_formula="of:=IF([.B2]&gt;50;&quot;VALUE&quot;;&quot;none&quot;)"
    )),
    "formula's result": row(cell(
        "VALUE", table_formula="of:=&quot;HALF&quot;&amp;&quot;REST&quot;"
    )),
    "comment": row(cell("<office:annotation><dc:creator>Kim</dc:creator><text:p>VALUE</text:p>"
                        "</office:annotation><text:p>one</text:p>")),
    "author of a comment": row(cell("<office:annotation><dc:creator>VALUE</dc:creator><text:p>ask"
                                    "</text:p></office:annotation><text:p>one</text:p>")),
    "hyperlink's target": row(cell('<text:p><text:a xlink:href="https://example.net/VALUE/">here'
                                   "</text:a></text:p>")),
    "lines of a cell": row(cell("<text:p>one</text:p><text:p>VALUE</text:p><text:p>three"
    "</text:p>")),
    "pieces of a cell": row(cell("<text:p>the <text:span>HALF</text:span><text:span>REST"
                                 "</text:span></text:p>")),
    "hidden row": row(cell("VALUE"), more=' table:visibility="collapse"'),
    "filtered row": row(cell("VALUE"), more=' table:visibility="filter"'),
    "cell far away": row(cell("x"), more=' table:number-rows-repeated="2000"') + row(cell("VALUE")),
    "merged cells": row(cell("VALUE", table_number_columns_spanned="2"),
                        "<table:covered-table-cell/>"),
    "sheet name": {"name": "VALUE"},
    "hidden sheet": {
        "automatic": '<style:style style:name="th" style:family="table"><style:table-properties '
        'table:display="false"/></style:style>',
        "others": '<table:table table:name="Notes" table:style-name="th"><table:table-column/>'
        + row(cell("VALUE")) + "</table:table>"},
    "page header": {"edges": "<style:header><text:p>VALUE</text:p></style:header>"},
    "page footer with its number": {
        "edges": "<style:footer><text:p>VALUE <text:page-number>1</text:page-number></text:p>"
        "</style:footer>"},
    "page header with three regions": {
        "edges": "<style:header><style:region-left><text:p>one</text:p></style:region-left>"
        "<style:region-center><text:p>VALUE</text:p></style:region-center><style:region-right>"
        "<text:p>three</text:p></style:region-right></style:header>"},
    "choice of a drop-down": {
        "before": VALIDATION.format(
            "of:cell-content-is-in-list(&quot;one&quot;;&quot;VALUE&quot;)", ""),
        "rows": CHOSEN},
    "validation's message": {
        "before": VALIDATION.format(
            "of:cell-content-text-length()&lt;9", '<table:help-message table:title="Hint" '
            'table:display="true"><text:p>VALUE</text:p></table:help-message>'),
        "rows": CHOSEN},
    "validation's error": {
        "before": VALIDATION.format(
            "of:cell-content-text-length()&lt;9", '<table:error-message table:title="VALUE" '
            'table:display="true"><text:p>no</text:p></table:error-message>'),
        "rows": CHOSEN},
    "named expression": {
        "after": '<table:named-expressions><table:named-expression table:name="rate" '
        'table:expression="&quot;VALUE&quot;" table:base-cell-address="$Items.$A$1"/>'
        "</table:named-expressions>"},
    "defined name": {
        "after": '<table:named-expressions><table:named-range table:name="VALUE" '
        'table:base-cell-address="$Items.$A$1" table:cell-range-address="$Items.$A$1:.$A$3"/>'
        "</table:named-expressions>"},
    "name of a database range": {
        "after": '<table:database-ranges><table:database-range table:name="VALUE" '
        'table:target-range-address="Items.A1:Items.B3"/></table:database-ranges>'},
    "filter": {
        "after": '<table:database-ranges><table:database-range table:name="d" '
        'table:target-range-address="Items.A1:Items.B3" table:display-filter-buttons="true">'
        '<table:filter><table:filter-condition table:field-number="0" table:value="VALUE" '
        'table:operator="!="/></table:filter></table:database-range></table:database-ranges>'},
    "condition of a format": {
        "styles": '<style:style style:name="Good" style:family="table-cell"/>',
        "rows": row(cell("x")) + '<!-- -->',
        "others": ""},
    "text box": {"shapes": SHAPES.format(BOX.format("<text:p>VALUE</text:p>"))},
    "picture's alternative text": {
        "shapes": SHAPES.format(f"<draw:frame {PLACED}>{PICTURE}<svg:desc>VALUE</svg:desc>"
                                "</draw:frame>")},
    "picture's name": {
        "shapes": SHAPES.format(f'<draw:frame draw:name="VALUE" {PLACED}>{PICTURE}</draw:frame>')},
    "caption of a button": {
        "shapes": form(f'<form:button {SOME} form:label="VALUE"/>')
        + SHAPES.format(f'<draw:control {PLACED} draw:control="control1"/>')},
    "option of a list box": {
        "shapes": form(f'<form:listbox {SOME}><form:option form:label="one"/><form:option '
                       'form:label="VALUE"/></form:listbox>')
        + SHAPES.format(f'<draw:control {PLACED} draw:control="control1"/>')},
    "scenario": {
        "others": '<table:table table:name="best"><table:scenario table:scenario-ranges='
        '"Items.B2:Items.B2" table:is-active="false" table:comment="VALUE"/><table:table-column/>'
        + row(cell("x")) + "</table:table>"},
    "change that is tracked": {
        "before": '<table:tracked-changes><table:cell-content-change table:id="ct1">'
        '<table:cell-address table:column="0" table:row="1" table:table="0"/><office:change-info>'
        "<dc:creator>Kim</dc:creator><dc:date>2026-11-26T10:00:00</dc:date></office:change-info>"
        '<table:previous><table:change-track-table-cell office:value-type="string"><text:p>VALUE'
        "</text:p></table:change-track-table-cell></table:previous></table:cell-content-change>"
        "</table:tracked-changes>"},
    "label of a range": {
        "before": '<table:label-ranges/>',
        "rows": row(cell("VALUE"), cell("x"))},
} | PROPERTIES
for gone in ("condition of a format", "label of a range", "number as its format shows it"):
    del SHEETS[gone]


def presentation(parts, value):
    """One slide; a fragment alone is what stands on it."""
    parts = {"slide": parts} if isinstance(parts, str) else dict(parts)
    slide, name = parts.pop("slide", ""), parts.pop("name", "one")
    declared, style = parts.pop("declared", ""), parts.pop("style", "dp")
    master = parts.pop("on_master", "")
    more = parts.pop("more", "")
    parts["automatic"] = LAYOUT + (
        '<style:style style:name="dp" style:family="drawing-page"/><style:style '
        'style:name="hidden" '
        'style:family="drawing-page"><style:drawing-page-properties '
        'presentation:visibility="hidden"'
        "/></style:style><style:style style:name=\"edge\" style:family=\"drawing-page\">"
        '<style:drawing-page-properties presentation:display-footer="true"/></style:style>'
    )
    parts["master"] = (
        f'<style:master-page style:name="m" style:page-layout-name="pl">{master}'
        "</style:master-page>"
    )
    title = BOX.format("<text:p>Plan of the year</text:p>").replace('svg:y="5cm"', 'svg:y="1cm"')
    parts["body"] = (
        f'<office:presentation>{declared}<draw:page draw:name="{name}" draw:style-name="{style}" '
        f'draw:master-page-name="m"{more}>{title}{slide}</draw:page></office:presentation>'
    )
    return document("presentation", parts, value)


GEOMETRY = (
    '<draw:enhanced-geometry draw:type="rectangle" svg:viewBox="0 0 21600 21600" '
    'draw:enhanced-path="M 0 0 L 21600 0 21600 21600 0 21600 0 0 Z N"/>'
)
PRESENTATIONS = {
    "text box": BOX.format("<text:p>the VALUE of today</text:p>"),
    "two text boxes": BOX.format("<text:p>VALUE</text:p>").replace("14cm", "5cm")
    + BOX.format("<text:p>beside</text:p>").replace("2cm", "7cm"),
    "word in two spans": BOX.format("<text:p><text:span>HALF</text:span><text:span>REST"
                                    "</text:span></text:p>"),
    "item of a list": BOX.format("<text:list><text:list-item><text:p>one</text:p></text:list-item>"
                                 "<text:list-item><text:p>VALUE</text:p></text:list-item>"
                                 "</text:list>"),
    "shape": f"<draw:custom-shape {PLACED}><text:p>VALUE</text:p>{GEOMETRY}</draw:custom-shape>",
    "shape in a group": f"<draw:g><draw:custom-shape {PLACED}><text:p>VALUE</text:p>{GEOMETRY}"
    "</draw:custom-shape></draw:g>",
    "title of a shape": f"<draw:custom-shape {PLACED}><svg:title>VALUE</svg:title><text:p>t"
    f"</text:p>"
    f"{GEOMETRY}</draw:custom-shape>",
    "name of a shape": f'<draw:custom-shape draw:name="VALUE" {PLACED}><text:p>t</text:p>{GEOMETRY}'
    "</draw:custom-shape>",
    "picture's alternative text": f"<draw:frame {PLACED}>{PICTURE}<svg:desc>VALUE</svg:desc>"
    "</draw:frame>",
    "line's label": '<draw:line svg:x1="1cm" svg:y1="1cm" svg:x2="9cm" svg:y2="9cm"><text:p>VALUE'
    "</text:p></draw:line>",
    "cell of a table": f'<draw:frame {PLACED}><table:table><table:table-column/>'
    f'<table:table-column/>'
    "<table:table-row><table:table-cell><text:p>Item</text:p></table:table-cell><table:table-cell>"
    "<text:p>VALUE</text:p></table:table-cell></table:table-row></table:table></draw:frame>",
    "notes": "<presentation:notes><draw:frame " + PLACED + ' presentation:class="notes">'
    "<draw:text-box><text:p>VALUE</text:p></draw:text-box></draw:frame></presentation:notes>",
    "comment": '<office:annotation svg:x="1cm" svg:y="1cm"><dc:creator>Kim</dc:creator><dc:date>'
    "2026-11-26T10:00:00</dc:date><text:p>VALUE</text:p></office:annotation>",
    "author of a comment": '<office:annotation svg:x="1cm" svg:y="1cm"><dc:creator>VALUE'
    "</dc:creator><dc:date>2026-11-26T10:00:00</dc:date><text:p>ask</text:p></office:annotation>",
    "hyperlink's target": BOX.format('<text:p><text:a xlink:href="https://example.net/VALUE/">here'
                                     "</text:a></text:p>"),
    "name of the slide": {"name": "VALUE"},
    "hidden slide": {"style": "hidden", "slide": BOX.format("<text:p>VALUE</text:p>")},
    "footer": {
        "declared": '<presentation:footer-decl presentation:name="f">VALUE'
        "</presentation:footer-decl>",
        "style": "edge", "more": ' presentation:use-footer-name="f"',
        "on_master": f'<draw:frame presentation:class="footer" {PLACED}><draw:text-box><text:p>'
        "<presentation:footer/></text:p></draw:text-box></draw:frame>"},
    "text of the master": {"on_master": BOX.format("<text:p>VALUE</text:p>")},
    "layer": '<draw:frame draw:layer="layout" ' + PLACED + "><draw:text-box><text:p>VALUE</text:p>"
    "</draw:text-box></draw:frame>",
} | PROPERTIES
