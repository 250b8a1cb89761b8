//! Skeletons of short values, such as header fields, file names and subject tags: they are equal
//! where people see the same.

use super::character::{expand, is_accent};
use super::lookalike::{hyphen, latin, small_greek};
use crate::mail::text::{fold, is_blank};

/// One character of a skeleton (UTS #39): folded, without accents, look-alike letters as Latin
/// ones, dashes as hyphens.
pub fn letter_skeletons(c: char) -> impl Iterator<Item = char> {
    let whole = expand(c).unwrap_or_default();
    let shown = if is_blank(c) && !c.is_whitespace() {
        ' '
    } else {
        c
    };
    let folded = whole.is_empty().then(|| {
        fold(shown)
            .filter(|c| !is_accent(*c))
            .map(|c| latin(hyphen(c)))
    });
    whole.chars().chain(folded.into_iter().flatten())
}

/// The skeleton of a text: letters that look alike, accents, case, width and white space make no
/// difference to it.
pub fn skeleton(text: &str) -> String {
    let letters: String = text.chars().flat_map(letter_skeletons).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A character by the shape of the small letter, where that is a Greek one.
pub fn by_small_shape(c: char) -> char {
    small_greek(c).unwrap_or(c)
}

/// Each skeleton of a text: Greek letters can be read by the shape of either case.
pub fn skeletons(text: &str) -> Vec<String> {
    let mut forms = vec![skeleton(text)];
    let by_small: String = text.chars().map(by_small_shape).collect();
    if by_small != text {
        forms.push(skeleton(&by_small));
    }
    forms
}

/// Each skeleton of a header field's value, without blanks, hyphens and low lines between letters:
/// clients and people differ in how they write `Company-Confidential`. And of what stands before
/// parameters, without a full stop or the like.
pub fn value_skeletons(text: &str) -> Vec<String> {
    let bare = text.split_once(';').map_or(text, |(bare, _)| bare);
    let bare = bare.trim_matches(|c: char| c.is_whitespace() || ".,!'\"".contains(c));
    let mut forms = skeletons(text);
    if bare.len() < text.len() && !bare.is_empty() {
        forms.extend(skeletons(bare));
    }
    forms.iter().map(|form| close_gaps(form)).collect()
}

/// The skeleton of a value that a rule asks for.
pub fn value_skeleton(text: &str) -> String {
    close_gaps(&skeleton(text))
}

fn close_gaps(text: &str) -> String {
    let is_gap = |c: char| matches!(c, ' ' | '-' | '_');
    let mut closed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_gap) {
        let (word, behind) = rest.split_at(at);
        let next = behind.trim_start_matches(is_gap);
        closed.push_str(word);
        let is_inside =
            closed.ends_with(char::is_alphabetic) && next.starts_with(char::is_alphabetic);
        if !is_inside {
            closed.push_str(&behind[..behind.len() - next.len()]);
        }
        rest = next;
    }
    closed + rest
}
