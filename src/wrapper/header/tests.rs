//! What of a header stays on a carrier.

use super::*;

fn own() -> Identity {
    Identity {
        message_id: "<own@portal>".into(),
        date: "Fri, 27 Nov 2026 10:00:00 +0000".into(),
    }
}

fn carrier(original: &str, subject: Option<&str>) -> String {
    let (header, _) = Header::parse(original.as_bytes());
    let edits = Edits::new(
        &header,
        subject,
        "<mark@portal>",
        &own(),
        "multipart/mixed; boundary=\"b\"",
    );
    let fields = edits.apply(&header);
    String::from_utf8(
        fields
            .fields()
            .iter()
            .flat_map(|field| field.raw().to_vec())
            .collect(),
    )
    .unwrap()
}

#[test]
fn what_identifies_a_mail_and_cant_stay_is_replaced() {
    let original = "From: a@example.org\r\nMessage-ID: <123456789>\r\nDate: 27/11/2026\r\n";
    let replaced = carrier(original, None);
    for field in [
        "Message-ID: <own@portal>\r\n",
        "Date: Fri, 27 Nov 2026 10:00:00 +0000\r\n",
    ] {
        assert!(replaced.contains(field), "{replaced}");
    }
    assert!(!replaced.contains("123456789"), "{replaced}");
    let original = "Message-ID: <1@example.org>\r\nDate: Thu, 26 Nov 2026 09:00:00 +0100\r\n";
    let kept = carrier(original, None);
    assert!(kept.starts_with(original), "{kept}");
    assert!(!kept.contains("own@"), "{kept}");
}

#[test]
fn nothing_stays_but_what_delivery_needs() {
    let original = "Received: by x.example\r\nDKIM-Signature: v=1\r\nX-Secret: a\r\nFrom: \
                    a@example.org\r\nx-secret : b\r\n\
                    Subject: [secure] plan\r\nSubject: second\r\nComments: c\r\nContent-Type: \
                    text/plain\r\n\
                    MIME-Version: 1.0\r\nKeywords: k\r\nBcc: z@example.net\r\nResent-To: \
                    q@example.net\r\n";
    assert_eq!(
        carrier(original, Some("plan")),
        "Received: by x.example\r\nFrom: a@example.org\r\nSubject: plan\r\n\
         References: <mark@portal>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n"
    );
}

#[test]
fn threads_stay_threads() {
    let answer = "Message-ID: <3@x>\r\nReferences: <1@x>\r\n <2@x>\r\nReferences: secret\r\n\
                  In-Reply-To: <2@x>\r\n";
    let carrier_of = carrier(answer, None);
    assert!(
        carrier_of.contains("References: <1@x>\r\n\t<2@x>\r\n\t<mark@portal>\r\n"),
        "{carrier_of}"
    );
    assert!(!carrier_of.contains("secret"));
    assert!(
        carrier("In-Reply-To: <2@x>\r\n", None)
            .contains("References: <2@x>\r\n\t<mark@portal>\r\n")
    );
}

#[test]
fn a_subject_that_was_nothing_but_the_tag_goes() {
    assert!(!carrier("Subject: [secure]\r\nSubject: other\r\n", Some(" ")).contains("Subject"));
}

#[test]
fn a_subject_never_becomes_two_fields() {
    for subject in [
        "a\r\nBcc: x@example.net",
        "ü\nX: y",
        &"long ".repeat(100),
        "\u{85}\u{2028}x",
    ] {
        let text = carrier("Subject: s\r\n", Some(subject));
        let (header, body) = Header::parse(text.as_bytes());
        assert_eq!((header.fields().len(), body), (4, text.len()), "{text}");
    }
}

#[test]
fn a_carrier_that_comes_back_with_a_spoilt_identity_gets_another() {
    let spoilt = "Message-ID: <list words>\r\nDate: yesterday\r\nMIME-Version: 1.0\r\n";
    let (header, _) = Header::parse(spoilt.as_bytes());
    let back = Edits::returning(&header, None, &own()).apply(&header);
    let value = |name: &str| back.first(name).map(Field::decoded).unwrap_or_default();
    assert_eq!(value("Message-ID").trim(), own().message_id);
    assert_eq!(value("Date").trim(), own().date);
}

