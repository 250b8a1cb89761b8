//! Pictures that are drawn, record by record.

use memchr::memmem;

use super::Kind;

/// What a drawn picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::extract) enum Drawn {
    /// An enhanced metafile ([MS-EMF]).
    Emf,
    /// A Windows metafile ([MS-WMF]).
    Wmf {
        /// Where its header is, behind one that says how large it is.
        start: usize,
    },
}

/// Whether a picture is drawn, and as what.
pub(in crate::extract) fn drawn(bytes: &[u8]) -> Option<Drawn> {
    const PLACE: usize = 22;
    let is_wmf = |bytes: &[u8]| matches!(bytes, [1 | 2, 0, 9, 0, 0, 1 | 3, ..]);
    if bytes.starts_with(b"\x01\0\0\0") && bytes.get(40..44) == Some(b" EMF") {
        Some(Drawn::Emf)
    } else if bytes.starts_with(b"\xd7\xcd\xc6\x9a") && bytes.get(PLACE..).is_some_and(is_wmf) {
        Some(Drawn::Wmf { start: PLACE })
    } else {
        is_wmf(bytes).then_some(Drawn::Wmf { start: 0 })
    }
}

/// Whether what should be a drawn picture may write a text, or is something else.
pub(in crate::extract) fn may_write(bytes: &[u8]) -> bool {
    let records: &[&[u8]] = match drawn(bytes) {
        Some(Drawn::Emf) => return true,
        Some(Drawn::Wmf { .. }) => &[b"\x21\x05", b"\x32\x0a"],
        None => return !bytes.is_empty(),
    };
    let has = |record: &&[u8]| memmem::find(bytes, record).is_some();
    records.iter().any(has) || super::ends_as_zip(bytes)
}

/// Whether a file is a drawn picture and nothing else: one can be two things at once.
pub(in crate::extract) fn is_only_drawn(bytes: &[u8]) -> bool {
    let is_else = || super::ends_as_zip(bytes) || super::pdf_within(bytes).is_some();
    drawn(bytes).is_some() && Kind::recognize(bytes) == Kind::Image && !is_else()
}
