//! Figures of real traffic: right, free of what no label may hold, and read by a real Prometheus.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpStream;

use postseal::metrics::{FIGURES, Values};
use rig::http;
use rig::place::{self, Port};
use rig::prometheus::{Prometheus, promtool};
use rig::smtp::send;
use rig::stage::{BOB, Stage};
use rig::visit::passcode;
use rig::wait_for;

/// What stands in addresses, subjects, message ids, names of files and fields that no rule asks
/// for, and nowhere among figures.
const CANARY: &str = "canary";

/// Browsers say much of themselves.
const FIREFOX: &str =
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0; canary) Gecko/20100101 Firefox/140.0";

fn mail(subject: &str, number: u32) -> Vec<u8> {
    format!(
        "From: Alice <canary-alice@example.org>\r\nTo: <canary-bob@example.net>\r\n\
         Subject: {subject} canary plan {number}\r\nMessage-ID: <canary-{number}@example.org>\r\n\
         X-Note: canary 192.0.2.77\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ncanary text\r\n--b\r\n\
         Content-Type: application/octet-stream; name=canary.bin\r\n\
         Content-Disposition: attachment; filename=canary.bin\r\n\r\ncanary\r\n--b--\r\n"
    )
    .into_bytes()
}

fn scrape(port: u16, accept: &str) -> http::Response {
    let headers = [("Accept", accept.to_owned())];
    http::request(port, "GET", "/metrics", &headers, b"").unwrap()
}

/// The samples, by their names and labels as they are written.
fn samples(text: &str) -> BTreeMap<String, f64> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (sample, value) = line.rsplit_once(' ').unwrap();
            (sample.to_owned(), value.parse().unwrap())
        })
        .collect()
}

/// The labels of a sample.
fn labels(sample: &str) -> Vec<(String, String)> {
    let Some((_, labels)) = sample.split_once('{') else {
        return Vec::new();
    };
    let pairs = labels.trim_end_matches('}').split("\",");
    pairs
        .map(|pair| pair.split_once("=\"").unwrap())
        .map(|(name, value)| (name.into(), value.trim_end_matches('"').into()))
        .collect()
}

fn with_figures(config: &mut toml::Table, port: u16) {
    let mut metrics = toml::Table::new();
    metrics.insert("listen".into(), format!("127.0.0.1:{port}").into());
    config.insert("metrics".into(), metrics.into());
    let rules: toml::Table = "[[rule]]\nname = \"not to canary-rule@example.net\"\n\
         when = { subject_word = \"forbidden\" }\nthen = \"reject\"\ntext = \"canary\"\n"
        .parse()
        .unwrap();
    let first = rules["rule"].as_array().unwrap()[0].clone();
    config["rule"].as_array_mut().unwrap().insert(0, first);
}

/// Everything that is counted happens.
fn traffic(stage: &Stage) {
    let port = stage.postfix.smtp_port();
    let anyone = stage.postfix.mailbox("anyone@example.net");
    let from = "canary-alice@example.org";
    for (number, to) in [
        &["canary-bob@example.net"][..],
        &[BOB],
        &["canary-bob@example.net", BOB],
    ]
    .into_iter()
    .enumerate()
    {
        assert!(send(port, from, to, &mail("[secure]", number as u32)).is_ok());
    }
    assert!(send(port, from, &[BOB], &mail("open", 10)).is_ok());
    assert!(!send(port, from, &[BOB], &mail("forbidden", 11)).is_ok());
    let bob = stage.bob();
    bob.wait(3);
    anyone.wait(2);
    let mails = bob.mails();
    let carrier = |number: u32| {
        let end = format!(" {number}");
        mails
            .iter()
            .find(|mail| mail.field("Subject").ends_with(&end))
            .unwrap_or_else(|| panic!("no carrier of {number}"))
    };
    // Bob reads the one that is for him alone, after a slip.
    let mut visit = stage.visit(carrier(1));
    visit.browser.user_agent = FIREFOX.into();
    let before = bob.count();
    visit.ask_for_code(BOB);
    let code = passcode(&bob.wait(before + 1));
    let wrong: String = code
        .chars()
        .map(|digit| if digit == '9' { '0' } else { '9' })
        .collect();
    visit.enter(&wrong);
    visit.enter(&code);
    let path = visit.page.path.clone().unwrap();
    assert!(visit.text().contains("canary text"));
    visit.page = visit.browser.open(&path);
    // Of two, somebody asks in another's name, who is no recipient, and in one's who is.
    for address in ["canary-stranger@example.net", "canary-bob@example.net"] {
        let mut visit = stage.visit(carrier(2));
        visit.ask_for_code(address);
    }
    anyone.wait(3);
    let network = [("X-Forwarded-For", "192.0.2.77".to_owned())];
    visit
        .browser
        .load("GET", "/canary/192.0.2.77", &network, b"");
}

