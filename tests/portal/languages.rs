//! In which language pages and mails speak, and under whose name.

use postseal::brand::{Brand, Brands, Color, Colors, Logo, Told};
use postseal::locale::Locales;

use super::browser::{Answer, Browser};
use super::rig::Rig;

async fn get_in(browser: &mut Browser, path: &str, languages: &str) -> Answer {
    let wanted = [("Accept-Language", languages.to_owned())];
    browser.request("GET", path, &wanted, b"").await
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_in_the_language_of_the_browser() {
    let rig = Rig::start().await;
    for (wanted, tag, title) in [
        ("", "en", "Open a protected message"),
        ("en", "en", "Open a protected message"),
        (
            "fr-CH, fr;q=0.9, en;q=0.8",
            "fr",
            "Ouvrir un message protégé",
        ),
        ("de-AT", "de", "Geschützte Nachricht öffnen"),
        ("zh-CN", "zh-Hans", "打开受保护的消息"),
        ("xx;q=0.9", "en", "Open a protected message"),
    ] {
        let page = get_in(&mut rig.browser(), "/", wanted).await;
        assert_eq!(page.title(), title, "{wanted}");
        assert_eq!(page.header("content-language"), Some(tag), "{wanted}");
        let html = format!("<html lang=\"{tag}\" dir=\"ltr\">");
        assert!(page.text().contains(&html), "{wanted}");
    }
    // What goes wrong is said in it too.
    let page = get_in(&mut rig.browser(), "/nowhere", "nl").await;
    assert_eq!(
        (page.status, page.header("content-language")),
        (404, Some("nl"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_was_chosen_stays_and_leads_back() {
    let rig = Rig::start().await;
    let mut visit = rig.visit(&rig.seal(&["bob@example.com"], b"\r\nx")).await;
    let path = visit.path.clone();
    let page = get_in(&mut visit.browser, &path, "en").await.text();
    for tag in ["de", "es", "fr", "it", "ja", "nl", "pt", "sv", "zh-Hans"] {
        assert!(page.contains(&format!("value=\"{tag}\"")), "{tag}");
    }
    assert!(
        page.contains(&format!("name=\"back\" value=\"{path}\"")),
        "{page}"
    );
    let chosen = visit
        .browser
        .post("/language", &[("language", "ja"), ("back", &path)])
        .await;
    assert_eq!(chosen.status, 303);
    assert_eq!(chosen.header("location"), Some(path.as_str()));
    let cookie = chosen.header("set-cookie").unwrap();
    assert!(
        cookie.starts_with("__Host-language=ja; Path=/; Secure; HttpOnly;"),
        "{cookie}"
    );
    let page = get_in(&mut visit.browser, &path, "en").await;
    assert_eq!(page.header("content-language"), Some("ja"));
    assert!(page.text().contains("認証コード"));
    // The mail is in the language of the page.
    visit.ask("").await;
    let mail = rig.sink.wait(1).await.remove(0);
    assert!(
        mail.text().contains("Content-Language: ja"),
        "{}",
        mail.text()
    );
    let body = mail.body();
    let first = body.lines().next().unwrap();
    assert!(first.starts_with("認証コード："), "{body}");
    let code: String = first.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(visit.guess(&code).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_switch_leads_nowhere_else_and_takes_no_form_of_others() {
    let rig = Rig::start().await;
    for back in [
        "https://evil.example/",
        "//evil.example",
        "/v/../x",
        "/v/x\r\nSet-Cookie: a=b",
    ] {
        let mut browser = rig.browser();
        let chosen = browser
            .post("/language", &[("language", "fr"), ("back", back)])
            .await;
        assert_eq!(
            (chosen.status, chosen.header("location")),
            (303, Some("/")),
            "{back}"
        );
    }
    let mut browser = rig.browser();
    assert_eq!(
        browser
            .post("/language", &[("language", "xx")])
            .await
            .status,
        404
    );
    browser.origin = Some("https://evil.example".into());
    let forged = browser.post("/language", &[("language", "fr")]).await;
    assert_eq!((forged.status, forged.header("set-cookie")), (403, None));
}

/// A language in Hebrew script, which an administrator has added.
#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_language_from_right_to_left_are_laid_out_so() {
    let folder = tempfile::tempdir().unwrap();
    let words = folder.path().join("he");
    std::fs::create_dir(&words).unwrap();
    std::fs::write(words.join("a.ftl"), "ask-heading = הודעה מאת { $sender }\n").unwrap();
    let locales = Locales::built_in().with_folder(folder.path()).unwrap();
    let rig = Rig::with_state(|state| state.locales = locales.into()).await;
    let mut visit = rig.visit(&rig.seal(&["bob@example.com"], b"\r\nx")).await;
    let path = visit.path.clone();
    let page = get_in(&mut visit.browser, &path, "he").await;
    assert_eq!(page.header("content-language"), Some("he"));
    let page = page.text();
    assert!(page.contains("<html lang=\"he\" dir=\"rtl\">"), "{page}");
    assert!(
        page.contains("הודעה מאת <bdi>alice@example.org</bdi>"),
        "{page}"
    );
    assert!(
        page.contains("<span dir=\"ltr\" class=\"address\">b•••@example.com</span>"),
        "{page}"
    );
}

fn brand() -> Brand {
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>\
                <rect width='9' height='9'/></svg>";
    Brand {
        name: "clinic".into(),
        organisation: Some("Northgate <Clinic>".into()),
        telephone: Some("+31 20 123 4567".into()),
        contact: Some("help@example.org".into()),
        address: Some("Northgate 1, Amsterdam".into()),
        disclaimer: Told {
            otherwise: Some("Only for you.".into()),
            ..Told::default()
        },
        links: vec![(
            Told {
                otherwise: Some("About us".into()),
                ..Told::default()
            },
            "https://www.example.org/".into(),
        )],
        logo: Some(Logo::new(svg).unwrap()),
        colors: Some(Colors {
            light: Color([0x60, 0, 0]),
            dark: Color([0xff, 0xc0, 0xc0]),
        }),
        ..Brand::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_met_in_the_name_of_its_brand() {
    let other = Brand {
        name: "other".into(),
        organisation: Some("Other".into()),
        ..brand()
    };
    let brands = Brands::new(vec![other, brand()]);
    let rig = Rig::with_state(|state| state.brands = brands).await;
    let sealed = rig.seal_meta(&["bob@example.com"], b"\r\nx", |meta| {
        meta.brand = "clinic".into();
    });
    let mut visit = rig.visit(&sealed).await;
    let page = visit.page().await.text();
    for expected in [
        "<bdi>alice@example.org</bdi> of <bdi>Northgate &lt;Clinic&gt;</bdi>",
        "+31 20 123 4567",
        "help@example.org",
        "Only for you.",
        "href=\"https://www.example.org/\"",
        "href=\"/brand/clinic/style.css\"",
        "src=\"/brand/clinic/logo\"",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let style = rig.browser().get("/brand/clinic/style.css").await.text();
    assert!(style.contains("--deep: #600000"), "{style}");
    let logo = rig.browser().get("/brand/clinic/logo").await;
    assert_eq!(logo.header("content-type"), Some("image/svg+xml"));
    assert!(
        logo.header("content-security-policy")
            .unwrap()
            .contains("sandbox")
    );
    assert_eq!(rig.browser().get("/brand/none/logo").await.status, 404);
    // Elsewhere it is the first one's.
    let landing = rig.browser().get("/").await.text();
    assert!(landing.contains("/brand/other/logo"), "{landing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_privacy_statement_is_true_of_the_portal_that_runs() {
    let rig = Rig::with(|settings| {
        settings.visit = std::time::Duration::from_secs(600);
        let told = |text: &str| Told {
            otherwise: Some(text.into()),
            ..Told::default()
        };
        settings.statement.sections =
            vec![(told("Our officer"), told("Write <here>.\n\nOr call."))];
    })
    .await;
    rig.reload(|state| state.brands = Brands::new(vec![brand()]));
    for tag in Locales::built_in().tags() {
        let page = get_in(&mut rig.browser(), "/privacy", tag).await;
        assert_eq!(page.status, 200);
        let text = page.text();
        let here = rig.portal.to_string();
        for expected in [
            here.as_str(),
            "help@example.org",
            "Northgate 1",
            "Our officer",
        ] {
            assert!(text.contains(expected), "{tag}: {expected}");
        }
        assert!(text.contains("10"), "{tag}: the length of a visit");
        assert!(text.contains("2026"), "{tag}: the day of its last change");
        assert!(text.contains("<p dir=\"auto\">Or call.</p>"), "{tag}");
        assert!(!text.contains("<here>"), "{tag}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_finds_a_weakness_learns_whom_to_tell() {
    let rig = Rig::with_state(|state| state.brands = Brands::new(vec![brand()])).await;
    let answer = rig.browser().get("/.well-known/security.txt").await;
    assert_eq!(
        answer.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    let text = answer.text();
    // RFC 9116 wants these two.
    assert!(
        text.contains("Contact: mailto:help@example.org\n"),
        "{text}"
    );
    assert!(text.contains("Expires: 2027-02-14T08:00:00Z\n"), "{text}");
}
