//! What sealing costs without Postfix, on one core, and how large a carrier is beside its original.

use std::hint::black_box;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use nix::time::{ClockId, clock_gettime};
use postseal::clock::Clock;
use postseal::keyring::Keyring;
use postseal::mail::sign::Signer;
use postseal::mail::{Address, Envelope, Header};
use postseal::outbound::{Carrier, Finished, Outbound, Settings};
use postseal::policy::{SealOptions, TrustBoundary};
use zstd::stream::raw::{Encoder, InBuffer, Operation, OutBuffer};

use crate::figures::{Goal, Samples};
use crate::mails;

const ROUNDS: usize = 15;

/// Postfix sends bodies in pieces of this size.
const CHUNK: usize = 65_535;

/// Prints the two tables, and returns what was wanted.
pub fn measure() -> Vec<Goal> {
    let folder = tempfile::tempdir().unwrap();
    let outbound = outbound(&folder);
    let mut goals = Vec::new();

    println!(
        "Sealing in memory on one core (compress, pad, encrypt, armor) beside `zstd -1` alone on \
         the same bytes, medians of {ROUNDS} rounds.\n"
    );
    println!("| mail | sealing MB/s | zstd MB/s | ratio |\n|---|---|---|---|");
    let random = mails::attached("scan.jpg", "image/jpeg", &mails::random(7_400_000));
    for (name, mail, wanted) in [
        ("10 MB, random attachment", random, 0.6),
        ("10 MB, text", mails::text(10_000_000), 0.8),
    ] {
        let (header, body) = parts(&mail);
        let (mut ours, mut theirs, mut ratios) =
            (Samples::default(), Samples::default(), Samples::default());
        for _ in 0..ROUNDS {
            let (our, their) = (
                time(|| _ = black_box(seal(&outbound, &header, &body))),
                time(|| compress(&body)),
            );
            let speed = |seconds: f64| body.len() as f64 / 1e6 / seconds;
            ours.push(speed(our));
            theirs.push(speed(their));
            ratios.push(their / our);
        }
        println!(
            "| {name} | {:.0} | {:.0} | {ratios} |",
            ours.median(),
            theirs.median()
        );
        goals.push(Goal::at_least(
            &format!("sealing in memory to zstd -1, {name}"),
            wanted,
            ratios.median(),
        ));
    }

    println!("\nThe carrier's size beside its original's, which has its attachment in base64.\n");
    println!("| mail | original | carrier | ratio |\n|---|---|---|---|");
    let office = |name, kind, content: &[u8]| mails::attached(name, kind, content);
    for (name, mail, wanted) in [
        ("10 KB, text", mails::text(10_000), None),
        ("1 MB, text", mails::text(1_000_000), Some(1.0)),
        (
            "1 MB, random attachment",
            mails::of(mails::Size::Middle),
            Some(1.04),
        ),
        (
            "10 MB, random attachment",
            mails::of(mails::Size::Large),
            Some(1.04),
        ),
        (
            "text document, unpacked",
            office(
                "figures.rtf",
                "application/rtf",
                mails::prose(1_000_000).as_bytes(),
            ),
            Some(1.0),
        ),
        (
            "office document, deflated",
            office(
                "figures.docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                &docx(),
            ),
            Some(1.0),
        ),
    ] {
        let (header, body) = parts(&mail);
        let original = header
            .fields()
            .iter()
            .map(|field| field.raw().len())
            .sum::<usize>()
            + 2
            + body.len();
        let carrier = seal(&outbound, &header, &body);
        let ratio = carrier as f64 / original as f64;
        println!("| {name} | {original} | {carrier} | {ratio:.3} |");
        goals.extend(wanted.map(|wanted| {
            Goal::at_most(
                &format!("carrier's size to the original's, {name}"),
                wanted,
                ratio,
            )
        }));
    }
    println!();
    goals
}

