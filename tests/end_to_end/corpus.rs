//! The corpora of the policy beside a real Postfix: of each mail in them, what arrives is what
//! `explain` says.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use rig::bypass::{KINDS, SENDER};
use rig::daemon::Daemon;
use rig::mailbox::{Mail, Mailbox};
use rig::place;
use rig::postfix::{Postfix, Setup};
use rig::smtp::Smtp;

#[test]
fn what_tries_to_slip_by_is_decided_by_postfix_and_the_milter_as_explain_says() {
    let cases = judged("bypass", bypass());
    let clear: Vec<_> = cases
        .iter()
        .filter(|case| case.decision == "pass")
        .map(|case| &case.name)
        .collect();
    assert!(
        clear.is_empty(),
        "of {} mails these left in clear: {clear:?}",
        cases.len()
    );
}

#[test]
fn honest_mail_is_decided_by_postfix_and_the_milter_as_explain_says() {
    let cases = judged("honest", honest());
    let sealed = cases.iter().filter(|case| case.decision == "seal").count();
    println!("of {} honest mails, {sealed} are sealed", cases.len());
    assert!(sealed < cases.len() / 4, "{sealed} of {}", cases.len());
}

/// A mail and what became of it.
struct Judged {
    name: String,
    decision: &'static str,
}

/// A mail and its envelope.
struct Case {
    name: String,
    from: String,
    to: Vec<String>,
    mail: Vec<u8>,
}

/// The mails that try to slip by, which the generator makes anew.
fn bypass() -> Vec<Case> {
    let mut cases = Vec::new();
    for kind in KINDS {
        for variant in kind.variants() {
            cases.push(Case {
                name: format!("{}/{}", kind.name, variant.name),
                from: SENDER.to_owned(),
                to: vec![variant.to.unwrap_or_else(|| kind.recipient())],
                mail: variant.mail,
            });
        }
    }
    assert!(cases.len() >= 2_684, "{} mails", cases.len());
    cases
}

/// The honest mails, which are files.
fn honest() -> Vec<Case> {
    let top = folder("honest");
    let mut cases = Vec::new();
    find(&top, &top, &mut cases);
    assert!(cases.len() >= 250, "{} mails", cases.len());
    cases
}

fn folder(corpus: &str) -> PathBuf {
    place::repository().join("fixtures/policy").join(corpus)
}

/// Sends every mail of a corpus, and asserts that each arrives as `explain` says.
fn judged(corpus: &str, cases: Vec<Case>) -> Vec<Judged> {
    let everything = "virtual_mailbox_domains = static:all\nvirtual_mailbox_maps = static:all/\n";
    let postfix = Postfix::start(&Setup {
        extra: everything.into(),
        ..Setup::new(&format!("corpus-{corpus}"))
    });
    let daemon = Daemon::install(&postfix);
    daemon.configure(|config| take_rules(config, &folder(corpus)));
    daemon.run(&[]);

    // What waits for the disk and what computes go on side by side.
    let next = AtomicUsize::new(0);
    let work = || {
        let mut smtp = Smtp::connect(postfix.smtp_port()).unwrap();
        assert!(smtp.command("EHLO client.example.org").unwrap().is_ok());
        let mut done = Vec::new();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let explained = explain(&daemon, case);
            let to: Vec<&str> = case.to.iter().map(String::as_str).collect();
            let reply = smtp
                .transaction(&case.from, &to, &crlf(&case.mail))
                .unwrap();
            let id = reply
                .text
                .rsplit(' ')
                .next()
                .filter(|_| reply.is_ok())
                .map(str::to_owned);
            done.push((case, explained, id));
        }
        done
    };
    let done: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    postfix.settle();
    let arrived = Mailbox::at(&postfix.folder().join("mailboxes/all")).mails();
    let arrived: HashMap<String, &Mail> =
        arrived.iter().map(|mail| (queue_id(mail), mail)).collect();
    let judged = done.into_iter().map(|(case, explained, id)| {
        let Some(id) = id else {
            assert_eq!(explained, "", "{}: refused, but explained", case.name);
            return Judged {
                name: case.name.clone(),
                decision: "refused",
            };
        };
        let mail = arrived
            .get(&id)
            .unwrap_or_else(|| panic!("{}: nothing arrived", case.name));
        let is_carrier =
            mail.fields("X-Postseal").len() == 1 && mail.attachment("message.html").is_some();
        let decision = if is_carrier { "seal" } else { "pass" };
        assert!(
            explained.starts_with(&format!("{decision} ")),
            "{}: {decision}, but: {explained}",
            case.name
        );
        Judged {
            name: case.name.clone(),
            decision,
        }
    });
    judged.collect()
}

