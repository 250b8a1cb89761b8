use std::sync::Arc;

use axum::http::HeaderMap;

use super::mailer::{LATELY, Mails, Outgoing, QUEUED, queue};
use super::*;
use crate::locale::Locales;
use crate::mail::Address;
use crate::mail::sign::Signer;
use crate::mail::submit::Submit;
use crate::portal::browser::Browser;
use crate::portal::resource::Resource;
use crate::portal::site::Site;
use crate::portal::testing::{Bench, Log, ORIGIN, bob, network, nth_network};

const KEY: [u8; 32] = [7; 32];

/// Passcodes whose mails nobody delivers, but for the queue.
fn passcodes(bench: &Bench) -> (Passcodes, Mails) {
    passcodes_by(bench, "127.0.0.1:9")
}

/// The same, by this server.
fn passcodes_by(bench: &Bench, server: &str) -> (Passcodes, Mails) {
    let (passcodes, mails, _) = with_writing(bench, server);
    (passcodes, mails)
}

/// The same, and the turns to write a mail.
fn with_writing(bench: &Bench, server: &str) -> (Passcodes, Mails, Arc<Resource>) {
    let (queue, mails) = queue();
    let writing = Arc::clone(&queue.writing.0);
    let outgoing = Outgoing {
        submit: Submit::new(server),
        signer: Signer::default(),
        site: Arc::new(Site::new(ORIGIN, "secure@example.org")),
    };
    let mailer = PasscodeMailer::new(outgoing, queue);
    let key = Secret::new(KEY);
    let passcodes = Passcodes::new(bench.store.clone(), key, mailer, codes::LIFE);
    (passcodes, mails, writing)
}

/// Issues a code to `address`, and returns it.
async fn issued(
    bench: &Bench,
    passcodes: &Passcodes,
    visitor: &Visitor,
    address: &str,
) -> Secret<Vec<u8>> {
    issued_from(bench, passcodes, visitor, address, &network()).await
}

fn asker<'a>(network: &'a Network, words: &'a Words) -> Asker<'a> {
    let browser = Browser::from_headers(&HeaderMap::new());
    Asker {
        network,
        words,
        browser,
        organisation: None,
    }
}

/// The same, asked for from this network.
async fn issued_from(
    bench: &Bench,
    passcodes: &Passcodes,
    visitor: &Visitor,
    address: &str,
    network: &Network,
) -> Secret<Vec<u8>> {
    let place = passcodes.place().unwrap();
    let claim = visitor.claim(Address::parse(address).unwrap());
    let issued = passcodes
        .issue(
            place,
            visitor,
            &claim,
            codes::DIGITS,
            true,
            &asker(network, &Locales::built_in().own()),
        )
        .await;
    assert!(matches!(issued, Ok(Issued::Stands { .. })), "{issued:?}");
    let visit = bench.store.visit(&visitor.id).await.unwrap().unwrap();
    let message = visitor.meta.message_id;
    let newest = visit.issues.last().unwrap();
    derive(&Secret::new(KEY), &visitor.id, message, &newest.issue)
}

async fn check(
    bench: &Bench,
    passcodes: &Passcodes,
    visitor: &Visitor,
    code: &Secret<Vec<u8>>,
) -> Check {
    let quota = Quota::new(bench.store.clone(), Secret::new(KEY));
    passcodes.check(visitor, code, &quota).await.unwrap()
}

/// Another code.
fn wrong(code: &Secret<Vec<u8>>) -> Secret<Vec<u8>> {
    let mut digits = code.expose().clone();
    digits[0] = if digits[0] == b'0' { b'1' } else { b'0' };
    Secret::new(digits)
}

#[tokio::test]
async fn a_right_code_names_the_address_and_the_version_it_proves() {
    let bench = Bench::new();
    let (passcodes, _mails) = passcodes(&bench);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    let code = issued(&bench, &passcodes, &visitor, "bob@example.com").await;
    let visit = bench.store.visit(&visitor.id).await.unwrap().unwrap();
    bench.clock.advance(codes::PAUSE);
    issued(&bench, &passcodes, &visitor, "bob@example.com").await;
    assert_eq!(
        check(&bench, &passcodes, &visitor, &code).await,
        Check::Right(Evidence::for_test(&visitor, visit.version, bob())),
        "one that was sent before the newest"
    );
}

#[tokio::test]
async fn what_is_proven_is_the_address_as_it_was_sealed() {
    let bench = Bench::new();
    let (passcodes, _mails) = passcodes(&bench);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    let code = issued(&bench, &passcodes, &visitor, "BOB+news@Example.com").await;
    let visit = bench.store.visit(&visitor.id).await.unwrap().unwrap();
    let checked = check(&bench, &passcodes, &visitor, &code).await;
    let Check::Right(evidence) = checked else {
        panic!("{checked:?}");
    };
    assert_eq!(evidence, Evidence::for_test(&visitor, visit.version, bob()),);
    assert_eq!(evidence.proven.address.as_str(), "bob@example.com");
}

