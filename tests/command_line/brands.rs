//! `postseal brand preview`, and the language and the brands that it shows.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Done, Home, postseal, utf8};

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">\
                    <path d=\"M0 0h9v9z\"/></svg>";

/// With two brands, of which the second has a face.
fn home() -> Home {
    let home = Home::new();
    fs::write(home.path("clinic.svg"), LOGO).unwrap();
    fs::create_dir_all(home.path("words/pl")).unwrap();
    fs::write(home.path("words/pl/own.ftl"), "language-name = Polski\n").unwrap();
    home.edit("#folder = \"/etc/postseal/locales\"", "folder = \"words\"");
    home.edit("#second = \"en\"", "second = \"sv\"");
    let text = fs::read_to_string(home.path("postseal.toml")).unwrap();
    let brands = "[[brand]]\nname = \"house\"\n\n[[brand]]\nname = \"clinic\"\norganisation = \
                  \"Clinic <North> & Sons\"\ntelephone = \"+31 20 123 4567\"\nlogo = \
                  \"clinic.svg\"\ncolor = \"#1f4e79\"\n";
    fs::write(home.path("postseal.toml"), format!("{text}\n{brands}")).unwrap();
    home
}

fn preview(home: &Home, name: &str, dir: &Path, more: &[&str]) -> Done {
    let config = home.config();
    let args = ["brand", "preview", "--config", &config, name, utf8(dir)];
    postseal(&[&args, more].concat(), b"")
}

/// All files below a folder.
fn files(dir: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path);
        }
    }
    found
}

#[test]
fn a_preview_has_every_page_and_mail_of_a_brand_in_every_language() {
    let home = home();
    let dir = home.path("preview");
    let done = preview(&home, "clinic", &dir, &[]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(said.contains(utf8(&dir.join("index.html"))), "{said}");
    let read = |name: &str| fs::read_to_string(dir.join(name)).unwrap();
    let index = read("index.html");
    let languages = [
        "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "sv", "zh-Hans",
    ];
    for tag in languages {
        for page in [
            "landing.html",
            "ask.html",
            "code-wrong.html",
            "message.html",
            "goodbye.html",
            "check-real.html",
            "privacy.html",
            "problem-expired.html",
            "problem-broken.html",
            "carrier-mail.html",
            "carrier-mail.txt",
            "carrier-mail.eml",
            "carrier-with-link-mail.html",
            "message-file.html",
            "message-file-with-link.html",
            "passcode-mail.html",
            "passcode-mail.eml",
        ] {
            let file = format!("{tag}/{page}");
            assert!(index.contains(&format!("href=\"{file}\"")), "{file}");
            let text = read(&file);
            let names = ["Clinic &lt;North", "Clinic &#60;North", "Clinic <North"];
            let named = names.iter().any(|name| text.contains(name));
            let bears_name = page.ends_with(".html") && !page.starts_with("passcode");
            assert!(
                named || !bears_name,
                "{file} names the organisation: {text}"
            );
        }
    }
    // Every problem that has words has its page.
    let words = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/locales/en/problem.ftl");
    let words = fs::read_to_string(words).unwrap();
    let ids = words
        .lines()
        .filter_map(|line| Some(line.split_once(" =")?.0));
    let ids = ids.filter(|id| id.starts_with("problem-"));
    for id in ids.filter(|id| !id.ends_with("-what") && !id.ends_with("-next")) {
        let page = read(&format!("en/{id}.html"));
        assert!(
            page.contains("href=\"../style.css\""),
            "{id} is a page: {page}"
        );
    }
    // Each file is there in each language, and the index leads to each of them.
    let all = files(&dir);
    let shared = [
        "index.html",
        "style.css",
        "favicon.svg",
        "brand.css",
        "logo.svg",
    ];
    assert_eq!((all.len() - shared.len()) % languages.len(), 0, "{all:?}");
    for path in &all {
        let name = utf8(path.strip_prefix(&dir).unwrap());
        assert!(
            shared.contains(&name) || index.contains(&format!("href=\"{name}\"")),
            "{name}"
        );
    }
    // Carriers have the second language too.
    let (german, swedish) = (read("de/carrier-mail.txt"), read("sv/carrier-mail.txt"));
    assert!(
        german.lines().any(|line| line.starts_with("------")),
        "{german}"
    );
    assert!(
        !swedish.lines().any(|line| line.starts_with("------")),
        "{swedish}"
    );
}

/// What its pages say of one code, its mail says too.
#[test]
fn pages_and_mails_of_a_preview_agree_and_lead_on() {
    let home = home();
    let dir = home.path("preview");
    assert_eq!(preview(&home, "clinic", &dir, &[]).code, 0);
    let read = |name: &str| {
        let text = fs::read_to_string(dir.join("en").join(name)).unwrap();
        text.replace('\u{202f}', " ")
    };
    let code = read("code.html");
    let (_, until) = code.split_once("data-time=\"time\">").unwrap();
    let (until, _) = until.split_once('<').unwrap();
    let mail = read("passcode-mail.html");
    assert!(mail.contains(until), "{until}: {mail}");
    // Who can type a code that they have gets back to where it is typed.
    let many = read("problem-too-many-codes.html");
    assert!(many.contains(">Go back</a>"), "{many}");
    // A number on a doubted page is no way to make sure of it.
    let page = read("landing.html");
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, footer) = page.split_once("<footer").unwrap();
    let known = footer.find("on a number that you already know").unwrap();
    let own = footer.find("Help with reading a message: call").unwrap();
    assert!(
        known < own && !footer.contains("Not sure? Call"),
        "{footer}"
    );
}

