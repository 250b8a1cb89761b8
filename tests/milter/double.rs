//! A judge that does what the message under test asks for in its field `X-Want`, and remembers what
//! it was shown.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use postseal::mail::submit::SubmitError;
use postseal::mail::{Address, Envelope, Header};
use postseal::milter::{BoxError, Judge, Sealing, Settings, serve_connection};
use postseal::outbound::{Carrier, Copy, CopyError, Finished, HeaderEdit, Original};
use postseal::policy::{Body, Decision, Judgement, Part, Reason, SealOptions, Verdict};
use postseal::seal::MessageId;
use tokio::io::DuplexStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A message as the judge saw it, with the body if it was sealed to its end.
#[derive(Clone, Debug)]
pub struct Seen {
    pub envelope: Envelope,
    pub header: Vec<u8>,
    pub body: Option<Vec<u8>>,
}

/// How long a thread is kept busy at most, so that a test that would wait for ever fails instead.
const AT_MOST: Duration = Duration::from_secs(20);

/// The judge. `X-Want` says what it does: `pass`, `reject TEXT`, `already`, a fault such as `panic
/// in write`, `slow`, `stare` (the judgement takes until the gate opens), `key` (beginning does);
/// without the field it seals. What it makes of a body is `sealed ` and the body.
pub struct Double {
    pub seen: Arc<Mutex<Vec<Seen>>>,
    /// Macros that it asks for.
    pub macros: Mutex<Vec<String>>,
    /// For whom copies were sent apart.
    pub copies: Mutex<Vec<String>>,
    /// Whether the next connection's negotiation panics.
    pub panics_at_negotiation: AtomicBool,
    gate: Mutex<Option<Receiver<()>>>,
}

impl Double {
    fn wait_at_gate(&self) {
        let gate = self.gate.lock().unwrap().take();
        gate.expect("one message waits at the gate")
            .recv_timeout(AT_MOST)
            .expect("somebody opens the gate");
    }

    /// A judge, and what lets a `slow` message finish.
    pub fn new() -> (Arc<Self>, Sender<()>) {
        let (open, gate) = channel();
        (
            Arc::new(Self {
                seen: Arc::default(),
                macros: Mutex::new(vec!["tls_version".into()]),
                copies: Mutex::default(),
                panics_at_negotiation: AtomicBool::new(false),
                gate: Mutex::new(Some(gate)),
            }),
            open,
        )
    }

    /// The messages seen so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

/// The milter at the other end of a pipe.
pub struct Served {
    pub client: DuplexStream,
    pub judge: Arc<Double>,
    pub open: Sender<()>,
    pub server: JoinHandle<()>,
}

/// Serves one connection over a pipe.
pub fn serve_over_pipe(settings: Settings) -> Served {
    let (client, io) = tokio::io::duplex(1 << 20);
    let (judge, open) = Double::new();
    let (_, judges) = watch::channel(Arc::clone(&judge));
    let server = tokio::spawn(serve_connection(io, judges, settings));
    Served {
        client,
        judge,
        open,
        server,
    }
}

impl Judge for Double {
    fn judge(&self, envelope: &Envelope, header: &Header, body: Body<'_>) -> Judgement {
        let raw: Vec<u8> = header
            .fields()
            .iter()
            .flat_map(|field| field.raw().to_vec())
            .collect();
        self.seen.lock().unwrap().push(Seen {
            envelope: envelope.clone(),
            header: raw,
            body: None,
        });
        let want = header
            .first("X-Want")
            .map_or(String::new(), |field| field.decoded());
        if want == "stare" || (want == "body stare" && matches!(body, Body::Whole(_))) {
            self.wait_at_gate();
        }
        let want = match (want.strip_prefix("body "), body) {
            (Some(_), Body::Later) => return Judgement::NeedsBody,
            (Some("look"), Body::Whole(body)) => String::from_utf8_lossy(body).trim().to_owned(),
            (Some(want), Body::Whole(_)) => want.to_owned(),
            (None, _) => want,
        };
        assert_ne!(want, "panic in judge");
        if want.starts_with("split") {
            // The last recipient's copy passes, each other's is sealed.
            let part = |(at, recipient): (usize, &Address)| Part {
                recipients: vec![recipient.clone()],
                decision: match at {
                    2 => Decision::Pass,
                    _ => Decision::Seal(SealOptions {
                        subject: Some(want.clone()),
                        ..SealOptions::default()
                    }),
                },
            };
            let parts = envelope.recipients.iter().enumerate().map(part).collect();
            return Judgement::Decided(Verdict {
                parts,
                reasons: Vec::new(),
                lost: Vec::new(),
            });
        }
        let decision = match want.split_once(' ') {
            Some(("reject", text)) => Decision::Reject(text.into()),
            _ if want == "pass" || want == "stare" => Decision::Pass,
            _ if want == "key" => {
                let expires = Some(Duration::from_secs(86_400));
                Decision::Seal(SealOptions {
                    subject: Some(want),
                    expires,
                    ..SealOptions::default()
                })
            }
            Some(("hold", _)) => Decision::Hold(SealOptions {
                subject: Some(want),
                ..SealOptions::default()
            }),
            _ => Decision::Seal(SealOptions {
                subject: Some(want),
                ..SealOptions::default()
            }),
        };
        let reason = Reason {
            recipient: envelope.recipients[0].clone(),
            action: "seal",
            rule: Some("test".into()),
            why: "the test wants it".into(),
        };
        Judgement::Decided(Verdict::whole(&envelope.recipients, decision, vec![reason]))
    }

