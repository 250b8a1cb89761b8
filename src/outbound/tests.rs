use super::*;
use crate::mail::{Address, Envelope, Field};
use crate::policy::SealOptions;
use crate::seal::{self, Meta};
use crate::wrapper::{self, Extractor};

struct Bench {
    outbound: Outbound,
    keyring: Arc<Keyring>,
    _dir: tempfile::TempDir,
}

fn bench() -> Bench {
    let dir = tempfile::tempdir().unwrap();
    let keyring = Arc::new(Keyring::create(&dir.path().join("keyring")).unwrap());
    let settings = Settings {
        portal: "https://secure.example.org/".into(),
        subject: None,
        trust_boundary: TrustBoundary::default(),
        max_size: None,
        languages: MailLanguages::default(),
        brands: crate::brand::Brands::default(),
    };
    Bench {
        outbound: Outbound::new(
            Arc::clone(&keyring),
            Clock::manual(1_000),
            settings,
            Signer::default(),
        ),
        keyring,
        _dir: dir,
    }
}

fn envelope(sender: &str) -> Envelope {
    let recipients = vec![
        Address::parse("bob@example.net").unwrap(),
        Address::parse("carol@example.net").unwrap(),
    ];
    Envelope {
        sender: Address::from_path(sender.as_bytes()).unwrap(),
        recipients,
        ..Envelope::default()
    }
}

impl Bench {
    fn send(&self, sender: &str, header: &Header, body: &[u8]) -> Finished {
        let mut sealing = self
            .outbound
            .begin(&envelope(sender), header, &SealOptions::default())
            .unwrap();
        body.chunks(1_000)
            .for_each(|chunk| sealing.write(chunk).unwrap());
        sealing.finish().unwrap()
    }

    fn carrier(&self, header: &str, body: &[u8]) -> (Header, Vec<u8>) {
        let header = Header::parse(header.as_bytes()).0;
        let Finished::Carrier(carrier) = self.send("<alice@example.org>", &header, body) else {
            panic!("no carrier")
        };
        (carrier.edits.apply(&header), carrier.body.concat())
    }

    fn open(&self, body: &[u8]) -> (Meta, Vec<u8>) {
        let (mut extractor, mut sealed, mut out) =
            (Extractor::for_file(1 << 20), Vec::new(), Vec::new());
        extractor.push(body, &mut sealed).unwrap();
        extractor.finish(&mut sealed).unwrap();
        let keys = self.keyring.opening_keys(&sealed).unwrap();
        let opened = seal::open(&keys, &sealed).unwrap();
        opened.copy_to(u64::MAX, &mut out).unwrap();
        (opened.meta, out)
    }
}

const MAIL: &str = "Received: r\r\nFrom: =?utf-8?Q?Al=C3=ADce?= <Alice@example.org>\r\nTo: \
                    bob@example.net,\r\n\tx@y\r\n\
                    Bcc: dave@example.net\r\nResent-Bcc: dave@example.net\r\nSubject: s\r\n\
                    Disposition-Notification-To: alice@example.org\r\n";

#[test]
fn the_sealed_message_is_the_original_and_the_meta_says_whom_it_is_for() {
    let bench = bench();
    let (_, body) = bench.carrier(MAIL, b"text\r\n");
    let (meta, message) = bench.open(&body);
    let expected = MAIL
        .replace("Resent-Bcc: dave@example.net\r\n", "")
        .replace("Bcc: dave@example.net\r\n", "")
        + "\r\ntext\r\n";
    assert_eq!(String::from_utf8(message).unwrap(), expected);
    assert_eq!(meta.recipients, ["bob@example.net", "carol@example.net"]);
    assert_eq!(
        (meta.sender.as_str(), meta.subject.as_str(), meta.created),
        ("Alice@example.org", "s", 1_000)
    );
    assert!(meta.receipt_wanted);
    assert!(
        String::from_utf8(body)
            .unwrap()
            .contains("Al&#xed;ce &lt;Alice@example.org&gt;")
    );
}

#[test]
fn a_body_of_ours_is_sealed_once_whatever_its_header_gains() {
    let bench = bench();
    let (header, body) = bench.carrier(MAIL, b"text\r\n");
    let again = |sender: &str, header: &Header, body: &[u8]| bench.send(sender, header, body);
    let as_it_is = |finished: Finished| match finished {
        Finished::AlreadySealed(edits) => edits == Edits::default(),
        Finished::Carrier(_) => false,
    };
    assert!(as_it_is(again("<alice@example.org>", &header, &body)));
    let mut travelled: Header = [
        Field::new("Received", "by relay"),
        Field::new("DKIM-Signature", "v=1"),
    ]
    .into_iter()
    .collect();
    header
        .fields()
        .iter()
        .for_each(|field| travelled.push(field.clone()));
    assert!(as_it_is(again(
        "<list+bounces@example.org>",
        &travelled,
        &body
    )));

    for name in [
        "X-Spam-Status",
        "Authentication-Results",
        "Return-Path",
        "X-Virus-Scanned",
        "Comments",
    ] {
        let mut telling = header.clone();
        telling.push(Field::new(name, "a secret beside the wrapper"));
        let Finished::AlreadySealed(edits) = again("<alice@example.org>", &telling, &body) else {
            panic!("sealed again for {name}")
        };
        assert_eq!(edits.apply(&telling), header, "{name} stays");
    }
    let mut kind = header.clone();
    kind.push(Field::new("Content-Type", "text/plain; x=secret"));
    assert!(
        matches!(
            again("<alice@example.org>", &kind, &body),
            Finished::Carrier(_)
        ),
        "another way to read it"
    );
    let forward = [b"--x\r\n\r\nlook at this secret\r\n", &body[..]].concat();
    assert!(
        matches!(
            again("<alice@example.org>", &header, &forward),
            Finished::Carrier(_)
        ),
        "text was added"
    );
    let twice: Header = header
        .fields()
        .iter()
        .chain(header.first(wrapper::MAC_FIELD))
        .cloned()
        .collect();
    assert!(
        matches!(
            again("<alice@example.org>", &twice, &body),
            Finished::Carrier(_)
        ),
        "two MACs"
    );
    bench.keyring.rotate().unwrap();
    assert!(
        as_it_is(again("<alice@example.org>", &header, &body)),
        "a root key that is no longer current"
    );
    let foreign = self::bench();
    assert!(
        matches!(
            foreign.send("<alice@example.org>", &header, &body),
            Finished::Carrier(_)
        ),
        "another keyring"
    );
}

