//! What a reader sees, and what of it could do harm.

use std::time::{Duration, Instant};

use super::rig::{Rig, armor};
use super::uploads::noise;

pub fn mixed(parts: &[&str]) -> String {
    let parts: String = parts
        .iter()
        .map(|part| format!("--b\r\n{part}\r\n"))
        .collect();
    format!(
        "From: Alice <alice@example.org>\r\nTo: bob@example.com\r\nDate: Thu, 12 Mar 2026 14:05:09 \
         +0100\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--\r\n"
    )
}

/// A page with single spaces for all its white space.
pub fn words(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn html_is_shown_in_a_sandboxed_frame_with_a_policy_of_its_own() {
    let rig = Rig::start().await;
    let message = mixed(&[
        "Content-Type: multipart/related; boundary=r\r\n\r\n--r\r\nContent-Type: text/html\r\n\r\n\
         <p>Hi <img src=\"cid:pic@x\"><script>alert(1)</script><img \
         src=\"https://evil.example/p.gif\"></p>\r\n\
         --r\r\nContent-Type: image/png\r\nContent-ID: <pic@x>\r\nContent-Transfer-Encoding: \
         base64\r\n\r\niVBORw0KGgo=\r\n--r--",
        "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n\
         JVBERi0=",
    ]);
    let mut visit = rig.reader(message.as_bytes()).await;
    let page = visit.page().await;
    let text = page.text();
    assert!(
        text.contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\""),
        "{text}"
    );
    assert!(!text.contains("alert(1)"));
    assert!(
        text.contains("One attachment") && text.contains("a.pdf"),
        "a picture in the text is no attachment: {text}"
    );
    let frame = visit.part("body").await;
    let policy = frame.header("content-security-policy").unwrap();
    for part in [
        "default-src 'none'",
        "img-src data:",
        "sandbox allow-popups",
        "form-action 'none'",
        "frame-ancestors 'self'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(
        !policy.contains("script-src")
            && !policy.contains("allow-scripts")
            && !policy.contains("allow-same-origin")
    );
    let text = frame.text();
    assert!(
        text.contains("src=\"data:image/png;base64,iVBORw0KGgo=\""),
        "{text}"
    );
    assert!(!text.contains("alert") && !text.contains("evil.example"));
    assert!(
        words(&text).contains("are left out"),
        "it says that something is missing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_shown_over_and_over_does_not_swell_the_answer() {
    let rig = Rig::start().await;
    let picture = "A".repeat(500_000);
    let message = mixed(&[&format!(
        "Content-Type: multipart/related; boundary=r\r\n\r\n--r\r\nContent-Type: text/html\r\n\r\n\
         <p>Hi{}</p>\r\n\
         --r\r\nContent-Type: image/png\r\nContent-ID: <a>\r\nContent-Transfer-Encoding: base64\r\n\
         \r\n{picture}\r\n--r--",
        "<img src=cid:a>".repeat(2_001)
    )]);
    let mut visit = rig.reader(message.as_bytes()).await;
    let frame = visit.part("body").await;
    let uses = frame.text().matches(&picture).count();
    assert!(
        (1..10).contains(&uses),
        "{uses} uses, {} bytes",
        frame.body.len()
    );
    assert!(
        frame.text().contains("too large to show"),
        "it says that something is missing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_that_a_browser_repeats_do_not_swell_the_answer() {
    let rig = Rig::start().await;
    let open: String = (0..1_000).map(|n| format!("<font size={n}>")).collect();
    let message = format!(
        "Content-Type: text/html\r\n\r\n<p>{open}</p>{}",
        "<p>x".repeat(3_000)
    );
    let mut visit = rig.reader(message.as_bytes()).await;
    let frame = visit.part("body").await;
    assert!(frame.body.len() < 32 << 20, "{} bytes", frame.body.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn text_is_escaped_wherever_it_comes_from() {
    let rig = Rig::start().await;
    let evil = "<script>alert(1)</script>\"'&";
    let message = format!(
        "From: {evil} <a@example.org>\r\nTo: =?utf-8?Q?=3Cscript=3Ealert=281=29?= \
         <b@example.com>\r\n\r\n{evil} https://ok.example/?a=\"b\r\n"
    );
    let sealed = rig.seal_meta(&["bob@example.com"], message.as_bytes(), |meta| {
        meta.subject = evil.into()
    });
    let mut visit = rig.visit(&sealed).await;
    visit.ask("").await;
    let code = rig.sink.wait(1).await[0].code();
    visit.guess(&code).await;
    let text = visit.page().await.text();
    assert!(text.contains("&#60;script&#62;"), "{text}");
    assert!(!text.contains("<script>alert"), "{text}");
    assert!(
        words(&text).contains(
            "<a href=\"https://ok.example/?a=\" target=\"_blank\" rel=\"noopener noreferrer\">"
        ),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn attachments_never_render_and_hostile_names_become_harmless() {
    let rig = Rig::start().await;
    let polyglot = "<html><script>alert(1)</script>%PDF-1.7";
    let part = |name: &str| {
        format!(
            "Content-Type: text/html\r\nContent-Disposition: attachment; \
             filename*=utf-8''{name}\r\n\r\n{polyglot}"
        )
    };
    let names = [
        "..%2F..%2Fetc%2Fpasswd",
        "a%0D%0ASet-Cookie%3A%20x%3Dy.html",
        "invoice%E2%80%AEfdp.exe",
        "%22%3Bx%3D%22.svg",
        "%C3%A9t%C3%A9.pdf",
        "con.txt",
    ];
    let parts: Vec<String> = names.iter().map(|name| part(name)).collect();
    let parts: Vec<&str> = std::iter::once("\r\nhi")
        .chain(parts.iter().map(String::as_str))
        .collect();
    let mut visit = rig.reader(mixed(&parts).as_bytes()).await;
    let page = visit.page().await.text();
    let expected = [
        "passwd",
        "aSet-Cookie_ x=y.html",
        "invoicefdp.exe",
        ";x=_.svg",
        "été.pdf",
        "_con.txt",
    ];
    for (number, expected) in (1..).zip(expected) {
        let answer = visit.part(&format!("attachment/{number}")).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, polyglot));
        assert_eq!(
            answer.header("content-type"),
            Some("application/octet-stream")
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert!(
            answer
                .header("content-security-policy")
                .unwrap()
                .contains("sandbox")
        );
        assert!(answer.header("set-cookie").is_none());
        let disposition = answer.header("content-disposition").unwrap();
        assert!(
            disposition.starts_with("attachment; filename=\""),
            "{disposition}"
        );
        assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
        for bad in ["..", "/", "\\", "\u{202e}"] {
            assert!(!disposition.contains(bad), "{disposition}");
        }
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert_eq!(visit.part("attachment/99").await.status, 404);
    assert_eq!(visit.part("attachment/x").await.status, 404);
    assert_eq!(visit.part("attachment/-1").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_original_and_large_attachments_come_out_as_they_went_in() {
    let rig = Rig::start().await;
    let mut message = mixed(&["\r\nhi"]).into_bytes();
    message.extend_from_slice(&noise(5_000_000));
    message.extend_from_slice(b"\n.\r\n\rno end");
    let mut visit = rig.reader(&message).await;
    let answer = visit.part("original.eml").await;
    assert_eq!(
        answer.header("content-length"),
        Some(message.len().to_string().as_str())
    );
    assert!(answer.body == message, "byte for byte");
    assert!(
        answer
            .header("content-disposition")
            .unwrap()
            .contains("filename=\"The plan.eml\"")
    );
    for odd in [
        &b""[..],
        b"\0",
        b"no header at all",
        b"\r\n",
        b"A: b",
        b"\xff\xfe\xfd",
    ] {
        let mut visit = rig.reader(odd).await;
        assert_eq!(visit.part("original.eml").await.body, odd);
        assert_eq!(visit.page().await.status, 200, "{odd:?}");
        rig.clock.advance(std::time::Duration::from_secs(86_400));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bombs_deep_mime_and_gigabytes_of_zeros_end_at_a_page_within_a_second() {
    let rig = Rig::with(|settings| settings.max_message = 8 << 20).await;
    let deep: String = (0..2_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
        .collect();
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
    let wide = format!(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n{}",
        "--b\r\n\r\nx\r\n".repeat(100_000)
    );
    let tags = format!("Content-Type: text/html\r\n\r\n{}", "<div>".repeat(300_000));
    for message in [deep, nested, wide, tags] {
        let mut visit = rig.reader(message.as_bytes()).await;
        let start = std::time::Instant::now();
        assert_eq!(visit.page().await.status, 200);
        visit.part("body").await;
        assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
        assert_eq!(visit.part("original.eml").await.body, message.as_bytes());
        rig.clock.advance(std::time::Duration::from_secs(86_400));
    }
    // A few kilobytes of ciphertext: no visit begins with it, and nothing is kept.
    let zeros = rig.seal(&["bob@example.com"], &vec![0; 9 << 20]);
    let kept = rig.reserved_bytes().await;
    let answer = rig
        .browser()
        .upload("sealed", armor(&zeros).as_bytes())
        .await;
    assert_eq!(
        (answer.status, answer.title().as_str()),
        (422, "This file can’t be opened")
    );
    assert_eq!(rig.reserved_bytes().await, kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_proof_nothing_of_the_message_is_shown() {
    let rig = Rig::start().await;
    let mut visit = rig
        .visit(&rig.seal(&["bob@example.com"], b"Subject: s\r\n\r\nsecret text"))
        .await;
    for part in ["", "/body", "/attachment/0", "/original.eml"] {
        let path = format!("{}{part}", visit.path);
        let answer = visit.browser.get(&path).await;
        assert!(
            !answer.text().contains("secret text") && !answer.text().contains("The plan"),
            "{part}"
        );
        assert!(part.is_empty() || answer.status == 410, "{part}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn text_of_what_could_be_links_is_shown_soon() {
    let rig = Rig::start().await;
    let text = "http".repeat(1 << 20);
    let message = format!("Subject: x\r\n\r\n{text}");
    let mut visit = rig.reader(message.as_bytes()).await;
    let start = Instant::now();
    assert!(visit.page().await.text().contains(&text));
    // Where the text is read again and again it is minutes.
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}
