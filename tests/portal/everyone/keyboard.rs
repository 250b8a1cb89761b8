//! The whole way without a mouse: from the file to an attachment and out.

use rig::chromium::{Chromium, ENTER, Look, Screen, TAB};
use rig::{place, wait_for};
use serde_json::Value;

use super::served::{portal, wrapper};
use super::tour::digits;
use crate::reading::mixed;

/// Where the focus is, and what is wrong with how that is shown.
const FOCUS: &str = "
    const one = document.activeElement;
    if (!one || one === document.body) return ['', null];
    const name = one.id || one.textContent.trim().replace(/\\s+/g, ' ') || one.localName;
    if (one.localName === 'iframe') return ['the frame', null];
    const parse = (color) => color.match(/[\\d.]+/g).map(Number);
    const light = (color) => parse(color).slice(0, 3).map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    let ground = one.parentElement;
    const filled = (at) => at && (parse(getComputedStyle(at).backgroundColor)[3] ?? 1) > 0;
    while (ground && !filled(ground)) ground = ground.parentElement;
    const style = getComputedStyle(one);
    const [a, b] = [light(style.outlineColor),
        light(ground ? getComputedStyle(ground).backgroundColor : 'rgb(255, 255, 255)')];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const box = one.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const top = document.elementFromPoint(x, y);
    let wrong = null;
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) wrong = 'no outline';
    else if (contrast < 3) wrong = 'an outline of ' + contrast.toFixed(2) + ':1';
    else if (box.width < 24 || box.height < 24) {
        if (style.display !== 'inline') wrong = 'a target of ' + box.width + ' by ' + box.height;
    }
    if (!top || !(one.contains(top) || top.contains(one))) wrong = 'it is covered or out of sight';
    return [name, wrong];";

struct Keyboard {
    chromium: Chromium,
}

impl Keyboard {
    /// Presses Tab, or Shift and Tab, until the focus is on what this finds; what it passed.
    fn tab_to(&self, css: &str, back: bool) -> Vec<String> {
        let mut passed = Vec::new();
        for _ in 0..60 {
            self.chromium.press(TAB, back);
            let focus = self.chromium.run(FOCUS);
            let name = focus[0].as_str().unwrap().to_owned();
            assert_eq!(
                focus[1],
                Value::Null,
                "the focus on {name:?} at {}",
                self.chromium.url()
            );
            passed.push(name);
            let is_there = format!("return document.activeElement.matches(\"{css}\")");
            if self.chromium.run(&is_there) == true {
                return passed;
            }
        }
        panic!(
            "{css} isn't reached by Tab at {}: {passed:?}",
            self.chromium.url()
        );
    }

    /// Presses Enter, and waits for the page to which that leads.
    fn enter(&self, next: &str) {
        self.chromium.press(ENTER, false);
        self.chromium.wait(next);
    }

    fn is_focused(&self, css: &str) -> bool {
        self.chromium
            .run(&format!("return document.activeElement.matches('{css}')"))
            == true
    }
}

