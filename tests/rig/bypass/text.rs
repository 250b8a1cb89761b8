//! Disguises of the words themselves: other letters, other spaces, characters that don't show.

/// A disguise of what a rule looks for. It gives nothing where it would change nothing.
pub struct Disguise {
    pub name: &'static str,
    /// What it may be used on: `w`ords, `p`atterns, `i`dentifiers, and words in `f`ile names and
    /// header fields.
    pub on: &'static str,
    pub apply: fn(&str) -> String,
}

const fn disguise(name: &'static str, on: &'static str, apply: fn(&str) -> String) -> Disguise {
    Disguise { name, on, apply }
}

pub const DISGUISES: &[Disguise] = &[
    disguise("upper-case", "wf", |text| text.to_uppercase()),
    disguise("mixed-case", "wf", |text| {
        each(text, |at, c| if at % 2 == 0 { upper(c) } else { c.into() })
    }),
    disguise("full-width", "wpif", |text| mapped(text, full_width)),
    disguise("bold", "wpif", |text| {
        mapped(text, |c| styled(c, 0x1d400, 0x1d7ce))
    }),
    disguise("sans", "wpif", |text| {
        mapped(text, |c| styled(c, 0x1d5a0, 0x1d7e2))
    }),
    disguise("monospace", "wpif", |text| {
        mapped(text, |c| styled(c, 0x1d670, 0x1d7f6))
    }),
    disguise("bold-fraktur", "wp", |text| {
        mapped(text, |c| styled(c, 0x1d56c, 0x1d7d8))
    }),
    disguise("circled", "wpif", |text| mapped(text, circled)),
    disguise("black-circles", "wf", |text| {
        mapped(text, |c| letter_from(c, 0x1f150))
    }),
    disguise("black-squares", "wf", |text| {
        mapped(text, |c| letter_from(c, 0x1f170))
    }),
    disguise("flags", "w", |text| {
        mapped(text, |c| letter_from(c, 0x1f1e6))
    }),
    disguise("squares", "wf", |text| {
        mapped(text, |c| letter_from(c, 0x1f130))
    }),
    disguise("one-cyrillic-letter", "wpf", |text| {
        replaced_once(text, CYRILLIC)
    }),
    disguise("cyrillic-letters", "wpif", |text| replaced(text, CYRILLIC)),
    disguise("greek-letters", "wpif", |text| replaced(text, GREEK)),
    disguise("small-greek", "wf", |text| replaced(text, SMALL_GREEK)),
    disguise("armenian-letters", "wf", |text| replaced(text, ARMENIAN)),
    disguise("small-capitals", "wf", |text| {
        replaced(text, SMALL_CAPITALS)
    }),
    disguise("cherokee-letters", "wf", |text| replaced(text, CHEROKEE)),
    disguise("lisu-letters", "wpf", |text| replaced(text, LISU)),
    disguise("latin-look-alikes", "wf", |text| replaced(text, LATIN)),
    disguise("roman-numeral", "w", |text| {
        replaced(text, &[('i', 'ⅰ'), ('l', 'ⅼ'), ('d', 'ⅾ')])
    }),
    disguise("long-s", "w", |text| replaced(text, &[('s', 'ſ')])),
    disguise("capital-i-for-l", "w", |text| replaced(text, &[('l', 'I')])),
    disguise("bar-for-l", "w", |text| replaced(text, &[('l', '|')])),
    disguise("digits-for-letters", "w", |text| {
        replaced(text, &[('i', '1'), ('o', '0'), ('e', '3')])
    }),
    disguise("signs-for-letters", "w", |text| {
        replaced(text, &[('a', '@'), ('s', '$')])
    }),
    disguise("marks-for-i", "w", |text| replaced(text, &[('i', '!')])),
    disguise("zero-width-space", "wpif", |text| between(text, "\u{200b}")),
    disguise("zero-width-joiner", "wpif", |text| {
        between(text, "\u{200d}")
    }),
    disguise("zero-width-non-joiner", "wpif", |text| {
        amid(text, "\u{200c}")
    }),
    disguise("word-joiner", "wpif", |text| between(text, "\u{2060}")),
    disguise("byte-order-mark", "wpif", |text| amid(text, "\u{feff}")),
    disguise("soft-hyphen", "wpif", |text| between(text, "\u{ad}")),
    disguise("grapheme-joiner", "wpif", |text| between(text, "\u{34f}")),
    disguise("mongolian-separator", "wpif", |text| amid(text, "\u{180e}")),
    disguise("left-to-right-mark", "wpif", |text| {
        between(text, "\u{200e}")
    }),
    disguise("arabic-letter-mark", "wpif", |text| amid(text, "\u{61c}")),
    disguise("invisible-plus", "wpif", |text| between(text, "\u{2064}")),
    disguise("invisible-times", "wpif", |text| amid(text, "\u{2062}")),
    disguise("variation-selector", "wpif", |text| {
        between(text, "\u{fe0f}")
    }),
    disguise("further-variation-selector", "wpif", |text| {
        amid(text, "\u{e0101}")
    }),
    disguise("tag-characters", "wpif", |text| {
        amid(text, "\u{e0061}\u{e007f}")
    }),
    disguise("isolates", "wpif", |text| amid(text, "\u{2066}\u{2069}")),
    disguise("annotation-anchor", "wpi", |text| {
        amid(text, "\u{fff9}\u{fffb}")
    }),
    disguise("interlinear-nothing", "wpi", |text| {
        amid(text, "\u{206a}\u{206b}")
    }),
    disguise("bell", "wpi", |text| amid(text, "\u{7}")),
    disguise("right-to-left-override", "wpif", |text| {
        format!("\u{202e}{}\u{202c}", backwards(text))
    }),
    disguise("open-right-to-left-override", "wpif", |text| {
        format!("\u{202e}{}", backwards(text))
    }),
    disguise("half-overridden", "wpif", half_overridden),
    disguise("left-to-right-override", "wpif", |text| {
        format!("\u{202d}{text}\u{202c}")
    }),
    disguise("strike-through", "wpif", |text| after_each(text, "\u{336}")),
    disguise("underlined", "wpif", |text| after_each(text, "\u{332}")),
    disguise("slashed", "wpi", |text| after_each(text, "\u{338}")),
    disguise("enclosed", "wpi", |text| after_each(text, "\u{20dd}")),
    disguise("dots-below", "wpif", |text| after_each(text, "\u{323}")),
    disguise("zalgo", "wpi", |text| {
        after_each(text, "\u{300}\u{316}\u{33f}\u{353}")
    }),
    disguise("accents", "wf", |text| replaced(text, ACCENTS)),
    disguise("capital-accents", "p", |text| {
        replaced(text, &[('N', 'Ń'), ('G', 'Ğ'), ('L', 'Ĺ'), ('X', 'Ẋ')])
    }),
    disguise("stroked-letters", "w", |text| {
        replaced(text, &[('g', 'ǥ'), ('d', 'đ'), ('l', 'ł'), ('o', 'ø')])
    }),
    disguise("spaced", "wp", |text| between(text, " ")),
    disguise("spaced-by-dots", "w", |text| between(text, ".")),
    disguise("spaced-by-hyphens", "w", |text| between(text, "-")),
    disguise("spaced-by-underscores", "w", |text| between(text, "_")),
    disguise("spaced-by-stars", "w", |text| between(text, "*")),
    disguise("spaced-by-middle-dots", "w", |text| between(text, "·")),
    disguise("spaced-by-commas", "w", |text| between(text, ", ")),
    disguise("spaced-by-no-break-spaces", "wp", |text| {
        between(text, "\u{a0}")
    }),
    disguise("spaced-by-thin-spaces", "wp", |text| {
        between(text, "\u{2009}")
    }),
    disguise("spaced-by-braille-blanks", "w", |text| {
        between(text, "\u{2800}")
    }),
    disguise("spaced-by-fillers", "w", |text| between(text, "\u{3164}")),
    disguise("spaced-by-lines", "w", |text| between(text, "\r\n")),
    disguise("spaced-twice", "w", |text| {
        between(&text.replace(' ', "  "), "  ")
    }),
    disguise("pairs-of-letters", "w", pairs),
    disguise("hyphenated", "w", |text| amid(text, "-\r\n")),
    disguise("hyphenated-in-a-quote", "w", |text| amid(text, "-\r\n> ")),
    disguise("hyphen-at-line-end", "w", |text| amid(text, "\u{2010}\r\n")),
    disguise("double-space", "w", |text| text.replace(' ', "  ")),
    disguise("tab-between", "w", |text| text.replace(' ', "\t")),
    disguise("line-between", "w", |text| text.replace(' ', "\r\n")),
    disguise("quoted-line-between", "w", |text| {
        text.replace(' ', "\r\n> > ")
    }),
    disguise("hyphen-between", "w", |text| text.replace(' ', "-")),
    disguise("dash-between", "w", |text| text.replace(' ', " – ")),
    disguise("underscore-between", "w", |text| text.replace(' ', "_")),
    disguise("no-break-space-between", "wi", |text| {
        text.replace(' ', "\u{a0}")
    }),
    disguise("ideographic-space-between", "wi", |text| {
        text.replace(' ', "\u{3000}")
    }),
    disguise("narrow-space-between", "wi", |text| {
        text.replace(' ', "\u{202f}")
    }),
    disguise("ogham-space-between", "wi", |text| {
        text.replace(' ', "\u{1680}")
    }),
    disguise("line-separator-between", "wi", |text| {
        text.replace(' ', "\u{2028}")
    }),
    disguise("braille-blank-between", "wi", |text| {
        text.replace(' ', "\u{2800}")
    }),
    disguise("hangul-filler-between", "wi", |text| {
        text.replace(' ', "\u{3164}")
    }),
    disguise("nothing-between", "w", |text| text.replace(' ', "")),
    disguise("zero-width-between", "w", |text| {
        text.replace(' ', "\u{200b}")
    }),
    disguise("form-feed-between", "wi", |text| text.replace(' ', "\u{c}")),
    disguise("arabic-digits", "pi", |text| digits(text, 0x660)),
    disguise("persian-digits", "pi", |text| digits(text, 0x6f0)),
    disguise("devanagari-digits", "pi", |text| digits(text, 0x966)),
    disguise("bengali-digits", "pi", |text| digits(text, 0x9e6)),
    disguise("thai-digits", "pi", |text| digits(text, 0xe50)),
    disguise("khmer-digits", "pi", |text| digits(text, 0x17e0)),
    disguise("n-ko-digits", "pi", |text| digits(text, 0x7c0)),
    disguise("osmanya-digits", "pi", |text| digits(text, 0x104a0)),
    disguise("segmented-digits", "pi", |text| digits(text, 0x1fbf0)),
    disguise("superscripts", "pi", |text| {
        mapped(text, |c| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(c.to_digit(10)? as usize))
    }),
    disguise("subscripts", "pi", |text| {
        mapped(text, |c| char::from_u32(0x2080 + c.to_digit(10)?))
    }),
    disguise("black-digits", "pi", |text| {
        mapped(text, |c| "⓿❶❷❸❹❺❻❼❽❾".chars().nth(c.to_digit(10)? as usize))
    }),
    disguise("keycaps", "pi", |text| {
        each(text, |_, c| {
            if c.is_ascii_digit() {
                format!("{c}\u{fe0f}\u{20e3}")
            } else {
                c.into()
            }
        })
    }),
    disguise("o-for-zero", "i", |text| replaced(text, &[('0', 'O')])),
    disguise("small-o-for-zero", "i", |text| {
        replaced(text, &[('0', 'o')])
    }),
    disguise("cyrillic-o-for-zero", "i", |text| {
        replaced(text, &[('0', 'О')])
    }),
    disguise("l-for-one", "i", |text| replaced_once(text, &[('1', 'l')])),
    disguise("capital-i-for-one", "i", |text| {
        replaced_once(text, &[('1', 'I')])
    }),
    disguise("no-separators", "i", |text| separated(text, "")),
    disguise("dashes", "i", |text| separated(text, "-")),
    disguise("dots", "i", |text| separated(text, ".")),
    disguise("en-dashes", "i", |text| separated(text, "–")),
    disguise("minus-signs", "i", |text| separated(text, "−")),
    disguise("spaced-dashes", "i", |text| separated(text, " - ")),
    disguise("slashes", "i", |text| separated(text, "/")),
    disguise("underscores", "i", |text| separated(text, "_")),
    disguise("commas", "i", |text| separated(text, ",")),
    disguise("commas-and-spaces", "i", |text| separated(text, ", ")),
    disguise("colons", "i", |text| separated(text, ":")),
    disguise("stars", "i", |text| separated(text, "*")),
    disguise("bars", "i", |text| separated(text, " | ")),
    disguise("tildes", "i", |text| separated(text, "~")),
    disguise("apostrophes", "i", |text| separated(text, "'")),
    disguise("middle-dots", "i", |text| separated(text, "·")),
    disguise("bullets", "i", |text| separated(text, " • ")),
    disguise("two-spaces", "i", |text| separated(text, "  ")),
    disguise("tabs", "i", |text| separated(text, "\t")),
    disguise("parentheses", "i", |text| {
        format!("({})", separated(text, ") ("))
    }),
    disguise("brackets", "i", |text| {
        format!("[{}]", separated(text, "]["))
    }),
    disguise("line-end", "i", |text| text.replacen(' ', "\r\n", 1)),
    disguise("quoted-line-end", "i", |text| {
        text.replacen(' ', "\r\n> ", 1)
    }),
    disguise("line-for-each-group", "i", |text| separated(text, "\r\n")),
    disguise("digit-by-digit", "i", |text| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .map(String::from)
            .collect::<Vec<_>>()
            .join(" ")
    }),
    disguise("digit-by-digit-with-dashes", "i", |text| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .map(String::from)
            .collect::<Vec<_>>()
            .join("-")
    }),
    disguise("glued-to-ideographs", "i", |text| {
        format!("号码{text}，谢谢")
    }),
    disguise("non-breaking-hyphen", "p", |text| {
        text.replace('-', "\u{2011}")
    }),
    disguise("hyphen-of-unicode", "p", |text| {
        text.replace('-', "\u{2010}")
    }),
    disguise("en-dash", "p", |text| text.replace('-', "–")),
    disguise("em-dash", "p", |text| text.replace('-', "—")),
    disguise("minus", "p", |text| text.replace('-', "−")),
    disguise("hyphen-bullet", "p", |text| text.replace('-', "⁃")),
    disguise("small-hyphen", "p", |text| text.replace('-', "﹣")),
    disguise("full-width-hyphen", "p", |text| text.replace('-', "－")),
    disguise("figure-dash", "p", |text| text.replace('-', "‒")),
];

