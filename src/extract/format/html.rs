//! HTML as the words that a reader sees, and what stands beside them.
//!
//! A tokenizer after the HTML standard (section 13.2.5), without the tree: tags go, and what they
//! leave is text. Elements that only mark a piece of a word leave nothing, blocks leave a line end,
//! cells a tab. What style sheets do to that is guessed at, each guess giving a view of its own.

mod link;
mod reference;
mod style;
mod tag;

use reference::unescaped;
use style::{Styles, unmasked};
use tag::Tag;

/// The views of a page.
#[derive(Debug, Default)]
pub(super) struct Views {
    /// The text: all of it; without hidden elements, if there are any; with blocks side by side, if
    /// styles may put them so.
    pub(super) shown: Vec<String>,
    /// Attributes, comments, styles and scripts.
    pub(super) beside: String,
    /// Whether the page declares entities, which may say anything.
    pub(super) has_entities: bool,
}

/// Attributes whose text a reader may see, or follow.
const TEXTS: &[&str] = &[
    "alt",
    "title",
    "href",
    "src",
    "value",
    "placeholder",
    "content",
    "label",
    "summary",
    "aria-label",
    "name",
    "cite",
    "action",
];

/// Elements that start and end a line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "title",
    "tr",
    "ul",
    "xmp",
    "textarea",
];

/// Elements whose content is no markup.
const RAW: &[&str] = &[
    "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes",
];

/// Elements without an end.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// The views of a page, or of a piece of one.
pub(super) fn views(source: &str) -> Views {
    let mut page = Page {
        source,
        at: 0,
        ..Page::default()
    };
    page.styles = Styles::of(source);
    page.read();
    let Page {
        all,
        seen,
        glued,
        mut beside,
        hid,
        styles,
        pieces,
        data,
        ..
    } = page;
    // Texts that styles put together.
    beside.push_str(&styles.written);
    beside.push('\n');
    beside.push_str(&data);
    let mut shown = vec![all];
    if styles.turns_letters {
        shown.push(glued.chars().rev().collect());
    }
    if styles.turns_order {
        shown.push(pieces.iter().rev().map(String::as_str).collect());
    }
    if hid {
        shown.push(seen);
    }
    if styles.moves_blocks {
        shown.push(glued);
    }
    let has_entities = source.contains("<!ENTITY");
    Views {
        shown,
        beside,
        has_entities,
    }
}

#[derive(Default)]
struct Page<'a> {
    source: &'a str,
    at: usize,
    all: String,
    seen: String,
    glued: String,
    beside: String,
    /// The runs of text between tags, where their order may be turned.
    pieces: Vec<String>,
    /// The values of data attributes, which styles may show in a row.
    data: String,
    /// The element that hides what is in it, and how many of its name are open.
    hidden: Option<(String, usize)>,
    hid: bool,
    styles: Styles,
}

impl<'a> Page<'a> {
    fn read(&mut self) {
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
            if TEXTS.contains(&name.as_str()) || name.starts_with("data-") {
                self.beside.push_str(value);
                self.beside.push('\n');
                link::open(value, &mut self.beside);
            }
            if name.starts_with("data-") {
                self.data.push_str(value);
            }
            if name == "srcdoc" {
                self.beside.push_str(&without_tags(value));
                self.beside.push('\n');
            }
        }
        if BLOCKS.contains(&name) {
            self.separate('\n');
            if name == "br" {
                self.glued.push('\n');
            }
        } else if name == "td" || name == "th" {
            self.separate('\t');
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
                    .is_none_or(|byte| !byte.is_ascii_alphanumeric())
        };
        let end = memchr::memmem::find_iter(rest, b"</")
            .find(is_end)
            .unwrap_or(rest.len());
        let content = self.take(end);
        match name {
            "title" | "textarea" => self.push(&unescaped(content)),
            "xmp" => self.push(content),
            "script" | "style" => self.beside(content),
            _ => {
                self.beside(content);
                self.beside(&without_tags(content));
            }
        }
    }
}

/// What stays of a piece of markup without a look at styles: for what isn't shown by itself.
fn without_tags(source: &str) -> String {
    let mut text = String::new();
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        rest = &rest[end..];
    }
    text.push_str(rest);
    unescaped(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The views without white space around words, to be compared.
    fn shown(source: &str) -> Vec<String> {
        views(source)
            .shown
            .iter()
            .map(|view| view.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn words_split_by_tags_are_whole() {
        for source in [
            "4111<b></b>1111",
            "<p>41<!-- x -->11<span style='color:red'>11</span><wbr>11</p>",
            "4111&#49;&#x31;&#0049;1",
            "<a title='a > b'>4111</a>1111",
            "<p/>4111<i\n>1111</i\n>",
            "<font x=\"<b>\">41111111",
            "41<!-->11<!--->11<!x>11",
            "4111</ >1111",
        ] {
            assert_eq!(shown(source)[0], "41111111", "{source}");
        }
    }

    #[test]
    fn blocks_and_cells_separate() {
        assert_eq!(
            shown("<p>one</p><p>two<br>three</p><table><tr><td>1</td><td>2</td></tr></table>")[0],
            "one two three 1 2"
        );
        assert_eq!(views("<td>1</td><td>2</td>").shown[0], "\t1\t\t2\t");
    }

    #[test]
    fn styles_that_hide_or_move_give_views_of_their_own() {
        for source in [
            "sec<span style='display: none'>x<b>y</b></span>ret",
            "<style>.q, p .z{font-size:0}</style>sec<i class='a z'>x</i>ret",
            "sec<i hidden>x<i>y</i>z</i>ret",
        ] {
            let views = shown(source);
            assert!(
                views.len() > 1 && views[1] == "secret",
                "{source}: {views:?}"
            );
            assert_ne!(views[0], "secret", "what is hidden stays in the first view");
        }
        let views =
            shown("<div style='display:inline'>sec</div><div style='DISPLAY : inline'>ret</div>");
        assert_eq!(views, ["sec ret", "secret"]);
        assert_eq!(
            shown("<p style='font-size:0.9em;opacity:0.8'>x</p>").len(),
            1
        );
    }

    #[test]
    fn what_is_not_shown_is_kept_beside() {
        let views = views(
            "<img alt='a secret' src=cid:1><!-- [if \
             mso]>hid<b>den</b><![endif]--><style>s{}</style><a href=\"x?a=1&amp;b\">",
        );
        for text in ["a secret", "hidden", "s{}", "x?a=1&b"] {
            assert!(views.beside.contains(text), "{text} in {:?}", views.beside);
        }
        assert!(!views.shown[0].contains("secret"));
    }
}
