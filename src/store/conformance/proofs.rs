//! Codes, tries and proofs.

use super::*;

async fn nonces(store: &Store, id: &str) -> Vec<u8> {
    let visit = store.visit(id).await.unwrap().unwrap();
    let issues = visit.issues.iter();
    issues.map(|standing| standing.issue.nonce[0]).collect()
}

async fn tried(store: &Store, id: &str) -> Vec<u8> {
    match store.reserve_try(id, CODE, 5).await.unwrap() {
        Try::Reserved { issues, .. } => issues.iter().map(|one| one.issue.nonce[0]).collect(),
        _ => Vec::new(),
    }
}

/// The name of a code.
const CODE: [u8; 16] = [7; 16];

const STANDS: Result<Issued, StoreError> = Ok(Issued::Stands {
    again: true,
    may_go_out: true,
});

pub(in crate::store) async fn the_last_three_issues_stand_until_theirs_run_out(new: New) {
    let (store, clock) = store(new, 5_000);
    begin(&store, "a", 10).await.unwrap();
    assert_eq!(store.reserve_try("a", CODE, 5).await, Ok(Try::NoIssue));
    assert_eq!(
        store.issue("a", issue(1), TERMS).await,
        Ok(Issued::Stands {
            again: false,
            may_go_out: true
        })
    );
    for n in 2..=4 {
        clock.advance(MINUTE);
        assert_eq!(store.issue("a", issue(n), TERMS).await, STANDS);
    }
    assert_eq!(nonces(&store, "a").await, [2, 3, 4]);
    clock.advance(13 * MINUTE - Duration::from_secs(1));
    assert_eq!(tried(&store, "a").await, [2, 3, 4]);
    clock.advance(Duration::from_secs(1));
    assert_eq!(nonces(&store, "a").await, [3, 4]);
    assert_eq!(tried(&store, "a").await, [3, 4]);
    clock.advance(2 * MINUTE);
    assert_eq!(store.reserve_try("a", CODE, 5).await, Ok(Try::NoIssue));
    assert_eq!(store.reserve_try("c", CODE, 5).await, Ok(Try::NoIssue));
    assert_eq!(store.issue("c", issue(1), TERMS).await, Ok(Issued::Over));
}

pub(in crate::store) async fn a_visit_has_so_many_tries_whatever_is_issued(new: New) {
    let (store, _) = store(new, 5_000);
    begin(&store, "a", 10).await.unwrap();
    for n in 1..=5 {
        store.issue("a", issue(n as u8), TERMS).await.unwrap();
        assert!(
            matches!(
                store.reserve_try("a", [n as u8; 16], 5).await,
                Ok(Try::Reserved { tried, again: false, .. }) if tried == n
            ),
            "{n}"
        );
    }
    store.issue("a", issue(6), TERMS).await.unwrap();
    assert_eq!(store.reserve_try("a", [6; 16], 5).await, Ok(Try::Spent));
    assert_eq!(store.visit("a").await.unwrap().unwrap().tried, 5);
    assert!(
        matches!(
            store.reserve_try("a", [5; 16], 5).await,
            Ok(Try::Reserved {
                tried: 5,
                again: true,
                ..
            })
        ),
        "the same code is no other try"
    );
    store.release_try("a", [5; 16]).await.unwrap();
    assert_eq!(store.visit("a").await.unwrap().unwrap().tried, 4);
    assert!(matches!(
        store.reserve_try("a", [6; 16], 5).await,
        Ok(Try::Reserved {
            tried: 5,
            again: false,
            ..
        })
    ));
}

pub(in crate::store) async fn there_is_a_pause_before_another_issue_for_the_same_address(new: New) {
    let (store, clock) = store(new, 5_000);
    begin(&store, "a", 10).await.unwrap();
    let terms = Terms {
        pause: MINUTE,
        ..TERMS
    };
    let first = Ok(Issued::Stands {
        again: false,
        may_go_out: true,
    });
    assert_eq!(store.issue("a", issue(1), terms).await, first);
    clock.advance(MINUTE / 4);
    assert_eq!(
        store.issue("a", issue(2), terms).await,
        Ok(Issued::TooSoon(3 * MINUTE / 4))
    );
    let eve = issue_to("eve@example.com", 3);
    assert_eq!(
        store.issue("a", eve, terms).await,
        first,
        "who mistyped need not wait"
    );
    assert_eq!(nonces(&store, "a").await, [1, 3]);
    clock.advance(3 * MINUTE / 4);
    assert_eq!(store.issue("a", issue(4), terms).await, STANDS);
}

pub(in crate::store) async fn no_issue_outlives_its_visit(new: New) {
    let (store, clock) = store(new, 5_000);
    begin(&store, "a", 10).await.unwrap();
    clock.advance(20 * MINUTE);
    store.issue("a", issue(1), TERMS).await.unwrap();
    clock.advance(MINUTE);
    let visit = store.visit("a").await.unwrap().unwrap();
    assert_eq!(visit.left, 9 * MINUTE);
    let standing = &visit.issues[0];
    assert_eq!((standing.age, standing.left), (MINUTE, 9 * MINUTE));
}

