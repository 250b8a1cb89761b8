//! XML in a vocabulary that nobody here knows: what stands together in it.
//!
//! Which elements part words, and which only mark pieces of one, each vocabulary says in its own
//! way. The pieces of one paragraph are nearer relatives in the tree than those of two. So the
//! texts are read several times, joined across ever more of the tree: one of the readings has the
//! words whole.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::piece::Piece;
use crate::mail::charset;

/// How many levels up the tree texts are joined, at most.
const LEVELS: usize = 4;

/// How far into a file its first element stands.
const HEAD: usize = 4096;

/// Reads an XML file.
pub(super) fn read<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    let declared = charset::named_in_page(&piece.bytes);
    let (sources, _) = charset::readings(&piece.bytes, declared.as_deref());
    if let Some(source) = sources.first() {
        for text in texts(source) {
            found.text(text);
        }
    }
    found
}

/// Whether markup is XML that isn't a page.
pub(super) fn is_xml(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).replace('\0', "");
    let mut rest = head.as_str();
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let name = rest.trim_start_matches('/');
        if name.starts_with(|c: char| c.is_alphabetic()) {
            let end = name.find(|c: char| !c.is_alphanumeric());
            let name = name[..end.unwrap_or(name.len())].to_ascii_lowercase();
            return !matches!(name.as_str(), "html" | "head" | "body");
        }
    }
    false
}

/// The texts of XML, joined across each number of levels, those that differ.
fn texts(source: &str) -> Vec<String> {
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut tree = Tree::default();
    loop {
        match reader.read_event() {
            // What is broken is read as a page is, by others.
            Ok(Event::Eof) | Err(_) => break,
            Ok(Event::Start(start)) => {
                tree.depth += 1;
                tree.codes += usize::from(is_code(start.local_name().as_ref()));
                tree.glyphs(&start);
            }
            Ok(Event::Empty(start)) => tree.glyphs(&start),
            Ok(Event::End(end)) => {
                tree.depth = tree.depth.saturating_sub(1);
                tree.lowest = tree.lowest.min(tree.depth);
                let is_code = is_code(end.local_name().as_ref());
                tree.codes = tree.codes.saturating_sub(usize::from(is_code));
            }
            Ok(Event::Text(text)) => tree.text(&text),
            Ok(Event::CData(text)) => tree.text(&text),
            Ok(Event::GeneralRef(reference)) => match reference.resolve_char_ref() {
                Ok(Some(c)) => tree.text(c.encode_utf8(&mut [0; 4])),
                _ => tree.text(resolve_predefined_entity(&reference).unwrap_or_default()),
            },
            Ok(_) => {}
        }
    }
    let mut texts = Vec::from(tree.texts);
    texts.dedup();
    texts
}

/// The texts that are put together.
#[derive(Default)]
struct Tree {
    texts: [String; LEVELS],
    depth: usize,
    /// How deep the last text stood, and how far up the way from there has led.
    last: usize,
    lowest: usize,
    /// How many elements are open that hold the codes of a format.
    codes: usize,
}

/// Whether an element amid a text to be translated holds a code of the format that the text came
/// from (XLIFF 1.2, TMX 1.4), which other readings have.
fn is_code(name: &str) -> bool {
    matches!(name, "bpt" | "ept" | "ph" | "it" | "ut")
}

impl Tree {
    fn text(&mut self, text: &str) {
        // What indents XML is no text.
        if text.is_empty() || text.contains('\n') && text.trim().is_empty() || self.codes > 0 {
            return;
        }
        let levels = self.depth.max(self.last) - self.lowest;
        // Numbers of two elements are two.
        let is_digit = |c: Option<char>| c.is_some_and(char::is_numeric);
        let starts = is_digit(text.chars().next());
        for (level, whole) in self.texts.iter_mut().enumerate() {
            let is_number = levels > 0 && (starts || is_digit(whole.chars().next_back()));
            if (levels > level || is_number) && !whole.is_empty() {
                whole.push_str("\n\n");
            }
            whole.push_str(text);
        }
        (self.last, self.lowest) = (self.depth, self.depth);
    }

    /// Adds what an attribute says of a text: the letters of glyphs (XPS), a word of a page that
    /// was recognized (ALTO), which may go on in the next line.
    fn glyphs(&mut self, start: &BytesStart<'_>) {
        let (key, behind) = match start.local_name().as_ref() {
            "Glyphs" => ("UnicodeString", ""),
            "String" => ("CONTENT", " "),
            "HYP" => {
                for text in &mut self.texts {
                    text.truncate(text.trim_end_matches(' ').len());
                }
                return;
            }
            _ => return,
        };
        let letters = start
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|one| one.key.local_name().as_ref() == key);
        if let Some(letters) = letters {
            let letters = quick_xml::escape::unescape(&letters.value)
                .map_or_else(|_| letters.value.to_string(), String::from);
            self.lowest = self.lowest.min(self.depth.saturating_sub(1));
            let letters = letters.strip_prefix("{}").unwrap_or(&letters);
            self.text(&[letters, behind].concat());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole_whatever_parts_them_in_the_tree() {
        for source in [
            "<svg><text><tspan>fal</tspan><tspan>coner</tspan></text><text>x</text></svg>",
            "<d><p>the fal<e>coner</e></p><p>next</p></d>",
            "<s><p><r><t>fal</t></r><r><t>coner</t></r></p><p><r><t>x</t></r></p></s>",
            "<r>fal<![CDATA[coner]]></r>",
            "<r>fal&#99;oner</r>",
            "<seg>fal<bpt i='1'>{\\b </bpt>coner<ept i='1'>}</ept> x</seg>",
            "<source>fal<ph id='1'>&lt;br/&gt;</ph>coner</source>",
            "<a><TextLine><String CONTENT='the'/><SP/><String CONTENT='fal'/><HYP CONTENT='-'/>\
             </TextLine><TextLine><String CONTENT='coner'/><String CONTENT='x'/></TextLine></a>",
            "<F><Glyphs UnicodeString='fal'/><Glyphs UnicodeString='{}coner '/></F>",
        ] {
            let all = texts(source);
            let is_whole = |text: &String| text.split_whitespace().any(|word| word == "falconer");
            assert!(all.iter().any(is_whole), "{source}: {all:?}");
        }
        let numbers = texts("<r><c>1234</c><c>5678</c></r>");
        assert_eq!(numbers, ["1234\n\n5678"]);
    }

    #[test]
    fn pages_are_no_xml_of_this_kind() {
        assert!(is_xml(b"<?xml version='1.0'?>\n<!-- x --><svg>"));
        assert!(!is_xml(
            b"<?xml version='1.0'?><!DOCTYPE html><html xmlns='x'>"
        ));
        assert!(!is_xml(b"<!DOCTYPE html>\n<HTML>"));
    }
}
