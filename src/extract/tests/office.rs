//! Office documents: what people see or search in them, wherever their programs keep it.

use std::io::{Cursor, Write};

use zip::write::{ExtendedFileOptions, FileOptions, SimpleFileOptions};
use zip::{CompressionMethod, ZipWriter};

use super::attached;
use crate::extract::{Content, Kind};

/// An archive of these files.
pub(super) fn stored(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(super) const TYPES: (&str, &[u8]) = ("[Content_Types].xml", b"<Types xmlns='x'/>");

/// What is found in an Office Open XML document with one part.
pub(super) fn open_xml(part: &str, xml: &str) -> Content {
    attached("x.docx", &stored(&[TYPES, (part, xml.as_bytes())]))
}

/// Whether "falconer" stands in a text as a whole word.
pub(super) fn has_word(content: &Content) -> bool {
    let is_word = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .any(|word| word == "falconer")
    };
    content.texts.iter().any(|text| is_word(&text.folded))
}

#[track_caller]
pub(super) fn assert_word(content: &Content, what: &str) {
    assert!(has_word(content), "{what}: {:#?}", content.texts);
    assert_eq!(content.uninspectable, None, "{what}: {}", content.why());
}

#[test]
fn words_of_workbooks_are_found_wherever_they_stand() {
    for (part, xml) in [
        (
            "workbook",
            "<sheets><sheet name='Falconer' sheetId='1' r:id='rId1'/></sheets>",
        ),
        (
            "workbook",
            "<definedName name='x'>\"falconer\"</definedName>",
        ),
        (
            "workbook",
            "<definedName name='falconer'>Sheet1!A1</definedName>",
        ),
        (
            "sheet",
            "<row><c t='s'><v>0</v></c></row><oddHeader>&amp;Lfalconer&amp;RPage &amp;P\
                   </oddHeader>",
        ),
        (
            "sheet",
            "<c t='s'><v>0</v></c><oddFooter>&amp;L&amp;\"Arial,Bold\"&amp;9falconer&amp;C\
                   x</oddFooter>",
        ),
        (
            "sheet",
            "<c r='A1' t='s'/><c t='str'><f>A2</f><v>falconer</v></c>",
        ),
        (
            "sheet",
            "<c><f>CONCATENATE(\"falconer\",B1)</f><v>7</v></c>",
        ),
        ("sheet", "<c><f>B1</f><v>falconer</v></c>"),
        (
            "sheet",
            "<c t='inlineStr'><is><r><t>fal</t></r><r><rPr><b/><color rgb='FF00FF00'/></rPr>\
                   <t>coner</t></r></is></c>",
        ),
        (
            "sheet",
            "<c t='s'><v>0</v></c><dataValidation sqref='A1' prompt='falconer'>\
                   <formula1>\"a,b\"</formula1></dataValidation>",
        ),
        (
            "sheet",
            "<dataValidation><formula1>\"north,falconer\"</formula1></dataValidation>",
        ),
        (
            "sheet",
            "<c t='s'><v>0</v></c><hyperlink ref='A1' display='x' tooltip='falconer'/>",
        ),
        (
            "sheet",
            "<filterColumn colId='0'><filters><filter val='falconer'/></filters>",
        ),
        ("sheet", "<scenario name='falconer' user='A'/>"),
        ("sheet", "<cfRule type='containsText' text='falconer'/>"),
        (
            "styles",
            "<numFmt numFmtId='164' formatCode='&quot;fal&quot;\\c&quot;oner&quot; 0'/>",
        ),
        (
            "comments",
            "<authors><author>Alice</author></authors><comment ref='A1' authorId='0'>\
                      <text><t>falconer</t></text></comment>",
        ),
        (
            "comments",
            "<author>falconer</author><commentList><text><t>x</t></text></commentList>",
        ),
        (
            "threadedComments",
            "<threadedComment dT='2026'><text>falconer</text></threadedComment>",
        ),
        (
            "persons",
            "<person displayName='Falconer' id='{0}' userId='x' providerId='None'/>",
        ),
        (
            "pivotCache",
            "<sharedItems count='1'><s v='falconer'/></sharedItems>",
        ),
        ("pivotCache", "<cacheField name='falconer' numFmtId='0'/>"),
        (
            "tables",
            "<tableColumn id='1' name='falconer' totalsRowLabel='x'/>",
        ),
        (
            "drawings",
            "<xdr:cNvPr id='2' name='Picture 1' descr='falconer'/>",
        ),
        (
            "drawings",
            "<xdr:from><xdr:col>1</xdr:col></xdr:from><a:p><a:r><a:t>falconer</a:t></a:r>\
                      </a:p><xdr:to>2</xdr:to>",
        ),
        (
            "charts",
            "<c:ser><c:tx><c:strRef><c:f>Sheet1!A1</c:f><c:strCache><c:pt idx='0'><c:v>\
                    falconer</c:v></c:pt></c:strCache></c:strRef></c:tx></c:ser>",
        ),
        (
            "connections",
            "<connection name='x'><dbPr command='SELECT falconer FROM t'/>",
        ),
        (
            "externalLinks",
            "<sheetNames><sheetName val='falconer'/></sheetNames>",
        ),
        (
            "vmlDrawing",
            "<v:textbox><div>x <font>fal</font><font>coner</font></div></v:textbox>",
        ),
    ] {
        let content = open_xml(&format!("xl/{part}.xml"), &format!("<x>{xml}</x>"));
        assert_word(&content, xml);
    }
}

