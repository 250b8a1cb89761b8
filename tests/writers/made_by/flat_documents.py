"""Documents in LibreOffice's flat XML, with VALUE in one place each."""

SPACES = {
    "draw": "drawing",
    "number": "datastyle",
    "fo": "xsl-fo-compatible",
    "svg": "svg-compatible",
} | {
    name: name
    for name in "office style text table meta presentation form script chart".split()
}
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in SPACES.items()
) + (
    ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    ' office:version="1.3"'
)
MIME = "application/vnd.oasis.opendocument."
PIXEL = (
    "<office:binary-data>"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTjVPwAA"
    "AABJRU5ErkJggg==</office:binary-data>"
)


def document(kind, parts, value):
    """A flat document: parts are those for meta, styles, automatic, master and body."""
    get = {"meta": "", "styles": "", "automatic": "", "master": ""} | parts
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMES} '
        f'office:mimetype="{MIME}{kind}"><office:meta>{get["meta"]}</office:meta>'
        f'<office:styles>{get["styles"]}</office:styles>'
        f'<office:automatic-styles>{get["automatic"]}</office:automatic-styles>'
        f'<office:master-styles>{get["master"]}</office:master-styles>'
        f'<office:body>{get["body"]}</office:body></office:document>'
    )
    return xml.replace("VALUE", value).replace("HALF", value[:4]).replace("REST", value[4:])


LAYOUT = (
    '<style:page-layout style:name="pl"><style:page-layout-properties fo:page-width="21cm" '
    'fo:page-height="29.7cm" fo:margin="2cm"/><style:header-style><style:header-footer-properties '
    'fo:min-height="1cm"/></style:header-style><style:footer-style>'
    '<style:header-footer-properties fo:min-height="1cm"/></style:footer-style></style:page-layout>'
)


def text(parts, value):
    """A letter; a fragment alone goes into its body."""
    parts = {"body": parts} if isinstance(parts, str) else dict(parts)
    declared = parts.pop("declared", "")
    inner = parts.get("body", "<text:p>It is short.</text:p>")
    parts["body"] = (
        f"<office:text>{declared}<text:p>Dear Kim,</text:p>{inner}<text:p>Kind regards</text:p>"
        "</office:text>"
    )
    parts["automatic"] = LAYOUT + parts.get("automatic", "")
    edges = parts.pop("edges", "")
    parts["master"] = (
        f'<style:master-page style:name="Standard" style:page-layout-name="pl">{edges}'
        "</style:master-page>"
    )
    return document("text", parts, value)


def frame(inner, more=""):
    return (
        '<text:p>beside<draw:frame text:anchor-type="paragraph" svg:width="6cm" svg:height="3cm" '
        f'draw:name="one">{inner}{more}</draw:frame></text:p>'
    )


def shape(inner, more=""):
    return (
        '<text:p>beside<draw:custom-shape text:anchor-type="paragraph" svg:width="6cm" '
        f'svg:height="3cm" svg:x="1cm" svg:y="1cm">{more}{inner}<draw:enhanced-geometry '
        'draw:type="rectangle" svg:viewBox="0 0 21600 21600" '
        'draw:enhanced-path="M 0 0 L 21600 0 21600 21600 0 21600 0 0 Z N"/></draw:custom-shape>'
        "</text:p>"
    )


PICTURE = f"<draw:image>{PIXEL}</draw:image>"


def properties(kinds):
    return {
        f"property {name}": {"meta": f"<{tag}>VALUE</{tag.split()[0]}>"} for name, tag in kinds
    }


PROPERTIES = properties((
    ("title", "dc:title"), ("subject", "dc:subject"), ("description", "dc:description"),
    ("keyword", "meta:keyword"), ("author", "dc:creator"), ("first author", "meta:initial-creator"),
    ("printed by", "meta:printed-by"),
    ("client (custom)", 'meta:user-defined meta:name="Client"'),
))


def change(kind, inner, author="Kim"):
    return {
        "declared": '<text:tracked-changes><text:changed-region text:id="c1"><text:' + kind + ">"
        f"<office:change-info><dc:creator>{author}</dc:creator><dc:date>2026-11-26T10:00:00"
        f"</dc:date></office:change-info>{inner}</text:{kind}></text:changed-region>"
        "</text:tracked-changes>"
    }


def form(control, name="one"):
    return (
        '<office:forms><form:form form:name="Form">' + control + "</form:form></office:forms>"
    )


