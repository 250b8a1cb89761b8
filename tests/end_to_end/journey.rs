//! Bob's way in a real browser: `message.html` saved from his mailbox, its button, the passcode,
//! the message, an attachment. The pictures go to `screenshots` in the target directory; `make
//! screenshots` takes the README's from there.

use std::path::{Path, PathBuf};

use rig::chromium::{Chromium, Look, Screen};
use rig::html;
use rig::mailbox::Mail;
use rig::place;
use rig::stage::{BOB, Stage, wrapper};
use rig::visit::passcode;

const TEXT: &str =
    "The board has agreed to the figures below; please keep them to yourself until Monday.";
const FIGURES: &str = "quarter,revenue\r\nQ1,1204\r\nQ2,1377\r\n";

fn original() -> Vec<u8> {
    format!(
        "From: Alice Martin <alice@example.org>\r\nTo: Bob Jansen <bob@example.net>\r\n\
         Subject: [secure] Figures for the second quarter\r\nDate: Fri, 20 Nov 2026 10:00:00 \
         +0000\r\n\
         Message-ID: <journey@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; \
         boundary=m\r\n\r\n\
         --m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n\
         --a\r\nContent-Type: text/plain\r\n\r\nDear Bob,\r\n\r\n{TEXT}\r\n\r\nBest regards,\r\n\
         Alice\r\n\
         --a\r\nContent-Type: text/html\r\n\r\n<p>Dear Bob,</p><p>{TEXT}</p>\
         <table border=1 \
         cellpadding=6><tr><th>Quarter<th>Revenue<tr><td>Q1<td>1,204<tr><td>Q2<td>1,377</table>\
         <p>Best regards,<br>Alice</p><script>document.title='pwned'</script>\r\n\
         --a--\r\n\
         --m\r\nContent-Type: text/csv; name=figures.csv\r\nContent-Disposition: attachment; \
         filename=figures.csv\r\n\r\n\
         {FIGURES}--m--\r\n"
    )
    .into_bytes()
}

fn picture(name: &str) -> PathBuf {
    place::target_dir()
        .join("screenshots")
        .join(format!("{name}.png"))
}

fn journey(name: &str, look: Look) {
    let stage = Stage::new(name);
    let carrier = stage.deliver(&original());
    let saved = stage.postfix.folder().join("message.html");
    std::fs::write(&saved, wrapper(&carrier)).unwrap();
    let chromium = Chromium::start(&format!("chromium-{name}"), look);
    let look_at = |step: &str| {
        assert!(
            chromium.overflow() <= 0,
            "{step} is wider than the window: {}",
            chromium.url()
        );
        chromium.screenshot(&picture(&format!("{name}-{step}")));
    };

    show_mail(&chromium, stage.postfix.folder(), &carrier);
    look_at("carrier");
    chromium.goto(&format!("file://{}", saved.display()));
    look_at("wrapper");
    chromium.click("form button");
    chromium.wait("form[action$='/passcode'] button");
    assert!(
        chromium.url().starts_with(&stage.daemon.url()),
        "{}",
        chromium.url()
    );
    assert!(
        !chromium.source().contains("board has agreed"),
        "the message is shown without proof"
    );
    look_at("proof");
    chromium.click("form[action$='/passcode'] button");
    chromium.wait("form[action$='/proof'] input[autocomplete='one-time-code']");
    let code = passcode(&stage.bob().wait(2));
    chromium.type_into(
        "form[action$='/proof'] input[autocomplete='one-time-code']",
        &code,
    );
    look_at("code");
    chromium.click("form[action$='/proof'] button");
    chromium.enter_frame("iframe");
    let shown = chromium.text();
    assert!(
        shown.contains(TEXT) && shown.contains("1,377"),
        "the message's frame shows:\n{shown}"
    );
    chromium.leave_frame();
    let page = chromium.text();
    assert!(
        page.contains("Figures for the second quarter") && !page.contains("[secure]"),
        "{page}"
    );
    look_at("message");
    chromium.click("a[href*='/attachment/']");
    assert_eq!(
        String::from_utf8_lossy(&chromium.downloaded("figures.csv")).trim_end(),
        FIGURES.trim_end()
    );
    let title = chromium.run("return document.title");
    assert_ne!(title, "pwned");
}

