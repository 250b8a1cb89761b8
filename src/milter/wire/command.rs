//! From frames of the milter protocol to commands.
//!
//! A frame is `length u32 (big-endian) · command u8 · data`, where the length counts the command
//! byte. Texts end in NUL. The protocol is written down in draft-adams-milter-protocol-00, in
//! sendmail's `libmilter/mfdef.h` and in Postfix's `milter8.c`; where they differ, Postfix is what
//! we talk to.
//!
//! Decoding is strict: a frame that is not exactly what its command says is an error, and an error
//! ends the connection: after it, the start of the next frame is unknown.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str;

use bytes::{Buf, Bytes, BytesMut};
use tokio_util::codec::Decoder;

use super::protocol::{Codec, MAX_FRAME, Offer, VERSION, WireError};

/// What the MTA says (`SMFIC_*`), as far as we read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::milter) enum Command {
    /// `O`: option negotiation.
    Negotiate(Offer),
    /// `D`: macros for the stage that the command byte `stage` opens.
    Macros {
        stage: u8,
        pairs: Vec<(Bytes, Bytes)>,
    },
    /// `C`: who connected; `None` when it was no network client or the MTA does not know.
    Connect(Option<IpAddr>),
    /// `H`.
    Helo,
    /// `M`: the reverse path, and the SMTP parameters after it.
    Mail(Bytes, Vec<Bytes>),
    /// `R`: a forward path, and the SMTP parameters after it.
    Recipient(Bytes, Vec<Bytes>),
    /// `T`.
    Data,
    /// `L`: one header field, its value as the MTA shows it.
    Header { name: Bytes, value: Bytes },
    /// `N`: EOH.
    EndOfHeader,
    /// `B`: a chunk of the body.
    Body(Bytes),
    /// `E`: EOM, which may bring the last chunk along.
    EndOfMessage(Bytes),
    /// `A`: the message is off, the connection stays.
    Abort,
    /// `Q`: the connection is off.
    Quit,
    /// `K`: the SMTP client is gone, another one follows on this connection.
    QuitNewConnection,
    /// `U`: the SMTP client said something that the MTA does not know.
    Unknown,
}

impl Command {
    /// The name the protocol's documents use, for log lines.
    pub(in crate::milter) fn name(&self) -> &'static str {
        match self {
            Self::Negotiate(_) => "OPTNEG",
            Self::Macros { .. } => "MACRO",
            Self::Connect(_) => "CONNECT",
            Self::Helo => "HELO",
            Self::Mail(..) => "MAIL",
            Self::Recipient(..) => "RCPT",
            Self::Data => "DATA",
            Self::Header { .. } => "HEADER",
            Self::EndOfHeader => "EOH",
            Self::Body(_) => "BODY",
            Self::EndOfMessage(_) => "EOM",
            Self::Abort => "ABORT",
            Self::Quit => "QUIT",
            Self::QuitNewConnection => "QUIT_NC",
            Self::Unknown => "UNKNOWN",
        }
    }
}

impl Decoder for Codec {
    type Item = Command;
    type Error = WireError;

    fn decode(&mut self, input: &mut BytesMut) -> Result<Option<Command>, WireError> {
        let Some(&length) = input.first_chunk::<4>() else {
            return Ok(None);
        };
        let length = u32::from_be_bytes(length);
        let size = usize::try_from(length)
            .ok()
            .filter(|size| (1..=MAX_FRAME).contains(size));
        let size = size.ok_or(WireError::Length(length))?;
        if input.len() < 4 + size {
            input.reserve(4 + size - input.len());
            return Ok(None);
        }
        input.advance(4);
        let code = input.get_u8();
        let data = Data(input.split_to(size - 1).freeze());
        command(code, data).map(Some)
    }
}