#[test]
fn words_of_texts_and_slides_are_found_wherever_they_stand() {
    for xml in [
        "<w:p><w:r><w:t>fal</w:t></w:r><w:proofErr w:type='a'/><w:bookmarkStart w:id='0' \
         w:name='mark'/><w:r><w:rPr><w:rStyle w:val='Strong'/></w:rPr><w:t>coner</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>fal</w:t></w:r><w:r><w:footnoteReference w:id='1'/></w:r><w:r><w:drawing>\
         <wp:posOffset>12</wp:posOffset></w:drawing></w:r><w:r><w:t>coner</w:t></w:r></w:p>",
        "<w:p><w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText='x' w:value='falconer'/>\
         </w:dropDownList></w:sdtPr></w:sdt></w:p>",
        "<w:p><w:sdt><w:sdtPr><w:alias w:val='falconer'/></w:sdtPr></w:sdt></w:p>",
        "<w:ffData><w:ddList><w:listEntry w:val='falconer'/></w:ddList></w:ffData>",
        "<w:lvl w:ilvl='0'><w:numFmt w:val='decimal'/><w:lvlText w:val='falconer %1'/></w:lvl>",
        "<w:docVars><w:docVar w:name='x' w:val='falconer'/></w:docVars>",
        "<w:p><w:fldSimple w:instr=' AUTHOR falconer '/></w:p>",
        "<w:p><w:r><w:t>see</w:t></w:r><w:r><w:fldChar/></w:r><w:r><w:instrText>TC fal\
         </w:instrText></w:r><w:r><w:instrText>coner</w:instrText></w:r><w:r><w:t>x</w:t></w:r>\
         </w:p>",
        "<w:p><w:r><w:t>fal</w:t></w:r><w:del w:author='A'><w:r><w:delText>xyz</w:delText></w:r>\
         </w:del><w:r><w:t>coner</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>fal</w:t></w:r><w:del w:author='A'><w:r><w:delText>coner</w:delText></w:r>\
         </w:del><w:ins w:author='A'><w:r><w:t>se</w:t></w:r></w:ins></w:p>",
        "<w:p><w:ins w:id='1' w:author='Falconer'><w:r><w:t>x</w:t></w:r></w:ins></w:p>",
        "<w:comment w:id='0' w:author='falconer' w:initials='AB'><w:p><w:t>x</w:t></w:p>\
         </w:comment>",
        "<w:tblPr><w:tblCaption w:val='falconer'/></w:tblPr>",
        "<w:p><w:r>text<w:pict><v:shape alt='falconer'/></w:pict>more</w:r></w:p>",
        "<w:p><w:r>a<w:pict><w:txbxContent><w:p><w:t>falconer</w:t></w:p></w:txbxContent></w:pict>b\
         </w:r></w:p>",
        "<v:textpath string='falconer'/>",
        "<w:p><w:ruby><w:rt><w:t>falconer</w:t></w:rt><w:rubyBase><w:t>x</w:t></w:rubyBase>\
         </w:ruby></w:p>",
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:t>x</w:t></mc:Choice><mc:Fallback><w:t>fal\
         </w:t></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>coner</w:t></w:r></w:p>",
        "<cp:keywords>one</cp:keywords><dc:creator>falconer</dc:creator><dc:title>two</dc:title>",
        "<TitlesOfParts><vt:lpstr>one</vt:lpstr><vt:lpstr>falconer</vt:lpstr></TitlesOfParts>",
        "<property fmtid='{1}' pid='2' name='falconer'><vt:lpwstr>x</vt:lpwstr></property>",
        "<property name='x'><vt:lpwstr>falconer</vt:lpwstr></property>",
        "<Relationship Id='rId1' Target='https://x.example/fal%63oner' TargetMode='External'/>",
        "<Relationship Id='rId1' Target='file:///C:/falconer.xlsx'/>",
        "<p:cm authorId='0'><p:text>falconer</p:text></p:cm>",
        "<p:cmAuthor id='0' name='falconer' initials='A'/>",
        "<p:tag name='X' val='falconer'/>",
        "<p:custShow name='falconer'/>",
        "<a:p><a:fld type='slidenum'><a:t>1</a:t></a:fld></a:p><a:p><a:t>falconer</a:t></a:p>",
        "<a:rPr><a:hlinkClick r:id='rId1' tooltip='falconer'/></a:rPr>",
        "<dgm:pt modelId='1'><dgm:t><a:p><a:r><a:t>falconer</a:t></a:r></a:p></dgm:t></dgm:pt>",
        "<p:oleObj name='falconer' progId='Word.Document'/>",
        "<m:oMath><m:r><m:t>falconer</m:t></m:r><m:r><m:t>+1</m:t></m:r></m:oMath>",
        "<w:p><w:r><w:t>falconer</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr>\
         <w:t>2</w:t></w:r><w:r><w:t> x</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>fal</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr>\
         <w:t>c</w:t></w:r><w:r><w:t>oner</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>falconer</w:t></w:r><w:r><w:rPr><w:rStyle w:val='Note'/></w:rPr><w:t>2\
         </w:t></w:r><w:r><w:t> x</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>falconer</w:t></w:r><w:r><w:rPr><w:position w:val='6'/></w:rPr><w:t>2\
         </w:t></w:r><w:r><w:t> x</w:t></w:r></w:p>",
        "<w:p><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>1</w:t></w:r><w:r><w:t>\
         falconer</w:t></w:r></w:p>",
        "<a:p><a:r><a:rPr/><a:t>falconer</a:t></a:r><a:r><a:rPr baseline='30000'/><a:t>2</a:t>\
         </a:r></a:p>",
        "<w:p><w:r><w:t>the </w:t></w:r><w:del><w:r><w:delText>falconer</w:delText></w:r></w:del>\
         <w:r><w:t>text</w:t></w:r></w:p>",
        "<w:p><m:oMath><m:f><m:num><m:r><m:t>x</m:t></m:r></m:num><m:den><m:r><m:t>falconer</m:t>\
         </m:r></m:den></m:f></m:oMath></w:p>",
        "<w:style w:customStyle='1' w:styleId='A'><w:name w:val='falconer'/></w:style>",
        "<cellStyles><cellStyle name='falconer' xfId='1'/></cellStyles>",
    ] {
        let content = open_xml("word/document.xml", &format!("<w:x>{xml}</w:x>"));
        assert_word(&content, xml);
    }
    let custom = "<order type='falconer' id='4012888888881881'/>";
    let content = open_xml("customXml/item1.xml", custom);
    assert_word(&content, custom);
    assert!(content.finds("4012888888881881").is_some());
}

