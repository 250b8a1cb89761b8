//! Mail as the rest of the house needs it: addresses, the SMTP envelope, header fields as bytes, and sending.
//!
//! Nothing here re-renders a parsed message: what is sealed is sealed as the bytes that came.

mod address;
pub mod charset;
mod envelope;
pub mod header;
pub mod message;
pub mod submit;
pub mod text;

pub use address::{Address, AddressError};
pub use envelope::Envelope;
pub use header::{Field, Header};
