//! `[portal]`: where recipients reach the portal, and its limits.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;

use super::strings::{Strings, Text};
use super::{Findings, value};
use crate::portal::Settings;

/// `[portal]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    listen: Text,
    url: Text,
    trusted_proxies: Option<Spanned<Strings>>,
    max_upload: Option<Text>,
    max_memory: Option<Text>,
    max_message: Option<Text>,
    max_connections: Option<Spanned<u32>>,
    visit: Option<Text>,
    passcode_life: Option<Text>,
}

/// `[portal]`, checked.
#[derive(Debug)]
pub struct Portal {
    /// Where the portal listens; always a loopback address.
    pub listen: SocketAddr,
    /// Its limits and addresses.
    pub settings: Settings,
}

impl Section {
    pub fn check(self, findings: &mut Findings<'_>) -> Option<Portal> {
        let listen = findings.check("portal.listen", &self.listen, value::loopback);
        let url = findings.check("portal.url", &self.url, origin);
        let mut settings = Settings::default();
        findings.set(
            "portal.max_upload",
            self.max_upload,
            value::size,
            &mut settings.max_upload,
        );
        findings.set(
            "portal.max_memory",
            self.max_memory,
            value::size,
            &mut settings.max_memory,
        );
        findings.set(
            "portal.max_message",
            self.max_message,
            value::size,
            &mut settings.max_message,
        );
        findings.set(
            "portal.max_connections",
            self.max_connections,
            value::count,
            &mut settings.max_connections,
        );
        findings.set("portal.visit", self.visit, visit, &mut settings.visit);
        findings.set(
            "portal.passcode_life",
            self.passcode_life,
            passcode_life,
            &mut settings.passcode_life,
        );
        if let Some(list) = &self.trusted_proxies {
            settings.trusted_proxies =
                findings.each("portal.trusted_proxies", list, value::network);
        }
        settings.url = url?;
        Some(Portal {
            listen: listen?,
            settings,
        })
    }
}

/// How long a visit lasts: at most half an hour, since its ciphertext stays in memory that long.
fn visit(text: &String) -> Result<Duration, String> {
    half_an_hour(text, "a visit may last")
}

/// How long a passcode is good: no longer than a visit, and long enough for a mail to arrive.
fn passcode_life(text: &String) -> Result<Duration, String> {
    let life = half_an_hour(text, "a passcode may be good")?;
    if life < Duration::from_secs(60) {
        Err(format!(
            "\"{text}\" is shorter than the \"1m\" that a passcode takes to arrive"
        ))
    } else {
        Ok(life)
    }
}

fn half_an_hour(text: &String, what: &str) -> Result<Duration, String> {
    let duration = value::duration(text)?;
    if duration > Duration::from_secs(1_800) {
        Err(format!("\"{text}\" is longer than the \"30m\" that {what}"))
    } else {
        Ok(duration)
    }
}

/// The portal's address as browsers see it: https, a hostname of its own, no path. Plain http is
/// for tries on loopback only. It becomes what browsers write in `Origin`, or no form would be
/// taken: in lower case, without the scheme's own port.
fn origin(text: &String) -> Result<String, String> {
    let lower = text.to_ascii_lowercase();
    let (host, scheme) = match (
        lower.strip_prefix("https://"),
        lower.strip_prefix("http://"),
    ) {
        (Some(host), _) => (host, "https"),
        (_, Some(host)) => (host, "http"),
        _ => {
            return Err(format!(
                "\"{text}\" is not an address such as \"https://secure.example.org/\""
            ));
        }
    };
    let host = host.strip_suffix('/').unwrap_or(host);
    if host.contains(['/', '?', '#', '@'])
        || host.is_empty()
        || host
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "\"'<>\\;,".contains(c))
    {
        return Err(format!(
            "\"{text}\" must be a hostname of its own without a path: another application on the \
             same host name could read visits"
        ));
    }
    if !host.bytes().all(|byte| byte.is_ascii()) {
        return Err(format!("\"{text}\" must be written in ASCII form (xn--…)"));
    }
    // The colons of an IPv6 address stand in brackets.
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port),
        _ => (host, ""),
    };
    let (name, is_loopback) = host_name(name).ok_or_else(|| {
        format!("\"{text}\" has no hostname, or address, in a form that browsers keep as it is")
    })?;
    if scheme == "http" && !is_loopback {
        return Err(format!(
            "\"{text}\" must start with https://: recipients type their codes there"
        ));
    }
    let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
    let port = match (scheme, port.parse::<u16>()) {
        _ if port.is_empty() => String::new(),
        ("https", Ok(443)) | ("http", Ok(80)) if is_number => String::new(),
        (_, Ok(port)) if is_number && port > 0 => format!(":{port}"),
        _ => return Err(format!("\"{text}\": \"{port}\" is no port")),
    };
    Ok(format!("{scheme}://{name}{port}/"))
}

