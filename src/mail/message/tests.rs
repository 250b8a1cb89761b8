use proptest::prelude::*;

use super::*;

fn shown(message: &str) -> Vec<String> {
    let view = view(message.as_bytes()).unwrap();
    view.shown
        .iter()
        .map(|&number| view.parts[number].text())
        .collect()
}

fn multipart(kind: &str, parts: &[&str]) -> String {
    let parts: String = parts
        .iter()
        .map(|part| format!("--b{kind}\r\n{part}\r\n"))
        .collect();
    format!(
        "Content-Type: multipart/{kind}; boundary=\"b{kind}\"\r\n\r\npreamble\r\n\
         {parts}--b{kind}--\r\nepilogue\r\n"
    )
}

#[test]
fn of_two_versions_the_html_is_shown_and_neither_is_an_attachment() {
    let message = multipart(
        "alternative",
        &[
            "Content-Type: text/plain\r\n\r\nplain",
            "Content-Type: text/html\r\n\r\n<p>html</p>",
        ],
    );
    let view = view(message.as_bytes()).unwrap();
    assert_eq!(shown(&message), ["<p>html</p>"]);
    assert_eq!((view.parts.len(), view.unshown.len()), (2, 1));
}

#[test]
fn a_blank_version_is_not_shown_in_place_of_the_text() {
    let blank = "Content-Type: text/html\r\n\r\n<html><body>&nbsp;</body></html>";
    let message = multipart("alternative", &["\r\nthe text", blank]);
    assert_eq!(shown(&message), ["the text"]);
    assert_eq!(view(message.as_bytes()).unwrap().unshown, [1]);
    let only = multipart("alternative", &[blank]);
    assert_eq!(shown(&only).len(), 1);
}

#[test]
fn a_multipart_whose_boundary_is_lost_is_read_by_its_delimiters() {
    let body = "--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\n\
                Content-Type: application/pdf; name=a.pdf\r\n\r\npdf\r\n--b--\r\n";
    for boundary in ["", "; boundary=c", "; boundary='b'", "; boundary=B"] {
        let message = format!("Content-Type: multipart/mixed{boundary}\r\n\r\n{body}");
        assert_eq!(shown(&message), ["hello"], "{boundary}");
        let view = view(message.as_bytes()).unwrap();
        assert_eq!(&**view.parts[1].contents(), b"pdf", "{boundary}");
    }
    for text in ["just a text\r\n", "a text\r\n-- \r\nAlice\r\n--x\r\ny\r\n"] {
        let message = format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{text}");
        assert_eq!(shown(&message), [text]);
    }
}

#[test]
fn encodings_that_contradict_each_other_are_said_and_the_one_that_fits_is_decoded() {
    let part = |fields: &str, body: &str| {
        let message = format!("Content-Type: x/y\r\n{fields}\r\n{body}");
        let view = view(message.as_bytes()).unwrap();
        (
            view.parts[0].contents().to_vec(),
            view.parts[0].measured().1,
        )
    };
    let (first, second) = (
        "Content-Transfer-Encoding: 7bit\r\n",
        "Content-Transfer-Encoding: base64\r\n",
    );
    let twice = format!("{first}{second}");
    assert_eq!(part(&twice, "aGVsbG8="), (b"hello".to_vec(), false));
    assert_eq!(part(&twice, "no base64."), (b"no base64.".to_vec(), false));
    let other = format!("{second}{first}");
    assert_eq!(part(&other, "aGVsbG8="), (b"hello".to_vec(), false));
    let same = format!("{second}{second}");
    assert_eq!(part(&same, "aGVsbG8="), (b"hello".to_vec(), true));
    for label in ["base-64", "x-base64", "'base64'", "<base64>", "Base 64"] {
        let field = format!("Content-Transfer-Encoding: {label}\r\n");
        assert_eq!(
            part(&field, "aGVsbG8="),
            (b"hello".to_vec(), true),
            "{label}"
        );
    }
    for label in [
        "quoted_printable",
        "QuotedPrintable",
        "quoted printable",
        "QP",
    ] {
        let field = format!("Content-Transfer-Encoding: {label}\r\n");
        assert_eq!(part(&field, "=68i"), (b"hi".to_vec(), true), "{label}");
    }
}

#[test]
fn what_stands_around_a_uuencoded_file_is_said() {
    for (text, is_whole) in [
        ("begin 644 a\r\n#0V%T\r\n`\r\nend\r\n", true),
        ("hi\r\nbegin 644 a\r\n#0V%T\r\n`\r\nend\r\n", false),
        ("begin 644 a\r\n#0V%T\r\n`\r\n", false),
        (
            "begin 644 a\r\n#0V%T\r\nend\r\nbegin 644 b\r\n#0V%T\r\nend\r\n",
            false,
        ),
    ] {
        let message = format!("Content-Transfer-Encoding: x-uuencode\r\n\r\n{text}");
        let view = view(message.as_bytes()).unwrap();
        assert_eq!(view.parts[0].measured(), (3, is_whole), "{text}");
    }
}

