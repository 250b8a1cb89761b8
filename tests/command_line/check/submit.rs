//! The listener for passcodes and copies, asked whether it takes any.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use super::{Host, PICKUP, SAFE, SMTP};

/// A server that answers the commands that begin so in these ways, and all others with 250. It ends
/// with the test.
fn server(answers: &'static [(&str, &str)]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            let mut lines = BufReader::new(client.try_clone().unwrap()).lines();
            let mut said = client.write_all(b"220 here\r\n");
            while let (Ok(()), Some(Ok(line))) = (said, lines.next()) {
                let answer = answers.iter().find(|(start, _)| line.starts_with(start));
                let answer = answer.map_or("250 fine", |(_, answer)| answer);
                said = client.write_all(format!("{answer}\r\n").as_bytes());
            }
        }
    });
    port
}

/// A host whose listener for passcodes is that server.
fn host(port: u16) -> (Host, String) {
    let host = Host::new();
    host.home
        .edit("\"127.0.0.1:10026\"", &format!("\"127.0.0.1:{port}\""));
    let submit = format!("127.0.0.1:{port} inet n - y - - smtpd\n  -o smtpd_milters=\n");
    (host, [SMTP, PICKUP, &submit].concat())
}

#[test]
fn a_listener_that_takes_no_passcodes_is_found() {
    for answers in [
        &[("MAIL", "530 5.7.0 Must issue a STARTTLS command first")][..],
        &[("RCPT", "554 5.7.1 Relay access denied")],
        &[
            ("EHLO", "421 4.7.0 no PROXY line"),
            ("HELO", "421 4.7.0 no PROXY line"),
        ],
    ] {
        let (host, master) = host(server(answers));
        host.set(SAFE, &master);
        let (code, told) = host.findings();
        assert_eq!(code, 78, "{told}");
        assert!(
            told.contains("takes no mail to the outside from this host"),
            "{told}"
        );
    }
}

#[test]
fn a_listener_that_would_take_them_gets_none() {
    let (host, master) = host(server(&[("DATA", "554 no mail was to come")]));
    host.set(SAFE, &master);
    let (_, told) = host.findings();
    assert!(!told.contains("takes no mail"), "{told}");
}
