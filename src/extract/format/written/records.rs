//! Files of records: lines that belong together without looking so, and letters that commands mark
//! (LyX, GEDCOM, subtitles of SubStation Alpha, SYLK, Ami Pro).

/// The text as people see it; `None` where it is no such file.
pub(super) fn plain(text: &str) -> Option<String> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with("#LyX") {
        Some(of_lyx(text))
    } else if start.starts_with("0 HEAD") {
        Some(of_gedcom(text))
    } else if start.starts_with("ID;P") {
        Some(of_sylk(text))
    } else if text.contains("\nDialogue:") || start.starts_with("[Script Info]") {
        Some(
            without(text, '{', '}')
                .replace("\\N", "\n")
                .replace("\\n", "\n"),
        )
    } else if start.starts_with("[ver]") {
        Some(without(text, '<', '>'))
    } else {
        None
    }
}

/// The text without what stands between two signs on a line.
fn without(text: &str, from: char, to: char) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once(from) {
            let Some((_, after)) = after.split_once(to) else {
                break;
            };
            plain.push_str(before);
            rest = after;
        }
        plain.push_str(rest);
    }
    plain
}

/// Lines of commands go; the others make paragraphs.
fn of_lyx(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in text.lines() {
        if line.starts_with("\\begin_layout") || line.starts_with("\\end_layout") {
            plain.push_str("\n\n");
        } else if line.starts_with("\\begin_inset") || line.starts_with("\\end_inset") {
            plain.push('\n');
        } else if !line.starts_with('\\') {
            plain.push_str(line);
        }
    }
    plain
}

/// A line is a level, a tag and a value; `CONC` goes on with the one before it.
fn of_gedcom(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in text.lines() {
        let mut words = line.trim_start().splitn(3, ' ');
        let (_, tag) = (words.next(), words.next());
        if tag != Some("CONC") {
            plain.push('\n');
            plain.push_str(tag.unwrap_or_default());
            plain.push(' ');
        }
        plain.push_str(words.next().unwrap_or_default());
    }
    plain
}

/// Fields stand apart, and letters have their accents.
fn of_sylk(text: &str) -> String {
    let marks = [
        ('A', '\u{300}'),
        ('B', '\u{301}'),
        ('C', '\u{302}'),
        ('D', '\u{303}'),
        ('H', '\u{308}'),
        ('J', '\u{30a}'),
        ('K', '\u{327}'),
    ];
    let spaced = text.replace(";K", ";K ");
    let mut plain = String::with_capacity(spaced.len());
    let mut rest = spaced.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}N") {
        plain.push_str(before);
        let mut chars = after.chars();
        let code = chars.next().unwrap_or(' ');
        match marks.iter().find(|(known, _)| *known == code) {
            Some((_, mark)) => {
                plain.extend(chars.next());
                plain.push(*mark);
            }
            None => plain.push(code),
        }
        rest = chars.as_str();
    }
    plain.push_str(rest);
    plain
}