fn command(code: u8, mut data: Data) -> Result<Command, WireError> {
    let command = match code {
        b'O' => data.offer().map(Command::Negotiate),
        b'D' => data.macros(),
        b'C' => data.client().map(Command::Connect),
        b'H' => data.text().map(|_| Command::Helo),
        b'M' => data
            .arguments()
            .map(|(path, more)| Command::Mail(path, more)),
        b'R' => data
            .arguments()
            .map(|(path, more)| Command::Recipient(path, more)),
        b'T' => Some(Command::Data),
        b'L' => data.field(),
        b'N' => Some(Command::EndOfHeader),
        b'B' => Some(Command::Body(data.rest())),
        b'E' => Some(Command::EndOfMessage(data.rest())),
        b'A' => Some(Command::Abort),
        b'Q' => Some(Command::Quit),
        b'K' => Some(Command::QuitNewConnection),
        b'U' => data.text().map(|_| Command::Unknown),
        _ => return Err(WireError::Unknown(code)),
    };
    command
        .filter(|_| data.0.is_empty())
        .ok_or(WireError::Malformed(code))
}

/// The data of one frame, read from the front. `None` means that it is not of the form asked for.
struct Data(Bytes);

impl Data {
    fn rest(&mut self) -> Bytes {
        std::mem::take(&mut self.0)
    }

    /// A text and the NUL that ends it.
    fn text(&mut self) -> Option<Bytes> {
        let end = self.0.iter().position(|&byte| byte == 0)?;
        let text = self.0.split_to(end);
        self.0.advance(1);
        Some(text)
    }

    fn u32(&mut self) -> Option<u32> {
        self.0.try_get_u32().ok()
    }

    /// At least one text, and those after it.
    fn arguments(&mut self) -> Option<(Bytes, Vec<Bytes>)> {
        let (first, mut more) = (self.text()?, Vec::new());
        while !self.0.is_empty() {
            more.push(self.text()?);
        }
        Some((first, more))
    }

    /// A field name without colons and control characters, since it is written into a header again,
    /// and a value.
    fn field(&mut self) -> Option<Command> {
        let (name, value) = (self.text()?, self.text()?);
        let good = !name.is_empty()
            && !name
                .iter()
                .any(|&byte| byte == b':' || byte.is_ascii_control());
        good.then_some(Command::Header { name, value })
    }

    fn offer(&mut self) -> Option<Offer> {
        let offer = Offer {
            version: self.u32()?,
            actions: self.u32()?,
            steps: self.u32()?,
        };
        // A version after ours may say more here; we answer with ours.
        if offer.version > VERSION {
            self.rest();
        }
        Some(offer)
    }

    fn macros(&mut self) -> Option<Command> {
        let stage = self.0.try_get_u8().ok()?;
        let mut pairs = Vec::new();
        while !self.0.is_empty() {
            pairs.push((self.text()?, self.text()?));
        }
        Some(Command::Macros { stage, pairs })
    }