async fn the_whole_way(name: &str, look: Look) {
    let rig = portal(true).await;
    let words = rig.state.borrow().locales.find("en").unwrap();
    let message = mixed(&[
        "Content-Type: text/html\r\n\r\n<p>Noon. <a href='https://www.example.org/'>More</a></p>",
        "Content-Type: text/csv; name=figures.csv\r\n\r\nQ1,1204",
    ]);
    let sealed = rig.seal(&["bob@example.com"], message.as_bytes());
    let files = place::scratch();
    let file = files.path().join("message.html");
    std::fs::write(&file, wrapper(&rig, &words, &sealed)).unwrap();
    let keyboard = Keyboard {
        chromium: Chromium::start(name, look),
    };
    let chromium = &keyboard.chromium;
    chromium.resize(1280, 900);
    chromium.goto(&format!("file://{}", file.display()));
    assert_eq!(keyboard.tab_to("form button", false), ["Read the message"]);
    keyboard.enter("form[action$='/passcode']");

    // The first is the way past what all pages have.
    assert_eq!(keyboard.tab_to(".skip", false), ["Skip to the content"]);
    chromium.press(ENTER, false);
    wait_for("the content", || {
        chromium.url().ends_with("#main").then_some(())
    });
    let passed = keyboard.tab_to("form[action$='/passcode'] button", false);
    assert_eq!(passed, ["Send a code to b•••@example.com"]);
    let rest = keyboard.tab_to(".switch summary", false);
    let expected = [
        "Open another message",
        "Is a mail like this real? Check it",
        "Privacy",
        "About us",
        "Language: English",
    ];
    assert_eq!(rest, expected);
    // The languages open, and close.
    chromium.press(ENTER, false);
    keyboard.tab_to("button[value='zh-Hans']", false);
    keyboard.tab_to("form[action$='/passcode'] button", true);
    keyboard.enter("#code");
    let until = chromium.run("return document.querySelector('[data-time]').textContent");
    let until = until.as_str().unwrap().replace('\u{202f}', " ");
    assert!(
        until.starts_with("8:15 AM"),
        "{until}: as it is without script"
    );

    assert!(
        keyboard.is_focused("#code"),
        "the code can be typed at once"
    );
    let mail = rig.sink.wait(1).await.remove(0);
    chromium.press(&digits(mail.body().lines().next().unwrap()), false);
    chromium.press(ENTER, false);
    // What isn't loaded yet takes no focus.
    chromium.enter_frame("iframe.body");
    chromium.wait("a[href]");
    chromium.leave_frame();

    let passed = keyboard.tab_to("a[href*='/attachment/']", false);
    let at = |wanted: &str| passed.iter().position(|one| one == wanted);
    assert_eq!(
        (at("Skip to the content"), at("Sign out")),
        (Some(0), Some(1)),
        "{passed:?}"
    );
    assert!(at("the frame") > at("Sign out"), "{passed:?}");
    chromium.press(ENTER, false);
    assert_eq!(
        String::from_utf8_lossy(&chromium.downloaded("figures.csv")).trim(),
        "Q1,1204"
    );

    keyboard.tab_to("form[action$='/sign-out'] button", true);
    keyboard.enter("a.button.second[href='/']");
    assert!(
        chromium.text().contains("You are signed out"),
        "{}",
        chromium.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_way_by_keyboard_alone() {
    let look = Look {
        screen: Screen::Desktop,
        dark: false,
        script: true,
    };
    the_whole_way("keyboard", look).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_way_by_keyboard_alone_in_the_dark_without_script() {
    let look = Look {
        screen: Screen::Desktop,
        dark: true,
        script: false,
    };
    the_whole_way("keyboard-dark", look).await;
}

/// On the first page, a file can be chosen by keyboard: what stands before it, and after.
#[tokio::test(flavor = "multi_thread")]
async fn the_file_can_be_chosen_by_keyboard() {
    let rig = portal(false).await;
    let look = Look {
        screen: Screen::Desktop,
        dark: false,
        script: false,
    };
    let keyboard = Keyboard {
        chromium: Chromium::start("keyboard-file", look),
    };
    keyboard.chromium.resize(1280, 900);
    keyboard.chromium.goto(&format!("http://{}/", rig.portal));
    let passed = keyboard.tab_to("[data-drop] button", false);
    assert_eq!(passed, ["Skip to the content", "file", "Open"]);
    let sealed = rig.seal(&["bob@example.com"], b"\r\nx");
    let words = rig.state.borrow().locales.find("en").unwrap();
    let files = place::scratch();
    let file = files.path().join("message.html");
    std::fs::write(&file, wrapper(&rig, &words, &sealed)).unwrap();
    keyboard.chromium.choose_file("input[type=file]", &file);
    keyboard.tab_to("[data-drop] button", false);
    keyboard.enter("form[action$='/passcode']");
}

/// A focus that nobody sees is seen to be so.
#[test]
fn a_focus_that_is_not_shown_is_found() {
    let look = Look {
        screen: Screen::Desktop,
        dark: false,
        script: true,
    };
    let chromium = Chromium::start("keyboard-plant", look);
    let files = place::scratch();
    let file = files.path().join("page.html");
    for (outline, wrong) in [
        ("none", "no outline"),
        ("3px solid #7fb0dd", "an outline of 2."),
        ("3px solid #1f4e79", ""),
    ] {
        let page = format!(
            "<style>*:focus{{outline:{outline}}}button{{padding:9px}}</style>\
             <button>A button</button>"
        );
        std::fs::write(&file, page).unwrap();
        chromium.goto(&format!("file://{}", file.display()));
        // A page that was only just drawn may not take the first key.
        let found = wait_for("the button to have the focus", || {
            chromium.press(TAB, false);
            let found = chromium.run(FOCUS);
            (found[0] == "A button").then_some(found)
        });
        let said = found[1].as_str().unwrap_or_default();
        assert!(
            said.starts_with(wrong) && said.is_empty() == wrong.is_empty(),
            "{said}"
        );
    }
}
