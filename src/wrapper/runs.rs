//! Base64 that stands in a file without being said to: a part of a mail whose header or delimiters
//! are gone, a page in a `data:` address or in a property list, what was quoted or indented.

/// The fewest letters that are looked at; `message.html` has more.
const FEWEST: usize = 1024;

/// The fewest letters of a line that isn't the last of its run.
const LINE: usize = 40;

/// The most signs between two lines: a line end, room, the marks of quotations.
const BETWEEN: usize = 24;

/// The next run of base64 in a file, lines and what stands between them, and what follows it.
pub(super) fn next(mut rest: &[u8]) -> Option<(&[u8], &[u8])> {
    loop {
        let at = rest.iter().position(is_letter)?;
        rest = &rest[at..];
        let mut end = line(rest);
        let mut last = end;
        while last >= LINE {
            let between = rest[end..]
                .iter()
                .take(BETWEEN)
                .take_while(|&&byte| byte.is_ascii_whitespace() || byte == b'>')
                .count();
            let next = line(&rest[end + between..]);
            let ends_line = rest[end..end + between].iter().any(|b| b"\r\n".contains(b));
            if next == 0 || !ends_line {
                break;
            }
            end += between + next;
            if next < last {
                break;
            }
            last = next;
        }
        let (run, after) = rest.split_at(end);
        if run.len() >= FEWEST {
            return Some((run, after));
        }
        rest = after;
    }
}

fn is_letter(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=".contains(byte)
}

/// How many letters a line begins with.
fn line(rest: &[u8]) -> usize {
    rest.iter().take_while(|byte| is_letter(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_whole_lines_and_one_that_is_shorter() {
        let lines = ["A".repeat(76).as_str(); 20].join("\r\n");
        let text = format!("x: y\r\n\r\n{lines}\r\nBBBB=\r\nand more");
        let (run, after) = next(text.as_bytes()).unwrap_or_default();
        assert_eq!(run, format!("{lines}\r\nBBBB=").as_bytes());
        assert_eq!(after, b"\r\nand more");
        assert_eq!(next(after), None);
        let quoted = lines.replace("\r\n", "\r\n> > ");
        let (run, after) = next(quoted.as_bytes()).unwrap_or_default();
        assert_eq!((run.len(), after), (quoted.len(), &b""[..]));
        assert_eq!(next("word ".repeat(1_000).as_bytes()), None);
    }
}
