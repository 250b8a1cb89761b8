//! What serde says of a mistake, in words for the person who wrote the file.

/// How alike a key that doesn't exist and one that does must be for the second to be suggested, as
/// a Damerau-Levenshtein distance that is 1 for equal words.
const ALIKE: f64 = 0.6;

/// The sentence, without its full stop.
pub(super) fn plain(message: &str) -> String {
    let message = message.replace('\n', " ");
    let message = message.trim();
    unknown(message)
        .or_else(|| wrong_type(message))
        .unwrap_or_else(|| message.to_owned())
}

/// A key, or a word, that doesn't exist.
fn unknown(message: &str) -> Option<String> {
    let (what, rest) = message
        .strip_prefix("unknown field ")
        .map(|rest| ("key", rest))
        .or_else(|| Some(("word", message.strip_prefix("unknown variant ")?)))?;
    // What was written stands in backticks, and so does each of what there is.
    let mut names = rest.split('`').skip(1).step_by(2);
    let written = names.next()?;
    let there: Vec<&str> = names.collect();
    let likeness = |name: &str| {
        let folded = |text: &str| text.to_lowercase().replace('-', "_");
        strsim::normalized_damerau_levenshtein(&folded(written), &folded(name))
    };
    let best = there
        .iter()
        .map(|name| (likeness(name), *name))
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .filter(|(likeness, _)| *likeness >= ALIKE);
    Some(match best {
        Some((_, name)) => format!("there is no such {what}; did you mean {name}"),
        None if there.is_empty() => format!("there is no such {what}"),
        None => format!("there is no such {what}; there are {}", there.join(", ")),
    })
}

/// A value of another type.
fn wrong_type(message: &str) -> Option<String> {
    let (found, wanted) = message
        .strip_prefix("invalid type: ")?
        .rsplit_once(", expected ")?;
    let (kind, value) = found.split_once(' ').unwrap_or((found, ""));
    let value = value.trim_matches('`');
    let found = match kind {
        "integer" | "float" | "floating" => {
            format!("the number {}", value.trim_start_matches("point `"))
        }
        "string" => format!("the text {value}"),
        "boolean" => value.to_owned(),
        "sequence" => "a list".to_owned(),
        "map" => "a table".to_owned(),
        _ => found.to_owned(),
    };
    let wanted = match wanted {
        "a string" => "text in quotes",
        "a boolean" => "true or false",
        "a sequence" => "a list in brackets",
        "u8" | "u16" | "u32" | "u64" | "usize" | "i64" | "an integer" => "a whole number",
        "a map" => "a table",
        // serde names the type in our code.
        _ if wanted.starts_with("struct ") => "a table",
        _ => wanted,
    };
    Some(format!("this is {found}, where {wanted} belongs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serde_says_is_said_in_plain_words() {
        for (serde, told) in [
            (
                "unknown field `submitt`, expected one of `submit`, `from`, `local_domains`",
                "there is no such key; did you mean submit",
            ),
            (
                "unknown field `subject-tag`, expected `subject_tag` or `words`",
                "there is no such key; did you mean subject_tag",
            ),
            (
                "unknown field `x`, expected one of `submit`, `from`",
                "there is no such key; there are submit, from",
            ),
            (
                "unknown field `x`, there are no fields",
                "there is no such key",
            ),
            (
                "unknown variant `seel`, expected one of `pass`, `seal`",
                "there is no such word; did you mean seal",
            ),
            (
                "invalid type: integer `8480`, expected a string",
                "this is the number 8480, where text in quotes belongs",
            ),
            (
                "invalid type: floating point `1.5`, expected u32",
                "this is the number 1.5, where a whole number belongs",
            ),
            (
                "invalid type: string \"3, expected 4\", expected u32",
                "this is the text \"3, expected 4\", where a whole number belongs",
            ),
            (
                "invalid type: boolean `true`, expected struct Portal",
                "this is true, where a table belongs",
            ),
            (
                "invalid type: sequence, expected a boolean",
                "this is a list, where true or false belongs",
            ),
            ("duplicate key", "duplicate key"),
        ] {
            assert_eq!(plain(serde), told);
        }
    }
}
