//! Programs that look into mail before its reader does: they follow every link, press every button
//! and post every form.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use ::rig::html;

use super::browser::Browser;
use super::rig::{Rig, armor};

/// Follows every link and posts every form of all pages that it finds, each once: with nothing
/// typed, and with a dummy.
async fn scan(browser: &mut Browser, first: String) {
    let mut seen = BTreeSet::new();
    let mut pages = VecDeque::from([first]);
    while let Some(path) = pages.pop_front() {
        if !seen.insert(path.clone()) || seen.len() > 200 {
            continue;
        }
        let mut bodies = vec![browser.get(&path).await];
        let mut forms = 0;
        while let Some(page) = bodies.pop() {
            if let Some(next) = page.header("location").map(str::to_owned) {
                // Looked at again, since a form may have changed it.
                bodies.push(browser.get(&next).await);
            }
            let text = page.text();
            for (tag, attribute) in [("a", "href"), ("iframe", "src"), ("link", "href")] {
                let links = html::attributes(&text, tag, attribute);
                pages.extend(links.into_iter().filter(|link| link.starts_with('/')));
            }
            for form in html::forms(&text) {
                for dummy in ["", "12345678", "test@example.com"] {
                    let fields: Vec<_> = form
                        .fields
                        .iter()
                        .filter(|field| !field.name.is_empty())
                        .map(|field| match field.kind.as_str() {
                            "hidden" => (field.name.as_str(), field.value.as_str()),
                            _ => (field.name.as_str(), dummy),
                        })
                        .collect();
                    let key = format!("{} {dummy}", form.action);
                    if form.action == "/open" || !seen.insert(key) || forms > 50 {
                        continue;
                    }
                    forms += 1;
                    bodies.push(browser.post(&form.action, &fields).await);
                }
            }
        }
    }
    assert!(seen.len() > 8, "it finds what there is: {seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanner_that_presses_everything_sends_one_mail_and_opens_ends_and_uses_up_nothing() {
    for recipients in [
        &["bob@example.com"][..],
        &["bob@example.com", "eve@example.com"],
    ] {
        let mut rig = Rig::start().await;
        let sealed = rig.seal(recipients, b"\r\nthe plan");
        let mut visit = rig.visit(&sealed).await;
        scan(&mut visit.browser, visit.path.clone()).await;
        // Where the address is known a press sends a mail; a dummy address gets none.
        let sent = usize::from(recipients.len() == 1);
        rig.sink.wait(sent).await;
        assert_eq!(visit.page().await.status, 200, "the visit was not ended");
        assert!(!visit.page().await.text().contains("the plan"));

        // Its own visit takes a code still.
        rig.clock.advance(Duration::from_secs(30));
        assert_eq!(visit.ask("bob@example.com").await.status, 303);
        let code = rig.sink.wait(sent + 1).await[sent].code();
        assert_eq!(visit.guess(&code).await.status, 303, "there are tries left");

        // And the reader, in a browser of their own, has all of it before them.
        let mut file = rig.browser();
        file.origin = Some("null".into());
        assert_eq!(
            file.upload("sealed", armor(&sealed).as_bytes())
                .await
                .status,
            303
        );
        let mut reader = rig.visit(&sealed).await;
        assert_eq!(reader.ask("bob@example.com").await.status, 303);
        let code = rig.sink.wait(sent + 2).await[sent + 1].code();
        for n in 0..4 {
            let wrong = format!("0000000{n}");
            assert_eq!(reader.guess(&wrong).await.status, 422);
        }
        assert_eq!(reader.guess(&code).await.status, 303);
        assert!(reader.page().await.text().contains("the plan"));
        rig.settle().await;
        assert_eq!(rig.sink.mails().len(), sent + 2);
    }
}
