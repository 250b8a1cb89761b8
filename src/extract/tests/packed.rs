//! Archives, office documents and PDFs.

use std::io::{Cursor, Write};

use lopdf::{
    Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary,
};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::attached;
use crate::extract::Kind;

fn zipped(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer
            .start_file(
                *name,
                SimpleFileOptions::default().compression_method(method),
            )
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn deflated(entries: &[(&str, &[u8])]) -> Vec<u8> {
    zipped(entries, CompressionMethod::Deflated)
}

#[test]
fn archives_are_unpacked() {
    let inner = zipped(
        &[
            ("plan.txt", b"my secret plan"),
            ("run.exe", &[b"MZ".as_slice(), &[0; 70]].concat()),
        ],
        CompressionMethod::Stored,
    );
    let content = attached(
        "papers.zip",
        &deflated(&[("docs/", b""), ("docs/inner.zip", &inner)]),
    );
    // The program alone: all else is read.
    let why = content.why();
    assert!(why.starts_with("attachment 4 (.exe)"), "{why}");
    let names: Vec<&str> = content
        .attachments
        .iter()
        .map(|file| file.names[0].as_str())
        .collect();
    assert_eq!(
        names,
        ["papers.zip", "docs/inner.zip", "plan.txt", "run.exe"]
    );
    assert_eq!(content.attachments[2].place, "attachment 2 (.zip)");
    assert!(content.attachments[3].is("executable") && content.attachments[0].is("archive"));
    assert_eq!(content.finds("my secret plan"), Some("attachment 3 (.txt)"));
}

#[test]
fn archives_that_programs_unpack_differently_or_not_at_all_are_uninspectable() {
    let plain = zipped(&[("a.txt", b"my secret plan")], CompressionMethod::Stored);
    let mut encrypted = plain.clone();
    // The flag that an entry is encrypted, in both headers.
    encrypted[6] |= 1;
    let central = memchr::memmem::find(&encrypted, b"PK\x01\x02").unwrap();
    encrypted[central + 8] |= 1;
    let content = attached("a.zip", &encrypted);
    assert!(content.why().contains("encrypted"), "{}", content.why());
    assert!(content.attachments[0].is("encrypted"));
    assert_eq!(content.attachments[1].names, ["a.txt"]);
    let mut renamed = plain.clone();
    renamed[30] = b'b';
    let mut method = plain.clone();
    method[8] = 14;
    method[central + 10] = 14;
    let mut longer = plain.clone();
    longer[22] += 1;
    longer[central + 24] += 1;
    for odd in [
        longer,
        [b"before".as_slice(), &plain].concat(),
        renamed,
        method,
        plain[..plain.len() - 10].to_vec(),
    ] {
        assert!(attached("a.zip", &odd).uninspectable.is_some());
    }
    // One file that is two things.
    let picture = [
        b"GIF89a\x01\0\x01\0\0\0".as_slice(),
        &deflated(&[("a.txt", b"my secret plan")]),
    ]
    .concat();
    let content = attached("a.gif", &picture);
    assert_eq!(content.attachments[0].kind, Kind::Image);
    assert!(content.uninspectable.is_some() && content.finds("my secret plan").is_some());
}

#[test]
fn gzip_and_tar_are_unpacked() {
    let mut header = [0_u8; 512];
    header[..8].copy_from_slice(b"plan.txt");
    header[124..135].copy_from_slice(b"00000000016");
    header[156] = b'0';
    header[257..263].copy_from_slice(b"ustar\0");
    let mut data = [0_u8; 512];
    data[..14].copy_from_slice(b"my secret plan");
    let tar = [&header[..], &data, &[0; 1024]].concat();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&tar).unwrap();
    let content = attached("all.tar.gz", &encoder.finish().unwrap());
    assert_eq!(content.uninspectable, None, "{}", content.why());
    assert_eq!(content.finds("my secret plan"), Some("attachment 3 (.txt)"));
    assert_eq!(content.attachments[1].names, ["all.tar"]);
    assert!(attached("all.tar", &tar[..520]).uninspectable.is_some());
}

#[test]
fn office_documents_are_read() {
    let types: (&str, &[u8]) = (
        "[Content_Types].xml",
        b"<Types xmlns='x'><Default Extension='xml'/></Types>",
    );
    for (name, entries) in [
        (
            "word/document.xml",
            &b"<w:document xmlns:w='w'><w:p><w:r><w:t>my \
                                 sec</w:t></w:r><w:r><w:t>ret \
                                 plan</w:t></w:r></w:p></w:document>"[..],
        ),
        (
            "word/footnotes.xml",
            b"<w:p>my <w:b>secret</w:b> plan</w:p>",
        ),
        (
            "xl/sharedStrings.xml",
            b"<sst><si><r><t>my sec</t></r><r><t>ret plan</t></r></si></sst>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            b"<c t='inlineStr'><is><t>my secret plan</t></is></c>",
        ),
        (
            "ppt/notesSlides/notesSlide1.xml",
            b"<a:p><a:r><a:t>my &#115;ecret \
                                              plan</a:t></a:r></a:p>",
        ),
        ("word/embeddings/notes.txt", b"my secret plan"),
    ] {
        let content = attached("x.docx", &deflated(&[types, (name, entries)]));
        assert_eq!(content.attachments[0].kind, Kind::OfficeOpenXml);
        assert!(
            content.finds("my secret plan").is_some(),
            "{name}: {:#?}",
            content.texts
        );
        assert_eq!(content.uninspectable, None, "{name}: {}", content.why());
    }
    let manifest: (&str, &[u8]) = (
        "META-INF/manifest.xml",
        b"<manifest:manifest xmlns:manifest='m'/>",
    );
    let mimetype: (&str, &[u8]) = ("mimetype", b"application/vnd.oasis.opendocument.text");
    let body: (&str, &[u8]) = (
        "content.xml",
        b"<text:p>my<text:s/>sec<text:span>ret</text:span> plan</text:p>",
    );
    let content = attached(
        "x.odt",
        &zipped(&[mimetype, body, manifest], CompressionMethod::Stored),
    );
    assert_eq!(content.attachments[0].kind, Kind::OpenDocument);
    assert_eq!(
        (content.finds("my secret plan"), &content.uninspectable),
        (Some("attachment 1 (.odt)"), &None)
    );
    let manifest: (&str, &[u8]) = (
        "META-INF/manifest.xml",
        b"<m><manifest:encryption-data/></m>",
    );
    let content = attached(
        "x.odt",
        &zipped(&[mimetype, body, manifest], CompressionMethod::Stored),
    );
    assert!(content.attachments[0].is("encrypted") && content.attachments[0].is("office"));
}

