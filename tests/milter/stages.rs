//! The conversation, stage by stage.

use std::net::IpAddr;

use postseal::milter::Settings;

use crate::double::{Served, serve_over_pipe};
use rig::milter_client::{ALL_ACTIONS, ALL_STEPS, MilterClient};

fn served() -> Served {
    serve_over_pipe(Settings::default())
}

#[tokio::test]
async fn postfix_is_asked_for_no_answer_that_costs_a_round_trip() {
    let mut client = MilterClient::new(served().client);
    let terms = client.negotiate(6, ALL_ACTIONS, ALL_STEPS).await;
    assert_eq!((terms.version, terms.actions), (6, 0x13b));
    assert_eq!(
        terms.steps & 0xb_f080,
        0xb_f080,
        "no reply to CONNECT, HELO, MAIL, RCPT, DATA, header, body, unknown"
    );
    assert_eq!(
        terms.steps & 0x4_0000,
        0,
        "EOH is answered: it is where most messages end"
    );
    assert_eq!(
        terms.steps & 0x10_0502,
        0x10_0502,
        "leading space, SKIP, neither HELO nor unknown commands"
    );
    let macros: Vec<(u32, &str)> = terms
        .macros
        .iter()
        .map(|(stage, names)| (*stage, names.as_str()))
        .collect();
    assert_eq!(
        macros,
        [
            (2, "i {auth_authen} {tls_version}"),
            (4, "i"),
            (6, "i"),
            (5, "i")
        ]
    );
    client.quit().await;
}

#[tokio::test]
async fn the_judge_sees_the_message_byte_for_byte() {
    let Served { client, judge, .. } = served();
    let mut client = MilterClient::new(client);
    client.negotiate(6, ALL_ACTIONS, ALL_STEPS).await;
    client.connect("192.0.2.7").await;
    client.macros('M', &[("{auth_authen}", "ann")]).await;
    client.mail("<Ann@example.org>").await;
    client.rcpt("<bob@example.com>").await;
    client.rcpt("<carol@example.com>").await;
    client.macros('T', &[("i", "4Zabc")]).await;
    client.data().await;
    client.header("Subject", " two spaces first? \u{e9}").await;
    client.header("Subject", "none").await;
    client
        .header("To", "\tbob@example.com,\n\tcarol@example.com")
        .await;
    client.header("X-Empty", "").await;
    client.send('L', b"X-Bytes\0 \xff\xfe\0").await;
    assert_eq!(client.eoh().await, "c");
    let body: Vec<u8> = (0..200_000u32).map(|n| (n % 251) as u8).collect();
    client.body(&body).await;
    let end = client.eom().await;
    assert_eq!(
        end.edits,
        [
            "m2 DKIM-Signature:",
            "m1 Subject: plain",
            "h X-Postseal: one\n two"
        ]
    );
    assert_eq!(end.body, Some([b"sealed ".as_slice(), &body].concat()));
    assert_eq!(end.verdict, "a");

    let seen = &judge.seen()[0];
    assert_eq!(
        seen.header,
        b"Subject: two spaces first? \xc3\xa9\r\nSubject:none\r\nTo:\tbob@example.com,\r\n\
          \tcarol@example.com\r\n\
          X-Empty:\r\nX-Bytes: \xff\xfe\r\n"
    );
    assert_eq!(seen.body.as_deref(), Some(&body[..]));
    assert_eq!(
        seen.envelope.sender.as_ref().unwrap().as_str(),
        "Ann@example.org"
    );
    let recipients: Vec<&str> = seen
        .envelope
        .recipients
        .iter()
        .map(|to| to.as_str())
        .collect();
    assert_eq!(recipients, ["bob@example.com", "carol@example.com"]);
    assert_eq!(seen.envelope.login.as_deref(), Some("ann"));
    assert_eq!(seen.envelope.client, Some(IpAddr::from([192, 0, 2, 7])));
    assert_eq!(seen.envelope.queue_id.as_deref(), Some("4Zabc"));
    client.quit().await;
}

#[tokio::test]
async fn a_message_that_no_rule_wants_is_accepted_before_its_body() {
    let mut client = MilterClient::ready(served().client).await;
    assert_eq!(client.message("Q1", &[("X-Want", " pass")]).await, "a");
    assert_eq!(client.message("Q2", &[("X-Want", " pass")]).await, "a");
    client.quit().await;
}

