//! The milter as it runs, while hostile documents come in.

use std::time::Duration;

use crate::hostile::{deep, eater, hungry};
use crate::mails::{rtf, with_files};
use crate::milter::{Milter, Session, is_put_off, is_sealed, passes};

const CARD: &str = "5555 5555 5555 4444";

/// Those who send hostile documents are many: what one of them sends isn't tried for long.
#[tokio::test(flavor = "multi_thread")]
async fn documents_without_end_neither_leave_in_clear_nor_hold_up_other_mail() {
    let mut milter = Milter::start();
    let socket = milter.socket();
    let hostile: Vec<_> = deep(CARD).into_iter().chain(hungry(CARD)).collect();
    let count = hostile.len();
    let attack = {
        let socket = socket.clone();
        tokio::spawn(async move {
            let mut sealed = 0;
            for (at, (name, file)) in hostile.into_iter().enumerate() {
                let mut session = Session::new(&socket, &format!("mallory{at}")).await;
                let mail = with_files(&[(name, &file)]);
                // The session goes on: the same document comes again.
                for turn in 0..2 {
                    let (end, took) = session.send(&format!("{at}.{turn}"), &mail).await;
                    assert!(
                        is_sealed(&end, &[CARD]) || is_put_off(&end),
                        "{name}: {end:?}"
                    );
                    assert!(took < Duration::from_secs(110), "{name} took {took:?}");
                    sealed += usize::from(!is_put_off(&end));
                }
            }
            sealed
        })
    };
    let mut ann = Session::new(&socket, "ann").await;
    let (plan, card) = (rtf("the plan"), rtf(CARD));
    let (plan, card) = (
        with_files(&[("plan.rtf", &plan)]),
        with_files(&[("card.rtf", &card)]),
    );
    let mut rounds = 0;
    while !attack.is_finished() || rounds < 3 {
        let (end, took) = ann.send("plan", &plan).await;
        assert!(passes(&end), "{end:?}");
        assert!(took < Duration::from_secs(60), "{took:?}");
        let (end, took) = ann.send("card", &card).await;
        assert!(is_sealed(&end, &[CARD]), "{end:?}");
        assert!(took < Duration::from_secs(60), "{took:?}");
        rounds += 1;
    }
    let sealed = attack.await.unwrap();
    println!(
        "{sealed} of {} hostile mails were sealed, {rounds} rounds beside",
        2 * count
    );
    assert_eq!(sealed, 2 * count);
    assert!(milter.is_alive());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_eats_memory_is_sealed_and_logged_and_counted() {
    let mut milter = Milter::start();
    let eater = eater("x");
    let mail = with_files(&[("numbers.pdf", &eater)]);
    let mut session = Session::new(&milter.socket(), "mallory").await;
    let plan = with_files(&[("plan.rtf", &rtf("the plan"))]);
    let (end, _) = session.send("eater1", &mail).await;
    assert!(is_sealed(&end, &["See the files."]), "{end:?}");
    let (end, _) = session.send("plan", &plan).await;
    assert!(
        passes(&end),
        "the session goes on, with a new worker: {end:?}"
    );
    for turn in 2..=4 {
        let (end, _) = session.send(&format!("eater{turn}"), &mail).await;
        assert!(is_sealed(&end, &["See the files."]), "{end:?}");
    }
    // Others aren't held up, and what is counted outlives a reload.
    milter.reload();
    let mut session = Session::new(&milter.socket(), "ann").await;
    let (end, _) = session.send("plan", &plan).await;
    assert!(passes(&end), "{end:?}");
    let (end, _) = session.send("eater5", &mail).await;
    assert!(is_sealed(&end, &["See the files."]), "{end:?}");
    let ended = "lost=attachment 1 (.pdf) is a file that ended the program that read it";
    let barred = "lost=attachment 1 (.pdf) is a file that wasn't read, since others of its sender";
    for words in [
        "a process that read a document was lost total=1 ",
        "a process that read a document was lost total=3 ",
        "a process that read a document was lost total=4 ",
        &format!("queue_id=eater1 {ended}"),
        &format!("queue_id=eater3 {ended}"),
        &format!("queue_id=eater4 {barred}"),
        &format!("queue_id=eater5 {ended}"),
    ] {
        let plain = milter.log().replace('"', "");
        assert!(plain.contains(words), "{words}\n{plain}");
    }
    assert!(milter.is_alive());
}
