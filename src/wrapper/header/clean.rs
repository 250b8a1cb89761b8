//! What stays of a field that a carrier keeps: what servers and programs act on. Fields also have
//! room for words, in comments, names of groups and lists, and behind keywords, and those may tell
//! of the content.

use std::net::IpAddr;

use crate::mail::Field;
use crate::mail::text::without_comments;
use crate::mail::trace;

/// What becomes of a field.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Cleaned {
    /// It stays as it is.
    Same,
    /// It gets this value, with folds as LF and a space or tab.
    Value(String),
    /// Nothing of it can stay.
    Gone,
}

/// The longest message ID and list ID, and the longest address of a web page.
const LONGEST_ID: usize = 255;
const LONGEST_URI: usize = 1_000;

/// How many message IDs stay of a thread: the first, and the last ones.
const MOST_IDS: usize = 50;

/// The keywords of `Auto-Submitted` (RFC 3834 section 5, RFC 5436 section 2.7.1).
const AUTOMATIC: [&str; 4] = ["no", "auto-generated", "auto-replied", "auto-notified"];

/// What becomes of a field that a carrier keeps.
pub(super) fn clean(field: &Field) -> Cleaned {
    let name = String::from_utf8_lossy(field.name()).to_ascii_lowercase();
    let text = String::from_utf8_lossy(field.value()).replace('\0', "");
    let value = match name.as_str() {
        "received" => trace::without_words(&text),
        "from" | "sender" => addresses(&text, "undisclosed-sender:;"),
        "reply-to" => addresses(&text, ""),
        "to" | "cc" => addresses(&text, "undisclosed-recipients:;"),
        "date" => date(&text),
        "message-id" => ids(&text).first().map(|id| (*id).to_owned()),
        "in-reply-to" | "references" => Some(thread(&text, &[])),
        "auto-submitted" => automatic(&text),
        "list-id" => list_id(&text),
        "list-unsubscribe-post" => {
            let click = "List-Unsubscribe=One-Click";
            text.trim()
                .eq_ignore_ascii_case(click)
                .then(|| click.into())
        }
        "list-post" if text.trim().eq_ignore_ascii_case("NO") => Some("NO".into()),
        "list-help" | "list-unsubscribe" | "list-subscribe" | "list-post" | "list-owner"
        | "list-archive" => Some(uris(&text)),
        _ => return Cleaned::Same,
    };
    match value {
        Some(value) if value.split_whitespace().eq(text.split_whitespace()) => Cleaned::Same,
        Some(value) if !value.is_empty() => Cleaned::Value(value),
        _ => Cleaned::Gone,
    }
}

/// The message IDs in a text that can be no sentence.
pub(super) fn ids(text: &str) -> Vec<&str> {
    let is_id = |id: &&str| {
        let sides = id[1..id.len() - 1].split_once('@');
        id.len() <= LONGEST_ID
            && sides.is_some_and(|(left, right)| !left.is_empty() && !right.is_empty())
            && id[1..id.len() - 1]
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.@[]:".contains(c))
    };
    in_brackets(text).filter(is_id).collect()
}

/// The message IDs of a thread and some more, as a value.
pub(super) fn thread(text: &str, more: &[&str]) -> String {
    let mut ids = ids(text);
    let surplus = ids.len().saturating_sub(MOST_IDS);
    if surplus > 0 {
        ids.drain(1..=surplus);
    }
    ids.extend(more);
    ids.join("\n\t")
}

/// What stands in angle brackets, with them.
fn in_brackets(text: &str) -> impl Iterator<Item = &str> {
    let begins = text.match_indices('<').map(|(at, _)| at);
    begins.filter_map(|at| {
        let inner = text[at + 1..].find(['<', '>'])?;
        let end = at + 1 + inner;
        text[end..].starts_with('>').then(|| &text[at..=end])
    })
}

/// A date without what may stand around it (RFC 5322 section 3.3).
fn date(text: &str) -> Option<String> {
    if trace::is_date(text) {
        return Some(text.trim().to_owned());
    }
    let line = format!("{}\n", text.trim());
    match mail_parser::parsers::MessageStream::new(line.as_bytes()).parse_date() {
        mail_parser::HeaderValue::DateTime(date) if date.is_valid() => Some(date.to_rfc822()),
        _ => None,
    }
}

fn automatic(text: &str) -> Option<String> {
    let end = text.find([';', '(']).unwrap_or(text.len());
    let keyword = text[..end].trim();
    let known = AUTOMATIC
        .iter()
        .find(|known| keyword.eq_ignore_ascii_case(known));
    // Whatever it was called, no program made it for a program to answer.
    Some((*known.unwrap_or(&"auto-generated")).to_owned())
}

