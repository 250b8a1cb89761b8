//! What goes wrong refuses that message, or closes that connection, and nothing else; nothing that
//! went wrong passes.

use std::cell::RefCell;
use std::io;
use std::sync::atomic::Ordering;

use postseal::milter::Settings;
use tokio::net::UnixStream;

use crate::double::{Served, serve_over_pipe};
use crate::serving::start;
use rig::milter_client::{ALL_ACTIONS, ALL_STEPS, MilterClient};

const TEMPFAIL: &str = "y 451 4.3.0 ";
/// All steps but "no reply to body chunks".
const ANSWERED_BODY: u32 = ALL_STEPS & !0x8_0000;
/// Nor SKIP.
const NO_SKIP: u32 = ANSWERED_BODY & !0x400;

fn served() -> Served {
    serve_over_pipe(Settings::default())
}

/// Sends a message that something goes wrong with, whatever stage tells it, and returns the
/// verdict.
async fn fate<Io>(client: &mut MilterClient<Io>, want: &str, body: &[u8]) -> String
where
    Io: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    match client.message("Q1", &[("X-Want", want)]).await.as_str() {
        "c" => {}
        verdict => return verdict.to_owned(),
    }
    client.body(body).await;
    client.eom().await.verdict
}

#[tokio::test]
async fn errors_and_panics_refuse_the_message_and_the_session_goes_on() {
    for steps in [ALL_STEPS, ANSWERED_BODY] {
        let mut client = MilterClient::ready_with(served().client, 6, ALL_ACTIONS, steps).await;
        for want in [
            " panic in judge",
            " body panic in judge",
            " panic in begin",
            " body panic in begin",
            " error in begin",
            " panic in write",
            " error in write",
            " panic in memory",
            " panic in finish",
            " error in finish",
            " empty carrier",
            " bad edit",
        ] {
            let verdict = fate(&mut client, want, &[b'x'; 200_000]).await;
            assert!(verdict.starts_with(TEMPFAIL), "{want}: {verdict}");
            assert_eq!(fate(&mut client, " pass", b"").await, "a", "after{want}");
            assert_eq!(
                fate(&mut client, " seal", b"hello").await,
                "a",
                "after{want}"
            );
        }
        // The same where the header is judged on a thread of its own.
        let large = format!(" {}", "x".repeat(17_000));
        for want in [" panic in judge", " panic in begin", " error in begin"] {
            let verdict = client
                .message("Q1", &[("X-Want", want), ("Large", &large)])
                .await;
            assert!(verdict.starts_with(TEMPFAIL), "{want}: {verdict}");
        }
        client.quit().await;
    }
}

#[tokio::test]
async fn a_session_that_panics_takes_only_itself_down() {
    let running = start(Settings::default());
    let judge = std::sync::Arc::clone(&running.judges.borrow());
    let mut other = MilterClient::ready(UnixStream::connect(&running.path).await.unwrap()).await;
    assert_eq!(other.message("Q1", &[("X-Want", " seal")]).await, "c");
    judge.panics_at_negotiation.store(true, Ordering::Relaxed);
    let mut struck = running.connect().await;
    struck
        .send('O', &[0, 0, 0, 6, 0, 0, 1, 0xff, 0, 0x1f, 0xff, 0xff])
        .await;
    struck.closed().await;
    judge.panics_at_negotiation.store(false, Ordering::Relaxed);
    other.body(b"hello").await;
    assert_eq!(other.eom().await.verdict, "a");
    let mut next = MilterClient::ready(UnixStream::connect(&running.path).await.unwrap()).await;
    assert_eq!(next.message("Q2", &[("X-Want", " pass")]).await, "a");
}

#[tokio::test]
async fn without_skip_a_failed_body_is_refused_at_once() {
    let mut client = MilterClient::ready_with(served().client, 6, ALL_ACTIONS, NO_SKIP).await;
    assert_eq!(
        client.message("Q1", &[("X-Want", " error in write")]).await,
        "c"
    );
    client.send('B', b"hello").await;
    assert!(client.answer().await.text().starts_with("451 4.3.0 "));
    assert_eq!(fate(&mut client, " seal", b"hello").await, "a");
    client.quit().await;
}

#[tokio::test]
async fn a_path_that_is_no_address_refuses_the_message() {
    for (command, path) in [
        ('M', "<a b@example.org>"),
        ('R', "<a@b>,<c@d>"),
        ('R', "<>"),
        ('R', "<x\u{200b}@y.z>"),
    ] {
        let mut client = MilterClient::ready(served().client).await;
        let sender = if command == 'M' {
            path
        } else {
            "<ann@example.org>"
        };
        client.mail(sender).await;
        client.rcpt("<bob@example.com>").await;
        if command == 'R' {
            client.rcpt(path).await;
        }
        client.rcpt("<carol@example.com>").await;
        client.header("X-Want", " pass").await;
        // Nothing changes by trying again.
        let verdict = client.eoh().await;
        let reply = if command == 'M' {
            "y 553 5.1.7 "
        } else {
            "y 553 5.1.3 "
        };
        assert!(verdict.starts_with(reply), "{command} {path}: {verdict}");
        assert_eq!(fate(&mut client, " pass", b"").await, "a");
        client.quit().await;
    }
}

