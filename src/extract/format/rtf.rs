//! The text of RTF (Rich Text Format 1.9.1).
//!
//! Read here rather than by the rtf-parser crate, which takes a document as a Rust string and gives
//! up on one that is broken: here bytes count in their code page, and so does what is hidden and
//! what other programs skip.

mod control;

use control::Control;
use mail_parser::decoders::charsets::map::charset_decoder;

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::piece::Piece;
use crate::mail::charset;

/// Groups that hold no text of the document.
const SILENT: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "pict",
    "themedata",
    "colorschememapping",
    "latentstyles",
    "datastore",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "filetbl",
    "revtbl",
    "xmlnstbl",
    "blipuid",
];

/// Reads an RTF document.
pub(super) fn read<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let bytes = &piece.bytes[..];
    let mut found = Found::new(&piece.place);
    let rtf = text(bytes, false);
    if memchr::memmem::find(bytes, b"\\v").is_some() {
        found.text(text(bytes, true).text);
    }
    if rtf.embeds {
        found.unreadable("an RTF document", "has objects embedded");
    }
    if rtf.broken {
        found.unreadable("an RTF document", "is broken");
        found.text(charset::strings(bytes));
    }
    found.text(rtf.text);
    let beside = format!("{}, what isn't shown", piece.place);
    found.text_at(beside, rtf.beside);
    found
}

#[derive(Debug, Default)]
struct Rtf {
    text: String,
    /// Text in groups that programs may ignore: bookmarks, field instructions, HTML tags, text
    /// boxes.
    beside: String,
    embeds: bool,
    broken: bool,
}

#[derive(Clone, Copy)]
struct Group {
    silent: bool,
    /// Whether its text is hidden, and hidden text is left out.
    hidden: bool,
    beside: bool,
    /// How many characters stand for a `\u` in programs that don't know it.
    fallback: usize,
}

impl Group {
    fn is_silent(self) -> bool {
        self.silent || self.hidden
    }
}

/// Reads RTF; `as_shown` leaves hidden text out.
fn text(bytes: &[u8], as_shown: bool) -> Rtf {
    let mut rtf = Rtf::default();
    let mut groups: Vec<Group> = Vec::new();
    let mut group = Group {
        silent: false,
        hidden: false,
        beside: false,
        fallback: 1,
    };
    let mut codepage = "windows-1252".to_owned();
    // Bytes in the code page that wait for what completes them.
    let mut pending: Vec<u8> = Vec::new();
    let mut skip = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        if matches!(byte, b'{' | b'}') {
            rtf.flush(group, &mut pending, &codepage);
        }
        match byte {
            b'{' => {
                if groups.len() > 100_000 {
                    rtf.broken = true;
                    break;
                }
                groups.push(group);
                skip = 0;
            }
            b'}' => {
                match groups.pop() {
                    Some(outer) => group = outer,
                    None => rtf.broken = true,
                }
                skip = 0;
            }
            b'\r' | b'\n' => {}
            b'\\' => {
                let control = Control::read(&bytes[at..]);
                at += control.length;
                if control.word != "'" {
                    rtf.flush(group, &mut pending, &codepage);
                }
                match (control.word, control.number) {
                    ("'", Some(value)) => {
                        if skip > 0 {
                            skip -= 1;
                        } else if !group.is_silent() {
                            pending.push(value.to_le_bytes()[0]);
                        }
                    }
                    ("u", Some(value)) => {
                        skip = group.fallback;
                        // Numbers above 32767 are written as negative ones; pairs of surrogates as
                        // two words.
                        let unit = value.rem_euclid(0x1_0000);
                        if !group.is_silent() {
                            push_unit(rtf.sink(group), u32::try_from(unit).unwrap_or(0));
                        }
                    }
                    ("*", _) if !group.beside => {
                        group.beside = true;
                        rtf.beside.push('\n');
                    }
                    ("v", number) if as_shown => group.hidden = number != Some(0),
                    ("plain", _) => group.hidden = false,
                    ("uc", Some(value)) => group.fallback = usize::try_from(value).unwrap_or(1),
                    ("ansicpg", Some(value)) if value > 0 => codepage = codepage_name(value),
                    ("mac", _) => codepage = "macintosh".into(),
                    ("bin", Some(length)) => {
                        at = at.saturating_add(usize::try_from(length).unwrap_or(0))
                    }
                    ("par" | "line" | "row" | "page" | "sect" | "softline", _) => {
                        rtf.push(group, '\n')
                    }
                    ("tab" | "cell" | "nestcell", _) => rtf.push(group, '\t'),
                    ("~" | "emspace" | "enspace" | "qmspace", _) => rtf.push(group, ' '),
                    ("_", _) => rtf.push(group, '-'),
                    ("{" | "}" | "\\", _) => {
                        if skip > 0 {
                            skip -= 1;
                        } else {
                            rtf.push(group, char::from(control.word.as_bytes()[0]));
                        }
                    }
                    ("lquote" | "rquote", _) => rtf.push(group, '\''),
                    ("ldblquote" | "rdblquote", _) => rtf.push(group, '"'),
                    ("endash" | "emdash", _) => rtf.push(group, '-'),
                    ("objdata" | "objemb" | "objocx", _) => {
                        rtf.embeds = true;
                        group.silent |= control.word == "objdata";
                    }
                    (word, _) if SILENT.contains(&word) => group.silent = true,
                    _ => {}
                }
            }
            _ if skip > 0 => skip -= 1,
            _ if !group.is_silent() => pending.push(byte),
            _ => {}
        }
    }
    rtf.flush(group, &mut pending, &codepage);
    rtf.broken |= !groups.is_empty();
    rtf
}

