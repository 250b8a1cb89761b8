use std::fmt::Write as _;
use std::time::Duration;

use super::*;

/// The names of all samples, with their labels and values.
fn samples(text: &str) -> Vec<(String, String, f64)> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (sample, value) = line.rsplit_once(' ').unwrap();
            let (name, labels) = sample.split_once('{').unwrap_or((sample, ""));
            (name.into(), labels.into(), value.parse().unwrap())
        })
        .collect()
}

fn value(metrics: &Metrics, sample: &str) -> f64 {
    let text = metrics.write(Format::Text).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(sample));
    let line = line.unwrap_or_else(|| panic!("no {sample} in\n{text}"));
    line.trim().parse().unwrap()
}

#[test]
fn all_that_is_written_stands_in_the_table_and_the_other_way_round() {
    let metrics = Metrics::new(true, true);
    metrics.milter.set_rules(["one"].into_iter());
    metrics.milter.by_rule("one", "seal");
    let text = metrics.write(Format::Text).unwrap();
    let helps: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# HELP "))
        .collect();
    let expected: Vec<String> = FIGURES
        .iter()
        .map(|figure| format!("{} {}.", figure.name, figure.help))
        .collect();
    assert_eq!(helps, expected);
    for (name, labels, _) in samples(&text) {
        let base = ["_bucket", "_count", "_sum"]
            .iter()
            .find_map(|end| name.strip_suffix(end))
            .unwrap_or(&name);
        let figure = FIGURES.iter().find(|figure| figure.name == base);
        let figure = figure.unwrap_or_else(|| panic!("{name} is not in the table"));
        for label in figure.labels {
            assert!(labels.contains(&format!("{}=\"", label.name)), "{labels}");
        }
    }
}

#[test]
fn names_follow_the_conventions() {
    for figure in &FIGURES {
        assert!(figure.name.starts_with("postseal_"), "{}", figure.name);
        let ends = |end: &str| figure.name.ends_with(end);
        assert_eq!(matches!(figure.kind, Kind::Counter), ends("_total"));
        assert_eq!(matches!(figure.kind, Kind::Seconds(_)), ends("_seconds"));
        assert_eq!(matches!(figure.kind, Kind::Bytes(_)), ends("_bytes"));
        assert!(!figure.help.ends_with('.'), "the format adds it");
    }
}

#[test]
fn a_process_has_the_figures_of_its_own_services() {
    let names = |metrics: Metrics| {
        let text = metrics.write(Format::Text).unwrap();
        let has = |name: &str| text.contains(name);
        (
            has("postseal_messages_total"),
            has("postseal_messages_viewed_total"),
            has("postseal_build_info"),
        )
    };
    assert_eq!(names(Metrics::new(true, false)), (true, false, true));
    assert_eq!(names(Metrics::new(false, true)), (false, true, true));
    assert_eq!(names(Metrics::new(true, true)), (true, true, true));
    assert_eq!(names(Metrics::default()), (false, false, false));
}

#[test]
fn what_happens_is_counted() {
    let metrics = Metrics::new(true, true);
    let milter = &metrics.milter;
    milter.decided("seal");
    milter.decided("seal");
    milter.decided("already_sealed");
    assert_eq!(
        value(&metrics, "postseal_messages_total{decision=\"seal\"}"),
        2.0
    );
    assert_eq!(
        value(&metrics, "postseal_messages_total{decision=\"pass\"}"),
        0.0
    );
    let open = milter.session();
    assert_eq!(value(&metrics, "postseal_open_sessions "), 1.0);
    drop(open);
    assert_eq!(value(&metrics, "postseal_open_sessions "), 0.0);
    assert_eq!(value(&metrics, "postseal_sessions_total "), 1.0);
    milter.sealed(Measured {
        spent: Duration::from_millis(3),
        message: 5_000,
        carrier: 9_000,
    });
    for bucket in [
        "postseal_sealing_seconds_bucket{le=\"0.005\"}",
        "postseal_sealed_message_bytes_bucket{le=\"16384\"}",
        "postseal_carrier_bytes_bucket{le=\"16384\"}",
    ] {
        assert_eq!(value(&metrics, bucket), 1.0, "{bucket}");
    }
    let portal = &metrics.portal;
    portal.viewed(Some("Firefox"), true);
    portal.viewed(None, false);
    assert_eq!(value(&metrics, "postseal_messages_viewed_total "), 2.0);
    let phone = "postseal_browsers_total{family=\"Firefox\",device=\"mobile\"}";
    assert_eq!(value(&metrics, phone), 1.0);
    let other = "postseal_browsers_total{family=\"other\",device=\"other\"}";
    assert_eq!(value(&metrics, other), 1.0);
}

