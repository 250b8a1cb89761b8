"""Says whether a secret is in a file, by programs that share nothing with postseal.

In this order: what pdftotext shows of a PDF and pdfinfo knows of it; LibreOffice's export as text
or CSV, then as flat XML, which has also what isn't on a page; what a library of the format reads;
last, the strings of the file, unpacked.
"""

import csv
import html
import html.parser
import io
import json
import re
import shutil
import subprocess
import xml.sax
import zipfile
from pathlib import Path

from office import convert
from secret import plain

TEXTS = "docx docm odt doc rtf fodt".split()
SHEETS = "xlsx xlsm xls xlsb ods fods".split()
OFFICE = [*TEXTS, *SHEETS, *"pptx ppt odp fodp html epub".split()]
# CSV: comma, quote, UTF-8; cells as shown, then as stored; all sheets.
CSV = ["csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,%s,false,false,false,-1" % as_shown
       for as_shown in ("true", "false")]
STAGES = (
    ("shown", {"txt:Text (encoded):UTF8": TEXTS, CSV[0]: SHEETS}),
    ("stored", {CSV[1]: SHEETS}),
    ("flat", {"fodt": [*TEXTS, "html", "epub"], "fods": SHEETS, "fodp": ["pptx", "ppt", "odp"]}),
)


def run(*command):
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    return done.stdout.decode("utf-8", "replace")


class Office:
    """LibreOffice's exports of many files, each only where those before it are silent."""

    def __init__(self, wanted, folder):
        """Exports the files that are the keys; the values say whether a text is what is sought."""
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        left = [f for f in wanted if f.suffix[1:] in OFFICE and shutil.which("soffice")]
        for name, kinds in STAGES:
            for kind, endings in kinds.items():
                self.export(name, kind, [f for f in left if f.suffix[1:] in endings])
            left = [f for f in left if not any(wanted[f](text) for text in self.read(f, name))]

    def export(self, name, kind, files):
        # Names are the same but for their ending in several formats.
        for ending in sorted({f.suffix for f in files}):
            some = [str(f) for f in files if f.suffix == ending]
            convert(kind, some, self.folder / name / ending[1:])

    def read(self, file, name):
        """The texts of one of the exports of a file."""
        for found in sorted((self.folder / name / file.suffix[1:]).glob(file.stem + "[.-]*")):
            # Sheets have names of their own; the twin's name begins with the other's.
            if not found.name[len(file.stem):].startswith("-twin"):
                text = found.read_text("utf-8", "replace")
                yield strings_of_xml(text.encode()) if name == "flat" else text


class Strings(xml.sax.ContentHandler):
    """All texts of XML, and after them all attributes."""

    def __init__(self):
        super().__init__()
        self.found, self.values = [], []

    def characters(self, content):
        self.found.append(content)

    def startElement(self, name, attrs):
        self.values.extend(attrs.values())


def strings_of_xml(data):
    strings = Strings()
    parser = xml.sax.make_parser()
    parser.setFeature(xml.sax.handler.feature_external_ges, False)
    parser.setContentHandler(strings)
    try:
        parser.parse(io.BytesIO(data))
    except xml.sax.SAXException:
        return html.unescape(data.decode("utf-8", "replace"))
    return "".join(strings.found) + "\n" + "\n".join(strings.values)


def pdf_of(file, password):
    given = ["-upw", password] if password else []
    yield "pdftotext", run("pdftotext", *given, "-layout", str(file), "-")
    yield "pdftotext", run("pdftotext", *given, "-raw", str(file), "-")
    for also in ([], ["-custom"], ["-meta"], ["-js"], ["-dests"], ["-url"]):
        yield "pdfinfo", html.unescape(run("pdfinfo", *given, *also, str(file)))
    yield "pikepdf", strings_of_pdf(file, password)