impl Rtf {
    fn push(&mut self, group: Group, c: char) {
        if !group.is_silent() {
            self.sink(group).push(c);
        }
    }

    fn sink(&mut self, group: Group) -> &mut String {
        if group.beside {
            &mut self.beside
        } else {
            &mut self.text
        }
    }

    /// Adds the bytes that wait, in the code page.
    fn flush(&mut self, group: Group, pending: &mut Vec<u8>, codepage: &str) {
        if !pending.is_empty() {
            let decode = charset_decoder(codepage.as_bytes());
            let text = decode.map_or_else(
                || String::from_utf8_lossy(pending).into_owned(),
                |decode| decode(pending),
            );
            self.sink(group).push_str(&text);
            pending.clear();
        }
    }
}

/// Adds a UTF-16 unit; the second of a pair of surrogates replaces the sign that the first left.
fn push_unit(text: &mut String, unit: u32) {
    const PRIVATE: u32 = 0x10_0000;
    match (unit, text.chars().next_back().map(u32::from)) {
        // The first of a pair waits as a private character that nothing else uses.
        (0xd800..=0xdbff, _) => text.extend(char::from_u32(PRIVATE + (unit - 0xd800))),
        (0xdc00..=0xdfff, Some(high @ PRIVATE..=0x10_03ff)) => {
            text.pop();
            text.extend(char::from_u32(
                0x1_0000 + ((high - PRIVATE) << 10) + (unit - 0xdc00),
            ));
        }
        _ => text.push(char::from_u32(unit).unwrap_or('\u{fffd}')),
    }
}

fn codepage_name(number: i32) -> String {
    match number {
        932 => "shift_jis".into(),
        936 => "gbk".into(),
        949 => "euc-kr".into(),
        950 => "big5".into(),
        65001 => "utf-8".into(),
        437 | 850 => "ibm850".into(),
        other => format!("windows-{other}"),
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
            let rtf = text(source.as_bytes(), false);
            assert!(rtf.text.contains("secret"), "{source}: {rtf:?}");
            assert!(!rtf.broken && !rtf.embeds, "{source}");
        }
        assert_eq!(
            text(
                br"{\rtf1\ansicpg932 \'93\'fa\u-10179?\u-8704?\par x\~y}",
                false
            )
            .text,
            "日\u{1f600}\nx y"
        );
    }

    #[test]
    fn what_is_hidden_or_broken_is_said() {
        assert!(text(br"{\rtf1 {\object\objemb{\*\objdata 0105}}}", false).embeds);
        for broken in [&br"{\rtf1 x"[..], br"{\rtf1 x}}"] {
            assert!(text(broken, false).broken);
        }
    }
}
