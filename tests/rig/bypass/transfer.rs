//! Transfer encodings, as they should be and as programs still take them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A transfer encoding: the value of its field (`None`: no field), and how the bytes become lines.
pub struct Transfer {
    pub name: &'static str,
    pub field: Option<&'static str>,
    pub encode: fn(&[u8]) -> Vec<u8>,
}

const fn transfer(
    name: &'static str,
    field: &'static str,
    encode: fn(&[u8]) -> Vec<u8>,
) -> Transfer {
    Transfer {
        name,
        field: Some(field),
        encode,
    }
}

pub const AS_IT_IS: Transfer = transfer("8bit", "8bit", <[u8]>::to_vec);
pub const BASE64: Transfer = transfer("base64", "base64", |bytes| {
    lines(&base64_of(bytes), 76, "\r\n")
});

pub const TRANSFERS: &[Transfer] = &[
    BASE64,
    transfer("base64-upper-case", "BASE64", |bytes| {
        lines(&base64_of(bytes), 76, "\r\n")
    }),
    transfer("base64-commented", "base64 (as usual)", |bytes| {
        lines(&base64_of(bytes), 76, "\r\n")
    }),
    transfer("base64-after-comment", "(really) base64", |bytes| {
        lines(&base64_of(bytes), 76, "\r\n")
    }),
    transfer("base64-quoted", "\"base64\"", |bytes| {
        lines(&base64_of(bytes), 76, "\r\n")
    }),
    transfer("base64-with-semicolon", "base64;", |bytes| {
        lines(&base64_of(bytes), 76, "\r\n")
    }),
    transfer("base64-folded", "\r\n base64", |bytes| {
        lines(&base64_of(bytes), 76, "\r\n")
    }),
    transfer("base64-one-line", "base64", |bytes| {
        base64_of(bytes).into_bytes()
    }),
    transfer("base64-four-a-line", "base64", |bytes| {
        lines(&base64_of(bytes), 4, "\r\n")
    }),
    transfer("base64-odd-lines", "base64", |bytes| {
        lines(&base64_of(bytes), 7, "\r\n")
    }),
    transfer("base64-one-a-line", "base64", |bytes| {
        lines(&base64_of(bytes), 1, "\r\n")
    }),
    transfer("base64-bare-line-ends", "base64", |bytes| {
        lines(&base64_of(bytes), 20, "\n")
    }),
    transfer("base64-empty-lines", "base64", |bytes| {
        lines(&base64_of(bytes), 20, "\r\n\r\n")
    }),
    transfer("base64-spaces", "base64", |bytes| {
        lines(&base64_of(bytes), 5, " \t")
    }),
    transfer("base64-stars", "base64", |bytes| {
        lines(&base64_of(bytes), 5, "*")
    }),
    transfer("base64-dashes", "base64", |bytes| {
        lines(&base64_of(bytes), 9, "-\r\n")
    }),
    transfer("base64-high-bytes", "base64", |bytes| {
        base64_of(bytes)
            .bytes()
            .flat_map(|byte| [byte, 0xa0])
            .collect()
    }),
    transfer("base64-no-padding", "base64", |bytes| {
        base64_of(bytes).trim_end_matches('=').into()
    }),
    transfer("base64-padded-pieces", "base64", |bytes| {
        bytes
            .chunks(4)
            .map(|chunk| base64_of(chunk) + "\r\n")
            .collect::<String>()
            .into_bytes()
    }),
    transfer("base64-padded-pieces-one-line", "base64", |bytes| {
        bytes
            .chunks(7)
            .map(base64_of)
            .collect::<String>()
            .into_bytes()
    }),
    transfer("base64-padding-first", "base64", |bytes| {
        format!("====\r\n{}", base64_of(bytes)).into_bytes()
    }),
    transfer("base64-text-after", "base64", |bytes| {
        format!("{}\r\n\r\nSent by a list.\r\n", base64_of(bytes)).into_bytes()
    }),
    transfer("base64-text-before", "base64", |bytes| {
        format!("(text)\r\n{}", base64_of(bytes)).into_bytes()
    }),
    transfer("base64-url-alphabet", "base64", |bytes| {
        base64_of(bytes)
            .replace('+', "-")
            .replace('/', "_")
            .into_bytes()
    }),
    transfer("base64-loose-end", "base64", |bytes| {
        (base64_of(bytes).trim_end_matches('=').to_owned() + "A").into_bytes()
    }),
    transfer("base64-as-x-encoding", "x-base64", |bytes| {
        lines(&base64_of(bytes), 76, "\r\n")
    }),
    Transfer {
        name: "base64-unsaid",
        field: None,
        encode: |bytes| lines(&base64_of(bytes), 76, "\r\n"),
    },
    transfer("base64-said-to-be-7bit", "7bit", |bytes| {
        lines(&base64_of(bytes), 60, "\r\n")
    }),
    transfer("quoted-printable", "quoted-printable", |bytes| {
        quoted(bytes, false, "")
    }),
    transfer("quoted-printable-mixed-case", "Quoted-Printable", |bytes| {
        quoted(bytes, false, "")
    }),
    transfer("quoted-everything", "quoted-printable", |bytes| {
        quoted(bytes, true, "")
    }),
    transfer("quoted-small-hex", "quoted-printable", |bytes| {
        quoted(bytes, true, "").to_ascii_lowercase()
    }),
    transfer("quoted-soft-breaks", "quoted-printable", |bytes| {
        quoted(bytes, false, "=\r\n")
    }),
    transfer(
        "quoted-soft-breaks-everywhere",
        "quoted-printable",
        |bytes| quoted(bytes, true, "=\r\n"),
    ),
    transfer(
        "quoted-soft-breaks-with-space",
        "quoted-printable",
        |bytes| quoted(bytes, false, "= \t\r\n"),
    ),
    transfer("quoted-soft-breaks-bare", "quoted-printable", |bytes| {
        quoted(bytes, false, "=\n")
    }),
    transfer("quoted-double-soft-breaks", "quoted-printable", |bytes| {
        quoted(bytes, false, "=\r\n=\r\n")
    }),
    transfer("quoted-split-escape", "quoted-printable", |bytes| {
        bytes
            .iter()
            .map(|byte| format!("={:X}=\r\n{:X}", byte >> 4, byte & 15))
            .collect::<String>()
            .into_bytes()
    }),
    transfer("quoted-broken-escape", "quoted-printable", |bytes| {
        [b"=ZZ ", quoted(bytes, false, "").as_slice()].concat()
    }),
    transfer("quoted-open-end", "quoted-printable", |bytes| {
        [quoted(bytes, false, "").as_slice(), b"="].concat()
    }),
    transfer("quoted-trailing-spaces", "quoted-printable", |bytes| {
        quoted(bytes, false, "=\r\n")
            .split(|byte| *byte == b'\r')
            .collect::<Vec<_>>()
            .join(&b"  \r"[..])
    }),
    Transfer {
        name: "quoted-unsaid",
        field: None,
        encode: |bytes| quoted(bytes, false, "=\r\n"),
    },
    transfer("quoted-said-to-be-8bit", "8bit", |bytes| {
        quoted(bytes, false, "=\r\n")
    }),
    transfer("x-uuencode", "x-uuencode", |bytes| {
        uuencoded(bytes, "note.txt")
    }),
    transfer("uuencode", "uuencode", |bytes| uuencoded(bytes, "note.txt")),
    transfer("uuencoded-as-7bit", "7bit", |bytes| {
        uuencoded(bytes, "note.txt")
    }),
    transfer("uuencoded-base64", "7bit", |bytes| {
        format!(
            "begin-base64 644 note.txt\r\n{}\r\n====\r\n",
            base64_of(bytes)
        )
        .into_bytes()
    }),
    transfer("uuencoded-without-end", "x-uuencode", |bytes| {
        let encoded = uuencoded(bytes, "note.txt");
        encoded[..encoded.len() - 8].to_vec()
    }),
    transfer("yenc", "x-yenc", |bytes| yencoded(bytes, "note.txt")),
    transfer("yenc-as-binary", "binary", |bytes| {
        yencoded(bytes, "note.txt")
    }),
    transfer("unknown-encoding", "x-secret", <[u8]>::to_vec),
    transfer("binary", "binary", <[u8]>::to_vec),
    transfer("7bit", "7bit", <[u8]>::to_vec),
    transfer("empty-encoding", "", <[u8]>::to_vec),
    transfer("misspelt-8bit", "8-bit", <[u8]>::to_vec),
    Transfer {
        name: "no-encoding-field",
        field: None,
        encode: <[u8]>::to_vec,
    },
];

