//! Mail as the rest of the house needs it: addresses, the SMTP envelope, header fields as bytes,
//! the one reader of MIME, transfer encodings and charsets, signatures, and sending.
//!
//! Nothing here re-renders a parsed message: what is sealed is sealed as the bytes that came.

mod address;
mod author;
pub mod charset;
mod envelope;
pub(crate) mod file_name;
pub mod header;
pub mod message;
pub(crate) mod mime;
pub(crate) mod multipart;
pub(crate) mod parameter;
mod quoted;
pub mod sign;
pub mod size;
pub mod submit;
pub(crate) mod tags;
pub mod text;
pub mod trace;
pub(crate) mod transfer_encoding;
pub(crate) mod uuencode;
pub mod verify;

pub use address::{Address, AddressError};
pub use author::{Author, authors_domains, domain_key};
pub use envelope::{Dsn, Envelope, Signatures};
pub use header::{Field, Header};
pub use quoted::text_part;
