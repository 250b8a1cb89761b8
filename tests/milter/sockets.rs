//! Where the milter listens.

use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};

use postseal::milter::{ListenSpec, Listener, bind};
use tokio::net::UnixStream;

#[test]
fn specs_are_read_and_written_back() {
    for text in [
        "unix:/var/spool/postfix/postseal/milter.sock",
        "inet:127.0.0.1:8891",
        "inet:[::1]:8891",
    ] {
        assert_eq!(text.parse::<ListenSpec>().unwrap().to_string(), text);
    }
    for (text, why) in [
        ("", "it starts neither with unix: nor with inet:"),
        (
            "/run/milter.sock",
            "it starts neither with unix: nor with inet:",
        ),
        (
            "unix:milter.sock",
            "the path of a Unix socket starts with /",
        ),
        ("unix:/", "the path of a Unix socket starts with /"),
        ("inet:8891", "the port is missing after the host"),
        ("inet::8891", "the host is missing before the port"),
        (
            "inet:localhost:smtp",
            "the port is not a number from 0 to 65535",
        ),
        (
            "inet:localhost:70000",
            "the port is not a number from 0 to 65535",
        ),
        ("inet:::1:8891", "an IPv6 address stands in square brackets"),
    ] {
        let error = text.parse::<ListenSpec>().unwrap_err().to_string();
        assert!(
            error.contains(why) && error.contains(&format!("{text:?}")),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_socket_is_for_its_group_only() {
    let dir = rig::place::scratch();
    let path = dir.path().join("milter.sock");
    let _listener = bind(&ListenSpec::Unix(path.clone()), None).await.unwrap();
    let found = fs::symlink_metadata(&path).unwrap();
    assert!(found.file_type().is_socket());
    assert_eq!(found.permissions().mode() & 0o777, 0o660);
    UnixStream::connect(&path).await.unwrap();
    assert_eq!(
        fs::read_dir(dir.path()).unwrap().count(),
        1,
        "nothing is left beside it"
    );
}

#[tokio::test]
async fn a_stale_socket_is_replaced() {
    let dir = rig::place::scratch();
    let path = dir.path().join("milter.sock");
    let spec = ListenSpec::Unix(path.clone());
    drop(bind(&spec, None).await.unwrap());
    UnixStream::connect(&path)
        .await
        .expect_err("nobody answers on the stale socket");
    let _listener = bind(&spec, None).await.unwrap();
    UnixStream::connect(&path).await.unwrap();
}

#[tokio::test]
async fn a_socket_in_use_is_left_alone() {
    let dir = rig::place::scratch();
    let path = dir.path().join("milter.sock");
    let spec = ListenSpec::Unix(path.clone());
    let _listener = bind(&spec, None).await.unwrap();
    let error = bind(&spec, None).await.unwrap_err().to_string();
    assert!(
        error.contains("another process answers there") && error.contains("milter.sock"),
        "{error}"
    );
    UnixStream::connect(&path).await.unwrap();
}

#[tokio::test]
async fn a_file_of_another_kind_is_left_alone() {
    let dir = rig::place::scratch();
    let path = dir.path().join("precious");
    fs::write(&path, "text").unwrap();
    let error = bind(&ListenSpec::Unix(path.clone()), None)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("a file that is no socket is there"),
        "{error}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "text");
}

#[tokio::test]
async fn what_the_system_refuses_is_said_in_a_sentence() {
    let missing = ListenSpec::Unix("/nonexistent/dir/milter.sock".into());
    let error = bind(&missing, None).await.unwrap_err().to_string();
    assert!(
        error.contains("unix:/nonexistent/dir/milter.sock"),
        "{error}"
    );

    let dir = rig::place::scratch();
    let spec = ListenSpec::Unix(dir.path().join("milter.sock"));
    let error = bind(&spec, Some("no-such-group-here"))
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("no-such-group-here"), "{error}");

    let Listener::Inet(taken) = bind(&ListenSpec::Inet("127.0.0.1".into(), 0), None)
        .await
        .unwrap()
    else {
        panic!("a TCP listener");
    };
    let port = taken.local_addr().unwrap().port();
    let error = bind(&ListenSpec::Inet("127.0.0.1".into(), port), None)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains(&format!("inet:127.0.0.1:{port}")), "{error}");
}
