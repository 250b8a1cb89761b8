"""LibreOffice: all its formats, from flat documents of its own."""

from made_by.flat_documents import TEXTS, text
from made_by.flat_sheets import PRESENTATIONS, SHEETS, presentation, sheet
from office import convert
from registry import Writer
from secret import AMEX, SHOWN, TONGUES

# The binary formats can't be inspected.
OPAQUE = ("doc", "xls", "ppt")
FILTERS = {
    "csv": 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false',
    "xhtml": "xhtml:XHTML Writer File",
    # What its Calc calls "Excel 2003 XML".
    "xml": "xml:MS Excel 2003 XML",
}

# What LibreOffice writes as one word with its neighbour, with nothing between: what was deleted and
# what replaced it in pages, the author and the content of a change in sheets of 2003. Nobody who
# opens the file sees the word.
GLUED = {
    ("html", "deleted by somebody"),
    ("html", "replaced by somebody"),
    ("pdf", "deleted by somebody"),
    ("pdf", "replaced by somebody"),
    ("xml", "change that is tracked"),
}
# It makes no PDF of a presentation that has hidden slides only.
UNMADE = {("pdf", "hidden slide")}


def write(writer, jobs, folder):
    """Writes the sources, then converts all of one format at once."""
    failed, groups = [], {}
    for case, path, value in jobs:
        source, ending = case.make(str(value))
        at = folder.parent / "sources" / case.format / ending / f"{path.stem}.{ending}"
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_text(source, "utf-8")
        groups.setdefault((case.format, path.parent), []).append((case, path, at))
    for (kind, into), some in groups.items():
        convert(FILTERS.get(kind, kind), [str(at) for _, _, at in some], into)
        failed += [(case, "not converted") for case, path, _ in some if not path.exists()]
    return failed


writer = Writer("LibreOffice", command=("soffice", "--version"), batch=write)


def add(kinds, ending, place, make, **more):
    for kind in kinds.split():
        if (kind, place) in GLUED | UNMADE:
            continue
        named = place
        # Several of its programs write these.
        if kind in ("pdf", "html") and ending != "fodt":
            named = f"{place}, of a {'sheet' if ending == 'fods' else 'slide'}"
        writer.add(kind, named, lambda value: (make(value), ending), opaque=kind in OPAQUE,
                   dropped_by_some=True, **more)


for place, fragment in TEXTS.items():
    add("odt docx doc rtf html fodt pdf", "fodt", place, lambda v, f=fragment: text(f, v))
for tongue, secret in TONGUES.items():
    add("odt docx rtf pdf html", "fodt", f"paragraph in {tongue}",
        lambda v: text(TEXTS["paragraph"], v), secret=secret)
    add("ods xlsx pdf csv", "fods", f"cell in {tongue}", lambda v: sheet(SHEETS["cell"], v),
        secret=secret)
    add("odp pptx pdf", "fodp", f"text box in {tongue}",
        lambda v: presentation(PRESENTATIONS["text box"], v), secret=secret)
for place, fragment in SHEETS.items():
    secret = {"number": AMEX, "number as its format shows it": SHOWN}.get(place)
    add("ods xlsx xls csv pdf html fods xml", "fods", place,
        lambda v, f=fragment: sheet(f, v), **({"secret": secret} if secret else {}))
for place, fragment in PRESENTATIONS.items():
    add("odp pptx ppt pdf fodp", "fodp", place, lambda v, f=fragment: presentation(f, v))
