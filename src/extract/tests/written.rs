//! Words that a text format writes in a way of its own: they are found as they are shown.

use super::{attached, view, view_bytes, with_file};
use crate::extract::{Bounds, Content};
use crate::mail::text::folded;

impl Content {
    /// Whether a text has `words` as whole words.
    pub(super) fn says(&self, words: &str) -> bool {
        self.texts.iter().any(|text| {
            let mut found = text.folded.match_indices(words);
            found.any(|(at, _)| {
                let before = text.folded[..at].chars().next_back();
                let after = text.folded[at + words.len()..].chars().next();
                let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                !is_letter(before) && !is_letter(after)
            })
        })
    }
}

/// Checks that each file says the words, and that it is inspected in full.
pub(super) fn each_says(words: &str, files: &[(&str, &[u8])]) {
    let words = folded(words);
    for (name, bytes) in files {
        let content = attached(name, bytes);
        assert!(
            content.says(&words),
            "{name}: {bytes:?}: {:#?}",
            content.texts
        );
        assert_eq!(content.uninspectable, None, "{name}: {}", content.why());
    }
}

#[test]
fn contacts_and_calendars() {
    each_says("my fährmann plan", &[
        (
            "quoted-printable.vcf",
            b"BEGIN:VCARD\r\nVERSION:2.1\r\nNOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:\
              my F=C3=A4hr=\r\nmann plan\r\nEND:VCARD\r\n",
        ),
        (
            "latin.vcf",
            b"BEGIN:VCARD\r\nVERSION:2.1\r\nNOTE;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:\
              my F=E4hrmann plan\r\nEND:VCARD\r\n",
        ),
        (
            "base64.vcf",
            b"BEGIN:VCARD\nVERSION:3.0\nNOTE;ENCODING=b:bXkgRsOkaHJt\n YW5uIHBsYW4=\nEND:VCARD\n",
        ),
        (
            "outlook.vcf",
            b"BEGIN:VCARD\r\nVERSION:2.1\r\nNOTE;ENCODING=BASE64:\r\n bXkgRsOkaHJt\r\n \
              YW5uIHBsYW4=\r\n\r\nEND:VCARD\r\n",
        ),
        (
            "folded in a letter.ics",
            b"BEGIN:VCALENDAR\r\nDESCRIPTION:my F\xc3\r\n \xa4hrmann plan\r\nEND:VCALENDAR\r\n",
        ),
        (
            "line.ics",
            b"BEGIN:VCALENDAR\r\nDESCRIPTION:hello\\nmy F\xc3\xa4hrmann plan\\, again\r\n\
              END:VCALENDAR\r\n",
        ),
        (
            "mark.ics",
            b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nDESCRIPTION:hello\\nmy F\xc3\xa4\r\n hrmann plan\r\n\
              END:VCALENDAR\r\n",
        ),
    ]);
}

