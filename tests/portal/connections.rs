//! Clients that are slow, silent, or too many.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::rig::{Rig, armor};

/// Whether the server closes the connection within `seconds`.
async fn is_closed(stream: &mut TcpStream, seconds: u64) -> bool {
    let mut bytes = Vec::new();
    tokio::time::timeout(Duration::from_secs(seconds), stream.read_to_end(&mut bytes)).await.is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_clients_are_closed_and_the_portal_still_answers() {
    let rig = Rig::with(|settings| settings.connections = 50).await;
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(TcpStream::connect(rig.portal).await.unwrap());
    }
    let start = Instant::now();
    assert_eq!(rig.browser().get("/").await.status, 200);
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    for stream in &mut silent {
        assert!(is_closed(stream, 20).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_that_drips_is_cut_off() {
    let rig = Rig::start().await;
    let mut stream = TcpStream::connect(rig.portal).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").await.unwrap();
    let start = Instant::now();
    let mut ended = false;
    while start.elapsed() < Duration::from_secs(25) && !ended {
        ended = stream.write_all(b"X-Slow: 1\r\n").await.is_err() || is_closed(&mut stream, 1).await;
    }
    assert!(ended && start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_without_end_are_refused() {
    let rig = Rig::start().await;
    let mut stream = TcpStream::connect(rig.portal).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX: ").await.unwrap();
    let mut written = 0_usize;
    while written < 10 << 20 && stream.write_all(&[b'x'; 65_536]).await.is_ok() {
        written += 65_536;
    }
    assert!(written < 10 << 20, "the connection ended after {written} bytes");
    assert_eq!(rig.browser().get("/healthz").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_visits_at_once_all_succeed() {
    let rig = Rig::start().await;
    let sealed = armor(&rig.seal(&["bob@example.com"], &[7; 10_000]));
    let mut visits = tokio::task::JoinSet::new();
    for _ in 0..1_000 {
        let (mut browser, sealed) = (rig.browser(), sealed.clone());
        visits.spawn(async move {
            let path = browser.upload("sealed", sealed.as_bytes()).await.header("location").unwrap().to_owned();
            browser.get(&path).await.status
        });
    }
    assert!(visits.join_all().await.iter().all(|&status| status == 200));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_lets_a_running_upload_finish_and_takes_no_new_one() {
    let mut rig = Rig::start().await;
    let sealed = armor(&rig.seal(&["bob@example.com"], b"\r\nx"));
    let (kind, body) = super::browser::multipart("sealed", sealed.as_bytes());
    let mut stream = TcpStream::connect(rig.portal).await.unwrap();
    let head =
        format!("POST /open HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body[..100]).await.unwrap();
    // The server has the request when another connection was served after it.
    assert_eq!(rig.browser().get("/healthz").await.status, 200);
    rig.stop.take().unwrap().send(()).unwrap();
    let deadline = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(rig.portal).await.is_ok() {
        assert!(Instant::now() < deadline, "the listener is still open");
    }
    stream.write_all(&body[100..]).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    rig.served.take().unwrap().await.unwrap();
}
