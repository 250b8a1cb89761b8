//! `multipart/form-data` (RFC 7578).
//!
//! ```text
//! preamble   at most 8 KB, thrown away
//! part       "--boundary" padding CRLF header CRLF CRLF data, up to the next CRLF "--boundary";
//!            at most 32 parts
//! header     at most 8 KB, padding included: all that is ever buffered
//! end        "--boundary--"; what follows is thrown away
//! ```
//!
//! Data is handed on as it comes and never buffered: a delimiter that was begun in an earlier piece
//! and then is none is given back from the delimiter itself. CR stands in a delimiter at its start
//! only, so a match that fails can begin anew at that very byte and each byte is read once.

use super::name::field_name;
use super::{Event, Malformed};

/// The most bytes before the first part, and of one part's header.
const BETWEEN: usize = 8 * 1024;

/// The most parts: our own forms have one.
const PARTS: usize = 32;

/// The most characters of a boundary (RFC 2046 section 5.1.1).
const BOUNDARY: usize = 70;

/// A reader of multiparts.
pub(in crate::portal::upload) struct Multipart {
    /// CRLF, two hyphens and the boundary.
    delimiter: Vec<u8>,
    /// How many bytes of the delimiter the newest bytes are.
    matched: usize,
    place: Place,
    /// A part's header as far as it has arrived, with the rest of the line that its delimiter
    /// stands in.
    header: Vec<u8>,
    preamble: usize,
    parts: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Preamble,
    Header,
    Data,
    Behind,
}

impl Multipart {
    /// A reader; `None` when the boundary is none.
    pub(super) fn new(boundary: &[u8]) -> Option<Self> {
        let usable = |byte: &u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(byte);
        let good = (1..=BOUNDARY).contains(&boundary.len())
            && boundary.iter().all(usable)
            && !boundary.ends_with(b" ");
        // The first delimiter needs no CRLF before it, as if one had been there.
        good.then(|| Self {
            delimiter: [b"\r\n--", boundary].concat(),
            matched: 2,
            place: Place::Preamble,
            header: Vec::new(),
            preamble: 0,
            parts: 0,
        })
    }

    pub(super) fn push<E: From<Malformed>>(
        &mut self,
        mut input: &[u8],
        sink: &mut impl FnMut(Event<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        while !input.is_empty() {
            input = match self.place {
                Place::Preamble | Place::Data => self.data(input, sink)?,
                Place::Header => self.header(input, sink)?,
                Place::Behind => return Ok(()),
            };
        }
        Ok(())
    }

    /// Whether the form's own end has arrived.
    pub(super) fn is_complete(&self) -> bool {
        self.place == Place::Behind
    }

    /// Reads up to the next delimiter; returns what follows it.
    fn data<'a, E: From<Malformed>>(
        &mut self,
        input: &'a [u8],
        sink: &mut impl FnMut(Event<'_>) -> Result<(), E>,
    ) -> Result<&'a [u8], E> {
        let before = self.matched;
        let mut at = 0;
        while at < input.len() && self.matched < self.delimiter.len() {
            if self.matched == 0 {
                at += input[at..]
                    .iter()
                    .position(|&byte| byte == b'\r')
                    .unwrap_or(input.len() - at);
            }
            let Some(&byte) = input.get(at) else { break };
            self.matched = if byte == self.delimiter[self.matched] {
                self.matched + 1
            } else {
                usize::from(byte == b'\r')
            };
            at += 1;
        }
        // Of what an earlier piece left open and this one brought, all but the match that still
        // runs is data.
        let data = before + at - self.matched;
        let earlier = data.min(before);
        let pieces = [&self.delimiter[..earlier], &input[..data - earlier]];
        if self.place == Place::Data {
            for piece in pieces.into_iter().filter(|piece| !piece.is_empty()) {
                sink(Event::Data(piece))?;
            }
        } else {
            self.preamble += at;
            if self.preamble > BETWEEN {
                return Err(Malformed.into());
            }
        }
        if self.matched == self.delimiter.len() {
            if self.place == Place::Data {
                sink(Event::End)?;
            }
            self.matched = 0;
            self.header.clear();
            self.place = Place::Header;
        }
        Ok(&input[at..])
    }

    /// Reads up to the empty line that ends a part's header, or the form's own end; returns what
    /// follows it.
    fn header<'a, E: From<Malformed>>(
        &mut self,
        input: &'a [u8],
        sink: &mut impl FnMut(Event<'_>) -> Result<(), E>,
    ) -> Result<&'a [u8], E> {
        for (at, &byte) in input.iter().enumerate() {
            self.header.push(byte);
            if self.header == b"--" {
                self.place = Place::Behind;
                return Ok(&input[at + 1..]);
            }
            if self.header.ends_with(b"\r\n\r\n") {
                self.parts += 1;
                let padded = self
                    .header
                    .split(|&byte| byte == b'\r')
                    .next()
                    .is_some_and(|line| line.trim_ascii().is_empty());
                if !padded || self.parts > PARTS {
                    return Err(Malformed.into());
                }
                self.place = Place::Data;
                sink(Event::Field(&field_name(&self.header).unwrap_or_default()))?;
                return Ok(&input[at + 1..]);
            }
            if self.header.len() >= BETWEEN {
                return Err(Malformed.into());
            }
        }
        Ok(&[])
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use axum::http::HeaderMap;
    use axum::http::header::CONTENT_TYPE;

    use super::super::Form;
    use super::*;

    type Fields = Vec<(String, Vec<u8>)>;