/// How many bytes the body of a mail has, and how many that of its carrier.
pub fn body_and_carrier(size: mails::Size) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let (header, body) = parts(&mails::of(size));
    let carrier = carrier(&outbound(&folder), &header, &body);
    (
        body.len(),
        carrier.body.iter().map(bytes::Bytes::len).sum::<usize>(),
    )
}

fn outbound(folder: &tempfile::TempDir) -> Outbound {
    let keyring = Arc::new(Keyring::create(&folder.path().join("keyring")).unwrap());
    let settings = Settings {
        portal: "https://secure.example.org/".into(),
        subject: None,
        trust_boundary: TrustBoundary::default(),
        max_size: None,
        languages: postseal::locale::MailLanguages::default(),
        brands: postseal::brand::Brands::default(),
    };
    Outbound::new(keyring, Clock::system(), settings, Signer::default())
}

/// Header and body as Postfix hands them on.
fn parts(mail: &[u8]) -> (Header, Vec<u8>) {
    let mail = String::from_utf8(mail.to_vec())
        .unwrap()
        .replace('\n', "\r\n");
    let (header, body) = mail.split_once("\r\n\r\n").unwrap();
    (
        Header::parse(format!("{header}\r\n").as_bytes()).0,
        body.as_bytes().to_vec(),
    )
}

/// Makes the carrier as the milter does, and returns its size.
fn seal(outbound: &Outbound, header: &Header, body: &[u8]) -> usize {
    let carrier = carrier(outbound, header, body);
    let header: usize = carrier
        .edits
        .apply(header)
        .fields()
        .iter()
        .map(|field| field.raw().len())
        .sum();
    header + 2 + carrier.body.iter().map(bytes::Bytes::len).sum::<usize>()
}

fn carrier(outbound: &Outbound, header: &Header, body: &[u8]) -> Carrier {
    let address = |text: &str| Address::parse(text).ok();
    let envelope = Envelope {
        sender: address("alice@example.org"),
        recipients: address("bob@example.edu").into_iter().collect(),
        ..Envelope::default()
    };
    let mut sealing = outbound
        .begin(&envelope, header, &SealOptions::default())
        .unwrap();
    body.chunks(CHUNK)
        .for_each(|chunk| sealing.write(chunk).unwrap());
    let Finished::Carrier(carrier) = sealing.finish().unwrap() else {
        panic!("what is sent is no carrier yet")
    };
    carrier
}

fn compress(body: &[u8]) {
    let mut encoder = Encoder::new(1).unwrap();
    let mut output = vec![0; 1 << 17];
    for chunk in body.chunks(CHUNK) {
        let mut input = InBuffer::around(chunk);
        while input.pos() < chunk.len() {
            encoder
                .run(&mut input, &mut OutBuffer::around(&mut output[..]))
                .unwrap();
        }
    }
    while encoder
        .finish(&mut OutBuffer::around(&mut output[..]), true)
        .unwrap()
        > 0
    {}
    black_box(output);
}

/// How long this takes, in seconds on the processor: waiting for other processes doesn't count.
fn time(work: impl FnOnce()) -> f64 {
    let start = on_processor();
    work();
    (on_processor() - start).as_secs_f64()
}

/// How long this thread was on a processor. (What `/proc` says of it is as old as the scheduler's
/// last tick, 4 ms.)
fn on_processor() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)
        .unwrap()
        .into()
}

/// A text document as office programs write it: a deflated archive of XML.
fn docx() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut add = |name: &str, content: &str| {
        archive
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    };
    add(
        "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
    );
    let paragraphs: String = mails::prose(1_500_000)
        .lines()
        .map(|line| {
            format!(
                "<w:p><w:pPr><w:pStyle w:val=\"Normal\"/></w:pPr><w:r><w:t>{line}</w:t></w:r></w:p>"
            )
        })
        .collect();
    add(
        "word/document.xml",
        &format!("<w:document><w:body>{paragraphs}</w:body></w:document>"),
    );
    archive.finish().unwrap().into_inner()
}
