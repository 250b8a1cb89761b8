//! What was attached is what is downloaded, and all text is shown or listed, however the mail was
//! written.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::reading::{mixed, words};
use super::rig::{Rig, Visit};

const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP8z4APMOGVHbHS\
                   AEEsARMWHxcsAAAAAElFTkSuQmCC";

/// What a reader sees of a message: the page, and the document in its frame.
async fn shown(visit: &mut Visit) -> (String, String) {
    let page = words(&visit.page().await.text());
    let frame = visit.part("body").await;
    let frame = if frame.status == 200 {
        words(&frame.text())
    } else {
        String::new()
    };
    (page, frame)
}

/// The names of the files that a page lists.
fn listed(page: &str) -> Vec<String> {
    let names = page.split("class=\"name\">").skip(1);
    names
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect()
}

fn alternative(parts: &[&str]) -> String {
    mixed(parts).replacen("multipart/mixed", "multipart/alternative", 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn base64_in_pieces_is_downloaded_in_full() {
    let rig = Rig::start().await;
    let pieces: Vec<Vec<u8>> = (0..5).map(|n| format!("chunk {n}!").into_bytes()).collect();
    let encoded: Vec<String> = pieces.iter().map(|piece| STANDARD.encode(piece)).collect();
    let message = mixed(&[
        "\r\nsee file",
        &format!(
            "Content-Type: application/octet-stream; name=d.bin\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}",
            encoded.join("\r\n")
        ),
    ]);
    let mut visit = rig.reader(message.as_bytes()).await;
    assert_eq!(visit.part("attachment/1").await.body, pieces.concat());
    let page = words(&visit.page().await.text());
    assert!(
        !page.contains("could not be decoded"),
        "all of it was: {page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_decoded_in_full_is_said_and_offered_as_it_came() {
    let rig = Rig::start().await;
    for (encoding, body) in [
        ("base64", "aGVs*bG8="),
        ("base64", "aGVsbG8=\r\n-- \r\nfooter of a list"),
        ("base64", "aGVsbG8hI"),
        ("base64", "aGVsbG8"),
        ("base64", "aGVsbG8=\r\nThis mail was scanned"),
        ("base64", "eA=3D=3D"),
        ("base64", "Dear Bob, we meet at 5 pm. Yours, Alice"),
        ("7bit\r\nContent-Transfer-Encoding: base64", "aGVsbG8="),
        (
            "x-uuencode",
            "begin 644 a\r\n#0V%T\r\nend\r\nbegin 644 b\r\n#0V%T\r\nend",
        ),
        ("quoted-printable", "a=20b =zz"),
        ("x-uuencode", "no file at all"),
        ("x-compressed", "whatever"),
    ] {
        let part = format!("Content-Transfer-Encoding: {encoding}\r\n\r\n{body}");
        let message = mixed(&[
            "\r\nhi",
            &format!("Content-Type: application/x; name=a.bin\r\n{part}"),
        ]);
        let mut visit = rig.reader(message.as_bytes()).await;
        let (page, _) = shown(&mut visit).await;
        assert!(page.contains("could not be decoded"), "{part}: {page}");
        assert_eq!(visit.part("attachment/1/raw").await.text(), body, "{part}");
        // The same as the message's text.
        let mut visit = rig.reader(mixed(&[&part]).as_bytes()).await;
        let (page, _) = shown(&mut visit).await;
        assert!(page.contains("could not be decoded"), "{part}: {page}");
        assert_eq!(visit.part("attachment/0/raw").await.text(), body, "{part}");
    }
    let fine = mixed(&["Content-Transfer-Encoding: base64\r\n\r\naGVsbG8="]);
    let mut visit = rig.reader(fine.as_bytes()).await;
    let (page, _) = shown(&mut visit).await;
    assert!(!page.contains("could not be decoded") && listed(&page).is_empty());
    assert_eq!(visit.part("attachment/9/raw").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_with_a_name_is_shown_and_listed() {
    let rig = Rig::start().await;
    for field in [
        "Content-Type: text/html; name=body.html",
        "Content-Type: text/html\r\nContent-Disposition: inline; filename=body.html",
    ] {
        let message = format!("From: a@example.org\r\n{field}\r\n\r\n<p>Invoice A17</p>");
        let mut visit = rig.reader(message.as_bytes()).await;
        let (page, frame) = shown(&mut visit).await;
        assert!(frame.contains("Invoice A17"), "{field}: {page}");
        assert_eq!(listed(&page).len(), 1, "{field}");
    }
    let message = alternative(&[
        "Content-Type: text/plain; name=body.txt\r\n\r\nplain A17",
        "Content-Type: text/html; name=body.html\r\n\r\n<p>html A17</p>",
    ]);
    let mut visit = rig.reader(message.as_bytes()).await;
    let (page, frame) = shown(&mut visit).await;
    assert!(
        frame.contains("html A17") && !frame.contains("plain A17"),
        "{frame}"
    );
    assert_eq!(listed(&page), ["body.txt", "body.html"]);
    // All that there is says that it is an attachment.
    let message = "Content-Type: text/plain\r\nContent-Disposition: attachment; \
                   filename=body.txt\r\n\r\nplain A18";
    let mut visit = rig.reader(message.as_bytes()).await;
    let (page, _) = shown(&mut visit).await;
    assert!(page.contains("plain A18"), "{page}");
    assert_eq!(listed(&page), ["body.txt"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_around_an_attachment_in_an_alternative_are_all_there_once() {
    let rig = Rig::start().await;
    let inner = |parts: &[&str]| {
        let parts: String = parts
            .iter()
            .map(|part| format!("--i\r\n{part}\r\n"))
            .collect();
        format!("Content-Type: multipart/mixed; boundary=i\r\n\r\n{parts}--i--")
    };
    let plain = "\r\nplain version D40";
    let above = "Content-Type: text/html\r\n\r\n<p>above D41</p>";
    let pdf = "Content-Type: application/pdf; name=o.pdf\r\n\r\n%PDF";
    let below = "Content-Type: text/plain\r\n\r\nbelow D42";
    let tail = "Content-Type: text/html\r\n\r\n<p>tail D43</p>";
    let branch = inner(&[above, pdf, below, tail]);
    let mut visit = rig.reader(alternative(&[plain, &branch]).as_bytes()).await;
    let (page, frame) = shown(&mut visit).await;
    for text in ["above D41", "below D42", "tail D43"] {
        assert_eq!(frame.matches(text).count(), 1, "{text}: {frame}");
    }
    assert!(!frame.contains("D40"), "that is the other version");
    assert_eq!(listed(&page), ["o.pdf"]);
    // Flat, with more than one of a kind: what is not shown is listed.
    let flat = alternative(&[plain, above, below, tail]);
    let mut visit = rig.reader(flat.as_bytes()).await;
    let (page, frame) = shown(&mut visit).await;
    let mut all = frame;
    for number in 0..4 {
        if page.contains(&format!("attachment/{number}\"")) {
            all.push_str(&visit.part(&format!("attachment/{number}")).await.text());
        }
    }
    for text in ["above D41", "below D42", "tail D43"] {
        assert_eq!(all.matches(text).count(), 1, "{text}: {all}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn text_is_read_in_the_charsets_of_all_the_world() {
    let rig = Rig::start().await;
    for (charset, body, text) in [
        ("cp932", &b"\x93\xfa\x96\x7b"[..], "日本"),
        ("hz-gb-2312", b"~{<:Ky2;S{~}", "己所不欲"),
        ("hz", b"~{<:Ky~}", "己所"),
        ("iso-2022-kr", b"\x1b$)C\x0eGQ1[\x0f", "한글"),
        ("iso-2022-cn", b"\x1b$)A\x0eVPND\x0f", "中文"),
        ("cp437", b"caf\x82 \x9b", "café ¢"),
        ("ibm437", b"caf\x82", "café"),
        ("cp852", b"\xe7ek", "šek"),
        ("cp949", b"\xc7\xd1\xb1\xdb", "한글"),
        ("cp-1252", b"caf\xe9", "café"),
        ("windows1251", b"\xcf\xf0\xe8", "При"),
        ("utf-32", b"\0\0\xfe\xff\0\0\x6f\x22", "漢"),
        ("unicode-1-1-utf-7", b"+byI-", "漢"),
        ("x-unicode-2-0-utf-7", b"+byI-", "漢"),
        ("utf-8 (with a comment)", "漢".as_bytes(), "漢"),
        (
            "utf-8",
            "long enough 漢字 cut am\u{fc}d\u{e6}"
                .as_bytes()
                .split_last()
                .unwrap()
                .1,
            "漢字",
        ),
    ] {
        let head = format!("Content-Type: text/plain; charset=\"{charset}\"\r\n\r\n");
        let message = [head.as_bytes(), body].concat();
        let page = rig.reader(&message).await.page().await.text();
        assert!(page.contains(text), "{charset}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_not_in_its_charset_is_said_and_offered_as_it_came() {
    let rig = Rig::start().await;
    for (charset, text, is_said) in [
        ("iso-2022-jp", &b"\x93\xfa\x96\x7b"[..], true),
        ("x-none", b"caf\xe9", true),
        ("utf-8", b"caf\xe9", true),
        ("us-ascii", b"caf\xe9", false),
        ("x-none", b"cafe", false),
    ] {
        let head = format!("From: a@example.org\r\nContent-Type: text/plain; charset={charset}");
        let message = [head.as_bytes(), b"\r\n\r\n", text].concat();
        let mut visit = rig.reader(&message).await;
        let (page, _) = shown(&mut visit).await;
        assert_eq!(page.contains("could not be decoded"), is_said, "{charset}");
        if is_said {
            assert_eq!(visit.part("attachment/0/raw").await.body, text, "{charset}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_in_a_text_are_listed_as_files() {
    let rig = Rig::start().await;
    let message = "From: a@example.org\r\n\r\nsee below\r\n\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\n\
                   end\r\n\r\nand after\r\nbegin 100 things\r\nas you like\r\n";
    let mut visit = rig.reader(message.as_bytes()).await;
    let (page, _) = shown(&mut visit).await;
    assert_eq!(listed(&page), ["cat.txt"]);
    assert!(
        page.contains("see below") && page.contains("and after") && page.contains("as you like")
    );
    assert!(!page.contains("#0V%T"), "{page}");
    let link = page.split("/attachment/").nth(1).unwrap();
    let number = link.split('"').next().unwrap();
    assert_eq!(
        visit.part(&format!("attachment/{number}")).await.text(),
        "Cat"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn encoded_words_that_split_a_character_are_one_text() {
    let rig = Rig::start().await;
    let message = "From: =?UTF-8?Q?Pasi=C5=BEad=C4?= =?utf-8?B?l2ppbcWz?= <a@example.org>\r\n\
                   To: =?iso-2022-jp?B?GyRCNEE=?=\r\n =?ISO-2022-JP?B?O3obKEI=?= \
                   <bob@example.com>\r\n\
                   Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\n\
                   Content-Type: application/pdf; name=\"=?UTF-8?Q?=C3=A9t=C3?=\r\n \
                   =?UTF-8?Q?=A9.pdf?=\"\r\n\r\nx\r\n--b--\r\n";
    let page = rig.reader(message.as_bytes()).await.page().await.text();
    assert!(page.contains("Pasižadėjimų &#60;a@example.org"), "{page}");
    assert!(page.contains("漢字 &#60;bob@example.com"), "{page}");
    assert_eq!(listed(&page), ["été.pdf"]);
}

fn related(html: &str, parts: &[(&str, &str)]) -> String {
    let pictures: String = parts
        .iter()
        .enumerate()
        .map(|(n, (kind, id))| {
            format!(
                "--r\r\nContent-Type: {kind}; name=p{n}\r\nContent-ID: {id}\r\n\
                 Content-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\n{PNG}\r\n"
            )
        })
        .collect();
    format!(
        "Content-Type: multipart/related; boundary=r\r\n\r\n--r\r\nContent-Type: text/html\r\n\r\n\
         {html}\r\n{pictures}--r--\r\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_in_the_text_are_shown_whatever_they_are_called() {
    let rig = Rig::start().await;
    for (kind, id, address) in [
        ("image/jpg", "<a@x>", "cid:a@x"),
        ("image/pjpeg", "<a@x>", "cid:a@x"),
        ("image/x-png", "<a@x>", "cid:a@x"),
        ("IMAGE/PNG", "a@x", "CID:a@x"),
        ("application/octet-stream", "<a@x>", "cid:a@x"),
        ("image/png", "<a b@x>", "cid:a b@x"),
        ("image/png", "<a b@x>", "cid:a%20b@x"),
        ("image/png", "<a%20b@x>", "cid:a%20b@x"),
        ("image/png", "<100%@x>", "cid:100%25@x"),
        ("image/png", "<100%@x>", "cid:100%@x"),
        ("image/png", "<a&b@x>", "cid:a&amp;b@x"),
        ("image/png", "<a'b@x>", "cid:a&#39;b@x"),
        ("image/png", " < a@x > ", "cid:a@x"),
        ("image/png", "<a@x> (a comment)", "cid:a@x"),
        ("image/png", "\"a@x\"", "cid:a@x"),
        ("text/plain", "<a@x>", "cid:a@x"),
        ("binary/octet-stream", "<a@x>", "cid:a@x"),
    ] {
        let message = related(&format!("<p>x<img src=\"{address}\"></p>"), &[(kind, id)]);
        let mut visit = rig.reader(message.as_bytes()).await;
        let (page, frame) = shown(&mut visit).await;
        assert!(
            frame.contains("src=\"data:image/"),
            "{kind} {id} {address}: {frame}"
        );
        assert!(listed(&page).is_empty(), "{kind} {id} {address}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_not_shown_is_listed() {
    let rig = Rig::start().await;
    for (html, kind) in [
        ("<p>x</p>", "image/png"),
        ("<p style=\"background:url(cid:a@x)\">x</p>", "image/png"),
        ("<!-- <img src=\"cid:a@x\"> --><p>x</p>", "image/png"),
        ("<p>see cid:a@x</p>", "image/png"),
        ("<p>x<img src=\"cid:a@x\"></p>", "image/svg+xml"),
    ] {
        let mut visit = rig
            .reader(related(html, &[(kind, "<a@x>")]).as_bytes())
            .await;
        let (page, frame) = shown(&mut visit).await;
        assert!(!frame.contains("src=\"data:image/"), "{html}: {frame}");
        assert_eq!(listed(&page), ["p0"], "{html} {kind}");
    }
    // Too large to be shown.
    let large = "A".repeat(17 << 20);
    let message = related("<p>x<img src=\"cid:a@x\"></p>", &[("image/png", "<a@x>")]);
    let message = message.replace(PNG, &format!("{PNG}{large}"));
    let mut visit = rig.reader(message.as_bytes()).await;
    let (page, frame) = shown(&mut visit).await;
    assert!(frame.contains("too large to show") && !frame.contains("src=\"data:image/"));
    assert_eq!(listed(&page), ["p0"]);
}