#[tokio::test]
async fn five_wrong_tries_use_a_visit_up_whatever_is_sent_for_it() {
    let bench = Bench::new();
    let (passcodes, _mails) = passcodes(&bench);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    let mut code = issued(&bench, &passcodes, &visitor, "bob@example.com").await;
    for tries in (0..TRIES).rev() {
        assert_eq!(
            check(&bench, &passcodes, &visitor, &wrong(&code)).await,
            Check::Wrong { left: tries }
        );
        bench.clock.advance(codes::PAUSE);
        code = issued(&bench, &passcodes, &visitor, "bob@example.com").await;
    }
    let checked = check(&bench, &passcodes, &visitor, &code).await;
    assert_eq!(checked, Check::Spent);
}

#[tokio::test]
async fn a_right_code_uses_up_no_try_even_if_there_is_no_time_for_the_message() {
    let bench = Bench::new();
    let (passcodes, _mails) = passcodes(&bench);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    let code = issued(&bench, &passcodes, &visitor, "bob@example.com").await;
    for n in 0..TRIES - 1 {
        let mut wrong = wrong(&code).expose().clone();
        wrong[1] = b'0' + n as u8;
        check(&bench, &passcodes, &visitor, &Secret::new(wrong)).await;
    }
    // What the portal does next may be refused: all its turns are taken.
    for _ in 0..3 {
        let checked = check(&bench, &passcodes, &visitor, &code).await;
        assert!(matches!(checked, Check::Right(_)), "{checked:?}");
        let visit = bench.store.visit(&visitor.id).await.unwrap().unwrap();
        assert_eq!(visit.tried, TRIES - 1);
    }
}

