"""groff, pdfTeX, ghostscript, MuPDF, librsvg with cairo, FOP, pandoc, Typst."""

import os
import shutil
import subprocess
from pathlib import Path

from registry import Writer
from secret import CARD, TONGUES, WORD

LATIN = {name: TONGUES[name] for name in ("ligatures", "German")}


def run(*command, text=None, into=None):
    given = text.encode() if text is not None else None
    done = subprocess.run(command, input=given, capture_output=True, check=False, timeout=120)
    if into:
        Path(into).write_bytes(done.stdout)
    return done


def home(name):
    return Path(os.environ["HOME"]) / name


def filled(text, value):
    value = str(value)
    return text.replace("HALF", value[:4]).replace("REST", value[4:]).replace("VALUE", value)


groff = Writer("groff", command=("groff", "--version"))


def by_groff(place, text, secret=WORD, kind="pdf", **more):
    def make(path, value):
        run("groff", "-k", "-ms", f"-T{kind}", text=filled(text, value), into=path)

    groff.add(kind, place, make, secret, opaque=kind == "ps", **more)


for kind in ("pdf", "ps"):
    by_groff("paragraph", ".PP\nthe VALUE of today\n", kind=kind)
    by_groff("number", ".PP\nVALUE\n", CARD, kind=kind)
    by_groff("heading", ".NH 1\nVALUE\n.PP\nText.\n", kind=kind)
    by_groff("word in two fonts", ".PP\nthe \\fBHALF\\fIREST\\fP of today\n", kind=kind)
    by_groff("justified", ".PP\n" + "the VALUE of today, and more\n" * 30, kind=kind)
    by_groff("footnote", ".PP\nSee\\**\n.FS\nVALUE\n.FE\n", kind=kind)
    by_groff("page header", ".ds CH VALUE\n.PP\nText\n.bp\nmore\n", kind=kind)
    for tongue, secret in LATIN.items():
        by_groff(f"paragraph in {tongue}", ".PP\nthe VALUE of today\n", secret, kind=kind)
by_groff("honest page", ".PP\nDear Kim, the order of today is on its way.\n" * 9, honest=True)

pdftex = Writer("pdfTeX", command=("pdflatex", "--version"))


def by_tex(place, body, secret=WORD, head="", **more):
    text = (
        "\\documentclass{article}\\usepackage[utf8]{inputenc}" + head
        + "\\begin{document}Delivery of today\n\n" + body + "\\end{document}"
    )

    def make(path, value):
        where = home("tex")
        where.mkdir(exist_ok=True)
        (where / "one.tex").write_text(filled(text, value), "utf-8")
        for _ in range(2 if "hyperref" in head or "contents" in body else 1):
            done = run("pdflatex", "-interaction=batchmode", f"-output-directory={where}",
                       str(where / "one.tex"))
        if not (where / "one.pdf").exists():
            raise RuntimeError(done.stdout.decode()[-200:])
        shutil.move(where / "one.pdf", path)

    pdftex.add("pdf", place, make, secret, **more)


T1 = "\\usepackage[T1]{fontenc}"
LINKS = "\\usepackage{hyperref}"
by_tex("paragraph", "the VALUE of today")
by_tex("number", "VALUE", CARD)
by_tex("paragraph, in Latin Modern", "the VALUE of today", head=T1 + "\\usepackage{lmodern}")
by_tex("paragraph, in Times", "the VALUE of today", head=T1 + "\\usepackage{times}")
for tongue, secret in LATIN.items():
    by_tex(f"paragraph in {tongue}", "the VALUE of today", secret)
    by_tex(f"paragraph in {tongue}, in Latin Modern", "the VALUE of today", secret,
           head=T1 + "\\usepackage{lmodern}")
