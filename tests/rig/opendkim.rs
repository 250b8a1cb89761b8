//! OpenDKIM as a milter: it signs for example.org, or verifies and says so in a header field. It
//! finds public keys in a file instead of DNS.

use std::fs;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::dkim::{self, KeyPair};
use crate::dns::Dns;
use crate::place::{self, Port, succeed};
use crate::wait_for;

/// What OpenDKIM does with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Adds a signature.
    Signs,
    /// Adds `Authentication-Results`.
    Verifies,
}

/// A key pair of example.org, and who checks its signatures.
#[derive(Debug)]
pub struct Keys {
    folder: PathBuf,
    key: PathBuf,
    dns: Dns,
}

impl Keys {
    /// New ones in a folder of this rig's name.
    pub fn new(name: &str) -> Self {
        let folder = place::fresh_folder(&format!("rig/{name}-dkim"));
        let key = KeyPair::rsa(&folder, "example.org", "test", 2_048);
        fs::write(
            folder.join("records"),
            format!("{} {}\n", key.name(), key.record),
        )
        .expect("the folder can be written");
        let keys = Self {
            dns: dkim::publish(&[&key]),
            key: key.path,
            folder,
        };
        keys.write(
            "check.conf",
            &format!("Mode v\nSyslog no\n{}", keys.records()),
        );
        keys
    }

    /// What dkimpy and OpenDKIM, which have no code in common, say of the signature of a mail.
    pub fn verifiers_say(&self, mail: &[u8]) -> [bool; 2] {
        let text = String::from_utf8_lossy(mail)
            .replace("\r\n", "\n")
            .replace('\n', "\r\n");
        let file = self.write("mail.eml", &text);
        let mut check = Command::new("opendkim");
        let mut opendkim = succeed(
            check
                .arg("-x")
                .arg(self.folder.join("check.conf"))
                .arg("-t")
                .arg(file),
        );
        opendkim.stdout.append(&mut opendkim.stderr);
        let said = String::from_utf8_lossy(&opendkim.stdout);
        let dkimpy = dkim::dkimpy_says(&self.dns, text.as_bytes());
        [
            dkimpy[0].ends_with("test good"),
            said.contains(") succeeded"),
        ]
    }

    fn records(&self) -> String {
        format!("TestPublicKeys {}\n", self.folder.join("records").display())
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.folder.join(name);
        fs::write(&file, text).expect("the folder can be written");
        file
    }
}

/// A running OpenDKIM, stopped when dropped.
#[derive(Debug)]
pub struct OpenDkim {
    port: Port,
    child: Child,
}

impl OpenDkim {
    /// Starts one with these keys.
    pub fn start(keys: &Keys, role: Role) -> Self {
        let port = Port::take();
        let key = &keys.key;
        let doing = match role {
            Role::Signs => format!(
                "Mode s\nDomain example.org\nSelector test\nKeyFile {}\n",
                key.display()
            ),
            // Mail from the machine itself is verified too.
            Role::Verifies => {
                let nobody = keys.write("internal", "192.0.2.1\n");
                format!(
                    "Mode v\nAlwaysAddARHeader yes\nInternalHosts {}\n",
                    nobody.display()
                )
            }
        };
        let conf = format!(
            "{doing}{}Socket inet:{}@127.0.0.1\nSyslog no\nAuthservID mail.example.org\n\
             RequireSafeKeys no\nTemporaryDirectory {}\n",
            keys.records(),
            port.number(),
            keys.folder.display()
        );
        let conf = keys.write(&format!("{role:?}.conf"), &conf);
        let child = run(Command::new("opendkim").args(["-f", "-x"]).arg(conf));
        wait_for("OpenDKIM to answer", || {
            TcpStream::connect(("127.0.0.1", port.number())).ok()
        });
        Self { port, child }
    }

    /// How MTAs name it.
    pub fn milter(&self) -> String {
        format!("inet:127.0.0.1:{}", self.port.number())
    }
}

impl Drop for OpenDkim {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn run(command: &mut Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command.spawn().unwrap_or_else(|e| {
        panic!("cannot run {command:?}: {e}. `tests/setup.sh test` installs it")
    })
}
