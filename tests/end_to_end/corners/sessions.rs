//! How a client may talk: several messages on one connection, many commands in one write, messages
//! in chunks.

use super::House;
use crate::sealing::{CANARY, mail};
use rig::postfix::Setup;
use rig::smtp::{Reply, Smtp};
use rig::stage::{ALICE, BOB};

fn connect(house: &House) -> Smtp {
    let mut smtp = Smtp::connect(house.postfix.smtp_port()).unwrap();
    assert!(smtp.command("EHLO client.example.org").unwrap().is_ok());
    smtp
}

fn secret(id: &str) -> Vec<u8> {
    mail(&format!("[secure] {id}"), "", &format!("{CANARY} {id}\r\n"))
}

#[test]
fn each_message_of_a_session_is_judged_on_its_own() {
    let reject = "[[rule]]\nname = 'no'\nwhen = { subject_word = 'forbidden' }\nthen = 'reject'\n\
                  text = 'No.'\n\
                  [[rule]]\nname = 'tag'\nwhen = { subject_tag = '[secure]' }\nthen = 'seal'\n";
    let house = House::with_rules(&Setup::new("session"), reject);
    let mut smtp = connect(&house);
    let begin = |smtp: &mut Smtp, to: &str| {
        assert!(
            smtp.command(&format!("MAIL FROM:<{ALICE}>"))
                .unwrap()
                .is_ok()
        );
        assert!(smtp.command(&format!("RCPT TO:<{to}>")).unwrap().is_ok());
    };
    assert!(
        smtp.transaction(ALICE, &[BOB], &secret("one"))
            .unwrap()
            .is_ok()
    );
    assert!(
        smtp.transaction(ALICE, &[BOB], &mail("lunch", "", "at noon\r\n"))
            .unwrap()
            .is_ok()
    );
    // Given up after the envelope, by RSET and by a new greeting: these recipients belong to no
    // later message.
    begin(&mut smtp, "secret@example.com");
    assert!(smtp.command("RSET").unwrap().is_ok());
    begin(&mut smtp, "secret@example.com");
    assert!(smtp.command("EHLO client.example.org").unwrap().is_ok());
    assert!(
        smtp.transaction(ALICE, &[BOB], &secret("two"))
            .unwrap()
            .is_ok()
    );
    // Refused by a rule, and by Postfix: the session goes on.
    let refused = smtp
        .transaction(ALICE, &[BOB], &mail("[secure] forbidden", "", CANARY_LINE))
        .unwrap();
    assert_eq!((refused.code, refused.text.as_str()), (550, "5.7.1 No."));
    assert!(
        !smtp
            .transaction(ALICE, &["no one@example.com"], &secret("refused"))
            .unwrap()
            .is_ok()
    );
    smtp.command("RSET").unwrap();
    assert!(
        smtp.transaction(ALICE, &[BOB], &mail("dinner", "", "at eight\r\n"))
            .unwrap()
            .is_ok()
    );
    assert!(
        smtp.transaction(ALICE, &[BOB], &secret("three"))
            .unwrap()
            .is_ok()
    );
    // Cut within the message.
    begin(&mut smtp, BOB);
    assert!(smtp.command("DATA").unwrap().is_ok());
    smtp.content(&secret("cut")).unwrap();
    drop(smtp);

    assert!(
        connect(&house)
            .transaction(ALICE, &[BOB], &secret("four"))
            .unwrap()
            .is_ok()
    );
    house.postfix.settle();
    let mut mails = house.mails(BOB);
    mails.sort_by_key(|mail| mail.field("Subject"));
    let subjects: Vec<String> = mails.iter().map(|mail| mail.field("Subject")).collect();
    assert_eq!(subjects, ["dinner", "four", "lunch", "one", "three", "two"]);
    for (mail, subject) in mails.iter().zip(&subjects) {
        if ["lunch", "dinner"].contains(&subject.as_str()) {
            assert!(mail.text().contains("at ") && mail.fields("X-Postseal").is_empty());
        } else {
            house.assert_opens(mail, &secret(subject));
        }
    }
    house.assert_decided(&["seal", "pass", "seal", "reject", "pass", "seal", "seal"]);
    assert!(house.mails("secret@example.com").is_empty());
    house.assert_nothing_clear();
}

const CANARY_LINE: &str = "canary-Zq8\r\n";

