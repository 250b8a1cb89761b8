//! The figures as a service.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing::{error, info};

use super::service::Service;
use crate::metrics::{self, Metrics};

/// Mail goes on without them: any program on this host can have the port.
pub(super) fn bind(address: SocketAddr) -> Option<TcpListener> {
    let failed = |error: &std::io::Error| {
        error!(
            "the figures can't be read on {address} ([metrics] in the configuration), and nothing \
             is counted: {error}"
        );
    };
    metrics::bind(address).inspect_err(failed).ok()
}

pub(super) fn service(listener: TcpListener, metrics: Metrics, stop: CancellationToken) -> Service {
    if let Ok(listen) = listener.local_addr() {
        info!(%listen, "the figures can be read");
    }
    Service {
        serving: Box::pin(metrics::serve(listener, metrics, stop.cancelled_owned())),
        // What is counted goes on, whatever the configuration says now.
        reload: Box::new(|_| {}),
    }
}
