//! Text that runs from right to left, in the order in which it is read.
//!
//! A page has its letters where they are seen. unicode-bidi goes the other way, from what is read
//! to what is seen, and has no way back.

/// A piece of a line that stands by itself: a character with its accents, or white space.
pub(super) struct Piece {
    pub(super) text: String,
    class: Class,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Right,
    Left,
    Number,
    Neutral,
}

impl Piece {
    pub(super) fn new(text: String) -> Self {
        let class = text
            .chars()
            .map(class)
            .find(|class| *class != Class::Neutral);
        Self {
            class: class.unwrap_or(Class::Neutral),
            text,
        }
    }
}

/// A line as it is read, if it has text that runs from right to left: as a line of text that runs
/// from left to right, and as one that doesn't. What is seen doesn't tell which it is.
pub(super) fn logical(pieces: &[Piece]) -> Option<(String, String)> {
    if !pieces.iter().any(|piece| piece.class == Class::Right) {
        return None;
    }
    let mut by_runs: Vec<&Piece> = pieces.iter().collect();
    for_each_run(
        &mut by_runs,
        |class| class == Class::Right,
        |class| class == Class::Left,
        backwards,
    );
    let mut whole: Vec<&Piece> = pieces.iter().collect();
    backwards(&mut whole);
    Some((joined(&by_runs), joined(&whole)))
}

fn joined(pieces: &[&Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// Turns pieces around, except numbers and what runs from left to right.
fn backwards(pieces: &mut [&Piece]) {
    pieces.reverse();
    for_each_run(
        pieces,
        |class| matches!(class, Class::Left | Class::Number),
        |class| class == Class::Right,
        |run| run.reverse(),
    );
}

/// Calls `turn` for each longest run that starts and ends with what `bounds` it and has nothing in
/// it that `breaks` it.
fn for_each_run(
    pieces: &mut [&Piece],
    bounds: impl Fn(Class) -> bool,
    breaks: impl Fn(Class) -> bool,
    turn: impl Fn(&mut [&Piece]),
) {
    let mut at = 0;
    while at < pieces.len() {
        if !bounds(pieces[at].class) {
            at += 1;
            continue;
        }
        let run = pieces[at..].iter().take_while(|piece| !breaks(piece.class));
        let last = run
            .enumerate()
            .filter(|(_, piece)| bounds(piece.class))
            .last();
        let end = at + last.map_or(0, |(last, _)| last) + 1;
        turn(&mut pieces[at..end]);
        at = end;
    }
}

fn class(c: char) -> Class {
    match c {
        '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '0'..='9' => Class::Number,
        '\u{590}'..='\u{8ff}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}' => Class::Right,
        c if c.is_alphabetic() => Class::Left,
        _ => Class::Neutral,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_in_their_own_direction() {
        for (seen, by_runs, whole) in [
            (
                "\u{5d2}\u{5d1}\u{5d0}",
                "\u{5d0}\u{5d1}\u{5d2}",
                "\u{5d0}\u{5d1}\u{5d2}",
            ),
            (
                "run \u{5d1}-\u{5d0} now",
                "run \u{5d0}-\u{5d1} now",
                "now \u{5d0}-\u{5d1} run",
            ),
            (
                "\u{5d3}\u{5d2} abc 12.50 \u{5d1}\u{5d0}",
                "\u{5d2}\u{5d3} abc 12.50 \u{5d0}\u{5d1}",
                "\u{5d0}\u{5d1} abc 12.50 \u{5d2}\u{5d3}",
            ),
            (
                "\u{5d2} 12.50 \u{5d1}\u{5d0}",
                "\u{5d0}\u{5d1} 12.50 \u{5d2}",
                "\u{5d0}\u{5d1} 12.50 \u{5d2}",
            ),
        ] {
            let pieces: Vec<Piece> = seen.chars().map(|c| Piece::new(c.into())).collect();
            assert_eq!(logical(&pieces).unwrap(), (by_runs.into(), whole.into()));
        }
        assert!(logical(&[Piece::new("a".into())]).is_none());
    }
}
