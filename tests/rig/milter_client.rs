//! The MTA's side of the milter protocol, in real bytes: what tests use to speak to the milter as
//! Postfix would.
//!
//! Nothing here knows the server's code; frames are built and read by hand. Where a test waits for
//! an answer that does not come, it fails after a deadline.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Every action that Postfix 3.7 offers (SMFIF_*).
pub const ALL_ACTIONS: u32 = 0x1ff;
/// Every protocol step that Postfix 3.7 offers (SMFIP_*).
pub const ALL_STEPS: u32 = 0x1f_ffff;

const DEADLINE: Duration = Duration::from_secs(60);

/// One frame: its command byte and its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The command or the answer.
    pub code: char,
    /// What follows it.
    pub data: Vec<u8>,
}

impl Frame {
    /// The data as text, without the NUL that ends it.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.data.strip_suffix(b"\0").unwrap_or(&self.data)).into_owned()
    }
}

/// What the milter answered to the negotiation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NegotiatedOptions {
    /// The version of the protocol.
    pub version: u32,
    /// What the milter may do (SMFIF_*).
    pub actions: u32,
    /// What it wants to be spared (SMFIP_*).
    pub steps: u32,
    /// The macros asked for, by stage (SMFIM_*).
    pub macros: Vec<(u32, String)>,
}

/// What the milter did at the end of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// PROGRESS frames before anything else.
    pub progress: usize,
    /// The header edits in order: `m1 Name: value` (change, empty value: delete) `h Name: value`
    /// (add), or `q reason` (quarantine).
    pub edits: Vec<String>,
    /// The new body, if there is one.
    pub body: Option<Vec<u8>>,
    /// The verdict: `a`, `t`, `y 451 4.3.0 …`.
    pub verdict: String,
}

/// A connection to the milter.
pub struct MilterClient<Io> {
    io: Io,
    steps: u32,
}

impl<Io: AsyncRead + AsyncWrite + Unpin> MilterClient<Io> {
    /// A client on a connection that nothing was said on.
    pub fn new(io: Io) -> Self {
        Self { io, steps: 0 }
    }

    /// Negotiates as Postfix 3.7 does and says who connected, so that MAIL can follow.
    pub async fn ready(io: Io) -> Self {
        Self::ready_with(io, 6, ALL_ACTIONS, ALL_STEPS).await
    }

    /// The same with another offer.
    pub async fn ready_with(io: Io, version: u32, actions: u32, steps: u32) -> Self {
        let mut client = Self::new(io);
        client.negotiate(version, actions, steps).await;
        client.connect("192.0.2.1").await;
        client
    }

    /// Sends bytes as they are.
    pub async fn send_raw(&mut self, bytes: &[u8]) {
        self.io
            .write_all(bytes)
            .await
            .expect("the milter takes what we send");
    }

    /// Sends one frame.
    pub async fn send(&mut self, code: char, data: &[u8]) {
        let mut frame = (data.len() as u32 + 1).to_be_bytes().to_vec();
        frame.push(code as u8);
        frame.extend_from_slice(data);
        self.send_raw(&frame).await;
    }

    /// The next frame; `None` when the milter has closed the connection.
    pub async fn receive(&mut self) -> Option<Frame> {
        let read = async {
            let mut length = [0; 4];
            match self.io.read(&mut length[..1]).await {
                Ok(0) | Err(_) => return None,
                Ok(_) => self
                    .io
                    .read_exact(&mut length[1..])
                    .await
                    .expect("a whole frame"),
            };
            let length = u32::from_be_bytes(length) as usize;
            assert!(
                (1..=65_536).contains(&length),
                "Postfix may refuse a frame of {length} bytes"
            );
            let mut frame = vec![0; length];
            self.io.read_exact(&mut frame).await.expect("a whole frame");
            Some(Frame {
                code: char::from(frame[0]),
                data: frame.split_off(1),
            })
        };
        tokio::time::timeout(DEADLINE, read)
            .await
            .expect("an answer in time")
    }

