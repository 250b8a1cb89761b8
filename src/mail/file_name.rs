//! The name of a part's file: the one that most programs give it, and each that one of them may.

use std::collections::HashSet;

use crate::mail::parameter::{LONGEST, Value};
use crate::mail::{Field, Header, charset};

/// What of a field's text is read.
fn start(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

/// The name that most programs give a part's file, decoded; it may be empty.
pub(crate) fn name(header: &Header) -> Option<String> {
    let named = |field: &str, parameter: &str| {
        let text = charset::likeliest(header.first(field)?.value(), None);
        let value = Value::from_text(start(&text));
        value.likeliest(parameter).map(unquoted)
    };
    let mut all = [
        ("Content-Disposition", "filename"),
        ("Content-Type", "name"),
        ("Content-Disposition", "name"),
        ("Content-Type", "filename"),
    ]
    .into_iter()
    .filter_map(|(field, parameter)| named(field, parameter));
    let first = all.next()?;
    let written = Some(first)
        .filter(|name| !name.is_empty())
        .or_else(|| all.find(|name| !name.is_empty()))
        .unwrap_or_default();
    // What was percent-encoded may hold line ends, and a field ends at one.
    let one_line = written.replace(['\r', '\n'], "");
    Some(Field::from_milter(b"X", one_line.as_bytes()).decoded())
}

/// A name without single quotes around it, which some programs write for double ones.
fn unquoted(name: &str) -> String {
    let inner = name
        .strip_prefix('\'')
        .and_then(|name| name.strip_suffix('\''));
    inner.unwrap_or(name).to_owned()
}

/// Every name that a part's fields give its file, as written and decoded, in each reading.
pub(crate) fn names(header: &Header) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    let mut add = |written: &str| {
        for name in readings_of_name(written) {
            if seen.insert(name.clone()) {
                names.push(name);
            }
        }
    };
    for (field, params) in [
        ("Content-Disposition", ["filename", "name"]),
        ("Content-Type", ["name", "filename"]),
    ] {
        for field in header.all(field) {
            for text in field.written() {
                let value = Value::from_text(start(&text));
                params
                    .iter()
                    .flat_map(|param| value.all(param))
                    .for_each(&mut add);
                let ends = params.iter().filter_map(|param| end_of_path(&text, param));
                ends.for_each(&mut add);
            }
        }
    }
    // Some programs name a file by these.
    for field in ["Content-Description", "Content-Location"] {
        header
            .all(field)
            .flat_map(Field::written)
            .for_each(|text| add(&text));
    }
    names
}

/// What stands behind the last backslash of a name in quotes: some programs write a whole path, and
/// its signs as they are.
fn end_of_path<'a>(text: &'a str, param: &str) -> Option<&'a str> {
    let text = start(text);
    let at = text.to_ascii_lowercase().find(&format!("{param}=\""))?;
    let value = text[at..].split('"').nth(1)?;
    value.rsplit_once('\\').map(|(_, end)| end)
}

/// A file's name in each way in which it can be read: encoded words, letters that run backwards,
/// and without what file systems leave off its end.
pub(crate) fn readings_of_name(written: &str) -> Vec<String> {
    let one_line = written.replace(['\r', '\n'], "");
    let mut names: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    for reading in Field::from_milter(b"X", one_line.as_bytes()).readings() {
        let whole = reading.trim();
        let end = whole.find("::$").map_or(whole, |end| &whole[..end]);
        let bare = end
            .trim_end_matches(['.', ' ', '\u{a0}', '\u{3000}', '/', '\''])
            .trim_start_matches('\'');
        // An encoded word is no second name beside what it says.
        for name in [whole, bare]
            .into_iter()
            .filter(|name| !name.is_empty() && !name.contains("=?"))
        {
            if seen.insert(name.to_owned()) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_not_read_beyond_the_longest_field() {
        let long = format!("attachment; x={}; filename=a", "é".repeat(LONGEST));
        let (header, _) = Header::parse(format!("Content-Disposition: {long}\r\n").as_bytes());
        assert_eq!(name(&header), None);
    }

    #[test]
    fn a_name_in_an_unusual_place_or_form_is_one() {
        for (fields, wanted) in [
            ("Content-Disposition: attachment; name=\"a.txt\"", "a.txt"),
            ("Content-Type: x/y; filename=a.txt", "a.txt"),
            (
                "Content-Type: x/y; name=a.txt\r\nContent-Disposition: attachment; filename=\"\"",
                "a.txt",
            ),
            (
                "Content-Disposition: attachment; filename='a b.txt'",
                "a b.txt",
            ),
            (
                "Content-Disposition: attachment; filename=report (1).txt",
                "report (1).txt",
            ),
            (
                "Content-Disposition: attachment; filename=a.txt (mine)",
                "a.txt",
            ),
            ("Content-Disposition: attachment; filename=\"\"", ""),
        ] {
            let (header, _) = Header::parse(format!("{fields}\r\n").as_bytes());
            assert_eq!(name(&header).as_deref(), Some(wanted), "{fields}");
        }
    }

    #[test]
    fn names_are_found_and_decoded() {
        let (header, _) = Header::parse(
            b"Content-Type: application/pdf; name=\"=?utf-8?B?w6kucGRm?=\"\r\n\
            Content-Disposition: attachment; filename*0*=utf-8''%C3%A9t; filename*1=\".exe\"\r\n\
            Content-Disposition: attachment; filename=My report.pdf\r\n",
        );
        assert_eq!(names(&header), ["ét.exe", "My report.pdf", "é.pdf"]);
    }

    #[test]
    fn the_end_of_a_path_is_a_name() {
        let (header, _) =
            Header::parse(b"Content-Disposition: attachment; filename=\"C:\\docs\\a.txt\"\r\n");
        let names = names(&header);
        assert!(names.iter().any(|name| name == "a.txt"), "{names:?}");
        let (header, _) = Header::parse(b"Content-Type: x/y; name=\"a \\\"b\\\".txt\"\r\n");
        assert_eq!(super::names(&header)[0], "a \"b\".txt");
    }

    #[test]
    fn a_name_in_a_charset_by_another_name_is_read_as_other_programs_guess_it_too() {
        for label in ["cp950", "uhc"] {
            let field =
                format!("Content-Disposition: attachment; filename*={label}''%A4dossier.xlsm\r\n");
            let (header, _) = Header::parse(field.as_bytes());
            let names = names(&header);
            let is_guessed = names.iter().any(|name| name.ends_with("dossier.xlsm"));
            assert!(is_guessed, "{label}: {names:?}");
        }
    }
}
