"""WeasyPrint: HTML to PDF."""

import io

import weasyprint

from registry import Writer
from secret import CARD, TONGUES, WORD

writer = Writer("WeasyPrint", package="weasyprint")


def page(name, body, secret=WORD, head="", **options):
    """Adds a page; VALUE stands for what is hidden."""

    def make(path, value):
        text = f"<html lang=en><head>{head}</head><body><h1>Plan</h1>{body}</body></html>"
        text = text.replace("HALF", str(value)[:4]).replace("REST", str(value)[4:])
        made = weasyprint.HTML(string=text.replace("VALUE", str(value)))
        made.write_pdf(path, **options)

    writer.add("pdf", name, make, secret)


page("paragraph", "<p>the VALUE of today</p>")
page("number", "<p>VALUE</p>", CARD)
for tongue, secret in TONGUES.items():
    page(f"paragraph in {tongue}", "<p>VALUE</p>", secret)
page("heading", "<h2>VALUE</h2>")
page("cell of a table", "<table><tr><td>Item<td>VALUE<td>12</table>")
page("item of a list", "<ol><li>one<li>VALUE</ol>")
page("word in two elements", "<p><b>HALF</b>REST</p>")
page("spaced letters", "<p style='letter-spacing: 3px'>VALUE</p>")
page("small capitals", "<p style='font-variant: small-caps'>VALUE</p>")
page("capitals", "<p style='text-transform: uppercase'>VALUE</p>")
page("hyphenated", "<p style='width: 3em; hyphens: auto'>VALUE of VALUE</p>")
page("columns", "<div style='columns: 3'>" + "<p>the VALUE of today</p>" * 9 + "</div>")
page("turned", "<p style='transform: rotate(30deg)'>VALUE</p>")
page("white on white", "<p style='color: white'>VALUE</p>")
page("transparent", "<p style='opacity: 0'>VALUE</p>")
page("text of a picture in SVG", "<svg width=200 height=50><text y=20>VALUE</text></svg>")
page("made by a style", "<p class=x></p>", head="<style>.x::before { content: 'VALUE' }</style>")
page("page header", "<p>text</p>",
     head="<style>@page { @top-center { content: 'VALUE' } }</style>")
page("page footer with its number", "<p>text</p>",
     head="<style>@page { @bottom-right { content: 'VALUE' ' ' counter(page) } }</style>")
page("hyperlink's target", "<a href='https://example.net/VALUE/'>here</a>")
page("name of a destination", "<a href='#VALUE'>here</a><p id=VALUE>there</p>")
page("file in it", "<a rel=attachment href='data:text/plain,the VALUE of today'>here</a>")
page("description of a file in it", "<p>text</p>",
     head="<link rel=attachment title='VALUE' href='data:text/plain,x'>")
page("text field", "<input name=a value='VALUE'>", pdf_forms=True)
page("text area", "<textarea>VALUE</textarea>", pdf_forms=True)
page("option, not chosen", "<select><option>one<option>VALUE</select>", pdf_forms=True)
page("alternative text, tagged", "<img alt='VALUE' src='data:image/svg+xml,<svg/>'>",
     pdf_variant="pdf/ua-1", pdf_tags=True)
page("paragraph of PDF/A-3", "<p>the VALUE of today</p>", pdf_variant="pdf/a-3b")
page("paragraph, not compressed", "<p>the VALUE of today</p>", uncompressed_pdf=True)
page("paragraph with the whole font", "<p>the VALUE of today</p>", full_fonts=True)
for name, tag in (("title", "<title>VALUE</title>"),
                  ("author", "<meta name=author content='VALUE'>"),
                  ("keywords", "<meta name=keywords content='VALUE'>"),
                  ("description", "<meta name=description content='VALUE'>"),
                  ("generator", "<meta name=generator content='VALUE'>")):
    page(f"property {name}", "<p>text</p>", head=tag)
page("custom property", "<p>text</p>", head="<meta name=client content='VALUE'>",
     custom_metadata=True)

LETTER = "<p>Dear Kim,</p><p>the order of today is on its way.</p>" + "<p>First, second.</p>" * 40


def letter(path, value):
    weasyprint.HTML(string=LETTER).write_pdf(path)


def source(value):
    """A small PDF for those that rewrite PDFs."""
    file = io.BytesIO()
    weasyprint.HTML(string=f"<p>the {value} of today</p>").write_pdf(file)
    return file


writer.add("pdf", "letter", letter, honest=True)
