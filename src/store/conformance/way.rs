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

/// A visit of this length on a network's share, proven by this address.
async fn proven(store: &Store, id: &str, length: usize, network: Share, reader: &str) {
    begin_on(store, id, length, network, Vec::new())
        .await
        .unwrap();
    prove(store, id, reader).await;
}

async fn prove(store: &Store, id: &str, reader: &str) {
    let version = version(store, id).await;
    let proven = store.prove(id, version, proven_by(reader), [9; 32]);
    assert!(proven.await.unwrap());
}

pub(in crate::store) async fn visits_in_which_something_is_proven_make_way_last(new: New) {
    let (store, _) = store(new, 100_000);
    for id in ["a", "b", "c"] {
        begin(&store, id, 10).await.unwrap();
    }
    for (id, reader) in [("a", "bob@example.com"), ("b", "eve@example.com")] {
        prove(&store, id, reader).await;
    }
    begin(&store, "d", 10).await.unwrap();
    assert_eq!(
        lasting(&store, &["a", "b", "c", "d"]).await,
        ["a", "b", "d"]
    );
    prove(&store, "d", "zoe@example.com").await;
    assert_eq!(
        begin(&store, "e", 10).await,
        Err(StoreError::Full),
        "who has one keeps it"
    );
    assert_eq!(lasting(&store, &["a", "b", "d"]).await, ["a", "b", "d"]);
}

pub(in crate::store) async fn of_the_reader_with_most_visits_the_oldest_makes_way(new: New) {
    let (store, _) = store(new, 100_000);
    // In a table that is full, and then in a network's share.
    for most in [30, 3] {
        let network = |key| Share {
            visits: most,
            ..of(key)
        };
        proven(&store, "a", 10, network("net"), "bob@example.com").await;
        for id in ["b", "c"] {
            proven(&store, id, 10, network("net"), "eve@example.com").await;
        }
        begin_on(&store, "d", 10, network("net"), Vec::new())
            .await
            .unwrap();
        assert_eq!(
            lasting(&store, &["a", "b", "c", "d"]).await,
            ["a", "c", "d"],
            "{most}"
        );
        for id in ["a", "c", "d"] {
            store.end_visit(id).await.unwrap();
        }
    }
}

pub(in crate::store) async fn one_reader_in_many_networks_leaves_memory_to_others(new: New) {
    let (store, _) = store(new, 9_000);
    proven(&store, "a", 3_000, of("one"), "eve@example.com").await;
    proven(&store, "b", 3_000, of("two"), "eve@example.com").await;
    begin_on(&store, "c", 2_500, of("new"), Vec::new())
        .await
        .unwrap();
    assert_eq!(lasting(&store, &["a", "b", "c"]).await, ["b", "c"]);
    let refused = begin_on(&store, "d", 3_000, of("new"), Vec::new()).await;
    assert_eq!(refused, Err(StoreError::Full), "who has one keeps it");
    assert_eq!(lasting(&store, &["b", "c"]).await, ["b", "c"]);
}

pub(in crate::store) async fn many_readers_in_one_network_leave_memory_to_others(new: New) {
    let (store, _) = store(new, 9_000);
    proven(&store, "a", 3_000, of("many"), "eve@example.com").await;
    proven(&store, "b", 3_000, of("many"), "mallory@example.com").await;
    begin_on(&store, "c", 2_500, of("new"), Vec::new())
        .await
        .unwrap();
    assert_eq!(lasting(&store, &["a", "b", "c"]).await.len(), 2);
    assert!(lasts(&store, "c").await);
}

pub(in crate::store) async fn one_reader_leaves_a_networks_share_to_others(new: New) {
    let (store, _) = store(new, 100_000);
    proven(&store, "a", 1_000, share("net", 2_500), "eve@example.com").await;
    proven(&store, "b", 1_000, share("net", 2_500), "eve@example.com").await;
    begin_on(&store, "c", 1_000, share("net", 2_500), Vec::new())
        .await
        .unwrap();
    assert_eq!(lasting(&store, &["a", "b", "c"]).await, ["b", "c"]);
}

