//! PDFs with words beside their pages.

use super::{attached, plain};

/// Files that say "secret".
pub(super) fn files() -> Vec<(&'static str, Vec<u8>)> {
    let shown = "BT /F1 12 Tf 72 700 Td (secret) Tj ET";
    let beside = |entry: &str| plain("").with(3, &format!("/Annots[<<{entry}>>]")).bytes();
    let of_catalog = |entry: &str| plain("").with(1, entry).bytes();
    vec![
        ("appearance of a note", {
            let form = plain("").stream(8, "/Subtype/Form/Resources<</Font<</F1 5 0 R>>>>", shown);
            form.with(3, "/Annots[<</AP<</N 8 0 R>>>>]").bytes()
        }),
        ("appearance that doesn't say that it is one", {
            let form = plain("").stream(8, "/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>>>", {
                "BT /F1 12 Tf 72 700 Td (sec) Tj (ret) Tj ET"
            });
            form.with(3, "/Annots[<</AP<</N 8 0 R>>>>]").bytes()
        }),
        (
            "rich note with a word in two formats",
            beside("/Contents(x)/RC(<body><p>a sec<b>ret</b></p><p>next</p></body>)"),
        ),
        (
            "address with escapes",
            beside("/A<</S/URI/URI(https://x.example/?q=a%20se%63ret)>>"),
        ),
        (
            "script with escapes",
            of_catalog(r"/OpenAction<</S/JavaScript/JS(app.alert\('se\\u0063ret'\))>>"),
        ),
        ("note", beside("/Contents(a secret)")),
        ("rich note", beside("/RC(<p>a secret</p>)")),
        ("title of a field", beside("/TU(secret)")),
        (
            "value of a field",
            beside("/FT/Tx/V<FEFF007300650063007200650074>"),
        ),
        (
            "value as a stream",
            plain("")
                .with(3, "/Annots[<</V 8 0 R>>]")
                .stream(8, "", "secret")
                .bytes(),
        ),
        ("rich value", beside("/RV(<body><p>a secret</p></body>)")),
        (
            "option that isn't chosen",
            beside("/FT/Ch/Opt[[(1)(one)][(2)(a secret)]]/V(1)"),
        ),
        ("options", beside("/FT/Ch/Opt[(one)(a secret)]/V(one)")),
        (
            "script",
            of_catalog("/OpenAction<</S/JavaScript/JS(app.alert('secret'))>>"),
        ),
        (
            "script as a stream",
            plain("")
                .with(1, "/OpenAction<</JS 8 0 R>>")
                .stream(8, "", "alert('secret')")
                .bytes(),
        ),
        (
            "layer",
            of_catalog("/OCProperties<</OCGs[<</Type/OCG/Name(secret)>>]>>"),
        ),
        (
            "label of pages",
            of_catalog("/PageLabels<</Nums[0<</P(secret-)>>]>>"),
        ),
        (
            "name of a place",
            of_catalog("/Names<</Dests<</Names[(secret)[3 0 R/Fit]]>>>>"),
        ),
        (
            "older name of a place",
            of_catalog("/Dests<</secret[3 0 R/Fit]>>"),
        ),
        (
            "bookmark",
            of_catalog("/Outlines<</First<</Title(a secret)>>>>"),
        ),
        (
            "structure",
            of_catalog("/StructTreeRoot<</K[<</S/Figure/Alt(a secret)>>]>>"),
        ),
        (
            "expansion",
            of_catalog("/StructTreeRoot<</K[<</S/Span/E(a secret)>>]>>"),
        ),
        (
            "what describes the file",
            plain("").trailer("/Info<</Own(a secret)>>").bytes(),
        ),
        (
            "name of a property of one's own",
            plain("").trailer("/Info<</secret(yes)>>").bytes(),
        ),
        (
            "description in elements",
            plain("")
                .with(1, "/Metadata 8 0 R")
                .stream(
                    8,
                    "/Type/Metadata/Subtype/XML",
                    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF><rdf:li>secret</rdf:li></rdf:RDF>\
                     </x:xmpmeta>",
                )
                .bytes(),
        ),
        (
            "description in attributes",
            plain("")
                .with(1, "/Metadata 8 0 R")
                .stream(
                    8,
                    "/Type/Metadata/Subtype/XML",
                    "<rdf:RDF><rdf:Description rdf:about='' pdf:Keywords='secret'/></rdf:RDF>",
                )
                .bytes(),
        ),
        (
            "form's data",
            plain("")
                .with(1, "/AcroForm<</XFA[(datasets) 8 0 R]>>")
                .stream(8, "", "<xfa:datasets><a>secret</a></xfa:datasets>")
                .bytes(),
        ),
    ]
}

/// A form with these values side by side.
fn form(values: &[&str]) -> Vec<u8> {
    let numbers = 10..10 + values.len();
    let all: String = numbers
        .clone()
        .map(|number| format!("{number} 0 R "))
        .collect();
    let mut file = plain("")
        .with(1, &format!("/AcroForm<</Fields[{all}]>>"))
        .with(3, &format!("/Annots[{all}]"));
    for (at, (number, value)) in numbers.zip(values).enumerate() {
        let left = 72 + 50 * at;
        let field = format!(
            "/Type/Annot/Subtype/Widget/FT/Tx/T(c{at})/V({value})/Rect[{left} 700 {} 720]",
            left + 38
        );
        file = file.set(u32::try_from(number).unwrap(), &field);
    }
    file.bytes()
}

#[test]
fn a_number_in_several_fields_side_by_side_is_one_number() {
    for (values, number) in [
        (&["4012", "8888", "8888", "1881"][..], "4012888888881881"),
        (&["40128888", "88881881"], "4012888888881881"),
        (
            &[
                "4", "0", "1", "2", "8", "8", "8", "8", "8", "8", "8", "8", "1", "8", "8", "1",
            ],
            "4012888888881881",
        ),
        (
            &["DE89", "3704", "0044", "0532", "0130", "00"],
            "de89370400440532013000",
        ),
    ] {
        let content = attached("x.pdf", &form(values));
        assert!(content.says(number), "{values:?}: {:#?}", content.texts);
    }
    let content = attached("x.pdf", &form(&["4012", "888", "8888", "88", "1881"]));
    assert!(!content.says("4012888888881881"));
}