#[test]
fn what_programs_write_for_themselves_is_no_text() {
    for xml in [
        "<w:p w:rsidR='00AB12CD' w14:paraId='4111'><w:pPr><w:pStyle w:val='Falconer'/></w:pPr>\
         <w:r><w:rPr><w:rFonts w:ascii='Falconer'/></w:rPr><w:t>x</w:t></w:r></w:p>",
        "<w:style w:styleId='Falconer'><w:name w:val='falconer'/></w:style>",
        "<cellStyles><cellStyle name='falconer' xfId='1' builtinId='8'/></cellStyles>",
        "<a:latin typeface='Falconer'/>",
        "<Default Extension='falconer' ContentType='falconer'/>",
        "<Relationship Id='falconer' Type='falconer' Target='media/falconer'/>",
        "<style:style style:name='Falconer' style:parent-style-name='Falconer'/>",
        "<config:config-item config:name='PrinterSetup'>falconer</config:config-item>",
    ] {
        let content = open_xml("word/x.xml", &format!("<x>{xml}</x>"));
        assert!(!has_word(&content), "{xml}: {:#?}", content.texts);
    }
}

#[test]
fn documents_in_one_xml_file_are_read_as_documents() {
    for xml in [
        "<office:document xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'><text:p>a\
         <text:note><text:note-citation>1</text:note-citation><text:p>x</text:p></text:note>\
         </text:p><table:table table:name='falconer'/></office:document>",
        "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Row><Cell><Data \
         ss:Type='Number'>4.012888888881881E15</Data></Cell></Row><Worksheet ss:Name='falconer'/>\
         </Workbook>",
        "<pkg:package xmlns:pkg='http://schemas.microsoft.com/office/2006/xmlPackage'>\
         <pkg:binaryData>ZmFs\nY29uZXI=</pkg:binaryData></pkg:package>",
    ] {
        let content = attached("x.xml", xml.as_bytes());
        assert_word(&content, xml);
        let is_number = xml.contains("E15");
        assert_eq!(
            content.finds("4012888888881881").is_some(),
            is_number,
            "{xml}"
        );
    }
}

