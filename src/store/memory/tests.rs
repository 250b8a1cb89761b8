//! What a visitor of many at once would notice.

use super::super::Store;
use super::*;

const MINUTE: Duration = Duration::from_secs(60);

fn store(bytes: u64) -> (Store, Clock) {
    let clock = Clock::manual(1_000_000);
    (
        Store::memory(
            clock.clone(),
            Bounds {
                bytes,
                visits: 3,
                uploads: 3,
                counters: 4,
            },
        ),
        clock,
    )
}

fn share(key: &str, bytes: u64) -> Share {
    Share {
        key: key.into(),
        bytes,
        uploads: 2,
    }
}

fn sealed(content: u8, bytes: usize, shares: &[Share]) -> Sealed {
    Sealed {
        bytes: vec![content; bytes].into(),
        digest: [content; 32],
        shares: shares.to_vec(),
    }
}

async fn begin(store: &Store, id: &str, bytes: usize) -> Result<(), StoreError> {
    let upload = store.upload(share("net", 1 << 30)).await?;
    store
        .begin_visit(
            id,
            upload,
            sealed(id.as_bytes()[0], bytes, &[]),
            [1; 32],
            30 * MINUTE,
        )
        .await
}

fn issue(nonce: u8, tries: u32) -> Issue {
    Issue {
        nonce: [nonce; 16],
        address: Address::parse("bob@example.com").unwrap(),
        tries,
    }
}

#[tokio::test]
async fn visits_end_and_give_their_room_back() {
    let (store, clock) = store(5_000);
    begin(&store, "a", 3_000).await.unwrap();
    assert_eq!(begin(&store, "b", 3_000).await, Err(StoreError::Full));
    assert_eq!(
        store.held(),
        3_000 + OVERHEAD,
        "the refused upload left nothing behind"
    );
    clock.jump_wall(86_400 * 365);
    assert!(
        store.visit("a").await.unwrap().is_some(),
        "wall time ends no visit"
    );
    clock.advance(30 * MINUTE);
    assert!(store.visit("a").await.unwrap().is_none());
    begin(&store, "b", 3_000).await.unwrap();
    store.end_visit("b").await.unwrap();
    assert_eq!(store.held(), 0);
}

#[tokio::test]
async fn uploads_that_never_finish_give_their_room_back() {
    let (store, _) = store(5_000);
    let mut upload = store.upload(share("net", 1 << 30)).await.unwrap();
    let mut other = store.upload(share("other", 1 << 30)).await.unwrap();
    upload.reserve(4_000).unwrap();
    assert_eq!(other.reserve(2_000), Err(StoreError::Full));
    upload.shrink(1_000);
    other.reserve(2_000).unwrap();
    drop((upload, other));
    assert_eq!(store.held(), 0);
}

#[tokio::test]
async fn only_the_newest_issue_counts_and_its_tries_run_out() {
    let (store, clock) = store(5_000);
    begin(&store, "a", 10).await.unwrap();
    assert_eq!(store.reserve_try("a").await.unwrap(), Try::NoIssue);
    store.issue("a", issue(1, 5), 10 * MINUTE).await.unwrap();
    store.issue("a", issue(2, 1), 10 * MINUTE).await.unwrap();
    assert_eq!(
        store.reserve_try("a").await.unwrap(),
        Try::Reserved(issue(2, 0))
    );
    assert_eq!(store.reserve_try("a").await.unwrap(), Try::Spent);
    assert!(
        !store.prove("a", &[1; 16], [9; 32]).await.unwrap(),
        "an older issue proves nothing"
    );
    assert!(store.prove("a", &[2; 16], [9; 32]).await.unwrap());
    assert!(
        !store.prove("a", &[2; 16], [8; 32]).await.unwrap(),
        "and the newest proves once"
    );
    assert_eq!(store.visit("a").await.unwrap().unwrap().secret, [9; 32]);
    begin(&store, "b", 10).await.unwrap();
    store.issue("b", issue(3, 5), 10 * MINUTE).await.unwrap();
    clock.advance(10 * MINUTE);
    assert_eq!(
        store.reserve_try("b").await.unwrap(),
        Try::NoIssue,
        "a code lives ten minutes"
    );
}

#[tokio::test]
async fn limits_slide_and_are_taken_together() {
    let (store, clock) = store(0);
    let limits = |most| {
        [
            Limit {
                family: Family::Network,
                key: "a".into(),
                most: 3,
                window: 15 * MINUTE,
            },
            Limit {
                family: Family::Network,
                key: "b".into(),
                most,
                window: 60 * MINUTE,
            },
        ]
    };
    for _ in 0..2 {
        assert_eq!(store.admit(&limits(10)).await.unwrap(), Admission::Admitted);
    }
    clock.advance(10 * MINUTE);
    assert_eq!(store.admit(&limits(10)).await.unwrap(), Admission::Admitted);
    assert_eq!(
        store.admit(&limits(10)).await.unwrap(),
        Admission::Refused(5 * MINUTE)
    );
    clock.advance(5 * MINUTE);
    assert_eq!(
        store.admit(&limits(3)).await.unwrap(),
        Admission::Refused(45 * MINUTE),
        "refused by one is refused"
    );
    for _ in 0..2 {
        assert_eq!(
            store.admit(&limits(10)).await.unwrap(),
            Admission::Admitted,
            "and what was refused took no room"
        );
    }
    assert!(matches!(
        store.admit(&limits(10)).await.unwrap(),
        Admission::Refused(_)
    ));
}

