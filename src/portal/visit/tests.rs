use super::*;
use crate::portal::testing::{self, Bench, NOW, meta};

fn problem<T>(result: Result<T, Problem>) -> Problem {
    match result {
        Ok(_) => panic!("a problem was expected"),
        Err(problem) => problem,
    }
}

#[test]
fn ids_have_no_letters_that_look_alike() {
    let id = new_id();
    assert_eq!(id.len(), ID_LEN);
    assert!(!id.contains(['0', '1', 'l', 'o']));
    assert_eq!(reference("k7qdabc"), "K7QD");
}

#[tokio::test]
async fn a_visit_is_found_by_its_cookie_alone() {
    let bench = Bench::new();
    let sealed = bench.seal(&meta(&["bob@example.com"]), b"\r\nx");
    let (id, headers) = bench.begin(&sealed).await;
    let (other, other_headers) = bench.begin(&sealed).await;
    let visitor = bench.visits.find(id.clone(), &headers).await.ok().unwrap();
    assert_eq!(visitor.meta.subject, "The plan");
    let only = visitor.only_recipient().unwrap();
    assert_eq!(only.as_str(), "bob@example.com");
    for (id, headers) in [
        (id.clone(), &HeaderMap::new()),
        (id.clone(), &other_headers),
        (other, &headers),
        ("../etc/passwd".into(), &headers),
        (new_id(), &headers),
    ] {
        let found = bench.visits.find(id, headers).await;
        assert_eq!(problem(found), Problem::VisitOver);
    }
    bench.store.end_visit(&id).await.unwrap();
    let found = bench.visits.find(id, &headers).await;
    assert_eq!(problem(found), Problem::VisitOver);
}

#[tokio::test]
async fn a_form_needs_our_origin_and_the_csrf_token_of_the_visit() {
    let bench = Bench::new();
    let sealed = bench.seal(&meta(&["bob@example.com"]), b"\r\nx");
    let (id, mut headers) = bench.begin(&sealed).await;
    let visitor = bench.visits.find(id.clone(), &headers).await.ok().unwrap();
    let csrf = visitor.csrf();
    for origin in [None, Some("null"), Some("https://example.com")] {
        headers.remove(ORIGIN);
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().unwrap());
        }
        let found = bench.visits.find_for_form(id.clone(), &headers, &csrf);
        assert_eq!(problem(found.await), Problem::Forged, "{origin:?}");
    }
    headers.insert(ORIGIN, testing::ORIGIN.parse().unwrap());
    for wrong in ["", &csrf[1..]] {
        let found = bench.visits.find_for_form(id.clone(), &headers, wrong);
        assert_eq!(problem(found.await), Problem::Forged, "{wrong}");
    }
    let found = bench.visits.find_for_form(id, &headers, &csrf).await;
    assert!(found.is_ok());
}

#[tokio::test]
async fn a_message_that_expires_during_a_visit_is_not_shown() {
    let bench = Bench::new();
    let meta = Meta {
        expires: Some(NOW + 60),
        ..meta(&["bob@example.com"])
    };
    let (id, headers) = bench.begin(&bench.seal(&meta, b"\r\nx")).await;
    assert!(bench.visits.find(id.clone(), &headers).await.is_ok());
    bench.clock.jump_wall(60);
    let found = bench.visits.find(id, &headers).await;
    assert_eq!(problem(found), Problem::Expired);
}

#[test]
fn the_front_is_as_long_as_the_head_says_and_authentic() {
    let bench = Bench::new();
    let sealed = bench.seal(&meta(&["bob@example.com"]), b"\r\nx");
    let front_len = bench.visits.front_len(&sealed).unwrap().unwrap();
    let meta = bench.visits.read_meta(&sealed[..front_len]).unwrap();
    assert_eq!(meta.recipients, ["bob@example.com"]);
    assert_eq!(bench.visits.front_len(&sealed[..3]), Ok(None));
    let short = bench.visits.read_meta(&sealed[..front_len - 1]);
    assert_eq!(problem(short), Problem::Damaged);
    let other = bench.visits.front_len(b"something else");
    assert_eq!(other, Err(Problem::Damaged));
}

#[tokio::test]
async fn a_claim_takes_as_long_for_a_recipient_as_for_a_stranger() {
    let bench = Bench::new();
    let mut visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    let others = (0..20_000).map(|n| format!("r{n}@example.net"));
    visitor.meta.recipients.extend(others);
    let time = |address: &str, is_recipient: bool| {
        let tries = (0..5).map(|_| {
            let address = Address::parse(address).unwrap();
            let start = std::time::Instant::now();
            let claim = visitor.claim(address);
            let elapsed = start.elapsed();
            assert_eq!(claim.recipient.is_some(), is_recipient);
            elapsed
        });
        tries.min().unwrap()
    };
    let first = time("bob@example.com", true);
    let stranger = time("eve@example.com", false);
    assert!(first > stranger / 4, "{first:?}, {stranger:?}");
}
