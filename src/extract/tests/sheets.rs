//! Sheets: numbers as they are stored and as they are shown, cells and rows.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::attached;
use super::office::{TYPES, open_xml, stored};
use super::open_document::open_document;
use crate::extract::number::Formats;

#[test]
fn numbers_that_are_stored_as_numbers_are_read_as_people_see_them() {
    let sheet = |cell: &str| format!("<sheetData><row r='1'>{cell}</row></sheetData>");
    for cell in [
        "<c r='A1' s='0'><v>4.012888888881881E15</v></c>",
        "<c><v>4.012888888881881e+15</v></c>",
        "<c><v>4012888888881881.0</v></c>",
        "<c t='n'><f>B1</f><v>4012888888881881</v></c>",
        "<c t='inlineStr'><is><t>4.012888888881881E15</t></is></c>",
    ] {
        let content = open_xml("xl/worksheets/sheet1.xml", &sheet(cell));
        let numbers = |text: &str| text.split_whitespace().any(|one| one == "4012888888881881");
        assert!(
            content.texts.iter().any(|text| numbers(&text.folded)),
            "{cell}: {:#?}",
            content.texts
        );
    }
    for value in ["4012888888881881", "4.012888888881881E15"] {
        let content = open_document(&format!(
            "<table:table-row><table:table-cell office:value-type='float' office:value='{value}'>\
             <text:p>4.01E+15</text:p></table:table-cell></table:table-row>"
        ));
        assert!(content.finds("4012888888881881").is_some(), "{value}");
        assert!(content.finds("4.01e+15").is_some());
    }
    let content = attached("x.csv", b"name;number\nA;4.012888888881881E15\nB;1\n");
    assert!(content.finds("a;4012888888881881").is_some());
    let content = attached("x.csv", b"name,number\nA,4012888888881881.0\n");
    assert!(content.finds("a,4012888888881881").is_some());
}

#[test]
fn numbers_are_read_in_the_format_of_their_cell() {
    let styles = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='000-00-0000'/>\
                  <numFmt numFmtId='165' formatCode='&quot;PRJ-&quot;0000'/></numFmts><cellXfs>\
                  <xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='14'/>\
                  <xf numFmtId='10'/></cellXfs></styleSheet>";
    let sheet = "<row><c s='1'><v>78051120</v></c><c s='2'><v>815</v></c><c s='3'><v>45292</v></c>\
                 <c s='4'><v>0.425</v></c></row>";
    let file = stored(&[
        TYPES,
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
    ]);
    let content = attached("x.xlsx", &file);
    for shown in [
        "078-05-1120",
        "prj-0815",
        "1/1/2024",
        "42.50%",
        "78051120",
        "815 45292 0.425",
    ] {
        assert!(
            content.finds(shown).is_some(),
            "{shown}: {:#?}",
            content.texts
        );
    }
}

#[test]
fn many_formats_for_many_cells_are_soon_read() {
    let (mut formats, mut cells) = (String::new(), String::new());
    for id in 0..200_000 {
        write!(
            formats,
            "<numFmt numFmtId='{}' formatCode='0.0'/>",
            200_000 - id
        )
        .unwrap();
        write!(cells, "<xf numFmtId='{id}'/>").unwrap();
    }
    let started = Instant::now();
    let styles = format!("<styleSheet>{formats}<cellXfs>{cells}</cellXfs></styleSheet>");
    let formats = Formats::read(&styles);
    assert_eq!(formats.shown(7, "815").as_deref(), Some("815.0"));
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn cells_stand_side_by_side_and_rows_apart() {
    for xml in [
        "<row><c><v>5</v></c><c><v>7</v></c></row><row><c><v>9</v></c></row>",
        "<w:tr><w:tc><w:tcPr><w:tcW w:w='1'/></w:tcPr><w:p><w:t>5</w:t></w:p></w:tc><w:tc><w:p>\
         <w:t>7</w:t></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:t>9</w:t></w:p></w:tc></w:tr>",
        "<table:table-row><table:table-cell><text:p>5</text:p></table:table-cell><table:table-cell>\
         <text:p>7</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell>\
         <text:p>9</text:p></table:table-cell></table:table-row>",
    ] {
        let content = open_xml("xl/worksheets/sheet1.xml", &format!("<x>{xml}</x>"));
        let raw = content.texts.iter().map(|text| text.raw.as_str());
        assert!(
            raw.clone().any(|raw| raw == "5\t7\n\n9"),
            "{xml}: {:?}",
            raw.collect::<Vec<_>>()
        );
    }
}
