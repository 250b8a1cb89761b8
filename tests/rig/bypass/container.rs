//! Files in which something is said, or which hold other files.

use super::Said;
use super::pack::{gzip, tar, zip, zip_deflated};
use super::page::escaped;
use super::text::halves;
use super::tnef;

/// A file: its content, its media type, and its name.
pub struct File {
    pub bytes: Vec<u8>,
    pub media_type: &'static str,
    pub name: &'static str,
}

/// A way of putting what is said into a file.
pub struct Container {
    pub name: &'static str,
    pub fill: fn(&Said) -> File,
}

const fn container(name: &'static str, fill: fn(&Said) -> File) -> Container {
    Container { name, fill }
}

fn file(media_type: &'static str, name: &'static str, bytes: impl Into<Vec<u8>>) -> File {
    File {
        bytes: bytes.into(),
        media_type,
        name,
    }
}

const BINARY: &str = "application/octet-stream";

pub const CONTAINERS: &[Container] = &[
    container("text-file", |said| {
        file("text/plain", "notes.txt", said.whole())
    }),
    container("nameless-kind", |said| file(BINARY, "notes", said.whole())),
    container("table", |said| {
        file(
            "text/csv",
            "notes.csv",
            format!("a; b\r\n{}; x\r\n", said.secret),
        )
    }),
    container("calendar", |said| {
        let (first, second) = &said.halves();
        file(
            "text/calendar",
            "x.ics",
            format!("BEGIN:VCALENDAR\r\nDESCRIPTION:{first}\r\n {second}\r\nEND:VCALENDAR\r\n"),
        )
    }),
    container("contact", |said| {
        let (first, second) = &said.halves();
        file(
            "text/vcard",
            "x.vcf",
            format!("BEGIN:VCARD\r\nNOTE:{first}\r\n\t{second}\r\nEND:VCARD\r\n"),
        )
    }),
    container("flowed", |said| {
        let (first, second) = &said.halves();
        file(
            "text/plain; format=flowed; delsp=yes",
            "",
            format!("{first} \r\n{second}\r\n"),
        )
    }),
    container("enriched", |said| {
        let (first, second) = &said.halves();
        file(
            "text/enriched",
            "",
            format!("{}{first}<bold></bold>{second}{}", said.before, said.after),
        )
    }),
    container("page-in-a-file", |said| {
        let (first, second) = &said.halves();
        file(
            BINARY,
            "x.htm",
            format!(
                "<html><body>{}<b></b>{}</body></html>",
                escaped(first),
                escaped(second)
            ),
        )
    }),
    container("page-as-plain-text", |said| {
        let (first, second) = &said.halves();
        file(
            "text/plain",
            "",
            format!(
                "<html><body>{}<b></b>{}</body></html>",
                escaped(first),
                escaped(second)
            ),
        )
    }),
    container("page-as-unknown-text", |said| {
        let (first, second) = &said.halves();
        file(
            "text/x-web-markdown",
            "",
            format!("Hello, {}<b></b>{}", escaped(first), escaped(second)),
        )
    }),
    container("vector-picture", |said| {
        let (first, second) = &said.halves();
        let text = format!(
            "<svg><text>{}<tspan>{}</tspan></text></svg>",
            escaped(first),
            escaped(second)
        );
        file("image/svg+xml", "x.svg", text)
    }),
    container("xml-with-entity", |said| {
        let (first, second) = &said.halves();
        let text = format!(
            "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY e '{}'>]><a>&e;{}</a>",
            escaped(first),
            escaped(second)
        );
        file("application/xml", "x.xml", text)
    }),
    container("clear-signed", |said| {
        let text = format!(
            "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n- - {}\r\n",
            said.whole()
        );
        file(
            "text/plain",
            "",
            text + "-----BEGIN PGP SIGNATURE-----\r\n\r\niQ==\r\n-----END PGP SIGNATURE-----\r\n",
        )
    }),
    container("zip", |said| {
        file(
            "application/zip",
            "x.zip",
            zip(&[(b"notes.txt", said.whole().as_bytes())]),
        )
    }),
    container("zip-deflated", |said| {
        file(
            "application/zip",
            "x.zip",
            zip_deflated(&[(b"notes.txt", said.whole().as_bytes())]),
        )
    }),
    container("zip-as-text", |said| {
        file(
            "text/plain",
            "x.txt",
            zip_deflated(&[(b"notes.txt", said.whole().as_bytes())]),
        )
    }),
    container("zip-in-zip", |said| {
        let inner = zip_deflated(&[(b"notes.txt", said.whole().as_bytes())]);
        file(BINARY, "x.dat", zip_deflated(&[(b"inner.bin", &inner)]))
    }),
    container("zip-behind-a-picture", |said| {
        let archive = zip_deflated(&[(b"notes.txt", said.whole().as_bytes())]);
        file(
            "image/gif",
            "x.gif",
            [b"GIF89a\x01\0\x01\0\0\0\0;".as_slice(), &archive].concat(),
        )
    }),
    container("zip-behind-text", |said| {
        let archive = zip_deflated(&[(b"notes.txt", said.whole().as_bytes())]);
        file(
            BINARY,
            "x.bin",
            [b"hello hello\r\n".as_slice(), &archive].concat(),
        )
    }),
    container("zip-with-page", |said| {
        let (first, second) = &said.halves();
        let page = format!("<html>{}<i></i>{}</html>", escaped(first), escaped(second));
        file(
            "application/zip",
            "x.zip",
            zip_deflated(&[(b"x.html", page.as_bytes())]),
        )
    }),
    container("zip-with-mail", |said| {
        let mail = format!(
            "From: a@b\r\nTo: c@d\r\nSubject: x\r\n\r\n{}\r\n",
            said.whole()
        );
        file(
            "application/zip",
            "x.zip",
            zip_deflated(&[(b"x.eml", mail.as_bytes())]),
        )
    }),
    container("zip-cut-off", |said| {
        let archive = zip(&[(b"notes.txt", said.whole().as_bytes()), (b"b", b"b")]);
        file(
            "application/zip",
            "x.zip",
            archive[..archive.len() - 30].to_vec(),
        )
    }),
    container("gzip", |said| {
        file(
            "application/gzip",
            "x.gz",
            gzip(said.whole().as_bytes(), Some(b"notes.txt")),
        )
    }),
    container("gzip-twice", |said| {
        file(
            BINARY,
            "x",
            gzip(&gzip(said.whole().as_bytes(), None), None),
        )
    }),
    container("gzip-members", |said| {
        let whole = said.whole();
        let (first, second) = whole.split_at(said.before.len() + halves(&said.secret).0.len());
        file(
            "application/gzip",
            "x.gz",
            [gzip(first.as_bytes(), None), gzip(second.as_bytes(), None)].concat(),
        )
    }),
    container("tar", |said| {
        file(
            "application/x-tar",
            "x.tar",
            tar(b"notes.txt", said.whole().as_bytes()),
        )
    }),
    container("tar-gzip", |said| {
        file(
            "application/gzip",
            "x.tgz",
            gzip(&tar(b"notes.txt", said.whole().as_bytes()), None),
        )
    }),
    container("word-document", |said| {
        let (first, second) = &said.halves();
        let text = format!(
            "<w:document><w:body><w:p><w:r><w:t>{}{}</w:t></w:r>\
             <w:r><w:rPr/><w:t>{}</w:t></w:r></w:p></w:body></w:document>",
            said.before,
            escaped(first),
            escaped(second)
        );
        file(
            BINARY,
            "x.docx",
            zip_deflated(&[
                (b"[Content_Types].xml", b"<Types/>"),
                (b"word/document.xml", text.as_bytes()),
            ]),
        )
    }),
    container("word-document-header", |said| {
        let text = format!(
            "<w:hdr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:hdr>",
            escaped(&said.secret)
        );
        file(
            BINARY,
            "x.docx",
            zip_deflated(&[
                (b"[Content_Types].xml", b"<Types/>"),
                (b"word/header1.xml", text.as_bytes()),
            ]),
        )
    }),
    container("spreadsheet", |said| {
        let (first, second) = &said.halves();
        let text = format!(
            "<sst><si><r><t>{}</t></r><r><t>{}</t></r></si></sst>",
            escaped(first),
            escaped(second)
        );
        file(
            BINARY,
            "x.xlsx",
            zip_deflated(&[
                (b"[Content_Types].xml", b"<Types/>"),
                (b"xl/sharedStrings.xml", text.as_bytes()),
            ]),
        )
    }),
    container("slides", |said| {
        let (first, second) = &said.halves();
        let text = format!(
            "<p:sld><a:p><a:r><a:t>{}</a:t></a:r><a:r><a:t>{}</a:t></a:r></a:p></p:sld>",
            escaped(first),
            escaped(second)
        );
        file(
            BINARY,
            "x.pptx",
            zip_deflated(&[
                (b"[Content_Types].xml", b"<Types/>"),
                (b"ppt/slides/slide1.xml", text.as_bytes()),
            ]),
        )
    }),
    container("open-document", |said| {
        let (first, second) = &said.halves();
        let text = format!(
            "<text:p>{}<text:span>{}</text:span></text:p>",
            escaped(first),
            escaped(second)
        );
        let entries: &[(&[u8], &[u8])] = &[
            (b"mimetype", b"application/vnd.oasis.opendocument.text"),
            (b"content.xml", text.as_bytes()),
        ];
        file(BINARY, "x.odt", zip(entries))
    }),
    container("rich-text", |said| {
        file(
            "application/rtf",
            "x.rtf",
            format!("{{\\rtf1\\ansi {}}}", rtf(&said.whole())),
        )
    }),
    container("rich-text-hex", |said| {
        let hex: String = rtf_bytes(&said.secret, |byte| format!("\\'{byte:02x}"));
        file(
            "application/rtf",
            "x.rtf",
            format!("{{\\rtf1\\ansi {hex}}}"),
        )
    }),
    container("rich-text-groups", |said| {
        let (first, second) = &said.halves();
        file(
            "application/rtf",
            "x.doc",
            format!("{{\\rtf1\\ansi {}{{\\b {}}}}}", rtf(first), rtf(second)),
        )
    }),
    container("rich-text-hidden", |said| {
        let (first, second) = &said.halves();
        file(
            "application/rtf",
            "x.rtf",
            format!("{{\\rtf1\\ansi {}{{\\v zz}}{}}}", rtf(first), rtf(second)),
        )
    }),
    container("rich-text-destination", |said| {
        let (first, second) = &said.halves();
        file(
            "application/rtf",
            "x.rtf",
            format!(
                "{{\\rtf1\\ansi {}{{\\*\\zz zz}}\r\n{}}}",
                rtf(first),
                rtf(second)
            ),
        )
    }),
    container("pdf", |said| {
        file(
            "application/pdf",
            "x.pdf",
            pdf(&format!("({}) Tj", ascii(&said.secret))),
        )
    }),
    container("pdf-kerned", |said| {
        let secret = ascii(&said.secret);
        let (first, second) = halves(&secret);
        file(
            "application/pdf",
            "x.pdf",
            pdf(&format!("[({first}) -20 ({second})] TJ")),
        )
    }),
    container("pdf-hex", |said| {
        let hex: String = ascii(&said.secret)
            .bytes()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        file("application/pdf", "x.pdf", pdf(&format!("<{hex}> Tj")))
    }),
    container("pdf-broken", |said| {
        file(
            BINARY,
            "x.pdf",
            format!("%PDF-1.4\n1 0 obj\n({})\nendobj\n", ascii(&said.secret)),
        )
    }),
    container("winmail-text", |said| {
        tnef_file(tnef::with_text(&said.whole()))
    }),
    container("winmail-page", |said| {
        let (first, second) = &said.halves();
        tnef_file(tnef::with_page(&format!(
            "<p>{}<b></b>{}</p>",
            escaped(first),
            escaped(second)
        )))
    }),
    container("winmail-wide-text", |said| {
        tnef_file(tnef::with_wide_text(&said.whole()))
    }),
    container("winmail-rich-text", |said| {
        tnef_file(tnef::with_rich_text(&format!(
            "{{\\rtf1\\ansi {}}}",
            rtf(&said.whole())
        )))
    }),
    container("winmail-file", |said| {
        tnef_file(tnef::with_file(b"notes.txt", said.whole().as_bytes()))
    }),
    container("winmail-zip", |said| {
        let archive = zip_deflated(&[(b"notes.txt", said.whole().as_bytes())]);
        tnef_file(tnef::with_file(b"x.zip", &archive))
    }),
    container("winmail-under-another-name", |said| {
        file(
            BINARY,
            "data.bin",
            tnef::with_file(b"notes.txt", said.whole().as_bytes()),
        )
    }),
    container("winmail-cut-off", |said| {
        let mut bytes = tnef::with_text(&said.whole());
        bytes.truncate(bytes.len() - 4);
        tnef_file(bytes)
    }),
    container("mail-file", |said| {
        file(
            BINARY,
            "x.eml",
            format!(
                "From: a@b\r\nTo: c@d\r\nSubject: {}\r\n\r\nsee above\r\n",
                said.secret.replace("\r\n", "\r\n ")
            ),
        )
    }),
    container("web-archive", |said| {
        let (first, second) = &said.halves();
        let page = format!("<p>{}<i></i>{}</p>", escaped(first), escaped(second));
        let quoted =
            String::from_utf8(super::transfer::quoted(page.as_bytes(), false, "=\r\n")).unwrap();
        file(
            BINARY,
            "x.mht",
            format!(
                "From: <Saved>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: \
                 multipart/related; boundary=w\r\n\r\n--w\r\n\
                 Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: \
                 quoted-printable\r\n\r\n{quoted}\r\n--w--\r\n"
            ),
        )
    }),
    container("seven-zip", |said| {
        file(
            BINARY,
            "x.7z",
            [
                b"7z\xbc\xaf\x27\x1c\0\x04".as_slice(),
                &gzip(said.whole().as_bytes(), None),
            ]
            .concat(),
        )
    }),
    container("old-word-document", |said| {
        let wide: Vec<u8> = said
            .whole()
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        file(
            BINARY,
            "x.doc",
            [
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0".as_slice(),
                &wide,
            ]
            .concat(),
        )
    }),
    container("program-with-strings", |said| {
        file(
            BINARY,
            "x.bin",
            [
                b"\x7fELF\x02\x01\0\0".as_slice(),
                said.whole().as_bytes(),
                b"\0\0\xff",
            ]
            .concat(),
        )
    }),
    container("wide-strings", |said| {
        let wide: Vec<u8> = said
            .whole()
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        file(
            BINARY,
            "x.db",
            [
                b"\x01\x02\xff\xfd\x90\x80\x05\x06\x07\x01".as_slice(),
                &wide,
                &[0xff; 40],
            ]
            .concat(),
        )
    }),
    container("binhex", |said| {
        file(
            "application/mac-binhex40",
            "x.hqx",
            binhex(said.whole().as_bytes()),
        )
    }),
];

