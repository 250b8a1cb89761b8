//! The keyring's directory: made private, read with suspicion, and what is wrong with it said in
//! one sentence.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

use postseal::keyring::{Keyring, KeyringError, check};

use super::{EXPIRES, keyring, meta, seal, unseal};

const KEY: &str = "iIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIg=";

fn put(dir: &Path, name: &str, text: &str) -> PathBuf {
    let path = dir.join(name);
    fs::write(&path, text).unwrap();
    mode(&path, 0o600);
    path
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// The one sentence that `check` would print, which is also why `load` refuses.
fn finding(dir: &Path) -> String {
    let findings: Vec<_> = check(dir).iter().map(ToString::to_string).collect();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(Keyring::load(dir).unwrap_err().to_string(), findings[0]);
    assert!(
        findings[0].contains(&*dir.to_string_lossy()) && !findings[0].contains(KEY),
        "{}",
        findings[0]
    );
    findings[0].clone()
}

#[test]
fn a_new_keyring_is_private_and_sound() {
    let (_dir, keyring) = keyring();
    let _ = seal(&keyring, &meta(Some(EXPIRES)), b"");
    assert_eq!(fs::metadata(keyring.dir()).unwrap().mode() & 0o7777, 0o700);
    let files: Vec<_> = fs::read_dir(keyring.dir())
        .unwrap()
        .map(|entry| entry.unwrap())
        .collect();
    assert_eq!(files.len(), 2);
    assert!(
        files
            .iter()
            .all(|file| file.metadata().unwrap().mode() & 0o7777 == 0o600)
    );
    assert!(check(keyring.dir()).is_empty());
    assert!(matches!(
        Keyring::create(keyring.dir()),
        Err(KeyringError::NotEmpty { .. })
    ));
    let key = fs::read_to_string(keyring.dir().join("root-00000001.key")).unwrap();
    let secret = key.trim_end().rsplit(' ').next().unwrap();
    assert!(key.starts_with("postseal-root-key v1 ") && secret.len() == 44);
    assert!(!format!("{keyring:?}").contains(secret));
}

#[test]
fn a_new_keyring_in_a_directory_that_is_there() {
    let dir = tempfile::tempdir().unwrap();
    mode(dir.path(), 0o755);
    Keyring::create(dir.path()).unwrap();
    assert_eq!(
        fs::metadata(dir.path()).unwrap().mode() & 0o7777,
        0o700,
        "an empty directory is made private"
    );
    let shared = tempfile::tempdir().unwrap();
    fs::write(shared.path().join("note"), "").unwrap();
    mode(shared.path(), 0o755);
    assert!(
        matches!(
            Keyring::create(shared.path()),
            Err(KeyringError::Exposed { .. })
        ),
        "others may need what is in there"
    );
    assert!(matches!(
        Keyring::create(&shared.path().join("a/b")),
        Err(KeyringError::Io { .. })
    ));
    assert_eq!(fs::read_dir(shared.path()).unwrap().count(), 1);
}

#[test]
fn keys_that_others_can_read_are_refused() {
    let (_dir, keyring) = keyring();
    let root = keyring.dir().join("root-00000001.key");
    for bad in [0o640, 0o604, 0o620, 0o610, 0o601] {
        mode(&root, bad);
        assert!(finding(keyring.dir()).ends_with(&format!("run chmod 0600 {}", root.display())));
    }
    mode(&root, 0o400);
    assert!(check(keyring.dir()).is_empty());
    mode(keyring.dir(), 0o750);
    assert!(
        finding(keyring.dir()).ends_with(&format!("run chmod 0700 {}", keyring.dir().display()))
    );
}

#[test]
fn keys_of_somebody_else_are_refused() {
    let (_dir, keyring) = keyring();
    let root = keyring.dir().join("root-00000001.key");
    let other = fs::metadata(&root).unwrap().uid() + 1;
    // Only root may give files away, and only root can meet such files: anybody else can't read
    // them.
    if chown(&root, Some(other), None).is_ok() {
        assert!(
            finding(keyring.dir()).contains(&format!("{} belongs to user {other}", root.display()))
        );
    }
}

#[test]
fn keys_belong_to_the_owner_of_the_directory_whoever_makes_them() {
    let around = tempfile::tempdir().unwrap();
    let me = fs::metadata(around.path()).unwrap().uid();
    // Only root can work for somebody else.
    let owner = if chown(around.path(), Some(4711), Some(4712)).is_ok() {
        4711
    } else {
        me
    };
    let keyring = Keyring::create(&around.path().join("keyring")).unwrap();
    keyring.rotate().unwrap();
    let _ = seal(&keyring, &meta(Some(EXPIRES)), b"");
    let mut paths: Vec<_> = fs::read_dir(keyring.dir())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.push(keyring.dir().to_owned());
    assert_eq!(paths.len(), 4);
    assert!(
        paths
            .iter()
            .all(|path| fs::metadata(path).unwrap().uid() == owner)
    );
}

#[test]
fn a_keyring_without_keys_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    mode(dir.path(), 0o700);
    assert!(finding(dir.path()).contains("holds no root key: restore"));
    assert!(finding(&dir.path().join("nowhere")).contains("No such file"));
    let epoch = put(
        dir.path(),
        "epoch-2027-01-31-00000000000000ab.key",
        &format!("postseal-epoch-key v1 {KEY}\n"),
    );
    assert!(
        finding(dir.path()).contains("holds no root key"),
        "{}",
        epoch.display()
    );
}

