//! What the pages of a PDF show, as text (ISO 32000-1, 9.4).

use std::collections::{HashMap, HashSet};

use lopdf::content::Content;
use lopdf::{DecompressError, Dictionary, Document, Error, Object, ObjectId, Stream};

use super::font::Font;
use super::matrix::{IDENTITY, Matrix, real, six, times};

/// Forms within forms that are read.
const NESTED: usize = 12;

/// How much content is read of one document, in bytes, and how many forms and fonts.
const CONTENT_BYTES: usize = 32 << 20;
const FORMS: usize = 20_000;
const FONTS: usize = 2000;

/// Reads the pages of a document.
pub(super) struct Reader<'a> {
    document: &'a Document,
    pub(super) text: String,
    /// Bytes of content unpacked, each form as often as it is shown.
    pub(super) unpacked: usize,
    /// Whether more would have been unpacked than may be.
    pub(super) exceeded: bool,
    /// Why some of the text can't be read.
    pub(super) unreadable: Option<&'static str>,
    may: usize,
    forms: usize,
    /// The fonts met, by where their dictionaries are.
    fonts: HashMap<*const Dictionary, Font>,
    shown: HashSet<ObjectId>,
    last: Option<Last>,
}

/// Where the last piece of text ended, on the page.
struct Last {
    x: f64,
    y: f64,
}

/// Why a stream wasn't unpacked.
pub(super) enum Unpack {
    Exceeded,
    Broken,
}

/// The state that operators of content change.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<*const Dictionary>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    scale: f64,
    leading: f64,
    rise: f64,
}

impl<'a> Reader<'a> {
    pub(super) fn new(document: &'a Document, may: usize) -> Self {
        let (fonts, shown) = (HashMap::new(), HashSet::new());
        Self {
            document,
            text: String::new(),
            unpacked: 0,
            exceeded: false,
            unreadable: None,
            may: may.min(CONTENT_BYTES),
            forms: 0,
            fonts,
            shown,
            last: None,
        }
    }

    /// Reads all pages.
    pub(super) fn pages(&mut self) {
        for (_, page) in self.document.get_pages() {
            let mut resources: Vec<&Dictionary> = Vec::new();
            match self.document.get_page_resources(page) {
                Ok((own, others)) => {
                    resources.extend(own);
                    resources.extend(
                        others
                            .iter()
                            .filter_map(|&id| self.document.get_dictionary(id).ok()),
                    );
                }
                Err(_) => self.unreadable = Some("is broken"),
            }
            let mut content = Vec::new();
            for id in self.document.get_page_contents(page) {
                if let Ok(Object::Stream(stream)) = self.document.get_object(id) {
                    content.extend(self.unpack(stream).unwrap_or_default());
                    content.push(b'\n');
                }
            }
            self.last = None;
            self.content(&content, &resources, IDENTITY, 0);
            self.text.push('\n');
        }
    }

    /// Reads the forms that no page shows by itself: appearances of notes and fields.
    pub(super) fn forms(&mut self) {
        for (&id, object) in &self.document.objects {
            let Ok(stream) = object.as_stream() else {
                continue;
            };
            if is_form(stream) && !self.shown.contains(&id) {
                self.text.push('\n');
                self.last = None;
                self.form(id, stream, &[], IDENTITY, 0);
            }
        }
    }

    fn unpack(&mut self, stream: &Stream) -> Option<Vec<u8>> {
        match plain(stream, self.may.saturating_sub(self.unpacked)) {
            Ok(bytes) => {
                self.unpacked += bytes.len();
                Some(bytes)
            }
            Err(Unpack::Exceeded) => {
                self.exceeded = true;
                None
            }
            Err(Unpack::Broken) => {
                self.unreadable = Some("has content that can't be unpacked");
                None
            }
        }
    }

