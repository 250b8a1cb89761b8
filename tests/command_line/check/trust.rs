//! Who can change the rules, and whom they trust.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};

use super::Host;

#[test]
fn all_that_others_can_change_of_the_rules_is_found() {
    let host = Host::new();
    let home = &host.home;
    fs::create_dir(home.path("rules")).unwrap();
    fs::write(
        home.path("rules/10-partners.toml"),
        "[list.partners]\nfile = \"partners.txt\"\n\n[[rule]]\nname = \"partners\"\nwhen = { \
         recipient = \"list:partners\" }\nthen = \"seal\"\n",
    )
    .unwrap();
    fs::write(home.path("rules/partners.txt"), "example.net\n").unwrap();
    let text = fs::read_to_string(home.path("postseal.toml")).unwrap();
    let text = format!("include = \"rules/*.toml\"\n{text}");
    fs::write(home.path("postseal.toml"), text).unwrap();
    host.reload();
    assert_eq!(host.findings(), (0, "Nothing unsafe was found.\n".into()));
    for (name, open, sound, told) in [
        (
            "postseal.toml",
            0o666,
            0o644,
            "other users can change the rules",
        ),
        (
            "rules/10-partners.toml",
            0o646,
            0o644,
            "other users can change the rules",
        ),
        (
            "rules/partners.txt",
            0o664,
            0o644,
            "other users can change the rules",
        ),
        ("rules", 0o777, 0o755, "other users can put other files"),
        ("", 0o777, 0o755, "other users can put other files"),
    ] {
        let path = home.path(name);
        let set = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        set(open);
        let (code, all) = host.findings();
        let shown = path.display().to_string();
        let shown = shown.trim_end_matches('/');
        assert_eq!((code, all.lines().count()), (78, 1), "{name}: {all}");
        assert!(
            all.starts_with(&format!("{shown}: {told}")),
            "{name}: {all}"
        );
        set(sound);
    }
    assert_eq!(host.findings().0, 0);
    // Where include looks for files, a new one is read too, whoever may take which away.
    let rules = home.path("rules");
    fs::set_permissions(&rules, fs::Permissions::from_mode(0o1777)).unwrap();
    let (code, all) = host.findings();
    assert_eq!((code, all.lines().count()), (78, 1), "{all}");
    let told = format!("{}: other users can put more files", rules.display());
    assert!(all.starts_with(&told), "{all}");
    // One folder, however it is named.
    fs::set_permissions(&rules, fs::Permissions::from_mode(0o755)).unwrap();
    fs::create_dir(home.path("l")).unwrap();
    fs::write(home.path("l/partners.txt"), "example.net\n").unwrap();
    home.edit(
        "include = \"rules/*.toml\"",
        "include = [\"rules/*.toml\", \"l/20.toml\"]",
    );
    let list = |file: &str| format!("[list.{file}]\nfile = \"../l/partners.txt\"\n");
    fs::write(home.path("l/20.toml"), list("others")).unwrap();
    let file = home.path("rules/10-partners.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("partners.txt", "../l/partners.txt")).unwrap();
    host.reload();
    assert_eq!(host.findings(), (0, "Nothing unsafe was found.\n".into()));
    fs::set_permissions(home.path("l"), fs::Permissions::from_mode(0o777)).unwrap();
    let (code, all) = host.findings();
    assert_eq!((code, all.lines().count()), (78, 1), "{all}");
}

#[test]
fn rules_that_belong_to_others_are_found() {
    if !rig::place::is_root() {
        return;
    }
    let host = Host::new();
    let home = &host.home;
    let rule = "[[rule]]\nname = \"more\"\nwhen = { size_over = \"9M\" }\nthen = \"seal\"\n";
    fs::create_dir(home.path("rules")).unwrap();
    fs::write(home.path("rules/more.toml"), rule).unwrap();
    let text = fs::read_to_string(home.path("postseal.toml")).unwrap();
    let text = format!("include = \"rules/more.toml\"\n{text}");
    fs::write(home.path("postseal.toml"), text).unwrap();
    host.reload();
    for (name, told) in [
        ("postseal.toml", "who can change the rules"),
        ("rules/more.toml", "who can change the rules"),
        ("rules", "who can put other files"),
    ] {
        let path = home.path(name);
        chown(&path, Some(65_534), None).unwrap();
        let (code, all) = host.findings();
        assert_eq!((code, all.lines().count()), (78, 1), "{name}: {all}");
        let told = format!("{}: it belongs to the user nobody, {told}", path.display());
        assert!(all.starts_with(&told), "{name}: {all}");
        chown(&path, Some(0), None).unwrap();
    }
    assert_eq!(host.findings().0, 0);
}

#[test]
fn a_domain_that_is_everybodys_is_none_of_ours() {
    let host = Host::new();
    host.home.edit(
        "local_domains = [\"example.org\"",
        "local_domains = [\"example.org\", \".net\"",
    );
    host.reload();
    let (code, told) = host.findings();
    assert_eq!(code, 78, "{told}");
    assert!(
        told.contains("mail.local_domains has \".net\", below which anybody may have a domain"),
        "{told}"
    );
}
