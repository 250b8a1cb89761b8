//! Bounds hold, quickly, and no reader panics.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{split, view_bytes, with_file};
use crate::extract::walk::{OnPanic, walk};
use crate::extract::{Bounds, Content, Uninspectable};
use crate::mail::Header;

/// Extracts a message with too much of something: it takes a bounded time, and the message is
/// uninspectable.
fn ends(name: &str, message: &[u8]) -> Content {
    let start = Instant::now();
    let content = view_bytes(message, &Bounds::default());
    // A second in a release build; tests are built with less optimisation and run beside each
    // other.
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{name} took {:?}",
        start.elapsed()
    );
    assert!(content.uninspectable.is_some(), "{name}");
    content
}

#[test]
fn bombs_end() {
    let mut many =
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n".to_owned();
    many.push_str(&"--b\r\n\r\nx\r\n".repeat(100_000));
    many.push_str("--b--\r\n");
    assert!(matches!(
        ends("parts", many.as_bytes()).uninspectable,
        Some(Uninspectable::TooManyParts { .. })
    ));

    let mut deep = "MIME-Version: 1.0\r\n".to_owned();
    for level in 0..5000 {
        write!(
            deep,
            "Content-Type: multipart/mixed; boundary=b{level}x\r\n\r\n--b{level}x\r\n"
        )
        .unwrap();
    }
    deep.push_str("\r\nx\r\n");
    ends("depth", deep.as_bytes());

    let mut doubled = "MIME-Version: 1.0\r\n".to_owned();
    for level in 0..18 {
        write!(
            doubled,
            "Content-Type: multipart/mixed; boundary=b{level}x\r\nContent-Type: \
                         multipart/alternative; boundary=b{level}x\r\n\r\n\
                         --b{level}x\r\n"
        )
        .unwrap();
    }
    doubled.push_str(&"x".repeat(1 << 20));
    ends("readings", doubled.as_bytes());

    ends(
        "messages",
        "Content-Type: message/rfc822\r\n\r\n"
            .repeat(10_000)
            .as_bytes(),
    );
    ends(
        "header",
        ["X: y\r\n\r\n", &"A: b\r\n".repeat(1_000_000)]
            .concat()
            .replacen("X: y", "Content-Type: message/rfc822", 1)
            .as_bytes(),
    );
    for (name, repeated) in [
        ("encoded words", "=?a?q?x"),
        ("folded equals signs", "\r\n ="),
        ("escapes", "\\u{"),
        ("titles of terminals", "\u{1b}]"),
        ("backspaces", "a\u{8}"),
        ("percent signs", "%4"),
    ] {
        let body = ["BEGIN:VCARD\r\n=", &repeated.repeat(1_000_000), "\0"].concat();
        ends(name, ["Subject: x\r\n\r\n", &body].concat().as_bytes());
    }
    ends(
        "comments",
        [
            "Content-Type: text/html\r\n\r\n",
            &"<!--".repeat(2_000_000),
            "\0",
        ]
        .concat()
        .as_bytes(),
    );
    ends(
        "attributes",
        [
            "Content-Type: text/html\r\n\r\n<a",
            &" b=c".repeat(2_000_000),
            "\0",
        ]
        .concat()
        .as_bytes(),
    );
    ends(
        "closed comments",
        [
            "Content-Type: text/html\r\n\r\n",
            &"<!---->".repeat(1_000_000),
            "\0",
        ]
        .concat()
        .as_bytes(),
    );
    ends(
        "tags",
        [
            "Content-Type: text/html\r\n\r\n",
            &"<title><p style=x>".repeat(400_000),
            "\0",
        ]
        .concat()
        .as_bytes(),
    );
    ends(
        "references",
        [
            "Content-Type: text/html\r\n\r\n",
            &"&#".repeat(2_000_000),
            "\0",
        ]
        .concat()
        .as_bytes(),
    );
    ends(
        "parameters",
        [
            "Content-Type: text/plain",
            &"; a=b (".repeat(20_000),
            "\r\n\r\n\0",
        ]
        .concat()
        .as_bytes(),
    );
    ends(
        "RTF",
        &with_file(
            "x.rtf",
            "text/rtf",
            ["{\\rtf", &"{".repeat(1_000_000)].concat().as_bytes(),
        ),
    );
}

