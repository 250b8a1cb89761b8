//! The marks that a message may have: `<b>` and `<i>` around what stands out, `<a>` and `<a2>`
//! around what leads elsewhere. All else is text.

use std::borrow::Cow;

/// The marks, and what they are in HTML. Links get their address from the page.
const MARKS: [(&str, &str); 8] = [
    ("<b>", "<strong>"),
    ("</b>", "</strong>"),
    ("<i>", "<em>"),
    ("</i>", "</em>"),
    ("<a>", "<a>"),
    ("</a>", "</a>"),
    ("<a2>", "<a2>"),
    ("</a2>", "</a>"),
];

/// How the pieces of a message are written.
pub(super) type Transform = fn(&str) -> Cow<'_, str>;

/// How messages become plain text and HTML in a language that has spaces between its words, or
/// none. Where there are none, the end of a line in the file is nothing.
pub(super) fn transforms(has_spaces: bool) -> (Transform, Transform) {
    if has_spaces {
        (
            |piece| spaced(piece, as_text),
            |piece| spaced(piece, as_html),
        )
    } else {
        (
            |piece| joined(piece, as_text),
            |piece| joined(piece, as_html),
        )
    }
}

fn spaced(piece: &str, write: Transform) -> Cow<'_, str> {
    if !piece.contains('\n') {
        return write(piece);
    }
    Cow::Owned(write(&piece.replace('\n', " ")).into_owned())
}

fn joined(piece: &str, write: Transform) -> Cow<'_, str> {
    if !piece.contains('\n') {
        return write(piece);
    }
    Cow::Owned(write(&piece.replace('\n', "")).into_owned())
}

/// A piece of a message as HTML.
fn as_html(piece: &str) -> Cow<'_, str> {
    rewrite(piece, |mark| mark)
}

/// A piece of a message as plain text: the marks are left out.
fn as_text(piece: &str) -> Cow<'_, str> {
    let mut rest = piece;
    let mut text = String::new();
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = mark_of(rest).map_or(1, |(mark, _)| mark.len());
        if length == 1 {
            text.push('<');
        }
        rest = &rest[length..];
    }
    if text.is_empty() && rest.len() == piece.len() {
        return Cow::Borrowed(piece);
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// What a value becomes in HTML, in text and in attributes.
#[must_use]
pub fn escape(value: &str) -> Cow<'_, str> {
    rewrite(value, |_| "")
}

/// Escapes all but marks, where `keep` gives something for them.
fn rewrite(piece: &str, keep: fn(&'static str) -> &'static str) -> Cow<'_, str> {
    const SPECIAL: [char; 5] = ['<', '>', '&', '"', '\''];
    if !piece.contains(SPECIAL) {
        return Cow::Borrowed(piece);
    }
    let mut html = String::with_capacity(piece.len() + 16);
    let mut rest = piece;
    while let Some(at) = rest.find(SPECIAL) {
        html.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((mark, shown)) = mark_of(rest)
            && !keep(shown).is_empty()
        {
            html.push_str(shown);
            rest = &rest[mark.len()..];
            continue;
        }
        html.push_str(match rest.as_bytes()[0] {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[1..];
    }
    html.push_str(rest);
    Cow::Owned(html)
}

fn mark_of(text: &str) -> Option<(&'static str, &'static str)> {
    MARKS.into_iter().find(|(mark, _)| text.starts_with(mark))
}

/// What is wrong with the marks of a message, given as its pieces of text in their order.
pub(super) fn fault<'a>(pieces: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    for piece in pieces {
        for (at, _) in piece.match_indices('<') {
            let rest = &piece[at..];
            let Some((mark, _)) = mark_of(rest) else {
                let looks = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
                if looks {
                    let shown: String = rest.chars().take(20).collect();
                    return Some(format!(
                        "\"{shown}\" is no mark that a message may have; it may have <b>, <i>, <a> \
                         and <a2>"
                    ));
                }
                continue;
            };
            match mark.strip_prefix("</") {
                None => open.push(mark.trim_start_matches('<')),
                Some(name) if open.last() == Some(&name) => {
                    open.pop();
                }
                Some(_) => return Some(format!("{mark} closes what was not opened")),
            }
        }
    }
    open.last()
        .map(|name| format!("<{name} is not closed by </{name}"))
}