fn list_id(text: &str) -> Option<String> {
    let is_id = |id: &&str| {
        id.len() <= LONGEST_ID
            && id.contains('.')
            && id
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.+=@<>".contains(c))
    };
    let bare = Some(text.trim()).filter(|text| !text.contains(['<', '>']));
    in_brackets(text)
        .last()
        .or(bare)
        .filter(is_id)
        .map(str::to_owned)
}

fn uris(text: &str) -> String {
    let is_uri = |uri: &&str| {
        let inner = &uri[1..uri.len() - 1];
        let known = ["mailto:", "https:", "http:"].iter().any(|scheme| {
            inner
                .get(..scheme.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
        known && inner.len() <= LONGEST_URI && inner.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let uris: Vec<&str> = in_brackets(text).filter(is_uri).collect();
    uris.join(",\n\t")
}

/// Addresses with their names, without comments and the names of groups; `none` where there is no
/// address.
fn addresses(text: &str, none: &str) -> Option<String> {
    let bare = without_comments(text);
    let all = pieces(&bare);
    let written: Vec<String> = all.iter().filter_map(|piece| mailbox(piece)).collect();
    let same = |text: &str, list: &[String]| {
        let solid = |text: &str| text.split_whitespace().collect::<String>();
        solid(text) == solid(&list.join(","))
    };
    Some(if same(&bare, &written) {
        bare
    } else if written.is_empty() {
        none.to_owned()
    } else {
        written.join(",\n\t")
    })
}

/// The mailbox in an element of a list: an address, and the name before it.
fn mailbox(piece: &str) -> Option<String> {
    let piece = piece.trim();
    if let Some((name, rest)) = piece.rsplit_once('<')
        && let Some((address, _)) = rest.split_once('>')
        && is_address(address.trim())
    {
        let is_name = !outside_quotes(name).contains([':', '@', '<', '>']);
        let name = if is_name { name } else { "" };
        return Some(format!("{name}<{address}>"));
    }
    let mut words = [piece].into_iter().chain(piece.split_whitespace());
    let addresses = words.find_map(|word| {
        // What `mailto:` has behind an address (RFC 6068) is none of it.
        let at = word.find('@').unwrap_or_default();
        let end = word[at..].find('?').map_or(word.len(), |mark| at + mark);
        [word, &word[..end]]
            .into_iter()
            .find(|word| is_address(word))
    });
    addresses.map(str::to_owned)
}

/// Whether a text is an address and no sentence: a local part in quotes may have spaces, but no
/// more characters than any local part.
fn is_address(text: &str) -> bool {
    let is_word = |text: &str| {
        let ends = |c: char| c.is_whitespace() || c.is_control() || "<>(),;:@\"".contains(c);
        !text.is_empty() && !text.contains(ends)
    };
    text.rsplit_once('@').is_some_and(|(local, domain)| {
        let inner = local
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let is_quoted = inner.is_some_and(|inner| inner.len() <= 64 && !inner.contains('"'));
        (is_quoted || is_word(local)) && is_domain(domain)
    })
}

/// Whether a text is a domain, or an address in brackets in the place of one.
fn is_domain(text: &str) -> bool {
    let literal = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    match literal {
        Some(literal) => literal
            .strip_prefix("IPv6:")
            .unwrap_or(literal)
            .parse::<IpAddr>()
            .is_ok(),
        None => {
            let is_part = |c: char| match c {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' => true,
                c => !c.is_ascii() && !c.is_whitespace() && !c.is_control(),
            };
            text.contains(char::is_alphanumeric) && text.chars().all(is_part)
        }
    }
}

/// The elements of a list, also of the groups in it, without the names of those.
fn pieces(text: &str) -> Vec<String> {
    let (mut all, mut piece) = (Vec::new(), String::new());
    let (mut quoted, mut escaped, mut angle, mut literal) = (false, false, false, false);
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '<' => angle = true,
            // Behind an address another one begins, whether or not a comma says so.
            '>' if angle => {
                angle = false;
                piece.push(c);
                all.push(std::mem::take(&mut piece));
                continue;
            }
            '[' | ']' => literal = c == '[',
            ':' if !angle && !literal => {
                piece.clear();
                continue;
            }
            ',' | ';' => {
                all.push(std::mem::take(&mut piece));
                continue;
            }
            _ => {}
        }
        piece.push(c);
    }
    all.push(piece);
    all.retain(|piece| !piece.trim().is_empty());
    all
}

fn outside_quotes(text: &str) -> String {
    text.split('"').step_by(2).collect()
}
