//! The text in the XML of documents: of office documents (ECMA-376, OpenDocument 1.3, and what came
//! before them in one file), and of forms in PDFs.
//!
//! Every text and every attribute counts, but for what is known to be the program's own (`own`).
//! What stands in one paragraph is joined, however it is formatted; all else stands apart, so that
//! a word is a whole word: attributes, formulas, notes and comments follow the paragraph, cell or
//! element in which they stand. Crates that read such documents (calamine, docx-rs, umya) keep what
//! they model and drop the rest, so the XML is read here, with quick-xml.

mod built_in;
mod cell;
mod code;
mod frame;
mod height;
mod made;
mod own;
mod raised;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use super::number::{self, Formats};
use crate::mail::parameter::percent_decoded;
use cell::Cell;
use frame::{Frame, Role, Separator};
use made::Made;
use raised::Raised;

/// How deep texts may stand in each other: a text box in a note in a text box and so on.
const MAX_FRAMES: usize = 64;

/// The text of an XML file.
pub(super) struct Xml {
    /// A line for each paragraph, tabs between cells, empty lines between all else.
    pub(super) text: String,
    /// Files that stand in it in base64.
    pub(super) files: Vec<String>,
    /// Whether some of it can't be read.
    pub(super) is_broken: bool,
    /// Whether it makes more text than is told.
    pub(super) is_too_much: bool,
}

impl Xml {
    /// Reads an XML file.
    pub(super) fn read(source: &str) -> Self {
        Self::read_part(source, &Formats::default())
    }

    /// Reads an XML file of a workbook whose cells have these formats.
    pub(super) fn read_part(source: &str, formats: &Formats) -> Self {
        Self::walked(source, formats, false)
    }

    /// Reads an XML file of which nothing is known: every attribute may be text.
    pub(super) fn read_all(source: &str) -> Self {
        Self::walked(source, &Formats::default(), true)
    }

    fn walked(source: &str, formats: &Formats, is_unknown: bool) -> Self {
        let mut walk = Walk {
            frames: vec![Frame::new(Role::Block)],
            open: Vec::new(),
            own: 0,
            cell: Cell::default(),
            formats,
            is_unknown,
            files: Vec::new(),
            is_broken: false,
            made: Made::default(),
            raised: Raised::default(),
            is_own_style: false,
            is_common: false,
        };
        walk.read(source);
        while walk.frames.len() > 1 {
            walk.close_frame();
        }
        let mut text = walk.frames.pop().map(Frame::finish).unwrap_or_default();
        if let Some(lines) = number::rewritten(&text) {
            text.push_str("\n\n");
            text.push_str(&lines);
        }
        Self {
            text,
            files: walk.files,
            is_broken: walk.is_broken,
            is_too_much: walk.made.is_too_much(),
        }
    }
}

/// Where the reader stands.
struct Walk<'a> {
    /// The texts that are being put together, the outermost first; there is always one.
    frames: Vec<Frame>,
    open: Vec<Open>,
    /// How many of the open elements hold nothing but properties.
    own: usize,
    cell: Cell,
    formats: &'a Formats,
    /// Whether nothing is known of its elements and attributes.
    is_unknown: bool,
    files: Vec<String>,
    is_broken: bool,
    made: Made,
    raised: Raised,
    /// Whether a person made the style that is open, and so named it.
    is_own_style: bool,
    /// Whether the styles that are open are those that a list shows.
    is_common: bool,
}

/// What an open element is.
#[derive(Clone, Copy, Default)]
struct Open {
    has_frame: bool,
    is_own: bool,
    is_cell: bool,
    /// Neither it nor its end separates texts.
    is_inline: bool,
    /// White space in it is text.
    keeps_space: bool,
}

