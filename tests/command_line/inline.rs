//! `message.html` in a browser: alone, and as mail programs show it among a mail's other parts.

use std::collections::BTreeMap;

use rig::chromium::{Chromium, Look, Screen};
use serde_json::Value;

use super::Home;
use super::gateways::attachment;

/// What else is in the mail.
const OTHER: &str = "<div id=other><h1>News</h1><p class=quiet>A <a href='https://x.example'>link\
                     </a> and a <strong>word</strong>.</p><form><button>Go</button>\
                     <input name=x></form><main><table><tr><td>1</td></tr></table></main></div>";

/// How everything but the wrapper looks: each element's computed styles. What follows from a page's
/// height is left out for those that hold the wrapper, too; and the language, which a page that
/// names none takes from the next that does.
const LOOKS: &str = "
    const rest = ['height', 'block-size', 'perspective-origin', 'transform-origin'];
    const look = element => {
        const style = getComputedStyle(element), holds = !element.closest('#other');
        const names = [...style].filter(
            name => name !== '-webkit-locale' && !(holds && rest.includes(name)));
        return names.map(name => name + ': ' + style.getPropertyValue(name)).join('; ');
    };
    const all = [...document.querySelectorAll('html, body, #other, #other *')];
    return Object.fromEntries(all.map((element, at) => [at + ' ' + element.tagName, look(element)]))
";

fn chromium(name: &str, screen: Screen, dark: bool) -> Chromium {
    let script = true;
    let look = Look {
        screen,
        dark,
        script,
    };
    Chromium::start(name, look)
}

#[test]
fn the_page_among_other_parts_of_a_mail_changes_nothing_of_them() {
    let home = Home::new();
    let page = attachment(&home.seal(b"Subject: x\r\n\r\nthe body\r\n"));
    // Thunderbird shows each part in an element of its own.
    let part = |html: &str| format!("<div class=moz-text-html lang=x-unicode>{html}</div>");
    let whole = format!("<!doctype html><html><head></head><body>{OTHER}</body></html>");
    let wrapped = format!("<!doctype html><html><body>{}</body></html>", part(OTHER));
    let mails = [
        (whole.clone(), format!("{whole}{page}")),
        (wrapped.clone(), wrapped.replace("</body>", &part(&page))),
        (
            format!("<!doctype html><title>x</title>{}", part(OTHER)),
            format!(
                "<!doctype html><title>x</title>{}{}",
                part(&page),
                part(OTHER)
            ),
        ),
    ];
    for (screen, dark) in [
        (Screen::Desktop, false),
        (Screen::Desktop, true),
        (Screen::Phone, true),
    ] {
        let chromium = chromium("inline", screen, dark);
        let looks = |html: &str| -> BTreeMap<String, Value> {
            let file = home.path("mail.html");
            // Phones show a page without one as if they were wide.
            let viewport = "<meta name=viewport content='width=device-width, initial-scale=1'>";
            let html = html.replacen("<!doctype html>", &format!("<!doctype html>{viewport}"), 1);
            std::fs::write(&file, html).unwrap();
            chromium.goto(&format!("file://{}", file.display()));
            serde_json::from_value(chromium.run(LOOKS)).unwrap()
        };
        for (without, with) in &mails {
            let (without, with) = (looks(without), looks(with));
            assert!(without.len() > 10, "{without:?}");
            for (element, look) in &without {
                let differ: Vec<_> = look
                    .as_str()
                    .unwrap()
                    .split("; ")
                    .zip(with[element].as_str().unwrap().split("; "))
                    .filter(|(one, other)| one != other)
                    .collect();
                assert!(
                    differ.is_empty(),
                    "{screen:?}, {dark}: {element}: {differ:?}"
                );
            }
        }
    }
}

#[test]
fn the_page_alone_fills_the_window_in_light_and_in_dark() {
    let home = Home::new();
    let file = home.path("message.html");
    std::fs::write(
        &file,
        attachment(&home.seal(b"Subject: x\r\n\r\nthe body\r\n")),
    )
    .unwrap();
    for (screen, dark, ground, card, letters) in [
        (
            Screen::Desktop,
            false,
            "rgb(243, 245, 247)",
            "rgb(255, 255, 255)",
            "rgb(23, 33, 43)",
        ),
        (
            Screen::Desktop,
            true,
            "rgb(16, 22, 28)",
            "rgb(25, 34, 43)",
            "rgb(230, 235, 240)",
        ),
        (
            Screen::Phone,
            true,
            "rgb(16, 22, 28)",
            "rgb(25, 34, 43)",
            "rgb(230, 235, 240)",
        ),
    ] {
        let chromium = chromium("inline-alone", screen, dark);
        chromium.goto(&format!("file://{}", file.display()));
        let shown = chromium.run(
            "const main = document.querySelector('main'), style = getComputedStyle(main);
             const root = getComputedStyle(document.documentElement);
             return [getComputedStyle(document.body).backgroundColor, style.backgroundColor,
                     style.color, getComputedStyle(document.body).margin, root.colorScheme,
                     style.fontSize]",
        );
        let shown: Vec<String> = serde_json::from_value(shown).unwrap();
        assert_eq!(
            shown,
            [ground, card, letters, "0px", "light dark", "17px"],
            "{screen:?}, {dark}"
        );
        assert_eq!(chromium.overflow(), 0);
        if screen == Screen::Phone {
            let main = chromium.run(
                "const main = document.querySelector('main').getBoundingClientRect();
                 return [main.x, main.y, innerWidth - main.width, main.height >= innerHeight]",
            );
            assert_eq!(main.to_string(), "[0,0,0,true]");
        }
    }
}
