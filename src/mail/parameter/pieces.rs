//! A field's value in pieces: what stands first, and its parameters.

/// The pieces of a field, which semicolons outside quotes and comments separate.
///
/// Quotes or comments that never end have no effect on the piece that they start in, so that no
/// parameter hides behind them; where the next piece starts, they may start again. To look for the
/// end at each piece would take a time quadratic in the field's length.
pub(super) struct Pieces<'a> {
    text: &'a str,
    /// Where the next piece starts; `None` after the last.
    start: Option<usize>,
    /// For each place in the text, where a piece that starts there ends; [`UNCLOSED`] where quotes
    /// or comments in it never end.
    ends: Vec<usize>,
}

/// No place in a text.
const UNCLOSED: usize = usize::MAX;

impl<'a> Pieces<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            start: Some(0),
            ends: ends_of_pieces(text.as_bytes()),
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let start = self.start?;
        let end = match self.ends[start] {
            UNCLOSED => self.text[start..]
                .find(';')
                .map_or(self.text.len(), |at| start + at),
            end => end,
        };
        self.start = (end < self.text.len()).then_some(end + 1);
        Some(&self.text[start..end])
    }
}

/// Where a piece that starts at each place of a text ends: one pass from the text's end to its
/// start.
fn ends_of_pieces(text: &[u8]) -> Vec<usize> {
    let length = text.len();
    // Where quotes and comments that were entered before a place end. A backslash as the last byte
    // escapes what is not there.
    let mut after_quotes = vec![UNCLOSED; length + 2];
    let mut after_comment = vec![UNCLOSED; length + 2];
    let mut ends = vec![length; length + 1];
    let at_or_unclosed = |places: &[usize], at: usize| places.get(at).copied().unwrap_or(UNCLOSED);
    for (at, &byte) in text.iter().enumerate().rev() {
        let next = at + 1;
        ends[at] = match byte {
            b';' => at,
            b'"' => at_or_unclosed(&ends, after_quotes[next]),
            b'(' => at_or_unclosed(&ends, after_comment[next]),
            _ => ends[next],
        };
        after_quotes[at] = match byte {
            b'"' => next,
            b'\\' => after_quotes[next + 1],
            _ => after_quotes[next],
        };
        after_comment[at] = match byte {
            b')' => next,
            b'(' => at_or_unclosed(&after_comment, after_comment[next]),
            b'\\' => after_comment[next + 1],
            _ => after_comment[next],
        };
    }
    ends
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Splits off one piece at a time, as slowly as it goes.
    fn pieces_one_by_one(text: &str) -> Vec<&str> {
        let mut pieces = Vec::new();
        let mut rest = Some(text);
        while let Some(text) = rest {
            let at = match end_of_first(text) {
                Ok(at) => Some(at),
                Err(is_closed) => text.find(';').filter(|_| !is_closed),
            };
            pieces.push(at.map_or(text, |at| &text[..at]));
            rest = at.map(|at| &text[at + 1..]);
        }
        pieces
    }

    /// The first semicolon outside quotes and comments; without one, whether all of them end.
    fn end_of_first(text: &str) -> Result<usize, bool> {
        let mut quoted = false;
        let mut escaped = false;
        let mut comments = 0_usize;
        for (at, c) in text.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' if quoted || comments > 0 => escaped = true,
                '"' if comments == 0 => quoted = !quoted,
                '(' if !quoted => comments += 1,
                ')' if !quoted => comments = comments.saturating_sub(1),
                ';' if !quoted && comments == 0 => return Ok(at),
                _ => {}
            }
        }
        Err(!quoted && comments == 0)
    }

    proptest! {
        #[test]
        fn a_field_is_split_as_it_would_be_piece_by_piece(text in r#"[();\\"aé]{0,40}"#) {
            let pieces: Vec<&str> = Pieces::new(&text).collect();
            prop_assert_eq!(pieces, pieces_one_by_one(&text));
        }
    }
}
