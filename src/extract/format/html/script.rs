//! Scripts that make a page of what they unpack: nobody sees its words before they are run.

/// What scripts write pages with, and make text of numbers and of base64 with, without blanks and
/// in lower case.
const BUILDING: &[&str] = &[
    "document.write",
    "document['write",
    "document[\"write",
    "document[`write",
    ".innerhtml=",
    ".innerhtml+=",
    ".outerhtml=",
    "insertadjacenthtml",
    "createcontextualfragment",
    "parsefromstring",
    "atob(",
    "unescape(",
    "decodeuri",
    "fromcharcode",
    "fromcodepoint",
    "textdecoder(",
    "decompressionstream(",
    "eval(",
    "newfunction(",
    "createobjecturl",
];

/// Whether scripts build the page, or a part of it.
pub(super) fn builds(scripts: &str) -> bool {
    let packed: String = scripts
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    BUILDING.iter().any(|word| packed.contains(word))
}

/// Whether an attribute holds what is run: at an event, as an address, or as a page of its own.
pub(super) fn is_in(name: &str, value: &str) -> bool {
    let start = || {
        let start: String = value
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(11)
            .collect();
        start.to_ascii_lowercase()
    };
    name.starts_with("on") || name == "srcdoc" || start() == "javascript:"
}
