//! PDFs as writers make them: what they say is found wherever it stands, or they are uninspectable.

mod beside;
mod encrypted;
mod file;
mod letters;
mod pages;

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::attached;
use file::File;

/// A font that has all letters in their own places.
const HELVETICA: &str = "/Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding";

/// A font with codes of its own, which the table in object 6 explains.
const SUBSET: &str = "/Type/Font/Subtype/TrueType/BaseFont/AAAAAA+X/FirstChar 1/LastChar 9\
                      /Widths[500 500 500 500 500 500 500 500 500]/ToUnicode 6 0 R\
                      /FontDescriptor<</Flags 4/FontFile2 9 0 R>>";

/// Codes 1 to 6 in a string.
const CODES: &str = "BT /F1 12 Tf 72 700 Td <010203040506> Tj ET";

fn plain(content: &str) -> File {
    File::new(content, HELVETICA)
}

fn table(table: &str) -> Vec<u8> {
    File::new(CODES, SUBSET).stream(6, "", table).bytes()
}

fn composite(table: &str) -> Vec<u8> {
    composite_shown(
        "BT /F1 12 Tf 72 700 Td <000100020003000400050006> Tj ET",
        table,
    )
}

fn composite_shown(content: &str, table: &str) -> Vec<u8> {
    File::new(
        content,
        "/Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R\
         /DescendantFonts[<</Type/Font/Subtype/CIDFontType2/DW 500>>]",
    )
    .stream(6, "", table)
    .bytes()
}

/// A page in a font whose letters are named, and in another whose aren't.
fn in_two_fonts(shown: &str) -> Vec<u8> {
    let nameless = "/Type/Font/Subtype/TrueType/BaseFont/AAAAAA+Y/FirstChar 1/LastChar 1\
                    /Widths[333]/FontDescriptor<</Flags 4/FontFile2 9 0 R>>";
    plain(&format!("BT /F1 12 Tf 72 700 Td {shown} ET"))
        .with(3, "/Resources<</Font<</F1 5 0 R/F2 7 0 R>>>>")
        .set(7, nameless)
        .bytes()
}

