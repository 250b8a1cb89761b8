//! nginx before the portal, set up as the README has it, on a loopback port, with TLS or without.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::place::{self, Port};
use crate::wait_for;

/// The user that it works as when the tests are root's: nobody.
const NOBODY: &str = "65534";

/// A running nginx; it ends with this value.
#[derive(Debug)]
pub struct Nginx {
    process: Child,
    port: Port,
}

impl Nginx {
    /// Starts one on `port` that passes requests on to the portal on another. Its files lie in a
    /// folder of this name.
    pub fn start(name: &str, port: Port, portal: u16) -> Self {
        Self::run(name, port, portal, |_| String::new())
    }

    /// The same with TLS, and a certificate that nobody vouches for.
    pub fn with_tls(name: &str, port: Port, portal: u16) -> Self {
        Self::run(name, port, portal, |folder| {
            let (key, certificate) = (folder.join("key.pem"), folder.join("certificate.pem"));
            let mut openssl = Command::new("openssl");
            openssl.args([
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            ]);
            openssl.args([
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
            ]);
            place::succeed(
                openssl
                    .arg("-keyout")
                    .arg(&key)
                    .arg("-out")
                    .arg(&certificate),
            );
            fs::set_permissions(&key, fs::Permissions::from_mode(0o644))
                .expect("our own file's mode can be set");
            format!(
                " ssl;\nssl_certificate {};\nssl_certificate_key {}",
                certificate.display(),
                key.display()
            )
        })
    }

    /// `tls` ends the line that says where it listens.
    fn run(name: &str, port: Port, portal: u16, tls: impl FnOnce(&Path) -> String) -> Self {
        let folder = place::fresh_folder(&format!("rig/{name}"));
        let tls = tls(&folder);
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o777))
            .expect("our own folder's mode can be set");
        let config = folder.join("nginx.conf");
        let here = folder.display();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .iter()
            .map(|kind| format!("{kind}_temp_path {here}/{kind};\n"))
            .collect();
        let text = format!(
            "daemon off;\nworker_processes 1;\nworker_rlimit_nofile 8192;\n\
             pid {here}/nginx.pid;\nerror_log {here}/error.log;\n\
             events {{ worker_connections 4096; }}\n\
             http {{\naccess_log off;\n{temporary}\
             server {{\nlisten 127.0.0.1:{} backlog=4096{tls};\n{}}}\n}}\n",
            port.number(),
            from_readme().replace("8480", &portal.to_string())
        );
        fs::write(&config, text).expect("the folder can be written");
        let mut command = if place::is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]);
            command.arg("nginx");
            command
        } else {
            Command::new("nginx")
        };
        command.args(["-e", "stderr", "-c"]).arg(&config);
        command.stdin(Stdio::null());
        let process = command.spawn().unwrap_or_else(|error| {
            panic!("cannot run nginx: {error}. `tests/setup.sh test` installs it")
        });
        let nginx = Self { process, port };
        wait_for("nginx to answer", || {
            TcpStream::connect(("127.0.0.1", nginx.port.number())).ok()
        });
        nginx
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port.number()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Politely: its worker ends with it.
        let id = self.process.id().to_string();
        Command::new("kill").arg(id).status().ok();
        self.process.wait().ok();
    }
}

/// What the README tells nginx beside names, ports and certificates.
fn from_readme() -> String {
    let readme = place::repository().join("README.md");
    let readme = fs::read_to_string(readme).expect("there is a README.md");
    let lines = readme
        .lines()
        .skip_while(|line| !line.contains("client_max_body_size"));
    // To the end of the server, which has the same indentation as its beginning.
    let server: Vec<&str> = lines.take_while(|line| line.trim_end() != "   }").collect();
    assert!(
        server.iter().any(|line| line.contains("proxy_pass")),
        "the README has no location for nginx"
    );
    server.join("\n") + "\n"
}
