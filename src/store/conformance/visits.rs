//! Visits: how they begin and end, and the room they take.

use super::*;

pub(in crate::store) async fn visits_end_and_free_their_room(new: New) {
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

pub(in crate::store) async fn a_refused_visit_leaves_nothing_behind(new: New) {
    let (store, _) = store(new, 100_000);
    for id in ["a", "b", "c"] {
        begin(&store, id, 100).await.unwrap();
        let version = version(&store, id).await;
        let proven = proven_by(&format!("{id}@example.com"));
        assert!(store.prove(id, version, proven, [9; 32]).await.unwrap());
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

pub(in crate::store) async fn a_visit_names_few_addresses(new: New) {
    let (store, _) = store(new, 5_000);
    begin(&store, "a", 10).await.unwrap();
    let named = |n: u32| format!("bob{n}@example.com");
    for n in [0, 1, 0, 1] {
        assert!(store.name_address("a", &named(n), 2).await.unwrap());
    }
    assert!(!store.name_address("a", &named(2), 2).await.unwrap());
    assert!(!store.name_address("b", &named(0), 2).await.unwrap());
}

pub(in crate::store) async fn less_room_leaves_what_is_stored_alone(new: New) {
    let (store, _) = store(new, 5_000);
    begin(&store, "a", 3_000).await.unwrap();
    store.set_max_bytes(1_000);
    assert!(store.visit("a").await.unwrap().is_some());
    assert_eq!(begin(&store, "b", 10).await, Err(StoreError::Full));
    store.set_max_bytes(10_000);
    begin(&store, "b", 10).await.unwrap();
}
