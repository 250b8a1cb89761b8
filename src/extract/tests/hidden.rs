//! Ways to hide words from one program that another shows: the words are found, or the message is
//! uninspectable, or both.

use super::{view, view_bytes};
use crate::extract::Bounds;

const TOP: &str = "From: a@example.org\nSubject: hello\nMIME-Version: 1.0\n";

#[test]
fn words_are_found_in_every_encoding() {
    for (name, rest) in [
        (
            "base64",
            "Content-Type: text/plain\nContent-Transfer-Encoding: BASE64\n\nbXkg\nc2VjcmV0IHBs\n\
             YW4\n",
        ),
        (
            "encoding with a comment",
            "Content-Transfer-Encoding: (x) base64 (y)\n\nbXkgc2VjcmV0IHBsYW4=\n",
        ),
        (
            "quoted-printable",
            "Content-Transfer-Encoding: quoted-printable\n\nmy se=\ncr=65t=20plan\n",
        ),
        (
            "UTF-7",
            "Content-Type: text/plain; charset=utf-7\n\nmy +AHMAZQBjAHIAZQB0- plan\n",
        ),
        (
            "UTF-16",
            "Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n\n\
             bQB5ACAAcwBlAGMAcgBlAHQAIABwAGwAYQBuAA==\n",
        ),
        (
            "UTF-16 that nobody declares",
            "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n\
             bQB5ACAAcwBlAGMAcgBlAHQAIABwAGwAYQBuAA==\n",
        ),
        (
            "zero width",
            "Content-Type: text/plain; charset=utf-8\n\nmy s\u{200b}ec\u{ad}ret plan\n",
        ),
        (
            "HTML",
            "Content-Type: text/html\n\n<p>my se<b>c</b>r&#101;t<!-- x --> plan</p>\n",
        ),
        (
            "HTML in base64",
            "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n\
             bXkgc2U8aT5jPC9pPnJldCBwbGFu\n",
        ),
        (
            "uuencode",
            "\nbegin 644 a.txt\n.;7D@<V5C<F5T('!L86X \n`\nend\n",
        ),
        (
            "JSON",
            "Content-Type: application/json\n\n{\"a\": \"my secret plan\"}\n",
        ),
        (
            "preamble",
            "Content-Type: multipart/mixed; boundary=b\n\nmy secret plan\n--b\n\nx\n--b--\n",
        ),
        (
            "epilogue",
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\nmy secret plan\n",
        ),
        (
            "boundary in pieces",
            "Content-Type: multipart/mixed; boundary*0=b; boundary*1=c\n\n--bc\n\
             Content-Transfer-Encoding: base64\n\nbXkgc2VjcmV0IHBsYW4=\n--bc--\n",
        ),
        (
            "subject within",
            "Content-Type: message/rfc822\n\nSubject: my =?utf-8?B?c2VjcmV0?= plan\n\nx\n",
        ),
        (
            "two types",
            "Content-Type: text/plain\nContent-Type: text/html\n\nmy <b>se</b>cret plan\n",
        ),
        (
            "two encodings",
            "Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\n\
             bXkgc2VjcmV0IHBsYW4=\n",
        ),
        (
            "base64 after its end",
            "Content-Transfer-Encoding: base64\n\nbXkgcw==\nZWNyZXQgcGxhbg==\n",
        ),
        (
            "unknown encoding",
            "Content-Transfer-Encoding: x-own\n\nmy secret plan\n",
        ),
        (
            "unknown charset",
            "Content-Type: text/plain; charset=x-own\n\nmy secret plan\n",
        ),
    ] {
        let content = view(&format!("{TOP}{rest}"));
        assert!(
            content.finds("my secret plan").is_some(),
            "{name}: {:#?}",
            content.texts
        );
    }
}

