//! Words in ASCII, for replies of SMTP servers (RFC 5321, section 4.2).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Words;

/// Letters and signs that no mark can be taken off of, as they are written without them.
const PLAIN: [(&str, &str); 27] = [
    ("’‘‚‹›", "'"),
    ("“”„«»", "\""),
    ("‐‑–—−", "-"),
    ("…", "..."),
    // Signs of direction and of line ends show nothing.
    (
        "\u{200b}\u{200e}\u{200f}\u{2066}\u{2067}\u{2068}\u{2069}\u{ad}",
        "",
    ),
    ("¿¡", ""),
    ("\u{a0}\u{2007}\u{2009}\u{202f}", " "),
    ("ß", "ss"),
    ("ẞ", "SS"),
    ("æ", "ae"),
    ("Æ", "AE"),
    ("œ", "oe"),
    ("Œ", "OE"),
    ("ø", "o"),
    ("Ø", "O"),
    ("ł", "l"),
    ("Ł", "L"),
    ("đð", "d"),
    ("ĐÐ", "D"),
    ("þ", "th"),
    ("Þ", "Th"),
    ("ħ", "h"),
    ("Ħ", "H"),
    ("ı", "i"),
    ("ŋ", "n"),
    ("Ŋ", "N"),
    ("€", "EUR"),
];

/// Letters that some languages write as two where they have no marks.
const GERMAN: [(&str, &str); 6] = [
    ("ä", "ae"),
    ("ö", "oe"),
    ("ü", "ue"),
    ("Ä", "Ae"),
    ("Ö", "Oe"),
    ("Ü", "Ue"),
];
const DANISH: [(&str, &str); 4] = [("å", "aa"), ("Å", "Aa"), ("ø", "oe"), ("Ø", "Oe")];

impl Words {
    /// A text of this language in ASCII, as one writes it who has no other letters; `None` for
    /// other scripts than the Latin.
    #[must_use]
    pub fn ascii(&self, text: &str) -> Option<String> {
        let own: &[(&str, &str)] = match self.tag().split('-').next() {
            Some("de") => &GERMAN,
            Some("da" | "nb" | "nn" | "no") => &DANISH,
            _ => &[],
        };
        let mut plain = String::with_capacity(text.len());
        for c in text.nfc() {
            let known = own.iter().chain(&PLAIN);
            match known.clone().find(|(letters, _)| letters.contains(c)) {
                _ if c.is_ascii() => plain.push(c),
                Some((_, written)) => plain.push_str(written),
                None => plain.extend(c.nfkd().filter(|c| !is_combining_mark(*c))),
            }
        }
        plain.is_ascii().then_some(plain)
    }

    /// What is said in this language, in ASCII; in English where it has other letters.
    #[must_use]
    pub fn say_in_ascii(&self, say: impl Fn(&Self) -> String) -> String {
        let english = || Self {
            catalog: self.english.clone(),
            english: self.english.clone(),
        };
        self.ascii(&say(self)).unwrap_or_else(|| {
            let english = english();
            let said = say(&english);
            // An administrator's own English may have any sign.
            let with_marks = || said.replace(|c: char| !c.is_ascii(), "?");
            english.ascii(&said).unwrap_or_else(with_marks)
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::locale::Locales;

    #[test]
    fn each_language_is_written_without_marks_as_its_people_do() {
        let locales = Locales::built_in();
        for (tag, text, expected) in [
            (
                "de",
                "Größe über 25\u{a0}MB: „Äpfel“",
                "Groesse ueber 25 MB: \"Aepfel\"",
            ),
            (
                "sv",
                "Meddelandet får inte skickas, å ä ö",
                "Meddelandet far inte skickas, a a o",
            ),
            (
                "fr",
                "L’en-tête dépasse 25\u{202f}Mo\u{a0}; cœur",
                "L'en-tete depasse 25 Mo ; coeur",
            ),
            ("es", "¿Cómo? El año… más", "Como? El ano... mas"),
            ("pt", "Não é possível — ação", "Nao e possivel - acao"),
            (
                "it",
                "L’oggetto è più grande: perché",
                "L'oggetto e piu grande: perche",
            ),
            ("nl", "reünie e\u{301}e\u{301}n", "reunie een"),
        ] {
            let words = locales.find(tag).unwrap();
            assert_eq!(words.ascii(text).as_deref(), Some(expected));
        }
        let japanese = locales.find("ja").unwrap();
        assert_eq!(japanese.ascii("件名"), None);
        let said = japanese.say_in_ascii(|words| words.text("refusal-copy").to_string());
        assert_eq!(said, locales.own().text("refusal-copy").to_string());
    }
}