#[test]
fn escapes_of_programs() {
    each_says(
        "my fährmann plan",
        &[
            ("a.json", br#"{"note": "hello\nmy F\u00e4hrmann plan\tor"}"#),
            (
                "b.json",
                br#"{"note": "hello\r\nmy \u0046\u00E4hrmann plan"}"#,
            ),
            ("a.properties", br"note=my F\u00e4hrmann plan"),
            ("a.js", br#"note = "my F\xe4hr\u{6d}ann plan""#),
            ("a.php", br#"$a = "my F\xc3\xa4hrmann plan";"#),
            ("octal.po", br#"msgid "my F\303\244hrmann plan""#),
        ],
    );
    each_says(
        "my 🜂plan",
        &[("pair.json", br#"{"note": "my \ud83d\udf02plan"}"#)],
    );
    each_says("诊断", &[("han.json", br#"{"note": "\u8bca\u65ad"}"#)]);
}

#[test]
fn escapes_of_addresses_forms_and_markup() {
    each_says(
        "my fährmann plan",
        &[
            (
                "a.url",
                b"[InternetShortcut]\nURL=https://x.example/?q=my%20F%C3%A4hrmann%20plan&a=1\n",
            ),
            ("form.txt", b"name=bob&note=my+F%C3%A4hrmann+plan&x=1\n"),
            ("latin.txt", b"https://x.example/my%20F%E4hrmann%20plan/\n"),
            ("a.xml", b"<a>my F&#228;hrmann plan</a>"),
            ("b.txt", b"note: my F&auml;hrmann plan\n"),
        ],
    );
}

#[test]
fn one_encoding_inside_another() {
    each_says(
        "my fährmann plan",
        &[
            (
                "twice.json",
                br#"{"body": "{\"note\": \"my F\\u00e4hrmann plan\"}"}"#,
            ),
            (
                "page.json",
                br#"{"body": "\u003cp\u003emy F\u00e4hr\u003cb\u003emann\u003c/b\u003e plan"}"#,
            ),
            ("entity.json", br#"{"body": "my F\u0026auml;hrmann plan"}"#),
            (
                "address.json",
                br#"{"to": "https:\/\/x.example\/?q=my%20F%C3%A4hrmann%20plan"}"#,
            ),
            (
                "twice.txt",
                b"https://x.example/?q=my%2520F%25C3%25A4hrmann%2520plan\n",
            ),
            (
                "escape.txt",
                b"https://x.example/?q=my%20F%u00E4hrmann%20plan\n",
            ),
        ],
    );
}

#[test]
fn lines_that_go_on() {
    each_says(
        "my fährmann plan",
        &[
            ("a.properties", b"note=my F\\u00e4hr\\\n    mann plan\n"),
            ("a.sh", "echo \"my Fähr\\\nmann plan\"\n".as_bytes()),
            (
                "dos.c",
                "char *a = \"my Fähr\\\r\nmann plan\";\r\n".as_bytes(),
            ),
            (
                "strings.c",
                b"char *a = \"my F\\u00e4hr\"\n\"mann \"\n  \"plan\";\n",
            ),
            ("a.po", b"msgid \"\"\n\"my F\\303\\244hr\"\n\"mann plan\"\n"),
        ],
    );
}

#[test]
fn words_with_the_number_of_a_note() {
    each_says(
        "fährmann",
        &[
            ("a.txt", "my Fährmann² plan".as_bytes()),
            ("b.txt", "¹Fährmann".as_bytes()),
            ("a.html", b"<p>my F&auml;hrmann<sup>2</sup> plan</p>"),
            ("b.html", b"<p><sup>2</sup>F&auml;hr<b>mann</b></p>"),
        ],
    );
    // What is raised in a number is part of it as well.
    each_says("fährmann2", &[("c.txt", "Fährmann²".as_bytes())]);
}

#[test]
fn encodings_of_mail_and_directories() {
    each_says(
        "my fährmann plan",
        &[
            (
                "list.txt",
                b"old subject\n  =?utf-8?Q?my_F=C3=A4hrmann_plan?=\nor\n",
            ),
            ("list.csv", b"1,=?utf-8?B?bXkgRsOkaHJtYW5uIHBsYW4=?=,2\n"),
            (
                "a.ldif",
                b"dn: cn=x\ndescription:: bXkgRsOkaHJt\n YW5uIHBsYW4=\nsn: y\n",
            ),
            (
                "keys.json",
                br#"{"a": "bXkgRsOkaHJtYW5uIHBsYW4gaXMgaGVyZQ=="}"#,
            ),
            (
                "b.md",
                b"![x](data:text/plain;base64,bXkgRsOkaHJtYW5uIHBsYW4=)\n",
            ),
        ],
    );
    // A file in a text is a file.
    let content = attached(
        "a.xml",
        b"<doc><data>e1xydGYxIG15IHNlY3tcYiByZXR9IHBsYW59</data></doc>",
    );
    assert!(content.says("my secret plan"), "{:#?}", content.texts);
}

#[test]
fn what_a_terminal_shows() {
    each_says(
        "my secret plan",
        &[
            (
                "colours.txt",
                b"my se\x1b[01;31m\x1b[Kcr\x1b[m\x1b[Ket plan\n",
            ),
            (
                "title.log",
                b"\x1b]0;title\x07my se\x1b(Bcret\x1b]8;;https://x.example/\x1b\\ plan\n",
            ),
            ("one byte.log", b"my se\xc2\x9b1mcret plan\n"),
            (
                "bold.txt",
                b"m\x08my\x08y s\x08se\x08ec\x08cr\x08re\x08et\x08t p\x08pl\x08la\x08an\x08n\n",
            ),
            (
                "underlined.txt",
                b"my _\x08s_\x08e_\x08c_\x08r_\x08e_\x08t plan\n",
            ),
            ("typed.log", b"my secp\x08 \x08ret plan\n"),
        ],
    );
}

#[test]
fn pages_that_a_script_builds_are_in_doubt() {
    for page in [
        "<script>document.write('my se'+'cret plan')</script>",
        "<script>document.writeln(x)</script>",
        "<body onload=\"document . write(atob('bXkgc2VjcmV0'))\">",
        "<script>document['write'](a)</script>",
        "<script>x.innerHTML = atob('bXkg')</script>",
        "<script>x = unescape('%6d%79')</script>",
        "<script>x = String.fromCharCode(109, 121)</script>",
        "<script>eval(x)</script>",
        "<script src='data:text/javascript,document.write(1)'></script>",
        concat!(
            "<iframe src='data:text/html;base64,",
            "PHNjcmlwdD5kb2N1bWVudC53cml0ZSgxKTwvc2NyaXB0Pg=='></iframe>",
        ),
    ] {
        let content = attached(
            "a.html",
            format!("<html><body>{page}</body></html>").as_bytes(),
        );
        assert!(
            content.why().contains("script"),
            "{page}: {}",
            content.why()
        );
    }
    for page in [
        "<script>var x = 1; track('open'); document.title = 'News'</script>",
        "<script src='https://x.example/a.js'></script>",
        "<script type='application/ld+json'>{\"@type\": \"Order\"}</script>",
        "<p>document.write('x') is how a script writes</p>",
    ] {
        let content = attached(
            "a.html",
            format!("<html><body>{page}</body></html>").as_bytes(),
        );
        assert_eq!(content.uninspectable, None, "{page}: {}", content.why());
    }
}

#[test]
fn pages_in_pages_are_read() {
    let content = attached(
        "a.html",
        b"<iframe srcdoc=\"&lt;p&gt;my se&lt;b&gt;cret plan\"></iframe>",
    );
    assert!(content.says("my secret plan"));
    let content = attached(
        "a.html",
        b"<iframe src=\"data:text/html;base64,bXkgPGI+c2VjPC9iPnJldCBwbGFu\"></iframe>",
    );
    assert!(content.says("my secret plan"));
}

#[test]
fn words_that_markup_marks_in_pieces() {
    each_says(
        "fährmann",
        &[
            ("a.md", "see Fähr**mann plan**".as_bytes()),
            ("b.md", "see my F_ähr_mann *plan*".as_bytes()),
            ("a.wiki", "my '''Fähr'''mann plan".as_bytes()),
            (
                "a.tex",
                "\\documentclass{article} my \\textbf{Fähr}mann plan".as_bytes(),
            ),
            ("b.tex", "\\begin{x} my {\\bf Fähr}\\-mann plan".as_bytes()),
        ],
    );
}

#[test]
fn what_was_deleted_stands_apart_from_what_replaced_it() {
    each_says(
        "fährmann",
        &[
            ("a.html", "the <del>Fährmann</del>text".as_bytes()),
            ("b.html", "the <s>old</s>Fährmann".as_bytes()),
            (
                "a.rtf",
                br"{\rtf1\ansi the {\deleted\revauthdel1 F\'e4hrmann}text}",
            ),
            (
                "b.rtf",
                br"{\rtf1\ansi the F\'e4hr{\deleted\revauthdel1 xy}mann}",
            ),
        ],
    );
}

#[test]
fn short_names_that_could_be_base64_are_in_no_doubt() {
    for name in ["application/epub+zip", "abcdefghijklmnopqrst"] {
        let content = attached("mimetype", name.as_bytes());
        assert_eq!(content.uninspectable, None, "{}", content.why());
    }
}

#[test]
fn a_line_that_looks_joined_to_the_next_is_no_file() {
    let card = b"BEGIN:VCARD\nNOTE;ENCODING=b:dGhlIHRpbWV0YWJsZSBvZiB0b2RheQ==\nEND:VCARD\n";
    each_says("the timetable of today", &[("a.vcf", card)]);
}

#[test]
fn ordinary_text_has_no_readings_of_its_own() {
    for (text, more) in [
        (
            "100% sure, 50 %ig, C:\\new\\table\\x.txt, a\\b, \\server\\share\n",
            0,
        ),
        (
            "Fingerprint 4f:0a, MIIB, 0123456789abcdef0123456789abcdef01234567\n",
            0,
        ),
        ("https://x.example/a%20b is fine\n", 1),
    ] {
        let content = view(&format!("From: a\nContent-Type: text/plain\n\n{text}"));
        // The body as it travels, and as it is shown.
        assert_eq!(content.texts.len(), 2 + more, "{:#?}", content.texts);
        assert_eq!(content.uninspectable, None, "{}", content.why());
    }
    let long = "a line with \\u00e9 in it, and 100%25 more\n".repeat(190_000);
    let content = view_bytes(
        &with_file("a.json", "application/json", long.as_bytes()),
        &Bounds::default(),
    );
    assert_eq!(content.uninspectable, None, "{}", content.why());
}
