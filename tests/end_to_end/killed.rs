//! The milter is killed (SIGKILL) at each step of the protocol, under a real Postfix with
//! `tempfail`: no plaintext goes anywhere, and what the client was told was taken arrives, once.

use std::collections::BTreeSet;
use std::net::TcpStream;
use std::{fs, io};

use rig::daemon::Daemon;
use rig::interposer::{Interposer, Moment, Side};
use rig::place::{Port, as_root, succeed};
use rig::postfix::{Postfix, Setup};
use rig::smtp::{Reply, Smtp};
use rig::stage::{ALICE, BOB, assert_sealed};
use rig::wait_for;

const CANARY: &str = "canary-K7x";
/// How often each moment is tried; the number of deaths is printed, since zero leaks in N trials
/// bound a rate at 3/N.
const ROUNDS: usize = 3;

/// A message that takes several body frames both ways; the canary stands in its header, and all
/// through its body.
fn message(id: &str) -> Vec<u8> {
    let mut text = format!(
        "From: {ALICE}\r\nTo: {BOB}\r\nSubject: [secure] {id}\r\nDate: Fri, 20 Nov 2026 10:00:00 \
         +0000\r\n\
         Message-ID: <{id}@example.org>\r\nX-Secret: {CANARY}\r\n\r\n"
    );
    let mut state = 7_u64;
    while text.len() < 300_000 {
        text += CANARY;
        for _ in 0..8 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text += &format!("{:08x}", state >> 32);
        }
        text += "\r\n";
    }
    text.into_bytes()
}

struct Rig {
    daemon: Daemon,
    postfix: Postfix,
    accepted: Vec<String>,
}

impl Rig {
    fn start(name: &str, milter: &str) -> Self {
        let postfix = Postfix::start(&Setup::new(name).with_milters(&[milter]));
        Self {
            daemon: Daemon::install(&postfix),
            postfix,
            accepted: Vec::new(),
        }
    }

    /// What the client makes of an answer: when it was not "taken", it tries again, as every relay
    /// does.
    fn note(&mut self, id: &str, answer: &io::Result<Reply>) {
        if let Ok(reply) = answer {
            assert!(
                reply.is_ok() || reply.is_tempfail() || reply.code == 421,
                "{id} was refused for good: {reply:?}"
            );
            if reply.is_ok() {
                self.accepted.push(id.to_owned());
                return;
            }
        }
        self.daemon.running().kill();
        self.daemon.run(&[]);
        let again = self.send(id);
        assert!(
            again.as_ref().is_ok_and(Reply::is_ok),
            "{id}: the second try got {again:?}"
        );
        self.accepted.push(id.to_owned());
    }

    fn send(&self, id: &str) -> io::Result<Reply> {
        let mut smtp = Smtp::connect(self.postfix.smtp_port())?;
        smtp.command("EHLO client.example.org")?;
        smtp.transaction(ALICE, &[BOB], &message(id))
    }

    /// Everything that was taken has arrived once, sealed, and nothing is in clear anywhere.
    fn conclude(&self) {
        let bob = self.postfix.mailbox(BOB);
        bob.wait(self.accepted.len());
        self.postfix.settle();
        assert_eq!(
            self.postfix.files_with(CANARY),
            [] as [std::path::PathBuf; 0],
            "plaintext was left or delivered"
        );
        let mails = bob.mails();
        for mail in &mails {
            assert_sealed(mail, &[CANARY]);
        }
        let mut arrived: Vec<_> = mails.iter().map(|mail| mail.field("Message-ID")).collect();
        let mut accepted: Vec<_> = self
            .accepted
            .iter()
            .map(|id| format!("<{id}@example.org>"))
            .collect();
        arrived.sort();
        accepted.sort();
        assert_eq!(arrived, accepted, "what was taken and what arrived differ");
        for mail in mails.iter().step_by(5) {
            let opened = self.daemon.open(&mail.bytes);
            let sent = message(
                mail.field("Message-ID")
                    .trim_matches('<')
                    .split('@')
                    .next()
                    .unwrap(),
            );
            assert!(opened == sent, "what is opened differs from what was sent");
        }
    }
}