#[test]
fn of_a_carrier_that_comes_back_all_goes_that_was_added() {
    let returned = "Received: by b.example\r\nX-Scanned: secret\r\nList-Id: <l.example>\r\n\
                    Subject: [l] plan\r\n\
                    Subject: secret\r\n\
                    DKIM-Signature: d\r\nMIME-Version: 1.0 (secret)\r\nMIME-Version: 1.0\r\n\
                    Content-Type: multipart/mixed;\r\n\tboundary=\"b\"\r\nContent-Language: \
                    secret\r\nX-Postseal: v2 00\r\n";
    let (header, _) = Header::parse(returned.as_bytes());
    let fields = Edits::returning(&header, None, &own()).apply(&header);
    let text: String = fields
        .fields()
        .iter()
        .map(|field| String::from_utf8_lossy(field.raw()))
        .collect();
    assert_eq!(
        text,
        "Received: by b.example\r\nList-Id: <l.example>\r\nSubject: [l] plan\r\n\
         DKIM-Signature: d\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed;\r\n\tboundary=\"b\"\r\nX-Postseal: v2 00\r\n"
    );
    assert!(
        Edits::returning(&fields, None, &own()).0.is_empty()
            && Edits::returning(&fields, Some("[l]  plan"), &own())
                .0
                .is_empty()
    );
    assert!(!Edits::returning(&fields, Some("plan"), &own()).0.is_empty());
}

#[test]
fn how_a_body_is_read_bears_folding_and_is_said_once() {
    let of = |text: &str| content_type(&Header::parse(text.as_bytes()).0);
    let one = of("Content-Type: multipart/mixed;\r\n\tboundary=\"b\"\r\nSubject: s\r\n");
    assert!(one.is_some());
    assert_eq!(
        one,
        of("To: x\r\ncontent-type:multipart/mixed; boundary=\"b\"\r\n")
    );
    assert_ne!(
        one,
        of("Content-Type: multipart/mixed; boundary=\"b\"; x=secret\r\n")
    );
    assert_eq!(of("Content-Type: a/b\r\nContent-Type: a/b\r\n"), None);
    assert_eq!(of("Subject: s\r\n"), None);
}

