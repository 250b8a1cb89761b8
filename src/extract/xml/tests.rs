//! The texts of XML files.
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
