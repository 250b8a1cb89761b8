//! `postseal seal` and `postseal open`: the same bytes, or nothing.

use super::Home;

/// Mails of every shape, and what is to come out: the same, but for Bcc fields.
fn mails() -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    let same = |name, mail: &[u8]| (name, mail.to_vec(), mail.to_vec());
    let mut big = b"Subject: big\r\n\r\n".to_vec();
    big.extend(
        (0..3_000_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[..1].to_vec()),
    );
    vec![
        same("empty", b""),
        same("only an empty line", b"\r\n"),
        same("no header", b"\r\nbody\r\n"),
        same("no body", b"Subject: x\r\n"),
        same("no line end at all", b"Subject: x"),
        same("no trailing line end", b"Subject: x\r\n\r\nbody"),
        same(
            "LF line ends",
            b"Subject: x\nTo: bob@example.net\n\nbody\nmore\n",
        ),
        same(
            "mixed line ends",
            b"Subject: x\r\nTo: bob@example.net\n\nbody\rmore\r\n\n",
        ),
        same("not a mail", b"\x00\xff\xfe not a mail: \x80\n"),
        same(
            "folded, odd spacing",
            b"Subject:x\r\n\ty \r\nX-Empty:\r\nTo :  bob@example.net\r\n\
                                      \r\n",
        ),
        same(
            "8-bit",
            "Subject: Grüße\r\nFrom: Jürgen <j@example.org>\r\n\r\nÄÖÜ\r\n".as_bytes(),
        ),
        same(
            "broken MIME",
            b"Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--y\r\n--x--\r\n\
                              --x\r\n",
        ),
        same("From_ line", b"From alice Sat Nov 21\nSubject: x\n\nbody\n"),
        same("big", &big),
        (
            "Bcc",
            b"To: bob@example.net\r\nBcc: carol@example.net,\r\n dave@example.net\r\nbcc : x\r\n\
              Resent-Bcc: y\r\nSubject: x\r\n\r\nBcc: stays\r\n"
                .to_vec(),
            b"To: bob@example.net\r\nSubject: x\r\n\r\nBcc: stays\r\n".to_vec(),
        ),
    ]
}

#[test]
fn what_is_opened_is_what_was_sealed() {
    let home = Home::new();
    for (name, mail, expected) in mails() {
        let carrier = home.seal(&mail);
        let done = home.run(&["open"], &carrier);
        assert_eq!(done.code, 0, "{name}: {}", done.stderr);
        assert!(done.stdout == expected, "{name}");
    }
}

#[test]
fn a_carrier_given_to_seal_is_sealed_like_any_mail() {
    let home = Home::new();
    let carrier = home.seal(b"Subject: x\r\n\r\nbody\r\n");
    assert!(home.run(&["open"], &home.seal(&carrier)).stdout == carrier);
}

#[test]
fn the_attachment_alone_opens_too() {
    let home = Home::new();
    let carrier = String::from_utf8(home.seal(b"Subject: x\n\nbody\n")).unwrap();
    let file = home.path("message.html");
    std::fs::write(
        &file,
        &carrier[carrier
            .find("<!doctype html>\r\n<html lang=\"en\">\r\n")
            .unwrap()..],
    )
    .unwrap();
    assert_eq!(
        home.run(&["open", file.to_str().unwrap()], b"").stdout,
        b"Subject: x\n\nbody\n"
    );
}

#[test]
fn what_programs_make_of_the_file_on_its_way_opens_too() {
    let home = Home::new();
    let carrier = String::from_utf8(home.seal(b"Subject: x\n\nbody\n")).unwrap();
    let start = carrier
        .find("<!doctype html>\r\n<html lang=\"en\">\r\n")
        .unwrap();
    let page = &carrier[start..carrier.rfind("\r\n--postseal").unwrap()];
    let wide: Vec<u8> = page.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (how, file) in [
        (
            "capitals",
            page.replace("name=\"sealed\" value=", "NAME='sealed' VALUE=")
                .into_bytes(),
        ),
        (
            "references",
            page.replace("\r\n", "&#13;&#10;").into_bytes(),
        ),
        (
            "a button",
            page.replace("<input type=\"hidden\"", "<button id=\"x\"")
                .into_bytes(),
        ),
        ("UTF-16", wide),
    ] {
        let done = home.run(&["open"], &file);
        assert_eq!(
            done.stdout, b"Subject: x\n\nbody\n",
            "{how}: {}",
            done.stderr
        );
    }
}

