//! Files: what they are, what they are called, what they say.

use super::{attached, view};
use crate::extract::Kind;

#[test]
fn files_are_what_their_content_is() {
    for (bytes, kind, is_uninspectable) in [
        (&b"GIF89a\x01\0\x01\0\0\0"[..], Kind::Image, false),
        (b"a;b\n1;2\n", Kind::Text, false),
        (b"", Kind::Empty, false),
        (b"Rar!\x1a\x07\x01\0abc", Kind::Archive, true),
        (b"7z\xbc\xaf\x27\x1c\0\x04", Kind::Archive, true),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
            Kind::OleOffice,
            true,
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
            Kind::OfficeEncrypted,
            true,
        ),
        (
            b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80",
            Kind::Encrypted,
            true,
        ),
        (
            b"-----BEGIN PGP MESSAGE-----\n\nhQ==\n",
            Kind::Encrypted,
            true,
        ),
        (b"%PDF-1.7\nnothing of a PDF\n", Kind::Pdf, true),
        (b"PK\x03\x04nothing of an archive", Kind::Zip, true),
        (b"\x1f\x8bnothing", Kind::Gzip, true),
        (b"\x78\x9f\x3e\x22nothing", Kind::Tnef, true),
        (
            b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20",
            Kind::Unknown,
            true,
        ),
        (b"PAR1\x15\0\x15\x8c\x90\x80\0\x84\xf1", Kind::Unknown, true),
        (b"\x0b\x02\x80\x93\xa1\0\xf2\x81\xff", Kind::Unknown, true),
        (
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8\0\0\0\0\0\0\0@\0\0\0\0\0\0\0\0\0\0\0\
           \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x80\0\0\0\x0e\x1f\xba\x0e",
            Kind::Executable,
            true,
        ),
        (b"#!/bin/sh\necho hello\n", Kind::Executable, false),
        (b"\xed\xab\xee\xdb\x03\0\0\0\0\xff", Kind::Archive, true),
        (
            b"xar!\0\x1c\0\x01\x80\x91\xff\xfe\x01\x02\xfd\xfc",
            Kind::Archive,
            true,
        ),
        (b"MSWIM\0\0\0\xd0\0\0\0", Kind::Archive, true),
        (
            b"\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0",
            Kind::Archive,
            true,
        ),
        (b"\xc7\x71\0\0\x01\0\xff\x81", Kind::Archive, true),
        (
            b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5\x01\0\x04\0",
            Kind::Encrypted,
            true,
        ),
        (
            b"\x30\x82\x09\x51\x02\x01\x03\x30\x82\x09\x17",
            Kind::Encrypted,
            true,
        ),
        (
            b"age-encryption.org/v1\n-> X25519 abc\n--- x\n\x80\x91\xff",
            Kind::Encrypted,
            true,
        ),
        (
            b"Salted__\x80\x91\xff\x01\0\xfe\xfd\xfc",
            Kind::Encrypted,
            true,
        ),
        (b"LUKS\xba\xbe\0\x02\0\0", Kind::Encrypted, true),
        (b"MThd\0\0\0\x06\0\x01\0\x02\x01\xe0", Kind::Media, false),
        // Words and numbers that are no signatures.
        (b"070701 23 45 67\n", Kind::Text, false),
        (b"icns and LZO\n", Kind::Text, false),
        (b"xar! MThd\n", Kind::Text, false),
    ] {
        let content = attached("report.txt", bytes);
        assert_eq!(content.attachments[0].kind, kind);
        assert_eq!(
            content.uninspectable.is_some(),
            is_uninspectable,
            "{kind:?}: {}",
            content.why()
        );
        assert_eq!(
            content.attachments[0].encrypted,
            matches!(kind, Kind::Encrypted | Kind::OfficeEncrypted)
        );
    }
}

#[test]
fn text_is_found_in_files_whatever_they_are_called() {
    for (bytes, place) in [
        (&b"one,my secret plan\n"[..], "attachment 1 (.bin)"),
        (b"<a><b t='x'>my sec<c/>ret plan</b></a>", "attachment 1 (.bin)"),
        (b"{\\rtf1 my sec{\\b ret} plan}", "attachment 1 (.bin)"),
        (b"m\0y\0 \0s\0e\0c\0r\0e\0t\0 \0p\0l\0a\0n\0", "attachment 1 (.bin)"),
        (b"\xff\xfem\0y\0 \0s\0e\0c\0r\0e\0t\0 \0p\0l\0a\0n\0", "attachment 1 (.bin)"),
        (b"GIF89a\x01\0my secret plan\0\x01", "attachment 1 (.bin)"),
        (b"\0\x01\x02\x03\x04m\0y\0 \0s\0e\0c\0r\0e\0t\0 \0p\0l\0a\0n\0\x05", "attachment 1 \
            (.bin)"),
        (b"BEGIN:VCARD\nNOTE:my sec\n ret plan\nEND:VCARD\n", "attachment 1 (.bin)"),
        (b"From: a@example.org\nTo: b@example.com\nMIME-Version: 1.0\n\nmy secret \
           plan\n", "attachment 1 (.bin)"),
        (b"From a Mon\nFrom: a\nTo: b\n\nx\n\nFrom b Mon\nFrom: a\nTo: b\nContent-Type: text/html\n\
           \nmy <b>s</b>ecret plan\n", "attachment 1 (.bin)"),
    ] {
        let content = attached("x.bin", bytes);
        assert_eq!(content.finds("my secret plan"), Some(place), "{bytes:?}: {:#?}", content.texts);
        assert_eq!(content.uninspectable, None, "{bytes:?}");
    }
}

