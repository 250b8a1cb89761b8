//! Whose signatures a mail bears: DKIM (RFC 6376, RFC 8463) and ARC (RFC 8617), with the public
//! keys from DNS.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use mail_auth::common::cache::NoCache;
use mail_auth::common::crypto::Algorithm;
use mail_auth::dkim::Signature;
use mail_auth::hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts,
};
use mail_auth::{
    ArcOutput, AuthenticatedMessage, AuthenticationResults, DkimOutput, DkimResult, DnsError,
    MessageAuthenticator, Parameters,
};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout, timeout_at};

use super::{Header, domain_key};

/// The most signatures of a message that are checked: each costs a question to DNS.
const MOST_SIGNATURES: usize = 10;

/// The longest field of a signature that is checked, and the most fields that it may cover: each
/// is searched for among all.
const LONGEST: usize = 8 << 10;
const MOST_COVERED: usize = 200;

/// The longest identity (`i=`) and other name of a signature that is passed on: what mail addresses
/// and domains can have.
const LONGEST_NAME: usize = 320;

/// How long DNS may take for one signature, and for all of one message.
const PATIENCE: Duration = Duration::from_secs(5);
const PATIENCE_FOR_ALL: Duration = Duration::from_secs(20);

/// The most messages whose signatures are checked at a time: each holds a thread while DNS is
/// silent.
const AT_ONCE: usize = 64;

/// Checks signatures. Cheap to clone.
#[derive(Clone)]
pub struct Verifier {
    /// Or why DNS can't be asked.
    dns: Result<MessageAuthenticator, String>,
    turns: Arc<Semaphore>,
}

/// Why signatures can't be checked, as a sentence.
#[derive(Debug)]
pub struct VerifyError(String);

impl VerifyError {
    /// DNS gave no usable answer.
    pub fn undecided() -> Self {
        Self("DNS does not say now whether the signature of the author's domain holds".into())
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for VerifyError {}

/// What is known of a message's signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    signatures: Vec<(DkimResult, Option<Signature>)>,
    chain: DkimResult,
    client: Option<IpAddr>,
}

/// A signature that a message bears, by its own tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The domain that is said to have signed (`d=`), in the form of [`domain_key`].
    pub domain: String,
    /// The name of its key.
    pub selector: String,
}

/// The DKIM signatures that a message says it bears; fields that can't be read are left out.
pub fn claims(header: &Header) -> impl Iterator<Item = Claim> {
    let fields = header
        .all("DKIM-Signature")
        .filter(|field| field.raw().len() <= LONGEST);
    let read = fields.filter_map(|field| Signature::parse(&[field.value(), b"\r\n"].concat()).ok());
    read.map(|signature| Claim {
        domain: domain_key(&signature.d),
        selector: signature.s,
    })
}