impl Walk<'_> {
    fn read(&mut self, source: &str) {
        let mut reader = Reader::from_str(source);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        loop {
            match reader.read_event() {
                Ok(Event::Eof) => return,
                Ok(Event::Start(start)) => self.start(&start),
                Ok(Event::Empty(start)) => {
                    self.start(&start);
                    self.end(start.local_name().as_ref());
                }
                Ok(Event::End(end)) => self.end(end.local_name().as_ref()),
                Ok(Event::Text(text)) => self.text(&text),
                Ok(Event::CData(text)) => self.frame().push(&text),
                Ok(Event::GeneralRef(reference)) => match reference.resolve_char_ref() {
                    Ok(Some(c)) => self.frame().push(c.encode_utf8(&mut [0; 4])),
                    _ => match resolve_predefined_entity(&reference) {
                        Some(text) => self.frame().push(text),
                        None => self.is_broken = true,
                    },
                },
                // Entities of its own could say anything.
                Ok(Event::DocType(declaration)) => self.is_broken |= declaration.contains("ENTITY"),
                Ok(_) => {}
                Err(_) => {
                    self.is_broken = true;
                    return;
                }
            }
        }
    }

    fn frame(&mut self) -> &mut Frame {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// Adds the last word by itself.
    fn tell_last_word(&mut self) {
        let word = self.frame().last_word().to_owned();
        if self.made.may(word.len()) {
            self.frame().aside(&word);
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) {
        let local = start.local_name();
        let name = local.as_ref();
        let qualified = start.name();
        let is_text_namespace = qualified.as_ref().starts_with("text:");
        let is_own = !self.is_unknown && own::is_own_element(name);
        let is_cell = frame::is_cell(name);
        let mut open = Open {
            has_frame: false,
            is_own,
            is_cell,
            is_inline: is_own || is_cell || frame::is_inline(name),
            keeps_space: is_text_namespace || frame::keeps_space(name),
        };
        if name == "c" {
            self.cell = Cell::of(start);
        }
        let is_block = self.frame().role == Role::Block;
        if Raised::is_note(name) {
            self.tell_last_word();
        }
        let role = Role::of(name).filter(|role| !(is_block && role.is_of_paragraphs()));
        if role.is_none() && !open.is_inline && is_block {
            self.frame().separate(Separator::Break);
        }
        if let Some(role) = role {
            if self.frames.len() < MAX_FRAMES {
                self.frames.push(Frame::new(role));
                open.has_frame = true;
            } else {
                self.is_broken = true;
            }
        }
        self.own += usize::from(is_own);
        self.raised.start(name, start);
        match name {
            "style" => self.is_own_style = attribute(start, "customStyle").as_deref() == Some("1"),
            "styles" => self.is_common = qualified.as_ref() == "office:styles",
            _ => {}
        }
        self.attributes(start, name);
        if self.own == 0 {
            self.mark(name, is_text_namespace, start);
        }
        self.open.push(open);
    }

    /// Adds what an element of a paragraph stands for.
    fn mark(&mut self, name: &str, is_text_namespace: bool, start: &BytesStart<'_>) {
        let frame = self.frame();
        if !frame.has_marks() {
            return;
        }
        match name {
            "br" | "cr" | "line-break" => frame.push("\n"),
            "tab" | "ptab" => frame.push("\t"),
            "noBreakHyphen" => frame.push("-"),
            "sym" => frame.push(&code::symbol(start)),
            "fldChar" => frame.end_instruction(),
            "s" if is_text_namespace => {
                let count = attribute(start, "c").and_then(|count| count.parse::<usize>().ok());
                let count = count.unwrap_or(1).min(1024);
                if self.made.may(count) {
                    self.frame().push(&" ".repeat(count));
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        let Some(open) = self.open.pop() else {
            return;
        };
        self.own -= usize::from(open.is_own);
        if open.has_frame {
            self.close_frame();
        }
        self.raised.end(name);
        self.is_common &= name != "styles";
        if self.frame().role != Role::Block {
            return;
        }
        if open.is_cell {
            self.frame().end_cell();
            if name == "c" {
                self.cell = Cell::default();
            }
        } else if !open.is_inline && !open.has_frame {
            self.frame().end_element();
        }
    }

    fn text(&mut self, text: &str) {
        // What indents XML is no text.
        let is_indent = text.contains('\n') && text.chars().all(char::is_whitespace);
        if is_indent && !self.open.last().is_some_and(|open| open.keeps_space) {
            return;
        }
        let (is_raised, was_raised) = self.raised.text(text);
        // The word before a note's number, and the one behind it, are whole words as well.
        if is_raised {
            self.tell_last_word();
            self.frame().aside(text);
        } else if was_raised {
            let word = text.split(char::is_whitespace).next().unwrap_or_default();
            self.frame().aside(word);
        }
        self.frame().push(&code::unescaped(text));
    }

    /// Adds the innermost text to the one around it.
    fn close_frame(&mut self) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let cell = self.cell;
        let formats = self.formats;
        let outer = self.frame();
        match frame.role {
            Role::Block | Role::Paragraph => outer.take(frame),
            Role::Deleted => {
                outer.aside(&frame.aside);
                outer.delete(&frame.text);
            }
            Role::Inserted => {
                outer.aside(&frame.aside);
                outer.insert(&frame.text);
            }
            Role::Instruction => outer.instruct(&frame.text),
            Role::Formula => {
                outer.aside(&frame.aside);
                outer.aside(&frame.text);
            }
            Role::HeaderCode => outer.aside(&code::without_header_codes(&frame.text)),
            Role::Silent => {}
            Role::File => self.files.push(frame.text),
            Role::Value if cell.is_shared => {}
            Role::Value => {
                let stored = frame.text.trim();
                let plain = number::plain(stored);
                if cell.is_number {
                    let plain = plain.as_deref().unwrap_or(stored);
                    outer.push(plain);
                    let shown = formats.shown(cell.style, plain).unwrap_or_default();
                    if self.made.may(shown.len()) {
                        self.frame().aside(&shown);
                    }
                } else {
                    outer.push(stored);
                    outer.aside(&plain.unwrap_or_default());
                }
                self.frame().separate(Separator::Tab);
            }
        }
    }

    fn attributes(&mut self, start: &BytesStart<'_>, name: &str) {
        let is_external = || attribute(start, "TargetMode").as_deref() == Some("External");
        let is_built_in = attribute(start, "builtinId").is_some();
        let has_display = attribute(start, "display-name").is_some();
        for attribute in start.attributes().with_checks(false).flatten() {
            let key = attribute.key.local_name();
            let key = key.as_ref();
            let is_namespace = attribute.key.as_ref().starts_with("xmlns");
            let names_style = name == "name" && key == "val" && self.is_own_style
                || name == "cellStyle" && key == "name" && !is_built_in;
            // Where there is none to display, it is the identifier.
            let is_listed = self.is_common && !has_display && key == "name";
            let is_style_name =
                key == "display-name" || is_listed && matches!(name, "style" | "list-style");
            let may_be_text = self.is_unknown
                || names_style
                || is_style_name
                || own::is_text_attribute(name, key, self.own > 0);
            if is_namespace || !may_be_text {
                continue;
            }
            let value = unescape(&attribute.value)
                .map_or_else(|_| attribute.value.to_string(), String::from);
            let value = code::unescaped(&value);
            let value = value.as_ref();
            let is_link = key == "Target" && (is_external() || value.contains(':'));
            let is_own = own::is_own_value(name, key, value)
                || is_style_name && built_in::is_built_in(value);
            let is_own = is_own && !self.is_unknown;
            if key == "Target" && !is_link || is_own {
                continue;
            }
            let frame = self.frame();
            frame.aside(value);
            if is_style_name && value.contains("_20_") {
                frame.aside(&value.replace("_20_", " "));
            }
            if (is_link || key == "href") && value.contains('%') {
                let pieces = value.replace(['?', '&', '=', '/'], "\n\n");
                frame.aside(&String::from_utf8_lossy(&percent_decoded(&pieces)));
            }
            if let Some(plain) = number::plain(value) {
                frame.aside(&plain);
            }
            if key == "formatCode" {
                frame.aside(&number::literals(value));
            }
        }
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.value.to_string())
}

#[cfg(test)]
mod tests;
