//! Text as people see it: without characters that show nothing, without the differences of case and
//! width.

use unicode_normalization::UnicodeNormalization;

/// Whether a character shows nothing where it stands: controls, format characters, fillers,
/// variation selectors, tags (Unicode's Default_Ignorable_Code_Point, and the controls).
pub fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character shows as nothing but room: white space, and letters that are drawn empty.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{2800}' | '\u{3164}' | '\u{ffa0}')
}

/// One character in the form in which texts are compared: compatibility forms taken apart (NFKD,
/// Unicode annex 15), lower case, invisible characters gone. Each character is folded by itself, so
/// that its place in the text stays known.
pub fn fold(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c)
        .nfkd()
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|&c| !is_invisible(c))
}

/// A whole text in the form in which texts are compared: each character as [`fold`] has it, runs of
/// white space as one space, none at the ends. One pass, quick over ASCII.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut is_space = false;
    let mut add = |c: char| {
        if c.is_whitespace() {
            is_space = true;
            return;
        }
        if std::mem::take(&mut is_space) && !folded.is_empty() {
            folded.push(' ');
        }
        folded.push(c);
    };
    for c in text.chars() {
        match c {
            '\0'..='\x7f' if is_invisible(c) => {}
            '\0'..='\x7f' => add(c.to_ascii_lowercase()),
            _ => fold(c).for_each(&mut add),
        }
    }
    folded
}

/// A text as it is shown when it overrides the direction of its letters (Unicode annex 9, U+202E);
/// `None` when it doesn't.
pub fn visual_order(text: &str) -> Option<String> {
    const OVERRIDE: char = '\u{202e}';
    if !text.contains(OVERRIDE) {
        return None;
    }
    let mut whole = String::with_capacity(text.len());
    let mut backwards: Option<Vec<char>> = None;
    for c in text.chars() {
        match (&mut backwards, c) {
            (_, OVERRIDE | '\u{202a}'..='\u{202d}' | '\n' | '\u{2029}') => {
                whole.extend(
                    backwards
                        .take()
                        .into_iter()
                        .flat_map(|run| run.into_iter().rev()),
                );
                backwards = (c == OVERRIDE).then(Vec::new);
                whole.push(c);
            }
            (Some(run), _) => run.push(c),
            (None, _) => whole.push(c),
        }
    }
    whole.extend(backwards.into_iter().flat_map(|run| run.into_iter().rev()));
    Some(whole.replace(OVERRIDE, ""))
}

/// A field's value without comments (RFC 5322 section 3.2.2), and without the lines that are empty
/// then.
pub fn without_comments(text: &str) -> String {
    let (mut out, mut depth, mut quoted, mut escaped) = (String::new(), 0_u32, false, false);
    for c in text.chars() {
        let was_escaped = std::mem::take(&mut escaped);
        match c {
            _ if was_escaped => {}
            '\\' => escaped = true,
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth > 0 => {
                depth -= 1;
                continue;
            }
            _ => {}
        }
        if depth == 0 && !matches!(c, '\r' | '\0') {
            out.push(c);
        }
    }
    let lines = out.trim().split('\n').map(str::trim_end);
    lines
        .filter(|line| !line.trim().is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_to_people_is_alike() {
        for text in [
            "Yes",
            "ＹＥＳ",
            "y\u{200b}es",
            " \u{feff}yeſ\t",
            "ｙ\u{ad}es",
        ] {
            assert_eq!(folded(text), "yes", "{text:?}");
        }
        assert_eq!(folded("S\u{e9}cure"), folded("se\u{301}CURE"));
        assert_eq!(folded("ﬁle"), "file");
        assert_ne!(folded("no"), folded("yes"));
    }

    #[test]
    fn texts_are_folded_character_by_character() {
        for text in [
            "",
            " A\u{a0}\tb\r\n",
            "ＹＥＳ \u{200b} é\0\u{1f}x",
            "ﬁle\u{ad} \u{3000}İ",
            "\u{b}a\u{c}b\u{85}c",
        ] {
            let characters: String = text.chars().flat_map(fold).collect();
            let words: Vec<&str> = characters.split_whitespace().collect();
            assert_eq!(folded(text), words.join(" "), "{text:?}");
        }
    }

    #[test]
    fn overridden_text_is_turned_back() {
        assert_eq!(
            visual_order("a \u{202e}terces\u{202c} plan").as_deref(),
            Some("a secret\u{202c} plan")
        );
        assert_eq!(
            visual_order("\u{202e}terces\nplan").as_deref(),
            Some("secret\nplan")
        );
        assert_eq!(visual_order("\u{202d}plan"), None);
    }
}
