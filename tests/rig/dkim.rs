//! DKIM keys, and other people's programs that sign and verify with them: dkimpy and opendkim,
//! which have no code in common with each other or with postseal.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::dns::Dns;
use crate::place;

/// A key pair of one domain and selector.
#[derive(Clone, Debug)]
pub struct KeyPair {
    /// The private key's file.
    pub path: PathBuf,
    /// The domain.
    pub domain: String,
    /// The selector.
    pub selector: String,
    /// What DNS says of it.
    pub record: String,
}

impl KeyPair {
    /// An RSA key of this many bits.
    pub fn rsa(folder: &Path, domain: &str, selector: &str, bits: u32) -> Self {
        let path = Self::file(folder, domain, selector);
        place::succeed(
            Command::new("openssl")
                .args(["genrsa", "-traditional", "-out"])
                .arg(&path)
                .arg(bits.to_string()),
        );
        let public = Self::public(&path);
        Self::of(
            path,
            domain,
            selector,
            &format!("v=DKIM1; k=rsa; p={}", base64(&public)),
        )
    }

    /// An Ed25519 key.
    pub fn ed25519(folder: &Path, domain: &str, selector: &str) -> Self {
        let path = Self::file(folder, domain, selector);
        place::succeed(
            Command::new("openssl")
                .args(["genpkey", "-algorithm", "ed25519", "-out"])
                .arg(&path),
        );
        // RFC 8463 has the 32 bytes of the key alone, at the end of what OpenSSL writes.
        let public = Self::public(&path);
        Self::of(
            path,
            domain,
            selector,
            &format!(
                "v=DKIM1; k=ed25519; p={}",
                base64(&public[public.len() - 32..])
            ),
        )
    }

    fn file(folder: &Path, domain: &str, selector: &str) -> PathBuf {
        std::fs::create_dir_all(folder).expect("a folder for keys");
        folder.join(format!("{selector}.{domain}.pem"))
    }

    fn public(path: &Path) -> Vec<u8> {
        let mut openssl = Command::new("openssl");
        place::succeed(
            openssl
                .args(["pkey", "-pubout", "-outform", "DER", "-in"])
                .arg(path),
        )
        .stdout
    }

    fn of(path: PathBuf, domain: &str, selector: &str, record: &str) -> Self {
        Self {
            path,
            domain: domain.to_owned(),
            selector: selector.to_owned(),
            record: record.to_owned(),
        }
    }

    /// The name under which DNS has it.
    pub fn name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }

    /// This mail, signed by dkimpy.
    pub fn sign(&self, canonicalization: &str, mail: &[u8]) -> Vec<u8> {
        self.sign_with(canonicalization, &[], mail)
    }

    /// The same, with the tags `l=` and `atps=` where these are among the options; others
    /// are names of fields that are covered too.
    pub fn sign_with(&self, canonicalization: &str, options: &[&str], mail: &[u8]) -> Vec<u8> {
        let path = self.path();
        let mut arguments = vec![
            "sign",
            &path,
            &self.selector,
            &self.domain,
            canonicalization,
        ];
        arguments.extend(options);
        dkimpy(&arguments, mail)
    }

    /// This mail, with an ARC set by dkimpy.
    pub fn arc_seal(&self, mail: &[u8]) -> Vec<u8> {
        dkimpy(&["seal", &self.path(), &self.selector, &self.domain], mail)
    }

    fn path(&self) -> String {
        self.path.display().to_string()
    }
}

/// Serves the public halves of these keys.
pub fn publish(keys: &[&KeyPair]) -> Dns {
    let names: Vec<String> = keys.iter().map(|key| key.name()).collect();
    Dns::serve(
        names
            .iter()
            .map(String::as_str)
            .zip(keys.iter().map(|key| key.record.as_str())),
    )
}

/// What dkimpy says of a mail's signatures, `dkim rsa-sha256 example.org 2026a good` each, and of
/// its chain: `arc none`.
pub fn dkimpy_says(dns: &Dns, mail: &[u8]) -> Vec<String> {
    let said = dkimpy(&["verify", &dns.port().to_string()], mail);
    String::from_utf8_lossy(&said)
        .lines()
        .map(|line| line.trim().to_owned())
        .collect()
}

/// Whether opendkim finds a mail's signature good, with this key in place of DNS; it knows RSA
/// only.
pub fn opendkim_says(key: &KeyPair, mail: &[u8]) -> bool {
    let folder = key.path.with_extension("opendkim");
    std::fs::create_dir_all(&folder).expect("a folder for opendkim");
    let [keys, conf, file] = ["keys", "opendkim.conf", "mail.eml"].map(|name| folder.join(name));
    let write = |path: &Path, content: &[u8]| {
        std::fs::write(path, content).expect("opendkim's files can be written")
    };
    write(&keys, format!("{} {}\n", key.name(), key.record).as_bytes());
    write(
        &conf,
        format!("Mode v\nSyslog no\nTestPublicKeys {}\n", keys.display()).as_bytes(),
    );
    write(&file, mail);
    let output = place::succeed(
        Command::new("opendkim")
            .arg("-x")
            .arg(&conf)
            .arg("-t")
            .arg(&file),
    );
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(
        said.contains(") succeeded") || said.contains(") failed"),
        "opendkim says {said:?}"
    );
    said.contains(") succeeded")
}

fn dkimpy(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let script = place::repository().join("tests/rig/dkim_tool.py");
    let mut command = Command::new(place::python());
    command
        .arg(script)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command
        .spawn()
        .expect("the Python that `tests/setup.sh test` prepares");
    child
        .stdin
        .take()
        .expect("it reads")
        .write_all(input)
        .expect("it takes the mail");
    let output = child.wait_with_output().expect("it ends");
    assert!(
        output.status.success(),
        "{command:?} ended with {}",
        output.status
    );
    output.stdout
}

fn base64(bytes: &[u8]) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes)
}
