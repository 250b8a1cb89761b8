//! The suite, and what only this backend can be asked.

use super::*;
use crate::store::conformance::conformance;
use crate::store::{LEASE, Sealed, Store};

conformance!(Store::memory);

fn share(key: &str) -> Share {
    Share::whole(key, 1 << 20, 10)
}

fn new_visit(id: &str, content: u8, length: u64) -> NewVisit {
    NewVisit {
        id: id.into(),
        secret: [1; 32],
        sealed: Sealed {
            digest: [content; 32],
            length,
            front: 4,
        },
        shares: vec![share("message")],
        life: 2 * LEASE,
    }
}

#[tokio::test]
async fn what_has_ended_leaves_nothing_behind() {
    let clock = Clock::manual(1_000_000);
    let store = Store::memory(clock.clone(), Bounds::default());
    for (id, content) in [("a", 1), ("b", 1), ("c", 2)] {
        let lease = store.begin_upload(share("net")).await.unwrap();
        store.reserve(&lease, 16_000).await.unwrap();
        store.append(&lease, &[content; 1_000]).await.unwrap();
        let visit = new_visit(id, content, 1_000);
        store.begin_visit(lease, visit).await.unwrap();
    }
    store.end_visit("a").await.unwrap();
    let _left_alone = store.begin_upload(share("other")).await.unwrap();
    assert!(!store.0.visits().0.is_empty());
    clock.advance(2 * LEASE);
    store.sweep().await.unwrap();
    assert!(store.0.visits().0.is_empty());
}

#[tokio::test]
async fn ciphertext_is_read_without_a_copy() {
    let store = Store::memory(Clock::manual(1_000_000), Bounds::default());
    let lease = store.begin_upload(share("net")).await.unwrap();
    store.append(&lease, &[7; 10_000]).await.unwrap();
    let visit = new_visit("a", 7, 10_000);
    let sealed = visit.sealed;
    store.begin_visit(lease, visit).await.unwrap();
    let whole = store.read(&sealed, 0..10_000).await.unwrap().unwrap();
    let part = store.read(&sealed, 5_000..6_000).await.unwrap().unwrap();
    assert_eq!(part.as_ptr(), whole[5_000..].as_ptr());
}

/// To look through all of them for each that makes way would take minutes.
#[tokio::test]
async fn among_a_hundred_thousand_visits_whoever_makes_way_is_found_at_once() {
    const VISITS: u64 = 100_000;
    let bounds = Bounds {
        bytes: VISITS * (1_200 + visits::OVERHEAD),
        visits: 200_000,
        ..Bounds::default()
    };
    for is_proven in [false, true] {
        let store = Store::memory(Clock::manual(1_000_000), bounds);
        let begin = async |n: u64, network: u64, length: u64| {
            let network = Share {
                bytes: bounds.bytes,
                visits: 200_000,
                ..share(&network.to_string())
            };
            let lease = store.begin_upload(network).await.unwrap();
            let ciphertext = vec![7; length as usize];
            store.append(&lease, &ciphertext).await?;
            let mut visit = new_visit(&n.to_string(), 0, length);
            visit.sealed.digest[..8].copy_from_slice(&n.to_be_bytes());
            visit.shares.clear();
            store.begin_visit(lease, visit).await
        };
        for n in 0..VISITS {
            begin(n, n, 1_200).await.unwrap();
            if is_proven {
                let address = crate::mail::Address::parse("bob@example.com").unwrap();
                let proven = Proven {
                    address,
                    mailbox: (n % 4).to_string(),
                    method: crate::store::ProofMethod::Passcode,
                };
                let id = n.to_string();
                assert!(store.prove(&id, 0, proven, [9; 32]).await.unwrap());
            }
        }
        let started = std::time::Instant::now();
        for n in VISITS..VISITS + 5_000 {
            begin(n, n, 100).await.unwrap();
        }
        println!("5,000 newcomers take {:?}", started.elapsed());
        assert!(started.elapsed() < Duration::from_secs(10));
    }
}
