//! What the header of a form's part says: which field it is.

/// The name that a part's header gives its field.
pub(super) fn field_name(header: &[u8]) -> Option<Vec<u8>> {
    header.split(|&byte| byte == b'\n').find_map(|line| {
        let colon = line.iter().position(|&byte| byte == b':')?;
        let (name, value) = (line[..colon].trim_ascii(), &line[colon + 1..]);
        if name.eq_ignore_ascii_case(b"content-disposition") {
            parameter(value, b"name")
        } else {
            None
        }
    })
}

/// The parameter `wanted` of a field's value: `kind; name=token; name="quoted \" string"`.
pub(super) fn parameter(value: &[u8], wanted: &[u8]) -> Option<Vec<u8>> {
    let mut rest = value;
    loop {
        let start = rest.iter().position(|&byte| byte == b';')? + 1;
        rest = &rest[start..];
        let end = rest.iter().position(|&byte| matches!(byte, b'=' | b';'))?;
        if rest[end] == b';' {
            continue;
        }
        let name = rest[..end].trim_ascii();
        rest = rest[end + 1..].trim_ascii_start();
        let mut content = Vec::new();
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            let mut bytes = quoted.iter();
            loop {
                match *bytes.next()? {
                    b'"' => break,
                    b'\\' => content.push(*bytes.next()?),
                    byte => content.push(byte),
                }
            }
            rest = bytes.as_slice();
        } else {
            let end = rest
                .iter()
                .position(|&byte| byte == b';')
                .unwrap_or(rest.len());
            content.extend_from_slice(rest[..end].trim_ascii());
            rest = &rest[end..];
        }
        if name.eq_ignore_ascii_case(wanted) {
            return Some(content);
        }
    }
}
