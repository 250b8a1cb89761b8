//! What is submitted arrives as it is, and as one message.

use std::net::SocketAddr;

use postseal::mail::Address;
use postseal::mail::submit::{Submit, SubmitError};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::sink::Sink;

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

#[tokio::test]
async fn what_is_submitted_arrives_byte_for_byte() {
    let sink = Sink::start().await;
    let to = [address("bob@example.com"), address("eve@example.com")];
    for message in [
        "A: b\r\n\r\n",
        "A: b\r\n\r\n.\r\n..\r\n.x\r\n",
        "A: b\r\n\r\nx\r\n\r\n\r\n",
        ".\r\n",
        "A: b\r\n\r\nhéllo\r\n",
        "\r\n",
    ] {
        Submit::new(&sink.address.to_string())
            .send(Some(&address("a@example.org")), &to, message.as_bytes())
            .await
            .unwrap();
        let mail = sink.mails().pop().unwrap();
        assert_eq!(mail.data, message.as_bytes());
        assert_eq!(mail.to, ["bob@example.com", "eve@example.com"]);
    }
}

#[tokio::test]
async fn smtp_smuggling_one_message_in_is_one_message_out_or_none() {
    let sink = Sink::lenient().await;
    let ends = [
        "\r\n", "\n", "\r", "\r\r\n", "\n\r", "\r\n\n", "\r\0\n", "\0\n",
    ];
    let mut taken = 0;
    for before in ends {
        for after in ends {
            let message = format!(
                "A: b\r\n\r\nx{before}.{after}MAIL FROM:<e@example.net>\r\nRCPT \
                 TO:<f@example.net>\r\nDATA\r\nA: c\r\n\r\ny\r\n"
            );
            let sent = Submit::new(&sink.address.to_string())
                .send(
                    Some(&address("a@example.org")),
                    &[address("bob@example.com")],
                    message.as_bytes(),
                )
                .await;
            match sent {
                Ok(()) => taken += 1,
                Err(error) => assert!(matches!(error, SubmitError::Permanent(_)), "{error}"),
            }
            let mails = sink.mails();
            assert_eq!(mails.len(), taken, "{before:?}.{after:?}");
            assert!(mails.iter().all(|mail| mail.from == "a@example.org"));
        }
    }
    assert_eq!(taken, 1);
}

/// A server that answers each line with the next of `answers`, then is silent until the client
/// leaves.
async fn scripted(answers: &'static [&'static str]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        for answer in answers {
            stream
                .write_all(format!("{answer}\r\n").as_bytes())
                .await
                .unwrap();
            stream.read_line(&mut String::new()).await.unwrap();
        }
        while stream.read_line(&mut String::new()).await.unwrap_or(0) > 0 {}
    });
    server
}

async fn send(server: SocketAddr, to: &str) -> Result<(), SubmitError> {
    Submit::new(&server.to_string())
        .send(
            Some(&address("a@example.org")),
            &[address(to)],
            b"A: b\r\n\r\n",
        )
        .await
}

#[tokio::test]
async fn every_address_that_a_message_can_be_sealed_for_is_submitted_to() {
    let sink = Sink::start().await;
    for (to, path) in [
        ("bob.jones+x=y@example.com", "bob.jones+x=y@example.com"),
        ("o'neil/{dept}@example.com", "o'neil/{dept}@example.com"),
        ("postmaster", "postmaster"),
        ("a@[192.0.2.1]", "a@[192.0.2.1]"),
        ("j\u{f6}rg@example.com", "j\u{f6}rg@example.com"),
        // RFC 5321 section 4.1.2 wants quotes round these; mail servers take them for the same
        // mailbox.
        ("a..b@example.com", "\"a..b\"@example.com"),
        (".a@example.com", "\".a\"@example.com"),
        ("a.@example.com", "\"a.\"@example.com"),
        ("a(b)@example.com", "\"a(b)\"@example.com"),
        ("a\\b@example.com", "\"a\\\\b\"@example.com"),
        ("\"bob smith\"@example.com", "\"bob smith\"@example.com"),
        ("\"a\\\"b>\"@example.com", "\"a\\\"b>\"@example.com"),
        // Quotes that don't fit: all of it is the local part.
        ("\"a\" b\"@example.com", "\"\\\"a\\\" b\\\"\"@example.com"),
        ("\"a\\\"@example.com", "\"\\\"a\\\\\\\"\"@example.com"),
    ] {
        assert_eq!(send(sink.address, to).await, Ok(()), "{to}");
        assert_eq!(sink.mails().pop().unwrap().to, [path]);
    }
}

#[tokio::test]
async fn an_address_beyond_ascii_needs_a_server_that_takes_it() {
    let server = scripted(&["220 x", "250-x\r\n250 8BITMIME", "250 ok", "250 ok"]).await;
    let error = send(server, "j\u{f6}rg@example.com").await.unwrap_err();
    assert!(
        matches!(&error, SubmitError::Permanent(sentence) if sentence.contains("SMTPUTF8")),
        "{error}"
    );
}

#[tokio::test]
async fn no_reason_that_is_given_names_an_address() {
    for (answer, permanent) in [
        ("550 5.1.1 <bob@example.com>: unknown", true),
        ("450 4.2.0 <bob@example.com>: not now", false),
        ("bob@example.com? what?", false),
        ("550-bob@example.com\r\n999 bob@example.com", false),
    ] {
        let server = scripted(Box::leak(Box::new(["220 x", "250 x", "250 ok", answer]))).await;
        let error = send(server, "bob@example.com").await.unwrap_err();
        assert_eq!(
            matches!(error, SubmitError::Permanent(_)),
            permanent,
            "{error}"
        );
        assert!(!format!("{error} {error:?}").contains("bob"), "{error}");
        assert!(
            error.to_string().contains(&server.to_string()),
            "it says where: {error}"
        );
    }
}
