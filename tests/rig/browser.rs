//! A browser without script or style: it follows redirects, keeps cookies, fills in forms, and
//! sends the same `Origin` and `Sec-Fetch-Site` as Chromium does.

use std::collections::BTreeMap;

use crate::html::{self, Form};
use crate::http::{self, Response};

/// A page on screen.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its path on the portal; `None` for a file opened from disk.
    pub path: Option<String>,
    /// The answer that brought it.
    pub response: Response,
}

impl Page {
    /// Its HTML.
    pub fn html(&self) -> String {
        String::from_utf8_lossy(&self.response.body).into_owned()
    }

    /// What a reader sees.
    pub fn text(&self) -> String {
        html::text(&self.html())
    }

    /// Its forms.
    pub fn forms(&self) -> Vec<Form> {
        html::forms(&self.html())
    }

    /// The first form that has a field of this name.
    pub fn form_with(&self, field: &str) -> Form {
        let found = self
            .forms()
            .into_iter()
            .find(|form| form.field(field).is_some());
        found.unwrap_or_else(|| {
            panic!(
                "the page {:?} ({}) has no form with {field}:\n{}",
                self.path,
                self.response.status,
                self.text()
            )
        })
    }
}

/// One browser: its cookies, and the portal it talks to.
#[derive(Clone, Debug)]
pub struct Browser {
    port: u16,
    /// The cookies that it keeps.
    pub cookies: BTreeMap<String, String>,
    /// What it says of itself, if anything.
    pub user_agent: String,
    /// The origin under which the portal is known: `http://127.0.0.1:8480`.
    pub origin: String,
    /// The languages that it asks for, as `Accept-Language` says them.
    pub languages: String,
}

impl Browser {
    /// A browser without any cookie; the portal listens on this port.
    pub fn new(portal_port: u16) -> Self {
        Self {
            port: portal_port,
            cookies: BTreeMap::new(),
            user_agent: String::new(),
            origin: format!("http://127.0.0.1:{portal_port}"),
            languages: "en".to_owned(),
        }
    }

    /// Where the portal listens, as `Host` says it.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Our cookies, as `Cookie` says them.
    pub fn cookie(&self) -> Option<(&'static str, String)> {
        let pairs: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (!pairs.is_empty()).then(|| ("Cookie", pairs.join("; ")))
    }

    /// Opens a file from disk, such as a saved `message.html`.
    pub fn open_file(&self, content: &[u8]) -> Page {
        Page {
            path: None,
            response: Response {
                status: 200,
                headers: Vec::new(),
                body: content.to_vec(),
            },
        }
    }

    /// Opens a page of the portal, as if its address had been typed.
    pub fn open(&mut self, path: &str) -> Page {
        self.load("GET", path, &[("Sec-Fetch-Site", "none".to_owned())], b"")
    }

    /// Follows a link or loads a frame of a page.
    pub fn follow(&mut self, path: &str) -> Page {
        self.load(
            "GET",
            path,
            &[("Sec-Fetch-Site", "same-origin".to_owned())],
            b"",
        )
    }

    /// Presses the first button of a form after filling in these fields.
    pub fn submit(&mut self, page: &Page, form: &Form, filled: &[(&str, &str)]) -> Page {
        let mut pressed = false;
        let mut values = Vec::new();
        for field in &form.fields {
            let button = matches!(field.kind.as_str(), "submit" | "image" | "button");
            if field.name.is_empty() || (button && std::mem::replace(&mut pressed, true)) {
                continue;
            }
            let typed = filled.iter().find(|(name, _)| *name == field.name);
            values.push((
                field.name.clone(),
                typed.map_or(field.value.clone(), |(_, value)| (*value).to_owned()),
            ));
        }
        self.post(page, &form.action, &form.enctype, &values)
    }

