//! Content filters beside us: after the queue (`content_filter`) and before it
//! (`smtpd_proxy_filter`), both sending on to another listener.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::{CAROL, ERIN, EVERYTHING, House, OUTBOUND, TO_NET};
use crate::sealing::{CANARY, mail};
use rig::place::Port;
use rig::postfix::Setup;
use rig::stage::{BOB, assert_sealed, wrapper};
use rig::visit::Visit;

/// An SMTP filter that adds a field to what it lets through, and remembers all that it has seen.
pub struct Filter {
    port: Port,
    seen: Arc<Mutex<Vec<u8>>>,
}

impl Filter {
    /// Hands on to the listener `next`, with `field` at the top of each message.
    pub fn start(next: u16, field: &'static str) -> Self {
        let filter = Self {
            port: Port::take(),
            seen: Arc::default(),
        };
        let listener = TcpListener::bind(("127.0.0.1", filter.port.number())).unwrap();
        let seen = filter.seen.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let seen = seen.clone();
                // A connection that breaks is Postfix's to report.
                std::thread::spawn(move || pass_on(&client, next, field, &seen).ok());
            }
        });
        filter
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port.number()
    }

    /// Whether it has seen these words.
    pub fn has_seen(&self, words: &str) -> bool {
        String::from_utf8_lossy(&self.seen.lock().unwrap()).contains(words)
    }
}

fn pass_on(client: &TcpStream, next: u16, field: &str, seen: &Mutex<Vec<u8>>) -> io::Result<()> {
    let server = TcpStream::connect(("127.0.0.1", next))?;
    let (mut answers, mut back) = (server.try_clone()?, client.try_clone()?);
    std::thread::spawn(move || {
        io::copy(&mut answers, &mut back).ok();
        back.shutdown(std::net::Shutdown::Both).ok();
    });
    let (mut commands, mut server) = (BufReader::new(client), server);
    let (mut line, mut within) = (Vec::new(), false);
    while commands.read_until(b'\n', &mut line)? > 0 {
        seen.lock().unwrap().extend_from_slice(&line);
        server.write_all(&line)?;
        if !within && line.eq_ignore_ascii_case(b"DATA\r\n") {
            within = true;
            // The client goes on once it has the answer, which it gets from the other thread.
            commands.fill_buf()?;
            server.write_all(field.as_bytes())?;
        }
        within &= line != b".\r\n";
        line.clear();
    }
    server.shutdown(std::net::Shutdown::Both)
}

/// Postfix with a filter between its listener for clients and a second one, whose milters are
/// these.
pub fn filtered(
    name: &str,
    filter: &Filter,
    second: &Port,
    client_options: &str,
    second_milters: &str,
) -> Setup {
    Setup {
        client_options: client_options.replace("FILTER", &filter.port().to_string()),
        services: format!(
            "scan unix - - n - - smtp\n127.0.0.1:{} inet n - n - - smtpd\n  \
             -o content_filter= -o smtpd_proxy_filter= -o smtpd_milters={second_milters}",
            second.number()
        ),
        ..Setup::new(name)
    }
}

pub const MILTER: &str = "unix:postseal/milter.sock";
const AFTER: &str = "-o content_filter=scan:[127.0.0.1]:FILTER";
const BEFORE: &str = "-o smtpd_proxy_filter=127.0.0.1:FILTER";

fn message() -> Vec<u8> {
    mail("x", "", &format!("{CANARY}\r\n"))
}

#[test]
fn a_filter_behind_the_milter_sees_what_is_sealed_and_nothing_is_sealed_twice() {
    for (name, second_milters) in [("filter-behind", ""), ("filter-between", MILTER)] {
        let second = Port::take();
        let filter = Filter::start(second.number(), "X-Scanned: clean\r\n");
        let house = House::with_rules(
            &filtered(name, &filter, &second, AFTER, second_milters),
            EVERYTHING,
        );
        house.deliver(&[BOB, CAROL], &message());
        for person in [BOB, CAROL] {
            house.assert_arrived_sealed(person, &message());
        }
        assert!(
            filter.has_seen("X-Postseal") && !filter.has_seen(CANARY),
            "{name}"
        );
        let decisions: &[&str] = if second_milters.is_empty() {
            &["seal"]
        } else {
            &["seal", "already sealed"]
        };
        house.assert_decided(decisions);
        house.assert_nothing_clear();
    }
}

