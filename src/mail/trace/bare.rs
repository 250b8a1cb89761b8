//! Trace fields without what people or programs have written into them beside the trace.

use super::{Piece, address, taken_apart};

/// The clauses of a `Received` field; each has one word.
const CLAUSES: [&str; 6] = ["from", "by", "via", "with", "id", "for"];

/// The most words of a date (RFC 5322 section 3.3), and the longest of them.
const MOST_WORDS: usize = 6;
const LONGEST_WORD: usize = 8;

/// Words that servers write into comments, in lower case.
const KNOWN: [&str; 62] = [
    "a",
    "amavis",
    "amavisd-new",
    "and",
    "as",
    "authenticated",
    "be",
    "bits",
    "by",
    "certificate",
    "cipher",
    "client",
    "client-digest",
    "client-signature",
    "cn",
    "did",
    "digest",
    "ehlo",
    "envelope-from",
    "esmtp",
    "exim",
    "forged",
    "from",
    "helo",
    "host",
    "id",
    "issuer",
    "key-exchange",
    "localhost",
    "mail",
    "may",
    "message",
    "microsoft",
    "no",
    "not",
    "ok",
    "port",
    "postfix",
    "present",
    "requested",
    "root",
    "sender",
    "sendmail",
    "server",
    "server-digest",
    "server-signature",
    "signature",
    "smtp",
    "smtps",
    "submit",
    "tls",
    "to",
    "trust",
    "unknown",
    "unverified",
    "userid",
    "user",
    "using",
    "verified",
    "verify",
    "version",
    "with",
];

/// How the names of ciphers and of their parts begin.
const CIPHERS: [&str; 12] = [
    "TLS", "ECDHE", "DHE", "AES", "SHA", "RSA", "ECDSA", "X25519", "X448", "secp", "CHACHA", "P-",
];

/// A `Received` field without words that are no part of the trace; `None` where it names no server,
/// or nobody can say what is what in it.
pub fn without_words(text: &str) -> Option<String> {
    let pieces = taken_apart(text)?;
    let mut kept: Vec<String> = Vec::new();
    let mut date: Vec<&str> = Vec::new();
    let (mut zone, mut value_of) = (None, None);
    let (mut in_date, mut names_server) = (false, false);
    for piece in &pieces {
        match piece {
            Piece::Comment(comment) if in_date => {
                zone = Some(comment).filter(|comment| is_zone(comment));
            }
            Piece::Comment(comment) => {
                if comment.split_whitespace().all(is_known) {
                    kept.push(format!("({comment})"));
                }
            }
            Piece::Semicolon => in_date = true,
            Piece::Word(word) if in_date => date.push(word),
            Piece::Word(word) => {
                let clause = CLAUSES
                    .into_iter()
                    .find(|clause| word.eq_ignore_ascii_case(clause));
                let is_value = value_of.take().is_some() && clause.is_none();
                if let Some(clause) = clause {
                    value_of = Some(clause);
                    names_server |= clause == "by";
                    kept.push(word.clone());
                } else if is_value && is_one_word(word) || is_known(word) {
                    kept.push(word.clone());
                }
            }
        }
    }
    if !names_server {
        return None;
    }
    let mut value = kept.join(" ");
    if are_date(&date) {
        value = format!("{value}; {}", date.join(" "));
        if let Some(zone) = zone {
            value = format!("{value} ({zone})");
        }
    }
    Some(folded(&value))
}

/// Whether a clause's value is one word, as its grammar has it, and no sentence in quotes or
/// brackets.
fn is_one_word(value: &str) -> bool {
    !value.contains(|c: char| c == '"' || c.is_whitespace())
}

/// Whether a text is a date and nothing else.
pub fn is_date(text: &str) -> bool {
    are_date(&text.split_whitespace().collect::<Vec<_>>())
}

fn are_date(words: &[&str]) -> bool {
    (4..=MOST_WORDS).contains(&words.len()) && words.iter().all(|word| is_of_date(word))
}

fn is_of_date(word: &str) -> bool {
    let name = word.trim_end_matches(',');
    let is_number = |word: &str| {
        word.len() <= LONGEST_WORD
            && word.contains(|c: char| c.is_ascii_digit())
            && word
                .trim_start_matches(['+', '-'])
                .chars()
                .all(|c| c.is_ascii_digit() || c == ':')
    };
    let names = "Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
    is_number(name) || is_zone(word) || names.split(' ').any(|one| one.eq_ignore_ascii_case(name))
}

fn is_zone(word: &str) -> bool {
    let zones = "GMT UT UTC Z EST EDT CST CDT MST MDT PST PDT CET CEST BST";
    zones.split(' ').any(|zone| zone == word)
}

/// Whether a word of a comment is one that servers write: an address, a host, a number, a cipher.
fn is_known(word: &str) -> bool {
    let word = word.trim_matches(|c: char| "[](),;:=\"'".contains(c));
    let (name, value) = word.split_once('=').unwrap_or(("", word));
    let is_one = |word: &str| {
        let word = word.trim_matches(|c: char| "[](),;:=\"'".contains(c));
        let is_host = word.contains('.')
            && word
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.@".contains(c));
        let is_cipher = CIPHERS.iter().any(|start| word.starts_with(start))
            && !word.contains(|c: char| c.is_ascii_lowercase())
            || word.starts_with("TLSv1");
        let is_number = word
            .chars()
            .all(|c| c.is_ascii_digit() || "./-".contains(c));
        is_host
            || is_cipher
            || is_number
            || address(word).is_some()
            || word.to_ascii_lowercase().split('/').all(|part| {
                KNOWN.contains(&part) || part.chars().all(|c| "0123456789.".contains(c))
            })
    };
    is_one(name) && is_one(value)
}

/// A value in lines that are short enough.
fn folded(value: &str) -> String {
    let mut lines = vec![String::new()];
    for word in value.split_whitespace() {
        let line = lines.len() - 1;
        if !lines[line].is_empty() && lines[line].len() + word.len() > 75 {
            lines.push(word.to_owned());
        } else {
            if !lines[line].is_empty() {
                lines[line].push(' ');
            }
            lines[line].push_str(word);
        }
    }
    lines.join("\n\t")
}