/// What a disguise changes. One of each layer can be worn at a time, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    Letters,
    Spacing,
    Marks,
    Order,
}

/// Whether a character shows nothing and takes no room, as those between which words are written.
fn is_mark(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

impl Disguise {
    pub fn layer(&self) -> Layer {
        let is_one_of = |parts: &[&str]| parts.iter().any(|part| self.name.contains(part));
        // A probe tells what is done to letters, without a list of names to be kept.
        let worn = (self.apply)("ab 01-AB");
        if self.name.starts_with("spaced") || self.name.ends_with("-between") {
            Layer::Spacing
        } else if is_one_of(&["overrid"]) {
            Layer::Order
        } else if worn.chars().any(is_mark)
            || worn
                .chars()
                .any(unicode_normalization::char::is_combining_mark)
                && !is_one_of(&["accents"])
        {
            Layer::Marks
        } else if worn
            .chars()
            .filter(|c| !c.is_alphanumeric())
            .ne("  -".chars().skip(1))
            || worn.len() < 8
        {
            Layer::Spacing
        } else {
            Layer::Letters
        }
    }

    /// Whether it takes another character of ASCII for a letter: a person reads through that, a
    /// program that sets a field doesn't write it.
    pub fn is_misspelling(&self) -> bool {
        self.name.ends_with("-for-letters")
            || self.name.ends_with("-for-i")
            || self.name.ends_with("-for-l")
    }
}

const CYRILLIC: &[(char, char)] = &[
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('i', 'і'),
    ('o', 'о'),
    ('s', 'ѕ'),
    ('r', 'г'),
    ('p', 'р'),
    ('x', 'х'),
    ('y', 'у'),
    ('d', 'ԁ'),
    ('g', 'ԍ'),
    ('h', 'һ'),
    ('v', 'ѵ'),
    ('X', 'Х'),
    ('G', 'Ԍ'),
    ('Q', 'Ԛ'),
    ('B', 'В'),
    ('E', 'Е'),
];
const GREEK: &[(char, char)] = &[
    ('i', 'ι'),
    ('o', 'ο'),
    ('n', 'ν'),
    ('t', 'τ'),
    ('a', 'α'),
    ('e', 'ε'),
    ('N', 'Ν'),
    ('X', 'Χ'),
    ('B', 'Β'),
    ('E', 'Ε'),
];
const SMALL_GREEK: &[(char, char)] = &[('n', 'η'), ('o', 'σ'), ('v', 'ν'), ('u', 'υ'), ('y', 'γ')];
const ARMENIAN: &[(char, char)] = &[('o', 'օ'), ('n', 'ո'), ('u', 'ս'), ('h', 'հ'), ('g', 'ց')];
const SMALL_CAPITALS: &[(char, char)] = &[
    ('n', 'ɴ'),
    ('i', 'ɪ'),
    ('g', 'ɢ'),
    ('h', 'ʜ'),
    ('t', 'ᴛ'),
    ('a', 'ᴀ'),
    ('l', 'ʟ'),
    ('e', 'ᴇ'),
    ('d', 'ᴅ'),
    ('o', 'ᴏ'),
    ('s', 'ꜱ'),
    ('r', 'ʀ'),
    ('c', 'ᴄ'),
    ('u', 'ᴜ'),
    ('v', 'ᴠ'),
    ('p', 'ᴘ'),
    ('y', 'ʏ'),
];
const CHEROKEE: &[(char, char)] = &[
    ('i', 'Ꭵ'),
    ('g', 'Ꮐ'),
    ('h', 'Ꮋ'),
    ('t', 'Ꭲ'),
    ('a', 'Ꭺ'),
    ('l', 'Ꮮ'),
    ('e', 'Ꭼ'),
    ('s', 'Ꮪ'),
];
const LISU: &[(char, char)] = &[
    ('n', 'ꓠ'),
    ('i', 'ꓲ'),
    ('g', 'ꓖ'),
    ('h', 'ꓧ'),
    ('t', 'ꓔ'),
    ('a', 'ꓮ'),
    ('l', 'ꓡ'),
    ('e', 'ꓰ'),
    ('d', 'ꓓ'),
    ('o', 'ꓳ'),
    ('s', 'ꓢ'),
    ('r', 'ꓣ'),
    ('N', 'ꓠ'),
    ('G', 'ꓖ'),
    ('L', 'ꓡ'),
    ('X', 'ꓫ'),
];
const LATIN: &[(char, char)] = &[('a', 'ɑ'), ('g', 'ɡ'), ('i', 'ı'), ('e', '℮')];
const ACCENTS: &[(char, char)] = &[
    ('n', 'ñ'),
    ('i', 'ï'),
    ('g', 'ğ'),
    ('a', 'å'),
    ('e', 'é'),
    ('o', 'ö'),
    ('s', 'š'),
    ('r', 'ř'),
    ('c', 'ç'),
    ('u', 'ů'),
];

/// A text backwards, for an override that turns it about again.
pub fn backwards(text: &str) -> String {
    text.chars().rev().collect()
}

fn half_overridden(text: &str) -> String {
    let (first, second) = halves(text);
    format!("{first}\u{202e}{}\u{202c}", backwards(second))
}

/// A text in two halves.
pub fn halves(text: &str) -> (&str, &str) {
    let middle = text.chars().count() / 2;
    // Amid a word or a group, so that nothing separates the halves.
    let at = text
        .char_indices()
        .skip(middle)
        .map(|(at, _)| at)
        .find(|&at| {
            let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            letter(text[..at].chars().next_back()) && letter(text[at..].chars().next())
        });
    text.split_at(at.unwrap_or_else(|| text.char_indices().nth(middle).map_or(0, |(at, _)| at)))
}

/// What `mark` gives when it stands between all characters.
pub fn between(text: &str, mark: &str) -> String {
    let joined = text
        .chars()
        .map(String::from)
        .collect::<Vec<_>>()
        .join(mark);
    // A line end stays one.
    joined.replace(&format!("\r{mark}\n"), "\r\n")
}

fn amid(text: &str, mark: &str) -> String {
    let (first, second) = halves(text);
    format!("{first}{mark}{second}")
}

fn pairs(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let letters: Vec<char> = word.chars().collect();
        letters
            .chunks(2)
            .map(String::from_iter)
            .collect::<Vec<_>>()
            .join(" ")
    });
    words.collect::<Vec<_>>().join("  ")
}

