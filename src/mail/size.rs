//! Sizes as people read them.

/// A limit: `25 MB`, to one decimal, and never more than it is.
pub fn limit(bytes: u64) -> String {
    shown(bytes, u64::div_euclid)
}

/// What is held against a limit: never less than it is, so that what is larger looks larger.
pub fn size(bytes: u64) -> String {
    shown(bytes, u64::div_ceil)
}

fn shown(bytes: u64, divide: fn(u64, u64) -> u64) -> String {
    let (unit, name) = match bytes {
        1 => return "1 byte".into(),
        ..1_024 => return format!("{bytes} bytes"),
        1_024..0x10_0000 => (1 << 10, "KB"),
        0x10_0000..0x4000_0000 => (1 << 20, "MB"),
        _ => (1 << 30, "GB"),
    };
    let tenths = divide(bytes.saturating_mul(10), unit);
    match tenths % 10 {
        0 => format!("{} {name}", tenths / 10),
        tenth => format!("{}.{tenth} {name}", tenths / 10),
    }
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
            assert_eq!((limit(bytes), size(bytes)), (small.into(), large.into()));
        }
        assert!(limit(u64::MAX).ends_with(" GB"));
    }
}
