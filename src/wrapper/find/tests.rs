//! What is found in a file that isn't as it was written, and what that takes.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

fn packed(file: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(file).unwrap();
    packer.finish().unwrap()
}

fn found(file: &[u8]) -> Result<Vec<u8>, ExtractError> {
    let mut out = Vec::new();
    find(file, usize::MAX, &mut out).map(|()| out)
}

/// Of 720 bytes a turn was held for a minute.
#[test]
fn packed_bytes_of_which_nothing_comes_end_the_search() {
    // Blocks of deflate with nothing in them.
    let blocks = [0x02, 0x08, 0x20, 0x80, 0x00].repeat(800_000);
    let blocks = [&b"\x1f\x8b\x08\0\0\0\0\0\0\x03"[..], &blocks].concat();
    let members = packed(b"").repeat(200_000);
    for file in [blocks, members] {
        let effort = Effort::begin(Duration::from_secs(5));
        assert_eq!(found(&file), Err(ExtractError::NotAWrapper));
        assert!(effort.is_left());
    }
}

#[test]
fn what_is_held_depends_on_the_file() {
    let most = 100 << 20;
    assert_eq!(beside(0, most), HELD);
    assert!(beside(10_000, most) < 1 << 20);
    assert_eq!(beside(4 << 20, most), HELD_MOST);
    assert_eq!(beside(40 << 20, most), 40 << 20);
    // With the file itself it is no more than two of the largest.
    assert_eq!(beside(1 << 20, 1 << 20), 1 << 20);
    let grows = (0..200).map(|step| beside(step << 18, most));
    assert!(grows.is_sorted());
}

/// An archive of a hundred files that have the same bytes.
fn shared(packed: &[u8], unpacked: u32) -> Vec<u8> {
    let sizes = [packed.len() as u32, unpacked]
        .map(u32::to_le_bytes)
        .concat();
    let about = [
        &[20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
        &sizes,
        &[1, 0, 0, 0],
    ];
    let about = about.concat();
    let mut file = [b"PK\x03\x04", &about[..], b"a", packed].concat();
    let start = (file.len() as u32).to_le_bytes();
    for name in 0..FILES as u8 {
        file.extend([b"PK\x01\x02\x14\0", &about[..], &[0; 14], &[name]].concat());
    }
    let length = (file.len() as u32 - u32::from_le_bytes(start)).to_le_bytes();
    let count = [FILES as u8, 0, FILES as u8, 0];
    file.extend([b"PK\x05\x06\0\0\0\0", &count[..], &length, &start, &[0, 0]].concat());
    file
}

#[test]
fn files_that_share_their_bytes_are_not_unpacked_again_and_again() {
    let nothing = [
        [0, 0, 0, 0xff, 0xff].repeat(8 << 20),
        vec![1, 0, 0, 0xff, 0xff],
    ]
    .concat();
    let packed = {
        let much = miniz_oxide::deflate::compress_to_vec(&vec![b'x'; 250 << 10], 9);
        let inner = shared(&much, 250 << 10);
        let packed = miniz_oxide::deflate::compress_to_vec(&inner, 9);
        shared(&packed, inner.len() as u32)
    };
    assert!(packed.len() < 10_000);
    for (how, file) in [("empty blocks", shared(&nothing, 1)), ("archives", packed)] {
        let mut out = Vec::new();
        let beside = beside(file.len(), usize::MAX);
        let most = file.len() * LOOKS + beside * LOOKS_BESIDE;
        let mut search = Search {
            out: &mut out,
            looks: most,
            held: beside,
            // By looks alone.
            effort: Effort::begin(Duration::from_secs(3_600)),
            is_damaged: false,
        };
        let start = std::time::Instant::now();
        assert!(!search.file(&file, DEPTH), "{how}");
        assert!(start.elapsed() < Duration::from_secs(60), "{how}");
        assert!(search.looks < most / 8, "{how}: it is {} files", FILES);
    }
}

#[test]
fn our_page_without_armor_is_damaged_in_every_language() {
    for page in [
        "<p>Press the button to go on to <b>https://secure.example.org/</b></p>",
        "<div class=\"v1postseal\"><p>Drücken Sie auf die Schaltfläche</p></div>",
    ] {
        assert_eq!(found(page.as_bytes()), Err(ExtractError::Damaged), "{page}");
    }
    assert_eq!(found(b"<p>postseal</p>"), Err(ExtractError::NotAWrapper));
}

#[test]
fn what_wrappers_become_fits_and_what_is_blown_up_does_not() {
    let sealed: Vec<u8> = (0..60_000_u32)
        .flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes())
        .collect();
    let page = format!("<input name=sealed value='{}'>", STANDARD.encode(&sealed));
    let coded = |file: &str| {
        format!(
            "Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            STANDARD.encode(file)
        )
    };
    let wide: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (how, file) in [
        ("packed", packed(page.as_bytes())),
        ("in base64", coded(&page).into_bytes()),
        ("in base64, packed", packed(coded(&page).as_bytes())),
        ("in 16 bits, packed", packed(&wide)),
        (
            "packed, with an end",
            [&packed(page.as_bytes())[..], b"\r\n"].concat(),
        ),
    ] {
        assert!(found(&file).as_ref() == Ok(&sealed), "{how}");
    }
    let blown = [vec![b' '; 20 << 20], page.into_bytes()].concat();
    assert_eq!(found(&packed(&blown)), Err(ExtractError::NotAWrapper));
}
