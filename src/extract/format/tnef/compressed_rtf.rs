//! Compressed RTF ([MS-OXRTFCP]), in which Outlook keeps the text of a message.
//!
//! Unpacked here rather than by the compressed-rtf crate, which sets no bound to its output.

/// Unpacks RTF to no more than `most` bytes; `None` when it is broken or larger.
pub(super) fn unpack(packed: &[u8], most: u64) -> Option<Vec<u8>> {
    const START: &[u8] =
        b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \
        \\fscript \\fdecor MS Sans SerifSymbolArialTimes New \
        RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \
        \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
    let data = packed.get(16..)?;
    let size = usize::try_from(u32::from_le_bytes(packed.get(4..8)?.try_into().ok()?)).ok()?;
    if size as u64 > most {
        return None;
    }
    match packed.get(8..12)? {
        b"MELA" => return Some(data.get(..size)?.to_vec()),
        b"LZFu" => {}
        _ => return None,
    }
    let mut window = [0_u8; 4096];
    window[..START.len()].copy_from_slice(START);
    let mut write = START.len();
    let mut output = Vec::new();
    let mut input = data.iter().copied();
    let mut put = |byte: u8, window: &mut [u8; 4096], write: &mut usize| {
        window[*write] = byte;
        *write = (*write + 1) % 4096;
        output.push(byte);
        output.len() as u64 <= most
    };
    'all: while let Some(flags) = input.next() {
        for bit in 0..8 {
            if flags & (1 << bit) == 0 {
                let Some(byte) = input.next() else { break 'all };
                if !put(byte, &mut window, &mut write) {
                    return None;
                }
                continue;
            }
            let (Some(high), Some(low)) = (input.next(), input.next()) else {
                break 'all;
            };
            let reference = usize::from(u16::from_be_bytes([high, low]));
            let (offset, length) = (reference >> 4, (reference & 15) + 2);
            if offset == write {
                break 'all;
            }
            for n in 0..length {
                let byte = window[(offset + n) % 4096];
                if !put(byte, &mut window, &mut write) {
                    return None;
                }
            }
        }
    }
    Some(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_rtf_is_unpacked() {
        // The examples of MS-OXRTFCP, section 4.
        let packed = b"\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125B2\x0a\xf3 \
                       hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0";
        assert_eq!(
            unpack(packed, 100).unwrap(),
            b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
        );
        assert_eq!(unpack(packed, 10), None);
        assert_eq!(
            unpack(b"\x1a\0\0\0\x02\0\0\0MELA\0\0\0\0hi", 100).unwrap(),
            b"hi"
        );
        assert_eq!(unpack(b"short", 100), None);
    }
}