#[test]
fn a_reload_forgets_rules_that_are_gone_and_goes_on_counting_the_others() {
    let metrics = Metrics::new(true, false);
    let milter = &metrics.milter;
    milter.set_rules(["one", "two", "two"].into_iter());
    milter.by_rule("one", "seal");
    milter.by_rule("two", "pass");
    milter.by_rule("", "pass");
    milter.set_rules(["two", "to bob@example.com"].into_iter());
    milter.by_rule("two", "pass");
    milter.by_rule("one", "pass");
    milter.by_rule("to bob@example.com", "seal");
    let text = metrics.write(Format::Text).unwrap();
    let mut found: Vec<_> = samples(&text)
        .into_iter()
        .filter(|(name, _, value)| name == "postseal_rule_decisions_total" && *value > 0.0)
        .map(|(_, labels, value)| format!("{labels} {value}"))
        .collect();
    found.sort();
    assert!(!text.contains("rule=\"one\""), "{text}");
    assert_eq!(
        found,
        [
            "rule=\"none\",decision=\"pass\"} 1",
            "rule=\"other\",decision=\"pass\"} 1",
            "rule=\"rule 2\",decision=\"seal\"} 1",
            "rule=\"two\",decision=\"pass\"} 2",
        ]
    );
}

#[test]
fn the_format_is_the_one_that_is_asked_for() {
    let metrics = Metrics::new(true, true);
    let open = "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.3";
    assert_eq!(Format::accepted(open), Format::OpenMetrics);
    assert_eq!(Format::accepted("text/plain"), Format::Text);
    assert_eq!(Format::accepted("*/*"), Format::Text);
    let open = metrics.write(Format::OpenMetrics).unwrap();
    assert!(open.ends_with("# EOF\n"), "{open}");
    assert!(
        open.contains("# TYPE postseal_messages counter\n"),
        "{open}"
    );
    assert!(
        open.contains("# UNIT postseal_sealing_seconds seconds\n"),
        "{open}"
    );
    let text = metrics.write(Format::Text).unwrap();
    assert!(
        text.contains("# TYPE postseal_messages_total counter\n"),
        "{text}"
    );
}

/// The table as docs/figures.md has it.
fn documented() -> String {
    let mut table = "| figure | kind | what it says | divided by |\n|---|---|---|---|\n".to_owned();
    for figure in &FIGURES {
        let kind = match figure.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Seconds(_) | Kind::Bytes(_) => "histogram",
        };
        let labels = figure.labels.iter().map(|label| {
            let values = match label.values {
                Values::Of(values) => values.join("`, `"),
                Values::Rules => {
                    return format!("`{}`: names of rules, `none`, `other`", label.name);
                }
                Values::Version => return format!("`{}`", label.name),
            };
            format!("`{}`: `{values}`", label.name)
        });
        let labels = labels.collect::<Vec<_>>().join("; ");
        let Figure { name, help, .. } = figure;
        writeln!(table, "| `{name}` | {kind} | {help} | {labels} |").unwrap();
    }
    table
}

/// `POSTSEAL_WRITE_FIXTURES=1` writes it.
#[test]
fn the_document_has_the_table() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/figures.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (start, rest) = text.split_once("| figure |").unwrap();
    let (_, end) = rest.split_once("\n\n").unwrap();
    let expected = format!("{start}{}\n{end}", documented());
    if std::env::var_os("POSTSEAL_WRITE_FIXTURES").is_some() {
        std::fs::write(&path, &expected).unwrap();
    } else {
        assert_eq!(
            text, expected,
            "POSTSEAL_WRITE_FIXTURES=1 writes the table anew"
        );
    }
}

fn values(figure: &str, label: &str) -> Vec<&'static str> {
    let figure = FIGURES.iter().find(|one| one.name == figure).unwrap();
    let label = figure.labels.iter().find(|one| one.name == label).unwrap();
    let Values::Of(values) = label.values else {
        panic!("{label:?}")
    };
    let mut values = values.to_vec();
    values.sort_unstable();
    values
}

/// What code of ours between these words writes in quotation marks behind this.
fn written(file: &str, (from, to): (&str, &str), behind: &str) -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let (_, text) = text.split_once(from).unwrap();
    let (text, _) = text.split_once(to).unwrap();
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut found: Vec<_> = text
        .split(behind)
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[test]
fn the_table_names_all_that_the_services_tell_apart() {
    assert_eq!(
        values("postseal_refusals_total", "kind"),
        written(
            "src/milter/error.rs",
            ("fn kind", "/// The sentence"),
            "=> \""
        )
    );
    let text = ("fn ids", "/// The id of its title");
    let problems = written("src/portal/problem.rs", text, "=> &[ \"problem-");
    let more = written("src/portal/problem.rs", text, "=> &[\"problem-");
    let mut problems = [problems, more].concat();
    problems.sort_unstable();
    assert_eq!(values("postseal_portal_errors_total", "kind"), problems);
    let table = ("const FAMILIES", "];");
    let mut families = written("src/portal/browser.rs", table, ", \"");
    families.push("other".into());
    assert_eq!(values("postseal_browsers_total", "family"), families);
}
