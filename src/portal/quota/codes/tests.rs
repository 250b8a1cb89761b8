use axum::http::HeaderMap;

use super::*;
use crate::portal::network::Networks;
use crate::portal::testing::Bench;
use crate::secret::Secret;

fn quota(bench: &Bench) -> Quota {
    Quota::new(bench.store.clone(), Secret::new([7; 32]))
}

fn network(peer: &str) -> Network {
    let networks = Networks::new(Vec::new());
    networks.identify(peer.parse().unwrap(), &HeaderMap::new())
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

async fn ask(quota: &Quota, visitor: &Visitor, to: &str, from: &str) -> Result<(), Problem> {
    let from = network(from);
    quota.admit_passcode(visitor, &address(to), &from).await
}

/// Whether a mail goes out to whoever asks; an answer doesn't depend on it.
async fn is_sent(quota: &Quota, visitor: &Visitor, to: &str, from: &str) -> bool {
    let claim = visitor.claim(address(to));
    let from = network(from);
    quota.admit_mail(visitor, &claim, &from).await.unwrap()
}

/// The rows of SECURITY.md that have numbers, as they follow from these.
fn rows() -> Vec<String> {
    let minutes = |time: Duration| time.as_secs() / 60;
    let ([few, many], [own]) = (MAILS, ASKED_FOR) else {
        panic!("two spans, and one");
    };
    vec![
        format!("| a code has | {DIGITS} digits |"),
        format!(
            "| a code is good for | {} minutes (`passcode_life`, {} at most) |",
            minutes(LIFE),
            minutes(LONGEST_LIFE)
        ),
        format!("| codes of a visit that are good at a time | the last {STANDING} |"),
        format!("| tries of a visit, for all its codes | {TRIES} |"),
        format!(
            "| between two codes to one address in a visit | {} seconds |",
            PAUSE.as_secs()
        ),
        format!("| addresses that one visit may name | {ADDRESSES} |"),
        format!(
            "| codes to one address that one visit asks for | {} in {} minutes |",
            own.most,
            minutes(own.window)
        ),
        format!(
            "| mails to one address for one message | {} in {} minutes, {} a day; {} of these are \
             kept for visits that did not ask yet, {} of them for networks that did not |",
            few.most,
            minutes(few.window),
            many.most,
            many.kept,
            many.kept_for_networks
        ),
        format!(
            "| codes that one network asks for | {ASKED} in 15 minutes, but for those that are \
             used; up to {} with a site's first ten for each message |",
            2 * ASKED
        ),
        format!("| tries of one network, but for each visit's first | {TRIED} an hour |"),
        format!(
            "| wrong codes over all, after which new codes have {MORE_DIGITS} digits | \
             {WRONG_CODES} an hour, which slides |"
        ),
    ]
}

#[test]
fn security_md_has_the_same_numbers() {
    let text = include_str!("../../../../SECURITY.md");
    for row in rows() {
        // A third column says what each is good for.
        assert!(text.contains(&format!("\n{row}")), "{row}");
    }
}

#[tokio::test]
async fn an_address_gets_few_mails_for_a_message_however_it_is_written() {
    let bench = Bench::new();
    let quota = quota(&bench);
    let visitor = bench
        .visitor(&["bob@xn--mnchen-3ya.example"], b"\r\nx")
        .await;
    let forms = [
        "bob@münchen.example",
        "BOB+a@xn--mnchen-3ya.example",
        "\"bob\"@MÜNCHEN.example",
    ];
    for to in forms {
        assert_eq!(ask(&quota, &visitor, to, "192.0.2.1").await, Ok(()), "{to}");
        assert!(is_sent(&quota, &visitor, to, "192.0.2.1").await, "{to}");
    }
    let fourth = ask(&quota, &visitor, "bob@münchen.example", "192.0.2.1").await;
    assert_eq!(fourth, Err(Problem::TooManyCodes { minutes: 16 }));
    // Who asks elsewhere is not told how often others did, and three get a mail.
    for n in 0..20 {
        let (visitor, from) = (bench.again(&visitor).await, format!("198.51.{n}.1"));
        assert_eq!(ask(&quota, &visitor, forms[0], &from).await, Ok(()), "{n}");
        assert_eq!(is_sent(&quota, &visitor, forms[0], &from).await, n < 3);
    }
    bench.clock.advance(15 * MINUTE);
    let later = ask(&quota, &visitor, "bob@münchen.example", "192.0.2.1").await;
    assert_eq!(later, Ok(()));
    assert!(is_sent(&quota, &visitor, forms[0], "192.0.2.1").await);
}

/// Requests that meet each other come too soon, and are taken back.
#[tokio::test]
async fn what_is_taken_back_makes_no_room_for_mails_that_were_sent() {
    let bench = Bench::new();
    let quota = quota(&bench);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    let (bob, here) = (address("bob@example.com"), network("192.0.2.1"));
    let claim = visitor.claim(bob.clone());
    let mut sent = 0;
    for _ in 0..20 {
        quota.admit_passcode(&visitor, &bob, &here).await.unwrap();
        let may_go_out = quota.admit_mail(&visitor, &claim, &here).await.unwrap();
        if may_go_out && sent < 3 {
            // This one was issued; its network is forgiven, so that it may go on.
            sent += 1;
            let asked = quota.asked(&visitor, &bob);
            quota.store.refund(&asked).await.unwrap();
            continue;
        }
        assert!(!may_go_out, "room was made");
        quota
            .take_back_passcode(&visitor, &claim, &here, may_go_out)
            .await
            .unwrap();
    }
    assert_eq!(sent, 3);
}

/// Who has the message, and some networks, could else keep its readers out without an address.
#[tokio::test]
async fn a_crowd_of_invented_addresses_stops_no_reader_elsewhere() {
    let bench = Bench::new();
    let quota = quota(&bench);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    for n in 0..3_000 {
        let asked = quota.asked(&visitor, &address(&format!("x{n}@example.net")));
        let _ = quota.store.spend(&asked).await.unwrap();
    }
    for n in 0..40 {
        let (reader, from) = (format!("r{n}@example.com"), format!("198.51.{n}.1"));
        assert_eq!(
            ask(&quota, &bench.again(&visitor).await, &reader, &from).await,
            Ok(())
        );
    }
    assert!(is_sent(&quota, &visitor, "bob@example.com", "198.51.100.1").await);
}

#[tokio::test]
async fn of_ten_mails_a_day_two_are_kept_for_networks_that_did_not_ask_yet() {
    let bench = Bench::new();
    let quota = quota(&bench);
    // A stranger's address like a recipient's.
    for to in ["bob@example.com", "eve@example.com"] {
        let sealed = bench.visitor(&["bob@example.com"], b"\r\nx").await;
        let mut sent = 0;
        for _ in 0..20 {
            bench.clock.advance(5 * MINUTE);
            let visitor = bench.again(&sealed).await;
            let is_admitted = ask(&quota, &visitor, to, "192.0.2.1").await == Ok(());
            sent += usize::from(is_admitted && is_sent(&quota, &visitor, to, "192.0.2.1").await);
        }
        assert_eq!(sent, 8, "{to}");
        for n in 1..=4 {
            bench.clock.advance(5 * MINUTE);
            let visitor = bench.again(&sealed).await;
            let from = format!("198.51.{n}.1");
            assert_eq!(ask(&quota, &visitor, to, &from).await, Ok(()), "{n}");
            assert_eq!(is_sent(&quota, &visitor, to, &from).await, n <= 2, "{n}");
        }
        let another = bench.visitor(&["bob@example.com"], b"\r\nx").await;
        let asked = ask(&quota, &another, to, "192.0.2.1").await;
        assert_eq!(asked, Ok(()), "another message is another matter");
    }
}

/// What SECURITY.md says of somebody with as many networks as there are in a /16.
#[tokio::test]
async fn however_many_networks_ask_a_day_gives_no_more_than_fifty_guesses() {
    let bench = Bench::new();
    let quota = quota(&bench);
    let sealed = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    let mut guesses = 0;
    for n in 0..256 {
        bench.clock.advance(5 * MINUTE);
        let visitor = bench.again(&sealed).await;
        let from = format!("198.51.{n}.1");
        let asked = ask(&quota, &visitor, "bob@example.com", &from).await;
        assert_eq!(asked, Ok(()), "{n}");
        if is_sent(&quota, &visitor, "bob@example.com", &from).await {
            guesses += TRIES;
        }
    }
    assert_eq!(guesses, 50);
}

/// Three scanners at the reader's own company, or a colleague, could else keep them from theirs.
#[tokio::test]
async fn neither_neighbours_nor_other_visits_use_up_somebodys_first_code() {
    let bench = Bench::new();
    let quota = quota(&bench);
    let others = [
        ["192.0.2.7", "192.0.2.8", "192.0.2.9"],
        ["192.0.2.200", "192.0.2.200", "192.0.2.200"],
        ["2001:db8:7:1::1", "2001:db8:7:1::1", "2001:db8:7:2::1"],
    ];
    let readers = ["192.0.2.200", "192.0.2.200", "2001:db8:7:ff00::1"];
    for (others, reader) in others.into_iter().zip(readers) {
        for to in ["bob@example.com", "eve@example.com"] {
            let sealed = bench.visitor(&["bob@example.com"], b"\r\nx").await;
            for other in others {
                let visitor = bench.again(&sealed).await;
                assert_eq!(ask(&quota, &visitor, to, other).await, Ok(()));
                assert!(is_sent(&quota, &visitor, to, other).await);
            }
            let visitor = bench.again(&sealed).await;
            assert_eq!(ask(&quota, &visitor, to, reader).await, Ok(()), "{reader}");
            assert!(is_sent(&quota, &visitor, to, reader).await, "{reader}");
        }
    }
}

#[tokio::test]
async fn a_visit_that_asks_again_is_told_when_it_is_enough() {
    let bench = Bench::new();
    let quota = quota(&bench);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    for n in 0..25 {
        let asked = ask(&quota, &visitor, "bob@example.com", "192.0.2.1").await;
        assert_eq!(asked.is_ok(), n < 3, "{n}");
    }
}

/// Who holds the message behind the same address, a colleague for one, could else see whether
/// somebody has asked for codes, which only recipients do; and stop their second one.
#[tokio::test]
async fn what_is_asked_for_behind_the_same_address_neither_stops_nor_shows() {
    let bench = Bench::new();
    let quota = quota(&bench);
    let sealed = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    for others in [0, 3, 19, 40] {
        for n in 0..others {
            let visitor = bench.again(&sealed).await;
            let asked = ask(&quota, &visitor, "bob@example.com", "192.0.2.1").await;
            assert_eq!(asked, Ok(()), "{n} of {others}");
        }
        let visitor = bench.again(&sealed).await;
        for n in 0..4 {
            let asked = ask(&quota, &visitor, "bob@example.com", "192.0.2.1").await;
            assert_eq!(asked.is_ok(), n < 3, "{n} beside {others}");
        }
        bench.clock.advance(15 * MINUTE);
    }
}

/// Requests that were admitted and taken back could else give a whole network room without end.
#[tokio::test]
async fn who_asks_for_few_gives_their_neighbours_no_more_room() {
    let bench = Bench::new();
    let quota = quota(&bench);
    let sealed = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    let mut asked = 0;
    for n in 0..450 {
        let (to, from) = (format!("x{n}@example.net"), format!("192.0.2.{}", n % 8));
        asked += usize::from(
            ask(&quota, &bench.again(&sealed).await, &to, &from)
                .await
                .is_ok(),
        );
    }
    assert_eq!(asked, 4 * ASKED, "the /24's");
    let (visitor, here) = (bench.again(&sealed).await, network("192.0.2.200"));
    let claim = visitor.claim(address("x@example.net"));
    for _ in 0..2 * ASKED {
        let admitted = quota.admit_passcode(&visitor, &claim.address, &here).await;
        assert_eq!(admitted, Ok(()));
        let taken_back = quota.take_back_passcode(&visitor, &claim, &here, false);
        taken_back.await.unwrap();
    }
    let visitor = bench.again(&sealed).await;
    let asked = ask(&quota, &visitor, "y@example.net", "192.0.2.1").await;
    assert!(asked.is_err(), "the /24 has had its part");
}

#[tokio::test]
async fn a_code_that_was_used_no_longer_counts_against_those_who_used_it() {
    let bench = Bench::new();
    let quota = quota(&bench);
    let bob = address("bob@example.com");
    let sealed = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    for _ in 0..20 {
        let visitor = bench.again(&sealed).await;
        let asked = ask(&quota, &visitor, bob.as_str(), "192.0.2.1").await;
        assert_eq!(asked, Ok(()));
        assert!(is_sent(&quota, &visitor, bob.as_str(), "192.0.2.1").await);
        let here = network("192.0.2.1");
        quota.forgive_passcode(&visitor, &bob, &here).await.unwrap();
    }
}

/// A company behind one address reads as much as it likes.
#[tokio::test]
async fn a_network_is_not_shut_out_by_its_right_codes() {
    let bench = Bench::new();
    let quota = quota(&bench);
    let here = network("192.0.2.1");
    let sealed = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    for n in 0..ASKED + 20 {
        let (to, visitor) = (format!("r{n}@example.com"), bench.again(&sealed).await);
        let asked = ask(&quota, &visitor, &to, "192.0.2.1").await;
        assert_eq!(asked, Ok(()), "{n}");
        let to = address(&to);
        quota.forgive_passcode(&visitor, &to, &here).await.unwrap();
    }
}

#[tokio::test]
async fn a_visit_names_five_addresses() {
    let bench = Bench::new();
    let quota = quota(&bench);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    for n in 0..5 {
        let to = format!("eve{n}@example.com");
        assert_eq!(ask(&quota, &visitor, &to, "192.0.2.1").await, Ok(()));
    }
    assert_eq!(
        ask(&quota, &visitor, "bob@example.com", "192.0.2.1").await,
        Err(Problem::TooManyAddresses { minutes: 31 })
    );
}

#[tokio::test]
async fn many_wrong_codes_over_all_make_new_codes_longer() {
    let bench = Bench::new();
    let quota = quota(&bench);
    for _ in 0..WRONG_CODES {
        assert_eq!(quota.digits().await, Ok(DIGITS));
        quota.count_wrong().await.unwrap();
    }
    assert_eq!(quota.digits().await, Ok(MORE_DIGITS));
    bench.clock.advance(HOUR);
    quota.count_wrong().await.unwrap();
    assert_eq!(
        quota.digits().await,
        Ok(MORE_DIGITS),
        "no hour has twice as many"
    );
    bench.clock.advance(HOUR / 6);
    assert_eq!(quota.digits().await, Ok(DIGITS));
}