#[test]
fn packed_bombs_end() {
    let deflated = |bytes: &[u8], level: u32| {
        let mut encoder =
            flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let zeros = vec![b' '; 64 << 20];
    let content = ends(
        "gzip",
        &with_file("a.gz", "application/gzip", &deflated(&zeros, 9)),
    );
    assert!(
        matches!(
            content.uninspectable,
            Some(Uninspectable::TooMuchUnpacked { .. })
        ),
        "{}",
        content.why()
    );

    let zipped = |entries: usize, bytes: &[u8]| {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for at in 0..entries {
            writer
                .start_file(format!("{at}"), zip::write::SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    ends(
        "ZIP",
        &with_file("a.zip", "application/zip", &zipped(2, &zeros)),
    );
    ends(
        "entries",
        &with_file("a.zip", "application/zip", &zipped(20_000, b"")),
    );
    let mut nested = b"x".to_vec();
    for _ in 0..30 {
        nested = zipped(1, &nested);
    }
    ends(
        "nested ZIP",
        &with_file("a.zip", "application/zip", &nested),
    );
}

#[test]
fn pdf_bombs_end() {
    use lopdf::{Dictionary, Document, Object, Stream, dictionary};
    let pdf = |content: &[u8], form: &[u8], font: Dictionary| {
        let mut document = Document::with_version("1.5");
        let pages = document.new_object_id();
        let shown = document.new_object_id();
        let font = document.add_object(font);
        let resources = dictionary! {
            "XObject" => dictionary! { "X" => shown },
            "Font" => dictionary! { "F" => font },
        };
        let stream = Stream::new(
            dictionary! { "Subtype" => "Form", "Resources" => resources.clone() },
            form.to_vec(),
        );
        document.set_object(shown, Object::Stream(stream));
        let content = document.add_object(Stream::new(dictionary! {}, content.to_vec()));
        let page = document.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => pages,
            "Contents" => content,
            "Resources" => resources,
        });
        document.set_object(
            pages,
            dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 },
        );
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        document.trailer.set("Root", catalog);
        document.compress();
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        with_file("x.pdf", "application/pdf", &bytes)
    };
    let plain =
        || dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let text = b"BT /F 9 Tf (x) Tj ET\n".repeat(4_000_000);
    ends("content", &pdf(&text, b"", plain()));
    ends(
        "forms in themselves",
        &pdf(b"/X Do", &b"/X Do\n".repeat(50), plain()),
    );
    let mut composite = plain();
    let widths: Vec<Object> = (0..300_000)
        .map(|at| [0, 65535, 5][at % 3].into())
        .collect();
    composite.set("Subtype", "Type0");
    composite.set(
        "DescendantFonts",
        vec![dictionary! { "W" => widths }.into()],
    );
    ends(
        "widths",
        &pdf(b"BT /F 9 Tf <00010002> Tj ET", b"", composite),
    );
}

#[test]
fn each_bound_is_kept() {
    let message = with_file("a.txt", "text/plain", b"some words, and some more");
    let all = view_bytes(&message, &Bounds::default());
    assert_eq!(all.uninspectable, None);
    for (bounds, why) in [
        (
            Bounds {
                bytes: 100,
                ..Bounds::default()
            },
            "the body is larger than 100 bytes",
        ),
        (
            Bounds {
                parts: 2,
                ..Bounds::default()
            },
            "more than 2 parts, or ways to read them",
        ),
        (
            Bounds {
                depth: 0,
                ..Bounds::default()
            },
            "more than 0 levels inside each other in part 1",
        ),
        (
            Bounds {
                text: 20,
                ..Bounds::default()
            },
            "attachment 1 (.txt) has more text than is inspected",
        ),
    ] {
        assert_eq!(view_bytes(&message, &bounds).why(), why);
    }
}

/// Extracts a message without the net: a reader that panics fails the test.
fn uncaught(header: &Header, body: &[u8]) {
    walk(header, body, &Bounds::default(), OnPanic::Propagate);
}

/// What files start with.
const STARTS: &[&[u8]] = &[
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\x1f\x8b\x08\0",
    b"{\\rtf1\\u",
    b"\x78\x9f\x3e\x22\x01\0\x01",
    b"<html><style>",
    b"From: a\nTo: b\n",
    b"begin 644 x\n",
    b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07",
    b"\xff\xfe",
    b"BEGIN:V",
    b"<a &#x",
];

/// What messages consist of.
const PIECES: [&str; 20] = [
    "Content-Type: multipart/mixed; boundary=a\r\n",
    "Content-Type: text/html; charset=utf-7\r\n",
    "\r\n",
    "--a\r\n",
    "--a--\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "Content-Type: message/rfc822\r\n",
    "\r",
    "\0",
    "<b",
    "&#x",
    "=\r\n",
    "text é",
    " ",
    "Content-Disposition: attachment; filename*0*=utf-8''%",
    "begin 644 x\r\n",
    "#0V%T\r\n",
    "boundary=\"",
    "\u{feff}",
    "Subject: =?utf-8?Q?=",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn arbitrary_bytes_never_panic(header in "(?s).{0,200}", body in vec(any::<u8>(), 0..600)) {
        let (header, _) = Header::parse(header.as_bytes());
        uncaught(&header, &body);
    }

    #[test]
    fn arbitrary_files_never_panic(start in select(STARTS), rest in vec(any::<u8>(), 0..400)) {
        let message = with_file("x", "text/html", &[start, &rest].concat());
        let (header, body) = split(&message);
        uncaught(&header, body);
    }

    #[test]
    fn mail_in_pieces_never_panics(pieces in vec(select(&PIECES[..]), 0..40)) {
        let message = pieces.concat();
        let (header, body) = split(message.as_bytes());
        uncaught(&header, body);
    }
}
