//! The text in the XML of documents: of office documents (ECMA-376, OpenDocument 1.3), and of forms
//! in PDFs.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The text of an XML file.
pub(super) struct Xml {
    /// Runs joined, a line for each paragraph, tabs between cells.
    pub(super) text: String,
    /// Whether some of it can't be read.
    pub(super) is_broken: bool,
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

impl Xml {
    /// Reads an XML file.
    pub(super) fn read(source: &str) -> Self {
        let mut reader = Reader::from_str(source);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        let mut xml = Self {
            text: String::new(),
            is_broken: false,
        };
        let mut is_shared = false;
        loop {
            match reader.read_event() {
                Ok(Event::Eof) => return xml,
                Ok(Event::Start(start)) => {
                    let name = start.local_name();
                    // The number of a shared string is no text of the cell; the string stands in a
                    // file of its own.
                    if name.as_ref() == "c" {
                        is_shared = attribute(&start, "t").as_deref() == Some("s");
                    }
                    xml.attributes(&start);
                }
                Ok(Event::Empty(start)) => {
                    xml.attributes(&start);
                    xml.end(start.local_name().as_ref());
                }
                Ok(Event::End(end)) => xml.end(end.local_name().as_ref()),
                Ok(Event::Text(text)) if !is_shared => xml.text.push_str(&text),
                Ok(Event::CData(text)) => xml.text.push_str(&text),
                Ok(Event::GeneralRef(reference)) => match reference.resolve_char_ref() {
                    Ok(Some(c)) => xml.text.push(c),
                    _ => match quick_xml::escape::resolve_predefined_entity(&reference) {
                        Some(text) => xml.text.push_str(text),
                        None => xml.is_broken = true,
                    },
                },
                // Entities of its own could say anything.
                Ok(Event::DocType(declaration)) => xml.is_broken |= declaration.contains("ENTITY"),
                Ok(_) => {}
                Err(_) => {
                    xml.is_broken = true;
                    return xml;
                }
            }
        }
    }

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
            let is_link = key == "Target" && is_external(start);
            if is_link || key == "href" || TEXTS.iter().any(|text| key.eq_ignore_ascii_case(text)) {
                let value = quick_xml::escape::unescape(&attribute.value)
                    .map_or_else(|_| attribute.value.to_string(), String::from);
                // A number or a name of one word is the program's own.
                if is_link || value.contains([' ', '@', ':']) || value.len() > 12 {
                    self.text.push('\n');
                    self.text.push_str(&value);
                    self.text.push('\n');
                }
            }
        }
    }
}

fn is_external(start: &BytesStart<'_>) -> bool {
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
        Xml::read(source)
            .text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn runs_are_joined_and_paragraphs_are_not() {
        assert_eq!(
            words(
                "<w:p><w:r><w:t>sec</w:t></w:r><w:r><w:t>ret</w:t></w:r></w:p>\
                 <w:p><w:t>two</w:t></w:p>"
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
    fn cells_are_separated_and_numbers_of_shared_strings_dropped() {
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
    fn broken_xml_is_reported() {
        for source in [
            "<!DOCTYPE a [<!ENTITY x 'secret'>]><a>&x;</a>",
            "<a>&x;</a>",
            "<a",
            "<!-- ",
        ] {
            assert!(Xml::read(source).is_broken, "{source}");
        }
        assert!(!Xml::read("<a>x</b>").is_broken);
    }
}
