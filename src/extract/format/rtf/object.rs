//! What is embedded in a document: an object of OLE 1 around the data of another program
//! ([MS-OLEDS] section 2.2).

/// The data of an object; all of it where it has another form.
pub(super) fn data(object: &[u8]) -> &[u8] {
    native(object).unwrap_or(object)
}

fn native(object: &[u8]) -> Option<&[u8]> {
    // The version; 2 is an embedded object.
    let (_, mut rest) = object.split_at_checked(4)?;
    let format = number(&mut rest)?;
    if format != 2 {
        return None;
    }
    // The names of the class, the topic and the item.
    for _ in 0..3 {
        let length = number(&mut rest)?;
        rest = rest.get(length..)?;
    }
    let length = number(&mut rest)?;
    // What says that it is longer than it is, is all there is.
    Some(&rest[..length.min(rest.len())])
}

fn number(rest: &mut &[u8]) -> Option<usize> {
    let (four, after) = rest.split_first_chunk::<4>()?;
    *rest = after;
    usize::try_from(u32::from_le_bytes(*four)).ok()
}