#[test]
fn figures_are_right_and_hold_nothing_of_a_message_or_a_person() {
    let figures = Port::take();
    let stage = Stage::with("figures", |config| with_figures(config, figures.number()));
    traffic(&stage);
    let text = scrape(figures.number(), "text/plain").text();
    let open = scrape(figures.number(), "application/openmetrics-text").text();
    let log = stage.daemon.log();
    assert!(log.contains("queue_id"), "{log}");
    for told in [&text, &open] {
        let lower = told.to_lowercase();
        for hidden in [
            CANARY, "example.", "192.0.2", "127.0.0", "@", "secure", "bob",
        ] {
            let line = lower.lines().find(|line| line.contains(hidden));
            assert_eq!(line, None, "{hidden} stands among the figures");
        }
    }
    let samples = samples(&text);
    let rules = [
        "none",
        "other",
        "rule 1",
        "thread",
        "subject tag",
        "X-Encrypt",
        "Sensitivity",
    ];
    for sample in samples.keys() {
        for (name, value) in labels(sample) {
            if name == "le" {
                assert!(value == "+Inf" || value.parse::<f64>().is_ok(), "{sample}");
                continue;
            }
            let known = FIGURES.iter().any(|figure| {
                let is_known = |values: &Values| match values {
                    Values::Of(values) => values.contains(&value.as_str()),
                    Values::Rules => rules.contains(&value.as_str()),
                    Values::Version => value == env!("CARGO_PKG_VERSION"),
                };
                let label = figure.labels.iter().find(|label| label.name == name);
                sample.starts_with(figure.name) && label.is_some_and(|one| is_known(&one.values))
            });
            assert!(known, "{sample}: the table has no {name}=\"{value}\"");
        }
    }
    for (sample, expected) in [
        ("postseal_messages_total{decision=\"seal\"}", 3.0),
        ("postseal_messages_total{decision=\"pass\"}", 1.0),
        ("postseal_messages_total{decision=\"reject\"}", 1.0),
        ("postseal_messages_total{decision=\"tempfail\"}", 0.0),
        (
            "postseal_rule_decisions_total{rule=\"subject tag\",decision=\"seal\"}",
            3.0,
        ),
        (
            "postseal_rule_decisions_total{rule=\"rule 1\",decision=\"reject\"}",
            1.0,
        ),
        (
            "postseal_rule_decisions_total{rule=\"none\",decision=\"pass\"}",
            1.0,
        ),
        ("postseal_sealing_seconds_count", 3.0),
        ("postseal_sealed_message_bytes_count", 3.0),
        ("postseal_carrier_bytes_count", 3.0),
        ("postseal_messages_viewed_total", 2.0),
        (
            "postseal_browsers_total{family=\"Firefox\",device=\"other\"}",
            2.0,
        ),
        ("postseal_proofs_tried_total{method=\"passcode\"}", 2.0),
        ("postseal_proofs_succeeded_total{method=\"passcode\"}", 1.0),
        // Bob's, the other recipient's and the stranger's.
        ("postseal_passcodes_asked_total", 3.0),
        ("postseal_passcodes_used_total", 1.0),
        ("postseal_reading_delay_seconds_count", 1.0),
        ("postseal_passcode_typing_seconds_count", 1.0),
        ("postseal_portal_errors_total{kind=\"not-found\"}", 1.0),
        ("postseal_portal_errors_total{kind=\"busy\"}", 0.0),
    ] {
        assert_eq!(samples.get(sample), Some(&expected), "{sample} in\n{text}");
    }
    assert!(samples["postseal_sealing_seconds_sum"] < 3.0);
    let sum = samples["postseal_sealed_message_bytes_sum"];
    let sent = 3.0 * mail("[secure]", 1).len() as f64;
    // The milter sees line ends otherwise, and what Postfix adds.
    assert!(
        (sent - 100.0..sent + 3_000.0).contains(&sum),
        "{sum}, of {sent}"
    );

    let lint = promtool(&["check", "metrics"], text.as_bytes());
    let told = String::from_utf8_lossy(&lint.stderr).into_owned();
    assert!(lint.status.success() && told.is_empty(), "{told}");

    // A real Prometheus reads them, and understands all that conf/ asks.
    let rules = place::repository().join("conf/prometheus/alerts.yml");
    let prometheus = Prometheus::start("figures", figures.number(), &rules);
    let sealed = "postseal_messages_total{decision=\"seal\"}";
    wait_for("Prometheus to have read the figures", || {
        let series = prometheus.query(sealed).unwrap();
        (series.first()?["value"][1] == "3").then_some(())
    });
    for expression in super::alerts::asked() {
        let series = prometheus.query(&expression);
        assert!(series.is_ok(), "{expression}: {series:?}");
    }
}

