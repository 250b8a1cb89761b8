//! Which recipient somebody means by the address that they typed.
//!
//! People type addresses in other ways than senders do: with a name before them, without the part
//! behind a plus, in the other form of an internationalised domain. A code goes to the address as
//! it was sealed, whatever was typed, so a form too many that is understood gives nothing away.

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::mail::text::is_invisible;
use crate::mail::{Address, domain_key};
use crate::seal::Meta;

/// The longest text that is taken for an address: one of full length, with a name before it.
const LONGEST: usize = 1_000;

/// What stands around an address that was copied from elsewhere.
const AROUND: [(char, char); 6] = [
    ('<', '>'),
    ('(', ')'),
    ('[', ']'),
    ('{', '}'),
    ('"', '"'),
    ('\'', '\''),
];

/// Reads an address as people type and paste it: with a name before it, in brackets or quotes, as a
/// `mailto:` link, with an `@` and dots of another width, with marks that nobody sees.
pub(super) fn typed(text: &str) -> Option<Address> {
    let text = &text.trim().replace('\t', " ");
    if text.len() > LONGEST || text.chars().any(char::is_control) {
        return None;
    }
    let visible = text.chars().filter(|&c| !is_invisible(c));
    let text: String = visible.map(straight).nfkc().collect();
    bare(&text, 3)
}

/// Keyboards make many things of the apostrophe in a name; of some NFKC would make two characters.
fn straight(c: char) -> char {
    match c {
        '`'
        | '´'
        | '\u{2b9}'..='\u{2bd}'
        | '\u{2c8}'
        | '\u{2018}'..='\u{201b}'
        | '\u{2032}'
        | '\u{2035}'
        | '\u{ff07}'
        | '\u{ff40}' => '\'',
        c => c,
    }
}

/// Brackets and quotes around an address in texts of whatever language.
fn is_around(c: char) -> bool {
    use GeneralCategory as Category;
    !c.is_ascii()
        && matches!(
            CodePointMapData::<Category>::new().get(c),
            Category::OpenPunctuation
                | Category::ClosePunctuation
                | Category::InitialPunctuation
                | Category::FinalPunctuation
        )
}

/// The address in `text`, behind at most `depth` layers of brackets.
fn bare(text: &str, depth: usize) -> Option<Address> {
    let text = unwrapped(text);
    if let Some((shown, _)) = text
        .strip_prefix('[')
        .and_then(|link| link.split_once("]("))
    {
        // A link as Markdown writes it.
        return bare(shown, depth.checked_sub(1)?);
    }
    if !text.contains('@') && text.contains("%40") {
        return bare(&decoded(text)?, depth.checked_sub(1)?);
    }
    if let Some(link) = without_scheme(text) {
        return bare(&decoded(link.split('?').next()?)?, depth.checked_sub(1)?);
    }
    if let Some((_, rest)) = text.split_once('<') {
        // A name, and the address in brackets behind it.
        let (inner, behind) = rest.split_once('>')?;
        if !behind.trim().is_empty() && !behind.trim_start().starts_with('(') {
            return None;
        }
        return if inner.contains(['<', '>']) {
            None
        } else {
            bare(inner, depth.checked_sub(1)?)
        };
    }
    let (local, domain) = text.rsplit_once('@')?;
    let (local, domain) = (local.trim(), domain.trim());
    if let Some((domain, _)) = domain.split_once([' ', '(']) {
        // What follows is a comment, or a name.
        return bare(&format!("{local}@{domain}"), depth.checked_sub(1)?);
    }
    let is_quoted = local.len() > 1 && local.starts_with('"') && local.ends_with('"');
    // No local part without quotes has a colon: it ends a label.
    let local = match local.rsplit_once(|c: char| c.is_whitespace() || c == ':') {
        Some((name, local)) if !is_quoted && !name.contains('@') => local,
        _ => local,
    };
    if domain.contains('%') {
        return bare(
            &format!("{local}@{}", decoded(domain)?),
            depth.checked_sub(1)?,
        );
    }
    let is_literal = domain.starts_with('[') && domain.ends_with(']');
    let domain = if is_literal {
        domain
    } else {
        domain.trim_end_matches(|c: char| !is_letter(c))
    };
    let address = Address::parse(&format!("{local}@{domain}")).ok()?;
    let is_meant = is_quoted || !address.local().contains(['@', '\\']);
    (is_meant && (is_literal || is_name(address.domain()))).then_some(address)
}

