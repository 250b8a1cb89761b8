//! Limits and counters.

use super::*;

pub(in crate::store) async fn limits_slide_and_are_taken_together(new: New) {
    let (store, clock) = store(new, 0);
    let limits = |most| {
        [
            Limit {
                key: "a".into(),
                most: 3,
                window: 15 * MINUTE,
                few: 0,
                spares: 0,
            },
            Limit {
                key: "b".into(),
                most,
                window: 60 * MINUTE,
                few: 0,
                spares: 0,
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

pub(in crate::store) async fn who_has_few_is_not_held_by_the_next_limit(new: New) {
    let (store, clock) = store(new, 0);
    let limit = |key: String, most, few| Limit {
        key,
        most,
        window: MINUTE,
        few,
        spares: 1,
    };
    let host = |n: usize| [limit(format!("host {n}"), 5, 2), limit("site".into(), 8, 0)];
    for n in 0..8 {
        let admitted = store.admit(&host(n / 4)).await;
        assert_eq!(admitted, Ok(Admission::Admitted), "{n}");
    }
    assert_eq!(store.admit(&host(0)).await, Ok(Admission::Refused(MINUTE)));
    for _ in 0..2 {
        assert_eq!(store.admit(&host(2)).await, Ok(Admission::Admitted));
    }
    assert_eq!(store.admit(&host(2)).await, Ok(Admission::Refused(MINUTE)));
    clock.advance(MINUTE);
    for n in 0..8 {
        let admitted = store.admit(&host(n / 4)).await;
        assert_eq!(admitted, Ok(Admission::Admitted), "{n}");
    }
    store.withdraw(&host(1)).await.unwrap();
    assert_eq!(store.admit(&host(0)).await, Ok(Admission::Admitted));
}

pub(in crate::store) async fn who_has_few_takes_back_nothing_that_others_did(new: New) {
    let (store, clock) = store(new, 0);
    let limit = |key: String, most, few| Limit {
        key,
        most,
        window: MINUTE,
        few,
        spares: 1,
    };
    let host = |n: usize| [limit(format!("host {n}"), 5, 2), limit("site".into(), 8, 0)];
    for n in 0..8 {
        let admitted = store.admit(&host(n / 4)).await;
        assert_eq!(admitted, Ok(Admission::Admitted), "{n}");
    }
    for _ in 0..8 {
        assert_eq!(store.admit(&host(2)).await, Ok(Admission::Admitted));
        store.withdraw(&host(2)).await.unwrap();
    }
    assert_eq!(store.admit(&host(0)).await, Ok(Admission::Refused(MINUTE)));
    clock.advance(MINUTE / 2);
    assert_eq!(store.admit(&host(2)).await, Ok(Admission::Admitted));
    clock.advance(MINUTE / 2);
    for n in 0..7 {
        let admitted = store.admit(&host(n / 4)).await;
        assert_eq!(admitted, Ok(Admission::Admitted), "{n}");
    }
    let refused = Admission::Refused(MINUTE / 2);
    assert_eq!(store.admit(&host(0)).await, Ok(refused), "it was counted");
}

pub(in crate::store) async fn an_event_that_is_withdrawn_leaves_room_again(new: New) {
    let (store, _) = store(new, 0);
    let limit = [Limit {
        key: "a".into(),
        most: 1,
        window: MINUTE,
        few: 0,
        spares: 0,
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

pub(in crate::store) async fn counters_slide_and_are_bounded(new: New) {
    let (store, clock) = store(new, 0);
    assert_eq!(store.count("x", MINUTE).await, Ok(1));
    assert_eq!(store.count("x", MINUTE).await, Ok(2));
    assert_eq!(store.counted("x").await, Ok(2));
    clock.advance(MINUTE / 2);
    assert_eq!(store.count("x", MINUTE).await, Ok(3));
    clock.advance(MINUTE / 2);
    // What came half a minute ago is in this window too.
    assert!(store.counted("x").await.unwrap() >= 1);
    clock.advance(MINUTE / 6);
    assert_eq!(store.count("x", MINUTE).await, Ok(2));
    clock.advance(MINUTE + MINUTE / 6);
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
    clock.advance(MINUTE + MINUTE / 6);
    assert_eq!(store.count("w", MINUTE).await, Ok(1));
}

pub(in crate::store) async fn a_full_table_of_networks_refuses_no_stranger(new: New) {
    let (store, clock) = store(new, 0);
    let limit = |key: &str, most| Limit {
        key: key.into(),
        most,
        window: MINUTE,
        few: 0,
        spares: 0,
    };
    let site = |n: usize| [limit(&n.to_string(), 5), limit("site", 12)];
    for n in 0..12 {
        assert_eq!(store.admit(&site(n)).await, Ok(Admission::Admitted), "{n}");
    }
    assert!(
        matches!(store.admit(&site(12)).await, Ok(Admission::Refused(_))),
        "what is around them is known, and counts on"
    );
    for n in 0..20 {
        let new = store.admit(&[limit("new", 5)]).await;
        assert_eq!(new, Ok(Admission::Admitted), "{n}");
    }
    for n in 0..10 {
        let counted = store.count(&format!("{}", n % 4), MINUTE).await;
        assert_eq!(counted, Ok(n / 4 + 1), "counters have room of their own");
    }
    clock.advance(MINUTE);
    for n in 0..6 {
        let admitted = store.admit(&[limit("new", 5)]).await.unwrap();
        assert_eq!(
            admitted == Admission::Admitted,
            n < 5,
            "with room it is limited again"
        );
    }
}
