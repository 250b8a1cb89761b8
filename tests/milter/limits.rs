//! Bounds on what all sessions share: connections, memory, and inspections of bodies. A client past
//! one waits a little, and is told why.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use postseal::milter::Settings;
use tokio::net::UnixStream;

use crate::double::{Double, serve_over_pipe};
use crate::serving::{Running, start};
use rig::milter_client::{ALL_ACTIONS, ALL_STEPS, MilterClient};

const CLIENT: &[u8] = b"client.example\x004\x1f\x90192.0.2.1\0";
const BUSY: &str =
    "y 421 4.3.2 Too many connections to this server's mail encryption, try again later";

impl Running {
    /// A connection on which MAIL may follow.
    async fn ready(&self) -> MilterClient<UnixStream> {
        MilterClient::ready(UnixStream::connect(&self.path).await.unwrap()).await
    }

    /// Brings in a judge whose gate the caller holds.
    fn gated(&self) -> (Arc<Double>, Sender<()>) {
        let (judge, open) = Double::new();
        self.judges.send(Arc::clone(&judge)).unwrap();
        (judge, open)
    }
}

/// Says who connects, where that is answered, and returns the answer.
async fn refusal(client: &mut MilterClient<UnixStream>) -> String {
    client.negotiate(6, ALL_ACTIONS, ALL_STEPS).await;
    client.send('C', CLIENT).await;
    let answer = client.answer().await;
    format!("{} {}", answer.code, answer.text())
}

#[tokio::test]
async fn past_the_most_sessions_each_waits_for_itself_and_is_then_told_so() {
    let wait = Duration::from_millis(300);
    let running = start(Settings {
        max_sessions: 10,
        session_wait: wait,
        ..Settings::default()
    });
    let mut held = Vec::new();
    for _ in 0..10 {
        held.push(running.ready().await);
    }
    let started = Instant::now();
    let mut waiting = Vec::new();
    for _ in 0..10 {
        waiting.push(running.connect().await);
    }
    for client in &mut waiting {
        assert_eq!(refusal(client).await, BUSY);
    }
    let took = started.elapsed();
    assert!(
        took >= wait && took < 8 * wait,
        "they wait together, not one after the other: {took:?}"
    );
    // An MTA that goes on all the same gets nothing through.
    let mut stubborn = waiting.pop().unwrap();
    let verdict = stubborn.message("Q1", &[("X-Want", " pass")]).await;
    assert!(verdict.starts_with("y 421 4.3.2 "), "{verdict}");
    for client in waiting {
        client.quit().await;
    }
    assert_eq!(
        held[0].message("Q2", &[("X-Want", " pass")]).await,
        "a",
        "sessions that were let in aren't disturbed"
    );
}

#[tokio::test]
async fn a_session_that_waits_gets_its_turn_when_another_ends() {
    let running = start(Settings {
        max_sessions: 1,
        session_wait: Duration::from_secs(60),
        ..Settings::default()
    });
    let first = running.ready().await;
    let (mut second, mut third, mut fourth) = (
        running.connect().await,
        running.connect().await,
        running.connect().await,
    );
    // The third and the fourth would be past those that may wait; they are not lost.
    first.quit().await;
    for client in [&mut second, &mut third, &mut fourth] {
        client.negotiate(6, ALL_ACTIONS, ALL_STEPS).await;
        client.connect("192.0.2.1").await;
        assert_eq!(client.message("Q1", &[("X-Want", " pass")]).await, "a");
        client.send('Q', b"").await;
    }
}

#[tokio::test]
async fn stopping_does_not_wait_for_connections_that_wait() {
    let running = start(Settings {
        max_sessions: 1,
        session_wait: Duration::from_secs(60),
        ..Settings::default()
    });
    let first = running.ready().await;
    let second = running.connect().await;
    running.stop.send(()).unwrap();
    second.closed().await;
    first.closed().await;
    running.server.await.unwrap();
}

#[tokio::test]
async fn an_inspection_past_the_most_waits_and_is_then_refused_and_no_other_message_waits() {
    let settings = Settings {
        max_inspections: 1,
        inspection_wait: Duration::from_millis(300),
        progress: Duration::from_millis(20),
        ..Settings::default()
    };
    let running = start(settings);
    let (judge, open) = running.gated();
    let (mut staring, mut waiting, mut others) = (
        running.ready().await,
        running.ready().await,
        running.ready().await,
    );
    assert_eq!(
        staring.message("Q1", &[("X-Want", " body stare")]).await,
        "c"
    );
    staring.send('E', b"").await;
    while judge.seen().len() < 2 {
        tokio::task::yield_now().await;
    }

    assert_eq!(
        waiting.message("Q2", &[("X-Want", " body look")]).await,
        "c"
    );
    waiting.send('E', b"pass").await;
    assert_eq!(
        waiting.answer().await.code,
        'p',
        "the MTA is told that it takes longer"
    );
    // What needs no inspection goes on meanwhile.
    assert_eq!(others.message("Q3", &[("X-Want", " pass")]).await, "a");
    assert_eq!(others.message("Q4", &[("X-Want", " seal")]).await, "c");
    others.body(b"hello").await;
    assert_eq!(
        others.eom().await.body.as_deref(),
        Some(&b"sealed hello"[..])
    );
    let refused = waiting.end().await;
    assert_eq!(
        refused.verdict,
        "y 451 4.3.2 Too many messages are being examined, try again later"
    );

    assert_eq!(
        waiting.message("Q2", &[("X-Want", " body look")]).await,
        "c"
    );
    waiting.send('E', b"pass").await;
    open.send(()).unwrap();
    assert_eq!(
        waiting.end().await.verdict,
        "a",
        "its turn comes when the inspection before it ends"
    );
    assert_eq!(staring.end().await.verdict, "a");
}

