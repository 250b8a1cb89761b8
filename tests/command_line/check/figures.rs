//! The addresses on which figures are read.

use std::net::TcpListener;

use super::{Host, SAFE, master};
use rig::place::Port;
use rig::wait_for;

fn with(listen: &str) -> Host {
    let host = Host::without_milter();
    let line = format!("milter_listen = \"{listen}\"");
    host.home.edit("#milter_listen = \"127.0.0.1:9481\"", &line);
    host
}

#[test]
fn a_port_of_the_figures_that_another_program_has_is_found() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap();
    // It takes connections and says nothing.
    let host = with(&address.to_string());
    host.set(SAFE, &master());
    let (code, told) = host.findings();
    assert_eq!(code, 78, "{told}");
    let sentence = format!("metrics.milter_listen: another program listens on {address}");
    assert!(told.contains(&sentence), "{told}");
}

#[test]
fn a_port_that_is_free_or_ours_is_fine() {
    let port = Port::take();
    let address = format!("127.0.0.1:{}", port.number());
    let mut host = with(&address);
    host.set(SAFE, &master());
    let (_, told) = host.findings();
    assert!(!told.contains("metrics."), "{told}");
    host.start();
    wait_for("the figures", || {
        let answer = rig::http::request(port.number(), "GET", "/metrics", &[], b"").ok()?;
        answer.text().contains("postseal_build_info").then_some(())
    });
    host.is_safe(SAFE, &master());
}

#[test]
fn figures_that_others_could_read_are_refused_with_a_sentence() {
    let host = with("0.0.0.0:9481");
    let done = host.home.run(&["check"], b"");
    assert_eq!(done.code, 78, "{}", done.stderr);
    let sentence = "metrics.milter_listen: 0.0.0.0:9481 is not on this host";
    assert!(done.stderr.contains(sentence), "{}", done.stderr);
}

#[test]
fn figures_at_the_address_of_the_portal_are_refused_with_a_sentence() {
    let host = with("127.0.0.1:8480");
    let done = host.home.run(&["check"], b"");
    assert_eq!(done.code, 78, "{}", done.stderr);
    let sentence = "metrics.milter_listen: portal.listen has the same address.";
    assert!(done.stderr.contains(sentence), "{}", done.stderr);
}
