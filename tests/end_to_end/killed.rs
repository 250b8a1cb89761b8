//! The milter is killed (SIGKILL) at each step of the protocol, under a real Postfix with `tempfail`: no plaintext goes
//! anywhere, and what the client was told was taken arrives, once.

use std::collections::BTreeSet;
use std::io;

use crate::rig::daemon::Daemon;
use crate::rig::interposer::{Interposer, Moment, Side};
use crate::rig::postfix::{Postfix, Setup};
use crate::rig::smtp::{Reply, Smtp};
use crate::rig::stage::{ALICE, BOB, assert_sealed};

const CANARY: &str = "canary-K7x";
/// How often each moment is tried; the number of deaths is printed, since zero leaks in N trials bound a rate at 3/N.
const ROUNDS: usize = 3;

/// A message that takes several body frames both ways; the canary stands in its header, and all through its body.
fn message(id: &str) -> Vec<u8> {
    let mut text = format!(
        "From: {ALICE}\r\nTo: {BOB}\r\nSubject: [secure] {id}\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n\
         Message-ID: <{id}@example.org>\r\nX-Secret: {CANARY}\r\n\r\n"
    );
    let mut state = 7_u64;
    while text.len() < 300_000 {
        text += CANARY;
        for _ in 0..8 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
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
        Self { daemon: Daemon::install(&postfix), postfix, accepted: Vec::new() }
    }

    /// What the client makes of an answer: when it was not "taken", it tries again, as every relay does.
    fn note(&mut self, id: &str, answer: &io::Result<Reply>) {
        if let Ok(reply) = answer {
            assert!(reply.is_ok() || reply.is_tempfail() || reply.code == 421, "{id} was refused for good: {reply:?}");
            if reply.is_ok() {
                self.accepted.push(id.to_owned());
                return;
            }
        }
        self.daemon.running().kill();
        self.daemon.run(&[]);
        let again = self.send(id);
        assert!(again.as_ref().is_ok_and(Reply::is_ok), "{id}: the second try got {again:?}");
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
        assert_eq!(self.postfix.files_with(CANARY), [] as [std::path::PathBuf; 0], "plaintext was left or delivered");
        let mails = bob.mails();
        for mail in &mails {
            assert_sealed(mail, &[CANARY]);
        }
        let mut arrived: Vec<_> = mails.iter().map(|mail| mail.field("Message-ID")).collect();
        let mut accepted: Vec<_> = self.accepted.iter().map(|id| format!("<{id}@example.org>")).collect();
        arrived.sort();
        accepted.sort();
        assert_eq!(arrived, accepted, "what was taken and what arrived differ");
        for mail in mails.iter().step_by(5) {
            let opened = self.daemon.open(&mail.bytes);
            let sent = message(mail.field("Message-ID").trim_matches('<').split('@').next().unwrap());
            assert!(opened == sent, "what is opened differs from what was sent");
        }
    }
}

#[test]
fn killed_at_each_frame() {
    let mut rig = Rig::start("killed-frames", "unix:postseal/proxy.sock");
    let interposer = Interposer::listen(&rig.postfix.socket("proxy.sock"), &rig.postfix.socket("milter.sock"));
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
                let may_be_taken = moment.side == Side::Milter && moment.passed_on;
                let taken = answer.as_ref().is_ok_and(Reply::is_ok);
                assert!(!taken || may_be_taken, "{moment:?}: taken, though the milter had not answered");
            }
            interposer.disarm();
            rig.note(&id, &answer);
        }
    }
    // A step that postseal negotiated away has no frame; these it can't do without.
    for letter in *b"OMRLNBE" {
        assert!(struck.contains(&(Side::Postfix, letter, true)), "never killed after {}", letter as char);
    }
    assert!(struck.contains(&(Side::Milter, b'b', true)), "never killed within the new body");
    rig.daemon.running().kill();
    rig.daemon.run(&[]);
    rig.conclude();
    println!("{} mails, killed at {} kinds of moment, no plaintext", rig.accepted.len(), struck.len());
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
    let answers = [(b'O', 1), (b'p', 1), (b'm', 1), (b'h', 1), (b'b', 1), (b'b', 3), (b'c', 1), (b'a', 1)];
    let all = commands.map(|command| (Side::Postfix, command)).into_iter();
    let all = all.chain(answers.map(|answer| (Side::Milter, answer)));
    all.flat_map(|(side, (letter, nth))| [false, true].map(|passed_on| Moment { side, letter, nth, passed_on }))
        .collect()
}

#[test]
fn killed_between_the_clients_commands() {
    let mut rig = Rig::start("killed-commands", "unix:postseal/milter.sock");
    // Before each of these the milter dies; the last is never sent.
    let steps = ["EHLO", "MAIL", "RCPT", "DATA", "half", "rest", "end", "after"];
    for round in 0..ROUNDS {
        for step in steps {
            rig.daemon.running().kill();
            rig.daemon.run(&[]);
            let id = format!("command-{round}-{step}");
            let running = rig.daemon.running();
            let answer = send_killing(rig.postfix.smtp_port(), &message(&id), step, || running.kill());
            let taken = answer.as_ref().is_ok_and(Reply::is_ok);
            assert!(!taken || step == "after", "killed before {step}: taken, though the milter was dead");
            rig.note(&id, &answer);
        }
    }
    rig.daemon.running().kill();
    rig.daemon.run(&[]);
    rig.conclude();
    println!("{} mails, killed before each of {} commands, no plaintext", rig.accepted.len(), steps.len());
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
