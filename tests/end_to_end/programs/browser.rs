//! Roundcube, in Chromium.

use rig::chromium::{Chromium, Look, Screen};
use rig::roundcube::Roundcube;

use super::{Carriers, PORTAL, in_a_line, picture, way};

#[test]
fn roundcube_leads_on_from_the_carrier_and_from_its_file() {
    let look = Look {
        screen: Screen::Desktop,
        dark: false,
        script: true,
    };
    for language in ["en", "fr"] {
        let carriers = Carriers::new(language);
        let roundcube = Roundcube::start("programs", &[&carriers.short, &carriers.long]);
        let chromium = Chromium::start("programs-chromium", look);
        let url = |rest: &str| format!("{}{rest}", roundcube.url());
        chromium.goto(&roundcube.url());
        chromium.type_into("#rcmloginuser", "bob");
        chromium.type_into("#rcmloginpwd", "secret");
        chromium.click("#rcmloginsubmit");
        chromium.wait("#messagelist");
        for (at, (name, _)) in carriers.both().into_iter().enumerate() {
            let uid = at + 1;
            chromium.goto(&url(&format!(
                "?_task=mail&_mbox=INBOX&_uid={uid}&_action=show"
            )));
            chromium.wait("#messagebody");
            let shown = in_a_line(&chromium.text());
            chromium.screenshot(&picture(&format!("roundcube-{language}-{name}")));
            assert!(shown.contains(way(carriers.language).file), "{shown}");
            assert!(shown.contains(PORTAL), "{shown}");
            let links = chromium.source();
            assert_eq!(links.contains("#m="), name == "short", "{links}");

            // The file, as Roundcube shows it: without its form.
            chromium.goto(&url(&format!(
                "?_task=mail&_mbox=INBOX&_uid={uid}&_part=2&_action=get&_mimewarning=0"
            )));
            let shown = in_a_line(&chromium.text());
            chromium.screenshot(&picture(&format!("roundcube-{language}-{name}-file")));
            assert!(shown.contains(way(carriers.language).save), "{shown}");
            let links = chromium.source();
            assert!(links.contains(&format!("href=\"{PORTAL}")), "{links}");
            assert_eq!(links.contains("#m="), name == "short", "{links}");
        }
    }
}
