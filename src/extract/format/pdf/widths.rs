//! How wide the characters of fonts are (ISO 32000-1, 9.6.3 and 9.7.4.3).

use std::collections::HashMap;

use lopdf::{Dictionary, Object};

use super::objects::{Objects, as_dictionary};
use super::standard::{self, Standard};

/// The widths of a font, in units of its size.
pub(super) struct Widths {
    listed: HashMap<u32, f64>,
    default: Option<f64>,
    is_fixed: bool,
    /// What counts where the font doesn't say.
    standard: &'static Standard,
}

impl Widths {
    /// Those of a font with codes of one byte.
    pub(super) fn simple<'a>(font: &'a Dictionary, objects: &mut Objects<'a>) -> Self {
        let name = objects.name(font, b"BaseFont");
        let mut read = Self {
            listed: HashMap::new(),
            default: None,
            is_fixed: memchr::memmem::find(name, b"Courier").is_some(),
            standard: standard::of_name(name),
        };
        let Some(widths) = objects.array(font, b"Widths") else {
            return read;
        };
        let first = objects.number(font, b"FirstChar").unwrap_or(0.0);
        // Type 3 fonts measure in a space of their own.
        let is_own = objects.name(font, b"Subtype") == b"Type3";
        let matrix = objects.array(font, b"FontMatrix").filter(|_| is_own);
        let scale = matrix
            .and_then(|matrix| matrix.first()?.as_float().ok())
            .map_or(0.001, f64::from);
        let descriptor = objects.dictionary(font, b"FontDescriptor");
        let missing = descriptor.and_then(|all| objects.number(all, b"MissingWidth"));
        read.default = missing
            .filter(|width| *width > 0.0)
            .map(|width| width * scale);
        for (code, width) in (first.clamp(0.0, 255.0) as u32..256).zip(widths) {
            if let Ok(width) = objects.get(width).as_float() {
                read.listed.insert(code, f64::from(width) * scale);
            }
        }
        read
    }

    /// Those of a composite font.
    pub(super) fn composite<'a>(font: &'a Dictionary, objects: &mut Objects<'a>) -> Self {
        let mut read = Self {
            listed: HashMap::new(),
            default: Some(1.0),
            is_fixed: false,
            standard: standard::of_name(b""),
        };
        let first = objects
            .array(font, b"DescendantFonts")
            .and_then(|all| as_dictionary(objects.get(all.first()?)));
        let Some(first) = first else {
            return read;
        };
        read.default = Some(objects.number(first, b"DW").unwrap_or(1000.0) / 1000.0);
        let mut rest = objects.array(first, b"W").unwrap_or_default();
        // Ranges may overlap without end.
        let mut left = 4 * 65536_usize;
        while let [from, next, tail @ ..] = rest {
            let Some(from) = code(objects.get(from)) else {
                return read;
            };
            rest = tail;
            match objects.get(next) {
                Object::Array(widths) => {
                    for (code, width) in (from..65536).zip(widths).take(left) {
                        left -= 1;
                        let width = objects.get(width).as_float().unwrap_or(1000.0);
                        read.listed.insert(code, f64::from(width) / 1000.0);
                    }
                }
                next => {
                    let [width, tail @ ..] = tail else {
                        return read;
                    };
                    let (Some(to), Ok(width)) = (code(next), objects.get(width).as_float()) else {
                        return read;
                    };
                    for code in (from..=to).take(left) {
                        left -= 1;
                        read.listed.insert(code, f64::from(width) / 1000.0);
                    }
                    rest = tail;
                }
            }
        }
        read
    }

    /// How wide the character of a code is.
    pub(super) fn of(&self, code: u32) -> f64 {
        if let Some(width) = self.listed.get(&code).copied().or(self.default) {
            return width;
        }
        // Letters with accents are as wide as one without, in the middle.
        let middle = self.standard[usize::from(b'o' - b' ')];
        let listed = usize::try_from(code)
            .ok()
            .and_then(|code| self.standard.get(code.checked_sub(32)?));
        if self.is_fixed {
            0.6
        } else {
            f64::from(*listed.unwrap_or(&middle)) / 1000.0
        }
    }
}

fn code(object: &Object) -> Option<u32> {
    let number = object.as_float().ok()?;
    (0.0..65536.0).contains(&number).then_some(number as u32)
}