#[tokio::test]
async fn a_decision_that_hangs_on_the_body_waits_for_it() {
    let Served { client, judge, .. } = served();
    let mut client = MilterClient::ready(client).await;
    for (want, body, verdict, sealed) in [
        (" body look", &b"pass"[..], "a", None),
        (" body look", b"reject no", "y 550 5.7.1 no", None),
        (" body seal it", b"text", "a", Some(&b"sealed text"[..])),
    ] {
        assert_eq!(
            client.message("Q1", &[("X-Want", want)]).await,
            "c",
            "{want}"
        );
        client.body(body).await;
        let end = client.eom().await;
        assert_eq!(
            (end.verdict.as_str(), end.body.as_deref()),
            (verdict, sealed),
            "{want}"
        );
    }
    assert_eq!(judge.seen().len(), 6, "each was asked for twice");
    client.quit().await;
}

#[tokio::test]
async fn a_held_message_is_quarantined_sealed() {
    let Served { client, .. } = served();
    let mut client = MilterClient::ready(client).await;
    for want in [" hold it", " body hold it"] {
        assert_eq!(client.message("Q1", &[("X-Want", want)]).await, "c");
        client.body(b"text").await;
        let end = client.eom().await;
        assert!(
            end.edits.contains(&"q held by the rule test".to_owned()),
            "{:?}",
            end.edits
        );
        assert_eq!(
            (end.verdict.as_str(), end.body.as_deref()),
            ("a", Some(&b"sealed text"[..]))
        );
    }
    client.quit().await;
}

#[tokio::test]
async fn an_mta_without_quarantine_gets_a_held_message_back() {
    let Served { client, .. } = served();
    let mut client = MilterClient::ready_with(client, 6, ALL_ACTIONS & !0x20, ALL_STEPS).await;
    assert_eq!(client.message("Q1", &[("X-Want", " hold it")]).await, "c");
    client.body(b"text").await;
    assert!(client.eom().await.verdict.starts_with("y 451 4.3.0 "));
    client.quit().await;
}

#[tokio::test]
async fn a_reject_is_one_smtp_line() {
    let mut client = MilterClient::ready(served().client).await;
    let verdict = client
        .message("Q1", &[("X-Want", " reject 100 % forbidden")])
        .await;
    assert_eq!(
        verdict, "y 550 5.7.1 100 %% forbidden",
        "Postfix and sendmail make one % of two"
    );
    client.quit().await;
}

#[tokio::test]
async fn a_carrier_of_ours_stays_as_it_is() {
    let mut client = MilterClient::ready(served().client).await;
    assert_eq!(client.message("Q1", &[("X-Want", " already")]).await, "c");
    client.body(b"hello\r\n").await;
    let end = client.eom().await;
    assert_eq!(
        (end.verdict.as_str(), end.edits.len(), end.body),
        ("a", 0, None)
    );
    client.quit().await;
}

#[tokio::test]
async fn eom_may_bring_the_last_chunk() {
    let Served { client, judge, .. } = served();
    let mut client = MilterClient::ready(client).await;
    assert_eq!(client.message("Q1", &[("Subject", " x")]).await, "c");
    client.body(b"first ").await;
    client.send('E', b"last").await;
    assert_eq!(client.end().await.verdict, "a");
    assert_eq!(judge.seen()[0].body.as_deref(), Some(&b"first last"[..]));
    client.quit().await;
}

#[tokio::test]
async fn several_messages_share_a_connection_and_nothing_else() {
    let Served { client, judge, .. } = served();
    let mut client = MilterClient::ready(client).await;
    assert_eq!(client.message("Q1", &[("Subject", " one")]).await, "c");
    client.body(b"one").await;
    assert_eq!(client.eom().await.verdict, "a");
    client.abort().await;
    // The second one is not authenticated, and its queue ID is told nowhere.
    client.mail("<>").await;
    client.rcpt("<dan@example.com>").await;
    client.data().await;
    client.header("Subject", " two").await;
    assert_eq!(client.eoh().await, "c");
    client.body(b"two").await;
    assert_eq!(client.eom().await.body.as_deref(), Some(&b"sealed two"[..]));
    let seen = judge.seen();
    assert_eq!(seen[0].envelope.login.as_deref(), Some("ann"));
    let second = &seen[1].envelope;
    assert_eq!(
        (
            second.sender.as_ref(),
            second.login.as_ref(),
            second.queue_id.as_ref()
        ),
        (None, None, None)
    );
    assert_eq!(second.recipients.len(), 1);
    assert_eq!(seen[1].header, b"Subject: two\r\n");
    assert_eq!(
        second.client,
        Some(IpAddr::from([192, 0, 2, 1])),
        "the client stays the same"
    );
    client.quit().await;
}

