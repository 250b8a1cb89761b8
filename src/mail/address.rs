//! Mail addresses as SMTP carries them (RFC 5321 section 4.1.2), kept as written and compared
//! without case.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::text::is_invisible;

/// One mailbox address: local part and domain as they were written.
///
/// Two addresses are equal when they differ in case only. RFC 5321 section 2.4 lets a host tell
/// local parts apart by case; no host that people write to does, and a recipient who types the
/// address must not have to remember its case.
#[derive(Clone)]
pub struct Address {
    text: String,
    at: Option<usize>,
}

/// Why a text is no mail address; the text itself is left out, since it may come from a stranger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// Nothing, or nothing before the `@`.
    Empty,
    /// Longer than the 320 characters that RFC 5321 section 4.5.3.1 leaves room for.
    TooLong,
    /// A control character, a space outside quotes, `<` or `>`, or bytes that are not UTF-8.
    Forbidden,
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the mail address is empty",
            Self::TooLong => "the mail address is longer than 320 characters",
            Self::Forbidden => "the mail address holds a character that no mail address may hold",
        })
    }
}

impl std::error::Error for AddressError {}

impl Address {
    /// Reads `local@domain`, or `local` alone as Postfix shows local recipients such as
    /// `postmaster`.
    ///
    /// # Errors
    /// [`AddressError`] says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim_matches([' ', '\t']);
        if text.len() > 320 {
            return Err(AddressError::TooLong);
        }
        let at = text.rfind('@').filter(|&at| !inside_quotes(text, at));
        let local = at.map_or(text, |at| &text[..at]);
        if local.is_empty() {
            return Err(AddressError::Empty);
        }
        let quoted = local.len() > 1 && local.starts_with('"') && local.ends_with('"');
        let bad = |c: char| {
            c.is_control() || (matches!(c, ' ' | '<' | '>' | ',') && !quoted) || is_invisible(c)
        };
        let bad_in_domain = |c: char| {
            c.is_control()
                || c.is_whitespace()
                || matches!(c, '<' | '>' | ',' | '"')
                || is_invisible(c)
        };
        if local.chars().any(bad) || at.is_some_and(|at| text[at + 1..].chars().any(bad_in_domain))
        {
            return Err(AddressError::Forbidden);
        }
        Ok(Self {
            text: text.to_owned(),
            at,
        })
    }

    /// Reads an SMTP path: the address with or without angle brackets; `<>` is the null sender,
    /// `None`.
    ///
    /// # Errors
    /// As for [`parse`](Self::parse).
    pub fn from_path(path: &[u8]) -> Result<Option<Self>, AddressError> {
        let path = std::str::from_utf8(path).map_err(|_| AddressError::Forbidden)?;
        let inner = path
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'))
            .unwrap_or(path);
        if inner.is_empty() {
            Ok(None)
        } else {
            Self::parse(inner).map(Some)
        }
    }

    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands before the last `@`.
    pub fn local(&self) -> &str {
        self.at.map_or(self.text.as_str(), |at| &self.text[..at])
    }

    /// What stands after the last `@`; empty when the address has none.
    pub fn domain(&self) -> &str {
        self.at.map_or("", |at| &self.text[at + 1..])
    }

    /// Whether mail for this address goes to the domain after its `@` and nowhere else.
    ///
    /// MTAs also take forms that name another domain: Postfix rewrites `user%elsewhere@here`,
    /// `elsewhere!user`, quoted local parts with an `@` in them, comments and source routes (RFC
    /// 5321 section 4.1.2 and appendix C) after milters have seen them.
    pub fn is_plain(&self) -> bool {
        let quoted = self
            .local()
            .strip_prefix('"')
            .and_then(|local| local.strip_suffix('"'));
        let local = match quoted {
            Some(quoted) => !quoted.contains(['@', '%', '!', '"', '\\', ':']),
            None => !self
                .local()
                .contains(['@', '%', '!', '"', '\\', ':', ';', '(', ')', '[', ']']),
        };
        let domain = self.domain();
        let literal = domain
            .strip_prefix('[')
            .and_then(|domain| domain.strip_suffix(']'));
        let domain = match literal {
            Some(literal) => literal
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-')),
            None => domain
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_') || !c.is_ascii()),
        };
        local && domain
    }

    /// Whether every program writes this address in the same way: a dot-string of ASCII, and a
    /// domain of ASCII labels (RFC 5321 section 4.1.2). MTAs complete, quote or shorten others.
    pub fn is_exact(&self) -> bool {
        let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
        let label = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let dotted = |text: &str, fits: &dyn Fn(char) -> bool| {
            text.split('.')
                .all(|part| !part.is_empty() && part.chars().all(fits))
        };
        self.is_plain() && dotted(self.local(), &atom) && dotted(self.domain(), &label)
    }

    /// The address in lower case: equal addresses have equal keys.
    pub fn key(&self) -> String {
        self.text.to_lowercase()
    }

    /// The address with all but the first letter of its local part hidden: it reminds its owner and
    /// tells others nothing.
    pub fn masked(&self) -> String {
        let first = self.local().chars().next().unwrap_or('•');
        match self.domain() {
            "" => format!("{first}•••"),
            domain => format!("{first}•••@{domain}"),
        }
    }
}