    fn form(
        &mut self,
        id: ObjectId,
        stream: &'a Stream,
        outer: &[&'a Dictionary],
        matrix: Matrix,
        depth: usize,
    ) {
        self.shown.insert(id);
        self.forms += 1;
        if self.forms > FORMS {
            self.exceeded = true;
            return;
        }
        let Some(content) = self.unpack(stream) else {
            return;
        };
        let own = stream
            .dict
            .get_deref(b"Resources", self.document)
            .and_then(Object::as_dict)
            .ok();
        let resources: Vec<&Dictionary> = own.into_iter().chain(outer.iter().copied()).collect();
        let own = stream
            .dict
            .get_deref(b"Matrix", self.document)
            .and_then(Object::as_array)
            .map_or(IDENTITY, |array| six(array));
        self.content(&content, &resources, times(&own, &matrix), depth + 1);
    }

    fn content(
        &mut self,
        content: &[u8],
        resources: &[&'a Dictionary],
        matrix: Matrix,
        depth: usize,
    ) {
        let mut state = State::new(matrix);
        let mut stack: Vec<State> = Vec::new();
        let (mut place, mut line) = (IDENTITY, IDENTITY);
        for operation in Content::decode_iter(content) {
            let Ok(operation) = operation else {
                self.unreadable = Some("has content that is broken");
                return;
            };
            let operands = operation.operands.as_slice();
            let number = |at: usize| operands.get(at).map_or(0.0, real);
            match operation.operator.as_str() {
                "q" if stack.len() < 1000 => stack.push(state.clone()),
                "Q" => state = stack.pop().unwrap_or(state),
                "cm" => state.matrix = times(&six(operands), &state.matrix),
                "BT" => (place, line) = (IDENTITY, IDENTITY),
                "Tf" => self.select(&mut state, operands, resources),
                "Tc" => state.spacing = number(0),
                "Tw" => state.word_spacing = number(0),
                "Tz" => state.scale = number(0) / 100.0,
                "TL" => state.leading = number(0),
                "Ts" => state.rise = number(0),
                "Tm" => (place, line) = (six(operands), six(operands)),
                "Td" | "TD" => {
                    if operation.operator == "TD" {
                        state.leading = -number(1);
                    }
                    line = times(&[1.0, 0.0, 0.0, 1.0, number(0), number(1)], &line);
                    place = line;
                }
                "T*" | "'" | "\"" => {
                    if operation.operator == "\"" {
                        (state.word_spacing, state.spacing) = (number(0), number(1));
                    }
                    line = times(&[1.0, 0.0, 0.0, 1.0, 0.0, -state.leading], &line);
                    place = line;
                    if let Some(Object::String(bytes, _)) = operands.last() {
                        self.show(&state, &mut place, bytes);
                    }
                }
                "Tj" => {
                    if let Some(Object::String(bytes, _)) = operands.last() {
                        self.show(&state, &mut place, bytes);
                    }
                }
                "TJ" => {
                    for piece in operands
                        .first()
                        .and_then(|array| array.as_array().ok())
                        .into_iter()
                        .flatten()
                    {
                        match piece {
                            Object::String(bytes, _) => self.show(&state, &mut place, bytes),
                            number => {
                                let by = -real(number) / 1000.0 * state.size * state.scale;
                                place = times(&[1.0, 0.0, 0.0, 1.0, by, 0.0], &place);
                            }
                        }
                    }
                }
                "Do" if depth < NESTED => {
                    let name = operands
                        .first()
                        .and_then(|name| name.as_name().ok())
                        .unwrap_or_default();
                    let found = resources.iter().find_map(|one| {
                        let objects = one
                            .get_deref(b"XObject", self.document)
                            .ok()?
                            .as_dict()
                            .ok()?;
                        let id = objects.get(name).ok()?.as_reference().ok()?;
                        Some((id, self.document.get_object(id).ok()?.as_stream().ok()?))
                    });
                    if let Some((id, stream)) = found.filter(|(_, stream)| is_form(stream)) {
                        self.form(id, stream, resources, state.matrix, depth);
                    }
                }
                "Do" => self.exceeded = true,
                _ => {}
            }
        }
    }

    fn select(&mut self, state: &mut State, operands: &[Object], resources: &[&'a Dictionary]) {
        let name = operands
            .first()
            .and_then(|name| name.as_name().ok())
            .unwrap_or_default();
        state.size = operands.get(1).map_or(1.0, real);
        let written = resources.iter().find_map(|one| {
            one.get_deref(b"Font", self.document)
                .ok()?
                .as_dict()
                .ok()?
                .get(name)
                .ok()
        });
        let dictionary =
            written.and_then(|written| self.document.dereference(written).ok()?.1.as_dict().ok());
        state.font = dictionary.map(std::ptr::from_ref);
        let (Some(dictionary), Some(key)) = (dictionary, state.font) else {
            return;
        };
        if self.fonts.contains_key(&key) {
            return;
        }
        // The table of a font counts as what is unpacked.
        let table = dictionary
            .get_deref(b"ToUnicode", self.document)
            .and_then(Object::as_stream);
        let readable = table.map_or(true, |table| self.unpack(table).is_some());
        if readable && self.fonts.len() < FONTS {
            let font = Font::new(dictionary, self.document);
            self.unreadable = self.unreadable.or(font.unreadable);
            self.fonts.insert(key, font);
        } else {
            self.exceeded = true;
        }
    }

    /// Adds a piece of text, with white space before it if it stands apart from the last one.
    fn show(&mut self, state: &State, place: &mut Matrix, bytes: &[u8]) {
        let font = state.font.and_then(|key| self.fonts.get(&key));
        let (text, width, spaces) = match font {
            Some(font) => font.read(bytes),
            None => (
                bytes.iter().map(|&byte| char::from(byte)).collect(),
                bytes.len() as f64 * 0.5,
                0,
            ),
        };
        let codes = font.map_or(bytes.len(), |font| font.codes(bytes));
        let seen = times(
            &[
                state.size * state.scale,
                0.0,
                0.0,
                state.size,
                0.0,
                state.rise,
            ],
            &times(place, &state.matrix),
        );
        let em = seen[0].hypot(seen[1]).max(f64::MIN_POSITIVE);
        if let Some(last) = &self.last {
            let (dx, dy) = (seen[4] - last.x, seen[5] - last.y);
            // Along the line, and across it, in units of the font.
            let along = (dx * seen[0] + dy * seen[1]) / (em * em);
            let across = (dy * seen[0] - dx * seen[1]) / (em * em);
            if across.abs() > 0.6 || along < -1.5 {
                self.text.push('\n');
            } else if along > 3.0 {
                self.text.push('\t');
            } else if along > 0.16 {
                self.text.push(' ');
            }
        }
        self.text.push_str(&text);
        let by = (width * state.size
            + codes as f64 * state.spacing
            + spaces as f64 * state.word_spacing)
            * state.scale;
        *place = times(&[1.0, 0.0, 0.0, 1.0, by, 0.0], place);
        let end = times(
            &[1.0, 0.0, 0.0, 1.0, 0.0, state.rise],
            &times(place, &state.matrix),
        );
        self.last = Some(Last {
            x: end[4],
            y: end[5],
        });
    }
}

impl State {
    fn new(matrix: Matrix) -> Self {
        let (size, scale) = (1.0, 1.0);
        Self {
            matrix,
            font: None,
            size,
            spacing: 0.0,
            word_spacing: 0.0,
            scale,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

fn is_form(stream: &Stream) -> bool {
    stream
        .dict
        .get(b"Subtype")
        .and_then(Object::as_name)
        .is_ok_and(|name| name == b"Form")
}

/// A stream's content, unpacked to no more than `may` bytes.
pub(super) fn plain(stream: &Stream, may: usize) -> Result<Vec<u8>, Unpack> {
    match stream.get_plain_content_with_limit(may) {
        Ok(bytes) if bytes.len() <= may => Ok(bytes),
        Ok(_) | Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
            Err(Unpack::Exceeded)
        }
        Err(_) => Err(Unpack::Broken),
    }
}
