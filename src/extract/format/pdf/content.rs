//! What content shows, as text (ISO 32000-1, 9.4).

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::beside;
use super::font::Font;
use super::lexer::Lexer;
use super::lines::Lines;
use super::matrix::{IDENTITY, Matrix, real, six, times};
use super::objects::Objects;

/// Forms within forms that are read.
const NESTED: usize = 12;

/// How many forms and fonts of one document are read, and how many characters.
const FORMS: usize = 20_000;
const FONTS: usize = 2000;
const CHARACTERS: usize = 8 << 20;

/// So many characters of one font that nothing names are letters, even where each stands alone.
const NAMELESS: usize = 8;

/// Reads content.
pub(super) struct Reader<'a> {
    pub(super) objects: Objects<'a>,
    pub(super) lines: Lines,
    /// Texts that content has for what isn't text.
    pub(super) beside: String,
    /// What was shown.
    pub(super) shown: HashSet<ObjectId>,
    forms: usize,
    characters: usize,
    /// The fonts met, by where their dictionaries are.
    fonts: HashMap<*const Dictionary, Font>,
    /// Those of them whose characters are content themselves.
    pub(super) drawn: Vec<&'a Dictionary>,
    nameless: HashMap<*const Dictionary, HashSet<u32>>,
    /// The forms that are being read, each in the one before it.
    within: Vec<ObjectId>,
}

/// The state that operators of content change.
#[derive(Clone)]
pub(super) struct State {
    matrix: Matrix,
    font: Option<*const Dictionary>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    scale: f64,
    leading: f64,
    rise: f64,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            matrix: IDENTITY,
            font: None,
            size: 1.0,
            spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(objects: Objects<'a>) -> Self {
        Self {
            objects,
            lines: Lines::default(),
            beside: String::new(),
            shown: HashSet::new(),
            forms: 0,
            characters: 0,
            fonts: HashMap::new(),
            drawn: Vec::new(),
            nameless: HashMap::new(),
            within: Vec::new(),
        }
    }

