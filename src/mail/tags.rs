//! The start tags of a page, and attributes of them (WHATWG HTML section 13.2.5).
//!
//! html5ever's tokenizer, which reads everything else of HTML here, copies each value and takes a
//! time quadratic in the attributes of a tag. Strangers may upload any page of any size, of which
//! one long value is wanted; this reads each byte once and copies none.

/// Elements whose content is text, whatever it looks like.
const TEXTS: [&[u8]; 7] = [
    b"iframe",
    b"noembed",
    b"noframes",
    b"script",
    b"style",
    b"textarea",
    b"xmp",
];

/// The start tags of a page, one after the other.
pub(crate) struct Tags<'a> {
    rest: &'a [u8],
}

/// A start tag.
pub(crate) struct Tag<'a, const N: usize> {
    name: &'a [u8],
    /// The values of the attributes that were asked for, as they are written.
    pub(crate) values: [Option<&'a [u8]>; N],
}

impl<const N: usize> Tag<'_, N> {
    /// Whether it is that element's, in any case.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

impl<'a> Tags<'a> {
    pub(crate) fn new(page: &'a [u8]) -> Self {
        Self { rest: page }
    }

    /// The next tag, with the attributes of these names.
    pub(crate) fn next<const N: usize>(&mut self, wanted: [&str; N]) -> Option<Tag<'a, N>> {
        loop {
            let at = memchr::memchr(b'<', self.rest)?;
            self.skip(at + 1);
            if self.rest.starts_with(b"!--") {
                let end = memchr::memmem::find(&self.rest[1..], b"-->");
                self.skip(end.map_or(self.rest.len(), |end| end + 4));
            } else if self.rest.first().is_some_and(u8::is_ascii_alphabetic) {
                return self.tag(wanted);
            }
        }
    }

    /// Reads a tag from its name on; `None` when the page ends in it.
    fn tag<const N: usize>(&mut self, wanted: [&str; N]) -> Option<Tag<'a, N>> {
        let name = self.take(|byte| is_space(byte) || matches!(byte, b'/' | b'>'));
        let mut values = [None; N];
        loop {
            self.take(|byte| !is_space(byte) && byte != b'/');
            if *self.rest.first()? == b'>' {
                break;
            }
            let (attribute, value) = self.attribute();
            let place = wanted
                .iter()
                .position(|wanted| attribute.eq_ignore_ascii_case(wanted.as_bytes()));
            // Of attributes of one name the first counts.
            if let Some(place) = place.filter(|&place| values[place].is_none()) {
                values[place] = Some(value);
            }
        }
        if TEXTS.iter().any(|text| name.eq_ignore_ascii_case(text)) {
            self.skip_text(name);
        }
        Some(Tag { name, values })
    }

    fn attribute(&mut self) -> (&'a [u8], &'a [u8]) {
        let start = self.rest;
        // A sign of equality may begin a name.
        self.skip(1);
        let length = 1 + self
            .take(|byte| is_space(byte) || matches!(byte, b'/' | b'>' | b'='))
            .len();
        let name = &start[..length];
        self.take(|byte| !is_space(byte));
        if self.rest.first() != Some(&b'=') {
            return (name, b"");
        }
        self.skip(1);
        self.take(|byte| !is_space(byte));
        let value = match self.rest.first() {
            Some(&quote @ (b'"' | b'\'')) => {
                self.skip(1);
                let value = self.take(|byte| byte == quote);
                self.skip(1);
                value
            }
            _ => self.take(|byte| is_space(byte) || byte == b'>'),
        };
        (name, value)
    }

    /// Goes on where the element ends.
    fn skip_text(&mut self, name: &[u8]) {
        while let Some(at) = memchr::memmem::find(self.rest, b"</") {
            self.skip(at + 2);
            let start = self.rest.get(..name.len());
            if start.is_some_and(|start| start.eq_ignore_ascii_case(name)) {
                return;
            }
        }
        self.rest = &[];
    }

    /// Everything up to where it ends.
    fn take(&mut self, ends: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.rest.iter().position(|&byte| ends(byte));
        let (taken, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(page: &str) -> Vec<(String, Option<String>)> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut tags = Tags::new(page.as_bytes());
        std::iter::from_fn(|| tags.next(["a"]))
            .map(|tag| (text(tag.name), tag.values[0].map(text)))
            .collect()
    }

    #[test]
    fn tags_are_found_however_they_are_written() {
        let one = |value: &str| vec![("x".to_owned(), Some(value.to_owned()))];
        for (page, value) in [
            ("<x a=1>", "1"),
            ("text < 1 </p><x\r\na\n=\n'1 2'/>", "1 2"),
            ("<x b=\"a=2\" A=\"1\">", "1"),
            ("<x b c/a=1/>", "1/"),
            ("<x a=1 a=2>", "1"),
            ("<x a>", ""),
            ("<x ='\"' a=1>", "1"),
            ("<x a=\"\">", ""),
            ("<!-- <y a=2> --><x a=1>", "1"),
            ("<!--><x a=1>", "1"),
        ] {
            assert_eq!(found(page), one(value), "{page}");
        }
        assert_eq!(found("<x><x a='").len(), 1);
        assert_eq!(found("<STYLE><x a=1></sty <x></style><x>").len(), 2);
        assert_eq!(found("<script><x>").len(), 1);
    }

    #[test]
    fn html5ever_finds_the_same() {
        use html5ever::tendril::StrTendril;
        use html5ever::tokenizer::{
            BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        };

        struct Sink(std::cell::RefCell<Vec<(String, Option<String>)>>);
        impl TokenSink for Sink {
            type Handle = ();
            fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
                if let Token::TagToken(tag) = token
                    && tag.kind == html5ever::tokenizer::StartTag
                {
                    let value = tag.attrs.iter().find(|one| &*one.name.local == "a");
                    let value = value.map(|one| one.value.to_string());
                    self.0.borrow_mut().push((tag.name.to_string(), value));
                }
                TokenSinkResult::Continue
            }
        }
        let mut state = 1_u64;
        for _ in 0..20_000 {
            let mut page = String::new();
            for _ in 0..12 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(99);
                let pieces = [
                    "<x", "<y", ">", " ", "a", "b", "=", "\"", "'", "/", "\n", "<!--", "-->", "1",
                    "<x a=", "</x>",
                ];
                page.push_str(pieces[(state >> 33) as usize % pieces.len()]);
            }
            let tokenizer = Tokenizer::new(Sink(Default::default()), TokenizerOpts::default());
            let input = BufferQueue::default();
            input.push_back(StrTendril::from_slice(&page));
            let _ = tokenizer.feed(&input);
            tokenizer.end();
            let expected = tokenizer.sink.0.into_inner();
            assert_eq!(found(&page), expected, "{page:?}");
        }
    }
}