/// A browser opens them without any server.
#[test]
fn pages_of_a_preview_find_their_styles_and_pictures_beside_them() {
    let home = home();
    let dir = home.path("preview");
    assert_eq!(preview(&home, "clinic", &dir, &[]).code, 0);
    let pages = files(&dir);
    let pages = pages
        .iter()
        .filter(|path| path.extension().is_some_and(|one| one == "html"));
    let mut seen = BTreeSet::new();
    for page in pages {
        let text = fs::read_to_string(page).unwrap();
        assert!(!text.contains("<script"), "{}", page.display());
        for attribute in ["src=\"", "<link rel=\"stylesheet\" href=\"", "<a href=\""] {
            for (at, _) in text.match_indices(attribute) {
                let url = text[at + attribute.len()..].split('"').next().unwrap();
                let is_elsewhere = ["https://", "#", "/v/"].iter();
                if is_elsewhere.clone().any(|start| url.starts_with(start)) {
                    continue;
                }
                let file = page.parent().unwrap().join(url);
                assert!(file.is_file(), "{}: {url}", page.display());
                seen.insert(url.to_owned());
            }
        }
    }
    for url in [
        "../style.css",
        "../brand.css",
        "../logo.svg",
        "privacy.html",
        "landing.html",
    ] {
        assert!(seen.contains(url), "{url}: {seen:?}");
    }
}

#[test]
fn a_preview_leaves_a_folder_of_others_alone() {
    let home = home();
    let dir = home.path("mine");
    fs::create_dir(&dir).unwrap();
    fs::write(dir.join("style.css"), "mine").unwrap();
    let refused = preview(&home, "house", &dir, &[]);
    assert_eq!(refused.code, 73, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("no preview has written") && refused.stderr.contains("--force"),
        "{}",
        refused.stderr
    );
    assert_eq!(files(&dir).len(), 1);
    assert_eq!(fs::read_to_string(dir.join("style.css")).unwrap(), "mine");
    // When told to, and then again since it is a preview now.
    assert_eq!(preview(&home, "house", &dir, &["--force"]).code, 0);
    assert_eq!(preview(&home, "clinic", &dir, &[]).code, 0);
    let page = fs::read_to_string(dir.join("en/landing.html")).unwrap();
    assert!(page.contains("Clinic"), "{page}");
    // A file, and what can't be made.
    for path in [home.config().into(), home.path("postseal.toml/below")] {
        let refused = preview(&home, "house", &path, &[]);
        assert_eq!(refused.code, 73, "{}", refused.stderr);
        assert!(refused.stderr.contains(utf8(&path)), "{}", refused.stderr);
    }
}

#[test]
fn a_preview_of_no_brand_says_which_there_are() {
    let with = home();
    let done = preview(&with, "klinic", &with.path("preview"), &[]);
    assert_eq!(done.code, 64, "{}", done.stderr);
    let sentence = "no brand is named \"klinic\"; there are house, clinic.";
    assert!(done.stderr.contains(sentence), "{}", done.stderr);
    assert!(!with.path("preview").exists());
    let without = Home::new();
    let done = preview(&without, "clinic", &without.path("preview"), &[]);
    assert_eq!(done.code, 64, "{}", done.stderr);
    assert!(
        done.stderr.contains("it has no [[brand]] at all"),
        "{}",
        done.stderr
    );
}