def control_in_text(control):
    return {
        "declared": form(control),
        "body": '<text:p><draw:control text:anchor-type="as-char" svg:width="4cm" '
        'svg:height="1cm" draw:control="control1"/></text:p>',
    }


SOME = 'xml:id="control1" form:id="control1" form:name="one"'
TEXTS = {
    "paragraph": "<text:p>the VALUE of today</text:p>",
    "heading": '<text:h text:outline-level="1">VALUE</text:h>',
    "word in two spans": "<text:p>the <text:span>HALF</text:span><text:span>REST</text:span>"
    "</text:p>",
    "item of a list": "<text:list><text:list-item><text:p>one</text:p></text:list-item>"
    "<text:list-item><text:p>VALUE</text:p></text:list-item></text:list>",
    "cell of a table": '<table:table table:name="T"><table:table-column '
    'table:number-columns-repeated="2"/><table:table-row><table:table-cell><text:p>Item</text:p>'
    "</table:table-cell><table:table-cell><text:p>VALUE</text:p></table:table-cell>"
    "</table:table-row></table:table>",
    "footnote": '<text:p>See<text:note text:id="f1" text:note-class="footnote"><text:note-citation>'
    "1</text:note-citation><text:note-body><text:p>VALUE</text:p></text:note-body></text:note>"
    " below</text:p>",
    "endnote": '<text:p>See<text:note text:id="f1" text:note-class="endnote"><text:note-citation>'
    "i</text:note-citation><text:note-body><text:p>VALUE</text:p></text:note-body></text:note>"
    " below</text:p>",
    "comment": "<text:p>See<office:annotation><dc:creator>Kim</dc:creator><text:p>VALUE</text:p>"
    "</office:annotation> here</text:p>",
    "author of a comment": "<text:p>See<office:annotation><dc:creator>VALUE</dc:creator>"
    "<text:p>ask</text:p></office:annotation> here</text:p>",
    "text box": frame('<draw:text-box fo:min-height="1cm"><text:p>VALUE</text:p></draw:text-box>'),
    "shape": shape("<text:p>VALUE</text:p>"),
    "title of a shape": shape("<text:p>text</text:p>", "<svg:title>VALUE</svg:title>"),
    "picture's alternative text": frame(PICTURE, "<svg:title>t</svg:title><svg:desc>VALUE"
    "</svg:desc>"),
    "picture's title": frame(PICTURE, "<svg:title>VALUE</svg:title>"),
    "picture's name": frame(PICTURE).replace('draw:name="one"', 'draw:name="VALUE"'),
    "caption of a picture": frame(
        '<draw:text-box fo:min-height="1cm"><text:p>Figure <text:sequence text:name="Figure" '
        'text:formula="ooow:Figure+1">1</text:sequence>: VALUE</text:p></draw:text-box>'),
    "page header": {"edges": "<style:header><text:p>VALUE</text:p></style:header>"},
    "page footer with its number": {
        "edges": "<style:footer><text:p>VALUE<text:tab/><text:page-number>1</text:page-number>"
        "</text:p></style:footer>"},
    "hyperlink's text": '<text:p><text:a xlink:href="https://example.net/">VALUE</text:a></text:p>',
    "hyperlink's target":
        '<text:p><text:a xlink:href="https://example.net/VALUE/">here</text:a></text:p>',
    "hyperlink's name": '<text:p><text:a xlink:href="https://example.net/" office:name="VALUE" '
    'office:title="VALUE">here</text:a></text:p>',
    "bookmark": '<text:p><text:bookmark-start text:name="VALUE"/>here<text:bookmark-end '
    'text:name="VALUE"/></text:p>',
    "hidden text": '<text:p><text:span text:style-name="h">VALUE</text:span></text:p>',
    "hidden paragraph": '<text:p><text:hidden-paragraph text:condition="ooow:1" '
    'text:is-hidden="true"/>VALUE</text:p>',
    "section that is hidden": '<text:section text:name="S" text:display="none"><text:p>VALUE'
    '</text:p>'
    "</text:section>",
    "name of a section": '<text:section text:name="VALUE"><text:p>text</text:p></text:section>',
    "ruby": "<text:p><text:ruby><text:ruby-base>text</text:ruby-base><text:ruby-text>VALUE"
    "</text:ruby-text></text:ruby></text:p>",
    "choice of a drop-down": '<text:p><text:drop-down text:name="d"><text:label text:value="one" '
    'text:current-selected="true"/><text:label text:value="VALUE"/>one</text:drop-down></text:p>',
    "input field's hint": '<text:p><text:text-input text:description="VALUE">one</text:text-input>'
    "</text:p>",
    "placeholder": '<text:p><text:placeholder text:placeholder-type="text" '
    'text:description="VALUE">'
    "&lt;one&gt;</text:placeholder></text:p>",
    "script": '<text:p>a<text:script script:language="JavaScript">var x = "VALUE";'
    '</text:script></text:p>',
    "condition of a field": '<text:p><text:conditional-text text:condition="ooow:1" '
    'text:string-value-if-true="one" text:string-value-if-false="VALUE">one</text:conditional-text>'
    "</text:p>",
    "value of a variable": {
        "declared": '<text:user-field-decls><text:user-field-decl office:value-type="string" '
        'office:string-value="VALUE" text:name="client"/></text:user-field-decls>',
        "body": '<text:p>for <text:user-field-get text:name="client">VALUE'
        '</text:user-field-get></text:p>'},
    "value of a variable, not shown": {
        "declared": '<text:user-field-decls><text:user-field-decl office:value-type="string" '
        'office:string-value="VALUE" text:name="client"/></text:user-field-decls>'},
    "entry of the index": '<text:p><text:alphabetical-index-mark text:string-value="VALUE" '
    'text:key1="k"/>here</text:p>',
    "label of a numbering": {
        "automatic": '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
        'style:num-prefix="VALUE " style:num-format="1"/></text:list-style>',
        "body": '<text:list text:style-name="L"><text:list-item><text:p>one</text:p>'
        '</text:list-item>'
        "</text:list>"},
    "inserted by somebody": change("insertion", "") | {
        "body": '<text:p>the <text:change-start text:change-id="c1"/>VALUE<text:change-end '
        'text:change-id="c1"/></text:p>'},
    "author of a change": change("insertion", "", "VALUE") | {
        "body": '<text:p>the <text:change-start text:change-id="c1"/>text<text:change-end '
        'text:change-id="c1"/></text:p>'},
    "deleted by somebody": change("deletion", "<text:p>VALUE</text:p>") | {
        "body": '<text:p>the <text:change text:change-id="c1"/> text</text:p>'},
    "replaced by somebody": change("deletion", "<text:p>VALUE</text:p>") | {
        "body": '<text:p>the <text:change text:change-id="c1"/>text</text:p>'},
    "text field": control_in_text(
        f'<form:text {SOME} form:value="VALUE" form:current-value="VALUE"/>'),
    "caption of a button": control_in_text(f'<form:button {SOME} form:label="VALUE"/>'),
    "option of a list box": control_in_text(
        f'<form:listbox {SOME} form:dropdown="true"><form:option form:label="one" '
        'form:current-selected="true"/><form:option form:label="VALUE"/></form:listbox>'),
    "help text of a field": control_in_text(
        f'<form:text {SOME} form:title="VALUE" form:current-value="one"/>'),
    "capitals": {
        "automatic": '<style:style style:name="C" style:family="text"><style:text-properties '
        'fo:text-transform="uppercase"/></style:style>',
        "body": '<text:p><text:span text:style-name="C">VALUE</text:span></text:p>'},
    "small capitals, kerned and spaced": {
        "automatic": '<style:style style:name="C" style:family="text"><style:text-properties '
        'fo:font-variant="small-caps" fo:letter-spacing="0.1cm"/></style:style>',
        "body": '<text:p><text:span text:style-name="C">VALUE</text:span></text:p>'},
    "justified in columns": {
        "automatic": '<style:style style:name="S" style:family="section"><style:section-properties>'
        '<style:columns fo:column-count="2" fo:column-gap="0.5cm"/></style:section-properties>'
        '</style:style><style:style style:name="J" style:family="paragraph">'
        '<style:paragraph-properties fo:text-align="justify"/></style:style>',
        "body": '<text:section text:name="S" text:style-name="S">'
        + '<text:p text:style-name="J">Please look at the VALUE of today, all of you.</text:p>' * 9
        + "</text:section>"},
} | PROPERTIES
TEXTS["hidden text"] = {
    "automatic": '<style:style style:name="h" style:family="text"><style:text-properties '
    'text:display="none"/></style:style>', "body": TEXTS["hidden text"]}
