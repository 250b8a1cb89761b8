//! Copies on their way to a server that is slow, or refuses one, or while the milter is killed
//! (SIGKILL): nobody gets a copy twice, and the message at hand goes out with all copies or not.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use crate::limits::noise;
use crate::sealing::{CANARY, mail};
use rig::daemon::Daemon;
use rig::interposer::{Interposer, Side};
use rig::postfix::{Postfix, Setup};
use rig::stage::{ALICE, BOB, assert_sealed};
use rig::wait_for;

const CAROL: &str = "carol@example.com";

/// When something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// The server has none of the copy.
    Envelope,
    /// The server has some of the copy, and the milter waits to send more.
    Middle,
    /// The server has all of the copy, and has not answered.
    End,
}

type Event = Box<dyn FnOnce() + Send>;

/// A server that takes copies, and lets something happen at one moment.
#[derive(Clone)]
struct Server {
    taken: Arc<AtomicUsize>,
    /// What it says to the end of a copy.
    code: Arc<AtomicU16>,
    due: Arc<Mutex<Option<(At, Event)>>>,
}

impl Server {
    fn start() -> (Self, u16) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self {
            taken: Arc::default(),
            code: Arc::new(AtomicU16::new(250)),
            due: Arc::default(),
        };
        let serving = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = serving.clone();
                std::thread::spawn(move || serving.serve(stream));
            }
        });
        (server, port)
    }

    fn at(&self, at: At, event: impl FnOnce() + Send + 'static) {
        *self.due.lock().unwrap() = Some((at, Box::new(event)));
    }

    fn reach(&self, at: At) {
        let mut due = self.due.lock().unwrap();
        if due.as_ref().is_some_and(|(wanted, _)| *wanted == at) {
            due.take().unwrap().1();
        }
    }

    /// Whether what was due has happened.
    fn has_reached(&self) -> bool {
        self.due.lock().unwrap().is_none()
    }

    fn serve(&self, mut stream: TcpStream) -> Option<()> {
        let mut lines = BufReader::new(stream.try_clone().ok()?);
        stream.write_all(b"220 ready\r\n").ok()?;
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let verb = line.get(..4)?.to_ascii_uppercase();
            if verb == "DATA" {
                self.reach(At::Envelope);
                stream.write_all(b"354 go on\r\n").ok()?;
                let mut some = [0; 16];
                lines.read_exact(&mut some).ok()?;
                self.reach(At::Middle);
                let mut content = some.to_vec();
                while !content.ends_with(b"\r\n.\r\n") {
                    if lines.read_until(b'\n', &mut content).ok()? == 0 {
                        return None;
                    }
                }
                self.reach(At::End);
                let code = self.code.load(Relaxed);
                self.taken.fetch_add(usize::from(code == 250), Relaxed);
                stream
                    .write_all(format!("{code} so be it\r\n").as_bytes())
                    .ok()?;
                continue;
            }
            let answer: &[u8] = match verb.as_str() {
                "EHLO" => b"250-here\r\n250-8BITMIME\r\n250 PIPELINING\r\n",
                "QUIT" => b"221 bye\r\n",
                _ => b"250 ok\r\n",
            };
            stream.write_all(answer).ok()?;
        }
    }
}

/// A milter whose copies go to such a server.
fn rig(setup: &Setup) -> (Postfix, Daemon, Server) {
    let postfix = Postfix::start(setup);
    let daemon = Daemon::install(&postfix);
    let (server, port) = Server::start();
    daemon.configure(|config| {
        let rule = toml::toml! { name = "net" when = { recipient = "example.net" } then = "seal" };
        config.insert("rule".into(), toml::Value::Array(vec![rule.into()]));
        let mail = config["mail"].as_table_mut().unwrap();
        mail.insert("submit".into(), format!("127.0.0.1:{port}").into());
    });
    (postfix, daemon, server)
}

#[test]
fn a_copy_is_taken_once_whenever_the_milter_is_killed() {
    let (postfix, daemon, server) = rig(&Setup::new("taken-over"));
    daemon.run(&[]);
    // More than waits between two programs at a time.
    let long = noise(20_000_000);
    for (count, at) in [At::Envelope, At::Middle, At::End].into_iter().enumerate() {
        let text = format!("{CANARY} {at:?}\r\n{long}");
        let message = mail(&format!("{at:?}"), "", &text);
        let send = || rig::smtp::send(postfix.smtp_port(), ALICE, &[BOB, CAROL], &message);
        let running = daemon.running();
        server.at(at, move || running.kill());
        let answer = send();
        assert!(answer.is_tempfail(), "{at:?}: {answer:?}");
        assert!(
            server.due.lock().unwrap().is_none(),
            "{at:?} was not reached"
        );
        daemon.run(&[]);
        let answer = send();
        assert!(answer.is_ok(), "{at:?}: {answer:?}");
        postfix.settle();
        assert_eq!(server.taken.load(Relaxed), count + 1, "{at:?}: copies");
        assert_eq!(postfix.mailbox(BOB).count(), count + 1, "{at:?}: carriers");
    }
}

/// What makes the message a carrier is said before the copy is taken.
#[test]
fn a_copy_that_is_refused_at_its_end_refuses_the_message() {
    let (postfix, daemon, server) = rig(&Setup::new("refused-at-end"));
    daemon.run(&[]);
    let message = mail("plan", "", &format!("{CANARY}\r\n"));
    let send = || rig::smtp::send(postfix.smtp_port(), ALICE, &[BOB, CAROL], &message);
    for (code, expected) in [(452, 451), (554, 554)] {
        server.code.store(code, Relaxed);
        assert_eq!(send().code, expected);
    }
    assert!(postfix.queued().is_empty());
    server.code.store(250, Relaxed);
    assert!(send().is_ok());
    postfix.settle();
    assert_eq!(
        (server.taken.load(Relaxed), postfix.mailbox(BOB).count()),
        (1, 1)
    );
    assert_sealed(&postfix.mailbox(BOB).wait(1), &[CANARY]);
}

#[test]
fn while_a_copy_is_not_answered_the_mta_is_told_that_we_are_at_it() {
    let setup = Setup::new("slow-copy").with_milters(&["unix:postseal/between.sock"]);
    let (postfix, daemon, server) = rig(&setup);
    let interposer = Interposer::listen(
        &postfix.socket("between.sock"),
        &postfix.socket("milter.sock"),
    );
    daemon.run(&[]);
    let between = interposer.clone();
    server.at(At::End, move || {
        wait_for("the milter to say that it is at it", || {
            between.seen().contains(&(Side::Milter, b'p')).then_some(())
        });
    });
    let message = mail("plan", "", &format!("{CANARY}\r\n"));
    let answer = rig::smtp::send(postfix.smtp_port(), ALICE, &[BOB, CAROL], &message);
    assert!(answer.is_ok() && server.has_reached(), "{answer:?}");
    let said: Vec<u8> = interposer
        .seen()
        .into_iter()
        .filter(|(side, _)| *side == Side::Milter)
        .map(|(_, letter)| letter)
        .skip_while(|letter| *letter != b'-')
        .collect();
    assert!(
        said.iter().position(|&letter| letter == b'b')
            < said.iter().position(|&letter| letter == b'p'),
        "the carrier waits for the copy: {}",
        String::from_utf8_lossy(&said)
    );
    postfix.settle();
    assert_sealed(&postfix.mailbox(BOB).wait(1), &[CANARY]);
}
