//! What a person can type around a word to set it apart, by Unicode's properties: brackets, quotes
//! and symbols.

use icu_properties::props::{BidiMirroringGlyph, GeneralCategory, QuotationMark};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Marks that set a word apart although they stand on one side of it only.
const MARKS: &str = "#@!*_~+=|/\\$%&^§";

/// Whether a bracket opens.
pub(super) fn opens(c: char) -> bool {
    if c.is_ascii() {
        matches!(c, '[' | '(' | '{' | '<')
    } else {
        closing_of(c).is_some()
    }
}

/// Whether a bracket closes.
pub(super) fn closes(c: char) -> bool {
    if c.is_ascii() {
        matches!(c, ']' | ')' | '}' | '>')
    } else {
        category(c) == GeneralCategory::ClosePunctuation
    }
}

/// The bracket that closes what this one opens.
pub(super) fn closing_of(open: char) -> Option<char> {
    match open {
        '<' => return Some('>'),
        _ if category(open) != GeneralCategory::OpenPunctuation => return None,
        _ => {}
    }
    let mirrored = CodePointMapData::<BidiMirroringGlyph>::new().get(open);
    // Brackets of vertical text and those of Arabic have no mirrored form, but stand beside what
    // closes them. Of low quotes nothing does.
    let beside = [1, -1].map(|step| {
        let code = u32::from(open).checked_add_signed(step);
        code.and_then(char::from_u32)
    });
    let beside = beside.into_iter().flatten();
    let mut closing = mirrored.mirroring_glyph.into_iter().chain(beside);
    closing.find(|&c| closes(c))
}

/// Whether this is a quotation mark; languages differ in which of them open and which close.
pub(super) fn is_quote(c: char) -> bool {
    if c.is_ascii() {
        return matches!(c, '"' | '\'' | '`');
    }
    let kind = category(c);
    let is_bracket = || opens(c) || closes(c);
    matches!(
        kind,
        GeneralCategory::InitialPunctuation | GeneralCategory::FinalPunctuation
    ) || CodePointSetData::new::<QuotationMark>().contains(c) && !is_bracket()
        // Quotes of Hebrew, primes, and the ornaments among the symbols.
        || matches!(c, '\u{5f3}' | '\u{5f4}' | '′'..='‷' | '❛'..='❠' | '🙶'..='🙸')
}

/// Whether a character is no word's and no sentence's either, so that a word behind it is set
/// apart.
pub(super) fn is_mark(c: char) -> bool {
    MARKS.contains(c) || is_symbol(c)
}

/// Whether a character is a sign outside ASCII: corners of brackets, arrows, stars, pictures.
pub(super) fn is_symbol(c: char) -> bool {
    use GeneralCategory as Category;
    !c.is_ascii()
        && matches!(
            category(c),
            Category::MathSymbol | Category::ModifierSymbol | Category::OtherSymbol
        )
}

/// An accent that stands alone, or a letter that looks like one, as the quote that people type it
/// for. Folding makes a blank of some of them.
pub(super) fn by_quote(c: char) -> char {
    let is_accent = || category(c) == GeneralCategory::ModifierSymbol;
    let is_letter = matches!(c, '\u{2b9}'..='\u{2bf}' | '\u{2c8}'..='\u{2cf}' | '\u{2ee}');
    if is_letter || !c.is_ascii() && is_accent() {
        '"'
    } else {
        c
    }
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bracket_that_opens_is_closed() {
        let all = || ('\0'..char::MAX).filter(|&c| opens(c));
        assert!(all().count() > 70);
        for open in all() {
            assert!(!closes(open) && !is_quote(open), "{open}");
            assert!(closing_of(open).is_some_and(closes), "{open}");
        }
        for (open, closing) in [
            ('⟨', '⟩'),
            ('［', '］'),
            ('︗', '︘'),
            ('﴿', '﴾'),
            ('〝', '〞'),
        ] {
            assert_eq!(closing_of(open), Some(closing));
        }
        assert_eq!(closing_of('］'), None);
        assert_eq!(closing_of('„'), None);
    }

    #[test]
    fn quotes_of_all_languages_are_quotes() {
        for quote in "\"'`“”„‟‘’‚‛«»‹›⹂❝❞❛❜′″״".chars() {
            assert!(is_quote(quote), "{quote}");
        }
        for other in "a ´[]{}()<>「」—-:;,.!?¡¿·…".chars() {
            assert!(!is_quote(other), "{other}");
        }
    }
}
