//! The MIME tree around a part: nested, mislabelled, broken.

use super::transfer;

/// A part of a message: its fields and its body as it travels.
#[derive(Clone)]
pub struct Part {
    pub fields: Vec<(String, Vec<u8>)>,
    pub body: Vec<u8>,
    /// Whether the message says that it is MIME.
    pub says_mime: bool,
}

/// A way of wrapping a part; `level` makes boundaries differ.
pub struct Structure {
    pub name: &'static str,
    pub wrap: fn(Part, usize) -> Part,
}

const fn structure(name: &'static str, wrap: fn(Part, usize) -> Part) -> Structure {
    Structure { name, wrap }
}

pub const STRUCTURES: &[Structure] = &[
    structure("mixed", |part, n| {
        multipart("mixed", n, &[decoy(), part.bytes()])
    }),
    structure("mixed-first", |part, n| {
        multipart("mixed", n, &[part.bytes(), decoy()])
    }),
    structure("alternative", |part, n| {
        multipart("alternative", n, &[decoy(), part.bytes()])
    }),
    structure("alternative-first", |part, n| {
        multipart("alternative", n, &[part.bytes(), decoy()])
    }),
    structure("related", |part, n| {
        multipart("related", n, &[decoy(), part.bytes()])
    }),
    structure("parallel", |part, n| {
        multipart("parallel", n, &[part.bytes()])
    }),
    structure("report", |part, n| {
        multipart("report", n, &[decoy(), part.bytes()])
    }),
    structure("signed", |part, n| {
        multipart("signed; protocol=\"x/y\"", n, &[part.bytes(), decoy()])
    }),
    structure("unknown-multipart", |part, n| {
        multipart("x-private", n, &[part.bytes()])
    }),
    structure("digest", |part, n| {
        multipart(
            "digest",
            n,
            &[[b"\r\n".as_slice(), &part.message()].concat()],
        )
    }),
    structure("six-levels", |part, n| {
        (0..6).fold(part, |part, k| {
            multipart("mixed", 10 * n + k, &[part.bytes()])
        })
    }),
    structure("thirty-levels", |part, n| {
        (0..30).fold(part, |part, k| {
            multipart("mixed", 40 * n + k, &[part.bytes()])
        })
    }),
    structure("forwarded", |part, _| {
        typed("message/rfc822", part.message())
    }),
    structure("forwarded-attachment", |part, _| {
        typed("message/rfc822; name=x.eml", part.message())
            .with("Content-Disposition", "attachment; filename=x.eml")
    }),
    structure("forwarded-global", |part, _| {
        typed("message/global", part.message())
    }),
    structure("forwarded-news", |part, _| {
        typed("message/news", part.message())
    }),
    structure("forwarded-upper-case", |part, _| {
        typed("MESSAGE/RFC822", part.message())
    }),
    structure("forwarded-in-base64", |part, _| {
        let body = transfer::lines(&transfer::base64_of(&part.message()), 76, "\r\n");
        typed("message/rfc822", body).with("Content-Transfer-Encoding", "base64")
    }),
    structure("forwarded-in-quoted-printable", |part, _| {
        typed(
            "message/rfc822",
            transfer::quoted(&part.message(), false, "=\r\n"),
        )
        .with("Content-Transfer-Encoding", "quoted-printable")
    }),
    structure("forwarded-as-file", |part, _| {
        let body = transfer::lines(&transfer::base64_of(&part.message()), 76, "\r\n");
        typed("application/octet-stream; name=mail.eml", body)
            .with("Content-Transfer-Encoding", "base64")
    }),
    structure("forwarded-as-text", |part, _| {
        typed("text/plain; name=mail.txt", part.message())
            .with("Content-Disposition", "attachment; filename=mail.txt")
    }),
    structure("forwarded-twice", |part, _| {
        typed(
            "message/rfc822",
            typed("message/rfc822", part.message()).message(),
        )
    }),
    structure("forwarded-with-mbox-line", |part, _| {
        typed(
            "message/rfc822",
            [
                b"From x@example.net Mon Jan  1 00:00:00 2024\r\n".as_slice(),
                &part.message(),
            ]
            .concat(),
        )
    }),
    structure("mailbox-file", |part, _| {
        let line = b"From x@example.net Mon Jan  1 00:00:00 2024\r\n".as_slice();
        let empty = b"From: x@example.net\r\nSubject: one\r\n\r\none\r\n\r\n".as_slice();
        typed(
            "application/mbox; name=x.mbox",
            [line, empty, line, &part.message()].concat(),
        )
    }),
    structure("partial", |part, _| {
        typed(
            "message/partial; id=\"x@y\"; number=1; total=2",
            part.message(),
        )
    }),
    structure("external-body", |part, _| {
        typed(
            "message/external-body; access-type=mail-server",
            part.message(),
        )
    }),
    structure("delivery-status", |part, n| {
        multipart(
            "report",
            n,
            &[decoy(), typed("message/rfc822", part.message()).bytes()],
        )
    }),
    structure("quoted-boundary", |part, n| {
        bounded(part, n, "boundary=\"LEVEL\"", "LEVEL")
    }),
    structure("boundary-with-spaces", |part, n| {
        bounded(part, n, "boundary=\"a LEVEL b\"", "a LEVEL b")
    }),
    structure("boundary-odd-characters", |part, n| {
        bounded(part, n, "boundary=\"=_?LEVEL'()+,./:\"", "=_?LEVEL'()+,./:")
    }),
    structure("boundary-upper-case-name", |part, n| {
        bounded(part, n, "BOUNDARY=LEVEL", "LEVEL")
    }),
    structure("boundary-spaces-around", |part, n| {
        bounded(part, n, "boundary = LEVEL", "LEVEL")
    }),
    structure("boundary-with-comment", |part, n| {
        bounded(part, n, "boundary=LEVEL (c)", "LEVEL")
    }),
    structure("comment-before-boundary", |part, n| {
        bounded(part, n, "(c) boundary=(d)LEVEL", "LEVEL")
    }),
    structure("boundary-escaped", |part, n| {
        bounded(part, n, "boundary=\"\\LEVEL\"", "LEVEL")
    }),
    structure("boundary-unended-quote", |part, n| {
        bounded(part, n, "boundary=\"LEVEL", "LEVEL")
    }),
    structure("boundary-in-pieces", |part, n| {
        bounded(part, n, "boundary*0=LEV; boundary*1=EL", "LEVEL")
    }),
    structure("boundary-extended", |part, n| {
        bounded(part, n, "boundary*=us-ascii''%4c%45%56EL", "LEVEL")
    }),
    structure("boundary-encoded-word", |part, n| {
        bounded(part, n, "boundary=\"=?us-ascii?Q?LEVEL?=\"", "LEVEL")
    }),
    structure("boundary-single-quotes", |part, n| {
        bounded(part, n, "boundary='LEVEL'", "'LEVEL'")
    }),
    structure("boundary-single-quotes-off", |part, n| {
        bounded(part, n, "boundary='LEVEL'", "LEVEL")
    }),
    structure("boundary-folded", |part, n| {
        bounded(part, n, "\r\n\tboundary=\r\n\t\"LEVEL\"", "LEVEL")
    }),
    structure("boundary-comma", |part, n| {
        bounded(part, n, "charset=x, boundary=LEVEL", "LEVEL")
    }),
    structure("boundary-after-space", |part, n| {
        bounded(part, n, "charset=x boundary=LEVEL", "LEVEL")
    }),
    structure("boundary-duplicate-first", |part, n| {
        bounded(part, n, "boundary=LEVEL; boundary=other", "LEVEL")
    }),
    structure("boundary-duplicate-last", |part, n| {
        bounded(part, n, "boundary=other; boundary=LEVEL", "LEVEL")
    }),
    structure("boundary-long", |part, n| {
        bounded(
            part,
            n,
            &format!("boundary={}LEVEL", "x".repeat(90)),
            &format!("{}LEVEL", "x".repeat(90)),
        )
    }),
    structure("boundary-other-case", |part, n| {
        bounded(part, n, "boundary=LEVEL", "level")
    }),
    structure("boundary-wrong", |part, n| {
        bounded(part, n, "boundary=wrongLEVEL", "LEVEL")
    }),
    structure("boundary-missing", |part, n| {
        bounded(part, n, "charset=utf-8", "LEVEL")
    }),
    structure("boundary-empty", |part, n| {
        bounded(part, n, "boundary=\"\"", "")
    }),
    structure("boundary-cut-off", |part, n| {
        bounded(part, n, "boundary=LEV", "LEVEL")
    }),
    structure("boundary-trailing-space", |part, n| {
        bounded(part, n, "boundary=\"LEVEL \"", "LEVEL ")
    }),
    structure("no-last-delimiter", |part, n| {
        edited(part, n, |body, b| body.replace(&format!("--{b}--\r\n"), ""))
    }),
    structure("last-delimiter-first", |part, n| {
        edited(part, n, |body, b| format!("--{b}--\r\n{body}"))
    }),
    structure("no-first-delimiter", |part, n| {
        edited(part, n, |body, b| {
            body.strip_prefix(&format!("--{b}\r\n"))
                .unwrap_or(&body)
                .to_owned()
        })
    }),
    structure("spaces-after-delimiter", |part, n| {
        edited(part, n, |body, b| {
            body.replace(&format!("--{b}\r\n"), &format!("--{b} \t \r\n"))
        })
    }),
    structure("text-after-delimiter", |part, n| {
        edited(part, n, |body, b| {
            body.replace(&format!("--{b}\r\n"), &format!("--{b} x\r\n"))
        })
    }),
    structure("space-before-delimiter", |part, n| {
        edited(part, n, |body, b| {
            body.replace(&format!("--{b}"), &format!(" --{b}"))
        })
    }),
    structure("bare-line-ends", |part, n| {
        edited(part, n, |body, _| body.replace("\r\n", "\n"))
    }),
    structure("bare-returns", |part, n| {
        edited(part, n, |body, b| {
            body.replace(&format!("\r\n--{b}"), &format!("\r--{b}"))
        })
    }),
    structure("one-dash", |part, n| {
        edited(part, n, |body, b| {
            body.replace(&format!("--{b}"), &format!("-{b}"))
        })
    }),
    structure("before-the-first-part", |part, n| {
        edited(
            Part {
                body: decoy(),
                ..typed("text/plain", Vec::new())
            },
            n,
            |body, _| body,
        )
        .before(&part.body)
    }),
    structure("after-the-last-part", |part, n| {
        let mut wrapped = multipart("mixed", n, &[decoy()]);
        wrapped.body.extend_from_slice(&part.bytes());
        wrapped
    }),
    structure("part-after-the-last-delimiter", |part, n| {
        let mut wrapped = multipart("mixed", n, &[decoy()]);
        wrapped
            .body
            .extend_from_slice(format!("--{}\r\n", boundary(n)).as_bytes());
        wrapped.body.extend_from_slice(&part.bytes());
        wrapped
    }),
    structure("inner-boundary-extends-outer", |part, n| {
        let inner = bounded(part, n, "boundary=LEVEL-x", "LEVEL-x");
        bounded(inner, n, "boundary=LEVEL", "LEVEL")
    }),
    structure("inner-boundary-is-outer", |part, n| {
        let inner = bounded(part, n, "boundary=LEVEL", "LEVEL");
        bounded(inner, n, "boundary=LEVEL", "LEVEL")
    }),
    structure("no-empty-line", |part, n| {
        let body = String::from_utf8_lossy(&part.body).into_owned();
        multipart(
            "mixed",
            n,
            &[format!("Content-Type: text/plain\r\n{body}").into_bytes()],
        )
    }),
    structure("no-header", |part, n| {
        multipart("mixed", n, &[[b"\r\n".as_slice(), &part.body].concat()])
    }),
    structure("junk-in-header", |part, n| {
        multipart(
            "mixed",
            n,
            &[[b"no field\r\n".as_slice(), &part.bytes()].concat()],
        )
    }),
    structure("space-line-in-header", |part, n| {
        multipart(
            "mixed",
            n,
            &[[b"X-A: b\r\n \r\n".as_slice(), &part.bytes()].concat()],
        )
    }),
    structure("mbox-line-in-header", |part, n| {
        multipart(
            "mixed",
            n,
            &[[b">From x Mon Jan 1\r\n".as_slice(), &part.bytes()].concat()],
        )
    }),
    structure("multipart-in-base64", |part, n| {
        let inner = multipart("mixed", n, &[part.bytes()]);
        let body = transfer::lines(&transfer::base64_of(&inner.body), 76, "\r\n");
        Part { body, ..inner }.with("Content-Transfer-Encoding", "base64")
    }),
    structure("multipart-in-quoted-printable", |part, n| {
        let inner = multipart("mixed", n, &[part.bytes()]);
        let body = transfer::quoted(&inner.body, false, "=\r\n");
        Part { body, ..inner }.with("Content-Transfer-Encoding", "quoted-printable")
    }),
    structure("multipart-said-to-be-base64", |part, n| {
        multipart("mixed", n, &[part.bytes()]).with("Content-Transfer-Encoding", "base64")
    }),
    structure("boundary-on-text", |part, n| {
        retyped(multipart("mixed", n, &[part.bytes()]), "text/plain")
    }),
    structure("boundary-on-nothing", |part, n| {
        retyped(multipart("mixed", n, &[part.bytes()]), "")
    }),
    structure("multipart-with-spaces", |part, n| {
        retyped(multipart("mixed", n, &[part.bytes()]), "multipart / mixed")
    }),
    structure("multipart-with-comment", |part, n| {
        retyped(multipart("mixed", n, &[part.bytes()]), "multipart/(x)mixed")
    }),
    structure("multipart-double-semicolon", |part, n| {
        retyped(multipart("mixed", n, &[part.bytes()]), "multipart/mixed;")
    }),
    structure("multipart-without-subtype", |part, n| {
        retyped(multipart("mixed", n, &[part.bytes()]), "multipart")
    }),
    structure("second-type-plain", |part, n| {
        multipart("mixed", n, &[part.bytes()]).with("Content-Type", "text/plain")
    }),
    structure("first-type-plain", |part, n| {
        let mut wrapped = multipart("mixed", n, &[part.bytes()]);
        wrapped
            .fields
            .insert(0, ("Content-Type".into(), b"text/plain".to_vec()));
        wrapped
    }),
    structure("type-with-space-before-colon", |part, n| {
        renamed(multipart("mixed", n, &[part.bytes()]), "Content-Type ")
    }),
    structure("type-in-odd-case", |part, n| {
        renamed(multipart("mixed", n, &[part.bytes()]), "cOnTeNt-TyPe")
    }),
    structure("second-encoding-7bit", |part, _| {
        part.with("Content-Transfer-Encoding", "7bit")
    }),
    structure("first-encoding-7bit", |mut part, _| {
        part.fields
            .insert(0, ("Content-Transfer-Encoding".into(), b"7bit".to_vec()));
        part
    }),
    structure("encoding-with-space-before-colon", |mut part, _| {
        for (name, _) in part
            .fields
            .iter_mut()
            .filter(|(name, _)| name == "Content-Transfer-Encoding")
        {
            name.push(' ');
        }
        part
    }),
    structure("no-mime-version", |part, _| Part {
        says_mime: false,
        ..part
    }),
    structure("attached", |part, _| {
        part.with("Content-Disposition", "attachment")
    }),
    structure("attached-by-name", |part, _| {
        part.with("Content-Disposition", "attachment; filename=notes.txt")
    }),
    structure("inline", |part, _| {
        part.with("Content-Disposition", "inline")
    }),
    structure("said-to-be-binary", |part, _| {
        retyped(part, "application/octet-stream")
    }),
    structure("said-to-be-a-picture", |part, _| retyped(part, "image/png")),
    structure("said-to-be-nothing", |mut part, _| {
        part.fields.retain(|(name, _)| name != "Content-Type");
        part
    }),
    structure("said-to-be-nonsense", |part, _| retyped(part, "text")),
    structure("said-to-be-css", |part, _| retyped(part, "text/css")),
    structure("type-is-an-encoded-word", |part, _| {
        retyped(part, "=?us-ascii?Q?text/plain?=")
    }),
];

