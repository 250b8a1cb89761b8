//! Allowances of addresses.

use super::*;

const SPANS: &[Span] = &[
    Span {
        most: 2,
        window: MINUTE,
        kept: 0,
        kept_for_networks: 0,
    },
    Span {
        most: 4,
        window: Duration::from_secs(3_600),
        kept: 2,
        kept_for_networks: 1,
    },
];

const OK: Result<Admission, StoreError> = Ok(Admission::Admitted);

/// Asked for by an asker, in one visit from a network of its own.
fn allowance(message: &str, address: u8, asker: u8) -> Allowance {
    Allowance {
        message: message.into(),
        address: [address; 16],
        visit: [asker; 16],
        network: [asker; 16],
        counts: Counts::All,
        spans: SPANS,
    }
}

fn refused(minutes: u32) -> Result<Admission, StoreError> {
    Ok(Admission::Refused(minutes * MINUTE))
}

pub(in crate::store) async fn spans_slide_and_all_must_leave_room(new: New) {
    let (store, clock) = store(new, 0);
    let bob = |asker| allowance("m", 1, asker);
    for asker in [1, 2] {
        assert_eq!(store.spend(&bob(asker)).await, OK);
    }
    assert_eq!(store.spend(&bob(3)).await, refused(1));
    clock.advance(MINUTE);
    for asker in [3, 4] {
        assert_eq!(store.spend(&bob(asker)).await, OK);
    }
    clock.advance(MINUTE);
    assert_eq!(store.spend(&bob(5)).await, refused(58));
    clock.advance(58 * MINUTE);
    assert_eq!(store.spend(&bob(5)).await, OK);
}

pub(in crate::store) async fn some_is_kept_for_askers_who_have_spent_nothing_yet(new: New) {
    let (store, clock) = store(new, 0);
    let bob = |asker| allowance("m", 1, asker);
    for _ in 0..2 {
        assert_eq!(store.spend(&bob(1)).await, OK);
        clock.advance(MINUTE);
    }
    assert_eq!(store.spend(&bob(1)).await, refused(58));
    assert_eq!(store.spend(&bob(2)).await, OK, "who has not asked yet");
    assert_eq!(store.spend(&bob(2)).await, refused(59), "has asked now");
    assert_eq!(store.spend(&bob(3)).await, OK, "there is another");
    clock.advance(MINUTE);
    assert_eq!(store.spend(&bob(4)).await, refused(57), "and no more");
}

pub(in crate::store) async fn some_is_kept_for_new_visits_and_of_that_for_new_networks(new: New) {
    let (store, clock) = store(new, 0);
    let bob = |visit, network| Allowance {
        visit: [visit; 16],
        ..allowance("m", 1, network)
    };
    for _ in 0..2 {
        assert_eq!(store.spend(&bob(1, 1)).await, OK);
        clock.advance(MINUTE);
    }
    assert_eq!(store.spend(&bob(1, 1)).await, refused(58));
    assert_eq!(store.spend(&bob(2, 1)).await, OK, "a new visit");
    assert_eq!(store.spend(&bob(3, 1)).await, refused(58), "and another");
    assert_eq!(store.spend(&bob(4, 2)).await, OK, "from another network");
    assert_eq!(store.spend(&bob(5, 3)).await, refused(58));
}

pub(in crate::store) async fn where_ones_own_counts_others_change_nothing(new: New) {
    let (store, clock) = store(new, 0);
    let bob = |asker| Allowance {
        counts: Counts::Own,
        ..allowance("m", 1, asker)
    };
    for asker in 1..100 {
        assert_eq!(store.spend(&bob(asker)).await, OK, "{asker}");
    }
    clock.advance(MINUTE);
    assert_eq!(store.spend(&bob(99)).await, OK);
    assert_eq!(store.spend(&bob(99)).await, refused(59), "two are kept");
    assert_eq!(store.spend(&bob(100)).await, OK);
}

pub(in crate::store) async fn what_is_refunded_was_never_spent(new: New) {
    let (store, _) = store(new, 0);
    let bob = |asker| allowance("m", 1, asker);
    store.refund(&bob(1)).await.unwrap();
    assert_eq!(store.spend(&bob(2)).await, OK);
    for _ in 0..10 {
        assert_eq!(store.spend(&bob(1)).await, OK);
        assert_eq!(store.spend(&bob(3)).await, refused(1));
        store.refund(&bob(1)).await.unwrap();
    }
}

pub(in crate::store) async fn one_message_leaves_the_others_alone(new: New) {
    let (store, _) = store(new, 0);
    for _ in 0..2 {
        assert_eq!(store.spend(&allowance("m", 1, 1)).await, OK);
    }
    assert_eq!(store.spend(&allowance("m", 1, 1)).await, refused(60));
    assert_eq!(store.spend(&allowance("n", 1, 1)).await, OK);
    assert_eq!(store.spend(&allowance("m", 2, 1)).await, OK);
}

pub(in crate::store) async fn a_full_table_refuses_nobody_and_still_counts(new: New) {
    let (store, clock) = store(new, 0);
    for n in 0..200 {
        let spent = store.spend(&allowance(&n.to_string(), n, 1)).await;
        assert_eq!(spent, OK, "{n}");
    }
    for n in [0, 199] {
        let one = allowance(&n.to_string(), n, 1);
        assert_eq!(store.spend(&one).await, OK);
        assert_eq!(store.spend(&one).await, refused(60), "{n} is counted");
    }
    clock.advance(60 * MINUTE);
    assert_eq!(store.spend(&allowance("0", 0, 1)).await, OK);
}

pub(in crate::store) async fn what_others_ask_for_in_a_full_table_refuses_nobody_a_mail(new: New) {
    let (store, _) = store(new, 0);
    for n in 0..200 {
        let asked = Allowance {
            counts: Counts::Own,
            ..allowance(&n.to_string(), 1, n)
        };
        assert_eq!(store.spend(&asked).await, OK, "{n}");
    }
    let mail = allowance("mails", 1, 201);
    assert_eq!(store.spend(&mail).await, OK);
    assert_eq!(store.spend(&mail).await, OK);
    assert_eq!(store.spend(&mail).await, refused(60), "it is counted");
}

pub(in crate::store) async fn what_was_spent_in_a_full_table_counts_on_when_there_is_room(
    new: New,
) {
    let (store, clock) = store(new, 0);
    // Four have places of their own; the last one of these comes too late.
    for n in 0..4 {
        assert_eq!(store.spend(&allowance("m", n, 1)).await, OK);
    }
    clock.advance(59 * MINUTE);
    let late = allowance("m", 9, 1);
    for _ in 0..2 {
        assert_eq!(store.spend(&late).await, OK);
    }
    assert_eq!(store.spend(&late).await, refused(60));
    clock.advance(MINUTE);
    store.sweep().await.unwrap();
    assert_eq!(store.spend(&late).await, refused(59));
    let other = allowance("m", 10, 1);
    assert_eq!(store.spend(&other).await, OK, "of another nothing counts");
    clock.advance(59 * MINUTE);
    assert_eq!(store.spend(&late).await, OK);
}
