use std::pin::Pin;
use std::task::{Context, Poll};

use axum::http::header::CONTENT_TYPE;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame};

use super::*;
use crate::portal::network::Networks;
use crate::portal::plaintext::Budget;
use crate::portal::testing::{Bench, meta};
use crate::secret::Secret;

const MAX: u64 = 1 << 20;

fn uploads(bench: &Bench) -> Uploads {
    uploads_with(bench, 16 << 20)
}

fn uploads_with(bench: &Bench, max_memory: u64) -> Uploads {
    let settings = Settings {
        max_memory,
        max_upload: MAX,
        ..Settings::default()
    };
    let (store, visits) = (bench.store.clone(), bench.visits.clone());
    let keyring = Arc::clone(&bench.keyring);
    let budget = Arc::new(Budget::new(settings.max_message));
    let opener = Opener::new(store.clone(), keyring, budget, settings.max_message);
    let quota = Quota::new(store.clone(), Secret::new([7; 32]));
    Uploads::new(
        store,
        visits,
        Arc::new(quota),
        Arc::new(opener),
        Arriving::default(),
        &settings,
    )
}

fn here() -> Network {
    Networks::new(Vec::new()).identify([192, 0, 2, 1].into(), &HeaderMap::new())
}

fn form(content: &[u8]) -> (HeaderMap, Vec<u8>) {
    let kind = "multipart/form-data; boundary=b".parse().unwrap();
    let mut body = b"--b\r\nContent-Disposition: form-data; name=\"sealed\"\r\n\r\n".to_vec();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--b--\r\n");
    (HeaderMap::from_iter([(CONTENT_TYPE, kind)]), body)
}

async fn bring(
    uploads: &Uploads,
    headers: &HeaderMap,
    body: &mut Body,
    network: Network,
) -> Result<Begun, Problem> {
    let place = uploads.place(headers, network, Arc::default()).await?;
    uploads.receive(place, body).await
}

async fn receive(bench: &Bench, content: &[u8]) -> Result<Begun, Problem> {
    let (headers, body) = form(content);
    bring(&uploads(bench), &headers, &mut Body::from(body), here()).await
}

#[tokio::test]
async fn a_visit_has_the_bytes_that_were_brought() {
    let bench = Bench::new();
    let noise: Vec<u8> = (0..50_000)
        .flat_map(|_| crate::secret::random::<8>())
        .collect();
    let meta = meta(&["bob@example.com"]);
    let sealed = bench.seal(&meta, &noise);
    let begun = receive(&bench, STANDARD.encode(&sealed).as_bytes()).await;
    let begun = begun.ok().unwrap();
    assert_eq!(begun.message, meta.message_id);
    let visit = bench.store.visit(&begun.id).await.unwrap().unwrap();
    assert_eq!(visit.secret, begun.secret.digest());
    assert_eq!(visit.sealed.length, sealed.len() as u64);
    let read = bench.store.read(&visit.sealed, 0..u64::MAX).await.unwrap();
    assert!(read.unwrap() == sealed);
    let again = receive(&bench, STANDARD.encode(&sealed).as_bytes()).await;
    let again = again.ok().unwrap();
    let other = bench.store.visit(&again.id).await.unwrap().unwrap();
    assert_eq!(other.sealed, visit.sealed, "it is stored once");
}

