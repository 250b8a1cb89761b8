//! The `postseal` command as an administrator meets it: exit codes, standard output, sentences on
//! standard error.

#![allow(clippy::unwrap_used)]

mod brands;
mod check;
mod domains;
mod gateways;
mod inline;
mod near_misses;
mod open;
mod policy;
mod readme;
mod recipes;
mod reload;
mod threads;
mod units;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A directory that `postseal init` has filled.
struct Home {
    dir: TempDir,
}

impl Home {
    fn new() -> Self {
        let dir = rig::place::scratch();
        let done = postseal(
            &[
                "init",
                "--dir",
                utf8(dir.path()),
                "--domain",
                "example.org",
                "--portal-url",
                "https://secure.example.org/",
            ],
            b"",
        );
        assert_eq!(done.code, 0, "{}", done.stderr);
        Self { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn config(&self) -> String {
        utf8(&self.path("postseal.toml")).to_owned()
    }

    /// Changes the configuration's text.
    fn edit(&self, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.path("postseal.toml")).unwrap();
        assert!(text.contains(from), "{from}");
        std::fs::write(self.path("postseal.toml"), text.replacen(from, to, 1)).unwrap();
    }

    fn run(&self, args: &[&str], input: &[u8]) -> Done {
        let config = self.config();
        postseal(
            &[&args[..1], &["--config", &config], &args[1..]].concat(),
            input,
        )
    }

    fn seal(&self, mail: &[u8]) -> Vec<u8> {
        let done = self.run(
            &[
                "seal",
                "--from",
                "alice@example.org",
                "--to",
                "bob@example.net",
            ],
            mail,
        );
        assert_eq!(done.code, 0, "{}", done.stderr);
        done.stdout
    }

    fn explain(&self, to: &[&str], mail: &str) -> String {
        let mut args = vec!["explain", "--from", "alice@example.org"];
        to.iter().for_each(|to| args.extend(["--to", to]));
        let done = self.run(&args, mail.as_bytes());
        assert_eq!(done.code, 0, "{}", done.stderr);
        String::from_utf8(done.stdout).unwrap()
    }
}

/// How a command ended.
struct Done {
    code: i32,
    stdout: Vec<u8>,
    stderr: String,
}

fn postseal(args: &[&str], input: &[u8]) -> Done {
    run(
        Command::new(env!("CARGO_BIN_EXE_postseal"))
            .args(args)
            // Where Postfix's programs are, and no spam filters, whom `check` asks.
            .env("PATH", "/usr/sbin:/sbin")
            .env_remove("POSTSEAL_CONFIG"),
        input,
    )
}

fn run(command: &mut Command, input: &[u8]) -> Done {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A command that refuses its input closes it early, which is no failure of the test.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Done {
        code: status.code().unwrap_or(-1),
        stdout,
        stderr: String::from_utf8(stderr).unwrap(),
    }
}

fn utf8(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn init_prints_commands_for_postfix_and_writes_nothing_twice() {
    let dir = tempfile::tempdir().unwrap();
    let init = |url: &str, domain: &str| {
        postseal(
            &[
                "init",
                "--dir",
                utf8(dir.path()),
                "--domain",
                domain,
                "--portal-url",
                url,
            ],
            b"",
        )
    };
    for (url, domain, begins) in [
        (
            "http://secure.example.org/",
            "example.org",
            "postseal: --portal-url: \"http://secure.example.org/\" must start with https://",
        ),
        (
            "https://example.org/mail",
            "example.org",
            "postseal: --portal-url: \"https://example.org/mail\" must be a hostname of its own \
             without a path",
        ),
        (
            "https://secure.example.org/",
            "not a domain",
            "postseal: --domain \"not a domain\": ",
        ),
        (
            "https://secure.example.org/",
            "co.uk",
            "postseal: --domain \"co.uk\": anybody may have a domain below this one",
        ),
        (
            "https://secure.example.org/",
            "Github.io.",
            "postseal: --domain \"github.io\": ",
        ),
    ] {
        let done = init(url, domain);
        assert_eq!(done.code, 64, "{}", done.stderr);
        assert!(done.stderr.starts_with(begins), "{}", done.stderr);
        assert_eq!(
            std::fs::read_dir(dir.path()).unwrap().count(),
            0,
            "nothing is left behind"
        );
    }
    let done = init("https://secure.example.org/", "example.org");
    assert_eq!(done.code, 0, "{}", done.stderr);
    let lines = String::from_utf8(done.stdout).unwrap();
    assert!(
        lines.contains(
            "\npostconf -e 'smtpd_milters = { unix:postseal/milter.sock, default_action=tempfail }'"
        ) && !lines.contains("postconf -e 'milter_default_action"),
        "{lines}"
    );
    let keys = || {
        std::fs::read_dir(dir.path().join("keyring"))
            .unwrap()
            .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
            .collect::<Vec<_>>()
    };
    let before = keys();
    let again = init("https://secure.example.org/", "example.org");
    assert_eq!(again.code, 73, "{}", again.stderr);
    let sentence = "postseal.toml: there is a configuration already, and init changes none: edit \
                    it, or choose another --dir. Nothing was written.\n";
    assert!(again.stderr.ends_with(sentence), "{}", again.stderr);
    assert_eq!(keys(), before, "the keyring was not touched");
}

#[test]
fn init_says_that_it_takes_no_configuration() {
    let dir = tempfile::tempdir().unwrap();
    let done = postseal(
        &[
            "init",
            "--config",
            utf8(&dir.path().join("postseal.toml")),
            "--dir",
            utf8(dir.path()),
            "--domain",
            "example.org",
            "--portal-url",
            "https://secure.example.org/",
        ],
        b"",
    );
    assert_eq!(done.code, 64, "{}", done.stderr);
    assert_eq!(
        done.stderr,
        "postseal: init takes no --config: it writes a new postseal.toml into the directory that \
         --dir names.\n"
    );
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn the_rules_of_init_do_what_they_promise() {
    let home = Home::new();
    let sealed = |header: &str| home.explain(&["bob@example.net"], &format!("{header}\n\nbody\n"));
    for header in [
        "Subject: [secure] x",
        "Subject: Re: Fwd: [SECURE] x",
        "X-Encrypt: yes",
        "X-Encrypt: true",
        "x-encrypt: 1",
        "X-Encrypt: On",
        "X-Encrypt: \"yes\"",
        "Sensitivity: Company-Confidential",
        "Sensitivity: Company Confidential",
        "sensitivity: COMPANY_CONFIDENTIAL",
        "Sensitivity: CompanyConfidential",
        "Sensitivity: company-\u{2011}confidential",
        "Sensitivity: Confidential",
        "Subject: =?utf-8?B?W3NlY3VyZV0gcGxhbg==?=",
    ] {
        assert!(
            sealed(header).starts_with("seal bob@example.net by rule \""),
            "{header}: {}",
            sealed(header)
        );
    }
    for header in [
        "Subject: x",
        "X-Encrypt: no",
        "X-Encrypt: false",
        "X-Encrypt: 0",
        "X-Encrypt: -1",
        "Sensitivity: Personal",
        "Subject: about secure mail",
    ] {
        assert_eq!(
            sealed(header),
            "pass bob@example.net since no rule matches\n",
            "{header}"
        );
    }
    let both = home.explain(
        &["bob@example.net", "carol@example.org"],
        "Subject: [secure] x\n\n",
    );
    let words: Vec<&str> = both.lines().map(|line| &line[..4]).collect();
    assert_eq!(words, ["seal", "pass"], "the message is split: {both}");
    assert_eq!(
        home.explain(&["carol@example.org"], "Subject: [secure] x\n\n"),
        "pass carol@example.org since no rule matches; rule \"subject tag\" would match if it were \
         outbound, but the recipient's domain example.org is local\n"
    );
}

/// Postfix makes a field of the line with which files of mail begin.
#[test]
fn explain_takes_a_mail_out_of_a_mailbox_file() {
    let home = Home::new();
    let bob = ["bob@example.net"];
    for first in ["", "From alice Fri Nov 27 10:00:00 2026\n", ">From alice\n"] {
        let said = home.explain(&bob, &format!("{first}Subject: [secure] plan\n\nhello\n"));
        assert!(said.starts_with("seal "), "{first}: {said}");
    }
}

#[test]
fn explain_knows_who_is_ours() {
    let home = Home::new();
    let explain = |more: &[&str]| {
        let args = [
            &[
                "explain",
                "--from",
                "alice@example.org",
                "--to",
                "bob@example.net",
            ],
            more,
        ]
        .concat();
        String::from_utf8(home.run(&args, b"Subject: [secure] x\n\n").stdout).unwrap()
    };
    assert!(explain(&[]).starts_with("seal "));
    assert_eq!(
        explain(&["--client", "192.0.2.1"]),
        "pass bob@example.net since no rule matches; rule \"subject tag\" would match if it were \
         outbound, but it comes neither from a login nor from a trusted network, and no valid \
         signature vouches for its author\n"
    );
    assert!(explain(&["--client", "192.0.2.1", "--auth", "alice"]).starts_with("seal "));
}

#[test]
fn a_mistake_in_the_configuration_ends_every_command_with_the_same_sentence() {
    let home = Home::new();
    home.edit("then = \"seal\"", "then = \"sael\"");
    for args in [
        &["run"][..],
        &["check"],
        &[
            "explain",
            "--from",
            "a@example.org",
            "--to",
            "b@example.net",
        ],
        &["seal", "--from", "a@example.org", "--to", "b@example.net"],
        &["open"],
    ] {
        let done = home.run(args, b"");
        assert_eq!(done.code, 78, "{args:?}");
        assert!(done.stdout.is_empty());
        assert!(
            done.stderr.contains("postseal.toml:") && done.stderr.contains("\"sael\" is none of"),
            "{}",
            done.stderr
        );
    }
}

#[test]
fn without_the_option_the_variable_names_the_configuration() {
    let home = Home::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_postseal"));
    command
        .args([
            "explain",
            "--from",
            "alice@example.org",
            "--to",
            "bob@example.net",
        ])
        .env("POSTSEAL_CONFIG", home.config());
    assert_eq!(run(&mut command, b"Subject: [secure] x\n\n").code, 0);
    let nowhere = postseal(
        &[
            "explain",
            "--config",
            "/nowhere/postseal.toml",
            "--from",
            "a@example.org",
            "--to",
            "b@example.net",
        ],
        b"",
    );
    assert_eq!(nowhere.code, 78);
    assert!(
        nowhere
            .stderr
            .contains("/nowhere/postseal.toml: the configuration can't be read"),
        "{}",
        nowhere.stderr
    );
}

#[test]
fn a_wrong_command_line_is_a_usage_error() {
    for args in [
        &["sael"][..],
        &["seal"],
        &["init"],
        &["run", "--only", "both"],
        &["explain", "--from", "a b", "--to", "b@example.net"],
    ] {
        let done = postseal(args, b"");
        assert_eq!(done.code, 64, "{args:?}: {}", done.stderr);
        assert!(done.stdout.is_empty() && !done.stderr.is_empty());
    }
    assert_eq!(postseal(&["--help"], b"").code, 0);
}