#[test]
fn nothing_of_the_message_stays_outside() {
    let home = Home::new();
    let carrier = home.seal(
        b"Subject: s\r\nX-Own: canary-1\r\nComments: canary-2\r\nBcc: \
                              canary-3@example.net\r\nContent-Type: text/plain; name=canary-4\r\n\
                              \r\ncanary-5\r\n",
    );
    assert!(!String::from_utf8(carrier).unwrap().contains("canary"));
}

#[test]
fn what_was_damaged_gives_nothing() {
    let home = Home::new();
    let carrier = home.seal(b"Subject: x\r\n\r\nbody that nobody may see half of\r\n");
    let start = carrier
        .windows(17)
        .position(|window| window == b"name=\"sealed\" val")
        .unwrap()
        + 24;
    let armor = carrier[start..]
        .iter()
        .position(|&byte| byte == b'"')
        .unwrap();
    let refuse = |damaged: &[u8], what: &str| {
        let done = home.run(&["open"], damaged);
        assert_eq!(done.code, 65, "{what}: {}", done.stderr);
        assert!(done.stdout.is_empty(), "{what}");
        assert_eq!(done.stderr.lines().count(), 1, "{what}: {}", done.stderr);
    };
    for step in 0..20 {
        let at = start + armor * step / 20;
        let mut flipped = carrier.clone();
        flipped[at] = if flipped[at] == b'A' { b'B' } else { b'A' };
        refuse(&flipped, &format!("character {at} changed"));
        refuse(&carrier[..at], &format!("cut at {at}"));
    }
    refuse(b"", "empty");
    refuse(b"Subject: x\r\n\r\nno wrapper\r\n", "another mail");
    refuse(&Home::new().seal(b"x"), "sealed with another keyring");
}

#[test]
fn every_opening_leaves_a_line_first() {
    let home = Home::new();
    let carrier = home.seal(b"Subject: x\r\n\r\nbody\r\n");
    assert_eq!(home.run(&["open"], &carrier).code, 0);
    let log = home.path("keyring/audit.log");
    let line = std::fs::read_to_string(&log).unwrap();
    assert!(
        line.contains(" open message=") && line.lines().count() == 1,
        "{line}"
    );
    std::fs::remove_file(&log).unwrap();
    std::fs::create_dir(&log).unwrap();
    let done = home.run(&["open"], &carrier);
    assert_eq!(done.code, 73, "{}", done.stderr);
    assert!(
        done.stdout.is_empty(),
        "without a line in the log nothing is shown"
    );
}

#[test]
fn an_audit_log_that_points_elsewhere_is_refused() {
    let home = Home::new();
    let carrier = home.seal(b"Subject: x\r\n\r\nbody\r\n");
    let (log, elsewhere) = (home.path("keyring/audit.log"), home.path("elsewhere"));
    std::fs::write(&elsewhere, "untouched").unwrap();
    for link in [
        std::os::unix::fs::symlink,
        |from: &std::path::PathBuf, to: &std::path::PathBuf| std::fs::hard_link(from, to),
    ] {
        link(&elsewhere, &log).unwrap();
        let done = home.run(&["open"], &carrier);
        assert_eq!((done.code, done.stdout.len()), (73, 0), "{}", done.stderr);
        assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), "untouched");
        std::fs::remove_file(&log).unwrap();
    }
}

#[test]
fn the_default_configuration_path_is_told_when_it_is_missing() {
    let done = super::postseal(
        &["open", "--config", "/etc/postseal/nothing-here.toml"],
        b"",
    );
    assert_eq!(done.code, 78);
}
