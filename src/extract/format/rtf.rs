//! The text of RTF (Rich Text Format 1.9.1).

use mail_parser::decoders::charsets::map::charset_decoder;

use super::look::Look;
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

/// Looks at an RTF file.
pub(super) fn look_into(look: &mut Look<'_>, place: &str, bytes: &[u8]) {
    let rtf = text(bytes, false);
    if memchr::memmem::find(bytes, b"\\v").is_some() {
        look.text(place, text(bytes, true).text);
    }
    if rtf.embeds {
        look.unreadable(place, "an RTF document", "has objects embedded");
    }
    if rtf.broken {
        look.unreadable(place, "an RTF document", "is broken");
        look.text(place, charset::strings(bytes));
    }
    look.text(place, rtf.text);
    look.text(&format!("{place}, what isn't shown"), rtf.beside);
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

/// A control word or symbol.
struct Control<'a> {
    word: &'a str,
    number: Option<i32>,
    length: usize,
}

impl<'a> Control<'a> {
    /// Reads what follows a backslash.
    fn read(bytes: &'a [u8]) -> Self {
        let letters = bytes
            .iter()
            .take(32)
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        if letters == 0 {
            return match bytes {
                [b'\'', rest @ ..] => {
                    let digits = rest.get(..2).and_then(|two| std::str::from_utf8(two).ok());
                    let number = digits.and_then(|two| i32::from_str_radix(two, 16).ok());
                    Self {
                        word: "'",
                        number,
                        length: if number.is_some() { 3 } else { 1 },
                    }
                }
                [b'\r' | b'\n', ..] => Self {
                    word: "par",
                    number: None,
                    length: 1,
                },
                [byte, ..] if byte.is_ascii() => Self {
                    word: std::str::from_utf8(&bytes[..1]).unwrap_or_default(),
                    number: None,
                    length: 1,
                },
                _ => Self {
                    word: "",
                    number: None,
                    length: 0,
                },
            };
        }
        let rest = &bytes[letters..];
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest[sign..]
            .iter()
            .take(10)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (mut length, mut number) = (letters, None);
        if digits > 0 {
            length += sign + digits;
            number = std::str::from_utf8(&rest[..sign + digits])
                .ok()
                .and_then(|text| text.parse().ok());
        }
        length += usize::from(bytes.get(length) == Some(&b' '));
        Self {
            word: std::str::from_utf8(&bytes[..letters]).unwrap_or_default(),
            number,
            length,
        }
    }
}

/// Unpacks the RTF of a TNEF file ([MS-OXRTFCP]); `None` when it is broken or too large.
pub(super) fn unpack(packed: &[u8], most: u64) -> Option<Vec<u8>> {
    const START: &[u8] =
        b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
        \\fdecor MS Sans SerifSymbolArialTimes New \
          RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \
        \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
    let data = packed.get(16..)?;
    let size = usize::try_from(u32::from_le_bytes(packed.get(4..8)?.try_into().ok()?)).ok()?;
    if size as u64 > most {
        return None;
    }
    match packed.get(8..12)? {
        b"MELA" => return Some(data.get(..size)?.to_vec()),
        b"LZFu" => {}
        _ => return None,
    }
    let mut window = [0_u8; 4096];
    window[..START.len()].copy_from_slice(START);
    let mut write = START.len();
    let mut output = Vec::new();
    let mut input = data.iter().copied();
    let mut put = |byte: u8, window: &mut [u8; 4096], write: &mut usize| {
        window[*write] = byte;
        *write = (*write + 1) % 4096;
        output.push(byte);
        output.len() as u64 <= most
    };
    'all: while let Some(flags) = input.next() {
        for bit in 0..8 {
            if flags & (1 << bit) == 0 {
                let Some(byte) = input.next() else { break 'all };
                if !put(byte, &mut window, &mut write) {
                    return None;
                }
                continue;
            }
            let (Some(high), Some(low)) = (input.next(), input.next()) else {
                break 'all;
            };
            let reference = usize::from(u16::from_be_bytes([high, low]));
            let (offset, length) = (reference >> 4, (reference & 15) + 2);
            if offset == write {
                break 'all;
            }
            for n in 0..length {
                let byte = window[(offset + n) % 4096];
                if !put(byte, &mut window, &mut write) {
                    return None;
                }
            }
        }
    }
    Some(output)
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

    #[test]
    fn packed_rtf_is_unpacked() {
        // The examples of MS-OXRTFCP, section 4.
        let packed = b"\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125B2\x0a\xf3 \
                       hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0";
        assert_eq!(
            unpack(packed, 100).unwrap(),
            b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
        );
        assert_eq!(unpack(packed, 10), None);
        assert_eq!(
            unpack(b"\x1a\0\0\0\x02\0\0\0MELA\0\0\0\0hi", 100).unwrap(),
            b"hi"
        );
        assert_eq!(unpack(b"short", 100), None);
    }
}