/// The marker stands wherever a field has room for words that delivery doesn't need.
#[test]
fn no_words_stay_in_a_field_that_stays() {
    let fields = [
        "In-Reply-To: WORDS",
        "In-Reply-To: Your WORDS of <1@x>",
        "In-Reply-To: <1@x> (WORDS)",
        "In-Reply-To: <WORDS of mine@x>",
        "References: WORDS <1@x>",
        "References: <1@x>\r\n WORDS\r\n\t(<2@x>)",
        "References: \"WORDS\" <\"WORDS\"@x>",
        "Message-ID: <1@x> (WORDS)",
        "Message-ID: <1@x> WORDS",
        "Message-ID: WORDS",
        "Message-ID: <\"the WORDS\"@x>",
        "Message-ID: <(WORDS)1@x>",
        "List-Id: The WORDS list <l.example.org>",
        "List-Id: \"WORDS\" <l.example.org>",
        "List-Id: WORDS",
        "List-Id: =?utf-8?Q?WORDS?= <l.example.org>",
        "List-Id: <l.example.org> (WORDS)",
        "List-Help: <mailto:l@example.org> (WORDS)",
        "List-Help: WORDS",
        "List-Unsubscribe: <WORDS>, <https://example.org/u>",
        "List-Unsubscribe: <https://example.org/u WORDS>",
        "List-Unsubscribe-Post: WORDS",
        "List-Subscribe: <mailto:l@example.org>, WORDS",
        "List-Post: NO (WORDS)",
        "List-Owner: (WORDS)",
        "List-Archive: <data:WORDS>",
        "Auto-Submitted: no; WORDS",
        "Auto-Submitted: auto-replied (WORDS)",
        "Auto-Submitted: WORDS",
        "Auto-Submitted: auto-notified; owner-email=\"WORDS\"",
        "Precedence: bulk WORDS",
        "Precedence: bulk (WORDS)",
        "X-Auto-Response-Suppress: All, WORDS",
        "Date: Fri, 20 Nov 2026 10:00:00 +0000 (WORDS)",
        "Date: Fri, 20 Nov 2026 10:00:00 +0000 WORDS",
        "Date: (WORDS) 20 Nov 2026 10:00 +0000",
        "Date: WORDS",
        "MIME-Version: 1.0 (WORDS)",
        "Content-Type: text/plain; name=WORDS",
        "From: alice@example.org (WORDS)",
        "From: Alice (WORDS (of hers)) <alice@example.org>",
        "From: WORDS",
        "From: WORDS:;",
        "Sender: \"Alice\" <alice@example.org> WORDS",
        "Reply-To: WORDS: alice@example.org, b@example.org;",
        "Reply-To: (WORDS)",
        "Reply-To: mailto:a@b.example?subject=WORDS",
        "Reply-To: a@b.example?body=x@WORDS",
        "Reply-To: <a@b.example?subject=WORDS>",
        "From: alice@[WORDS]",
        "From: <@WORDS,@x.example:alice@example.org>",
        "To: WORDS:;",
        "To: WORDS: bob@example.net;, carol@example.com",
        "To: Bob\r\n (WORDS)\r\n <bob@example.net>",
        "To: WORDS, bob@example.net",
        "To: <WORDS @example.net>",
        "To: bob@example.net (\\) WORDS)",
        "Cc: bob@example.net (\"WORDS\")",
        "Cc: bob@example.net; (WORDS",
        "Received: WORDS",
        "Received: from a.example by b.example (WORDS) with ESMTP id 1; 20 Nov 2026 10:00 +0000",
        "Received: from a.example by b.example WORDS with ESMTP; 20 Nov 2026 10:00 +0000 (WORDS)",
        "Received: from a.example by b.example with ESMTP id 1; WORDS",
        "Received: (WORDS) by b.example; 20 Nov 2026 10:00 +0000",
        "Received: from a.example (WORDS [192.0.2.1]) by b.example",
        "Received: from a.example by b.example (",
        "Received: from a.example by b.example via \"WORDS\" with ESMTP; 20 Nov 2026 10:00 +0000",
        "Received: from a.example by b.example for <WORDS x>; 20 Nov 2026 10:00 +0000",
        "Resent-From: WORDS <a@example.org>",
        "Comments: WORDS",
        "Keywords: WORDS",
        "X-Anything: WORDS",
        "Thread-Topic: WORDS",
        "Return-Path: <a@example.org> (WORDS)",
        "Content-Description: WORDS",
        "Organization: WORDS",
    ];
    let words = [
        "geheim",
        "GEHEIM",
        "diagnosis-k7x",
        "Diagnosis K7x",
        "gehëim",
    ];
    for field in fields {
        for word in words {
            let field = field.replace("WORDS", word);
            let original = format!("{field}\r\nX-Last: 1\r\n");
            let text = carrier(&original, None);
            let shown = text.to_lowercase();
            for part in word.to_lowercase().split(' ') {
                assert!(!shown.contains(part), "{field}\n{text}");
            }
            // What is left is a header, and nothing is left to take out of it.
            let (header, end) = Header::parse(text.as_bytes());
            assert_eq!(end, text.len(), "{text}");
            let again = stripped(&header, is_kept_of_carrier, None);
            assert_eq!(again, [], "{field}\n{text}");
            // One that comes back loses the words too.
            let (header, _) = Header::parse(original.as_bytes());
            let back = Edits::returning(&header, None, &own()).apply(&header);
            let back = back.fields().iter().flat_map(|field| field.raw().to_vec());
            let back = String::from_utf8_lossy(&back.collect::<Vec<_>>()).to_lowercase();
            let own = field.starts_with("Content-Type") || field.starts_with("MIME");
            assert!(
                own || !back.contains(&word.to_lowercase()),
                "{field}\n{back}"
            );
        }
    }
}

