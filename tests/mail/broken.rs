//! Mails of every structure, broken on purpose: the same for the same seed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A generator of numbers, and of mails.
pub struct Maker(u64);

impl Maker {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn number(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % below.max(1)
    }

    /// One of these.
    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.number(of.len())]
    }

    /// A mail, broken up to three times.
    pub fn mail(&mut self) -> Vec<u8> {
        let mut mail = self.whole_mail();
        for _ in 0..self.number(4) {
            self.break_one(&mut mail);
        }
        mail
    }

    /// A mail as it should be.
    pub fn whole_mail(&mut self) -> Vec<u8> {
        let mut mail = b"From: Alice <alice@example.org>\r\nTo: bob@example.com\r\n\
                         Subject: =?utf-8?Q?caf=C3=A9?=\r\nMIME-Version: 1.0\r\n"
            .to_vec();
        mail.extend(self.entity(3));
        mail
    }

    fn entity(&mut self, depth: usize) -> Vec<u8> {
        if depth == 0 || self.number(3) == 0 {
            return self.leaf();
        }
        let kind = self.one(&["mixed", "alternative", "related", "mixed", "report"]);
        let boundary = format!("b{}{}", depth, self.one(&["x", "=_y", " z.z", "'q'"]));
        let mut whole = format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\"\r\n\r\n");
        whole.push_str(self.one(&["", "This is a mail in parts.\r\n"]));
        let mut whole = whole.into_bytes();
        for _ in 0..1 + self.number(3) {
            whole.extend(format!("--{boundary}\r\n").into_bytes());
            whole.extend(self.entity(depth - 1));
            whole.extend(b"\r\n");
        }
        whole.extend(format!("--{boundary}--\r\n").into_bytes());
        whole
    }

    fn leaf(&mut self) -> Vec<u8> {
        let kind = self.one(&[
            "text/plain; charset=utf-8",
            "text/plain",
            "text/html; charset=\"utf-8\"",
            "text/plain; charset=iso-8859-1",
            "application/octet-stream",
            "application/pdf",
            "image/png",
            "text/csv",
            "message/rfc822",
        ]);
        let name = self.one(&[
            "",
            "",
            "; name=report.pdf",
            "; name=\"a b.txt\"",
            "; name=\"=?utf-8?B?w6kudHh0?=\"",
            "; name*=utf-8''%C3%A9.txt",
            "; name*0=\"long \"; name*1=\"name.txt\"",
        ]);
        let disposition = self.one(&[
            "",
            "",
            "Content-Disposition: inline\r\n",
            "Content-Disposition: attachment\r\n",
            "Content-Disposition: attachment; filename=\"f.bin\"\r\n",
            "Content-Disposition: attachment; filename*=utf-8''%E6%BC%A2.doc\r\n",
        ]);
        let mut content = Vec::new();
        let is_text = kind.starts_with("text/");
        let (binary, foreign) = match kind {
            "text/plain; charset=iso-8859-1" => (&b"caf\xe9\r\n"[..], &b"caf\xe9\r\n"[..]),
            _ if is_text => ("漢字\r\n".as_bytes(), "café 漢字 \r\n".as_bytes()),
            _ => (
                &b"\x89PNG\r\n\x1a\n\0\x01\x02\xff"[..],
                "café \r\n".as_bytes(),
            ),
        };
        for _ in 0..self.number(12) {
            content.extend_from_slice(self.one(&[
                &b"Some text that stands on a line of its own.\r\n"[..],
                b"The plan, and a sum = 1+1 --\r\n",
                foreign,
                b"\r\n",
                b"--b\r\n",
                b"From the start\r\n",
                binary,
            ]));
        }
        if kind == "message/rfc822" {
            content = b"From: c@example.com\r\nSubject: inner\r\n\r\ninner text\r\n".to_vec();
            return [format!("Content-Type: {kind}\r\n\r\n").as_bytes(), &content].concat();
        }
        let encoding = self.one(&["7bit", "8bit", "base64", "base64", "quoted-printable", ""]);
        // What isn't text travels in base64.
        let encoding = if is_text { encoding } else { "base64" };
        let body = match encoding {
            "base64" => STANDARD
                .encode(&content)
                .as_bytes()
                .chunks(76)
                .flat_map(|line| [line, b"\r\n"].concat())
                .collect(),
            "quoted-printable" => quoted(&content),
            _ => content,
        };
        let mut head = format!("Content-Type: {kind}{name}\r\n{disposition}");
        if !encoding.is_empty() {
            head.push_str(&format!("Content-Transfer-Encoding: {encoding}\r\n"));
        }
        [head.as_bytes(), b"\r\n", &body].concat()
    }

    /// Breaks a mail in one way.
    fn break_one(&mut self, mail: &mut Vec<u8>) {
        if mail.is_empty() {
            return;
        }
        let at = self.number(mail.len());
        let line = mail[..at]
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |end| end + 1);
        let end = memchr(b'\n', &mail[at..]).map_or(mail.len(), |end| at + end + 1);
        match self.number(15) {
            0 => mail.truncate(at),
            1 => drop(mail.drain(line..end)),
            2 => {
                let copy = mail[line..end].to_vec();
                mail.splice(line..line, copy);
            }
            3 => mail.retain(|&byte| byte != b'\r'),
            4 => drop(mail.splice(at..at, *b"*%!")),
            5 => drop(mail.splice(line..line, *b"\r\n")),
            6 => drop(mail.splice(line..line, *b"no field at all\r\n")),
            7 => mail[at] = mail[at].wrapping_add(1),
            8 => drop(mail.splice(line..line, *b"Content-Type: text/html\r\n")),
            9 => drop(mail.splice(line..line, *b"Content-Transfer-Encoding: base64\r\n")),
            10 => drop(mail.splice(end.max(2) - 2..end.max(2) - 2, *b" \t")),
            11 => drop(mail.splice(at..at, *b"\r")),
            12 => drop(mail.splice(at..at, *b"=")),
            13 => mail.extend_from_slice(b"\r\n-- \r\nA list's footer: read & obey.\r\n"),
            _ => {
                let other = self.number(mail.len());
                mail.swap(at, other);
            }
        }
    }
}

fn memchr(byte: u8, bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|&one| one == byte)
}

fn quoted(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut column = 0;
    for (at, &byte) in content.iter().enumerate() {
        let is_end = byte == b'\r' && content.get(at + 1) == Some(&b'\n')
            || byte == b'\n' && at > 0 && content[at - 1] == b'\r';
        let is_last = content.get(at + 1) == Some(&b'\r');
        let is_plain = matches!(byte, b' '..=b'<' | b'>'..=b'~') && !(byte == b' ' && is_last);
        let text = if is_end || is_plain {
            vec![byte]
        } else {
            format!("={byte:02X}").into_bytes()
        };
        if column + text.len() > 75 && !is_end {
            out.extend_from_slice(b"=\r\n");
            column = 0;
        }
        column = if byte == b'\n' && is_end {
            0
        } else {
            column + text.len()
        };
        out.extend(text);
    }
    out
}
