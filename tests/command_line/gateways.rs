//! Carriers behind the filters that Debian has: what each makes of them still opens, whatever
//! transfer encoding a server on the way chose, and whether or not somebody forwarded the carrier.

use std::path::Path;
use std::process::Command;

use mail_parser::{Message, MessageParser, PartType};
use rig::amavis::{Amavis, Deed};
use rig::chromium::{Chromium, Look, Screen};
use rig::mlmmj::Mlmmj;

use super::{Home, run};

const MESSAGE: &[u8] = b"From: alice@example.org\r\nSubject: x\r\n\r\nthe body\r\n";

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

/// What becomes of a mail.
type Filter<'a> = &'a dyn Fn(&[u8]) -> Vec<u8>;

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

/// What can't be made smaller, of so many times four bytes.
fn noise(count: u32) -> Vec<u8> {
    let numbers = (0..count).map(|number| number.wrapping_mul(2_654_435_761));
    numbers.flat_map(u32::to_le_bytes).collect()
}

/// The links in the pages of a mail that have a message, also in mails that it bears.
fn links(mail: &[u8]) -> Vec<String> {
    fn walk(mail: &Message<'_>, found: &mut Vec<String>) {
        for part in &mail.parts {
            match &part.body {
                PartType::Html(page) => {
                    let links = page.split("href=\"").skip(1);
                    let links = links.filter_map(|rest| rest.split_once('"'));
                    found.extend(
                        links
                            .filter(|(link, _)| link.contains("#m="))
                            .map(|(link, _)| link.replace(['\r', '\n'], "")),
                    );
                }
                PartType::Message(inner) => walk(inner, found),
                // A mail that is a file, or a text.
                PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Text(_) => {
                    let text = String::from_utf8_lossy(part.contents());
                    let is_mail = text.contains("MIME-Version: ");
                    let inner = MessageParser::default().parse(part.contents());
                    if let Some(inner) = inner.filter(|_| is_mail) {
                        walk(&inner, found);
                    }
                }
                PartType::Multipart(_) => {}
            }
        }
    }
    let mut found = Vec::new();
    walk(&MessageParser::default().parse(mail).unwrap(), &mut found);
    found
}

/// A carrier, and what a server on the way and somebody who forwards it make of it.
fn carriers(home: &Home, message: &[u8]) -> Vec<(String, Vec<u8>)> {
    let carrier = home.seal(message);
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
    carriers
}

#[test]
fn a_carrier_opens_behind_each_filter() {
    let home = Home::new();
    let amavis = Amavis::start("gateways");
    let mlmmj = Mlmmj::new("gateways", "-- \nTo leave the list: \"team+unsubscribe\"\n");
    let more = ["--htmltoo", "--force-for-bad-html", "--multipart-insert"];
    let filters: [(&str, Filter<'_>); 9] = [
        ("none", &|mail| mail.to_vec()),
        ("MIME::tools", &|mail| mime_tools("", mail)),
        ("altermime", &|mail| altermime(&home, &[], mail)),
        ("altermime, HTML too", &|mail| altermime(&home, &more, mail)),
        ("altermime, in base64", &|mail| {
            altermime(&home, &["--force-into-b64"], mail)
        }),
        ("mlmmj", &|mail| mlmmj.filter(mail)),
        ("amavis", &|mail| amavis.filter(Deed::Passes, mail)),
        ("amavis, as spam", &|mail| amavis.filter(Deed::Wraps, mail)),
        ("amavis, with a text", &|mail| {
            amavis.filter(Deed::Appends, mail)
        }),
    ];
    let mut lost = Vec::new();
    let mut opens = |filter: &str, how: &str, mail: &[u8], message: &[u8], whole: &[String]| {
        let done = home.run(&["open"], mail);
        if done.stdout != message {
            lost.push(format!("{filter}: {how}: {}", done.stderr.trim()));
        }
        if links(mail) != whole {
            lost.push(format!("{filter}: {how}: {:?}", links(mail)));
        }
    };
    // A long message has no link, and long lines.
    let long = [MESSAGE, &noise(15_000)].concat();
    for (message, filters, ways) in [(MESSAGE, &filters[..], 9), (&long, &filters[5..], 3)] {
        let carriers = carriers(&home, message);
        let whole = links(&carriers[0].1);
        assert_eq!(whole.is_empty(), message != MESSAGE);
        for (how, mail) in &carriers[..ways] {
            for (filter, filtered) in filters {
                opens(filter, how, &filtered(mail), message, &whole);
            }
        }
        if message == MESSAGE {
            for (how, mail) in [&carriers[0], &carriers[1], &carriers[5]] {
                let (report, text) = (spamassassin("1", mail), spamassassin("2", mail));
                opens("SpamAssassin", how, &report, message, &whole);
                opens("SpamAssassin, as text", how, &text, message, &whole);
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

/// `message.html`, as a mail program saves it.
pub(super) fn attachment(carrier: &[u8]) -> String {
    let carrier = String::from_utf8(carrier.to_vec()).unwrap();
    let start = carrier
        .find("<!doctype html>\r\n<html lang=\"en\">\r\n")
        .unwrap();
    carrier[start..carrier.rfind("\r\n--postseal").unwrap()].to_owned()
}

#[test]
fn a_page_that_a_browser_saves_anew_still_has_the_message() {
    let home = Home::new();
    let long = [MESSAGE, &noise(200_000)].concat();
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
        chromium.wait("form > button");
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
