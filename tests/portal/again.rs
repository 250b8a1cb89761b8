//! Passcode mails that the server doesn't take at first.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy};
use tokio::net::{TcpListener, TcpStream};

use super::rig::Rig;
use super::sink::Sink;

/// How far a reluctant server is.
#[derive(Default)]
struct Reluctant {
    /// How many mails it has refused.
    refused: AtomicUsize,
    /// Whether it has taken one for somebody else.
    has_taken: AtomicBool,
}

/// Hands conversations on to `server`, but says 451 to mails for bob before it has taken another.
async fn reluctant(server: SocketAddr) -> (SocketAddr, Arc<Reluctant>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let state = Arc::new(Reluctant::default());
    let shared = Arc::clone(&state);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(converse(client, server, Arc::clone(&shared)));
        }
    });
    (address, state)
}

async fn converse(client: TcpStream, server: SocketAddr, state: Arc<Reluctant>) -> Option<()> {
    let (from_server, mut to_server) = TcpStream::connect(server).await.ok()?.into_split();
    let (from_client, mut to_client) = client.into_split();
    let mut from_client = BufReader::new(from_client);
    let mut from_server = BufReader::new(from_server);
    let mut answer = String::new();
    from_server.read_line(&mut answer).await.ok()?;
    to_client.write_all(answer.as_bytes()).await.ok()?;
    let mut is_bobs = false;
    loop {
        let mut line = String::new();
        if from_client.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        is_bobs |= line.starts_with("RCPT TO:<bob@");
        let is_message = line.eq_ignore_ascii_case("DATA\r\n");
        if is_message && !is_bobs {
            state.has_taken.store(true, Ordering::SeqCst);
        }
        if is_message && !state.has_taken.load(Ordering::SeqCst) {
            state.refused.fetch_add(1, Ordering::SeqCst);
            to_client.write_all(b"451 later\r\n").await.ok()?;
            continue;
        }
        to_server.write_all(line.as_bytes()).await.ok()?;
        loop {
            let mut answer = String::new();
            if from_server.read_line(&mut answer).await.ok()? == 0 {
                return None;
            }
            to_client.write_all(answer.as_bytes()).await.ok()?;
            if answer.as_bytes().get(3) != Some(&b'-') {
                break;
            }
        }
        if is_message {
            break;
        }
    }
    let up = copy(&mut from_client, &mut to_server);
    let down = copy(&mut from_server, &mut to_client);
    tokio::join!(up, down).0.ok()?;
    Some(())
}

/// A mail server that restarts, or has no room for a moment, costs a recipient a few seconds.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_not_taken_at_first_comes_all_the_same_and_others_meanwhile() {
    let sink = Sink::start().await;
    let (server, state) = reluctant(sink.address).await;
    let rig = Rig::with_submit(|_| {}, sink, &server.to_string()).await;
    let mut late = rig
        .visit(&rig.seal(&["bob@example.com"], b"\r\nlate"))
        .await;
    late.ask("").await;
    let until = Instant::now() + Duration::from_secs(20);
    while state.refused.load(Ordering::SeqCst) == 0 {
        assert!(Instant::now() < until, "nothing was submitted");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let mut next = rig
        .visit(&rig.seal(&["ann@example.com"], b"\r\nnext"))
        .await;
    next.ask("").await;
    let mails = rig.sink.wait(2).await;
    // Another's came before it was tried with success.
    for (address, visit) in [
        ("ann@example.com", &mut next),
        ("bob@example.com", &mut late),
    ] {
        let mail = mails.iter().find(|mail| mail.to == [address]).unwrap();
        assert_eq!(visit.guess(&mail.code()).await.status, 303, "{address}");
    }
}
