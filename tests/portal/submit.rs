//! What is submitted arrives as it is, and as one message.

use postseal::mail::Address;
use postseal::mail::submit::{Submit, SubmitError};

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
        Submit::new(&sink.address.to_string()).send(&address("a@example.org"), &to, message.as_bytes()).await.unwrap();
        let mail = sink.mails().pop().unwrap();
        assert_eq!(mail.data, message.as_bytes());
        assert_eq!(mail.to, ["bob@example.com", "eve@example.com"]);
    }
}

#[tokio::test]
async fn smtp_smuggling_one_message_in_is_one_message_out_or_none() {
    let sink = Sink::lenient().await;
    let ends = ["\r\n", "\n", "\r", "\r\r\n", "\n\r", "\r\n\n", "\r\0\n", "\0\n"];
    let mut taken = 0;
    for before in ends {
        for after in ends {
            let message = format!(
                "A: b\r\n\r\nx{before}.{after}MAIL FROM:<e@example.net>\r\nRCPT TO:<f@example.net>\r\nDATA\r\nA: c\r\n\r\ny\r\n"
            );
            let sent = Submit::new(&sink.address.to_string())
                .send(&address("a@example.org"), &[address("bob@example.com")], message.as_bytes())
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
