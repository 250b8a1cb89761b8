//! Files uuencoded into texts, as mail programs before MIME sent them (POSIX.1 `uuencode`).

/// A file: its name and content.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// The files in a text, and whether one of them has no end.
pub(crate) fn files(text: &[u8]) -> (Vec<File>, bool) {
    let mut files = Vec::new();
    let mut open: Option<File> = None;
    if memchr::memmem::find(text, b"begin ").is_none() {
        return (files, false);
    }
    for line in text.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match &mut open {
            None => open = begin(line),
            Some(file) => match decoded(line) {
                _ if line == b"end" => files.extend(open.take()),
                Some(bytes) => file.bytes.extend(bytes),
                // No uuencoded line: most likely a text that says "begin 100 years ago".
                None if file.bytes.is_empty() => open = begin(line),
                None => {
                    files.extend(open.take());
                    return (files, true);
                }
            },
        }
    }
    let unended = open.as_ref().is_some_and(|file| !file.bytes.is_empty());
    files.extend(open.filter(|_| unended));
    (files, unended)
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

fn decoded(line: &[u8]) -> Option<Vec<u8>> {
    let (&first, rest) = line.split_first()?;
    let six = |byte: u8| (b' '..=b'`').contains(&byte).then(|| (byte - b' ') & 0x3f);
    let length = usize::from(six(first)?);
    let mut bytes = Vec::with_capacity(48);
    // Spaces at the end of a line may have been lost on the way.
    for group in rest.chunks(4) {
        let at = |n: usize| group.get(n).map_or(Some(0), |&byte| six(byte));
        let (a, b, c, d) = (at(0)?, at(1)?, at(2)?, at(3)?);
        bytes.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
    }
    (bytes.len() + 3 >= length && rest.len() <= 64).then(|| {
        bytes.truncate(length);
        bytes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_amid_text() {
        let (found, unended) =
            files(b"see below\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\nbye\r\n");
        assert_eq!((found.len(), unended), (1, false));
        assert_eq!(
            (found[0].name.as_str(), found[0].bytes.as_slice()),
            ("cat.txt", &b"Cat"[..])
        );
        let (found, unended) = files(b"begin 644 cat.txt\n#0V%T\n");
        assert_eq!((found.len(), unended), (1, true));
        for text in [
            &b"begin 644 days later\nwe met again, end\n"[..],
            b"begin the day\n",
            b"begin 1000 years\nago",
        ] {
            assert_eq!(files(text).0.len(), 0, "{text:?}");
        }
    }
}
