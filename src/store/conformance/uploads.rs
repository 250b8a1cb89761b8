//! Uploads and what they leave: leases, places, shares and ciphertext.

use super::*;

pub(in crate::store) async fn uploads_that_end_free_their_room(new: New) {
    let (store, _) = store(new, 5_000);
    let one = store.begin_upload(share("net", 1 << 30)).await.unwrap();
    let other = store.begin_upload(share("other", 1 << 30)).await.unwrap();
    store.reserve(&one, 2_500).await.unwrap();
    assert_eq!(store.reserve(&other, 3_000).await, Err(StoreError::Full));
    store.end_upload(one).await.unwrap();
    store.reserve(&other, 3_000).await.unwrap();
    store.append(&other, &[0; 2_000]).await.unwrap();
    assert_eq!(reserved(&store).await, 5_000);
    store.end_upload(other).await.unwrap();
    assert_eq!(reserved(&store).await, 0);
}

pub(in crate::store) async fn an_upload_that_is_not_used_runs_out(new: New) {
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

pub(in crate::store) async fn an_upload_that_is_used_does_not_run_out(new: New) {
    let (store, clock) = store(new, 5_000);
    let lease = upload(&store, share("net", 4_000), 1, 10).await.unwrap();
    for _ in 0..10 {
        clock.advance(LEASE - Duration::from_secs(1));
        store.append(&lease, &[1; 10]).await.unwrap();
    }
    let visit = new_visit("a", 1, 110, MINUTE);
    store.begin_visit(lease, visit).await.unwrap();
}

pub(in crate::store) async fn ciphertext_is_written_in_pieces_and_read_by_range(new: New) {
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

pub(in crate::store) async fn a_share_that_is_used_up_leaves_the_others_alone(new: New) {
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

pub(in crate::store) async fn equal_ciphertext_is_stored_until_its_last_visit_ends(new: New) {
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

pub(in crate::store) async fn uploads_are_bounded(new: New) {
    let (store, clock) = store(new, 100_000);
    let mut leases = Vec::new();
    for _ in 0..3 {
        leases.push(store.begin_upload(share("net", 3_000)).await.unwrap());
    }
    let more = async || store.begin_upload(share("other", 3_000)).await;
    assert_eq!(more().await.unwrap_err(), StoreError::Full);
    store.end_upload(leases.remove(0)).await.unwrap();
    leases.push(more().await.unwrap());
    assert_eq!(more().await.unwrap_err(), StoreError::Full);
    clock.advance(LEASE);
    more()
        .await
        .expect("a lease that has run out leaves a place");
}

pub(in crate::store) async fn ciphertext_counts_for_a_network_that_still_has_it(new: New) {
    let (store, _) = store(new, 100_000);
    for (id, network) in [("a", "one"), ("b", "other")] {
        let lease = upload(&store, share(network, 3_000), 1, 2_000).await;
        let visit = new_visit(id, 1, 2_000, MINUTE);
        store.begin_visit(lease.unwrap(), visit).await.unwrap();
    }
    store.end_visit("a").await.unwrap();
    upload(&store, share("one", 3_000), 2, 2_000)
        .await
        .expect("its share is free again");
    assert_eq!(
        upload(&store, share("other", 3_000), 2, 2_000)
            .await
            .unwrap_err(),
        StoreError::Share
    );
}
