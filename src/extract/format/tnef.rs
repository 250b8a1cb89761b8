//! TNEF, Outlook's winmail.dat ([MS-OXTNEF]): its texts and its files.
//!
//! Read here rather than by the tnef crate, which reads attachments and no properties, so neither
//! the message nor long file names, or by ytnef, which links a C library.

mod compressed_rtf;

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::piece::{Form, Piece};
use crate::mail::{charset, file_name};

const SUBJECT: u32 = 0x0001_8004;
const BODY: u32 = 0x0002_800c;
const MESSAGE_PROPERTIES: u32 = 0x0006_9003;
const ATTACHMENT_STARTS: u32 = 0x0006_9002;
const ATTACHMENT_TITLE: u32 = 0x0001_8010;
const ATTACHMENT_DATA: u32 = 0x0006_800f;
const ATTACHMENT_PROPERTIES: u32 = 0x0006_9005;

/// Properties by their identifiers ([MS-OXPROPS]).
const PR_SUBJECT: u16 = 0x0037;
const PR_BODY: u16 = 0x1000;
const PR_RTF_COMPRESSED: u16 = 0x1009;
const PR_HTML: u16 = 0x1013;
const PR_DISPLAY_NAME: u16 = 0x3001;
const PR_ATTACH_DATA: u16 = 0x3701;
const PR_ATTACH_FILENAME: u16 = 0x3704;
const PR_ATTACH_LONG_FILENAME: u16 = 0x3707;

/// A file being put together from the attributes that describe it.
#[derive(Default)]
struct Attached<'a> {
    names: Vec<String>,
    data: Vec<&'a [u8]>,
}

/// Reads a TNEF file.
pub(super) fn read<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    let mut input = Input {
        bytes: piece.bytes.get(6..).unwrap_or_default(),
    };
    let mut attached: Option<Attached<'_>> = None;
    let mut is_broken = false;
    while !input.bytes.iter().all(|&byte| byte == 0) {
        let Some((id, data)) = input.attribute() else {
            is_broken = true;
            break;
        };
        match id {
            ATTACHMENT_STARTS => {
                finish(
                    &mut found,
                    piece,
                    attached.replace(Attached::default()),
                    budget,
                );
            }
            ATTACHMENT_TITLE => attached.get_or_insert_default().names.extend(string(data)),
            ATTACHMENT_DATA => attached.get_or_insert_default().data.push(data),
            ATTACHMENT_PROPERTIES => {
                let Some(properties) = properties(data) else {
                    is_broken = true;
                    continue;
                };
                let attached = attached.get_or_insert_default();
                for (property, value) in properties {
                    match property {
                        PR_ATTACH_LONG_FILENAME | PR_ATTACH_FILENAME | PR_DISPLAY_NAME => {
                            attached.names.extend(string(value))
                        }
                        // An object starts with the identifier of its interface; what follows is
                        // inspected too.
                        PR_ATTACH_DATA => {
                            attached.data.push(value.get(16..).unwrap_or_default());
                        }
                        _ => {}
                    }
                }
            }
            SUBJECT | BODY => {
                let text = data.split(|&byte| byte == 0).next().unwrap_or_default();
                found.verbatim(message_place(piece), piece.bytes.part(text));
            }
            MESSAGE_PROPERTIES => match properties(data) {
                Some(properties) => message(&mut found, piece, &properties, budget),
                None => is_broken = true,
            },
            _ => {}
        }
    }
    finish(&mut found, piece, attached, budget);
    if is_broken {
        found.unreadable("a TNEF file", "is broken");
        found.text(charset::strings(&piece.bytes));
    }
    found
}

fn message_place(piece: &Piece<'_>) -> String {
    format!("{}, the message", piece.place)
}

