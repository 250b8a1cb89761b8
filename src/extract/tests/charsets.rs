//! Texts whose label names another charset than theirs: they are read as labelled, and otherwise.

use super::{view_bytes, with_file};
use crate::extract::{Bounds, Content};
use base64::Engine;

/// A message whose text is `bytes`, said to be in the charset `label`.
fn labelled(label: &str, bytes: &[u8]) -> Content {
    let encoded = base64::engine::general_purpose::STANDARD.encode(bytes);
    let message = format!(
        "From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; \
         charset={label}\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n"
    );
    view_bytes(message.as_bytes(), &Bounds::default())
}

#[test]
fn a_text_in_another_charset_than_it_says_is_read_in_that_too() {
    // "a secret plan" in Japanese, Chinese and Russian.
    let shift_jis = b"\x94\xe9\x96\xa7\x82\xcc\x8c\x76\x89\xe6\x82\xc5\x82\xb7\x81\x42\r\n";
    let euc_jp = b"\xc8\xeb\xcc\xa9\xa4\xce\xb7\xd7\xb2\xe8\xa4\xc7\xa4\xb9\xa1\xa3\r\n";
    let gbk = b"\xbb\xfa\xc3\xdc\xb5\xc4\xbc\xc6\xbb\xae\xa1\xa3\r\n";
    let windows_1251 = b"\xf1\xe5\xea\xf0\xe5\xf2\xed\xfb\xe9 \xef\xeb\xe0\xed\r\n";
    for (label, bytes, words) in [
        ("iso-2022-jp", &shift_jis[..], "秘密の計画"),
        ("iso-2022-jp", euc_jp, "秘密の計画"),
        ("euc-jp", shift_jis, "秘密の計画"),
        ("shift_jis", euc_jp, "秘密の計画"),
        ("iso-8859-1", shift_jis, "秘密の計画"),
        ("windows-1252", gbk, "机密的计划"),
        ("us-ascii", gbk, "机密的计划"),
        ("utf-8", gbk, "机密的计划"),
        ("big5", gbk, "机密的计划"),
        ("euc-kr", gbk, "机密的计划"),
        ("gb2312", shift_jis, "秘密の計画"),
        ("koi8-r", windows_1251, "секретный план"),
        ("iso-8859-1", windows_1251, "секретный план"),
        ("iso-8859-5", windows_1251, "секретный план"),
        ("us-ascii", b"Herr F\xe4hrmann\r\n", "fährmann"),
        ("iso-2022-jp", b"Herr F\xe4hrmann\r\n", "fährmann"),
        ("iso-8859-1", b"the \x93plan\x94\r\n", "the “plan”"),
    ] {
        let content = labelled(label, bytes);
        let folded = crate::mail::text::folded(words);
        assert!(
            content.finds(&folded).is_some(),
            "{label}: {words}: {:#?}",
            content.texts
        );
    }
}

#[test]
fn a_text_in_the_charset_that_it_says_is_read_in_no_other() {
    let western = b"Gr\xfc\xdfe aus K\xf6ln und \xfcber die Br\xfccke nach D\xfcsseldorf\r\n";
    for label in ["iso-8859-1", "windows-1252", "iso-8859-15"] {
        let content = labelled(label, western);
        assert_eq!(content.texts.len(), 1, "{label}: {:#?}", content.texts);
    }
}

#[test]
fn a_page_in_another_charset_than_it_says_is_read_in_that_too() {
    let page = b"<html><head><meta charset=\"euc-kr\"></head><body>\x94\xe9\x96\xa7\x82\xcc\
                 \x8c\x76\x89\xe6</body></html>";
    let content = view_bytes(&with_file("a.html", "text/html", page), &Bounds::default());
    assert!(
        content.finds("秘密の計画").is_some(),
        "{:#?}",
        content.texts
    );
}
