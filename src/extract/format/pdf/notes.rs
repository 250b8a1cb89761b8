//! The numbers of notes, drawn as raised figures of the font itself: the file has them as plain
//! digits of the same size and line, so only where they stand tells.

/// The most digits that number a note, and the least letters of a word beside them.
const DIGITS: usize = 2;
const LETTERS: usize = 3;

/// A text with such numbers apart from their words; `None` where it has none.
pub(super) fn apart(text: &str) -> Option<String> {
    let mut apart = String::with_capacity(text.len());
    for word in text.split_inclusive(char::is_whitespace) {
        let after = word.trim_start_matches(is_digit);
        let (before, after) = word.split_at(word.len() - after.len());
        apart.push_str(before);
        if (1..=DIGITS).contains(&before.len()) && is_word(after.chars()) {
            apart.push(' ');
        }
        let core = after.trim_end_matches(|c: char| !c.is_alphanumeric());
        let letters = core.trim_end_matches(is_digit);
        let (letters, rest) = after.split_at(letters.len());
        apart.push_str(letters);
        let digits = core.len() - letters.len();
        if (1..=DIGITS).contains(&digits) && is_word(letters.chars().rev()) {
            apart.push(' ');
        }
        apart.push_str(rest);
    }
    (apart.len() > text.len()).then_some(apart)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn is_word(mut chars: impl Iterator<Item = char>) -> bool {
    (0..LETTERS).all(|_| chars.next().is_some_and(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_notes_stand_apart_and_others_do_not() {
        for (text, expected) in [
            ("See1 below", Some("See 1 below")),
            ("1falconer\n\n12müller.", Some("1 falconer\n\n12 müller.")),
            ("(see falconer2), x", Some("(see falconer 2), x")),
            ("A4 4th H2O B12 2026 DE8937 INV401 x1", None),
            ("", None),
        ] {
            assert_eq!(apart(text).as_deref(), expected, "{text}");
        }
    }
}
