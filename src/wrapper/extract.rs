//! From an upload back to sealed bytes.

use super::find;
use super::unarmor::{ExtractError, Unarmor};

/// What stands in front of the armor in `message.html`.
const MARK: &[u8] = br#"name="sealed" value=""#;

/// Finds the armored sealed message in an upload and decodes it as it arrives.
pub struct Extractor {
    place: Place,
    armor: Unarmor,
    most: usize,
}

enum Place {
    /// Before the armor; all that was read so far, in case it isn't as it was written.
    Before(Vec<u8>),
    /// Inside; whether a quote ends it.
    Armor { quoted: bool },
    /// Behind it: the rest is skipped.
    Behind,
}

impl Extractor {
    /// For a form field, which holds the armor alone.
    pub fn for_field() -> Self {
        Self {
            place: Place::Armor { quoted: false },
            armor: Unarmor::default(),
            most: 0,
        }
    }

    /// For a file: `message.html`, or a whole carrier mail, as they were written or as programs on
    /// their way have made them. At most `most` bytes of a file without armor in plain sight are
    /// buffered, to be looked into.
    pub fn for_file(most: usize) -> Self {
        Self {
            place: Place::Before(Vec::new()),
            armor: Unarmor::default(),
            most,
        }
    }

    /// How many bytes [`finish`](Self::finish) may hold beside what is buffered; what it finds in
    /// a large file comes on top.
    pub fn beside(&self) -> usize {
        match &self.place {
            Place::Before(seen) => find::beside(seen.len(), self.most),
            _ => 0,
        }
    }

    /// Whether [`finish`](Self::finish) would look for a message in all that was read.
    pub fn is_searching(&self) -> bool {
        matches!(self.place, Place::Before(_))
    }