impl Structure {
    /// Whether it can be put around what these have made, so that a program still shows it.
    pub fn fits_around(&self, inner: &[&Self]) -> bool {
        // What stops being a multipart or a message is shown as its source, at most.
        inner.is_empty()
            || !(self.strips_fields()
                || self.name.starts_with("said-to-be")
                || self.name.starts_with("type-is"))
    }

    /// Whether it leaves nothing of a part but its body, or its source.
    pub fn strips_fields(&self) -> bool {
        [
            "before-the-first-part",
            "after-the-last-part",
            "no-header",
            "no-empty-line",
        ]
        .contains(&self.name)
    }
}

impl Part {
    /// The field and the body, as a part of a multipart.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, value) in &self.fields {
            bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        bytes.extend(b"\r\n");
        bytes.extend(&self.body);
        bytes
    }

    /// A message of its own.
    pub fn message(&self) -> Vec<u8> {
        let version = if self.says_mime {
            "MIME-Version: 1.0\r\n"
        } else {
            ""
        };
        let header = format!(
            "From: ann@example.org\r\nTo: bob@example.net\r\nSubject: notes\r\nDate: Mon, 1 Jan \
             2024 08:00:00 +0000\r\n{version}"
        );
        [header.as_bytes(), &self.bytes()].concat()
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    fn before(mut self, text: &[u8]) -> Self {
        self.body.splice(0..0, [text, b"\r\n"].concat());
        self
    }
}

