//! The charset that a page names itself.

use super::readings::{holds, is_open, likeliest};
use crate::mail::tags::Tags;

/// The text that most programs read in a page, which may name a charset where its part doesn't, or
/// where its part names one that the page isn't in.
pub(crate) fn likeliest_of_page(bytes: &[u8], label: Option<&str>) -> String {
    let Some(own) = named_in_page(bytes) else {
        return likeliest(bytes, label);
    };
    let is_ascii = bytes.is_ascii();
    let is_utf8 = !is_ascii && std::str::from_utf8(bytes).is_ok();
    // A page in UTF-8 shows that it is, and one that names UTF-16 in ASCII is wrong.
    let decides = !is_utf8 && !own.starts_with("utf") || is_utf8 && own.starts_with("utf-8");
    let is_wrong = |label: &str| is_open(label) && !is_ascii && !is_utf8;
    match label {
        Some(label) if holds(bytes, label) && !is_wrong(label) && !(is_utf8 && decides) => {
            likeliest(bytes, Some(label))
        }
        label if !decides => likeliest(bytes, label),
        _ => likeliest(bytes, Some(&own)),
    }
}

/// The charset that a page says it is in: `<meta charset=…>`, `<meta … content="text/html;
/// charset=…">`, `<?xml encoding=…?>`.
pub(crate) fn named_in_page(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(4096)];
    let after = |text: &[u8], key: &str| {
        let text = String::from_utf8_lossy(text).to_ascii_lowercase();
        text.find(key).and_then(|at| name(&text[at + key.len()..]))
    };
    if head.trim_ascii_start().starts_with(b"<?xml")
        && let Some(found) = after(head, "encoding")
    {
        return Some(found);
    }
    let mut tags = Tags::new(head);
    while let Some(tag) = tags.next(["charset", "content"]) {
        let [charset, content] = tag.values;
        let found = charset
            .and_then(|charset| name(&format!("={}", String::from_utf8_lossy(charset))))
            .or_else(|| after(content?, "charset"));
        if tag.is("meta") && found.is_some() {
            return found.map(|found| found.to_ascii_lowercase());
        }
    }
    after(head, "charset").or_else(|| after(head, "encoding"))
}

/// The name that follows a key and a sign of equality.
fn name(after: &str) -> Option<String> {
    let name: String = after
        .trim_start()
        .strip_prefix('=')?
        .trim_start()
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
        .collect();
    (!name.is_empty() && name.len() < 40).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_knows_its_charset_better_than_its_part_is_believed() {
        let page = |meta: &str, text: &[u8]| [meta.as_bytes(), b"<p>", text].concat();
        let cyrillic = &b"\xcf\xf0\xe8"[..];
        let koi8 = &b"\xf0\xd2\xc9"[..];
        for (label, meta, bytes) in [
            (
                None,
                "<!-- charset=koi8-r --><meta charset=windows-1251>",
                cyrillic,
            ),
            (
                None,
                "<title>charset</title><meta charset=windows-1251>",
                cyrillic,
            ),
            (
                None,
                "<?xml version='1.0' encoding='windows-1251'?>",
                cyrillic,
            ),
            (Some("utf-8"), "<meta charset=windows-1251>", cyrillic),
            (Some("us-ascii"), "<meta charset='koi8-r'>", koi8),
            (
                Some("x-none"),
                "<META content='text/html;charset=koi8-r'>",
                koi8,
            ),
            (Some("windows-1251"), "<meta charset=koi8-r>", cyrillic),
            (Some("iso-8859-1"), "<meta charset=utf-8>", "При".as_bytes()),
            (
                Some("iso-2022-kr"),
                "<meta charset=utf-8>",
                b"\x1b$)C\x0eGQ\x0f",
            ),
        ] {
            let text = likeliest_of_page(&page(meta, bytes), label);
            let is_right = text.ends_with("При") || text.ends_with("한");
            assert!(is_right, "{label:?} {meta}: {text}");
        }
    }
}