#[test]
fn killed_at_each_frame() {
    let mut rig = Rig::start("killed-frames", "unix:postseal/proxy.sock");
    let interposer = Interposer::listen(
        &rig.postfix.socket("proxy.sock"),
        &rig.postfix.socket("milter.sock"),
    );
    rig.daemon.run(&[]);
    let moments = moments();
    let mut struck = BTreeSet::new();
    for round in 0..ROUNDS {
        for (index, moment) in moments.iter().enumerate() {
            if rig.daemon.running().id().is_none() {
                rig.daemon.run(&[]);
            }
            let id = format!("frame-{round}-{index}");
            let running = rig.daemon.running();
            interposer.arm(*moment, move || running.kill());
            let answer = rig.send(&id);
            if interposer.struck() {
                struck.insert((moment.side, moment.letter, moment.passed_on));
                // The milter may answer the end of the message before the strike comes.
                let ends = moment.side == Side::Milter || moment.letter == b'E';
                let may_be_taken = ends && moment.passed_on;
                let taken = answer.as_ref().is_ok_and(Reply::is_ok);
                assert!(
                    !taken || may_be_taken,
                    "{moment:?}: taken, though the milter had not answered"
                );
            }
            interposer.disarm();
            rig.note(&id, &answer);
        }
    }
    // A step that postseal negotiated away has no frame; these it can't do without.
    for letter in *b"OMRLNBE" {
        assert!(
            struck.contains(&(Side::Postfix, letter, true)),
            "never killed after {}",
            letter as char
        );
    }
    assert!(
        struck.contains(&(Side::Milter, b'b', true)),
        "never killed within the new body"
    );
    rig.daemon.running().kill();
    rig.daemon.run(&[]);
    rig.conclude();
    println!(
        "{} mails, killed at {} kinds of moment, no plaintext",
        rig.accepted.len(),
        struck.len()
    );
}

fn moments() -> Vec<Moment> {
    // The letters are those of the protocol: commands of Postfix, answers of the milter.
    let commands = [
        (b'O', 1),
        (b'C', 1),
        (b'H', 1),
        (b'M', 1),
        (b'R', 1),
        (b'T', 1),
        (b'L', 1),
        (b'L', 4),
        (b'N', 1),
        (b'B', 1),
        (b'B', 3),
        (b'E', 1),
    ];
    let answers = [
        (b'O', 1),
        (b'p', 1),
        (b'm', 1),
        (b'h', 1),
        (b'b', 1),
        (b'b', 3),
        (b'c', 1),
        (b'a', 1),
    ];
    let all = commands.map(|command| (Side::Postfix, command)).into_iter();
    let all = all.chain(answers.map(|answer| (Side::Milter, answer)));
    all.flat_map(|(side, (letter, nth))| {
        [false, true].map(|passed_on| Moment {
            side,
            letter,
            nth,
            passed_on,
        })
    })
    .collect()
}

#[test]
fn killed_between_the_clients_commands() {
    let mut rig = Rig::start("killed-commands", "unix:postseal/milter.sock");
    // Before each of these the milter dies; the last is never sent.
    let steps = [
        "EHLO", "MAIL", "RCPT", "DATA", "half", "rest", "end", "after",
    ];
    for round in 0..ROUNDS {
        for step in steps {
            rig.daemon.running().kill();
            rig.daemon.run(&[]);
            let id = format!("command-{round}-{step}");
            let running = rig.daemon.running();
            let answer = send_killing(rig.postfix.smtp_port(), &message(&id), step, || {
                running.kill()
            });
            let taken = answer.as_ref().is_ok_and(Reply::is_ok);
            assert!(
                !taken || step == "after",
                "killed before {step}: taken, though the milter was dead"
            );
            rig.note(&id, &answer);
        }
    }
    rig.daemon.running().kill();
    rig.daemon.run(&[]);
    rig.conclude();
    println!(
        "{} mails, killed before each of {} commands, no plaintext",
        rig.accepted.len(),
        steps.len()
    );
}

fn send_killing(port: u16, message: &[u8], at: &str, kill: impl Fn()) -> io::Result<Reply> {
    let mut smtp = Smtp::connect(port)?;
    let commands = [
        ("EHLO", "EHLO client.example.org".to_owned()),
        ("MAIL", format!("MAIL FROM:<{ALICE}>")),
        ("RCPT", format!("RCPT TO:<{BOB}>")),
        ("DATA", "DATA".to_owned()),
    ];
    for (name, command) in commands {
        if name == at {
            kill();
        }
        let reply = smtp.command(&command)?;
        if !reply.is_ok() {
            return Ok(reply);
        }
    }
    let (first, rest) = message.split_at(message.len() / 2);
    for (name, part) in [("half", first), ("rest", rest)] {
        if name == at {
            kill();
        }
        smtp.content(part)?;
    }
    if at == "end" {
        kill();
    }
    let reply = smtp.end();
    if at == "after" {
        kill();
    }
    reply
}

