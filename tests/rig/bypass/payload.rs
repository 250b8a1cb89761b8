//! Mails for rules on attachments: by name, and by what they are.

use super::content::joined;
use super::pack::{gzip, tar, zip, zip_deflated};
use super::parameter::{NAMINGS, PLAIN};
use super::structure::{Part, STRUCTURES, Structure, typed};
use super::text::DISGUISES;
use super::transfer::{BASE64, TRANSFERS, base64_of, lines};
use super::{Variant, tnef};

pub fn naming_steps() -> usize {
    DISGUISES.len() + NAMINGS.len() + STRUCTURES.len()
}

/// Mails whose file has the name that is looked for.
pub fn named(steps: &[usize], turn: usize) -> Option<Variant> {
    let mut name = [
        "nightingale-dossier.xlsm",
        "the dossier.xlsm",
        "dossier.xlsm",
        "résumé dossier.xlsm",
    ][turn % 4]
        .to_owned();
    let (mut disguises, mut naming, mut structures, mut names) =
        (Vec::new(), None, Vec::new(), Vec::new());
    for &at in steps {
        if at < DISGUISES.len() {
            let disguise = &DISGUISES[at];
            let is_free = disguises
                .iter()
                .all(|other: &&super::text::Disguise| other.layer() != disguise.layer());
            if !disguise.on.contains('f') || !is_free {
                return None;
            }
            disguises.push(disguise);
            names.push(disguise.name);
        } else if at < DISGUISES.len() + NAMINGS.len() {
            let one = &NAMINGS[at - DISGUISES.len()];
            if naming.replace(one).is_some() {
                return None;
            }
            names.push(one.name);
        } else {
            let structure = &STRUCTURES[at - DISGUISES.len() - NAMINGS.len()];
            structures.push(structure);
            names.push(structure.name);
        }
    }
    // A program that opens a file goes by the end of its name, so that end stays, but for what is
    // taken for the same letters.
    disguises.sort_by_key(|disguise| disguise.layer());
    for disguise in disguises {
        let worn = (disguise.apply)(&name);
        if worn == name || worn.contains(['\r', '\n']) {
            return None;
        }
        name = worn;
    }
    let by_type = naming.is_some_and(|naming| naming.name.starts_with("type-"));
    if !keep_files(&structures)
        || by_type
            && structures
                .iter()
                .any(|one| one.name.starts_with("said-to-be"))
    {
        return None;
    }
    let part = (naming.unwrap_or(&PLAIN).write)(&name)?;
    let part = structures
        .into_iter()
        .enumerate()
        .fold(part, |part, (level, structure)| {
            (structure.wrap)(part, level)
        });
    Some(Variant {
        name: names.join("+"),
        mail: whole(&part),
        to: None,
    })
}