/// What programs and servers write of themselves stays, byte for byte.
#[test]
fn fields_that_have_no_words_stay_as_they_are() {
    for field in [
        "In-Reply-To: <CAF+9=x_y.z-1@mail.example.com>",
        "Message-ID: <AM0PR01MB1234.eurprd01.prod.exchangelabs.com@AM0.example>",
        "Message-ID: <20261120100000.1@[192.0.2.1]>",
        "List-Id: <people.example.org>",
        "List-Id: people.example.org",
        "List-Unsubscribe: <https://example.org/u?t=a%20b>,\r\n <mailto:u@example.org?subject=x>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "List-Post: NO",
        "Auto-Submitted: auto-generated",
        "Precedence: bulk",
        "Date: Fri, 20 Nov 2026 10:00:00 +0000",
        "Date: 20 Nov 2026 10:00 GMT",
        "From: Alice <alice@example.org>",
        "From: alice@example.org",
        "From: \"Alice, the (first); x@y:\" <alice@example.org>",
        "From: =?utf-8?Q?Alice?= <alice@example.org>",
        "From: alice@[192.0.2.1], <bob@[IPv6:2001:db8::1]>",
        "Sender: Ann O'Hara <\"ann o\"@example.org>",
        "To: Bob <bob@example.net>,\r\n\t\"Carol C.\" <carol@example.com>, dave@example.net",
        "To: undisclosed-recipients:;",
        "Cc: J. R. <jr@xn--bcher-kva.example>, bücher@bücher.example",
        "Received: from mx.example.com (mx.example.com [198.51.100.7])\r\n\t(using TLSv1.3 with \
         cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n\t key-exchange X25519 server-signature \
         RSA-PSS (2048 bits) server-digest SHA256)\r\n\t(No client certificate requested)\r\n\tby \
         mail.example.org (Postfix) with ESMTPS id 4X\r\n\tfor <a@example.org>; Fri, 20 Nov 2026 \
         10:00:00 +0000 (UTC)",
        "Received: by mail.example.org (Postfix, from userid 1000)\r\n\tid 1; Fri, 20 Nov 2026 \
         10:00:00 +0000 (UTC)",
        "Received: from mail.example.org ([127.0.0.1]) by localhost (mail.example.org \
         [127.0.0.1]) (amavisd-new, port 10024) with ESMTP id x; Fri, 20 Nov 2026 10:00:00 +0000",
        "Received: from EX1.example.org (10.1.2.3) by EX2.example.org (10.1.2.4) with Microsoft \
         SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.2.1; \
         Fri, 20 Nov 2026 10:00:00 +0000",
    ] {
        let original = format!("{field}\r\n");
        let text = carrier(&original, None);
        assert!(text.starts_with(&original), "{text}");
    }
}

#[test]
fn of_a_field_with_words_the_rest_stays() {
    for (field, kept) in [
        ("In-Reply-To: Your mail of <1@x> (x)", "In-Reply-To: <1@x>"),
        (
            "List-Id: The list <l.example.org>",
            "List-Id: <l.example.org>",
        ),
        (
            "Auto-Submitted: auto-replied; x",
            "Auto-Submitted: auto-replied",
        ),
        ("Auto-Submitted: x", "Auto-Submitted: auto-generated"),
        (
            "List-Post: <mailto:l@x.example> (x)",
            "List-Post: <mailto:l@x.example>",
        ),
        ("From: alice@x.example (Alice)", "From: alice@x.example"),
        (
            "From: Alice (x) <alice@x.example>",
            "From: Alice  <alice@x.example>",
        ),
        ("From: x", "From: undisclosed-sender:;"),
        (
            "Reply-To: mailto:a@b.example?subject=x",
            "Reply-To: a@b.example",
        ),
        (
            "To: Bob <b@x.example> <c@x.example>",
            "To: Bob <b@x.example>,\r\n\t<c@x.example>",
        ),
        (
            "To: Ward: b@x.example, Carol <c@x.example>;",
            "To: b@x.example,\r\n\tCarol <c@x.example>",
        ),
        (
            "Date: Fri, 20 Nov 2026 10:00:00 +0100 (x)",
            "Date: Fri, 20 Nov 2026 10:00:00 +0100",
        ),
        (
            "Received: from a.b (x) by c.d with ESMTP id 1; 20 Nov 2026 10:00 +0000",
            "Received: from a.b by c.d with ESMTP id 1; 20 Nov 2026 10:00 +0000",
        ),
    ] {
        let text = carrier(&format!("{field}\r\n"), None);
        assert!(text.starts_with(&format!("{kept}\r\n")), "{field}\n{text}");
    }
    // A thread that is longer than anybody needs loses its middle.
    let ids: Vec<String> = (0..2_000).map(|at| format!("<{at}@x>")).collect();
    let text = carrier(&format!("References: {}\r\n", ids.join("\r\n ")), None);
    assert!(text.contains("<0@x>\r\n\t<1951@x>") && text.contains("<1999@x>\r\n\t<mark@portal>"));
}
