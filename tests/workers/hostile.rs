//! Real documents of each format that are nested without end, or unpack to more than there is
//! memory.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::time::{Duration, Instant};

use base64::Engine;
use zip::write::SimpleFileOptions;

use crate::mails::{limits, pool, read, rtf, with_files};

/// An archive of these files.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A document of Word with this in its body.
fn word(body: &str) -> Vec<u8> {
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
                 <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.\
                 openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let document = format!("<w:document xmlns:w=\"x\"><w:body>{body}</w:body></w:document>");
    zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ])
}

/// A PDF of these objects; the first is its catalog.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        writeln!(file, "{} 0 obj", at + 1).unwrap();
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    let count = objects.len() + 1;
    write!(file, "xref\n0 {count}\n0000000000 65535 f \n").unwrap();
    for place in places {
        writeln!(file, "{place:010} 00000 n ").unwrap();
    }
    write!(
        file,
        "trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"
    )
    .unwrap();
    file
}

/// A page that says this, and an object beside it that nobody shows.
fn page_beside(core: &str, object: Vec<u8>) -> Vec<u8> {
    pdf(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        page(2, 4),
        words(core),
        object,
    ])
}

fn page(parent: usize, contents: usize) -> Vec<u8> {
    format!(
        "<</Type/Page/Parent {parent} 0 R/Contents {contents} 0 R/Resources<</Font<</F<</Type/Font\
         /Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
    )
    .into_bytes()
}

fn words(core: &str) -> Vec<u8> {
    let words = format!("BT /F 12 Tf ({core}) Tj ET");
    format!("<</Length {}>>\nstream\n{words}\nendstream", words.len()).into_bytes()
}

/// How deep: past each bound, and past what the stack holds where readers call themselves.
const DEEP: usize = 200_000;

fn around(open: &str, core: &str, close: &str) -> String {
    open.repeat(DEEP) + core + &close.repeat(DEEP)
}

/// A PDF in which each group of pages has one group, until the last has a page.
fn groups_of_pages(core: &str) -> Vec<u8> {
    let last = 20_000;
    let mut objects = vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec()];
    objects.extend((2..last).map(|at| {
        let parent = (at - 1).max(2);
        let kid = at + 1;
        format!("<</Type/Pages/Kids[{kid} 0 R]/Count 1/Parent {parent} 0 R>>").into_bytes()
    }));
    objects.extend([page(last - 1, last + 1), words(core)]);
    pdf(&objects)
}

/// A mail in a mail, and so on.
fn letters(core: &str, count: usize, is_encoded: bool) -> Vec<u8> {
    let mut letter = format!("Subject: x\r\n\r\n{core}");
    for _ in 0..count {
        let (encoding, inner) = if is_encoded {
            let lines = base64::engine::general_purpose::STANDARD.encode(&letter);
            ("Content-Transfer-Encoding: base64\r\n", lines)
        } else {
            ("", letter)
        };
        letter = format!(
            "From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
             Content-Type: message/rfc822\r\n{encoding}\r\n{inner}"
        );
    }
    letter.into_bytes()
}

fn multiparts(core: &str) -> Vec<u8> {
    let mut parts = "From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n".to_owned();
    for at in 0..2_000 {
        let _ = write!(
            parts,
            "Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n"
        );
    }
    (parts + "\r\n" + core).into_bytes()
}

/// Files that are nested deeply, of each format, and say this at their bottoms.
pub fn deep(core: &str) -> Vec<(&'static str, Vec<u8>)> {
    let beside = |object: String| page_beside(core, object.into_bytes());
    let run = format!("<w:r><w:t>{core}</w:t></w:r>");
    let mut boxed = zip(&[("plan.rtf", &rtf(core))]);
    for _ in 0..300 {
        boxed = zip(&[("inner.zip", &boxed)]);
    }
    let tables = ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>");
    let xml = "<?xml version=\"1.0\"?>";
    vec![
        ("text.docx", word(&around("<w:p>", &run, "</w:p>"))),
        ("tables.docx", word(&around(tables.0, &run, tables.1))),
        ("open.docx", word(&around("<w:p>", &run, ""))),
        ("markup.svg", around("<g>", core, "</g>").into()),
        (
            "markup.xml",
            (xml.to_owned() + &around("<a>", core, "</a>")).into(),
        ),
        ("arrays.pdf", beside(around("[", "0", "]"))),
        ("dictionaries.pdf", beside(around("<</A ", "0", ">>"))),
        ("open.pdf", beside(around("[", "0", ""))),
        ("pages.pdf", groups_of_pages(core)),
        (
            "groups.rtf",
            format!("{{\\rtf1 {}}}", around("{\\b ", core, "}")).into(),
        ),
        ("open.rtf", around("{\\rtf1 ", core, "").into()),
        ("boxes.zip", boxed),
        ("letters.eml", letters(core, 300, false)),
        ("encoded.eml", letters(core, 25, true)),
        ("parts.eml", multiparts(core)),
        ("data.json", around("[", &format!("\"{core}\""), "]").into()),
        (
            "text.ps",
            format!("%!PS-Adobe-3.0\n({core}) show\n{}", around("{", "", "}")).into(),
        ),
    ]
}

/// Files that want much memory.
pub fn hungry(core: &str) -> Vec<(&'static str, Vec<u8>)> {
    let many = 100 << 20;
    let zeros = [core.as_bytes(), &vec![b'0'; many]].concat();
    let run = format!("<w:p><w:r><w:t>{core}</w:t></w:r></w:p>");
    let mut entities = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"xxxxxxxxxx\">".to_owned();
    for (one, next) in ('a'..'j').zip('b'..='j') {
        let _ = write!(
            entities,
            "<!ENTITY {next} \"{}\">",
            format!("&{one};").repeat(10)
        );
    }
    vec![
        ("zeros.zip", zip(&[("zeros.txt", &zeros)])),
        (
            "spaces.docx",
            word(&format!("<w:p>{}</w:p>{run}", " ".repeat(many))),
        ),
        ("elements.docx", word(&run.repeat(2_000_000))),
        (
            "entities.xml",
            format!("{entities}]><x>{core}&j;</x>").into(),
        ),
        ("numbers.pdf", eater(core)),
    ]
}

/// A PDF whose numbers, as the library has them, are more than a process may hold.
pub fn eater(core: &str) -> Vec<u8> {
    page_beside(core, [&b"["[..], &b"0 ".repeat(20 << 20), b"]"].concat())
}

#[test]
fn deep_and_hungry_documents_lose_no_more_than_themselves() {
    let pool = pool(limits());
    for (name, file) in deep("x").into_iter().chain(hungry("x")) {
        let start = Instant::now();
        let mail = with_files(&[(name, &file), ("plan.rtf", &rtf("the secret plan"))]);
        let content = read(&mail, &pool).unwrap();
        println!(
            "{name}: {} bytes, {:?}, lost {}, {:?}",
            file.len(),
            start.elapsed(),
            pool.lost(),
            content.uninspectable.as_ref().map(ToString::to_string)
        );
        let mut texts = content.texts.iter();
        assert!(
            texts.any(|text| text.folded.contains("the secret plan")),
            "{name}"
        );
        assert!(start.elapsed() < Duration::from_secs(60), "{name}");
    }
}
