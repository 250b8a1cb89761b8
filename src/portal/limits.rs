//! How often: per address, per network, and over all.
//!
//! Strangers' addresses are limited like recipients', so that a limit answers the same for both,
//! but under names that hold for one message only: whoever has some message of their own can
//! neither use up what another's reader may ask, nor see that they asked.

use std::net::{IpAddr, SocketAddr};
use std::sync::Once;
use std::time::Duration;

use axum::http::HeaderMap;
use ipnet::IpNet;

use super::Portal;
use super::pages::Problem;
use super::visit::{Visitor, recipient};
use crate::mail::Address;
use crate::seal::Meta;
use crate::secret::{hex, mac};
use crate::store::{Admission, Family, Limit};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);

/// Wrong codes in an hour, over all, after which passcodes pause: 10^6 guesses among 10^8 codes
/// would be a chance of 1 %.
const WRONG_CODES: u64 = 10_000;

/// Wrong codes in an hour for one message, after which codes for it pause: its holder alone can't
/// stop everybody's.
const WRONG_CODES_FOR_ONE: u64 = 100;

/// How many addresses one visit may name as the visitor's.
const ADDRESSES: usize = 5;

/// How much wider limits are for all visitors together whose network a proxy hides.
const HIDDEN: usize = 10;

/// The peer of a connection, as an extension of its requests.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub IpAddr);

/// Where a request comes from: the visitor's network, or `None` when a trusted proxy does not say.
#[derive(Clone, Debug)]
pub(super) struct Network(Option<IpAddr>);

impl Portal {
    /// The network of whoever made the request.
    pub(super) fn network(&self, peer: IpAddr, headers: &HeaderMap) -> Network {
        static WARNED: Once = Once::new();
        let network = Network::named(peer, headers, &self.settings.trusted_proxies);
        if network.is_hidden() {
            WARNED.call_once(|| {
                tracing::warn!(
                    "the proxy at {peer} does not say in X-Forwarded-For where a request comes \
                     from, so all its visitors share \
                     one limit: let it set that header, or take it out of portal.trusted_proxies"
                );
            });
        }
        network
    }

    /// Room for one more visit from this network.
    pub(super) async fn admit_open(&self, network: &Network) -> Result<(), Problem> {
        self.admit(vec![network.limit("open", 300, 15 * MINUTE)], |_| {
            Problem::TooMany
        })
        .await
    }

    /// Room for one more code to this address in this visit, wanted by this network.
    pub(super) async fn admit_passcode(
        &self,
        visitor: &Visitor,
        address: &Address,
        network: &Network,
    ) -> Result<(), Problem> {
        if !self
            .store
            .name_address(&visitor.id, address, ADDRESSES)
            .await?
        {
            return Err(Problem::TooManyCodes {
                minutes: self.settings.visit.as_secs() / 60 + 1,
            });
        }
        let mut limits = self.code_limits(&visitor.meta, address).to_vec();
        limits.push(network.limit("code", 100, 15 * MINUTE));
        self.admit(limits, |minutes| Problem::TooManyCodes { minutes })
            .await
    }

    /// A code that was used was wanted: it no longer counts, so that somebody who gets many
    /// messages can read them all.
    pub(super) async fn forgive_passcode(
        &self,
        meta: &Meta,
        address: &Address,
    ) -> Result<(), Problem> {
        Ok(self
            .store
            .withdraw(&self.code_limits(meta, address))
            .await?)
    }

    fn code_limits(&self, meta: &Meta, address: &Address) -> [Limit; 2] {
        let (family, message) = match recipient(meta, address) {
            Some(_) => (Family::Recipient, [0; 16]),
            None => (Family::Stranger, meta.message_id.0),
        };
        let key = self.counter_key(&[&message, address.key().as_bytes()]);
        [
            Limit {
                family,
                key: format!("code/quarter/{key}"),
                most: 3,
                window: 15 * MINUTE,
            },
            Limit {
                family,
                key: format!("code/day/{key}"),
                most: 10,
                window: DAY,
            },
        ]
    }

    /// Room for one more try of a code from this network.
    pub(super) async fn admit_try(&self, network: &Network) -> Result<(), Problem> {
        self.admit(vec![network.limit("try", 200, HOUR)], |_| Problem::TooMany)
            .await
    }

    /// Whether there were so many wrong codes that passcodes pause, everybody's or those for this
    /// message.
    pub(super) async fn passcodes_pause(&self, meta: &Meta) -> Result<bool, Problem> {
        Ok(self.store.counted("wrong").await? >= WRONG_CODES
            || self.store.counted(&wrong_for(meta)).await? >= WRONG_CODES_FOR_ONE)
    }