#[tokio::test]
async fn counters_begin_anew_and_are_bounded() {
    let (store, clock) = store(0);
    assert_eq!(store.count("x", MINUTE).await, Ok(1));
    assert_eq!(store.count("x", MINUTE).await, Ok(2));
    clock.advance(MINUTE);
    assert_eq!(store.counted("x").await, Ok(0));
    assert_eq!(store.count("x", MINUTE).await, Ok(1));
    for key in ["y", "z"] {
        store.count(key, MINUTE).await.unwrap();
    }
    assert_eq!(store.count("v", MINUTE).await, Ok(1));
    assert_eq!(
        store.count("w", MINUTE).await,
        Err(StoreError::Full),
        "fails closed"
    );
    assert_eq!(
        store.count("v", MINUTE).await,
        Ok(2),
        "what is known goes on"
    );
    clock.advance(MINUTE);
    assert_eq!(store.count("w", MINUTE).await, Ok(1));
}

#[tokio::test]
async fn a_full_family_of_limits_leaves_the_others_and_what_it_knows_alone() {
    let (store, clock) = store(0);
    let limit = |family, key: String| {
        [Limit {
            family,
            key,
            most: 5,
            window: MINUTE,
        }]
    };
    for family in [Family::Network, Family::Recipient] {
        for n in 0..4 {
            assert_eq!(
                store.admit(&limit(family, n.to_string())).await,
                Ok(Admission::Admitted)
            );
        }
        assert_eq!(
            store.admit(&limit(family, "new".into())).await,
            Err(StoreError::Full)
        );
        for _ in 0..4 {
            assert_eq!(
                store.admit(&limit(family, "0".into())).await,
                Ok(Admission::Admitted)
            );
        }
        assert!(matches!(
            store.admit(&limit(family, "0".into())).await,
            Ok(Admission::Refused(_))
        ));
    }
    for n in 0..100 {
        assert_eq!(
            store.admit(&limit(Family::Stranger, n.to_string())).await,
            Ok(Admission::Admitted)
        );
    }
    for n in 0..10 {
        assert_eq!(
            store.count(&format!("{}", n % 4), MINUTE).await,
            Ok(n / 4 + 1),
            "counters have room of their own"
        );
    }
    clock.advance(MINUTE);
    assert_eq!(
        store.admit(&limit(Family::Network, "new".into())).await,
        Ok(Admission::Admitted)
    );
}

#[tokio::test]
async fn a_share_that_is_used_up_leaves_the_others_alone() {
    let (store, clock) = store(100_000);
    let (mine, yours) = (share("mine", 3_000), share("yours", 3_000));
    let mut upload = store.upload(mine.clone()).await.unwrap();
    upload.reserve(2_000).unwrap();
    let mut second = store.upload(mine.clone()).await.unwrap();
    assert_eq!(second.reserve(2_000), Err(StoreError::Share));
    let mut other = store.upload(yours.clone()).await.unwrap();
    other.reserve(2_000).unwrap();
    store
        .begin_visit("a", upload, sealed(1, 2_000, &[]), [1; 32], MINUTE)
        .await
        .unwrap();
    assert_eq!(
        second.reserve(2_000),
        Err(StoreError::Share),
        "what a visit holds counts on"
    );
    clock.advance(MINUTE);
    second.reserve(2_000).unwrap();
    drop((second, other));
    assert_eq!(store.held(), 0);
    assert!(store.0.state().0.shares.is_empty());
}

#[tokio::test]
async fn equal_ciphertext_is_held_until_its_last_visit_ends() {
    let (store, clock) = store(100_000);
    let message = [share("message", 2_500)];
    for (id, life) in [("a", 2), ("b", 1)] {
        let upload = store.upload(share(id, 5_000)).await.unwrap();
        store
            .begin_visit(
                id,
                upload,
                sealed(1, 2_000, &message),
                [1; 32],
                life * MINUTE,
            )
            .await
            .unwrap();
    }
    assert_eq!(store.held(), 2_000 + 2 * OVERHEAD);
    let upload = store.upload(share("c", 5_000)).await.unwrap();
    let forged = store
        .begin_visit("c", upload, sealed(2, 2_000, &message), [1; 32], MINUTE)
        .await;
    assert_eq!(
        forged,
        Err(StoreError::Share),
        "other bytes with the same head are bounded"
    );
    assert_eq!(store.held(), 2_000 + 2 * OVERHEAD);
    clock.advance(MINUTE);
    store.sweep();
    assert_eq!(store.held(), 2_000 + OVERHEAD);
    assert_eq!(store.visit("a").await.unwrap().unwrap().sealed.len(), 2_000);
    store.end_visit("a").await.unwrap();
    assert_eq!(store.held(), 0);
    assert!(store.0.state().0.shares.is_empty());
}

#[tokio::test(start_paused = true)]
async fn uploads_wait_for_a_place_and_no_network_takes_them_all() {
    let (store, _) = store(100_000);
    let (mine, yours) = (share("mine", 3_000), share("yours", 3_000));
    let (first, second) = (
        store.upload(mine.clone()).await.unwrap(),
        store.upload(mine.clone()).await.unwrap(),
    );
    assert_eq!(
        store.upload(mine.clone()).await.unwrap_err(),
        StoreError::Share,
        "after a while"
    );
    let third = store.upload(yours.clone()).await.unwrap();
    assert_eq!(
        store.upload(yours.clone()).await.unwrap_err(),
        StoreError::Full
    );
    let waiting = tokio::spawn({
        let (store, yours) = (store.clone(), yours.clone());
        async move { store.upload(yours).await.map(drop) }
    });
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    drop(first);
    waiting.await.unwrap().unwrap();
    drop((second, third));
    assert!(store.0.state().0.shares.is_empty());
}
