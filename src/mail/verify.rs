//! Whose signatures a mail bears: DKIM (RFC 6376, RFC 8463) and ARC (RFC 8617), with the public keys from DNS.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use mail_auth::common::cache::NoCache;
use mail_auth::common::crypto::Algorithm;
use mail_auth::dkim::Signature;
use mail_auth::hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts};
use mail_auth::{
    ArcOutput, AuthenticatedMessage, AuthenticationResults, DkimOutput, DkimResult, MessageAuthenticator, Parameters,
};

use super::{Header, domain_key};

/// The most signatures of a message that are looked at: each costs a question to DNS.
const MOST_SIGNATURES: usize = 10;

/// How long all questions about one message may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Checks signatures. Cheap to clone.
#[derive(Clone)]
pub struct Verifier {
    /// Or why nobody can be asked.
    dns: Result<MessageAuthenticator, String>,
}

/// Why signatures can't be checked, as a sentence.
#[derive(Debug)]
pub struct VerifyError(String);

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

/// The signature that a message bears, by what it says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The domain that is said to have signed (`d=`), in the form of [`domain_key`].
    pub domain: String,
    /// The name of its key.
    pub selector: String,
}

/// The DKIM signatures that a message says it bears; fields that can't be read are left out.
pub fn claims(header: &Header) -> Vec<Claim> {
    let fields = header.all("DKIM-Signature").take(MOST_SIGNATURES);
    let read = fields.filter_map(|field| Signature::parse(&[field.value(), b"\r\n"].concat()).ok());
    read.map(|signature| Claim { domain: domain_key(&signature.d), selector: signature.s }).collect()
}

impl Verifier {
    /// Asks these DNS servers, or without any those of the system (`/etc/resolv.conf`).
    pub fn new(servers: &[SocketAddr]) -> Self {
        let dns = match servers {
            [] => MessageAuthenticator::new_system_conf(),
            servers => {
                let servers = servers.iter().map(|server| {
                    let mut connections = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
                    connections.iter_mut().for_each(|connection| connection.port = server.port());
                    NameServerConfig::new(server.ip(), true, connections)
                });
                MessageAuthenticator::new(ResolverConfig::from_name_servers(servers.collect()), ResolverOpts::default())
            }
        };
        Self { dns: dns.map_err(|error| format!("DNS can't be asked ({error}): name a server in [dns] servers")) }
    }

    fn dns(&self) -> Result<&MessageAuthenticator, VerifyError> {
        self.dns.as_ref().map_err(|why| VerifyError(why.clone()))
    }

    /// Checks the signatures of a whole message with CRLF line ends, which this client brought.
    ///
    /// # Errors
    /// [`VerifyError`] when DNS doesn't answer in time.
    pub async fn check(&self, message: &[u8], client: Option<IpAddr>) -> Result<Checked, VerifyError> {
        let Some(mut parsed) = AuthenticatedMessage::parse(message) else {
            return Ok(Checked { signatures: Vec::new(), chain: DkimResult::None, client });
        };
        parsed.dkim_headers.truncate(MOST_SIGNATURES);
        let late = |_| VerifyError("DNS did not answer in time".into());
        let parameters = || -> Uncached<'_> { Parameters::new(&parsed) };
        let dns = self.dns()?;
        let both = async { (dns.verify_dkim(parameters()).await, dns.verify_arc(parameters()).await.result().clone()) };
        let (signatures, chain) = tokio::time::timeout(PATIENCE, both).await.map_err(late)?;
        let signatures = signatures.iter().map(|one| (one.result().clone(), one.signature().cloned()));
        Ok(Checked { signatures: signatures.collect(), chain, client })
    }

    /// The texts that DNS has at this name; none when there is no such name.
    ///
    /// # Errors
    /// [`VerifyError`] when DNS can't say.
    pub async fn texts(&self, name: &str) -> Result<Vec<u8>, VerifyError> {
        let asked = tokio::time::timeout(PATIENCE, self.dns()?.txt_raw_lookup(format!("{name}."))).await;
        match asked {
            Ok(Ok(texts)) => Ok(texts),
            Ok(Err(mail_auth::Error::Dns(mail_auth::DnsError::RecordNotFound(_)))) => Ok(Vec::new()),
            Ok(Err(error)) => Err(VerifyError(format!("DNS can't say what stands at {name}: {error}"))),
            Err(_) => Err(VerifyError(format!("DNS did not answer in time what stands at {name}"))),
        }
    }
}

type Uncached<'a> = Parameters<
    'a,
    &'a AuthenticatedMessage<'a>,
    NoCache<Box<str>, mail_auth::Txt>,
    NoCache<Box<str>, mail_auth::RecordSet<mail_auth::MX>>,
    NoCache<Box<str>, mail_auth::RecordSet<std::net::Ipv4Addr>>,
    NoCache<Box<str>, mail_auth::RecordSet<std::net::Ipv6Addr>>,
    NoCache<std::net::IpAddr, mail_auth::RecordSet<Box<str>>>,
>;

impl Checked {
    /// The domains whose signature holds, in the form of [`domain_key`]. Signatures with SHA-1 don't count (RFC 8301 section 3.1),
    /// nor such as don't cover the author (RFC 6376 section 5.4).
    pub fn signers(&self) -> impl Iterator<Item = String> {
        let holds = |(result, signature): &(DkimResult, Option<Signature>)| {
            let signature = signature.as_ref().filter(|_| *result == DkimResult::Pass)?;
            let covers = signature.h.iter().any(|name| name.eq_ignore_ascii_case("From"));
            (covers && signature.a != Algorithm::RsaSha1 && signature.atps.is_none()).then(|| domain_key(&signature.d))
        };
        self.signatures.iter().filter_map(holds)
    }

    /// The domains whose signature may hold or not: DNS did not say.
    pub fn undecided(&self) -> impl Iterator<Item = String> {
        let open = |(result, signature): &(DkimResult, Option<Signature>)| {
            let signature = signature.as_ref().filter(|_| matches!(result, DkimResult::TempError(_)))?;
            Some(domain_key(&signature.d))
        };
        self.signatures.iter().filter_map(open)
    }

    /// All of it in the form in which mail servers tell each other (RFC 8601), said by `host`.
    pub(super) fn results<'a>(&self, host: &'a str) -> AuthenticationResults<'a> {
        let mut results = AuthenticationResults::new(host);
        for (result, signature) in &self.signatures {
            let output = match result {
                DkimResult::Pass => DkimOutput::pass(),
                DkimResult::Fail(error) => DkimOutput::fail(error.clone()),
                DkimResult::Neutral(error) => DkimOutput::neutral(error.clone()),
                DkimResult::PermError(error) => DkimOutput::perm_err(error.clone()),
                DkimResult::TempError(error) => DkimOutput::temp_err(error.clone()),
                DkimResult::None => continue,
            };
            let output = match signature {
                Some(signature) => output.with_signature(signature),
                None => output,
            };
            results.set_dkim_result(&output, "");
        }
        match self.client {
            Some(client) if self.chain != DkimResult::None => {
                results.with_arc_result(&ArcOutput::default().with_result(self.chain.clone()), client)
            }
            _ => results,
        }
    }
}