def strings_of_pdf(file, password):
    import pikepdf

    found = []

    def walk(one, depth=0):
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream) and depth < 6:
            for key, value in one.items():
                found.append(str(key))
                walk(value, depth + 1)
        elif isinstance(one, pikepdf.Array) and depth < 6:
            for value in one:
                walk(value, depth + 1)
        elif isinstance(one, pikepdf.String | pikepdf.Name):
            found.append(str(one))

    with pikepdf.open(file, password=password) as pdf:
        for one in pdf.objects:
            walk(one)
            if isinstance(one, pikepdf.Stream):
                try:
                    data = one.read_bytes()
                except pikepdf.PdfError:
                    continue
                found.append(data.decode("utf-8", "replace"))
                found.append(data.decode("utf-16", "replace"))
                if data[:5] == b"%PDF-":
                    found.append(strings_of_pdf(io.BytesIO(data), ""))
    return "\n".join(found)


def unpacked(data):
    if data[:2] != b"PK":
        yield "strings", data.decode("utf-8", "replace")
        yield "strings", data.decode("utf-16-le", "replace")
        yield "strings", data[1:].decode("utf-16-le", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            inner = packed.read(name)
            if inner[:2] == b"PK":
                yield from unpacked(inner)
            else:
                yield "its XML", strings_of_xml(inner)


def calendar_of(file):
    import icalendar

    calendar = icalendar.Calendar.from_ical(file.read_bytes())
    for part in calendar.walk():
        for _, value in part.property_items():
            yield "icalendar", str(value)
            if isinstance(value, icalendar.vBinary):
                yield "icalendar", value.obj.decode() if isinstance(value.obj, bytes) else value.obj
            for parameter in getattr(value, "params", {}).values():
                yield "icalendar", str(parameter)


def contacts_of(file):
    import vobject

    for card in vobject.readComponents(file.read_text("utf-8")):
        for line in card.getChildren():
            yield "vobject", str(line.value)
            yield "vobject", str(line.params)


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_data(self, data):
        self.found.append(data)

    def handle_starttag(self, tag, attrs):
        self.found.extend(value or "" for _, value in attrs)


def page_of(file):
    page = Page()
    page.feed(file.read_text("utf-8", "replace"))
    return "".join(page.found)


def readings(file, office, password):
    """What each referee reads, the best first."""
    kind = file.suffix[1:]
    if kind == "pdf":
        yield from pdf_of(file, password)
    for name in ("shown", "stored", "flat"):
        for text in office.read(file, name):
            yield "LibreOffice", text
    if kind == "ics":
        yield from calendar_of(file)
    if kind == "vcf":
        yield from contacts_of(file)
    if kind in ("html", "htm"):
        yield "html.parser", page_of(file)
    if kind == "json":
        yield "json", json.dumps(json.loads(file.read_bytes()), ensure_ascii=False)
    if kind in ("svg", "xml"):
        yield "xml.sax", strings_of_xml(file.read_bytes())
    if kind == "csv":
        rows = csv.reader(io.StringIO(file.read_text("utf-8-sig", "replace")))
        yield "csv", "\n".join(" ".join(row) for row in rows)
    if kind in ("ps", "eps"):
        yield "ghostscript", run("gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=txtwrite",
                                 "-sOutputFile=-", str(file))
    # Letters beyond ASCII have codes in RTF; as they are, nobody reads them.
    if kind != "rtf":
        yield from unpacked(file.read_bytes())


def digits(text):
    """The numbers of a text as a spreadsheet may store them, as whole numbers."""
    for number in re.findall(r"\d+\.\d+[eE]\+?\d+|\d{13,17}(?:\.0+)?", text):
        yield str(int(float(number)))


def seeks(secret):
    """Says of a text whether the secret is in it."""
    wanted = plain(secret.shown())
    number = isinstance(secret.value, int)

    def is_in(text):
        return wanted in plain(text) or number and wanted in digits(text)

    return is_in


def who_reads(case, file, office):
    """The first referee that reads the secret in a file; None if there is none."""
    is_in = seeks(case.secret)
    for referee, text in readings(Path(file), office, case.password):
        if is_in(text):
            return referee
    return None
