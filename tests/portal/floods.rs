//! What somebody who wants the portal to fail for others sends it.

use super::browser::{Browser, multipart};
use super::rig::{Rig, armor};
use super::uploads::noise;

/// A browser behind the proxy, in a network of its own.
fn from(rig: &Rig, address: &str) -> Browser {
    let mut browser = rig.browser();
    browser.forwarded_for = Some(address.to_owned());
    browser
}

async fn open(browser: &mut Browser, sealed: &[u8]) -> u16 {
    browser
        .upload("sealed", armor(sealed).as_bytes())
        .await
        .status
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_form_has_between_its_fields_is_bounded() {
    let rig = Rig::start().await;
    let (kind, body) = multipart(
        "sealed",
        armor(&rig.seal(&["bob@example.com"], b"\r\nx")).as_bytes(),
    );
    let kind = [("Content-Type", kind)];
    for (bytes, status) in [(1_000, 303), (20_000, 400), (3_000_000, 400)] {
        let preamble = [&vec![b'x'; bytes], &b"\r\n"[..], &body].concat();
        assert_eq!(
            rig.browser()
                .request("POST", "/open", &kind, &preamble)
                .await
                .status,
            status,
            "{bytes} before"
        );
        let at = body.iter().position(|&byte| byte == b'\n').unwrap() + 1;
        let header = [
            &body[..at],
            b"X-Long: ",
            &vec![b'x'; bytes],
            b"\r\n",
            &body[at..],
        ]
        .concat();
        assert_eq!(
            rig.browser()
                .request("POST", "/open", &kind, &header)
                .await
                .status,
            status,
            "{bytes} in a header"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_network_leaves_room_for_others() {
    let rig =
        Rig::with(|settings| (settings.max_memory, settings.max_upload) = (16 << 20, 1 << 20))
            .await;
    // Four are 4.06 MB of a share of 4.73 MB, whatever the store takes beside them; five never fit.
    const LARGE: usize = 1_000_000;
    let mut greedy = from(&rig, "192.0.2.1");
    let mut taken = 0;
    let refused = loop {
        let sealed = rig.seal(&["bob@example.com"], &noise(LARGE));
        match open(&mut greedy, &sealed).await {
            303 if taken < 20 => taken += 1,
            status => break status,
        }
    };
    assert_eq!(refused, 503);
    assert_eq!(taken, 4, "what a share has room for");
    // A neighbour, one behind the same subscriber's addresses, and somebody elsewhere.
    for other in ["192.0.2.99", "192.0.2.2", "198.51.100.1"] {
        let sealed = rig.seal(&["eve@example.com"], &noise(LARGE));
        let opened = open(&mut from(&rig, other), &sealed).await;
        assert_eq!(opened, 303, "{other}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_old_message_with_made_up_bodies_leaves_room_for_others() {
    let rig =
        Rig::with(|settings| (settings.max_memory, settings.max_upload) = (16 << 20, 1 << 20))
            .await;
    let genuine = rig.seal(&["bob@example.com"], b"\r\nx");
    let mut taken = 0;
    for n in 0..40 {
        let mut forged = genuine.clone();
        forged.resize(900_000, n);
        taken += usize::from(open(&mut from(&rig, &format!("10.1.{n}.1")), &forged).await == 303);
    }
    assert!(taken < 6, "{taken}");
    let reader = open(&mut from(&rig, "203.0.113.1"), &genuine).await;
    assert_eq!(reader, 303, "whoever has most of it makes way for a reader");
    let other = rig.seal(&["eve@example.com"], &noise(900_000));
    assert_eq!(open(&mut from(&rig, "198.51.100.1"), &other).await, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_readers_of_one_large_message_share_its_ciphertext() {
    let rig =
        Rig::with(|settings| (settings.max_memory, settings.max_upload) = (16 << 20, 1 << 20))
            .await;
    let sealed = rig.seal(&["bob@example.com", "eve@example.com"], &noise(900_000));
    let mut visits = Vec::new();
    for _ in 0..30 {
        visits.push(rig.visit(&sealed).await);
    }
    assert_eq!(rig.reserved_bytes().await, sealed.len() as u64 + 30 * 1024);
    for (n, mut visit) in visits.into_iter().enumerate() {
        assert!(
            rig.reserved_bytes().await > sealed.len() as u64,
            "visit {n} still needs it"
        );
        let token = visit.token().await;
        let path = format!("{}/sign-out", visit.path);
        assert_eq!(
            visit.browser.post(&path, &[("token", &token)]).await.status,
            200
        );
    }
    assert_eq!(rig.reserved_bytes().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_adds_a_port_or_nonsense_removes_no_limit() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], b"\r\nx");
    for n in 0..=300 {
        // What stands before the proxy's own entry is the client's invention.
        let mut browser = from(
            &rig,
            &format!("10.1.{}.1, 203.0.113.7:{}", n % 256, 40_000 + n),
        );
        assert_eq!(
            open(&mut browser, &sealed).await,
            if n < 300 { 303 } else { 429 },
            "{n}"
        );
    }
    // A proxy that says nothing usable shares one wide limit, whatever the client wrote.
    let mut last = 0;
    for n in 0..=3_000 {
        let mut browser = from(&rig, &format!("10.2.{}.1, unknown", n % 256));
        last = browser.upload("sealed", b"!!!").await.status;
        assert_eq!(last, if n < 3_000 { 422 } else { 429 }, "{n}");
    }
    assert_eq!(last, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_uploads_junk_leaves_its_neighbours_their_messages() {
    let rig = Rig::start().await;
    let here = || from(&rig, "192.0.2.1");
    for n in 0..300 {
        let answer = here().upload("file", b"no message").await;
        assert_eq!(answer.status, 422, "{n}");
    }
    let refused = here().upload("file", &b"no message\n".repeat(10_000)).await;
    assert_eq!(refused.status, 429, "nothing is looked for in it");
    let sealed = rig.seal(&["bob@example.com"], b"\r\nx");
    assert_eq!(open(&mut here(), &sealed).await, 303, "the button");
    let file = format!("<html><input name=\"sealed\" value=\"{}\">", armor(&sealed));
    let answer = here().upload("file", file.as_bytes()).await;
    assert_eq!(answer.status, 303, "message.html");
    let mut damaged = sealed.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let left = 298;
    for _ in 0..left {
        assert_eq!(open(&mut here(), &damaged).await, 422);
    }
    assert_eq!(
        open(&mut here(), &damaged).await,
        429,
        "these count as visits"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_has_fewer_limits_than_subscribers() {
    let rig = Rig::start().await;
    let mut limited = 0;
    for n in 0..2_000 {
        // From sixteen /64s of one /56.
        let mut browser = from(&rig, &format!("2001:db8:1:{:x}::{n:x}", n % 16));
        limited += usize::from(browser.upload("sealed", b"!!!").await.status == 429);
    }
    assert_eq!(limited, 800, "they have four times what one has");
    let neighbour = from(&rig, "2001:db8:1:20::1")
        .upload("sealed", b"!!!")
        .await;
    assert_eq!(neighbour.status, 422, "who has opened little is not held");
    let other = from(&rig, "2001:db8:1:100::1")
        .upload("sealed", b"!!!")
        .await;
    assert_eq!(other.status, 422, "another /56 of the site has its own");
}

/// Any page that somebody behind an address looks at can have a script send uploads from there.
#[tokio::test(flavor = "multi_thread")]
async fn what_scripts_of_other_pages_send_shuts_nobody_out() {
    let rig = Rig::start().await;
    let (kind, body) = multipart("sealed", b"");
    let script = [
        ("Content-Type", kind),
        ("Sec-Fetch-Mode", "no-cors".to_owned()),
    ];
    for _ in 0..400 {
        let mut browser = from(&rig, "192.0.2.1");
        let answer = browser.request("POST", "/open", &script, &body).await;
        assert_eq!(answer.status, 403);
    }
    let sealed = rig.seal(&["bob@example.com"], b"\r\nx");
    assert_eq!(open(&mut from(&rig, "192.0.2.1"), &sealed).await, 303);
}
