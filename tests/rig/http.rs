//! The smallest HTTP/1.1 client that will do: one request per connection, on loopback.
//!
//! [`request`] blocks. A test that serves what it asks for in the same runtime sends [`head`] and
//! the body itself, and has [`Response::parse`] read what comes back.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;

use crate::PATIENCE;
use crate::html;

/// An answer.
#[derive(Clone, Debug)]
pub struct Response {
    /// 200 for example.
    pub status: u16,
    /// Header fields in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The content, without transfer coding.
    pub body: Vec<u8>,
}

impl Response {
    /// The first field of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The content as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The first heading of the page.
    pub fn title(&self) -> String {
        html::title(&self.text())
    }

    /// The token in the forms of the page.
    pub fn token(&self) -> String {
        let forms = html::forms(&self.text());
        let token = forms.iter().find_map(|form| form.field("token"));
        token
            .unwrap_or_else(|| panic!("a page without a form: {}", self.title()))
            .value
            .clone()
    }

    /// The answer to a request with this method, of which all bytes are here.
    ///
    /// # Errors
    /// When the bytes are no answer, end within it, or go on behind it.
    pub fn parse(method: &str, mut bytes: &[u8]) -> io::Result<Self> {
        let response = Self::read(method, &mut bytes)?;
        if bytes.is_empty() {
            Ok(response)
        } else {
            Err(io::Error::other(format!(
                "{} bytes behind the answer",
                bytes.len()
            )))
        }
    }

    /// Reads the answer to a request with this method.
    fn read(method: &str, stream: &mut impl BufRead) -> io::Result<Self> {
        let status_line = line(stream)?;
        let status = status_line
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok());
        let status =
            status.ok_or_else(|| io::Error::other(format!("no HTTP answer: {status_line:?}")))?;
        let mut response = Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        };
        loop {
            let field = line(stream)?;
            let Some((name, value)) = field.split_once(':') else {
                break;
            };
            response
                .headers
                .push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let length = response
            .header("content-length")
            .and_then(|length| length.parse().ok());
        let chunked = response
            .header("transfer-encoding")
            .is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
        if method == "HEAD" {
            return Ok(response);
        } else if chunked {
            response.read_chunks(stream)?;
        } else if let Some(length) = length {
            response.body.resize(length, 0);
            stream.read_exact(&mut response.body)?;
        } else {
            stream.read_to_end(&mut response.body)?;
        }
        Ok(response)
    }

    fn read_chunks(&mut self, stream: &mut impl BufRead) -> io::Result<()> {
        loop {
            let size = line(stream)?;
            let size = usize::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16);
            let size = size.map_err(io::Error::other)?;
            let start = self.body.len();
            self.body.resize(start + size, 0);
            stream.read_exact(&mut self.body[start..])?;
            line(stream)?;
            if size == 0 {
                return Ok(());
            }
        }
    }
}

/// The first bytes of a request, up to its body, which has this many bytes; `headers` beside Host,
/// Content-Length and Connection.
pub fn head(
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, String)],
    length: usize,
) -> String {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    if !matches!(method, "GET" | "HEAD") {
        head += &format!("Content-Length: {length}\r\n");
    }
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    head + "\r\n"
}

/// Sends one request to a port on loopback; `headers` as in [`head`].
///
/// # Errors
/// When nobody answers on the port, or not in HTTP.
pub fn request(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, String)],
    body: &[u8],
) -> io::Result<Response> {
    let host = format!("127.0.0.1:{port}");
    let head = head(&host, method, path, headers, body.len());
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    // A server may answer and close before it has read everything (413): its answer counts, not our
    // broken pipe.
    let written = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(body));
    Response::read(method, &mut BufReader::new(stream))
        .map_err(|error| written.err().unwrap_or(error))
}

fn line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}
