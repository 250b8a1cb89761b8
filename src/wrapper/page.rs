//! Text and HTML as mail carries them.

/// From how many characters on a line of `message.html` ends where it can.
const LINE: usize = 300;

/// A link in lines that 7bit allows. Who follows it leaves their ends out (URL Standard, section
/// 4.4).
pub(super) fn in_lines(link: &str) -> String {
    let mut lines = String::with_capacity(link.len() + link.len() / LINE + 1);
    for (at, c) in link.chars().enumerate() {
        if at > 0 && at % LINE == 0 {
            lines.push_str("\r\n");
        }
        lines.push(c);
    }
    lines
}

/// Line ends as mail has them.
pub(super) fn crlf(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32 + 16);
    for line in text.split_inclusive('\n') {
        match line.strip_suffix('\n') {
            Some(line) => {
                out.push_str(line.strip_suffix('\r').unwrap_or(line));
                out.push_str("\r\n");
            }
            None => out.push_str(line),
        }
    }
    out
}

/// HTML in ASCII: other characters as numeric references, so that the file travels as 7bit and no
/// charset can be guessed wrong. Lines of text end long before 998 characters (RFC 5322, section
/// 2.1.1), where servers would end them: the MAC of the carrier holds no longer then.
///
/// `html` begins with a line, and `is_in_tag` says whether that is within a tag; afterwards it says
/// so of the end.
pub(super) fn ascii(html: &str, is_in_tag: &mut bool) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut column = 0;
    for c in html.chars() {
        let start = out.len();
        match c {
            ' ' if column >= LINE && !*is_in_tag => out.push_str("\r\n"),
            _ => {
                if column >= 2 * LINE && !*is_in_tag && c != '<' {
                    // In a tag the end of a line is seen by nobody.
                    out.push_str("<wbr\r\n>");
                    column = 0;
                }
                if c.is_ascii() {
                    out.push(c);
                } else {
                    out.push_str(&format!("&#x{:x};", u32::from(c)));
                }
            }
        }
        match c {
            '<' => *is_in_tag = true,
            '>' => *is_in_tag = false,
            _ => {}
        }
        column = if out.ends_with('\n') {
            0
        } else {
            column + out.len() - start
        };
    }
    out
}
