//! Fonts of PDFs: which characters codes stand for, and how wide they are (ISO 32000-1, 9.6 to
//! 9.10).
//!
//! lopdf has parts of it: the glyph list and the encodings, which are used here. It reads no tables
//! that writers make in ways of their own, no encodings of the fonts themselves, and doesn't tell
//! which codes have no name.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS, UTF_8, UTF_16BE};
use lopdf::{Dictionary, Object};

use super::cmap::{self, Cmap};
use super::objects::Objects;
use super::widths::Widths;
use super::{names, program};
use crate::mail::text::folded;

/// A font.
pub(super) struct Font {
    letters: Letters,
    widths: Widths,
    /// Whether its lines run downwards.
    pub(super) is_vertical: bool,
}

enum Letters {
    /// Codes of one byte: what each stands for, what it might, and what its name says where that is
    /// something else.
    Simple(
        Vec<Option<String>>,
        Vec<Option<String>>,
        Vec<Option<String>>,
    ),
    /// Codes of several bytes: what they stand for, and how they are written.
    Composite(Option<Cmap>, Cmap),
    /// Text in a charset.
    Charset(&'static Encoding),
}

/// A character that is shown.
pub(super) struct Shown {
    /// What it is; U+FFFD when that isn't known.
    pub(super) text: String,
    /// What its name says, where that is something else.
    pub(super) drawn: Option<String>,
    /// Whether nothing names it: `text` is a guess.
    pub(super) is_nameless: bool,
    /// Its code, and its width in units of the font's size.
    pub(super) code: u32,
    pub(super) width: f64,
    /// How many codes it has, and whether it is the space of one byte, which spacing widens.
    pub(super) codes: usize,
    pub(super) is_space: bool,
}

impl Font {
    /// Reads a font.
    pub(super) fn new<'a>(font: &'a Dictionary, objects: &mut Objects<'a>) -> Self {
        if objects.name(font, b"Subtype") == b"Type0" {
            let encoding = objects.name(font, b"Encoding");
            return Self {
                letters: composite(font, objects),
                widths: Widths::composite(font, objects),
                is_vertical: encoding.ends_with(b"-V"),
            };
        }
        Self {
            letters: simple(font, objects),
            widths: Widths::simple(font, objects),
            is_vertical: false,
        }
    }

    /// The characters of a string without a font, or with one that doesn't exist: programs take
    /// one that they have.
    pub(super) fn missing(bytes: &[u8], mut show: impl FnMut(Shown)) {
        for &byte in bytes {
            show(Shown {
                text: char::from(byte).to_string(),
                drawn: None,
                is_nameless: false,
                code: byte.into(),
                width: 0.5,
                codes: 1,
                is_space: byte == 32,
            });
        }
    }

    /// The characters of a string.
    pub(super) fn read(&self, bytes: &[u8], mut show: impl FnMut(Shown)) {
        let (table, own) = match &self.letters {
            Letters::Charset(charset) => {
                let (text, _, is_broken) = charset.decode(bytes);
                return show(Shown {
                    text: text.into_owned(),
                    drawn: None,
                    is_nameless: is_broken,
                    code: 0,
                    width: bytes.len() as f64 / 2.0,
                    codes: bytes.len() / 2,
                    is_space: false,
                });
            }
            Letters::Simple(named, guessed, drawn) => {
                for &byte in bytes {
                    let name = named.get(usize::from(byte)).cloned().flatten();
                    let guess = || guessed.get(usize::from(byte)).cloned().flatten();
                    let is_nameless = name.is_none();
                    let text = name.or_else(guess).unwrap_or_else(|| "\u{fffd}".into());
                    let is_space = byte == 32;
                    let one = self.shown(text, is_nameless && !is_space, byte.into(), is_space);
                    let drawn = drawn.get(usize::from(byte)).cloned().flatten();
                    show(Shown { drawn, ..one });
                }
                return;
            }
            Letters::Composite(table, own) => (table, own),
        };
        let mut rest = bytes;
        while !rest.is_empty() {
            let (code, length) = next_code(rest, &own.lengths);
            rest = &rest[length..];
            let named = table.as_ref().and_then(|table| table.get(code));
            // Character 0 is no letter, and what takes no room and is said to be nothing is a part
            // of another one.
            let is_part = table.as_ref().is_some_and(|table| table.is_nothing(code))
                && self.widths.of(code) == 0.0;
            let is_blank = code == 0 || is_part || own.blank.contains(&code);
            let is_guess = table.as_ref().is_some_and(|table| table.is_identity);
            let is_nameless = (named.is_none() || is_guess) && !is_blank;
            let unknown = if is_blank { "" } else { "\u{fffd}" };
            let text = named.unwrap_or_else(|| unknown.into());
            show(self.shown(text, is_nameless, code, length == 1 && code == 32));
        }
    }

    fn shown(&self, text: String, is_nameless: bool, code: u32, is_space: bool) -> Shown {
        let (text, is_own) = plain(text);
        let width = self.widths.of(code);
        Shown {
            text,
            drawn: None,
            is_nameless: is_nameless || is_own,
            code,
            width,
            codes: 1,
            is_space,
        }
    }
}

/// Characters of the private area as the letters that fonts of symbols, and old fonts with small
/// capitals, have there; and whether others are among them, which nobody can know.
fn plain(text: String) -> (String, bool) {
    const PRIVATE: std::ops::RangeInclusive<char> = '\u{e000}'..='\u{f8ff}';
    if !text.contains(|c| PRIVATE.contains(&c)) {
        return (text, false);
    }
    let mut is_own = false;
    let letter = |c: char| match u32::from(c) {
        code @ (0xf020..=0xf0ff | 0xf720..=0xf7ff) => char::from((code & 0xff) as u8),
        0xe000..=0xf8ff => {
            is_own = true;
            c
        }
        _ => c,
    };
    let text = text.chars().map(letter).collect();
    (text, is_own)
}

