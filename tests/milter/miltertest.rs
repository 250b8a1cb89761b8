//! Negotiation with `miltertest`, which shares no code and no author with us.

use std::future::pending;

use postseal::metrics::MilterFigures;
use postseal::milter::{Listener, Settings, serve};
use tokio::net::UnixListener;
use tokio::process::Command;
use tokio::sync::watch;

use crate::double::Double;

#[tokio::test(flavor = "multi_thread")]
async fn miltertest_agrees_with_the_negotiation() {
    let dir = rig::place::scratch();
    let path = dir.path().join("milter.sock");
    let (_judges, watched) = watch::channel(Double::new().0);
    let listener = Listener::Unix(UnixListener::bind(&path).unwrap());
    tokio::spawn(serve(
        listener,
        watched,
        Settings::default(),
        MilterFigures::default(),
        pending(),
    ));
    let output = Command::new("miltertest")
        .arg(format!("-Dsocket=unix:{}", path.display()))
        .args([
            "-vv",
            "-w",
            "-s",
            concat!(env!("CARGO_MANIFEST_DIR"), "/tests/milter/negotiate.lua"),
        ])
        .output()
        .await
        .expect("miltertest cannot be run; install the Debian package of that name");
    let said =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{}: {said:?}", output.status);
    assert!(
        said[0].contains("negotiated"),
        "the script did not reach its end: {said:?}"
    );
}
