//! What must not happen to a sealed message; each test has the name of its threat.

use std::collections::HashSet;
use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

use postseal::keyring::Keyring;

use super::{child, keyring, meta, noise, open, order, seal, sealer, unseal};

#[test]
fn electronic_codebook_leakage() {
    let (_dir, keyring) = keyring();
    // The zeros compress to almost nothing; the second message repeats one incompressible block.
    for message in [vec![0; 1 << 20], noise(1 << 18, 7).repeat(4)] {
        let once = seal(&keyring, &meta(None), &message);
        let again = seal(&keyring, &meta(None), &message);
        // The magic, the ids and the length are the same in each message; random bytes start at 18.
        let mut seen = HashSet::new();
        for sealed in [&once, &again] {
            assert!(
                sealed[18..]
                    .chunks_exact(16)
                    .all(|block| seen.insert(block)),
                "a block of 16 bytes repeats"
            );
        }
    }
}

#[test]
fn unauthenticated_plaintext_released() {
    let (_dir, keyring) = keyring();
    let message = b"Subject: hi\r\n\r\nThe code is 4711.\r\n";
    let sealed = seal(&keyring, &meta(None), message);
    assert_eq!(unseal(&keyring, &sealed), Ok(message.to_vec()));
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(unseal(&keyring, &changed), Err(Vec::new()), "bit {bit}");
    }
    for cut in 0..sealed.len() {
        assert_eq!(
            unseal(&keyring, &sealed[..cut]),
            Err(Vec::new()),
            "cut to {cut} bytes"
        );
    }
    for tail in [&b"\0"[..], b"\r\n", &sealed] {
        assert_eq!(
            unseal(&keyring, &[&sealed, tail].concat()),
            Err(Vec::new()),
            "{} bytes follow",
            tail.len()
        );
    }
}

#[test]
fn unauthenticated_plaintext_released_in_later_chunks() {
    let (_dir, keyring) = keyring();
    let message = noise(60_000, 3);
    let sealed = seal(&keyring, &meta(None), &message);
    let body = 86 + 528 + 56;
    for at in (1..sealed.len()).step_by(211) {
        let mut changed = sealed.clone();
        changed[at] ^= 0x10;
        for (bad, what) in [(&changed[..], "changed"), (&sealed[..at], "cut")] {
            let released = unseal(&keyring, bad).unwrap_err();
            // Nothing of these bytes compresses, so at most what the chunks before hold can come
            // out.
            let authentic = at.saturating_sub(body) / 16_400 * 16_384;
            assert!(
                released.len() <= authentic,
                "{what} at {at}: {} bytes",
                released.len()
            );
            assert!(message.starts_with(&released));
        }
    }
}

#[test]
fn two_keys_open_one_ciphertext() {
    let (_ours, ours) = keyring();
    let (_theirs, theirs) = keyring();
    let (one, two) = (
        seal(&ours, &meta(None), b"one"),
        seal(&theirs, &meta(None), b"two"),
    );
    assert_eq!(
        (unseal(&ours, &one), unseal(&theirs, &two)),
        (Ok(b"one".to_vec()), Ok(b"two".to_vec()))
    );
    // Both keyrings call their root key 1.
    assert_eq!(one[..18], two[..18]);
    assert!(open(&theirs, &one).is_err() && open(&ours, &two).is_err());
    let front = 86 + 528;
    for mixed in [
        [&one[..front], &two[front..]].concat(),
        [&one[..86], &two[86..]].concat(),
    ] {
        assert_eq!(
            (unseal(&ours, &mixed), unseal(&theirs, &mixed)),
            (Err(Vec::new()), Err(Vec::new()))
        );
    }
}

const ZEROS: u64 = 10 << 30;

#[test]
fn bombs() {
    let (dir, keyring) = keyring();
    let mut sealer = sealer(&keyring, &meta(None), Vec::new()).unwrap();
    assert_eq!(
        io::copy(&mut io::repeat(0).take(ZEROS), &mut sealer).unwrap(),
        ZEROS
    );
    let bomb = sealer.finish().unwrap();
    assert_eq!(
        open(&keyring, &bomb).unwrap().verify(ZEROS),
        Ok(ZEROS),
        "nothing but the limit refuses it"
    );
    std::fs::write(dir.path().join("bomb"), &bomb).unwrap();
    let (seconds, memory) = measure(&format!("open {}", dir.path().display()));
    assert!(
        seconds < 1.0,
        "the bomb was refused after {seconds} seconds"
    );
    assert!(
        memory < 48 << 10,
        "the bomb, {} bytes, took {memory} KiB",
        bomb.len()
    );
}

#[test]
fn sealing_holds_no_copy_of_the_message() {
    let (dir, _keyring) = keyring();
    let (_, memory) = measure(&format!("seal {}", dir.path().display()));
    assert!(memory < 32 << 10, "sealing 200 MB took {memory} KiB");
}

/// Has a child process do it: how many seconds that took, and the most memory it ever held, in KiB.
fn measure(order: &str) -> (f64, u64) {
    let mut child = child("threats::child_that_is_measured", order);
    let mut output = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut output)
        .unwrap();
    assert!(child.wait().unwrap().success(), "{output}");
    let said = output
        .lines()
        .find_map(|line| line.strip_prefix("measured "));
    let said = said.unwrap();
    let (seconds, memory) = said.split_once(' ').unwrap();
    (seconds.parse().unwrap(), memory.parse().unwrap())
}

/// Does nothing unless [`measure`] runs it.
#[test]
fn child_that_is_measured() {
    let Some(order) = order() else { return };
    let (what, dir) = order.split_once(' ').unwrap();
    let dir = std::path::Path::new(dir);
    let keyring = Keyring::load(&dir.join("keyring")).unwrap();
    let mut took = Duration::ZERO;
    if what == "open" {
        let bomb = std::fs::read(dir.join("bomb")).unwrap();
        let start = Instant::now();
        let opened = open(&keyring, &bomb).unwrap();
        assert!(opened.verify(50 << 20).is_err());
        took = start.elapsed();
        assert!(opened.copy_to(50 << 20, &mut io::sink()).is_err());
    } else {
        let mut sealer = sealer(&keyring, &meta(None), io::sink()).unwrap();
        let part = noise(1 << 20, 1);
        for _ in 0..200 {
            sealer.write_all(&part).unwrap();
        }
        sealer.finish().unwrap();
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let memory = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap()
        .trim()
        .trim_end_matches(" kB");
    println!("\nmeasured {} {memory}", took.as_secs_f64());
}
