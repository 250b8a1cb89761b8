//! What a receiver has before it looks at a mail's content: OpenDKIM and OpenDMARC as milters, and
//! a resolver on port 53, which is the only one that OpenDMARC asks.
//!
//! They live in a network of their own, with a resolv.conf of their own; the milters are reached by
//! Unix sockets.

use std::fs;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use crate::place::as_root;
use crate::postfix::Postfix;
use crate::{dns, wait_for};

/// The running three, stopped when dropped.
#[derive(Debug)]
pub struct Receiver {
    child: Child,
}

/// The milters as Postfix names them.
pub const MILTERS: [&str; 2] = [
    "unix:postseal/opendkim.sock",
    "unix:postseal/opendmarc.sock",
];

impl Receiver {
    /// Starts them beside this Postfix, which has [`MILTERS`], with a resolver that knows these TXT
    /// records.
    pub fn start(postfix: &Postfix, records: &[(&str, &str)]) -> Self {
        let folder = postfix.folder().join("receiver");
        fs::create_dir_all(&folder).expect("a folder for the receiver");
        let write = |name: &str, text: &str| -> PathBuf {
            fs::write(folder.join(name), text).expect("the folder can be written");
            folder.join(name)
        };
        let sockets = ["opendkim.sock", "opendmarc.sock"].map(|name| postfix.socket(name));
        let [dkim, dmarc] = sockets.each_ref().map(|path| path.display().to_string());
        write("resolv.conf", "nameserver 127.0.0.1\n");
        let nobody = write("internal", "192.0.2.1\n");
        // Debian's OpenDKIM asks by libunbound, which starts at the root, and asks nobody on
        // loopback, unless it is told.
        let unbound = write(
            "unbound.conf",
            "server:\n  do-not-query-localhost: no\n  module-config: \"iterator\"\n\
             forward-zone:\n  name: \".\"\n  forward-addr: 127.0.0.1\n",
        );
        write(
            "opendkim.conf",
            &format!(
                "Mode v\nSyslog no\nAuthservID mx.example.net\nAlwaysAddARHeader yes\nUMask 0\n\
                 Socket local:{dkim}\nInternalHosts {}\nResolverConfiguration {}\n",
                nobody.display(),
                unbound.display()
            ),
        );
        write(
            "opendmarc.conf",
            &format!(
                "Syslog false\nAuthservID mx.example.net\nTrustedAuthservIDs mx.example.net\n\
                 UMask 0000\nSocket local:{dmarc}\nIgnoreHosts {}\nPidFile {}\n",
                nobody.display(),
                folder.join("opendmarc.pid").display()
            ),
        );
        let resolver = dns::options(53, records.iter().copied());
        let script = script(&folder, &resolver);
        let script = write("start.sh", &script);
        let child = as_root("unshare")
            .args(["--net", "--mount", "sh"])
            .arg(script)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("unshare runs");
        let receiver = Self { child };
        for socket in sockets {
            wait_for("a receiver's milter to answer", || {
                UnixStream::connect(&socket).ok()
            });
        }
        receiver
    }
}

fn script(folder: &Path, resolver: &[String]) -> String {
    let folder = folder.display();
    let options: Vec<_> = resolver
        .iter()
        .map(|option| format!("'{option}'"))
        .collect();
    format!(
        "set -e
ip link set lo up
mount --bind {folder}/resolv.conf \"$(realpath /etc/resolv.conf)\"
dnsmasq {} & all=$!
opendkim -f -x {folder}/opendkim.conf & all=\"$all $!\"
opendmarc -f -c {folder}/opendmarc.conf & all=\"$all $!\"
trap 'kill $all' TERM
wait
",
        options.join(" ")
    )
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let id = self.child.id().to_string();
        as_root("kill").arg(id).status().ok();
        self.child.wait().ok();
    }
}
