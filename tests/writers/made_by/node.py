"""exceljs, SheetJS, PDFKit, pdf-lib and docx, by by_node.js."""

import json
import os
import subprocess
from pathlib import Path

from registry import Writer
from secret import CARD, RUSSIAN, SHOWN, WORD

CODE = Path(__file__).with_name("by_node.js")
NAMES = {"xlsx": "SheetJS", "pdfkit": "PDFKit", "docx": "docx (npm)"}
SECRETS = {
    "number": CARD,
    "formula's result, as a number": CARD,
    "number as its format shows it": SHOWN,
    "cell in Russian": RUSSIAN,
}
# xls and xlsb are binary.
OPAQUE = ("xls", "xlsb")


def packages():
    return Path(os.environ.get("POSTSEAL_NPM", "")) / "node_modules"


def by(package):
    return lambda writer, jobs, folder: write(package, jobs)


def write(package, jobs):
    lines = "\n".join(
        json.dumps({"writer": package, "format": case.format, "place": case.place,
                    "path": str(path), "value": value})
        for case, path, value in jobs
    )
    done = subprocess.run(["node", CODE, packages()], input=lines, text=True,
                          capture_output=True, check=False)
    why = (done.stderr.strip().splitlines() or ["no file"])[-1]
    return [(case, why) for case, path, _ in jobs if not path.exists()]


def all_of_them():
    listed = subprocess.run(["node", CODE, packages(), "list"], capture_output=True, check=True)
    found = {}
    for package, kind, places in json.loads(listed.stdout):
        version = ("grep", '"version"', str(packages() / package / "package.json"))
        writer = found.setdefault(
            package, Writer(NAMES.get(package, package), command=version, batch=by(package))
        )
        for place in places:
            writer.add(
                kind, place, None, SECRETS.get(place, WORD), dropped_by_some=True,
                opaque=kind in OPAQUE or place == "page, encrypted with a password",
                password="open" if "with a password" in place else "",
            )
    return list(found.values())


writers = all_of_them() if packages().exists() else []