#[tokio::test]
async fn abort_at_every_stage_ends_the_message_and_not_the_connection() {
    let Served { client, judge, .. } = served();
    let mut client = MilterClient::ready(client).await;
    for stage in 0..7 {
        client.abort().await;
        if stage > 0 {
            client.macros('M', &[("i", "OLD")]).await;
            client.mail("<old@example.org>").await;
        }
        if stage > 1 {
            client.rcpt("<old@example.com>").await;
        }
        if stage > 2 {
            client.data().await;
        }
        if stage > 3 {
            client.header("X-Old", " old").await;
        }
        if stage > 4 {
            assert_eq!(client.eoh().await, "c");
        }
        if stage > 5 {
            client.body(b"old").await;
        }
        client.abort().await;
        assert_eq!(client.message("NEW", &[("Subject", " new")]).await, "c");
        client.body(b"new").await;
        assert_eq!(client.eom().await.body.as_deref(), Some(&b"sealed new"[..]));
        let last = judge.seen().pop().unwrap();
        assert_eq!(last.header, b"Subject: new\r\n");
        assert_eq!(last.envelope.queue_id.as_deref(), Some("NEW"));
        assert_eq!(last.envelope.recipients.len(), 1);
    }
    client.quit().await;
}

/// Not every MTA says anew that nobody logged in.
#[tokio::test]
async fn a_login_is_forgotten_with_the_message_that_is_aborted() {
    let Served { client, judge, .. } = served();
    let mut client = MilterClient::ready(client).await;
    client
        .macros('M', &[("i", "OLD"), ("{auth_authen}", "ann")])
        .await;
    client.mail("<ann@example.org>").await;
    client.abort().await;
    client.mail("<eve@example.org>").await;
    client.rcpt("<bob@example.com>").await;
    client.data().await;
    client.header("X-Want", " pass").await;
    assert_eq!(client.eoh().await, "a");
    let seen = judge.seen().pop().unwrap();
    assert_eq!(seen.envelope.login, None);
    assert_eq!(seen.envelope.queue_id, None);
    client.quit().await;
}

#[tokio::test]
async fn another_client_may_follow_on_the_connection() {
    let Served { client, judge, .. } = served();
    let mut client = MilterClient::ready(client).await;
    assert_eq!(client.message("Q1", &[("X-Want", " pass")]).await, "a");
    client.send('K', b"").await;
    client.send('C', b"unknown\0U").await;
    assert_eq!(client.message("Q2", &[("X-Want", " pass")]).await, "a");
    assert_eq!(
        judge.seen()[1].envelope.client,
        None,
        "the first client's address is forgotten"
    );
    client.quit().await;
}

#[tokio::test]
async fn an_mta_of_version_2_gets_an_answer_to_each_command() {
    let Served { client, judge, .. } = served();
    let mut client = MilterClient::new(client);
    let terms = client.negotiate(2, 0x3f, 0x7f).await;
    assert_eq!(
        (
            terms.version,
            terms.actions,
            terms.steps,
            terms.macros.len()
        ),
        (2, 0x3b, 0x02, 0)
    );
    client.connect("192.0.2.1").await;
    assert_eq!(
        client
            .message("Q1", &[("Subject", "eaten space"), ("X-Tab", "\tkept")])
            .await,
        "c"
    );
    client.body(&[b'x'; 100_000]).await;
    let end = client.eom().await;
    assert_eq!(
        end.edits,
        [
            "m2 DKIM-Signature:",
            "m1 Subject:plain",
            "h X-Postseal:one\n two"
        ],
        "the MTA adds a space"
    );
    assert_eq!(
        (end.verdict.as_str(), end.body.map(|body| body.len())),
        ("a", Some(100_007))
    );
    assert_eq!(
        judge.seen()[0].header,
        b"Subject: eaten space\r\nX-Tab:\tkept\r\n"
    );
    client.quit().await;
}

#[tokio::test]
async fn what_is_not_negotiated_away_is_answered_once() {
    // Every step alone, so that each answer is wanted in all runs but one.
    for bit in 0..21 {
        let mut client = MilterClient::new(served().client);
        client.negotiate(6, ALL_ACTIONS, 1 << bit).await;
        client.connect("192.0.2.1").await;
        client.helo("client.example").await;
        if bit != 8 {
            client.command('U', b"XYZZY\0", 0x2_0000).await;
        }
        assert_eq!(client.message("Q1", &[("Subject", " x")]).await, "c");
        client.body(&[b'x'; 70_000]).await;
        assert_eq!(client.eom().await.verdict, "a");
        client.quit().await;
    }
}

