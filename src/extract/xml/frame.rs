//! The texts that are put together while a document is read: of a paragraph, and of what stands
//! around paragraphs.

/// Of a word, so many bytes are told by themselves: writing without blanks is one long word.
const LONGEST: usize = 600;

/// What a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Elements that stand apart.
    Block,
    /// Runs that are joined.
    Paragraph,
    /// What was deleted from a paragraph, which still has it, or stands there for older programs.
    Deleted,
    /// What was inserted into a paragraph, which once hadn't it, or stands there for newer
    /// programs.
    Inserted,
    /// The code of a field.
    Instruction,
    /// A formula.
    Formula,
    /// The value of a cell.
    Value,
    /// The header of a sheet, with codes in it.
    HeaderCode,
    /// The program's own.
    Silent,
    /// A file in base64.
    File,
}

impl Role {
    /// The role of an element's text, where it isn't that of the text around it. One that is a
    /// block matters in a paragraph.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "p" | "h" | "si" | "is" | "div" | "rt" | "rPh" | "ruby-text" => Self::Paragraph,
            "delText" | "Fallback" | "moveFrom" => Self::Deleted,
            "ins" | "moveTo" | "Choice" => Self::Inserted,
            "instrText" | "delInstrText" => Self::Instruction,
            "f" | "formula1" | "formula2" | "formula" => Self::Formula,
            "v" | "Data" => Self::Value,
            "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader"
            | "firstFooter" => Self::HeaderCode,
            "config-item" => Self::Silent,
            "binaryData" | "binary-data" | "binData" => Self::File,
            "annotation" | "note" | "note-citation" | "drawing" | "pict" | "object" | "frame"
            | "custom-shape" | "title" | "desc" | "sdtPr" | "ffData" | "change-info" | "image"
            | "event-listeners" | "rubyPr" => Self::Block,
            _ => return None,
        })
    }

    /// Whether it makes no difference outside of paragraphs.
    pub(super) fn is_of_paragraphs(self) -> bool {
        matches!(self, Self::Block | Self::Inserted)
    }
}

/// Whether an element separates nothing wherever it stands.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "r" | "t"
            | "span"
            | "b"
            | "i"
            | "u"
            | "font"
            | "ruby-base"
            | "lastRenderedPageBreak"
            // Of Visio: what follows has another format.
            | "cp"
            | "pp"
            | "tp"
    )
}

/// Whether an element is a cell of a row, or its value.
pub(super) fn is_cell(name: &str) -> bool {
    matches!(
        name,
        "c" | "tc" | "table-cell" | "covered-table-cell" | "Cell"
    )
}

/// Whether white space in an element is text, in whatever lines.
pub(super) fn keeps_space(name: &str) -> bool {
    matches!(name, "t" | "delText" | "instrText" | "Data")
}

/// What stands between two texts, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Separator {
    Nothing,
    Tab,
    Line,
    /// An empty line: no number goes on behind it.
    Break,
}

/// A text that is put together.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) role: Role,
    pub(super) text: String,
    /// The text as it was: with what was deleted from it, without what was inserted.
    before: Option<String>,
    /// What was deleted from it last, in one piece or several.
    deleted: String,
    instruction: String,
    /// What stands in it but isn't part of it, and is told when it ends.
    pub(super) aside: String,
    pending: Separator,
    /// How long the text was when its last word was asked for.
    asked_at: usize,
}

impl Frame {
    pub(super) fn new(role: Role) -> Self {
        Self {
            role,
            text: String::new(),
            before: None,
            deleted: String::new(),
            instruction: String::new(),
            aside: String::new(),
            pending: Separator::Nothing,
            asked_at: 0,
        }
    }

    /// Adds text.
    pub(super) fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.end_deleted();
        let pending = std::mem::replace(&mut self.pending, Separator::Nothing);
        if !self.text.is_empty() {
            self.text.push_str(match pending {
                Separator::Nothing => "",
                Separator::Tab => "\t",
                Separator::Line => "\n",
                Separator::Break => "\n\n",
            });
        }
        self.text.push_str(text);
        if let Some(before) = &mut self.before {
            before.push_str(text);
        }
    }

    /// Separates what comes next.
    pub(super) fn separate(&mut self, separator: Separator) {
        self.pending = self.pending.max(separator);
    }

    /// A cell ends, and with it the lines in it.
    pub(super) fn end_cell(&mut self) {
        if self.pending < Separator::Break {
            self.pending = Separator::Tab;
        }
    }

    /// An element ends that stands apart.
    pub(super) fn end_element(&mut self) {
        self.separate(Separator::Break);
        self.flush();
    }

    /// Adds what was deleted.
    pub(super) fn delete(&mut self, text: &str) {
        if self.role != Role::Paragraph {
            return self.aside(text);
        }
        let shown = &self.text;
        let before = self.before.get_or_insert_with(|| shown.clone());
        before.push_str(text);
        self.deleted.push_str(text);
    }

    /// What was deleted is a text of its own, in however many pieces.
    fn end_deleted(&mut self) {
        if !self.deleted.is_empty() {
            let deleted = std::mem::take(&mut self.deleted);
            self.aside(&deleted);
        }
    }

    /// Adds what was inserted.
    pub(super) fn insert(&mut self, text: &str) {
        let shown = &self.text;
        let before = self.before.get_or_insert_with(|| shown.clone());
        let before = std::mem::take(before);
        self.push(text);
        self.before = Some(before);
    }

    /// Whether line ends and tabs stand in it as elements.
    pub(super) fn has_marks(&self) -> bool {
        matches!(self.role, Role::Paragraph | Role::Inserted | Role::Deleted)
    }

    /// Adds to the code of a field.
    pub(super) fn instruct(&mut self, text: &str) {
        self.instruction.push_str(text);
    }

    /// The code of a field is complete.
    pub(super) fn end_instruction(&mut self) {
        let instruction = std::mem::take(&mut self.instruction);
        self.aside(&instruction);
    }

    /// Adds what isn't part of the text.
    pub(super) fn aside(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            if !self.aside.is_empty() {
                self.aside.push_str("\n\n");
            }
            self.aside.push_str(text);
        }
    }

    /// The last word, or the end of one that is very long, which is whole though something is glued
    /// to it; empty when it was asked for before.
    pub(super) fn last_word(&mut self) -> &str {
        let length = self.text.len();
        if std::mem::replace(&mut self.asked_at, length) == length {
            return "";
        }
        let tail = &self.text[self
            .text
            .floor_char_boundary(length.saturating_sub(LONGEST))..];
        tail.rsplit(char::is_whitespace).next().unwrap_or_default()
    }

    /// Adds a text that has ended inside this one.
    pub(super) fn take(&mut self, mut inner: Frame) {
        inner.end_instruction();
        inner.end_deleted();
        if self.role == Role::Block && inner.role == Role::Paragraph {
            if self.pending == Separator::Nothing {
                self.pending = Separator::Line;
            }
            self.push(&inner.text);
            self.separate(Separator::Line);
        } else {
            self.aside(&inner.text);
        }
        self.aside(&inner.before.unwrap_or_default());
        self.aside(&inner.aside);
    }

    /// The whole text.
    pub(super) fn finish(mut self) -> String {
        self.end_instruction();
        self.end_deleted();
        self.flush();
        self.text
    }

    fn flush(&mut self) {
        if !self.aside.is_empty() {
            let aside = std::mem::take(&mut self.aside);
            self.separate(Separator::Break);
            self.push(&aside);
            self.separate(Separator::Break);
        }
    }
}
