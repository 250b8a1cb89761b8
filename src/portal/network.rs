//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};
use std::sync::Once;

use axum::http::HeaderMap;
use ipnet::IpNet;

use super::places::Holder;

/// The peer of a connection, as an extension of its requests.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub IpAddr);

/// Tells networks apart, by what trusted reverse proxies say.
#[derive(Clone, Debug)]
pub(super) struct Networks {
    trusted_proxies: Vec<IpNet>,
}

/// The visitor's network, or `None` when a trusted proxy does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Network(Option<IpAddr>);

impl Networks {
    pub(super) fn new(trusted_proxies: Vec<IpNet>) -> Self {
        Self { trusted_proxies }
    }

    /// The network that a request from `peer` comes from. `X-Forwarded-For` is read from its end,
    /// where our own proxies write, up to the first address that is not one of them; anybody can
    /// write what stands before that. An entry that is no address ends the reading: our own proxy
    /// wrote it, so nothing before it is trusted either.
    pub(super) fn identify(&self, peer: IpAddr, headers: &HeaderMap) -> Network {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            return Network::of(peer);
        }
        let lines = headers
            .get_all("x-forwarded-for")
            .iter()
            .map(|value| value.as_bytes().split(|&byte| byte == b','));
        let entries: Vec<&[u8]> = lines.flatten().collect();
        let is_on_this_host = is_on_this_host(&entries);
        let mut addresses = entries.into_iter().rev().map_while(address);
        let address = addresses.find(|&address| !self.trusts(address));
        let network = address.map_or(Network(None), Network::of);
        if network.is_hidden() && !is_on_this_host {
            warn_once(peer);
        }
        network
    }

    /// The network of a peer that is no trusted proxy, and speaks for itself.
    pub(super) fn of_peer(&self, peer: IpAddr) -> Option<Network> {
        let peer = peer.to_canonical();
        (!self.trusts(peer)).then_some(Network::of(peer))
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies
            .iter()
            .any(|net| net.contains(&address))
    }
}

fn warn_once(peer: IpAddr) {
    static WARNED: Once = Once::new();
    WARNED.call_once(|| {
        tracing::warn!(
            "a request from {peer} does not say in X-Forwarded-For where it comes from: if a proxy \
             there passed it on, all its visitors share one limit until it sets that header or is \
             taken out of portal.trusted_proxies; if a program there asked for itself, nothing is \
             amiss"
        );
    });
}

/// Whether the proxy says that the visitor is on its own host, behind no other network.
fn is_on_this_host(entries: &[&[u8]]) -> bool {
    !entries.is_empty()
        && entries
            .iter()
            .all(|entry| address(entry).is_some_and(|address| address.is_loopback()))
}

impl Network {
    /// The network of this address.
    fn of(address: IpAddr) -> Self {
        Self(Some(behind_translation(address).unwrap_or(address)))
    }

    /// Whether a proxy hides it.
    pub(super) fn is_hidden(&self) -> bool {
        self.0.is_none()
    }

    /// The network that one site usually has: /24, or /48 (RFC 6177).
    pub(super) fn site(&self) -> String {
        self.prefix(24, 48)
    }

    /// The host, its subscriber and their site, if they are known.
    pub(super) fn known_levels(&self) -> Option<[String; 3]> {
        (!self.is_hidden()).then(|| [self.host(), self.prefix(28, 56), self.site()])
    }

    /// One host: an address, or a /64.
    pub(super) fn host(&self) -> String {
        self.prefix(32, 64)
    }

    /// The parts of a site, each within the one before: a subscriber's and a host's, if these are
    /// known.
    pub(super) fn parts(&self) -> Vec<String> {
        if self.is_hidden() {
            return Vec::new();
        }
        vec![
            format!("subscriber/{}", self.prefix(28, 56)),
            format!("host/{}", self.host()),
        ]
    }

    /// The networks that limits are about, from one subscriber's to the site's, each with how much
    /// wider its limit is: whoever has all of a site doesn't have as many limits as it has
    /// subscribers.
    pub(super) fn widening(&self) -> Vec<(String, usize)> {
        match self.0 {
            Some(IpAddr::V6(_)) => vec![
                (self.prefix(24, 64), 1),
                (self.prefix(24, 56), 4),
                (self.prefix(24, 48), 16),
            ],
            Some(IpAddr::V4(_)) => vec![(self.prefix(32, 64), 1), (self.prefix(24, 64), 4)],
            None => vec![(self.site(), 1)],
        }
    }

