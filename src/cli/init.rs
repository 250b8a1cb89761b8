//! `postseal init`: a configuration and a keyring to start from.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::ExitCode;

use super::check::suffixes;
use super::{Exit, Failure};
use crate::config::Config;
use crate::keyring::Keyring;
use crate::policy::domain_list_entry;

/// The configuration that `init` fills in; installed as the commented default too.
const CONFIG: &str = include_str!("../../conf/postseal.toml");
/// The commands that tell Postfix.
const POSTFIX: &str = include_str!("../../conf/postfix.txt");

pub(super) fn run(dir: &Path, domain: &str, portal_url: &str) -> Result<ExitCode, Failure> {
    let domain = mail_domain(domain).map_err(|error| Failure::new(Exit::Usage, error))?;
    let absolute = fs::create_dir_all(dir)
        .and_then(|()| dir.canonicalize())
        .map_err(|error| {
            Failure::new(
                Exit::CantCreate,
                format!("{}: the directory can't be made: {error}.", dir.display()),
            )
        })?;
    let text = fill_in(&absolute, &domain, portal_url);
    let path = absolute.join("postseal.toml");
    check_portal_url(&path, &text)?;
    write(&path, &text)
}

/// The domain in ASCII, if an organisation can have it for its mail.
fn mail_domain(text: &str) -> Result<String, String> {
    let refuse = |domain: &str, why: &str| {
        Err(format!(
            "--domain \"{domain}\": {why} such as example.org. Nothing was written."
        ))
    };
    let is_number = |label: &str| {
        let digits = label.strip_prefix("0x").unwrap_or(label);
        !label.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
    };
    let is_address = text.parse::<IpAddr>().is_ok()
        || text
            .trim_end_matches('.')
            .rsplit('.')
            .next()
            .is_some_and(is_number);
    if is_address {
        return refuse(
            text,
            "this is an address, no domain: name your mail domain,",
        );
    }
    // RFC 1035 section 2.3.4 and RFC 1123 section 2.1.
    let good = |label: &str| label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-');
    let domain = domain_list_entry(text).ok().filter(|domain| {
        let is_form = domain.starts_with(['.', '[']);
        !is_form && domain.len() <= 253 && domain.split('.').all(good)
    });
    let Some(domain) = domain else {
        return refuse(text, "this is not a mail domain");
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    if matches!(top, "localhost" | "localdomain") {
        let why = "every host has this name for itself: name your mail domain,";
        return refuse(&domain, why);
    }
    if suffixes::is_public(&domain) {
        let why = "anybody may have a domain below this one: name your own,";
        return refuse(&domain, why);
    }
    Ok(domain)
}

fn write(path: &Path, text: &str) -> Result<ExitCode, Failure> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o644)
        .open(path)
        .map_err(|error| Failure::new(Exit::CantCreate, not_made(path, &error)))?;
    let keyring = path.with_file_name("keyring");
    if let Err(error) = Keyring::create(&keyring) {
        // Without its keyring the configuration is of no use, and would be in the way of a second
        // try.
        let _ = fs::remove_file(path);
        return Err(Failure::new(Exit::CantCreate, error));
    }
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|error| Failure::io(&error))?;
    println!("{}", POSTFIX.trim_end());
    eprintln!(
        "postseal: wrote {} and a new keyring in {}. Keep a copy of the keyring in a safe place: \
         without it nothing that was sealed can be opened.",
        path.display(),
        keyring.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// The address is checked by the same reader that will read it later.
fn check_portal_url(path: &Path, text: &str) -> Result<(), Failure> {
    let Err(error) = Config::parse(path, text) else {
        return Ok(());
    };
    let told = error.to_string();
    // The file isn't there yet: what is wrong in it came from the command line.
    let why = told
        .split_once("portal.url: ")
        .map_or(&*told, |(_, why)| why);
    Err(Failure::new(Exit::Usage, format!("--portal-url: {why}")))
}

fn not_made(path: &Path, error: &std::io::Error) -> String {
    let path = path.display();
    if error.kind() == std::io::ErrorKind::AlreadyExists {
        return format!(
            "{path}: there is a configuration already, and init changes none: edit it, or choose \
             another --dir. Nothing was written."
        );
    }
    format!("{path}: the file can't be made: {error}.")
}

/// The default configuration with the answers of the command line.
fn fill_in(dir: &Path, domain: &str, portal_url: &str) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let keyring = dir.join("keyring");
    let text = CONFIG
        .replace("\"https://secure.example.org/\"", &quoted(portal_url))
        .replace("secure@example.org", &format!("secure@{domain}"))
        .replace("[\"example.org\"]", &format!("[{}]", quoted(domain)))
        .replace(
            "\"/var/lib/postseal/keyring\"",
            &quoted(&keyring.to_string_lossy()),
        );
    // A portal on loopback has no proxy before it: it listens where its address says.
    match portal_url
        .strip_prefix("http://")
        .map(|host| host.trim_end_matches('/'))
    {
        Some(host) if host.parse::<std::net::SocketAddr>().is_ok() => {
            text.replace("\"127.0.0.1:8480\"", &quoted(host))
        }
        _ => text,
    }
}