type Program = (&'static str, fn() -> Vec<u8>);
type Holder = (&'static str, fn(&[u8]) -> Vec<u8>);

/// A program, in each form in which one is sent.
const PROGRAMS: &[Program] = &[
    ("windows-program", || {
        let mut bytes = vec![0; 96];
        bytes[..2].copy_from_slice(b"MZ");
        bytes[60] = 64;
        bytes[64..68].copy_from_slice(b"PE\0\0");
        bytes
    }),
    ("linux-program", || {
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0".to_vec()
    }),
    ("mac-program", || {
        b"\xcf\xfa\xed\xfe\x07\0\0\x01\x03\0\0\0".to_vec()
    }),
    ("mac-program-of-two", || {
        b"\xca\xfe\xba\xbe\0\0\0\x02\0\0\0\x07".to_vec()
    }),
    ("java-class", || {
        b"\xca\xfe\xba\xbe\0\0\0\x34\0\x0a".to_vec()
    }),
    ("old-mac-program", || {
        b"\xce\xfa\xed\xfe\x07\0\0\0\x03\0\0\0".to_vec()
    }),
    ("shortcut", || {
        b"\x4c\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46".to_vec()
    }),
    ("shell-script", || b"#!/bin/sh\necho hello\n".to_vec()),
];

/// What holds the program.
const HOLDERS: &[Holder] = &[
    ("zip", |bytes| zip_deflated(&[(b"a.txt", bytes)])),
    ("zip-stored", |bytes| zip(&[(b"a.txt", bytes)])),
    ("zip-among-others", |bytes| {
        zip_deflated(&[(b"a.txt", b"x"), (b"b.txt", bytes), (b"c.txt", b"y")])
    }),
    ("zip-in-zip", |bytes| {
        zip_deflated(&[(b"a.zip", &zip_deflated(&[(b"b.txt", bytes)]))])
    }),
    ("zip-in-zip-in-zip", |bytes| {
        zip(&[(b"a", &zip(&[(b"b", &zip_deflated(&[(b"c", bytes)]))]))])
    }),
    ("zip-behind-junk", |bytes| {
        [
            b"GIF89a\x01\0\x01\0".as_slice(),
            &zip_deflated(&[(b"b.txt", bytes)]),
        ]
        .concat()
    }),
    ("zip-cut-off", |bytes| {
        let archive = zip_deflated(&[(b"a", bytes), (b"b", b"b")]);
        archive[..archive.len() - 25].to_vec()
    }),
    ("document", |bytes| {
        zip_deflated(&[
            (b"[Content_Types].xml", b"<Types/>"),
            (b"word/embeddings/ole.bin", bytes),
        ])
    }),
    ("document-macro-place", |bytes| {
        zip_deflated(&[
            (b"[Content_Types].xml", b"<Types/>"),
            (b"xl/data.xml", bytes),
        ])
    }),
    ("open-document", |bytes| {
        zip(&[
            (b"mimetype", b"application/vnd.oasis.opendocument.text"),
            (b"Object 1", bytes),
        ])
    }),
    ("gzip", |bytes| gzip(bytes, None)),
    ("gzip-with-name", |bytes| gzip(bytes, Some(b"a.txt"))),
    ("gzip-twice", |bytes| gzip(&gzip(bytes, None), None)),
    ("tar", |bytes| tar(b"a.txt", bytes)),
    ("tar-gzip", |bytes| gzip(&tar(b"a.txt", bytes), None)),
    ("winmail", |bytes| tnef::with_file(b"a.txt", bytes)),
    ("winmail-zip", |bytes| {
        tnef::with_file(b"a.zip", &zip_deflated(&[(b"a.txt", bytes)]))
    }),
    ("mail-file", |bytes| attached(bytes, "text/plain").message()),
    ("mail-file-zip", |bytes| {
        attached(&zip(&[(b"a", bytes)]), "image/png").message()
    }),
    ("seven-zip", |bytes| {
        [b"7z\xbc\xaf\x27\x1c".as_slice(), &gzip(bytes, None)].concat()
    }),
    ("rar", |bytes| {
        [b"Rar!\x1a\x07\0".as_slice(), &gzip(bytes, None)].concat()
    }),
    ("cabinet", |bytes| {
        [b"MSCF\0\0\0\0".as_slice(), bytes].concat()
    }),
    ("disk-image", |bytes| {
        let mut image = vec![0; 0x8001];
        image.extend(b"CD001\x01\0");
        image.extend(bytes);
        image
    }),
];

/// What the part says that it is.
const TYPES: &[&str] = &[
    "application/octet-stream",
    "application/octet-stream; name=\"a.txt\"",
    "application/pdf; name=a.pdf",
    "image/png; name=a.png",
    "text/plain; name=a.txt",
    "text/plain; charset=utf-8",
    "text/html; name=a.html",
    "message/rfc822; name=a.eml",
    "message/x-other",
    "audio/wav",
    "font/ttf",
    "x-unknown",
    "",
];

pub fn type_steps() -> usize {
    PROGRAMS.len() + HOLDERS.len() + TYPES.len() + TRANSFERS.len() + STRUCTURES.len()
}

/// Mails with a program in them.
pub fn of_type(steps: &[usize], turn: usize) -> Option<Variant> {
    let mut program = None;
    let (mut holders, mut media_type, mut transfer) = (Vec::new(), None, None);
    let (mut structures, mut names) = (Vec::new(), Vec::new());
    for &step in steps {
        let mut at = step;
        let mut within = |length: usize| {
            let found = (at < length).then_some(at);
            at = at.wrapping_sub(length);
            found
        };
        let (name, taken) = if let Some(at) = within(PROGRAMS.len()) {
            (
                PROGRAMS[at].0.to_owned(),
                program.replace(&PROGRAMS[at]).is_some(),
            )
        } else if let Some(at) = within(HOLDERS.len()) {
            holders.push(&HOLDERS[at]);
            (HOLDERS[at].0.to_owned(), false)
        } else if let Some(at) = within(TYPES.len()) {
            let name = TYPES[at].replace(['/', ';', '=', '"', ' '], "-");
            (
                format!("said-to-be-{name}"),
                media_type.replace(TYPES[at]).is_some(),
            )
        } else if let Some(at) = within(TRANSFERS.len()) {
            (
                TRANSFERS[at].name.to_owned(),
                transfer.replace(&TRANSFERS[at]).is_some(),
            )
        } else {
            structures.push(&STRUCTURES[at]);
            (STRUCTURES[at].name.to_owned(), false)
        };
        if taken {
            return None;
        }
        names.push(name);
    }
    if !keep_files(&structures) {
        return None;
    }
    // A script is a file only where it says so.
    let is_shown = |media_type: &str| {
        media_type.is_empty()
            || media_type.contains("charset")
            || media_type.starts_with("x-")
            || media_type.starts_with("message/x")
    };
    let is_shown = media_type.is_some_and(is_shown)
        || structures
            .iter()
            .any(|one| one.name.starts_with("said-to-be"));
    let turn = if is_shown {
        turn % (PROGRAMS.len() - 1)
    } else {
        turn
    };
    let is_source = holders
        .iter()
        .any(|holder: &&Holder| holder.0.starts_with("mail-file"));
    if is_shown
        && (is_source || program.is_some_and(|program: &Program| program.0 == "shell-script"))
    {
        return None;
    }
    let program = program.unwrap_or(&PROGRAMS[turn % PROGRAMS.len()]);
    let transfer = transfer.unwrap_or(&BASE64);
    if holders
        .iter()
        .skip(1)
        .any(|holder: &&Holder| holder.0 == "document-macro-place")
    {
        return None;
    }
    let bytes = holders
        .into_iter()
        .fold((program.1)(), |bytes, holder| (holder.1)(&bytes));
    let whole_in = ["base64", "uu", "quoted-everything", "quoted-small"];
    if !whole_in.iter().any(|name| transfer.name.contains(name))
        || transfer.name.contains("7bit")
        || transfer.field.is_none()
    {
        return None;
    }
    let mut part = typed(media_type.unwrap_or(TYPES[0]), (transfer.encode)(&bytes));
    part = part.with("Content-Transfer-Encoding", transfer.field?);
    let part = structures
        .into_iter()
        .enumerate()
        .fold(part, |part, (level, structure)| {
            (structure.wrap)(part, level)
        });
    Some(Variant {
        name: names.join("+"),
        mail: whole(&part),
        to: None,
    })
}

/// Whether structures leave a file a file.
fn keep_files(structures: &[&Structure]) -> bool {
    (0..structures.len())
        .all(|at| structures[at].fits_around(&structures[..at]) && !structures[at].strips_fields())
}

fn attached(bytes: &[u8], media_type: &str) -> Part {
    typed(media_type, lines(&base64_of(bytes), 76, "\r\n"))
        .with("Content-Transfer-Encoding", "base64")
        .with("Content-Disposition", "attachment; filename=a.txt")
}

fn whole(part: &Part) -> Vec<u8> {
    let version = if part.says_mime {
        "MIME-Version: 1.0\r\n"
    } else {
        ""
    };
    joined(&format!("Subject: notes\r\n{version}"), &part.bytes())
}
