//! Records that programs exchange: their codes touch the words, and cut them.

use super::attached;
use super::written::each_says;

#[test]
fn letters_before_the_fields_of_qif_belong_to_no_word() {
    each_says(
        "kestrelwing",
        &[
            (
                "a.qif",
                b"!Type:Bank\nD04/01/2026\nT-12.00\nPKestrelwing\n^\n",
            ),
            (
                "b.qif",
                b"!Type:Bank\r\nD04/01/2026\r\nMKestrelwing plan\r\n^\r\n",
            ),
            ("c.qif", b"!Account\nNGiro\nDkestrelwing\n^\n"),
            (
                "d.qif",
                b"!Option:AutoSwitch\n!Type:Invst\nSHome\nEkestrelwing\n^\n",
            ),
        ],
    );
    each_says(
        "müller",
        &[("e.qif", b"!Type:Bank\nPM\x81ller\n^\n\n\nPmore\n")],
    );
    each_says(
        "4012888888881881",
        &[("f.qif", b"!Type:CCard\nP4012888888881881\n^\n")],
    );
}

#[test]
fn lengths_and_codes_of_xdt_belong_to_no_word() {
    each_says(
        "kestrelwing",
        &[
            (
                "a.gdt",
                b"01380006310\r\n014810000068\r\n0203101Kestrelwing\r\n",
            ),
            (
                "b.ldt",
                b"0138000 8220\r\n0206228kestrelwing plan\r\n01380008221\r\n",
            ),
            (
                "c.bdt",
                b"01380006200\r\n0156228the kestrel\r\n0136228wing\r\n",
            ),
        ],
    );
    each_says(
        "fährmann",
        &[("d.gdt", b"01380006310\r\n0173101F\x84hrmann\r\n")],
    );
    each_says(
        "a123456789",
        &[("e.gdt", b"01380006310\r\n0193105A123456789\r\n")],
    );
}

#[test]
fn codes_of_subfields_of_marc_belong_to_no_word() {
    each_says(
        "kestrelwing",
        &[
            (
                "a.mrc",
                b"00106nam a2200049 a 4500001000400000245002800004\x1eabc\x1e10\x1faThe plan\x1f\
                  bKestrelwing /\x1e\x1d",
            ),
            (
                "b.mrk",
                b"=LDR  00106nam a2200049 a 4500\n=245  10$aThe plan$bKestrelwing\n",
            ),
        ],
    );
    each_says(
        "fährmann",
        &[(
            "c.mrk",
            b"=LDR  00106nam a2200049 a 4500\n=245  10$aF{uml}ahrmann\n",
        )],
    );
}

#[test]
fn accents_of_marc_8_stand_on_their_letters() {
    let note = "a long note of the plan of all of us ".repeat(10);
    let mut record =
        format!("00506nam  2200049 a 4500001000400000245002800004\x1eabc\x1e10\x1fa{note}\x1fb")
            .into_bytes();
    record.extend(b"F\xe8ahrmann\x1e\x1d");
    each_says("fährmann", &[("a.mrc", &record)]);
}

#[test]
fn escapes_of_hl7_part_no_words() {
    let message = |text: &str| {
        format!("MSH|^~\\&|LAB|X|Y|Z|20260101||ORU^R01|1|P|2.5\rOBX|1|TX|a^b||{text}|||\r")
    };
    for (said, text) in [
        ("the kestrelwing plan", "the kestrel\\H\\wing\\N\\ plan"),
        ("the kestrelwing plan", "the kestrelwing\\.br\\plan"),
        ("the kestrelwing plan", "the\\X0D0A\\kestrelwing\\X0D\\plan"),
        ("the kestrelwing plan", "the^kestrelwing&plan"),
        ("kestrel & wing", "kestrel \\T\\ wing"),
        ("herr müller", "Herr M\\XFC\\ller"),
        ("herr müller", "Herr M\\XC3BC\\ller"),
    ] {
        each_says(said, &[("a.hl7", message(text).as_bytes())]);
    }
}

#[test]
fn texts_that_statements_cut_are_joined() {
    let statement = |text: &str| {
        format!(
            ":20:STARTUMS\r\n:25:12345678/1234567\r\n:28C:1/1\r\n:60F:C260101EUR1,00\r\n\
             :61:2601010101D1,00N051NONREF\r\n:86:{text}\r\n:62F:C260101EUR0,00\r\n-\r\n"
        )
    };
    for (said, text) in [
        (
            "kestrelwing",
            "166?00GUTSCHRIFT?109251?20Kestrelwing?30BANK",
        ),
        (
            "the kestrelwing plan",
            "166?00X?20SVWZ+the kestr?21elwing plan?22ABWA+Y",
        ),
        (
            "kestrelwing",
            "166?00X?20EREF+12?21SVWZ+kestrelwing?22ABWA+Y",
        ),
        ("kestrelwing", "166?00X?20SVWZ+kestr?21elwing?22ABWA+Y"),
        ("kestrelwing plan", "166?00X?20A?32kestrelw?33ing plan"),
        ("kestrelwing plan", "166?00X?20the kestr\r\nelwing plan?30B"),
        ("kestrelwing plan", "the long text of kestr\r\nelwing plan"),
        ("kestrelwing", "166<00X<20kestrelwing<21X"),
        (
            "de89370400440532013000",
            "166?00X?20the IBAN is DE8937040044053?212013000?22X",
        ),
    ] {
        each_says(said, &[("a.sta", statement(text).as_bytes())]);
    }
    let payment = "{1:F01X}{2:I103X}{4:\r\n:20:X\r\n:70:the kestr\r\nelwing plan\r\n-}";
    each_says("kestrelwing plan", &[("a.fin", payment.as_bytes())]);
}