    fn macros(&self) -> Vec<String> {
        assert!(
            !self.panics_at_negotiation.load(Ordering::Relaxed),
            "panic in macros"
        );
        self.macros.lock().unwrap().clone()
    }

    fn begin(
        &self,
        _: &Envelope,
        _: &Header,
        options: &SealOptions,
    ) -> Result<Box<dyn Sealing>, BoxError> {
        let want = options.subject.clone().unwrap_or_default();
        assert_ne!(want, "panic in begin");
        if want == "error in begin" {
            return Err("the disk is full".into());
        }
        if want == "key" {
            self.wait_at_gate();
        }
        let gate = if want == "slow" {
            self.gate.lock().unwrap().take()
        } else {
            None
        };
        Ok(Box::new(DoubleSealing {
            want,
            body: Vec::new(),
            gate,
            seen: Arc::clone(&self.seen),
        }))
    }

    fn send_copies(
        &self,
        original: Original<'_>,
        copies: &[Copy<'_>],
        rest: &mut dyn FnMut() -> bool,
    ) -> Result<(), CopyError> {
        let want = original
            .header
            .first("X-Want")
            .map_or(String::new(), |field| field.decoded());
        assert_ne!(want, "split panic at the start");
        if want == "split twice" {
            return Err(CopyError::Attempted);
        }
        if !rest() {
            return Err(CopyError::Halted);
        }
        for Copy { to, options } in copies {
            assert_ne!(want, "split panic");
            let to: Vec<String> = to.iter().map(Address::to_string).collect();
            let how = if options.is_some() { "sealed" } else { "clear" };
            self.copies
                .lock()
                .unwrap()
                .push(format!("{how} {}", to.join(" ")));
            let sentence = "the submission listener is down".to_owned();
            match want.as_str() {
                "split error" => return Err(CopyError::Submit(SubmitError::Transient(sentence))),
                "split refused" => {
                    return Err(CopyError::Submit(SubmitError::Permanent(sentence)));
                }
                _ => {}
            }
        }
        assert_ne!(want, "split panic at the end");
        Ok(())
    }
}

/// A message that the double "seals".
pub struct DoubleSealing {
    want: String,
    body: Vec<u8>,
    gate: Option<Receiver<()>>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Sealing for DoubleSealing {
    fn write(&mut self, body: &[u8]) -> Result<(), BoxError> {
        assert_ne!(self.want, "panic in write");
        if self.want == "error in write" {
            return Err("the disk is full".into());
        }
        self.body.extend_from_slice(body);
        Ok(())
    }

    fn memory(&self) -> usize {
        assert_ne!(self.want, "panic in memory");
        self.body.len()
    }

    fn finish(self: Box<Self>) -> Result<Finished, BoxError> {
        if let Some(gate) = self.gate {
            gate.recv()?;
        }
        assert_ne!(self.want, "panic in finish");
        self.seen
            .lock()
            .unwrap()
            .last_mut()
            .expect("it was judged")
            .body = Some(self.body.clone());
        let add = |name: &str, value: &str| HeaderEdit::Add {
            name: name.into(),
            value: value.into(),
        };
        let body = vec![Bytes::from_static(b"sealed "), Bytes::from(self.body)];
        match self.want.as_str() {
            "error in finish" => Err("the disk is full".into()),
            "already" | "split already" => Ok(Finished::AlreadySealed(Vec::new().into())),
            "empty carrier" => Ok(Finished::Carrier(Carrier {
                edits: vec![].into(),
                body: vec![Bytes::new()],
                message_id: MessageId([7; 16]),
            })),
            "bad edit" | "split bad edit" => Ok(Finished::Carrier(Carrier {
                edits: vec![add("X", "a\nBcc: b")].into(),
                body,
                message_id: MessageId([7; 16]),
            })),
            _ => {
                let edits = vec![
                    HeaderEdit::Delete {
                        name: "DKIM-Signature".into(),
                        index: 2,
                    },
                    HeaderEdit::Change {
                        name: "Subject".into(),
                        index: 1,
                        value: "plain".into(),
                    },
                    add("X-Postseal", "one\r\n two"),
                ];
                Ok(Finished::Carrier(Carrier {
                    edits: edits.into(),
                    body,
                    message_id: MessageId([7; 16]),
                }))
            }
        }
    }
}
