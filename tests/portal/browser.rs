//! A browser, as far as the portal can tell: cookies, an origin, forms. It speaks HTTP/1.1 over one
//! connection per request.

use std::collections::HashMap;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[derive(Clone)]
pub struct Browser {
    pub portal: SocketAddr,
    pub cookies: HashMap<String, String>,
    /// What `Origin` says on a POST; `None`: nothing.
    pub origin: Option<String>,
    /// What a reverse proxy would add.
    pub forwarded_for: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The page's first heading.
    pub fn title(&self) -> String {
        let text = self.text();
        let start = text
            .find("<h1")
            .and_then(|at| text[at..].find('>').map(|end| at + end + 1))
            .unwrap_or(0);
        let end = text[start..].find("</h1>").map_or(start, |end| start + end);
        text[start..end].trim().to_owned()
    }

    /// The token of the page's forms.
    pub fn token(&self) -> String {
        self.text()
            .split_once("name=\"token\" value=\"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(token, _)| token.to_owned())
            .unwrap_or_else(|| panic!("a page without a form: {}", self.title()))
    }
}

impl Browser {
    pub fn new(portal: SocketAddr) -> Self {
        let origin = Some(format!("http://{portal}"));
        Self {
            portal,
            cookies: HashMap::new(),
            origin,
            forwarded_for: None,
        }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.request("GET", path, &[], b"").await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encode = |text: &str| {
            text.bytes()
                .map(|byte| format!("%{byte:02X}"))
                .collect::<String>()
        };
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        let kind = (
            "Content-Type",
            "application/x-www-form-urlencoded".to_owned(),
        );
        self.request("POST", path, &[kind], body.join("&").as_bytes())
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
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n",
            self.portal
        );
        if method == "POST" {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
            head.extend(
                self.origin
                    .iter()
                    .map(|origin| format!("Origin: {origin}\r\n")),
            );
        }
        head.extend(
            self.forwarded_for
                .iter()
                .map(|address| format!("X-Forwarded-For: {address}\r\n")),
        );
        head.extend(
            headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}\r\n")),
        );
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            head.push_str(&format!("Cookie: {}\r\n", cookies.join("; ")));
        }
        head.push_str("\r\n");
        let mut stream = TcpStream::connect(self.portal).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        // A server that refuses may close before it has read everything.
        let written = stream.write_all(body).await;
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes).await;
        assert!(
            !bytes.is_empty(),
            "no answer to {method} {path}: {written:?}, {read:?}"
        );
        let answer = parse(&bytes, method == "HEAD");
        for (_, cookie) in answer
            .headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

pub fn multipart(field: &str, content: &[u8]) -> (String, Vec<u8>) {
    let file = if field == "file" {
        "; filename=\"message.html\"\r\nContent-Type: text/html"
    } else {
        ""
    };
    let mut body =
        format!("--b0undary\r\nContent-Disposition: form-data; name=\"{field}\"{file}\r\n\r\n")
            .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--b0undary--\r\n");
    ("multipart/form-data; boundary=b0undary".to_owned(), body)
}

fn parse(bytes: &[u8], no_body: bool) -> Answer {
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .expect("no answer");
    let head = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .unwrap()
        .split(' ')
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    let headers: Vec<(String, String)> = lines
        .map(|line| {
            line.split_once(": ")
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .unwrap()
        })
        .collect();
    let mut answer = Answer {
        status,
        headers,
        body: bytes[end + 4..].to_vec(),
    };
    if answer.header("transfer-encoding") == Some("chunked") {
        answer.body = unchunked(&answer.body);
    } else if let (Some(length), false) = (answer.header("content-length"), no_body) {
        assert_eq!(answer.body.len().to_string(), length, "the body is whole");
    }
    answer
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            return body;
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    panic!("the body was cut off");
}
