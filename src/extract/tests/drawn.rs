//! Drawn pictures (EMF, WMF): the words in them are those that people see.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::attached;
use super::office::{TYPES, stored};
use crate::mail::text::folded;

/// A picture of these records, each a type and what follows its size.
fn emf(records: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut header = vec![0; 100];
    header[32..36].copy_from_slice(b" EMF");
    let mut picture = Vec::new();
    let end = (14, vec![0; 12]);
    for (kind, data) in [&[(1, header)], records, &[end]].concat() {
        picture.extend(kind.to_le_bytes());
        picture.extend(u32::try_from(data.len() + 8).unwrap().to_le_bytes());
        picture.extend(data);
    }
    picture
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// EMR_EXTTEXTOUTW or A: a text at a place, each of its letters ten wide.
fn text_out(kind: u32, x: i32, y: i32, length: usize, mut text: Vec<u8>) -> (u32, Vec<u8>) {
    let mut data = vec![0; 28];
    data.extend(x.to_le_bytes());
    data.extend(y.to_le_bytes());
    data.extend(u32::try_from(length).unwrap().to_le_bytes());
    data.extend(76_u32.to_le_bytes());
    data.extend([0; 20]);
    text.resize(text.len().next_multiple_of(4), 0);
    let widths = u32::try_from(76 + text.len()).unwrap();
    data.extend(widths.to_le_bytes());
    data.extend(text);
    data.extend([10, 0, 0, 0].repeat(length));
    (kind, data)
}

fn word_out(x: i32, y: i32, text: &str) -> (u32, Vec<u8>) {
    text_out(84, x, y, text.encode_utf16().count(), wide(text))
}

/// EMR_SMALLTEXTOUT.
fn small_out(options: u32, length: u32, text: &[u8]) -> (u32, Vec<u8>) {
    let mut data = vec![0; 8];
    data.extend(length.to_le_bytes());
    data.extend(options.to_le_bytes());
    data.extend([0; 12]);
    if options & 0x100 == 0 {
        data.extend([0; 16]);
    }
    data.extend(text);
    data.resize(data.len().next_multiple_of(4), 0);
    (108, data)
}

/// EMR_COMMENT with EmfPlusDrawString.
fn draw_string(text: &str) -> (u32, Vec<u8>) {
    let mut string = vec![0; 8];
    string.extend(
        u32::try_from(text.encode_utf16().count())
            .unwrap()
            .to_le_bytes(),
    );
    string.extend([0; 16]);
    string.extend(wide(text));
    string.resize(string.len().next_multiple_of(4), 0);
    let length = u32::try_from(string.len()).unwrap();
    let mut data = (length + 16).to_le_bytes().to_vec();
    data.extend(b"EMF+\x1c\x40\0\0");
    data.extend((length + 12).to_le_bytes());
    data.extend(length.to_le_bytes());
    data.extend(string);
    (70, data)
}

fn pictures() -> Vec<(&'static str, Vec<u8>)> {
    let letters = |step: i32| -> Vec<(u32, Vec<u8>)> {
        let letters = "the fährmann plan".chars().enumerate();
        let letters = letters.filter(|(_, c)| *c != ' ');
        letters
            .map(|(at, c)| word_out(i32::try_from(at).unwrap() * step, 50, &c.to_string()))
            .collect()
    };
    vec![
        ("a whole text", emf(&[word_out(0, 0, "the fährmann plan")])),
        ("letters", emf(&letters(10))),
        (
            "pieces",
            emf(&[
                word_out(0, 0, "the fähr"),
                word_out(80, 0, "mann plan"),
                word_out(0, 20, "x"),
            ]),
        ),
        (
            "words without blanks",
            emf(&[
                word_out(0, 0, "the"),
                word_out(40, 0, "fährmann"),
                word_out(130, 0, "plan"),
            ]),
        ),
        (
            "8 bits",
            emf(&[text_out(83, 0, 0, 17, b"the f\xe4hrmann plan".to_vec())]),
        ),
        (
            "small",
            emf(&[small_out(0x300, 17, b"the f\xe4hrmann plan")]),
        ),
        (
            "small and wide",
            emf(&[small_out(0, 17, &wide("the fährmann plan"))]),
        ),
        ("EMF+", emf(&[draw_string("the fährmann plan")])),
    ]
}

/// A picture of these records, each a function and its parameters.
fn wmf(records: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let mut picture = b"\x01\0\x09\0\0\x03".to_vec();
    picture.extend([0; 12]);
    let end = (0, Vec::new());
    for (function, data) in [records, &[end]].concat() {
        let words = u32::try_from(data.len().div_ceil(2) + 3).unwrap();
        picture.extend(words.to_le_bytes());
        picture.extend(function.to_le_bytes());
        picture.extend(&data);
        picture.resize(picture.len().next_multiple_of(2), 0);
    }
    picture
}

/// META_TEXTOUT.
fn meta_text(x: i16, y: i16, text: &[u8]) -> (u16, Vec<u8>) {
    let mut data = u16::try_from(text.len()).unwrap().to_le_bytes().to_vec();
    data.extend(text);
    data.resize(data.len().next_multiple_of(2), 0);
    data.extend(y.to_le_bytes());
    data.extend(x.to_le_bytes());
    (0x521, data)
}

/// META_EXTTEXTOUT, with a rectangle or without, each letter ten wide.
fn meta_ext_text(x: i16, y: i16, has_rectangle: bool, text: &[u8]) -> (u16, Vec<u8>) {
    let mut data = y.to_le_bytes().to_vec();
    data.extend(x.to_le_bytes());
    data.extend(u16::try_from(text.len()).unwrap().to_le_bytes());
    data.extend(if has_rectangle { [4, 0] } else { [0, 0] });
    if has_rectangle {
        data.extend([0; 8]);
    }
    data.extend(text);
    data.resize(data.len().next_multiple_of(2), 0);
    data.extend([10, 0].repeat(text.len()));
    (0xa32, data)
}

fn old_pictures() -> Vec<(&'static str, Vec<u8>)> {
    let letters = "the kestrelwing plan".bytes().enumerate();
    let letters: Vec<_> = letters
        .filter(|(_, c)| *c != b' ')
        .map(|(at, c)| meta_text(i16::try_from(at).unwrap() * 12, 5, &[c]))
        .collect();
    vec![
        ("a text", wmf(&[meta_text(0, 0, b"the kestrelwing plan")])),
        (
            "a text in a rectangle",
            wmf(&[meta_ext_text(0, 0, true, b"the kestrelwing plan")]),
        ),
        (
            "pieces",
            wmf(&[
                meta_ext_text(0, 0, false, b"the kestr"),
                meta_ext_text(90, 0, false, b"elwing plan"),
            ]),
        ),
        ("letters", wmf(&letters)),
        (
            "with a place",
            [
                b"\xd7\xcd\xc6\x9a".to_vec(),
                vec![0; 18],
                wmf(&[meta_text(0, 0, b"the kestrelwing plan")]),
            ]
            .concat(),
        ),
    ]
}

#[test]
fn words_in_drawn_pictures_are_read() {
    for (name, picture) in pictures() {
        let content = attached("a.emf", &picture);
        assert!(
            content.says(&folded("the fährmann plan")),
            "{name}: {:#?}",
            content.texts
        );
        assert_eq!(content.uninspectable, None, "{name}: {}", content.why());
    }
    for (name, picture) in old_pictures() {
        let content = attached("a.wmf", &picture);
        assert!(
            content.says("the kestrelwing plan"),
            "{name}: {:#?}",
            content.texts
        );
        assert_eq!(content.uninspectable, None, "{name}: {}", content.why());
    }
}

#[test]
fn words_in_drawn_pictures_of_documents_are_read() {
    for (name, picture) in pictures() {
        let document = stored(&[TYPES, ("word/media/image1.emf", &picture)]);
        let content = attached("a.docx", &document);
        assert!(
            content.says(&folded("the fährmann plan")),
            "{name}: {:#?}",
            content.texts
        );
        assert_eq!(content.attachments.len(), 1, "{:#?}", content.attachments);
        let digits: String = picture.iter().map(|byte| format!("{byte:02x}")).collect();
        let rtf = format!(
            "{{\\rtf1 {{\\*\\shppict{{\\pict{{\\*\\picprop{{\\sp{{\\sn x}}{{\\sv abc}}}}}}\
             \\emfblip\\picw10 {digits}}}}} and more}}"
        );
        let content = attached("a.rtf", rtf.as_bytes());
        assert!(
            content.says(&folded("the fährmann plan")),
            "{name}: {:#?}",
            content.texts
        );
        assert_eq!(content.uninspectable, None, "{name}: {}", content.why());
    }
    for (_, picture) in old_pictures() {
        let mut rtf = b"{\\rtf1 {\\pict\\wmetafile8\\bin".to_vec();
        rtf.extend(format!("{} ", picture.len()).bytes());
        rtf.extend(&picture);
        rtf.extend(b"} and more}");
        let content = attached("a.rtf", &rtf);
        assert!(content.says("the kestrelwing plan"), "{:#?}", content.texts);
        let document = stored(&[TYPES, ("word/media/image1.wmf", &picture)]);
        let content = attached("a.docx", &document);
        assert!(content.says("the kestrelwing plan"), "{:#?}", content.texts);
    }
}

#[test]
fn numbers_that_stand_apart_in_a_drawing_are_not_one() {
    let labels = |step: i32| -> Vec<(u32, Vec<u8>)> {
        ["4012", "8888", "8888", "1881"]
            .iter()
            .zip(0..)
            .map(|(label, at)| word_out(at * step, 0, label))
            .collect()
    };
    let content = attached("a.emf", &emf(&labels(200)));
    assert_eq!(
        content.finds("4012888888881881"),
        None,
        "{:#?}",
        content.texts
    );
    assert!(content.says("4012"));
    let content = attached("a.emf", &emf(&labels(40)));
    assert!(content.says("4012888888881881"), "{:#?}", content.texts);
}

#[test]
fn a_text_of_glyphs_is_in_doubt_and_a_broken_drawing_ends() {
    let mut glyphs = word_out(0, 0, "abcdef");
    glyphs.1[44] = 0x10;
    let content = attached("a.emf", &emf(&[glyphs]));
    assert!(content.why().contains("glyphs"), "{}", content.why());
    // Many texts may say that they are the whole record.
    let mut texts = vec![0; 28];
    texts.extend(2_000_u32.to_le_bytes());
    for _ in 0..2_000 {
        texts.extend([0; 8]);
        texts.extend(80_000_u32.to_le_bytes());
        texts.extend([40, 0, 0, 0].repeat(7));
    }
    let content = attached("a.emf", &emf(&[(97, texts)]));
    assert!(content.why().contains("drawing"), "{}", content.why());
    let whole = emf(&[word_out(0, 0, "the fährmann plan")]);
    for end in (0..whole.len()).step_by(7) {
        attached("a.emf", &whole[..end]);
    }
    for at in 0..whole.len() {
        let mut broken = whole.clone();
        broken[at] = 0xff;
        attached("a.emf", &broken);
    }
}

/// A picture may be another file as well, and it is the program that opens it that decides.
#[test]
fn a_file_in_the_guise_of_a_drawing_is_read_as_what_it_is() {
    let packed = stored(&[("a.txt", b"the kestrelwing plan")]);
    let digits = |bytes: &[u8]| -> String { bytes.iter().map(|b| format!("{b:02x}")).collect() };
    for picture in [
        [b"\x01\0\x09\0\0\x03".as_slice(), &[0; 12], &packed].concat(),
        [emf(&[]), packed.clone()].concat(),
    ] {
        for name in ["word/media/image1.png", "word/media/image1.emf"] {
            let content = attached("a.docx", &stored(&[TYPES, (name, &picture)]));
            assert!(content.says("the kestrelwing plan"), "{name}");
        }
        let flat = format!(
            "<?xml version=\"1.0\"?><w:wordDocument \
             xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\">\
             <w:binData>{}</w:binData></w:wordDocument>",
            STANDARD.encode(&picture)
        );
        let content = attached("a.xml", flat.as_bytes());
        assert!(content.says("the kestrelwing plan"), "{:#?}", content.texts);
        let rtf = format!("{{\\rtf1 {{\\pict\\emfblip {}}}}}", digits(&picture));
        let content = attached("a.rtf", rtf.as_bytes());
        assert!(content.says("the kestrelwing plan"), "{:#?}", content.texts);
    }
    // Nor is an object a drawing, whatever it says.
    let rtf = format!(
        "{{\\rtf1 {{\\object\\objemb{{\\*\\objdata\\emfblip {}}}}}}}",
        digits(&packed)
    );
    let content = attached("a.rtf", rtf.as_bytes());
    assert!(content.says("the kestrelwing plan"), "{:#?}", content.texts);
}

#[test]
fn many_pictures_of_symbols_are_no_doubt() {
    let symbol = |n: u32| [wmf(&[(0x41b, n.to_le_bytes().to_vec())])].concat();
    let pictures: String = (0..1_500)
        .map(|n| {
            let digits: String = symbol(n).iter().map(|b| format!("{b:02x}")).collect();
            format!("{{\\pict\\wmetafile8 {digits}}}")
        })
        .collect();
    let content = attached("a.rtf", format!("{{\\rtf1 {pictures}}}").as_bytes());
    assert_eq!(content.uninspectable, None, "{}", content.why());
}

/// Each of the texts has no letters and a record of widths, which once took minutes.
#[test]
fn widths_of_letters_that_are_not_there_are_not_read() {
    const TEXTS: usize = 50_000;
    let mut texts = vec![0; 28];
    texts.extend(u32::try_from(TEXTS).unwrap().to_le_bytes());
    let whole = u32::try_from(32 + 8 + TEXTS * 40).unwrap();
    for _ in 0..TEXTS {
        texts.extend([0; 8]);
        texts.extend((whole / 4 - 2).to_le_bytes());
        texts.extend(whole.to_le_bytes());
        texts.extend([0; 20]);
        texts.extend([4, 0, 0, 0]);
    }
    attached("a.emf", &emf(&[(97, texts)]));
}
