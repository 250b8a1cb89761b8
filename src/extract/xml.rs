//! The text in the XML of documents: of office documents (ECMA-376, OpenDocument 1.3, and what came
//! before them in one file), and of forms in PDFs.
//!
//! Every text and every attribute counts, but for what is known to be the program's own (`own`).
//! What stands in one paragraph is joined, however it is formatted; all else stands apart, so that
//! a word is a whole word: attributes, formulas, notes and comments follow the paragraph, cell or
//! element in which they stand. Crates that read such documents (calamine, docx-rs, umya) keep what
//! they model and drop the rest, so the XML is read here, with quick-xml.

mod code;
mod frame;
mod own;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use super::number::{self, Formats};
use crate::mail::parameter::percent_decoded;
use frame::{Frame, Role, Separator};

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
            is_raised: false,
            was_raised: false,
            is_own_style: false,
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
    /// Whether the run stands above or below its line, as the number of a note does, and whether
    /// the one before did.
    is_raised: bool,
    was_raised: bool,
    /// Whether a person made the style that is open, and so named it.
    is_own_style: bool,
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

/// The cell of a sheet.
#[derive(Clone, Copy, Default)]
struct Cell {
    /// Its value is the number of a string that stands in a file of its own.
    is_shared: bool,
    /// Its value is a number.
    is_number: bool,
    style: usize,
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
        match name {
            "vertAlign" => {
                let place = attribute(start, "val");
                self.is_raised = matches!(place.as_deref(), Some("superscript" | "subscript"));
            }
            "rPr" => {
                let baseline = attribute(start, "baseline");
                self.is_raised = baseline.is_some_and(|baseline| baseline != "0");
            }
            // Arguments of a formula.
            "num" | "den" | "sub" | "sup" | "deg" | "lim" => self.is_raised = true,
            "style" => self.is_own_style = attribute(start, "customStyle").as_deref() == Some("1"),
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
            "fldChar" => frame.end_instruction(),
            "s" if is_text_namespace => {
                let count = attribute(start, "c").and_then(|count| count.parse::<usize>().ok());
                frame.push(&" ".repeat(count.unwrap_or(1).min(1024)));
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
        self.is_raised &= name != "r";
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
        let (is_raised, was_raised) = (self.is_raised, self.was_raised);
        self.was_raised = is_raised;
        let frame = self.frame();
        let is_space = |c: char| c.is_whitespace();
        // The word before a note's number, and the one behind it, are whole words as well.
        if is_raised {
            let before = frame.text.rsplit(is_space).next().unwrap_or_default();
            let before = before.to_owned();
            frame.aside(&before);
            frame.aside(text);
        } else if was_raised {
            frame.aside(text.split(is_space).next().unwrap_or_default());
        }
        frame.push(text);
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
                outer.aside(&frame.text);
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
                    outer.aside(&formats.shown(cell.style, plain).unwrap_or_default());
                } else {
                    outer.push(stored);
                    outer.aside(&plain.unwrap_or_default());
                }
                outer.separate(Separator::Tab);
            }
        }
    }

    fn attributes(&mut self, start: &BytesStart<'_>, name: &str) {
        let is_external = || attribute(start, "TargetMode").as_deref() == Some("External");
        let is_built_in = attribute(start, "builtinId").is_some();
        for attribute in start.attributes().with_checks(false).flatten() {
            let key = attribute.key.local_name();
            let key = key.as_ref();
            let is_namespace = attribute.key.as_ref().starts_with("xmlns");
            let names_style = name == "name" && key == "val" && self.is_own_style
                || name == "cellStyle" && key == "name" && !is_built_in;
            let may_be_text =
                self.is_unknown || names_style || own::is_text_attribute(name, key, self.own > 0);
            if is_namespace || !may_be_text {
                continue;
            }
            let value = unescape(&attribute.value)
                .map_or_else(|_| attribute.value.to_string(), String::from);
            let is_link = key == "Target" && (is_external() || value.contains(':'));
            let is_own = !self.is_unknown && own::is_own_value(name, key, &value);
            if key == "Target" && !is_link || is_own {
                continue;
            }
            let frame = self.frame();
            frame.aside(&value);
            if (is_link || key == "href") && value.contains('%') {
                let pieces = value.replace(['?', '&', '=', '/'], "\n\n");
                frame.aside(&String::from_utf8_lossy(&percent_decoded(&pieces)));
            }
            if let Some(plain) = number::plain(&value) {
                frame.aside(&plain);
            }
            if key == "formatCode" {
                frame.aside(&number::literals(&value));
            }
        }
    }
}

impl Cell {
    fn of(start: &BytesStart<'_>) -> Self {
        let kind = attribute(start, "t");
        let style = attribute(start, "s").and_then(|style| style.parse().ok());
        Self {
            is_shared: kind.as_deref() == Some("s"),
            is_number: kind.is_none() || kind.as_deref() == Some("n"),
            style: style.unwrap_or_default(),
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
