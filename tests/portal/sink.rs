//! An SMTP server that takes everything and remembers it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[derive(Clone)]
pub struct Sink {
    pub address: SocketAddr,
    mails: Arc<Mutex<Vec<Mail>>>,
}

#[derive(Clone, Debug)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    pub data: Vec<u8>,
}

impl Mail {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.data).into_owned()
    }

    /// The message as its reader sees it: text without transfer encoding.
    pub fn body(&self) -> String {
        let message = mail_parser::MessageParser::default()
            .parse(&self.data)
            .unwrap();
        message.body_text(0).unwrap().into_owned()
    }

    pub fn code(&self) -> String {
        let body = self.body();
        let line = body
            .lines()
            .find(|line| line.starts_with("Your code: "))
            .expect("a passcode mail");
        line["Your code: ".len()..].to_owned()
    }
}

impl Sink {
    /// A server that ends a message where RFC 5321 says.
    pub async fn start() -> Self {
        Self::serve(false).await
    }

    /// A server that also takes a dot between bare line ends for the end of a message.
    pub async fn lenient() -> Self {
        Self::serve(true).await
    }

    async fn serve(lenient: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sink = Self {
            address: listener.local_addr().unwrap(),
            mails: Arc::default(),
        };
        let mails = sink.mails.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, mails.clone(), lenient));
            }
        });
        sink
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }

    /// The mails, when there are `count` of them.
    pub async fn wait(&self, count: usize) -> Vec<Mail> {
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.mails().len() < count {
            assert!(
                Instant::now() < deadline,
                "{} mails instead of {count}",
                self.mails().len()
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.mails()
    }
}

async fn converse(stream: TcpStream, mails: Arc<Mutex<Vec<Mail>>>, lenient: bool) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let (mut from, mut to) = (String::new(), Vec::new());
    stream.write_all(b"220 sink\r\n").await.ok()?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return Some(());
        }
        let upper = line.to_uppercase();
        let answer: &[u8] = match upper.get(..4) {
            Some("EHLO") => b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
            Some("MAIL") => {
                from = path(&line);
                b"250 ok\r\n"
            }
            Some("RCPT") => {
                to.push(path(&line));
                b"250 ok\r\n"
            }
            Some("DATA") => {
                stream.write_all(b"354 go on\r\n").await.ok()?;
                let data = data(&mut stream, lenient).await?;
                mails.lock().unwrap().push(Mail {
                    from: from.clone(),
                    to: std::mem::take(&mut to),
                    data,
                });
                b"250 taken\r\n"
            }
            Some("QUIT") => {
                stream.write_all(b"221 bye\r\n").await.ok()?;
                return Some(());
            }
            _ => b"500 what?\r\n",
        };
        stream.write_all(answer).await.ok()?;
    }
}

async fn data(stream: &mut BufReader<TcpStream>, lenient: bool) -> Option<Vec<u8>> {
    let mut data: Vec<u8> = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await.ok()? == 0 {
            return None;
        }
        let at_line_start =
            data.is_empty() || data.ends_with(if lenient { b"\n" } else { b"\r\n" });
        if at_line_start && (line == b".\r\n" || lenient && line == b".\n") {
            return Some(data);
        }
        let stuffed = at_line_start && line.starts_with(b".");
        data.extend_from_slice(&line[usize::from(stuffed)..]);
    }
}

fn path(line: &str) -> String {
    // A quoted local part may hold both brackets.
    line.split_once('<')
        .and_then(|(_, rest)| rest.rsplit_once('>'))
        .map(|(path, _)| path.to_owned())
        .unwrap_or_default()
}
