//! The smallest HTTP/1.1 client that will do: one request per connection, on loopback, blocking.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;

use super::PATIENCE;

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
    /// The first field of this name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Sends one request to a port on loopback; `headers` beside Host, Content-Length and Connection.
pub fn request(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, String)],
    body: &[u8],
) -> io::Result<Response> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut head =
        format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n");
    if method != "GET" {
        head += &format!("Content-Length: {}\r\n", body.len());
    }
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += "\r\n";
    // A server may answer and close before it has read everything (413): its answer counts, not our
    // broken pipe.
    let written = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(body));
    read_response(&mut BufReader::new(stream)).map_err(|error| written.err().unwrap_or(error))
}

fn read_response(stream: &mut impl BufRead) -> io::Result<Response> {
    let status_line = line(stream)?;
    let status = status_line
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok());
    let status =
        status.ok_or_else(|| io::Error::other(format!("no HTTP answer: {status_line:?}")))?;
    let mut response = Response {
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
    if response
        .header("transfer-encoding")
        .is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
    {
        loop {
            let size = line(stream)?;
            let size = usize::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16);
            let size = size.map_err(io::Error::other)?;
            let start = response.body.len();
            response.body.resize(start + size, 0);
            stream.read_exact(&mut response.body[start..])?;
            line(stream)?;
            if size == 0 {
                break;
            }
        }
    } else if let Some(length) = response
        .header("content-length")
        .and_then(|length| length.parse().ok())
    {
        response.body.resize(length, 0);
        stream.read_exact(&mut response.body)?;
    } else {
        stream.read_to_end(&mut response.body)?;
    }
    Ok(response)
}

fn line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}