#[tokio::test]
async fn a_refused_upload_leaves_nothing_in_the_store() {
    let bench = Bench::new();
    let meta = meta(&["bob@example.com"]);
    let sealed = bench.seal(&meta, b"\r\nx");
    let mut forged = sealed.clone();
    forged[20] ^= 1;
    let mut long = sealed.clone();
    long.resize(2 * MAX as usize, 7);
    for (content, problem) in [
        (b"!!!".to_vec(), Problem::Damaged),
        (STANDARD.encode(forged).into(), Problem::Damaged),
        (STANDARD.encode(&sealed[..30]).into(), Problem::Damaged),
        (STANDARD.encode(long).into(), Problem::TooLarge),
        (Vec::new(), Problem::NoFile),
    ] {
        assert_eq!(receive(&bench, &content).await.err(), Some(problem));
    }
    let (headers, body) = form(STANDARD.encode(&sealed).as_bytes());
    let mut cut_off = Body::from(body[..body.len() - 9].to_vec());
    let received = bring(&uploads(&bench), &headers, &mut cut_off, here()).await;
    assert_eq!(received.err(), Some(Problem::CutOff));
    assert_eq!(bench.store.reserved_bytes().await, Ok(0));
}

/// A client that sends nothing.
struct Silent;

impl HttpBody for Silent {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<std::io::Result<Frame<Bytes>>>> {
        Poll::Pending
    }
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_stands_still_ends_by_itself() {
    let bench = Bench::new();
    let (headers, _) = form(b"");
    let mut body = Body::new(Silent);
    let received = bring(&uploads(&bench), &headers, &mut body, here()).await;
    assert_eq!(received.err(), Some(Problem::CutOff));
    assert_eq!(bench.store.reserved_bytes().await, Ok(0));
}

/// A client on a slow line: so many bytes each second.
struct Slow {
    left: Bytes,
    each: usize,
    next: Pin<Box<tokio::time::Sleep>>,
}

impl Slow {
    fn body(content: Vec<u8>, each: usize) -> Body {
        Body::new(Self {
            left: content.into(),
            each,
            next: Box::pin(tokio::time::sleep(Duration::from_secs(1))),
        })
    }
}

impl HttpBody for Slow {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<std::io::Result<Frame<Bytes>>>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        std::task::ready!(self.next.as_mut().poll(cx));
        let next = Instant::now() + Duration::from_secs(1);
        self.next.as_mut().reset(next);
        let count = self.each.min(self.left.len());
        Poll::Ready(Some(Ok(Frame::data(self.left.split_to(count)))))
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_for_thousands_arrives_on_a_slow_line() {
    let bench = Bench::new();
    let recipients: Vec<String> = (0..3_000)
        .map(|n| format!("member.number{n:05}@department{}.example.org", n % 40))
        .collect();
    let recipients: Vec<&str> = recipients.iter().map(String::as_str).collect();
    let sealed = bench.seal(&meta(&recipients), b"\r\nx");
    let (headers, content) = form(STANDARD.encode(sealed).as_bytes());
    assert!(content.len() > 15 * 5_000, "{} bytes", content.len());
    for (each, arrives) in [(5_000, true), (1_000, false)] {
        let mut body = Slow::body(content.clone(), each);
        let begun = bring(&uploads(&bench), &headers, &mut body, here()).await;
        assert_eq!(begun.is_ok(), arrives, "{each} bytes a second");
    }
}

fn there() -> Network {
    Networks::new(Vec::new()).identify([198, 51, 100, 1].into(), &HeaderMap::new())
}

/// A small armor shows only when all of it is there: it is decoded in the end, as a mail is.
fn undecoded(bench: &Bench) -> (HeaderMap, Vec<u8>) {
    let sealed = bench.seal(&meta(&["bob@example.com"]), b"\r\nx");
    form(STANDARD.encode(sealed).as_bytes())
}

#[tokio::test(start_paused = true)]
async fn one_network_that_is_being_decoded_leaves_turns_for_others() {
    let bench = Bench::new();
    let uploads = uploads(&bench);
    let mut flood = Vec::new();
    while let Ok(turn) = uploads.decoding.turn(&here(), Work::File, true).await {
        flood.push(turn);
    }
    let (headers, body) = undecoded(&bench);
    let mut first = Body::from(body.clone());
    let refused = bring(&uploads, &headers, &mut first, here()).await;
    assert_eq!(refused.err(), Some(Problem::Busy));
    let mut second = Body::from(body);
    assert!(
        bring(&uploads, &headers, &mut second, there())
            .await
            .is_ok()
    );
}

#[tokio::test(start_paused = true)]
async fn a_host_that_is_being_decoded_lets_its_neighbours_come_between() {
    let bench = Bench::new();
    let uploads = uploads(&bench);
    for _ in 0..100 {
        let decoding = Arc::clone(&uploads.decoding);
        tokio::spawn(async move {
            let turn = decoding.turn(&here(), Work::File, true).await;
            tokio::time::sleep(Duration::from_secs(5)).await;
            drop(turn);
        });
    }
    tokio::task::yield_now().await;
    let neighbour = Networks::new(Vec::new()).identify([192, 0, 2, 9].into(), &HeaderMap::new());
    assert!(
        uploads
            .decoding
            .turn(&neighbour, Work::File, true)
            .await
            .is_ok()
    );
}

#[tokio::test(start_paused = true)]
async fn a_lease_does_not_run_out_while_an_upload_waits_or_is_decoded() {
    let bench = Bench::new();
    let uploads = uploads(&bench);
    let mut flood = Vec::new();
    while let Ok(turn) = uploads.decoding.turn(&here(), Work::File, true).await {
        flood.push(turn);
    }
    let (headers, body) = undecoded(&bench);
    let mut body = Body::from(body);
    let later = async {
        for _ in 0..3 {
            tokio::time::sleep(Duration::from_secs(4)).await;
            bench.clock.advance(crate::store::LEASE / 2);
        }
        flood.clear();
    };
    let (begun, ()) = tokio::join!(bring(&uploads, &headers, &mut body, here()), later);
    assert!(begun.is_ok());
}

/// What is decoded, and found in it, stands beside the upload.
#[tokio::test]
async fn a_mail_that_is_looked_into_takes_its_room_of_the_share() {
    let bench = Bench::new();
    let uploads = uploads(&bench);
    let sealed = bench.seal(&meta(&["bob@example.com"]), b"\r\nx");
    let page = format!("<input name=sealed value='{}'>", STANDARD.encode(sealed));
    let mail = format!(
        "Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        STANDARD.encode(page)
    );
    let (headers, body) = form(mail.as_bytes());
    let body = String::from_utf8(body).unwrap();
    let body = body.replace("name=\"sealed\"", "name=\"file\"");
    let share = uploads.shares.of_network(&here()).bytes;
    for (left, fits) in [(400 << 10, false), (1 << 20, true)] {
        let other = uploads
            .place(&headers, here(), Arc::default())
            .await
            .ok()
            .unwrap();
        bench
            .store
            .reserve(&other.lease, share - left)
            .await
            .unwrap();
        let mut body = Body::from(body.clone());
        let begun = bring(&uploads, &headers, &mut body, here()).await;
        assert_eq!(begun.is_ok(), fits, "{left}: {:?}", begun.err());
        bench.store.end_upload(other.lease).await.unwrap();
    }
}

/// Whoever sends a file and leaves has no connection any more, and waits for a turn all the same.
#[tokio::test]
async fn uploads_whose_clients_have_left_leave_room_for_others() {
    let bench = Bench::new();
    let uploads = uploads_with(&bench, 1 << 30);
    let most = uploads.max_connections;
    bench.store.set_max_uploads(most_of(most));
    // Each of these waits for one turn.
    let held = uploads
        .decoding
        .turn(&here(), Work::File, true)
        .await
        .unwrap();
    let (headers, body) = undecoded(&bench);
    for _ in 0..4 * most {
        let (uploads, headers, body) = (uploads.clone(), headers.clone(), body.clone());
        tokio::spawn(async move {
            let mut body = Body::from(body);
            let _ = bring(&uploads, &headers, &mut body, here()).await;
        });
    }
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let mut body = Body::from(body);
    let another = bring(&uploads, &headers, &mut body, there()).await;
    assert!(another.is_ok(), "{:?}", another.err());
    drop(held);
}
