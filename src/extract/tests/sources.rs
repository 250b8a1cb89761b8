//! Sources, records and drawings: words that such formats write in pieces or codes of their own.

use super::written::each_says;

#[test]
fn accents_and_marks_of_tex_are_those_of_its_pages() {
    each_says(
        "herr fährmann plan",
        &[
            ("a.bib", br#"@book{x, author = {Herr F{\"a}hrmann Plan}}"#),
            (
                "a.tex",
                br#"\documentclass{article}\begin{document} Herr F\"ahrmann plan \end{document}"#,
            ),
            ("b.tex", br#"\section{x} Herr F\"{a}hr\textbf{mann} plan"#),
        ],
    );
    each_says(
        "kestrelwing",
        &[
            ("e.tex", br"\section{x} kestrel\textcolor{red}{wing} x"),
            ("f.tex", b"\\section{x} kestrel% a comment\n  wing x"),
        ],
    );
    each_says("straße", &[("c.tex", br"\section{x} Stra\ss e, \o x")]);
    each_says("škoda plan", &[("d.tex", br"\section{x} \v{S}koda plan")]);
}

#[test]
fn ties_and_short_signs_of_tex_are_what_its_pages_show() {
    let page = |text: &str| format!("\\documentclass{{article}}\n{text}\n\\end{{document}}\n");
    for (said, text) in [
        ("the kestrelwing plan", "the kestrel\"-wing plan"),
        ("the kestrelwing plan", "the kestrel\"|wing plan"),
        ("the kestrel-wing plan", "the kestrel\"=wing plan"),
        ("herr müller said \"no\"", "Herr M\"uller said \"no\""),
        ("4012 8888 8888 1881", "4012\\,8888\\,8888\\,1881"),
        ("4012 8888 8888 1881", "4012~8888~8888~1881"),
    ] {
        each_says(said, &[("a.tex", page(text).as_bytes())]);
    }
    each_says(
        "the kestrelwing plan",
        &[(
            "c.tex",
            b"\\setupbodyfont[10pt]\n\\starttext\nthe {\\bf kestrel}wing plan\n",
        )],
    );
}

#[test]
fn fonts_and_characters_of_troff_part_no_words() {
    each_says(
        "my fährmann plan",
        &[
            ("a.1", b".TH X 1\nmy F\\[:a]hr\\fBmann\\fP plan\n"),
            ("b.1", b".SH NAME\nmy F\\(:ahr\\f[CW]mann\\f[R] plan\n"),
            ("c.ms", b".PP\nmy F\\[u00E4]hr\\s+2mann\\s0 plan\n"),
        ],
    );
}

#[test]
fn marks_of_pages_in_plain_text_part_no_words() {
    each_says(
        "the kestrelwing plan",
        &[
            ("a.md", b"the [kestrel](https://x.example)wing plan\n"),
            ("a.wiki", b"the [[Kestrel|kestrel]]wing plan\n"),
            (
                "d.ass",
                b"[Events]\nDialogue: 0,0,0,X,,0,0,0,,the {\\b1}kestrel{\\b0}wing plan\\Nnow\n",
            ),
            (
                "e.lyx",
                b"#LyX 2.3\n\\begin_layout Standard\nthe kestrel\n\\series bold\nwing\n\
                  \\series default\n plan\n\\end_layout\n",
            ),
            (
                "f.sam",
                b"[ver]\n\t4\n[edoc]\nthe <+!>kestrel<-!>wing plan\n",
            ),
        ],
    );
}

#[test]
fn a_mark_behind_a_part_of_a_word_parts_it_from_nothing() {
    each_says(
        "kestrelwing plan",
        &[
            ("a.rst", b"the **kestrel**\\ wing plan\n"),
            ("b.txt", b"the [b]kestrel[/b]wing plan\n"),
        ],
    );
    each_says(
        "the kestrelwing",
        &[("c.txt", b"the kestrel[color=red]wing[/color] plan\n")],
    );
}

#[test]
fn signs_that_markdown_escapes_part_nothing() {
    each_says(
        "falkenstein-7 plan",
        &[("a.md", b"# Title\n\n* item\n\nThe Falkenstein\\-7 plan\n")],
    );
    each_says(
        "4012-8888-8888-1881",
        &[("b.md", b"card 4012\\-8888\\-8888\\-1881 x\n")],
    );
    each_says(
        "4012 8888 8888 1881",
        &[("c.md", b"x 4012\\ 8888\\ 8888\\ 1881 x\n")],
    );
    each_says(
        "de89.3704.0044",
        &[("d.md", b"1\\. DE89\\.3704\\.0044 and **x**\n")],
    );
    each_says("prj_0815", &[("e.md", b"PRJ\\_0815 and\n")]);
    each_says(
        "the falkenstein-7",
        &[("f.md", b"the Falk**en**stein\\-7\n")],
    );
}

#[test]
fn lines_of_records_that_go_on_are_joined() {
    each_says(
        "the kestrelwing plan",
        &[(
            "a.ged",
            b"0 HEAD\n1 CHAR UTF-8\n0 @I1@ INDI\n1 NOTE the kestr\n2 CONC elwing plan\n0 TRLR\n",
        )],
    );
    each_says(
        "4012888888881881",
        &[(
            "a.slk",
            b"ID;PWXL;N;E\r\nC;Y2;X1;K4.012888888881881E15\r\nE\r\n",
        )],
    );
    each_says(
        "müller",
        &[("b.slk", b"ID;PWXL\r\nC;Y1;X1;K\"M\x1bNHuller\"\r\nE\r\n")],
    );
}

#[test]
fn codes_of_drawings_and_models_are_their_letters() {
    each_says(
        "the kestrelwing",
        &[
            (
                "a.dxf",
                b"0\nSECTION\n0\nMTEXT\n1\nthe {\\fArial|b1|i0;kestrel}wing\\Pplan\n0\nEOF\n",
            ),
            (
                "b.dxf",
                b"0\nSECTION\n0\nTEXT\n1\n%%uthe kestrelwing%%u\n0\nEOF\n",
            ),
        ],
    );
    each_says(
        "müller",
        &[
            (
                "a.stp",
                b"ISO-10303-21;\nDATA;\n#1=PERSON('M\\X\\FCller',$);\n",
            ),
            (
                "b.ifc",
                b"ISO-10303-21;\nDATA;\n#1=PERSON('M\\X2\\00FC\\X0\\ller',$);\n",
            ),
            (
                "c.stp",
                b"ISO-10303-21;\nDATA;\n#1=PERSON('M\\S\\|ller',$);\n",
            ),
        ],
    );
}

#[test]
fn numbers_in_groups_of_three_are_numbers() {
    each_says(
        "4012888888881881",
        &[
            ("a.csv", b"a;b\n4.012.888.888.881.881;x\n"),
            ("b.csv", b"a;b\n\"4,012,888,888,881,881\";x\n"),
            ("a.py", b"n = 4_012_888_888_881_881\n"),
            ("c.csv", b"a;b\n4'012'888'888'881'881;x\n"),
            (
                "d.csv",
                "a;b\n4\u{202f}012\u{202f}888\u{202f}888\u{202f}881\u{202f}881;x\n".as_bytes(),
            ),
        ],
    );
}

#[test]
fn text_of_dos_is_text() {
    each_says("herr müller und", &[("a.txt", b"Herr M\x81ller und\r\n")]);
    each_says("pan škoda", &[("b.txt", b"pan \xe6koda a \x9f\r\n")]);
}
