//! The carrier and its file, in whatever gateways, mail programs, webmail and save dialogs make of
//! them.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::rig::{Rig, armor};

/// `message.html`, about as the wrapper writes it.
fn page(input: &str) -> String {
    format!(
        "<!doctype html>\r\n<html lang=\"en\">\r\n<head>\r\n<meta charset=\"us-ascii\">\r\n\
         <title>A protected message</title>\r\n</head>\r\n<body>\r\n<form method=\"post\" \
         action=\"https://secure.example.org/open\">\r\n{input}\r\n\
         <button type=\"submit\">Read the message</button>\r\n</form>\r\n</body>\r\n</html>\r\n"
    )
}

fn lines(text: &str) -> String {
    text.as_bytes()
        .chunks(76)
        .map(|line| format!("{}\r\n", std::str::from_utf8(line).unwrap()))
        .collect()
}

fn base64(bytes: &[u8]) -> String {
    lines(&STANDARD.encode(bytes))
}

fn quoted_printable(text: &str) -> String {
    text.replace('=', "=3D")
        .split("\r\n")
        .flat_map(|line| {
            let pieces = line.as_bytes().chunks(60).map(|piece| piece.to_vec());
            let pieces: Vec<Vec<u8>> = pieces.collect();
            [pieces.join(&b"=\r\n"[..]), b"\r\n".to_vec()]
        })
        .map(|piece| String::from_utf8(piece).unwrap())
        .collect::<String>()
        // An escape isn't cut in two.
        .replace("==\r\n3D", "=3D=\r\n")
        .replace("=3=\r\nD", "=3D=\r\n")
}

/// A mail with the file attached in this encoding.
fn mail(encoding: &str, file: &str) -> String {
    let body = match encoding {
        "base64" => base64(file.as_bytes()),
        "quoted-printable" => quoted_printable(file),
        _ => file.to_owned(),
    };
    format!(
        "From: alice@example.org\r\nTo: bob@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nhello\r\n--m\r\n\
         Content-Type: text/html; charset=us-ascii; name=\"message.html\"\r\n\
         Content-Disposition: attachment; filename=\"message.html\"\r\n\
         Content-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n--m--\r\n"
    )
}

