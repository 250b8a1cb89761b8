//! The carrier's body, written while the sealed bytes arrive.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use mail_builder::headers::content_type::ContentType;
use mail_builder::mime::MimePart;

use super::armor::Armor;
use super::frame::{FramePool, Frames};
use super::notice::Notice;
use super::wording::Wordings;
use crate::mail::text_part;

/// The most sealed bytes that a link carries: its fragment stays below 5,300 characters, which mail
/// filters and phones bear.
const LINK: usize = 3_900;

/// The body of a carrier mail in the making: takes sealed bytes through [`Write`].
pub struct CarrierBody {
    notice: Notice,
    wordings: Wordings,
    boundary: String,
    /// `message.html` after the armor.
    tail: String,
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

impl CarrierBody {
    /// A body that tells people what `notice` says in the words of `wordings`, which is kept for
    /// one portal, in memory of `pool`.
    ///
    /// # Errors
    /// When a page can't be rendered, which no input can cause.
    pub fn new(notice: &Notice, wordings: &Wordings, pool: &FramePool) -> io::Result<Self> {
        let notice = Notice {
            sender: shown(&notice.sender),
            ..notice.clone()
        };
        let boundary = format!("postseal-{:016x}", crate::secret::random_u64());
        let (held, armor, frames) = (Some(Vec::new()), Armor::new(), Frames::new(pool));
        Ok(Self {
            tail: String::new(),
            notice,
            wordings: wordings.clone(),
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
        self.frames.push(self.tail.as_bytes());
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
        let wording = self.wordings.of(&self.notice, link)?;
        let said = wording.with(&self.notice.sender, link.unwrap_or_default());
        let mut out = format!("--{}\r\n", self.boundary).into_bytes();
        let alternative = ContentType::new("multipart/alternative")
            .attribute("boundary", format!("text-{}", self.boundary));
        MimePart::new(
            alternative,
            vec![
                text_part("text/plain", said.text),
                text_part("text/html", said.html),
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
        out.extend_from_slice(said.head.as_bytes());
        self.tail = said.tail;
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    use std::sync::Arc;

    use crate::brand::Brand;
    use crate::locale::{Locales, MailLanguages, MailWords};
    use crate::wrapper::Extractor;

    fn wrap(sealed: &[u8], sender: &str) -> String {
        wrap_in(sealed, sender, MailLanguages::default().of(None, []))
    }

    fn wrap_in(sealed: &[u8], sender: &str, words: MailWords) -> String {
        wrap_of(sealed, sender, words, Arc::default())
    }

    fn wrap_of(sealed: &[u8], sender: &str, words: MailWords, brand: Arc<Brand>) -> String {
        let notice = Notice {
            sender: sender.into(),
            portal: "https://secure.example.org/".into(),
            words,
            brand,
        };
        let mut body =
            CarrierBody::new(&notice, &Wordings::default(), &FramePool::default()).unwrap();
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
    fn every_line_is_seven_bit_and_short_whoever_sends_in_whatever_language() {
        let hostile = format!("{}\"><script>x</script>\r\nBcc: x", "😀".repeat(300));
        let locales = Arc::new(Locales::built_in());
        let tags: Vec<String> = locales.tags().map(str::to_owned).collect();
        for tag in tags {
            let second = Some("ja".to_owned());
            let languages = MailLanguages::new(Arc::clone(&locales), BTreeMap::new(), second);
            let words = languages.of(Some(&tag), []);
            for length in [3_000, 10_000] {
                let body = wrap_in(&vec![7; length], &hostile, words.clone());
                assert!(body.is_ascii());
                let longest = body.split("\r\n").map(str::len).max().unwrap();
                assert!(longest <= 990, "RFC 5322 section 2.1.1: {tag}, {longest}");
                assert!(!body.replace("\r\n", "").contains(['\r', '\n']));
                assert!(!body.contains("<script"));
            }
        }
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

    /// Who reads the second language finds their own words on the button, and all others together.
    #[test]
    fn a_file_in_two_languages_has_both_on_its_button_and_a_block_of_each() {
        let languages = MailLanguages::new(
            Arc::new(Locales::built_in()),
            BTreeMap::new(),
            Some("nl".to_owned()),
        );
        let words = languages.of(Some("en"), []);
        let body = wrap_in(&[7; 10_000], "alice@example.org", words);
        let (_, page) = body.split_once("<main").unwrap();
        assert_eq!(page.matches("<form").count(), 1);
        let (_, button) = page.split_once("<button type=\"submit\">").unwrap();
        let (button, _) = button.split_once("</button>").unwrap();
        let label = button.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(
            label,
            "<span lang=\"en\" dir=\"ltr\">Read the message</span> / <span lang=\"nl\" \
             dir=\"ltr\">Bericht lezen</span>"
        );
        let mut rest = page;
        for said in [
            "has sent you",
            "Press the button",
            "there is no button",
            "never be asked",
            "heeft u een bericht gestuurd",
            "Druk op de knop",
            "Gebeurt er niets",
            "nooit om een wachtwoord",
        ] {
            let (_, after) = rest
                .split_once(said)
                .unwrap_or_else(|| panic!("{said} stands in its place: {page}"));
            rest = after;
        }
    }

    /// A number in the doubted mail itself is no way to make sure of it.
    #[test]
    fn help_is_offered_once_and_behind_a_number_that_is_known_already() {
        let brand = Arc::new(Brand {
            telephone: Some("+31 20 123 4567".into()),
            contact: Some("help@example.org".into()),
            ..Brand::default()
        });
        let words = MailLanguages::default().of(None, []);
        let body = wrap_of(&[7; 10_000], "alice@example.org", words, brand);
        let body = body.replace("=\r\n", "");
        let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
        let (mail, file) = body.split_once("name=\"message.html\"").unwrap();
        for (part, times, known) in [
            (mail, 2, "a number you already know"),
            (file, 1, "ask the sender before you go on"),
        ] {
            assert!(!part.contains("Do you have questions"), "{part}");
            assert_eq!(part.matches("Help with reading it: call").count(), times);
            assert!(
                part.find(known).unwrap() < part.find("Help with reading it").unwrap(),
                "{part}"
            );
        }
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

    #[test]
    fn a_link_that_looks_like_money_is_not_in_the_text() {
        let link = "AAA-1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf-AAA";
        let sealed = URL_SAFE_NO_PAD.decode(link).unwrap();
        for (sealed, times) in [(sealed, 1), (vec![7; 30], 2)] {
            let body = wrap(&sealed, "a@example.org").replace("=\r\n", "");
            let (mail, _) = body.split_once("name=\"message.html\"").unwrap();
            assert_eq!(mail.matches("#m=").count(), times, "{mail}");
        }
    }
}
