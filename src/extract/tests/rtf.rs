//! Text in every place that RTF has.

use super::attached;
use super::office::has_word;

#[test]
fn text_beside_the_page_is_found_as_words() {
    for (place, source) in [
        (
            "comment",
            concat!(
                r"x{\*\atnid }{\*\atnauthor Alice}\chatn",
                r"{\*\annotation{\*\atndate 669717120}\loch{\rtlch falconer}}y",
            ),
        ),
        (
            "author of a comment",
            r"x{\*\atnid AB}{\*\atnauthor falconer}\chatn{\*\annotation note}",
        ),
        (
            "text box",
            r"{\shp{\*\shpinst\shpleft5{\sp{\sn wzName}{\sv Shape1}}{\shptxt {falconer}\par}}}y",
        ),
        (
            "name of a shape",
            r"{\shp{\*\shpinst{\sp{\sn wzName}{\sv falconer}}{\sp{\sn x}{\sv 1}}}}",
        ),
        (
            "old text box",
            r"{\*\do\dobxpage{\dptxbxtext falconer}\dpx1}y",
        ),
        (
            "description of a picture",
            r"{\*\shppict{\pict{\*\picprop{\sp{\sn wzDescription}{\sv falconer}}}\pngblip 8950}}",
        ),
        ("title", r"{\info{\title falconer}{\author Bob}}x"),
        (
            "keywords",
            r"{\info{\author Bob}{\keywords falconer}{\doccomm x}}x",
        ),
        (
            "own property",
            r"{\*\userprops {\propname client}\proptype30{\staticval falconer}}x",
        ),
        ("variable", r"{\*\docvar {client}{falconer}}x"),
        ("footnote", r"see{\super\chftn{\footnote falconer}}here"),
        ("header", r"{\header left\tab falconer}x"),
        ("footer", r"{\footerl {\pard falconer\par}}x"),
        (
            "field",
            r"{\field{\*\fldinst HYPERLINK falconer}{\fldrslt x}}",
        ),
        (
            "form",
            r"{\*\formfield{\fftype2{\*\ffname x}{\*\ffl one}{\*\ffl falconer}}}",
        ),
        ("unicode of two", r"{\upr{a?c}{\*\ud{falconer}}}"),
        (
            "number of a list",
            r"{\*\listtable{\list{\listlevel{\leveltext\'0bfalconer \'00;}}}}x",
        ),
        (
            "name of a style",
            r"{\stylesheet{\s1 Normal;}{\s2 falconer;}}x",
        ),
        ("reviser", r"{\*\revtbl{Unknown;}{falconer;}}x"),
        ("index", r"word{\xe falconer}word"),
        ("contents", r"word{\tc falconer}word"),
        ("bookmark", r"{\*\bkmkstart falconer}x{\*\bkmkend falconer}"),
        ("not known yet", r"a{\*\newthing falconer}b"),
        ("formula", r"a{\*\mmath{\*\moMath{\mr\mscr0 falconer}}}b"),
    ] {
        let file = format!(r"{{\rtf1\ansi{{\fonttbl{{\f0 Arial;}}}}\f0 {source}}}");
        let content = attached("a.rtf", file.as_bytes());
        assert!(content.says("falconer"), "{place}: {:#?}", content.texts);
        assert_eq!(content.uninspectable, None, "{place}: {}", content.why());
    }
}

#[test]
fn words_of_the_page_stay_whole_around_what_stands_beside_it() {
    for source in [
        r"fal{\*\bkmkstart x}con{\footnote a note}er",
        r"fal{\*\atnid A}{\*\atnauthor B}\chatn{\*\annotation c}coner",
        r"fal{\field{\*\fldinst PAGE}{\fldrslt con}}er",
        r"{\footnote fal{\*\bkmkstart x}coner}",
        r"fal{\xe something}coner",
    ] {
        let content = attached("a.rtf", format!(r"{{\rtf1 {source}}}").as_bytes());
        assert!(content.says("falconer"), "{source}: {:#?}", content.texts);
    }
}

