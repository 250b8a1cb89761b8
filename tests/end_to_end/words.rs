//! Words in fields that a carrier keeps, as a real Postfix has them taken out.

use super::sealing::CANARY;
use rig::stage::{Stage, assert_sealed};

#[test]
fn no_words_stay_in_the_fields_of_a_carrier() {
    let stage = Stage::new("words");
    let original = format!(
        "Received: from a.example (a.example [192.0.2.1])\r\n\tby b.example (Postfix) with ESMTP \
         id 1;\r\n\tFri, 20 Nov 2026 10:00:00 +0000 (UTC)\r\nReceived: from c.example ({CANARY})\
         \r\n\tby d.example with ESMTP id 2; Fri, 20 Nov 2026 09:00:00 +0000\r\nReceived: \
         {CANARY}\r\nFrom: Alice <alice@example.org> ({CANARY})\r\nTo: {CANARY}: \
         bob@example.net;\r\nCc: Carol\r\n ({CANARY})\r\n <carol@example.com>\r\nSubject: [secure] \
         plan\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000 ({CANARY})\r\nMessage-ID: <1@example.org> \
         ({CANARY})\r\nIn-Reply-To: Your {CANARY} <2@example.net>\r\nReferences: {CANARY} \
         <3@example.net>\r\n ({CANARY}) <2@example.net>\r\nList-Id: {CANARY} \
         <team.example.org>\r\nList-Post: <mailto:team@example.org> ({CANARY})\r\nList-Help: \
         {CANARY}\r\nAuto-Submitted: auto-generated; {CANARY}\r\nPrecedence: bulk\r\nMIME-Version: \
         1.0 ({CANARY})\r\n\r\n{CANARY}\r\n"
    );
    let carrier = stage.deliver(original.as_bytes());
    assert_sealed(&carrier, &[CANARY]);
    assert_eq!(stage.opened(&carrier), original);
    for (name, value) in [
        ("From", "Alice <alice@example.org>"),
        ("To", "bob@example.net"),
        ("Cc", "Carol <carol@example.com>"),
        ("Date", "Fri, 20 Nov 2026 10:00:00 +0000"),
        ("Message-ID", "<1@example.org>"),
        ("In-Reply-To", "<2@example.net>"),
        ("List-Id", "<team.example.org>"),
        ("List-Post", "<mailto:team@example.org>"),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("MIME-Version", "1.0"),
        ("Subject", "plan"),
    ] {
        let said = carrier.field(name);
        let said: Vec<&str> = said.split_whitespace().collect();
        assert_eq!(said.join(" "), value, "{name}");
    }
    assert!(carrier.fields("List-Help").is_empty());
    let references = carrier.field("References");
    assert!(references.contains("<3@example.net>") && references.contains("<psl1."));
    // What Postfix wrote itself stands first, and what others wrote as they wrote it.
    let received = carrier.fields("Received");
    assert_eq!(received.len(), 3, "{received:?}");
    assert!(received[0].contains("by mail.example.org"), "{received:?}");
    assert!(
        received[1].contains("a.example [192.0.2.1]") && received[1].contains("(UTC)"),
        "{received:?}"
    );
    assert!(received[2].contains("from c.example"), "{received:?}");
}
