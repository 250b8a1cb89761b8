//! Files uuencoded into texts, as mail programs before MIME sent them (POSIX.1 `uuencode`).

use zeroize::Zeroizing;

/// A file: its name and content.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// The file that a text consists of: only blank lines come before it, and what follows its end is
/// left out. `None` when the text is no such file.
pub(super) fn only_file(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut lines = text
        .split(|&byte| byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .skip_while(|line| line.trim_ascii().is_empty());
    begin(lines.next()?)?;
    // As large as it can become: a buffer that grows leaves copies behind that nobody wipes.
    let mut file = Zeroizing::new(Vec::with_capacity(text.len()));
    for line in lines {
        match decoded(line) {
            _ if line.trim_ascii_end() == b"end" => break,
            Some(bytes) => file.extend_from_slice(&bytes),
            None if line.is_empty() => {}
            None => return None,
        }
    }
    Some(file)
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
                Some(bytes) => file.bytes.extend_from_slice(&bytes),
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

fn decoded(line: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (&first, rest) = line.split_first()?;
    let six = |byte: u8| (b' '..=b'`').contains(&byte).then(|| (byte - b' ') & 0x3f);
    let length = usize::from(six(first)?);
    let mut bytes = Zeroizing::new(Vec::with_capacity(48));
    // Spaces at the end of a line may have been lost on the way.
    for group in rest.chunks(4) {
        let at = |n: usize| group.get(n).map_or(Some(0), |&byte| six(byte));
        let (a, b, c, d) = (at(0)?, at(1)?, at(2)?, at(3)?);
        bytes.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
    }
    (bytes.len() + 3 >= length && rest.len() <= 64).then(|| {
        bytes.resize(length, 0);
        bytes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_a_file_is_told_from_others() {
        let file = |text: &[u8]| only_file(text).map(|file| file.to_vec());
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
        assert_eq!(file(b"text\nbegin 644 a\n#0V%T\n`\nend\n"), None);
        assert_eq!(file(b"begin 644 a\nno file\n"), None);
    }

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
