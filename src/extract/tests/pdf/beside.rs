//! PDFs with words beside their pages.

use super::plain;

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
