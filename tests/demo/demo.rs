//! `make demo`: a tagged mail goes in at a real Postfix in clear, arrives sealed, and is read by
//! its recipient after a passcode.
//!
//! Ends with exit code 0 only if all of that really happened. `KEEP=1` leaves everything running
//! until Ctrl-C.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rig::daemon::{Daemon, Running};
use rig::mailbox::Mail;
use rig::place;
use rig::postfix::{self, Postfix, Setup};
use rig::stage::{ALICE, BOB, assert_sealed, wrapper};
use rig::visit::{Visit, passcode};
use tokio::signal::unix::{SignalKind, signal};

const SUBJECT: &str = "The figures you asked for";
const TEXT: &str = "Dear Bob,

here are the figures for the second quarter. Please keep them
to yourself until Monday.

Alice";
const FIGURES: &str = "quarter,revenue\nQ1,1204\nQ2,1377\n";

fn main() -> ExitCode {
    // What the rig finds wrong comes as a panic with a sentence; everything is stopped while it
    // unwinds.
    std::panic::set_hook(Box::new(|panic| {
        eprintln!(
            "\nThe demo stopped: {}",
            panic.payload_as_str().unwrap_or("?")
        )
    }));
    let former = place::target_dir().join("demo/etc");
    postfix::stop(&former);
    let running = Arc::new(OnceLock::new());
    stop_on_signals(running.clone());
    match std::panic::catch_unwind(|| demo(&running)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn demo(running: &OnceLock<Running>) {
    let folder = place::fresh_folder("demo");
    println!("Alice (example.org) writes to Bob (example.net), who has no keys and no account.");
    println!(
        "All of it happens on this machine, on loopback; the files are in {}.\n",
        folder.display()
    );

    let postfix = Postfix::start_in(folder.clone(), &Setup::new("demo"));
    let daemon = Daemon::install(&postfix);
    running.set(daemon.running()).ok();
    daemon.run(&[]);
    step(&format!(
        "A private Postfix listens on 127.0.0.1:{}, postseal is its milter.",
        postfix.smtp_port()
    ));

    let attachment = folder.join("figures.csv");
    fs::write(&attachment, FIGURES).expect("the attachment can be written");
    let answer = swaks(&postfix, &attachment);
    step(&format!(
        "Alice sends \"[secure] {SUBJECT}\" with figures.csv, by swaks."
    ));
    note(&format!("Postfix: {answer}"));

    let bob = postfix.mailbox(BOB);
    let carrier = bob.wait(1);
    prove_sealed(&postfix, &carrier);
    let wrapper = wrapper(&carrier);
    fs::write(folder.join("message.html"), &wrapper).expect("message.html can be saved");
    step(&format!(
        "Bob gets \"{}\" from {}.",
        carrier.field("Subject"),
        carrier.field("From")
    ));
    note(&format!(
        "The mail has {} bytes; message.html, attached, has {}.",
        carrier.bytes.len(),
        wrapper.len()
    ));
    note(
        "Neither the text nor the figures stand in it, in no coding; nor anywhere in Postfix's \
         queue or log.",
    );

    let mut visit = Visit::open(daemon.portal_port(), &wrapper);
    step("Bob opens message.html and presses its button.");
    note(&format!(
        "The portal at {} has the ciphertext in memory now, and asks for proof.",
        daemon.url()
    ));
    assert!(
        !visit.text().contains("second quarter"),
        "the portal shows the message without proof"
    );

    visit.ask_for_code(BOB);
    let code = passcode(&bob.wait(2));
    step(&format!(
        "Bob asks for a code. It arrives in his mailbox: {code}."
    ));

    visit.enter(&code);
    let shown = visit.text();
    for line in TEXT.lines().filter(|line| !line.is_empty()) {
        assert!(
            shown.contains(line),
            "the portal does not show {line:?} but:\n{shown}"
        );
    }
    step("Bob types the code and reads:\n");
    let original = visit.download(".eml");
    let original = Mail {
        path: folder.join("opened.eml"),
        bytes: original,
    };
    let text = original.body("plain").expect("the opened mail has text");
    for line in text.trim().lines() {
        println!("    | {line}");
    }
    let saved = visit.download("figures.csv");
    assert_eq!(
        String::from_utf8_lossy(&saved).replace("\r\n", "\n"),
        FIGURES,
        "figures.csv came out changed"
    );
    fs::write(folder.join("received-figures.csv"), &saved).expect("the attachment can be saved");
    println!(
        "\n    figures.csv, {} bytes, just as Alice sent it\n",
        saved.len()
    );

    if kept() {
        keep_running(&postfix, &daemon, &folder);
    } else {
        println!(
            "All of this really happened. `KEEP=1 make demo` leaves it running for you to try."
        );
    }
}

/// Whether everything stays running after the demo.
fn kept() -> bool {
    std::env::var("KEEP").is_ok_and(|keep| keep == "1")
}

fn step(sentence: &str) {
    println!("  {sentence}");
}

fn note(sentence: &str) {
    println!("      {sentence}");
}

/// Sends the mail as Alice's mail program would and returns Postfix's last word.
fn swaks(postfix: &Postfix, attachment: &Path) -> String {
    let mut command = Command::new("swaks");
    command
        .args([
            "--server",
            "127.0.0.1",
            "--port",
            &postfix.smtp_port().to_string(),
            "--from",
            ALICE,
            "--to",
            BOB,
        ])
        .args([
            "--header",
            &format!("Subject: [secure] {SUBJECT}"),
            "--body",
            TEXT,
            "--attach-type",
            "text/csv",
        ])
        .args([
            "--attach-name",
            "figures.csv",
            "--attach",
            &format!("@{}", attachment.display()),
        ]);
    let output = place::succeed(&mut command);
    let talk = String::from_utf8_lossy(&output.stdout).into_owned();
    let taken = talk
        .lines()
        .filter_map(|line| line.strip_prefix("<-  250 "))
        .find(|line| line.contains("queued"));
    taken
        .unwrap_or_else(|| panic!("Postfix did not take the mail:\n{talk}"))
        .to_owned()
}

/// Neither text nor attachment stands in what arrived, nor in any file of Postfix's.
fn prove_sealed(postfix: &Postfix, carrier: &Mail) {
    assert_sealed(
        carrier,
        &["second quarter", "until Monday", "Q2,1377", "[secure]"],
    );
    postfix.settle();
    for words in ["second quarter", "Q2,1377"] {
        let files = postfix.files_with(words);
        assert!(files.is_empty(), "\"{words}\" stands in clear in {files:?}");
    }
    // The search does find what is there.
    assert!(
        !postfix.files_with(SUBJECT).is_empty(),
        "the search for plaintext finds nothing at all"
    );
}

fn keep_running(postfix: &Postfix, daemon: &Daemon, folder: &Path) {
    let (port, portal) = (postfix.smtp_port(), daemon.url());
    let log = folder.join("postseal.log");
    println!("It goes on running. Things to try:\n");
    println!(
        "    open the message as Bob     {}",
        folder.join("message.html").display()
    );
    println!("    the portal                  {portal}");
    println!(
        "    Bob's mailbox (codes!)      {}",
        postfix.mailbox(BOB).folder().display()
    );
    println!(
        "    anybody else's              {}",
        folder.join("mailboxes/DOMAIN/NAME/new").display()
    );
    println!(
        "    send another                swaks --server 127.0.0.1 --port {port} --from {ALICE} \
         --to {BOB} \\"
    );
    println!(
        "                                    --header 'Subject: [secure] hello' --body 'only for \
         you'"
    );
    println!("    open that one as Bob        save its attachment message.html, or the whole file");
    println!("                                from Bob's mailbox, and choose it on the portal");
    let postseal = place::postseal_binary();
    println!("    what the rules would do     printf 'Subject: [secure] x\\n\\nhello\\n' | \\");
    println!(
        "                                    {} explain --from {ALICE} --to {BOB} \\",
        postseal.display()
    );
    println!(
        "                                    --config {}",
        daemon.config().display()
    );
    println!("    postseal's log              {}", log.display());
    println!(
        "    Postfix's log               {}\n",
        folder.join("log/mail.log").display()
    );
    println!("Ctrl-C stops everything.");
    loop {
        fs::write(&log, daemon.log()).expect("postseal's log can be written");
        std::thread::sleep(Duration::from_secs(1));
    }
}

/// Ctrl-C must leave neither a Postfix nor a postseal behind.
fn stop_on_signals(running: Arc<OnceLock<Running>>) {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime for signals");
        runtime.block_on(async {
            let mut terminated =
                signal(SignalKind::terminate()).expect("SIGTERM can be waited for");
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
        });
        if let Some(daemon) = running.get() {
            daemon.kill();
        }
        postfix::stop(&place::target_dir().join("demo/etc"));
        println!("\nStopped.");
        std::process::exit(if kept() { 0 } else { 130 });
    });
}
