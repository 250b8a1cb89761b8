//! Lines of a text mail.

use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// The columns of a line, as RFC 5322 (section 2.1.1) and readers of quoted mail want it.
const COLUMNS: usize = 72;

/// A paragraph in lines of 72 columns, broken where its script may be (UAX #14). What has
/// no such place, as an address, stays whole.
#[must_use]
pub fn fill(paragraph: &str) -> String {
    let options = Options::new(COLUMNS)
        .break_words(false)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::fill(paragraph, options)
}

/// The pieces between which a line may end. Only words of scripts without spaces are taken apart:
/// an address has places for it too, but is copied in one piece.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut at = 0;
    let words = WordSeparator::AsciiSpace.find_words(line);
    Box::new(words.flat_map(move |word| {
        let from = at;
        at += word.word.len() + word.whitespace.len();
        if word.contains(has_no_spaces) {
            WordSeparator::UnicodeBreakProperties.find_words(&line[from..at])
        } else {
            Box::new(std::iter::once(word))
        }
    }))
}

/// Whether a letter is of a script that has no spaces, or a mark that such scripts have.
fn has_no_spaces(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_every_script_and_addresses_stay_whole() {
        let url = format!("https://secure.example.org/{}", "x".repeat(80));
        let filled = fill(&format!(
            "{} {url} {}",
            "word ".repeat(40),
            "メール".repeat(40)
        ));
        assert!(filled.lines().any(|line| line.contains(&url)), "{filled}");
        let columns = |line: &str| {
            line.chars()
                .map(|c| 1 + usize::from(c > '\u{2fff}'))
                .sum::<usize>()
        };
        let long = filled.lines().filter(|line| columns(line) > COLUMNS);
        assert_eq!(long.count(), 1, "{filled}");
    }
}
