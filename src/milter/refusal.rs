//! What the sender of a refused message is told: the reply's code, and a sentence in the
//! organisation's language, in ASCII as SMTP has it.

use super::error::MessageError;
use crate::locale::Words;
use crate::mail::size::{self, Size};
use crate::policy::Refusal;

/// How many characters of a sentence there are at most, so that the line keeps within the 512
/// octets of RFC 5321, section 4.5.3.1.5.
const LONGEST: usize = 400;

/// The reply to a message that rules refuse.
pub(super) fn refused(refusal: &Refusal, words: &Words) -> String {
    let said = match refusal {
        Refusal::Said(text) => words.ascii(text).unwrap_or_else(|| text.clone()),
        Refusal::Unsaid => words.say_in_ascii(|words| words.text("refusal-rule").to_string()),
        Refusal::Detour => words.say_in_ascii(|words| words.text("refusal-detour").to_string()),
        Refusal::NearMiss(tags) => near_miss(tags, words),
    };
    let mut line = line(&said);
    if line.is_empty() {
        line = words.say_in_ascii(|words| words.text("refusal-rule").to_string());
    }
    format!("550 5.7.1 {line}")
}

/// That the subject nearly has one of these tags, of which a line can hold those in ASCII.
fn near_miss(tags: &[String], words: &Words) -> String {
    /// How many are named.
    const MOST: usize = 5;
    let tags = tags.iter().filter(|tag| tag.is_ascii()).take(MOST);
    let quoted: Vec<_> = tags.map(|tag| format!("\"{tag}\"")).collect();
    words.say_in_ascii(|words| {
        if quoted.is_empty() {
            return words.text("refusal-near-miss-unnamed").to_string();
        }
        let tags = quoted.join(" / ");
        words
            .text("refusal-near-miss")
            .with("tags", tags)
            .to_string()
    })
}

/// The reply to a message that is refused although no rule says so. All are transient but those
/// that a retry can only meet again.
pub(super) fn reply(error: &MessageError, words: &Words) -> String {
    let code = code(error);
    let said = words.say_in_ascii(|words| sentence(error, words));
    format!("{code} {}", line(&said))
}

/// `tempfail` or `reject`, by the reply.
pub(super) fn decision(error: &MessageError) -> &'static str {
    if code(error).starts_with('4') {
        "tempfail"
    } else {
        "reject"
    }
}

fn code(error: &MessageError) -> &'static str {
    match error {
        MessageError::Oversized(_)
        | MessageError::TooLarge { .. }
        | MessageError::TooManyFields(_) => "552 5.3.4",
        MessageError::Sessions { .. } | MessageError::Stale => "421 4.3.2",
        MessageError::Inspections { .. } => "451 4.3.2",
        MessageError::Powerless => "451 4.3.5",
        MessageError::TooManyRecipients(_) => "554 5.5.3",
        MessageError::Detour => "550 5.1.3",
        MessageError::Refusal(_) => "554 5.3.0",
        MessageError::Memory(_) => "451 4.3.1",
        MessageError::Path { command, .. } if *command == "MAIL" => "553 5.1.7",
        MessageError::Path { .. } => "553 5.1.3",
        MessageError::Refused
        | MessageError::Fold
        | MessageError::NoRecipients
        | MessageError::Error { .. }
        | MessageError::Panic(_)
        | MessageError::Carrier(_)
        | MessageError::NoQuarantine
        | MessageError::Undecided => "451 4.3.0",
    }
}

fn sentence(error: &MessageError, words: &Words) -> String {
    let shown = |size: Size| words.exact_size(size.tenths, size.unit);
    let id = match error {
        MessageError::Oversized(large) => {
            let limit = shown(size::limit(large.limit));
            let phrase = match large.size {
                Some(size) => words
                    .text("refusal-encrypted-too-large")
                    .with("size", shown(size::size(size))),
                None => words.text("refusal-encrypted-too-large-by-far"),
            };
            return phrase.with("limit", limit).to_string();
        }
        MessageError::TooLarge { what, limit } => {
            let id = match *what {
                "header" => "refusal-header-too-large",
                "header field" => "refusal-field-too-large",
                _ => "refusal-too-large",
            };
            let phrase = words.text(id).with("size", shown(size::limit(*limit)));
            return phrase.to_string();
        }
        MessageError::TooManyRecipients(most) => {
            let phrase = words.text("refusal-recipients").with("most", *most);
            return phrase.to_string();
        }
        MessageError::Sessions { .. } => "refusal-connections",
        MessageError::Inspections { .. } => "refusal-examined",
        MessageError::Memory(_) => "refusal-encrypted",
        MessageError::Powerless => "refusal-setup",
        MessageError::Stale => "refusal-rules-changed",
        MessageError::Detour => "refusal-detour",
        MessageError::TooManyFields(_) => "refusal-fields",
        MessageError::Refusal(_) => "refusal-copy",
        MessageError::Path { command, .. } if *command == "MAIL" => "refusal-sender",
        MessageError::Path { .. } => "refusal-recipient",
        MessageError::Refused
        | MessageError::Fold
        | MessageError::NoRecipients
        | MessageError::Error { .. }
        | MessageError::Panic(_)
        | MessageError::Carrier(_)
        | MessageError::NoQuarantine
        | MessageError::Undecided => "refusal-later",
    };
    words.text(id).to_string()
}