#[tokio::test]
async fn a_path_is_refused_where_it_is_said_when_the_mta_waits_there() {
    let mut client = MilterClient::ready_with(served().client, 2, 0x3f, 0x7f).await;
    client.mail("<ann@example.org>").await;
    client.rcpt("<bob@example.com>").await;
    client.send('R', b"<a@b>,<c@d>\0").await;
    assert!(client.answer().await.text().starts_with("553 5.1.3 "));
    // A message whose recipient was refused does not go on without that recipient.
    client.send('L', b"X-Want\0pass\0").await;
    assert!(client.answer().await.text().starts_with("451 4.3.0 "));
    client.quit().await;
}

#[tokio::test]
async fn a_message_without_recipients_is_refused() {
    let mut client = MilterClient::ready(served().client).await;
    client.mail("<ann@example.org>").await;
    client.header("X-Want", " pass").await;
    assert!(client.eoh().await.starts_with(TEMPFAIL));
    client.quit().await;
}

#[tokio::test]
async fn a_line_end_that_is_no_fold_cannot_smuggle_a_field_in() {
    let mut client = MilterClient::ready(served().client).await;
    for value in [" a\nX-Want: pass", " a\r\nX-Want: pass", " a\n"] {
        assert!(
            client
                .message("Q1", &[("Subject", value)])
                .await
                .starts_with(TEMPFAIL),
            "{value:?}"
        );
    }
    client.quit().await;
}

#[tokio::test]
async fn limits_refuse_and_do_not_pass() {
    let settings = Settings {
        max_message: 1_000,
        max_header: 500,
        max_recipients: 2,
        ..Settings::default()
    };
    for steps in [ALL_STEPS, ANSWERED_BODY, NO_SKIP] {
        let mut client = MilterClient::ready_with(
            serve_over_pipe(settings.clone()).client,
            6,
            ALL_ACTIONS,
            steps,
        )
        .await;
        let long = format!(" {}", "x".repeat(600));
        let verdict = client
            .message("Q1", &[("X-Want", " pass"), ("Subject", &long)])
            .await;
        assert!(verdict.starts_with("y 552 5.3.4 "), "{verdict}");

        client.mail("<ann@example.org>").await;
        for n in 0..3 {
            client.rcpt(&format!("<bob{n}@example.com>")).await;
        }
        client.header("X-Want", " pass").await;
        assert!(client.eoh().await.starts_with("y 554 5.5.3 "));

        assert_eq!(client.message("Q1", &[("X-Want", " seal")]).await, "c");
        if steps == NO_SKIP {
            client.send('B', &[b'x'; 1_000]).await;
            assert!(client.answer().await.text().starts_with("552 5.3.4 "));
        } else {
            client.body(&[b'x'; 1_000]).await;
            assert!(client.eom().await.verdict.starts_with("y 552 5.3.4 "));
        }
        assert_eq!(fate(&mut client, " seal", &[b'x'; 900]).await, "a");
        client.quit().await;
    }
}

#[tokio::test]
async fn a_message_of_too_many_fields_is_not_sealed() {
    let mut client = MilterClient::ready(served().client).await;
    let mut header = vec![("X-Want", " seal")];
    header.extend([("X-Many", " x"); 999]);
    assert_eq!(client.message("Q1", &header).await, "c");
    client.abort().await;
    header.push(("X-Many", " x"));
    let verdict = client.message("Q2", &header).await;
    assert!(verdict.starts_with("y 552 5.3.4 "), "{verdict}");
    client.quit().await;
}

#[tokio::test]
async fn too_much_memory_is_refused_and_reserved_no_longer() {
    let settings = Settings {
        max_memory: 100_000,
        ..Settings::default()
    };
    let mut client = MilterClient::ready(serve_over_pipe(settings).client).await;
    for _ in 0..3 {
        assert!(
            fate(&mut client, " seal", &[b'x'; 150_000])
                .await
                .starts_with("y 451 4.3.1 ")
        );
        assert_eq!(fate(&mut client, " seal", &[b'x'; 90_000]).await, "a");
    }
    client.quit().await;
}

#[tokio::test]
async fn an_mta_that_lets_us_change_nothing_gets_every_message_refused() {
    for missing in [0x01, 0x02, 0x10] {
        let mut client =
            MilterClient::ready_with(served().client, 6, ALL_ACTIONS & !missing, ALL_STEPS).await;
        assert!(
            fate(&mut client, " pass", b"")
                .await
                .starts_with("y 451 4.3.5 ")
        );
        assert!(
            fate(&mut client, " seal", b"")
                .await
                .starts_with("y 451 4.3.5 ")
        );
        client.quit().await;
    }
}

