//! Pages, messages and files that stand in a text in base64 or in digits, and are read as they are.

use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::attached;
use super::written::each_says;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").unwrap();
        digits
    })
}

/// Texts that say "the kestrelwing plan", each as its readers show it.
const WRITTEN: &[&str] = &[
    "<html><body><p>the kestrel<b>wing</b> plan</p></body></html>",
    "<p>the kestrel<b>wing</b> plan",
    "<svg xmlns='http://w3.org/svg'><text>the kestrel<tspan>wing</tspan> plan</text></svg>",
    "<?xml version='1.0'?><r><p>the kestrel<b>wing</b> plan</p></r>",
    r#"{"a": "the kestr\u0065lwing plan"}"#,
    "BEGIN:VCARD\r\nVERSION:3.0\r\nNOTE:the kestr\r\n elwing plan\r\nEND:VCARD\r\n",
    "From: a@b.c\r\nTo: d@e.f\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\
     Content-Transfer-Encoding: quoted-printable\r\n\r\nthe kes=\r\ntrel=77ing plan\r\n",
    "From: a@b.c\r\nTo: d@e.f\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\
     Content-Transfer-Encoding: base64\r\n\r\ndGhlIGtlc3RyZWx3aW5nIHBsYW4=\r\n",
];

#[test]
fn pages_and_messages_in_base64_are_read_as_such() {
    for written in WRITTEN {
        let letters = STANDARD.encode(written);
        let lines: Vec<&str> = letters
            .as_bytes()
            .chunks(76)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        for (name, text) in [
            ("a.json", format!("{{\"raw\": \"{letters}\"}}")),
            (
                "a.xml",
                format!("<?xml version='1.0'?><r><d>{letters}</d></r>"),
            ),
            (
                "a.txt",
                format!("Here it is:\n\n{}\n\nBye\n", lines.join("\n")),
            ),
            ("b.txt", lines.join("\n")),
        ] {
            each_says("the kestrelwing plan", &[(name, text.as_bytes())]);
        }
    }
}

#[test]
fn pages_and_files_in_digits_are_read_as_such() {
    for written in WRITTEN {
        let digits = hex(written.as_bytes());
        each_says(
            "the kestrelwing plan",
            &[
                (
                    "a.xml",
                    format!("<?xml version='1.0'?><r><d>{digits}</d></r>").as_bytes(),
                ),
                (
                    "a.sql",
                    format!("INSERT INTO t VALUES (1,X'{digits}');\n").as_bytes(),
                ),
                (
                    "b.sql",
                    format!("INSERT INTO t VALUES (1,0x{digits});\n").as_bytes(),
                ),
            ],
        );
    }
    let file = super::office::stored(&[("a.txt", b"the kestrelwing plan")]);
    let dump = format!("COPY t (a) FROM stdin;\n1\t\\\\x{}\n", hex(&file));
    each_says("the kestrelwing plan", &[("c.sql", dump.as_bytes())]);
}

#[test]
fn digests_and_drawings_in_a_text_are_no_files() {
    let drawing = STANDARD.encode("<svg viewBox='0 0 1 1'><path d='M0 0L1 1'/></svg>");
    let style = format!("a{{background:url(data:image/svg+xml;base64,{drawing})}}\n").repeat(2_000);
    let digests = "1f8b08ba1c3a5d7e9f0a1b2c3d4e5f60718293a4b5c6d7e8f900112233445566  a.txt\n";
    for (name, text) in [("a.css", style.as_str()), ("SHA256SUMS", digests)] {
        let content = attached(name, text.as_bytes());
        assert_eq!(content.uninspectable, None, "{name}: {}", content.why());
        assert_eq!(content.attachments.len(), 1, "{name}");
    }
}

/// Each level read twice would be twice as much to read at the next.
#[test]
fn base64_in_base64_is_decoded_once_at_each_level() {
    let mut text = "the kestrelwing plan, and more of it\n".repeat(20);
    for _ in 0..8 {
        text = STANDARD.encode(text);
    }
    let content = attached("a.txt", text.as_bytes());
    assert!(content.says("the kestrelwing plan"));
    assert!(content.texts.len() <= 8 * 4, "{}", content.texts.len());
}

#[test]
fn what_git_writes_of_a_file_that_is_no_text_is_in_doubt() {
    let patch = "diff --git a/a.docx b/a.docx\nnew file mode 100644\nGIT binary patch\n\
                 literal 877\nzcmWIWW@Zs#U|`^2$lY5Vn`LDG_\n\n";
    let content = attached("a.patch", patch.as_bytes());
    assert!(content.why().contains("encoding"), "{}", content.why());
}
