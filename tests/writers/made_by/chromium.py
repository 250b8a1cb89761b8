"""Chromium and wkhtmltopdf: pages of the web, printed to PDF."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from registry import Writer
from secret import CARD, TONGUES, WORD

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update"
).split()


def each(command):
    """A batch that runs a command for each page, two at a time."""

    def run(writer, jobs, folder):
        def one(job):
            case, path, value = job
            page = Path(os.environ["HOME"]) / f"{path.stem}.html"
            text = case.make.replace("HALF", str(value)[:4]).replace("REST", str(value)[4:])
            page.write_text(text.replace("VALUE", str(value)), "utf-8")
            subprocess.run(command(page, path), capture_output=True, check=False, timeout=60)
            return None if path.exists() else (case, "not printed")

        with ThreadPoolExecutor(2) as pool:
            return [failed for failed in pool.map(one, jobs) if failed]

    return run


def print_by_chromium(page, path):
    profile = f"--user-data-dir={os.environ['HOME']}/chromium-{os.getpid()}-{page.stem}"
    return ["chromium", *FLAGS, profile, f"--print-to-pdf={path}", page.as_uri()]


def print_by_wkhtmltopdf(page, path):
    return ["wkhtmltopdf", "--quiet", "--outline", str(page), str(path)]


writers = [
    Writer("Chromium", command=("chromium", "--version"), batch=each(print_by_chromium)),
    Writer("wkhtmltopdf", command=("wkhtmltopdf", "--version"), batch=each(print_by_wkhtmltopdf)),
]


def page(place, body, secret=WORD, head=""):
    text = (
        f'<!doctype html><html lang=en><head><meta charset=utf-8>{head}</head><body><h1>Plan</h1>'
        f"{body}</body></html>"
    )
    for one in writers:
        one.add("pdf", place, text, secret, dropped_by_some=True)


page("paragraph", "<p>the VALUE of today</p>")
page("number", "<p>VALUE</p>", CARD)
for tongue, secret in TONGUES.items():
    page(f"paragraph in {tongue}", "<p>VALUE</p>", secret)
    page(f"bold paragraph in {tongue} among English", "<p>the <b>VALUE</b> of today</p>", secret)
page("heading", "<h2>VALUE</h2>")
page("cell of a table", "<table border=1><tr><td>Item<td>VALUE<td>12</table>")
page("word in two elements", "<p>the <b>HALF</b>REST of today</p>")
page("spaced letters", "<p style='letter-spacing: 4px'>VALUE</p>")
page("capitals", "<p style='text-transform: uppercase'>VALUE</p>")
page("small capitals", "<p style='font-variant: small-caps'>VALUE</p>")
page("justified", "<p style='text-align: justify; width: 20em'>" + "the VALUE of today " * 20)
page("turned", "<p style='transform: rotate(30deg)'>VALUE</p>")
page("on its side", "<p style='writing-mode: vertical-rl'>VALUE</p>")
page("white on white", "<p style='color: white'>VALUE</p>")
page("text of a picture in SVG", "<svg width=200 height=50><text y=20>VALUE</text></svg>")
page("made by a style", "<p class=x></p>", head="<style>.x::before { content: 'VALUE' }</style>")
page("value of a field", "<input value='VALUE'>")
page("hint of a field", "<input placeholder='VALUE'>")
page("choice of a drop-down", "<select><option>VALUE<option>one</select>")
page("hyperlink's target", "<a href='https://example.net/VALUE/'>here</a>")
page("title", "<p>text</p>", head="<title>VALUE</title>")
page("alternative text", "<img alt='VALUE' width=50 height=20 src='data:image/png;base64,x'>")
page("ruby", "<p><ruby>text<rt>VALUE</rt></ruby></p>")
page("columns", "<div style='columns: 3'>" + "<p>the VALUE of today</p>" * 9 + "</div>")
page("list item", "<ol><li>one<li>VALUE</ol>")
page("monospace", "<pre>one\n\tVALUE\nthree</pre>")
page("written by a script", "<p id=a></p><script>document.getElementById('a').textContent="
     "'HALF' + 'REST'</script>")
LETTER = "<p>Dear Kim,</p><p>the order of today is on its way.</p>" + "<p>First, second.</p>" * 40
for one in writers:
    one.add("pdf", "letter", LETTER, honest=True)