fn after_each(text: &str, mark: &str) -> String {
    each(text, |_, c| {
        if c.is_alphanumeric() {
            format!("{c}{mark}")
        } else {
            c.into()
        }
    })
}

fn each(text: &str, change: impl Fn(usize, char) -> String) -> String {
    text.chars()
        .enumerate()
        .map(|(at, c)| change(at, c))
        .collect()
}

fn upper(c: char) -> String {
    c.to_uppercase().collect()
}

fn mapped(text: &str, map: impl Fn(char) -> Option<char>) -> String {
    text.chars().map(|c| map(c).unwrap_or(c)).collect()
}

fn replaced(text: &str, pairs: &[(char, char)]) -> String {
    mapped(text, |c| {
        pairs.iter().find(|pair| pair.0 == c).map(|pair| pair.1)
    })
}

fn replaced_once(text: &str, pairs: &[(char, char)]) -> String {
    let found = text
        .char_indices()
        .find_map(|(at, c)| Some((at, c, pairs.iter().find(|pair| pair.0 == c)?.1)));
    found.map_or(text.into(), |(at, c, other)| {
        format!("{}{other}{}", &text[..at], &text[at + c.len_utf8()..])
    })
}

fn full_width(c: char) -> Option<char> {
    c.is_ascii_graphic()
        .then(|| char::from_u32(0xfee0 + u32::from(c)))
        .flatten()
}

