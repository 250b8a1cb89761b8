use proptest::prelude::*;

use super::*;

fn take(places: &Arc<Places>, holder: &str, most: usize) -> Option<Place> {
    places.take(&Holder::one(holder), most, CancellationToken::new())
}

impl Place {
    fn is_called_back(&self) -> bool {
        let taken = self.places.lock();
        let places = taken.holders.get(&self.holder.key);
        places.is_none_or(|places| !places.contains_key(&self.number))
    }
}

/// Takes until there is no more for this holder.
fn all(places: &Arc<Places>, holder: &str, most: usize) -> Vec<Place> {
    std::iter::from_fn(|| take(places, holder, most)).collect()
}

#[test]
fn one_holder_may_have_half_and_then_a_sixteenth() {
    let places: Arc<Places> = Arc::default();
    let first = all(&places, "a", 1024);
    assert_eq!(first.len(), 512);
    assert_eq!(all(&places, "b", 1024).len(), 64);
    drop(first);
    assert!(places.are_plentiful(1024));
    assert!(take(&places, "a", 1024).is_some());
}

#[test]
fn no_host_shuts_out_its_neighbours() {
    let places: Arc<Places> = Arc::default();
    let take = |host: &str| {
        let holder = Holder::one("site").host("subnet", host);
        places.take(&holder, 1024, CancellationToken::new())
    };
    let all = |host: &str| -> Vec<Place> { std::iter::from_fn(|| take(host)).collect() };
    let held = all("a");
    assert_eq!(held.len(), 512);
    let others = all("b");
    assert_eq!(others.len(), 256, "as many as the first has then");
    let another = take("c");
    assert!(another.is_some());
    assert_eq!(places.lock().number, 512, "and the site has no more");
}

#[test]
fn many_hosts_with_one_place_each_shut_out_no_neighbour() {
    for most in [32, 1024] {
        let places: Arc<Places> = Arc::default();
        let take = |subnet: &str, host: &str| {
            let holder = Holder::one("site").host(subnet, host);
            places.take(&holder, most, CancellationToken::new())
        };
        // Others have half.
        let _others = all(&places, "elsewhere", most);
        // One subscriber, whose hosts have a place each, and a neighbour.
        let mut held: Vec<Place> = (0..most)
            .filter_map(|n| take("subscriber", &n.to_string()))
            .collect();
        let number = places.lock().number;
        let neighbours = take("neighbour", "a").unwrap();
        assert_eq!(places.lock().number, number, "and the site has no more");
        held.extend((0..most).filter_map(|n| take("subscriber", &format!("again {n}"))));
        assert!(
            !neighbours.is_called_back(),
            "new hosts of the subscriber take its own"
        );
        // And one in the subscriber's own subnet.
        assert!(take("subscriber", "somebody").is_some());
    }
}

#[test]
fn a_crowd_may_have_all_there_is_but_gives_way_to_others() {
    let places: Arc<Places> = Arc::default();
    let crowd = Holder::crowd("hidden");
    let token = CancellationToken::new();
    let more = || places.take(&crowd, 32, token.child_token());
    let held: Vec<Place> = std::iter::from_fn(more).collect();
    assert_eq!(held.len(), 32);
    assert!(take(&places, "a", 32).is_some());
}

#[test]
fn the_oldest_place_of_whoever_has_most_is_called_back() {
    let places: Arc<Places> = Arc::default();
    let oldest = CancellationToken::new();
    let mut held = vec![
        places.take(&Holder::one("a"), 32, oldest.clone()).unwrap(),
        take(&places, "b", 32).unwrap(),
    ];
    held.extend(std::iter::from_fn(|| take(&places, "a", 32)));
    for n in 0.. {
        if oldest.is_cancelled() {
            break;
        }
        assert!(n < 32, "nothing was called back");
        held.push(take(&places, &n.to_string(), 32).unwrap());
    }
    let rest = places.lock().number;
    assert_eq!(rest, 32, "and no more than one for one");
    drop(held);
    assert_eq!(places.lock().number, 0);
    assert!(places.lock().holders.is_empty());
}

#[test]
fn of_equals_none_is_called_back_for_another() {
    let places: Arc<Places> = Arc::default();
    let held: Vec<Place> = (0..8)
        .map(|n| take(&places, &n.to_string(), 8).unwrap())
        .collect();
    assert!(take(&places, "x", 8).is_none());
    assert!(held.iter().all(|place| place.holder().key != "x"));
}

proptest! {
    #[test]
    fn eight_holders_leave_a_sixteenth_in_whatever_order_they_take_and_free(
        moves in proptest::collection::vec((0..8_usize, 0..3_usize), 0..2_000),
        most in prop::sample::select(vec![64_usize, 128, 1024]),
    ) {
        let places: Arc<Places> = Arc::default();
        let mut held: [Vec<Place>; 8] = Default::default();
        for (who, what) in moves {
            let (name, own) = (who.to_string(), &mut held[who]);
            match what {
                0 => own.extend(all(&places, &name, most)),
                1 => own.extend(take(&places, &name, most)),
                _ => own.truncate(own.len() / 2),
            }
        }
        for (who, own) in held.iter_mut().enumerate() {
            own.extend(all(&places, &who.to_string(), most));
        }
        prop_assert!(places.lock().number <= most - most / SHARE);
    }
}