/// A text for an SMTP reply line: one line of printable ASCII (RFC 5321 section 4.2.1).
pub(super) fn line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_control() || c == ' ')
        .filter(|word| !word.is_empty())
        .collect();
    let line = words.join(" ");
    let ascii = line.chars().map(|c| if c.is_ascii() { c } else { '?' });
    ascii.take(LONGEST).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::locale::Locales;
    use crate::outbound::TooLarge;

    /// One of each kind that is said in other words.
    fn errors() -> Vec<MessageError> {
        let path = |command| MessageError::Path {
            command,
            why: "x".into(),
        };
        let too_large = |what| MessageError::TooLarge {
            what,
            limit: 25 << 20,
        };
        let oversized = |size| {
            MessageError::Oversized(TooLarge {
                size,
                limit: 25 << 20,
            })
        };
        let waited = Duration::from_secs(5);
        vec![
            MessageError::Powerless,
            path("MAIL"),
            path("RCPT"),
            MessageError::Detour,
            MessageError::TooManyFields(9),
            MessageError::Stale,
            MessageError::Refused,
            MessageError::TooManyRecipients(5_000),
            too_large("header"),
            too_large("header field"),
            too_large("message"),
            MessageError::Sessions { most: 5, waited },
            MessageError::Inspections { most: 5, waited },
            oversized(Some((25 << 20) + 1)),
            oversized(None),
            MessageError::Memory(5),
            MessageError::Refusal("x".into()),
            MessageError::NoQuarantine,
            MessageError::Undecided,
        ]
    }

    fn refusals() -> Vec<Refusal> {
        let tag = "[secure]".to_owned();
        vec![
            "no".into(),
            Refusal::Unsaid,
            Refusal::Detour,
            Refusal::NearMiss(vec!["加密".into()]),
            Refusal::NearMiss(vec![tag.clone()]),
            Refusal::NearMiss(vec![tag; 9]),
        ]
    }

    #[test]
    fn every_refusal_in_every_language_is_a_line_of_ascii_with_the_same_code() {
        let locales = Locales::built_in();
        let english = locales.own();
        for words in locales.all() {
            let say = |words: &Words| -> Vec<String> {
                let of_rules = refusals();
                let of_rules = of_rules.iter().map(|refusal| refused(refusal, words));
                let errors = errors();
                let of_errors = errors.iter().map(|error| reply(error, words));
                of_rules.chain(of_errors).collect()
            };
            let (ours, theirs) = (say(&words), say(&english));
            for (at, (own, in_english)) in ours.iter().zip(&theirs).enumerate() {
                let code = |reply: &str| reply.split(' ').take(2).collect::<Vec<_>>().join(" ");
                assert_eq!(code(own), code(in_english), "{}", words.tag());
                assert!(own.len() < 500, "RFC 5321, section 4.5.3.1.5: {own}");
                assert!(own.bytes().all(|c| (b' '..=b'~').contains(&c)), "{own}");
                assert!(!own.contains(['?', '{']), "{own}");
                assert!(own.len() < "552 5.3.4 ".len() + LONGEST, "cut off: {own}");
                let is_latin = !["en", "ja", "zh-Hans"].contains(&words.tag());
                // The first is the administrator's own.
                assert_eq!(own != in_english, is_latin && at > 0, "{own}");
            }
        }
    }

    #[test]
    fn the_sentence_names_sizes_and_tags_as_the_language_does() {
        let locales = Locales::built_in();
        let in_language = |tag: &str| locales.find(tag).unwrap();
        let large = MessageError::Oversized(TooLarge {
            size: Some((25 << 20) + 1),
            limit: 25 << 20,
        });
        let said = reply(&large, &in_language("fr"));
        assert!(said.contains("il fait 25,1 Mo, et"), "{said}");
        let said = reply(&large, &in_language("en"));
        assert!(
            said.contains("takes 25.1 MB when it is encrypted"),
            "{said}"
        );
        let near = Refusal::NearMiss(vec!["[a]".into(), "[b]".into()]);
        let said = refused(&near, &in_language("de"));
        assert!(
            said.contains("Schreiben Sie \"[a]\" / \"[b]\" ganz an den Anfang"),
            "{said}"
        );
        let said = refused(&"Prüfung".into(), &in_language("de"));
        assert_eq!(said, "550 5.7.1 Pruefung");
    }
}
