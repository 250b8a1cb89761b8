//! Who wrote a message, by its header.

use super::Header;
use super::text::is_invisible;

/// The one author that a header names (RFC 5322 section 3.6.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The display name, decoded.
    pub name: Option<String>,
    /// The address as it is written.
    pub address: String,
}

impl Author {
    /// The author; `None` where there isn't exactly one field that names exactly one.
    pub fn from_header(header: &Header) -> Option<Self> {
        let mut fields = header.all("From");
        let (field, None) = (fields.next()?, fields.next()) else {
            return None;
        };
        let mut authors = field.mailboxes();
        let (name, address) = authors.pop()?;
        authors.is_empty().then_some(Self { name, address })
    }

    /// The domain of the address, in the form of [`domain_key`]; empty when it has none.
    pub fn domain(&self) -> String {
        self.address
            .rsplit_once('@')
            .map(|(_, domain)| domain_key(domain))
            .unwrap_or_default()
    }
}

/// The domains that may be an author's, in the form of [`domain_key`]: whatever stands behind an
/// `@` in a field that names authors, in each form in which it may be read, since mail programs
/// write and read such fields in their own ways (RFC 5322 section 4.4 has some).
pub fn authors_domains(header: &Header) -> Vec<String> {
    let mut domains = Vec::new();
    for field in header.all("From") {
        let mut texts = vec![String::from_utf8_lossy(field.value()).into_owned()];
        if field.value().len() <= LONGEST_READ {
            texts.extend(field.readings());
        }
        for text in texts {
            let text: String = text.chars().filter(|&c| !is_filler(c)).collect();
            let behind = text.split(AT).skip(1);
            domains.extend(behind.map(|rest| {
                let end = rest
                    .find(['>', '<', ',', ';', ':', '(', ')', '[', ']', '"', '@'])
                    .unwrap_or(rest.len());
                domain_key(rest[..end].trim_end_matches('.'))
            }));
        }
        domains.extend(
            field
                .mailboxes()
                .iter()
                .filter_map(|(_, address)| Some(domain_key(address.rsplit_once('@')?.1))),
        );
    }
    domains.retain(|domain| !domain.is_empty());
    domains.sort_unstable();
    domains.dedup();
    domains
}

/// Fields that are longer are read as they are written, in bytes.
const LONGEST_READ: usize = 8 << 10;

/// `@`, also in the forms in which East Asian keyboards write it.
const AT: [char; 3] = ['@', '＠', '﹫'];

/// Whether a character in an address says nothing.
fn is_filler(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\\' || is_invisible(c)
}

/// A domain as it is compared: ASCII form (RFC 5891), lower case, without a root dot.
pub fn domain_key(domain: &str) -> String {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authors_domain_is_seen_however_it_is_written() {
        for from in [
            "alice@example.org",
            "Alice <alice@Example.ORG>",
            "alice@(work)example.org",
            "alice@example(work).org",
            "alice@example.org (work)",
            "=?utf-8?Q?Alice_=3Calice=40example=2Eorg=3E?=",
            "=?utf-8?B?YWxpY2VAZXhhbXBsZS5vcmc=?=",
            "alice\u{ff20}example.org",
            "alice@exam\u{ad}ple.org",
            "alice@example.org..",
            "alice@ex\\ample.org",
            "Bob <bob@example.com>, alice @ example . org",
        ] {
            let (header, _) = Header::parse(format!("From: {from}\r\n").as_bytes());
            let domains = authors_domains(&header);
            assert!(
                domains.contains(&"example.org".to_owned()),
                "{from}: {domains:?}"
            );
        }
    }
}