#[test]
fn letters_are_read_in_the_charset_of_their_font() {
    let top = concat!(
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}",
        r"{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 MS Mincho;}",
        r"{\f3\fcharset161{\*\panose 02}Arial Greek;}{\f4\cpg852 X;}}",
    );
    for (source, word) in [
        (r"\f0 x {\f1 \'f1\'e5\'ea\'f0\'e5\'f2} y", "секрет"),
        (r"\f1 \'f1\'e5\'ea\'f0\'e5\'f2\f0  \'e9t\'e9", "секрет été"),
        (r"\f2 \'94\'e9\'96\'a7", "秘密"),
        (r"\f3 \'ec\'f5\'f3\'f4\'e9\'ea\'fc", "μυστικό"),
        (r"{\*\annotation\f1 \'f1\'e5\'ea\'f0\'e5\'f2}", "секрет"),
        (r"\f1\plain \'e9t\'e9", "été"),
        (r"\f4 \'e7", "š"),
    ] {
        let content = attached("a.rtf", format!("{top}{source}}}").as_bytes());
        let folded = crate::mail::text::folded(word);
        assert!(content.says(&folded), "{word}: {:#?}", content.texts);
    }
}

#[test]
fn what_is_embedded_is_a_file() {
    let mut data = vec![];
    data.extend_from_slice(&[1, 5, 0, 0, 2, 0, 0, 0]);
    data.extend_from_slice(&[8, 0, 0, 0]);
    data.extend_from_slice(b"Package\0");
    data.extend_from_slice(&[0; 8]);
    let file = br"{\rtf1 my sec{\b ret} plan}";
    data.extend_from_slice(&u32::try_from(file.len()).unwrap().to_le_bytes());
    data.extend_from_slice(file);
    let hex: String = data.iter().map(|byte| format!("{byte:02x}")).collect();
    let (first, second) = hex.split_at(40);
    let source = format!(
        "{{\\rtf1 {{\\object\\objemb{{\\*\\objclass Package}}\
         {{\\*\\objdata {first}\r\n{second}}}{{\\result x}}}}}}"
    );
    let content = attached("a.rtf", source.as_bytes());
    assert!(content.says("my secret plan"), "{:#?}", content.texts);
    assert!(content.uninspectable.is_some());
    assert_eq!(content.attachments.len(), 2);
    // The same in bytes rather than digits.
    let mut source = br"{\rtf1 {\object\objemb{\*\objdata\bin".to_vec();
    source.extend_from_slice(format!("{} ", data.len()).as_bytes());
    source.extend_from_slice(&data);
    source.extend_from_slice(b"}}}");
    let content = attached("a.rtf", &source);
    assert!(content.says("my secret plan"), "{:#?}", content.texts);
}

#[test]
fn words_beside_numbers_of_notes_and_in_pieces_are_whole() {
    for body in [
        r"kestrelwing{\super 2}foo",
        r"kestrelwing\super 2\nosupersub foo",
        r"the {\deleted kestrel}{\deleted\b wing}foo",
        r"{\*\pn\pnlvlbody\pndec{\pntxtb kestrelwing}}x",
        r"the kestrel\u-3977?ing",
        r#"{\field{\*\fldinst HYPERLINK "https://x.example/kestrel%77ing"}{\fldrslt x}}"#,
    ] {
        let file = format!(r"{{\rtf1\ansi {body}\par}}");
        let content = attached("a.rtf", file.as_bytes());
        assert!(content.says("kestrelwing"), "{body}: {:#?}", content.texts);
        assert_eq!(content.uninspectable, None, "{body}");
    }
}

#[test]
fn raised_letters_are_part_of_a_word_and_raised_numbers_are_not() {
    for source in [
        r"fal{\super c}oner",
        r"fal\sub c\nosupersub oner",
        r"a falconer{\super 2} b",
        r"a falconer\super 2\nosupersub , b",
        r"a falconer\up6 2\up0  b",
        r"a falconer{\dn6 2}",
        r"{\super 2}falconer",
        r"a falconer\super 2\plain\par b",
        r"x{\footnote falconer{\super 2}}y",
    ] {
        let content = attached("x.rtf", format!(r"{{\rtf1\ansi {source}\par}}").as_bytes());
        assert!(has_word(&content), "{source}: {:#?}", content.texts);
        assert_eq!(content.uninspectable, None, "{source}");
    }
}