    /// The next frame, which there must be.
    pub async fn answer(&mut self) -> Frame {
        self.receive()
            .await
            .expect("an answer, not the end of the connection")
    }

    /// Sends a command and, unless `no_reply` was negotiated, expects CONTINUE.
    pub async fn command(&mut self, code: char, data: &[u8], no_reply: u32) {
        self.send(code, data).await;
        if self.steps & no_reply == 0 {
            let answer = self.answer().await;
            assert_eq!(
                (answer.code, answer.text()),
                ('c', String::new()),
                "to {code}"
            );
        }
    }

    /// Option negotiation.
    pub async fn negotiate(&mut self, version: u32, actions: u32, steps: u32) -> NegotiatedOptions {
        let offer: Vec<u8> = [version, actions, steps]
            .into_iter()
            .flat_map(u32::to_be_bytes)
            .collect();
        self.send('O', &offer).await;
        let answer = self.answer().await;
        assert_eq!(answer.code, 'O');
        let word =
            |at: usize| u32::from_be_bytes(answer.data[at..at + 4].try_into().expect("four bytes"));
        let mut macros = Vec::new();
        let mut at = 12;
        while at < answer.data.len() {
            let end = at
                + 4
                + answer.data[at + 4..]
                    .iter()
                    .position(|&byte| byte == 0)
                    .expect("a text ends in NUL");
            macros.push((
                word(at),
                String::from_utf8_lossy(&answer.data[at + 4..end]).into_owned(),
            ));
            at = end + 1;
        }
        let options = NegotiatedOptions {
            version: word(0),
            actions: word(4),
            steps: word(8),
            macros,
        };
        assert_eq!(
            (options.actions & !actions, options.steps & !steps),
            (0, 0),
            "only what was offered is taken"
        );
        self.steps = options.steps;
        options
    }

    /// CONNECT from an IPv4 address.
    pub async fn connect(&mut self, address: &str) {
        let data = [b"client.example\x004\x1f\x90", address.as_bytes(), b"\0"].concat();
        self.command('C', &data, 0x1000).await;
    }

    /// HELO, unless it is not wanted.
    pub async fn helo(&mut self, name: &str) {
        if self.steps & 0x02 == 0 {
            self.command('H', &nul(name), 0x2000).await;
        }
    }

    /// Macros for the stage of a command.
    pub async fn macros(&mut self, stage: char, pairs: &[(&str, &str)]) {
        let mut data = vec![stage as u8];
        for (name, value) in pairs {
            data.extend(nul(name));
            data.extend(nul(value));
        }
        self.send('D', &data).await;
    }

    /// MAIL, with a SIZE argument as Postfix passes it on.
    pub async fn mail(&mut self, path: &str) {
        self.command('M', &[nul(path), nul("SIZE=1000")].concat(), 0x4000)
            .await;
    }

    /// RCPT.
    pub async fn rcpt(&mut self, path: &str) {
        self.command('R', &nul(path), 0x8000).await;
    }

    /// DATA.
    pub async fn data(&mut self) {
        self.command('T', b"", 0x1_0000).await;
    }

    /// One header field, its value with the leading space that is negotiated.
    pub async fn header(&mut self, name: &str, value: &str) {
        self.command('L', &[nul(name), nul(value)].concat(), 0x80)
            .await;
    }

    /// EOH, and what the milter says to it: `c` or a verdict.
    pub async fn eoh(&mut self) -> String {
        self.send('N', b"").await;
        let answer = self.answer().await;
        verdict(&answer)
    }

    /// A body in chunks as Postfix cuts it. Ends early when the milter says SKIP.
    pub async fn body(&mut self, body: &[u8]) {
        for chunk in body.chunks(65_535) {
            self.send('B', chunk).await;
            if self.steps & 0x8_0000 == 0 {
                match self.answer().await.code {
                    'c' => {}
                    's' => return,
                    code => panic!("{code} in answer to a body chunk"),
                }
            }
        }
    }

