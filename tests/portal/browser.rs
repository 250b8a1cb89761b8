//! The rig's browser, for a portal that is served in the test's own runtime.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::{Deref, DerefMut};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

pub use ::rig::http::Response as Answer;

#[derive(Clone)]
pub struct Browser {
    browser: ::rig::browser::Browser,
    pub portal: SocketAddr,
    /// What `Origin` says on a POST; `None`: nothing.
    pub origin: Option<String>,
    /// What a reverse proxy would add.
    pub forwarded_for: Option<String>,
    /// Where it connects from.
    pub from: IpAddr,
}

/// A connection from one of the host's own addresses.
pub async fn connect(from: IpAddr, to: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((from, 0).into())?;
    socket.connect(to).await
}

impl Browser {
    pub fn new(portal: SocketAddr) -> Self {
        Self {
            browser: ::rig::browser::Browser::new(portal.port()),
            portal,
            origin: Some(format!("http://{portal}")),
            forwarded_for: None,
            from: Ipv4Addr::LOCALHOST.into(),
        }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.request("GET", path, &[], b"").await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let values: Vec<_> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let (kind, body) = ::rig::browser::urlencoded(&values);
        self.request("POST", path, &[("Content-Type", kind)], &body)
            .await
    }

    /// Posts one field of a multipart form, as the wrapper (`sealed`) or the picker (`file`) does.
    pub async fn upload(&mut self, field: &str, content: &[u8]) -> Answer {
        let (kind, body) = multipart(field, content);
        self.request("POST", "/open", &[("Content-Type", kind)], &body)
            .await
    }

    pub async fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: &[u8],
    ) -> Answer {
        let mut headers = headers.to_vec();
        if let ("POST", Some(origin)) = (method, &self.origin) {
            headers.push(("Origin", origin.clone()));
        }
        if let Some(address) = &self.forwarded_for {
            headers.push(("X-Forwarded-For", address.clone()));
        }
        headers.extend(self.cookie());
        let head = ::rig::http::head(&self.host(), method, path, &headers, body.len());
        let mut stream = connect(self.from, self.portal).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        // A server that refuses may close before it has read everything.
        let written = stream.write_all(body).await;
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes).await;
        let answer = Answer::parse(method, &bytes).unwrap_or_else(|error| {
            panic!("no answer to {method} {path}: {error}, {written:?}, {read:?}")
        });
        self.keep_cookies(&answer);
        answer
    }
}

impl Deref for Browser {
    type Target = ::rig::browser::Browser;

    fn deref(&self) -> &Self::Target {
        &self.browser
    }
}

impl DerefMut for Browser {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.browser
    }
}

pub fn multipart(field: &str, content: &[u8]) -> (String, Vec<u8>) {
    let file = (field == "file").then_some("message.html");
    ::rig::browser::multipart(&[(field, file, content)])
}
