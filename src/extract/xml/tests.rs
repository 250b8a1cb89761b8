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

#[test]
fn notes_behind_one_long_word_make_no_more_text_than_the_file_has_many_times() {
    for size in [64 << 10, 512 << 10] {
        let word = "k".repeat(size / 2);
        let raised = "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>1</w:t></w:r>\
                      <w:r><w:t>a</w:t></w:r>";
        for mark in [
            "<text:note/>",
            "<w:footnoteReference/>",
            "<note/>x",
            "<w:p><note/></w:p>",
            raised,
            "<m:num>1</m:num>",
        ] {
            let source = format!("<d><p>{word}{}</p></d>", mark.repeat(size / 2 / mark.len()));
            let xml = Xml::read(&source);
            let most = 60 * source.len();
            assert!(
                xml.text.len() <= most,
                "{mark}: {} of {size}",
                xml.text.len()
            );
            assert!(!xml.is_broken, "{mark}");
        }
    }
}

#[test]
fn text_that_a_few_bytes_ask_for_without_end_is_in_doubt() {
    let blanks = "<text:s text:c='1024'/>".repeat(20_000);
    let xml = Xml::read(&format!("<text:p>{blanks}</text:p>"));
    assert!(xml.is_too_much);
    assert!(xml.text.len() <= 9 << 20, "{}", xml.text.len());
    assert!(!Xml::read("<text:p>a<text:s text:c='1024'/>b</text:p>").is_too_much);
}