    /// EOM, and all that the milter does then.
    pub async fn eom(&mut self) -> End {
        self.send('E', b"").await;
        self.end().await
    }

    /// What the milter says to an EOM that was sent.
    pub async fn end(&mut self) -> End {
        let mut end = End::default();
        let mut is_whole = false;
        loop {
            let frame = self.answer().await;
            match frame.code {
                'p' => {
                    assert!(
                        end.edits.is_empty() || end.body.is_some(),
                        "PROGRESS between the header's edits and the body"
                    );
                    is_whole = end.body.is_some();
                    end.progress += 1;
                }
                'm' | 'h' => {
                    assert!(end.body.is_none(), "an edit after the body has begun");
                    let at = if frame.code == 'm' { 4 } else { 0 };
                    let text = String::from_utf8_lossy(&frame.data[at..]).into_owned();
                    let (name, value) = text.split_once('\0').expect("a name and a value");
                    let index = if at == 0 {
                        String::new()
                    } else {
                        frame.data[3].to_string()
                    };
                    let value = value.strip_suffix('\0').expect("a text ends in NUL");
                    end.edits
                        .push(format!("{}{index} {name}:{value}", frame.code));
                }
                'q' => {
                    assert!(end.body.is_none(), "quarantine after the body has begun");
                    let reason = String::from_utf8_lossy(&frame.data).into_owned();
                    end.edits.push(format!(
                        "q {}",
                        reason.strip_suffix('\0').expect("a text ends in NUL")
                    ));
                }
                '-' => {
                    assert!(
                        end.body.is_none(),
                        "a recipient taken out after the body has begun"
                    );
                    let path = String::from_utf8_lossy(&frame.data).into_owned();
                    end.edits.push(format!(
                        "-{}",
                        path.strip_suffix('\0').expect("a text ends in NUL")
                    ));
                }
                'b' => {
                    assert!(
                        !frame.data.is_empty(),
                        "an empty body frame is an error to Postfix"
                    );
                    assert!(!is_whole, "PROGRESS between two body frames");
                    end.body.get_or_insert_default().extend(frame.data);
                }
                _ => {
                    end.verdict = verdict(&frame);
                    return end;
                }
            }
        }
    }

    /// MAIL, RCPT, DATA and header fields, up to EOH; what the milter says to that.
    pub async fn message(&mut self, queue_id: &str, header: &[(&str, &str)]) -> String {
        self.message_of("ann", queue_id, header).await
    }

    /// The same of somebody who logged in under this name; under none where it is empty.
    pub async fn message_of(
        &mut self,
        login: &str,
        queue_id: &str,
        header: &[(&str, &str)],
    ) -> String {
        self.macros('M', &[("{auth_authen}", login)]).await;
        self.mail("<ann@example.org>").await;
        self.rcpt("<bob@example.com>").await;
        self.macros('T', &[("i", queue_id)]).await;
        self.data().await;
        for (name, value) in header {
            self.header(name, value).await;
        }
        self.eoh().await
    }

    /// ABORT.
    pub async fn abort(&mut self) {
        self.send('A', b"").await;
    }

    /// QUIT. The milter must have nothing more to say.
    pub async fn quit(mut self) {
        self.send('Q', b"").await;
        assert_eq!(
            self.receive().await,
            None,
            "an answer that nobody asked for"
        );
    }

    /// Expects the milter to close the connection without another word.
    pub async fn closed(mut self) {
        assert_eq!(
            self.receive().await,
            None,
            "an answer where the connection must end"
        );
    }

    /// The connection itself.
    pub fn into_inner(self) -> Io {
        self.io
    }
}

fn nul(text: &str) -> Vec<u8> {
    [text.as_bytes(), b"\0"].concat()
}

fn verdict(frame: &Frame) -> String {
    if frame.data.is_empty() {
        frame.code.to_string()
    } else {
        format!("{} {}", frame.code, frame.text())
    }
}