fn find(top: &Path, dir: &Path, cases: &mut Vec<Case>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            find(top, &path, cases);
        } else if path.extension().is_some_and(|ending| ending == "eml") {
            let said = said(top, &path);
            assert!(
                !["auth", "client", "thread"]
                    .iter()
                    .any(|key| said.contains_key(*key)),
                "only from and to: {said}"
            );
            let to = match &said["to"] {
                toml::Value::Array(list) => list
                    .iter()
                    .map(|one| one.as_str().unwrap().to_owned())
                    .collect(),
                one => vec![one.as_str().unwrap().to_owned()],
            };
            let name = path.strip_prefix(top).unwrap().display().to_string();
            cases.push(Case {
                name,
                from: said["from"].as_str().unwrap().to_owned(),
                to,
                mail: fs::read(&path).unwrap(),
            });
        }
    }
}

/// What the files beside and above a mail say of it; the nearest one counts.
fn said(top: &Path, mail: &Path) -> toml::Table {
    let dirs = mail
        .ancestors()
        .skip(1)
        .take_while(|dir| dir.starts_with(top))
        .map(|dir| dir.join("expect.toml"));
    let mut said = toml::Table::new();
    for file in std::iter::once(mail.with_extension("toml"))
        .chain(dirs)
        .filter(|file| file.exists())
    {
        let further: toml::Table = fs::read_to_string(&file).unwrap().parse().unwrap();
        for (key, value) in further {
            said.entry(key).or_insert(value);
        }
    }
    said
}

/// The corpus's rules, in the configuration of this rig.
fn take_rules(config: &mut toml::Table, top: &Path) {
    let own: toml::Table = fs::read_to_string(top.join("postseal.toml"))
        .unwrap()
        .parse()
        .unwrap();
    config.remove("rule");
    for key in ["rule", "list", "content"] {
        own.get(key)
            .map(|value| config.insert(key.into(), value.clone()));
    }
    let files = own
        .get("include")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten();
    let files: Vec<toml::Value> = files
        .map(|file| {
            top.join(file.as_str().unwrap())
                .display()
                .to_string()
                .into()
        })
        .collect();
    config.insert("include".into(), files.into());
}

fn explain(daemon: &Daemon, case: &Case) -> String {
    let mut command = Command::new(place::postseal_binary());
    command
        .args(["explain", "--from", &case.from, "--config"])
        .arg(daemon.config());
    for to in &case.to {
        command.args(["--to", to]);
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, &case.mail).unwrap();
    drop(stdin);
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

/// The mail with the line ends that SMTP asks for, and one at its end.
fn crlf(mail: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(mail.len() + 100);
    for line in mail.split_inclusive(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        out.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// The ID under which Postfix took a mail, from the field that it put on top.
fn queue_id(mail: &Mail) -> String {
    let received = mail
        .fields("Received")
        .into_iter()
        .next()
        .unwrap_or_default();
    let id = received
        .split(" id ")
        .nth(1)
        .and_then(|rest| rest.split([' ', '\t', ';']).next());
    id.unwrap_or_else(|| panic!("no queue ID in {received}"))
        .to_owned()
}