/// A page whose content is packed by zlib's algorithm alone, behind another head.
fn deflated(shown: &str, head: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(head.to_vec(), Compression::default());
    encoder.write_all(shown.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    plain("").packed(4, "/Filter/FlateDecode", &packed).bytes()
}

/// Files that say "secret" where people see it or search for it.
pub(super) fn honest() -> Vec<(&'static str, Vec<u8>)> {
    [letters::files(), pages::files(), beside::files()].concat()
}

/// Files that nobody can read in full.
pub(super) fn odd() -> Vec<(&'static str, Vec<u8>)> {
    let shown = "BT /F1 12 Tf 72 700 Td (secret) Tj ET";
    vec![
        (
            "ligature that stands for nothing",
            table(
                "6 beginbfchar <01><0073><02><0065><03><0000><04><0072><05><0065><06><0074> \
                   endbfchar",
            ),
        ),
        (
            "ligature that stands for nothing in a font that isn't there",
            File::new(CODES, &SUBSET.replace("/FontFile2 9 0 R", ""))
                .stream(
                    6,
                    "",
                    "5 beginbfchar <01><0073><02><0065><03><0000><04><0072><05><0065> endbfchar",
                )
                .bytes(),
        ),
        (
            "letters in place of control characters",
            File::new(
                CODES,
                "/Type/Font/Subtype/TrueType/BaseFont/X/Encoding/WinAnsiEncoding\
                 /FontDescriptor<</Flags 4/FontFile2 9 0 R>>",
            )
            .bytes(),
        ),
        (
            "letters that a table leaves out",
            table("4 beginbfchar <01><0073><02><0065><05><0065><06><0074> endbfchar"),
        ),
        ("letters without a table", File::new(CODES, SUBSET).bytes()),
        (
            "one letter in its word",
            in_two_fonts("(sec) Tj /F2 12 Tf <01> Tj /F1 12 Tf (et) Tj"),
        ),
        (
            "one letter that is shown behind its page",
            in_two_fonts("(sec) Tj 22.67 0 Td (et and more) Tj -4 0 Td /F2 12 Tf <01> Tj"),
        ),
        (
            "one letter that is shown before its page",
            in_two_fonts(
                "/F2 12 Tf 18.67 0 Td <01> Tj /F1 12 Tf 0 -20 Td (x) Tj -18.67 20 Td (sec) Tj \
                 22.67 0 Td (et) Tj",
            ),
        ),
        (
            "letters of a table that isn't known",
            table("/Own-Table usecmap 1 beginbfchar <01><0073> endbfchar"),
        ),
        (
            "letters of a private area",
            table("1 beginbfrange <01><06><E100> endbfrange"),
        ),
        (
            "content that isn't there",
            plain("").set_raw(4, "nothing of an object").bytes(),
        ),
        (
            "content that lost the head of its packing",
            deflated(shown, &[]),
        ),
        (
            "content that another program packed",
            deflated(shown, b"\x1f\x8b\x08\0\0\0\0\0\0\x03"),
        ),
        (
            "content of which nothing is unpacked",
            plain("")
                .packed(
                    4,
                    "/Filter/FlateDecode",
                    &[b"\x78\x9c".as_slice(), &[0xff; 60]].concat(),
                )
                .bytes(),
        ),
        (
            "content without a length",
            plain("")
                .set_raw(4, &format!("<<>>stream\n{shown}\nendstream"))
                .bytes(),
        ),
        (
            "unknown filter",
            plain("").stream(4, "/Filter/OwnDecode", shown).bytes(),
        ),
        (
            "font that is a picture",
            plain("").stream(4, "/Filter/DCTDecode", shown).bytes(),
        ),
    ]
}

#[test]
fn what_pdfs_say_is_found() {
    for (name, bytes) in honest() {
        let found = attached("x.pdf", &bytes);
        assert_eq!(found.uninspectable, None, "{name}: {}", found.why());
        assert!(
            found.finds("secret").is_some(),
            "{name}: {:#?}",
            found.texts
        );
    }
}

#[test]
fn what_stands_on_other_pages_and_in_notes_is_no_part_of_a_word() {
    let shown = "BT /F1 12 Tf 72 700 Td (secret) Tj ET";
    let before = "BT /F1 12 Tf 72 700 Td (today) Tj ET";
    let fonts = "/Resources<</Font<</F1 5 0 R>>>>";
    for (name, file) in [
        (
            "stamp",
            plain(before)
                .stream(8, &format!("/Subtype/Form{fonts}"), shown)
                .with(3, "/Annots[<</Subtype/Stamp/AP<</N 8 0 R>>>>]"),
        ),
        (
            "page that no tree has",
            plain(shown)
                .stream(8, "", before)
                .set(7, &format!("/Type/Page/Contents 8 0 R{fonts}")),
        ),
    ] {
        let found = attached("x.pdf", &file.bytes());
        assert!(found.says("secret"), "{name}: {:#?}", found.texts);
        assert!(found.says("today"), "{name}: {:#?}", found.texts);
    }
}

#[test]
fn the_number_of_a_note_is_no_part_of_a_word() {
    let raised = "BT /F1 12 Tf 72 700 Td (secret) Tj 4 Ts /F1 7 Tf (1) Tj ET";
    let found = attached("x.pdf", &plain(raised).bytes());
    assert!(found.says("secret"), "{:#?}", found.texts);
    // A raised figure of the font, which the file has as a plain digit.
    let figure = "BT /F1 12 Tf 72 700 Td (1secret) Tj ET";
    let found = attached("x.pdf", &plain(figure).bytes());
    assert!(found.says("secret"), "{:#?}", found.texts);
    let lowered = "BT /F1 12 Tf 72 700 Td (x) Tj -2 Ts /F1 8 Tf (secret) Tj ET";
    let found = attached("x.pdf", &plain(lowered).bytes());
    assert!(found.says("secret"), "{:#?}", found.texts);
}

#[test]
fn words_in_two_standard_fonts_are_whole() {
    // How wide the first piece is; the second stands where it ends.
    for (bold, width) in [
        ("Helvetica-Bold", 24.012),
        ("Times-Bold", 20.664),
        ("Times-Roman", 19.332),
    ] {
        let content = format!(
            "BT /F1 12 Tf 72 700 Td (kest) Tj ET BT /F2 12 Tf {} 700 Td (rel) Tj ET",
            72.0 + width
        );
        let file = File::new(&content, HELVETICA)
            .set(
                3,
                "/Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 8 0 R/F2 5 0 R>>>>",
            )
            .set(8, &format!("/Type/Font/Subtype/Type1/BaseFont/{bold}"));
        let found = attached("x.pdf", &file.bytes());
        assert!(found.says("kestrel"), "{bold}: {:#?}", found.texts);
    }
}

#[test]
fn pdfs_with_letters_that_nothing_names_are_uninspectable() {
    for (name, bytes) in odd() {
        assert!(attached("x.pdf", &bytes).uninspectable.is_some(), "{name}");
    }
}

#[test]
fn signs_that_nothing_names_are_no_letters_where_they_stand_apart() {
    for shown in [
        "/F2 12 Tf <01> Tj /F1 12 Tf 14 0 Td (first) Tj 0 -14 Td (second) Tj",
        "(first) Tj 0 -14 Td (second) Tj /F2 12 Tf -14 14 Td <01> Tj 0 -14 Td <01> Tj",
        // Drawn over a letter.
        "(first) Tj /F2 12 Tf 0.5 0 Td <01> Tj",
    ] {
        let found = attached("x.pdf", &in_two_fonts(shown));
        assert_eq!(found.uninspectable, None, "{shown}: {}", found.why());
    }
}

#[test]
fn accents_stand_at_their_letters_and_lines_run_their_own_way() {
    let table = "5 beginbfchar <0001><0075><0002><031B><0003><006E><0004><0067><0005><00B4> \
                 endbfchar 1 beginbfrange <0011><0013><05D0> endbfrange";
    for (content, words) in [
        // A mark that is placed by itself later, and accents before and behind their letters.
        ("<000100030004> Tj 0 0 Td <0002> Tj", "u\u{31b}ng"),
        ("<00010002> Tj 6 0 Td <00030004> Tj", "u\u{31b}ng"),
        ("<0005> Tj 0 0 Td <000100030004> Tj", "u\u{301}ng"),
        // From right to left.
        ("<001300120011> Tj", "\u{5d0}\u{5d1}\u{5d2}"),
        (
            "<0012> Tj -6 0 Td <0013> Tj 12 0 Td <0011> Tj",
            "\u{5d0}\u{5d1}\u{5d2}",
        ),
    ] {
        let content = format!("BT /F1 12 Tf 72 700 Td {content} ET");
        let bytes = composite_shown(&content, table);
        let found = attached("x.pdf", &bytes);
        assert_eq!(found.uninspectable, None, "{content}: {}", found.why());
        assert!(
            found.finds(words).is_some(),
            "{content}: {:#?}",
            found.texts
        );
    }
}

#[test]
fn numbers_of_a_row_do_not_go_on_in_the_next() {
    let row = |y: u32, from: &str, to: &str| {
        format!("1 0 0 1 72 {y} Tm ({from}) Tj 1 0 0 1 400 {y} Tm ({to}) Tj ")
    };
    let rows = row(700, "item", "4012 8888") + &row(680, "8888 1881", "item");
    let found = attached("x.pdf", &plain(&format!("BT /F1 12 Tf {rows} ET")).bytes());
    let joined = |text: &str| text.contains("8888\n8888");
    assert!(
        !found.texts.iter().any(|text| joined(&text.raw)),
        "{:#?}",
        found.texts
    );
    let lines = "14 TL 72 700 Td (4012 8888) Tj (8888 1881) '";
    let found = attached("x.pdf", &plain(&format!("BT /F1 12 Tf {lines} ET")).bytes());
    assert!(
        found.texts.iter().any(|text| joined(&text.raw)),
        "{:#?}",
        found.texts
    );
}

#[test]
fn a_part_of_a_letter_may_stand_for_nothing() {
    let font = "/Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R\
                /DescendantFonts[<</DW 500/W[7[WIDTH]]>>]";
    let table = "1 beginbfrange <01><06>[<73><65><63><72><65><74>] endbfrange \
                 1 beginbfchar <07><> endbfchar";
    let content = "BT /F1 12 Tf <0001000700020003000400050006> Tj ET";
    for (width, is_part) in [("0", true), ("500", false)] {
        let file = File::new(content, &font.replace("WIDTH", width)).stream(6, "", table);
        let found = attached("x.pdf", &file.bytes());
        assert_eq!(found.uninspectable.is_none(), is_part, "{}", found.why());
        assert_eq!(
            found.finds("secret").is_some(),
            is_part,
            "{:#?}",
            found.texts
        );
    }
}

#[test]
fn what_drawing_programs_keep_for_themselves_is_not_read() {
    let file = plain("BT /F1 12 Tf (shown) Tj ET")
        .with(
            3,
            "/PieceInfo<</Illustrator<</Private<</AIPrivateData1 8 0 R>>>>>>",
        )
        .stream(8, "", "%!PS a secret");
    let found = attached("x.pdf", &file.bytes());
    assert_eq!(found.uninspectable, None, "{}", found.why());
    assert!(found.finds("shown").is_some() && found.finds("secret").is_none());
}
