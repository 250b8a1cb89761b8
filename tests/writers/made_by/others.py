"""pypdf, PyExcelerate and xlwt: PDF, xlsx, xls."""

import io

import pyexcelerate
import pypdf
import xlwt
from reportlab.pdfgen.canvas import Canvas

from registry import Writer
from secret import AMEX, CARD

writer_of_pdf = Writer("pypdf", package="pypdf")


def page(value):
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=1)
    canvas.drawString(72, 700, f"the {value} of today")
    canvas.save()
    return file


def pdf(place, change, shown=False, **more):
    def make(path, value):
        made = pypdf.PdfWriter(clone_from=page(value if shown else "delivery"))
        change(made, value)
        made.write(path)

    writer_of_pdf.add("pdf", place, make, **more)


pdf("page, written anew", lambda made, value: None, shown=True)
pdf("page, compressed", lambda made, value: made.pages[0].compress_content_streams(), shown=True)
pdf("page, turned", lambda made, value: made.pages[0].rotate(90), shown=True)
pdf("page, encrypted without a password",
    lambda made, value: made.encrypt("", "owner", algorithm="RC4-128"), shown=True)
pdf("page, encrypted with a password",
    lambda made, value: made.encrypt("open", "owner", algorithm="RC4-128"), shown=True,
    opaque=True, password="open")
pdf("bookmark", lambda made, value: made.add_outline_item(value, 0))
pdf("file in it", lambda made, value: made.add_attachment(
    "note.txt", f"the {value} of today".encode()))
pdf("property title", lambda made, value: made.add_metadata({"/Title": value}))
pdf("property of one's own", lambda made, value: made.add_metadata({"/Client": value}))

writer_of_xlsx = Writer("PyExcelerate", package="pyexcelerate")
writer_of_xls = Writer("xlwt", package="xlwt")


def to_xlsx(name=None):
    def make(path, value):
        book = pyexcelerate.Workbook()
        book.new_sheet(value if name else "Items",
                       data=[["Item", "Pieces"], ["Pencils", 12], ["x" if name else value, 3]])
        book.save(path)

    return make


def to_xls(path, value):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Items")
    sheet.write(0, 0, "Item")
    sheet.write(1, 0, value)
    book.save(path)


writer_of_xlsx.add("xlsx", "cell", to_xlsx())
writer_of_xlsx.add("xlsx", "number", to_xlsx(), AMEX)
writer_of_xlsx.add("xlsx", "sheet name", to_xlsx(name=True))
writer_of_xls.add("xls", "cell", to_xls, opaque=True)
writer_of_xls.add("xls", "number", to_xls, CARD, opaque=True)
writers = [writer_of_pdf, writer_of_xlsx, writer_of_xls]