/// Adds the texts of the message that was put into the file.
fn message<'a>(
    found: &mut Found<'a>,
    piece: &Piece<'a>,
    properties: &[(u16, &[u8])],
    budget: &mut Budget,
) {
    let place = message_place(piece);
    let depth = piece.depth + 1;
    for &(property, value) in properties {
        match property {
            PR_SUBJECT | PR_BODY => {
                if let Some(text) = string(value) {
                    found.text_at(place.clone(), text);
                }
            }
            PR_HTML => found.child(Piece {
                declared: "text/html".into(),
                ..Piece::new(Form::File, place.clone(), depth, piece.bytes.part(value))
            }),
            PR_RTF_COMPRESSED => {
                match compressed_rtf::unpack(value, budget.may_unpack(value.len())) {
                    Some(rtf) => {
                        budget.unpacked(rtf.len());
                        found.child(Piece::new(Form::Rtf, place.clone(), depth, rtf.into()));
                    }
                    None => {
                        let place = place.clone();
                        found.unreadable_at(place, "RTF in a TNEF file", "can't be unpacked");
                    }
                }
            }
            _ => {}
        }
    }
}

/// Adds a file that is put together.
fn finish<'a>(
    found: &mut Found<'a>,
    piece: &Piece<'a>,
    attached: Option<Attached<'_>>,
    budget: &mut Budget,
) {
    let Some(Attached { names, mut data }) = attached else {
        return;
    };
    let mut distinct: Vec<String> = Vec::new();
    for name in names
        .iter()
        .flat_map(|name| file_name::readings_of_name(name))
    {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    // The longest name comes first, since the short one is cut to 8.3.
    distinct.sort_by_key(|name| std::cmp::Reverse(name.len()));
    if data.is_empty() {
        data.push(&[]);
    }
    // Several forms of the data are all inspected.
    for bytes in data {
        if found.within(budget.part(bytes.len())) {
            found.child(Piece {
                names: distinct.clone(),
                ..piece.file("", piece.bytes.part(bytes))
            });
        }
    }
}

/// A string of a property or attribute, in 16-bit or 8-bit units, up to its NUL.
fn string(value: &[u8]) -> Option<String> {
    let wide = value.len() >= 2
        && (charset::is_likely_wide(value)
            || value.ends_with(&[0, 0]) && value.len().is_multiple_of(2));
    let text = if wide {
        charset::utf16le(value)
    } else {
        charset::readings(value, None).0.pop()?
    };
    let text = text.split('\0').next()?.to_owned();
    (!text.is_empty()).then_some(text)
}

struct Input<'a> {
    bytes: &'a [u8],
}

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2).map(|two| u16::from_le_bytes([two[0], two[1]]))
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)
            .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
    }

    fn sized(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.u32()?).ok()?;
        self.take(length)
    }

    /// Level, identifier, data and checksum.
    fn attribute(&mut self) -> Option<(u32, &'a [u8])> {
        self.take(1)?;
        let id = self.u32()?;
        let data = self.sized()?;
        self.u16()?;
        Some((id, data))
    }

    /// What is padded to a multiple of four.
    fn padded(&mut self) -> Option<&'a [u8]> {
        let value = self.sized()?;
        let padding = value.len().next_multiple_of(4) - value.len();
        self.take(padding.min(self.bytes.len()))?;
        Some(value)
    }
}

/// The properties in an attribute, those with a value of variable length.
fn properties(data: &[u8]) -> Option<Vec<(u16, &[u8])>> {
    let mut input = Input { bytes: data };
    let mut found = Vec::new();
    for _ in 0..input.u32()? {
        let kind = input.u16()?;
        let id = input.u16()?;
        if id >= 0x8000 {
            input.take(16)?;
            match input.u32()? {
                0 => input.take(4)?,
                _ => input.padded()?,
            };
        }
        let values = if kind & 0x1000 != 0 { input.u32()? } else { 1 };
        let length = match kind & 0x0fff {
            0x0d | 0x1e | 0x1f | 0x102 => None,
            0x01 => Some(0),
            0x02 | 0x03 | 0x04 | 0x0a | 0x0b => Some(4),
            0x05 | 0x06 | 0x07 | 0x14 | 0x40 => Some(8),
            0x48 => Some(16),
            _ => return None,
        };
        match length {
            Some(0) => {}
            Some(length) => {
                let all = usize::try_from(values).ok()?.checked_mul(length)?;
                // Several two-byte integers stand side by side, then are padded; nothing here reads
                // them.
                input.take(all)?;
            }
            None => {
                let values = if kind & 0x1000 != 0 {
                    values
                } else {
                    input.u32()?
                };
                for _ in 0..values {
                    found.push((id, input.padded()?));
                }
            }
        }
    }
    Some(found)
}