/// Whether a text can be the name of a host.
fn is_name(domain: &str) -> bool {
    let mut labels = domain.split(['.', '。']);
    labels.all(|label| !label.is_empty() && label.chars().all(|c| is_letter(c) || "-_".contains(c)))
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// `text` without what stands around it.
fn unwrapped(text: &str) -> &str {
    let mut text = text;
    loop {
        let mut inner = text
            .trim()
            .trim_start_matches(is_around)
            .trim_end_matches(|c: char| is_around(c) || ",;.。:?!/…、".contains(c))
            .trim();
        // Quotes around a local part leave the domain outside; these stand around all of it.
        let around = AROUND
            .iter()
            .find_map(|&(open, close)| inner.strip_prefix(open)?.strip_suffix(close));
        inner = around.unwrap_or(inner);
        if inner == text {
            return text;
        }
        text = inner;
    }
}

fn without_scheme(text: &str) -> Option<&str> {
    const SCHEME: &str = "mailto:";
    let scheme = text.get(..SCHEME.len())?;
    let rest = &text[SCHEME.len()..];
    scheme.eq_ignore_ascii_case(SCHEME).then_some(rest)
}

/// What a link encodes with percent signs (RFC 6068).
fn decoded(link: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(link.len());
    let mut rest = link.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    (!text.contains(|c: char| c.is_control() || is_invisible(c))).then_some(text)
}

/// One name for all forms of one mailbox: the domain in ASCII, everything in lower case, quotes
/// that aren't needed gone, and what stands behind a plus. Codes are counted under it.
pub(super) fn mailbox(address: &Address) -> String {
    let (local, domain) = plain(address);
    let base = base(&local);
    format!("{base}@{domain}")
}

/// The local part and the domain of an address, without differences of form.
fn plain(address: &Address) -> (String, String) {
    let local = address.local();
    let quoted = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let local = match quoted {
        Some(quoted) if !quoted.is_empty() => quoted.replace('\\', ""),
        _ => local.to_owned(),
    };
    let local: String = local.chars().map(straight).nfkc().collect();
    let local = folded(&local);
    // As domains, ß and ς are letters of their own (RFC 5894); of the dotless i, keyboards know
    // more than people do.
    (local, domain_key(&turkish(address.domain())).to_lowercase())
}

/// A text without what keeps those apart who write one word in capitals and in small letters.
fn folded(text: &str) -> String {
    let small = turkish(text).to_lowercase();
    small.replace('ß', "ss").replace('ς', "σ")
}

/// The two letters i of Turkish as the one of others: its keyboards make `İ` of i, and `ı` of I.
fn turkish(text: &str) -> String {
    text.replace(['İ', 'ı'], "i").replace("i\u{307}", "i")
}

/// The local part without what stands behind a plus.
fn base(local: &str) -> &str {
    match local.split_once('+') {
        Some((base, _)) if !base.is_empty() => base,
        _ => local,
    }
}

/// The recipient that `address` is, spelled as the sender spelled it: the one that is equal, or
/// else the nearest. Reads all recipients wherever the address stands, so that the time says little
/// of whether it does.
pub(super) fn recipient(meta: &Meta, address: &Address) -> Option<Address> {
    let (local, domain) = plain(address);
    let nearness = |one: &Address| {
        let (sealed, sealed_domain) = plain(one);
        let is_equal = one == address;
        let is_same = sealed == local;
        let is_base = base(&sealed) == sealed;
        let is_of_base = base(&sealed) == base(&local);
        match (sealed_domain == domain, is_equal, is_same, is_of_base) {
            (_, true, ..) => 4,
            (true, _, true, _) => 3,
            (true, _, _, true) if is_base => 2,
            (true, _, _, true) => 1,
            _ => 0,
        }
    };
    let recipients = meta.recipients.iter();
    let (_, found) = recipients.filter_map(|one| Address::parse(one).ok()).fold(
        (0, None),
        |(nearest, found), one| match nearness(&one) {
            near if near > nearest => (near, Some(one)),
            _ => (nearest, found),
        },
    );
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
