//! An adversary of eight networks holds all that it can while a visitor goes the whole way, from
//! the wrapper to an attachment: directly, and through nginx as the README has it.

mod attack;
mod same_address;
mod visitor;

use std::net::{IpAddr, SocketAddr};
use std::sync::Once;
use std::time::Duration;

use ::rig::nginx::Nginx;
use ::rig::place::Port;
use nix::sys::resource::{Resource, getrlimit, setrlimit};

use super::rig::Rig;
use super::sink::Sink;
use super::uploads::noise;
use attack::{Attack, Kind};
use visitor::Visitor;

/// Connections of the portal: a few, so that the adversary soon has more.
const CONNECTIONS: usize = 128;

/// How many the adversary tries to hold from each of its networks.
const EACH: usize = 40;

/// A portal, and how visitors get there.
struct Stage {
    rig: Rig,
    reached: SocketAddr,
    _nginx: Option<Nginx>,
}

impl Stage {
    async fn direct() -> Self {
        let rig = Rig::with(settings).await;
        Self {
            reached: rig.portal,
            rig,
            _nginx: None,
        }
    }

    async fn behind_nginx(name: &str) -> Self {
        let port = Port::take();
        let reached: SocketAddr = ([127, 0, 0, 1], port.number()).into();
        let rig = Rig::with(|all| {
            settings(all);
            all.url = format!("http://{reached}/");
        })
        .await;
        let portal = rig.portal.port();
        let name = format!("nginx-{name}");
        let nginx = tokio::task::spawn_blocking(move || Nginx::start(&name, port, portal));
        Self {
            rig,
            reached,
            _nginx: Some(nginx.await.unwrap()),
        }
    }

    /// Lets the adversary do this, and a visitor go the whole way meanwhile.
    async fn visit_under(&self, kind: Kind) -> Duration {
        let attack = Attack::begin(&self.rig, self.reached, kind, &networks(), EACH).await;
        let mut slowest = Duration::ZERO;
        for nth in 1..=3 {
            let visitor = Visitor::nth(&self.rig, self.reached, nth);
            slowest = slowest.max(visitor.go(&format!("{kind:?}")).await);
        }
        drop(attack);
        slowest
    }
}

fn settings(settings: &mut postseal::portal::Settings) {
    more_files();
    settings.max_connections = CONNECTIONS;
    // All of loopback but the proxy: each of its /24s is a network.
    settings.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    settings.max_message = 8 << 20;
    settings.max_memory = 64 << 20;
    settings.max_upload = 4 << 20;
}

/// The adversary's.
fn networks() -> Vec<IpAddr> {
    (1..=8).map(|n| [127, 66, n, 7].into()).collect()
}

/// Client, proxy and portal are in one process or started by it: each connection is some files.
fn more_files() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
        setrlimit(Resource::RLIMIT_NOFILE, most, most).unwrap();
    });
}

macro_rules! attacks {
    ($($kind:ident: $directly:ident, $through_nginx:ident;)*) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $directly() {
                Stage::direct().await.visit_under(Kind::$kind).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn $through_nginx() {
                let stage = Stage::behind_nginx(stringify!($kind)).await;
                stage.visit_under(Kind::$kind).await;
            }
        )*

        const ALL: &[Kind] = &[$(Kind::$kind),*];
    };
}

attacks! {
    Silent: silent_connections_keep_nobody_out,
        silent_connections_keep_nobody_out_behind_nginx;
    DrippedHeader: headers_that_drip_keep_nobody_out,
        headers_that_drip_keep_nobody_out_behind_nginx;
    DrippedForm: forms_that_drip_keep_nobody_out,
        forms_that_drip_keep_nobody_out_behind_nginx;
    UploadWithoutHead: uploads_that_drip_keep_nobody_out,
        uploads_that_drip_keep_nobody_out_behind_nginx;
    UploadWithHead: uploads_that_drip_behind_a_genuine_head_keep_nobody_out,
        uploads_that_drip_behind_a_genuine_head_keep_nobody_out_behind_nginx;
    WholeMail: whole_mails_that_drip_keep_nobody_out,
        whole_mails_that_drip_keep_nobody_out_behind_nginx;
    RefusedBody: refused_bodies_without_end_keep_nobody_out,
        refused_bodies_without_end_keep_nobody_out_behind_nginx;
    SlowDownload: downloads_that_nobody_reads_keep_nobody_out,
        downloads_that_nobody_reads_keep_nobody_out_behind_nginx;
}

