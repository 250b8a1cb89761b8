//! Parts of office documents that few programs write, and people see all the same.

use super::office::{TYPES, open_xml, stored};
use super::open_document::open_document;
use super::{attached, view};

fn assert_says(part: &str, xml: &str) {
    let content = open_xml(part, xml);
    assert!(content.says("kestrelwing"), "{xml}: {:#?}", content.texts);
    assert_eq!(content.uninspectable, None, "{xml}: {}", content.why());
}

#[test]
fn words_in_odd_pieces_are_whole() {
    for xml in [
        "<w:p><w:t>kestrel</w:t><w:sym w:font='Arial' w:char='F077'/><w:t>ing</w:t></w:p>",
        "<w:p><w:t>kestrel</w:t><w:sym w:font='Arial' w:char='0077'/><w:t>ing</w:t></w:p>",
        "<w:p><w:t>kestrelwing</w:t><w:sym w:font='Wingdings' w:char='F0E0'/><w:t>x</w:t></w:p>",
        "<w:p><w:fldChar w:fldCharType='begin'><w:ffData><w:helpText w:val='kestrelwing'/>\
         </w:ffData></w:fldChar></w:p>",
        "<w:p><w:moveFrom><w:r><w:t>kestrel</w:t></w:r></w:moveFrom><w:moveFrom><w:r><w:t>wing\
         </w:t></w:r></w:moveFrom><w:r><w:t>foo</w:t></w:r></w:p>",
        "<w:p><w:del><w:r><w:delText>kestrel</w:delText></w:r><w:r><w:delText>wing</w:delText>\
         </w:r></w:del><w:r><w:t>foo</w:t></w:r></w:p>",
    ] {
        assert_says("word/document.xml", xml);
    }
    for xml in [
        "<c t='inlineStr'><is><t>kestrel_x0077_ing</t></is></c>",
        "<c t='inlineStr'><is><t>one_x000D_kestrelwing_x000D_x</t></is></c>",
        "<tableColumn id='1' name='one_x000a_kestrelwing'/>",
    ] {
        assert_says("xl/worksheets/sheet1.xml", xml);
    }
    assert_says(
        "visio/pages/page1.xml",
        "<Shape><Text><cp IX='0'/>the kestrel<cp IX='1'/>wing<pp IX='0'/> plan</Text></Shape>",
    );
    assert_says("customXml/data.xml", "<client id='kestrelwing' type='x'/>");
    assert_says(
        "Documents/1/Pages/1.fpage",
        "<FixedPage><Glyphs UnicodeString='the kestrel'/><Glyphs UnicodeString='wing'/>\
         </FixedPage>",
    );
}

#[test]
fn words_beside_numbers_of_notes_are_whole() {
    let styles = "<style:style style:name='S'><style:text-properties style:text-position='super \
                  58%'/></style:style>";
    for paragraph in [
        "kestrelwing<text:note><text:note-citation>1</text:note-citation><text:note-body>\
         <text:p>n</text:p></text:note-body></text:note>foo",
        "kestrelwing<text:span text:style-name='S'>2</text:span>foo",
        "foo<text:span text:style-name='S'>2</text:span>kestrelwing",
    ] {
        let content = open_document(&format!("{styles}<text:p>{paragraph}</text:p>"));
        assert!(
            content.says("kestrelwing"),
            "{paragraph}: {:#?}",
            content.texts
        );
    }
    let note = "<w:p><w:r><w:t>kestrelwing</w:t></w:r><w:r><w:footnoteReference w:id='1'/></w:r>\
                <w:r><w:t>foo</w:t></w:r></w:p>";
    assert_says("word/document.xml", note);
}

#[test]
fn letters_of_drawn_pictures_are_read() {
    let mut picture = vec![1, 0, 0, 0, 108, 0, 0, 0];
    picture.extend([0; 32]);
    picture.extend(b" EMF");
    picture.extend([0; 60]);
    picture.extend("kestrelwing".encode_utf16().flat_map(u16::to_le_bytes));
    picture.extend([0; 8]);
    let document = stored(&[TYPES, ("word/media/image1.emf", &picture)]);
    assert!(attached("a.docx", &document).says("kestrelwing"));
}

#[test]
fn a_document_in_pieces_is_told() {
    let document = stored(&[
        TYPES,
        (
            "Documents/1/Pages/1.fpage/[0].piece",
            b"<FixedPage><Glyphs U='kestr",
        ),
        (
            "Documents/1/Pages/1.fpage/[1].last.piece",
            b"elwing'/></FixedPage>",
        ),
    ]);
    assert!(attached("a.xps", &document).uninspectable.is_some());
}

#[test]
fn queries_of_workbooks_are_read() {
    use base64::Engine;
    let archive = stored(&[("Formulas/Section1.m", b"section x; shared y = 1;\n")]);
    let mut data = 0_u32.to_le_bytes().to_vec();
    data.extend(u32::try_from(archive.len()).unwrap().to_le_bytes());
    data.extend(&archive);
    data.extend([0; 12]);
    let data = base64::engine::general_purpose::STANDARD.encode(data);
    let content = open_xml(
        "customXml/item1.xml",
        &format!("<DataMashup xmlns='x'>{data}</DataMashup>"),
    );
    assert!(
        content.finds("section x; shared y").is_some(),
        "{:#?}",
        content.texts
    );
    assert_eq!(content.uninspectable, None, "{}", content.why());
}

#[test]
fn a_uuencoded_part_without_its_first_line_is_read_and_in_doubt() {
    let part = |body: &str| {
        format!(
            "From: a\nMIME-Version: 1.0\nContent-Type: application/octet-stream; name=f.bin\n\
             Content-Transfer-Encoding: x-uuencode\n\n{body}"
        )
    };
    // "the kestrelwing plan"
    let line = "4=&AE(&ME<W1R96QW:6YG('!L86X`\n`\nend\n";
    let content = view(&part(line));
    assert!(
        content.why().contains("transfer encoding"),
        "{}",
        content.why()
    );
    assert!(
        content.finds("the kestrelwing plan").is_some(),
        "{:#?}",
        content.texts
    );
    let content = view(&part(&format!("begin 644 f.txt\n{line}")));
    assert!(
        content.finds("the kestrelwing plan").is_some(),
        "{:#?}",
        content.texts
    );
    assert_eq!(content.why(), "");
}
