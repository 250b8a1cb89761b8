"""One module for each writer or family of writers; each has `writer` or `writers`."""

import importlib
import pkgutil


def all_writers(short):
    """The writers whose packages or programs are there."""
    for module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
        if module in PARTS or short and module not in SHORT:
            continue
        found = importlib.import_module(f"made_by.{module}")
        one = found.writers if hasattr(found, "writers") else [found.writer]
        yield from (writer for writer in one if writer.short or not short)


# What several of them use.
PARTS = ["flat_documents", "flat_sheets", "picture"]
# What pip installs in a moment.
SHORT = [
    "docx",
    "fpdf",
    "icalendar",
    "odf",
    "openpyxl",
    "pikepdf",
    "pptx",
    "reportlab",
    "vobject",
    "xlsxwriter",
]
