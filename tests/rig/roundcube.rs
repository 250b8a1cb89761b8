//! A mailbox over IMAP (Dovecot), and Roundcube before it.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::place::{self, Port, as_root, succeed};
use crate::{http, wait_for};

/// Where Debian's package keeps Roundcube.
const INSTALLED: &str = "/var/lib/roundcube/public_html";

/// A running Dovecot and Roundcube; bob's password is `secret`.
#[derive(Debug)]
pub struct Roundcube {
    imap: Port,
    web: Port,
    dovecot: Child,
    php: Child,
}

impl Roundcube {
    /// Starts them with these mails in bob's inbox, oldest first.
    pub fn start(name: &str, mails: &[&[u8]]) -> Self {
        let folder = place::fresh_folder(&format!("rig/{name}-roundcube"));
        let (imap, web) = (Port::take(), Port::take());
        for dir in ["mail/cur", "mail/new", "mail/tmp", "temp", "logs"] {
            fs::create_dir_all(folder.join(dir)).expect("a folder for mail");
        }
        for (at, mail) in mails.iter().enumerate() {
            let mail = String::from_utf8_lossy(mail).replace("\r\n", "\n");
            let file = folder.join(format!("mail/cur/{at}.postseal:2,S"));
            fs::write(file, mail).expect("a mail");
        }
        let owner = owner();
        if owner != place::user() {
            succeed(
                as_root("chown")
                    .arg("-R")
                    .arg(&owner)
                    .arg(folder.join("mail")),
            );
        }
        let conf = folder.join("dovecot.conf");
        fs::write(&conf, dovecot(&folder, imap.number(), &owner)).expect("dovecot.conf");
        let dovecot = as_root("dovecot")
            .args(["-F", "-c"])
            .arg(&conf)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("dovecot runs: `tests/setup.sh test` installs it");
        roundcube(&folder, imap.number());
        let php = Command::new("php")
            .args(["-d", "display_errors=0", "-S"])
            .arg(format!("127.0.0.1:{}", web.number()))
            .current_dir(INSTALLED)
            .env("ROUNDCUBE_CONFIG_DIR", &folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("php runs: `tests/setup.sh test` installs it");
        let started = Self {
            imap,
            web,
            dovecot,
            php,
        };
        wait_for("Dovecot to answer", || {
            TcpStream::connect(("127.0.0.1", started.imap.number())).ok()
        });
        wait_for("Roundcube to answer", || {
            http::request(started.web.number(), "GET", "/", &[], b"").ok()
        });
        started
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.web.number())
    }

    /// The port of IMAP.
    pub fn imap(&self) -> u16 {
        self.imap.number()
    }
}

impl Drop for Roundcube {
    fn drop(&mut self) {
        for child in [&mut self.php, &mut self.dovecot] {
            as_root("kill").arg(child.id().to_string()).status().ok();
            child.wait().ok();
        }
        let run = sockets(self.imap.number());
        as_root("rm").arg("-rf").arg(run).status().ok();
    }
}

/// Where Dovecot has its sockets: their paths must be short.
fn sockets(port: u16) -> PathBuf {
    PathBuf::from("/tmp").join(format!("postseal-dovecot-{port}"))
}

/// Whose the mailbox is: Dovecot opens none as root.
fn owner() -> String {
    match place::user().as_str() {
        "root" => "mail".to_owned(),
        user => user.to_owned(),
    }
}

fn dovecot(folder: &Path, port: u16, user: &str) -> String {
    let group = succeed(Command::new("id").args(["-gn", user])).stdout;
    let group = String::from_utf8_lossy(&group).trim().to_owned();
    let run = sockets(port);
    format!(
        "protocols = imap
listen = 127.0.0.1
base_dir = {run}
state_dir = {folder}/state
log_path = {folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
first_valid_uid = 0
mail_location = maildir:{folder}/mail
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
",
        run = run.display(),
        folder = folder.display(),
    )
}

fn roundcube(folder: &Path, imap: u16) {
    for file in ["defaults.inc.php", "mimetypes.php"] {
        fs::copy(Path::new("/etc/roundcube").join(file), folder.join(file))
            .expect("Roundcube's defaults: `tests/setup.sh test` installs them");
    }
    let place = folder.display();
    let conf = format!(
        "<?php
$config['db_dsnw'] = 'sqlite:///{place}/db?mode=0600';
$config['imap_host'] = '127.0.0.1:{imap}';
$config['smtp_host'] = '127.0.0.1:1';
$config['temp_dir'] = '{place}/temp';
$config['log_dir'] = '{place}/logs';
$config['des_key'] = 'abcdefghijklmnopqrstuvwx';
$config['plugins'] = [];
$config['message_show_email'] = true;
"
    );
    fs::write(folder.join("config.inc.php"), conf).expect("Roundcube's configuration");
    let schema = "/usr/share/roundcube/SQL/sqlite.initial.sql";
    let make =
        format!("$db = new PDO('sqlite:{place}/db'); $db->exec(file_get_contents('{schema}'));");
    succeed(Command::new("php").args(["-r", &make]));
}
