//! The pages of a PDF, and what else has content (ISO 32000-1, 7.7.3).
//!
//! lopdf walks only trees of pages that are as the specification has them. Programs that show PDFs
//! find the pages of others, too.

use std::collections::HashSet;

use lopdf::{Dictionary, Object, ObjectId};

use super::content::{Reader, State, is_form};
use super::objects::as_dictionary;

/// Levels of pages that are followed to find what a page inherits.
const LEVELS: usize = 64;

impl<'a> Reader<'a> {
    /// Reads all pages: those of the tree in its order, then those that no tree has.
    pub(super) fn pages(&mut self) {
        let document = self.objects.document;
        let mut met: HashSet<*const Dictionary> = HashSet::new();
        let root = (document.trailer.get(b"Root").ok())
            .and_then(|root| as_dictionary(self.objects.get(root)));
        let mut work = Vec::new();
        if let Some(pages) = root.and_then(|root| self.objects.entry(root, b"Pages")) {
            work.push((pages, None));
        }
        while let Some((node, inherited)) = work.pop() {
            let Object::Dictionary(node) = self.objects.get(node) else {
                continue;
            };
            // A tree may have itself within.
            if !met.insert(node) {
                continue;
            }
            let resources = self.objects.dictionary(node, b"Resources").or(inherited);
            match self.objects.array(node, b"Kids") {
                Some(kids) => work.extend(kids.iter().rev().map(|kid| (kid, resources))),
                None => self.page(node, resources),
            }
            if node.has(b"Kids") && node.has(b"Contents") {
                self.page(node, resources);
            }
        }
        for object in document.objects.values() {
            if let Object::Dictionary(page) = object
                && (page.has_type(b"Page") || page.has_type(b"Template"))
                && met.insert(page)
            {
                let resources = self.inherited(page);
                self.page(page, resources);
            }
        }
    }

    fn inherited(&mut self, page: &'a Dictionary) -> Option<&'a Dictionary> {
        let mut node = page;
        for _ in 0..LEVELS {
            if let Some(resources) = self.objects.dictionary(node, b"Resources") {
                return Some(resources);
            }
            node = self.objects.dictionary(node, b"Parent")?;
        }
        None
    }

    fn page(&mut self, page: &'a Dictionary, resources: Option<&'a Dictionary>) {
        let Ok(contents) = page.get(b"Contents") else {
            return;
        };
        let streams = match self.objects.find(contents) {
            (_, Object::Array(array)) => array.iter().collect(),
            _ => vec![contents],
        };
        let (mut apart, mut joined) = (Vec::new(), Vec::new());
        let mut is_split = false;
        for stream in streams {
            let (id, Object::Stream(stream)) = self.objects.find(stream) else {
                continue;
            };
            self.shown.extend(id);
            let Some(content) = self.objects.unpack(stream) else {
                continue;
            };
            let ends = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_whitespace);
            is_split |= !ends(joined.last()) && !ends(content.first());
            joined.extend_from_slice(&content);
            apart.extend_from_slice(&content);
            apart.push(b'\n');
        }
        let resources: Vec<&Dictionary> = resources.into_iter().collect();
        self.lines.part();
        self.content(&apart, &resources, State::new());
        if is_split {
            // Some programs read the pieces as one: a word may go on in the next piece.
            self.lines.part();
            self.content(&joined, &resources, State::new());
        }
    }

    /// Reads what no page shows by itself: appearances of notes and fields, patterns, characters
    /// that are drawn.
    pub(super) fn others(&mut self) {
        let document = self.objects.document;
        let root = (document.trailer.get(b"Root").ok())
            .and_then(|root| as_dictionary(self.objects.get(root)));
        let form = root.and_then(|root| self.objects.dictionary(root, b"AcroForm"));
        let fonts = form.and_then(|form| self.objects.dictionary(form, b"DR"));
        let outer: Vec<&Dictionary> = fonts.into_iter().collect();
        for (&id, object) in &document.objects {
            if let Object::Stream(stream) = object
                && (is_form(stream) || stream.dict.has(b"PatternType"))
                && !self.shown.contains(&id)
            {
                self.lines.part();
                self.form(id, stream, &outer, &State::new());
            }
        }
        while let Some(font) = self.drawn.pop() {
            let own = self.objects.dictionary(font, b"Resources");
            let outer: Vec<&Dictionary> = own.into_iter().collect();
            let drawn = self.objects.dictionary(font, b"CharProcs");
            for (_, one) in drawn.into_iter().flatten() {
                if let (Some(id), Object::Stream(stream)) = self.objects.find(one)
                    && self.is_new(id)
                {
                    self.lines.part();
                    self.form(id, stream, &outer, &State::new());
                }
            }
        }
        self.lines.part();
    }

    fn is_new(&self, id: ObjectId) -> bool {
        !self.shown.contains(&id)
    }
}
