//! Where the header of a part or a nested message ends, and its body begins.

use super::{HEADER_BYTES, Header};

/// An entity split into header and body.
pub(crate) struct Head<'a> {
    /// The header.
    pub(crate) header: Header,
    /// The bytes that were read as the header, up to the bound on it.
    pub(crate) written: &'a [u8],
    /// The body as it travels.
    pub(crate) body: &'a [u8],
    /// Why programs may split otherwise, as a clause.
    pub(crate) oddity: Option<&'static str>,
}

impl<'a> Head<'a> {
    /// Splits a nested message, which may end with its header.
    pub(crate) fn of_message(message: &'a [u8]) -> Self {
        Self::split(message, true)
    }

    /// Splits a part of a multipart.
    pub(crate) fn of_part(part: &'a [u8]) -> Self {
        Self::split(part, false)
    }

    /// Splits as Postfix does: the first line that is no field ends the header. `None` when the
    /// header is longer than `most` bytes.
    pub(crate) fn strict(entity: &'a [u8], most: usize) -> Option<Self> {
        let start = &entity[..entity.len().min(most)];
        let (header, end) = Header::parse(start);
        // What ends the header must be a whole line, or it may be the cut that looks like an end.
        if entity.len() > most && !start[end..].contains(&b'\n') {
            return None;
        }
        let (written, body) = entity.split_at(end);
        let body = body
            .strip_prefix(b"\r\n")
            .or_else(|| body.strip_prefix(b"\n"))
            .unwrap_or(body);
        Some(Self {
            header,
            written,
            body,
            oddity: header_oddity(written),
        })
    }

    /// Splits leniently: lines that are no fields are skipped.
    fn split(entity: &'a [u8], is_message: bool) -> Self {
        let mut header = Header::default();
        let mut at = 0;
        let mut oddity = None;
        loop {
            let rest = &entity[at..entity.len().min(at.max(HEADER_BYTES))];
            let (fields, end) = Header::parse(rest);
            fields
                .fields()
                .iter()
                .for_each(|field| header.push(field.clone()));
            at += end;
            match entity[at..] {
                // Cut at the bound, maybe amid a line.
                [_, ..] if at >= HEADER_BYTES => {
                    oddity = Some("has a header too large to be read");
                    break;
                }
                [b'\n', ..] => break at += 1,
                [b'\r', b'\n', ..] => break at += 2,
                [] => {
                    let is_blank = entity.iter().all(u8::is_ascii_whitespace);
                    if !is_message && !is_blank && header.first("Content-Type").is_none() {
                        oddity = Some("has no empty line after its header");
                    }
                    break;
                }
                _ => {
                    oddity = Some("has a line in its header that is no field");
                    at = memchr::memchr(b'\n', &entity[at..]).map_or(entity.len(), |n| at + n + 1);
                }
            }
        }
        Self {
            header,
            written: &entity[..at.min(HEADER_BYTES)],
            body: &entity[at..],
            oddity: oddity.or_else(|| header_oddity(&entity[..at])),
        }
    }
}

/// What programs read differently in the bytes of a header, as a clause.
pub(crate) fn header_oddity(raw: &[u8]) -> Option<&'static str> {
    if raw.contains(&0) {
        return Some("has a NUL byte in its header");
    }
    if memchr::memchr_iter(b'\r', raw).any(|at| raw.get(at + 1) != Some(&b'\n')) {
        return Some("has a bare CR in its header");
    }
    let mut lines = raw.split(|&byte| byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        let is_blank = matches!(line.first(), Some(b' ' | b'\t')) && line.trim_ascii().is_empty();
        // White space after the last line end of a field hides nothing.
        if is_blank
            && lines
                .peek()
                .is_some_and(|next| !next.trim_ascii().is_empty())
        {
            return Some("has a line in its header that looks empty");
        }
        let colon = line.iter().position(|&byte| byte == b':').unwrap_or(0);
        if line[..colon].ends_with(b" ")
            && line.len() > 8
            && line[..8].eq_ignore_ascii_case(b"Content-")
        {
            return Some("has a space in the name of a field");
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_split_at_the_first_empty_line() {
        let head = Head::of_part(b"A: b\r\n\tc\r\n\r\nbody\r\n\r\nmore");
        assert_eq!(head.header.fields().len(), 1);
        assert_eq!(head.written, b"A: b\r\n\tc\r\n\r\n");
        assert_eq!(head.body, b"body\r\n\r\nmore");
        assert_eq!(head.oddity, None);
        let head = Head::of_part(b"\nbody");
        assert_eq!((head.header.fields().len(), head.body), (0, &b"body"[..]));
        assert_eq!(Head::of_message(b"A: b").oddity, None);
    }

    #[test]
    fn strictly_a_header_ends_at_what_is_no_field() {
        let head = Head::strict(b"A: b\r\nno field\r\n\r\nbody", 100).unwrap();
        assert_eq!(head.body, b"no field\r\n\r\nbody");
        assert_eq!(Head::strict(b"A: b\n\nbody", 6).unwrap().body, b"body");
        assert!(Head::strict(b"A: b\nC: d\n\nbody", 6).is_none());
    }

    #[test]
    fn a_header_that_programs_end_differently_is_odd() {
        for part in [
            &b"A: b"[..],
            b"A: b\r\nno field\r\nC: d\r\n\r\nbody",
            b"A: b\r\n \r\nC: d\r\n\r\nbody",
            b"A: b\rC: d\r\n\r\nbody",
            b"A: \0\r\n\r\nbody",
            b"Content-Type : text/html\r\n\r\nbody",
            &b"A: b\r\n".repeat(HEADER_BYTES / 6 + 1),
        ] {
            let shown = String::from_utf8_lossy(&part[..part.len().min(60)]);
            assert!(Head::of_part(part).oddity.is_some(), "{shown}");
        }
    }
}