    /// Counts a wrong code. One for a stranger's address could never have been right and so is
    /// counted apart: nobody can make passcodes pause by guessing at addresses of their own
    /// invention. What pauses, pauses for strangers too.
    pub(super) async fn count_wrong(&self, meta: &Meta, recipient: bool) -> Result<(), Problem> {
        let everywhere = self
            .store
            .count(if recipient { "wrong" } else { "wrong/stranger" }, HOUR)
            .await?;
        if !recipient {
            return Ok(());
        }
        if everywhere == WRONG_CODES {
            tracing::error!(
                "{WRONG_CODES} wrong codes within an hour: somebody is guessing. Passcodes pause \
                 until the hour is over"
            );
        }
        if self.store.count(&wrong_for(meta), HOUR).await? == WRONG_CODES_FOR_ONE {
            tracing::warn!(
                sealed = %meta.message_id,
                "{WRONG_CODES_FOR_ONE} wrong codes for one message within an hour: its codes pause \
                 until the hour is over"
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
    fn counter_key(&self, parts: &[&[u8]]) -> String {
        let parts = [&[&b"postseal v1 counter"[..], b"address"], parts].concat();
        hex(&mac(&self.key, &parts)[..16])
    }
}

fn wrong_for(meta: &Meta) -> String {
    format!("wrong/{}", meta.message_id)
}

impl Network {
    /// The network of whoever stands behind `peer`. `X-Forwarded-For` is read from its end, where
    /// our own proxies write, up to the first address that is not one of them; anybody can write
    /// what stands before that. What is no address ends the search: it was our own proxy that wrote
    /// it, and so what stands before it is not to be believed either.
    fn named(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Self {
        let trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
        let peer = peer.to_canonical();
        if !trusted(peer) {
            return Self(Some(peer));
        }
        let lines = headers
            .get_all("x-forwarded-for")
            .iter()
            .map(|value| value.as_bytes().split(|&byte| byte == b','));
        let entries: Vec<&[u8]> = lines.flatten().collect();
        let addresses = entries.into_iter().rev().map_while(address);
        Self(addresses.into_iter().find(|&address| !trusted(address)))
    }

    /// Whether a proxy hides it.
    pub(super) fn is_hidden(&self) -> bool {
        self.0.is_none()
    }

    /// The network that one site usually has: /24, or /48 (RFC 6177).
    pub(super) fn site(&self) -> String {
        self.prefix(24, 48)
    }

    /// A limit for the network that one subscriber usually has: /24, or /64.
    fn limit(&self, what: &str, most: usize, window: Duration) -> Limit {
        let most = if self.is_hidden() {
            most * HIDDEN
        } else {
            most
        };
        Limit {
            family: Family::Network,
            key: format!("{what}/{}", self.prefix(24, 64)),
            most,
            window,
        }
    }

    fn prefix(&self, v4: u8, v6: u8) -> String {
        let net = self
            .0
            .and_then(|address| IpNet::new(address, if address.is_ipv4() { v4 } else { v6 }).ok());
        net.map_or_else(|| "hidden".to_owned(), |net| net.trunc().to_string())
    }
}

/// One entry of `X-Forwarded-For`: an address, which some proxies write with a port, and IPv6 in
/// brackets.
fn address(entry: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(entry).ok()?.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    let address = bare
        .parse()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))?;
    Some(address.to_canonical())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn neighbours_share_a_network() {
        let of = |text: &str| {
            let network = Network::named(text.parse().unwrap(), &HeaderMap::new(), &[]);
            (network.prefix(24, 64), network.site())
        };
        assert_eq!(
            of("192.0.2.77"),
            ("192.0.2.0/24".into(), "192.0.2.0/24".into())
        );
        assert_eq!(of("::ffff:192.0.2.9").0, "192.0.2.0/24");
        assert_eq!(
            of("2001:db8:1:2:3:4:5:6"),
            ("2001:db8:1:2::/64".into(), "2001:db8:1::/48".into())
        );
    }

    #[test]
    fn what_a_trusted_proxy_wrote_last_counts_and_nonsense_hides_the_network() {
        let trusted = [
            "127.0.0.0/8".parse().unwrap(),
            "10.0.0.0/8".parse().unwrap(),
        ];
        let named = |peer: &str, lines: &[&[u8]]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_bytes(line).unwrap());
            }
            Network::named(peer.parse().unwrap(), &headers, &trusted).prefix(32, 128)
        };
        let one = |line: &[u8]| named("127.0.0.1", &[line]);
        assert_eq!(
            named("192.0.2.1", &[b"198.51.100.1"]),
            "192.0.2.1/32",
            "a stranger's header is not believed"
        );
        assert_eq!(
            named("::ffff:127.0.0.1", &[b"198.51.100.1"]),
            "198.51.100.1/32"
        );
        assert_eq!(
            named("127.0.0.1", &[b"192.0.2.1", b"198.51.100.1, 10.1.1.1"]),
            "198.51.100.1/32"
        );
        assert_eq!(
            one(b"192.0.2.1 ,\t198.51.100.1:4711 , 127.0.0.1"),
            "198.51.100.1/32"
        );
        assert_eq!(one(b"192.0.2.1,[2001:db8::1]:443"), "2001:db8::1/128");
        assert_eq!(one(b"192.0.2.1,[2001:db8::1]"), "2001:db8::1/128");
        assert_eq!(
            one(b"\xff\xe9, 198.51.100.1"),
            "198.51.100.1/32",
            "a client's bytes spoil nothing"
        );
        let hidden: [&[u8]; 7] = [
            b"",
            b"192.0.2.1, unknown",
            b"192.0.2.1, \xe9",
            b"192.0.2.1,",
            b"192.0.2.1, x, 10.1.1.1",
            b"10.1.1.1",
            b"[::1",
        ];
        for line in hidden {
            assert_eq!(one(line), "hidden", "{line:?}");
        }
        assert_eq!(named("127.0.0.1", &[]), "hidden");
    }
}
