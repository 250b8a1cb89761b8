//! Texts of mails in quoted-printable (RFC 2045, section 6.7), whatever they are written in:
//! filters take base64 of a text for something that hides.

use mail_builder::mime::MimePart;

/// How long a line gets, with the `=` at its end.
const LINE: usize = 76;

/// A part of this type, such as `text/plain`; lines of `text` end in CRLF.
pub fn text_part(kind: &'static str, text: String) -> MimePart<'static> {
    if text.is_ascii() {
        // What encoding it needs, if any, depends on its lines alone, and is none that hides it.
        return MimePart::new(kind, text);
    }
    MimePart::new(kind, quoted(&text)).transfer_encoding("quoted-printable")
}

fn quoted(text: &str) -> String {
    const HEX: [u8; 16] = *b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len() * 2);
    let mut lines = text.split("\r\n").peekable();
    while let Some(line) = lines.next() {
        let mut column = 0;
        for (at, &byte) in line.as_bytes().iter().enumerate() {
            let is_last = at + 1 == line.len();
            let is_plain = match byte {
                b'=' => false,
                // At the end of a line it could be taken off.
                b' ' | b'\t' => !is_last,
                _ => byte.is_ascii_graphic(),
            };
            let width = if is_plain { 1 } else { 3 };
            if column + width >= LINE {
                out.push_str("=\r\n");
                column = 0;
            }
            column += width;
            if is_plain {
                out.push(char::from(byte));
            } else {
                out.push('=');
                for half in [byte >> 4, byte & 15] {
                    out.push(char::from(HEX[usize::from(half)]));
                }
            }
        }
        if lines.peek().is_some() {
            out.push_str("\r\n");
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use mail_parser::MessageParser;

    #[test]
    fn every_text_comes_back_and_is_never_base64() {
        for text in [
            "plain\r\n",
            "été = summer \r\n\r\n.\r\n",
            "受保护的消息 https://secure.example.org/\r\n次の行\t\r\n",
            &"長".repeat(500),
            &format!("{} é", "x".repeat(300)),
        ] {
            let mut mail = b"MIME-Version: 1.0\r\n".to_vec();
            text_part("text/plain", text.to_owned()).write_part(&mut mail);
            let source = String::from_utf8(mail.clone()).unwrap();
            assert!(source.is_ascii() && !source.contains("base64"), "{source}");
            let lines = source.split("\r\n").skip(3);
            assert!(
                lines
                    .clone()
                    .all(|line| line.len() <= LINE || text.is_ascii())
            );
            assert!(lines.clone().all(|line| !line.ends_with([' ', '\t'])));
            let read = MessageParser::default().parse(&mail).unwrap();
            assert_eq!(read.body_text(0).unwrap(), text);
        }
    }
}
