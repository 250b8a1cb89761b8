//! The tests that every backend passes: what a visitor of many at once would notice.
//!
//! `conformance!(new)` makes a test of each; `new` is a function from a clock and bounds to a new,
//! empty store.

use std::time::Duration;

use super::*;

/// A constructor of the backend under test.
pub(super) type New = fn(Clock, Bounds) -> Store;

macro_rules! conformance {
    ($new:expr; $($test:ident),* $(,)?) => {
        $(
            #[tokio::test(start_paused = true)]
            async fn $test() {
                $crate::store::conformance::$test($new).await;
            }
        )*
    };
    ($new:expr) => {
        $crate::store::conformance::conformance! {
            $new;
            visits_end_and_free_their_room,
            uploads_that_end_free_their_room,
            an_upload_that_is_not_used_runs_out,
            an_upload_that_is_used_does_not_run_out,
            a_refused_visit_leaves_nothing_behind,
            ciphertext_is_written_in_pieces_and_read_by_range,
            only_the_newest_issue_counts_and_its_tries_run_out,
            a_proof_is_taken_against_the_version_it_rests_on,
            a_wrong_try_does_not_spoil_a_right_one,
            a_proof_changes_the_secret_and_uses_up_the_issue,
            of_many_proofs_at_once_one_is_taken,
            a_visit_names_few_addresses,
            limits_slide_and_are_taken_together,
            an_event_that_is_withdrawn_leaves_room_again,
            counters_begin_anew_and_are_bounded,
            a_full_family_of_limits_leaves_the_others_and_what_it_knows_alone,
            a_share_that_is_used_up_leaves_the_others_alone,
            equal_ciphertext_is_stored_until_its_last_visit_ends,
            uploads_wait_for_a_place_and_no_network_takes_them_all,
            less_room_leaves_what_is_stored_alone,
        }
    };
}
pub(super) use conformance;

const MINUTE: Duration = Duration::from_secs(60);

/// What a visit takes beside its ciphertext.
const OVERHEAD: u64 = 1024;

fn store(new: New, bytes: u64) -> (Store, Clock) {
    let clock = Clock::manual(1_000_000);
    let bounds = Bounds {
        bytes,
        visits: 3,
        uploads: 3,
        counters: 4,
    };
    (new(clock.clone(), bounds), clock)
}

fn share(key: &str, bytes: u64) -> Share {
    Share {
        key: key.into(),
        bytes,
        uploads: 2,
    }
}

fn new_visit(id: &str, content: u8, length: u64, life: Duration) -> NewVisit {
    NewVisit {
        id: id.into(),
        secret: [1; 32],
        sealed: Sealed {
            digest: [content; 32],
            length,
            front: 4,
        },
        shares: Vec::new(),
        life,
    }
}

/// An upload on `share` of `length` bytes, all of them `content`.
async fn upload(
    store: &Store,
    share: Share,
    content: u8,
    length: usize,
) -> Result<Lease, StoreError> {
    let lease = store.begin_upload(share).await?;
    match store.append(&lease, &vec![content; length]).await {
        Ok(()) => Ok(lease),
        Err(error) => {
            store.end_upload(lease).await?;
            Err(error)
        }
    }
}

/// Begins a visit of half an hour, with as much ciphertext.
async fn begin(store: &Store, id: &str, length: usize) -> Result<(), StoreError> {
    let content = id.as_bytes()[0];
    let lease = upload(store, share("net", 1 << 30), content, length).await?;
    let visit = new_visit(id, content, length as u64, 30 * MINUTE);
    store.begin_visit(lease, visit).await
}

fn bob() -> Proven {
    Proven {
        address: Address::parse("bob@example.com").unwrap(),
        method: ProofMethod::Passcode,
    }
}

fn issue(nonce: u8, tries: u32) -> Issue {
    Issue {
        nonce: [nonce; 16],
        address: bob().address,
        tries,
    }
}

