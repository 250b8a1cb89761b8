//! Archives, written byte by byte, so that they are the same each time and can be wrong where they
//! shall be.

/// A ZIP archive whose entries are stored as they are.
pub fn zip(entries: &[(&[u8], &[u8])]) -> Vec<u8> {
    archive(entries, false)
}

/// A ZIP archive whose entries are deflated, so that nothing in them shows in its bytes.
pub fn zip_deflated(entries: &[(&[u8], &[u8])]) -> Vec<u8> {
    archive(entries, true)
}

fn archive(entries: &[(&[u8], &[u8])], deflates: bool) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, data) in entries {
        let packed = if deflates {
            miniz_oxide::deflate::compress_to_vec(data, 6)
        } else {
            data.to_vec()
        };
        let start = bytes.len() as u32;
        let mut common = Vec::new();
        common.extend(20_u16.to_le_bytes());
        // Names that are UTF-8 say so.
        let flags: u16 = if !name.is_ascii() && std::str::from_utf8(name).is_ok() {
            0x800
        } else {
            0
        };
        common.extend(flags.to_le_bytes());
        common.extend(if deflates { 8_u16 } else { 0 }.to_le_bytes());
        common.extend([0, 0, 0x21, 0x58]);
        common.extend(crc32(data).to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend((data.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(*name);
        bytes.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(*name);
    }
    let start = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend((entries.len() as u16).to_le_bytes());
    bytes.extend((entries.len() as u16).to_le_bytes());
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

pub fn gzip(data: &[u8], name: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = vec![
        0x1f,
        0x8b,
        8,
        if name.is_some() { 8 } else { 0 },
        0,
        0,
        0,
        0,
        0,
        255,
    ];
    if let Some(name) = name {
        bytes.extend(name);
        bytes.push(0);
    }
    bytes.extend(miniz_oxide::deflate::compress_to_vec(data, 6));
    bytes.extend(crc32(data).to_le_bytes());
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes
}

pub fn tar(name: &[u8], data: &[u8]) -> Vec<u8> {
    let mut bytes = entry(name, b'0', data);
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}

/// A tar archive whose entry has its name in a record of its own, as GNU tar writes long ones.
pub fn tar_long_name(name: &[u8], data: &[u8]) -> Vec<u8> {
    let mut bytes = entry(b"././@LongLink", b'L', &[name, b"\0"].concat());
    bytes.extend(tar(b"short", data));
    bytes
}

/// The same, as POSIX has it.
pub fn tar_pax(name: &[u8], data: &[u8]) -> Vec<u8> {
    let length = name.len() + " path=\n".len() + 2;
    let record = [format!("{length} path=").as_bytes(), name, b"\n"].concat();
    let mut bytes = entry(b"PaxHeaders/x", b'x', &record);
    bytes.extend(tar(b"short", data));
    bytes
}

fn entry(name: &[u8], kind: u8, data: &[u8]) -> Vec<u8> {
    let mut header = vec![0; 512];
    let length = name.len().min(100);
    header[..length].copy_from_slice(&name[..length]);
    header[100..108].copy_from_slice(b"0000644\0");
    header[124..136].copy_from_slice(format!("{:011o}\0", data.len()).as_bytes());
    header[136..148].copy_from_slice(b"00000000000\0");
    header[148..156].fill(b' ');
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header.extend(data);
    header.resize(header.len().next_multiple_of(512), 0);
    header
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    };
    !bytes.iter().fold(!0, step)
}