/// What a rule splits: a copy in clear for one, the carrier for the other.
fn split_rule() -> toml::Value {
    let rule = toml::toml! { name = "net" when = { recipient = "example.net" } then = "seal" };
    toml::Value::Array(vec![rule.into()])
}

#[test]
fn killed_while_a_message_is_split() {
    const CAROL: &str = "carol@example.com";
    let mut rig = Rig::start("killed-split", "unix:postseal/proxy.sock");
    rig.daemon
        .configure(|config| _ = config.insert("rule".into(), split_rule()));
    let interposer = Interposer::listen(
        &rig.postfix.socket("proxy.sock"),
        &rig.postfix.socket("milter.sock"),
    );
    rig.daemon.run(&[]);
    let send = |rig: &Rig, id: &str| -> io::Result<Reply> {
        let mut smtp = Smtp::connect(rig.postfix.smtp_port())?;
        smtp.command("EHLO client.example.org")?;
        smtp.transaction(ALICE, &[BOB, CAROL], &message(id))
    };
    let answers = [
        (b'-', false),
        (b'-', true),
        (b'm', true),
        (b'b', true),
        (b'a', false),
        (b'a', true),
    ];
    for (letter, passed_on) in answers {
        let id = format!("split-{}-{passed_on}", letter as char);
        let running = rig.daemon.running();
        interposer.arm(
            Moment {
                side: Side::Milter,
                letter,
                nth: 1,
                passed_on,
            },
            move || running.kill(),
        );
        let answer = send(&rig, &id);
        assert!(interposer.struck(), "{:?}", interposer.seen());
        let taken = answer.as_ref().is_ok_and(Reply::is_ok);
        assert_eq!(
            taken,
            (letter, passed_on) == (b'a', true),
            "{id}: {answer:?}"
        );
        rig.daemon.running().kill();
        rig.daemon.run(&[]);
        if !taken {
            let again = send(&rig, &id);
            assert!(
                again.as_ref().is_ok_and(Reply::is_ok),
                "{id}: the second try got {again:?}"
            );
        }
        rig.accepted.push(id);
    }
    rig.postfix.settle();
    for one in [BOB, CAROL] {
        let mails = rig.postfix.mailbox(one).mails();
        let mut arrived: Vec<_> = mails.iter().map(|mail| mail.field("Message-ID")).collect();
        let mut accepted: Vec<_> = rig
            .accepted
            .iter()
            .map(|id| format!("<{id}@example.org>"))
            .collect();
        arrived.sort();
        accepted.sort();
        assert_eq!(
            arrived, accepted,
            "what was taken and what arrived at {one} differ"
        );
        assert_eq!(
            mails
                .iter()
                .all(|mail| mail.fields("X-Postseal").len() == 1),
            one == BOB
        );
    }
    let carols = rig.postfix.mailbox(CAROL).folder();
    assert!(
        rig.postfix
            .files_with(CANARY)
            .iter()
            .all(|file| file.starts_with(&carols))
    );
}