async fn version(store: &Store, id: &str) -> u64 {
    store.visit(id).await.unwrap().unwrap().version
}

async fn reserved(store: &Store) -> u64 {
    store.reserved_bytes().await.unwrap()
}

pub(super) async fn visits_end_and_free_their_room(new: New) {
    let (store, clock) = store(new, 5_000);
    begin(&store, "a", 3_000).await.unwrap();
    assert_eq!(begin(&store, "b", 3_000).await, Err(StoreError::Full));
    assert_eq!(
        reserved(&store).await,
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
    assert_eq!(reserved(&store).await, 0);
}

pub(super) async fn uploads_that_end_free_their_room(new: New) {
    let (store, _) = store(new, 5_000);
    let one = store.begin_upload(share("net", 1 << 30)).await.unwrap();
    let other = store.begin_upload(share("other", 1 << 30)).await.unwrap();
    store.reserve(&one, 4_000).await.unwrap();
    assert_eq!(store.reserve(&other, 2_000).await, Err(StoreError::Full));
    store.end_upload(one).await.unwrap();
    store.reserve(&other, 2_000).await.unwrap();
    store.append(&other, &[0; 2_000]).await.unwrap();
    assert_eq!(reserved(&store).await, 4_000);
    store.end_upload(other).await.unwrap();
    assert_eq!(reserved(&store).await, 0);
}

pub(super) async fn an_upload_that_is_not_used_runs_out(new: New) {
    let (store, clock) = store(new, 5_000);
    let lease = upload(&store, share("net", 4_000), 1, 3_000).await.unwrap();
    clock.advance(LEASE);
    let other = upload(&store, share("net", 4_000), 2, 3_000).await.unwrap();
    assert_eq!(
        store.append(&lease, &[1; 10]).await,
        Err(StoreError::Lapsed)
    );
    assert_eq!(store.reserve(&lease, 10).await, Err(StoreError::Lapsed));
    let late = store.begin_visit(lease, new_visit("a", 1, 3_000, MINUTE));
    assert_eq!(late.await, Err(StoreError::Lapsed));
    assert!(store.visit("a").await.unwrap().is_none());
    store.end_upload(other).await.unwrap();
    assert_eq!(reserved(&store).await, 0);
}

pub(super) async fn an_upload_that_is_used_does_not_run_out(new: New) {
    let (store, clock) = store(new, 5_000);
    let lease = upload(&store, share("net", 4_000), 1, 10).await.unwrap();
    for _ in 0..10 {
        clock.advance(LEASE - Duration::from_secs(1));
        store.append(&lease, &[1; 10]).await.unwrap();
    }
    let visit = new_visit("a", 1, 110, MINUTE);
    store.begin_visit(lease, visit).await.unwrap();
}

pub(super) async fn a_refused_visit_leaves_nothing_behind(new: New) {
    let (store, _) = store(new, 100_000);
    for id in ["a", "b", "c"] {
        begin(&store, id, 100).await.unwrap();
    }
    let before = reserved(&store).await;
    // Were a place of an upload left behind, there would soon be none.
    for _ in 0..4 {
        assert_eq!(begin(&store, "d", 100).await, Err(StoreError::Full));
    }
    assert_eq!(reserved(&store).await, before);
    store.end_visit("a").await.unwrap();
    begin(&store, "d", 100).await.unwrap();
}

pub(super) async fn ciphertext_is_written_in_pieces_and_read_by_range(new: New) {
    let (store, _) = store(new, 5_000_000);
    let bytes: Vec<u8> = (0..1_000_000_u32).map(|n| (n % 251) as u8).collect();
    let lease = store.begin_upload(share("net", 1 << 30)).await.unwrap();
    for piece in bytes.chunks(48 * 1024) {
        store.append(&lease, piece).await.unwrap();
        assert!(
            reserved(&store).await <= 1_300_000,
            "little more room is taken than it needs"
        );
    }
    let visit = new_visit("a", 1, bytes.len() as u64, MINUTE);
    let sealed = visit.sealed;
    store.begin_visit(lease, visit).await.unwrap();
    assert_eq!(store.visit("a").await.unwrap().unwrap().sealed, sealed);
    assert_eq!(reserved(&store).await, bytes.len() as u64 + OVERHEAD);
    for (start, end) in [
        (0, 4),
        (0, 1_000_000),
        (49_000, 120_000),
        (999_999, 1_000_000),
    ] {
        let read = store.read(&sealed, start..end).await.unwrap().unwrap();
        assert!(
            read == bytes[start as usize..end as usize],
            "{start}..{end}"
        );
    }
    let tail = store.read(&sealed, 999_990..2_000_000).await.unwrap();
    assert_eq!(tail.unwrap().len(), 10, "a range ends where the bytes end");
    let behind = store.read(&sealed, 2_000_000..2_000_001).await.unwrap();
    assert!(behind.unwrap().is_empty());
    store.end_visit("a").await.unwrap();
    assert!(store.read(&sealed, 0..4).await.unwrap().is_none());
}

pub(super) async fn only_the_newest_issue_counts_and_its_tries_run_out(new: New) {
    let (store, clock) = store(new, 5_000);
    begin(&store, "a", 10).await.unwrap();
    assert_eq!(store.reserve_try("a").await.unwrap(), Try::NoIssue);
    store.issue("a", issue(1, 5), 10 * MINUTE).await.unwrap();
    store.issue("a", issue(2, 1), 10 * MINUTE).await.unwrap();
    let newest = version(&store, "a").await;
    assert_eq!(
        store.reserve_try("a").await.unwrap(),
        Try::Reserved {
            issue: issue(2, 0),
            version: newest
        }
    );
    assert_eq!(store.reserve_try("a").await.unwrap(), Try::Spent);
    begin(&store, "b", 10).await.unwrap();
    store.issue("b", issue(3, 5), 10 * MINUTE).await.unwrap();
    clock.advance(10 * MINUTE);
    assert_eq!(
        store.reserve_try("b").await.unwrap(),
        Try::NoIssue,
        "a code lives ten minutes"
    );
    assert_eq!(store.reserve_try("c").await.unwrap(), Try::NoIssue);
}

pub(super) async fn a_proof_is_taken_against_the_version_it_rests_on(new: New) {
    let (store, clock) = store(new, 5_000);
    begin(&store, "a", 10).await.unwrap();
    let begun = version(&store, "a").await;
    store.issue("a", issue(1, 5), 10 * MINUTE).await.unwrap();
    let first = version(&store, "a").await;
    store.issue("a", issue(2, 5), 10 * MINUTE).await.unwrap();
    for older in [begun, first] {
        assert!(
            !store.prove("a", older, bob(), [9; 32]).await.unwrap(),
            "a newer issue has taken its place"
        );
    }
    let newest = version(&store, "a").await;
    assert!(!store.prove("b", newest, bob(), [9; 32]).await.unwrap());
    assert!(store.prove("a", newest, bob(), [9; 32]).await.unwrap());
    for again in [newest, version(&store, "a").await] {
        assert!(
            !store.prove("a", again, bob(), [8; 32]).await.unwrap(),
            "a visit is proven once"
        );
    }
    begin(&store, "b", 10).await.unwrap();
    let over = version(&store, "b").await;
    clock.advance(30 * MINUTE);
    assert!(!store.prove("b", over, bob(), [9; 32]).await.unwrap());
}

pub(super) async fn a_wrong_try_does_not_spoil_a_right_one(new: New) {
    let (store, _) = store(new, 5_000);
    begin(&store, "a", 10).await.unwrap();
    store.issue("a", issue(1, 5), 10 * MINUTE).await.unwrap();
    let Try::Reserved { version, .. } = store.reserve_try("a").await.unwrap() else {
        panic!("there are tries");
    };
    store.reserve_try("a").await.unwrap();
    store.name_address("a", &bob().address, 5).await.unwrap();
    assert!(store.prove("a", version, bob(), [9; 32]).await.unwrap());
}

pub(super) async fn a_proof_changes_the_secret_and_uses_up_the_issue(new: New) {
    let (store, _) = store(new, 5_000);
    begin(&store, "a", 10).await.unwrap();
    store.issue("a", issue(1, 5), 10 * MINUTE).await.unwrap();
    let version = version(&store, "a").await;
    assert!(store.prove("a", version, bob(), [9; 32]).await.unwrap());
    let visit = store.visit("a").await.unwrap().unwrap();
    assert_eq!(visit.secret, [9; 32]);
    assert_eq!(visit.proven, Some(bob()));
    assert_eq!(visit.issue, None);
    let again = store.issue("a", issue(2, 5), 10 * MINUTE).await.unwrap();
    assert!(!again, "and there is no other issue");
}

pub(super) async fn of_many_proofs_at_once_one_is_taken(new: New) {
    let (store, _) = store(new, 5_000);
    begin(&store, "a", 10).await.unwrap();
    let version = version(&store, "a").await;
    let mut proofs = tokio::task::JoinSet::new();
    for n in 0..20 {
        let store = store.clone();
        proofs.spawn(async move { store.prove("a", version, bob(), [n; 32]).await.unwrap() });
    }
    let taken = proofs.join_all().await;
    assert_eq!(taken.into_iter().filter(|&taken| taken).count(), 1);
}

pub(super) async fn a_visit_names_few_addresses(new: New) {
    let (store, _) = store(new, 5_000);
    begin(&store, "a", 10).await.unwrap();
    let named = |n: u32| Address::parse(&format!("bob{n}@example.com")).unwrap();
    for n in [0, 1, 0, 1] {
        assert!(store.name_address("a", &named(n), 2).await.unwrap());
    }
    assert!(!store.name_address("a", &named(2), 2).await.unwrap());
    assert!(!store.name_address("b", &named(0), 2).await.unwrap());
}

pub(super) async fn limits_slide_and_are_taken_together(new: New) {
    let (store, clock) = store(new, 0);
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

pub(super) async fn an_event_that_is_withdrawn_leaves_room_again(new: New) {
    let (store, _) = store(new, 0);
    let limit = [Limit {
        family: Family::Recipient,
        key: "a".into(),
        most: 1,
        window: MINUTE,
    }];
    store.withdraw(&limit).await.unwrap();
    for _ in 0..3 {
        assert_eq!(store.admit(&limit).await.unwrap(), Admission::Admitted);
        assert_eq!(
            store.admit(&limit).await.unwrap(),
            Admission::Refused(MINUTE)
        );
        store.withdraw(&limit).await.unwrap();
    }
}

pub(super) async fn counters_begin_anew_and_are_bounded(new: New) {
    let (store, clock) = store(new, 0);
    assert_eq!(store.count("x", MINUTE).await, Ok(1));
    assert_eq!(store.count("x", MINUTE).await, Ok(2));
    assert_eq!(store.counted("x").await, Ok(2));
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

pub(super) async fn a_full_family_of_limits_leaves_the_others_and_what_it_knows_alone(new: New) {
    let (store, clock) = store(new, 0);
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
    for _ in 0..10 {
        assert_eq!(
            store.admit(&limit(Family::Stranger, "99".into())).await,
            Ok(Admission::Admitted),
            "a stranger for whom there was no room is not counted"
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

pub(super) async fn a_share_that_is_used_up_leaves_the_others_alone(new: New) {
    let (store, clock) = store(new, 100_000);
    let mine = share("mine", 3_000);
    let first = upload(&store, mine.clone(), 1, 2_000).await.unwrap();
    let second = store.begin_upload(mine).await.unwrap();
    assert_eq!(
        store.append(&second, &[2; 2_000]).await,
        Err(StoreError::Share)
    );
    let other = upload(&store, share("yours", 3_000), 3, 2_000)
        .await
        .unwrap();
    store
        .begin_visit(first, new_visit("a", 1, 2_000, MINUTE))
        .await
        .unwrap();
    assert_eq!(
        store.append(&second, &[2; 2_000]).await,
        Err(StoreError::Share),
        "what a visit has brought counts on"
    );
    clock.advance(MINUTE);
    store.append(&second, &[2; 2_000]).await.unwrap();
    store.end_upload(second).await.unwrap();
    store.end_upload(other).await.unwrap();
    assert_eq!(reserved(&store).await, 0);
}

pub(super) async fn equal_ciphertext_is_stored_until_its_last_visit_ends(new: New) {
    let (store, clock) = store(new, 100_000);
    let message = [share("message", 2_500)];
    let visit = |id: &str, content, life| NewVisit {
        shares: message.to_vec(),
        ..new_visit(id, content, 2_000, life)
    };
    for (id, life) in [("a", 2), ("b", 1)] {
        let lease = upload(&store, share(id, 5_000), 1, 2_000).await.unwrap();
        store
            .begin_visit(lease, visit(id, 1, life * MINUTE))
            .await
            .unwrap();
    }
    assert_eq!(reserved(&store).await, 2_000 + 2 * OVERHEAD);
    let lease = upload(&store, share("c", 5_000), 2, 2_000).await.unwrap();
    assert_eq!(
        store.begin_visit(lease, visit("c", 2, MINUTE)).await,
        Err(StoreError::Share),
        "other bytes with the same head are bounded"
    );
    assert_eq!(reserved(&store).await, 2_000 + 2 * OVERHEAD);
    clock.advance(MINUTE);
    store.sweep().await.unwrap();
    assert_eq!(reserved(&store).await, 2_000 + OVERHEAD);
    let sealed = store.visit("a").await.unwrap().unwrap().sealed;
    let read = store.read(&sealed, 0..sealed.length).await.unwrap();
    assert_eq!(read.unwrap().len(), 2_000);
    store.end_visit("a").await.unwrap();
    assert_eq!(reserved(&store).await, 0);
}

pub(super) async fn uploads_wait_for_a_place_and_no_network_takes_them_all(new: New) {
    let (store, clock) = store(new, 100_000);
    let mine = share("mine", 3_000);
    let yours = share("yours", 3_000);
    let first = store.begin_upload(mine.clone()).await.unwrap();
    let _second = store.begin_upload(mine.clone()).await.unwrap();
    assert_eq!(
        store.begin_upload(mine.clone()).await.unwrap_err(),
        StoreError::Share,
        "after a while"
    );
    let _third = store.begin_upload(yours.clone()).await.unwrap();
    assert_eq!(
        store.begin_upload(yours.clone()).await.unwrap_err(),
        StoreError::Full
    );
    let begin_later = |share: Share| {
        let store = store.clone();
        tokio::spawn(async move { store.begin_upload(share).await })
    };
    let waiting = begin_later(yours);
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    store.end_upload(first).await.unwrap();
    let _fourth = waiting.await.unwrap().unwrap();
    let waiting = begin_later(mine);
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    clock.advance(LEASE);
    let begun = waiting.await.unwrap();
    assert!(begun.is_ok(), "a lease that has run out leaves a place");
}

pub(super) async fn less_room_leaves_what_is_stored_alone(new: New) {
    let (store, _) = store(new, 5_000);
    begin(&store, "a", 3_000).await.unwrap();
    store.set_max_bytes(1_000);
    assert!(store.visit("a").await.unwrap().is_some());
    assert_eq!(begin(&store, "b", 10).await, Err(StoreError::Full));
    store.set_max_bytes(10_000);
    begin(&store, "b", 10).await.unwrap();
}
