//! Files uuencoded into texts, as mail programs before MIME sent them (POSIX.1 `uuencode`).

use std::ops::Range;

use memchr::memmem;
use zeroize::Zeroizing;

/// A file: its name and content.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Hands on the file in a text, line by line, and gives its size, and whether there may be more:
/// the text says something before or after it, or ends before it does. `None` when there is no
/// such file.
pub(super) fn file_to(text: &[u8], out: &mut impl FnMut(&[u8])) -> Option<(usize, bool)> {
    let (size, _) = lines_to(text, &mut |_| {})?;
    // A line may have lost the spaces at its end; where so many did that the file outgrows its
    // text, nobody encoded it.
    if size > text.len() {
        return None;
    }
    lines_to(text, out)
}

fn lines_to(text: &[u8], out: &mut impl FnMut(&[u8])) -> Option<(usize, bool)> {
    let mut has_more = false;
    let mut lines = text
        .split(|&byte| byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .skip_while(|line| {
            let is_before = begin(line).is_none();
            has_more |= is_before && !line.trim_ascii().is_empty();
            is_before
        });
    lines.next()?;
    let mut size = 0;
    let mut is_over = false;
    let mut says_after = false;
    for line in lines {
        match Line::decode(line) {
            _ if is_over => says_after |= !line.trim_ascii().is_empty(),
            _ if line.trim_ascii_end() == b"end" => is_over = true,
            Some(decoded) => {
                size += decoded.length;
                out(decoded.bytes());
            }
            None if line.is_empty() => {}
            None => return None,
        }
    }
    // Without its end it may be cut.
    Some((size, has_more || says_after || !is_over))
}

/// The files in a text, no more than `most`, and why programs may read them differently, as a
/// clause.
pub(crate) fn files(text: &[u8], most: usize) -> (Vec<File>, Option<&'static str>) {
    const NO_END: &str = "has a uuencoded file without an end";
    let mut files = Vec::new();
    let mut oddity = None;
    let mut open: Option<File> = None;
    if memmem::find(text, b"begin ").is_none() {
        return (files, None);
    }
    for line in text.split(|&byte| byte == b'\n') {
        if files.len() == most {
            break;
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match &mut open {
            None => open = begin(line),
            Some(file) => match Line::decode(line) {
                _ if line == b"end" => files.extend(open.take()),
                Some(decoded) => {
                    if decoded.is_short {
                        // Some programs fill it with zeros, others leave them out.
                        oddity = Some("has a uuencoded line that is shorter than it says");
                    }
                    file.bytes.extend_from_slice(decoded.bytes());
                }
                // No uuencoded line: most likely a text that says "begin 100 years ago".
                None if file.bytes.is_empty() => open = begin(line),
                None => {
                    files.extend(open.take());
                    return (files, Some(NO_END));
                }
            },
        }
    }
    if let Some(file) = open.filter(|file| !file.bytes.is_empty()) {
        files.push(file);
        oddity = Some(NO_END);
    }
    (files, oddity)
}

/// Where files stand in a text, from the line that begins one to the line that ends it, and their
/// names; no more than `most`. What isn't a file in each of its lines is none.
pub(crate) fn places(text: &[u8], most: usize) -> Vec<(Range<usize>, String)> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(found) = memmem::find(&text[at..], b"begin ") {
        let start = at + found;
        at = line_end(text, start);
        let begins_line = start == 0 || text[start - 1] == b'\n';
        let Some(file) = begin(&text[start..at]).filter(|_| begins_line) else {
            continue;
        };
        if places.len() == most {
            break;
        }
        let mut has_lines = false;
        let is_file = loop {
            let end = line_end(text, at);
            let line = text[at..end].trim_ascii_end();
            if line == b"end" || at == text.len() {
                at = end;
                break has_lines;
            }
            // Spaces at the end of a line are letters, its line end isn't.
            let line = text[at..end].strip_suffix(b"\n").unwrap_or(&text[at..end]);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if Line::decode(line).is_none() && !line.is_empty() {
                break false;
            }
            has_lines |= !line.is_empty();
            at = end;
        };
        if is_file {
            places.push((start..at, file.name));
        }
    }
    places
}

/// Where the line that starts at `start` ends.
fn line_end(text: &[u8], start: usize) -> usize {
    memchr::memchr(b'\n', &text[start..]).map_or(text.len(), |end| start + end + 1)
}

fn begin(line: &[u8]) -> Option<File> {
    let rest = line.strip_prefix(b"begin ")?;
    let (mode, name) = rest.split_at_checked(rest.iter().position(|&byte| byte == b' ')?)?;
    let is_mode =
        (3..=4).contains(&mode.len()) && mode.iter().all(|digit| (b'0'..=b'7').contains(digit));
    let name = String::from_utf8_lossy(name.trim_ascii()).into_owned();
    (is_mode && !name.is_empty()).then_some(File {
        name,
        bytes: Vec::new(),
    })
}

/// The most characters of a line after the one that says how many bytes it has.
const CHARACTERS: usize = 64;

/// How many bytes a line may have beyond the groups of characters in it: spaces at its end may have
/// been lost on the way.
const LOST: usize = 3;

/// The bytes of a line.
struct Line {
    room: Zeroizing<[u8; CHARACTERS / 4 * 3 + LOST]>,
    length: usize,
    /// Whether it says that it has more bytes than its characters hold.
    is_short: bool,
}

impl Line {
    fn decode(line: &[u8]) -> Option<Self> {
        let (&first, rest) = line.split_first()?;
        let six = |byte: u8| (b' '..=b'`').contains(&byte).then(|| (byte - b' ') & 0x3f);
        let length = usize::from(six(first)?);
        if rest.len() > CHARACTERS || length > rest.len().div_ceil(4) * 3 + LOST {
            return None;
        }
        let mut room = Zeroizing::new([0; CHARACTERS / 4 * 3 + LOST]);
        for (group, bytes) in rest.chunks(4).zip(room.chunks_mut(3)) {
            let at = |n: usize| group.get(n).map_or(Some(0), |&byte| six(byte));
            let (a, b, c, d) = (at(0)?, at(1)?, at(2)?, at(3)?);
            bytes.copy_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
        }
        // What the groups hold beyond the length is no part of the file.
        let is_short = length > rest.len() * 6 / 8;
        Some(Self {
            room,
            length,
            is_short,
        })
    }

    fn bytes(&self) -> &[u8] {
        &self.room[..self.length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_a_file_is_told_from_others() {
        let file = |text: &[u8]| {
            let mut file = Vec::new();
            let (size, _) = file_to(text, &mut |piece| file.extend_from_slice(piece))?;
            assert_eq!(file.len(), size);
            Some(file)
        };
        let cat = Some(b"Cat".to_vec());
        assert_eq!(
            file(b"\r\nbegin 644 a\r\n#0V%T\r\n`\r\nend\r\n-- \r\n"),
            cat
        );
        assert_eq!(file(b"begin 644 a\n#0V%T\n"), cat, "the end may be lost");
        assert_eq!(
            file(b"begin 644 a\n$0V%T\n \nend\n"),
            Some(b"Cat\0".to_vec())
        );
        assert_eq!(file(b"text\nbegin 644 a\n#0V%T\n`\nend\n"), cat);
        assert_eq!(file(b"begin 644 a\nno file\n"), None);
        let grows = format!("begin 644 a\n{}end\n", "#\n".repeat(1000));
        assert_eq!(file(grows.as_bytes()), None, "more bytes than the text has");
    }

    #[test]
    fn the_places_of_files_are_found() {
        let text = b"see\r\nbegin 644 a b\r\n#0V%T\r\n`\r\nend\r\nbegin 100 years\r\nago\r\n";
        assert_eq!(places(text, 9), [(5..35, "a b".to_owned())]);
        assert_eq!(file_to(&text[5..35], &mut |_| {}), Some((3, false)));
        assert_eq!(
            places(b"begin 644 a\n#0V%T\n", 9).len(),
            1,
            "the end may be lost"
        );
        for text in [
            &b"begin 644 a\n"[..],
            b"begin 644 a\nend\n",
            b"x begin 644 a\n#0V%T\nend\n",
            b"begin 644 a\n#0V%T\nno line of it\nend\n",
        ] {
            assert_eq!(places(text, 9), [], "{text:?}");
        }
        assert_eq!(places(&b"begin 644 a\n#0V%T\nend\n".repeat(9), 3).len(), 3);
    }

    #[test]
    fn no_more_files_are_made_than_are_wanted() {
        let many = "begin 644 a\n#0V%T\nend\n".repeat(10);
        assert_eq!(files(many.as_bytes(), 3).0.len(), 3);
    }

    #[test]
    fn files_are_found_amid_text() {
        let (found, oddity) = files(
            b"see below\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\nbye\r\n",
            9,
        );
        assert_eq!((found.len(), oddity), (1, None));
        assert_eq!(
            (found[0].name.as_str(), found[0].bytes.as_slice()),
            ("cat.txt", &b"Cat"[..])
        );
        let (found, oddity) = files(b"begin 644 cat.txt\n#0V%T\n", 9);
        assert_eq!((found.len(), oddity.is_some()), (1, true));
        let (_, oddity) = files(b"begin 644 a\n$<V5C\n#<F5T\n`\nend\n", 9);
        assert!(oddity.is_some(), "NULs in some programs, none in others");
        for text in [
            &b"begin 644 days later\nwe met again, end\n"[..],
            b"begin the day\n",
            b"begin 1000 years\nago",
        ] {
            assert_eq!(files(text, 9).0.len(), 0, "{text:?}");
        }
    }
}
