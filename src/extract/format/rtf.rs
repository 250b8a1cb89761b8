//! The text of RTF (Rich Text Format 1.9.1).
//!
//! Read here rather than by the rtf-parser crate, which takes a document as a Rust string and gives
//! up on one that is broken: here bytes count in their code page, and so does what is hidden and
//! what other programs skip.

mod control;
mod destination;
mod font;
mod object;
mod texts;

use control::Control;
use destination::Destination;
use font::Charsets;
use texts::{Data, Rtf, push_unit};

use std::collections::BTreeSet;

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::kind;
use crate::extract::piece::{Form, Piece};
use crate::mail::charset;

/// Groups inside each other.
const DEEPEST: usize = 100_000;

/// Reads an RTF document.
pub(super) fn read<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let bytes = &piece.bytes[..];
    let mut found = Found::new(&piece.place);
    let rtf = text(bytes, View::All);
    let has = |word: &[u8]| memchr::memmem::find(bytes, word).is_some();
    if has(b"\\v") || has(b"\\deleted") {
        found.text(text(bytes, View::Shown).text);
    }
    if rtf.raises {
        let apart = text(bytes, View::Apart);
        found.text(apart.text);
        found.text_at(format!("{}, beside its text", piece.place), apart.beside);
    }
    if rtf.embeds {
        found.unreadable("an RTF document", "has objects embedded");
    }
    if rtf.broken {
        found.unreadable("an RTF document", "is broken");
        found.text(charset::strings(bytes));
    }
    found.text(rtf.text);
    // Links have escapes of their own.
    let place = format!("{}, beside its text", piece.place);
    let beside = rtf.beside.into_bytes().into();
    found.child(Piece::new(Form::Text, place, piece.depth, beside));
    found.text_at(format!("{}, deleted", piece.place), rtf.deleted);
    // Word writes a picture twice, and pictures of symbols in hundreds.
    let drawings: BTreeSet<Vec<u8>> = rtf.drawings.into_iter().collect();
    for drawing in drawings.into_iter().filter(|one| kind::may_write(one)) {
        if !found.within(budget.part(drawing.len())) {
            break;
        }
        found.child(piece.picture(drawing.into()));
    }
    for object in rtf.objects.iter().filter(|object| !object.is_empty()) {
        if !found.within(budget.part(object.len())) {
            break;
        }
        let data = object::data(object);
        found.child(piece.file("", data.to_vec().into()));
    }
    found
}

/// How a document is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    All,
    /// Without hidden text.
    Shown,
    /// With what is raised or lowered apart, as the numbers of notes are.
    Apart,
}

#[derive(Clone, Copy, Debug, Default)]
struct Group {
    silent: bool,
    /// Whether its text is hidden, and hidden text is left out.
    hidden: bool,
    /// Whether its text is raised or lowered.
    raised: bool,
    /// Whether its text was deleted, which the document keeps.
    deleted: bool,
    /// How many of the texts beside the page are open in it; its own is the last of them.
    beside: usize,
    /// Whether each group in it is a text beside the page.
    lists: bool,
    /// Whether it is the table of fonts.
    fonts: bool,
    /// What it is the data of.
    data: Option<Data>,
    font: Option<i32>,
    /// How many characters stand for a `\u` in programs that don't know it.
    fallback: usize,
}

impl Group {
    fn is_silent(self) -> bool {
        self.silent || self.hidden
    }
}

/// A document while it is read.
struct Reading<'a> {
    bytes: &'a [u8],
    at: usize,
    view: View,
    rtf: Rtf,
    groups: Vec<Group>,
    group: Group,
    charsets: Charsets,
    /// The font of what sets no other.
    usual_font: Option<i32>,
    /// Bytes in a charset that wait for what completes them.
    pending: Vec<u8>,
    /// How many characters stand for a `\u` that was read.
    skip: usize,
}

/// Reads RTF.
fn text(bytes: &[u8], view: View) -> Rtf {
    let mut reading = Reading {
        bytes,
        at: 0,
        view,
        rtf: Rtf::default(),
        groups: Vec::new(),
        group: Group {
            fallback: 1,
            ..Group::default()
        },
        charsets: Charsets::new(),
        usual_font: None,
        pending: Vec::new(),
        skip: 0,
    };
    reading.all();
    let mut rtf = reading.rtf;
    rtf.close(0);
    rtf
}

