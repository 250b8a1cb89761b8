//! Header fields: encoded words of all kinds, folds, instances, raw bytes.

use super::charset::{CHARSETS, Charset};
use super::text::{backwards, halves};
use super::transfer::base64_of;

/// A way of writing a field; nothing where the value can't be written so.
pub struct Writing {
    pub name: &'static str,
    /// Whether it is for texts as subjects are (`t`), for fields of one value (`v`), or both.
    pub on: &'static str,
    pub write: fn(&str, &str) -> Option<Vec<u8>>,
}

const fn writing(
    name: &'static str,
    on: &'static str,
    write: fn(&str, &str) -> Option<Vec<u8>>,
) -> Writing {
    Writing { name, on, write }
}

pub const PLAIN: Writing = writing("plain", "tv", line);

pub const WRITINGS: &[Writing] = &[
    writing("upper-case-name", "tv", |name, value| {
        line(&name.to_uppercase(), value)
    }),
    writing("odd-case-name", "tv", |name, value| {
        line(
            &name
                .char_indices()
                .map(|(at, c)| {
                    if at.is_multiple_of(2) {
                        c.to_ascii_lowercase()
                    } else {
                        c.to_ascii_uppercase()
                    }
                })
                .collect::<String>(),
            value,
        )
    }),
    writing("space-before-colon", "tv", |name, value| {
        line(&format!("{name} "), value)
    }),
    writing("tab-before-colon", "tv", |name, value| {
        line(&format!("{name}\t"), value)
    }),
    writing("no-space-after-colon", "tv", |name, value| {
        Some(format!("{name}:{}\r\n", raw(value)?).into())
    }),
    writing("many-spaces", "tv", |name, value| {
        line(name, &format!(" \t  {value} \t "))
    }),
    writing("folded-at-once", "tv", |name, value| {
        line(name, &format!("\r\n {value}"))
    }),
    writing("folded-twice-at-once", "tv", |name, value| {
        line(name, &format!("\r\n \r\n\t{value}"))
    }),
    writing("folded-at-spaces", "tv", |name, value| {
        Some(format!("{name}: {}\r\n", raw(value)?.replace(' ', "\r\n ")).into())
    }),
    writing("folded-at-spaces-with-tabs", "tv", |name, value| {
        Some(format!("{name}: {}\r\n", raw(value)?.replace(' ', "\r\n\t")).into())
    }),
    writing("folded-amid-a-word", "tv", |name, value| {
        let (first, second) = halves(value);
        Some(format!("{name}: {}\r\n {}\r\n", raw(first)?, raw(second)?).into())
    }),
    writing("folded-and-blank", "tv", |name, value| {
        Some(format!("{name}: {}\r\n \r\n", raw(value)?).into())
    }),
    writing("folded-bare", "tv", |name, value| {
        Some(format!("{name}: {}\r\n", raw(value)?.replace(' ', "\n ")).into())
    }),
    writing("after-an-empty-one", "tv", |name, value| {
        both(name, "", value)
    }),
    writing("second-instance", "tv", |name, value| {
        both(name, "see you on Monday", value)
    }),
    writing("first-instance", "tv", |name, value| {
        both(name, value, "see you on Monday")
    }),
    writing("tenth-instance", "tv", |name, value| {
        let decoys = format!("{name}: no\r\n").repeat(9);
        Some([decoys.into_bytes(), line(name, value)?].concat())
    }),
    writing("second-instance-in-other-case", "tv", |name, value| {
        Some(
            [
                line(name, "see you on Monday")?,
                line(&name.to_lowercase(), value)?,
            ]
            .concat(),
        )
    }),
    writing("far-behind", "tv", |name, value| {
        Some([filler(60), line(name, value)?].concat())
    }),
    writing("behind-a-long-field", "tv", |name, value| {
        Some(
            [
                format!("X-Filler: {}\r\n", "x".repeat(1500)).into_bytes(),
                line(name, value)?,
            ]
            .concat(),
        )
    }),
    writing("behind-an-odd-field", "tv", |name, value| {
        Some([b"X(@)[:;: y\r\n".to_vec(), line(name, value)?].concat())
    }),
    writing("quoted", "v", |name, value| {
        line(name, &format!("\"{value}\""))
    }),
    writing("commented", "v", |name, value| {
        line(name, &format!("{value} (as agreed)"))
    }),
    writing("comment-first", "v", |name, value| {
        line(name, &format!("(as agreed) {value}"))
    }),
    writing("nested-comment", "v", |name, value| {
        line(name, &format!("{value} (as (well) agreed)"))
    }),
    writing("re", "t", |name, value| line(name, &format!("Re: {value}"))),
    writing("aw-and-re", "t", |name, value| {
        line(name, &format!("AW: Re[3]: {value}"))
    }),
    writing("listed", "t", |name, value| {
        line(name, &format!("[the-list] Fwd: {value}"))
    }),
    writing("lock", "t", |name, value| {
        words(name, value, "utf-8", 'B', usize::MAX)
            .map(|_| ())
            .and_then(|()| line(name, &format!("🔒 {value}")))
    }),
    writing("quotation-marks", "t", |name, value| {
        line(name, &format!("\"{value}\""))
    }),
    writing("base64-word", "tv", |name, value| {
        words(name, value, "utf-8", 'B', usize::MAX)
    }),
    writing("quoted-word", "tv", |name, value| {
        words(name, value, "utf-8", 'Q', usize::MAX)
    }),
    writing("base64-word-small", "tv", |name, value| {
        words(name, value, "UTF-8", 'b', usize::MAX)
    }),
    writing("quoted-word-small", "tv", |name, value| {
        words(name, value, "UTF-8", 'q', usize::MAX)
    }),
    writing("word-for-each-letter", "tv", |name, value| {
        words(name, value, "utf-8", 'Q', 1)
    }),
    writing("base64-word-for-each-letter", "tv", |name, value| {
        words(name, value, "utf-8", 'B', 1)
    }),
    writing("words-of-three", "tv", |name, value| {
        words(name, value, "us-ascii", 'Q', 3)
    }),
    writing("words-of-five", "tv", |name, value| {
        words(name, value, "iso-8859-1", 'B', 5)
    }),
    writing("words-with-language", "tv", |name, value| {
        words(name, value, "utf-8*en", 'Q', 4)
    }),
    writing("words-with-two-languages", "tv", |name, value| {
        words(name, value, "utf-8*en-gb*x", 'B', 6)
    }),
    writing("words-in-alternation", "tv", |name, value| {
        let encode = |at: usize, piece: &str| {
            word(
                piece,
                if at.is_multiple_of(2) {
                    "utf-8"
                } else {
                    "iso-8859-1"
                },
                if at.is_multiple_of(2) { 'B' } else { 'Q' },
            )
        };
        joined(name, value, 4, encode, "\r\n ")
    }),
    writing("words-over-lines", "tv", |name, value| {
        joined(
            name,
            value,
            5,
            |_, piece| word(piece, "utf-8", 'B'),
            "\r\n\t \r\n  ",
        )
    }),
    writing("words-side-by-side", "tv", |name, value| {
        joined(name, value, 6, |_, piece| word(piece, "utf-8", 'Q'), "")
    }),
    writing("words-many-spaces", "tv", |name, value| {
        joined(
            name,
            value,
            6,
            |_, piece| word(piece, "utf-8", 'Q'),
            "   \t ",
        )
    }),
    writing("word-amid-a-word", "tv", |name, value| {
        let (first, second) = halves(value);
        Some(format!("{name}: {}{}\r\n", raw(first)?, word(second, "utf-8", 'B')?).into())
    }),
    writing("word-before-a-rest", "tv", |name, value| {
        let (first, second) = halves(value);
        Some(format!("{name}: {}{}\r\n", word(first, "utf-8", 'Q')?, raw(second)?).into())
    }),
    writing("word-in-quotes", "tv", |name, value| {
        Some(format!("{name}: \"{}\"\r\n", word(value, "utf-8", 'B')?).into())
    }),
    writing("word-in-parentheses", "t", |name, value| {
        Some(
            format!(
                "{name}: ({}) {}\r\n",
                word("x", "utf-8", 'B')?,
                word(value, "utf-8", 'Q')?
            )
            .into(),
        )
    }),
    writing("bytes-of-a-letter-apart", "tv", |name, value| {
        let bytes = value.as_bytes();
        let at = (1..bytes.len())
            .find(|&at| !value.is_char_boundary(at))
            .unwrap_or(bytes.len() / 2);
        let (first, second) = bytes.split_at(at);
        Some(
            format!(
                "{name}: =?utf-8?B?{}?=\r\n =?utf-8?B?{}?=\r\n",
                base64_of(first),
                base64_of(second)
            )
            .into(),
        )
    }),
    writing("quoted-bytes-apart", "tv", |name, value| {
        let words: Vec<String> = value
            .bytes()
            .map(|byte| format!("=?utf-8?q?={byte:02x}?="))
            .collect();
        Some(format!("{name}: {}\r\n", words.join("\r\n ")).into())
    }),
    writing("base64-without-padding", "tv", |name, value| {
        Some(
            format!(
                "{name}: =?utf-8?B?{}?=\r\n",
                base64_of(value.as_bytes()).trim_end_matches('=')
            )
            .into(),
        )
    }),
    writing("base64-with-spaces", "tv", |name, value| {
        let encoded = base64_of(value.as_bytes());
        let (first, second) = encoded.split_at(encoded.len() / 8 * 4);
        Some(format!("{name}: =?utf-8?B?{first} {second}?=\r\n").into())
    }),
    writing("base64-folded-inside", "tv", |name, value| {
        let encoded = base64_of(value.as_bytes());
        let (first, second) = encoded.split_at(encoded.len() / 8 * 4);
        Some(format!("{name}: =?utf-8?B?{first}\r\n {second}?=\r\n").into())
    }),
    writing("base64-with-junk", "tv", |name, value| {
        let encoded = base64_of(value.as_bytes());
        let (first, second) = encoded.split_at(encoded.len() / 8 * 4);
        Some(format!("{name}: =?utf-8?B?{first}*!{second}?=\r\n").into())
    }),
    writing("base64-padding-amid", "tv", |name, value| {
        let pieces: String = value.as_bytes().chunks(4).map(base64_of).collect();
        Some(format!("{name}: =?utf-8?B?{pieces}?=\r\n").into())
    }),
    writing("quoted-with-spaces", "tv", |name, value| {
        Some(
            format!(
                "{name}: =?utf-8?Q?{}?=\r\n",
                escape(value.as_bytes(), false).replace('_', " ")
            )
            .into(),
        )
    }),
    writing("quoted-everything", "tv", |name, value| {
        Some(format!("{name}: =?utf-8?Q?{}?=\r\n", escape(value.as_bytes(), true)).into())
    }),
    writing("quoted-small-hex", "tv", |name, value| {
        Some(
            format!(
                "{name}: =?utf-8?Q?{}?=\r\n",
                escape(value.as_bytes(), true).to_lowercase()
            )
            .into(),
        )
    }),
    writing("quoted-folded-inside", "tv", |name, value| {
        let escaped = escape(value.as_bytes(), true);
        let (first, second) = escaped.split_at(escaped.len() / 6 * 3);
        Some(format!("{name}: =?utf-8?Q?{first}\r\n {second}?=\r\n").into())
    }),
    writing("quoted-with-broken-escape", "t", |name, value| {
        Some(
            format!(
                "{name}: =?utf-8?Q?{}_=XY?=\r\n",
                escape(value.as_bytes(), false)
            )
            .into(),
        )
    }),
    writing("quoted-with-open-escape", "t", |name, value| {
        Some(
            format!(
                "{name}: =?utf-8?Q?{}_=?=\r\n",
                escape(value.as_bytes(), false)
            )
            .into(),
        )
    }),
    writing("word-without-end", "t", |name, value| {
        Some(format!("{name}: =?utf-8?Q?{}\r\n", escape(value.as_bytes(), false)).into())
    }),
    writing("unknown-charset", "tv", |name, value| {
        words(name, value, "x-unknown", 'Q', usize::MAX)
    }),
    writing("no-charset", "tv", |name, value| {
        Some(format!("{name}: =??Q?{}?=\r\n", escape(value.as_bytes(), false)).into())
    }),
    writing("quoted-charset", "tv", |name, value| {
        words(name, value, "\"utf-8\"", 'B', usize::MAX)
    }),
    writing("misspelt-charset", "tv", |name, value| {
        words(name, value, "utf8", 'Q', usize::MAX)
    }),
    writing("spaces-in-charset", "tv", |name, value| {
        words(name, value, " utf-8 ", 'Q', usize::MAX)
    }),
    writing("ascii-charset", "tv", |name, value| {
        words(name, value, "us-ascii", 'Q', usize::MAX)
    }),
    writing("very-long-word", "tv", |name, value| {
        Some(
            format!(
                "{name}: =?utf-8?B?{}?=\r\n",
                base64_of(format!("{}{value}", "\u{200b}".repeat(80)).as_bytes())
            )
            .into(),
        )
    }),
    writing("in-latin-1", "tv", |name, value| {
        in_charset(name, value, "latin-1")
    }),
    writing("in-latin-9", "tv", |name, value| {
        in_charset(name, value, "latin-9")
    }),
    writing("in-windows-1251", "tv", |name, value| {
        in_charset(name, value, "windows-1251")
    }),
    writing("in-koi8-r", "tv", |name, value| {
        in_charset(name, value, "koi8-r")
    }),
    writing("in-iso-8859-5", "tv", |name, value| {
        in_charset(name, value, "iso-8859-5")
    }),
    writing("in-windows-1253", "tv", |name, value| {
        in_charset(name, value, "windows-1253")
    }),
    writing("in-gb18030", "tv", |name, value| {
        in_charset(name, value, "gb18030")
    }),
    writing("in-gb2312", "tv", |name, value| {
        in_charset(name, value, "gbk-labelled-gb2312")
    }),
    writing("in-big5", "tv", |name, value| {
        in_charset(name, value, "big5")
    }),
    writing("in-shift-jis", "tv", |name, value| {
        in_charset(name, value, "shift-jis")
    }),
    writing("in-euc-jp", "tv", |name, value| {
        in_charset(name, value, "euc-jp")
    }),
    writing("in-iso-2022-jp", "tv", |name, value| {
        in_charset(name, value, "iso-2022-jp")
    }),
    writing("in-euc-kr", "tv", |name, value| {
        in_charset(name, value, "euc-kr")
    }),
    writing("in-macintosh", "tv", |name, value| {
        in_charset(name, value, "macintosh")
    }),
    writing("in-utf-7", "tv", |name, value| {
        in_charset(name, value, "utf-7")
    }),
    writing("in-utf-16", "tv", |name, value| {
        in_charset(name, value, "utf-16")
    }),
    writing("in-utf-16be", "tv", |name, value| {
        in_charset(name, value, "utf-16be")
    }),
    writing("in-utf-16le", "tv", |name, value| {
        in_charset(name, value, "utf-16le")
    }),
    writing("in-utf-32be", "tv", |name, value| {
        in_charset(name, value, "utf-32be")
    }),
    writing("raw-latin-1", "tv", |name, value| {
        raw_in(name, value, "latin-1")
    }),
    writing("raw-windows-1251", "tv", |name, value| {
        raw_in(name, value, "windows-1251")
    }),
    writing("raw-koi8-r", "tv", |name, value| {
        raw_in(name, value, "koi8-r")
    }),
    writing("raw-iso-8859-5", "tv", |name, value| {
        raw_in(name, value, "iso-8859-5")
    }),
    writing("raw-ibm866", "tv", |name, value| {
        raw_in(name, value, "ibm866-unlabelled")
    }),
    writing("raw-gb18030", "tv", |name, value| {
        raw_in(name, value, "gb18030")
    }),
    writing("raw-big5", "tv", |name, value| raw_in(name, value, "big5")),
    writing("raw-shift-jis", "tv", |name, value| {
        raw_in(name, value, "shift-jis")
    }),
    writing("raw-euc-jp", "tv", |name, value| {
        raw_in(name, value, "euc-jp")
    }),
    writing("raw-euc-kr", "tv", |name, value| {
        raw_in(name, value, "euc-kr")
    }),
    writing("raw-with-stray-byte", "tv", |name, value| {
        let (first, second) = halves(value);
        Some(
            [
                format!("{name}: {}", raw(first)?).as_bytes(),
                b"\xad",
                raw(second)?.as_bytes(),
                b"\r\n",
            ]
            .concat(),
        )
    }),
    writing("raw-beside-a-word", "t", |name, value| {
        Some(
            [
                format!("{name}: ").as_bytes(),
                word(value, "utf-8", 'B')?.as_bytes(),
                b" caf\xe9\r\n",
            ]
            .concat(),
        )
    }),
    writing("latin-1-said-to-be-utf-8", "tv", |name, value| {
        let bytes = charset("latin-1")
            .encode(value)
            .filter(|bytes| !bytes.is_ascii())?;
        Some(format!("{name}: =?utf-8?B?{}?=\r\n", base64_of(&bytes)).into())
    }),
    writing("utf-8-said-to-be-latin-1", "tv", |name, value| {
        words(name, value, "iso-8859-1", 'B', usize::MAX).filter(|_| !value.is_ascii())
    }),
    writing("overridden-word", "tv", |name, value| {
        words(
            name,
            &format!("\u{202e}{}", backwards(value)),
            "utf-8",
            'B',
            usize::MAX,
        )
    }),
];