#[test]
fn documents_with_binary_parts_are_uninspectable() {
    let part = b"\x93\x02\x10\0\x01\0\0\0\0\0\0\0\x12\0falconer";
    for name in [
        "xl/worksheets/sheet1.bin",
        "xl/sharedStrings.bin",
        "xl/workbook.bin",
    ] {
        let content = attached("x.xlsb", &stored(&[TYPES, (name, part)]));
        assert!(
            content.why().contains("binary parts"),
            "{name}: {}",
            content.why()
        );
        assert_eq!(content.attachments[0].kind, Kind::OfficeOpenXml);
    }
    // Text by its looks, yet Snappy and Protocol Buffers.
    for name in ["Index/Document.iwa", "Index/Tables/Tile-1.iwa"] {
        let content = attached("x.numbers", &stored(&[(name, b"abc falconer def")]));
        assert!(content.why().contains("iWork"), "{name}: {}", content.why());
    }
    let model = ("xl/model/item.data", &b"\x01\x02\x03\x04\xff\xfe\xfd"[..]);
    assert!(
        attached("x.xlsx", &stored(&[TYPES, model]))
            .uninspectable
            .is_some()
    );
    let settings = (
        "xl/printerSettings/printerSettings1.bin",
        &b"P\0r\0\x01\x02\x03\x04\xdc"[..],
    );
    let content = attached("x.xlsx", &stored(&[TYPES, settings]));
    assert_eq!(content.uninspectable, None, "{}", content.why());
    let font = (
        "word/fonts/font1.odttf",
        &b"\x01\x02\x03\x04\xff\xfe\xfd"[..],
    );
    let content = attached("x.docx", &stored(&[TYPES, font]));
    assert_eq!(content.uninspectable, None, "{}", content.why());
}

#[test]
fn comments_of_archives_are_text() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    writer.start_file("a.txt", options).unwrap();
    writer.set_comment("fal").unwrap();
    let file = writer.finish().unwrap().into_inner();
    let content = attached("a.zip", &file);
    assert!(content.finds("fal").is_some(), "{:#?}", content.texts);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options: FileOptions<'_, '_, ExtendedFileOptions> = FileOptions::default();
    let options = options.with_file_comment("falconer");
    writer.start_file("a.txt", options).unwrap();
    let file = writer.finish().unwrap().into_inner();
    assert!(has_word(&attached("a.zip", &file)));
}
