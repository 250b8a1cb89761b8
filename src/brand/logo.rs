//! Logos: pictures that the administrator gives, made harmless before anybody sees them.

use std::fmt;

use bytes::Bytes;

/// The most bytes of a logo's file: it is loaded with every page.
pub const MOST_BYTES: usize = 200_000;

/// The most pixels of a side.
const MOST_PIXELS: u32 = 4_000;

/// A picture that pages may show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Its media type.
    pub kind: &'static str,
    /// The file.
    pub bytes: Bytes,
}

/// Why a picture isn't taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogoError {
    /// Too many bytes.
    TooLarge,
    /// Neither SVG nor PNG.
    Unknown,
    /// An SVG that can't be read.
    Svg(String),
    /// Text in an SVG, whose font no reader may have.
    Text,
    /// Too many pixels, or none.
    Pixels,
}

impl fmt::Display for LogoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "a logo may have {} KB at most", MOST_BYTES / 1_000),
            Self::Unknown => f.write_str("a logo is an SVG or a PNG file"),
            Self::Svg(why) => write!(f, "the SVG can't be read: {why}"),
            Self::Text => f.write_str(
                "the SVG has text in it, for which readers may lack the font; turn it into paths",
            ),
            Self::Pixels => {
                write!(f, "a logo has a side of 1 to {MOST_PIXELS} pixels")
            }
        }
    }
}

impl std::error::Error for LogoError {}

impl Logo {
    /// The logo in a file. An SVG is read and written anew, so that nothing is left in it but
    /// shapes and colours: no script, no link, nothing that would be loaded.
    ///
    /// # Errors
    /// When it is no picture that pages may show.
    pub fn new(file: &[u8]) -> Result<Self, LogoError> {
        if file.len() > MOST_BYTES {
            return Err(LogoError::TooLarge);
        }
        if file.starts_with(b"\x89PNG\r\n\x1a\n") {
            return png(file);
        }
        match std::str::from_utf8(file) {
            Ok(text) if text.contains("<svg") || text.contains(":svg") => svg(text),
            _ => Err(LogoError::Unknown),
        }
    }
}

/// A PNG whose size its first chunk tells (PNG specification, section 11.2.1).
fn png(file: &[u8]) -> Result<Logo, LogoError> {
    let side = |at: usize| {
        let bytes = file.get(at..at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    let sides = [side(16), side(20)];
    let is_fit = |side: &Option<u32>| side.is_some_and(|side| (1..=MOST_PIXELS).contains(&side));
    if file.get(12..16) != Some(b"IHDR") || !sides.iter().all(is_fit) {
        return Err(LogoError::Pixels);
    }
    Ok(Logo {
        kind: "image/png",
        bytes: Bytes::copy_from_slice(file),
    })
}

fn svg(text: &str) -> Result<Logo, LogoError> {
    let options = usvg::Options {
        // Neither files nor pictures inside are loaded.
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    let document = usvg::roxmltree::Document::parse(text)
        .map_err(|error| LogoError::Svg(error.to_string()))?;
    if document
        .descendants()
        .any(|node| node.has_tag_name((SVG, "text")))
    {
        return Err(LogoError::Text);
    }
    let tree = usvg::Tree::from_xmltree(&document, &options)
        .map_err(|error| LogoError::Svg(error.to_string()))?;
    let bytes = tree.to_string(&usvg::WriteOptions::default());
    if bytes.len() > MOST_BYTES {
        return Err(LogoError::TooLarge);
    }
    Ok(Logo {
        kind: "image/svg+xml",
        bytes: bytes.into(),
    })
}

/// The namespace of SVG.
const SVG: &str = "http://www.w3.org/2000/svg";

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_svg_keeps_its_shapes_and_nothing_else() {
        let hostile = "<svg xmlns='http://www.w3.org/2000/svg' \
            xmlns:xlink='http://www.w3.org/1999/xlink' width='10' height='10' onload='alert(1)'>\
            <script>alert(1)</script><style>@import url(https://evil.example/x.css);</style>\
            <a xlink:href='javascript:alert(1)'><rect width='5' height='5' fill='red'/></a>\
            <image xlink:href='https://evil.example/x.png' width='5' height='5'/>\
            <image xlink:href='/etc/passwd' width='5' height='5'/>\
            <foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>x</body></foreignObject>\
            <use xlink:href='https://evil.example/x.svg#a'/></svg>";
        let logo = Logo::new(hostile.as_bytes()).unwrap();
        let text = String::from_utf8(logo.bytes.to_vec()).unwrap();
        assert!(text.contains("<path"), "{text}");
        for bad in [
            "script", "evil", "onload", "href", "foreign", "import", "passwd", "<image",
        ] {
            assert!(!text.contains(bad), "{bad}: {text}");
        }
    }

    #[test]
    fn what_is_no_picture_is_refused_with_a_sentence() {
        let png = |width: u32| {
            let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
            file.extend(width.to_be_bytes());
            file.extend(10_u32.to_be_bytes());
            file
        };
        assert_eq!(Logo::new(&png(10)).unwrap().kind, "image/png");
        let text = b"<svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>";
        for (file, expected) in [
            (png(0), LogoError::Pixels),
            (png(5_000), LogoError::Pixels),
            (b"GIF89a".to_vec(), LogoError::Unknown),
            (text.to_vec(), LogoError::Text),
            (vec![0; MOST_BYTES + 1], LogoError::TooLarge),
        ] {
            assert_eq!(Logo::new(&file), Err(expected));
        }
        let cut = Logo::new(b"<svg xmlns='http://www.w3.org/2000/svg'><rect").unwrap_err();
        assert!(
            cut.to_string().starts_with("the SVG can't be read: "),
            "{cut}"
        );
        // An entity that grows is not expanded without bounds.
        let bomb = "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;'>\
                    <!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>\
                    <svg xmlns='http://www.w3.org/2000/svg'>\
                    <desc>&c;</desc></svg>";
        assert!(matches!(Logo::new(bomb.as_bytes()), Err(LogoError::Svg(_))));
    }
}
