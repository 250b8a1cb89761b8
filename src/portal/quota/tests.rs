use axum::http::HeaderMap;

use super::*;
use crate::portal::network::Networks;
use crate::portal::testing::Bench;
use crate::portal::visit::Visitor;

fn quota(bench: &Bench) -> Quota {
    Quota::new(bench.store.clone(), Secret::new([7; 32]), 30 * MINUTE)
}

fn network(peer: &str) -> Network {
    let networks = Networks::new(vec!["127.0.0.0/8".parse().unwrap()]);
    networks.identify(peer.parse().unwrap(), &HeaderMap::new())
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

async fn ask(quota: &Quota, visitor: &Visitor, to: &str, from: &str) -> Result<(), Problem> {
    let (visit, meta) = (&visitor.id, &visitor.meta);
    quota
        .admit_passcode(visit, meta, &visitor.claim(address(to)), &network(from))
        .await
}

#[tokio::test]
async fn an_address_gets_few_codes_whatever_message_and_network_ask() {
    let bench = Bench::new();
    let quota = quota(&bench);
    for (n, to) in ["bob@example.com", "BOB@example.com", "bob@Example.com"]
        .into_iter()
        .enumerate()
    {
        let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
        let from = format!("192.0.{n}.1");
        assert_eq!(ask(&quota, &visitor, to, &from).await, Ok(()));
    }
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    assert_eq!(
        ask(&quota, &visitor, "bob@example.com", "192.0.9.1").await,
        Err(Problem::TooManyCodes { minutes: 16 })
    );
    bench.clock.advance(15 * MINUTE);
    assert_eq!(
        ask(&quota, &visitor, "bob@example.com", "192.0.9.1").await,
        Ok(())
    );
}

#[tokio::test]
async fn a_code_that_was_used_no_longer_counts() {
    let bench = Bench::new();
    let quota = quota(&bench);
    let bob = address("bob@example.com");
    for _ in 0..20 {
        let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
        let asked = ask(&quota, &visitor, bob.as_str(), "192.0.2.1").await;
        assert_eq!(asked, Ok(()));
        quota.forgive_passcode(&visitor.meta, &bob).await.unwrap();
    }
}

#[tokio::test]
async fn a_strangers_address_is_limited_for_one_message_only() {
    let bench = Bench::new();
    let quota = quota(&bench);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    for _ in 0..3 {
        let asked = ask(&quota, &visitor, "eve@example.com", "192.0.2.1").await;
        assert_eq!(asked, Ok(()));
    }
    assert_eq!(
        ask(&quota, &visitor, "eve@example.com", "192.0.2.1").await,
        Err(Problem::TooManyCodes { minutes: 16 }),
        "as a recipient's would be"
    );
    let eves = bench.visitor(&["eve@example.com"], b"\r\nx").await;
    assert_eq!(
        ask(&quota, &eves, "eve@example.com", "192.0.2.1").await,
        Ok(()),
        "and nobody is kept from a message of their own"
    );
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
        Err(Problem::TooManyCodes { minutes: 31 })
    );
}

#[tokio::test]
async fn a_network_has_limits_of_its_own_and_hidden_ones_share_a_wide_one() {
    let bench = Bench::new();
    let quota = quota(&bench);
    for (peer, opens) in [("192.0.2.1", 300), ("127.0.0.1", 3_000)] {
        for _ in 0..opens {
            assert_eq!(quota.admit_open(&network(peer)).await, Ok(()));
        }
        let refused = quota.admit_open(&network(peer)).await;
        assert_eq!(refused, Err(Problem::TooMany), "{peer}");
    }
    let neighbour = quota.admit_open(&network("192.0.2.200")).await;
    assert_eq!(neighbour, Err(Problem::TooMany));
    assert_eq!(quota.admit_open(&network("198.51.100.1")).await, Ok(()));
    for _ in 0..200 {
        assert_eq!(quota.admit_try(&network("192.0.2.1")).await, Ok(()));
    }
    let refused = quota.admit_try(&network("192.0.2.1")).await;
    assert_eq!(refused, Err(Problem::TooMany));
}

#[tokio::test]
async fn wrong_codes_for_one_message_pause_it_alone() {
    let bench = Bench::new();
    let quota = quota(&bench);
    let one = bench.visitor(&["bob@example.com"], b"\r\nx").await.meta;
    let other = bench.visitor(&["bob@example.com"], b"\r\nx").await.meta;
    for _ in 0..WRONG_CODES_FOR_ONE {
        assert_eq!(quota.passcodes_pause(&one).await, Ok(false));
        quota.count_wrong(&one, true).await.unwrap();
    }
    assert_eq!(quota.passcodes_pause(&one).await, Ok(true));
    assert_eq!(quota.passcodes_pause(&other).await, Ok(false));
    bench.clock.advance(HOUR);
    assert_eq!(quota.passcodes_pause(&one).await, Ok(false));
}

#[tokio::test]
async fn strangers_wrong_codes_pause_nothing() {
    let bench = Bench::new();
    let quota = quota(&bench);
    let meta = bench.visitor(&["bob@example.com"], b"\r\nx").await.meta;
    for _ in 0..=WRONG_CODES {
        quota.count_wrong(&meta, false).await.unwrap();
    }
    assert_eq!(quota.passcodes_pause(&meta).await, Ok(false));
}
