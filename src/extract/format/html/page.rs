//! The tokens of a page, and the texts that they leave.

use super::element::{self, APART, BLOCKS, RAW, VOID};
use super::link;
use super::reference::unescaped;
use super::script;
use super::style::{Styles, unmasked};
use super::tag::{Tag, without_tags};
use super::{NESTED, has_markup};

/// A page while it is read: its texts so far, and what is open.
#[derive(Default)]
pub(super) struct Page<'a> {
    source: &'a str,
    at: usize,
    pub(super) all: String,
    pub(super) seen: String,
    pub(super) glued: String,
    /// The same with what is raised and lowered apart, where there is such.
    pub(super) apart: Option<String>,
    pub(super) beside: String,
    /// The runs of text between tags, where their order may be turned.
    pub(super) pieces: Vec<String>,
    /// The values of data attributes, which styles may show in a row.
    pub(super) data: String,
    /// What is run, one after another.
    pub(super) scripts: String,
    /// The element that hides what is in it, and how many of its name are open.
    hidden: Option<(String, usize)>,
    pub(super) hid: bool,
    pub(super) styles: Styles,
    /// In how many values of attributes it stands.
    depth: usize,
}

impl<'a> Page<'a> {
    /// Reads a page.
    pub(super) fn read(source: &'a str) -> Self {
        Self::read_within(source, 0)
    }

    /// Reads one that is a value of so many in each other.
    fn read_within(source: &'a str, depth: usize) -> Self {
        let mut page = Self {
            source,
            depth,
            styles: Styles::read(source),
            ..Self::default()
        };
        page.tokens();
        page
    }