pub fn base64_of(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub fn lines(text: &str, width: usize, end: &str) -> Vec<u8> {
    let lines: Vec<String> = text
        .as_bytes()
        .chunks(width)
        .map(|line| String::from_utf8_lossy(line).into())
        .collect();
    (lines.join(end) + "\r\n").into_bytes()
}

/// Quoted-printable; `amid` stands after every other encoded byte.
pub fn quoted(bytes: &[u8], everything: bool, amid: &str) -> Vec<u8> {
    let mut encoded = Vec::new();
    let mut column = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let start = encoded.len();
        let is_end = matches!(byte, b'\r' | b'\n') && !everything;
        if is_end || !everything && (byte.is_ascii_graphic() || byte == b' ') && byte != b'=' {
            encoded.push(byte);
        } else {
            encoded.extend_from_slice(format!("={byte:02X}").as_bytes());
        }
        column = if is_end {
            0
        } else {
            column + encoded.len() - start
        };
        if !is_end && !amid.is_empty() && at % 3 == 1 {
            encoded.extend_from_slice(amid.as_bytes());
            column = 0;
        } else if column > 70 {
            encoded.extend_from_slice(b"=\r\n");
            column = 0;
        }
    }
    encoded
}

pub fn uuencoded(bytes: &[u8], name: &str) -> Vec<u8> {
    let six = |value: u8| {
        if value & 63 == 0 {
            b'`'
        } else {
            (value & 63) + 32
        }
    };
    let mut text = format!("begin 644 {name}\r\n").into_bytes();
    for line in bytes.chunks(45) {
        text.push(six(line.len() as u8));
        for group in line.chunks(3) {
            let at = |n: usize| group.get(n).copied().unwrap_or(0);
            let (a, b, c) = (at(0), at(1), at(2));
            text.extend([
                six(a >> 2),
                six(a << 4 | b >> 4),
                six(b << 2 | c >> 6),
                six(c),
            ]);
        }
        text.extend(b"\r\n");
    }
    text.extend(b"`\r\nend\r\n");
    text
}

pub fn yencoded(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut text = format!("=ybegin line=128 size={} name={name}\r\n", bytes.len()).into_bytes();
    for line in bytes.chunks(100) {
        for byte in line {
            match byte.wrapping_add(42) {
                critical @ (0 | b'\n' | b'\r' | b'=') => {
                    text.extend([b'=', critical.wrapping_add(64)])
                }
                plain => text.push(plain),
            }
        }
        text.extend(b"\r\n");
    }
    text.extend(format!("=yend size={}\r\n", bytes.len()).into_bytes());
    text
}