impl Reading<'_> {
    fn all(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'{' if self.groups.len() > DEEPEST => {
                    self.rtf.broken = true;
                    break;
                }
                b'{' => {
                    self.flush();
                    self.groups.push(self.group);
                    self.skip = 0;
                    if self.group.lists {
                        self.group.lists = false;
                        self.beside();
                    }
                }
                b'}' => {
                    self.flush();
                    match self.groups.pop() {
                        Some(outer) => {
                            self.raise(outer.raised);
                            self.rtf.close(outer.beside);
                            self.group = outer;
                        }
                        None => self.rtf.broken = true,
                    }
                    self.skip = 0;
                }
                b'\r' | b'\n' => {}
                b'\\' => self.control(),
                _ if self.skip > 0 => self.skip -= 1,
                _ if self.group.data.is_some() => self.digit(byte),
                _ if !self.group.is_silent() => self.pending.push(byte),
                _ => {}
            }
        }
        self.flush();
        self.rtf.broken |= !self.groups.is_empty();
    }

    fn control(&mut self) {
        let control = Control::read(&self.bytes[self.at..]);
        self.at += control.length;
        if control.word != "'" {
            self.flush();
        }
        if self.group.fonts {
            self.charsets.font(control.word, control.number);
        }
        match (control.word, control.number) {
            ("'", Some(value)) => {
                if self.skip > 0 {
                    self.skip -= 1;
                } else if !self.group.is_silent() {
                    self.pending.push(value.to_le_bytes()[0]);
                }
            }
            ("u", Some(value)) => {
                self.skip = self.group.fallback;
                // Numbers above 32767 are written as negative ones; pairs of surrogates as two
                // words.
                let unit = value.rem_euclid(0x1_0000);
                if !self.group.is_silent() {
                    push_unit(self.rtf.sink(), u32::try_from(unit).unwrap_or(0));
                }
            }
            ("*", _) => self.beside(),
            ("v" | "deleted", number) if self.view == View::Shown => {
                self.group.hidden = number != Some(0);
            }
            ("deleted", number) => {
                self.group.deleted = number != Some(0);
            }
            ("super" | "sub" | "up" | "dn", number) => self.raise(number != Some(0)),
            ("nosupersub", _) => self.raise(false),
            ("plain", _) => {
                self.raise(false);
                self.group.hidden = false;
                self.group.font = self.usual_font;
            }
            ("deff", Some(font)) => {
                self.usual_font = Some(font);
                self.group.font = self.group.font.or(self.usual_font);
            }
            ("f", Some(font)) if !self.group.fonts => self.group.font = Some(font),
            ("uc", Some(value)) => self.group.fallback = usize::try_from(value).unwrap_or(1),
            ("bin", Some(length)) => self.binary(usize::try_from(length).unwrap_or(0)),
            ("par" | "line" | "row" | "page" | "sect" | "softline" | "column", _) => {
                self.push('\n');
            }
            ("tab" | "cell" | "nestcell", _) => self.push('\t'),
            ("~" | "emspace" | "enspace" | "qmspace", _) => self.push(' '),
            ("_", _) => self.push('-'),
            ("{" | "}" | "\\", _) => {
                if self.skip > 0 {
                    self.skip -= 1;
                } else {
                    self.push(char::from(control.word.as_bytes()[0]));
                }
            }
            ("lquote" | "rquote", _) => self.push('\''),
            ("ldblquote" | "rdblquote", _) => self.push('"'),
            ("endash" | "emdash", _) => self.push('-'),
            ("bullet", _) => self.push('•'),
            ("ansicpg" | "mac" | "pc" | "pca", number) => {
                self.charsets.document(control.word, number);
            }
            (word, _) => self.word(word),
        }
    }

    /// Takes note of what a word says of its group.
    fn word(&mut self, word: &str) {
        self.rtf.embeds |= matches!(word, "objdata" | "objemb" | "objocx");
        if word == "objdata" {
            self.group.data = Some(Data::Object);
            self.rtf.objects.push(Vec::new());
        }
        let is_data = self.group.data.is_some();
        if matches!(word, "emfblip" | "wmetafile") && self.group.silent && !is_data {
            self.group.data = Some(Data::Drawing);
            self.rtf.drawings.push(Vec::new());
        }
        self.group.fonts |= word == "fonttbl";
        match Destination::of(word) {
            Some(Destination::Silent) => self.group.silent = true,
            Some(Destination::Beside) => self.beside(),
            Some(Destination::List) => {
                self.beside();
                self.group.lists = true;
            }
            Some(Destination::Told) => {
                self.group.silent = false;
                self.group.data = None;
                self.beside();
            }
            None => {}
        }
    }

    /// What follows stands above or below its line, or on it again.
    fn raise(&mut self, raised: bool) {
        if raised != self.group.raised {
            self.group.raised = raised;
            self.rtf.raises = true;
            if self.view == View::Apart {
                self.push(' ');
            }
        }
    }

    /// The group's text is one beside the page.
    fn beside(&mut self) {
        let outer = self.groups.last().map_or(0, |outer| outer.beside);
        if self.group.beside == outer {
            self.rtf.open.push(String::new());
            self.group.beside = self.rtf.open.len();
        }
    }

    /// Bytes that stand there as they are.
    fn binary(&mut self, length: usize) {
        let end = self.at.saturating_add(length).min(self.bytes.len());
        let bytes = &self.bytes[self.at..end];
        if let Some(data) = self.rtf.data(self.group.data) {
            data.extend_from_slice(bytes);
        }
        self.at = end;
    }

    /// A digit of data, with the one behind it.
    fn digit(&mut self, byte: u8) {
        let value = |byte: u8| char::from(byte).to_digit(16);
        let Some(high) = value(byte) else { return };
        let rest = &self.bytes[self.at..];
        let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
        let blanks = blanks.count();
        let low = rest.get(blanks).copied().and_then(value);
        if let (Some(low), Some(data)) = (low, self.rtf.data(self.group.data)) {
            self.at += blanks + 1;
            data.extend(u8::try_from(high * 16 + low));
        }
    }

    fn push(&mut self, c: char) {
        if !self.group.is_silent() {
            self.rtf.sink().push(c);
        }
    }

    /// Adds the bytes that wait, in the charset of their font.
    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let label = self.charsets.of(self.group.font);
            let text = charset::decoded(&self.pending, label)
                .or_else(|| charset::decoded_by_other_name(&self.pending, label))
                .unwrap_or_else(|| String::from_utf8_lossy(&self.pending).into_owned());
            self.rtf.sink().push_str(&text);
            if self.group.deleted {
                self.rtf.deleted.push_str(&text);
            } else if !self.rtf.deleted.is_empty() && !self.rtf.deleted.ends_with('\n') {
                self.rtf.deleted.push_str("\n\n");
            }
            self.pending.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole() {
        for source in [
            r"{\rtf1 secret}",
            r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 sec\b ret\b0}",
            r"{\rtf1 sec{\b re}t}",
            r"{\rtf1 s\'65c\u114?et}",
            r"{\rtf1\uc0 s\u101 cret}",
            r"{\rtf1 {\pict 0102}sec{\*\bkmkstart a}ret}",
            r"{\rtf1\fromhtml1 {\*\htmltag84 <b>}sec{\*\htmltag92 </b>}ret}",
        ] {
            let rtf = text(source.as_bytes(), View::All);
            assert!(rtf.text.contains("secret"), "{source}: {rtf:?}");
            assert!(!rtf.broken && !rtf.embeds, "{source}");
        }
        assert_eq!(
            text(
                br"{\rtf1\ansicpg932 \'93\'fa\u-10179?\u-8704?\par x\~y}",
                View::All
            )
            .text,
            "日\u{1f600}\nx y"
        );
    }

    #[test]
    fn what_is_hidden_or_broken_is_said() {
        assert!(text(br"{\rtf1 {\object\objemb{\*\objdata 0105}}}", View::All).embeds);
        for broken in [&br"{\rtf1 x"[..], br"{\rtf1 x}}"] {
            assert!(text(broken, View::All).broken);
        }
    }
}
