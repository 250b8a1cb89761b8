use super::mailer::{Mails, Outgoing, queue};
use super::*;
use crate::mail::sign::Signer;
use crate::mail::submit::Submit;
use crate::portal::site::Site;
use crate::portal::testing::{Bench, ORIGIN, bob};

const KEY: [u8; 32] = [7; 32];

/// Passcodes whose mails nobody delivers, but for the queue.
fn passcodes(bench: &Bench) -> (Passcodes, Mails) {
    let (queue, mails) = queue();
    let outgoing = Outgoing {
        submit: Submit::new("127.0.0.1:9"),
        signer: Signer::default(),
        site: Site::new(ORIGIN, "secure@example.org"),
        clock: bench.clock.clone(),
    };
    let mailer = PasscodeMailer::new(outgoing, queue);
    let passcodes = Passcodes::new(bench.store.clone(), Secret::new(KEY), mailer);
    (passcodes, mails)
}

/// Issues a code to `address`, and returns it.
async fn issued(
    bench: &Bench,
    passcodes: &Passcodes,
    visitor: &Visitor,
    address: &str,
) -> Secret<[u8; DIGITS]> {
    let place = passcodes.place().unwrap();
    let claim = visitor.claim(Address::parse(address).unwrap());
    assert!(passcodes.issue(place, visitor, claim).await.unwrap());
    let visit = bench.store.visit(&visitor.id).await.unwrap().unwrap();
    let message = visitor.meta.message_id;
    let issue = visit.issue.unwrap();
    derive(&Secret::new(KEY), &visitor.id, message, &issue)
}

/// Another code.
fn wrong(code: &Secret<[u8; DIGITS]>) -> Secret<[u8; DIGITS]> {
    let mut digits = *code.expose();
    digits[0] = if digits[0] == b'0' { b'1' } else { b'0' };
    Secret::new(digits)
}

#[tokio::test]
async fn a_right_code_names_the_address_and_the_version_it_proves() {
    let bench = Bench::new();
    let (passcodes, _mails) = passcodes(&bench);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    let code = issued(&bench, &passcodes, &visitor, "bob@example.com").await;
    let visit = bench.store.visit(&visitor.id).await.unwrap().unwrap();
    assert_eq!(
        passcodes.check(&visitor, &code).await,
        Ok(Check::Right {
            evidence: Evidence::for_test(&visitor, visit.version, bob()),
            tries: TRIES - 1,
        })
    );
}

#[tokio::test]
async fn five_wrong_tries_use_a_code_up() {
    let bench = Bench::new();
    let (passcodes, _mails) = passcodes(&bench);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    let code = issued(&bench, &passcodes, &visitor, "bob@example.com").await;
    for left in (0..TRIES).rev() {
        let check = passcodes.check(&visitor, &wrong(&code)).await.unwrap();
        assert!(
            matches!(check, Check::Wrong { tries, .. } if tries == left),
            "{check:?}"
        );
    }
    assert_eq!(passcodes.check(&visitor, &code).await, Ok(Check::Spent));
    let code = issued(&bench, &passcodes, &visitor, "bob@example.com").await;
    bench.clock.advance(LIFE);
    assert_eq!(passcodes.check(&visitor, &code).await, Ok(Check::NoIssue));
}

#[tokio::test]
async fn a_strangers_code_is_never_right() {
    let bench = Bench::new();
    let (passcodes, _mails) = passcodes(&bench);
    let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
    let code = issued(&bench, &passcodes, &visitor, "eve@example.com").await;
    assert_eq!(
        passcodes.check(&visitor, &code).await,
        Ok(Check::Wrong {
            address: Address::parse("eve@example.com").unwrap(),
            is_recipient: false,
            tries: TRIES - 1,
        })
    );
}

#[tokio::test]
async fn there_is_no_place_in_a_queue_that_nobody_empties() {
    let bench = Bench::new();
    let (passcodes, mails) = passcodes(&bench);
    let places: Vec<_> = std::iter::from_fn(|| passcodes.place()).collect();
    assert_eq!(places.len(), 1_000);
    drop(places);
    assert!(passcodes.place().is_some());
    drop(mails);
    assert!(passcodes.place().is_none());
}

fn issue(address: &str, nonce: u8) -> Issue {
    Issue {
        nonce: [nonce; 16],
        address: Address::parse(address).unwrap(),
        tries: 5,
    }
}

fn code(key: u8, visit: &str, message: u8, issue: &Issue) -> String {
    grouped(&derive(
        &Secret::new([key; 32]),
        visit,
        MessageId([message; 16]),
        issue,
    ))
}

#[test]
fn everything_it_is_bound_to_changes_it() {
    let bob = issue("bob@example.com", 1);
    let codes = [
        code(1, "v", 1, &bob),
        code(2, "v", 1, &bob),
        code(1, "w", 1, &bob),
        code(1, "v", 2, &bob),
        code(1, "v", 1, &issue("bob@example.net", 1)),
        code(1, "v", 1, &issue("bob@example.com", 2)),
        // Where one part ends and the next begins moves.
        code(1, "vb", 1, &issue("ob@example.com", 1)),
    ];
    for (n, one) in codes.iter().enumerate() {
        assert_eq!(one.len(), 9);
        assert!(!codes[..n].contains(one), "{n}");
    }
    assert_eq!(
        code(1, "v", 1, &issue("BOB@Example.com", 1)),
        codes[0],
        "in any case that the address is typed in"
    );
}

#[test]
fn the_arithmetic_is_what_the_documentation_says() {
    // python3: hmac.new(b'\1'*32, b''.join(len(p).to_bytes(8) + p for p in [b'postseal v1
    // passcode', b'v', b'\1'*16, b'bob@example.com', b'\1'*16]), 'sha256').digest()[:8], as a
    // big-endian number modulo 10**8
    assert_eq!(code(1, "v", 1, &issue("bob@example.com", 1)), "4972 7804");
}

#[test]
fn codes_spread_evenly() {
    let mut first = [0_u32; 10];
    for n in 0..10_000_u32 {
        let mut one = issue("bob@example.com", 0);
        one.nonce[..4].copy_from_slice(&n.to_be_bytes());
        first[usize::from(code(1, "v", 1, &one).as_bytes()[0] - b'0')] += 1;
    }
    // Chi-squared with 9 degrees of freedom: above 40 about once in 100,000 runs; the input is
    // fixed.
    let chi: f64 = first
        .iter()
        .map(|&n| (f64::from(n) - 1_000.0).powi(2) / 1_000.0)
        .sum();
    assert!(chi < 40.0, "{first:?}");
}

#[test]
fn codes_are_taken_as_people_type_them() {
    for typed in [
        "12345678",
        "1234 5678",
        " 1234-5678\r\n",
        "１２３４５６７８",
        "1 2 3 4 5 6 7 8",
        "1234\u{a0}5678",
    ] {
        assert_eq!(parse(typed).unwrap().expose(), b"12345678", "{typed:?}");
    }
    for typed in ["", "1234567", "123456789", "1234567a", "1234 567８9"] {
        assert!(parse(typed).is_none(), "{typed:?}");
    }
}
