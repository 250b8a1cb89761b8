//! `/readyz`: whether the portal can do its work.

use std::fs;
use std::time::Duration;

use super::rig::Rig;

/// Asks until it answers with this status; it looks at the keys once a second at most.
async fn wait_for(rig: &Rig, status: u16) -> String {
    let started = std::time::Instant::now();
    loop {
        let answer = rig.browser().get("/readyz").await;
        if answer.status == status {
            return answer.text();
        }
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "{}",
            answer.text()
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_whose_keys_are_gone_is_alive_and_not_ready() {
    let rig = Rig::start().await;
    assert_eq!(wait_for(&rig, 200).await, "ready\n");
    let keys = rig.keyring.dir();
    let elsewhere = keys.with_extension("away");
    fs::rename(keys, &elsewhere).unwrap();
    let told = wait_for(&rig, 503).await;
    assert!(told.contains("keyring.dir"), "{told}");
    assert!(!told.contains('/'), "anybody may ask: {told}");
    assert_eq!(rig.browser().get("/healthz").await.status, 200);
    fs::rename(&elsewhere, keys).unwrap();
    wait_for(&rig, 200).await;
}
