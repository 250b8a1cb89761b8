//! Bringing a file, the right one and all others.

use super::browser::{Answer, multipart};
use super::rig::{NOW, Rig, armor, message_html};

fn is(answer: &Answer, status: u16, title: &str) {
    assert_eq!(
        (answer.status, answer.title().as_str()),
        (status, title),
        "{}",
        answer.text()
    );
    assert_eq!(
        answer.header("content-type"),
        Some("text/html; charset=utf-8")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wrapper_the_file_and_the_whole_mail_all_open() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], &vec![b'x'; 300_000]);
    let html = message_html(&sealed);
    let mail = format!(
        "From: alice@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; \
         boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\n\
         Content-Type: text/html; name=message.html\r\nContent-Disposition: attachment; \
         filename=message.html\r\n\r\n{html}\r\n--b--\r\n"
    );
    for (field, content) in [("sealed", armor(&sealed)), ("file", html), ("file", mail)] {
        for origin in [
            Some("null".to_owned()),
            Some("https://mail.example.com".into()),
            None,
        ] {
            let mut browser = rig.browser();
            browser.origin = origin;
            let answer = browser.upload(field, content.as_bytes()).await;
            assert_eq!(answer.status, 303, "{}", answer.text());
            let path = answer.header("location").unwrap().to_owned();
            assert_eq!(
                browser.get(&path).await.title(),
                "A message from alice@example.org"
            );
        }
    }
    assert_eq!(
        rig.reserved_bytes().await,
        (sealed.len() + 9 * 1024) as u64,
        "and only ciphertext is held, once"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_file_gets_the_page_that_helps() {
    let rig = Rig::with(|settings| settings.max_upload = 1 << 20).await;
    let other = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], &[7; 100_000]);
    let mut browser = rig.browser();
    is(
        &browser.upload("file", b"%PDF-1.7 and so on").await,
        422,
        "This is another file",
    );
    is(
        &browser.upload("file", &vec![b'x'; 2_000_000]).await,
        422,
        "This is another file",
    );
    is(
        &browser.upload("file", b"").await,
        422,
        "No file was chosen",
    );
    is(
        &browser.upload("other", b"x").await,
        422,
        "No file was chosen",
    );
    let text = [("Content-Type", "text/plain".to_owned())];
    let body = armor(&sealed);
    let answer = browser.request("POST", "/open", &text, body.as_bytes());
    is(&answer.await, 422, "No file was chosen");
    let html = message_html(&sealed);
    is(
        &browser
            .upload("file", &html.as_bytes()[..html.len() / 2])
            .await,
        422,
        "This file can’t be opened",
    );
    is(
        &browser.upload("sealed", b"!!!").await,
        422,
        "This file can’t be opened",
    );
    is(
        &browser
            .upload("sealed", armor(&sealed[..50]).as_bytes())
            .await,
        422,
        "This file can’t be opened",
    );
    is(
        &browser
            .upload(
                "sealed",
                armor(&other.seal(&["bob@example.com"], b"x")).as_bytes(),
            )
            .await,
        422,
        "This file can’t be opened",
    );
    for at in [0, 4, 20, 60, 90, 300] {
        let mut flipped = sealed.clone();
        flipped[at] ^= 1;
        is(
            &browser.upload("sealed", armor(&flipped).as_bytes()).await,
            422,
            "This file can’t be opened",
        );
    }
    is(
        &browser
            .upload(
                "sealed",
                armor(&rig.seal(&["bob@example.com"], &noise(1_100_000))).as_bytes(),
            )
            .await,
        413,
        "This file is too large",
    );
    is(
        &browser.upload("sealed", &vec![b'A'; 1_300_000]).await,
        422,
        "This file can’t be opened",
    );
    let (kind, body) = multipart("file", &vec![b'x'; 1_000]);
    let kind = [("Content-Type", kind)];
    is(
        &browser
            .request("POST", "/open", &kind, &body[..body.len() - 10])
            .await,
        400,
        "The file did not arrive",
    );
    assert_eq!(rig.reserved_bytes().await, 0, "nothing of all that is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn bombs_from_strangers_are_another_file_and_leave_the_portal_alive() {
    let rig = Rig::start().await;
    for piece in [
        "Content-Type: message/rfc822\r\n\r\n",
        "Content-Type: message/rfc822\n\n",
        "--b\n\n",
        "a:\n",
    ] {
        for bytes in [500_000, 5_000_000] {
            let bomb = format!(
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{}",
                piece.repeat(bytes / piece.len())
            );
            is(
                &rig.browser().upload("file", bomb.as_bytes()).await,
                422,
                "This is another file",
            );
        }
    }
    assert_eq!(rig.reserved_bytes().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_announces_too_much_is_refused_and_shown_why() {
    let rig = Rig::with(|settings| settings.max_upload = 100_000).await;
    let (kind, body) = multipart("sealed", &vec![b'A'; 3_000_000]);
    let answer = rig
        .browser()
        .request("POST", "/open", &[("Content-Type", kind)], &body)
        .await;
    is(&answer, 413, "This file is too large");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_has_expired_stays_expired_and_one_that_expires_meanwhile_closes() {
    let rig = Rig::start().await;
    let sealed = rig.seal_meta(&["bob@example.com"], b"\r\nx", |meta| {
        meta.expires = Some(NOW + 100)
    });
    let mut visit = rig.visit(&sealed).await;
    visit.ask("").await;
    let code = rig.sink.wait(1).await[0].code();
    visit.guess(&code).await;
    assert_eq!(visit.page().await.status, 200);
    rig.clock.jump_wall(100);
    for part in ["", "/original.eml", "/body"] {
        let path = format!("{}{part}", visit.path);
        is(
            &visit.browser.get(&path).await,
            410,
            "This message has expired",
        );
    }
    is(
        &rig.browser()
            .upload("sealed", armor(&sealed).as_bytes())
            .await,
        410,
        "This message has expired",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn when_there_is_no_room_a_page_says_so_and_running_visits_go_on() {
    let rig = Rig::with(|settings| settings.max_memory = 300_000).await;
    let another = || rig.seal(&["bob@example.com"], &noise(100_000));
    let sealed = another();
    let mut first = rig.visit(&another()).await;
    rig.visit(&another()).await;
    let answer = rig
        .browser()
        .upload("sealed", armor(&sealed).as_bytes())
        .await;
    is(&answer, 503, "Please come back in a moment");
    assert!(answer.header("retry-after").is_some());
    let token = first.token().await;
    let path = format!("{}/sign-out", first.path);
    is(
        &first.browser.post(&path, &[("token", &token)]).await,
        200,
        "You are signed out",
    );
    assert!(first.browser.cookies.is_empty());
    is(&first.page().await, 410, "This visit is over");
    rig.visit(&sealed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_uploads_without_end_waits() {
    let rig = Rig::start().await;
    let sealed = armor(&rig.seal(&["bob@example.com"], b"\r\nx"));
    let mut browser = rig.browser();
    browser.forwarded_for = Some("2001:db8::1".into());
    for _ in 0..300 {
        assert_eq!(
            browser.upload("sealed", sealed.as_bytes()).await.status,
            303
        );
    }
    is(
        &browser.upload("sealed", sealed.as_bytes()).await,
        429,
        "Please wait a little",
    );
    let another = armor(&rig.seal(&["carol@example.com"], b"\r\ny"));
    let answer = browser.upload("sealed", another.as_bytes()).await;
    assert_eq!(
        answer.status, 303,
        "somebody's other message behind the same address"
    );
}

/// Bytes that don't compress.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    })
    .take(length)
    .collect()
}
