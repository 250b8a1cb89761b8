//! The answer to the right code is lost on its way, or the button is pressed twice.

use std::time::Duration;

use super::browser::Answer;
use super::rig::{Rig, Visit};

const SECOND: Duration = Duration::from_secs(1);

/// A visit of bob@example.com's, in the browser that is about to send the code, and the code.
async fn about_to_prove(rig: &Rig) -> (Visit, String) {
    let recipients = ["bob@example.com", "eve@example.com"];
    let sealed = rig.seal(&recipients, b"\r\nsecret text");
    let mut visit = rig.visit(&sealed).await;
    let mails = rig.sink.mails().len();
    assert_eq!(visit.ask("bob@example.com").await.status, 303);
    let code = rig.sink.wait(mails + 1).await[mails].code();
    (visit, code)
}

fn same_browser(visit: &Visit) -> Visit {
    Visit {
        browser: visit.browser.clone(),
        path: visit.path.clone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lost_the_answer_sends_the_code_again_and_reads() {
    let rig = Rig::start().await;
    for wrong in 0..5 {
        let (mut visit, code) = about_to_prove(&rig).await;
        for n in 0..wrong {
            visit.guess(&format!("0000000{n}")).await;
        }
        let mut lost = same_browser(&visit);
        let answer = lost.guess(&code).await;
        assert_eq!(answer.status, 303);
        // The page is asked for again, as by going back, and the code is typed again.
        let page = visit.page().await;
        assert_eq!(
            (page.status, page.title().as_str()),
            (200, "Type your code")
        );
        rig.clock.advance(59 * SECOND);
        let again = visit.guess(&code).await;
        assert_eq!(again.status, 303, "{wrong} wrong ones: {}", again.text());
        // The same secret, for as long as the visit still lasts.
        let secret = |answer: &Answer| {
            let cookie = answer.header("set-cookie").unwrap();
            cookie.split(';').next().unwrap().to_owned()
        };
        assert_eq!(secret(&again), secret(&answer), "whichever comes last");
        assert!(visit.page().await.text().contains("secret text"));
        assert!(lost.page().await.text().contains("secret text"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_pressed_many_times_opens_the_message() {
    let rig = Rig::start().await;
    let (mut visit, code) = about_to_prove(&rig).await;
    let token = visit.token().await;
    let mut presses = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (mut visit, token, code) = (same_browser(&visit), token.clone(), code.clone());
        presses.spawn(async move {
            let path = format!("{}/proof", visit.path);
            let fields = [("token", token.as_str()), ("code", code.as_str())];
            let answer = visit.browser.post(&path, &fields).await;
            (answer.status, visit.page().await.text())
        });
    }
    for (status, page) in presses.join_all().await {
        assert_eq!(status, 303);
        assert!(page.contains("secret text"), "{page}");
    }
    // The cookie came, and the page that it leads to did not yet: the old one's form is sent.
    visit.guess(&code).await;
    let path = format!("{}/proof", visit.path);
    let fields = [("token", token.as_str()), ("code", code.as_str())];
    assert_eq!(visit.browser.post(&path, &fields).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn session_fixation_the_cookie_from_before_proof_is_worth_the_right_code_at_most() {
    let rig = Rig::start().await;
    let (mut visit, _) = about_to_prove(&rig).await;
    let token = visit.token().await;
    rig.clock.advance(30 * SECOND);
    visit.ask("bob@example.com").await;
    let mails = rig.sink.wait(2).await;
    let (other, code) = (mails[0].code(), mails[1].code());
    let mut planted = same_browser(&visit);
    visit.guess(&code).await;
    for part in ["", "/body", "/attachment/0", "/original.eml"] {
        let path = format!("{}{part}", planted.path);
        let answer = planted.browser.get(&path).await;
        assert_eq!(answer.status, if part.is_empty() { 200 } else { 410 });
        assert!(!answer.text().contains("secret text"), "{part}");
    }
    for action in ["sign-out", "passcode"] {
        let path = format!("{}/{action}", planted.path);
        let fields = [("token", token.as_str()), ("address", "bob@example.com")];
        let answer = planted.browser.post(&path, &fields).await;
        assert_eq!(answer.status, 410, "{action}");
    }
    assert_eq!(planted.guess(&other).await.status, 422, "not another code");
    for n in 1..4 {
        assert_eq!(planted.guess(&format!("0000000{n}")).await.status, 422);
    }
    for n in 4..9 {
        let answer = planted.guess(&format!("0000000{n}")).await;
        assert_eq!(answer.status, 429, "nor more tries than there were");
    }
    rig.clock.advance(60 * SECOND);
    let path = format!("{}/proof", planted.path);
    let fields = [("token", token.as_str()), ("code", code.as_str())];
    assert_eq!(planted.browser.post(&path, &fields).await.status, 410);
    assert_eq!(planted.page().await.status, 410);
    assert!(visit.page().await.text().contains("secret text"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_out_ends_it_for_the_cookie_from_before_too() {
    let rig = Rig::start().await;
    let (mut visit, code) = about_to_prove(&rig).await;
    let mut lost = same_browser(&visit);
    let before = visit.token().await;
    visit.guess(&code).await;
    let token = visit.token().await;
    let path = visit.path.clone();
    let sign_out = format!("{path}/sign-out");
    let ended = visit.browser.post(&sign_out, &[("token", &token)]).await;
    assert_eq!(ended.status, 200);
    let fields = [("token", before.as_str()), ("code", code.as_str())];
    let answer = lost.browser.post(&format!("{path}/proof"), &fields).await;
    assert_eq!(answer.status, 410);
}