/// A PDF of one page with this content, a field, and a file in it.
fn pdf(content: &str, font: lopdf::Dictionary) -> Document {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = document.add_object(font);
    let form = document.add_object(Stream::new(
        dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), 9.into(), 9.into()],
        },
        b"BT /F1 12 Tf (in a sec) Tj (ret form) Tj ET".to_vec(),
    ));
    let resources = dictionary! {
        "Font" => dictionary! { "F1" => font },
        "XObject" => dictionary! { "X1" => form },
    };
    let content = document.add_object(Stream::new(dictionary! {}, content.as_bytes().to_vec()));
    let note = document.add_object(dictionary! {
        "Type" => "Annot",
        "Subtype" => "Text",
        "Contents" => Object::string_literal("a secret note"),
    });
    let page = document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => pages,
        "Contents" => content,
        "Resources" => resources,
        "Annots" => vec![note.into()],
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    document.set_object(
        pages,
        dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 },
    );
    let file = document.add_object(Stream::new(
        dictionary! { "Type" => "EmbeddedFile" },
        b"a,secret,file\n".to_vec(),
    ));
    document.add_object(dictionary! {
        "Type" => "Filespec",
        "F" => Object::string_literal("table.csv"),
        "EF" => dictionary! { "F" => file },
    });
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    document.trailer.set(
        "ID",
        vec![
            Object::string_literal("0123456789abcdef"),
            Object::string_literal("0123456789abcdef"),
        ],
    );
    document
}

fn helvetica() -> lopdf::Dictionary {
    dictionary! {
        "Type" => "Font",
        "Subtype" => "Type1",
        "BaseFont" => "Helvetica",
        "Encoding" => "WinAnsiEncoding",
    }
}

fn written(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn pdfs_are_read() {
    for (content, words) in [
        (
            "BT /F1 12 Tf 72 700 Td (my secret plan) Tj ET",
            "my secret plan",
        ),
        (
            "BT /F1 12 Tf 72 700 Td [(my) -300 (sec) 20 (ret) -280 (plan)] TJ ET",
            "my secret plan",
        ),
        (
            "BT /F1 12 Tf 1 0 0 1 72 700 Tm (4111) Tj 1 0 0 1 98.7 700 Tm (1111) Tj ET",
            "41111111",
        ),
        (
            "BT /F1 12 Tf 72 700 Td (one) Tj 0 -14 Td (two) Tj T* ET",
            "one two",
        ),
        (
            "BT /F1 12 Tf 14 TL 72 700 Td (one) Tj (two) ' ET",
            "one two",
        ),
        (
            "q 2 0 0 2 0 0 cm BT /F1 6 Tf <736563726574> Tj ET Q /X1 Do",
            "in a secret form",
        ),
    ] {
        let mut document = pdf(content, helvetica());
        document.compress();
        let bytes = written(document);
        let found = attached("x.pdf", &bytes);
        assert_eq!(found.uninspectable, None, "{content}: {}", found.why());
        assert_eq!(
            found.finds(words),
            Some("attachment 1 (.pdf)"),
            "{content}: {:#?}",
            found.texts
        );
        assert!(found.finds("a secret note").is_some());
        assert_eq!(found.attachments[1].names, ["table.csv"]);
        assert!(found.finds("a,secret,file").is_some());
    }
}

#[test]
fn pdfs_that_cannot_be_read_are_uninspectable() {
    let content = "BT /F1 12 Tf 72 700 Td <00010002> Tj ET";
    let nameless = dictionary! {
        "Type" => "Font",
        "Subtype" => "Type0",
        "BaseFont" => "X",
        "Encoding" => "Identity-H",
    };
    let found = attached("x.pdf", &written(pdf(content, nameless)));
    assert!(found.why().contains("font"), "{}", found.why());
    let mut document = pdf("BT /F1 12 Tf (my secret plan) Tj ET", helvetica());
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let found = attached("x.pdf", &written(document));
    assert_eq!(
        found.why(),
        "attachment 1 (.pdf) is a PDF that is encrypted"
    );
    assert!(found.attachments[0].is("encrypted"));
    let bytes = written(pdf("BT (x) Tj ET", helvetica()));
    assert!(attached("x.pdf", &bytes[..60]).uninspectable.is_some());
}
