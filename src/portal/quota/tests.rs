use axum::http::HeaderMap;

use super::*;
use crate::portal::network::Networks;
use crate::portal::testing::Bench;

fn network(peer: &str) -> Network {
    let networks = Networks::new(vec!["127.0.0.0/8".parse().unwrap()]);
    networks.identify(peer.parse().unwrap(), &HeaderMap::new())
}

#[tokio::test]
async fn a_network_has_limits_of_its_own_and_hidden_ones_share_a_wide_one() {
    let bench = Bench::new();
    let quota = Quota::new(bench.store.clone(), Secret::new([7; 32]));
    for (peer, opens) in [("192.0.2.1", 300), ("127.0.0.1", 3_000)] {
        for _ in 0..opens {
            assert_eq!(quota.admit_open(&network(peer)).await, Ok(()));
        }
        let refused = quota.admit_open(&network(peer)).await;
        assert_eq!(refused, Err(Problem::TooMany), "{peer}");
    }
    for n in 0..900 {
        let neighbour = network(&format!("192.0.2.{}", 100 + n % 100));
        assert_eq!(
            quota.admit_open(&neighbour).await,
            Ok(()),
            "no host shuts others out"
        );
    }
    let neighbour = quota.admit_open(&network("192.0.2.200")).await;
    assert_eq!(neighbour, Err(Problem::TooMany), "nor a /24 all the world");
    assert_eq!(quota.admit_open(&network("198.51.100.1")).await, Ok(()));
    for _ in 0..200 {
        assert_eq!(quota.admit_try(&network("192.0.2.1")).await, Ok(()));
    }
    let refused = quota.admit_try(&network("192.0.2.1")).await;
    assert_eq!(refused, Err(Problem::TooMany));
}
