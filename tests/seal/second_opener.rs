//! `opener.py`, written from the specification alone with another library's cryptography, opens
//! what we seal.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use postseal::keyring::Keyring;

use super::{EXPIRES, keyring, meta, noise, seal, vectors};

/// A Python that has the package `cryptography`, version 50 or newer.
fn python() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = std::env::var_os("POSTSEAL_PYTHON")
        .map_or(root.join("target/venv/bin/python"), PathBuf::from);
    let usable = Command::new(&python)
        .args(["-c", "import cryptography.cobblestone"])
        .output();
    assert!(
        usable.is_ok_and(|output| output.status.success()),
        "{} is no Python with cryptography 50 or newer: set POSTSEAL_PYTHON, or run make test, \
         which installs one in target/venv",
        python.display()
    );
    python
}

fn opener() -> Command {
    let mut command = Command::new(python());
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seal/opener.py"));
    command
}

fn open_with_python(keyring: &Keyring, sealed: &[u8]) -> Output {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), sealed).unwrap();
    opener()
        .arg("open")
        .arg(keyring.dir())
        .stdin(File::open(file.path()).unwrap())
        .output()
        .unwrap()
}

#[test]
fn a_second_opener_opens_what_we_seal() {
    let (_dir, keyring) = keyring();
    for (n, len) in [0, 1, 16_383, 16_384, 16_385, 100_000, 1 << 20]
        .into_iter()
        .enumerate()
    {
        for (message, expires) in [
            (noise(len, n as u64), None),
            (b"Dear Bob,\r\n".repeat(len / 11), Some(EXPIRES)),
        ] {
            let output = open_with_python(&keyring, &seal(&keyring, &meta(expires), &message));
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.stdout == message, "{} bytes: {said}", message.len());
            let expires = expires.map_or("never".to_owned(), |time| time.to_string());
            assert!(said.contains(&format!("expires: {expires}\n")), "{said}");
            assert!(
                said.contains("recipients: bob@example.com zoë@example.com\nsubject: Årsrapport\n"),
                "{said}"
            );
        }
    }
}

#[test]
fn a_second_opener_refuses_what_was_changed() {
    let (_dir, keyring) = keyring();
    let mut sealed = seal(&keyring, &meta(None), b"secret");
    *sealed.last_mut().unwrap() ^= 1;
    let output = open_with_python(&keyring, &sealed);
    assert_eq!(
        (output.status.code(), &output.stdout[..]),
        (Some(1), &b""[..])
    );
}

#[test]
fn a_second_opener_agrees_on_each_vector() {
    let paths = vectors::paths();
    let output = opener().arg("vectors").args(&paths).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8(output.stdout).unwrap();
    let said: Vec<_> = said.split("vector: ").skip(1).collect();
    assert_eq!(said.len(), paths.len());
    for (path, said) in paths.iter().zip(said) {
        let vector = vectors::read(path);
        let (name, outcome) = said.split_once('\n').unwrap();
        let outcome: String = outcome
            .lines()
            .filter(|line| !line.starts_with("reason: "))
            .map(|line| format!("{line}\n"))
            .collect();
        assert_eq!((name, outcome), (vector.name.as_str(), vector.outcome));
    }
}
