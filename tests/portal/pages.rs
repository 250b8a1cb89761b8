//! What holds for every page.

use std::time::Duration;

use super::rig::Rig;

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_the_headers_that_protect_it() {
    let rig = Rig::with(|settings| settings.url = settings.url.clone()).await;
    let message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: \
                   text/html\r\n\r\n<p>x\r\n--b\r\nContent-Type: a/b; name=c\r\n\r\nd\r\n--b--\r\n";
    let visit = rig.reader(message.as_bytes()).await;
    let path = visit.path.clone();
    let routes = [
        "/".to_owned(),
        "/style.css".into(),
        "/portal.js".into(),
        "/favicon.svg".into(),
        "/robots.txt".into(),
        "/healthz".into(),
        path.clone(),
        format!("{path}/body"),
        format!("{path}/attachment/1"),
        format!("{path}/original.eml"),
        "/nothing".into(),
        "/open".into(),
        "/v/x".into(),
        format!("{path}/proof"),
    ];
    for route in routes {
        for method in ["GET", "POST", "PUT", "DELETE", "TRACE", "OPTIONS"] {
            if method == "POST" && route == "/open" {
                continue;
            }
            let answer = visit
                .browser
                .clone()
                .request(method, &route, &[], b"")
                .await;
            let has = |name: &str| {
                answer
                    .header(name)
                    .unwrap_or_else(|| panic!("{method} {route}: no {name}"))
                    .to_owned()
            };
            assert_eq!(has("cache-control"), "no-store", "{route}");
            assert_eq!(has("x-content-type-options"), "nosniff", "{route}");
            assert_eq!(has("referrer-policy"), "same-origin", "{route}");
            assert_eq!(has("cross-origin-opener-policy"), "same-origin", "{route}");
            let policy = has("content-security-policy");
            assert!(
                policy.contains("default-src 'none'") && policy.contains("frame-ancestors"),
                "{route}: {policy}"
            );
            if route != format!("{path}/body") || method != "GET" {
                assert!(!policy.contains("unsafe"), "{route}: {policy}");
            }
            assert!(answer.header("server").is_none());
            if method != "GET" {
                assert!(
                    (400..500).contains(&answer.status),
                    "{method} {route}: {}",
                    answer.status
                );
            }
        }
    }
    assert!(
        rig.browser()
            .get("/")
            .await
            .header("strict-transport-security")
            .is_none(),
        "not over plain HTTP"
    );
    let secure = Rig::with(|settings| settings.url = "https://secure.example.org/".into()).await;
    assert!(
        secure
            .browser()
            .get("/")
            .await
            .header("strict-transport-security")
            .is_some()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_said_on_a_page() {
    let rig = Rig::start().await;
    let mut browser = rig.browser();
    for (method, path, status, title) in [
        ("GET", "/nothing", 404, "There is no such page"),
        ("PUT", "/open", 405, "This does not work here"),
        ("POST", "/", 405, "This does not work here"),
        ("GET", "/v/abc", 410, "This visit is over"),
        ("GET", "/v/%00%ff", 404, "There is no such page"),
        ("GET", "/v/aaaaaaaaaaaaaaaaaaaa", 410, "This visit is over"),
    ] {
        let answer = browser.request(method, path, &[], b"").await;
        assert_eq!(
            (answer.status, answer.title().as_str()),
            (status, title),
            "{method} {path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_ends_after_half_an_hour_whatever_the_wall_clock_says() {
    let rig = Rig::with(|settings| settings.visit = Duration::from_secs(86_400)).await;
    let mut visit = rig.reader(b"\r\nx").await;
    rig.clock.jump_wall(-86_400);
    rig.clock.advance(Duration::from_secs(29 * 60));
    assert_eq!(visit.page().await.status, 200);
    rig.clock.advance(Duration::from_secs(60));
    let answer = visit.page().await;
    assert_eq!(
        (answer.status, answer.title().as_str()),
        (410, "This visit is over")
    );
    assert_eq!(rig.reserved_bytes().await, 0, "and the ciphertext is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_messages_in_two_tabs_do_not_disturb_each_other() {
    let rig = Rig::start().await;
    let mut one = rig.reader(b"\r\nfirst").await;
    let mut two = rig.reader(b"\r\nsecond").await;
    one.browser.cookies.extend(two.browser.cookies.clone());
    two.browser = one.browser.clone();
    assert!(one.page().await.text().contains("first"));
    assert!(two.page().await.text().contains("second"));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_need_no_script_and_are_labelled() {
    let rig = Rig::start().await;
    let mut visit = rig
        .visit(&rig.seal(&["bob@example.com", "eve@example.com"], b"\r\nx"))
        .await;
    let mut pages = vec![rig.browser().get("/").await, visit.page().await];
    visit.ask("bob@example.com").await;
    pages.push(visit.page().await);
    for page in &pages {
        let text = page.text();
        assert!(
            text.starts_with("<!doctype html>\n<html lang=\"en\" dir=\"ltr\">"),
            "{text}"
        );
        for forbidden in ["onclick", "javascript:", "style=\"", "http-equiv"] {
            assert!(!text.contains(forbidden), "{forbidden}");
        }
        for id in text
            .match_indices("<input id=\"")
            .map(|(at, _)| text[at + 11..].split('"').next().unwrap())
        {
            assert!(
                text.contains(&format!("<label for=\"{id}\">")),
                "the field {id} has a label"
            );
        }
        assert_eq!(text.matches("<h1").count(), 1);
    }
    for page in &pages[1..] {
        // A phone's keyboard for addresses; what it doesn't take for one, the server may.
        let text = page.text();
        assert!(text.contains("name=\"address\" type=\"email\"") && text.contains("novalidate"));
    }
    let code = pages[2].text();
    // Digits in the field look as if it were filled in.
    assert!(!code.contains("placeholder="), "{code}");
    assert!(
        code.contains("inputmode=\"numeric\"") && code.contains("autocomplete=\"one-time-code\"")
    );
}
