//! Thunderbird and Claws, on a screen.

use std::fs;
use std::path::Path;

use rig::desktop::Desktop;
use rig::roundcube::Roundcube;

use super::{Carriers, file, picture, utf8, way};

/// A screen is read by a program, which takes some letters for others.
const READ: &str = "message.html";

fn thunderbird(home: &Path, imap: u16) -> String {
    let profile = home.join("profile");
    fs::create_dir_all(&profile).unwrap();
    let settings = [
        ("mail.provider.suppress_dialog_on_startup", "true"),
        ("mail.rights.version", "1"),
        ("app.donation.eoy.version.viewed", "999"),
        ("datareporting.policy.dataSubmissionEnabled", "false"),
        ("toolkit.telemetry.enabled", "false"),
        ("app.update.enabled", "false"),
        ("mail.shell.checkDefaultClient", "false"),
        ("mailnews.start_page.enabled", "false"),
        ("mail.accountmanager.accounts", "\"account1,account2\""),
        ("mail.accountmanager.defaultaccount", "\"account2\""),
        ("mail.accountmanager.localfoldersserver", "\"server1\""),
        ("mail.account.account1.server", "\"server1\""),
        ("mail.account.account2.server", "\"server2\""),
        ("mail.account.account2.identities", "\"id1\""),
        ("mail.identity.id1.fullName", "\"Bob\""),
        ("mail.identity.id1.useremail", "\"bob@example.net\""),
        ("mail.identity.id1.valid", "true"),
        ("mail.server.server1.type", "\"none\""),
        ("mail.server.server1.hostname", "\"Local Folders\""),
        ("mail.server.server1.name", "\"Local Folders\""),
        ("mail.server.server1.userName", "\"nobody\""),
        ("mail.server.server2.type", "\"imap\""),
        ("mail.server.server2.hostname", "\"127.0.0.1\""),
        ("mail.server.server2.port", &imap.to_string()),
        ("mail.server.server2.userName", "\"bob\""),
        ("mail.server.server2.name", "\"bob\""),
        ("mail.server.server2.login_at_startup", "false"),
    ];
    let lines = settings.map(|(key, value)| format!("user_pref(\"{key}\", {value});\n"));
    fs::write(profile.join("user.js"), lines.concat()).unwrap();
    utf8(&profile).to_owned()
}

#[test]
fn thunderbird_shows_what_to_do() {
    for language in ["en", "fr"] {
        let carriers = Carriers::new(language);
        let roundcube = Roundcube::start("programs-imap", &[&carriers.short]);
        for (name, mail) in carriers.both() {
            let home = carriers.path(&format!("thunderbird-{name}"));
            let profile = thunderbird(&home, roundcube.imap());
            let saved = home.join("mail.eml");
            fs::write(&saved, mail).unwrap();
            let mut desktop = Desktop::start();
            desktop.run(
                &home,
                &[
                    "thunderbird",
                    "--no-remote",
                    "--profile",
                    &profile,
                    utf8(&saved),
                ],
            );
            desktop.maximize(&format!("A {name} one"));
            desktop.wait(READ, &picture(&format!("thunderbird-{language}-{name}")));
        }
    }
}

/// Claws with a mailbox of its own that has this mail.
fn claws(home: &Path, mail: &[u8]) {
    let settings = home.join(".claws-mail");
    let inbox = home.join("Mail/inbox");
    for folder in [&settings, &inbox] {
        fs::create_dir_all(folder).unwrap();
    }
    let mail = String::from_utf8_lossy(mail).replace("\r\n", "\n");
    fs::write(inbox.join("1"), mail).unwrap();
    let write = |name: &str, text: &str| fs::write(settings.join(name), text).unwrap();
    write("clawsrc", "[Common]\nconfig_version=4\n");
    write(
        "accountrc",
        "[Account: 1]\nconfig_version=4\naccount_name=bob\nis_default=1\nname=Bob\n\
         address=bob@example.net\nprotocol=5\nsmtp_server=localhost\n\
         local_inbox=#mh/Mailbox/inbox\n",
    );
    write(
        "folderlist.xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<folderlist>\n<folder type=\"mh\" \
         name=\"Mailbox\" path=\"Mail\">\n<folderitem type=\"inbox\" name=\"inbox\" \
         path=\"inbox\"/>\n</folder>\n</folderlist>\n",
    );
}

#[test]
fn claws_shows_what_to_do() {
    for language in ["en", "fr"] {
        let carriers = Carriers::new(language);
        for (name, mail) in carriers.both() {
            // The file, as Claws itself shows it.
            let mut shown =
                b"From: alice@example.org\r\nTo: bob@example.net\r\nSubject: The file\r\n\
                              MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
                    .to_vec();
            shown.extend(file(mail));
            for (mail, what, words) in [(mail, "", READ), (&*shown, "-file", way(language).save)] {
                let home = carriers.path(&format!("claws-{name}{what}"));
                claws(&home, mail);
                let mut desktop = Desktop::start();
                desktop.run(&home, &["claws-mail", "--select", "#mh/Mailbox/inbox/1"]);
                desktop.maximize("Claws Mail");
                let picture = picture(&format!("claws-{language}-{name}{what}"));
                desktop.wait(words, &picture);
            }
        }
    }
}