/// Turns at inspecting go round by login, and by client where nobody logged in.
#[tokio::test]
async fn nobody_waits_for_an_inspection_behind_all_that_somebody_else_sent() {
    let settings = Settings {
        max_inspections: 1,
        inspection_wait: Duration::from_secs(60),
        progress: Duration::from_millis(20),
        ..Settings::default()
    };
    let running = start(settings);
    let (judge, open) = running.gated();
    let mut first = running.ready().await;
    let header = [("X-Want", " body stare")];
    assert_eq!(first.message_of("ann", "Q0", &header).await, "c");
    first.send('E', b"").await;
    while judge.seen().len() < 2 {
        tokio::task::yield_now().await;
    }
    let mut waiting = Vec::new();
    for (nth, login) in ["Ann", "ann", "ann", "bob", "", "ann"].iter().enumerate() {
        let mut client = running.ready().await;
        let header = [("X-Want", " body look")];
        let id = format!("Q{}", nth + 1);
        assert_eq!(client.message_of(login, &id, &header).await, "c");
        client.send('E', b"pass").await;
        assert_eq!(client.answer().await.code, 'p', "it waits");
        waiting.push(client);
    }
    let before = judge.seen().len();
    open.send(()).unwrap();
    for client in &mut waiting {
        assert_eq!(client.end().await.verdict, "a");
    }
    let logins = judge.seen().into_iter().skip(before);
    let logins: Vec<String> = logins
        .map(|seen| seen.envelope.login.unwrap_or_default().to_lowercase())
        .collect();
    assert_eq!(logins, ["bob", "", "ann", "ann", "ann", "ann"]);
}

#[tokio::test]
async fn an_inspection_that_panics_gives_its_turn_back() {
    let running = start(Settings {
        max_inspections: 1,
        inspection_wait: Duration::from_secs(5),
        ..Settings::default()
    });
    let mut client = running.ready().await;
    for _ in 0..3 {
        assert_eq!(
            client
                .message("Q1", &[("X-Want", " body panic in begin")])
                .await,
            "c"
        );
        assert!(client.eom().await.verdict.starts_with("y 451 4.3.0 "));
        // The gate is closed for good here, and so the judgement panics.
        assert_eq!(
            client.message("Q2", &[("X-Want", " body stare")]).await,
            "c"
        );
        assert!(client.eom().await.verdict.starts_with("y 451 4.3.0 "));
    }
    client.quit().await;
}

/// This runtime has one thread: if a slow judgement kept it busy, the other session would hear
/// nothing.
#[tokio::test]
async fn what_may_be_slow_at_the_end_of_the_header_keeps_nobody_waiting() {
    let large = format!(" {}", "x".repeat(17_000));
    for header in [
        &[("X-Want", " stare"), ("Subject", &large)][..],
        &[("X-Want", " key")],
    ] {
        let running = start(Settings::default());
        let (judge, open) = running.gated();
        let (mut slow, mut quick) = (running.ready().await, running.ready().await);
        slow.mail("<ann@example.org>").await;
        slow.rcpt("<bob@example.com>").await;
        for (name, value) in header {
            slow.header(name, value).await;
        }
        slow.send('N', b"").await;
        while judge.seen().is_empty() {
            tokio::task::yield_now().await;
        }
        assert_eq!(quick.message("Q2", &[("X-Want", " pass")]).await, "a");
        open.send(()).unwrap();
        let answer = slow.answer().await.code;
        assert_eq!(answer, if header.len() == 2 { 'a' } else { 'c' });
        assert!(judge.seen().len() == 2);
    }
}

#[tokio::test]
async fn memory_is_bounded_from_the_first_header_field_on() {
    let settings = Settings {
        max_memory: 100_000,
        ..Settings::default()
    };
    let mut client = MilterClient::ready(serve_over_pipe(settings).client).await;
    let large = format!(" {}", "x".repeat(60_000));
    for _ in 0..3 {
        let verdict = client
            .message(
                "Q1",
                &[("X-Want", " pass"), ("One", &large), ("Two", &large)],
            )
            .await;
        assert!(verdict.starts_with("y 451 4.3.1 "), "{verdict}");
        assert_eq!(
            client
                .message("Q2", &[("X-Want", " pass"), ("One", &large)])
                .await,
            "a",
            "and reserved no longer"
        );
    }
    client.mail("<ann@example.org>").await;
    for n in 0..1_000 {
        client.rcpt(&format!("<bob{n}@example.com>")).await;
    }
    let verdict = client.eoh().await;
    assert!(verdict.starts_with("y 451 4.3.1 "), "{verdict}");
    client.quit().await;
}