/// Whether the `@` at `at` stands inside a quoted local part that never ends before it.
fn inside_quotes(text: &str, at: usize) -> bool {
    text.starts_with('"') && !text[1..at].ends_with('"')
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Address {}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_every_shape() {
        let read = |path: &str| Address::from_path(path.as_bytes());
        assert_eq!(read("<>"), Ok(None));
        let address = read("<Bob.Jones@Example.COM>").unwrap().unwrap();
        assert_eq!(
            (address.local(), address.domain()),
            ("Bob.Jones", "Example.COM")
        );
        assert_eq!(address, Address::parse("bob.jones@example.com").unwrap());
        assert_eq!(
            read("<\"a b@c\"@example.com>").unwrap().unwrap().domain(),
            "example.com"
        );
        assert_eq!(read("postmaster").unwrap().unwrap().domain(), "");
        for bad in [
            "<a b@example.com>",
            "<a@exa mple.com>",
            "<a\r\n@example.com>",
            "<a@b>,<c@d>",
            "<a\u{200b}@example.com>",
        ] {
            assert_eq!(read(bad), Err(AddressError::Forbidden), "{bad:?}");
        }
        assert_eq!(read("<@example.com>"), Err(AddressError::Empty));
        assert_eq!(
            Address::from_path(b"<\xff@example.com>"),
            Err(AddressError::Forbidden)
        );
    }

    #[test]
    fn what_may_be_delivered_elsewhere_is_not_plain() {
        for plain in [
            "bob@example.net",
            "bob.o'neil+tag=x@sub.example.net",
            "\"bob smith\"@example.net",
            "postmaster",
            "x@[192.0.2.1]",
            "ü@münchen.example",
        ] {
            assert!(Address::parse(plain).unwrap().is_plain(), "{plain}");
        }
        for path in [
            "bob%partner.example@example.org",
            "bob%partner.example",
            "partner.example!bob",
            "partner.example!bob@example.org",
            "\"bob@partner.example\"",
            "\"bob@partner.example\"@example.org",
            "bob@partner.example(x)",
            "bob@(x)partner.example",
            "bob(x)@partner.example",
            "@relay:bob@partner.example",
            "b\\ob@partner.example",
        ] {
            let address = Address::from_path(format!("<{path}>").as_bytes());
            assert!(
                !matches!(address, Ok(Some(address)) if address.is_plain()),
                "{path}"
            );
        }
    }

    #[test]
    fn masked_shows_the_first_letter_and_the_domain() {
        assert_eq!(
            Address::parse("bob@example.com").unwrap().masked(),
            "b•••@example.com"
        );
    }
}
