"""The table of writers, places and results."""

import json
import re
from dataclasses import dataclass

HEAD = "| format | writer | place | read by | result | twin |"


@dataclass
class Row:
    format: str
    writer: str
    place: str
    opaque: bool = False
    honest: bool = False
    referee: str = ""
    result: str = ""
    why: str = ""
    twin: str = ""
    twin_why: str = ""

    @classmethod
    def of(cls, case):
        return cls(*case.key(), opaque=case.opaque, honest=case.honest)

    def key(self):
        return (self.format, self.writer, self.place)

    def verdict(self):
        if self.honest:
            return "honest"
        return {"passed": "**slipped**"}.get(self.result, self.result)

    def fate(self):
        if self.twin == "passed":
            return "passes"
        return "sealed, as it must" if self.opaque else "**sealed**"

    def line(self):
        cells = [self.format, self.writer, self.place, self.referee, self.verdict(), self.fate()]
        return "| " + " | ".join(cells) + " |"


def slipped(rows):
    return [row for row in rows if row.result == "passed"]


def sealed_twins(rows):
    return [row for row in rows if not row.opaque and row.twin != "passed"]


def faults(rows):
    """What must not be."""
    for row in slipped(rows):
        yield f"{row.key()}: slipped, though {row.referee} reads it"
    for row in rows:
        if row.opaque and row.twin == "passed":
            yield f"{row.key()}: can be read, so it should not be called opaque"
    twins, sealed = [row for row in rows if not row.opaque], sealed_twins(rows)
    if len(sealed) * 100 > 2 * len(twins):
        yield f"{len(sealed)} of {len(twins)} twins are sealed without need"
        for row in sealed:
            yield f"{row.key()}: {row.twin_why}"


def summary(rows):
    secret = [row for row in rows if not row.honest]
    open_ = [row for row in rows if not row.opaque]
    count = {name: sum(row.result == name for row in secret) for name in
             ("matched", "doubt", "passed")}
    return (
        f"{len(secret)} files: {count['matched']} matched, {count['doubt']} sealed by doubt, "
        f"{count['passed']} slipped.\n"
        f"Of {len(open_)} honest files {len(sealed_twins(rows))} are sealed without need."
    )


def keep(rows, writer, file):
    """Keeps the rows of one writer, so that it can be run alone."""
    about = {"name": writer.name, "version": writer.version(), "rows": [vars(r) for r in rows]}
    file.write_text(json.dumps(about), "utf-8")


def kept(folder):
    """All rows that were kept, and the writers with their versions."""
    found = [json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))]
    rows = [Row(**row) for one in found for row in one["rows"]]
    return rows, [(one["name"], one["version"]) for one in found]


def document(rows, writers):
    versions = "\n".join(f"| {name} | {version} |" for name, version in writers)
    lines = "\n".join(row.line() for row in sorted(rows, key=Row.key))
    return f"""\
# Files of real programs

{summary(rows)}

`make writers` has each of these programs make a file with one secret in one place, for each place
that its format has, and a twin without the secret. A referee that shares nothing with postseal
proves that the secret is there: pdftotext and pdfinfo for PDF, LibreOffice's export (as text or
CSV, or as flat XML for what isn't on a page) for office files, a library of the format for the
rest, and the unpacked strings of the file where all of these are silent. A rule then looks for the
secret. *matched*: it found it. *doubt*: the file can't be inspected in full, which rules that seal
take for a match. *slipped*: neither, so the mail would leave in clear, and the run fails; it also
fails when more than 2 of 100 honest files are sealed. Binary formats of Office and files that ask
for a password are sealed whatever they hold ([rules.md](../conf/rules.md)), and so are their twins.

*honest*: a file of a whole page, as people send it, with no secret in it.

`make test` does the same with the writers that pip installs in a moment, and compares.

| writer | version |
|---|---|
{versions}

{HEAD}
|---|---|---|---|---|---|
{lines}
"""


def compare(rows, document):
    """Rows that differ from those in a document, but for who read them."""
    known = {}
    for line in document.split(HEAD)[-1].splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 6:
            known[tuple(cells[:3])] = tuple(cells[4:])
    for row in rows:
        there = known.get(row.key())
        if there != (row.verdict(), row.fate()):
            yield f"{row.key()}: {row.verdict()}, {row.fate()}; docs/writers.md has {there}"
