//! Codes, tries and proofs.

use super::*;

pub(in crate::store) async fn only_the_newest_issue_counts_and_its_tries_run_out(new: New) {
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

pub(in crate::store) async fn a_proof_is_taken_against_the_version_it_rests_on(new: New) {
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

pub(in crate::store) async fn a_wrong_try_does_not_spoil_a_right_one(new: New) {
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

pub(in crate::store) async fn a_proof_changes_the_secret_and_uses_up_the_issue(new: New) {
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

pub(in crate::store) async fn of_many_proofs_at_once_one_is_taken(new: New) {
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