    /// Host name, family, and for a family with an address: port and address. An address that is
    /// none of its family makes the frame malformed: which rules match depends on where a message
    /// comes from.
    fn client(&mut self) -> Option<Option<IpAddr>> {
        self.text()?;
        let family = self.0.try_get_u8().ok()?;
        if family == b'U' {
            // Some MTAs send a port and an address even here; both mean nothing.
            self.rest();
            return Some(None);
        }
        self.0.try_get_u16().ok()?;
        let address = self.text()?;
        let address = str::from_utf8(&address).ok();
        match family {
            b'L' => Some(None),
            b'4' => Some(Some(IpAddr::V4(address?.parse::<Ipv4Addr>().ok()?))),
            b'6' => {
                let address = address?;
                let tagged = address
                    .get(..5)
                    .is_some_and(|tag| tag.eq_ignore_ascii_case("IPv6:"));
                let bare = if tagged { &address[5..] } else { address };
                let bare = bare
                    .split_once('%')
                    .map_or(bare, |(address, _zone)| address);
                Some(Some(bare.parse::<Ipv6Addr>().ok()?.to_canonical()))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> Result<Option<Command>, WireError> {
        Codec.decode(&mut BytesMut::from(bytes))
    }

    fn frame(data: &[u8]) -> Vec<u8> {
        [&u32::try_from(data.len()).unwrap().to_be_bytes(), data].concat()
    }

    #[test]
    fn every_command_is_read() {
        let text = Bytes::from_static;
        for (data, command) in [
            (
                &b"O\0\0\0\x06\0\0\x01\xff\0\x1f\xff\xff"[..],
                Command::Negotiate(Offer {
                    version: 6,
                    actions: 0x1ff,
                    steps: 0x1f_ffff,
                }),
            ),
            (
                b"DMi\0Q1\0",
                Command::Macros {
                    stage: b'M',
                    pairs: vec![(text(b"i"), text(b"Q1"))],
                },
            ),
            (
                b"DT",
                Command::Macros {
                    stage: b'T',
                    pairs: vec![],
                },
            ),
            (
                b"Chost\x004\x1f\x90192.0.2.1\0",
                Command::Connect(Some([192, 0, 2, 1].into())),
            ),
            (
                b"Chost\x006\0\x19IPv6:2001:db8::1\0",
                Command::Connect(Some("2001:db8::1".parse().unwrap())),
            ),
            (
                b"Chost\x006\0\x19::ffff:192.0.2.1\0",
                Command::Connect(Some([192, 0, 2, 1].into())),
            ),
            (
                b"Chost\x006\0\x19fe80::1%eth0\0",
                Command::Connect(Some("fe80::1".parse().unwrap())),
            ),
            (b"Chost\0L\0\0/run/x\0", Command::Connect(None)),
            (b"Cunknown\0U", Command::Connect(None)),
            (b"Hhelo\0", Command::Helo),
            (
                b"M<a@b.c>\0SIZE=1\0BODY=8BITMIME\0",
                Command::Mail(
                    text(b"<a@b.c>"),
                    vec![text(b"SIZE=1"), text(b"BODY=8BITMIME")],
                ),
            ),
            (b"R<a@b.c>\0", Command::Recipient(text(b"<a@b.c>"), vec![])),
            (b"T", Command::Data),
            (
                b"LTo\0 a,\n\tb\0",
                Command::Header {
                    name: text(b"To"),
                    value: text(b" a,\n\tb"),
                },
            ),
            (b"N", Command::EndOfHeader),
            (b"Ba\0b", Command::Body(text(b"a\0b"))),
            (b"E", Command::EndOfMessage(Bytes::new())),
            (b"Elast", Command::EndOfMessage(text(b"last"))),
            (b"A", Command::Abort),
            (b"Q", Command::Quit),
            (b"K", Command::QuitNewConnection),
            (b"UETRN\0", Command::Unknown),
        ] {
            assert_eq!(decode(&frame(data)).unwrap(), Some(command), "{data:?}");
            let whole = frame(data);
            for cut in 0..whole.len() {
                assert_eq!(
                    decode(&whole[..cut]).unwrap(),
                    None,
                    "{data:?} cut at {cut}"
                );
            }
        }
    }

    #[test]
    fn what_is_not_exactly_a_command_is_an_error() {
        for data in [
            &b"O\0\0\0\x06\0\0\x01\xff"[..],
            b"O\0\0\0\x06\0\0\x01\xff\0\0\0\0more",
            b"D",
            b"DMi\0",
            b"DMi\0Q1",
            b"C",
            b"Chost\0",
            b"Chost\x004\0\x19192.0.2.1",
            b"Chost\x004\0\x19192.0.2.256\0",
            b"Chost\x004\0\x19::1\0",
            b"Chost\x006\0\x19\0",
            b"Chost\x009\0\x19::1\0",
            b"Chost\x004\0\x19192.0.2.1\0more",
            b"M",
            b"M<a@b.c>",
            b"M<a@b.c>\0SIZE=1",
            b"R",
            b"Tmore",
            b"LSubject\0",
            b"L\0 value\0",
            b"LSub:ject\0 value\0",
            b"LSub\nject\0 value\0",
            b"LSubject\0 value\0more",
            b"Nmore",
            b"Amore",
            b"Qmore",
            b"H",
            b"U",
            b"z",
            b"\0",
        ] {
            assert!(decode(&frame(data)).is_err(), "{data:?}");
        }
        assert!(decode(&[0, 0, 0, 0]).is_err(), "a frame without a command");
        assert!(
            decode(&[0, 0x10, 0, 1]).is_err(),
            "a frame of more than 1 MiB, before it has come"
        );
        assert!(decode(b"GET / HTTP/1.1\r\n").is_err());
    }
}
