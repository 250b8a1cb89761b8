//! What is left of a link with a message in it when programs have had it in their hands, and what
//! the page makes of it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rig::chromium::{Chromium, Look, Screen};

use crate::rig::Rig;

fn chromium(name: &str) -> Chromium {
    let look = Look {
        screen: Screen::Desktop,
        dark: false,
        script: true,
    };
    Chromium::start(name, look)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_was_damaged_on_its_way_is_mended() {
    let rig = Rig::start().await;
    let chromium = chromium("links");
    // Its letters are all that base64 has.
    let mut sealed;
    let letters = loop {
        sealed = rig.seal(&["bob@example.com"], b"Subject: x\r\n\r\nkestrel");
        let letters = URL_SAFE_NO_PAD.encode(&sealed);
        if letters.contains('-') && letters.contains('_') {
            break letters;
        }
    };
    let (front, back) = letters.split_at(letters.len() / 2);
    let escaped = letters.replace('-', "%2D").replace('_', "%5F");
    let twice = escaped.replace('%', "%25");
    for (how, rest) in [
        ("whole", format!("#m={letters}")),
        ("a bracket behind it", format!("#m={letters}>")),
        ("an escaped bracket", format!("#m={letters}%3E")),
        ("a space behind it", format!("#m={letters}%20")),
        ("a line end behind it", format!("#m={letters}%0A")),
        ("both of a line end", format!("#m={letters}%0D%0A")),
        ("a full stop", format!("#m={letters}.")),
        ("a bracket and a comma", format!("#m={letters}),")),
        ("quotes", format!("#m={letters}%22")),
        (
            "what gateways add",
            format!("#m={letters}&data=05%7C02%7C&sdata=x&reserved=0"),
        ),
        ("what shops add", format!("#m={letters}?utm_source=mail")),
        ("line ends inside", format!("#m={front}%0D%0A{back}")),
        ("a space inside", format!("#m={front}%20{back}")),
        (
            "the rest of a quoted-printable line",
            format!("#m={front}%3D%0D%0A{back}"),
        ),
        ("escapes", format!("#m={escaped}")),
        ("escapes of escapes", format!("#m={twice}")),
        ("an escaped sign", format!("#m%3D{letters}")),
        ("padding", format!("#m={letters}%3D%3D")),
        (
            "the other alphabet",
            format!("#m={}", letters.replace('-', "+").replace('_', "/")),
        ),
        (
            "the other alphabet, escaped",
            format!("#m={}", letters.replace('-', "%2B").replace('_', "%2F")),
        ),
        ("an escaped hash", format!("%23m={letters}")),
        ("an escaped hash and sign", format!("%23m%3D{letters}")),
        (
            "an escape of an escaped hash",
            format!("%2523m%3D{letters}"),
        ),
        ("quoted-printable that stayed", format!("#m=3D{letters}")),
    ] {
        chromium.goto("about:blank");
        chromium.goto(&format!("http://{}/{rest}", rig.portal));
        let led = ::rig::wait_for(how, || {
            let url = chromium.url();
            let is_there = !url.contains("m=") && !url.contains("m%3D") && !url.ends_with('/');
            is_there.then_some(url)
        });
        assert!(
            led.contains("/v/"),
            "{how} leads to {led}: {}",
            chromium.text()
        );
    }
}

/// What can't be mended is said at once, before anybody waits for a code.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_was_cut_off_leads_to_the_file() {
    let rig = Rig::start().await;
    let chromium = chromium("links-cut");
    let sealed = rig.seal(&["bob@example.com"], &crate::uploads::noise(1_500));
    let letters = URL_SAFE_NO_PAD.encode(&sealed);
    for kept in [998, letters.len() - 1, 100, 3] {
        chromium.goto("about:blank");
        chromium.goto(&format!("http://{}/#m={}", rig.portal, &letters[..kept]));
        ::rig::wait_for("an answer", || {
            chromium.url().ends_with("/open").then_some(())
        });
        let said = chromium.text();
        assert!(said.contains("message.html"), "{kept}: {said}");
        assert!(!said.contains("kestrel"), "{kept}: {said}");
    }
    assert!(rig.sink.mails().is_empty());
}