/// A value that can stand in a field as it is.
fn raw(value: &str) -> Option<&str> {
    (!value.contains(['\r', '\n', '\0'])).then_some(value)
}

fn line(name: &str, value: &str) -> Option<Vec<u8>> {
    raw(value.trim_start_matches(['\r', '\n', ' ', '\t']))?;
    Some(format!("{name}: {value}\r\n").into())
}

fn both(name: &str, first: &str, second: &str) -> Option<Vec<u8>> {
    Some([line(name, first)?, line(name, second)?].concat())
}

fn filler(fields: usize) -> Vec<u8> {
    (0..fields)
        .flat_map(|n| format!("X-Filler-{n}: x\r\n").into_bytes())
        .collect()
}

fn charset(name: &str) -> &'static Charset {
    CHARSETS
        .iter()
        .find(|charset| charset.name == name)
        .unwrap()
}

pub fn escape(bytes: &[u8], everything: bool) -> String {
    let escaped = bytes.iter().map(|&byte| match byte {
        b' ' if !everything => "_".into(),
        _ if byte.is_ascii_alphanumeric() && !everything => char::from(byte).to_string(),
        _ => format!("={byte:02X}"),
    });
    escaped.collect()
}

pub fn word(piece: &str, charset: &str, encoding: char) -> Option<String> {
    let bytes = piece.as_bytes();
    let text = if encoding.eq_ignore_ascii_case(&'b') {
        base64_of(bytes)
    } else {
        escape(bytes, false)
    };
    Some(format!("=?{charset}?{encoding}?{text}?="))
}

