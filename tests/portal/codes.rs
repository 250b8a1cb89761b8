//! Proof by passcode, and what is done to get it without the mailbox.

use std::time::Duration;

use super::rig::Rig;

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn a_recipient_gets_from_the_file_to_the_message() {
    let rig = Rig::start().await;
    let mut visit = rig
        .visit(&rig.seal(
            &["bob@example.com"],
            b"Subject: [secure] The plan\r\n\r\nMeet at noon.\r\n",
        ))
        .await;
    let page = visit.page().await;
    assert!(
        page.text()
            .contains("Send a code to <span dir=\"ltr\" class=\"address\">b•••@example.com</span>"),
        "{}",
        page.text()
    );
    assert!(
        !page.text().contains("bob@"),
        "whoever holds the file learns no more than that"
    );
    let answer = visit.ask("").await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some(visit.path.as_str()))
    );
    let page = visit.page().await;
    let mail = rig.sink.wait(1).await.remove(0);
    assert_eq!(
        (mail.from.as_str(), mail.to.as_slice()),
        ("secure@example.org", &["bob@example.com".to_owned()][..])
    );
    let reference = visit.path[3..7].to_uppercase();
    assert!(
        page.text().contains(&reference) && mail.body().contains(&reference),
        "both show the reference {reference}"
    );
    for part in [
        "Auto-Submitted: auto-generated\r\n",
        "@example.org>\r\n",
        "\r\nDate: ",
        "Your code for the message from alice@example.org",
    ] {
        assert!(mail.text().contains(part), "{part}: {}", mail.text());
    }
    assert!(mail.body().contains(&format!("http://{}/", rig.portal)));
    for secret in ["plan", "noon"] {
        assert!(
            !mail.text().contains(secret),
            "nothing of the message is in the mail"
        );
    }
    assert_eq!(visit.guess(&mail.code()).await.status, 303);
    let page = visit.page().await.text();
    assert!(
        page.contains("Meet at noon.") && page.contains("The plan") && !page.contains("[secure]"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_uses_their_codes_can_read_any_number_of_messages() {
    let rig = Rig::start().await;
    for n in 1..=12 {
        let mut visit = rig
            .visit(&rig.seal(&["bob@example.com"], format!("\r\nmessage {n}").as_bytes()))
            .await;
        assert_eq!(visit.ask("").await.status, 303, "message {n}");
        let mail = rig.sink.wait(n).await.pop().unwrap();
        assert_eq!(visit.guess(&mail.code()).await.status, 303, "message {n}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn passcode_guessing_in_parallel_evaluates_five_guesses_at_most() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], b"\r\nx");
    let mut visit = rig.visit(&sealed).await;
    visit.ask("").await;
    let code = rig.sink.wait(1).await[0].code().replace(' ', "");
    let token = visit.token().await;
    let mut guesses = tokio::task::JoinSet::new();
    for n in 0..1_000_u32 {
        let (mut browser, path, token) = (visit.browser.clone(), visit.path.clone(), token.clone());
        let guess = format!(
            "{:08}",
            (code.parse::<u32>().unwrap() + 1 + n) % 100_000_000
        );
        guesses.spawn(async move {
            browser
                .post(
                    &format!("{path}/proof"),
                    &[("token", &token), ("code", &guess)],
                )
                .await
        });
    }
    let (mut wrong, mut refused) = (0, 0);
    while let Some(answer) = guesses.join_next().await {
        let answer = answer.unwrap();
        match (
            answer.status,
            answer.text().contains("That is not the code"),
        ) {
            (422, true) => wrong += 1,
            (429, false) => refused += 1,
            other => panic!("{other:?}: {}", answer.title()),
        }
    }
    // The fifth wrong guess is told that it was the last.
    assert_eq!((wrong, refused), (4, 996));
    assert_eq!(
        visit.guess(&code).await.status,
        429,
        "the right code comes too late"
    );
    assert_eq!(visit.page().await.title(), "Too many tries");
    rig.clock.advance(MINUTE);
    let asked = visit.ask("").await;
    assert_eq!(
        (asked.status, asked.title().as_str()),
        (429, "Too many tries"),
        "another code would give no more tries, so none is sent"
    );
    let mut visit = rig.visit(&sealed).await;
    visit.ask("").await;
    let code = rig.sink.wait(2).await[1].code();
    assert_eq!(visit.guess(&code).await.status, 303, "a new visit is good");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_good_for_a_quarter_of_an_hour_by_monotonic_time() {
    let rig = Rig::start().await;
    let mut visit = rig.visit(&rig.seal(&["bob@example.com"], b"\r\nx")).await;
    visit.ask("").await;
    let code = rig.sink.wait(1).await[0].code();
    rig.clock.jump_wall(-86_400);
    rig.clock.advance(14 * MINUTE);
    assert_eq!(
        visit.guess("0000 000").await.status,
        422,
        "what is not a code is no try"
    );
    rig.clock.jump_wall(2 * 86_400);
    rig.clock.advance(MINUTE);
    let late = visit.guess(&code).await;
    assert!(
        late.text().contains("no longer valid"),
        "clock jumps lengthen no code's life: {}",
        late.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_who_is_a_recipient_gets_the_same_bytes() {
    let mut rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com", "eve@example.com"], b"\r\nx");
    let mut seen = Vec::new();
    for address in ["bob@example.com", "zoe@example.com"] {
        let mut visit = rig.visit(&sealed).await;
        let mut answers = vec![
            visit.page().await,
            visit.ask(address).await,
            visit.page().await,
        ];
        for n in 0..6 {
            answers.push(visit.guess("1").await);
            answers.push(visit.guess(&format!("1234567{n}")).await);
            answers.push(visit.guess("12345670").await);
        }
        for _ in 0..3 {
            answers.push(visit.ask(address).await);
        }
        answers.push(visit.page().await);
        let token = visit.token().await;
        let told: Vec<String> = answers
            .iter()
            .map(|answer| {
                let headers: Vec<_> = answer
                    .headers
                    .iter()
                    .filter(|(name, _)| name != "date")
                    .collect();
                let all = format!("{} {headers:?} {}", answer.status, answer.text());
                all.replace(&visit.path, "PATH")
                    .replace(&visit.path[3..7].to_uppercase(), "REF")
                    .replace(&token, "TOKEN")
                    .replace(address, "ADDRESS")
            })
            .collect();
        seen.push(told);
    }
    for (n, (recipient, stranger)) in seen[0].iter().zip(&seen[1]).enumerate() {
        assert_eq!(recipient, stranger, "answer {n}");
    }
    assert!(
        seen[0].last().unwrap().contains("Too many codes")
            || seen[0].iter().any(|told| told.starts_with("429"))
    );
    rig.settle().await;
    assert!(
        rig.sink
            .mails()
            .iter()
            .all(|mail| mail.to == ["bob@example.com"]),
        "a stranger is sent nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_bombing_a_recipient_sends_four_mails() {
    let mut rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], b"\r\nx");
    let mut visit = rig.visit(&sealed).await;
    let token = visit.token().await;
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..1_000 {
        let (mut browser, path, token) = (visit.browser.clone(), visit.path.clone(), token.clone());
        asked.spawn(async move {
            browser
                .post(&format!("{path}/passcode"), &[("token", &token)])
                .await
                .status
        });
    }
    let statuses = asked.join_all().await;
    assert_eq!(statuses.iter().filter(|&&status| status == 303).count(), 1);
    assert_eq!(
        statuses.iter().filter(|&&status| status == 429).count(),
        999
    );
    for _ in 0..19 {
        assert_eq!(rig.visit(&sealed).await.ask("").await.status, 303);
    }
    assert_eq!(rig.sink.wait(4).await.len(), 4);
    let mut another = rig.visit(&sealed).await;
    for _ in 0..3 {
        assert_eq!(another.ask("").await.status, 303);
        rig.clock.advance(MINUTE / 2);
    }
    assert_eq!(rig.sink.wait(4).await.len(), 4, "it is sent nothing");
    let answer = another.ask("").await;
    assert_eq!(
        (answer.status, answer.title().as_str()),
        (429, "Too many codes"),
    );
    let way_back = format!(
        "<a class=\"button second\" href=\"{}\">Go back</a>",
        another.path
    );
    assert!(answer.text().contains(&way_back), "{}", answer.text());
    assert_eq!(another.page().await.title(), "Type your code");
    assert!(answer.header("retry-after").is_some());
    for _ in 0..12 {
        rig.clock.advance(15 * MINUTE);
        rig.visit(&sealed).await.ask("").await;
    }
    assert_eq!(
        rig.sink.wait(8).await.len(),
        8,
        "the rest is kept for networks that did not ask yet"
    );
    for n in 0..12 {
        let mut visit = rig.visit(&sealed).await;
        visit.browser.forwarded_for = Some(format!("192.0.{n}.1"));
        // Who asks isn't told what others asked for.
        assert_eq!(visit.ask("").await.status, 303, "{n}");
    }
    rig.settle().await;
    assert_eq!(rig.sink.mails().len(), 10, "two of them got a mail");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passcode_relayed_to_another_browser_fails_there() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], b"\r\nx");
    let (mut victim, mut attacker) = (rig.visit(&sealed).await, rig.visit(&sealed).await);
    attacker.ask("").await;
    rig.sink.wait(1).await;
    victim.ask("").await;
    let code = rig.sink.wait(2).await[1].code();
    assert_eq!(attacker.guess(&code).await.status, 422);
    // Nor does the victim's visit open to a browser that knows its address only.
    let mut stranger = rig.browser();
    assert_eq!(stranger.get(&victim.path).await.status, 410);
    assert_eq!(victim.guess(&code).await.status, 303);
    assert_eq!(stranger.get(&victim.path).await.status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn session_fixation_the_cookie_from_before_proof_is_dead() {
    let rig = Rig::start().await;
    let mut visit = rig
        .visit(&rig.seal(&["bob@example.com"], b"\r\nsecret text"))
        .await;
    let before = visit.browser.clone();
    visit.ask("").await;
    let code = rig.sink.wait(1).await[0].code();
    let answer = visit.guess(&code).await;
    let cookie = answer.header("set-cookie").unwrap();
    for part in [
        "__Host-visit-",
        "; Secure",
        "; HttpOnly",
        "; SameSite=Lax",
        "; Path=/",
        "; Max-Age=1800",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let page = before.clone().get(&visit.path).await.text();
    assert!(!page.contains("secret text"), "{page}");
    rig.clock.advance(MINUTE);
    assert_eq!(before.clone().get(&visit.path).await.status, 410);
    assert!(visit.page().await.text().contains("secret text"));
}

#[tokio::test(flavor = "multi_thread")]
async fn csrf_every_form_but_the_first_wants_our_origin_and_token() {
    let mut rig = Rig::start().await;
    let mut visit = rig.visit(&rig.seal(&["bob@example.com"], b"\r\nx")).await;
    let token = visit.token().await;
    for action in ["passcode", "proof", "sign-out"] {
        let path = format!("{}/{action}", visit.path);
        for origin in [
            Some("null"),
            Some("https://evil.example"),
            Some("http://127.0.0.1"),
            None,
        ] {
            let mut browser = visit.browser.clone();
            browser.origin = origin.map(str::to_owned);
            let answer = browser
                .post(&path, &[("token", &token), ("code", "12345678")])
                .await;
            assert_eq!(
                (answer.status, answer.title().as_str()),
                (403, "Nothing was done"),
                "{action} {origin:?}"
            );
        }
        for wrong in ["", "x", &token[1..]] {
            let answer = visit
                .browser
                .clone()
                .post(&path, &[("token", wrong), ("code", "12345678")])
                .await;
            assert_eq!(answer.status, 403, "{action} {wrong:?}");
        }
        assert_eq!(visit.browser.clone().post(&path, &[]).await.status, 403);
    }
    assert_eq!(visit.page().await.status, 200, "and the visit goes on");
    rig.settle().await;
    assert!(rig.sink.mails().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanner_that_opens_links_and_submits_the_first_form_changes_nothing() {
    let mut rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], b"\r\nx");
    for _ in 0..20 {
        let mut visit = rig.visit(&sealed).await;
        for part in [
            "",
            "/body",
            "/attachment/0",
            "/original.eml",
            "/passcode",
            "/proof",
            "/sign-out",
        ] {
            let mut path = visit.path.clone();
            path.push_str(part);
            visit.browser.get(&path).await;
            visit.browser.request("HEAD", &path, &[], b"").await;
        }
        assert_eq!(visit.page().await.status, 200);
    }
    let mut visit = rig.visit(&sealed).await;
    for _ in 0..3 {
        assert_eq!(
            visit.ask("").await.status,
            303,
            "nothing was counted against the address"
        );
        rig.clock.advance(MINUTE / 2);
    }
    rig.settle().await;
    assert_eq!(rig.sink.mails().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_network_asks_and_tries_so_often_only() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com", "eve@example.com"], b"\r\nx");
    let mut visit = rig.visit(&sealed).await;
    let (mut last, mut told) = (0, String::new());
    for n in 0..101 {
        if n % 5 == 0 {
            visit = rig.visit(&sealed).await;
        }
        let (token, path) = (visit.token().await, visit.path.clone());
        // What a client writes into the field itself stands before what our proxy adds.
        visit.browser.forwarded_for = Some(format!("10.{n}.1.1, 192.0.2.7, 127.0.0.1"));
        let address = format!("stranger{n}@example.com");
        let answer = visit
            .browser
            .post(
                &format!("{path}/passcode"),
                &[("token", &token), ("address", &address)],
            )
            .await;
        (last, told) = (answer.status, answer.text());
        assert!(n == 100 || last == 303, "{n}: {last}");
    }
    assert_eq!(last, 429);
    assert!(told.contains("asked for in your network"), "{told}");
    // A neighbour, whose network may ask for four times as many.
    visit.browser.forwarded_for = Some("192.0.2.8".into());
    let (token, path) = (visit.token().await, visit.path.clone());
    let answer = visit
        .browser
        .post(
            &format!("{path}/passcode"),
            &[("token", &token), ("address", "bob@example.com")],
        )
        .await;
    assert_eq!(answer.status, 303, "another host is not held up");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_wrong_codes_an_hour_make_new_codes_longer_and_stop_nobodys() {
    let rig = Rig::start().await;
    let mut before = rig.visit(&rig.seal(&["bob@example.com"], b"\r\nx")).await;
    before.ask("").await;
    let short = rig.sink.wait(1).await[0].code();
    // A stranger's count too: what follows tells nothing.
    let both = rig.seal(&["bob@example.com", "eve@example.com"], b"\r\nx");
    let mut stranger = rig.visit(&both).await;
    stranger.ask("zoe@example.com").await;
    for _ in 0..9_999 {
        rig.store.count("wrong", 60 * MINUTE).await.unwrap();
    }
    assert_eq!(stranger.guess("00000000").await.status, 422);

    assert_eq!(before.guess(&short).await.status, 303, "it is good still");
    let sealed = rig.seal(&["bob@example.com"], b"\r\nx");
    let mut visit = rig.visit(&sealed).await;
    assert_eq!(visit.ask("").await.status, 303);
    let page = visit.page().await.text();
    assert!(page.contains("The ten digits from the mail"), "{page}");
    let long = rig.sink.wait(2).await[1].code();
    assert_eq!(long.len(), 11, "{long}");
    let answer = visit.guess(&long[..9]).await;
    assert!(answer.text().contains("The code has ten digits"));
    assert_eq!(visit.guess(&long).await.status, 303);

    rig.clock.advance(70 * MINUTE);
    let mut visit = rig.visit(&sealed).await;
    visit.ask("").await;
    assert_eq!(rig.sink.wait(3).await[2].code().len(), 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_neither_locks_a_recipient_out_nor_learns_of_one() {
    let rig = Rig::start().await;
    let theirs = rig.seal(&["mallory@example.net", "trudy@example.net"], b"\r\nx");
    let mut strangers = rig.visit(&theirs).await;
    for _ in 0..3 {
        assert_eq!(strangers.ask("bob@example.com").await.status, 303);
        rig.clock.advance(MINUTE / 2);
    }
    assert_eq!(
        strangers.ask("bob@example.com").await.status,
        429,
        "a stranger is limited as well"
    );
    let bobs = rig.seal(&["bob@example.com", "eve@example.com"], b"\r\nx");
    let mut visit = rig.visit(&bobs).await;
    for _ in 0..3 {
        assert_eq!(
            visit.ask("bob@example.com").await.status,
            303,
            "but it is not Bob who pays"
        );
        rig.clock.advance(MINUTE / 2);
    }
    assert_eq!(visit.ask("bob@example.com").await.status, 429);
    assert_eq!(
        rig.visit(&bobs).await.ask("bob@example.com").await.status,
        303,
        "whatever another visit asked for"
    );
    let another = rig.seal(&["mallory@example.net", "trudy@example.net"], b"\r\nx");
    assert_eq!(
        rig.visit(&another)
            .await
            .ask("bob@example.com")
            .await
            .status,
        303,
        "that Bob asked tells nobody"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_names_five_addresses_at_most() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com", "eve@example.com"], b"\r\nx");
    let mut visit = rig.visit(&sealed).await;
    for n in 0..5 {
        assert_eq!(
            visit.ask(&format!("stranger{n}@example.com")).await.status,
            303
        );
    }
    for address in ["stranger5@example.com", "bob@example.com"] {
        let answer = visit.ask(address).await;
        assert_eq!(answer.status, 429, "{address}");
        assert_eq!(answer.title(), "Too many addresses", "{address}");
    }
    rig.clock.advance(MINUTE / 2);
    assert_eq!(
        visit.ask("Stranger4@example.com").await.status,
        303,
        "one that was named before is none more"
    );
    assert_eq!(
        rig.visit(&sealed).await.ask("bob@example.com").await.status,
        303,
        "and a new visit begins anew"
    );
}

/// Who has the message could else keep its readers out from two networks, as long as they like.
#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_from_many_networks_stop_nobodys() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com", "eve@example.com"], b"\r\nx");
    // For a stranger like for a recipient.
    for address in ["zoe@example.com", "bob@example.com"] {
        for n in 0..9 {
            rig.clock.advance(5 * MINUTE);
            let mut visit = rig.visit(&sealed).await;
            visit.browser.forwarded_for = Some(format!("192.0.{n}.1"));
            assert_eq!(visit.ask(address).await.status, 303, "{n}");
            for left in (0..5).rev() {
                let answer = visit.guess(&format!("1234 567{left}")).await;
                let status = if left > 0 { 422 } else { 429 };
                assert_eq!(answer.status, status, "{n}: {}", answer.text());
            }
        }
    }
    rig.sink.wait(9).await;
    let mut bobs = rig.visit(&sealed).await;
    bobs.browser.forwarded_for = Some("198.51.100.1".into());
    assert_eq!(bobs.ask("bob@example.com").await.status, 303);
    let code = rig.sink.wait(10).await[9].code();
    assert_eq!(bobs.guess(&code).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn header_injection_through_sender_and_addresses_adds_no_field() {
    let mut rig = Rig::start().await;
    let hostile = "alice@example.org\r\nBcc: eve@example.net\r\n\r\nbody\0\u{202e}";
    let sealed = rig.seal_meta(
        &["bob@example.com", "bob@example.com\r\nBcc: x@example.net"],
        b"\r\nx",
        |meta| meta.sender = hostile.into(),
    );
    let mut visit = rig.visit(&sealed).await;
    for address in [
        "bob@example.com\r\nBcc: eve@example.net",
        "bob@example.com>\r\nRCPT TO:<eve@example.net",
        "bob@example.com,eve@example.net",
        "bob",
        "",
    ] {
        let answer = visit.ask(address).await;
        assert_eq!(answer.status, 422, "{address:?}");
        assert!(answer.text().contains("not a complete mail address"));
    }
    assert_eq!(visit.ask("  BOB@Example.COM ").await.status, 303);
    rig.settle().await;
    let mails = rig.sink.mails();
    assert_eq!(
        (mails.len(), mails[0].to.as_slice()),
        (1, &["bob@example.com".to_owned()][..]),
        "as the sender spelled it"
    );
    let text = mails[0].text();
    let (header, _) = text.split_once("\r\n\r\n").unwrap();
    assert!(!header.contains("\r\nBcc"), "{header}");
    let names: Vec<_> = header
        .split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split(':').next().unwrap())
        .collect();
    assert_eq!(names.len(), 9, "{names:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_network_tries_no_more_codes_than_it_may() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com", "eve@example.com"], b"\r\nx");
    let here = async || {
        let mut visit = rig.visit(&sealed).await;
        visit.browser.forwarded_for = Some("192.0.2.1".into());
        visit
    };
    let mut readers = here().await;
    assert_eq!(readers.ask("bob@example.com").await.status, 303);
    let code = rig.sink.wait(1).await[0].code();
    let mut idle = here().await;
    for n in 0..300 {
        let answer = idle.guess("1234 5678").await;
        assert_eq!(answer.status, 422, "{n}: no code stands");
    }
    let mut tries = 0;
    let (mut visit, stopped) = 'stopped: loop {
        let mut visit = here().await;
        let stranger = format!("stranger{tries}@example.com");
        assert_eq!(visit.ask(&stranger).await.status, 303);
        for _ in 0..5 {
            let answer = visit.guess("1234 5678").await;
            if answer.title() == "Please wait a little" {
                break 'stopped (visit, answer);
            }
            tries += 1;
        }
        assert!(tries <= 300, "nothing stops them");
    };
    assert_eq!(tries, 251, "each visit's first is not counted");
    assert_eq!(stopped.status, 429);
    assert_eq!(stopped.header("retry-after"), Some("3660"));
    assert!(
        stopped.text().contains("in 61 minutes"),
        "{}",
        stopped.text()
    );
    visit.browser.forwarded_for = Some("198.51.100.1".into());
    assert_eq!(visit.guess("1234 5678").await.status, 422);
    assert_eq!(
        readers.guess(&code).await.status,
        303,
        "others behind that address type theirs"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_wrong_code_sent_again_uses_up_one_try() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com", "eve@example.com"], b"\r\nx");
    // A stranger's like a recipient's.
    for address in ["bob@example.com", "zoe@example.com"] {
        let mut visit = rig.visit(&sealed).await;
        visit.ask(address).await;
        for _ in 0..10 {
            let answer = visit.guess("0000 0000").await;
            assert_eq!(answer.status, 422, "{address}");
            let page = answer.text();
            assert!(page.contains("You have 4 tries left"), "{address}: {page}");
        }
        for n in 1..5 {
            let answer = visit.guess(&format!("0000 000{n}")).await;
            assert_eq!(answer.status == 429, n == 4, "{address} {n}");
        }
        assert_eq!(visit.guess("0000 0000").await.status, 429, "{address}");
    }
    let code = rig.sink.wait(1).await[0].code();
    let mut visit = rig.visit(&sealed).await;
    visit.ask("eve@example.com").await;
    let newest = rig.sink.wait(2).await[1].code();
    assert_eq!(visit.guess(&code).await.status, 422);
    assert_eq!(visit.guess(&newest).await.status, 303);
}
