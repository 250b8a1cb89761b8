//! The adversary and a visitor share an address, as everybody behind one router does.

use std::net::IpAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::attack::{Attack, Kind};
use super::visitor::Visitor;
use super::{CONNECTIONS, Stage};
use crate::browser::{connect, multipart};
use crate::rig::armor;
use crate::uploads::noise;

/// Theirs.
const ADDRESS: [u8; 4] = [127, 67, 1, 7];

/// What the visitor's message has beside its parts.
const PADDING: usize = 100_000;

/// Lets the adversary do this, as fast as it can, and neighbours go the whole way meanwhile.
async fn visit_beside(stage: &Stage, kind: Kind) {
    let address: IpAddr = ADDRESS.into();
    // Of connections that say nothing the oldest makes way, so a visitor has the time in which as
    // many others come as the host may have; here that is 64, where a portal has 512.
    let says_nothing = matches!(kind, Kind::Silent | Kind::DrippedHeader);
    let pause = Duration::from_millis(if says_nothing { 100 } else { 5 });
    let each = CONNECTIONS + CONNECTIONS / 4;
    let attack = Attack::begin_with(&stage.rig, stage.reached, kind, &[address], each, pause).await;
    for _ in 0..3 {
        let visitor = Visitor::at(&stage.rig, stage.reached, address).with_message(PADDING);
        visitor.go(&format!("{kind:?} of the same address")).await;
    }
    drop(attack);
}

/// Brings a message of 1.5 MB at 200 KB a second; the status of the answer.
async fn bring_slowly(stage: &Stage) -> String {
    let sealed = armor(&stage.rig.seal(&["bob@example.com"], &noise(1_100_000)));
    let (kind, body) = multipart("sealed", sealed.as_bytes());
    let mut stream = connect(ADDRESS.into(), stage.reached).await.unwrap();
    let head = format!(
        "POST /open HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut pace = tokio::time::interval(Duration::from_millis(250));
    for piece in body.chunks(50_000) {
        pace.tick().await;
        if stream.write_all(piece).await.is_err() {
            break;
        }
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// What makes way for what is new is never what an honest visitor brings on a slow line.
#[tokio::test(flavor = "multi_thread")]
async fn an_upload_on_a_slow_line_outlasts_those_that_stall() {
    for kind in [
        Kind::Silent,
        Kind::DrippedForm,
        Kind::UploadWithHead,
        Kind::HeldMemory(1),
    ] {
        let stage = Stage::direct().await;
        let pause = Duration::from_millis(5);
        let networks = [ADDRESS.into()];
        let (rig, to) = (&stage.rig, stage.reached);
        let attack = Attack::begin_with(rig, to, kind, &networks, CONNECTIONS, pause).await;
        let answer = bring_slowly(&stage).await;
        assert!(answer.starts_with("HTTP/1.1 303"), "{kind:?}: {answer}");
        drop(attack);
    }
}

macro_rules! attacks {
    ($($kind:expr => $directly:ident, $through_nginx:ident;)*) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $directly() {
                visit_beside(&Stage::direct().await, $kind).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn $through_nginx() {
                let stage = Stage::behind_nginx(stringify!($through_nginx)).await;
                visit_beside(&stage, $kind).await;
            }
        )*
    };
}

attacks! {
    Kind::Silent => silent_connections_keep_no_neighbour_out,
        silent_connections_keep_no_neighbour_out_behind_nginx;
    Kind::DrippedHeader => headers_that_drip_keep_no_neighbour_out,
        headers_that_drip_keep_no_neighbour_out_behind_nginx;
    Kind::DrippedForm => forms_that_drip_keep_no_neighbour_out,
        forms_that_drip_keep_no_neighbour_out_behind_nginx;
    Kind::UploadWithoutHead => uploads_that_drip_keep_no_neighbour_out,
        uploads_that_drip_keep_no_neighbour_out_behind_nginx;
    Kind::UploadWithHead => uploads_that_drip_behind_a_head_keep_no_neighbour_out,
        uploads_that_drip_behind_a_head_keep_no_neighbour_out_behind_nginx;
    Kind::WholeMail => whole_mails_that_drip_keep_no_neighbour_out,
        whole_mails_that_drip_keep_no_neighbour_out_behind_nginx;
    Kind::RefusedBody => refused_bodies_keep_no_neighbour_out,
        refused_bodies_keep_no_neighbour_out_behind_nginx;
    Kind::HeldMemory(1) => unfinished_uploads_of_one_message_keep_no_neighbour_out,
        unfinished_uploads_of_one_message_keep_no_neighbour_out_behind_nginx;
    Kind::HeldMemory(24) => unfinished_uploads_of_many_messages_keep_no_neighbour_out,
        unfinished_uploads_of_many_messages_keep_no_neighbour_out_behind_nginx;
}
