//! Outlook's winmail.dat ([MS-OXTNEF]).

const WIDE: u16 = 0x1f;
const BINARY: u16 = 0x102;

pub fn with_text(text: &str) -> Vec<u8> {
    let body: Vec<u8> = text.bytes().chain([0]).collect();
    file(&[attribute(1, 0x0002_800c, &body)])
}

pub fn with_wide_text(text: &str) -> Vec<u8> {
    let body: Vec<u8> = text
        .encode_utf16()
        .chain([0])
        .flat_map(u16::to_le_bytes)
        .collect();
    file(&[attribute(
        1,
        0x0006_9003,
        &properties(&[(WIDE, 0x1000, body)]),
    )])
}

pub fn with_page(page: &str) -> Vec<u8> {
    file(&[attribute(
        1,
        0x0006_9003,
        &properties(&[(BINARY, 0x1013, page.into())]),
    )])
}

/// RTF in the wrapping of compressed RTF that leaves it as it is ([MS-OXRTFCP]).
pub fn with_rich_text(rtf: &str) -> Vec<u8> {
    let mut packed = Vec::new();
    packed.extend((rtf.len() as u32 + 12).to_le_bytes());
    packed.extend((rtf.len() as u32).to_le_bytes());
    packed.extend(b"MELA\0\0\0\0");
    packed.extend(rtf.bytes());
    file(&[attribute(
        1,
        0x0006_9003,
        &properties(&[(BINARY, 0x1009, packed)]),
    )])
}

pub fn with_file(name: &[u8], data: &[u8]) -> Vec<u8> {
    let name = [name, b"\0"].concat();
    file(&[
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0001_8010, &name),
        attribute(2, 0x0006_800f, data),
    ])
}

/// A file whose short name is harmless, and the long one is in 16-bit units.
pub fn with_long_name(name: &str, data: &[u8]) -> Vec<u8> {
    let name: Vec<u8> = name
        .encode_utf16()
        .chain([0])
        .flat_map(u16::to_le_bytes)
        .collect();
    file(&[
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0001_8010, b"A~1.BIN\0"),
        attribute(2, 0x0006_800f, data),
        attribute(2, 0x0006_9005, &properties(&[(WIDE, 0x3707, name)])),
    ])
}

fn file(attributes: &[Vec<u8>]) -> Vec<u8> {
    [
        b"\x78\x9f\x3e\x22\x01\0".as_slice(),
        &attribute(1, 0x0008_9006, &[0, 0, 1, 0]),
        &attributes.concat(),
    ]
    .concat()
}

fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
    let sum: u32 = data.iter().map(|&byte| u32::from(byte)).sum();
    let mut bytes = vec![level];
    bytes.extend(id.to_le_bytes());
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(data);
    bytes.extend((sum as u16).to_le_bytes());
    bytes
}

fn properties(list: &[(u16, u16, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = (list.len() as u32).to_le_bytes().to_vec();
    for (kind, id, value) in list {
        bytes.extend(kind.to_le_bytes());
        bytes.extend(id.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend((value.len() as u32).to_le_bytes());
        bytes.extend(value);
        bytes.resize(
            bytes.len() + value.len().next_multiple_of(4) - value.len(),
            0,
        );
    }
    bytes
}