#[test]
fn a_message_in_a_file_is_read_as_one() {
    let inner = b"From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
                  Content-Transfer-Encoding: quoted-printable\r\n\r\nmy se=63ret plan\r\n";
    let content = attached("old.eml", inner);
    assert_eq!(
        content.finds("my secret plan"),
        Some("message in attachment 1 (.eml): part 1 (text/plain)")
    );
}

#[test]
fn all_names_are_listed() {
    let content = view(
        "MIME-Version: 1.0\nContent-Type: application/pdf; name=\"one.pdf\"\nContent-Disposition: \
         attachment; filename=\"two.exe\"\n\n\
        MZ\n",
    );
    assert_eq!(content.attachments[0].names, ["two.exe", "one.pdf"]);
    assert_eq!(content.attachments[0].declared, "application/pdf");
    let content =
        view("MIME-Version: 1.0\nContent-Type: application/octet-stream\n\n\x01\x02\x03\x04\n");
    assert!(content.attachments[0].names.is_empty());
    let content = view("From: a\n\nsee\nbegin 644 run.exe\n#0V%T\n`\nend\n");
    assert_eq!(content.attachments[0].names, ["run.exe"]);
}

#[test]
fn winmail_dat_is_unpacked() {
    fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap();
        [
            &[level][..],
            &id.to_le_bytes(),
            &length.to_le_bytes(),
            data,
            &[0, 0],
        ]
        .concat()
    }
    fn property(kind: u16, id: u16, value: &[u8]) -> Vec<u8> {
        let length = u32::try_from(value.len()).unwrap();
        let padding = vec![0; value.len().next_multiple_of(4) - value.len()];
        [
            &kind.to_le_bytes()[..],
            &id.to_le_bytes(),
            &1_u32.to_le_bytes(),
            &length.to_le_bytes(),
            value,
            &padding,
        ]
        .concat()
    }
    let wide = |text: &str| -> Vec<u8> {
        text.encode_utf16()
            .chain([0])
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    let rtf = b"{\\rtf1 the sec{\\b ret} letter}";
    let packed = [
        &[0; 4][..],
        &u32::try_from(rtf.len()).unwrap().to_le_bytes(),
        b"MELA\0\0\0\0",
        rtf,
    ]
    .concat();
    let message = [
        &4_u32.to_le_bytes()[..],
        &[3, 0, 0x17, 0, 1, 0, 0, 0],
        &property(0x1f, 0x37, &wide("the secret subject")),
        &property(0x102, 0x1009, &packed),
        &property(0x102, 0x1013, b"<p>the sec<i>ret</i> page</p>"),
    ]
    .concat();
    let names = [
        &1_u32.to_le_bytes()[..],
        &property(0x1f, 0x3707, &wide("plan for spring.csv")),
    ]
    .concat();
    let tnef = [
        b"\x78\x9f\x3e\x22\x01\0".to_vec(),
        attribute(1, 0x0006_9003, &message),
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0001_8010, b"PLANFO~1.CSV\0"),
        attribute(2, 0x0006_800f, b"the,secret,file\n"),
        attribute(2, 0x0006_9005, &names),
    ]
    .concat();
    let content = attached("winmail.dat", &tnef);
    assert_eq!(content.uninspectable, None, "{}", content.why());
    for words in [
        "the secret subject",
        "the secret letter",
        "the secret page",
        "the,secret,file",
    ] {
        assert!(
            content.finds(words).is_some(),
            "{words}: {:#?}",
            content.texts
        );
    }
    assert_eq!(
        content.attachments[1].names,
        ["plan for spring.csv", "PLANFO~1.CSV"]
    );
    assert!(content.attachments[0].is("tnef"));
    for cut in [10, 40, tnef.len() - 5] {
        assert!(
            attached("winmail.dat", &tnef[..cut])
                .uninspectable
                .is_some(),
            "{cut}"
        );
    }
}