    /// Who holds what is shared among networks.
    pub(super) fn holder(&self) -> Holder {
        if self.is_hidden() {
            Holder::crowd(self.site())
        } else {
            Holder::one(self.site()).host(self.prefix(28, 56), self.host())
        }
    }

    fn prefix(&self, v4: u8, v6: u8) -> String {
        let net = self
            .0
            .and_then(|address| IpNet::new(address, if address.is_ipv4() { v4 } else { v6 }).ok());
        net.map_or_else(|| "hidden".to_owned(), |net| net.trunc().to_string())
    }
}

/// The IPv4 address that this IPv6 address stands for: of a 6to4 network (RFC 3056), where who has
/// a /24 had 256 sites; of a translator (RFC 6052, and RFC 8215 with the prefix of 96 bits that its
/// networks mostly have), where all of IPv4 would be one site; and of a Teredo client (RFC 4380
/// section 4), whose address has every bit turned round.
fn behind_translation(address: IpAddr) -> Option<IpAddr> {
    let IpAddr::V6(address) = address else {
        return None;
    };
    match address.octets() {
        [0x20, 0x02, a, b, c, d, ..]
        | [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d]
        | [0, 0x64, 0xff, 0x9b, 0, 1, _, _, _, _, _, _, a, b, c, d] => Some([a, b, c, d].into()),
        [0x20, 0x01, 0, 0, _, _, _, _, _, _, _, _, a, b, c, d] => Some([!a, !b, !c, !d].into()),
        _ => None,
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
        let networks = |text: &str| {
            let networks = Networks::new(Vec::new());
            let network = networks.identify(text.parse().unwrap(), &HeaderMap::new());
            let widening: Vec<String> =
                network.widening().into_iter().map(|(net, _)| net).collect();
            (widening.join(" "), network.site())
        };
        for other in [
            "2002:c000:24d:7::1",
            "64:ff9b::c000:24d",
            "64:ff9b:1:2::c000:24d",
            "2001:0:cb00:7105:8000:63bf:3fff:fdb2",
        ] {
            assert_eq!(networks(other), networks("192.0.2.77"), "{other}");
        }
        assert_eq!(
            networks("192.0.2.77"),
            ("192.0.2.77/32 192.0.2.0/24".into(), "192.0.2.0/24".into())
        );
        assert_eq!(networks("::ffff:192.0.2.9").0, "192.0.2.9/32 192.0.2.0/24");
        assert_eq!(
            networks("2001:db8:1:2345:3:4:5:6"),
            (
                "2001:db8:1:2345::/64 2001:db8:1:2300::/56 2001:db8:1::/48".into(),
                "2001:db8:1::/48".into()
            )
        );
    }

    #[test]
    fn what_a_trusted_proxy_wrote_last_counts_and_nonsense_hides_the_network() {
        let networks = Networks::new(vec![
            "127.0.0.0/8".parse().unwrap(),
            "10.0.0.0/8".parse().unwrap(),
        ]);
        let identify = |peer: &str, lines: &[&[u8]]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_bytes(line).unwrap());
            }
            networks
                .identify(peer.parse().unwrap(), &headers)
                .prefix(32, 128)
        };
        let one = |line: &[u8]| identify("127.0.0.1", &[line]);
        assert_eq!(
            identify("192.0.2.1", &[b"198.51.100.1"]),
            "192.0.2.1/32",
            "a stranger's header is not believed"
        );
        assert_eq!(
            identify("::ffff:127.0.0.1", &[b"198.51.100.1"]),
            "198.51.100.1/32"
        );
        assert_eq!(
            identify("127.0.0.1", &[b"192.0.2.1", b"198.51.100.1, 10.1.1.1"]),
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
        assert_eq!(identify("127.0.0.1", &[]), "hidden");
    }

    #[test]
    fn a_visitor_on_the_host_of_the_proxy_is_no_mistake_of_the_proxy() {
        let own: [&[&[u8]]; 3] = [&[b"127.0.0.1"], &[b"::1"], &[b"127.0.0.1", b" [::1]:80"]];
        for entries in own {
            assert!(is_on_this_host(entries), "{entries:?}");
        }
        let others: [&[&[u8]]; 4] = [&[], &[b""], &[b"unknown"], &[b"10.1.1.1", b"127.0.0.1"]];
        for entries in others {
            assert!(!is_on_this_host(entries), "{entries:?}");
        }
    }
}
