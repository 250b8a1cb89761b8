use std::sync::Arc;

use super::*;

const MESSAGE: u64 = 4 << 20;

/// Somebody whose network isn't known.
fn of(name: &str) -> Reader {
    Reader {
        mailbox: name.into(),
        place: None,
    }
}

/// Somebody at a host of a site.
fn at(name: &str, host: &str) -> Reader {
    Reader {
        place: Some(Place {
            site: "192.0.2.0/24".into(),
            subscriber: "192.0.2.0/28".into(),
            host: host.into(),
        }),
        ..of(name)
    }
}

async fn room(budget: &Budget, visit: &str, purpose: Purpose) -> Result<Room, Problem> {
    let turn = budget.turn(visit, purpose).await?;
    Ok(budget.room(turn, &of(visit), MESSAGE, purpose).await?.0)
}

#[tokio::test(start_paused = true)]
async fn a_visit_takes_two_turns_for_pages_and_two_for_files() {
    let budget = Budget::new(MESSAGE);
    let mut turns = Vec::new();
    for purpose in [
        Purpose::Page,
        Purpose::Frame,
        Purpose::Download,
        Purpose::Download,
    ] {
        turns.push(budget.turn("a", purpose).await.unwrap());
    }
    for purpose in [Purpose::Page, Purpose::Frame, Purpose::Download] {
        let turn = budget.turn("a", purpose).await;
        assert_eq!(turn.unwrap_err(), Problem::Busy);
    }
    budget.turn("b", Purpose::Page).await.unwrap();
    turns.clear();
    budget.turn("a", Purpose::Page).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn there_is_room_for_two_of_the_longest_messages() {
    let budget = Budget::new(MESSAGE);
    let one = room(&budget, "a", Purpose::Page).await.unwrap();
    let _other = room(&budget, "b", Purpose::Page).await.unwrap();
    let third = room(&budget, "c", Purpose::Page).await;
    assert_eq!(third.unwrap_err(), Problem::Busy);
    drop(one);
    room(&budget, "c", Purpose::Page).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_message_decoded_whole_and_then_in_part_is_in_the_account() {
    let inner = format!("--b\r\n\r\n{}\r\n--b--\r\n", "text=20\r\n".repeat(1000));
    let encoded = inner.replace('=', "=3D").replace("--b", "=2D-b");
    let mail = format!(
        "Content-Type: multipart/mixed; boundary=b\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n{encoded}"
    );
    let view = crate::mail::message::view(mail.as_bytes()).unwrap();
    let in_memory = mail.len() + inner.len() + view.parts[0].contents().capacity();
    assert!(in_memory > 2 * mail.len());
    assert!(in_memory <= COPIES as usize * mail.len());
    let budget = Budget::new(MESSAGE);
    let _room = room(&budget, "a", Purpose::Page).await.unwrap();
    assert!(budget.large.room.taken() * UNIT >= COPIES as usize * MESSAGE as usize);
}

#[tokio::test(start_paused = true)]
async fn a_response_keeps_only_the_room_that_it_needs() {
    let budget = Budget::new(MESSAGE);
    let mut small = Vec::new();
    for n in 0..10 {
        let mut room = room(&budget, &n.to_string(), Purpose::Page).await.unwrap();
        room.shrink(100);
        small.push(room);
    }
}

#[tokio::test(start_paused = true)]
async fn files_leave_room_for_pages() {
    let budget = Budget::new(MESSAGE);
    let mut files = Vec::new();
    for n in 0..2 {
        let mut file = room(&budget, &n.to_string(), Purpose::Download)
            .await
            .unwrap();
        file.shrink(MESSAGE as usize);
        files.push(file);
    }
    let third = room(&budget, "c", Purpose::Download).await;
    assert_eq!(third.unwrap_err(), Problem::Busy);
    room(&budget, "d", Purpose::Page).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_longer_than_all_there_is_takes_all_there_is() {
    let budget = Budget::new(100);
    let turn = budget.turn("a", Purpose::Frame).await.unwrap();
    let (_room, _frame) = budget
        .room(turn, &of("a"), 1 << 40, Purpose::Frame)
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn small_messages_never_wait_for_large_ones() {
    let budget = Budget::new(MESSAGE);
    let mut held = Vec::new();
    for n in 0.. {
        let reader = of(&n.to_string());
        let Ok(work) = budget.work(&reader, MESSAGE).await else {
            break;
        };
        held.push(work);
    }
    let _rooms = [
        room(&budget, "a", Purpose::Page).await.unwrap(),
        room(&budget, "b", Purpose::Page).await.unwrap(),
    ];
    let mut streams = Vec::new();
    for n in 0.. {
        let reader = of(&n.to_string());
        let Ok(stream) = budget.stream(&reader, MESSAGE).await else {
            break;
        };
        streams.push(stream);
    }
    let at_once = async {
        budget.work(&of("c"), SMALL).await.unwrap();
        budget.stream(&of("c"), SMALL).await.unwrap();
        for purpose in [Purpose::Page, Purpose::Frame, Purpose::Download] {
            let turn = budget.turn("c", purpose).await.unwrap();
            budget.room(turn, &of("c"), SMALL, purpose).await.unwrap();
        }
    };
    let waits = std::time::Duration::ZERO;
    tokio::time::timeout(waits, at_once).await.unwrap();
}

/// Takes until there is no more for this reader, in visits without number.
async fn all_of(
    budget: &Budget,
    reader: &Reader,
    length: u64,
) -> (Vec<Work>, Vec<Stream>, Vec<Room>) {
    let (mut works, mut streams, mut rooms) = (Vec::new(), Vec::new(), Vec::new());
    while let Ok(work) = budget.work(reader, length).await {
        works.push(work);
    }
    while let Ok(stream) = budget.stream(reader, length).await {
        streams.push(stream);
    }
    for purpose in [Purpose::Download, Purpose::Page] {
        for n in 0.. {
            let visit = format!("{} {n}", reader.mailbox);
            let turn = budget.turn(&visit, purpose).await.unwrap();
            let Ok((mut room, _)) = budget.room(turn, reader, length, purpose).await else {
                break;
            };
            room.shrink(length as usize);
            rooms.push(room);
        }
    }
    (works, streams, rooms)
}

#[tokio::test(start_paused = true)]
async fn a_reader_has_a_quarter_at_most_in_however_many_visits() {
    for length in [MESSAGE / 8, MESSAGE] {
        let budget = Budget::new(8 * MESSAGE);
        let pool = budget.of(length);
        let _all = all_of(&budget, &of("a"), length).await;
        assert!(pool.work.taken() <= 1.max(pool.work.all() as usize / 4));
        assert!(pool.streams.taken() <= STREAMS as usize / 16);
        assert!(pool.room.taken() <= pool.units as usize / 4);
        assert!(pool.files.taken() <= file_units(pool.units) as usize / 4);
        for purpose in [Purpose::Page, Purpose::Frame, Purpose::Download] {
            let turn = budget.turn("b", purpose).await.unwrap();
            budget.room(turn, &of("b"), length, purpose).await.unwrap();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn eight_readers_of_small_messages_leave_room_and_streams() {
    let budget = Budget::new(MESSAGE);
    let mut held = Vec::new();
    for n in 0..8 {
        let (_, streams, rooms) = all_of(&budget, &of(&n.to_string()), SMALL).await;
        held.push((streams, rooms));
    }
    budget.stream(&of("b"), SMALL).await.unwrap();
    for purpose in [Purpose::Page, Purpose::Frame, Purpose::Download] {
        let turn = budget.turn("b", purpose).await.unwrap();
        budget.room(turn, &of("b"), SMALL, purpose).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_site_has_a_quarter_at_most_with_however_many_addresses() {
    let budget = Budget::new(8 * MESSAGE);
    let mut held = Vec::new();
    for n in 0..8 {
        let reader = at(&n.to_string(), &n.to_string());
        held.push(all_of(&budget, &reader, MESSAGE).await);
    }
    let pool = budget.of(MESSAGE);
    assert!(pool.work.taken() <= 1.max(pool.work.all() as usize / 4));
    assert!(pool.streams.taken() <= STREAMS as usize / 16);
    assert!(pool.room.taken() <= pool.units as usize / 4);
    assert!(pool.files.taken() <= file_units(pool.units) as usize / 4);
}

#[tokio::test(start_paused = true)]
async fn a_host_with_however_many_addresses_leaves_half_of_its_sites_share_to_neighbours() {
    for length in [SMALL / 8, MESSAGE] {
        let budget = Budget::new(8 * MESSAGE);
        let mut held = Vec::new();
        for n in 0..4 {
            let (_, streams, rooms) = all_of(&budget, &at(&n.to_string(), "a"), length).await;
            held.push((streams, rooms));
        }
        let neighbour = at("neighbour", "b");
        budget.stream(&neighbour, length).await.unwrap();
        for purpose in [Purpose::Page, Purpose::Download] {
            let turn = budget.turn("b", purpose).await.unwrap();
            let room = budget.room(turn, &neighbour, length, purpose).await;
            assert!(room.is_ok(), "{length}: {purpose:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_has_no_room_left_keeps_nobody_from_making_documents() {
    let budget = Arc::new(Budget::new(8 * MESSAGE));
    let mut held = Vec::new();
    let mut waiting = Vec::new();
    for n in 0..budget.small.frames.all() {
        let reader = of(&n.to_string());
        held.push(all_of(&budget, &reader, SMALL).await.2);
        let budget = Arc::clone(&budget);
        waiting.push(tokio::spawn(async move {
            let turn = budget.turn(&n.to_string(), Purpose::Frame).await?;
            budget.room(turn, &reader, SMALL, Purpose::Frame).await
        }));
    }
    tokio::task::yield_now().await;
    let another = of("another");
    let turn = budget.turn("another", Purpose::Frame).await.unwrap();
    let room = budget.room(turn, &another, SMALL, Purpose::Frame);
    let at_once = tokio::time::timeout(std::time::Duration::from_secs(1), room);
    assert!(at_once.await.is_ok_and(|room| room.is_ok()));
    for one in waiting {
        assert_eq!(one.await.unwrap().unwrap_err(), Problem::Busy);
    }
}
