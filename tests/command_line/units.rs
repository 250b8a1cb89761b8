//! The systemd units: accepted by systemd, and shut as tight as promised.

use std::path::PathBuf;
use std::process::Command;

const UNITS: [&str; 2] = ["postseal-milter.service", "postseal-portal.service"];

fn unit(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("systemd")
        .join(name)
}

#[test]
fn systemd_understands_the_units() {
    for name in UNITS {
        // The command must exist for the verification, so it is the one at hand.
        let dir = tempfile::tempdir().unwrap();
        let text = std::fs::read_to_string(unit(name)).unwrap().replace(
            "/usr/bin/postseal",
            concat!("\"", env!("CARGO_BIN_EXE_postseal"), "\""),
        );
        std::fs::write(dir.path().join(name), text).unwrap();
        let output = Command::new("systemd-analyze")
            .arg("verify")
            .arg(dir.path().join(name))
            .output()
            .expect("systemd-analyze is needed (Debian package systemd)");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.success() && told.trim().is_empty(),
            "{name}: {told}"
        );
    }
}

#[test]
fn the_units_are_shut_tight() {
    for name in UNITS {
        let output = Command::new("systemd-analyze")
            .args(["security", "--offline=true", "--threshold=15", "--no-pager"])
            .arg(unit(name))
            .output()
            .expect("systemd-analyze is needed (Debian package systemd)");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            told.contains("Overall exposure level"),
            "{told}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(output.status.success(), "{name} scores above 1.5:\n{told}");
    }
}

#[test]
fn each_unit_may_open_as_many_files_as_it_has_clients() {
    let portal = postseal::portal::Settings::default().open_files();
    for name in UNITS {
        let text = std::fs::read_to_string(unit(name)).unwrap();
        let limit = text
            .lines()
            .find_map(|line| line.strip_prefix("LimitNOFILE="));
        let limit: u64 = limit
            .unwrap_or_else(|| panic!("{name} sets no LimitNOFILE"))
            .parse()
            .unwrap();
        assert!(limit > 2 * portal, "{name}: {limit}");
    }
}

/// The processes that read documents confine themselves, under the filter of the unit.
#[test]
fn the_milter_may_confine_what_reads_documents() {
    let text = std::fs::read_to_string(unit("postseal-milter.service")).unwrap();
    let allowed: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("SystemCallFilter="))
        .filter(|calls| !calls.starts_with('~'))
        .flat_map(str::split_whitespace)
        .collect();
    for call in [
        "seccomp",
        "prlimit64",
        "landlock_create_ruleset",
        "landlock_restrict_self",
    ] {
        assert!(allowed.contains(&call), "{call}: {allowed:?}");
    }
}