#[test]
fn commands_may_come_many_at_a_time() {
    // Newer Postfix closes the connection of a client that doesn't wait for the answer to DATA.
    let extra = "smtpd_forbid_unauth_pipelining = no\n";
    let house = House::tagged(&Setup {
        extra: extra.into(),
        ..Setup::new("pipelining")
    });
    let envelope =
        |to: &str| format!("MAIL FROM:<{ALICE}>\r\nRCPT TO:<{BOB}>\r\nRCPT TO:<{to}>\r\n");
    let text = |message: &[u8]| String::from_utf8(message.to_vec()).unwrap();
    let read = |smtp: &mut Smtp, codes: &[u16]| {
        let answers: Vec<Reply> = codes.iter().map(|_| smtp.answer().unwrap()).collect();
        assert_eq!(
            answers.iter().map(|reply| reply.code).collect::<Vec<_>>(),
            codes,
            "{answers:?}"
        );
    };
    // As RFC 2920 allows: the end of one message together with the envelope of the next.
    let mut smtp = connect(&house);
    smtp.raw(format!("{}DATA\r\n", envelope("carol@example.com")).as_bytes())
        .unwrap();
    read(&mut smtp, &[250, 250, 250, 354]);
    let plain = text(&mail("lunch", "", "at noon\r\n"));
    smtp.raw(
        format!(
            "{}.\r\n{}DATA\r\n",
            text(&secret("one")),
            envelope("dave@example.com")
        )
        .as_bytes(),
    )
    .unwrap();
    read(&mut smtp, &[250, 250, 250, 250, 354]);
    smtp.raw(format!("{plain}.\r\nRSET\r\n").as_bytes())
        .unwrap();
    read(&mut smtp, &[250, 250]);
    // And all of it at once, which careless programs do.
    let careless = text(&secret("two"));
    smtp.raw(
        format!(
            "{}DATA\r\n{careless}.\r\nQUIT\r\n",
            envelope("erin@example.com")
        )
        .as_bytes(),
    )
    .unwrap();
    read(&mut smtp, &[250, 250, 250, 354, 250, 221]);
    // In chunks that is allowed (RFC 3030 section 4.2).
    let mut smtp = connect(&house);
    let chunked = text(&secret("three"));
    let (first, rest) = chunked.split_at(100);
    let chunks = format!(
        "BDAT 100\r\n{first}BDAT {}\r\n{rest}BDAT 0 LAST\r\nQUIT\r\n",
        rest.len()
    );
    smtp.raw(format!("{}{chunks}", envelope("frank@example.com")).as_bytes())
        .unwrap();
    read(&mut smtp, &[250, 250, 250, 250, 250, 250, 221]);

    house.postfix.settle();
    for (address, message) in [("carol", "one"), ("erin", "two"), ("frank", "three")] {
        house.assert_arrived_sealed(&format!("{address}@example.com"), &secret(message));
    }
    assert!(house.only("dave@example.com").text().contains("at noon"));
    assert_eq!(house.mails(BOB).len(), 4);
    house.assert_nothing_clear();
}

#[test]
fn chunks_may_end_anywhere() {
    let house = House::tagged(&Setup::new("bdat"));
    let message = mail(
        "[secure]\r\n folded",
        "X-Fold: a\r\n\tb\r\n",
        &format!("{CANARY}\r\n.\r\n..\r\n\r\nend\r\n"),
    );
    let at = |needle: &str| String::from_utf8_lossy(&message).find(needle).unwrap();
    let within_name = at("Subject") + 3;
    let (within_fold, within_end) = (at("\r\n folded") + 1, at("\r\n\r\ncanary") + 3);
    let cuts: Vec<Vec<usize>> = vec![
        (1..message.len()).collect(),
        (0..message.len()).step_by(7).collect(),
        vec![within_name, within_fold, within_end],
        // A dot alone on its line is no end in a chunk.
        vec![at("\r\n.\r\n") + 2, at("\r\n.\r\n") + 3],
        vec![],
    ];
    let mut smtp = connect(&house);
    for (index, cuts) in cuts.iter().enumerate() {
        for empty_last in [false, true] {
            assert!(
                smtp.command(&format!("MAIL FROM:<{ALICE}> BODY=8BITMIME"))
                    .unwrap()
                    .is_ok()
            );
            assert!(smtp.command(&format!("RCPT TO:<{BOB}>")).unwrap().is_ok());
            let mut from = 0;
            for &to in cuts.iter().filter(|&&to| to > 0) {
                assert!(smtp.chunk(&message[from..to], false).unwrap().is_ok());
                from = to;
            }
            if empty_last {
                assert!(smtp.chunk(&message[from..], false).unwrap().is_ok());
                from = message.len();
            }
            let reply = smtp.chunk(&message[from..], true).unwrap();
            assert!(reply.is_ok(), "{index}: {reply:?}");
        }
    }
    house.postfix.settle();
    let mails = house.mails(BOB);
    assert_eq!(mails.len(), 2 * cuts.len());
    mails
        .iter()
        .for_each(|mail| house.assert_opens(mail, &message));
    // A message that is given up between its chunks is nobody's.
    assert!(
        smtp.command(&format!("MAIL FROM:<{ALICE}>"))
            .unwrap()
            .is_ok()
    );
    assert!(smtp.command(&format!("RCPT TO:<{BOB}>")).unwrap().is_ok());
    assert!(smtp.chunk(&message[..within_end], false).unwrap().is_ok());
    assert!(smtp.command("RSET").unwrap().is_ok());
    assert!(
        smtp.transaction(ALICE, &[BOB], &mail("lunch", "", "at noon\r\n"))
            .unwrap()
            .is_ok()
    );
    house.postfix.settle();
    let last = house.mails(BOB).pop().unwrap();
    assert!(
        last.text().contains("at noon") && last.fields("X-Fold").is_empty(),
        "{}",
        last.text()
    );
    house.assert_nothing_clear();
}