/// A message to three recipients that is split, up to its end.
async fn split(
    client: &mut MilterClient<tokio::io::DuplexStream>,
    want: &str,
    recipients: [&str; 3],
    body: &[u8],
) -> rig::milter_client::End {
    client.connect("192.0.2.7").await;
    client.mail("<ann@example.org>").await;
    for to in recipients {
        client.rcpt(to).await;
    }
    client.header("X-Want", want).await;
    assert_eq!(client.eoh().await, "c");
    client.body(body).await;
    client.eom().await
}

#[tokio::test]
async fn those_who_got_a_copy_are_taken_out_of_what_becomes_a_carrier() {
    let Served { client, judge, .. } = served();
    let mut client = MilterClient::new(client);
    client.negotiate(6, ALL_ACTIONS, ALL_STEPS).await;
    let end = split(
        &mut client,
        "split",
        [
            "<bob@example.com>",
            "<Carol@example.com>",
            "<dave@example.com>",
        ],
        b"text\r\n",
    )
    .await;
    assert_eq!(
        end.edits[..2],
        ["-<Carol@example.com>", "-<dave@example.com>"]
    );
    assert_eq!(
        (end.body.as_deref(), end.verdict.as_str()),
        (Some(&b"sealed text\r\n"[..]), "a")
    );
    assert_eq!(
        *judge.copies.lock().unwrap(),
        ["sealed Carol@example.com", "clear dave@example.com"]
    );
}

#[tokio::test]
async fn a_message_that_cannot_be_split_is_sealed_or_refused_as_a_whole() {
    let recipients = [
        "<bob@example.com>",
        "<carol@example.com>",
        "<dave@example.com>",
    ];
    for (want, verdict) in [
        ("split error", "y 451"),
        ("split refused", "y 554"),
        ("split panic", "y 451"),
        ("split panic at the start", "y 451"),
        ("split panic at the end", "y 451"),
        ("split twice", "y 451"),
        ("split bad edit", "y 451"),
        ("split already", "a"),
    ] {
        let Served { client, judge, .. } = served();
        let mut client = MilterClient::new(client);
        client.negotiate(6, ALL_ACTIONS, ALL_STEPS).await;
        let end = split(&mut client, want, recipients, b"text\r\n").await;
        assert!(end.verdict.starts_with(verdict), "{want}: {}", end.verdict);
        let no_copy = [
            "split bad edit",
            "split already",
            "split panic",
            "split panic at the start",
            "split twice",
        ]
        .contains(&want);
        assert_eq!(judge.copies.lock().unwrap().is_empty(), no_copy, "{want}");
        // What is said while copies go out is forgotten when the message is refused.
        let nothing_ahead = no_copy && want != "split panic";
        let nothing = end.edits.is_empty() && end.body.is_none();
        assert_eq!(nothing, nothing_ahead, "{want}");
    }
    // An MTA that lets no recipient be deleted; recipients that aren't as a client named them;
    // bytes that SMTP doesn't carry.
    let rewritten = [
        "<bob@example.com>",
        "carol@example.com",
        "<dave@example.com>",
    ];
    for (actions, to, body) in [
        (ALL_ACTIONS & !0x08, recipients, &b"text\r\n"[..]),
        (ALL_ACTIONS, rewritten, b"text\r\n"),
        (ALL_ACTIONS, recipients, b"te\rxt\r\n"),
        (ALL_ACTIONS, recipients, b"no end"),
    ] {
        let Served { client, judge, .. } = served();
        let mut client = MilterClient::new(client);
        client.negotiate(6, actions, ALL_STEPS).await;
        let end = split(&mut client, "split", to, body).await;
        assert_eq!(
            (end.body, end.verdict.as_str()),
            (Some([b"sealed ", body].concat()), "a")
        );
        assert!(judge.copies.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn rules_that_ask_for_more_macros_hold_from_the_next_connection_on() {
    use std::sync::Arc;

    let (client, io) = tokio::io::duplex(1 << 20);
    let (judge, _open) = crate::double::Double::new();
    let (reload, judges) = tokio::sync::watch::channel(Arc::clone(&judge));
    tokio::spawn(postseal::milter::serve_connection(
        io,
        judges,
        Settings::default(),
    ));
    let mut client = MilterClient::ready(client).await;
    assert_eq!(client.message("Q1", &[("X-Want", " pass")]).await, "a");
    let (next, _open) = crate::double::Double::new();
    next.macros.lock().unwrap().push("cipher".into());
    reload.send_replace(next);
    let verdict = client.message("Q2", &[("X-Want", " pass")]).await;
    assert!(
        verdict.starts_with("y 421 4.3.2 "),
        "the MTA hangs up, and the client comes again: {verdict}"
    );
    client.quit().await;
}
