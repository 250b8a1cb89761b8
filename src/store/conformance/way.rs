//! Who makes way when there is no room.

use super::*;

/// A share of 30 visits.
fn of(key: &str) -> Share {
    Share {
        visits: 30,
        ..share(key, 1 << 30)
    }
}

async fn lasts(store: &Store, id: &str) -> bool {
    store.visit(id).await.unwrap().is_some()
}

/// Those of these visits that last.
async fn lasting(store: &Store, ids: &[&'static str]) -> Vec<&'static str> {
    let mut lasting = Vec::new();
    for &id in ids {
        if lasts(store, id).await {
            lasting.push(id);
        }
    }
    lasting
}

pub(in crate::store) async fn in_a_full_table_the_oldest_visit_of_the_largest_network_makes_way(
    new: New,
) {
    let (store, _) = store(new, 100_000);
    for (id, network) in [("a", "few"), ("b", "many"), ("c", "many")] {
        begin_on(&store, id, 10, of(network), Vec::new())
            .await
            .unwrap();
    }
    begin_on(&store, "d", 10, of("new"), Vec::new())
        .await
        .unwrap();
    assert_eq!(
        lasting(&store, &["a", "b", "c", "d"]).await,
        ["a", "c", "d"]
    );
    assert_eq!(reserved(&store).await, 3 * (10 + OVERHEAD));
}

pub(in crate::store) async fn a_visit_in_which_something_is_proven_stays(new: New) {
    let (store, _) = store(new, 100_000);
    for id in ["a", "b", "c"] {
        begin(&store, id, 10).await.unwrap();
    }
    for id in ["a", "b"] {
        let version = version(&store, id).await;
        assert!(store.prove(id, version, bob(), [9; 32]).await.unwrap());
    }
    begin(&store, "d", 10).await.unwrap();
    assert_eq!(
        lasting(&store, &["a", "b", "c", "d"]).await,
        ["a", "b", "d"]
    );
    let version = version(&store, "d").await;
    assert!(store.prove("d", version, bob(), [9; 32]).await.unwrap());
    assert_eq!(begin(&store, "e", 10).await, Err(StoreError::Full));
    assert_eq!(lasting(&store, &["a", "b", "d"]).await, ["a", "b", "d"]);
}

pub(in crate::store) async fn what_is_beyond_a_networks_share_makes_way_within_it(new: New) {
    let (store, _) = store(new, 100_000);
    let two = |key| Share {
        visits: 2,
        ..of(key)
    };
    begin_on(&store, "o", 10, two("other"), Vec::new())
        .await
        .unwrap();
    for id in ["a", "b", "c", "d"] {
        begin_on(&store, id, 10, two("net"), Vec::new())
            .await
            .unwrap();
    }
    assert_eq!(
        lasting(&store, &["o", "a", "b", "c", "d"]).await,
        ["o", "c", "d"]
    );
    for id in ["c", "d"] {
        let version = version(&store, id).await;
        assert!(store.prove(id, version, bob(), [9; 32]).await.unwrap());
    }
    assert_eq!(
        begin_on(&store, "e", 10, two("net"), Vec::new()).await,
        Err(StoreError::Share)
    );
}

pub(in crate::store) async fn what_is_beyond_a_messages_share_makes_way_within_it(new: New) {
    let (store, _) = store(new, 100_000);
    let about = |message: &str, network: &str, bytes| {
        vec![
            share(message, bytes),
            share(&format!("{message}/{network}"), bytes),
        ]
    };
    begin_on(&store, "o", 2_000, of("x"), about("other", "x", 2_500))
        .await
        .unwrap();
    // Other bytes behind the same head, from two networks.
    begin_on(&store, "a", 1_000, of("x"), about("m", "x", 2_500))
        .await
        .unwrap();
    begin_on(&store, "b", 1_000, of("x"), about("m", "x", 2_500))
        .await
        .unwrap();
    begin_on(&store, "c", 1_000, of("y"), about("m", "y", 2_500))
        .await
        .unwrap();
    assert_eq!(
        lasting(&store, &["o", "a", "b", "c"]).await,
        ["o", "b", "c"]
    );
}

pub(in crate::store) async fn bytes_of_whoever_has_most_make_way(new: New) {
    let (store, _) = store(new, 10_000);
    begin_on(&store, "a", 4_000, of("many"), Vec::new())
        .await
        .unwrap();
    begin_on(&store, "b", 3_000, of("few"), Vec::new())
        .await
        .unwrap();
    begin_on(&store, "c", 1_500, of("new"), Vec::new())
        .await
        .unwrap();
    assert_eq!(lasting(&store, &["a", "b", "c"]).await, ["b", "c"]);
}

pub(in crate::store) async fn an_upload_of_whoever_has_most_makes_way(new: New) {
    let (store, _) = store(new, 10_000);
    let large = store.begin_upload(of("many")).await.unwrap();
    store.reserve(&large, 9_000).await.unwrap();
    begin_on(&store, "a", 2_000, of("new"), Vec::new())
        .await
        .unwrap();
    assert_eq!(store.reserve(&large, 9_000).await, Err(StoreError::Lapsed));
    assert!(lasts(&store, "a").await);
    store.end_upload(large).await.unwrap();
    assert_eq!(reserved(&store).await, 2_000 + OVERHEAD);
}

pub(in crate::store) async fn whoever_would_have_most_is_refused(new: New) {
    let (store, _) = store(new, 10_000);
    begin_on(&store, "a", 3_000, of("one"), Vec::new())
        .await
        .unwrap();
    begin_on(&store, "b", 3_000, of("two"), Vec::new())
        .await
        .unwrap();
    let refused = begin_on(&store, "c", 4_000, of("large"), Vec::new()).await;
    assert_eq!(refused, Err(StoreError::Full));
    assert_eq!(lasting(&store, &["a", "b"]).await, ["a", "b"]);
    assert_eq!(reserved(&store).await, 2 * (3_000 + OVERHEAD));
}