by_tex("section", "\\section{VALUE}Text")
by_tex("word in two fonts", "the \\textbf{HALF}\\emph{REST} of today")
by_tex("small capitals", "\\textsc{VALUE}")
by_tex("footnote", "See\\footnote{VALUE} below")
by_tex("cell of a table", "\\begin{tabular}{|l|r|}Item&12\\\\VALUE&3\\end{tabular}")
by_tex("formula", "$x_{\\mathrm{VALUE}}^2$")
by_tex("hyphenated", "\\parbox{2em}{VALUE VALUE VALUE}")
by_tex("table of contents", "\\tableofcontents\\section{VALUE}")
by_tex("bookmark", "\\section*{x}\\pdfbookmark{VALUE}{b}", head=LINKS)
by_tex("hyperlink's target", "\\href{https://example.net/VALUE/}{here}", head=LINKS)
by_tex("property title", "text", head=LINKS + "\\hypersetup{pdftitle={VALUE}}")
by_tex("property keywords", "text", head=LINKS + "\\hypersetup{pdfkeywords={VALUE}}")
by_tex("text field", "\\begin{Form}\\TextField[value=VALUE]{Client}\\end{Form}", head=LINKS)
by_tex("honest page", "the order of today is on its way. " * 40, honest=True)
by_tex("honest page with formulas", "$$\\sum_{i=1}^n \\frac{x_i^2}{\\sqrt{2\\pi}} \\int_0^\\infty "
       "e^{-x}\\,dx \\leq \\alpha\\beta \\quad \\forall x \\in \\{1,2\\}$$ text " * 3, honest=True)
by_tex("honest page with figures and lists", "\\begin{itemize}\\item one\\item two\\end{itemize}"
       "\\begin{tabular}{lr}a&1\\\\b&2\\end{tabular}", honest=True)

ghostscript = Writer("ghostscript", command=("gs", "--version"))
PAGE = "%!PS\n/Helvetica findfont 12 scalefont setfont 72 700 moveto (the VALUE of today) show "
PLACES = {
    "page": PAGE + "showpage\n",
    "letters in pieces": "%!PS\n/Times-Roman findfont 12 scalefont setfont 72 700 moveto "
    "(the ) show (HALF) show (REST) show ( of today) show showpage\n",
    "kerned": "%!PS\n/Times-Roman findfont 12 scalefont setfont 72 700 moveto 0.3 0 (VALUE) ashow "
    "showpage\n",
    "property title": PAGE.replace("VALUE", "x") + "[ /Title (VALUE) /DOCINFO pdfmark showpage\n",
    "note": PAGE.replace("VALUE", "x") + "[ /Contents (VALUE) /Rect [72 600 99 620] /ANN pdfmark "
    "showpage\n",
    "bookmark": PAGE.replace("VALUE", "x") + "[ /Title (VALUE) /Page 1 /OUT pdfmark showpage\n",
}
for place, text in PLACES.items():
    for level in ("1.3", "1.4", "1.7"):

        def make(path, value, text=text, level=level):
            run("ps2pdf", f"-dCompatibilityLevel={level}", "-", str(path),
                text=filled(text, value))

        ghostscript.add("pdf", f"{place}, PDF {level}", make)


def again(path, value):
    source = home("source.pdf")
    run("ps2pdf", "-", str(source), text=filled(PLACES["page"], value))
    run("gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-dPDFA=2", f"-sOutputFile={path}",
        str(source))


def to_ps(device):
    def make(path, value):
        source = home("source.pdf")
        run("ps2pdf", "-", str(source), text=filled(PLACES["page"], value))
        run("gs", "-q", "-dBATCH", "-dNOPAUSE", f"-sDEVICE={device}", f"-sOutputFile={path}",
            str(source))

    return make


ghostscript.add("pdf", "page, of PDF/A-2", again)
ghostscript.add("ps", "page", to_ps("ps2write"), opaque=True)
ghostscript.add("eps", "page", to_ps("eps2write"), opaque=True)

mupdf = Writer("mutool", command=("mutool", "-v"))
for place, flags in {"cleaned": ["-gggg"], "in ASCII": ["-a", "-d"],
                     "linearized anew": ["-s"]}.items():

    def make(path, value, flags=flags):
        source = home("source.pdf")
        run("ps2pdf", "-", str(source), text=filled(PLACES["page"], value))
        run("mutool", "clean", *flags, str(source), str(path))

    mupdf.add("pdf", f"page, {place}", make)

librsvg = Writer("rsvg-convert", command=("rsvg-convert", "--version"))
for kind in ("pdf", "ps", "eps", "svg"):
    for tongue, secret in ({"": WORD} | TONGUES).items():
        if kind == "svg" or kind != "pdf" and tongue:
            continue

        def make(path, value, kind=kind):
            text = (
                '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="99"><text x="9" '
                'y="40" '
                f'font-family="DejaVu Sans">the {value} of today</text></svg>'
            )
            run("rsvg-convert", "-f", kind, "-o", str(path), text=text)

        # Its PostScript has the letters under numbers of its own.
        librsvg.add(kind, f"text of a picture{' in ' * bool(tongue)}{tongue}", make, secret,
                    dropped_by_some=kind != "pdf", opaque=kind != "pdf")

typst = Writer("Typst", package="typst")


