//! Epoch key lost or made twice: whatever was sealed with one opens, whoever is killed or runs at
//! the same time. (That each single step of making a key can be the last is tested beside those
//! steps, in `src/keyring/creation.rs`.)

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::sync::Arc;
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use postseal::keyring::{Keyring, check};

use super::{EXPIRES, child, keyring, meta, open, order, seal, sealer, unseal};

const DAY: u64 = 86_400;

fn epoch_files(keyring: &Keyring) -> Vec<String> {
    let names = std::fs::read_dir(keyring.dir())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name.starts_with("epoch-")).collect();
    names.sort();
    names
}

#[test]
fn epoch_key_lost_or_made_twice() {
    for round in 0..8 {
        let (_dir, keyring) = keyring();
        let order = keyring.dir().to_str().unwrap().to_owned();
        // Two processes seal for the same days; each is killed while it makes keys.
        let children =
            [(); 2].map(|()| child("epoch_keys::child_that_seals_until_it_is_killed", &order));
        let accepted = children.map(|mut child| {
            thread::spawn(move || {
                let lines = BufReader::new(child.stdout.take().unwrap()).lines();
                let mut sealed = lines
                    .map(|line| line.unwrap())
                    .filter_map(|line| line.split_once("sealed ").map(|(_, s)| s.to_owned()));
                let mut accepted: Vec<_> = sealed.by_ref().take(5 + 3 * round).collect();
                child.kill().unwrap();
                accepted.extend(sealed.filter(|line| line.ends_with('.')));
                assert_eq!(child.wait().unwrap().signal(), Some(9));
                accepted
            })
        });
        let accepted: Vec<_> = accepted
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect();
        assert!(accepted.len() >= 2 * (5 + 3 * round));
        let fresh = Keyring::load(keyring.dir()).unwrap();
        for armored in accepted {
            let sealed = STANDARD.decode(armored.trim_end_matches('.')).unwrap();
            assert_eq!(unseal(&fresh, &sealed), Ok(b"accepted".to_vec()));
            assert_eq!(
                unseal(&keyring, &sealed),
                Ok(b"accepted".to_vec()),
                "a reader that was there before looks again"
            );
        }
        let mut days: Vec<_> = epoch_files(&keyring)
            .iter()
            .map(|name| name[..16].to_owned())
            .collect();
        let keys = days.len();
        days.dedup();
        assert_eq!(days.len(), keys, "one key for each day");
    }
}

/// Does nothing unless the test above runs it, and then never ends by itself.
#[test]
fn child_that_seals_until_it_is_killed() {
    let Some(dir) = order() else { return };
    let keyring = Keyring::load(dir.as_ref()).unwrap();
    for day in 0.. {
        let sealed = seal(&keyring, &meta(Some(EXPIRES + day * DAY)), b"accepted");
        println!("\nsealed {}.", STANDARD.encode(sealed));
    }
}

#[test]
fn one_key_for_a_day_whatever_the_number_of_threads() {
    let (_dir, keyring) = keyring();
    let keyring = Arc::new(keyring);
    let threads: Vec<_> = (0..16)
        .map(|n| {
            let keyring = keyring.clone();
            thread::spawn(move || seal(&keyring, &meta(Some(EXPIRES + n)), &[n as u8]))
        })
        .collect();
    for (n, thread) in threads.into_iter().enumerate() {
        assert_eq!(unseal(&keyring, &thread.join().unwrap()), Ok(vec![n as u8]));
    }
    assert_eq!(epoch_files(&keyring).len(), 1);
    seal(&keyring, &meta(Some(EXPIRES + DAY)), b"");
    seal(&keyring, &meta(None), b"");
    let days: Vec<_> = epoch_files(&keyring)
        .iter()
        .map(|name| name[..16].to_owned())
        .collect();
    assert_eq!(days, ["epoch-2027-01-31", "epoch-2027-02-01"]);
}

#[test]
fn what_a_destroyed_key_sealed_is_gone_and_the_day_gets_another() {
    let (_dir, keyring) = keyring();
    let other = Keyring::load(keyring.dir()).unwrap();
    let (lost, kept) = (
        seal(&keyring, &meta(Some(EXPIRES)), b"lost"),
        seal(&keyring, &meta(None), b"kept"),
    );
    assert_eq!(unseal(&other, &lost), Ok(b"lost".to_vec()));
    let name = epoch_files(&keyring).remove(0);
    std::fs::remove_file(keyring.dir().join(&name)).unwrap();
    // The process that still holds the key must not seal with it: nobody could open that after a
    // restart.
    let later = seal(&keyring, &meta(Some(EXPIRES)), b"later");
    other.reload().unwrap();
    for keyring in [&keyring, &other, &Keyring::load(keyring.dir()).unwrap()] {
        assert!(open(keyring, &lost).is_err());
        assert_eq!(
            (unseal(keyring, &kept), unseal(keyring, &later)),
            (Ok(b"kept".to_vec()), Ok(b"later".to_vec()))
        );
    }
    assert_ne!(epoch_files(&keyring), [name]);
    assert!(check(keyring.dir()).is_empty());
}

#[test]
fn a_message_cannot_expire_after_the_year_9999() {
    let (_dir, keyring) = keyring();
    let mut out = Vec::new();
    let error = sealer(&keyring, &meta(Some(u64::MAX)), &mut out)
        .err()
        .unwrap();
    assert!(error.to_string().contains("year 9999"), "{error}");
    out.flush().unwrap();
    assert!(out.is_empty());
}