#[test]
fn a_nested_mail_is_an_attachment_and_not_opened() {
    let inner = multipart("alternative", &["\r\ninner text"]);
    let message = multipart(
        "mixed",
        &[
            "\r\nouter",
            &format!("Content-Type: message/rfc822\r\n\r\n{inner}"),
        ],
    );
    let view = view(message.as_bytes()).unwrap();
    assert_eq!(shown(&message), ["outer"]);
    assert_eq!(view.parts[1].kind, "message/rfc822");
    assert_eq!(&**view.parts[1].contents(), inner.as_bytes());
}

#[test]
fn encodings_are_decoded_as_far_as_they_go() {
    let part = |encoding: &str, body: &str| {
        let message = format!(
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\
             \r\n{body}"
        );
        shown(&message).concat()
    };
    assert_eq!(part("base64", "aGVs\r\nbG8="), "hello");
    assert_eq!(part("BASE64", "aGVs*bG8"), "hello");
    assert_eq!(part("base64", "aGVsbG8=\r\n-- \r\nlist footer"), "hello");
    assert_eq!(
        part("quoted-printable", "h=C3=A9l=\r\nlo  \r\nx=zz ="),
        "héllo\r\nx=zz "
    );
    assert_eq!(part("8bit", "héllo"), "héllo");
    for encoding in [
        "base64;",
        "base64 ; x=y",
        "(a comment) base64",
        "\"base64\"",
    ] {
        assert_eq!(part(encoding, "aGVsbG8="), "hello", "{encoding}");
    }
    let latin = b"Content-Type: text/plain\r\n\r\n\xe9t\xe9";
    assert_eq!(view(latin).unwrap().parts[0].text(), "été");
}

#[test]
fn base64_in_pieces_is_one_file() {
    let message = "Content-Type: application/x; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n\
                   Zmlyc3Q=\r\nIHNlY29uZA==\r\nIHRoaXJk\r\n";
    let view = view(message.as_bytes()).unwrap();
    assert_eq!(&**view.parts[0].contents(), b"first second third");
    assert_eq!(view.parts[0].size(), 18);
}

#[test]
fn a_uuencoded_file_is_decoded() {
    let part = |body: &str| {
        let message = format!(
            "Content-Type: application/x; name=a\r\n\
             Content-Transfer-Encoding: x-uuencode\r\n\r\n{body}"
        );
        view(message.as_bytes()).unwrap().parts[0]
            .contents()
            .to_vec()
    };
    assert_eq!(part("begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n"), b"Cat");
    assert_eq!(part("no such file\r\n"), b"no such file\r\n");
}

#[test]
fn text_is_read_in_its_charset_or_the_likeliest() {
    let text = |charset: &str, body: &[u8]| {
        let header = format!("Content-Type: text/plain; charset={charset}\r\n\r\n");
        let message = [header.as_bytes(), body].concat();
        view(&message).unwrap().parts[0].text()
    };
    for (charset, body) in [
        ("cp932", &b"\x8a\xbf\x8e\x9a"[..]),
        ("eucjp", b"\xb4\xc1\xbb\xfa"),
        ("iso2022jp", b"\x1b$B4A;z\x1b(B"),
        ("cp949", b"\xf9\xd3\xed\xae"),
        ("uhc", b"\xf9\xd3\xed\xae"),
        ("cp950", b"\xba\x7e\xa6\x72"),
        ("utf-32be", b"\0\0\x6f\x22\0\0\x5b\x57"),
        ("us-ascii", "漢字".as_bytes()),
        ("x-unknown", "漢字".as_bytes()),
    ] {
        assert_eq!(text(charset, body), "漢字", "{charset}");
    }
    assert_eq!(text("utf7", b"+byJbVw-"), "漢字");
    assert_eq!(text("utf-7", b"+byJbVw a"), "漢字 a");
    assert_eq!(text("us-ascii", b"\xe9t\xe9"), "été");
    assert_eq!(text("utf-8", b"\xe9t\xe9"), "été");
}

#[test]
fn a_page_may_name_its_charset() {
    let text = |page: &[u8]| {
        let message = [&b"Content-Type: text/html\r\n\r\n"[..], page].concat();
        view(&message).unwrap().parts[0].text()
    };
    assert!(text(b"<meta charset=windows-1251>\xcf\xf0\xe8").ends_with("При"));
    assert!(text(b"<meta charset=\"iso-2022-jp\">\x1b$B4A;z\x1b(B").ends_with("漢字"));
    assert!(text("<meta charset=latin1>é".as_bytes()).ends_with("é"));
    assert!(text(b"<meta charset=utf-16>text").ends_with("text"));
}

#[test]
fn a_boundary_is_found_however_it_is_written() {
    for boundary in [
        "b",
        "\"b\"",
        "(a comment) b",
        "=?us-ascii?q?b?=",
        "x; boundary=b",
        "x; boundary*=us-ascii''%62",
        "\"b \t\"",
    ] {
        let message = format!(
            "Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n\
             --b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n"
        );
        assert_eq!(shown(&message), ["one", "two"], "{boundary}");
    }
}

