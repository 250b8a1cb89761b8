//! Clients that are slow, silent, or too many.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use super::rig::{Rig, Visit, armor};

/// Whether the server closes the connection within `seconds`.
async fn is_closed(stream: &mut TcpStream, seconds: u64) -> bool {
    let mut bytes = Vec::new();
    tokio::time::timeout(Duration::from_secs(seconds), stream.read_to_end(&mut bytes))
        .await
        .is_ok()
}

/// Whether the server has closed the connection.
async fn is_closed_by_now(stream: &mut TcpStream) -> bool {
    let mut bytes = Vec::new();
    let moment = Duration::from_millis(20);
    tokio::time::timeout(moment, stream.read_to_end(&mut bytes))
        .await
        .is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_clients_are_closed_and_the_portal_still_answers() {
    let rig = Rig::with(|settings| settings.max_connections = 50).await;
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(TcpStream::connect(rig.portal).await.unwrap());
    }
    let start = Instant::now();
    assert_eq!(rig.browser().get("/").await.status, 200);
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "{:?}",
        start.elapsed()
    );
    for stream in &mut silent {
        assert!(is_closed(stream, 20).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_that_drips_is_cut_off() {
    let rig = Rig::start().await;
    let mut stream = TcpStream::connect(rig.portal).await.unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n")
        .await
        .unwrap();
    let start = Instant::now();
    let mut ended = false;
    while start.elapsed() < Duration::from_secs(25) && !ended {
        ended =
            stream.write_all(b"X-Slow: 1\r\n").await.is_err() || is_closed(&mut stream, 1).await;
    }
    assert!(
        ended && start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_drips_is_cut_off() {
    let rig = Rig::start().await;
    let mut stream = TcpStream::connect(rig.portal).await.unwrap();
    let head = "POST /v/abcdefghijkmnpqrstuv/proof HTTP/1.1\r\nHost: x\r\nContent-Length: 16000\r\n\
                Content-Type: application/x-www-form-urlencoded\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let start = Instant::now();
    let mut ended = false;
    while start.elapsed() < Duration::from_secs(40) && !ended {
        ended = stream.write_all(b"x").await.is_err() || is_closed(&mut stream, 1).await;
    }
    assert!(
        ended && start.elapsed() < Duration::from_secs(35),
        "{:?}",
        start.elapsed()
    );
}

/// Asks for a download and reads nothing of it.
pub async fn slow_download(visit: &Visit, part: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(visit.browser.portal).await.unwrap();
    let cookies: Vec<String> = visit
        .browser
        .cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let network = visit.browser.forwarded_for.as_ref();
    let network = network.map(|network| format!("X-Forwarded-For: {network}\r\n"));
    let head = format!(
        "GET {}/{part} HTTP/1.1\r\nHost: x\r\n{}Cookie: {}\r\n\r\n",
        visit.path,
        network.unwrap_or_default(),
        cookies.join("; ")
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

/// Whether the answer begins within five seconds.
async fn begins(stream: &TcpStream) -> bool {
    tokio::time::timeout(Duration::from_secs(5), stream.readable())
        .await
        .is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_readers_leave_room_for_the_others() {
    let rig = Rig::with(|settings| settings.max_message = 8 << 20).await;
    let message = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n\
         --b\r\n\
         Content-Type: application/pdf\r\n\r\n{}\r\n--b--\r\n",
        "x".repeat(7 << 20)
    );
    let other = "dave@example.com";
    let mut other = rig.reader_at(other, message.as_bytes()).await;
    other.browser.forwarded_for = Some("198.51.100.1".into());
    let mut held = Vec::new();
    // One host may have several addresses, and several browsers.
    for address in ["bob@example.com", "carol@example.com", "eve@example.com"] {
        for _ in 0..2 {
            let mut visit = rig.reader_at(address, message.as_bytes()).await;
            visit.browser.forwarded_for = Some("192.0.2.1".into());
            for _ in 0..2 {
                held.push(slow_download(&visit, "attachment/1").await);
            }
        }
    }
    let first = tokio::time::timeout(Duration::from_secs(30), held[0].readable());
    first.await.unwrap().unwrap();
    let start = Instant::now();
    assert_eq!(other.page().await.status, 200);
    assert_eq!(other.part("attachment/1").await.status, 200);
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_visit_has_two_downloads_at_once_and_its_page_beside_them() {
    let rig = Rig::start().await;
    let mut message = b"Subject: x\r\n\r\n".to_vec();
    message.extend_from_slice(&super::uploads::noise(9_000_000));
    let mut visit = rig.reader(&message).await;
    let first = slow_download(&visit, "original.eml").await;
    let second = slow_download(&visit, "original.eml").await;
    assert!(begins(&first).await && begins(&second).await);
    let third = slow_download(&visit, "original.eml").await;
    assert!(!begins(&third).await, "it waits for one of the others");
    assert_eq!(visit.page().await.status, 200);
    drop(first);
    assert!(begins(&third).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_without_end_are_refused() {
    let rig = Rig::start().await;
    let mut stream = TcpStream::connect(rig.portal).await.unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
        .await
        .unwrap();
    let mut written = 0_usize;
    while written < 10 << 20 && stream.write_all(&[b'x'; 65_536]).await.is_ok() {
        written += 65_536;
    }
    assert!(
        written < 10 << 20,
        "the connection ended after {written} bytes"
    );
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
            let path = browser
                .upload("sealed", sealed.as_bytes())
                .await
                .header("location")
                .unwrap()
                .to_owned();
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
    let head = format!(
        "POST /open HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
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

#[tokio::test(flavor = "multi_thread")]
async fn a_network_beyond_its_share_makes_way_itself_and_others_are_served() {
    let rig = Rig::with(|settings| settings.max_connections = 64).await;
    let mut held = Vec::new();
    for _ in 0..32 {
        let mut stream = TcpStream::connect(rig.portal).await.unwrap();
        let head = "POST /open HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n\
                    Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        held.push(stream);
    }
    let mut crowded = rig.browser();
    crowded.forwarded_for = Some("192.0.2.1".into());
    // Its own oldest makes way, who may be its neighbour's: an address may be many people's.
    for _ in 0..8 {
        assert_eq!(crowded.get("/").await.status, 200);
    }
    let mut closed = 0;
    for stream in &mut held {
        closed += usize::from(is_closed_by_now(stream).await);
    }
    assert!((1..=8).contains(&closed), "{closed}");
    // Nor is a neighbour in its network kept out.
    for network in ["198.51.100.1", "192.0.2.99"] {
        let mut other = rig.browser();
        other.forwarded_for = Some(network.into());
        assert_eq!(other.get("/").await.status, 200, "{network}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_body_without_end_is_left_soon() {
    let rig = Rig::with(|settings| settings.max_connections = 64).await;
    let mut stream = TcpStream::connect(rig.portal).await.unwrap();
    let head = "POST /open HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let start = Instant::now();
    let mut ended = false;
    while start.elapsed() < Duration::from_secs(20) && !ended {
        ended = stream.write_all(b"x").await.is_err() || is_closed(&mut stream, 1).await;
    }
    assert!(ended, "{:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_shows_nothing_is_cut_off() {
    let rig = Rig::start().await;
    let mut stream = TcpStream::connect(rig.portal).await.unwrap();
    let head = "POST /open HTTP/1.1\r\nHost: x\r\n\
                Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n\
                --b\r\nContent-Disposition: form-data; name=\"sealed\"\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let start = Instant::now();
    let mut ended = false;
    while start.elapsed() < Duration::from_secs(40) && !ended {
        ended = stream.write_all(b"A").await.is_err() || is_closed(&mut stream, 1).await;
    }
    assert!(
        ended && start.elapsed() < Duration::from_secs(35),
        "{:?}",
        start.elapsed()
    );
}
