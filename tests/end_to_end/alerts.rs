//! Dashboard and alert rules, as promtool and Prometheus understand them.

use std::fs;

use postseal::metrics::{FIGURES, Values};
use rig::place;
use rig::prometheus::promtool;

/// All that the dashboard and the alerts ask for.
pub fn asked() -> Vec<String> {
    let folder = place::repository().join("conf/prometheus");
    let alerts = fs::read_to_string(folder.join("alerts.yml")).unwrap();
    let mut asked: Vec<String> = alerts
        .split("expr: ")
        .skip(1)
        .map(|rest| rest.trim_start_matches(">-").lines())
        .map(|lines| {
            let is_value = |line: &&str| !line.trim().ends_with(':') && !line.contains(": ");
            let lines: Vec<&str> = lines.take_while(is_value).map(str::trim).collect();
            lines.join(" ").trim().to_owned()
        })
        .collect();
    assert!(asked.len() > 5, "the scan finds the alerts");
    let dashboard = fs::read(folder.join("dashboard.json")).unwrap();
    let dashboard: serde_json::Value = serde_json::from_slice(&dashboard).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let before = asked.len();
    for target in panels
        .filter_map(|panel| panel["targets"].as_array())
        .flatten()
    {
        let expression = target["expr"].as_str().unwrap();
        asked.push(expression.replace("$__rate_interval", "1m"));
    }
    assert!(asked.len() > before + 8, "the scan finds the panels");
    asked
}

#[test]
fn dashboard_and_alerts_ask_for_figures_that_there_are() {
    let rules = place::repository().join("conf/prometheus/alerts.yml");
    let checked = promtool(&["check", "rules", rules.to_str().unwrap()], b"");
    assert!(
        checked.status.success(),
        "{}{}",
        String::from_utf8_lossy(&checked.stdout),
        String::from_utf8_lossy(&checked.stderr)
    );
    let mut unasked: Vec<&str> = FIGURES.iter().map(|figure| figure.name).collect();
    for expression in asked() {
        let words = expression.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        for word in words.filter(|word| word.starts_with("postseal_")) {
            let name = ["_bucket", "_sum", "_count"]
                .iter()
                .find_map(|end| word.strip_suffix(end))
                .unwrap_or(word);
            let is_known = FIGURES.iter().any(|figure| figure.name == name);
            assert!(is_known, "{expression}: there is no {name}");
            unasked.retain(|one| *one != name);
        }
        for pair in expression
            .split(['{', ','])
            .filter(|pair| pair.contains('='))
        {
            let Some((name, rest)) = pair.split_once('=') else {
                continue;
            };
            let Some(value) = rest.trim_start_matches('~').split('"').nth(1) else {
                continue;
            };
            for value in value.split('|').filter(|_| name.trim() != "job") {
                let is_known = FIGURES
                    .iter()
                    .flat_map(|figure| figure.labels)
                    .any(|label| {
                        let values = match label.values {
                            Values::Of(values) => values,
                            Values::Rules | Values::Version => &[],
                        };
                        label.name == name.trim_end_matches('!') && values.contains(&value)
                    });
                assert!(is_known, "{expression}: there is no {name}=\"{value}\"");
            }
        }
    }
    assert_eq!(
        unasked,
        Vec::<&str>::new(),
        "what nobody looks at needn't be counted"
    );
}

/// What promtool is asked: which alerts fire after twenty minutes of these series.
fn firing(series: &[(&str, &str)], expected: &[&str]) -> String {
    let rules = place::repository().join("conf/prometheus/alerts.yml");
    let mut test = format!(
        "rule_files: [{}]\ntests:\n  - interval: 1m\n    input_series:\n",
        rules.display()
    );
    for (name, values) in series {
        test += &format!("      - series: '{name}'\n        values: '{values}'\n");
    }
    test += "    promql_expr_test:\n      - eval_time: 20m\n        \
             expr: count by (alertname) (ALERTS{alertstate=\"firing\"})\n        exp_samples:\n";
    for alert in expected {
        test += &format!("          - labels: '{{alertname=\"{alert}\"}}'\n            value: 1\n");
    }
    test
}

#[test]
fn each_alert_fires_for_its_trouble_and_none_on_a_calm_day() {
    let folder = place::scratch();
    let check = |series: &[(&str, &str)], expected: &[&str]| {
        let file = folder.path().join("test.yml");
        fs::write(&file, firing(series, expected)).unwrap();
        let done = promtool(&["test", "rules", file.to_str().unwrap()], b"");
        assert!(
            done.status.success(),
            "{}{}",
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr)
        );
    };
    check(
        &[
            (r#"up{job="postseal",instance="a"}"#, "1x30"),
            (r#"postseal_messages_total{decision="seal"}"#, "0+10x30"),
            (r#"postseal_messages_total{decision="tempfail"}"#, "0+1x30"),
            (r#"postseal_refusals_total{kind="size"}"#, "0+1x30"),
            (r#"postseal_lost_documents_total{why="died"}"#, "0x30"),
            (
                r#"postseal_portal_errors_total{kind="not-found"}"#,
                "0+9x30",
            ),
            (r#"postseal_portal_errors_total{kind="no-mail"}"#, "0x30"),
            ("postseal_proofs_tried_total", "0+6x30"),
            ("postseal_proofs_succeeded_total", "0+5x30"),
            ("postseal_passcodes_asked_total", "0+6x30"),
            ("postseal_passcodes_used_total", "0+5x30"),
            (
                r#"postseal_passcodes_denied_total{opened="no"}"#,
                "0x9 1x20",
            ),
        ],
        &[],
    );
    for (alert, name, values) in [
        ("PostsealDown", r#"up{job="postseal"}"#, "0x30"),
        (
            "PostsealFails",
            r#"postseal_refusals_total{kind="panic"}"#,
            "0x9 1x20",
        ),
        (
            "PostsealNotSetUp",
            r#"postseal_refusals_total{kind="no_power"}"#,
            "0+1x30",
        ),
        (
            "PostsealMailWaits",
            r#"postseal_messages_total{decision="tempfail"}"#,
            "0+5x30",
        ),
        (
            "PostsealFull",
            r#"postseal_refusals_total{kind="memory"}"#,
            "0+1x30",
        ),
        (
            "PostsealDocumentsLost",
            r#"postseal_lost_documents_total{why="died"}"#,
            "0+1x30",
        ),
        (
            "PostsealNoPasscodes",
            r#"postseal_portal_errors_total{kind="no-mail"}"#,
            "0+1x30",
        ),
        (
            "PostsealPortalBroken",
            r#"postseal_portal_errors_total{kind="broken"}"#,
            "0+1x30",
        ),
        (
            "PostsealPortalBusy",
            r#"postseal_portal_errors_total{kind="busy"}"#,
            "0+5x30",
        ),
        (
            "PostsealCodeDenied",
            r#"postseal_passcodes_denied_total{opened="yes"}"#,
            "0x9 1x20",
        ),
        (
            "PostsealCodesDenied",
            r#"postseal_passcodes_denied_total{opened="no"}"#,
            "0+1x30",
        ),
    ] {
        check(&[(name, values)], &[alert]);
    }
    check(
        &[
            ("postseal_proofs_tried_total", "0+10x30"),
            ("postseal_proofs_succeeded_total", "0+1x30"),
        ],
        &["PostsealCodesGuessed"],
    );
    check(
        &[
            ("postseal_passcodes_asked_total", "0+5x30"),
            ("postseal_passcodes_used_total", "0x30"),
        ],
        &["PostsealCodesUnused"],
    );
}
