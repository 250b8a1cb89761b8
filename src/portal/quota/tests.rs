use axum::http::HeaderMap;

use super::*;
use crate::portal::network::Networks;
use crate::portal::testing::Bench;

fn network(peer: &str) -> Network {
    let networks = Networks::new(vec!["127.0.0.0/8".parse().unwrap()]);
    networks.identify(peer.parse().unwrap(), &HeaderMap::new())
}

const ANYTHING: Result<Admitted, Problem> = Ok(Admitted::Anything);
const OURS_ONLY: Result<Admitted, Problem> = Ok(Admitted::OursOnly(16));
const TOO_MANY: Result<(), Problem> = Err(Problem::TooMany { minutes: 16 });
const MESSAGE: MessageId = MessageId([1; 16]);

#[tokio::test]
async fn a_network_has_limits_of_its_own_and_hidden_ones_share_a_wide_one() {
    let bench = Bench::new();
    let quota = Quota::new(bench.store.clone(), Secret::new([7; 32]));
    for (peer, most) in [("192.0.2.1", 300), ("127.0.0.1", 3_000)] {
        let here = network(peer);
        for _ in 0..most {
            assert_eq!(quota.admit_open(&here).await, ANYTHING);
            assert_eq!(quota.admit_visit(&here, MESSAGE).await, Ok(()));
        }
        assert_eq!(quota.admit_open(&here).await, OURS_ONLY, "{peer}");
        let refused = quota.admit_visit(&here, MESSAGE).await;
        assert_eq!(refused, TOO_MANY, "{peer}");
    }
}

#[tokio::test]
async fn whose_neighbour_begins_too_many_visits_still_begins_those_to_other_messages() {
    let bench = Bench::new();
    let quota = Quota::new(bench.store.clone(), Secret::new([7; 32]));
    let hosts = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"].map(network);
    for here in &hosts {
        for _ in 0..300 {
            quota.admit_visit(here, MESSAGE).await.unwrap();
        }
        assert_eq!(quota.admit_visit(here, MESSAGE).await, TOO_MANY);
    }
    let another = MessageId([2; 16]);
    for n in 0..40 {
        let admitted = quota.admit_visit(&hosts[n % 4], another).await;
        assert_eq!(admitted.is_ok(), n < 10, "{n}");
    }
    quota.withdraw_visit(&hosts[0], another).await.unwrap();
    assert_eq!(quota.admit_visit(&hosts[0], another).await, Ok(()));
}

#[tokio::test]
async fn whose_neighbour_asks_for_too_many_codes_still_gets_some_for_other_messages() {
    let bench = Bench::new();
    let quota = Quota::new(bench.store.clone(), Secret::new([7; 32]));
    let here = network("192.0.2.1");
    let bob = crate::mail::Address::parse("bob@example.com").unwrap();
    let sealed = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    let mut asked = 0;
    for _ in 0..200 {
        let visitor = bench.again(&sealed).await;
        asked += usize::from(quota.admit_passcode(&visitor, &bob, &here).await.is_ok());
    }
    assert_eq!(asked, 100, "of one message");
    // With the files of many messages it ends all the same.
    for _ in 0..20 {
        let sealed = bench.visitor(&["bob@example.com"], b"\r\nx").await;
        for _ in 0..20 {
            let visitor = bench.again(&sealed).await;
            asked += usize::from(quota.admit_passcode(&visitor, &bob, &here).await.is_ok());
        }
    }
    assert_eq!(asked, 200, "ten of ten others");
}

#[tokio::test]
async fn tries_are_counted_where_a_code_stands_and_the_wait_is_the_real_one() {
    let bench = Bench::new();
    let quota = Quota::new(bench.store.clone(), Secret::new([7; 32]));
    let here = network("192.0.2.1");
    let mut visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    for tried in [0, 1] {
        visitor.visit.tried = tried;
        for _ in 0..300 {
            assert_eq!(quota.admit_try(&visitor, &here).await, Ok(()), "no code");
        }
    }
    visitor.visit.issues.push(crate::store::Standing {
        issue: crate::store::Issue {
            nonce: [1; 16],
            address: crate::mail::Address::parse("bob@example.com").unwrap(),
            mailbox: "bob@example.com".into(),
            digits: 8,
            may_go_out: true,
        },
        version: 1,
        age: Duration::ZERO,
        left: MINUTE,
    });
    for _ in 0..200 {
        assert_eq!(quota.admit_try(&visitor, &here).await, Ok(()));
    }
    bench.clock.advance(9 * MINUTE + MINUTE / 2);
    let refused = quota.admit_try(&visitor, &here).await;
    let wait = Problem::TooManyTries { minutes: 51 };
    assert_eq!(refused, Err(wait.clone()), "the wait is the real one");
    assert_eq!(wait.retry_after(), Some(51 * 60));
}

#[tokio::test]
async fn four_hosts_shut_out_none_of_their_neighbours() {
    let bench = Bench::new();
    let quota = Quota::new(bench.store.clone(), Secret::new([7; 32]));
    let sites = [
        ("192.0.2.", "", "192.0.2.200", "198.51.100.1"),
        ("2001:db8:1:1", "::1", "2001:db8:1:180::1", "2001:db8:2::1"),
    ];
    for (site, end, neighbour, other) in sites {
        for n in 10..14 {
            let host = network(&format!("{site}{n}{end}"));
            for _ in 0..300 {
                assert_eq!(quota.admit_open(&host).await, ANYTHING);
            }
            assert_eq!(quota.admit_open(&host).await, OURS_ONLY);
        }
        // The /24, or the /56, has no more.
        for n in 0..60 {
            let opened = quota.admit_open(&network(neighbour)).await;
            assert_eq!(opened == ANYTHING, n < 6, "{n}");
        }
        assert_eq!(quota.admit_open(&network(other)).await, ANYTHING);
    }
}

#[tokio::test]
async fn a_subscribers_many_hosts_shut_out_no_other_of_their_site() {
    let bench = Bench::new();
    let quota = Quota::new(bench.store.clone(), Secret::new([7; 32]));
    let mut opened = 0;
    for n in 0..256 {
        for _ in 0..100 {
            let host = network(&format!("2001:db8:1:{n:x}::1"));
            opened += usize::from(quota.admit_open(&host).await == ANYTHING);
        }
    }
    assert!(opened < 1_200 + 256 * 6, "{opened}");
    let neighbour = network("2001:db8:1:ab00::1");
    assert_eq!(quota.admit_open(&neighbour).await, ANYTHING);
}

#[tokio::test]
async fn what_was_authentic_is_no_junk() {
    let bench = Bench::new();
    let quota = Quota::new(bench.store.clone(), Secret::new([7; 32]));
    let here = network("192.0.2.1");
    for _ in 0..2 * 300 {
        assert_eq!(quota.admit_open(&here).await, ANYTHING);
        quota.withdraw_open(&here).await.unwrap();
    }
}