    /// Reads a form, or something else that has content and resources of its own.
    pub(super) fn form(
        &mut self,
        id: ObjectId,
        stream: &'a Stream,
        outer: &[&'a Dictionary],
        state: &State,
    ) {
        self.shown.insert(id);
        self.forms += 1;
        let is_loop = self.within.contains(&id);
        if is_loop || self.forms > FORMS || self.within.len() >= NESTED {
            self.objects.exceeded = true;
            return;
        }
        let Some(content) = self.objects.unpack(stream) else {
            return;
        };
        let own = self.objects.dictionary(&stream.dict, b"Resources");
        let resources: Vec<&Dictionary> = own.into_iter().chain(outer.iter().copied()).collect();
        let own = self
            .objects
            .array(&stream.dict, b"Matrix")
            .map_or(IDENTITY, six);
        let mut state = state.clone();
        state.matrix = times(&own, &state.matrix);
        self.within.push(id);
        self.content(&content, &resources, state);
        self.within.pop();
    }

    /// Reads content.
    pub(super) fn content(
        &mut self,
        content: &[u8],
        resources: &[&'a Dictionary],
        mut state: State,
    ) {
        let mut stack: Vec<State> = Vec::new();
        let (mut place, mut line) = (IDENTITY, IDENTITY);
        // Which of the marks around what is shown have a text that stands for it.
        let mut marks: Vec<bool> = Vec::new();
        let mut lexer = Lexer::new(content);
        let mut written = Vec::new();
        while let Some(operator) = lexer.next(&mut written) {
            let operands = written.as_slice();
            let number = |at: usize| operands.get(at).map_or(0.0, real);
            match operator {
                b"q" if stack.len() < 1000 => stack.push(state.clone()),
                b"Q" => state = stack.pop().unwrap_or(state),
                b"cm" => state.matrix = times(&six(operands), &state.matrix),
                b"BT" => (place, line) = (IDENTITY, IDENTITY),
                b"Tf" => self.select(&mut state, operands, resources),
                b"gs" => self.select_by_state(&mut state, operands, resources),
                b"Tc" => state.spacing = number(0),
                b"Tw" => state.word_spacing = number(0),
                b"Tz" => state.scale = number(0) / 100.0,
                b"TL" => state.leading = number(0),
                b"Ts" => state.rise = number(0),
                b"Tm" => (place, line) = (six(operands), six(operands)),
                b"Td" | b"TD" => {
                    if operator == b"TD" {
                        state.leading = -number(1);
                    }
                    line = times(&[1.0, 0.0, 0.0, 1.0, number(0), number(1)], &line);
                    place = line;
                }
                b"T*" | b"'" | b"\"" => {
                    if operator == b"\"" {
                        (state.word_spacing, state.spacing) = (number(0), number(1));
                    }
                    line = times(&[1.0, 0.0, 0.0, 1.0, 0.0, -state.leading], &line);
                    place = line;
                    self.show(&state, &mut place, operands.last());
                }
                b"Tj" | b"TJ" => self.show(&state, &mut place, operands.last()),
                b"BMC" | b"BDC" => {
                    let texts = self.mark(operands, resources);
                    let instead = texts.filter(|_| !marks.contains(&true));
                    marks.push(instead.is_some());
                    if let Some(text) = instead {
                        self.lines.begin_instead(text);
                    }
                }
                b"EMC" if marks.pop() == Some(true) => self.lines.end_instead(),
                b"Do" => {
                    let found = self.resource(resources, b"XObject", operands.first());
                    if let Some((Some(id), Object::Stream(stream))) = found
                        && is_form(stream)
                    {
                        self.form(id, stream, resources, &state);
                    }
                }
                _ => {}
            }
            if self.characters > CHARACTERS {
                self.objects.exceeded = true;
                break;
            }
        }
        if marks.contains(&true) {
            self.lines.end_instead();
        }
        if lexer.is_broken {
            self.objects.doubt("has content that is broken");
        }
    }

    /// A resource by its kind and name; forms use those of what shows them, too.
    fn resource(
        &mut self,
        resources: &[&'a Dictionary],
        kind: &[u8],
        name: Option<&Object>,
    ) -> Option<(Option<ObjectId>, &'a Object)> {
        let name = name?.as_name().ok()?;
        resources.iter().find_map(|one| {
            let all = self.objects.dictionary(one, kind)?;
            let found = self.objects.find(all.get(name).ok()?);
            (!found.1.is_null()).then_some(found)
        })
    }

    /// The text that stands for what is marked; other texts about it are kept aside.
    fn mark(&mut self, operands: &[Object], resources: &[&'a Dictionary]) -> Option<String> {
        let [_, properties] = operands else {
            return None;
        };
        let found = self.resource(resources, b"Properties", Some(properties));
        let properties = match found {
            Some((_, Object::Dictionary(found))) => found,
            _ => properties.as_dict().ok()?,
        };
        for (_, value) in properties {
            if let Object::String(bytes, _) = value {
                self.beside.push_str(&beside::text_string(bytes));
                self.beside.push('\n');
            }
        }
        let actual = properties.get(b"ActualText").ok()?.as_str().ok()?;
        Some(beside::text_string(actual))
    }

    fn select(&mut self, state: &mut State, operands: &[Object], resources: &[&'a Dictionary]) {
        let found = self.resource(resources, b"Font", operands.first());
        let dictionary = found.and_then(|(_, font)| font.as_dict().ok());
        self.select_font(state, dictionary, operands.get(1));
    }

    fn select_by_state(
        &mut self,
        state: &mut State,
        operands: &[Object],
        resources: &[&'a Dictionary],
    ) {
        let found = self.resource(resources, b"ExtGState", operands.first());
        let Some((_, Object::Dictionary(values))) = found else {
            return;
        };
        if let Some([font, size]) = self.objects.array(values, b"Font") {
            let font = self.objects.get(font).as_dict().ok();
            self.select_font(state, font, Some(size));
        }
    }

    fn select_font(
        &mut self,
        state: &mut State,
        dictionary: Option<&'a Dictionary>,
        size: Option<&Object>,
    ) {
        state.size = size.map_or(1.0, real);
        state.font = dictionary.map(std::ptr::from_ref);
        let (Some(dictionary), Some(key)) = (dictionary, state.font) else {
            return;
        };
        if self.fonts.contains_key(&key) {
            return;
        }
        if self.fonts.len() >= FONTS {
            self.objects.exceeded = true;
            return;
        }
        if self.objects.name(dictionary, b"Subtype") == b"Type3" {
            self.drawn.push(dictionary);
        }
        let font = Font::new(dictionary, &mut self.objects);
        self.fonts.insert(key, font);
    }

    /// Shows a string, or several with gaps between them.
    fn show(&mut self, state: &State, place: &mut Matrix, shown: Option<&Object>) {
        let one = match shown {
            Some(Object::Array(array)) => array.as_slice(),
            Some(string) => std::slice::from_ref(string),
            None => return,
        };
        for piece in one {
            match piece {
                Object::String(bytes, _) => self.string(state, place, bytes),
                number => {
                    let by = -real(number) / 1000.0 * state.size;
                    self.forward(state, place, by);
                }
            }
        }
    }

    /// Moves along the line.
    fn forward(&self, state: &State, place: &mut Matrix, by: f64) {
        let font = state.font.and_then(|key| self.fonts.get(&key));
        let by = if font.is_some_and(|font| font.is_vertical) {
            [1.0, 0.0, 0.0, 1.0, 0.0, by]
        } else {
            [1.0, 0.0, 0.0, 1.0, by * state.scale, 0.0]
        };
        *place = times(&by, place);
    }

    fn string(&mut self, state: &State, place: &mut Matrix, bytes: &[u8]) {
        self.characters += bytes.len();
        let mut characters = Vec::new();
        match state.font.and_then(|key| self.fonts.get(&key)) {
            Some(font) => font.read(bytes, |one| characters.push(one)),
            None => Font::missing(bytes, |one| characters.push(one)),
        }
        let is_vertical =
            (state.font.and_then(|key| self.fonts.get(&key))).is_some_and(|font| font.is_vertical);
        let letter = [
            state.size * state.scale,
            0.0,
            0.0,
            state.size,
            0.0,
            state.rise,
        ];
        for one in characters {
            let seen = times(&letter, &times(place, &state.matrix));
            let spacing = one.codes as f64 * state.spacing
                + f64::from(u8::from(one.is_space)) * state.word_spacing;
            if is_vertical {
                self.forward(state, place, -(one.width.max(1.0) * state.size) - spacing);
            } else {
                self.forward(state, place, one.width * state.size + spacing);
            }
            let end = times(&letter, &times(place, &state.matrix));
            let end = (end[4], end[5]);
            self.lines.show(
                &seen,
                end,
                is_vertical,
                &one.text,
                one.drawn.as_deref(),
                one.is_nameless,
            );
            if let Some(key) = state.font.filter(|_| one.is_nameless) {
                let met = self.nameless.entry(key).or_default();
                if met.len() < NAMELESS {
                    met.insert(one.code);
                }
                self.lines.has_nameless |= met.len() >= NAMELESS;
            }
        }
    }
}

/// Whether a stream is a form. Some don't say so, and have a box as forms have.
pub(super) fn is_form(stream: &Stream) -> bool {
    match stream.dict.get(b"Subtype").and_then(Object::as_name) {
        Ok(name) => name == b"Form",
        Err(_) => stream.dict.has(b"BBox") && !stream.dict.has(b"PatternType"),
    }
}