/// Counted out by hand from the documentation of `wrapper`, with the root key at hand.
#[test]
fn a_carrier_may_be_as_large_as_the_limit_and_no_larger() {
    let bench = bench();
    let limited = |limit: usize| {
        let mut outbound = bench.outbound.clone();
        outbound.settings = Arc::new(Settings {
            max_size: Some(limit as u64),
            languages: MailLanguages::default(),
            brands: crate::brand::Brands::default(),
            ..bench.outbound.settings.as_ref().clone()
        });
        outbound
    };
    let seal = |limit: usize, header: &Header, body: &[u8]| {
        let mut sealing = limited(limit)
            .begin(
                &envelope("<alice@example.org>"),
                header,
                &SealOptions::default(),
            )
            .unwrap();
        body.chunks(1_000)
            .try_for_each(|chunk| sealing.write(chunk))
            .map_err(|error| (error, "in its body"))?;
        sealing.finish().map_err(|error| (error, "at its end"))
    };
    let original = Header::parse(MAIL.as_bytes()).0;
    let (header, body) = bench.carrier(MAIL, b"text\r\n");
    let fields = header.fields().iter().map(|field| field.crlf().len());
    let size = fields.sum::<usize>() + 2 + body.len();
    assert!(matches!(
        seal(size, &original, b"text\r\n"),
        Ok(Finished::Carrier(_))
    ));
    assert!(matches!(
        seal(size - 1, &original, b"text\r\n"),
        Err((OutboundError::TooLarge(_), "at its end"))
    ));
    let noise = crate::secret::random::<300_000>().to_vec();
    assert!(
        matches!(
            seal(100_000, &original, &noise),
            Err((OutboundError::TooLarge(_), "in its body"))
        ),
        "what can't fit any more is not sealed to its end"
    );
    let (header, body) = bench.carrier(MAIL, &noise);
    assert!(
        matches!(
            seal(100_000, &header, &body),
            Ok(Finished::AlreadySealed(_))
        ),
        "a carrier that comes back is not sealed again, so it is not too large"
    );
}

#[test]
fn the_mac_is_the_one_that_the_format_describes() {
    let bench = bench();
    let (header, body) = bench.carrier(MAIL, b"text\r\n");
    let kind = header.first("Content-Type").unwrap().decoded();
    let key = bench.keyring.mac("postseal v2 carrier", &[]);
    let mut covered = (kind.len() as u64).to_be_bytes().to_vec();
    covered.extend_from_slice(kind.as_bytes());
    covered.extend_from_slice(blake3::hash(&body).as_bytes());
    let mac = blake3::keyed_hash(&key, &covered).to_hex();
    let field = header.first(wrapper::MAC_FIELD).unwrap().decoded();
    assert_eq!(field, format!("v2 {mac}"));
}

#[test]
fn malformed_senders_are_sealed_all_the_same() {
    let bench = bench();
    for (sender, from, shown) in [
        ("<>", "", "Somebody"),
        ("<alice@example.org>", "", "alice@example.org"),
        (
            "<alice@example.org>",
            "From: a@x.example\r\nFrom: b@y.example\r\n",
            "alice@example.org",
        ),
        ("<>", "From: \"<b>x</b>\" <a@x.example>\r\n", "&lt;b&gt;x"),
        (
            "<alice@example.org>",
            "From: \u{0}\u{1}=?utf-8?Q?broken\r\n",
            "alice@example.org",
        ),
    ] {
        let header = Header::parse(from.as_bytes()).0;
        let Finished::Carrier(carrier) = bench.send(sender, &header, b"secret\r\n") else {
            panic!("{from}")
        };
        let body = String::from_utf8(carrier.body.concat()).unwrap();
        assert!(
            body.contains(shown) && !body.contains("secret\r\n"),
            "{sender} {from}: {shown}"
        );
    }
}

/// The notice in the carrier says who sends it, and no more than its own From says.
#[test]
fn words_beside_the_authors_address_are_not_shown() {
    let bench = bench();
    for from in [
        "alice@example.org geheim words",
        "<alice@example.org> geheim",
        "alice@example.org (geheim)",
        "<@geheim,@x.example:alice@example.org>",
        "<@geheim.example:alice@example.org>",
        "alice@[geheim]",
    ] {
        let header = Header::parse(format!("From: {from}\r\n").as_bytes()).0;
        let sealed = bench.send("<alice@example.org>", &header, b"x\r\n");
        let Finished::Carrier(carrier) = sealed else {
            panic!("{from}")
        };
        let body = String::from_utf8(carrier.body.concat()).unwrap();
        assert!(!body.contains("geheim"), "{from}: {body}");
        assert!(
            body.contains("alice@example.org has sent you"),
            "{from}: {body}"
        );
    }
}
