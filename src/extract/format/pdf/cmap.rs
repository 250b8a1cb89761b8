//! Tables of codes: `ToUnicode`, and the lengths of codes of composite fonts (ISO 32000-1, 9.7.5
//! and 9.10.3).
//!
//! lopdf reads only tables as the specification has them, and one odd line loses it all. Programs
//! that show PDFs read what writers make: without a resource around it, with spaces in hexadecimal
//! strings, with targets of one byte or names of glyphs, with another table under it.

use std::collections::HashSet;

use lopdf::{Dictionary, Object, Stream};
use rangemap::RangeInclusiveMap;

use super::lexer::Lexer;
use super::names;
use super::objects::Objects;

/// Tables that stand under each other.
const NESTED: usize = 4;

/// Ranges of one table, and bytes of what one code stands for.
const RANGES: usize = 1 << 17;
const TARGET: usize = 256;

/// What codes stand for.
#[derive(Default)]
pub(super) struct Cmap {
    targets: RangeInclusiveMap<u32, Target>,
    /// Codes that show what a font has for nothing.
    pub(super) blank: HashSet<u32>,
    /// How long codes are, in bytes, and which: from and to.
    pub(super) lengths: Vec<(usize, u32, u32)>,
    /// Codes are Unicode themselves, as the font claims; often they are numbers of characters.
    pub(super) is_identity: bool,
}

#[derive(Clone, PartialEq, Eq)]
enum Target {
    /// UTF-16 of the code that the number is, of which the last unit goes up with the code.
    Units(u32, Vec<u16>),
    Text(String),
}

impl Cmap {
    /// Reads a table.
    pub(super) fn new<'a>(stream: &'a Stream, objects: &mut Objects<'a>) -> Self {
        let mut read = Self::default();
        read.add(stream, objects, 0);
        read
    }

    fn add<'a>(&mut self, stream: &'a Stream, objects: &mut Objects<'a>, depth: usize) {
        match objects.entry(&stream.dict, b"UseCMap") {
            Some(Object::Stream(base)) if depth < NESTED => self.add(base, objects, depth + 1),
            Some(Object::Stream(_)) => objects.exceeded = true,
            // What a predefined one has stays nameless.
            _ => {}
        }
        let Some(bytes) = objects.unpack(stream) else {
            return;
        };
        let mut lexer = Lexer::new(&bytes);
        let mut operands = Vec::new();
        while let Some(operator) = lexer.next(&mut operands) {
            match operator {
                b"endcodespacerange" => self.lengths(&operands),
                b"endbfchar" => {
                    for pair in operands.chunks_exact(2) {
                        if let Some((code, _)) = code(&pair[0]) {
                            self.insert(code, code, &pair[1]);
                        }
                    }
                }
                b"endcidchar" => {
                    for pair in operands.chunks_exact(2) {
                        if let (Some((code, _)), Object::Integer(0)) = (code(&pair[0]), &pair[1]) {
                            self.blank.insert(code);
                        }
                    }
                }
                b"endbfrange" => self.ranges(&operands),
                _ => {}
            }
            if self.targets.len() > RANGES {
                objects.exceeded = true;
                return;
            }
        }
    }

    fn lengths(&mut self, operands: &[Object]) {
        for pair in operands.chunks_exact(2) {
            if let (Some((from, length)), Some((to, _))) = (code(&pair[0]), code(&pair[1]))
                && self.lengths.len() < 256
            {
                self.lengths.push((length, from, to));
            }
        }
    }

    fn ranges(&mut self, operands: &[Object]) {
        for range in operands.chunks_exact(3) {
            let (Some((from, _)), Some((to, _))) = (code(&range[0]), code(&range[1])) else {
                continue;
            };
            match &range[2] {
                Object::Array(targets) => {
                    for (code, target) in (from..=to).zip(targets) {
                        self.insert(code, code, target);
                    }
                }
                target if from <= to => self.insert(from, to, target),
                _ => {}
            }
        }
    }

    fn insert(&mut self, from: u32, to: u32, target: &Object) {
        let target = match target {
            Object::String(bytes, _) => {
                // A target of one byte is that character.
                let odd = bytes.len() % 2;
                let units = bytes[..odd].iter().map(|&byte| u16::from(byte));
                let pairs = bytes[odd..].chunks_exact(2);
                let units = units.chain(pairs.map(|pair| u16::from_be_bytes([pair[0], pair[1]])));
                Target::Units(from, units.take(TARGET).collect())
            }
            Object::Name(name) => match names::text(name) {
                Some(text) => Target::Text(text),
                None => return,
            },
            _ => return,
        };
        self.targets.insert(from..=to, target);
    }

    /// Whether a code stands for nothing, as the table says.
    pub(super) fn is_nothing(&self, code: u32) -> bool {
        matches!(self.targets.get(&code), Some(Target::Units(_, units)) if units.is_empty())
    }

    /// What a code stands for, if that is named.
    pub(super) fn get(&self, code: u32) -> Option<String> {
        let text = match self.targets.get(&code) {
            Some(Target::Text(text)) => text.clone(),
            Some(Target::Units(from, units)) => {
                let by = code - from;
                let (last, before) = units.split_last()?;
                // In a pair of surrogates the character goes up.
                let pair = before.last().and_then(|&high| {
                    let pair = char::decode_utf16([high, *last]).next()?.ok()?;
                    (pair > '\u{ffff}').then_some(u32::from(pair))
                });
                match pair {
                    Some(pair) => {
                        let mut text = String::from_utf16_lossy(&before[..before.len() - 1]);
                        text.extend(char::from_u32(pair + by));
                        text
                    }
                    None => {
                        let mut units = before.to_vec();
                        units.push(last.wrapping_add(by as u16));
                        String::from_utf16_lossy(&units)
                    }
                }
            }
            None if self.is_identity => char::from_u32(code)?.to_string(),
            None => return None,
        };
        (!text.is_empty() && !text.contains('\0')).then_some(text)
    }
}

/// A code and its length.
fn code(object: &Object) -> Option<(u32, usize)> {
    let bytes = object.as_str().ok()?;
    let number = bytes.iter().try_fold(0_u32, |code, &byte| {
        Some(code.checked_mul(256)? | u32::from(byte))
    })?;
    Some((number, bytes.len()))
}

/// The table of a font, if it has one that can be read.
pub(super) fn to_unicode<'a>(font: &'a Dictionary, objects: &mut Objects<'a>) -> Option<Cmap> {
    match objects.entry(font, b"ToUnicode")? {
        Object::Stream(stream) => Some(Cmap::new(stream, objects)),
        Object::Name(name) if name.starts_with(b"Identity") => Some(Cmap {
            is_identity: true,
            ..Cmap::default()
        }),
        _ => None,
    }
}
