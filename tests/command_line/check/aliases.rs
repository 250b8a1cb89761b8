//! Aliases that lead outside after the milter has taken them for local.

use std::fs;
use std::process::Command;

use super::{Host, SAFE, master};

#[test]
fn aliases_that_lead_outside_are_named() {
    let host = Host::new();
    let local = master() + "local unix - n n - - local\n";
    let with = |more: &str| {
        format!("{SAFE}\nmailbox_size_limit = 0\nalias_maps =\nforward_path =\n{more}")
    };
    let noted = |main: &str, sentence: &str| host.is_noted(&with(main), &local, sentence);
    noted(
        "virtual_alias_maps = inline:{{legal@example.org = lawyer@example.net}}",
        "virtual_alias_maps (inline:{{legal@example.org = lawyer@example.net}}) leads outside from \
         legal@example.org to lawyer@example.net. For the rules such mail is local",
    );
    noted(
        "recipient_canonical_maps = inline:{old@example.org=new@example.net}",
        "recipient_canonical_maps (inline:{old@example.org=new@example.net}) leads outside",
    );
    noted(
        "luser_relay = all@example.net",
        "luser_relay sends mail for unknown local users on to all@example.net",
    );
    noted(
        "virtual_alias_maps = ldap:/nowhere",
        "virtual_alias_maps names ldap:/nowhere, which can't be listed",
    );
    for spelled in ["example.net!bob", "bob%example.net"] {
        noted(
            &format!("virtual_alias_maps = inline:{{{{legal@example.org = {spelled}}}}}"),
            &format!("leads outside from legal@example.org to {spelled}"),
        );
    }
    // Files that include others, and quotes around them.
    let list = |name: &str| host.home.path(name).display().to_string();
    fs::write(list("inner"), "bob@example.net\n").unwrap();
    fs::write(list("outer"), format!(":include:{}\n", list("inner"))).unwrap();
    let aliases = format!("legal: \":include:{}\"\n", list("outer"));
    fs::write(list("aliases"), aliases).unwrap();
    noted(
        &format!("alias_maps = texthash:{}", list("aliases")),
        "leads outside from legal to bob@example.net",
    );
    let lost = format!("legal: :include:{}\n", list("lost"));
    fs::write(list("aliases"), lost).unwrap();
    noted(
        &format!("alias_maps = texthash:{}", list("aliases")),
        &format!(
            "outside from legal to what {} has, if it does",
            list("lost")
        ),
    );
    // Few of many are named.
    let table = host.home.path("virtual");
    let lines = (0..7).map(|n| format!("a{n}@example.org b{n}@example.net\n"));
    fs::write(&table, lines.collect::<String>()).unwrap();
    noted(
        &format!("virtual_alias_maps = proxy:texthash:{}", table.display()),
        "from a0@example.org to b0@example.net, from a1@example.org to b1@example.net, from \
         a2@example.org to b2@example.net, and 4 more.",
    );
    // Patterns, which may match addresses of ours.
    let patterns = |entry: &str| {
        let entry = entry.replace('$', "$$");
        format!("virtual_alias_maps = regexp:{{{{{entry}}}}}")
    };
    for (entry, told) in [
        (
            "/^sales@example\\.org$/ x@example.net",
            "leads outside from /^sales@example\\.org$/ to x@example.net",
        ),
        (
            "/^(.*)@example.org$/ $1@example.net",
            "outside from /^(.*)@example.org$/ to $1@example.net",
        ),
        (
            "/^(.*)@(.*)\\.example\\.org$/ $1@$2.example.net",
            "to $1@$2.example.net",
        ),
        ("/^(.*)@(.*)$/ $1@$2", "may lead"),
        ("/^legal/ lawyer@example.net", "to lawyer@example.net"),
    ] {
        noted(&patterns(entry), told);
    }
    for harmless in [
        "/^(.*)\\.(.*)@example\\.org$/ $1@example.org",
        "/^(.*)@example\\.com$/ $1@example.net",
        "/^(.*)@old$/ $1",
    ] {
        host.is_safe(&with(&patterns(harmless)), &local);
    }
    // What aliases(5) may say.
    let members = host.home.path("members");
    fs::write(&members, "# ours\nalice\ncarol@example.com\n").unwrap();
    let aliases = host.home.path("aliases");
    let text = format!(
        "legal: alice,\n  lawyer@example.net\nteam: :include:{}\nroot: alice@example.org\n\
         list: \"|/usr/bin/post list@example.net\"\nfile: /var/mail/x@example.net\n",
        members.display()
    );
    fs::write(&aliases, text).unwrap();
    let made = Command::new("postalias")
        .arg("-c")
        .arg(host.home.path("postfix"))
        .arg(format!("hash:{}", aliases.display()))
        .status()
        .unwrap();
    assert!(made.success());
    let maps = format!("alias_maps = hash:{}", aliases.display());
    noted(&maps, "from legal to lawyer@example.net");
    noted(&maps, "from team to carol@example.com");
    let (_, told) = host.findings();
    for harmless in ["from list", "from file", "from root"] {
        assert!(!told.contains(harmless), "{told}");
    }
    // Those who may write .forward files.
    host.is_noted(
        &format!("{SAFE}\nmailbox_size_limit = 0\nalias_maps ="),
        &local,
        "users may send their mail on by .forward files",
    );
    // Within the house, and from outside, where the rules see it.
    for harmless in [
        "virtual_alias_maps = inline:{{a@example.org = b@example.org}}",
        "virtual_alias_maps = inline:{{a@example.org = root@mail.example.org, b@localhost}}",
        "virtual_alias_maps = inline:{{a@example.com = b@example.net}}",
        "alias_maps = hash:/nowhere/aliases",
    ] {
        host.is_safe(&with(harmless), &local);
    }
}