/// Shows the carrier as a mail program would: a few fields, its HTML part, its attachment.
fn show_mail(chromium: &Chromium, folder: &Path, carrier: &Mail) {
    let html = carrier.body("html").expect("a carrier has an HTML part");
    std::fs::write(folder.join("part.html"), html).unwrap();
    let page = format!(
        "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <meta name=color-scheme content='light dark'>\
         <style>body{{margin:0;font:15px/1.5 Roboto,sans-serif;background:Canvas;color:CanvasText}}\
         header{{padding:18px 24px;border-bottom:1px solid #8884}}\
         h1{{font-size:20px;margin:0 0 8px}}\
         .file{{display:inline-block;margin-top:12px;padding:6px 14px;\
         border:1px solid #8886;border-radius:16px}}\
         iframe{{border:0;width:100%;height:520px;padding:10px 16px;box-sizing:border-box}}</style>\
         <header><h1>{}</h1><div>{}</div><div>to {}</div><span \
         class=file>message.html</span></header>\
         <iframe src=part.html></iframe>",
        escape(&carrier.field("Subject")),
        escape(&carrier.field("From")),
        escape(&carrier.field("To")),
    );
    let file = folder.join("mail.html");
    std::fs::write(&file, page).unwrap();
    chromium.goto(&format!("file://{}", file.display()));
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[test]
fn journey_on_a_desktop() {
    journey(
        "desktop",
        Look {
            screen: Screen::Desktop,
            dark: false,
            script: true,
        },
    );
}

#[test]
fn journey_on_a_desktop_without_script_in_the_dark() {
    journey(
        "desktop-dark",
        Look {
            screen: Screen::Desktop,
            dark: true,
            script: false,
        },
    );
}

#[test]
fn journey_on_a_phone() {
    journey(
        "phone",
        Look {
            screen: Screen::Phone,
            dark: false,
            script: true,
        },
    );
}

#[test]
fn journey_on_a_phone_in_the_dark() {
    journey(
        "phone-dark",
        Look {
            screen: Screen::Phone,
            dark: true,
            script: true,
        },
    );
}

/// On phones that can't open HTML files, the saved file is chosen on the portal instead.
#[test]
fn journey_by_choosing_the_file_on_the_portal() {
    let stage = Stage::new("chosen");
    let carrier = stage.deliver(&original());
    let saved = stage.postfix.folder().join("message.html");
    std::fs::write(&saved, wrapper(&carrier)).unwrap();
    let chromium = Chromium::start(
        "chromium-chosen",
        Look {
            screen: Screen::Desktop,
            dark: false,
            script: false,
        },
    );
    chromium.goto(&stage.daemon.url());
    chromium.screenshot(&picture("desktop-front"));
    chromium.choose_file("input[type=file]", &saved);
    chromium.click("form:has(input[type=file]) button");
    chromium.click("form[action$='/passcode'] button");
    chromium.type_into(
        "form[action$='/proof'] input[autocomplete='one-time-code']",
        &passcode(&stage.bob().wait(2)),
    );
    chromium.click("form[action$='/proof'] button");
    chromium.enter_frame("iframe");
    assert!(chromium.text().contains(TEXT));
}

/// One tap on a phone: the link in a short message's carrier carries the ciphertext, and no server
/// sees it until the page posts it.
#[test]
fn journey_by_the_link_in_the_mail() {
    let stage = Stage::new("link");
    let carrier = stage.deliver(&original());
    let links = html::attributes(&carrier.body("html").unwrap(), "a", "href");
    let link = links
        .iter()
        .find(|link| link.contains("#m="))
        .expect("a short message has a link of its own");
    assert!(link.starts_with(&stage.daemon.url()), "{link}");
    let chromium = Chromium::start(
        "chromium-link",
        Look {
            screen: Screen::Phone,
            dark: false,
            script: true,
        },
    );
    chromium.goto(link);
    chromium.click("form[action$='/passcode'] button");
    let code = "form[action$='/proof'] input[autocomplete='one-time-code']";
    chromium.type_into(code, &passcode(&stage.bob().wait(2)));
    chromium.click("form[action$='/proof'] button");
    chromium.enter_frame("iframe");
    assert!(chromium.text().contains(TEXT));
}

/// Half a minute's wait is that of the address that was typed, not of the right one.
#[test]
fn a_mistyped_address_is_corrected_at_once() {
    let stage = Stage::new("mistyped");
    assert!(stage.send(&[BOB, "carol@example.net"], &original()).is_ok());
    let carrier = stage.bob().wait(1);
    let saved = stage.postfix.folder().join("message.html");
    std::fs::write(&saved, wrapper(&carrier)).unwrap();
    let chromium = Chromium::start(
        "chromium-mistyped",
        Look {
            screen: Screen::Desktop,
            dark: false,
            script: true,
        },
    );
    chromium.goto(&format!("file://{}", saved.display()));
    chromium.click("form button");
    chromium.type_into("#address", "bbo@example.net");
    chromium.click("form[action$='/passcode'] button");
    chromium.wait("form[action$='/proof']");
    chromium.wait("form[action$='/passcode'] button[disabled]");
    let zone = "return new Intl.DateTimeFormat([], { timeZoneName: 'short' })
        .formatToParts(new Date()).find((part) => part.type === 'timeZoneName').value";
    let zone = chromium.run(zone).as_str().unwrap().to_owned();
    let until = chromium.run("return document.querySelector('[data-time]').textContent");
    assert!(
        until.as_str().unwrap().ends_with(&format!(" {zone}")),
        "{until} names no zone"
    );
    chromium.type_into("#address", BOB);
    chromium.click("form[action$='/passcode'] button:not([disabled])");
    let code = passcode(&stage.bob().wait(2));
    chromium.type_into("#code", &code);
    chromium.click("form[action$='/proof'] button");
    chromium.enter_frame("iframe");
    assert!(chromium.text().contains(TEXT));
}