/// A host as browsers write it, and whether it is this host; `None` for what they would write
/// otherwise, or not take at all.
fn host_name(name: &str) -> Option<(String, bool)> {
    if let Some(literal) = name.strip_prefix('[') {
        let ip: Ipv6Addr = literal.strip_suffix(']')?.parse().ok()?;
        // Browsers write what stands for an IPv4 address in other digits.
        let is_plain = !ip.to_string().contains('.');
        return is_plain.then(|| (format!("[{ip}]"), ip.is_loopback()));
    }
    if let Ok(ip) = name.parse::<Ipv4Addr>() {
        return Some((ip.to_string(), ip.is_loopback()));
    }
    // The dot of the root is one more name for the same host, and no certificate has it.
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit('.').next().unwrap_or_default();
    // What ends in a number is an IPv4 address to browsers, however it is written.
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x");
    let is_name = |label: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (1..=63).contains(&label.len()) && label.bytes().all(is_plain)
    };
    let keeps = idna::domain_to_ascii(name).is_ok_and(|ascii| ascii == name);
    let is_kept = !is_number && keeps && name.len() <= 253 && name.split('.').all(is_name);
    is_kept.then(|| (name.to_owned(), name == "localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_is_as_browsers_write_it_in_origin() {
        for (written, url) in [
            ("https://secure.example.org", "https://secure.example.org/"),
            (
                "https://secure.example.org:443/",
                "https://secure.example.org/",
            ),
            (
                "https://secure.example.org:0443",
                "https://secure.example.org/",
            ),
            (
                "https://secure.example.org:/",
                "https://secure.example.org/",
            ),
            ("HTTPS://Secure.Example.ORG/", "https://secure.example.org/"),
            (
                "https://secure.example.org./",
                "https://secure.example.org/",
            ),
            (
                "https://secure.example.org.:443",
                "https://secure.example.org/",
            ),
            (
                "https://secure.example.org:80/",
                "https://secure.example.org:80/",
            ),
            (
                "https://secure.example.org:08443/",
                "https://secure.example.org:8443/",
            ),
            (
                "https://xn--mnchen-3ya.example/",
                "https://xn--mnchen-3ya.example/",
            ),
            ("https://[2001:DB8:0:0::1]:443/", "https://[2001:db8::1]/"),
            ("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443/"),
            ("https://192.0.2.1/", "https://192.0.2.1/"),
            ("http://127.0.0.1:80/", "http://127.0.0.1/"),
            ("http://localhost:8480/", "http://localhost:8480/"),
            ("http://[::1]:8480/", "http://[::1]:8480/"),
        ] {
            assert_eq!(origin(&written.to_owned()), Ok(url.to_owned()), "{written}");
        }
    }

    #[test]
    fn a_url_that_browsers_would_write_otherwise_is_refused_with_a_sentence() {
        for (written, sentence) in [
            ("https://secure.example.org:99999/", "\"99999\" is no port"),
            ("https://secure.example.org:0/", "\"0\" is no port"),
            ("https://secure.example.org:+443/", "\"+443\" is no port"),
            ("https://secure.example.org:x/", "\"x\" is no port"),
            ("https://2001:db8::1/", "has no hostname"),
            ("https://[2001:db8::1/", "has no hostname"),
            ("https://[::ffff:192.0.2.1]/", "has no hostname"),
            ("https://192.0.2/", "has no hostname"),
            ("https://0xc0.0.2.1/", "has no hostname"),
            ("https://192.0.2.0x1/", "has no hostname"),
            ("https://secure..example.org/", "has no hostname"),
            ("https://secure.example.org../", "has no hostname"),
            ("https://s%65cure.example.org/", "has no hostname"),
            ("https://xn--a.example/", "has no hostname"),
            ("https://m\u{fc}nchen.example/", "ASCII form"),
            ("https://example.org/mail/", "without a path"),
            ("https://secure.example.org//", "without a path"),
            ("https://user@secure.example.org/", "without a path"),
            ("http://secure.example.org:80/", "must start with https://"),
            ("secure.example.org", "is not an address such as"),
        ] {
            let refused = origin(&written.to_owned()).err().unwrap_or_default();
            assert!(refused.contains(sentence), "{written}: {refused}");
        }
    }
}
