//! Letters of other scripts that look like Latin ones.
//!
//! A small choice from what Unicode's confusables (UTS 39) list: what fonts draw the same or nearly
//! so. Characters that NFKD takes apart (full-width, mathematical, circled letters) are folded
//! before and don't stand here.

use super::character::is_dash;

/// The Latin letter that a folded (lower-case) character looks like in one of its cases; other
/// characters as they are.
///
/// It is the same for both cases of a letter, so that words of those scripts are still found
/// regardless of case.
pub(super) fn latin(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    match c {
        'а' | 'α' | 'ɑ' | 'ꓮ' | 'ᴀ' | '\u{ab7a}' => 'a',
        'ƀ' | 'ꓐ' | 'в' | 'ь' | 'β' | 'ʙ' | '\u{ab9f}' | '\u{13fc}' => 'b',
        'ꓚ' | 'ȼ' | 'с' | 'ϲ' | 'ᴄ' | '\u{abaf}' => 'c',
        'đ' | 'ð' | 'ꓓ' | 'ԁ' | 'ᴅ' | '\u{ab70}' => 'd',
        '℮' | 'ɇ' | 'ꓰ' | 'е' | 'ε' | 'ᴇ' | 'ҽ' | '\u{ab7c}' => 'e',
        'ꜰ' | 'ꓝ' => 'f',
        'ǥ' | 'ꓖ' | 'ԍ' | 'ɡ' | 'ɢ' | 'ց' | '\u{ab90}' => 'g',
        'ħ' | 'ꓧ' | 'н' | 'һ' | 'η' | 'ʜ' | 'հ' | '\u{ab8b}' => 'h',
        'ɨ' | 'ꓲ' | '\u{ab75}' | 'і' | 'ι' | 'ı' | 'ɪ' | 'ɩ' => 'i',
        'ɉ' | 'ꓙ' | 'ј' | 'ϳ' | 'ᴊ' | 'յ' | '\u{ab7b}' => 'j',
        'ꓗ' | 'к' | 'κ' | 'ᴋ' | '\u{abb6}' => 'k',
        'ł' | 'ꓡ' | 'ӏ' | 'ʟ' | 'ⅼ' | 'ǀ' | '\u{abae}' => 'l',
        'ꓟ' | 'м' | 'μ' | 'ᴍ' | '\u{ab87}' => 'm',
        'ꓠ' | 'п' | 'ν' | 'ɴ' | 'ո' => 'n',
        'ø' | 'ꓳ' | 'о' | 'ο' | 'ᴏ' | 'օ' => 'o',
        'ꓑ' | 'р' | 'ρ' | 'ᴘ' | '\u{abb2}' => 'p',
        'ԛ' => 'q',
        'ꓣ' | 'г' | 'ʀ' | '\u{aba2}' | '\u{ab71}' => 'r',
        'ꓢ' | 'ѕ' | 'ꜱ' | '\u{abaa}' => 's',
        'ŧ' | 'ꓔ' | 'т' | 'τ' | 'ᴛ' | '\u{ab72}' => 't',
        'ꓴ' | 'ս' | 'ᴜ' => 'u',
        'ꓦ' | 'ѵ' | 'ᴠ' | '\u{aba9}' => 'v',
        'ꓪ' | 'ԝ' | 'ω' | 'ᴡ' | '\u{ab83}' => 'w',
        'х' | 'χ' | 'ꓫ' => 'x',
        'ꓬ' | 'у' | 'ү' | 'υ' | 'ʏ' => 'y',
        'ꓜ' | 'ζ' | 'ᴢ' | '\u{ab93}' => 'z',
        // Letters in black circles and squares, and those that make flags.
        '\u{1f150}'..='\u{1f169}' => letter(c, '\u{1f150}'),
        '\u{1f170}'..='\u{1f189}' => letter(c, '\u{1f170}'),
        '\u{1f1e6}'..='\u{1f1ff}' => letter(c, '\u{1f1e6}'),
        other => other,
    }
}

/// The hyphen that dashes and minus signs look like; other characters as they are.
pub(super) fn hyphen(c: char) -> char {
    if is_dash(c) || matches!(c, '\u{fe58}' | '\u{fe63}') {
        '-'
    } else {
        c
    }
}

/// The Latin letter that a small Greek letter looks like where [`latin`] goes by the shape of the
/// capital.
pub(super) fn small_greek(c: char) -> Option<char> {
    Some(match c {
        'γ' => 'y',
        'η' => 'n',
        'ν' => 'v',
        'υ' | 'μ' => 'u',
        'σ' => 'o',
        _ => return None,
    })
}

fn letter(c: char, first: char) -> char {
    u8::try_from(u32::from(c) - u32::from(first)).map_or(c, |at| char::from(b'a' + at))
}
