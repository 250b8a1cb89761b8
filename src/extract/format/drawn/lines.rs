//! The texts of a drawing: each by itself, and those that go on in a line joined, where no blank
//! has room between them. Some programs write letter by letter.

/// What parts two texts: numbers in them are none together.
const APART: &[u8] = b"\n\n";

/// A text at a place.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) x: i64,
    pub(super) y: i64,
    /// How wide all of it is, where that is known.
    pub(super) width: Option<i64>,
    pub(super) text: Vec<u8>,
}

/// Texts in the order in which they are drawn.
#[derive(Debug, Default)]
pub(super) struct Lines {
    runs: Vec<Run>,
}

/// How wide letters are taken for, where nothing says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Letters {
    /// All alike.
    Alike,
    /// As in most fonts.
    Various,
}

impl Lines {
    pub(super) fn push(&mut self, run: Run) {
        if !run.text.is_empty() {
            self.runs.push(run);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The texts apart, and joined in each way.
    pub(super) fn texts(&self) -> Vec<Vec<u8>> {
        if self.runs.is_empty() {
            return Vec::new();
        }
        let texts = self.runs.iter().map(|run| &run.text[..]);
        let mut all = vec![texts.collect::<Vec<_>>().join(APART)];
        for letters in [Letters::Alike, Letters::Various] {
            let joined = self.joined(letters);
            if !all.contains(&joined) {
                all.push(joined);
            }
        }
        all
    }

    fn joined(&self, letters: Letters) -> Vec<u8> {
        let mut joined = Vec::new();
        let mut rest = &self.runs[..];
        while let [first, ..] = rest {
            // Rounding moves lines by one.
            let is_on = |run: &&Run| run.y.abs_diff(first.y) <= 1;
            let length = rest.iter().take_while(is_on).count();
            let (line, after) = rest.split_at(length);
            join(&mut joined, line, letters);
            joined.extend_from_slice(APART);
            rest = after;
        }
        joined
    }
}

/// Adds the texts of a line, with blanks where they have room between them.
fn join(joined: &mut Vec<u8>, line: &[Run], letters: Letters) {
    let unit = unit(line, letters);
    for (at, run) in line.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).and_then(|at| line.get(at)) {
            // Both go on from where the last one ended; or it is drawn twice, for its shadow.
            if before.x == run.x {
                if before.text == run.text {
                    continue;
                }
            } else {
                joined.extend_from_slice(between(before, run, unit, letters));
            }
        }
        joined.extend_from_slice(&run.text);
    }
}

/// What stands between two texts of a line.
fn between(before: &Run, run: &Run, unit: i64, letters: Letters) -> &'static [u8] {
    let parts = parts(&before.text, letters).max(1);
    // Both in hundredths of a place.
    let (width, unit) = match before.width {
        Some(width) => (
            width.saturating_mul(100),
            width.saturating_mul(10_000) / parts,
        ),
        None => (unit.saturating_mul(parts) / 100, unit),
    };
    let gap = (run.x - before.x).saturating_mul(100).saturating_sub(width);
    // `unit` is as wide as 100 parts: two letters, or as much as a font is high.
    if gap < unit.saturating_neg() || gap > unit.saturating_mul(5) / 4 {
        APART
    } else if gap > unit / 6 {
        b" "
    } else {
        b""
    }
}

/// What 100 parts of a letter's width are in a line whose texts say nothing of their width, in
/// hundredths of a place: the middle of what there is from one text to the next.
fn unit(line: &[Run], letters: Letters) -> i64 {
    let steps = line.windows(2).filter(|pair| pair[0].width.is_none());
    let steps = steps.map(|pair| {
        let step = (pair[1].x - pair[0].x).saturating_mul(10_000);
        step / parts(&pair[0].text, letters).max(1)
    });
    let mut steps: Vec<i64> = steps.filter(|step| *step > 0).collect();
    let middle = steps.len() / 2;
    if steps.is_empty() {
        0
    } else {
        *steps.select_nth_unstable(middle).1
    }
}

/// How wide a text is, in hundredths of what a font is high.
fn parts(text: &[u8], letters: Letters) -> i64 {
    let part = |byte: &u8| match (letters, byte) {
        // All but the first byte of a letter in UTF-8.
        (_, 0x80..=0xbf) => 0,
        (Letters::Alike, _) => 50,
        (_, b'i' | b'j' | b'l' | b'I' | b'.' | b',' | b':' | b';' | b'\'' | b'!' | b'|') => 25,
        (_, b' ' | b'f' | b'r' | b't' | b'(' | b')' | b'-') => 30,
        (_, b'm' | b'w' | b'M' | b'W' | b'@' | b'%') => 85,
        (_, b'A'..=b'Z') => 68,
        _ => 52,
    };
    text.iter().map(part).sum()
}