#[test]
fn a_filter_in_front_of_the_milter_sees_the_message_and_what_follows_is_sealed() {
    let second = Port::take();
    let filter = Filter::start(second.number(), "X-Scanned: clean\r\n");
    let options = format!("{AFTER} -o smtpd_milters=");
    let house = House::with_rules(
        &filtered("filter-first", &filter, &second, &options, MILTER),
        TO_NET,
    );
    house.deliver(&[BOB, CAROL], &message());
    assert!(filter.has_seen(CANARY));
    let carrier = house.only(BOB);
    assert_sealed(&carrier, &[CANARY]);
    let opened = String::from_utf8(house.daemon.open(&carrier.bytes)).unwrap();
    let message = String::from_utf8(message()).unwrap();
    assert!(
        opened.starts_with("X-Scanned: clean\r\n") && opened.ends_with(&message),
        "{opened}"
    );
    house.assert_clear(&house.only(CAROL));
}

/// With the filter in main.cf, all listeners send through it, but for that of postseal: what it
/// takes is passed on as it is.
#[test]
fn a_filter_for_all_mail_in_front_of_the_milter_seals_no_passcodes() {
    let second = Port::take();
    let filter = Filter::start(second.number(), "X-Scanned: clean\r\n");
    let setup = filtered("filter-all", &filter, &second, "-o smtpd_milters=", MILTER);
    let extra = format!("content_filter = scan:[127.0.0.1]:{}\n", filter.port());
    let house = House::with_rules(
        &Setup {
            extra,
            reinjection_options: "-o content_filter=".into(),
            ..setup
        },
        OUTBOUND,
    );
    house.deliver(&[BOB, ERIN], &message());
    let carrier = house.only(BOB);
    assert_sealed(&carrier, &[CANARY]);
    house.assert_clear(&house.only(ERIN));
    let mut visit = Visit::open(house.daemon.portal_port(), &wrapper(&carrier));
    visit.prove(BOB, &house.postfix.mailbox(BOB));
    assert!(visit.text().contains(CANARY));
}

#[test]
fn a_filter_that_header_checks_choose_gets_what_is_sealed() {
    let second = Port::take();
    let filter = Filter::start(second.number(), "X-Scanned: clean\r\n");
    let setup = filtered("filter-chosen", &filter, &second, "", "");
    let extra = format!(
        "header_checks = regexp:{{ {{/^X-Filter:/ FILTER scan:[127.0.0.1]:{}}} }}\n",
        filter.port()
    );
    // The filter's own listener doesn't choose again.
    let services = format!(
        "{} -o receive_override_options=no_header_body_checks",
        setup.services
    );
    let house = House::with_rules(
        &Setup {
            extra,
            services,
            ..setup
        },
        TO_NET,
    );
    let message = mail("x", "X-Filter: yes\r\n", &format!("{CANARY}\r\n"));
    house.deliver(&[BOB], &message);
    house.assert_arrived_sealed(BOB, &message);
    assert!(filter.has_seen("X-Postseal") && !filter.has_seen(CANARY));
    house.assert_nothing_clear();
}

#[test]
fn beside_a_filter_before_the_queue_the_milter_stands_behind_it() {
    let second = Port::take();
    let filter = Filter::start(second.number(), "X-Scanned: clean\r\n");
    let reject = format!(
        "[[rule]]\nname = 'no'\nwhen = {{ subject_word = 'forbidden' }}\nthen = 'reject'\ntext = \
         'No.'\n{TO_NET}"
    );
    let options = format!("{BEFORE} -o smtpd_milters=");
    let house = House::with_rules(
        &filtered("proxy-behind", &filter, &second, &options, MILTER),
        &reject,
    );
    house.deliver(&[BOB, CAROL], &message());
    assert_sealed(&house.only(BOB), &[CANARY]);
    house.assert_clear(&house.only(CAROL));
    let refused = house.send(&[BOB], &mail("forbidden", "", "x\r\n"));
    assert_eq!(
        (refused.code, refused.text.as_str()),
        (550, "5.7.1 No."),
        "the client hears it"
    );
    house.daemon.running().kill();
    assert!(
        house.send(&[BOB], &message()).is_tempfail(),
        "the client hears that the milter is down"
    );
    house.postfix.settle();
    assert_eq!(house.mails(BOB).len(), 1);
}

/// Postfix gives its milters no content on a listener with a filter before the queue: they hear of
/// the envelope alone.
#[test]
fn in_front_of_a_filter_before_the_queue_a_milter_sees_no_content() {
    let second = Port::take();
    let filter = Filter::start(second.number(), "");
    let house = House::with_rules(
        &filtered("proxy-front", &filter, &second, BEFORE, ""),
        EVERYTHING,
    );
    house.deliver(&[BOB], &message());
    house.assert_clear(&house.only(BOB));
    assert_eq!(house.decisions(), [] as [String; 0]);
}
