//! Lists of milters (postconf(5), `smtpd_milters`).

/// One entry of a list: a name, or `{ name, attribute=value, … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milter {
    /// `unix:path` or `inet:host:port`.
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Milter {
    /// Reads a list.
    pub fn list(text: &str) -> Vec<Self> {
        const BETWEEN: [char; 4] = [' ', ',', '\t', '\n'];
        let mut milters = Vec::new();
        let mut rest = text.trim_start_matches(BETWEEN);
        while !rest.is_empty() {
            let (entry, more) = match rest
                .strip_prefix('{')
                .and_then(|inner| inner.split_once('}'))
            {
                Some((inner, more)) => (inner, more),
                None => rest.split_at(rest.find(BETWEEN).unwrap_or(rest.len())),
            };
            let mut words = super::words(entry);
            if let Some(name) = words.next() {
                let attributes = words.collect::<Vec<_>>().join(" ");
                let attributes = attributes
                    .replace(" = ", "=")
                    .replace("= ", "=")
                    .replace(" =", "=");
                let attributes = attributes
                    .split(' ')
                    .filter_map(|word| word.split_once('='));
                let attributes = attributes
                    .map(|(key, value)| (key.to_owned(), value.to_owned()))
                    .collect();
                milters.push(Self {
                    name: name.into(),
                    attributes,
                });
            }
            rest = more.trim_start_matches(BETWEEN);
        }
        milters
    }

    /// One that goes by one of these names.
    pub fn find(list: &str, names: &[String]) -> Option<Self> {
        Self::list(list)
            .into_iter()
            .find(|milter| names.contains(&milter.name))
    }

    /// A setting that holds for this milter alone: `default_action`, `content_timeout`, … Of
    /// several the last, as Postfix takes it.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes
            .iter()
            .rev()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    /// The names of a list, for a sentence.
    pub fn listed(list: &str) -> String {
        let names: Vec<String> = Self::list(list)
            .into_iter()
            .map(|milter| milter.name)
            .collect();
        if names.is_empty() {
            "is empty".to_owned()
        } else {
            format!("names {}", names.join(" and "))
        }
    }
}

/// A time of Postfix's in seconds: a number with s, m, h, d or w; without, seconds.
pub fn seconds(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milter_lists_are_read_as_postfix_reads_them() {
        let read = |text: &str| {
            let milters = Milter::list(text).into_iter();
            milters
                .map(|milter| {
                    (
                        milter.name.clone(),
                        milter.attribute("default_action").map(str::to_owned),
                    )
                })
                .collect::<Vec<_>>()
        };
        let plain = |name: &str| (name.to_owned(), None);
        assert_eq!(
            read("unix:a, inet:h:1 b"),
            [plain("unix:a"), plain("inet:h:1"), plain("b")]
        );
        assert_eq!(
            read(
                "{ unix:postseal/milter.sock, connect_timeout=3s, default_action = accept }, \
                 inet:h:1"
            ),
            [
                (
                    "unix:postseal/milter.sock".to_owned(),
                    Some("accept".to_owned())
                ),
                plain("inet:h:1")
            ]
        );
        let twice = read("{ unix:a, default_action=tempfail, default_action=accept }");
        assert_eq!(twice[0].1.as_deref(), Some("accept"));
        assert_eq!(read(""), []);
        assert_eq!(
            Milter::list("{ unix:a, content_timeout=2m }")[0]
                .attribute("content_timeout")
                .and_then(seconds),
            Some(120)
        );
    }
}
