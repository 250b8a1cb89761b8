//! As much HTML as is needed to fill in our own pages' forms; not a general parser.

/// A tag with its attributes, decoded.
#[derive(Clone, Debug)]
pub struct Tag {
    /// In lower case; `/form` for an end tag.
    pub name: String,
    attributes: Vec<(String, String)>,
    /// Where it ends in the document.
    end: usize,
}

impl Tag {
    /// The value of an attribute, empty when it stands alone.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// A form and what it would send.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Where to.
    pub action: String,
    /// `get` or `post`.
    pub method: String,
    /// As written; empty for the default.
    pub enctype: String,
    /// Inputs and buttons in order.
    pub fields: Vec<Field>,
}

/// One input or button of a form.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name; without one it isn't sent.
    pub name: String,
    /// `hidden`, `text`, `email`, `submit`, …
    pub kind: String,
    /// What it holds.
    pub value: String,
}

impl Form {
    /// The first field that a person types into.
    pub fn typed(&self) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| matches!(field.kind.as_str(), "text" | "email" | "tel" | "number"))
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// All tags of a document, in order.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = html[at..].find('<').map(|found| at + found) {
        if html[start..].starts_with("<!--") {
            at = html[start..]
                .find("-->")
                .map_or(html.len(), |found| start + found + 3);
            continue;
        }
        let Some(tag) = tag(html, start + 1) else {
            at = start + 1;
            continue;
        };
        at = tag.end;
        if tag.name == "style" || tag.name == "script" {
            let end = format!("</{}", tag.name);
            at = html[at..].find(&end).map_or(html.len(), |found| at + found);
        }
        tags.push(tag);
    }
    tags
}

fn tag(html: &str, start: usize) -> Option<Tag> {
    let bytes = html.as_bytes();
    let name_end = start + html[start..].find(|c: char| c.is_whitespace() || c == '>')?;
    let name = html[start..name_end]
        .trim_end_matches('/')
        .to_ascii_lowercase();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') {
        return None;
    }
    let mut attributes = Vec::new();
    let mut at = name_end;
    loop {
        at += html[at..].find(|c: char| !c.is_whitespace() && c != '/')?;
        if bytes[at] == b'>' {
            return Some(Tag {
                name,
                attributes,
                end: at + 1,
            });
        }
        let key_end = at + html[at..].find(|c: char| c.is_whitespace() || c == '=' || c == '>')?;
        let key = html[at..key_end].to_ascii_lowercase();
        at = key_end;
        let mut value = String::new();
        if bytes[at] == b'=' {
            at += 1;
            let quote = bytes[at];
            let end = if quote == b'"' || quote == b'\'' {
                at += 1;
                at + html[at..].find(quote as char)?
            } else {
                at + html[at..].find(|c: char| c.is_whitespace() || c == '>')?
            };
            value = unescape(&html[at..end]);
            at = if quote == b'"' || quote == b'\'' {
                end + 1
            } else {
                end
            };
        }
        attributes.push((key, value));
    }
}

/// All forms of a document, in order.
pub fn forms(html: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut open: Option<Form> = None;
    for tag in tags(html) {
        let attribute = |name: &str| tag.attribute(name).unwrap_or_default().to_owned();
        match tag.name.as_str() {
            "form" => {
                let method = attribute("method").to_ascii_lowercase();
                open = Some(Form {
                    action: attribute("action"),
                    method,
                    enctype: attribute("enctype"),
                    fields: vec![],
                });
            }
            "/form" => forms.extend(open.take()),
            "input" | "button" | "textarea" => {
                let Some(form) = &mut open else { continue };
                let mut kind = attribute("type").to_ascii_lowercase();
                if kind.is_empty() {
                    kind = if tag.name == "button" {
                        "submit".to_owned()
                    } else {
                        "text".to_owned()
                    };
                }
                let mut value = attribute("value");
                if tag.name == "textarea" {
                    let end = html[tag.end..]
                        .find("</textarea")
                        .map_or(html.len(), |found| tag.end + found);
                    value = unescape(&html[tag.end..end]);
                }
                form.fields.push(Field {
                    name: attribute("name"),
                    kind,
                    value,
                });
            }
            _ => {}
        }
    }
    forms
}

/// The values of one attribute of one kind of tag: all `href` of `a`, say.
pub fn attributes(html: &str, tag: &str, attribute: &str) -> Vec<String> {
    let all = tags(html).into_iter().filter(|found| found.name == tag);
    all.filter_map(|found| found.attribute(attribute).map(str::to_owned))
        .collect()
}

/// The first heading of a page, as it stands there.
pub fn title(html: &str) -> String {
    let all = tags(html);
    let start = all.iter().find(|tag| tag.name == "h1");
    let Some(start) = start.map(|tag| tag.end) else {
        return String::new();
    };
    let end = html[start..].find("</h1>").unwrap_or_default();
    let heading = html[start..start + end].trim();
    heading.replace("<bdi>", "").replace("</bdi>", "")
}

/// What a reader sees: text without tags, white space folded.
pub fn text(html: &str) -> String {
    let html = &without_comments(html);
    let mut visible = String::new();
    let mut from = 0;
    for tag in tags(html) {
        let start = html[..tag.end].rfind('<').unwrap_or(tag.end).max(from);
        visible.push_str(&html[from..start]);
        visible.push(' ');
        from = tag.end;
        if matches!(tag.name.as_str(), "style" | "script" | "title") {
            from = html[from..]
                .find("</")
                .map_or(html.len(), |found| from + found);
        }
    }
    visible.push_str(&html[from..]);
    unescape(&visible)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn without_comments(html: &str) -> String {
    let mut rest = html;
    let mut kept = String::with_capacity(html.len());
    while let Some((before, comment)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    kept + rest
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let entity = rest
            .find(';')
            .filter(|end| *end < 12)
            .map(|end| &rest[1..end]);
        let decoded = entity.and_then(|name| match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            _ => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => number.parse(),
                };
                char::from_u32(code.ok()?)
            }
        });
        match (decoded, entity) {
            (Some(decoded), Some(name)) => {
                plain.push(decoded);
                rest = &rest[name.len() + 2..];
            }
            _ => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}