/// Only recipients' has a line in the log, and that takes time.
#[tokio::test]
async fn a_code_that_is_withheld_is_logged_when_nobody_waits() {
    let bench = Bench::new();
    let (passcodes, mails) = passcodes(&bench);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    let log = Log::default();
    let logging = log.listen();
    let claim = visitor.claim(Address::parse("bob@example.com").unwrap());
    let place = passcodes.place().unwrap();
    let here = network();
    let words = Locales::built_in().own();
    let asker = asker(&here, &words);
    let issued = passcodes.issue(place, &visitor, &claim, codes::DIGITS, false, &asker);
    assert!(matches!(issued.await, Ok(Issued::Stands { .. })));
    assert_eq!(log.text(), "", "while somebody waits");
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let delivering = tokio::spawn(mails.deliver_until(stopped));
    for _ in 0..1_000 {
        if log.text().contains("a passcode is not sent") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    delivering.abort();
    drop(logging);
    assert_eq!(log.text().matches("a passcode is not sent").count(), 1);
}

#[tokio::test]
async fn a_code_runs_out() {
    let bench = Bench::new();
    let (passcodes, _mails) = passcodes(&bench);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    let code = issued(&bench, &passcodes, &visitor, "bob@example.com").await;
    bench.clock.advance(codes::LIFE);
    let checked = check(&bench, &passcodes, &visitor, &code).await;
    assert_eq!(checked, Check::NoIssue);
}

#[tokio::test]
async fn a_strangers_code_is_never_right() {
    let bench = Bench::new();
    let (passcodes, _mails) = passcodes(&bench);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    let code = issued(&bench, &passcodes, &visitor, "eve@example.com").await;
    let checked = check(&bench, &passcodes, &visitor, &code).await;
    assert_eq!(checked, Check::Wrong { left: TRIES - 1 });
}

#[tokio::test(start_paused = true)]
async fn the_queue_takes_so_many_within_a_while_whether_anybody_empties_it_or_not() {
    let bench = Bench::new();
    let (passcodes, _mails) = passcodes(&bench);
    let places: Vec<_> = std::iter::from_fn(|| passcodes.place()).collect();
    assert_eq!(places.len(), QUEUED);
    drop(places);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    for n in 0..1_000 {
        // Nothing tells the queue who is a recipient.
        let address = format!("bob{n}@example.{}", ["com", "net"][n % 2]);
        issued(&bench, &passcodes, &visitor, &address).await;
    }
    // What was queued counts, though all strangers' mails are dropped at once.
    let rest: Vec<_> = std::iter::from_fn(|| passcodes.place()).collect();
    assert_eq!(rest.len(), QUEUED - 1_000);
    drop(rest);
    let rest: Vec<_> = std::iter::from_fn(|| passcodes.place()).collect();
    assert_eq!(
        rest.len(),
        QUEUED - 1_000,
        "places that are dropped are free"
    );
    drop(rest);
    tokio::time::advance(LATELY).await;
    let all = std::iter::from_fn(|| passcodes.place());
    assert_eq!(all.collect::<Vec<_>>().len(), QUEUED);
    assert!(passcodes.place().is_some());
}

/// Who has a mailbox of their own could else see from when their code comes who is one.
#[tokio::test]
async fn a_strangers_mail_takes_a_turn_at_the_server_as_a_recipients_does() {
    /// Some of the turns.
    const MANY: u8 = 100;
    let bench = Bench::new();
    for address in ["bob@example.com", "eve@example.com"] {
        // It says nothing to anybody.
        let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = server.local_addr().unwrap().to_string();
        let (passcodes, mails) = passcodes_by(&bench, &at);
        for n in 0..MANY + 4 {
            let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
            // Each site has its part of the turns, and a host half of that.
            let from = nth_network(n);
            issued_from(&bench, &passcodes, &visitor, address, &from).await;
        }
        let (_stop, stopped) = tokio::sync::watch::channel(false);
        let delivering = tokio::spawn(mails.deliver_until(stopped));
        let mut waiting = Vec::new();
        let all = async {
            while waiting.len() < usize::from(MANY) {
                waiting.push(server.accept().await.unwrap());
            }
        };
        let in_time = tokio::time::timeout(Duration::from_secs(10), all);
        assert!(in_time.await.is_ok(), "{address}: there are turns");
        delivering.abort();
    }
}

#[tokio::test]
async fn a_strangers_mail_waits_for_its_turn_to_be_written_as_a_recipients_does() {
    for address in ["bob@example.com", "zoe@example.com"] {
        let bench = Bench::new();
        let (passcodes, mails, writing) = with_writing(&bench, "127.0.0.1:9");
        let held = writing.take(&[], writing.all()).await;
        let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
        issued(&bench, &passcodes, &visitor, address).await;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let delivering = tokio::spawn(mails.deliver_until(stopped));
        stop.send(true).unwrap();
        // The portal ends when all is written, and nobody waits any more: not yet.
        let mut delivering = delivering;
        let second = Duration::from_secs(1);
        let early = tokio::time::timeout(second, &mut delivering).await;
        assert!(early.is_err(), "{address}: written without a turn");
        drop(held);
        delivering.await.unwrap();
        assert_eq!(writing.taken(), 0, "{address}");
    }
}

fn issue(address: &str, nonce: u8) -> Issue {
    Issue {
        nonce: [nonce; 16],
        address: Address::parse(address).unwrap(),
        mailbox: address.into(),
        digits: 8,
        may_go_out: true,
    }
}

fn code(key: u8, visit: &str, message: u8, issue: &Issue) -> String {
    grouped(&derive(
        &Secret::new([key; 32]),
        visit,
        MessageId([message; 16]),
        issue,
    ))
}

#[test]
fn everything_it_is_bound_to_changes_it() {
    let bob = issue("bob@example.com", 1);
    let codes = [
        code(1, "v", 1, &bob),
        code(2, "v", 1, &bob),
        code(1, "w", 1, &bob),
        code(1, "v", 2, &bob),
        code(1, "v", 1, &issue("bob@example.net", 1)),
        code(1, "v", 1, &issue("bob@example.com", 2)),
        // Where one part ends and the next begins moves.
        code(1, "vb", 1, &issue("ob@example.com", 1)),
    ];
    for (n, one) in codes.iter().enumerate() {
        assert_eq!(one.len(), 9);
        assert!(!codes[..n].contains(one), "{n}");
    }
    assert_eq!(
        code(1, "v", 1, &issue("BOB@Example.com", 1)),
        codes[0],
        "in any case that the address is typed in"
    );
}

#[test]
fn the_arithmetic_is_what_the_documentation_says() {
    // python3: hmac.new(b'\1'*32, b''.join(len(p).to_bytes(8) + p for p in [b'postseal v1
    // passcode', b'v', b'\1'*16, b'bob@example.com', b'\1'*16]), 'sha256').digest()[:8], as a
    // big-endian number modulo 10**8
    assert_eq!(code(1, "v", 1, &issue("bob@example.com", 1)), "4972 7804");
}

#[test]
fn codes_spread_evenly() {
    let mut first = [0_u32; 10];
    for n in 0..10_000_u32 {
        let mut one = issue("bob@example.com", 0);
        one.nonce[..4].copy_from_slice(&n.to_be_bytes());
        first[usize::from(code(1, "v", 1, &one).as_bytes()[0] - b'0')] += 1;
    }
    // Chi-squared with 9 degrees of freedom: above 40 about once in 100,000 runs; the input is
    // fixed.
    let chi: f64 = first
        .iter()
        .map(|&n| (f64::from(n) - 1_000.0).powi(2) / 1_000.0)
        .sum();
    assert!(chi < 40.0, "{first:?}");
}

#[test]
fn ten_digits_are_as_the_documentation_says() {
    let mut ten = issue("bob@example.com", 1);
    ten.digits = 10;
    let all = code(1, "v", 1, &ten);
    assert_eq!(all.len(), 11);
    let digits = all.replace(' ', "");
    assert_eq!(&digits[2..], "49727804", "more digits of the same number");
}
