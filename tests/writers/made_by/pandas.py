"""pandas: xlsx by openpyxl or XlsxWriter, csv, html, and others."""

import pandas

from registry import Writer
from secret import CARD, TONGUES, WORD

writer = Writer("pandas", package="pandas")


def frame(value, other="Paper"):
    return pandas.DataFrame({"Item": ["Pencils", other, value], "Pieces": [12, 3, 4]})


def numbers(value):
    # A column with a hole becomes one of floats.
    return pandas.DataFrame({"Item": ["Pencils", "Paper"], "Number": [float("nan"), value]})


def to_excel(engine):
    def make(data):
        return lambda path, value: data(value).to_excel(path, engine=engine, index=False)

    return make


WAYS = {
    "xlsx": {"openpyxl": to_excel("openpyxl"), "XlsxWriter": to_excel("xlsxwriter")},
    "ods": {"odfpy": to_excel("odf")},
    "csv": {
        "": lambda data: lambda path, value: data(value).to_csv(path),
        "with semicolons": lambda data: lambda path, value: data(value).to_csv(
            path, sep=";", decimal=","
        ),
        "in UTF-16": lambda data: lambda path, value: data(value).to_csv(path, encoding="utf-16"),
        "with exponents": lambda data: lambda path, value: data(value).to_csv(
            path, float_format="%.15e"
        ),
    },
    "html": {"": lambda data: lambda path, value: data(value).to_html(
        path, float_format="{:.1f}".format)},
    "json": {"": lambda data: lambda path, value: data(value).to_json(path)},
    "xml": {"": lambda data: lambda path, value: data(value).to_xml(path, parser="etree")},
}
for kind, ways in WAYS.items():
    for way, to in ways.items():
        by = f" {way}" if way[:2] in ("wi", "in") else f", by {way}" if way else ""
        writer.add(kind, f"cell{by}", to(frame))
        writer.add(kind, f"number in a column with a hole{by}", to(numbers), CARD)
        for tongue in ("German", "Russian", "Hebrew", "Chinese"):
            writer.add(kind, f"cell in {tongue}{by}", to(frame), TONGUES[tongue])
        writer.add(
            kind,
            f"heading{by}",
            to(lambda value: frame("Glue").rename(columns={"Item": value})),
            WORD,
        )
