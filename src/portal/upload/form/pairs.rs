//! `application/x-www-form-urlencoded` (WHATWG URL section 5.1) as it arrives: what browsers send
//! when a program on the way has taken `enctype` from the form.

use crate::mail::transfer_encoding::escaped;

use super::{Event, Malformed};

/// The longest name: our own are shorter.
const NAME: usize = 64;

/// The most fields.
const FIELDS: usize = 32;

/// A reader of such forms.
#[derive(Default)]
pub(in crate::portal::upload) struct Pairs {
    name: Vec<u8>,
    /// A byte's two digits behind a percent sign, as far as they have arrived.
    escape: Option<Vec<u8>>,
    is_value: bool,
    fields: usize,
}

impl Pairs {
    /// Takes the next bytes.
    pub(super) fn push<E: From<Malformed>>(
        &mut self,
        input: &[u8],
        sink: &mut impl FnMut(Event<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut data = Vec::with_capacity(input.len());
        for &byte in input {
            let byte = match (&mut self.escape, byte) {
                (Some(digits), byte) => {
                    digits.push(byte);
                    if digits.len() < 2 {
                        continue;
                    }
                    let byte = escaped(digits).ok_or(Malformed)?;
                    self.escape = None;
                    byte
                }
                (None, b'%') => {
                    self.escape = Some(Vec::with_capacity(2));
                    continue;
                }
                (None, b'+') => b' ',
                (None, b'=') if !self.is_value => {
                    self.begin(sink)?;
                    continue;
                }
                (None, b'&') => {
                    self.hand_on(&mut data, sink)?;
                    self.end(sink)?;
                    continue;
                }
                (None, byte) => byte,
            };
            if self.is_value {
                data.push(byte);
            } else {
                self.name.push(byte);
                if self.name.len() > NAME {
                    return Err(Malformed.into());
                }
            }
        }
        self.hand_on(&mut data, sink)
    }

    /// The field is complete, and so may the form be.
    pub(super) fn end<E: From<Malformed>>(
        &mut self,
        sink: &mut impl FnMut(Event<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.escape.is_some() {
            return Err(Malformed.into());
        }
        if !self.is_value && !self.name.is_empty() {
            self.begin(sink)?;
        }
        if std::mem::take(&mut self.is_value) {
            sink(Event::End)?;
        }
        Ok(())
    }

    fn begin<E: From<Malformed>>(
        &mut self,
        sink: &mut impl FnMut(Event<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.fields += 1;
        if self.fields > FIELDS {
            return Err(Malformed.into());
        }
        self.is_value = true;
        sink(Event::Field(&std::mem::take(&mut self.name)))
    }

    fn hand_on<E: From<Malformed>>(
        &self,
        data: &mut Vec<u8>,
        sink: &mut impl FnMut(Event<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if !data.is_empty() {
            sink(Event::Data(data))?;
            data.clear();
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(pieces: &[&[u8]]) -> Result<String, Malformed> {
        let (mut pairs, mut told) = (Pairs::default(), String::new());
        let mut sink = |event: Event<'_>| {
            told.push_str(&match event {
                Event::Field(name) => format!("{}:", String::from_utf8_lossy(name)),
                Event::Data(data) => String::from_utf8_lossy(data).into_owned(),
                Event::End => ";".to_owned(),
            });
            Ok::<_, Malformed>(())
        };
        for piece in pieces {
            pairs.push(piece, &mut sink)?;
        }
        pairs.end(&mut sink)?;
        Ok(told)
    }

    #[test]
    fn pairs_cut_anywhere_give_the_same() {
        for (form, expected) in [
            (
                "sealed=a%2Bb%2F%0D%0Ac%3D&x=1+2",
                "sealed:a+b/\r\nc=;x:1 2;",
            ),
            ("&&a=&b&c%3d=d=e&", "a:;b:;c=:d=e;"),
            ("", ""),
        ] {
            for at in 0..=form.len() {
                let (one, two) = form.as_bytes().split_at(at);
                assert_eq!(read(&[one, two]).as_deref(), Ok(expected), "{form} at {at}");
            }
        }
        for bad in [
            "a=%",
            "a=%2",
            "a=%zz",
            &"x".repeat(NAME + 1),
            &"a=&".repeat(FIELDS + 1),
        ] {
            assert_eq!(read(&[bad.as_bytes()]), Err(Malformed), "{bad}");
        }
    }
}
