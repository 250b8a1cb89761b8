//! Sizes as people read them.

use std::fmt;

/// A size to one decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// So many tenths of its unit.
    pub tenths: u64,
    /// The power of 1,024 that is its unit: bytes, KB, MB or GB.
    pub unit: usize,
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [&str; 4] = ["bytes", "KB", "MB", "GB"];
        let name = if *self == Self::ONE_BYTE {
            "byte"
        } else {
            NAMES[self.unit]
        };
        match (self.tenths / 10, self.tenths % 10) {
            (whole, 0) => write!(f, "{whole} {name}"),
            (whole, tenth) => write!(f, "{whole}.{tenth} {name}"),
        }
    }
}

impl Size {
    const ONE_BYTE: Self = Self {
        tenths: 10,
        unit: 0,
    };
}

/// A limit: `25 MB`, to one decimal, and never more than it is.
pub fn limit(bytes: u64) -> Size {
    shown(bytes, u64::div_euclid)
}

/// What is held against a limit: never less than it is, so that what is larger looks larger.
pub fn size(bytes: u64) -> Size {
    shown(bytes, u64::div_ceil)
}

fn shown(bytes: u64, divide: fn(u64, u64) -> u64) -> Size {
    let unit = match bytes {
        ..1_024 => 0,
        1_024..0x10_0000 => 1,
        0x10_0000..0x4000_0000 => 2,
        _ => 3,
    };
    let tenths = divide(bytes.saturating_mul(10), 1 << (10 * unit));
    Size { tenths, unit }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_at_a_glance() {
        for (bytes, small, large) in [
            (0, "0 bytes", "0 bytes"),
            (1, "1 byte", "1 byte"),
            (100, "100 bytes", "100 bytes"),
            (1_024, "1 KB", "1 KB"),
            (10_240_000, "9.7 MB", "9.8 MB"),
            (25 << 20, "25 MB", "25 MB"),
            ((25 << 20) + 1, "25 MB", "25.1 MB"),
            (1 << 30, "1 GB", "1 GB"),
        ] {
            assert_eq!(limit(bytes).to_string(), small);
            assert_eq!(size(bytes).to_string(), large);
        }
        assert!(limit(u64::MAX).to_string().ends_with(" GB"));
    }
}
