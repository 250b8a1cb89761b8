//! The rig's own parts, against Postfix alone: a rig that can't see a leak would prove nothing.

use rig::chromium::{Chromium, Look, Screen};
use rig::interposer::{Interposer, Moment, Side};
use rig::postfix::{Postfix, Setup};
use rig::recorder::Recorder;
use rig::smtp::{send, send_from_outside};
use rig::{html, place};

const MAIL: &[u8] =
    b"From: alice@example.org\r\nTo: bob@example.net\r\nSubject: hello\r\n folded\r\n\r\n.dot\r\n\
      canary-7\r\n";

#[test]
fn the_recorder_sees_what_was_sent() {
    let postfix =
        Postfix::start(&Setup::new("recorder").with_milters(&["unix:postseal/recorder.sock"]));
    let recorder = Recorder::listen(&postfix.socket("recorder.sock"));
    assert!(
        send(
            postfix.smtp_port(),
            "alice@example.org",
            &["bob@example.net"],
            MAIL
        )
        .is_ok()
    );
    let seen = recorder.wait(1);
    assert_eq!(
        (seen.sender.as_str(), seen.recipients.len()),
        ("<alice@example.org>", 1)
    );
    let seen = String::from_utf8(seen.message).unwrap();
    assert!(
        seen.starts_with(
            "From: alice@example.org\r\nTo: bob@example.net\r\nSubject: hello\r\n folded\r\n"
        ),
        "{seen}"
    );
    assert!(seen.ends_with("\r\n\r\n.dot\r\ncanary-7\r\n"), "{seen}");
    let mail = postfix.mailbox("bob@example.net").wait(1);
    assert_eq!(mail.field("Subject"), "hello folded");
    postfix.settle();
    assert_eq!(postfix.files_with("canary-7"), [mail.path]);
}

#[test]
fn local_mail_passes_the_milter_too() {
    let postfix =
        Postfix::start(&Setup::new("pickup").with_milters(&["unix:postseal/recorder.sock"]));
    let recorder = Recorder::listen(&postfix.socket("recorder.sock"));
    postfix.sendmail(
        &["-f", "alice@example.org", "bob@example.net"],
        b"Subject: local\n\nhi\n",
    );
    // Over SMTP the address stands in angle brackets; from pickup it doesn't.
    assert_eq!(recorder.wait(1).sender, "alice@example.org");
    assert_eq!(
        postfix.mailbox("bob@example.net").wait(1).field("Subject"),
        "local"
    );
}

#[test]
fn a_strike_at_a_frame_is_a_tempfail_for_the_client() {
    let postfix = Postfix::start(&Setup::new("strike").with_milters(&["unix:postseal/proxy.sock"]));
    Recorder::listen(&postfix.socket("recorder.sock"));
    let interposer = Interposer::listen(
        &postfix.socket("proxy.sock"),
        &postfix.socket("recorder.sock"),
    );
    interposer.arm(
        Moment {
            side: Side::Postfix,
            letter: b'B',
            nth: 1,
            passed_on: true,
        },
        || {},
    );
    let reply = send(
        postfix.smtp_port(),
        "alice@example.org",
        &["bob@example.net"],
        MAIL,
    );
    assert!(interposer.struck(), "{:?}", interposer.seen());
    assert!(reply.is_tempfail(), "{reply:?}");
    let reply = send(
        postfix.smtp_port(),
        "alice@example.org",
        &["carol@example.net"],
        MAIL,
    );
    assert!(reply.is_ok(), "{reply:?}");
    postfix.mailbox("carol@example.net").wait(1);
    postfix.settle();
    assert_eq!(
        postfix.files_with("canary-7").len(),
        1,
        "{:?}",
        postfix.files_with("canary-7")
    );
}

#[test]
fn a_stranger_may_send_in_and_not_through() {
    let postfix = Postfix::start(&Setup::new("outside").with_milters(&[]));
    let from_outside = |to| send_from_outside(postfix.smtp_port(), "bob@example.net", &[to], MAIL);
    assert!(from_outside("alice@example.org").is_ok());
    let relay = from_outside("zoe@example.edu");
    assert_eq!(relay.code / 100, 5, "{relay:?}");
}

#[test]
fn chromium_shows_and_saves_a_page() {
    let folder = place::fresh_folder("rig/page");
    let file = folder.join("page.html");
    std::fs::write(
        &file,
        "<title>t</title><p>Gr&uuml;&szlig;e <a download=x.txt href='data:,hi'>save</a>",
    )
    .unwrap();
    for (screen, width) in [(Screen::Desktop, 1440), (Screen::Phone, 360)] {
        let look = Look {
            screen,
            dark: true,
            script: screen == Screen::Phone,
        };
        let chromium = Chromium::start(&format!("chromium-{screen:?}"), look);
        chromium.goto(&format!("file://{}", file.display()));
        assert_eq!(chromium.text(), "Grüße save");
        assert_eq!(
            chromium.run("return matchMedia('(prefers-color-scheme: dark)').matches"),
            true
        );
        assert_eq!(chromium.run("return outerWidth"), width);
        chromium.click("a");
        assert_eq!(chromium.downloaded("x.txt"), b"hi");
        chromium.screenshot(&folder.join("page.png"));
    }
}

#[test]
fn forms_are_read_as_a_browser_reads_them() {
    let page = "<!-- <form> --><form method=POST action='/a?b=1&amp;c=2' \
                enctype=\"multipart/form-data\">\
        <input type=hidden name=x value=\"a&#43;b\n c\"><input name=y><button>Go \
                &gt;</button></form>";
    let forms = html::forms(page);
    assert_eq!(
        (
            forms.len(),
            forms[0].action.as_str(),
            forms[0].method.as_str()
        ),
        (1, "/a?b=1&c=2", "post")
    );
    assert_eq!(forms[0].field("x").unwrap().value, "a+b\n c");
    assert_eq!(forms[0].typed().unwrap().name, "y");
    assert_eq!(html::text(page), "Go >");
}
