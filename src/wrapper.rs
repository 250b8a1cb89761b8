//! The wrapper: sealed bytes to carrier mail and `message.html`, and back. It sees no key and no
//! plaintext.
//!
//! # The carrier mail
//!
//! ```text
//! header      Received, From, Sender, Reply-To, To, Cc, Date, Message-ID, threading and list
//!             fields of the original, Subject (without the policy's tag), References with our
//!             mark, MIME fields, X-Postseal
//! body        multipart/mixed
//! ├── multipart/alternative      what this is, who sent it, how to open it: text and HTML
//! └── text/html; attachment      message.html, 7bit: a form with the armor in a hidden input
//! ```
//!
//! # The armor
//!
//! The sealed bytes in standard base64 (RFC 4648 section 4, padded, canonical), in lines of 988
//! characters ended by CRLF, as the value of `<input type="hidden" name="sealed">`. Long lines cost
//! less than MIME's 76 columns; 988 stays below the 998 that RFC 5322 section 2.1.1 allows, so the
//! attachment can travel as 7bit and base64 is applied once, not twice. It stands in an attribute
//! rather than in text because content filters read text, and base64 contains what looks like
//! Bitcoin addresses. A reader skips white space between the letters of base64, and nothing else.
//!
//! A portal finds the armor also where programs on its way have rewritten what stands around it:
//! attributes in another order or case, other quotes or none, references for line ends, marks of
//! quotations, tags and escapes that break lines, pages in UTF-16, parts in a transfer encoding,
//! mails in mails, quoted mails, mails as JSON, ZIP archives. Where nothing else is left of the
//! form, it is found by its first eight letters, `UFNMMQEA`.
//!
//! The file has no script and loads nothing. Its styles are those of its own element, and of the
//! page only where nothing else is on it: mail programs show it among other parts. Pressing its
//! button posts the armor to the portal as `multipart/form-data`. For a short message the carrier's
//! HTML part also links to `PORTAL#m=…`, the sealed bytes in URL-safe base64: a fragment is never
//! sent to a server, so the portal still learns nothing until the page's script posts it.
//!
//! # The carrier's MAC
//!
//! A carrier that comes back, after a relay or a mailing list, is known by its field `X-Postseal:
//! v2 MAC`, and is not sealed again. MAC is 64 lower-case hexadecimal digits:
//!
//! ```text
//! PRK  = HKDF-Extract-SHA-256(no salt; root key)
//! S    = HKDF-Expand-SHA-256(PRK; "postseal v1 mac" ‖ 0x00 ‖ "postseal v2 carrier"; 32 bytes)
//! K    = HMAC-SHA-256(S; nothing)
//! MAC  = BLAKE3 keyed with K, of: length of type (u64, big-endian) ‖ type ‖ BLAKE3(body)
//!
//! type   the value of the only Content-Type field, its words joined by single spaces
//! body   the carrier's body, with one CRLF in place of all line ends at its end
//! ```
//!
//! The root key may be any, current or retired. This module hashes the body; `outbound` has the
//! keys.

mod armor;
mod body;
mod digest;
mod extract;
mod find;
mod frame;
mod header;
mod letters;
mod lookalike;
mod noise;
mod notice;
mod page;
mod rewritten;
mod runs;
mod unarmor;
mod wording;

pub use body::{CarrierBody, Wrapped};
pub use digest::BodyDigest;
pub use extract::Extractor;
pub use frame::FramePool;
pub use header::{Edits, HeaderEdit, Identity, MAC_FIELD, carrier_mac, content_type, kept};
pub use notice::Notice;
pub use unarmor::ExtractError;
pub use wording::Wordings;

/// The most bytes of one body frame. The milter protocol allows 65,535 (MILTER_CHUNK_SIZE). BLAKE3
/// is fastest over pieces that begin at a multiple of 16 KiB and are as many long; this is the most
/// of them that a frame holds.
pub const FRAME: usize = 48 * 1024;
