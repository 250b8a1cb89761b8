//! What is left of a subject when a tag is taken off.

use super::brackets::{closes, closing_of};
use crate::detect::letter_skeletons;

/// Colons of other scripts that don't fold to ASCII's.
const COLONS: &str = "∶꞉˸։׃";

/// `text` without the tag that stands there: what parted it from the rest, and the bracket that
/// closes what opened with it, go along.
pub(super) fn without(text: &str, (start, end): (usize, usize)) -> String {
    let (head, tag) = (&text[..start], &text[start..end]);
    let rest = close_less(tag, text[end..].trim_start());
    let ends_in_word = head.trim_end().ends_with(char::is_alphanumeric);
    match past_separator(&rest) {
        Some(past) if !ends_in_word => format!("{head}{past}"),
        // "plan [secure]: today"
        Some(_) if rest.starts_with(is_colon) => format!("{}{rest}", head.trim_end()),
        _ => format!("{head}{rest}"),
    }
}

/// What stands behind a colon, a dash or a bar at the start of `rest`; the signs of a face, of a
/// number or of a frame are none.
fn past_separator(rest: &str) -> Option<&str> {
    let mark = rest.chars().next()?;
    let behind = &rest[mark.len_utf8()..];
    let next = behind.chars().next();
    let is_blank = next.is_none_or(char::is_whitespace);
    let parts = if is_colon(mark) {
        is_blank || next.is_some_and(char::is_alphanumeric)
    } else {
        (folds_to(mark, '-') || folds_to(mark, '|')) && is_blank
    };
    parts.then(|| behind.trim_start())
}

fn is_colon(c: char) -> bool {
    folds_to(c, ':') || COLONS.contains(c)
}

fn folds_to(c: char, ascii: char) -> bool {
    letter_skeletons(c).eq([ascii])
}

/// `rest` without the bracket that closes what `tag` opens: `[secure: plan]`.
fn close_less(tag: &str, rest: &str) -> String {
    let open = tag.chars().next().filter(|_| !tag.contains(closes));
    let closing = open.and_then(|open| Some((open, closing_of(open)?)));
    let at = closing.and_then(|(open, closing)| {
        let at = rest.find([open, closing])?;
        rest[at..].starts_with(closing).then_some((at, closing))
    });
    match at {
        Some((at, closing)) => {
            let (inside, behind) = (&rest[..at], &rest[at + closing.len_utf8()..]);
            format!("{inside}{behind}")
        }
        None => rest.to_owned(),
    }
}