impl Verifier {
    /// Asks these DNS servers, or without any those of the system (`/etc/resolv.conf`).
    pub fn new(servers: &[SocketAddr]) -> Self {
        let dns = match servers {
            [] => MessageAuthenticator::new_system_conf(),
            servers => {
                let servers = servers.iter().map(|server| {
                    let mut connections = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
                    connections
                        .iter_mut()
                        .for_each(|connection| connection.port = server.port());
                    NameServerConfig::new(server.ip(), true, connections)
                });
                let config = ResolverConfig::from_name_servers(servers.collect());
                MessageAuthenticator::new(config, ResolverOpts::default())
            }
        };
        Self {
            dns: dns.map_err(|error| {
                format!("DNS can't be asked ({error}): name a server in [dns] servers")
            }),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    fn dns(&self) -> Result<&MessageAuthenticator, VerifyError> {
        self.dns.as_ref().map_err(|why| VerifyError(why.clone()))
    }

    /// Checks the signatures of a whole message with CRLF line ends, which this client brought;
    /// first those of domains that `matters`. What DNS doesn't say in time counts as an error that
    /// may pass.
    ///
    /// # Errors
    /// [`VerifyError`] when DNS can't be asked, or too many messages wait for it.
    pub async fn check(
        &self,
        message: &[u8],
        client: Option<IpAddr>,
        matters: impl Fn(&str) -> bool,
    ) -> Result<Checked, VerifyError> {
        let dns = self.dns()?;
        let busy = |_| VerifyError("too many messages wait for DNS already".into());
        let _turn = timeout(PATIENCE, self.turns.acquire())
            .await
            .map_err(busy)?;
        let mut checked = Checked {
            signatures: Vec::new(),
            chain: DkimResult::None,
            client,
        };
        let Some(mut parsed) = AuthenticatedMessage::parse(message) else {
            return Ok(checked);
        };
        let mut signatures = std::mem::take(&mut parsed.dkim_headers);
        let covered = |signature: &Signature| signature.h.len() <= MOST_COVERED;
        signatures.retain(|field| field.value.len() <= LONGEST && covered(&field.header));
        signatures.sort_by_key(|field| !matters(&domain_key(&field.header.d)));
        signatures.truncate(MOST_SIGNATURES);
        let end = Instant::now() + PATIENCE_FOR_ALL;
        for field in signatures {
            parsed.dkim_headers = vec![field.clone()];
            let in_time = end.min(Instant::now() + PATIENCE);
            let output = timeout_at(in_time, dns.verify_dkim(uncached(&parsed))).await;
            // The last one: those before it are of fields that can't be read.
            let mut result = match &output {
                Ok(outputs) => outputs
                    .last()
                    .map_or(DkimResult::None, |one| one.result().clone()),
                Err(_) => late(),
            };
            if result == DkimResult::Pass {
                let name = format!("{}._domainkey.{}.", field.header.s, field.header.d);
                result = match timeout_at(in_time, dns.txt_raw_lookup(name)).await {
                    Ok(Ok(record)) if KeyRecord::read(&record).signs_mail() => DkimResult::Pass,
                    Ok(Ok(_)) => {
                        DkimResult::Neutral(mail_auth::Error::Dns(DnsError::InvalidRecordType))
                    }
                    Ok(Err(_)) | Err(_) => late(),
                };
            }
            checked.signatures.push((result, Some(field.header)));
        }
        parsed.dkim_headers.clear();
        let covered = parsed
            .ams_headers
            .iter()
            .all(|field| field.header.h.len() <= MOST_COVERED);
        if covered && !parsed.ams_headers.is_empty() {
            let chain = timeout_at(end, dns.verify_arc(uncached(&parsed))).await;
            checked.chain = chain.map_or_else(|_| late(), |output| output.result().clone());
        }
        Ok(checked)
    }

    /// The text that DNS has at this name; empty when there is no such name.
    ///
    /// # Errors
    /// [`VerifyError`] when DNS can't say.
    pub async fn text(&self, name: &str) -> Result<Vec<u8>, VerifyError> {
        let asked = timeout(
            PATIENCE_FOR_ALL,
            self.dns()?.txt_raw_lookup(format!("{name}.")),
        )
        .await;
        match asked {
            Ok(Ok(text)) => Ok(text),
            Ok(Err(mail_auth::Error::Dns(DnsError::RecordNotFound(_)))) => Ok(Vec::new()),
            Ok(Err(error)) => Err(VerifyError(format!(
                "DNS can't say what stands at {name}: {error}"
            ))),
            Err(_) => Err(VerifyError(format!(
                "DNS did not answer in time what stands at {name}"
            ))),
        }
    }
}

fn late() -> DkimResult {
    DkimResult::TempError(mail_auth::Error::Dns(DnsError::Resolver(
        "no answer in time".into(),
    )))
}

type Uncached<'a> = Parameters<
    'a,
    &'a AuthenticatedMessage<'a>,
    NoCache<Box<str>, mail_auth::Txt>,
    NoCache<Box<str>, mail_auth::RecordSet<mail_auth::MX>>,
    NoCache<Box<str>, mail_auth::RecordSet<std::net::Ipv4Addr>>,
    NoCache<Box<str>, mail_auth::RecordSet<std::net::Ipv6Addr>>,
    NoCache<IpAddr, mail_auth::RecordSet<Box<str>>>,
>;

/// The resolver keeps what it was told as long as DNS allows, so nothing else does.
fn uncached<'a>(message: &'a AuthenticatedMessage<'a>) -> Uncached<'a> {
    Parameters::new(message)
}

/// The tags of a key's record in DNS (RFC 6376 section 3.6.1).
pub struct KeyRecord(Vec<(String, String)>);

impl KeyRecord {
    /// Reads a record; what is no tag is left out.
    pub fn read(record: &[u8]) -> Self {
        let text = String::from_utf8_lossy(record);
        let tags = text.split(';').filter_map(|tag| tag.split_once('='));
        Self(
            tags.map(|(name, value)| (name.trim().to_owned(), value.split_whitespace().collect()))
                .collect(),
        )
    }

    /// The value of a tag, without white space.
    pub fn tag(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(tag, _)| tag == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether signatures with this key count for mail: it isn't tested yet, and meant for mail and
    /// for SHA-256.
    pub fn signs_mail(&self) -> bool {
        let has = |name, default: &'static str, wanted: &[&str]| {
            let value = self.tag(name).unwrap_or(default).to_ascii_lowercase();
            value.split(':').any(|one| wanted.contains(&one))
        };
        !has("t", "", &["y"]) && has("s", "*", &["*", "email"]) && has("h", "sha256", &["sha256"])
    }
}

impl Checked {
    /// The domains whose signature holds, in the form of [`domain_key`]. Signatures with SHA-1
    /// don't count (RFC 8301 section 3.1), nor do those that don't cover the author (RFC 6376
    /// section 5.4).
    pub fn signers(&self) -> impl Iterator<Item = String> {
        let holds = |(result, signature): &(DkimResult, Option<Signature>)| {
            let signature = signature.as_ref().filter(|_| *result == DkimResult::Pass)?;
            let covers = signature
                .h
                .iter()
                .any(|name| name.eq_ignore_ascii_case("From"));
            (covers && signature.a != Algorithm::RsaSha1 && signature.atps.is_none())
                .then(|| domain_key(&signature.d))
        };
        self.signatures.iter().filter_map(holds)
    }

    /// The domains whose signature may hold or not: DNS did not answer.
    pub fn undecided(&self) -> impl Iterator<Item = String> {
        let open = |(result, signature): &(DkimResult, Option<Signature>)| {
            let signature = signature
                .as_ref()
                .filter(|_| matches!(result, DkimResult::TempError(_)))?;
            Some(domain_key(&signature.d))
        };
        self.signatures.iter().filter_map(open)
    }

    /// All of it in the form of an `Authentication-Results` field of `host` (RFC 8601).
    pub(super) fn results<'a>(&self, host: &'a str) -> AuthenticationResults<'a> {
        let mut results = AuthenticationResults::new(host);
        let short = |signature: &&Signature| {
            [&signature.d, &signature.s, &signature.i]
                .iter()
                .all(|name| name.len() <= LONGEST_NAME)
        };
        for (result, signature) in &self.signatures {
            let output = match result {
                DkimResult::Pass => DkimOutput::pass(),
                DkimResult::Fail(error) => DkimOutput::fail(error.clone()),
                DkimResult::Neutral(error) => DkimOutput::neutral(error.clone()),
                DkimResult::PermError(error) => DkimOutput::perm_err(error.clone()),
                DkimResult::TempError(error) => DkimOutput::temp_err(error.clone()),
                DkimResult::None => continue,
            };
            if let Some(signature) = signature.as_ref().filter(short) {
                results.set_dkim_result(&output.with_signature(signature), "");
            }
        }
        match self.client {
            Some(client) if self.chain != DkimResult::None => results.with_arc_result(
                &ArcOutput::default().with_result(self.chain.clone()),
                client,
            ),
            _ => results,
        }
    }
}