    fn form(boundary: &str) -> Option<Form> {
        let mut headers = HeaderMap::new();
        headers.insert(
            CONTENT_TYPE,
            format!("Multipart/Form-Data; charset=x; boundary={boundary}")
                .parse()
                .unwrap(),
        );
        Form::from_headers(&headers)
    }

    /// The fields with their data, and whether the form was complete.
    fn read(pieces: &[&[u8]]) -> Result<(Fields, bool), Malformed> {
        let mut form = form("b-b").unwrap();
        let mut fields = Fields::new();
        let mut open = false;
        for piece in pieces {
            form.push(piece, &mut |event| {
                match event {
                    Event::Field(name) => {
                        assert!(!std::mem::replace(&mut open, true));
                        fields.push((String::from_utf8_lossy(name).into_owned(), Vec::new()));
                    }
                    Event::Data(data) => {
                        assert!(open && !data.is_empty());
                        fields.last_mut().unwrap().1.extend_from_slice(data);
                    }
                    Event::End => assert!(std::mem::take(&mut open)),
                }
                Ok::<_, Malformed>(())
            })?;
        }
        Ok((fields, form.is_complete()))
    }

    const TRICKY: &[u8] = b"before\r\n--b-\r\n--b-b \t\r\nContent-Disposition: form-data; \
                            filename=\"a;name=x\\\";\"; name=\"one\"\r\n\r\n\
        \r\r\n\r\n-\r\n--b\r\n--b-\r\n--\r\n--b-c\r\n--b-b\r\n\
                            content-disposition:form-data;name=two\r\n\r\n\r\n--b-b\r\n\r\nz\r\n\
                            --b-b-- tail";

    #[test]
    fn a_form_cut_anywhere_gives_the_same() {
        let expected = vec![
            (
                "one".to_owned(),
                b"\r\r\n\r\n-\r\n--b\r\n--b-\r\n--\r\n--b-c".to_vec(),
            ),
            ("two".to_owned(), Vec::new()),
            (String::new(), b"z".to_vec()),
        ];
        for one in 0..TRICKY.len() {
            for two in one..TRICKY.len() {
                let pieces = [&TRICKY[..one], &TRICKY[one..two], &TRICKY[two..]];
                assert_eq!(
                    read(&pieces),
                    Ok((expected.clone(), true)),
                    "cut at {one} and {two}"
                );
            }
        }
        let bytes: Vec<&[u8]> = TRICKY.chunks(1).collect();
        assert_eq!(read(&bytes), Ok((expected, true)));
    }

    #[test]
    fn what_lies_between_fields_is_bounded() {
        let long = |bytes: usize| vec![b'x'; bytes];
        let start = b"\r\n--b-b\r\nContent-Disposition: form-data; name=one\r\n";
        assert_eq!(
            read(&[&long(8_000), start, b"\r\n1\r\n--b-b--"])
                .unwrap()
                .0
                .len(),
            1
        );
        assert_eq!(read(&[&long(8_200)]), Err(Malformed));
        assert_eq!(
            read(&[b"\r\n\r", &b"\n--b-\r\n".repeat(2_000)]),
            Err(Malformed)
        );
        assert_eq!(read(&[&start[2..], &long(8_200)]), Err(Malformed));
        assert_eq!(
            read(&[&start[2..], &b"a: b\r\n".repeat(2_000)]),
            Err(Malformed)
        );
        assert_eq!(read(&[b"--b-b", &b" ".repeat(9_000)]), Err(Malformed));
        assert_eq!(
            read(&[&b"--b-b\r\n\r\n\r\n".repeat(PARTS + 1)]),
            Err(Malformed)
        );
        assert_eq!(read(&[b"--b-bx\r\n\r\n"]), Err(Malformed));
    }

    #[test]
    fn data_of_any_length_leaves_nothing_behind() {
        let mut form = form("b-b").unwrap();
        let mut taken = 0;
        let mut push = |piece: &[u8]| {
            form.push(piece, &mut |event| {
                taken += if let Event::Data(data) = event {
                    data.len()
                } else {
                    0
                };
                Ok::<_, Malformed>(())
            })
            .unwrap();
            let Form::Multipart(form) = &form else {
                panic!("another form")
            };
            form.header.capacity()
        };
        push(b"--b-b\r\n\r\n");
        let piece = b"\r\n--b-\r\n--b\r\r\r".repeat(100_000);
        assert!(push(&piece) < BETWEEN);
        assert!(taken > piece.len() - 10);
    }

    #[test]
    fn only_a_form_with_a_usable_boundary_is_read() {
        assert!(form("\"a b\"").is_some());
        for bad in [
            "",
            "\"",
            "\"a ",
            "\"a\\",
            "\"\"",
            &"x".repeat(71),
            "a\u{e9}b",
        ] {
            assert!(form(bad).is_none(), "{bad:?}");
        }
        let kind =
            |kind: &'static str| HeaderMap::from_iter([(CONTENT_TYPE, kind.parse().unwrap())]);
        assert!(Form::from_headers(&kind("text/plain; boundary=b")).is_none());
        assert!(Form::from_headers(&kind("multipart/form-data")).is_none());
        assert!(Form::from_headers(&HeaderMap::new()).is_none());
    }

    proptest! {
        #[test]
        fn noise_breaks_nothing(
            pieces in proptest::collection::vec("[-b\r\n: ;=\"x]{0,40}", 0..20),
        ) {
            let pieces: Vec<&[u8]> = pieces.iter().map(String::as_bytes).collect();
            let whole = pieces.concat();
            prop_assert_eq!(read(&pieces), read(&[&whole]));
        }
    }
}