/// A letter or digit of one of the mathematical alphabets.
fn styled(c: char, letters: u32, zero: u32) -> Option<char> {
    match c {
        'A'..='Z' => char::from_u32(letters + u32::from(c) - u32::from('A')),
        'a'..='z' => char::from_u32(letters + 26 + u32::from(c) - u32::from('a')),
        '0'..='9' => char::from_u32(zero + c.to_digit(10)?),
        _ => None,
    }
}

fn circled(c: char) -> Option<char> {
    match c {
        'A'..='Z' => char::from_u32(0x24b6 + u32::from(c) - u32::from('A')),
        'a'..='z' => char::from_u32(0x24d0 + u32::from(c) - u32::from('a')),
        '0' => Some('⓪'),
        '1'..='9' => char::from_u32(0x245f + c.to_digit(10)?),
        _ => None,
    }
}

fn letter_from(c: char, first: u32) -> Option<char> {
    c.is_ascii_lowercase()
        .then(|| char::from_u32(first + u32::from(c) - u32::from('a')))
        .flatten()
}

fn digits(text: &str, zero: u32) -> String {
    mapped(text, |c| char::from_u32(zero + c.to_digit(10)?))
}

fn separated(text: &str, mark: &str) -> String {
    text.split([' ', '.', '-']).collect::<Vec<_>>().join(mark)
}
