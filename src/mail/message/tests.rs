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
fn a_nested_mail_is_an_attachment_and_not_looked_into() {
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
    let latin = b"Content-Type: text/plain\r\n\r\n\xe9t\xe9";
    assert_eq!(view(latin).unwrap().parts[0].text(), "été");
}

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

#[test]
fn bytes_without_any_structure_are_text() {
    assert_eq!(shown(""), [""]);
    assert_eq!(shown("\r\njust text"), ["just text"]);
    assert_eq!(
        shown("Content-Type: multipart/mixed; boundary=b\r\n\r\nno part at all"),
        Vec::<String>::new()
    );
}