#[test]
fn damaged_keys_are_refused() {
    let root = format!("postseal-root-key v1 {KEY}\n");
    let bad = [
        "",
        "\0\0\0\0",
        "postseal-root-key v1 AAAA\n",
        &root[..root.len() - 1],
        &root.replace("v1", "v2"),
        &root.replace("root", "epoch"),
        &format!("{root}{root}"),
        &"x".repeat(1000),
    ];
    for text in bad {
        let (_dir, keyring) = keyring();
        let path = put(keyring.dir(), "root-00000002.key", text);
        assert!(
            finding(keyring.dir()).starts_with(&format!("{} doesn't hold the key", path.display())),
            "{text}"
        );
        assert!(keyring.reload().is_err());
        assert!(
            seal(&keyring, &meta(None), b"").len() > 600,
            "a running process keeps its keys"
        );
    }
    let (_dir, keyring) = keyring();
    fs::create_dir(keyring.dir().join("root-00000002.key")).unwrap();
    assert!(finding(keyring.dir()).contains("doesn't hold the key"));
    fs::remove_dir(keyring.dir().join("root-00000002.key")).unwrap();
    symlink("root-00000001.key", keyring.dir().join("root-00000002.key")).unwrap();
    assert!(finding(keyring.dir()).contains("symbolic links"));
}

#[test]
fn two_files_for_one_key_id_are_refused() {
    let (_dir, keyring) = keyring();
    let text = format!("postseal-epoch-key v1 {KEY}\n");
    put(
        keyring.dir(),
        "epoch-2027-01-31-00000000000000ab.key",
        &text,
    );
    put(
        keyring.dir(),
        "epoch-2027-02-01-00000000000000ab.key",
        &text,
    );
    assert!(finding(keyring.dir()).contains("have the same key id"));
    fs::remove_file(keyring.dir().join("epoch-2027-02-01-00000000000000ab.key")).unwrap();
    put(keyring.dir(), "Root-00000001.key", &text);
    assert!(finding(keyring.dir()).contains("doesn't have the name of a key"));
}

#[test]
fn every_finding_is_told() {
    let (_dir, keyring) = keyring();
    mode(&keyring.dir().join("root-00000001.key"), 0o644);
    put(keyring.dir(), "root-00000002.key", "");
    put(keyring.dir(), "copy.key", "");
    assert_eq!(check(keyring.dir()).len(), 3);
}

#[test]
fn what_a_killed_process_left_is_ignored_and_cleared_away() {
    let (_dir, keyring) = keyring();
    let left = put(
        keyring.dir(),
        ".new-epoch-2027-01-31-00000000000000ab.key",
        "postseal-ep",
    );
    assert!(check(keyring.dir()).is_empty());
    let sealed = seal(&keyring, &meta(Some(EXPIRES)), b"x");
    assert!(!left.exists());
    assert_eq!(
        unseal(&Keyring::load(keyring.dir()).unwrap(), &sealed),
        Ok(b"x".to_vec())
    );
}

