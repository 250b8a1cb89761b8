//! mutt, alpine and w3m.

use std::process::Command;

use rig::place::succeed;
use rig::terminal::Terminal;
use rig::wait_for;

use super::{Carriers, PORTAL, in_a_line, utf8, way};

/// What docs/receiving.md says for mutt.
fn recommended(name: &str) -> String {
    let docs = rig::place::repository().join("docs/receiving.md");
    let docs = std::fs::read_to_string(docs).unwrap();
    let blocks = docs.split("```text\n").skip(1);
    let mut blocks = blocks.filter_map(|rest| rest.split_once("```"));
    let (block, _) = blocks.find(|(block, _)| block.contains(name)).unwrap();
    block.to_owned()
}

/// What mutt shows of the mail of this number, and what it quotes in an answer.
fn mutt(carriers: &Carriers, settings: &str, number: usize) -> (String, String) {
    let (rc, home) = (carriers.path("muttrc"), carriers.path("home"));
    std::fs::create_dir_all(home.join("Mail")).unwrap();
    let answer = carriers.path("answer");
    std::fs::remove_file(&answer).ok();
    // An editor that keeps what it is given, whole at once.
    let editor = carriers.path("editor");
    let script = format!(
        "#!/bin/sh\ncp \"$1\" {0}.new && mv {0}.new {0}\n",
        utf8(&answer)
    );
    std::fs::write(&editor, script).unwrap();
    let settings = format!(
        "{}\nset include=yes fast_reply editor=\"sh {} %s\"\n",
        settings.replace("~/.mailcap", utf8(&carriers.path("mailcap"))),
        utf8(&editor)
    );
    std::fs::write(&rc, settings).unwrap();
    let (rc, mbox) = (utf8(&rc).to_owned(), carriers.mbox());
    let home = utf8(&home).to_owned();
    let start = format!("HOME={home} mutt -n -F {rc} -R -f {}", utf8(&mbox));
    let terminal = Terminal::start(&start);
    terminal.wait("A long one");
    // A number goes to that mail, and Enter opens it.
    terminal.press(&[&number.to_string(), "Enter"]);
    terminal.press(&["Enter"]);
    terminal.wait(&format!("Subject: A {} one", ["short", "long"][number - 1]));
    let shown = terminal.wait("(all)");
    terminal.press(&["r"]);
    let quoted = wait_for("the answer", || std::fs::read_to_string(&answer).ok());
    (shown, quoted)
}

/// Without these settings, mutt shows and quotes all of the file.
#[test]
fn mutt_shows_what_to_do_and_with_our_settings_quotes_no_armor() {
    for language in ["en", "fr"] {
        let carriers = Carriers::new(language);
        let mailcap = recommended("copiousoutput");
        std::fs::write(carriers.path("mailcap"), mailcap).unwrap();
        let settings = recommended("honor_disposition");
        for number in [1, 2] {
            let (shown, quoted) = mutt(&carriers, &settings, number);
            for text in [&shown, &quoted] {
                let line = in_a_line(&text.replace("\n> ", "\n"));
                assert!(line.contains(way(language).file), "{text}");
                assert!(line.contains(PORTAL), "{text}");
                assert!(!line.contains("<!doctype html>"), "{text}");
            }
            assert!(quoted.len() < 8_000, "{quoted}");
            println!("{shown}");
        }
    }
}

#[test]
fn alpine_shows_what_to_do() {
    for language in ["en", "fr"] {
        let carriers = Carriers::new(language);
        let (rc, mbox) = (carriers.path("pinerc"), carriers.mbox());
        // As of somebody who has used it before.
        std::fs::create_dir(carriers.path("mail")).unwrap();
        let settings = "personal-name=Bob\nuser-domain=example.net\nlast-version-used=7.00\n";
        std::fs::write(&rc, settings).unwrap();
        for (at, (name, _)) in carriers.both().into_iter().enumerate() {
            let start = format!(
                "HOME={} alpine -p {} -f {} -n {} -i",
                utf8(carriers.folder.path()),
                utf8(&rc),
                utf8(&mbox),
                at + 1
            );
            let terminal = Terminal::start(&start);
            terminal.wait("A long one");
            terminal.press(&["Enter"]);
            terminal.wait(&format!("Subject: A {name} one"));
            // It stands below the text.
            let shown = terminal.wait("Not Shown.");
            let text = in_a_line(&shown);
            assert!(text.contains(way(language).file), "{shown}");
            assert!(text.contains(PORTAL), "{shown}");
            assert!(!text.contains("<!doctype html>"), "{shown}");
            println!("{shown}");
        }
    }
}

#[test]
fn w3m_shows_a_way_on_from_the_file_with_and_without_its_form() {
    for language in ["en", "fr"] {
        let carriers = Carriers::new(language);
        for (name, mail) in carriers.both() {
            let file = carriers.saved(name, mail);
            let whole = std::fs::read_to_string(&file).unwrap();
            // As sanitizers take it out.
            let (before, form) = whole.split_once("<form").unwrap();
            let (form, after) = form.split_once("</form>").unwrap();
            assert!(!form.contains("<p"), "words that go with the form: {form}");
            let bare = format!("{before}{after}");
            for html in [&whole, &bare] {
                std::fs::write(&file, html).unwrap();
                let dump = succeed(
                    Command::new("w3m")
                        .args(["-dump", "-cols", "80"])
                        .arg(&file),
                );
                let shown = String::from_utf8_lossy(&dump.stdout).into_owned();
                let text = in_a_line(&shown);
                assert!(text.contains(way(language).save), "{shown}");
                assert!(text.contains(PORTAL), "{shown}");
                let has_link = html.contains("#m=");
                assert_eq!(has_link, name == "short", "{html}");
                println!("{shown}");
            }
        }
    }
}
