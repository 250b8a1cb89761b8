//! Whether a text is in the charset that its label names, by what it is in that.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, IBM866, ISO_8859_5, KOI8_R, SHIFT_JIS, WINDOWS_1251,
};

/// Charsets of East Asia: what is a text in one of them is often one in others, and nothing but its
/// meaning tells which it is in. So it is with those of Cyrillic letters.
const EAST_ASIAN: [&Encoding; 5] = [GB18030, BIG5, SHIFT_JIS, EUC_JP, EUC_KR];

const CYRILLIC: [&Encoding; 4] = [WINDOWS_1251, KOI8_R, ISO_8859_5, IBM866];

/// The other charsets in which a text may be that was decoded to this as its label says: all where
/// it had errors, or its lines beyond ASCII have far more accents than any language of the West;
/// else those of its family.
pub(super) fn others(text: &str) -> &'static [&'static Encoding] {
    if text.is_ascii() {
        return &[];
    }
    let mut counts = Counts::default();
    // What stands around them in ASCII is the same in all.
    let foreign = text.lines().filter(|line| !line.is_ascii());
    foreign.flat_map(str::chars).for_each(|c| counts.add(c));
    if counts.errors > 0 || counts.accented > 4 && counts.accented * 3 > counts.letters {
        &super::GUESSED
    } else if counts.east_asian > 0 {
        &EAST_ASIAN
    } else if counts.cyrillic > 0 {
        &CYRILLIC
    } else {
        &[]
    }
}

#[derive(Default)]
struct Counts {
    /// What is no letter in any charset.
    errors: usize,
    letters: usize,
    /// Letters and signs of the West beyond ASCII.
    accented: usize,
    cyrillic: usize,
    east_asian: usize,
}

impl Counts {
    fn add(&mut self, c: char) {
        self.letters += usize::from(c.is_alphabetic());
        match c {
            '\u{fffd}' | '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}' => self.errors += 1,
            '\u{a1}'..='\u{2ff}' => {
                self.accented += 1;
                self.letters += usize::from(!c.is_alphabetic());
            }
            '\u{400}'..='\u{4ff}' => self.cyrillic += 1,
            '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' => {
                self.east_asian += 1;
            }
            _ => {}
        }
    }
}
