//! The carrier's body, written while the sealed bytes arrive.

use std::io::{self, Write};

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use mail_builder::headers::content_type::ContentType;
use mail_builder::mime::MimePart;

use super::armor::Armor;
use super::frame::{FramePool, Frames};

/// The most sealed bytes that a link carries: its fragment stays below 5,300 characters, which mail
/// filters and phones bear.
const LINK: usize = 3_900;

/// What people are told about a sealed message, outside of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Who sent the message, as the carrier's From field says: a name and address, or an address.
    pub sender: String,
    /// The portal's address, with its trailing slash.
    pub portal: String,
}

/// The body of a carrier mail in the making: takes sealed bytes through [`Write`].
pub struct CarrierBody {
    notice: Notice,
    boundary: String,
    /// `message.html` before and after the armor.
    page: (String, String),
    /// The first sealed bytes, until it is clear whether they fit into a link.
    held: Option<Vec<u8>>,
    armor: Armor,
    frames: Frames,
}

/// A finished body.
pub struct Wrapped {
    /// The body with CRLF line ends, in frames of at most [`FRAME`](super::FRAME) bytes.
    pub frames: Vec<Bytes>,
    /// BLAKE3 hash of the body.
    pub digest: [u8; 32],
    /// The Content-Type that the carrier's header must state.
    pub content_type: String,
}

#[derive(Template)]
#[template(
    path = "carrier.txt",
    config = "src/wrapper/askama.toml",
    escape = "none"
)]
struct CarrierText<'a> {
    sender: &'a str,
    portal: &'a str,
}

#[derive(Template)]
#[template(path = "carrier.html", config = "src/wrapper/askama.toml")]
struct CarrierHtml<'a> {
    sender: &'a str,
    portal: &'a str,
    link: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "message.html", config = "src/wrapper/askama.toml")]
struct MessageHtml<'a> {
    sender: &'a str,
    portal: &'a str,
    armor: &'a str,
}

impl CarrierBody {
    /// A body that tells people what `notice` says, in memory of `pool`.
    ///
    /// # Errors
    /// When a page can't be rendered, which no input can cause.
    pub fn new(notice: &Notice, pool: &FramePool) -> io::Result<Self> {
        let notice = Notice {
            sender: shown(&notice.sender),
            portal: notice.portal.clone(),
        };
        let boundary = format!("postseal-{:016x}", crate::secret::random_u64());
        let (held, armor, frames) = (Some(Vec::new()), Armor::new(), Frames::new(pool));
        Ok(Self {
            page: message_html(&notice)?,
            notice,
            boundary,
            held,
            armor,
            frames,
        })
    }

    /// Bytes of memory taken so far.
    pub fn held(&self) -> usize {
        self.frames.held() + self.held.as_ref().map_or(0, Vec::capacity)
    }

    /// Closes the armor, the file and the mail.
    ///
    /// # Errors
    /// When a page can't be rendered, which no input can cause.
    pub fn finish(mut self) -> io::Result<Wrapped> {
        if let Some(held) = self.held.take() {
            let link = format!("{}#m={}", self.notice.portal, URL_SAFE_NO_PAD.encode(&held));
            self.begin(Some(&link))?;
            self.armor.push(&held, &mut self.frames);
        }
        self.armor.finish(&mut self.frames);
        self.frames.push(self.page.1.as_bytes());
        self.frames
            .push(format!("\r\n--{}--\r\n", self.boundary).as_bytes());
        let (frames, digest) = self.frames.finish();
        let content_type = format!("multipart/mixed; boundary=\"{}\"", self.boundary);
        Ok(Wrapped {
            frames,
            digest,
            content_type,
        })
    }

    /// Writes all that stands before the armor.
    fn begin(&mut self, link: Option<&str>) -> io::Result<()> {
        let Notice { sender, portal } = &self.notice;
        let text = CarrierText { sender, portal }
            .render()
            .map_err(io::Error::other)?;
        let html = CarrierHtml {
            sender,
            portal,
            link,
        }
        .render()
        .map_err(io::Error::other)?;
        let mut out = format!("--{}\r\n", self.boundary).into_bytes();
        let alternative = ContentType::new("multipart/alternative")
            .attribute("boundary", format!("text-{}", self.boundary));
        MimePart::new(
            alternative,
            vec![
                MimePart::new("text/plain", crlf(&text)),
                MimePart::new("text/html", crlf(&html)),
            ],
        )
        .write_part(&mut out);
        out.extend_from_slice(
            format!(
                "\r\n--{}\r\nContent-Type: text/html; charset=us-ascii; name=\"message.html\"\r\n\
                 Content-Disposition: attachment; filename=\"message.html\"\r\n\
                 Content-Transfer-Encoding: 7bit\r\n\r\n",
                self.boundary
            )
            .as_bytes(),
        );
        out.extend_from_slice(self.page.0.as_bytes());
        self.frames.push(&out);
        Ok(())
    }
}

