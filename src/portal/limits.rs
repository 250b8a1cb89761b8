//! How often: per address, per network, and over all.
//!
//! Strangers' addresses are counted like recipients', so that a limit answers the same for both.

use std::net::IpAddr;
use std::time::Duration;

use axum::http::HeaderMap;
use hmac::{Hmac, KeyInit, Mac};
use ipnet::IpNet;
use sha2::Sha256;

use super::Portal;
use super::pages::Problem;
use crate::mail::Address;
use crate::store::{Admission, Limit};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);

/// Wrong codes in an hour, over all, after which passcodes pause: 10^6 guesses among 10^8 codes would be a chance of 1 %.
const WRONG_CODES: u64 = 10_000;

/// The peer of a connection, as an extension of its requests.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub IpAddr);

/// Where a request comes from: the visitor's network, or `None` when a trusted proxy does not say.
#[derive(Clone, Debug)]
pub(super) struct Network(Option<IpNet>);

impl Portal {
    /// The network of whoever made the request. `X-Forwarded-For` is read from its end, where our own proxies write, up to the
    /// first address that is not one of them; anybody can write what stands before that.
    pub(super) fn network(&self, peer: IpAddr, headers: &HeaderMap) -> Network {
        let trusted = |address: IpAddr| self.settings.trusted_proxies.iter().any(|net| net.contains(&address));
        if !trusted(peer) {
            return Network::of(peer);
        }
        let named: Vec<IpAddr> = headers
            .get_all("x-forwarded-for")
            .iter()
            .flat_map(|value| value.to_str().unwrap_or_default().split(','))
            .filter_map(|entry| entry.trim().parse().ok())
            .collect();
        named.into_iter().rev().find(|&address| !trusted(address)).map_or(Network(None), Network::of)
    }

    /// Room for one more visit from this network.
    pub(super) async fn admit_open(&self, network: &Network) -> Result<(), Problem> {
        self.admit(network.limit("open", 300, 15 * MINUTE).into_iter().collect(), |_| Problem::TooMany).await
    }

    /// Room for one more code to this address, wanted by this network.
    pub(super) async fn admit_passcode(&self, address: &Address, network: &Network) -> Result<(), Problem> {
        let key = self.counter_key("address", &address.key());
        let mut limits = vec![
            Limit { key: format!("code/quarter/{key}"), most: 3, window: 15 * MINUTE },
            Limit { key: format!("code/day/{key}"), most: 10, window: DAY },
        ];
        limits.extend(network.limit("code", 100, 15 * MINUTE));
        self.admit(limits, |minutes| Problem::TooManyCodes { minutes }).await
    }

    /// Room for one more try of a code from this network.
    pub(super) async fn admit_try(&self, network: &Network) -> Result<(), Problem> {
        self.admit(network.limit("try", 200, HOUR).into_iter().collect(), |_| Problem::TooMany).await
    }

    /// Whether there were so many wrong codes that passcodes pause.
    pub(super) async fn passcodes_pause(&self) -> Result<bool, Problem> {
        Ok(self.store.counted("wrong").await? >= WRONG_CODES)
    }

    /// Counts a wrong code. One for a stranger's address could never have been right and so is counted apart: nobody can
    /// make passcodes pause by guessing at addresses of their own invention.
    pub(super) async fn count_wrong(&self, recipient: bool) -> Result<(), Problem> {
        let wrong = self.store.count(if recipient { "wrong" } else { "wrong/stranger" }, HOUR).await?;
        if recipient && wrong == WRONG_CODES {
            tracing::error!(
                "{WRONG_CODES} wrong codes within an hour: somebody is guessing. Passcodes pause until the hour is over"
            );
        }
        Ok(())
    }

    async fn admit(&self, limits: Vec<Limit>, refused: fn(u64) -> Problem) -> Result<(), Problem> {
        match self.store.admit(&limits).await? {
            Admission::Admitted => Ok(()),
            Admission::Refused(wait) => Err(refused(wait.as_secs() / 60 + 1)),
        }
    }

    /// A counter's name that does not tell the address it is for.
    fn counter_key(&self, what: &str, value: &str) -> String {
        let mac = authenticate(self.key.expose(), &[b"postseal v1 counter", what.as_bytes(), value.as_bytes()]);
        mac[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Network {
    /// The network that one subscriber usually has: /24, or /64 (RFC 6177).
    fn of(address: IpAddr) -> Self {
        let address = address.to_canonical();
        let prefix = if address.is_ipv4() { 24 } else { 64 };
        Self(IpNet::new(address, prefix).ok().map(|net| net.trunc()))
    }

    fn limit(&self, what: &str, most: usize, window: Duration) -> Option<Limit> {
        self.0.map(|net| Limit { key: format!("{what}/{net}"), most, window })
    }
}

/// HMAC-SHA-256 over length-prefixed parts.
#[allow(clippy::expect_used)] // HMAC takes keys of any length
pub(super) fn authenticate(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes any key");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_network() {
        let of = |text: &str| Network::of(text.parse().unwrap()).0.unwrap().to_string();
        assert_eq!(of("192.0.2.77"), "192.0.2.0/24");
        assert_eq!(of("::ffff:192.0.2.9"), "192.0.2.0/24");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    }
}