/// The code that a string starts with, and its length.
fn next_code(bytes: &[u8], lengths: &[(usize, u32, u32)]) -> (u32, usize) {
    let code = |length: usize| {
        let read = bytes[..length].iter();
        read.fold(0, |code, &byte| code << 8 | u32::from(byte))
    };
    let fits = |length: &usize| {
        let code = code(*length);
        lengths.iter().any(|(of, from, to)| {
            // Each byte lies within its own bounds.
            of == length
                && (0..4).all(|at| {
                    let byte = |code: u32| code >> (8 * at) & 0xff;
                    (byte(*from)..=byte(*to)).contains(&byte(code))
                })
        })
    };
    let most = bytes.len().min(4);
    let length = (1..=most).find(fits).unwrap_or(most.min(2));
    (code(length), length)
}

fn composite<'a>(font: &'a Dictionary, objects: &mut Objects<'a>) -> Letters {
    let table = cmap::to_unicode(font, objects);
    let (mut own, mut named) = (Cmap::default(), &b""[..]);
    match objects.entry(font, b"Encoding") {
        Some(Object::Stream(stream)) => own = Cmap::new(stream, objects),
        Some(Object::Name(name)) => named = name,
        _ => {}
    }
    match charset(named) {
        // What programs copy and search by comes first.
        Some(charset) if table.is_none() => Letters::Charset(charset),
        _ => Letters::Composite(table, own),
    }
}

/// The charset of a predefined table of codes.
fn charset(name: &[u8]) -> Option<&'static Encoding> {
    let has = |part: &str| memchr::memmem::find(name, part.as_bytes()).is_some();
    let starts = |with: &[&str]| with.iter().any(|with| name.starts_with(with.as_bytes()));
    if name.starts_with(b"Uni") {
        if has("UTF8") {
            return Some(UTF_8);
        }
        return (has("UCS2") || has("UTF16")).then_some(UTF_16BE);
    }
    if has("RKSJ") {
        Some(SHIFT_JIS)
    } else if starts(&["GB"]) {
        Some(GB18030)
    } else if starts(&["KSC"]) {
        Some(EUC_KR)
    } else if starts(&["EUC-H", "EUC-V"]) {
        Some(EUC_JP)
    } else if has("B5") || has("B5pc") {
        Some(BIG5)
    } else {
        None
    }
}

fn simple<'a>(font: &'a Dictionary, objects: &mut Objects<'a>) -> Letters {
    let mut named = vec![None; 256];
    let mut guessed = names::encoding(b"StandardEncoding").unwrap_or_default();
    let descriptor = objects.dictionary(font, b"FontDescriptor");
    let file = |key: &&[u8]| descriptor.is_some_and(|all| all.has(key));
    let is_drawn = objects.name(font, b"Subtype") == b"Type3";
    let is_embedded = is_drawn
        || [&b"FontFile"[..], b"FontFile2", b"FontFile3"]
            .iter()
            .any(file);
    let base_font = objects.name(font, b"BaseFont");
    let is = |name: &[u8]| memchr::memmem::find(base_font, name).is_some();
    let encoding = objects.entry(font, b"Encoding");
    let (base, differences) = match encoding {
        Some(Object::Name(name)) => (&name[..], None),
        Some(Object::Dictionary(encoding)) => (
            objects.name(encoding, b"BaseEncoding"),
            objects.array(encoding, b"Differences"),
        ),
        _ => (&b""[..], None),
    };
    let is_of_signs = is(b"Dingbats");
    if is_of_signs {
        // Signs, none of them a letter.
        named = vec![Some(String::new()); 256];
    } else if let Some(encoding) = names::encoding(base) {
        named = encoding;
        if is_embedded {
            // A font that is there may have letters where control characters are.
            named[..32].fill(None);
        }
    } else if is(b"Symbol") && !is_embedded {
        named = names::symbol();
    } else if let Some(own) = descriptor.and_then(|all| program::names(all, objects)) {
        named = own;
    } else if !is_embedded {
        named.clone_from(&guessed);
    }
    let mut code = 0;
    for object in differences.into_iter().flatten() {
        match objects.get(object) {
            Object::Name(name) => {
                if let Some(entry) = named.get_mut(code) {
                    // TeX's fonts of pictures have codes for names.
                    let own = is_drawn && *name == format!("a{code}").into_bytes();
                    let letter = guessed.get(code).filter(|_| own && code > 32);
                    *entry = names::text(name).or_else(|| letter.cloned().flatten());
                }
                code += 1;
            }
            number => code = number.as_float().unwrap_or(256.0) as usize,
        }
    }
    let mut drawn = vec![None; 256];
    if let Some(table) = cmap::to_unicode(font, objects) {
        for (code, drawn) in (0_u32..).zip(&mut drawn) {
            let name = named.get(code as usize).and_then(Option::as_deref);
            let said = table.get(code);
            let differs = |name: &&str| {
                let is_letter = name.chars().all(char::is_alphanumeric) && !name.is_empty();
                is_letter
                    && said
                        .as_deref()
                        .is_some_and(|said| folded(said) != folded(name))
            };
            *drawn = name.filter(differs).map(str::to_owned);
        }
        for (code, entry) in (0_u32..).zip(&mut named) {
            // What programs copy and search by comes first. What it leaves out is no control
            // character: such fonts have codes of their own.
            let keeps = |text: &String| is_of_signs || !text.is_empty();
            *entry = table.get(code).or_else(|| entry.take().filter(keeps));
        }
    }
    // The others show what their codes are in plain text, perhaps.
    guessed.resize(256, None);
    Letters::Simple(named, guessed, drawn)
}