#[test]
fn a_structure_that_programs_read_differently_is_uninspectable() {
    for (name, rest) in [
        (
            "two boundaries",
            "Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--b\n\nmy secret plan\n\
             --b--\n--a\n\nx\n--a--\n",
        ),
        (
            "two types",
            "Content-Type: multipart/mixed; boundary=a\nContent-Type: text/plain\n\n--a\n\nmy \
             secret plan\n--a--\n",
        ),
        (
            "no last delimiter",
            "Content-Type: multipart/mixed; boundary=a\n\n--a\n\nmy secret plan\n",
        ),
        (
            "no delimiter",
            "Content-Type: multipart/mixed; boundary=a\n\nmy secret plan\n",
        ),
        (
            "no boundary",
            "Content-Type: multipart/mixed\n\nmy secret plan\n",
        ),
        (
            "prefix",
            "Content-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--ab\n\nmy secret plan\n\
             --a--\n",
        ),
        (
            "no empty line",
            "Content-Type: multipart/mixed; boundary=a\n\n--a\nmy secret plan\n--a--\n",
        ),
        (
            "line that is no field",
            "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/plain\nmy secret \
             plan\nX: y\n\nz\n--a--\n",
        ),
        (
            "line that looks empty",
            "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/plain\n \nmy: \
             secret plan\n\nz\n--a--\n",
        ),
        (
            "goes on",
            "Content-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a--\n--a\n\nmy secret plan\n\
             --a--\n",
        ),
        (
            "same boundary within",
            "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; \
             boundary=a\n\n--a\n\nmy secret plan\n--a--\n--a--\n",
        ),
        (
            "encoded multipart",
            "Content-Type: multipart/mixed; boundary=a\nContent-Transfer-Encoding: base64\n\n\
             LS1hDQoNCm15IHNlY3JldCBwbGFuDQotLWEtLQ0K\n",
        ),
        (
            "boundary of no multipart",
            "Content-Type: text/plain; boundary=a\n\n--a\n\nmy secret plan\n--a--\n",
        ),
        (
            "partial",
            "Content-Type: message/partial; id=x; number=1; total=2\n\nmy secret plan\n",
        ),
        (
            "space before the colon",
            "Content-Transfer-Encoding : 7bit\n\nmy secret plan\n",
        ),
        (
            "two charsets",
            "Content-Type: text/plain; charset=utf-8; charset=utf-7\n\nmy +AHM-ecret plan\n",
        ),
    ] {
        let content = view(&format!("{TOP}{rest}"));
        assert!(content.uninspectable.is_some(), "{name}");
        assert!(
            content.finds("secret plan").is_some(),
            "{name}: {:#?}",
            content.texts
        );
    }
    for bytes in [
        &b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\n\
           x\r--a\r\n\r\ny\r\n--a--\r\n"[..],
        b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nA: b\rC: \
          d\r\n\r\ny\r\n--a--\r\n",
        b"Subject: x\r\n\r\nsec\0ret\r\n",
    ] {
        assert!(
            view_bytes(bytes, &Bounds::default())
                .uninspectable
                .is_some(),
            "{bytes:?}"
        );
    }
}

#[test]
fn the_reason_never_holds_what_the_message_says() {
    for (rest, phrase) in [
        (
            "Content-Type: multipart/mixed\n\nx\n",
            "its MIME structure is ambiguous: part 1 is a multipart without a boundary",
        ),
        (
            "Content-Type: text/plain; charset=\"x-\u{200b}own\"\n\nx\n",
            "part 1 (text/plain) is in an unknown charset",
        ),
        (
            "Content-Transfer-Encoding: x-own\n\nx\n",
            "part 1 is in an unknown transfer encoding",
        ),
        (
            "Content-Type: message/partial\n\nx\n",
            "part 1 is a piece of a message that goes on in other messages",
        ),
        (
            "\n-----BEGIN PGP MESSAGE-----\n\nhQ==\n",
            "part 1 (text/plain) is a text that is encrypted",
        ),
    ] {
        assert_eq!(view(&format!("{TOP}{rest}")).why(), phrase);
    }
}
