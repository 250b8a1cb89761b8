//! Each form that a carrier or its file was seen in, or could be.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::rig::armor;

/// `message.html`, about as the wrapper writes it.
pub fn page(input: &str) -> String {
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
pub fn around(kind: &str, encoding: &str, file: &[u8]) -> Vec<u8> {
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

pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
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
pub fn forms(sealed: &[u8]) -> Vec<(String, Vec<u8>)> {
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
    forms.extend(remains(sealed));
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
    for encoding in ["7bit", "base64", "quoted-printable"] {
        let mail = mail(encoding, &file);
        for marks in ["> ", ">", "> > "] {
            let quoted = format!("{marks}{}", mail.replace("\r\n", &format!("\r\n{marks}")));
            forms.push((
                format!("quoted by {marks:?}, {encoding}"),
                quoted.into_bytes(),
            ));
        }
        let json = format!("{{\"raw\":{:?},\"id\":1}}", mail).replace('<', "\\u003c");
        forms.push((
            format!("in JSON, {encoding}"),
            json.replace('>', "\\u003E").into_bytes(),
        ));
    }
    for end in [
        "<br>\r\n",
        "<br />\n",
        "=\r\n",
        "=0D=0A=\r\n",
        "\\\n",
        "\\r\\n",
        "\\u000d\\u000a",
    ] {
        let ended = page(&plain.replace("\r\n", end));
        forms.push((format!("lines that end in {end:?}"), ended.into_bytes()));
    }
    let link = URL_SAFE_NO_PAD.encode(sealed);
    let stripped = mail(
        "quoted-printable",
        &format!("<a href=\"https://secure.example.org/#m={link}\">Read</a>"),
    );
    forms.push(("the link alone".into(), stripped.into_bytes()));
    forms
}

/// What is left of it where its form is gone.
fn remains(sealed: &[u8]) -> Vec<(String, Vec<u8>)> {
    let armor = armor(sealed);
    let plain = format!("<input type=\"hidden\" name=\"sealed\" value=\"\r\n{armor}\">");
    let mut forms: Vec<(String, Vec<u8>)> = Vec::new();
    for (how, text) in [
        (
            "a text area",
            format!("<textarea name=\"sealed\">{armor}</textarea>"),
        ),
        ("text", format!("<span>{armor}</span>")),
        ("an attribute renamed", plain.replace("name=", "data-name=")),
        (
            "an attribute taken away",
            plain.replace(" name=\"sealed\"", ""),
        ),
        (
            "a comment",
            format!("<!-- <input value=\"\r\n{armor}\" name=\"sealed\"> -->"),
        ),
        ("typographic quotes", plain.replace('"', "\u{201d}")),
        ("hard spaces in the tag", plain.replace(' ', "\u{a0}")),
        (
            "tags that break lines",
            plain.replace("\r\n", "&#8203;\r\n"),
        ),
    ] {
        forms.push((how.to_owned(), page(&text).into_bytes()));
    }
    let html_escaped = |text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        text.replace('>', "&gt;").replace('"', "&quot;")
    };
    let shown = html_escaped(&page(&plain));
    forms.push((
        "a source that is shown".into(),
        format!("<pre>{shown}</pre>").into_bytes(),
    ));
    forms.push(("the armor alone".into(), armor.clone().into_bytes()));
    let quote = armor.replace("\r\n", "\r\n> ");
    forms.push((
        "the armor in a quotation".into(),
        format!("> {quote}").into_bytes(),
    ));
    let json = page(&plain).replace('"', "\\\"").replace("\r\n", "\\r\\n");
    forms.push((
        "JSON".into(),
        format!("{{\"html\":\"{json}\"}}").into_bytes(),
    ));
    let data = STANDARD.encode(page(&plain));
    forms.push((
        "a data address".into(),
        format!("<iframe src=\"data:text/html;base64,{data}\"></iframe>").into_bytes(),
    ));
    let base64_file = base64(page(&plain).as_bytes());
    let indented = base64_file.replace("\r\n", "\n\t\t");
    forms.push((
        "a web archive".into(),
        format!("<plist><data>\n\t\t{indented}</data></plist>").into_bytes(),
    ));
    let encoded = mail("base64", &page(&plain));
    for (how, text) in [
        (
            "a mail with a byte order mark",
            format!("\u{feff}{encoded}"),
        ),
        (
            "a mail with a line that is no field",
            format!("no field\r\n{encoded}"),
        ),
        (
            "a mail without its header",
            format!("--m\r\n\r\n{}", &encoded[200..]),
        ),
        (
            "a mail with another boundary",
            encoded.replace("=m\r\n", "=other\r\n"),
        ),
        ("a mail that is quoted", encoded.replace("\r\n", "\r\n> ")),
        (
            "a mail that is indented",
            encoded.replace("\r\n", "\r\n    "),
        ),
        (
            "the second mail of a mailbox file",
            format!(
                "From x\r\nFrom: q@x.example\r\nTo: b@x.example\r\n\r\nhi\r\n\r\n\
                 From y\r\n{encoded}"
            ),
        ),
        (
            "base64 with a footer",
            format!("{base64_file}\r\n-- \r\nThis mail was scanned.\r\n"),
        ),
    ] {
        forms.push((how.into(), text.into_bytes()));
    }
    let link = URL_SAFE_NO_PAD.encode(sealed);
    let escaped = link.replace('-', "%2D").replace('_', "%5F");
    for (how, text) in [
        (
            "a link in text",
            format!("Read it: https://a.example/#m={link} (soon)"),
        ),
        (
            "a link in brackets",
            format!("<https://a.example/#m={link}>\r\nmore text"),
        ),
        (
            "a link in lines",
            lines(&format!("https://a.example/#m={link}")),
        ),
        (
            "a link in another",
            format!(
                "<a href=\"https://x.example/?url=https%3A%2F%2Fa%2F%23m%3D{link}&amp;data=0\">"
            ),
        ),
        (
            "a link that is escaped",
            format!("<a href='https://a/%23m%3D{escaped}'>"),
        ),
    ] {
        forms.push((how.into(), text.into_bytes()));
    }
    forms
}