/// Each `milter_default_action`, with the milter dead and killed at each state: clear text leaves
/// the host with `accept` alone, and with `quarantine` once the administrator releases it, since
/// what is released passes no milter. `shutdown` is one of newer Postfix versions; to 3.7 it is a
/// mistake in the configuration.
#[test]
fn what_leaves_when_the_milter_dies_is_what_the_default_action_says() {
    let actions = ["tempfail", "accept", "reject", "quarantine", "shutdown"];
    let rig = Rig::start("killed-actions", "unix:postseal/proxy.sock");
    let interposer = Interposer::listen(
        &rig.postfix.socket("proxy.sock"),
        &rig.postfix.socket("milter.sock"),
    );
    let ports = actions.map(|action| (action, Port::take()));
    let master = rig.postfix.config_dir().join("master.cf");
    let mut services = fs::read_to_string(&master).unwrap();
    for (action, port) in &ports {
        let milters = format!(
            "{{ smtpd_milters = {{ unix:postseal/proxy.sock, default_action={action} }} }}"
        );
        services += &format!(
            "127.0.0.1:{} inet n - y - - smtpd\n  -o {milters}\n",
            port.number()
        );
    }
    fs::write(&master, services).unwrap();
    rig.postfix.reload();
    let moment = |side, letter, nth| Moment {
        side,
        letter,
        nth,
        passed_on: true,
    };
    let moments = [
        moment(Side::Postfix, b'M', 1),
        moment(Side::Postfix, b'N', 1),
        moment(Side::Postfix, b'B', 2),
        // Not passed on: the milter may answer the end of a message before the strike comes.
        Moment {
            passed_on: false,
            ..moment(Side::Postfix, b'E', 1)
        },
        moment(Side::Milter, b'm', 1),
        moment(Side::Milter, b'b', 2),
    ];
    let bob = rig.postfix.mailbox(BOB);
    for (action, port) in &ports {
        wait_for("Postfix's new listener", || {
            TcpStream::connect(("127.0.0.1", port.number())).ok()
        });
        rig.daemon.running().kill();
        let mut answers = vec![send_to(port.number(), &format!("{action}-dead"))];
        for moment in moments {
            rig.daemon.running().kill();
            rig.daemon.run(&[]);
            let running = rig.daemon.running();
            interposer.arm(moment, move || running.kill());
            answers.push(send_to(
                port.number(),
                &format!("{action}-{}", moment.letter as char),
            ));
            assert!(interposer.struck(), "{moment:?}: {:?}", interposer.seen());
        }
        let expected = match *action {
            "accept" | "quarantine" => 250,
            "reject" => 550,
            _ => 451,
        };
        // A milter that isn't there at all makes Postfix refuse the client at the door.
        let codes: Vec<u16> = answers
            .iter()
            .map(|reply| if reply.code == 554 { 550 } else { reply.code })
            .collect();
        assert_eq!(codes, [expected; 7], "{action}: {answers:?}");
        let leaked = answers.len();
        if *action == "quarantine" {
            let held = rig.postfix.queued();
            assert!(
                held.iter()
                    .all(|file| file.to_string_lossy().contains("/queue/hold/")),
                "{held:?}"
            );
            assert_eq!((held.len(), bob.count()), (leaked, 0));
            rig.postfix.release_all();
            rig.postfix.flush();
        }
        if matches!(*action, "accept" | "quarantine") {
            wait_for("clear text to leave", || {
                (bob.count() == leaked - 1).then_some(())
            });
            // Killed between body frames: half a carrier, and the clear text beside it.
            let corrupt = wait_for("the broken queue file to be put aside", || {
                let queued = rig.postfix.queued();
                (queued.len() == 1 && queued[0].to_string_lossy().contains("/queue/corrupt/"))
                    .then_some(queued)
            });
            assert!(bob.mails().iter().all(|mail| mail.text().contains(CANARY)));
            assert_eq!(rig.postfix.files_with(CANARY).len(), leaked);
            let clear: Vec<_> = bob
                .mails()
                .into_iter()
                .map(|mail| mail.path)
                .chain(corrupt)
                .collect();
            succeed(as_root("rm").args(clear));
        }
        assert_eq!(
            rig.postfix.files_with(CANARY),
            [] as [std::path::PathBuf; 0],
            "{action}"
        );
        assert_eq!(
            (rig.postfix.queued().len(), bob.count()),
            (0, 0),
            "{action}"
        );
    }
}

/// The last answer, be it the greeting.
fn send_to(port: u16, id: &str) -> Reply {
    let sent = Smtp::connect(port).and_then(|mut smtp| {
        smtp.command("EHLO client.example.org")?;
        smtp.transaction(ALICE, &[BOB], &message(id))
    });
    sent.unwrap_or_else(|error| {
        let text = error.to_string();
        let code = text
            .split("code: ")
            .nth(1)
            .and_then(|rest| rest.get(..3)?.parse().ok());
        Reply {
            code: code.unwrap_or_else(|| panic!("{id}: {text}")),
            text,
        }
    })
}

#[test]
fn what_the_sendmail_command_takes_while_the_milter_is_dead_waits_for_it() {
    let rig = Rig::start("killed-sendmail", "unix:postseal/milter.sock");
    let message = |id: &str| {
        format!("From: {ALICE}\nTo: {BOB}\nSubject: [secure] {id}\n\n{CANARY}\n").into_bytes()
    };
    rig.postfix.sendmail(&["-f", ALICE, BOB], &message("first"));
    rig.postfix.wait_log("connect to Milter service");
    assert_eq!(rig.postfix.mailbox(BOB).count(), 0);
    rig.daemon.run(&[]);
    // The next mail makes Postfix look at the one before it too.
    rig.postfix
        .sendmail(&["-f", ALICE, BOB], &message("second"));
    rig.postfix.mailbox(BOB).wait(2);
    rig.postfix.settle();
    for mail in rig.postfix.mailbox(BOB).mails() {
        assert_sealed(&mail, &[CANARY]);
    }
    assert_eq!(
        rig.postfix.files_with(CANARY),
        [] as [std::path::PathBuf; 0]
    );
}