/// A stage whose tables are small.
async fn small_tables(visits: usize, counters: usize) -> Stage {
    let sink = Sink::start().await;
    let submit = sink.address.to_string();
    let rig = Rig::with_bounds(
        settings,
        |bounds| (bounds.visits, bounds.counters) = (visits, counters),
        sink,
        &submit,
    )
    .await;
    Stage {
        reached: rig.portal,
        rig,
        _nginx: None,
    }
}

/// The wrapper of one message, posted from here.
async fn post(stage: &Stage, armor: &str, from: String) -> u16 {
    let mut browser = stage.rig.browser();
    browser.forwarded_for = Some(from);
    browser.upload("sealed", armor.as_bytes()).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn visits_from_one_site_fill_no_table() {
    let stage = small_tables(400, 200_000).await;
    let armor = super::rig::armor(&stage.rig.seal(&["eve@example.com"], b"\r\nx"));
    for n in 0..500 {
        let status = post(&stage, &armor, format!("2001:db8:1:{n:x}::1")).await;
        assert_eq!(status, 303, "its own older visits make way");
    }
    Visitor::new(&stage.rig, stage.reached)
        .go("visits of one site")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn visits_from_many_sites_fill_no_table() {
    let stage = small_tables(400, 200_000).await;
    let armors: Vec<String> = (0..3)
        .map(|_| super::rig::armor(&stage.rig.seal(&["eve@example.com"], b"\r\nx")))
        .collect();
    for n in 0..500 {
        let armor = &armors[n % armors.len()];
        post(&stage, armor, format!("2001:db8:{:x}:{n:x}::1", n % 8)).await;
    }
    Visitor::new(&stage.rig, stage.reached)
        .go("visits of eight sites")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn networks_without_number_fill_no_table() {
    let stage = small_tables(100_000, 100).await;
    for n in 0..150 {
        let network = format!("2001:db8:{:x}:{n:x}::1", n % 8);
        post(&stage, "", network).await;
    }
    Visitor::new(&stage.rig, stage.reached)
        .go("entries of networks")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ciphertext_of_eight_networks_leaves_room_for_others() {
    let stage = Stage::direct().await;
    for n in 0..40 {
        // Genuine heads, and bodies of their own.
        let sealed = stage.rig.seal(&["eve@example.com"], &noise(3_000_000));
        let armor = super::rig::armor(&sealed);
        post(&stage, &armor, format!("10.6.{}.1", n % 8)).await;
    }
    for n in 0..200 {
        let sealed = stage.rig.seal(&["eve@example.com"], &noise(20_000));
        let armor = super::rig::armor(&sealed);
        post(&stage, &armor, format!("10.6.{}.1", n % 8)).await;
    }
    Visitor::new(&stage.rig, stage.reached)
        .go("ciphertext of eight networks")
        .await;
}

/// What a visitor's slowest step takes while an attack goes on, in the table of `make bench`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement: make bench"]
async fn slowest_steps() {
    println!("\n| a visitor while eight networks hold | directly | through nginx |\n|---|---|---|");
    let mut slowest = Duration::ZERO;
    for &kind in ALL {
        let directly = Stage::direct().await.visit_under(kind).await;
        let stage = Stage::behind_nginx("bench").await;
        let behind = stage.visit_under(kind).await;
        slowest = slowest.max(directly).max(behind);
        println!(
            "| {kind:?} | {:.3} s | {:.3} s |",
            directly.as_secs_f64(),
            behind.as_secs_f64()
        );
    }
    println!("\n| goal | wanted | measured | reached |\n|---|---|---|---|");
    let reached = if slowest < Duration::from_secs(2) {
        "yes"
    } else {
        "**no**"
    };
    println!(
        "| a visitor's slowest step under attack | < 2 s | {:.3} s | {reached} |",
        slowest.as_secs_f64()
    );
}
