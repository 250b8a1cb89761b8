//! UN/EDIFACT: signs that are released, and texts in parts of 70, 35 or 512 letters.

use super::APART;

/// The signs that part a message (ISO 9735-1 section 8).
#[derive(Clone, Copy, Debug)]
pub(in crate::extract) struct Separators {
    component: char,
    element: char,
    release: char,
    end: char,
}

const USUAL: Separators = Separators {
    component: ':',
    element: '+',
    release: '?',
    end: '\'',
};

/// Segments with texts in parts that go on: free text, names and addresses, descriptions.
const IN_PARTS: [&str; 4] = ["FTX", "NAD", "IMD", "PAI"];

/// The separators of a message, by how it starts.
pub(super) fn separators(start: &str) -> Option<Separators> {
    if let Some(rest) = start.strip_prefix("UNA") {
        let mut signs = rest.chars();
        let mut sign = || signs.next().filter(|c| !c.is_alphanumeric());
        let (component, element, _, release, _, end) =
            (sign()?, sign()?, sign()?, sign()?, sign()?, sign()?);
        let goes_on = signs.as_str().trim_start().starts_with("UN");
        return goes_on.then_some(Separators {
            component,
            element,
            release,
            end,
        });
    }
    (start.starts_with("UNB+UNO") || start.starts_with("UNH+")).then_some(USUAL)
}

/// The text with its parts apart, and the texts in parts joined.
pub(super) fn plain(text: &str, separators: Separators) -> Vec<String> {
    let mut apart = String::with_capacity(text.len());
    let mut joined = String::new();
    let mut segment = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        // Lines are cut anywhere.
        if matches!(c, '\r' | '\n') {
            continue;
        }
        if c == separators.release && c != ' ' {
            if let Some(released) = chars.find(|c| !matches!(c, '\r' | '\n')) {
                apart.push(released);
                segment.push(released);
            }
        } else if c == separators.end {
            apart.push_str(APART);
            if IN_PARTS.iter().any(|name| segment.starts_with(name)) {
                joined.push_str(&segment);
                joined.push_str(APART);
            }
            segment.clear();
        } else if c == separators.element {
            apart.push_str(APART);
            segment.push_str(APART);
        } else if c == separators.component {
            apart.push_str(APART);
        } else {
            apart.push(c);
            segment.push(c);
        }
    }
    if IN_PARTS.iter().any(|name| segment.starts_with(name)) {
        joined.push_str(&segment);
    }
    vec![apart, joined]
}