fn words(name: &str, value: &str, charset: &str, encoding: char, length: usize) -> Option<Vec<u8>> {
    joined(
        name,
        value,
        length,
        |_, piece| word(piece, charset, encoding),
        " ",
    )
}

fn joined(
    name: &str,
    value: &str,
    length: usize,
    encode: impl Fn(usize, &str) -> Option<String>,
    glue: &str,
) -> Option<Vec<u8>> {
    let letters: Vec<char> = value.chars().collect();
    let pieces = letters
        .chunks(length)
        .enumerate()
        .map(|(at, piece)| encode(at, &String::from_iter(piece)));
    let words: Option<Vec<String>> = pieces.collect();
    Some(format!("{name}: {}\r\n", words?.join(glue)).into())
}

fn in_charset(name: &str, value: &str, called: &str) -> Option<Vec<u8>> {
    let charset = charset(called);
    Some(
        format!(
            "{name}: =?{}?B?{}?=\r\n",
            charset.label,
            base64_of(&charset.encode(value)?)
        )
        .into(),
    )
}

fn raw_in(name: &str, value: &str, called: &str) -> Option<Vec<u8>> {
    let charset = charset(called);
    let bytes = charset
        .encode(raw(value)?)
        .filter(|bytes| !bytes.is_ascii() && charset.extends_ascii())?;
    Some([format!("{name}: ").as_bytes(), &bytes, b"\r\n"].concat())
}
