//! Carriers behind the filters that Debian has: what each makes of them still opens, whatever
//! transfer encoding a server on the way chose, and whether or not somebody forwarded the carrier.

use std::path::Path;
use std::process::Command;

use rig::chromium::{Chromium, Look, Screen};

use super::{Home, run};

const MESSAGE: &[u8] = b"Subject: x\r\n\r\nthe body\r\n";

/// Reads a mail with MIME::tools, and writes it with all its parts in one transfer encoding, as
/// MIMEDefang and others do.
const MIME_TOOLS: &str = r#"
use MIME::Parser;
my $parser = MIME::Parser->new;
$parser->output_to_core(1);
my $mail = $parser->parse(\*STDIN);
sub each_part {
    my $part = shift;
    return map { each_part($_) } $part->parts if $part->parts;
    $part->head->replace("Content-Transfer-Encoding", $ARGV[0]);
}
each_part($mail) if $ARGV[0];
$mail->print(\*STDOUT);
"#;

fn filter(program: &str, args: &[&str], mail: &[u8]) -> Vec<u8> {
    let done = run(Command::new(program).args(args), mail);
    assert_eq!(done.code, 0, "{program} {args:?}: {}", done.stderr);
    assert!(!done.stdout.is_empty(), "{program}");
    done.stdout
}

fn mime_tools(encoding: &str, mail: &[u8]) -> Vec<u8> {
    filter("perl", &["-e", MIME_TOOLS, encoding], mail)
}

/// What altermime makes of a mail: it appends to a file.
fn altermime(home: &Home, more: &[&str], mail: &[u8]) -> Vec<u8> {
    let path = |name: &str, content: &[u8]| {
        let path = home.path(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let mail = path("mail.eml", mail);
    let text = path("disclaimer.txt", b"-- \nThis mail is \"confidential\".\n");
    let html = path(
        "disclaimer.html",
        b"<p class='x'>This mail is \"confidential\".</p>\n",
    );
    let option = |name: &str, path: &Path| format!("--{name}={}", path.display());
    let done = run(
        Command::new("altermime")
            .arg(option("input", &mail))
            .arg(option("disclaimer", &text))
            .arg(option("disclaimer-html", &html))
            .args(more),
        b"",
    );
    assert_eq!(done.code, 0, "{}{}", done.stdout.len(), done.stderr);
    std::fs::read(mail).unwrap()
}

/// What SpamAssassin makes of a mail that it takes for spam: an attachment of a report.
fn spamassassin(report_safe: &str, mail: &[u8]) -> Vec<u8> {
    let safe = format!("--cf=report_safe {report_safe}");
    let args = ["--local", &safe, "--cf=required_score -100"];
    let wrapped = filter("spamassassin", &args, mail);
    let text = String::from_utf8_lossy(&wrapped).into_owned();
    assert!(text.contains("X-Spam-Flag: YES"), "{text}");
    wrapped
}

/// A mail with another attached.
fn forwarded(kind: &str, mail: &[u8]) -> Vec<u8> {
    let head = format!(
        "From: bob@example.net\r\nTo: carl@example.net\r\nSubject: Fwd: x\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=fwd\r\n\r\n--fwd\r\n\r\nsee below\r\n--fwd\r\n\
         Content-Type: {kind}\r\n\r\n"
    );
    [head.as_bytes(), mail, b"\r\n--fwd--\r\n"].concat()
}

#[test]
fn a_carrier_opens_behind_each_filter() {
    let home = Home::new();
    let carrier = home.seal(MESSAGE);
    let mut carriers = vec![("7bit".to_owned(), carrier.clone())];
    for encoding in ["base64", "quoted-printable"] {
        carriers.push((encoding.to_owned(), mime_tools(encoding, &carrier)));
    }
    for (how, mail) in carriers.clone() {
        let attached = forwarded("message/rfc822", &mail);
        carriers.push((format!("{how}, forwarded"), attached.clone()));
        // MIME::tools also encodes a mail that is a file to it.
        let file = forwarded("application/octet-stream; name=mail.eml", &mail);
        carriers.push((format!("{how}, as a file"), mime_tools("base64", &file)));
    }
    let mut lost = Vec::new();
    let mut opens = |filter: &str, how: &str, mail: &[u8]| {
        let done = home.run(&["open"], mail);
        if done.stdout != MESSAGE {
            lost.push(format!("{filter}: {how}: {}", done.stderr.trim()));
        }
    };
    for (how, mail) in &carriers {
        opens("none", how, mail);
        opens("MIME::tools", how, &mime_tools("", mail));
        opens("altermime", how, &altermime(&home, &[], mail));
        let more = ["--htmltoo", "--force-for-bad-html", "--multipart-insert"];
        opens("altermime, HTML too", how, &altermime(&home, &more, mail));
        opens(
            "altermime, in base64",
            how,
            &altermime(&home, &["--force-into-b64"], mail),
        );
    }
    for (how, mail) in [&carriers[0], &carriers[1], &carriers[5]] {
        opens("SpamAssassin", how, &spamassassin("1", mail));
        opens("SpamAssassin, as text", how, &spamassassin("2", mail));
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

/// `message.html`, as a mail program saves it.
fn attachment(carrier: &[u8]) -> String {
    let carrier = String::from_utf8(carrier.to_vec()).unwrap();
    let start = carrier
        .find("<!doctype html>\r\n<html lang=\"en\">\r\n")
        .unwrap();
    carrier[start..carrier.rfind("\r\n--postseal").unwrap()].to_owned()
}

#[test]
fn a_page_that_a_browser_saves_anew_still_has_the_message() {
    let home = Home::new();
    let mut long = MESSAGE.to_vec();
    for number in 0..200_000_u32 {
        long.extend_from_slice(&number.wrapping_mul(2_654_435_761).to_le_bytes());
    }
    let look = Look {
        screen: Screen::Desktop,
        dark: false,
        script: true,
    };
    let chromium = Chromium::start("gateways", look);
    for message in [MESSAGE, &long] {
        let file = home.path("message.html");
        std::fs::write(&file, attachment(&home.seal(message))).unwrap();
        chromium.goto(&format!("file://{}", file.display()));
        let done = home.run(&["open"], chromium.source().as_bytes());
        assert!(done.stdout == message, "{}", done.stderr);
    }
}

/// Some would show the armor, which a terminal is full of then.
#[test]
fn a_browser_in_a_terminal_shows_the_button_and_no_armor() {
    let home = Home::new();
    let file = home.path("message.html");
    std::fs::write(&file, attachment(&home.seal(MESSAGE))).unwrap();
    let shown = run(Command::new("w3m").arg("-dump").arg(&file), b"");
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(text.contains("Read the message"), "{text}");
    assert!(text.len() < 1_000, "{text}");
}
