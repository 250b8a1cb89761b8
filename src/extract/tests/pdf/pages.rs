//! PDFs whose pages show words in all the ways that writers have.

use super::file::File;
use super::{HELVETICA, plain};

/// Files that say "secret".
pub(super) fn files() -> Vec<(&'static str, Vec<u8>)> {
    let sec = "BT /F1 12 Tf 72 700 Td (sec) Tj ET";
    let shown = "BT /F1 12 Tf 72 700 Td (secret) Tj ET";
    vec![
        (
            "tree of pages with itself before the page",
            plain(shown)
                .set(2, "/Type/Pages/Kids[2 0 R 3 0 R]/Count 1")
                .bytes(),
        ),
        (
            "page without a type",
            plain(shown)
                .set(
                    3,
                    "/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>",
                )
                .bytes(),
        ),
        (
            "page in the tree itself",
            plain(shown)
                .set(
                    2,
                    "/Kids[<</Type/Page/Contents 4 0 R>>]/Count 1/Resources<</Font<</F1 5 0 R>>>>",
                )
                .set(3, "")
                .bytes(),
        ),
        (
            "page that inherits",
            plain(shown)
                .set(
                    2,
                    "/Type/Pages/Kids[3 0 R]/Count 1/Resources<</Font<</F1 5 0 R>>>>",
                )
                .set(3, "/Type/Page/Parent 2 0 R/Contents 4 0 R")
                .bytes(),
        ),
        (
            "text that stands for what is shown",
            plain("/Span<</ActualText(secret)>>BDC BT /F1 12 Tf 72 700 Td (xyz) Tj ET EMC").bytes(),
        ),
        (
            "text that stands for a part of a word",
            plain(
                "BT /F1 12 Tf 72 700 Td (s) Tj /Span<</ActualText<FEFF00650063>>>BDC \
                   (#) Tj EMC (ret) Tj ET",
            )
            .bytes(),
        ),
        (
            "word split between streams",
            plain("BT /F1 12 Tf 72 700 Td (sec")
                .stream(8, "", "ret) T")
                .stream(9, "", "j ET")
                .set(
                    3,
                    "/Type/Page/Parent 2 0 R/Contents[4 0 R 8 0 R 9 0 R]/Resources<</Font<</F1 \
                     5 0 R>>>>",
                )
                .bytes(),
        ),
        (
            "text behind an image",
            plain(&format!(
                "BI /W 9 /H 1 /BPC 8 /CS /G ID (\x01 EI \x02\x03 EI {shown}"
            ))
            .bytes(),
        ),
        (
            "text behind what is broken",
            plain(&format!("1 0 0 --1 0 0 cm 0..5 g nothing {shown}")).bytes(),
        ),
        (
            "form in a form",
            plain("/X Do")
                .with(3, "/Resources<</XObject<</X 8 0 R>>/Font<</F1 5 0 R>>>>")
                .stream(
                    8,
                    "/Subtype/Form/Resources<</XObject<</Y 9 0 R>>>>",
                    "/Y Do /Y Do",
                )
                .stream(9, "/Subtype/Form", shown)
                .bytes(),
        ),
        (
            "pattern",
            plain("/P scn")
                .stream(8, "/PatternType 1/Resources<</Font<</F1 5 0 R>>>>", shown)
                .bytes(),
        ),
        (
            "characters that are drawn",
            File::new(
                "BT /F1 12 Tf (a) Tj ET",
                "/Type/Font/Subtype/Type3/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 8 0 R>>\
                 /Encoding<</Differences[97/a]>>/Resources<</Font<</F2 9 0 R>>>>",
            )
            .stream(8, "", "9 0 d0 BT /F2 1 Tf (secret) Tj ET")
            .set(9, HELVETICA)
            .bytes(),
        ),
        (
            "letters of a fallback font",
            plain(
                "BT /F1 12 Tf 72 700 Td (s) Tj 18.672 0 Td (ret) Tj -6 0 Td (c) Tj -6.672 0 Td \
                   (e) Tj ET",
            )
            .bytes(),
        ),
        (
            "font of which nothing is shown",
            plain(&format!("BT /F2 12 Tf ( ) Tj ET {shown}"))
                .with(3, "/Resources<</Font<</F1 5 0 R/F2 8 0 R>>>>")
                .set(8, "/Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H")
                .bytes(),
        ),
        (
            "filter without a direct name",
            plain("")
                .stream(
                    4,
                    "/Filter[8 0 R]",
                    "4254202f4631203132205466203732203730302054642028736563726574292054 6a204554>",
                )
                .set_raw(8, "/ASCIIHexDecode")
                .bytes(),
        ),
        (
            "bold by showing twice",
            File::new(
                &"secret".chars().enumerate().fold(
                    String::from("BT /F1 12 Tf "),
                    |content, (at, c)| {
                        let x = 72.0 + at as f64 * 7.2;
                        format!(
                            "{content} 1 0 0 1 {x} 700 Tm ({c}) Tj 1 0 0 1 {} 700 Tm ({c}) Tj",
                            x + 0.3
                        )
                    },
                ),
                "/Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding",
            )
            .bytes(),
        ),
        ("references that lead nowhere", {
            let written = String::from_utf8(plain(shown).bytes()).unwrap();
            let at = written.rfind("startxref").unwrap();
            format!("{}startxref\n9\n%%EOF\n", &written[..at]).into_bytes()
        }),
        ("page in a newer revision", {
            let mut bytes = plain("").bytes();
            let at = |bytes: &[u8], text: &str| {
                let written = String::from_utf8_lossy(bytes);
                written.rfind(text).unwrap()
            };
            let (before, start) = (at(&bytes, "xref\n0"), bytes.len());
            let length = shown.len();
            bytes.extend(
                format!("4 0 obj\n<</Length {length}>>stream\n{shown}\nendstream\nendobj\n")
                    .bytes(),
            );
            let table = bytes.len();
            bytes.extend(
                format!(
                    "xref\n4 1\n{start:010} 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Prev \
                     {before}>>\nstartxref\n{table}\n%%EOF\n"
                )
                .bytes(),
            );
            bytes
        }),
        ("two streams", {
            let content = format!("{sec} ");
            plain(&content)
                .stream(8, "", "BT /F1 12 Tf 90.7 700 Td (ret) Tj ET")
                .set(
                    3,
                    "/Type/Page/Parent 2 0 R/Contents[4 0 R 8 0 R]/Resources<</Font<</F1 5 0 R>>>>",
                )
                .bytes()
        }),
    ]
}
