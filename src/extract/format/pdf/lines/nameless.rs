//! Characters that nothing names, among letters: a page may show them at any time, so that what
//! they belong to shows in where they stand.

use super::{Letter, WORD};

/// Whether a nameless character of a line stands at a letter: a word has it, unless it is drawn
/// over a letter.
pub(super) fn stands_at_letter(row: &[Letter]) -> bool {
    let middle = |letter: &Letter| f64::midpoint(letter.from, letter.to);
    let inside = |at: f64, letter: &Letter| letter.from < at && at < letter.to;
    row.iter().enumerate().any(|(at, one)| {
        let near = row[at.saturating_sub(2)..(at + 3).min(row.len())].iter();
        let is_letter =
            |letter: &&Letter| !letter.is_nameless && letter.text.contains(char::is_alphanumeric);
        let mut letters = near.filter(is_letter);
        let is_over = |letter: &Letter| inside(middle(letter), one) || inside(middle(one), letter);
        let is_at = |letter: &Letter| {
            let gap = (letter.from - one.to).max(one.from - letter.to);
            gap <= WORD * one.size.max(letter.size)
        };
        one.is_nameless && !letters.clone().any(is_over) && letters.any(is_at)
    })
}
