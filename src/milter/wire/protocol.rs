//! Constants of the milter protocol, version 6, and what makes bytes no part of it.
//!
//! The names are those of sendmail's `libmilter/mfdef.h`; Postfix has the same.

use std::{fmt, io};

/// The protocol version we speak.
pub(in crate::milter) const VERSION: u32 = 6;

/// The longest frame we read. Body chunks are at most 65,535 bytes; header values are longer where
/// an administrator raised Postfix's `header_size_limit` (102,400 bytes), and a frame past this
/// bound is an attack or an error.
pub(in crate::milter) const MAX_FRAME: usize = 1 << 20;

/// The most data one frame of ours carries: libmilter's MILTER_CHUNK_SIZE, which every MTA takes.
pub(in crate::milter) const MAX_DATA: usize = 65_535;

/// What a milter may do to a message (`SMFIF_*`).
pub(in crate::milter) mod action {
    /// Add header fields.
    pub(in crate::milter) const ADD_HEADERS: u32 = 0x01;
    /// Replace the body.
    pub(in crate::milter) const CHANGE_BODY: u32 = 0x02;
    /// Delete recipients.
    pub(in crate::milter) const DELETE_RECIPIENTS: u32 = 0x08;
    /// Change and delete header fields.
    pub(in crate::milter) const CHANGE_HEADERS: u32 = 0x10;
    /// Put a message into quarantine.
    pub(in crate::milter) const QUARANTINE: u32 = 0x20;
    /// Say which macros it wants.
    pub(in crate::milter) const SET_MACROS: u32 = 0x100;
}

/// What the MTA leaves out, and which commands it expects no answer to (`SMFIP_*`).
pub(in crate::milter) mod step {
    /// HELO is not sent.
    pub(in crate::milter) const NO_HELO: u32 = 0x02;
    /// Header fields are not answered.
    pub(in crate::milter) const NR_HEADER: u32 = 0x80;
    /// Unknown SMTP commands are not sent.
    pub(in crate::milter) const NO_UNKNOWN: u32 = 0x100;
    /// The MTA understands SKIP.
    pub(in crate::milter) const SKIP: u32 = 0x400;
    /// CONNECT is not answered.
    pub(in crate::milter) const NR_CONNECT: u32 = 0x1000;
    /// HELO is not answered.
    pub(in crate::milter) const NR_HELO: u32 = 0x2000;
    /// MAIL is not answered.
    pub(in crate::milter) const NR_MAIL: u32 = 0x4000;
    /// RCPT is not answered.
    pub(in crate::milter) const NR_RECIPIENT: u32 = 0x8000;
    /// DATA is not answered.
    pub(in crate::milter) const NR_DATA: u32 = 0x1_0000;
    /// Unknown SMTP commands are not answered.
    pub(in crate::milter) const NR_UNKNOWN: u32 = 0x2_0000;
    /// Body chunks are not answered.
    pub(in crate::milter) const NR_BODY: u32 = 0x8_0000;
    /// Header values keep their leading space, both ways.
    pub(in crate::milter) const LEADING_SPACE: u32 = 0x10_0000;
}

/// What the MTA offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::milter) struct Offer {
    pub(in crate::milter) version: u32,
    pub(in crate::milter) actions: u32,
    pub(in crate::milter) steps: u32,
}

/// Why bytes are no frame. Never holds content of the mail.
#[derive(Debug)]
pub(in crate::milter) enum WireError {
    /// A frame that is empty or longer than [`MAX_FRAME`].
    Length(u32),
    /// A command byte that the protocol does not have.
    Unknown(u8),
    /// Data that is not what its command says.
    Malformed(u8),
    /// The connection broke.
    Io(io::Error),
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(length) => write!(f, "a milter frame says that it is {length} bytes long"),
            Self::Unknown(code) => write!(
                f,
                "the milter protocol has no command {:?}",
                char::from(*code)
            ),
            Self::Malformed(code) => {
                write!(
                    f,
                    "the data of a milter command {:?} is malformed",
                    char::from(*code)
                )
            }
            Self::Io(error) => write!(f, "the milter connection broke: {error}"),
        }
    }
}

impl From<io::Error> for WireError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Decodes [commands](super::command::Command) and encodes [replies](super::reply::Reply).
pub(in crate::milter) struct Codec;
