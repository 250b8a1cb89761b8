//! Single values that several sections have: sizes, durations, addresses. Each reader returns the
//! value, or a phrase that says what is wrong with it.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use ipnet::IpNet;

use crate::policy::condition::NearMiss;
use crate::policy::{Copies, canonical_network};

/// A size in bytes: a number, with K, M or G for powers of 1,024.
pub(super) fn size(text: &String) -> Result<u64, String> {
    let wrong = || format!("\"{text}\" is not a size such as \"500K\", \"64M\" or \"1G\"");
    let digits = text.trim_end_matches(['K', 'M', 'G', 'k', 'm', 'g']);
    let unit = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => return Err(wrong()),
    };
    let size = digits
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(unit))
        .ok_or_else(wrong)?;
    if size == 0 {
        Err(format!("\"{text}\" would let nothing through"))
    } else {
        Ok(size)
    }
}

/// A size in this machine's memory.
pub(super) fn memory(text: &String) -> Result<usize, String> {
    size(text).and_then(|size| {
        usize::try_from(size)
            .map_err(|_| format!("\"{text}\" is more than this machine can address"))
    })
}

/// A number of things, at least one.
pub(super) fn count(number: &u32) -> Result<usize, String> {
    if *number == 0 {
        Err("0 would let nothing through".into())
    } else {
        Ok(*number as usize)
    }
}

/// A duration: a number with s, m, h or d.
pub(super) fn duration(text: &String) -> Result<Duration, String> {
    let wrong =
        || format!("\"{text}\" is not a duration such as \"30s\", \"10m\", \"12h\" or \"30d\"");
    let (digits, unit) =
        text.split_at(text.len() - text.chars().next_back().map_or(0, char::len_utf8));
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(wrong()),
    };
    let seconds = digits
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(unit))
        .ok_or_else(wrong)?;
    if seconds == 0 {
        Err(format!("\"{text}\" is no time at all"))
    } else {
        Ok(Duration::from_secs(seconds))
    }
}

/// How long a message can be opened.
pub(super) fn life(text: &String) -> Result<Duration, String> {
    let life = duration(text)?;
    if life > Duration::from_secs(36_500 * 86_400) {
        Err(format!(
            "\"{text}\" is longer than \"36500d\", a hundred years"
        ))
    } else {
        Ok(life)
    }
}

/// An address and port on this machine: what is spoken there is not encrypted.
pub(super) fn loopback(text: &String) -> Result<SocketAddr, String> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| format!("\"{text}\" is not an address and port such as \"127.0.0.1:8480\""))?;
    if address.ip().to_canonical().is_loopback() {
        Ok(address)
    } else {
        Err(format!(
            "{text} is not on this host, and what is spoken there is not encrypted; use a loopback \
             address such as \"127.0.0.1:{}\"",
            address.port()
        ))
    }
}

/// A network such as `192.0.2.0/24`, or one address; the whole Internet is refused.
pub(super) fn network(text: &str) -> Result<IpNet, String> {
    let net = any_network(text)?;
    if net.prefix_len() == 0 {
        Err(format!("\"{text}\" would trust the whole Internet"))
    } else {
        Ok(net)
    }
}

/// A network of clients, as in [`network`], without regard to how large it is.
pub(super) fn any_network(text: &str) -> Result<IpNet, String> {
    text.parse()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map(canonical_network)
        .map_err(|_| format!("\"{text}\" is not a network such as \"192.0.2.0/24\" or \"::1/128\""))
}

/// A header field's name (RFC 5322 section 3.6.8).
pub(super) fn field_name(name: &str) -> Result<String, String> {
    let good = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b':');
    if good {
        Ok(name.to_owned())
    } else {
        Err(format!("\"{name}\" is not a header field's name"))
    }
}

/// A milter macro's name, with or without braces.
pub(super) fn macro_name(name: &str) -> Result<String, String> {
    /// What Postfix (MILTER_README) and Sendmail know when MAIL is said.
    const KNOWN: [&str; 27] = [
        "_",
        "auth_authen",
        "auth_author",
        "auth_ssf",
        "auth_type",
        "cert_issuer",
        "cert_subject",
        "cipher",
        "cipher_bits",
        "client_addr",
        "client_connections",
        "client_name",
        "client_port",
        "client_ptr",
        "client_resolve",
        "daemon_addr",
        "daemon_name",
        "daemon_port",
        "if_addr",
        "if_name",
        "j",
        "mail_addr",
        "mail_host",
        "mail_mailer",
        "tls_version",
        "v",
        "verify",
    ];
    let bare = name
        .strip_prefix('{')
        .and_then(|name| name.strip_suffix('}'))
        .unwrap_or(name);
    if !KNOWN.contains(&bare) {
        return Err(format!(
            "\"{name}\" is no macro that the MTA has when MAIL is said; those are {}",
            KNOWN.join(", ")
        ));
    }
    let good = !bare.is_empty()
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if good {
        Ok(bare.to_owned())
    } else {
        Err(format!(
            "\"{name}\" is not a macro such as \"{{tls_version}}\""
        ))
    }
}

/// A language tag (RFC 5646), as far as its form goes.
pub(super) fn language(text: &String) -> Result<String, String> {
    let good = !text.is_empty()
        && text.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    if good {
        Ok(text.clone())
    } else {
        Err(format!(
            "\"{text}\" is not a language tag such as \"en\" or \"zh-Hans\""
        ))
    }
}

/// What is made of a subject tag that nearly fits.
pub(super) fn near_miss(text: &str) -> Result<NearMiss, String> {
    match text {
        "ignore" => Ok(NearMiss::Ignore),
        "seal" => Ok(NearMiss::Seal),
        "reject" => Ok(NearMiss::Reject),
        other => Err(format!(
            "\"{other}\" is none of \"seal\", \"reject\", \"ignore\""
        )),
    }
}

/// Whether recipients share a carrier.
pub(super) fn copies(text: &String) -> Result<Copies, String> {
    match text.as_str() {
        "shared" => Ok(Copies::Shared),
        "each" => Ok(Copies::Each),
        _ => Err(format!("\"{text}\" is none of \"shared\", \"each\"")),
    }
}
