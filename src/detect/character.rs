//! What single characters are, wherever texts are compared.

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// Whether a character belongs to a word.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Whether words of this character's script are written without spaces, or, as in Korean, with
/// endings that are glued on.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(
        c,
        '\u{e00}'..='\u{eff}'
            | '\u{f00}'..='\u{fff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1100}'..='\u{11ff}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{2e80}'..='\u{2fdf}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3021}'..='\u{3029}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{3100}'..='\u{318f}'
            | '\u{31a0}'..='\u{31ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7ff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{ff66}'..='\u{ffdc}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// Whether a character goes on with the one before, so that no word can end between them.
pub(super) fn is_extender(c: char) -> bool {
    is_combining_mark(c) || matches!(c, '\u{1160}'..='\u{11ff}')
}

/// Marks that are set above, below and through letters, and the vowel points of Hebrew and Arabic:
/// people leave them out, in capitals above all. Vowel signs and what makes another letter in other
/// scripts stay.
pub(super) fn is_accent(c: char) -> bool {
    !c.is_ascii() && matches!(canonical_combining_class(c), 1 | 10..=36 | 200..)
        || matches!(c, '\u{488}' | '\u{489}' | '\u{20d0}'..='\u{20f0}')
}

/// What people write for a character that is two letters in one.
pub(super) fn expand(c: char) -> Option<&'static str> {
    match c {
        'ß' | 'ẞ' => Some("ss"),
        'æ' | 'Æ' => Some("ae"),
        'œ' | 'Œ' => Some("oe"),
        _ => None,
    }
}

/// Whether a character is a dash or a minus sign other than ASCII's.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}')
}

/// The value of a decimal digit of any script that stands in texts (Unicode's Nd; those that NFKD
/// makes ASCII come later).
pub(super) fn digit(c: char) -> Option<u8> {
    const ZEROS: [u32; 36] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
        0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
        0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
        0x104a0,
    ];
    match c {
        '⓿' => return Some(0),
        // Digits in black circles and in circles without serifs.
        '❶'..='❾' => return u8::try_from(u32::from(c) - 0x2775).ok(),
        '➀'..='➈' => return u8::try_from(u32::from(c) - 0x277f).ok(),
        '➊'..='➒' => return u8::try_from(u32::from(c) - 0x2789).ok(),
        _ => {}
    }
    let zero = ZEROS
        .iter()
        .find(|zero| (**zero..**zero + 10).contains(&u32::from(c)))?;
    u8::try_from(u32::from(c) - zero).ok()
}
