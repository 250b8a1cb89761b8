use super::*;

#[test]
fn a_word_is_found_however_it_is_disguised() {
    assert_found(
        word("confidential"),
        &[
            "confidential",
            "This is CONFIDENTIAL.",
            "(Confidential)",
            "confidential's",
            "c\u{200b}onf\u{ad}iden\u{2060}tial",
            "ｃｏｎｆｉｄｅｎｔｉａｌ",
            "𝐜𝐨𝐧𝐟𝐢𝐝𝐞𝐧𝐭𝐢𝐚𝐥",
            "ⓒⓞⓝⓕⓘⓓⓔⓝⓣⓘⓐⓛ",
            "🅒🅞🅝🅕🅘🅓🅔🅝🅣🅘🅐🅛",
            "соnfidеntiаl",
            "СОNFIDЕNТIАL",
            "cοnfidentiαl",
            "CΟΝFΙDΕΝΤΙΑL",
            "cοnfideνtial",
            "cοηfideηtial",
            "ᴄᴏɴꜰɪᴅᴇɴᴛɪᴀʟ",
            "ᏟonfidenᎢial",
            "c0nfidential",
            "c0nf1d3nt1al",
            "confidentia1",
            "confidentiaI",
            "confidentiaIly yours: confidentiaI",
            "CONFIDENTIAl",
            "conf|dentia|",
            "confıdentıal",
            "c̶o̶n̶f̶i̶d̶e̶n̶t̶i̶a̶l̶",
            "c\u{332}o\u{332}nfidential",
            "cónfîdëntial",
            "confi-\ndential",
            "confi-\r\n> > dential",
            "confi\u{2010}\n  dential",
            "C O N F I D E N T I A L",
            "c-o-n-f-i-d-e-n-t-i-a-l",
            "机confidential密",
            "confidential机密",
            "confidential_v2",
            "non-confidential",
        ],
    );
    assert_not_found(
        word("confidential"),
        &[
            "confidentially",
            "confidentiality",
            "unconfidential",
            "confident ial",
            "confidential2",
            "confi dential",
            "",
        ],
    );
}

#[test]
fn words_stay_words() {
    assert_not_found(
        word("mail"),
        &["mall", "maiil", "email", "mai1s", "ma l", "ma\u{301}iI2"],
    );
    assert_not_found(
        word("AI"),
        &["A1", "A l", "Al said", "plan a\nI think", "a-i-b", "4I"],
    );
    assert_not_found(word("10"), &["lo", "io", "l0", "100", "1O0"]);
    assert_not_found(word("to"), &["t0", "T 0"]);
    assert_not_found(word("lt"), &["It is", "If IT"]);
    assert_found(word("legal"), &["Iegal", "LEGAl", "lega1"]);
    assert_found(word("401k"), &["your 401k plan", "401K"]);
    assert_not_found(word("sha1"), &["Shai", "shal"]);
    assert_found(word("C++"), &["in C++, of course", "c++"]);
    assert_not_found(word("C++"), &["C+", "ABC++"]);
    assert_found(word("a@example.org"), &["<A@example.org>"]);
    assert_not_found(word("a@example.org"), &["aa@example.org", "a@example.orgs"]);
}

#[test]
fn phrases_cross_lines_hyphens_and_quotes() {
    assert_found(
        word("top  secret"),
        &[
            "Top Secret",
            "top\n\tsecret",
            "top\r\n> secret",
            "top\u{a0}secret",
            "TOP-SECRET",
            "top – secret",
            "top_secret",
            "top se-\ncret",
        ],
    );
    assert_found(
        word("O'Brien v. Clinic"),
        &["O\u{2019}Brien v. Clinic", "O\u{2bc}BRIEN v. clinic"],
    );
    assert_found(word("the \u{201c}plan\u{201d}"), &["the \"Plan\""]);
    assert_found(word("top-secret"), &["top secret", "top-\nsecret"]);
    assert_not_found(
        word("top secret"),
        &[
            "topsecret",
            "top. Secret",
            "stop secret",
            "top secrets",
            "top the secret",
        ],
    );
}

#[test]
fn words_of_all_our_languages() {
    assert_found(
        word("confidentialité"),
        &[
            "CONFIDENTIALITE",
            "confidentialite\u{301}",
            "Confidentialité :",
        ],
    );
    assert_found(word("löneuppgift"), &["Löneuppgift", "LO\u{308}NEUPPGIFT"]);
    assert_found(word("Straße"), &["STRASSE", "strasse"]);
    assert_found(word("œuvre"), &["OEUVRE", "Œuvre"]);
    assert_found(word("机密"), &["本文件为机密文件", "机\n密", "機密与机 密"]);
    assert_not_found(word("机密"), &["机会秘密"]);
    assert_found(word("секрет"), &["СЕКРЕТ", "это секрет!"]);
    assert_not_found(word("секрет"), &["секретарь"]);
    assert_found(word("απόρρητο"), &["ΑΠΟΡΡΗΤΟ", "Απόρρητο"]);
    assert_found(word("비밀"), &["비밀은 없다"]);
    assert_not_found(word("가"), &["각"]);
    assert_not_found(word("か"), &["が"]);
}

#[test]
fn a_star_lifts_the_boundary() {
    assert_found(word("vertraulich*"), &["Vertraulichkeit", "vertraulich"]);
    assert_not_found(word("vertraulich*"), &["unvertraulich"]);
    assert_found(word("*geheimnis*"), &["Geschäftsgeheimnisse"]);
}

#[test]
fn words_without_anything_visible_are_refused() {
    for text in ["", " ", "*", "\u{200b}", "--", "**", ">", "> >"] {
        assert!(Builder::default().word(text).is_err(), "{text:?}");
    }
    // Marks of quoted lines are taken off texts, so they are taken off words too.
    assert_found(word("> top secret"), &["\n> top secret", "top secret"]);
}
