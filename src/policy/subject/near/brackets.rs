//! Brackets of all scripts: Unicode's opening punctuation (Ps), and the closing one (Pe) to each.

/// Those outside ASCII, each opening one at the place of its closing one.
const OPENING: [char; 71] = [
    '༺', '༼', '᚛', '⁅', '⁽', '₍', '⌈', '⌊', '〈', '❨', '❪', '❬', '❮', '❰', '❲', '❴', '⟅', '⟦', '⟨',
    '⟪', '⟬', '⟮', '⦃', '⦅', '⦇', '⦉', '⦋', '⦍', '⦏', '⦑', '⦓', '⦕', '⦗', '⧘', '⧚', '⧼', '⸢', '⸤',
    '⸦', '⸨', '⹕', '⹗', '⹙', '⹛', '〈', '《', '「', '『', '【', '〔', '〖', '〘', '〚', '︗', '︵',
    '︷', '︹', '︻', '︽', '︿', '﹁', '﹃', '﹇', '﹙', '﹛', '﹝', '（', '｟', '｢', '［', '｛',
];
const CLOSING: [char; 71] = [
    '༻', '༽', '᚜', '⁆', '⁾', '₎', '⌉', '⌋', '〉', '❩', '❫', '❭', '❯', '❱', '❳', '❵', '⟆', '⟧', '⟩',
    '⟫', '⟭', '⟯', '⦄', '⦆', '⦈', '⦊', '⦌', '⦎', '⦐', '⦒', '⦔', '⦖', '⦘', '⧙', '⧛', '⧽', '⸣', '⸥',
    '⸧', '⸩', '⹖', '⹘', '⹚', '⹜', '〉', '》', '」', '』', '】', '〕', '〗', '〙', '〛', '︘', '︶',
    '︸', '︺', '︼', '︾', '﹀', '﹂', '﹄', '﹈', '﹚', '﹜', '﹞', '）', '｠', '｣', '］', '｝',
];

/// Whether a bracket opens.
pub(super) fn opens(c: char) -> bool {
    if c.is_ascii() {
        matches!(c, '[' | '(' | '{' | '<')
    } else {
        OPENING.contains(&c)
    }
}

/// Whether a bracket closes.
pub(super) fn closes(c: char) -> bool {
    if c.is_ascii() {
        matches!(c, ']' | ')' | '}' | '>')
    } else {
        CLOSING.contains(&c)
    }
}

/// The bracket that closes what this one opens.
pub(super) fn closing_of(open: char) -> Option<char> {
    Some(match open {
        '[' => ']',
        '(' => ')',
        '{' => '}',
        '<' => '>',
        _ => CLOSING[OPENING.iter().position(|&c| c == open)?],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bracket_that_opens_is_closed() {
        let all = || "[({<".chars().chain(OPENING);
        for open in all() {
            assert!(opens(open) && !closes(open), "{open}");
            assert!(closing_of(open).is_some_and(closes), "{open}");
        }
        assert_eq!(closing_of('⟨'), Some('⟩'));
        assert_eq!(closing_of('］'), None);
    }
}