/// The text in the syntax of RTF, in which other characters than ASCII are numbers.
fn rtf(text: &str) -> String {
    text.encode_utf16()
        .map(|unit| match u8::try_from(unit).ok().filter(u8::is_ascii) {
            Some(b'\n') => "\\line ".to_owned(),
            Some(b'\r') => String::new(),
            Some(byte @ (b'\\' | b'{' | b'}')) => format!("\\{}", char::from(byte)),
            Some(byte) => char::from(byte).into(),
            None => format!("\\u{}?", unit as i16),
        })
        .collect()
}

fn rtf_bytes(text: &str, byte: fn(u8) -> String) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii() {
                byte(c as u8)
            } else {
                rtf(&c.to_string())
            }
        })
        .collect()
}

/// PDFs here have no font of their own, so what isn't ASCII stays out of them.
fn ascii(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii() && !"()\\\r\n".contains(*c))
        .collect()
}

fn pdf(operators: &str) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 72 720 Td {operators} ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 \
         R>>>>>>"
            .to_owned(),
        format!(
            "<</Length {}>>\nstream\n{content}\nendstream",
            content.len()
        ),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut text = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(text.len());
        text += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let table = text.len();
    text += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    places
        .iter()
        .for_each(|place| text += &format!("{place:010} 00000 n \n"));
    text += &format!(
        "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    );
    text.into_bytes()
}

/// BinHex 4.0 (RFC 1741), its checksums left out.
fn binhex(data: &[u8]) -> String {
    const ALPHABET: &[u8] = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
    let mut bytes = b"\x09notes.txt\0TEXTttxt\0\0".to_vec();
    bytes.extend((data.len() as u32).to_be_bytes());
    bytes.extend([0; 6]);
    bytes.extend(data);
    bytes.extend([0; 4]);
    // A byte that would start a run of another stands with a zero behind it.
    let bytes: Vec<u8> = bytes
        .iter()
        .flat_map(|&byte| {
            if byte == 0x90 {
                vec![0x90, 0]
            } else {
                vec![byte]
            }
        })
        .collect();
    let mut text = "(This file must be converted with BinHex 4.0)\r\n\r\n:".to_owned();
    for group in bytes.chunks(3) {
        let at = |n: usize| u32::from(group.get(n).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        text.extend(
            [18, 12, 6, 0].map(|shift| char::from(ALPHABET[(bits >> shift & 63) as usize])),
        );
    }
    text + ":\r\n"
}

fn tnef_file(bytes: Vec<u8>) -> File {
    file("application/ms-tnef", "winmail.dat", bytes)
}
