//! The hash of a carrier's body.
//!
//! It tolerates what mailing lists and mail servers do to the end of a body: empty lines that are
//! added there, or taken away, don't count (RFC 6376 section 3.4.3 says the same of signatures).

/// More line ends than this in a row are no longer the end of a carrier.
const MAX_LINE_ENDS: usize = 1_024;

/// The hash of a body that is still arriving.
#[derive(Clone, Default)]
pub struct BodyDigest {
    hash: blake3::Hasher,
    /// Line ends that are hashed if more than line ends follows.
    ends: Vec<u8>,
}

impl BodyDigest {
    /// Takes more of the body.
    pub fn update(&mut self, body: &[u8]) {
        let text = body
            .iter()
            .rposition(|byte| !matches!(byte, b'\r' | b'\n'))
            .map_or(0, |last| last + 1);
        if text > 0 {
            self.hash.update(&self.ends);
            self.hash.update(&body[..text]);
            self.ends.clear();
        }
        self.ends.extend_from_slice(&body[text..]);
        if self.ends.len() > MAX_LINE_ENDS {
            self.hash.update(&self.ends);
            self.ends.clear();
        }
    }

    /// The hash of the body, as if one line end stood at its end.
    pub fn finish(mut self) -> [u8; 32] {
        self.hash.update(b"\r\n");
        *self.hash.finalize().as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(chunks: &[&str]) -> [u8; 32] {
        let mut digest = BodyDigest::default();
        chunks
            .iter()
            .for_each(|chunk| digest.update(chunk.as_bytes()));
        digest.finish()
    }

    #[test]
    fn line_ends_at_the_end_do_not_count_and_all_others_do() {
        let body = digest(&["a\r\n\r\nb\r\n"]);
        for same in [
            &["a\r\n\r\nb"] as &[&str],
            &["a\r", "\n", "\r\nb\r", "\n"],
            &["a\r\n\r\n", "b\r\n\r\n", "\r\n\r\n"],
        ] {
            assert_eq!(digest(same), body, "{same:?}");
        }
        for other in [
            &["a\r\nb\r\n"] as &[&str],
            &["a\r\n\r\nb \r\n"],
            &["\r\na\r\n\r\nb\r\n"],
            &["a\r\n\r\n", "\r\nb\r\n"],
        ] {
            assert_ne!(digest(other), body, "{other:?}");
        }
        let long = "\r\n".repeat(MAX_LINE_ENDS);
        assert_ne!(
            digest(&["a\r\n\r\nb", &long, &long]),
            body,
            "more line ends than a carrier may have at its end count"
        );
        assert_eq!(
            digest(&["a\r\n\r\nb\r\n"]),
            *blake3::hash(b"a\r\n\r\nb\r\n").as_bytes()
        );
    }
}
