//! What the figures tell somebody who watches them while using the portal.

use std::collections::BTreeMap;
use std::time::Duration;

use postseal::metrics::{Format, Metrics};

use super::genuine::{not_me, reference};
use super::rig::Rig;

/// A portal that counts.
async fn counting() -> (Rig, Metrics) {
    let metrics = Metrics::new(false, true);
    let figures = metrics.portal.clone();
    let rig = Rig::with_state(|state| state.figures = figures).await;
    (rig, metrics)
}

fn samples(metrics: &Metrics) -> BTreeMap<String, f64> {
    let text = metrics.write(Format::Text).unwrap();
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.rsplit_once(' ').unwrap())
        .map(|(sample, value)| (sample.to_owned(), value.parse().unwrap()))
        .collect()
}

/// What has grown since then, and by how much.
fn grown(before: &BTreeMap<String, f64>, metrics: &Metrics) -> BTreeMap<String, f64> {
    let mut now = samples(metrics);
    now.retain(|sample, value| {
        *value -= before[sample];
        *value != 0.0
    });
    now
}

/// All that a request for a code in this name, and a guess at it, do to the figures.
async fn asking(rig: &Rig, metrics: &Metrics, sealed: &[u8], address: &str) -> Vec<String> {
    let mails = rig.sink.mails().len();
    let before = samples(metrics);
    let mut visit = rig.visit(sealed).await;
    assert_eq!(visit.ask(address).await.status, 303);
    if address == "bob@example.com" {
        rig.sink.wait(mails + 1).await;
    }
    assert_eq!(visit.guess("00000000").await.status, 422);
    let grown = grown(&before, metrics);
    grown
        .iter()
        .map(|(sample, by)| format!("{sample} {by}"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_do_not_tell_recipients_from_strangers() {
    let (rig, metrics) = counting().await;
    let sealed = rig.seal(&["bob@example.com", "eve@example.com"], b"\r\nx");
    let recipient = asking(&rig, &metrics, &sealed, "bob@example.com").await;
    let stranger = asking(&rig, &metrics, &sealed, "zoe@example.com").await;
    assert_eq!(recipient, stranger);
    assert_eq!(
        recipient,
        [
            "postseal_passcodes_asked_total 1",
            "postseal_proofs_tried_total{method=\"passcode\"} 1",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_typed_twice_counts_as_one_that_was_used() {
    let (rig, metrics) = counting().await;
    let mut visit = rig.visit(&rig.seal(&["bob@example.com"], b"\r\nx")).await;
    rig.clock.advance(Duration::from_secs(7));
    visit.ask("").await;
    let code = rig.sink.wait(1).await[0].code();
    rig.clock.advance(Duration::from_secs(30));
    let token = visit.token().await;
    let path = format!("{}/proof", visit.path);
    let fields = [("token", token.as_str()), ("code", code.as_str())];
    let mut again = visit.browser.clone();
    assert_eq!(visit.browser.post(&path, &fields).await.status, 303);
    // The answer was lost, and the button pressed once more.
    assert_eq!(again.post(&path, &fields).await.status, 303);
    visit.page().await;
    visit.page().await;
    let samples = samples(&metrics);
    for (sample, expected) in [
        ("postseal_passcodes_used_total", 1.0),
        ("postseal_proofs_succeeded_total{method=\"passcode\"}", 1.0),
        ("postseal_proofs_tried_total{method=\"passcode\"}", 2.0),
        ("postseal_messages_viewed_total", 2.0),
        (
            "postseal_browsers_total{family=\"other\",device=\"other\"}",
            2.0,
        ),
        ("postseal_reading_delay_seconds_count", 1.0),
        ("postseal_reading_delay_seconds_sum", 37.0),
        ("postseal_passcode_typing_seconds_count", 1.0),
        ("postseal_passcode_typing_seconds_sum", 30.0),
    ] {
        assert_eq!(samples.get(sample), Some(&expected), "{sample}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_is_counted_by_its_kind() {
    let (rig, metrics) = counting().await;
    let mut browser = rig.browser();
    browser.get("/nowhere/bob@example.com").await;
    browser.get("/v/abcdefghijkmnpqrstuv").await;
    browser.origin = Some("null".into());
    browser.upload("sealed", b"bob@example.com").await;
    let samples = samples(&metrics);
    for kind in ["not-found", "visit-over", "damaged"] {
        let sample = format!("postseal_portal_errors_total{{kind=\"{kind}\"}}");
        assert_eq!(samples.get(&sample), Some(&1.0), "{kind}: {samples:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_not_asked_for_by_who_got_it_is_counted_once() {
    let (rig, metrics) = counting().await;
    let sealed = rig.seal(&["bob@example.com"], b"\r\nx");
    for (at, is_opened) in [false, true].into_iter().enumerate() {
        let mut visit = rig.visit(&sealed).await;
        visit.ask("").await;
        let mail = rig.sink.wait(at + 1).await.remove(at);
        if is_opened {
            assert_eq!(visit.guess(&mail.code()).await.status, 303);
        }
        let path = not_me(&mail, &rig);
        let fields = [("reference", reference(&path))];
        let before = samples(&metrics);
        for _ in 0..2 {
            rig.browser().post(&path, &fields).await;
        }
        let opened = if is_opened { "yes" } else { "no" };
        let sample = format!("postseal_passcodes_denied_total{{opened=\"{opened}\"}}");
        assert_eq!(grown(&before, &metrics), [(sample, 1.0)].into());
    }
}