pub(in crate::store) async fn a_proof_is_taken_against_the_version_it_rests_on(new: New) {
    let (store, clock) = store(new, 5_000);
    begin(&store, "a", 10).await.unwrap();
    let begun = version(&store, "a").await;
    store.issue("a", issue(1), TERMS).await.unwrap();
    assert!(
        !store.prove("a", begun, bob(), [9; 32]).await.unwrap(),
        "the visit has changed since, and no issue is of that version"
    );
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

pub(in crate::store) async fn another_issue_does_not_spoil_a_right_code_unless_it_falls_out(
    new: New,
) {
    let (store, clock) = store(new, 5_000);
    for (id, later, taken) in [("a", 2, true), ("b", 3, false)] {
        begin(&store, id, 10).await.unwrap();
        store.issue(id, issue(1), TERMS).await.unwrap();
        let Try::Reserved { issues, .. } = store.reserve_try(id, CODE, 5).await.unwrap() else {
            panic!("there are tries");
        };
        for n in 0..later {
            store.issue(id, issue(2 + n), TERMS).await.unwrap();
        }
        let proven = store.prove(id, issues[0].version, bob(), [9; 32]).await;
        assert_eq!(proven, Ok(taken), "{later} later");
    }
    begin(&store, "c", 10).await.unwrap();
    store.issue("c", issue(1), TERMS).await.unwrap();
    let first = version(&store, "c").await;
    clock.advance(10 * MINUTE);
    store.issue("c", issue(2), TERMS).await.unwrap();
    clock.advance(5 * MINUTE);
    let proven = store.prove("c", first, bob(), [9; 32]).await;
    assert_eq!(proven, Ok(false), "it has run out");
}

pub(in crate::store) async fn a_wrong_try_does_not_spoil_a_right_one(new: New) {
    let (store, _) = store(new, 5_000);
    begin(&store, "a", 10).await.unwrap();
    store.issue("a", issue(1), TERMS).await.unwrap();
    let Try::Reserved { issues, .. } = store.reserve_try("a", CODE, 5).await.unwrap() else {
        panic!("there are tries");
    };
    store.reserve_try("a", CODE, 5).await.unwrap();
    store.name_address("a", "bob@example.com", 5).await.unwrap();
    let version = issues[0].version;
    assert!(store.prove("a", version, bob(), [9; 32]).await.unwrap());
}

pub(in crate::store) async fn a_proof_changes_the_secret_and_ends_the_issues(new: New) {
    let (store, clock) = store(new, 5_000);
    begin(&store, "a", 10).await.unwrap();
    store.issue("a", issue(1), TERMS).await.unwrap();
    let version = version(&store, "a").await;
    store.issue("a", issue(2), TERMS).await.unwrap();
    let before = store.visit("a").await.unwrap().unwrap();
    assert_eq!(before.former, None);
    assert!(store.prove("a", version, bob(), [9; 32]).await.unwrap());
    let visit = store.visit("a").await.unwrap().unwrap();
    assert_eq!(visit.secret, [9; 32]);
    assert_eq!(visit.proven, Some(bob()));
    assert_eq!(visit.issues, []);
    let former = visit.former.unwrap();
    assert_eq!(former.secret, before.secret);
    assert_eq!(former.standing.issue, issue(1), "the one it rests on");
    assert_eq!(tried(&store, "a").await, [1]);
    let again = store.issue("a", issue(3), TERMS).await.unwrap();
    assert_eq!(again, Issued::Over, "and there is no other issue");
    clock.advance(MINUTE);
    assert_eq!(store.visit("a").await.unwrap().unwrap().former, None);
    assert_eq!(store.reserve_try("a", CODE, 5).await, Ok(Try::NoIssue));
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

pub(in crate::store) async fn who_did_not_ask_ends_their_own_codes_and_no_others(new: New) {
    let (store, clock) = store(new, 5_000);
    begin(&store, "a", 10).await.unwrap();
    let of = |n: u8, mailbox: &str| Issue {
        mailbox: mailbox.into(),
        ..issue(n)
    };
    let (bob, ann) = ("bob@example.com", "ann@example.com");
    assert_eq!(store.deny("a", bob).await, Ok(false), "not named yet");
    for mailbox in [bob, ann] {
        store.name_address("a", mailbox, 5).await.unwrap();
    }
    store.issue("a", of(1, bob), TERMS).await.unwrap();
    store.issue("a", of(2, ann), TERMS).await.unwrap();
    assert_eq!(store.deny("a", bob).await, Ok(true));
    assert_eq!(store.deny("a", bob).await, Ok(false), "once");
    assert_eq!(store.deny("b", bob).await, Ok(false), "no such visit");
    clock.advance(MINUTE);
    for (mailbox, expected) in [(bob, false), (ann, true)] {
        let issued = store.issue("a", of(3, mailbox), TERMS).await.unwrap();
        let stands = Issued::Stands {
            again: true,
            may_go_out: expected,
        };
        assert_eq!(issued, stands, "{mailbox}");
        clock.advance(MINUTE);
    }
    let visit = store.visit("a").await.unwrap().unwrap();
    assert_eq!(visit.named, [bob, ann]);
    for standing in &visit.issues {
        let Issue {
            mailbox,
            may_go_out,
            ..
        } = &standing.issue;
        assert_eq!(*may_go_out, mailbox == ann, "{mailbox}");
    }
    let bobs = visit.issues.iter().rfind(|one| one.issue.mailbox == bob);
    let version = bobs.unwrap().version;
    let late = store.prove("a", version, proven_by(bob), [2; 32]).await;
    assert_eq!(late, Ok(false), "his code was compared before he said so");
    let anns = visit.issues.iter().rfind(|one| one.issue.mailbox == ann);
    let version = anns.unwrap().version;
    let proven = store.prove("a", version, proven_by(ann), [2; 32]).await;
    assert_eq!(proven, Ok(true));
    assert_eq!(store.deny("a", bob).await, Ok(false));
    assert!(store.visit("a").await.unwrap().is_some(), "it is ann's");
    assert_eq!(store.deny("a", ann).await, Ok(true));
    assert!(store.visit("a").await.unwrap().is_none());
}
