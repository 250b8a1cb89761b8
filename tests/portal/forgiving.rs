//! What people do between the page and their mailbox, and what must not cost them the message.

use std::time::Duration;

use super::browser::Answer;
use super::genuine::{not_me, reference};
use super::rig::{Rig, Visit, armor};
use super::sink::Sink;

const MINUTE: Duration = Duration::from_secs(60);

/// Presses the carrier's button once more, in the same browser. A POST from a file carries no
/// cookies (SameSite=Lax); the page that it leads to is asked for with them.
async fn press_again(rig: &Rig, visit: &mut Visit, sealed: &[u8]) -> Answer {
    let mut file = rig.browser();
    file.origin = Some("null".into());
    let opened = file.upload("sealed", armor(sealed).as_bytes()).await;
    assert_eq!(opened.status, 303, "{}", opened.text());
    visit.browser.keep_cookies(&opened);
    let path = opened.header("location").unwrap().to_owned();
    let answer = visit.browser.get(&path).await;
    match answer.header("location").map(str::to_owned) {
        Some(next) if answer.status == 303 => {
            visit.path = next;
            visit.page().await
        }
        _ => {
            visit.path = path;
            answer
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_three_codes_are_good_and_no_older_one() {
    let rig = Rig::with(|settings| settings.passcode_life = 30 * MINUTE).await;
    for (used, status) in [(0, 422), (1, 303), (2, 303), (3, 303)] {
        let mut visit = rig.visit(&rig.seal(&["bob@example.com"], b"\r\nx")).await;
        let before = rig.sink.mails().len();
        let mut codes = Vec::new();
        for n in 0..4 {
            assert_eq!(visit.ask("").await.status, 303);
            codes.push(rig.sink.wait(before + n + 1).await[before + n].code());
            rig.clock
                .advance(if n == 2 { 14 * MINUTE } else { MINUTE / 2 });
        }
        assert_eq!(visit.guess(&codes[used]).await.status, status, "{used}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pressing_the_button_again_comes_back_with_the_codes_still_good() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], b"\r\nthe plan");
    let mut visit = rig.visit(&sealed).await;
    visit.ask("").await;
    let code = rig.sink.wait(1).await[0].code();
    let first = visit.path.clone();
    let page = press_again(&rig, &mut visit, &sealed).await;
    assert_eq!(
        (visit.path.as_str(), page.title().as_str()),
        (first.as_str(), "Type your code")
    );
    assert_eq!(visit.guess(&code).await.status, 303);

    let page = press_again(&rig, &mut visit, &sealed).await;
    assert_eq!(visit.path, first, "and to the message when it is open");
    assert!(page.text().contains("the plan"));
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_way_back_to_what_is_anothers_another_used_up_or_over() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], b"\r\nx");
    let mut visit = rig.visit(&sealed).await;
    visit.ask("").await;
    let first = visit.path.clone();
    let other = rig.seal(&["bob@example.com"], b"\r\ny");
    let page = press_again(&rig, &mut visit, &other).await;
    assert_eq!(page.status, 200);
    assert_ne!(visit.path, first, "another message");

    let mut stranger = rig.visit(&sealed).await;
    press_again(&rig, &mut stranger, &sealed).await;
    assert_ne!(stranger.path, first, "another browser");

    visit.path = first.clone();
    for n in 0..5 {
        visit.guess(&format!("0000000{n}")).await;
    }
    assert_eq!(visit.page().await.title(), "Too many tries");
    press_again(&rig, &mut visit, &sealed).await;
    assert_ne!(visit.path, first, "one whose tries are used up");
    assert_eq!(visit.ask("").await.status, 303);

    let second = visit.path.clone();
    rig.clock.advance(15 * MINUTE);
    press_again(&rig, &mut visit, &sealed).await;
    assert_ne!(visit.path, second, "one whose code has run out");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_until_when_a_code_is_good_and_when_another_may_be_asked_for() {
    let rig = Rig::start().await;
    let mut visit = rig.visit(&rig.seal(&["bob@example.com"], b"\r\nx")).await;
    visit.ask("").await;
    rig.sink.wait(1).await;
    // 1,800,000,000 is 08:00:00 UTC on 2027-01-15.
    let page = visit.page().await.text();
    assert!(
        page.contains(
            "<time datetime=\"2027-01-15T08:15:00Z\" data-time=\"time\">8:15\u{202f}AM UTC</time>"
        ),
        "{page}"
    );
    assert!(page.contains("data-pause=\"30\""), "{page}");
    rig.clock.advance(Duration::from_secs(12));
    let soon = visit.ask("").await;
    assert_eq!((soon.status, soon.header("retry-after")), (429, Some("18")));
    assert!(soon.text().contains("in 18 seconds"), "{}", soon.text());
    rig.clock.advance(Duration::from_secs(18));
    assert!(!visit.page().await.text().contains("data-pause"));
    assert_eq!(visit.ask("").await.status, 303);
    let mails = rig.sink.wait(2).await;
    let again = |n: usize| {
        let body = mails[n].body();
        body.contains("It is a new one") && mails[n].text().contains("Subject: Your new code")
    };
    assert!(!again(0) && again(1), "{}", mails[1].text());
    assert!(
        mails[1]
            .body()
            .contains("until 8:15\u{202f}AM UTC, for 15 minutes"),
        "{}",
        mails[1].body()
    );
    assert!(mails[1].body().contains("press the button in the mail"));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_form_of_the_address_gets_no_second_mail_sooner() {
    let rig = Rig::start().await;
    let sealed = ["bob@m\u{fc}nchen.example", "eve@example.com"];
    let mut visit = rig.visit(&rig.seal(&sealed, b"\r\nx")).await;
    assert_eq!(visit.ask("bob@m\u{fc}nchen.example").await.status, 303);
    for form in [
        "BOB@xn--mnchen-3ya.example",
        "bob+x@m\u{fc}nchen.example",
        "\"bob\"@m\u{fc}nchen.example.",
        "Bob <bob@m\u{fc}nchen.example>",
    ] {
        assert_eq!(visit.ask(form).await.status, 429, "{form}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_mistyped_the_address_need_not_wait() {
    let rig = Rig::start().await;
    let mut visit = rig
        .visit(&rig.seal(&["bob@example.com", "eve@example.com"], b"\r\nx"))
        .await;
    assert_eq!(visit.ask("bbo@example.com").await.status, 303);
    assert_eq!(visit.ask("bob@example.com").await.status, 303);
    let code = rig.sink.wait(1).await[0].code();
    assert_eq!(visit.guess(&code).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_finds_the_address_as_it_was_sealed_and_is_taken_as_it_was_pasted() {
    let rig = Rig::start().await;
    for (sealed, typed) in [
        ("bob@m\u{fc}nchen.example", "bob@xn--mnchen-3ya.example"),
        (
            "bob@xn--mnchen-3ya.example",
            "Bob <BOB@m\u{fc}nchen.example>",
        ),
        ("bob@example.com", "bob+news@example.com"),
        (
            "bob+news@example.com",
            "\u{202a}bob\u{ff20}example.com\u{202c}",
        ),
    ] {
        let mails = rig.sink.mails().len();
        let mut visit = rig
            .visit(&rig.seal(&[sealed, "eve@example.com"], b"\r\nthe plan"))
            .await;
        assert_eq!(visit.ask(typed).await.status, 303, "{typed}");
        let mail = rig.sink.wait(mails + 1).await.remove(mails);
        assert_eq!(mail.to, [sealed], "never as it was typed");
        let arabic: String = mail
            .code()
            .chars()
            .map(|c| match c.to_digit(10) {
                Some(digit) => char::from_u32(0x660 + digit).unwrap(),
                None => c,
            })
            .collect();
        let answer = visit
            .guess(&format!("\u{202b}\u{201c}{arabic}\u{201d}\u{202c}"))
            .await;
        assert_eq!(answer.status, 303, "{arabic}");
        let page = visit.page().await.text();
        assert!(page.contains(&format!(
            "Opened for <span dir=\"ltr\" class=\"address\">{sealed}</span>"
        )));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_visits_leave_a_browser_with_few_cookies_and_the_one_that_is_open() {
    let rig = Rig::start().await;
    let mut reader = rig.reader(b"\r\nthe plan").await;
    let open = reader.path.clone();
    for n in 0..104 {
        let sealed = rig.seal(&["bob@example.com"], b"\r\nx");
        press_again(&rig, &mut reader, &sealed).await;
        let newest = reader.page().await;
        assert_eq!(newest.status, 200, "{n}");
    }
    let (_, cookies) = reader.browser.cookie().unwrap();
    assert!(cookies.len() < 1_000, "{} bytes", cookies.len());
    reader.path = open;
    assert!(
        reader.page().await.text().contains("the plan"),
        "it was proven"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_with_a_code_on_its_way_keeps_its_cookie_when_others_are_opened() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], b"\r\nthe plan");
    let mut visit = rig.visit(&sealed).await;
    visit.ask("").await;
    let code = rig.sink.wait(1).await[0].code();
    let first = visit.path.clone();
    for _ in 0..40 {
        rig.clock.advance(Duration::from_secs(1));
        let other = rig.seal(&["bob@example.com"], b"\r\nx");
        press_again(&rig, &mut visit, &other).await;
    }
    assert!(visit.browser.cookies.len() <= 17);
    visit.path = first;
    assert_eq!(visit.guess(&code).await.status, 303);
    assert!(visit.page().await.text().contains("the plan"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_takes_few_cookies_back_however_many_there_are() {
    let rig = Rig::start().await;
    let mut browser = rig.browser();
    for n in 0..600 {
        let digits = format!("{n:04}").replace(['0', '1'], "a");
        let name = format!("__Host-visit-bbbbbbbbbbbbbbbb{digits}");
        browser.cookies.insert(name, String::new());
    }
    let before = browser.cookies.len();
    assert_eq!(browser.get("/").await.status, 200);
    let taken = before - browser.cookies.len();
    assert!((1..=16).contains(&taken), "{taken} of {before}");
}

#[tokio::test(flavor = "multi_thread")]
async fn noise_behind_a_genuine_head_is_not_kept_for_anybody() {
    let rig = Rig::start().await;
    let mut sealed = rig.seal(&["bob@example.com"], &[b'x'; 50_000]);
    let end = sealed.len();
    sealed[end - 20..].fill(0);
    let answer = rig
        .browser()
        .upload("sealed", armor(&sealed).as_bytes())
        .await;
    assert_eq!(answer.status, 422, "{}", answer.title());
    assert_eq!(rig.reserved_bytes().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_too_many_cookies_those_of_visits_that_are_over_go_first_and_then_the_oldest() {
    let rig = Rig::start().await;
    let mut reader = rig.reader(b"\r\nx").await;
    let mut paths = vec![reader.path.clone()];
    let name = |path: &str| format!("__Host-visit-{}", &path[3..]);
    let over = name("/v/aaaaaaaaaaaaaaaaaaaa");
    for n in 0..15 {
        rig.clock.advance(Duration::from_secs(1));
        let sealed = rig.seal(&["bob@example.com"], b"\r\nx");
        press_again(&rig, &mut reader, &sealed).await;
        paths.push(reader.path.clone());
        assert_eq!(reader.browser.cookies.len(), n + 2);
    }
    let value = "A".repeat(22);
    reader.browser.cookies.insert(over.clone(), value);
    reader.page().await;
    assert_eq!(reader.browser.cookies.len(), 16);
    assert!(!reader.browser.cookies.contains_key(&over));
    rig.clock.advance(Duration::from_secs(1));
    let sealed = rig.seal(&["bob@example.com"], b"\r\nx");
    press_again(&rig, &mut reader, &sealed).await;
    let kept = |path: &String| reader.browser.cookies.contains_key(&name(path));
    let gone: Vec<_> = paths.iter().filter(|path| !kept(path)).collect();
    assert_eq!(gone, [&paths[1]], "the oldest that is not proven");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_mail_cant_be_submitted_the_page_says_so_alike_for_all_and_nothing_is_counted() {
    let sink = Sink::start().await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = free.local_addr().unwrap();
    drop(free);
    let rig = Rig::with_submit(|_| {}, sink, &nobody.to_string()).await;
    let sealed = rig.seal(&["bob@example.com", "eve@example.com"], b"\r\nx");
    for address in ["bob@example.com", "zoe@example.com"] {
        for _ in 0..5 {
            let mut visit = rig.visit(&sealed).await;
            let answer = visit.ask(address).await;
            assert_eq!(
                (answer.status, answer.title().as_str()),
                (503, "We can’t send a code now")
            );
            assert!(answer.header("retry-after").is_some());
            assert_eq!(
                visit.page().await.title(),
                "A message from alice@example.org"
            );
        }
    }
    let ready = rig.browser().get("/readyz").await;
    assert_eq!(ready.status, 503);
    assert!(ready.text().contains("mail.submit"), "{}", ready.text());
    assert_eq!(rig.browser().get("/healthz").await.status, 200);

    let address = rig.sink.address.to_string();
    rig.reload(|state| state.submit = postseal::mail::submit::Submit::new(&address));
    let started = std::time::Instant::now();
    while rig.browser().get("/readyz").await.status != 200 {
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "it is never ready"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    for _ in 0..3 {
        let mut visit = rig.visit(&sealed).await;
        assert_eq!(visit.ask("bob@example.com").await.status, 303);
    }
    rig.sink.wait(3).await;
}

/// Whoever signs out believes that the message is forgotten; another tab must not show it.
#[tokio::test(flavor = "multi_thread")]
async fn who_signs_out_leaves_nothing_open_in_another_tab() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], b"\r\nthe plan");
    let mut visit = rig.visit(&sealed).await;
    let first = visit.path.clone();
    press_again(&rig, &mut visit, &sealed).await;
    let second = visit.path.clone();
    assert_ne!(first, second, "nothing has begun in the first tab");
    // Both tabs show the first page still.
    let mut tokens = Vec::new();
    for path in [&first, &second] {
        tokens.push(visit.browser.get(path).await.token());
    }
    for (n, (path, token)) in [&first, &second].into_iter().zip(&tokens).enumerate() {
        let asked = [("token", token.as_str()), ("address", "bob@example.com")];
        let answer = visit
            .browser
            .post(&format!("{path}/passcode"), &asked)
            .await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let code = rig.sink.wait(n + 1).await[n].code();
        let typed = [("token", token.as_str()), ("code", code.as_str())];
        let answer = visit.browser.post(&format!("{path}/proof"), &typed).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    }
    let token = visit.token().await;
    let sign_out = format!("{second}/sign-out");
    let answer = visit.browser.post(&sign_out, &[("token", &token)]).await;
    assert_eq!(answer.title(), "You are signed out");
    let page = press_again(&rig, &mut visit, &sealed).await;
    assert_ne!(visit.path, first, "{}", page.text());
    assert!(!page.text().contains("the plan"));
    visit.path = first;
    assert_eq!(visit.page().await.status, 410);
}

/// With each press of the mail's button they come back to the visit that they ended.
#[tokio::test(flavor = "multi_thread")]
async fn who_ended_their_own_codes_by_mistake_begins_anew() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], b"\r\nthe message");
    let mut visit = rig.visit(&sealed).await;
    visit.ask("").await;
    let mail = rig.sink.wait(1).await.remove(0);
    let path = not_me(&mail, &rig);
    let fields = [("reference", reference(&path))];
    rig.browser().post(&path, &fields).await;
    assert_eq!(visit.guess(&mail.code()).await.status, 422);

    let page = visit.page().await;
    let said = page.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("“This wasn’t me” by mistake?"), "{said}");
    let mut anew = rig.visit(&sealed).await;
    anew.ask("").await;
    let mail = rig.sink.wait(2).await.remove(1);
    assert_eq!(anew.guess(&mail.code()).await.status, 303);
}
