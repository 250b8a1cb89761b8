//! PDFs whose letters are named in all the ways that writers have.

use super::file::File;
use super::{CODES, HELVETICA, SUBSET, composite, table};

/// Files that say "secret".
pub(super) fn files() -> Vec<(&'static str, Vec<u8>)> {
    let letters = "<01><0073><02><0065><03><0063><04><0072><05><0065><06><0074>";
    vec![
        (
            "table that says otherwise than the names of the letters",
            File::new(
                "BT /F1 12 Tf 72 700 Td (secret) Tj ET",
                &format!("{HELVETICA}/ToUnicode 6 0 R"),
            )
            .stream(6, "", "1 beginbfrange <61><7a><0391> endbfrange")
            .bytes(),
        ),
        (
            "table without a resource",
            table(&format!("6 beginbfchar {letters} endbfchar")),
        ),
        (
            "table with spaces in hexadecimal",
            table(
                "2 beginbfrange <0 1> <0 2> [<00 73> <00\n65>] \
 <03><06>[<63><72><65><74>] endbfrange",
            ),
        ),
        (
            "table with targets of one byte",
            table("6 beginbfchar <01><73><02><65><03><63><04><72><05><65><06><74> endbfchar"),
        ),
        (
            "table with names of glyphs",
            table("6 beginbfchar <01>/s<02>/e<03>/c<04>/r<05>/uni0065<06>/t endbfchar"),
        ),
        (
            "table with a ligature",
            table(
                "3 beginbfchar <01><0073><02><006500630072><03><00650074> endbfchar \
                   3 beginbfchar <04><0020><05><0020><06><0020> endbfchar",
            ),
        ),
        (
            "table under another",
            File::new(CODES, SUBSET)
                .stream(
                    6,
                    "/UseCMap 7 0 R",
                    "1 beginbfrange <01><01><0073> endbfrange",
                )
                .stream(7, "", &format!("6 beginbfchar {letters} endbfchar"))
                .bytes(),
        ),
        (
            "table with codes of one byte for codes of two",
            composite(&format!("6 beginbfchar {letters} endbfchar")),
        ),
        (
            "table of pairs of surrogates",
            composite(
                "1 beginbfrange <0001><0006><D835DD00> endbfrange \
                       6 beginbfchar <0001><D835DC60><0002><D835DC52><0003><D835DC50><0004>\
                       <D835DC5F><0005><D835DC52><0006><D835DC61> endbfchar",
            ),
        ),
        (
            "letters of a font of pictures by TeX",
            File::new(
                "BT /F1 12 Tf (secret) Tj ET",
                "/Type/Font/Subtype/Type3/FontMatrix[.01 0 0 .01 0 0]/CharProcs<<>>\
                 /FirstChar 97/LastChar 116/Widths[50 50 50 50 50 50 50 50 50 50 50 50 50 50 50 50 \
                 50 50 50 50]\
                 /Encoding<</Differences[99/a99 101/a101 114/a114/a115/a116]>>",
            )
            .bytes(),
        ),
        (
            "letters by their glyphs' names",
            File::new(
                CODES,
                "/Type/Font/Subtype/Type1/BaseFont/X/Encoding<</Differences[1/s/e/c/r/uni0065/t]>>\
                 /FontDescriptor<</Flags 4/FontFile 9 0 R>>",
            )
            .bytes(),
        ),
        (
            "letters by the font's own encoding",
            File::new(
                CODES,
                "/Type/Font/Subtype/Type1/BaseFont/X/FontDescriptor<</Flags 4/FontFile 8 0 R>>",
            )
            .stream(
                8,
                "/Length1 200",
                "%!FontType1\n/Encoding 256 array 0 1 255 {1 index exch /.notdef put} for\n\
                 dup 1 /s put dup 2 /e put dup 3 /c put dup 4 /r put dup 5 /e put dup 6 /t put\n\
                 readonly def currentfile eexec",
            )
            .bytes(),
        ),
        (
            "letters in a charset",
            File::new(
                "BT /F1 12 Tf (secret) Tj ET",
                "/Type/Font/Subtype/Type0/BaseFont/X/Encoding/90ms-RKSJ-H",
            )
            .bytes(),
        ),
    ]
}
