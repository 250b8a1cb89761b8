//! What goes wrong around postseal, and what must not be seen of it.

use std::fs::{self, File};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use std::{io, thread};

use crate::limits::noise;
use crate::sealing::{CANARY, mail};
use rig::daemon::Daemon;
use rig::place::{self, Port, as_root, succeed};
use rig::postfix::{Postfix, Setup};
use rig::smtp::Smtp;
use rig::stage::{ALICE, BOB, Stage, assert_sealed, wrapper};
use rig::visit::{Visit, passcode};
use rig::wait_for;

const CAROL: &str = "carol@example.com";

fn no_files() -> Vec<PathBuf> {
    Vec::new()
}

#[test]
fn secrets_are_in_no_log_even_at_trace() {
    let stage = Stage::new("trace");
    let carrier = stage.deliver(&mail(
        "[secure] subject-Kq4",
        "X-Own: header-Kq4\r\n",
        &format!("{CANARY}\r\n"),
    ));
    stage.daemon.running().kill();
    stage.daemon.run(&["env", "POSTSEAL_LOG=trace"]);
    stage.deliver(&mail(
        "[secure] subject-Kq4",
        "X-Own: header-Kq4\r\n",
        &format!("{CANARY}\r\n"),
    ));
    let mut visit = stage.visit(&carrier);
    visit.prove(BOB, &stage.bob());
    assert!(visit.text().contains(CANARY));
    let log = stage.daemon.wait_log("an address was proven", 1);
    assert!(
        log.contains("TRACE") || log.contains("DEBUG"),
        "the level took effect:\n{log}"
    );
    let code = String::from_utf8_lossy(&stage.bob().mails().pop().unwrap().bytes).into_owned();
    let code = code.split("Your code:").nth(1).unwrap().trim_start()[..9].to_owned();
    assert!(
        code.replace(' ', "")
            .bytes()
            .all(|byte| byte.is_ascii_digit()),
        "{code}"
    );
    let keyring = fs::read_dir(stage.daemon.folder().join("keyring")).unwrap();
    let keys = keyring.filter_map(|entry| {
        let path = entry.unwrap().path();
        path.extension()
            .is_some_and(|ending| ending == "key")
            .then(|| fs::read_to_string(path).unwrap())
    });
    let keys: Vec<String> = keys
        .map(|line| line.split_whitespace().last().unwrap().to_owned())
        .collect();
    assert!(!keys.is_empty());
    let secrets = [
        CANARY,
        "subject-Kq4",
        "header-Kq4",
        &code,
        &code.replace(' ', ""),
    ];
    for secret in secrets.into_iter().chain(keys.iter().map(String::as_str)) {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[test]
fn without_its_keyring_the_milter_tempfails_and_recovers() {
    let rule = toml::toml! { name = "month" then = "seal" expires = "30d" };
    let stage = Stage::with("keyring-gone", |config| {
        config.insert("rule".into(), toml::Value::Array(vec![rule.into()]));
    });
    let (keyring, away) = (
        stage.daemon.folder().join("keyring"),
        stage.daemon.folder().join("keyring-away"),
    );
    let message = mail("x", "", &format!("{CANARY}\r\n"));
    fs::rename(&keyring, &away).unwrap();
    // A message that expires needs an epoch key of its day, which can't be made now.
    let refused = stage.send(&[BOB], &message);
    assert!(refused.is_tempfail(), "{refused:?}");
    fs::rename(&away, &keyring).unwrap();
    let carrier = stage.deliver(&message);
    assert_sealed(&carrier, &[CANARY]);
    assert!(String::from_utf8_lossy(&stage.daemon.open(&carrier.bytes)).contains(CANARY));
    assert!(stage.postfix.files_with(CANARY).is_empty());
}

/// How soon all works again once a fault is gone.
const RECOVERY: Duration = Duration::from_secs(5);

fn rule(lines: toml::Table) -> toml::Value {
    toml::Value::Array(vec![lines.into()])
}

/// A small disk of its own, taken away again when dropped.
struct Disk {
    folder: PathBuf,
}

impl Disk {
    /// Of so many bytes, for so many files.
    fn mount(name: &str, bytes: usize, files: usize) -> Self {
        // One that an interrupted run has left.
        as_root("umount")
            .arg("-l")
            .arg(place::target_dir().join(name))
            .output()
            .unwrap();
        let folder = place::fresh_folder(name);
        let mut mount = as_root("mount");
        mount.args([
            "-t",
            "tmpfs",
            "-o",
            &format!("size={bytes},nr_inodes={files},mode=0777"),
            "postseal-test",
        ]);
        succeed(mount.arg(&folder));
        Self { folder }
    }

    fn free(&self) -> usize {
        let df = succeed(
            as_root("df")
                .args(["--output=avail", "-B1"])
                .arg(&self.folder),
        )
        .stdout;
        String::from_utf8_lossy(&df)
            .lines()
            .last()
            .unwrap()
            .trim()
            .parse()
            .unwrap()
    }

    /// Fills it until only so many bytes are left.
    fn fill(&self, left: usize) {
        fs::write(
            self.folder.join("ballast"),
            vec![0; self.free().saturating_sub(left)],
        )
        .unwrap();
    }

    /// Fills it until no file can be made any more.
    fn use_up_files(&self) {
        fs::create_dir(self.folder.join("files")).unwrap();
        let full =
            (0..10_000).find(|n| File::create(self.folder.join(format!("files/{n}"))).is_err());
        assert!(full.is_some(), "the disk has no bound");
    }

    /// Makes room again.
    fn clear(&self) {
        for ballast in ["ballast", "files"] {
            let path = self.folder.join(ballast);
            let _ = if path.is_dir() {
                fs::remove_dir_all(path)
            } else {
                fs::remove_file(path)
            };
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        as_root("umount").arg("-l").arg(&self.folder).output().ok();
    }
}

#[test]
fn a_disk_that_fills_up_while_the_carrier_is_written_loses_and_shows_nothing() {
    let disk = Disk::mount("rig/full-queue", 16 << 20, 0);
    let extra = "message_size_limit = 2000000\n".to_owned();
    let postfix = Postfix::start_in(
        disk.folder.clone(),
        &Setup {
            extra,
            ..Setup::new("full-queue")
        },
    );
    let daemon = Daemon::start(&postfix);
    let message = mail("[secure] large", "", &noise(1 << 20));
    let mut smtp = Smtp::connect(postfix.smtp_port()).unwrap();
    let (from, to) = (format!("MAIL FROM:<{ALICE}>"), format!("RCPT TO:<{BOB}>"));
    for command in ["EHLO client.example.org", &from, &to, "DATA"] {
        assert!(smtp.command(command).unwrap().is_ok(), "{command}");
    }
    // Postfix has made sure that there is room for the message. Now there is just that; the
    // carrier, which is written in its place, is a little longer.
    disk.fill(message.len() + 16 * 1024);
    smtp.content(&message).unwrap();
    let refused = smtp.end().unwrap();
    assert_eq!(refused.code, 451, "{refused:?}");
    postfix.wait_log("No space left on device");
    // The carrier was being written.
    daemon.wait_log("decision=\"seal\"", 1);
    postfix.settle();
    assert_eq!(postfix.files_with(CANARY), no_files());
    assert_eq!(postfix.mailbox(BOB).count(), 0);

    let send = || rig::smtp::send(postfix.smtp_port(), ALICE, &[BOB], &message);
    disk.clear();
    let cleared = Instant::now();
    assert!(send().is_ok());
    assert!(cleared.elapsed() < RECOVERY, "{:?}", cleared.elapsed());
    assert_sealed(&postfix.mailbox(BOB).wait(1), &[CANARY]);
    postfix.settle();
    assert_eq!(postfix.files_with(CANARY), no_files());
    drop((daemon, postfix));
}

#[test]
fn a_full_disk_under_keys_and_records_puts_messages_off_before_any_copy_is_out() {
    let postfix = Postfix::start(&Setup::new("full-disk"));
    let disk = Disk::mount("rig/full-disk-small", 1 << 20, 50);
    let daemon = Daemon::install(&postfix);
    let keyring = disk.folder.join("keyring");
    succeed(
        as_root("cp")
            .arg("-a")
            .arg(daemon.folder().join("keyring"))
            .arg(&keyring),
    );
    let state = disk.folder.join("submitted");
    let net = toml::toml! { name = "net" when = { recipient = "example.net" } then = "seal" };
    daemon.configure(|config| {
        config["keyring"]
            .as_table_mut()
            .unwrap()
            .insert("dir".into(), keyring.display().to_string().into());
        config["milter"]
            .as_table_mut()
            .unwrap()
            .insert("submitted".into(), state.display().to_string().into());
        config.insert("rule".into(), rule(net));
    });
    daemon.run(&[]);
    let send = |to: &[&str], id: &str| {
        rig::smtp::send(
            postfix.smtp_port(),
            ALICE,
            to,
            &mail(id, "", &format!("{CANARY}\r\n")),
        )
    };
    // The records of copies.
    assert!(send(&[BOB, CAROL], "before").is_ok());
    disk.use_up_files();
    let refused = send(&[BOB, CAROL], "records");
    assert_eq!(refused.code, 451, "{refused:?}");
    postfix.settle();
    assert_eq!(
        [BOB, CAROL].map(|one| postfix.mailbox(one).count()),
        [1, 1],
        "no copy went out that would not be remembered"
    );
    assert!(
        send(&[BOB], "sealed").is_ok(),
        "what needs no record goes on"
    );
    disk.clear();
    let cleared = Instant::now();
    assert!(send(&[BOB, CAROL], "records").is_ok());
    assert!(cleared.elapsed() < RECOVERY, "{:?}", cleared.elapsed());

    // The key of the day on which a message expires.
    let month = toml::toml! { name = "month" then = "seal" expires = "30d" };
    daemon.configure(|config| _ = config.insert("rule".into(), rule(month)));
    daemon.running().kill();
    daemon.run(&[]);
    disk.fill(0);
    let refused = send(&[BOB], "keys");
    assert_eq!(refused.code, 451, "{refused:?}");
    disk.clear();
    assert!(send(&[BOB], "keys").is_ok());
    postfix.settle();
    assert_eq!([BOB, CAROL].map(|one| postfix.mailbox(one).count()), [4, 2]);
    let last = postfix.mailbox(BOB).mails().pop().unwrap();
    assert_sealed(&last, &[CANARY]);
    assert!(String::from_utf8_lossy(&daemon.open(&last.bytes)).contains(CANARY));
    drop((daemon, postfix));
}

/// The submission listener is a door here, which the test opens: behind it is Postfix's own.
#[test]
fn two_attempts_at_one_message_make_one_copy() {
    let postfix = Postfix::start(&Setup::new("attempts"));
    let daemon = Daemon::install(&postfix);
    let door = TcpListener::bind("127.0.0.1:0").unwrap();
    let submit = door.local_addr().unwrap().to_string();
    let net = toml::toml! { name = "net" when = { recipient = "example.net" } then = "seal" };
    daemon.configure(|config| {
        config["mail"]
            .as_table_mut()
            .unwrap()
            .insert("submit".into(), submit.into());
        config.insert("rule".into(), rule(net));
    });
    daemon.run(&[]);
    let message = mail("plan", "", &format!("{CANARY}\r\n"));
    let (port, reinjection) = (postfix.smtp_port(), postfix.reinjection_port());
    thread::scope(|scope| {
        let first = scope.spawn(|| rig::smtp::send(port, ALICE, &[BOB, CAROL], &message));
        let (knocks, _) = door.accept().unwrap();
        // The copy is being submitted. The client, or somebody before it, tries again.
        let second = scope.spawn(|| rig::smtp::send(port, ALICE, &[BOB, CAROL], &message));
        wait_for("the second attempt", || {
            (fs::read_dir(daemon.folder().join("submitted"))
                .is_ok_and(|entries| entries.count() > 0)
                && postfix.log().matches("message-id=<").count() >= 2)
                .then_some(())
        });
        door.set_nonblocking(true).unwrap();
        let deadline = Instant::now() + Duration::from_millis(500);
        while Instant::now() < deadline {
            assert!(
                door.accept().is_err(),
                "the second attempt submits the copy too"
            );
            thread::sleep(Duration::from_millis(20));
        }
        pass_on(knocks, reinjection);
        for attempt in [first, second] {
            let reply = attempt.join().unwrap();
            assert!(reply.is_ok(), "{reply:?}");
        }
    });
    postfix.settle();
    assert_eq!(postfix.mailbox(CAROL).count(), 1);
    let left: Vec<_> = fs::read_dir(daemon.folder().join("submitted"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(
        left.iter().all(|file| file.extension().is_none()),
        "only the record is left: {left:?}"
    );
}

/// Passes on what comes to a door, to Postfix's reinjection listener.
fn open(door: TcpListener, reinjection: u16) {
    thread::spawn(move || {
        for stream in door.incoming().flatten() {
            pass_on(stream, reinjection);
        }
    });
}

fn pass_on(stream: TcpStream, reinjection: u16) {
    let behind = TcpStream::connect(("127.0.0.1", reinjection)).unwrap();
    for (mut from, mut to) in [
        (stream.try_clone().unwrap(), behind.try_clone().unwrap()),
        (behind, stream),
    ] {
        thread::spawn(move || {
            io::copy(&mut from, &mut to).ok();
            to.shutdown(Shutdown::Both).ok();
        });
    }
}

#[test]
fn when_the_submission_listener_comes_back_copies_and_passcodes_go_out() {
    let postfix = Postfix::start(&Setup::new("listener-down"));
    let daemon = Daemon::install(&postfix);
    let port = Port::take();
    let submit = format!("127.0.0.1:{}", port.number());
    let net = toml::toml! { name = "net" when = { recipient = "example.net" } then = "seal" };
    daemon.configure(|config| {
        config["mail"]
            .as_table_mut()
            .unwrap()
            .insert("submit".into(), submit.clone().into());
        config.insert("rule".into(), rule(net));
    });
    daemon.run(&[]);
    let message = mail("plan", "", &format!("{CANARY}\r\n"));
    let send = |to: &[&str]| rig::smtp::send(postfix.smtp_port(), ALICE, to, &message);
    let refused = send(&[BOB, CAROL]);
    assert_eq!(refused.code, 451, "{refused:?}");
    assert!(send(&[BOB]).is_ok(), "sealing needs no submission");
    let bob = postfix.mailbox(BOB);
    let mut visit = Visit::open(daemon.portal_port(), &wrapper(&bob.wait(1)));
    let page = visit.page.clone();
    visit.ask_for_code(BOB);
    let text = visit.page.text();
    assert_eq!(visit.page.response.status, 503, "{text}");
    assert!(text.contains("We can’t send a code now"), "{text}");
    assert!(send(&[BOB, CAROL]).is_tempfail());
    assert_eq!((bob.count(), postfix.mailbox(CAROL).count()), (1, 0));

    open(
        TcpListener::bind(&submit).unwrap(),
        postfix.reinjection_port(),
    );
    let opened = Instant::now();
    assert!(send(&[BOB, CAROL]).is_ok());
    postfix.mailbox(CAROL).wait(1);
    // Back to the page, and asked again; what the portal knows of the listener is a moment old.
    rig::wait_for("a code to be sent", || {
        visit.page = page.clone();
        visit.ask_for_code(BOB);
        (visit.page.response.status == 200).then_some(())
    });
    bob.wait(3);
    assert!(opened.elapsed() < RECOVERY, "{:?}", opened.elapsed());
    let code = bob
        .mails()
        .iter()
        .find(|mail| mail.fields("X-Postseal").is_empty())
        .map(passcode)
        .unwrap();
    visit.enter(&code);
    assert!(visit.text().contains(CANARY), "{}", visit.text());
}