pub fn typed(media_type: &str, body: Vec<u8>) -> Part {
    Part {
        fields: vec![("Content-Type".into(), media_type.into())],
        body,
        says_mime: true,
    }
}

fn decoy() -> Vec<u8> {
    b"Content-Type: text/plain\r\n\r\nSee you on Monday.\r\n".to_vec()
}

fn boundary(level: usize) -> String {
    format!("level-{level}")
}

pub fn multipart(subtype: &str, level: usize, parts: &[Vec<u8>]) -> Part {
    let boundary = boundary(level);
    typed(
        &format!("multipart/{subtype}; boundary={boundary}"),
        delimited(&boundary, parts),
    )
}

fn delimited(boundary: &str, parts: &[Vec<u8>]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        body.extend(format!("--{boundary}\r\n").as_bytes());
        body.extend(part);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{boundary}--\r\n").as_bytes());
    body
}

/// A multipart with this parameter and these delimiters, in which LEVEL stands for the boundary of
/// the level.
fn bounded(part: Part, level: usize, parameter: &str, delimiter: &str) -> Part {
    let real = |text: &str| {
        text.replace("LEVEL", &format!("LEVEL{level}"))
            .replace("level", &format!("level{level}"))
    };
    let body = delimited(&real(delimiter), &[decoy(), part.bytes()]);
    // An encoded piece of a boundary keeps its number behind it.
    typed(
        &format!(
            "multipart/mixed; {}",
            real(parameter)
                .replace("; boundary*1=EL", &format!("; boundary*1=EL{level}"))
                .replace("%56EL", &format!("%56EL{level}"))
        ),
        body,
    )
}

/// A multipart whose body is changed as text, each byte a character.
fn edited(part: Part, level: usize, edit: fn(String, &str) -> String) -> Part {
    let mut wrapped = multipart("mixed", level, &[decoy(), part.bytes()]);
    let text: String = wrapped.body.iter().map(|&byte| char::from(byte)).collect();
    wrapped.body = edit(text, &boundary(level))
        .chars()
        .map(|c| c as u8)
        .collect();
    wrapped
}

/// The part under another type; its parameters stay.
fn retyped(mut part: Part, media_type: &str) -> Part {
    for (_, value) in part
        .fields
        .iter_mut()
        .filter(|(name, _)| name == "Content-Type")
    {
        let parameters = value
            .iter()
            .position(|&byte| byte == b';')
            .map_or(Vec::new(), |at| value[at..].to_vec());
        *value = [media_type.as_bytes(), &parameters].concat();
    }
    part
}

fn renamed(mut part: Part, field: &str) -> Part {
    part.fields
        .iter_mut()
        .filter(|(name, _)| name == "Content-Type")
        .for_each(|(name, _)| *name = field.into());
    part
}
