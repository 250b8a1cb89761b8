//! Messages that are costly to show, and what others who read at that time notice of them.

use std::time::{Duration, Instant};

use super::reading::words;
use super::rig::{Rig, Visit};

/// Within this a message is shown, whatever others read; without bounds it is minutes.
const SOON: Duration = Duration::from_secs(10);

/// What a page says of a message that isn't shown, in the frame and without one.
const SAID: &str = "open it in your mail program: all of it is there";

/// HTML in which each of many tags is nested in all that stand before it.
fn deep() -> String {
    html(&"<ul><li>".repeat(110_000))
}

fn html(page: &str) -> String {
    format!("Subject: The plan\r\nContent-Type: text/html\r\n\r\n{page}")
}

/// Visits of the recipients of one sealed message, each at a site of their own, who have proven
/// themselves.
async fn readers(rig: &Rig, first: usize, addresses: &[String], message: &[u8]) -> Vec<Visit> {
    let recipients: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let sealed = rig.seal(&recipients, message);
    let mut visits = Vec::new();
    for (nth, address) in addresses.iter().enumerate() {
        let mut visit = rig.visit(&sealed).await;
        visit.browser.forwarded_for = Some(format!("10.1.{}.1", first + nth));
        let mails = rig.sink.mails().len();
        visit.ask(address).await;
        let code = rig.sink.wait(mails + 1).await[mails].code();
        let answer = visit.guess(&code).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        visits.push(visit);
    }
    visits
}

fn addresses(many: usize) -> Vec<String> {
    (0..many).map(|n| format!("r{n}@example.com")).collect()
}

/// Lets all of them look into their frames at once, and somebody else after them; returns after how
/// long that one could read, and after how long the last of them was answered. They are told that
/// the message isn't shown, or to come back.
async fn all_look(costly: Vec<Visit>, mut other: Visit) -> (Duration, Duration) {
    let start = Instant::now();
    let mut looks = tokio::task::JoinSet::new();
    for mut visit in costly {
        looks.spawn(async move { visit.part("body").await });
    }
    let shown = other.part("body").await;
    let waited = start.elapsed();
    assert!(shown.text().contains("the plan is good"));
    while let Some(look) = looks.join_next().await {
        let look = look.unwrap();
        assert!(look.status == 503 || words(&look.text()).contains(SAID));
    }
    (waited, start.elapsed())
}

async fn other(rig: &Rig) -> Visit {
    let message = html("<p>the plan is good");
    let mut other = readers(rig, 200, &["eve@example.com".into()], message.as_bytes()).await;
    other.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_of_one_costly_message_keep_nobody_waiting() {
    let rig = Rig::start().await;
    let mut costly = readers(&rig, 0, &addresses(24), deep().as_bytes()).await;
    let mut again = costly.pop().unwrap();
    let (other, last) = all_look(costly, other(&rig).await).await;
    assert!(other < SOON && last < SOON, "{other:?}, {last:?}");
    // What was found to be too costly is not tried again.
    let again = again.part("body").await;
    assert!(words(&again.text()).contains(SAID));
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_of_many_costly_messages_keep_nobody_waiting() {
    let rig = Rig::start().await;
    let mut costly = Vec::new();
    for (nth, address) in addresses(24).into_iter().enumerate() {
        costly.extend(readers(&rig, nth, &[address], deep().as_bytes()).await);
    }
    let (other, _) = all_look(costly, other(&rig).await).await;
    assert!(other < SOON, "{other:?}");
}