#[test]
fn rotated_keys_seal_and_old_ones_open() {
    let (_dir, keyring) = keyring();
    let other = Keyring::load(keyring.dir()).unwrap();
    let before = seal(&keyring, &meta(None), b"before");
    keyring.rotate().unwrap();
    let after = seal(&keyring, &meta(None), b"after");
    assert_eq!((before[9], after[9]), (1, 2));
    for keyring in [&keyring, &other] {
        assert_eq!(
            (unseal(keyring, &before), unseal(keyring, &after)),
            (Ok(b"before".to_vec()), Ok(b"after".to_vec()))
        );
    }
}

#[test]
fn retired_keys_open_and_do_not_seal() {
    let (_dir, keyring) = keyring();
    let sealed = seal(&keyring, &meta(None), b"x");
    let root = keyring.dir().join("root-00000001.key");
    let retired = fs::read_to_string(&root)
        .unwrap()
        .replace("postseal-root", "postseal-retired-root");
    fs::write(&root, retired).unwrap();
    keyring.reload().unwrap();
    assert_eq!(unseal(&keyring, &sealed), Ok(b"x".to_vec()));
    let error = keyring.sealing_keys(None).unwrap_err();
    let findings = check(keyring.dir());
    assert_eq!(
        (findings.len(), findings[0].to_string()),
        (1, error.to_string())
    );
    assert!(error.to_string().contains("every root key"), "{error}");
    keyring.rotate().unwrap();
    assert_eq!(
        unseal(&keyring, &seal(&keyring, &meta(None), b"y")),
        Ok(b"y".to_vec())
    );
}

#[test]
fn a_retired_key_makes_no_macs_and_still_verifies_its_own() {
    let (_dir, keyring) = keyring();
    let of_first = keyring.mac("carrier", &[b"body"]);
    keyring.rotate().unwrap();
    let of_second = keyring.mac("carrier", &[b"body"]);
    let root = keyring.dir().join("root-00000002.key");
    let retired = fs::read_to_string(&root)
        .unwrap()
        .replace("postseal-root", "postseal-retired-root");
    fs::write(&root, retired).unwrap();
    keyring.reload().unwrap();
    assert_eq!(keyring.mac("carrier", &[b"body"]), of_first);
    assert!(keyring.verify_mac("carrier", &[b"body"], &of_second));
}

#[test]
fn macs_tell_labels_parts_and_keyrings_apart() {
    let (_dir, keyring) = keyring();
    let (_other, other) = super::keyring();
    let parts: [&[u8]; 2] = [b"ann@example.org", b"body"];
    let tag = keyring.mac("carrier", &parts);
    assert!(keyring.verify_mac("carrier", &parts, &tag));
    assert!(!keyring.verify_mac("thread", &parts, &tag));
    assert!(!keyring.verify_mac("carrier", &[b"ann@example.orgb", b"ody"], &tag));
    assert!(!keyring.verify_mac("carrier", &[b"ann@example.orgbody"], &tag));
    assert!(!keyring.verify_mac("carrier", &[&parts[..], &[b""]].concat(), &tag));
    assert!(
        !keyring.verify_mac("carrier", &parts, &tag[..31])
            && !keyring.verify_mac("carrier", &parts, b"")
    );
    let short: [u8; 16] = tag[..16].try_into().unwrap();
    assert!(
        keyring.verify_short_mac("carrier", &parts, &short)
            && !keyring.verify_short_mac("thread", &parts, &short)
    );
    assert!(
        !keyring.verify_mac("carrier", &parts, &short)
            && !other.verify_short_mac("carrier", &parts, &short)
    );
    assert!(!other.verify_mac("carrier", &parts, &tag));
    keyring.rotate().unwrap();
    assert!(keyring.verify_mac("carrier", &parts, &tag) && keyring.mac("carrier", &parts) != tag);
}