    /// Takes more of the upload and appends the sealed bytes in it to `out`.
    ///
    /// # Errors
    /// [`ExtractError`] when it isn't a wrapper or is damaged; `out` must be discarded then.
    pub fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), ExtractError> {
        match &mut self.place {
            Place::Before(seen) => {
                // The mark may lie across two pieces.
                let from = seen.len().saturating_sub(MARK.len() - 1);
                seen.extend_from_slice(input);
                if let Some(at) = seen[from..]
                    .windows(MARK.len())
                    .position(|window| window == MARK)
                {
                    let rest = seen.split_off(from + at + MARK.len());
                    self.place = Place::Armor { quoted: true };
                    return self.armor(&rest, true, out);
                }
                if seen.len() > self.most {
                    Err(ExtractError::NotAWrapper)
                } else {
                    Ok(())
                }
            }
            Place::Armor { quoted } => {
                let quoted = *quoted;
                self.armor(input, quoted, out)
            }
            Place::Behind => Ok(()),
        }
    }

    /// The upload is complete.
    ///
    /// # Errors
    /// [`ExtractError`] when it isn't a wrapper or is damaged; `out` must be discarded then.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), ExtractError> {
        match std::mem::replace(&mut self.place, Place::Behind) {
            Place::Before(mut seen) => {
                seen.shrink_to_fit();
                find::find(&seen, self.most, out)
            }
            Place::Armor { quoted: true } => Err(ExtractError::Damaged),
            Place::Armor { quoted: false } => self.armor.end(out),
            Place::Behind => Ok(()),
        }
    }

    fn armor(&mut self, input: &[u8], quoted: bool, out: &mut Vec<u8>) -> Result<(), ExtractError> {
        let end = if quoted {
            input.iter().position(|&byte| byte == b'"')
        } else {
            None
        };
        self.armor.push(&input[..end.unwrap_or(input.len())], out)?;
        if end.is_some() {
            self.place = Place::Behind;
            self.armor.end(out)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::*;
    use crate::wrapper::unarmor::STEP;

    fn extract(mut extractor: Extractor, pieces: &[&[u8]]) -> Result<Vec<u8>, ExtractError> {
        let mut out = Vec::new();
        for piece in pieces {
            extractor.push(piece, &mut out)?;
        }
        extractor.finish(&mut out).map(|()| out)
    }

    fn file(text: &str) -> Result<Vec<u8>, ExtractError> {
        extract(Extractor::for_file(10_000), &[text.as_bytes()])
    }

    #[test]
    fn a_file_cut_into_any_two_pieces_gives_the_same() {
        let page = "<html><input type=\"hidden\" name=\"sealed\" value=\"\r\naGVs\r\nbG8=\r\n\"> \
                    tail \"x\"";
        for at in 0..=page.len() {
            let (one, two) = page.as_bytes().split_at(at);
            assert_eq!(
                extract(Extractor::for_file(1_000), &[one, two]).as_deref(),
                Ok(&b"hello"[..]),
                "cut at {at}"
            );
        }
    }

    #[test]
    fn only_canonical_base64_is_taken() {
        let field = |text: &str| extract(Extractor::for_field(), &[text.as_bytes()]);
        for good in [
            "aGVs\nbG8=\r\n",
            " aGVs bG8=\t",
            "aGVs&#13;&#10;bG8=&#xA;",
            "aGVs&NewLine;bG8&#61;",
            "aGVsbG8&equals;",
            "aGVs&amp;#10;bG8=",
            "aGVs\u{a0}\u{feff}bG8=",
            "aGVs=\r\nbG8==\r\n",
        ] {
            assert_eq!(field(good).as_deref(), Ok(&b"hello"[..]), "{good}");
        }
        for bad in [
            "aGVsbG8",
            "aGVsbG9=",
            "aGVs&bG8=",
            "aGVs&lt;bG8=",
            "aGVsbG8=&#10",
            "aGVs-G8=",
            "aGVsbG8=aGVs",
            "aGVsb\u{e9}8=",
            "aGVs&amp;bG8=",
            "a",
        ] {
            assert_eq!(field(bad), Err(ExtractError::Damaged), "{bad}");
        }
    }

    #[test]
    fn padding_ends_the_armor_even_across_steps() {
        let mut text = "AAAA".repeat(STEP / 4 - 1);
        text.push_str("AA==");
        let pieces = [text.as_bytes(), b"AAAA"];
        assert_eq!(
            extract(Extractor::for_field(), &pieces),
            Err(ExtractError::Damaged)
        );
    }

    #[test]
    fn other_files_and_cut_files_are_told_apart() {
        assert_eq!(file("%PDF-1.7 whatever"), Err(ExtractError::NotAWrapper));
        assert_eq!(file(""), Err(ExtractError::NotAWrapper));
        assert_eq!(file(&"x".repeat(10_001)), Err(ExtractError::NotAWrapper));
        assert_eq!(
            file("<input name=\"sealed\" value=\"aGVs"),
            Err(ExtractError::Damaged)
        );
    }

    /// What has no armor in plain sight is buffered, so it ends where it gets too long.
    #[test]
    fn a_file_without_armor_is_refused_as_soon_as_it_is_too_long() {
        let mut extractor = Extractor::for_file(10);
        let mut out = Vec::new();
        assert_eq!(extractor.push(&[b'x'; 10], &mut out), Ok(()));
        assert_eq!(
            extractor.push(b"x", &mut out),
            Err(ExtractError::NotAWrapper)
        );
    }

    #[test]
    fn a_mail_nested_without_end_is_just_not_a_wrapper() {
        let deep = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
        assert_eq!(
            extract(Extractor::for_file(8 << 20), &[deep.as_bytes()]),
            Err(ExtractError::NotAWrapper)
        );
    }

    #[test]
    fn a_carrier_that_was_encoded_on_its_way_is_read_all_the_same() {
        let html = "<input type=\"hidden\" name=\"sealed\" value=\"\r\naGVsbG8=\r\n\">";
        let mail = |encoding: &str, body: &str| {
            format!(
                "MIME-Version: 1.0\r\nContent-Type: text/html; name=\"message.html\"\r\n\
                 Content-Disposition: attachment; filename=\"message.html\"\r\n\
                 Content-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n"
            )
        };
        assert_eq!(
            file(&mail("base64", &STANDARD.encode(html))).as_deref(),
            Ok(&b"hello"[..])
        );
        let quoted = html.replace('=', "=3D").replace("type", "ty=\r\npe");
        assert_eq!(
            file(&mail("quoted-printable", &quoted)).as_deref(),
            Ok(&b"hello"[..])
        );
    }
}
