//! What it costs that documents are read by processes of their own: the time that mails with files
//! take in one process, and with workers, in turn.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use postseal::extract::{Bounds, extract, extract_with};
use postseal::mail::Header;
use postseal::worker::{Limits, Pool};

const ROUNDS: usize = 31;

/// The kinds of mails, as their files' names say.
const KINDS: [&str; 5] = ["pdf", "word", "excel", "zip", "photographs"];

fn main() {
    let bounds = Bounds::default();
    let pool = Pool::of(env!("CARGO_BIN_EXE_postseal").into(), Limits::new(&bounds));
    println!("Documents, in ms per mail:\n");
    println!("| mail | files | in one process | with workers |");
    println!("|---|---|---|---|");
    for kind in KINDS {
        let Some(path) = mail(kind) else { continue };
        row(kind, &fs::read(path).expect("a mail"), &bounds, &pool);
    }
    let plain = b"From: a@example.org\r\nSubject: x\r\n\r\nnothing but text\r\n";
    row("text alone", plain, &bounds, &pool);
}

fn row(kind: &str, mail: &[u8], bounds: &Bounds, pool: &Pool) {
    let (header, end) = Header::parse(mail);
    let body = mail[end..].strip_prefix(b"\r\n").unwrap_or(&mail[end..]);
    let here = || black_box(extract(&header, body, bounds));
    let there = || black_box(extract_with(&header, body, bounds, pool, "").expect("a worker"));
    let files = here().attachments.len();
    there();
    let (mut ones, mut twos) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ones.push(time(here));
        twos.push(time(there));
    }
    println!(
        "| {kind} | {files} | {:.3} | {:.3} |",
        median(ones),
        median(twos)
    );
}

/// The first of the honest mails whose name says this kind.
fn mail(kind: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/policy/honest/attachment");
    let mails = fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path());
    let is_kind = |path: &PathBuf| path.to_string_lossy().contains(&format!("-{kind}-"));
    mails.filter(is_kind).min()
}

/// Milliseconds.
fn time<T>(what: impl Fn() -> T) -> f64 {
    let start = Instant::now();
    what();
    start.elapsed().as_secs_f64() * 1e3
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
