//! What files are called: names from strangers made harmless, and said in a header (RFC 6266).

use axum::http::HeaderValue;

use crate::mail::text::is_invisible;

/// The longest name, in characters; what systems take with room to spare.
const LONGEST: usize = 120;

/// A file name without path, control and invisible characters, without what systems give a meaning,
/// of a bearable length. `fallback` when nothing is left.
pub(in crate::portal) fn clean(name: &str, fallback: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned: String = base
        .chars()
        .filter(|&c| !c.is_control() && !is_invisible(c))
        .map(|c| match c {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' | '%' => '_',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    // Windows drops dots and spaces at the end; a dot at the start hides a file elsewhere.
    let name = cleaned.trim_matches(['.', '_', ' ']);
    if name.is_empty() {
        return fallback.to_owned();
    }
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|c: char| c.is_ascii_digit()));
    let name = if device {
        format!("_{name}")
    } else {
        name.to_owned()
    };
    shorten(&name)
}

/// Cuts the middle, so that the extension, which says what a file is, stays.
fn shorten(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let extension = name
        .rsplit_once('.')
        .map(|(_, extension)| extension)
        .filter(|extension| extension.chars().count() <= 16);
    match extension {
        Some(extension) => {
            let stem: String = name
                .chars()
                .take(LONGEST - 1 - extension.chars().count())
                .collect();
            format!("{stem}.{extension}")
        }
        None => name.chars().take(LONGEST).collect(),
    }
}

/// `attachment` with the name in ASCII, for old clients, and in UTF-8 (RFC 6266 section 4.3, RFC
/// 8187). The name must be clean.
#[allow(clippy::expect_used)] // only ASCII without controls and quotes is written
pub(in crate::portal) fn content_disposition(name: &str) -> HeaderValue {
    let ascii: String = name
        .chars()
        .map(|c| {
            if matches!(c, ' '..='~') && !matches!(c, '"' | '\\') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        // attr-char of RFC 8187 section 3.2.1
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
        .try_into()
        .expect("the header is ASCII")
}

/// The extension for a file without a name.
pub(in crate::portal) fn extension(kind: &str) -> &'static str {
    match kind {
        "message/rfc822" | "message/global" => "eml",
        "text/plain" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "text/csv" => "csv",
        "text/vcard" => "vcf",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        _ => "bin",
    }
}

/// The id of what people call a file's type.
pub(in crate::portal) fn kind(kind: &str) -> &'static str {
    match kind {
        "message/rfc822" | "message/global" => "kind-mail",
        "application/pdf" => "kind-pdf",
        "application/zip" | "application/x-zip-compressed" => "kind-archive",
        "text/plain" => "kind-text",
        "text/html" => "kind-web",
        "text/calendar" => "kind-calendar",
        "text/csv" => "kind-table",
        "application/msword"
        | "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => {
            "kind-document"
        }
        "application/vnd.ms-excel"
        | "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "kind-workbook",
        "application/vnd.ms-powerpoint"
        | "application/vnd.openxmlformats-officedocument.presentationml.presentation" => {
            "kind-presentation"
        }
        _ if kind.starts_with("image/") => "kind-image",
        _ if kind.starts_with("audio/") => "kind-sound",
        _ if kind.starts_with("video/") => "kind-video",
        _ => "kind-other",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_become_harmless() {
        for (name, expected) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\system32\\evil.exe", "evil.exe"),
            ("in\r\nvoice\0.pdf", "invoice.pdf"),
            ("annual\u{202e}fdp.exe", "annualfdp.exe"),
            ("\u{200b}.htaccess", "htaccess"),
            ("CON.txt", "_CON.txt"),
            ("a\"b<c>.pdf", "a_b_c_.pdf"),
            ("name. . .", "name"),
            ("..", "x.bin"),
            ("", "x.bin"),
            ("été 日本.pdf", "été 日本.pdf"),
        ] {
            assert_eq!(clean(name, "x.bin"), expected, "{name:?}");
        }
        let long = clean(&format!("{}.pdf", "é".repeat(500)), "x");
        assert_eq!(long.chars().count(), LONGEST);
        assert!(long.ends_with(".pdf"));
    }

    #[test]
    fn the_header_holds_any_name() {
        let header = |name: &str| {
            content_disposition(&clean(name, "x.bin"))
                .to_str()
                .unwrap()
                .to_owned()
        };
        assert_eq!(
            header("a.pdf"),
            "attachment; filename=\"a.pdf\"; filename*=UTF-8''a.pdf"
        );
        assert_eq!(
            header("é'(.pdf"),
            "attachment; filename=\"_'(.pdf\"; filename*=UTF-8''%C3%A9%27%28.pdf"
        );
        for c in '\0'..='\u{2fff}' {
            let header = header(&format!("a{c}\"; filename=\"b.html"));
            assert_eq!(header.matches('"').count(), 2, "{c:?}: {header}");
            assert!(
                header.bytes().all(|byte| matches!(byte, b' '..=b'~')),
                "{c:?}: {header}"
            );
        }
    }
}