    /// Posts these values from a page.
    pub fn post(
        &mut self,
        page: &Page,
        action: &str,
        enctype: &str,
        values: &[(String, String)],
    ) -> Page {
        let (kind, body) = if enctype == "multipart/form-data" {
            // Browsers send each line end in a value as CRLF (HTML, "constructing the form data
            // set").
            let values: Vec<_> = values
                .iter()
                .map(|(name, value)| (name, value.replace("\r\n", "\n").replace('\n', "\r\n")))
                .collect();
            let parts: Vec<_> = values
                .iter()
                .map(|(name, value)| (name.as_str(), None, value.as_bytes()))
                .collect();
            multipart(&parts)
        } else {
            urlencoded(values)
        };
        let mut headers = vec![("Content-Type", kind)];
        match &page.path {
            Some(path) => {
                headers.push(("Referer", format!("{}{path}", self.origin)));
                headers.push(("Origin", self.origin.clone()));
                headers.push(("Sec-Fetch-Site", "same-origin".to_owned()));
            }
            None => {
                headers.push(("Origin", "null".to_owned()));
                headers.push(("Sec-Fetch-Site", "cross-site".to_owned()));
            }
        }
        let path = if action.is_empty() {
            page.path.clone().unwrap_or_default()
        } else {
            self.path_of(action)
        };
        self.load("POST", &path, &headers, &body)
    }

    /// Sends a request with our cookies and these headers and follows redirects.
    pub fn load(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: &[u8],
    ) -> Page {
        let mut page = self.once(method, path, headers, body);
        for _ in 0..5 {
            let target = page
                .response
                .header("location")
                .map(|location| self.path_of(location));
            let (301 | 302 | 303 | 307, Some(target)) = (page.response.status, target) else {
                return page;
            };
            page = self.once(
                "GET",
                &target,
                &[("Sec-Fetch-Site", "same-origin".to_owned())],
                b"",
            );
        }
        panic!("{path} redirects without end");
    }

    fn once(&mut self, method: &str, path: &str, headers: &[(&str, String)], body: &[u8]) -> Page {
        let mut headers = headers.to_vec();
        headers.push(("Accept-Language", self.languages.clone()));
        headers.extend(self.cookie());
        if !self.user_agent.is_empty() {
            headers.push(("User-Agent", self.user_agent.clone()));
        }
        let response = http::request(self.port, method, path, &headers, body)
            .unwrap_or_else(|error| panic!("{method} {path} on the portal failed: {error}"));
        self.keep_cookies(&response);
        Page {
            path: Some(path.to_owned()),
            response,
        }
    }

    /// Takes the cookies that come with an answer.
    pub fn keep_cookies(&mut self, response: &Response) {
        for (name, cookie) in &response.headers {
            if name == "set-cookie" {
                self.keep(cookie);
            }
        }
    }

    fn keep(&mut self, cookie: &str) {
        let mut parts = cookie.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        let attributes: Vec<_> = parts.map(str::to_ascii_lowercase).collect();
        if name.starts_with("__Host-") {
            let stated = |wanted: &str| attributes.iter().any(|attribute| attribute == wanted);
            let domain = attributes
                .iter()
                .any(|attribute| attribute.starts_with("domain="));
            assert!(
                stated("secure") && stated("path=/") && !domain,
                "browsers refuse this cookie: {cookie}"
            );
        }
        if attributes.iter().any(|attribute| attribute == "max-age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    fn path_of(&self, url: &str) -> String {
        let path = url.strip_prefix(&self.origin).unwrap_or(url);
        assert!(
            !path.contains("://"),
            "this leads away from the portal: {url}"
        );
        if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        }
    }
}

/// A multipart form with these parts, each a name, the name of an uploaded file, and content.
pub fn multipart(parts: &[(&str, Option<&str>, &[u8])]) -> (String, Vec<u8>) {
    let boundary = "----WebKitFormBoundaryq7Gh2Kd0sPz4xYwV";
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map_or(String::new(), |file| {
            format!("; filename=\"{file}\"\r\nContent-Type: text/html")
        });
        let head = format!("Content-Disposition: form-data; name=\"{name}\"{file}");
        body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

/// A form without files.
pub fn urlencoded(values: &[(String, String)]) -> (String, Vec<u8>) {
    let encode = |text: &str| {
        let bytes = text.bytes().map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => {
                (byte as char).to_string()
            }
            b' ' => "+".to_owned(),
            _ => format!("%{byte:02X}"),
        });
        bytes.collect::<String>()
    };
    let pairs: Vec<_> = values
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    (
        "application/x-www-form-urlencoded".to_owned(),
        pairs.join("&").into_bytes(),
    )
}