pub(in crate::store) async fn what_little_a_reader_has_makes_no_way(new: New) {
    let (store, _) = store(new, 100_000);
    for (id, reader) in [("a", "bob@example.com"), ("b", "bob@example.com")] {
        proven(&store, id, 3_000, of("net"), reader).await;
    }
    let large = store.begin_upload(of("new")).await.unwrap();
    let most = 100_000 - 2 * (3_000 + OVERHEAD);
    store.reserve(&large, most).await.unwrap();
    assert_eq!(
        store.reserve(&large, most + 1).await,
        Err(StoreError::Full),
        "a sixteenth is kept"
    );
    assert_eq!(lasting(&store, &["a", "b"]).await, ["a", "b"]);
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
    for (id, reader) in [("c", "bob@example.com"), ("d", "eve@example.com")] {
        prove(&store, id, reader).await;
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

pub(in crate::store) async fn within_a_networks_share_whichever_part_has_most_makes_way(new: New) {
    let (store, _) = store(new, 100_000);
    let of = |subscriber: &str, host: &str| Share {
        parts: vec![subscriber.into(), host.into()],
        ..share("net", 2_500)
    };
    // A neighbour in the network, and one of the same subscriber.
    for (subscriber, host) in [("other", "other host"), ("greedy", "other host")] {
        for id in ["a", "b"] {
            let begun = begin_on(&store, id, 1_000, of("greedy", "host"), Vec::new());
            assert_eq!(begun.await, Ok(()));
        }
        let refused = begin_on(&store, "c", 1_000, of("greedy", "host"), Vec::new()).await;
        assert_eq!(refused, Err(StoreError::Share));
        let upload = upload(&store, of("greedy", "host"), 9, 400).await;
        let mine = begin_on(&store, "d", 900, of(subscriber, host), Vec::new());
        assert_eq!(mine.await, Ok(()), "{subscriber}");
        assert_eq!(lasting(&store, &["a", "b", "d"]).await, ["b", "d"]);
        let again = begin_on(&store, "c", 1_200, of("greedy", "host"), Vec::new()).await;
        assert_eq!(
            again,
            Err(StoreError::Share),
            "who has most takes no other's"
        );
        for id in ["b", "d"] {
            store.end_visit(id).await.unwrap();
        }
        store.end_upload(upload.unwrap()).await.unwrap();
        assert_eq!(reserved(&store).await, 0);
    }
    for n in ["x", "y", "z"] {
        let network = Share {
            visits: 2,
            ..of("greedy", if n == "z" { "other host" } else { "host" })
        };
        begin_on(&store, n, 10, network, Vec::new()).await.unwrap();
    }
    assert_eq!(lasting(&store, &["x", "y", "z"]).await, ["y", "z"]);
}

pub(in crate::store) async fn within_a_host_the_message_with_most_makes_way_for_little(new: New) {
    let (store, _) = store(new, 100_000);
    let here = || Share {
        parts: vec!["subscriber".into(), "host".into()],
        ..share("net", 2_500)
    };
    let about = |message: &str| {
        vec![
            share(message, 2_500),
            share(&format!("{message}/net"), 2_500),
        ]
    };
    for (id, message, bytes) in [("a", "few", 400), ("b", "most", 800), ("c", "most", 900)] {
        begin_on(&store, id, bytes, here(), about(message))
            .await
            .unwrap();
    }
    let large = begin_on(&store, "d", 900, here(), about("new")).await;
    assert_eq!(large, Err(StoreError::Share), "nobody has twice as much");
    begin_on(&store, "e", 500, here(), about("new"))
        .await
        .unwrap();
    assert_eq!(
        lasting(&store, &["a", "b", "c", "e"]).await,
        ["a", "c", "e"]
    );
    let upload = upload(&store, here(), 9, 700).await.unwrap();
    for id in ["a", "c", "e"] {
        store.end_visit(id).await.unwrap();
    }
    store.end_upload(upload).await.unwrap();
    assert_eq!(reserved(&store).await, 0);
}

pub(in crate::store) async fn ciphertext_counts_for_a_part_that_still_has_it(new: New) {
    let (store, _) = store(new, 100_000);
    let of = |host: &str| Share {
        parts: vec![host.into()],
        ..share("net", 3_000)
    };
    for (first, second) in [("a1", "a2"), ("c1", "c2")] {
        for (id, host) in [(first, "first"), (second, "second")] {
            begin_on(&store, id, 1_000, of(host), Vec::new())
                .await
                .unwrap();
        }
        store.end_visit(first).await.unwrap();
    }
    // The second host has all of it now, and makes way for a neighbour with less.
    let neighbours = begin_on(&store, "b", 1_200, of("third"), Vec::new()).await;
    assert_eq!(neighbours, Ok(()));
    assert_eq!(lasting(&store, &["a2", "c2", "b"]).await, ["c2", "b"]);
}