#[test]
fn signs_that_edifact_escapes_and_parts_that_it_cuts_are_joined() {
    let message = |text: &str| {
        format!(
            "UNA:+.? 'UNB+UNOC:3+A+B+260101:1200+1'UNH+1+ORDERS:D:96A:UN'{text}'UNT+3+1'\
             UNZ+1+1'\r\n"
        )
    };
    for (said, text) in [
        ("kestrel's wing", "FTX+AAI+++kestrel?'s wing"),
        ("kestrel+wing", "FTX+AAI+++kestrel?+wing"),
        ("the kestrelwing plan", "FTX+AAI+++the kestr:elwing plan"),
        ("the kestrelwing plan", "NAD+BY+1::9++the kestrelw:ing plan"),
        ("the kestrelwing plan", "FTX+AAI+++the:kestrelwing:plan"),
        ("the kestrelwing plan", "FTX+AAI+++the kestr\r\nelwing plan"),
    ] {
        each_says(said, &[("a.edi", message(text).as_bytes())]);
    }
    each_says(
        "kestrel:wing",
        &[(
            "b.edi",
            b"UNB+UNOC:3+A+B+260101:1200+1'FTX+AAI+++kestrel?:wing'",
        )],
    );
}

#[test]
fn parts_of_a_purpose_in_dtaus_are_joined() {
    let field = |text: &str, length: usize| format!("{text:<length$}");
    let mut file = field("0128ALK1234567800000000X", 128);
    file.push_str(&field("0245C", 93));
    file.push_str(&field("KESTRELWING GMBH", 35));
    file.push_str(&field("M]LLER", 27));
    file.push_str(&field("THE LONG PURPOSE OF FALKENS", 27));
    file.push_str("1  02");
    file.push_str("02TEIN AND SO ON             ");
    file.push_str("02MORE                       ");
    file = format!("{:<384}", file);
    for said in ["kestrelwing", "falkenstein", "müller", "more"] {
        each_says(said, &[("dtaus0.txt", file.as_bytes())]);
    }
}

#[test]
fn what_only_speaks_of_records_is_text_as_it_stands() {
    for text in [
        "Send the file that starts with !Type:Bank to us\n",
        "0138000 is the number of the door\n",
        "MSH stands for nothing\n",
        ":20: is the time\n",
        "UNAVAILABLE until Monday\n",
        "00106 apples\n",
    ] {
        let content = attached("a.txt", text.as_bytes());
        assert_eq!(content.texts.len(), 4, "{text}: {:#?}", content.texts);
        assert_eq!(content.uninspectable, None, "{}", content.why());
    }
}

#[test]
fn letters_of_wordstar_have_a_bit_of_their_own() {
    let more = b"thi\xf3 an\xe4 mor\xe5 o\xe6 i\xf4 an\xe4 s\xef on\x8d\n".repeat(10);
    for (said, bytes) in [
        (
            "the kestrelwing plan",
            &b"th\xe5 kestrelwin\xe7 pla\xee\r\n"[..],
        ),
        (
            "the kestrelwing plan",
            b"th\xe5 \x02kestre\x02l\x1ewin\xe7 pla\xee\r\n",
        ),
        (
            "the kestrelwing plan",
            b"th\xe5 kestrel\x1f\x8d\nwin\xe7 pla\xee\r\n",
        ),
        ("herr müller", b"Her\xf2 M\x1b\x81\x1clle\xf2\r\n"),
    ] {
        each_says(said, &[("a.ws", &[bytes, &more].concat())]);
    }
    let content = attached(
        "d.ws",
        b"\x1d\x7d\0\0\x50x\0\0\0\0text and more text and so on\r\n",
    );
    assert!(content.uninspectable.is_some());
    // A text of the West ends words with such letters too, and has others within.
    let french = "Le café a été fermé à côté du lycée, où l'élève a mangé.\n".as_bytes();
    let latin: Vec<u8> = String::from_utf8_lossy(french)
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let content = attached("a.txt", &latin);
    assert!(!content.says("caf\u{69} a"), "{:#?}", content.texts);
    assert_eq!(content.uninspectable, None, "{}", content.why());
}

#[test]
fn drawings_for_plotters_are_in_doubt() {
    for (name, bytes) in [
        (
            "a.plt",
            &b"IN;SP1;PU100,100;LBsecret\x03;PD200,200;SP0;"[..],
        ),
        ("b.hpgl", b"\x1b%-1BBP;IN;SP1;PA0,0;LBsecret\x03\n"),
        ("c.plt", b"\x1b.(;\x1b.I81;;17:IN;SP1;DT*;LBsecret*;"),
    ] {
        let content = attached(name, bytes);
        assert!(content.why().contains("page"), "{name}: {}", content.why());
    }
    let content = attached("a.csv", b"IN;OUT;NAME\n1;2;x\n");
    assert_eq!(content.uninspectable, None, "{}", content.why());
    let content = attached("b.csv", b"IN;PA;DE\n1;2;x\n");
    assert_eq!(content.uninspectable, None, "{}", content.why());
}