    fn tokens(&mut self) {
        while let Some(found) = memchr::memchr(b'<', self.rest().as_bytes()) {
            let text = self.take(found);
            self.push(&unescaped(text));
            let mut after = self.rest()[1..].chars();
            match (after.next(), after.next()) {
                (Some('/'), Some(c)) | (Some(c), _) if c.is_ascii_alphabetic() => self.tag(),
                (Some('!' | '?'), _) | (Some('/'), Some(_)) => self.comment(),
                _ => {
                    self.at += 1;
                    self.push("<");
                }
            }
        }
        let text = self.take(self.rest().len());
        self.push(&unescaped(text));
    }

    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn take(&mut self, length: usize) -> &'a str {
        let taken = &self.rest()[..length];
        self.at += length;
        taken
    }

    fn push(&mut self, text: &str) {
        self.all.push_str(text);
        if let Some(apart) = &mut self.apart {
            apart.push_str(text);
        }
        if self.hidden.is_none() {
            self.seen.push_str(text);
            self.glued.push_str(text);
            let piece = text.trim_matches(['\r', '\n', '\t', ' ']);
            if self.styles.turns_order && !piece.is_empty() {
                self.pieces.push(piece.to_owned());
            }
        }
    }

    fn separate(&mut self, by: char) {
        self.all.push(by);
        if let Some(apart) = &mut self.apart {
            apart.push(by);
        }
        if self.styles.turns_order {
            self.pieces.push(by.to_string());
        }
        if self.hidden.is_none() {
            self.seen.push(by);
        }
    }

    fn beside(&mut self, text: &str) {
        self.beside.push_str(text);
        self.beside.push('\n');
    }

    /// A value that has markup: what drawing programs and outliners write, and what scripts show as
    /// a hint.
    fn value(&mut self, value: &str) {
        if self.depth >= NESTED || !has_markup(value) {
            return;
        }
        let page = Page::read_within(value, self.depth + 1);
        let views = [Some(page.all), page.apart, page.hid.then_some(page.seen)];
        for view in views.into_iter().flatten() {
            self.beside(&view);
            self.beside.push('\n');
        }
        self.beside(&page.beside);
    }

    /// A comment, or what counts as one. Some programs show what is in conditional comments, so it
    /// is kept without its tags as well.
    fn comment(&mut self) {
        let rest = self.rest();
        let (end, length) = if let Some(inner) = rest.strip_prefix("<!--") {
            if inner.starts_with('>') {
                (4, 1)
            } else if inner.starts_with("->") {
                (4, 2)
            } else {
                let ends = memchr::memmem::find_iter(inner.as_bytes(), b"--")
                    .map(|at| (at, &inner[at + 2..]));
                let mut ends =
                    ends.filter(|(_, after)| after.starts_with('>') || after.starts_with("!>"));
                ends.next().map_or((rest.len(), 0), |(at, after)| {
                    (at + 4, if after.starts_with('>') { 3 } else { 4 })
                })
            }
        } else {
            memchr::memchr(b'>', rest.as_bytes()).map_or((rest.len(), 0), |at| (at, 1))
        };
        let comment = self.take(end + length);
        let inner = comment.trim_start_matches(['<', '!', '-', '?', '/']);
        let inner = inner
            .strip_prefix("[CDATA[")
            .map_or(inner, |data| data.trim_end_matches("]]>"));
        self.beside(inner);
        if inner.contains('<') {
            self.beside(&without_tags(inner));
        }
    }

    fn tag(&mut self) {
        let tag = Tag::read(self.rest());
        self.at += tag.length;
        let name = tag.name.as_str();
        for (_, value) in tag.attributes.iter().filter(|(name, _)| name == "style") {
            self.styles.declare(&unmasked(value));
        }
        self.styles.turns_letters |= name == "bdo";
        for (name, value) in &tag.attributes {
            if element::may_be_text(name, value) {
                self.beside.push_str(value);
                self.beside.push('\n');
                link::open(value, &mut self.beside, &mut self.scripts);
                self.value(value);
            }
            if name.starts_with("data-") {
                self.data.push_str(value);
            }
            if script::is_in(name, value) {
                self.scripts.push_str(value);
                self.scripts.push('\n');
            }
            if name == "srcdoc" {
                self.beside.push_str(&without_tags(value));
                self.beside.push('\n');
            }
        }
        if BLOCKS.contains(&name) || is_made_block(&tag) {
            self.separate('\n');
            if name == "br" {
                self.glued.push('\n');
            }
        } else if name == "td" || name == "th" {
            self.separate('\t');
        } else if APART.contains(&name) {
            let all = &self.all;
            self.apart.get_or_insert_with(|| all.clone()).push(' ');
        }
        match (&mut self.hidden, tag.closes) {
            (Some((hidden, open)), closes) if hidden == name => {
                *open = if closes { *open - 1 } else { *open + 1 };
                if *open == 0 {
                    self.hidden = None;
                }
            }
            (None, false)
                if !VOID.contains(&name) && self.styles.hides(&tag.name, &tag.attributes) =>
            {
                self.hidden = Some((tag.name.clone(), 1));
                self.hid = true;
            }
            _ => {}
        }
        if !tag.closes && RAW.contains(&name) {
            self.raw(name);
        }
    }

    /// The content of an element that holds no markup.
    fn raw(&mut self, name: &str) {
        let rest = self.rest().as_bytes();
        let is_end = |at: &usize| {
            let after = &rest[at + 2..];
            after
                .get(..name.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
                && after
                    .get(name.len())
                    .is_none_or(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte))
        };
        let end = memchr::memmem::find_iter(rest, b"</")
            .find(is_end)
            .unwrap_or(rest.len());
        let content = self.take(end);
        match name {
            "title" | "textarea" => self.push(&unescaped(content)),
            "xmp" => self.push(content),
            "script" => {
                self.scripts.push_str(content);
                self.scripts.push('\n');
                self.beside(content);
            }
            "style" => self.beside(content),
            _ => {
                self.beside(content);
                self.beside(&without_tags(content));
            }
        }
    }
}

/// Whether an element's own style makes it a block.
fn is_made_block(tag: &Tag) -> bool {
    const BLOCK: [&str; 5] = ["block", "flex", "grid", "table", "list-item"];
    let style = tag.attributes.iter().find(|(name, _)| name == "style");
    style.is_some_and(|(_, style)| {
        style.split(';').any(|declaration| {
            let (name, value) = declaration.split_once(':').unwrap_or_default();
            let is_display = name.trim().eq_ignore_ascii_case("display");
            is_display
                && BLOCK
                    .iter()
                    .any(|block| value.trim().eq_ignore_ascii_case(block))
        })
    })
}