#[test]
fn a_multipart_in_base64_has_its_parts() {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    let multipart = multipart(
        "mixed",
        &["\r\ntext", "Content-Type: image/png\r\n\r\npicture"],
    );
    let (header, body) = multipart.split_once("\r\n\r\n").unwrap();
    let message = format!(
        "{header}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        STANDARD.encode(body)
    );
    assert_eq!(shown(&message), ["text"]);
    let view = view(message.as_bytes()).unwrap();
    assert_eq!(&**view.parts[1].contents(), b"picture");
}

proptest! {
    /// Whatever is brought, each leaf can be shown and has the size that is told of it.
    #[test]
    fn any_message_has_leaves_or_is_too_complex(
        pieces in proptest::collection::vec(0..PIECES.len(), 0..40),
    ) {
        let message: String = pieces.iter().map(|&at| PIECES[at]).collect();
        if let Ok(view) = view(message.as_bytes()) {
            prop_assert!(!view.parts.is_empty());
            for part in &view.parts {
                prop_assert_eq!(part.contents().len(), part.size());
                let _ = part.text();
            }
        }
    }
}

const PIECES: [&str; 18] = [
    "Content-Type: multipart/mixed; boundary=a\r\n",
    "Content-Type: multipart/digest; boundary=\"a b\"\r\n",
    "Content-Type: text/html; charset=utf-7\r\n",
    "Content-Type: message/rfc822\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "Content-Transfer-Encoding: quoted-printable\r\n",
    "Content-Transfer-Encoding: x-uuencode\r\n",
    "Content-Disposition: attachment; filename*0*=utf-8''%C3\r\n",
    "\r\n",
    "--a\r\n",
    "--a--\r\n",
    "--a b\r\n",
    "begin 644 x\r\n#0V%T\r\n`\r\n",
    "end\r\n",
    "LS1hDQo=\r\n",
    "=E9=\r\n",
    "+AHM-\0",
    " text é ",
];

#[test]
fn sizes_are_those_of_the_decoded_parts() {
    let message = multipart(
        "mixed",
        &[
            "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n\
             AAAA\r\nAAA=",
            "Content-Type: application/x; name=b\r\nContent-Transfer-Encoding: quoted-printable\r\n\
             \r\na=20b=\r\nc",
        ],
    );
    for part in view(message.as_bytes()).unwrap().parts {
        assert_eq!(part.size(), part.contents().len(), "{:?}", part.name);
    }
}

#[test]
fn names_are_decoded_however_they_were_encoded() {
    let name = |field: &str| {
        view(format!("{field}\r\n\r\nx").as_bytes()).unwrap().parts[0]
            .name
            .clone()
    };
    let expected = Some("été.pdf".to_owned());
    assert_eq!(
        name("Content-Disposition: attachment; filename*=utf-8''%C3%A9t%C3%A9.pdf"),
        expected
    );
    assert_eq!(
        name(
            "Content-Disposition: attachment;\r\n filename*0*=utf-8''%C3%A9t;\r\n \
             filename*1*=%C3%A9.pdf"
        ),
        expected
    );
    assert_eq!(
        name("Content-Type: application/pdf; name=\"=?utf-8?B?w6l0w6kucGRm?=\""),
        expected
    );
}

#[test]
fn a_line_end_in_a_name_cuts_nothing_off() {
    let message = "Content-Disposition: attachment; filename*=utf-8''a%0D%0AB: c.pdf\r\n\r\nx";
    let view = view(message.as_bytes()).unwrap();
    assert_eq!(view.parts[0].name.as_deref(), Some("aB: c.pdf"));
}

#[test]
fn bombs_are_refused_at_once() {
    let start = std::time::Instant::now();
    let parts = format!(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n{}",
        "--b\n\nx\n".repeat(1_000_000)
    );
    assert_eq!(view(parts.as_bytes()).err(), Some(TooComplex));
    let mut deep = String::from("x");
    for level in 0..50 {
        deep = format!(
            "Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n{deep}\r\n\
             --b{level}--\r\n"
        );
    }
    assert_eq!(view(deep.as_bytes()).err(), Some(TooComplex));
    let header = "a:\n".repeat(3_000_000);
    assert_eq!(view(header.as_bytes()).err(), Some(TooComplex));
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(500_000);
    assert_eq!(view(nested.as_bytes()).unwrap().parts.len(), 1);
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

/// To look for the end of each comment again would take minutes.
#[test]
fn fields_full_of_comments_without_end_are_read_at_once() {
    let comments = "(;".repeat(4000);
    let part = format!(
        "--b\nContent-Type: text/html{comments}\nContent-Disposition: inline{comments}\n\
         Content-Transfer-Encoding: 7bit{comments}\n\nx\n"
    );
    let message = format!(
        "Content-Type: multipart/mixed; boundary=b\n\n{}--b--\n",
        part.repeat(200)
    );
    assert_eq!(view(message.as_bytes()).unwrap().parts.len(), 200);
}

#[test]
fn bytes_without_any_structure_are_text() {
    assert_eq!(shown(""), [""]);
    assert_eq!(shown("\r\njust text"), ["just text"]);
    assert_eq!(
        shown("Content-Type: multipart/mixed; boundary=b\r\n\r\nno part at all"),
        ["no part at all"]
    );
}
