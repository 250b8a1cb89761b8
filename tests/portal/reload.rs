//! What changes with a reload, and what does not.

use std::sync::Arc;
use std::time::{Duration, Instant};

use postseal::mail::submit::Submit;

use super::rig::Rig;
use super::sink::Sink;

/// Asks until the answer is yes: a reload holds from some request on, soon.
async fn wait_for(what: &str, is_so: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !is_so().await {
        let waited = started.elapsed();
        assert!(
            waited < Duration::from_secs(20),
            "waited in vain for {what}"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_changes_the_settings_and_keeps_the_visits() {
    let rig = Rig::start().await;
    let mut reader = rig.reader(b"\r\nfirst").await;
    let sealed = rig.seal(&["bob@example.com"], b"\r\nsecond");
    let mut visit = rig.visit(&sealed).await;
    let sink = Sink::start().await;
    rig.reload(|state| {
        state.settings.from = "Acme <acme@example.org>".into();
        state.submit = Submit::new(&sink.address.to_string());
    });

    wait_for("the new name", async || {
        rig.browser().get("/").await.text().contains("Acme")
    })
    .await;
    let page = reader.page().await.text();
    assert!(page.contains("first"), "{page}");
    assert_eq!(visit.ask("").await.status, 303);
    let mail = sink.wait(1).await.remove(0);
    assert_eq!(mail.from, "acme@example.org");
    assert_eq!(visit.guess(&mail.code()).await.status, 303);
    assert!(visit.page().await.text().contains("second"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_changes_how_much_the_portal_takes() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], &[b'x'; 4_000]);
    let armor = super::rig::armor(&sealed);
    let upload = async || {
        let mut browser = rig.browser();
        browser.upload("sealed", armor.as_bytes()).await.status
    };
    rig.reload(|state| state.settings.max_memory = 1_000);
    wait_for("no room", async || upload().await == 503).await;
    rig.reload(|state| state.settings.max_memory = 1 << 30);
    wait_for("room", async || upload().await == 303).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_whose_state_will_not_change_again_goes_on() {
    let mut rig = Rig::start().await;
    let state = Arc::clone(&rig.state.borrow());
    rig.state = tokio::sync::watch::channel(state).0;
    assert_eq!(rig.browser().get("/").await.status, 200);
    assert!(rig.reader(b"\r\nx").await.page().await.status == 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_root_key_voids_no_code_on_its_way_and_forgets_no_limit() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], b"\r\nx");
    let mut visit = rig.visit(&sealed).await;
    let mut mails = Vec::new();
    for n in 1..=3 {
        assert_eq!(visit.ask("").await.status, 303);
        mails = rig.sink.wait(n).await;
        rig.clock.advance(Duration::from_secs(30));
    }
    rig.keyring.rotate().unwrap();
    rig.reload(|state| state.settings.from = "Acme <acme@example.org>".into());
    wait_for("the new name", async || {
        rig.browser().get("/").await.text().contains("Acme")
    })
    .await;
    assert_eq!(visit.ask("").await.status, 429);
    let answer = visit.guess(&mails[2].code()).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
}
