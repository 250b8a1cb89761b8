//! Colours, and whether one can be read on another (WCAG 2.2, success criterion 1.4.3).

use std::fmt;

/// A colour, as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

impl Color {
    /// The contrast that text needs on its ground.
    pub const LEAST: f64 = 4.5;
    /// White.
    pub const WHITE: Self = Self([255; 3]);
    /// The card of pages in the dark.
    pub const DARK: Self = Self([0x19, 0x22, 0x2b]);
    /// What stands on a button in the dark.
    pub const INK: Self = Self([0x0d, 0x1a, 0x26]);

    /// The colour that `#rrggbb` or `#rgb` is.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let digits: Vec<u8> = digits
            .chars()
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()?;
        match digits[..] {
            [r, g, b] => Some(Self([r * 17, g * 17, b * 17])),
            [r, s, g, h, b, c] => Some(Self([r * 16 + s, g * 16 + h, b * 16 + c])),
            _ => None,
        }
    }

    /// How far this and another are apart, from 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Relative luminance, as WCAG defines it.
    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|channel| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.04045 {
                channel / 12.92
            } else {
                ((channel + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guideline() {
        let black = Color([0; 3]);
        assert!((Color::WHITE.contrast(black) - 21.0).abs() < 0.01);
        let grey = Color::parse("#767676").unwrap();
        assert!((4.5..4.6).contains(&grey.contrast(Color::WHITE)));
        assert_eq!(Color::parse("#1f4e79").unwrap().to_string(), "#1f4e79");
        assert_eq!(Color::parse("#abc"), Color::parse("#aabbcc"));
        for wrong in ["", "red", "#12", "#12345g", "#1234567", "1f4e79"] {
            assert_eq!(Color::parse(wrong), None, "{wrong}");
        }
    }
}
