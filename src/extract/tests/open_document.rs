//! OpenDocument: words in each place that it has.

use super::attached;
use super::office::{assert_word, has_word, stored};
use crate::extract::Content;

/// What is found in an OpenDocument file with this content.
pub(super) fn open_document(xml: &str) -> Content {
    let mimetype = b"application/vnd.oasis.opendocument.text";
    attached(
        "x.odt",
        &stored(&[("mimetype", mimetype), ("content.xml", xml.as_bytes())]),
    )
}

#[test]
fn words_of_open_documents_are_found_wherever_they_stand() {
    for xml in [
        "<text:p>text<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>\
         falconer</text:p></text:note-body></text:note> goes on</text:p>",
        "<text:p>fal<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>x\
         </text:p></text:note-body></text:note>coner</text:p>",
        "<text:p>a<office:annotation><dc:creator>Alice</dc:creator><dc:date>2026-01-01</dc:date>\
         <text:p>falconer</text:p></office:annotation>b</text:p>",
        "<officeooo:annotation><dc:creator>Alice</dc:creator><text:p>falconer</text:p>\
         </officeooo:annotation>",
        "<text:deletion><office:change-info><dc:creator>A</dc:creator></office:change-info><text:p>\
         falconer</text:p></text:deletion>",
        "<text:p>a<draw:custom-shape><text:p>falconer</text:p><draw:enhanced-geometry/>\
         </draw:custom-shape>b</text:p>",
        "<text:p>a<draw:frame><draw:image/><svg:title>falconer</svg:title><svg:desc>x</svg:desc>\
         </draw:frame>b</text:p>",
        "<text:p><text:drop-down text:name='x'><text:label text:value='falconer'/>y\
         </text:drop-down></text:p>",
        "<table:table table:name='Falconer'/>",
        "<table:named-expression table:name='x' table:expression='&quot;falconer&quot;'/>",
        "<table:named-range table:name='falconer' table:cell-range-address='$A$1'/>",
        "<table:table-cell table:formula='of:=&quot;falconer&quot;' office:value='1'/>",
        "<table:content-validation><table:help-message table:title='falconer'/>",
        "<table:filter-condition table:field-number='0' table:value='falconer'/>",
        "<table:database-range table:name='falconer'/>",
        "<text:list-style style:name='L1'><text:list-level-style-number style:num-suffix='falconer'\
         /></text:list-style>",
        "<number:number-style style:name='N1'><number:text>falconer</number:text><number:number/>\
         </number:number-style>",
        "<text:hidden-text text:condition='x' text:string-value='falconer'/>",
        "<text:bookmark text:name='falconer'/>",
        "<form:listbox><form:option form:label='falconer'/></form:listbox>",
        "<meta:keyword>one</meta:keyword><meta:keyword>falconer</meta:keyword>",
        "<presentation:footer-decl presentation:name='f'>falconer</presentation:footer-decl>\
         <presentation:date-time-decl>x</presentation:date-time-decl>",
        "<text:a xlink:href='https://x.example/?q=falconer'>x</text:a>",
        "<text:p>fal<text:span text:style-name='T1'>con</text:span>er</text:p>",
    ] {
        let content = open_document(&format!("<office:x>{xml}</office:x>"));
        assert_word(&content, xml);
    }
}

#[test]
fn open_documents_that_were_packed_again_are_read_as_documents() {
    let content = attached(
        "x.odt",
        &stored(&[
            ("content.xml", b"<office:document-content/>"),
            ("META-INF/manifest.xml", b"<manifest:manifest/>"),
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            (
                "x.xml",
                b"<text:p>fal<text:note><text:p>x</text:p></text:note>coner</text:p>",
            ),
        ]),
    );
    assert_word(&content, "packed again");
}

/// A text with styles of its own, and those that stand in a file beside it.
fn styled(own: &str, listed: &str, text: &str) -> Content {
    let content = format!(
        "<office:document-content><office:automatic-styles>{own}</office:automatic-styles>\
         <office:body>{text}</office:body></office:document-content>"
    );
    let styles = format!(
        "<office:document-styles><office:styles>{listed}</office:styles></office:document-styles>"
    );
    attached(
        "x.odt",
        &stored(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", content.as_bytes()),
            ("styles.xml", styles.as_bytes()),
        ]),
    )
}

#[test]
fn raised_letters_are_part_of_a_word_and_raised_numbers_are_not() {
    let raised = "<style:style style:name='T1' style:family='text'><style:text-properties \
                  style:text-position='super 58%'/></style:style>";
    let lowered = &raised.replace("super 58%", "-33% 58%");
    for (own, listed) in [(raised, ""), (lowered, ""), ("", raised)] {
        for text in [
            "<text:p>fal<text:span text:style-name='T1'>c</text:span>oner</text:p>",
            "<text:p>a falconer<text:span text:style-name='T1'>2</text:span> b</text:p>",
            "<text:p>a falconer<text:span text:style-name='T1'>2</text:span>, b</text:p>",
            "<text:p><text:span text:style-name='T1'>2</text:span>falconer</text:p>",
            "<text:p>falconer<text:span text:style-name='T1'><text:a xlink:href='#1'>2</text:a>\
             </text:span></text:p>",
        ] {
            assert_word(&styled(own, listed, text), text);
        }
    }
    // Only what is raised is set apart.
    let bold = "<style:style style:name='T1' style:family='text'><style:text-properties \
                fo:font-weight='bold'/></style:style>";
    let text = "<text:p>falconer<text:span text:style-name='T1'>2</text:span></text:p>";
    assert!(!has_word(&styled(bold, "", text)));
}

#[test]
fn names_that_people_give_to_styles_are_text() {
    for listed in [
        "<style:style style:name='falconer' style:family='paragraph'/>",
        "<style:style style:name='My_20_falconer' style:display-name='My falconer'/>",
        "<style:style style:name='My_20_falconer'/>",
        "<text:list-style style:name='A' style:display-name='falconer'/>",
        "<draw:gradient draw:name='A' draw:display-name='falconer'/>",
    ] {
        assert_word(&styled("", listed, "<text:p>x</text:p>"), listed);
    }
    let unnamed = "<style:style style:name='falconer' style:family='text'/>";
    assert!(!has_word(&styled(unnamed, "", "<text:p>x</text:p>")));
    let usual = "<style:style style:name='Heading_20_1' style:display-name='Heading 1' \
                 style:family='paragraph'/>";
    let content = styled("", usual, "<text:p>x</text:p>");
    assert!(content.finds("heading").is_none(), "{:#?}", content.texts);
}