def by_typst(place, text, secret=WORD, **more):
    def make(path, value):
        import typst as compiler

        source = home("one.typ")
        source.write_text(filled(text, value), "utf-8")
        compiler.compile(str(source), output=str(path), font_paths=["/usr/share/fonts/truetype"])

    typst.add("pdf", place, make, secret, **more)


by_typst("paragraph", "the VALUE of today")
by_typst("number", "VALUE", CARD)
for tongue, secret in TONGUES.items():
    by_typst(f"paragraph in {tongue}",
             '#set text(font: ("Liberation Serif", "DejaVu Sans", "Loma", "Droid Sans Fallback"))\n'
             "the VALUE of today", secret)
by_typst("heading", "= VALUE")
by_typst("word in two fonts", "the *HALF*#emph[REST] of today")
by_typst("footnote", "See#footnote[VALUE] below")
by_typst("page header", "#set page(header: [VALUE])\ntext")
by_typst("cell of a table", "#table(columns: 2, [Item], [VALUE])")
by_typst("property title", '#set document(title: "VALUE")\ntext')
by_typst("property keywords", '#set document(keywords: ("VALUE",))\ntext')
by_typst("hyperlink's target", '#link("https://example.net/VALUE/")[here]')
by_typst("formula", '$ x_"VALUE" $')

fop = Writer("FOP", command=("fop", "-version"))


def by_fop(place, block, secret=WORD, kind="pdf"):
    text = (
        '<fo:root xmlns:fo="http://www.w3.org/1999/XSL/Format"><fo:layout-master-set>'
        '<fo:simple-page-master master-name="a" page-height="29cm" page-width="21cm">'
        '<fo:region-body/></fo:simple-page-master></fo:layout-master-set><fo:page-sequence '
        f'master-reference="a"><fo:flow flow-name="xsl-region-body">{block}</fo:flow>'
        "</fo:page-sequence></fo:root>"
    )

    def make(path, value):
        source = home("one.fo")
        source.write_text(filled(text, value), "utf-8")
        done = run("fop", str(source), f"-{kind}", str(path))
        if not Path(path).exists():
            raise RuntimeError(done.stderr.decode()[-200:])

    fop.add(kind, place, make, secret, opaque=kind == "ps")


by_fop("block", "<fo:block>the VALUE of today</fo:block>")
by_fop("number", "<fo:block>VALUE</fo:block>", CARD)
by_fop("word in two fonts", "<fo:block>the <fo:inline font-weight='bold'>HALF</fo:inline>REST"
       "</fo:block>")
by_fop("hyperlink's target", "<fo:block><fo:basic-link external-destination='url(https://"
       "example.net/VALUE/)'>here</fo:basic-link></fo:block>")
by_fop("block", "<fo:block>the VALUE of today</fo:block>", kind="rtf")
by_fop("block", "<fo:block>the VALUE of today</fo:block>", kind="ps")

pandoc = Writer("pandoc", command=("pandoc", "--version"))
MARKDOWN = {
    "paragraph": "the VALUE of today",
    "heading": "# VALUE",
    "footnote": "See[^1] below\n\n[^1]: VALUE",
    "cell of a table": "| Item | Pieces |\n|---|---|\n| VALUE | 3 |",
    "definition": "Item\n:   VALUE",
    "code": "```\nVALUE\n```",
    "hyperlink's target": "[here](https://example.net/VALUE/)",
    "property title": "---\ntitle: VALUE\n---\n\ntext",
    "property keywords": "---\ntitle: x\nkeywords: [VALUE]\n---\n\ntext",
    "picture's alternative text": "text ![VALUE](PICTURE)",
    "inserted by somebody": '[VALUE]{.insertion author="Kim" date="2026-11-26T10:00:00Z"}',
    "word in two fonts": "the **HALF**REST of today",
}
for kind in ("docx", "odt", "pptx", "epub", "rtf", "html", "tex", "fb2"):
    for place, text in MARKDOWN.items():
        if kind == "tex" and place == "word in two fonts":
            continue  # It is the code that is read.

        def make(path, value, text=text):
            picture = home("picture.png")
            if not picture.exists():
                from made_by.picture import picture as pixel

                picture.write_bytes(pixel().read())
            text = filled(text, value).replace("PICTURE", str(picture))
            run("pandoc", "-s", "-f", "markdown", "-o", str(path), text=text)

        pandoc.add(kind, place, make, dropped_by_some=True)

writers = [groff, pdftex, ghostscript, mupdf, librsvg, typst, fop, pandoc]
