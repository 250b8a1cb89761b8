//! Random bytes and frames.

use postseal::milter::Settings;
use proptest::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::double::{Served, serve_over_pipe};
use rig::milter_client::{ALL_ACTIONS, ALL_STEPS, MilterClient};

/// Everything the milter says after `bytes`, to a client that has negotiated and is inside an
/// envelope. The session must end by itself, and not by a panic.
fn said_after(bytes: &[u8], steps: u32) -> Vec<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let Served { client, server, .. } = serve_over_pipe(Settings::default());
        let mut client = MilterClient::ready_with(client, 6, ALL_ACTIONS, steps).await;
        client.mail("<ann@example.org>").await;
        client.rcpt("<bob@example.com>").await;
        let (mut read, mut write) = tokio::io::split(client.into_inner());
        let mut said = Vec::new();
        let (_, read) = tokio::join!(
            async {
                // The milter may have closed its end by now.
                let _ = write.write_all(bytes).await;
                let _ = write.shutdown().await;
            },
            read.read_to_end(&mut said)
        );
        read.unwrap();
        server.await.expect("the session does not panic");
        said
    })
}

fn frame(code: u8, data: &[u8]) -> Vec<u8> {
    [&(data.len() as u32 + 1).to_be_bytes(), &[code][..], data].concat()
}

/// A frame that no MTA may send, whatever came before it.
fn malformed() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(vec![0, 0, 0, 0]),
        (0x10_0001u32..).prop_map(|length| [&length.to_be_bytes()[..], b"B"].concat()),
        any::<u8>()
            .prop_filter("no command", |code| !b"ABCDEHKLMNOQRTU".contains(code))
            .prop_map(|code| frame(code, b"")),
        prop::sample::select(b"ANQTK".to_vec()).prop_map(|code| frame(code, b"x")),
        prop::sample::select(b"HLMRUC".to_vec()).prop_map(|code| frame(code, b"no end")),
    ]
}

/// A frame of a known command with any data.
fn some_frame() -> impl Strategy<Value = Vec<u8>> {
    (
        prop::sample::select(b"ABCDEHKLMNORTU".to_vec()),
        prop::collection::vec(any::<u8>(), 0..64),
    )
        .prop_map(|(code, data)| frame(code, &data))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..2_000),
        steps in any::<u32>(),
    ) {
        said_after(&bytes, steps);
    }

    #[test]
    fn random_frames_never_panic(
        frames in prop::collection::vec(some_frame(), 0..20),
        steps in any::<u32>(),
    ) {
        said_after(&frames.concat(), steps);
    }

    #[test]
    fn after_a_malformed_frame_nothing_is_said(
        bad in malformed(),
        after in prop::collection::vec(some_frame(), 0..10),
        steps in any::<u32>(),
    ) {
        let mut bytes = bad;
        bytes.extend(after.concat());
        // What would end the message, were it still heard.
        bytes.extend(frame(b'N', b""));
        prop_assert_eq!(said_after(&bytes, steps), b"");
    }

    #[test]
    fn a_header_value_is_kept_byte_for_byte(
        lines in prop::collection::vec("[ -~\u{80}-\u{ff}]{0,60}", 1..5),
        fold in prop::sample::select(vec!["\n ", "\n\t"]),
        space in prop::sample::select(vec!["", " ", "  ", "\t"]),
    ) {
        let value = format!("{space}{}", lines.join(fold));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let seen = runtime.block_on(async {
            let Served { client, judge, .. } = serve_over_pipe(Settings::default());
            let mut client = MilterClient::ready_with(client, 6, ALL_ACTIONS, ALL_STEPS).await;
            client.message("Q1", &[("Comments", &value), ("X-Want", " pass")]).await;
            judge.seen()
        });
        let expected = format!("Comments:{}\r\nX-Want: pass\r\n", value.replace('\n', "\r\n"));
        prop_assert_eq!(&seen[0].header, expected.as_bytes());
    }
}
