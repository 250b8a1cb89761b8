//! Whose signatures a mail bears: DKIM (RFC 6376, RFC 8463) and ARC (RFC 8617), with the public
//! keys from DNS.
//!
//! A signature that matters and was not looked at, or not to its end, is left open: it counts
//! neither as one that holds nor as one that does not.

mod canonical;
mod claim;
mod doubt;
mod record;
mod rsa;

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use mail_auth::common::cache::NoCache;
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

pub use claim::{Claim, claims, may_be_signed};
pub use doubt::Doubt;
pub use record::KeyRecord;

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

/// The same for messages on which nothing hangs. They have turns of their own, and wait for none:
/// anybody can bring many of them, and a name server that takes its time.
const SPARE: usize = 16;

/// Checks signatures. Cheap to clone.
#[derive(Clone)]
pub struct Verifier {
    /// Or why DNS can't be asked.
    dns: Result<MessageAuthenticator, String>,
    turns: Arc<Semaphore>,
    spare: Arc<Semaphore>,
}

/// Why signatures can't be checked, as a sentence.
#[derive(Debug)]
pub struct VerifyError(String);

impl VerifyError {
    /// It can't be told whether the signature holds by which a message would be ours.
    pub fn undecided(doubt: Doubt) -> Self {
        Self(format!(
            "it is not known whether the signature of the author's domain holds: {doubt}"
        ))
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
    signatures: Vec<(DkimResult, Signature)>,
    open: Vec<Open>,
    chain: DkimResult,
    client: Option<IpAddr>,
}

/// A signature of which nobody knows whether it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Open {
    /// See [`Claim::domain`].
    domain: Option<String>,
    doubt: Doubt,
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
            spare: Arc::new(Semaphore::new(SPARE)),
        }
    }

    fn dns(&self) -> Result<&MessageAuthenticator, VerifyError> {
        self.dns.as_ref().map_err(|why| VerifyError(why.clone()))
    }

    /// Checks the signatures of a whole message with CRLF line ends, which this client brought;
    /// first those that `matters`, by their domain where it is known. Each of these that isn't
    /// checked to its end stays [open](Checked::open). Waits for its turn only where the message
    /// `hangs` on the answer.
    ///
    /// # Errors
    /// [`VerifyError`] when DNS can't be asked, or too many messages wait for it.
    pub async fn check(
        &self,
        header: &Header,
        message: &[u8],
        client: Option<IpAddr>,
        hangs: bool,
        matters: impl Fn(Option<&str>) -> bool,
    ) -> Result<Checked, VerifyError> {
        let dns = self.dns()?;
        let turn = if hangs {
            let turn = timeout(PATIENCE, self.turns.acquire()).await;
            turn.ok().and_then(Result::ok)
        } else {
            self.spare.try_acquire().ok()
        };
        let busy = || VerifyError("too many messages wait for DNS already".into());
        let _turn = turn.ok_or_else(busy)?;
        let mut checked = Checked {
            signatures: Vec::new(),
            open: Vec::new(),
            chain: DkimResult::None,
            client,
        };
        let due = || claims(header).filter(|claim| matters(claim.domain.as_deref()));
        // By the value of each field that was looked at, what speaks against the result.
        let mut doubts: HashMap<&[u8], Option<Doubt>> = HashMap::new();
        let Some(mut parsed) = AuthenticatedMessage::parse(message) else {
            checked.open = due().map(|claim| Open::new(claim, &doubts)).collect();
            return Ok(checked);
        };
        let body = message
            .get(parsed.body_offset as usize..)
            .unwrap_or_default();
        let mut trimmed = canonical::without_blank_end(message, parsed.body_offset as usize)
            .and_then(AuthenticatedMessage::parse);
        let mut signatures = std::mem::take(&mut parsed.dkim_headers);
        signatures.retain(|field| {
            let doubt = if field.value.len() > LONGEST {
                Doubt::Long
            } else if field.header.h.len() > MOST_COVERED {
                Doubt::Wide
            } else {
                return true;
            };
            doubts.insert(field.value.trim_ascii(), Some(doubt));
            false
        });
        signatures.sort_by_key(|field| !matters(Some(&domain_key(&field.header.d))));
        for passed_over in signatures.iter().skip(MOST_SIGNATURES) {
            doubts.insert(passed_over.value.trim_ascii(), Some(Doubt::Many));
        }
        signatures.truncate(MOST_SIGNATURES);
        let end = Instant::now() + PATIENCE_FOR_ALL;
        for field in signatures {
            let read = match &mut trimmed {
                Some(trimmed) if canonical::is_relaxed(field.header.cb) => trimmed,
                _ => &mut parsed,
            };
            read.dkim_headers = vec![field.clone()];
            let in_time = end.min(Instant::now() + PATIENCE);
            let output = timeout_at(in_time, dns.verify_dkim(uncached(read))).await;
            // The last one: those before it are of fields that can't be read.
            let mut result = match &output {
                Ok(outputs) => outputs
                    .last()
                    .map_or(DkimResult::None, |one| one.result().clone()),
                Err(_) => late(),
            };
            let mut doubt = doubt::of(&result, &field.header);
            if matches!(result, DkimResult::Fail(_) | DkimResult::Neutral(_))
                && canonical::differs(header, body, &field.header)
            {
                doubt = doubt.or(Some(Doubt::Odd));
            }
            if matches!(result, DkimResult::Fail(_))
                && canonical::is_over_less(header, &field.header)
            {
                doubt = doubt.or(Some(Doubt::Less));
            }
            // What the key's record says of itself is asked for where it can change the answer.
            if doubt::hangs_on_key(&result) {
                let name = format!("{}._domainkey.{}.", field.header.s, field.header.d);
                let record = match timeout_at(in_time, dns.txt_raw_lookup(name)).await {
                    Ok(Ok(record)) => Some(KeyRecord::read(&record)),
                    Ok(Err(_)) | Err(_) => None,
                };
                match record {
                    None => (result, doubt) = (late(), Some(Doubt::Dns)),
                    Some(record) if result == DkimResult::Pass => {
                        if !record.signs_mail() {
                            let error = mail_auth::Error::Dns(DnsError::InvalidRecordType);
                            (result, doubt) = (DkimResult::Neutral(error), Some(Doubt::Tested));
                        }
                    }
                    Some(record) => {
                        let says_no = record.is_one_checkable_key() || record.is_one_revoked_key();
                        doubt = doubt.or((!says_no).then_some(Doubt::Key));
                    }
                }
            }
            doubts.insert(field.value.trim_ascii(), doubt);
            checked.signatures.push((result, field.header));
        }
        checked.open = due()
            .filter(|claim| doubts.get(claim.value()) != Some(&None) || claim.doubt().is_some())
            .map(|claim| Open::new(claim, &doubts))
            .collect();
        let read = match &mut trimmed {
            Some(trimmed)
                if parsed
                    .ams_headers
                    .iter()
                    .all(|field| canonical::is_relaxed(field.header.cb)) =>
            {
                trimmed
            }
            _ => &mut parsed,
        };
        read.dkim_headers.clear();
        let covered = read
            .ams_headers
            .iter()
            .all(|field| field.header.h.len() <= MOST_COVERED);
        if covered && !read.ams_headers.is_empty() {
            let chain = timeout_at(end, dns.verify_arc(uncached(read))).await;
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

impl Open {
    fn new(claim: Claim<'_>, doubts: &HashMap<&[u8], Option<Doubt>>) -> Self {
        let known = doubts.get(claim.value()).copied().flatten();
        let is_long = claim.value().len() > LONGEST;
        let doubt = known.or_else(|| claim.doubt()).unwrap_or(if is_long {
            Doubt::Long
        } else {
            Doubt::Form
        });
        Self {
            domain: claim.domain,
            doubt,
        }
    }
}

impl Checked {
    /// The domains whose signature holds, in the form of [`domain_key`]. Signatures with SHA-1
    /// don't count (RFC 8301 section 3.1), nor do those that don't cover the author (RFC 6376
    /// section 5.4).
    pub fn signers(&self) -> impl Iterator<Item = String> {
        let passed = |(result, signature): &(DkimResult, Signature)| {
            (*result == DkimResult::Pass && doubt::counts(signature))
                .then(|| domain_key(&signature.d))
        };
        self.signatures.iter().filter_map(passed)
    }

    /// The signatures that matter and may hold or not: their domain, where it is known, and what is
    /// in doubt.
    pub fn open(&self) -> impl Iterator<Item = (Option<&str>, Doubt)> {
        self.open
            .iter()
            .map(|open| (open.domain.as_deref(), open.doubt))
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
            if let Some(signature) = Some(signature).filter(short) {
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
