//! The milter is killed (SIGKILL) while a copy is on its way to a server: whether that has taken the
//! copy is known to the next attempt.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use crate::limits::noise;
use crate::sealing::{CANARY, mail};
use rig::daemon::{Daemon, Running};
use rig::postfix::{Postfix, Setup};
use rig::stage::{ALICE, BOB};

const CAROL: &str = "carol@example.com";

/// When the milter is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// The server has none of the copy.
    Envelope,
    /// The server has some of the copy, and the milter waits to send more.
    Middle,
    /// The server has all of the copy, and has not answered.
    End,
}

/// A server that takes copies, and kills the milter at one moment.
#[derive(Clone)]
struct Server {
    taken: Arc<AtomicUsize>,
    due: Arc<Mutex<Option<(At, Running)>>>,
}

impl Server {
    fn start() -> (Self, u16) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self {
            taken: Arc::default(),
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

    fn reach(&self, at: At) {
        let mut due = self.due.lock().unwrap();
        if due.as_ref().is_some_and(|(wanted, _)| *wanted == at) {
            due.take().unwrap().1.kill();
        }
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
                let mut some = [0; 1024];
                lines.read_exact(&mut some).ok()?;
                self.reach(At::Middle);
                let mut content = some.to_vec();
                while !content.ends_with(b"\r\n.\r\n") {
                    if lines.read_until(b'\n', &mut content).ok()? == 0 {
                        return None;
                    }
                }
                self.reach(At::End);
                self.taken.fetch_add(1, Relaxed);
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

#[test]
fn a_copy_is_taken_once_whenever_the_milter_is_killed() {
    let postfix = Postfix::start(&Setup::new("taken-over"));
    let daemon = Daemon::install(&postfix);
    let (server, port) = Server::start();
    daemon.configure(|config| {
        let rule = toml::toml! { name = "net" when = { recipient = "example.net" } then = "seal" };
        config.insert("rule".into(), toml::Value::Array(vec![rule.into()]));
        let mail = config["mail"].as_table_mut().unwrap();
        mail.insert("submit".into(), format!("127.0.0.1:{port}").into());
    });
    daemon.run(&[]);
    // More than waits between two programs at a time.
    let long = noise(20_000_000);
    for (count, at) in [At::Envelope, At::Middle, At::End].into_iter().enumerate() {
        let text = format!("{CANARY} {at:?}\r\n{long}");
        let message = mail(&format!("{at:?}"), "", &text);
        let send = || rig::smtp::send(postfix.smtp_port(), ALICE, &[BOB, CAROL], &message);
        *server.due.lock().unwrap() = Some((at, daemon.running()));
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
