//! Pictures that are drawn, record by record.

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
