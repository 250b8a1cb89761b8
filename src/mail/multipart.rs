//! Delimiter lines.

use memchr::memmem;

/// A multipart's body in pieces.
pub(crate) struct Split<'a> {
    pub(crate) preamble: &'a [u8],
    pub(crate) parts: Vec<&'a [u8]>,
    pub(crate) epilogue: &'a [u8],
    /// Where programs may split otherwise, as a clause.
    pub(crate) odd: Option<&'static str>,
}

impl<'a> Split<'a> {
    /// Splits at the delimiter lines (RFC 2046 section 5.1.1). No more parts than `most`, and one,
    /// are made.
    pub(crate) fn new(body: &'a [u8], boundary: &[u8], most: usize) -> Self {
        let delimiter = [b"--", boundary].concat();
        let mut split = Self {
            preamble: body,
            parts: Vec::new(),
            epilogue: &[],
            odd: None,
        };
        let mut open: Option<usize> = None;
        let mut closed = None;
        for at in memmem::find_iter(body, &delimiter) {
            match at.checked_sub(1).map(|before| body[before]) {
                None | Some(b'\n') => {}
                Some(b'\r') => {
                    split.odd = Some("has a delimiter after a bare CR");
                    continue;
                }
                Some(_) => continue,
            }
            let end = memchr::memchr(b'\n', &body[at..]).map_or(body.len(), |n| at + n + 1);
            let after = body[at + delimiter.len()..end].trim_ascii_end();
            let closes = after.starts_with(b"--");
            if closes && after.len() > 2 {
                split.odd = Some("has a line that starts as its last delimiter does");
                continue;
            }
            if !closes && !after.is_empty() {
                split.odd = Some("has a line that starts as its delimiters do");
                continue;
            }
            match (open, closed) {
                (Some(start), _) => split
                    .parts
                    .push(&body[start..line_before(body, at).max(start)]),
                (None, Some(_)) => split.odd = Some("goes on after its last delimiter"),
                (None, None) => split.preamble = &body[..at],
            }
            open = (!closes).then_some(end);
            closed = if closes { Some(end) } else { closed };
            if split.parts.len() > most {
                return split;
            }
        }
        match (open, closed) {
            (Some(start), _) => {
                split.parts.push(&body[start..]);
                split.odd = Some("has no last delimiter");
            }
            (None, Some(end)) => split.epilogue = &body[end..],
            (None, None) => split.odd = Some("has none of its delimiters"),
        }
        if split.parts.is_empty() && split.odd.is_none() {
            split.odd = Some("has no parts");
        }
        split
    }
}

/// Where the line before `at` ends: its line end belongs to the delimiter.
fn line_before(body: &[u8], at: usize) -> usize {
    let line = body[..at].strip_suffix(b"\n").unwrap_or(&body[..at]);
    line.strip_suffix(b"\r").unwrap_or(line).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split<'a>(body: &'a str, boundary: &str) -> Split<'a> {
        Split::new(body.as_bytes(), boundary.as_bytes(), 1000)
    }

    #[test]
    fn parts_are_split_at_delimiter_lines_only() {
        let split = split(
            "pre\r\n--b\r\n\r\none --b\r\n--b \t\r\n\r\ntwo\r\n\r\n--b--\r\nafter",
            "b",
        );
        assert_eq!(split.odd, None);
        assert_eq!(split.preamble, b"pre\r\n");
        assert_eq!(split.parts, [&b"\r\none --b"[..], b"\r\ntwo\r\n"]);
        assert_eq!(split.epilogue, b"after");
    }

    #[test]
    fn what_may_be_split_otherwise_is_odd() {
        for (body, parts) in [
            ("--b\r\n\r\none\r\n", 1),
            ("--b\r\n\r\none\r\n--bc\r\n\r\ntwo\r\n--b--\r\n", 1),
            ("--b\r\n\r\none\r\n--b--\r\n--b\r\n\r\ntwo\r\n--b--\r\n", 2),
            ("--b\r\n\r\none\r--b\r\n\r\ntwo\r\n--b--\r\n", 1),
            ("--b\r\n\r\none\r\n--b--x\r\n", 1),
            ("no parts\r\n", 0),
            ("--b--\r\n", 0),
        ] {
            let split = split(body, "b");
            assert!(split.odd.is_some(), "{body:?}");
            assert_eq!(split.parts.len(), parts, "{body:?}");
        }
    }
}
