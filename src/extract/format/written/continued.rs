//! Lines that go on in the next one: behind a backslash (properties, shells, C), and as pieces of
//! one text in quotes (C, gettext).

/// The text with such lines joined; `None` where it has none.
pub(super) fn joined(text: &str) -> Option<String> {
    if !text.contains(['\\', '"']) {
        return None;
    }
    let mut joined = String::with_capacity(text.len());
    let mut is_cut = false;
    // Where a quote stands that ends the line before.
    let mut quote: Option<usize> = None;
    for line in text.lines() {
        let start = line.trim_start_matches([' ', '\t']);
        let piece = quote.take().zip(start.strip_prefix('"'));
        if let Some((quote, piece)) = piece {
            joined.truncate(quote);
            joined.push_str(piece);
        } else if is_cut {
            joined.push_str(start);
        } else {
            joined.push_str(line);
        }
        let slashes = line.len() - line.trim_end_matches('\\').len();
        is_cut = slashes % 2 == 1;
        if is_cut {
            joined.pop();
            continue;
        }
        let end = joined.trim_end_matches([' ', '\t']);
        quote = end.ends_with('"').then(|| end.len() - 1);
        joined.push('\n');
    }
    (joined.lines().count() < text.lines().count()).then_some(joined)
}