impl Write for CarrierBody {
    fn write(&mut self, sealed: &[u8]) -> io::Result<usize> {
        match &mut self.held {
            Some(held) if held.len() + sealed.len() <= LINK => held.extend_from_slice(sealed),
            Some(_) => {
                let held = self.held.take().unwrap_or_default();
                self.begin(None)?;
                self.armor.push(&held, &mut self.frames);
                self.armor.push(sealed, &mut self.frames);
            }
            None => self.armor.push(sealed, &mut self.frames),
        }
        Ok(sealed.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// `message.html` before and after the armor, in ASCII with CRLF line ends.
fn message_html(Notice { sender, portal }: &Notice) -> io::Result<(String, String)> {
    const ARMOR: &str = "\u{e000}";
    let page = MessageHtml {
        sender,
        portal,
        armor: ARMOR,
    }
    .render()
    .map_err(io::Error::other)?;
    let (head, tail) = page
        .split_once(ARMOR)
        .ok_or_else(|| io::Error::other("message.html has no place for the armor"))?;
    Ok((ascii(crlf(&format!("{head}\n"))), ascii(crlf(tail))))
}

/// A sender as pages show it: no control or private-use characters, and short enough that no line
/// of `message.html` grows past what 7bit allows.
fn shown(sender: &str) -> String {
    let clean = sender.chars().filter(|c| {
        !c.is_control() && !matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{202a}'..='\u{202e}')
    });
    let mut short: String = clean.take(81).collect();
    if short.chars().count() > 80 {
        short.pop();
        short.push('…');
    }
    short
}

/// Line ends as mail has them.
fn crlf(text: &str) -> String {
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
/// charset can be guessed wrong.
fn ascii(html: String) -> String {
    if html.is_ascii() {
        return html;
    }
    html.chars()
        .fold(String::with_capacity(html.len() + 64), |mut out, c| {
            if c.is_ascii() {
                out.push(c)
            } else {
                out.push_str(&format!("&#x{:x};", u32::from(c)))
            }
            out
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wrapper::Extractor;

    fn wrap(sealed: &[u8], sender: &str) -> String {
        let notice = Notice {
            sender: sender.into(),
            portal: "https://secure.example.org/".into(),
        };
        let mut body = CarrierBody::new(&notice, &FramePool::default()).unwrap();
        sealed
            .chunks(1_000)
            .for_each(|chunk| body.write_all(chunk).unwrap());
        String::from_utf8(body.finish().unwrap().frames.concat()).unwrap()
    }

    #[test]
    fn what_is_wrapped_comes_out_again() {
        for size in [0, 1, 3_899, 3_900, 3_901, 1_000_000] {
            let sealed: Vec<u8> = (0..size).map(|n: u32| (n % 251) as u8).collect();
            let body = wrap(&sealed, "Alice <alice@example.org>");
            let (mut extractor, mut out) = (Extractor::for_file(usize::MAX), Vec::new());
            extractor.push(body.as_bytes(), &mut out).unwrap();
            extractor.finish(&mut out).unwrap();
            assert_eq!(out, sealed, "{size} bytes");
        }
    }

    #[test]
    fn every_line_is_seven_bit_and_short_whoever_sends() {
        let hostile = format!("{}\"><script>x</script>\r\nBcc: x", "😀".repeat(300));
        let body = wrap(&[7; 10_000], &hostile);
        assert!(body.is_ascii());
        assert!(
            body.split("\r\n").all(|line| line.len() <= 998),
            "RFC 5322 section 2.1.1"
        );
        assert!(!body.replace("\r\n", "").contains(['\r', '\n']));
        assert!(!body.contains("<script"));
    }

    #[test]
    fn the_file_has_no_script_and_loads_nothing() {
        let body = wrap(&[7; 10_000], "Alice <alice@example.org>");
        let file = &body[body.find("<!doctype").unwrap()..].to_lowercase();
        for forbidden in [
            "<script",
            "<img",
            "<link",
            "<iframe",
            "<object",
            "src=",
            "javascript:",
            " onclick",
            "@import",
            "url(",
        ] {
            assert!(!file.contains(forbidden), "{forbidden}");
        }
        assert_eq!(file.matches("<button").count(), 1);
        assert_eq!(
            file.matches("action=\"https://secure.example.org/open\"")
                .count(),
            1
        );
    }

    #[test]
    fn only_a_short_message_travels_in_a_link() {
        assert!(
            wrap(&[7; 3_900], "a@example.org")
                .replace("=\r\n", "")
                .contains("#m=")
        );
        assert!(
            !wrap(&[7; 3_901], "a@example.org")
                .replace("=\r\n", "")
                .contains("#m=")
        );
    }
}