/// How many TCP ports a process listens on.
fn listeners_of(id: u32) -> usize {
    let files = fs::read_dir(format!("/proc/{id}/fd")).unwrap();
    let sockets: Vec<String> = files
        .filter_map(|file| fs::read_link(file.ok()?.path()).ok())
        .filter_map(|target| {
            let target = target.to_str()?.strip_prefix("socket:[")?;
            Some(target.trim_end_matches(']').to_owned())
        })
        .collect();
    let tables = ["tcp", "tcp6"].map(|table| fs::read_to_string(format!("/proc/net/{table}")));
    let lines = tables.iter().flatten().flat_map(|table| table.lines());
    lines
        .filter(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            // 0A is LISTEN; the inode is the tenth word.
            let is_listening = words.get(3) == Some(&"0A");
            is_listening
                && words
                    .get(9)
                    .is_some_and(|inode| sockets.iter().any(|one| one == inode))
        })
        .count()
}

#[test]
fn without_an_address_there_is_no_listener_and_the_statement_says_so() {
    let figures = Port::take();
    let stage = Stage::new("no-figures");
    let statement = |stage: &Stage| {
        let page = http::request(stage.daemon.portal_port(), "GET", "/privacy", &[], b"");
        page.unwrap().text()
    };
    assert!(statement(&stage).contains("No figures are collected."));
    assert!(TcpStream::connect(("127.0.0.1", figures.number())).is_err());
    let id = stage.daemon.running().id().unwrap();
    assert_eq!(listeners_of(id), 1, "the portal's alone");
    assert_eq!(
        http::request(stage.daemon.portal_port(), "GET", "/metrics", &[], b"")
            .unwrap()
            .status,
        404
    );

    stage.daemon.running().kill();
    stage
        .daemon
        .configure(|config| with_figures(config, figures.number()));
    stage.daemon.run(&[]);
    let page = statement(&stage);
    assert!(!page.contains("No figures are collected."), "{page}");
    for figure in [
        "messages that were shown",
        "kinds of browsers and devices",
        "ways of showing an address, tried and succeeded",
        "errors, by their kind",
        "codes that were asked for and used",
        "the time from opening a message to reading it",
        "the time that it took until a code was typed",
    ] {
        assert!(page.contains(figure), "{figure}: {page}");
    }
    for (method, path) in [("GET", "/"), ("GET", "/metrics/x"), ("POST", "/metrics")] {
        let answer = http::request(figures.number(), method, path, &[], b"").unwrap();
        assert_eq!(answer.status, 404, "{method} {path}");
    }
    let text = scrape(figures.number(), "text/plain");
    assert_eq!(
        text.header("content-type"),
        Some("text/plain; version=0.0.4; charset=utf-8")
    );
    let open = scrape(
        figures.number(),
        "application/openmetrics-text;version=1.0.0,*/*;q=0.1",
    );
    assert_eq!(
        open.header("content-type"),
        Some("application/openmetrics-text; version=1.0.0; charset=utf-8")
    );
    assert!(open.text().ends_with("# EOF\n"), "{}", open.text());
}
