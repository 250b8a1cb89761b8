//! What a terminal or a printer shows of a text: colours and titles gone, letters that were printed
//! over each other once (ECMA-48).

/// The text that is shown; `None` where it is the same.
pub(super) fn shown(text: &str) -> Option<String> {
    if !text.contains(['\u{1b}', '\u{8}', '\u{9b}']) {
        return None;
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\u{1b}', '\u{8}', '\u{9b}']) {
        shown.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = if let Some(after) = rest.strip_prefix('\u{8}') {
            back(&mut shown, after)
        } else if let Some(after) = rest.strip_prefix('\u{9b}') {
            after_sequence(after)
        } else {
            after_escape(&rest[1..])
        };
    }
    shown.push_str(rest);
    Some(shown)
}

/// Takes the last letter back, unless what follows only underlines it. What is left of the text.
fn back<'a>(shown: &mut String, after: &'a str) -> &'a str {
    let last = shown.chars().next_back();
    match after.strip_prefix('_') {
        Some(after) if last.is_some_and(|last| last != '_') => after,
        _ => {
            if last != Some('\n') {
                shown.pop();
            }
            after
        }
    }
}

/// What stands behind a control sequence: parameters, and a letter that ends it.
fn after_sequence(rest: &str) -> &str {
    let end = rest.find(|c: char| !matches!(c, ' '..='?'));
    let rest = &rest[end.unwrap_or(rest.len())..];
    match rest.chars().next() {
        Some('@'..='~') => &rest[1..],
        _ => rest,
    }
}

/// What stands behind what an escape starts.
fn after_escape(rest: &str) -> &str {
    match rest.chars().next() {
        Some('[') => after_sequence(&rest[1..]),
        Some(']' | 'P' | 'X' | '^' | '_') => {
            // A title or an address goes on until its end is said; without one it is the escape
            // alone that goes.
            let end = rest.find(['\u{7}', '\u{1b}', '\u{9c}', '\n']);
            let Some(end) = end.filter(|end| !rest[*end..].starts_with('\n')) else {
                return &rest[1..];
            };
            let rest = &rest[end..];
            rest.strip_prefix("\u{1b}\\")
                .or_else(|| rest.strip_prefix(['\u{7}', '\u{9c}']))
                .unwrap_or(rest)
        }
        Some(' '..='/') => {
            let rest = rest.trim_start_matches(|c| matches!(c, ' '..='/'));
            match rest.chars().next() {
                Some('0'..='~') => &rest[1..],
                _ => rest,
            }
        }
        Some('0'..='~') => &rest[1..],
        _ => rest,
    }
}