/// A mail with a file of this type.
fn around(kind: &str, encoding: &str, file: &[u8]) -> Vec<u8> {
    let body = if encoding == "base64" {
        base64(file).into_bytes()
    } else {
        file.to_vec()
    };
    let head = format!(
        "From: carl@example.com\r\nTo: bob@example.com\r\nSubject: Fwd: x\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=f\r\n\r\n--f\r\n\r\nsee attached\r\n--f\r\n\
         Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    );
    [head.as_bytes(), &body, b"\r\n--f--\r\n"].concat()
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn utf16(text: &str, is_little: bool, mark: bool) -> Vec<u8> {
    let units = mark.then_some('\u{feff}' as u16).into_iter();
    units
        .chain(text.encode_utf16())
        .flat_map(|unit| {
            if is_little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        })
        .collect()
}

/// Each form that a carrier or its file was seen in, or could be.
fn forms(sealed: &[u8]) -> Vec<(String, Vec<u8>)> {
    let armor = armor(sealed);
    let joined = armor.replace("\r\n", "");
    let plain = format!("<input type=\"hidden\" name=\"sealed\" value=\"\r\n{armor}\">");
    let inputs = [
        ("as written", plain.clone()),
        (
            "attributes in another order",
            format!("<input value=\"\r\n{armor}\" name=\"sealed\" type=\"hidden\" />"),
        ),
        (
            "capitals and single quotes",
            format!("<INPUT TYPE='hidden' NAME='sealed' VALUE='\r\n{armor}'>"),
        ),
        (
            "no quotes",
            format!("<input type=hidden name=sealed value={joined}>"),
        ),
        (
            "spaces and line ends around the equals sign",
            format!(
                "<input\r\n type = \"hidden\"\r\n name = \"sealed\"\r\n value =\r\n \"\r\n\
                 {armor}\">"
            ),
        ),
        (
            "another attribute between",
            format!("<input name=\"sealed\" id=\"x\" value=\"\r\n{armor}\">"),
        ),
        (
            "line ends as decimal references",
            plain.replace("\r\n", "&#13;&#10;"),
        ),
        (
            "line ends as hexadecimal references",
            plain.replace("\r\n", "&#xD;&#xA;"),
        ),
        (
            "signs as references",
            plain
                .replace('+', "&#43;")
                .replace('/', "&#x2F;")
                .replace("==\r", "&#61;&equals;\r"),
        ),
        ("lines joined by spaces", plain.replace("\r\n", " ")),
        ("lines joined", plain.replace("\r\n", "")),
        ("lines joined by tabs", plain.replace("\r\n", "\t")),
        ("short lines", plain.replace(&armor, &lines(&joined))),
        ("bare line feeds", plain.replace("\r\n", "\n")),
        ("empty lines between", plain.replace("\r\n", "\r\n\r\n")),
        (
            "a button",
            format!("<button type=\"submit\" name=\"sealed\" value=\"\r\n{armor}\">Read</button>"),
        ),
        (
            "quotes of a word processor's filter",
            format!(
                "<input type=\"hidden\" name=&quot;x&quot; name=\"sealed\" value=\"{joined}\">"
            )
            .replace("name=&quot;x&quot; ", ""),
        ),
    ];
    let mut forms: Vec<(String, Vec<u8>)> = Vec::new();
    for (how, input) in &inputs {
        let file = page(input);
        forms.push((format!("{how}: the file"), file.clone().into_bytes()));
        for encoding in ["7bit", "base64", "quoted-printable"] {
            let mail = mail(encoding, &file);
            forms.push((format!("{how}: a mail, {encoding}"), mail.into_bytes()));
        }
    }
    let file = page(&plain);
    for (how, is_little, mark) in [
        ("UTF-16, little", true, true),
        ("UTF-16, big", false, true),
        ("UTF-16, little, no mark", true, false),
        ("UTF-16, big, no mark", false, false),
    ] {
        let wide = utf16(&file, is_little, mark);
        forms.push((format!("{how}: zipped"), zipped(&[("message.html", &wide)])));
        forms.push((
            format!("{how}: attached"),
            around("text/html", "base64", &wide),
        ));
        forms.push((how.to_owned(), wide));
    }
    let utf8 = ["\u{feff}", &file].concat();
    forms.push(("a byte order mark".into(), utf8.into_bytes()));
    for encoding in ["7bit", "base64", "quoted-printable"] {
        let inner = mail(encoding, &file).into_bytes();
        for (kind, outer) in [
            ("message/rfc822", "7bit"),
            ("message/rfc822", "base64"),
            ("application/octet-stream; name=mail.eml", "base64"),
            ("application/x-unknown; name=\"Fwd.eml\"", "base64"),
            ("message/rfc822; x-spam-type=original", "8bit"),
        ] {
            let forwarded = around(kind, outer, &inner);
            forms.push((format!("{encoding} in {kind}, {outer}"), forwarded.clone()));
            let again = around("message/rfc822", "base64", &forwarded);
            forms.push((format!("{encoding} in {kind}, {outer}, again"), again));
        }
        let many = zipped(&[("a.pdf", b"%PDF-1.7"), ("dir/mail.eml", &inner)]);
        forms.push((format!("a mail, {encoding}, in an archive"), many));
        let mut footer = mail(encoding, &file);
        footer.push_str("\r\n-- \r\nThis mail was scanned for you.\r\n");
        forms.push((
            format!("a footer after a mail, {encoding}"),
            footer.into_bytes(),
        ));
        let mut mbox = b"From alice@example.org Thu Jan  1 00:00:00 2026\r\n".to_vec();
        mbox.extend(&inner);
        forms.push((format!("a mailbox file, {encoding}"), mbox));
    }
    forms.push((
        "an archive".into(),
        zipped(&[("x.txt", b"x"), ("message.html", file.as_bytes())]),
    ));
    let footer = file.replace(
        "</body>",
        "<p>This mail was scanned, \"x\" = 'y'.</p></body>",
    );
    forms.push(("a footer in the file".into(), footer.into_bytes()));
    let attached = around(
        "application/zip",
        "base64",
        &zipped(&[("message.html", file.as_bytes())]),
    );
    forms.push(("an archive that is attached".into(), attached));
    let mhtml = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: file:///message.html\r\n\
         Subject: A protected message\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----MB--\"\r\n\
         \r\n\r\n------MB--\r\nContent-Type: text/html\r\nContent-ID: <frame@mhtml.blink>\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n------MB----\r\n",
        quoted_printable(&page(&inputs[15].1))
    );
    forms.push(("a page saved in one file".into(), mhtml.into_bytes()));
    let base64_mail = base64(mail("base64", &file).as_bytes());
    let encoded = format!(
        "From: x@example.org\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{base64_mail}"
    );
    forms.push(("a mail that is another".into(), encoded.into_bytes()));
    let escaped = page(&plain.replace("\r\n", "&amp;#13;&amp;#10;"));
    forms.push(("line ends escaped twice".into(), escaped.into_bytes()));
    let spaces = page(&plain.replace("\r\n", "\u{a0}"));
    forms.push(("lines joined by hard spaces".into(), spaces.into_bytes()));
    let prefixed = page(&plain.replace("name=\"sealed\"", "name=\"x_sealed\""));
    forms.push(("a name with a prefix".into(), prefixed.into_bytes()));
    forms.push((
        "a part saved as it travelled, quoted-printable".into(),
        quoted_printable(&file).into_bytes(),
    ));
    let part = base64(file.as_bytes()).into_bytes();
    forms.push(("a part saved as it travelled, base64".into(), part));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(mail("base64", &file).as_bytes()).unwrap();
    forms.push(("packed with gzip".into(), gzip.finish().unwrap()));
    let counted = format!("{}      \n{}<?xml?>", 1234, mail("base64", &file));
    forms.push(("a mail as Apple keeps it".into(), counted.into_bytes()));
    let link = URL_SAFE_NO_PAD.encode(sealed);
    let stripped = mail(
        "quoted-printable",
        &format!("<a href=\"https://secure.example.org/#m={link}\">Read</a>"),
    );
    forms.push(("the link alone".into(), stripped.into_bytes()));
    forms
}

#[tokio::test(flavor = "multi_thread")]
async fn the_message_is_found_in_whatever_became_of_its_carrier() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], &super::uploads::noise(5_000));
    let mut lost = Vec::new();
    for (n, (how, file)) in forms(&sealed).into_iter().enumerate() {
        let mut browser = rig.browser();
        browser.forwarded_for = Some(format!("198.51.{n}.1"));
        let answer = browser.upload("file", &file).await;
        if answer.status != 303 {
            lost.push(format!("{how}: {} {}", answer.status, answer.title()));
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_carrier_is_another_file_and_takes_no_longer() {
    let rig = Rig::start().await;
    let began = std::time::Instant::now();
    let zeros = vec![b' '; 30 << 20];
    let bomb = zipped(&[
        ("a.html", &zeros),
        ("b.html", &zeros),
        ("message.html", &zeros),
    ]);
    let mut nested = b"<input name=sealed>".to_vec();
    for _ in 0..30 {
        nested = around("message/rfc822", "base64", &nested);
    }
    let mut archives = b"x".to_vec();
    for _ in 0..30 {
        archives = zipped(&[("a.zip", &archives), ("b.zip", &archives)]);
        if archives.len() > 1 << 20 {
            break;
        }
    }
    for (how, file) in [
        ("archives of archives", archives),
        ("an archive of blanks", bomb),
        ("mails in mails", nested),
        (
            "tags without end",
            "<input name='".repeat(100_000).into_bytes(),
        ),
        (
            "attributes without end",
            format!("<input {}", "a b c=d ".repeat(500_000)).into_bytes(),
        ),
        (
            "another field",
            b"<input name=\"other\" value=\"AAAA\">".to_vec(),
        ),
        (
            "a field without a value",
            b"<input name=\"sealed\">".to_vec(),
        ),
    ] {
        let answer = rig.browser().upload("file", &file).await;
        assert_eq!(
            (answer.status, answer.title().as_str()),
            (422, "This is another file"),
            "{how}"
        );
    }
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    assert_eq!(rig.reserved_bytes().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_a_mail_program_sends_by_its_address_gets_a_sentence() {
    let rig = Rig::start().await;
    let answer = rig.browser().get("/open?sealed=AAAA").await;
    assert_eq!(
        (answer.status, answer.title().as_str()),
        (200, "Open a protected message")
    );
    let text = super::reading::words(&answer.text());
    assert!(
        text.contains("Your mail program did not send the message"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_is_said_before_a_code_is_asked_for() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], &super::uploads::noise(300_000));
    for at in [1_000, 200_000, sealed.len() - 1] {
        let mut damaged = sealed.clone();
        damaged[at] ^= 1;
        let answer = rig
            .browser()
            .upload("sealed", armor(&damaged).as_bytes())
            .await;
        assert_eq!(
            (answer.status, answer.title().as_str()),
            (422, "This file can’t be opened"),
            "byte {at}"
        );
    }
    let cut = armor(&sealed[..sealed.len() - 30]);
    let cut = rig.browser().upload("sealed", cut.as_bytes()).await;
    assert_eq!(cut.status, 422);
    assert_eq!(rig.reserved_bytes().await, 0, "nothing of it is kept");
    rig.visit(&sealed).await;
}