#[tokio::test]
async fn a_version_without_what_we_need_ends_the_connection() {
    let mut client = MilterClient::new(served().client);
    client
        .send('O', &[0, 0, 0, 1, 0, 0, 0, 0xff, 0, 0, 0, 0])
        .await;
    client.closed().await;
}

#[tokio::test]
async fn a_malformed_frame_ends_the_connection_without_a_word() {
    for bytes in [
        &b"\0\0\0\0"[..],
        b"\xff\xff\xff\xffB",
        b"\0\x10\0\x01B",
        b"\0\0\0\x01z",
        b"\0\0\0\x02Nx",
        b"\0\0\0\x04LX\0y",
        b"\0\0\0\x05L:\0y\0",
        b"\0\0\0\x03M<a",
        b"GET / HTTP/1.0\r\n\r\n",
    ] {
        let mut client = MilterClient::ready(served().client).await;
        client.mail("<ann@example.org>").await;
        client.rcpt("<bob@example.com>").await;
        client.send_raw(bytes).await;
        client.send('N', b"").await;
        client.closed().await;
    }
}

#[tokio::test]
async fn a_command_out_of_order_ends_the_connection_without_a_word() {
    // What was said before, and what must not follow.
    let header = &b"X\0 y\0"[..];
    let cases = [
        ("", "CHMRTLNBEAKDU"),
        ("O", "OHMRTLNBE"),
        ("OC", "OCRTLNBE"),
        ("OCM", "OCBE"),
        ("OCMRL", "OCHMRTBE"),
        ("OCMRN", "OCHMRTLN"),
    ];
    for (before, wrong) in cases {
        for code in wrong.chars() {
            let mut client = MilterClient::new(served().client);
            for said in before.chars() {
                match said {
                    'O' => _ = client.negotiate(6, ALL_ACTIONS, ALL_STEPS).await,
                    'C' => client.connect("192.0.2.1").await,
                    'M' => client.mail("<ann@example.org>").await,
                    'R' => client.rcpt("<bob@example.com>").await,
                    'N' => assert_eq!(client.eoh().await, "c"),
                    _ => client.header("X", " y").await,
                }
            }
            let data: &[u8] = match code {
                'O' => &[0, 0, 0, 6, 0, 0, 1, 0xff, 0, 0x1f, 0xff, 0xff],
                'C' => b"host\0U",
                'H' | 'U' => b"text\0",
                'M' | 'R' => b"<ann@example.org>\0",
                'L' => header,
                'D' => b"Mi\0Q1\0",
                _ => b"",
            };
            client.send(code, data).await;
            client.send('N', b"").await;
            client.closed().await;
        }
    }
}

#[tokio::test]
async fn the_end_of_the_connection_in_a_message_ends_the_session() {
    let Served {
        client,
        server,
        judge,
        ..
    } = served();
    let mut client = MilterClient::ready(client).await;
    assert_eq!(client.message("Q1", &[("Subject", " x")]).await, "c");
    client.body(b"half").await;
    drop(client);
    server.await.unwrap();
    assert_eq!(judge.seen()[0].body, None, "nothing was finished");
}

thread_local! {
    /// The log of the test that runs on this thread.
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct ThreadLog;

impl io::Write for ThreadLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn each_message_is_one_log_line_with_its_queue_id_and_without_its_content() {
    // For the whole process: a subscriber of one thread is not always heard while other threads log
    // without one.
    tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(|| ThreadLog)
        .init();
    let mut client = MilterClient::ready(served().client).await;
    for (queue_id, want) in [
        ("QPASS", " pass"),
        ("QSEAL", " seal"),
        ("QREJECT", " reject no"),
        ("QPANIC", " panic in write"),
    ] {
        if client
            .message(queue_id, &[("X-Want", want), ("X-Canary", " canary")])
            .await
            == "c"
        {
            client.body(b"canary").await;
            client.eom().await;
        }
    }
    client.quit().await;
    let log = String::from_utf8(LOG.take()).unwrap();
    let log: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("queue_id="))
        .collect();
    assert_eq!(log.len(), 4, "{log:?}");
    for (line, parts) in log.iter().zip([
        [" INFO ", "QPASS", "decision=\"pass\""],
        [" INFO ", "QSEAL", "decision=\"seal\""],
        [" INFO ", "QREJECT", "decision=\"reject\""],
        ["ERROR ", "QPANIC", "decision=\"tempfail\""],
    ]) {
        assert!(parts.iter().all(|part| line.contains(part)), "{line}");
        assert!(
            !line.contains("canary") && !line.contains("example.com"),
            "{line}"
        );
    }
    assert!(
        log[1].contains("rule=\"test\"") && log[1].contains("the test wants it"),
        "{log:?}"
    );
}
