//! The whole way in a text browser (w3m), through a reverse proxy with TLS: it keeps our cookies
//! for that only.

use std::fs;

use rig::nginx::Nginx;
use rig::place::{self, Port};
use rig::terminal::Terminal;
use rig::wait_for;

use super::served::wrapper;
use super::tour::digits;
use crate::reading::mixed;
use crate::rig::Rig;

/// Goes to words on the page, or to what follows them, and presses Enter there.
fn enter(w3m: &Terminal, words: &str, then: &[&str]) {
    w3m.press(&["g", "/"]);
    w3m.wait("Forward:");
    w3m.press(&[words, "Enter"]);
    w3m.press(then);
    w3m.press(&["Enter"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_way_in_w3m() {
    let port = Port::take();
    let url = format!("https://localhost:{}/", port.number());
    let rig = Rig::with(|settings| settings.url = url).await;
    let _nginx = Nginx::with_tls("nginx-w3m", port, rig.portal.port());
    let words = rig.state.borrow().locales.find("en").unwrap();
    let message = mixed(&[
        "Content-Type: text/plain\r\n\r\nDear Bob,\r\n\r\nwe meet at noon.\r\nAlice",
        "Content-Type: text/csv; name=figures.csv\r\n\r\nQ1,1204",
    ]);
    let sealed = rig.seal(&["bob@example.com"], message.as_bytes());
    let home = place::scratch();
    let file = home.path().join("message.html");
    fs::write(&file, wrapper(&rig, &words, &sealed)).unwrap();
    let w3m = Terminal::start(&format!(
        "cd '{home}' && HOME='{home}' w3m -cookie -o accept_cookie=1 -o ssl_verify_server=0 \
         message.html",
        home = home.path().display()
    ));
    let shown = w3m.wait("Read the message");
    assert!(
        shown.contains("Alice Martin <alice@example.org> has sent you"),
        "{shown}"
    );
    w3m.press(&["g", "Tab", "Enter"]);

    // It draws from the top: what stands below comes last.
    let shown = w3m.wait("Send a code to b");
    assert!(
        shown.contains("A message from alice@example.org"),
        "{shown}"
    );
    for expected in ["1. The file", "2. Is it you?", "3. The message"] {
        assert!(shown.contains(expected), "{shown}");
    }
    enter(&w3m, "Send a code to b", &[]);
    let shown = w3m.wait("The eight digits from the mail [ ");
    assert!(
        shown.contains("A code is on its way to b•••@example.com"),
        "{shown}"
    );
    let mail = rig.sink.wait(1).await.remove(0);
    let code = digits(mail.body().lines().next().unwrap());
    enter(&w3m, "The eight digits", &["Tab"]);
    w3m.wait("TEXT:");
    w3m.press(&[&code, "Enter"]);
    w3m.wait(&code);
    w3m.press(&["Tab", "Enter"]);

    let shown = w3m.wait("figures.csv");
    assert!(shown.contains("Opened for bob@example.com"), "{shown}");
    let lines: Vec<&str> = shown.lines().map(str::trim_end).collect();
    let at = lines.iter().position(|line| *line == "Dear Bob,");
    let at = at.unwrap_or_else(|| panic!("the text's lines are lost:\n{shown}"));
    assert_eq!(
        lines[at..at + 4],
        ["Dear Bob,", "", "we meet at noon.", "Alice"]
    );
    enter(&w3m, "figures.csv", &[]);
    w3m.wait("Save file to:");
    w3m.press(&["Enter"]);
    w3m.wait("Download List Panel");
    let saved = home.path().join("figures.csv");
    wait_for("the attachment", || {
        let content = fs::read_to_string(&saved).ok()?;
        (content.trim_end() == "Q1,1204").then_some(())
    });
    w3m.press(&["B"]);
    w3m.wait("figures.csv");
    enter(&w3m, "Sign out", &[]);
    w3m.wait("You are signed out");
}

/// Nothing is said there that only script makes true.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_pages_are_whole_in_w3m() {
    let rig = Rig::start().await;
    for (path, first) in [
        ("/", "Open a protected message"),
        ("/check", "Is this mail real?"),
        ("/privacy", "Privacy"),
        ("/nowhere", "There is no such page"),
    ] {
        let url = format!("http://{}{path}", rig.portal);
        let shown = std::process::Command::new("w3m")
            .args(["-dump", &url])
            .output()
            .unwrap();
        let shown = String::from_utf8(shown.stdout).unwrap();
        assert!(
            shown.contains(first) && !shown.contains("Opening"),
            "{path}:\n{shown}"
        );
        assert!(shown.contains("Language: English"), "{path}:\n{shown}");
    }
}

/// w3m, lynx and links say from which page a form comes, and know no `Origin`.
#[tokio::test(flavor = "multi_thread")]
async fn csrf_a_form_without_an_origin_must_come_from_a_page_of_ours() {
    let rig = Rig::start().await;
    let mut visit = rig.visit(&rig.seal(&["bob@example.com"], b"\r\nx")).await;
    let token = visit.token().await;
    let ours = format!("http://{}", rig.portal);
    let path = format!("{}/passcode", visit.path);
    visit.browser.origin = None;
    for (referer, origin, status) in [
        (None, None, 403),
        (Some("https://evil.example/".to_owned()), None, 403),
        (Some(format!("{ours}.evil.example/")), None, 403),
        (Some(format!("{ours}@evil.example/")), None, 403),
        (Some(format!("https://evil.example/{ours}/")), None, 403),
        (Some(ours.clone()), None, 403),
        (Some(format!("{ours}/")), Some("https://evil.example"), 403),
        (Some(format!("{ours}/")), Some("null"), 403),
        (Some(format!("{ours}{}", visit.path)), None, 303),
    ] {
        let said = [("Referer", referer), ("Origin", origin.map(str::to_owned))];
        let said = said
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let mut headers: Vec<(&str, String)> = said.collect();
        headers.push(("Content-Type", "application/x-www-form-urlencoded".into()));
        let body = format!("token={token}");
        let answer = visit
            .browser
            .clone()
            .request("POST", &path, &headers, body.as_bytes())
            .await;
        assert_eq!(answer.status, status, "{headers:?}");
    }
}
