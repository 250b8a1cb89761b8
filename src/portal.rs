//! SCAFFOLD
use std::time::Duration;
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct Settings {
    pub url: String,
    pub from: String,
    pub max_upload: u64,
    pub max_held: u64,
    pub max_message: u64,
    pub visit: Duration,
    pub connections: usize,
    pub trusted_proxies: Vec<ipnet::IpNet>,
}
/// p
#[derive(Debug)]
pub struct Portal;
impl Portal {
    /// n
    pub fn new(
        _s: Settings,
        _k: std::sync::Arc<crate::seal::Keyring>,
        _st: crate::store::Store,
        _su: crate::mail::submit::Submit,
        _c: crate::clock::Clock,
    ) -> Self {
        Self
    }
}
/// s
pub async fn serve(_l: tokio::net::TcpListener, _p: std::sync::Arc<Portal>, f: impl Future<Output = ()>) {
    f.await
}
