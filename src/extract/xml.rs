//! The text in the XML of office documents (ECMA-376, OpenDocument 1.3).

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The text of a document's XML: runs joined, paragraphs a line each, cells apart by tabs; and
/// whether all of it could be read.
pub(super) struct Xml {
    pub(super) text: String,
    pub(super) broken: bool,
}

/// Elements after which a line or a row ends.
const LINES: &[&str] = &[
    "p",
    "br",
    "cr",
    "h",
    "row",
    "table-row",
    "si",
    "line-break",
    "comment",
    "title",
    "list-item",
];

/// Elements after which a cell ends, or that stand for a tab.
const CELLS: &[&str] = &["tab", "c", "v", "tc", "table-cell", "t-cell", "ptab"];

/// Attributes in which documents keep text.
const TEXTS: &[&str] = &[
    "descr",
    "title",
    "alt",
    "text",
    "string-value",
    "instr",
    "tooltip",
    "name",
];

/// Reads one XML file of a document.
pub(super) fn xml(source: &str) -> Xml {
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut xml = Xml {
        text: String::new(),
        broken: false,
    };
    let mut shared = false;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return xml,
            Ok(Event::Start(start)) => {
                let name = start.local_name();
                // The number of a shared string is no text of the cell; the string stands in a file
                // of its own.
                if name.as_ref() == "c" {
                    shared = attribute(&start, "t").as_deref() == Some("s");
                }
                xml.attributes(&start);
            }
            Ok(Event::Empty(start)) => {
                xml.attributes(&start);
                xml.end(start.local_name().as_ref());
            }
            Ok(Event::End(end)) => xml.end(end.local_name().as_ref()),
            Ok(Event::Text(text)) if !shared => xml.text.push_str(&text),
            Ok(Event::CData(text)) => xml.text.push_str(&text),
            Ok(Event::GeneralRef(reference)) => match reference.resolve_char_ref() {
                Ok(Some(c)) => xml.text.push(c),
                _ => match quick_xml::escape::resolve_predefined_entity(&reference) {
                    Some(text) => xml.text.push_str(text),
                    None => xml.broken = true,
                },
            },
            // Entities of its own could say anything.
            Ok(Event::DocType(declaration)) => xml.broken |= declaration.contains("ENTITY"),
            Ok(_) => {}
            Err(_) => {
                xml.broken = true;
                return xml;
            }
        }
    }
}

impl Xml {
    fn end(&mut self, name: &str) {
        if LINES.contains(&name) {
            self.text.push('\n');
        } else if CELLS.contains(&name) {
            self.text.push('\t');
        } else if name == "s" {
            // A space of OpenDocument.
            self.text.push(' ');
        }
    }

    fn attributes(&mut self, start: &BytesStart<'_>) {
        for attribute in start.attributes().with_checks(false).flatten() {
            let key = attribute.key.local_name();
            let key = key.as_ref();
            let link = key == "Target" && attribute_is_external(start);
            if link || key == "href" || TEXTS.iter().any(|text| key.eq_ignore_ascii_case(text)) {
                let value = quick_xml::escape::unescape(&attribute.value)
                    .map_or_else(|_| attribute.value.to_string(), String::from);
                // A number or a name of one word is the program's own.
                if link || value.contains([' ', '@', ':']) || value.len() > 12 {
                    self.text.push('\n');
                    self.text.push_str(&value);
                    self.text.push('\n');
                }
            }
        }
    }
}

fn attribute_is_external(start: &BytesStart<'_>) -> bool {
    attribute(start, "TargetMode").as_deref() == Some("External")
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)?;
    Some(found.value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> String {
        xml(source)
            .text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn runs_are_joined_and_paragraphs_are_not() {
        assert_eq!(
            words(
                "<w:p><w:r><w:t>sec</w:t></w:r><w:r><w:t>ret</w:t></w:r></w:p><w:p><w:t>two</w:t></w:p>"
            ),
            "secret two"
        );
        assert_eq!(
            words("<text:p>a<text:s/>b<text:span>c</text:span></text:p>"),
            "a bc"
        );
        assert_eq!(words("<a>x&#65;&amp;<![CDATA[<y>]]></a>"), "xA&<y>");
    }

    #[test]
    fn cells_are_apart_and_numbers_of_shared_strings_are_gone() {
        assert_eq!(
            words("<row><c t='s'><v>7</v></c><c><v>4111</v></c><c><v>1</v></c></row>"),
            "4111 1"
        );
    }

    #[test]
    fn links_and_descriptions_are_text() {
        assert_eq!(
            words("<Relationship Target='https://x.example/' TargetMode='External'/>"),
            "https://x.example/"
        );
        assert_eq!(words("<pic descr='a secret plan'/>"), "a secret plan");
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for source in [
            "<!DOCTYPE a [<!ENTITY x 'secret'>]><a>&x;</a>",
            "<a>&x;</a>",
            "<a",
            "<!-- ",
        ] {
            assert!(xml(source).broken, "{source}");
        }
        assert!(!xml("<a>x</b>").broken);
    }
}
