//! What is nearly a tag, and what is prose.

mod other_tags;
mod typed;

use proptest::prelude::*;

use crate::mail::Header;
use crate::policy::subject::{Subjects, Tag};

fn tag(text: &str) -> Tag {
    Tag::new(text).unwrap()
}

fn subjects(text: &str) -> Subjects {
    Subjects::new(&Header::parse(format!("Subject: {text}\r\n").as_bytes()).0)
}

/// The subject without what is nearly this tag; `None` when nothing is.
fn off(subject: &str, written: &str) -> Option<String> {
    let (subjects, tag) = (subjects(subject), tag(written));
    let without = subjects.without(&[], std::slice::from_ref(&tag));
    let nearly = subjects.nearly_bear(&tag);
    assert!(
        nearly == without.is_some() || subjects.bear(&tag),
        "{subject}"
    );
    without.filter(|_| nearly)
}

#[test]
fn the_word_of_a_tag_that_is_set_apart_otherwise_is_nearly_the_tag() {
    for subject in [
        // Other brackets.
        "(secure) plan",
        "(Secure): plan",
        "{SECURE} plan",
        "<secure> plan",
        "【secure】plan",
        "「secure」 plan",
        "《secure》 plan",
        "（secure） plan",
        "\"secure\" plan",
        "“secure” plan",
        "«secure» plan",
        "»secure« plan",
        "'secure' - plan",
        "]secure[ plan",
        ">>secure<< plan",
        "[[secure]] plan",
        "((secure)) plan",
        "[secure) plan",
        "(secure] plan",
        // With something in them.
        "[secure!] plan",
        "[secure:] plan",
        "[*secure*] plan",
        "[se-cure] plan",
        // One bracket.
        "[secure plan",
        "[ secure plan",
        "[secure: plan",
        "secure] plan",
        "secure ] plan",
        "secure) plan",
        "(secure plan",
        // Marks.
        "#secure plan",
        "#secure: plan",
        "!secure plan",
        "*secure* plan",
        "**secure** plan",
        "*** secure *** plan",
        "### secure ### plan",
        "--- secure --- plan",
        "!!! secure !!! plan",
        "- secure - plan",
        "_secure_ plan",
        "--secure-- plan",
        "--secure plan",
        "|secure| plan",
        "🔒secure🔒 plan",
        // What parts it from the rest.
        "secure: plan",
        "secure:plan",
        "Secure : plan",
        "SECURE： plan",
        "secure - plan",
        "secure- plan",
        "secure – plan",
        "secure — plan",
        "secure -- plan",
        "secure | plan",
        "secure / plan",
        "secure > plan",
        "secure -> plan",
        "secure; plan",
        "secure∶ plan",
        "secure ― plan",
        "secure │ plan",
        "secure ¦ plan",
        "secure ⇒ plan",
        "secure » plan",
        "s e c u r e: plan",
        // A slip of the pen.
        "[sceure] plan",
        "[secre] plan",
        "[secur] plan",
        "[securee] plan",
        "[secuure] plan",
        "[secute] plan",
        "[SECRUE]: plan",
        // At the end.
        "plan [secure]",
        "plan [secure].",
        "plan[secure]",
        "plan (secure)",
        "plan 【secure】",
        "plan [sceure]",
        "plan [secure",
        "plan secure]",
        "plan #secure",
        "plan *secure*",
        "plan [secure!]",
        "plan [secure.]",
        "plan [secure:]",
        "plan (secure!)",
        "plan [secure ...]!",
        // Brackets of other scripts.
        "⟨secure⟩ plan",
        "⦅secure⦆ plan",
        "❨secure❩ plan",
        "〚secure〛 plan",
        "⁅secure⁆ plan",
        "⸢secure⸣ plan",
        "༼secure༽ plan",
        "plan ⟨secure⟩",
        "⟦secure plan",
        // Coded, folded, with other letters.
        "=?utf-8?B?77yIc2VjdXJl77yJIHBsYW4=?=",
        "=?utf-8?Q?=28sec?= =?utf-8?Q?ure=29?= plan",
        "(sec\u{200b}ure) plan",
        "(ｓｅｃｕｒｅ) plan",
        "(sеcurе) plan",
        "(sécuré) plan",
    ] {
        let text = off(subject, "[secure]").unwrap_or_else(|| panic!("not near: {subject}"));
        let text = text.trim_matches(|c: char| !c.is_alphanumeric());
        assert_eq!(text, "plan", "{subject}");
    }
}

#[test]
fn what_stands_before_and_behind_it_stays() {
    for (subject, without) in [
        ("four [secure]", "four"),
        ("four [secure] five", "four five"),
        ("Re: report [secure]", "Re: report"),
        ("Re: (secure) plan", "Re: plan"),
        ("AW: Re[2]: secure: plan", "AW: Re[2]: plan"),
        ("Fwd: [list] secure - plan", "Fwd: [list] plan"),
        ("Odg: secure: plan", "Odg: plan"),
        ("Antw.: (secure) plan", "Antw.: plan"),
        ("Re: YML: secure: plan", "Re: YML: plan"),
        ("תשובה: secure: plan", "תשובה: plan"),
        ("Отв: secure: plan", "Отв: plan"),
        (
            "Automatická odpověď: secure: plan",
            "Automatická odpověď: plan",
        ),
        (
            "Автоматический ответ: secure: plan",
            "Автоматический ответ: plan",
        ),
        (
            "Αυτόματη απάντηση: 【secure】 plan",
            "Αυτόματη απάντηση: plan",
        ),
        ("자동 회신: secure: plan", "자동 회신: plan"),
        ("SPAM?: secure: plan", "SPAM?: plan"),
        (
            "Mail delivery failed: secure: plan",
            "Mail delivery failed: plan",
        ),
        ("Ответ: secure: план", "Ответ: план"),
        ("НА: Ответ: (secure) план", "НА: Ответ: план"),
        ("إعادة توجيه: secure: plan", "إعادة توجيه: plan"),
        ("회신: secure: plan", "회신: plan"),
        ("*****SPAM***** (secure) plan", "*****SPAM***** plan"),
        ("*****SPAM***** secure: plan", "*****SPAM***** plan"),
        (
            "Meeting Forward Notification: (secure) plan",
            "Meeting Forward Notification: plan",
        ),
        (
            "Besprechungsweiterleitungsbenachrichtigung: secure: plan",
            "Besprechungsweiterleitungsbenachrichtigung: plan",
        ),
        (
            "A prefix that no client is known to write, ever and anywhere: [secure] plan",
            "A prefix that no client is known to write, ever and anywhere: plan",
        ),
        (
            "how to write [secure] in a subject",
            "how to write in a subject",
        ),
        ("(secure) (secure) plan", "plan"),
        ("secure", ""),
        ("Re: SECURE!", "Re:"),
    ] {
        assert_eq!(
            off(subject, "[secure]").as_deref(),
            Some(without),
            "{subject}"
        );
    }
}

#[test]
fn prose_is_no_tag() {
    for subject in [
        "",
        "Re:",
        "plan",
        "Secure your home",
        "SECURE YOUR HOME",
        "🔒 Secure your home",
        "secure login: how to",
        "security: new rules",
        "Security - new rules",
        "(secured loan)",
        "(Secured) loans explained",
        "Secured: a loan at last",
        "[insecure] plan",
        "[security] plan",
        "[secret] plan",
        "[Secure Your Home] newsletter",
        "[secure-dev] patch 1/2",
        "[secure, but slow] report",
        "Secure-by-design: a workshop",
        "Secure/insecure contexts",
        "Secure, fast, cheap: our offer",
        "Secure. Fast. Cheap.",
        "Secure? Think again",
        "Secure! Your new phone",
        "Our (secure) portal is down",
        "Secure (draft)",
        "Secure (draft): a film",
        "Secure \"by design\"",
        "We are now \"secure\"",
        "The word \"secure\" in contracts",
        "\"Secure by design\" workshop",
        "Status of the building: secure",
        "Wifi in the lobby: secure - guest",
        "Goals of 2026: secure | fast | cheap",
        "Is the server secure?",
        "The login (which is secure)",
        "the door is secure :)",
        "- secure the door",
        "-secure the door",
        "…secure the door",
        "#securebydesign is here",
        "#secured loans",
        "*secured* loans",
        "make #secure choices",
        "secure_boot: off",
        "secure.example.org: new certificate",
        "secure2: a device",
        "In Secure: plan",
        "plan, secure",
        "plan - secure",
        "Invoice 2026/117",
        "[Securex] payslip",
        "[Secura] Hypotheken",
        "[secures] 2 million",
        "[secured] loans",
        "Funding [secured]",
        "Parking: [secured]",
        "cookie flag {secure}",
        "the tag <secure>",
        "Newsletter: secure",
        "Film club: \"Secure\"",
        "Cookie: HttpOnly | Secure",
        "Cookie: Secure | HttpOnly",
        "Our motto: secure, fast, cheap",
        "Wifi: secure - guest",
        "The door is (now) secure :)",
        "What is it that you call: secure: plan",
    ] {
        assert_eq!(off(subject, "[secure]"), None, "{subject}");
    }
}

#[test]
fn a_tag_as_it_is_written_is_not_nearly_one() {
    for subject in [
        "[secure] plan",
        "Re: [ Secure ] plan",
        "*****SPAM***** [secure] plan",
        "[secure] secure: plan",
    ] {
        let subjects = subjects(subject);
        let tag = tag("[secure]");
        assert!(
            subjects.bear(&tag) && !subjects.nearly_bear(&tag),
            "{subject}"
        );
    }
    let tags = [tag("[secure]")];
    let without = subjects("[secure] Secure: a film").without(&tags, &tags);
    assert_eq!(
        without.as_deref(),
        Some("Secure: a film"),
        "what else it says is left alone"
    );
}

/// Each of these once cost the square of its length, or could.
#[test]
fn a_long_subject_is_read_in_time_that_grows_with_its_length() {
    let tags: Vec<Tag> = (0..200)
        .map(|nth| tag(&format!("[secure {nth}]")))
        .collect();
    let started = std::time::Instant::now();
    for piece in [
        "[",
        "(",
        "]",
        "\"",
        "*",
        "#",
        "-",
        ":",
        "re:",
        "re: ",
        "[s ",
        "[secure ",
        "*s",
        "s-e-",
        "[a] ",
        "***x*** ",
        "secure",
        "secure ",
        "( )",
        "\u{200b}",
        "é",
        "[secure 1",
        " ",
    ] {
        let text = piece.repeat((8 << 10) / piece.len());
        for text in [format!("{text}secure]"), format!("[secure{text}")] {
            let subjects = subjects(&text);
            for tag in &tags {
                subjects.nearly_bear(tag);
            }
            subjects.without(&tags[..1], &tags[..1]);
        }
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

fn some_subject() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "[", "]", "(", ")", "【", "】", "\"", "*", "#", "-", ":", " ", "secure", "sceure", "plan",
        "Re:", "[secure]", "é", "ß", "\u{200b}", "🔒", "：", "…",
    ]);
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn whatever_a_subject_is_it_loses_what_is_nearly_a_tag_and_keeps_its_words(
        text in some_subject()
    ) {
        let tag = tag("[secure]");
        let subjects = subjects(&text);
        let near = std::slice::from_ref(&tag);
        let without = subjects.without(&[], near);
        if !subjects.bear(&tag) {
            prop_assert_eq!(subjects.nearly_bear(&tag), without.is_some());
        }
        if let Some(without) = without {
            prop_assert_eq!(without.matches("plan").count(), text.matches("plan").count());
            prop_assert!(without.len() < text.len());
        }
    }

    #[test]
    fn arbitrary_subjects_are_read(text in "\\PC{0,80}", written in "\\PC{1,12}") {
        if let Ok(tag) = Tag::new(&written) {
            subjects(&text).without(&[], &[tag]);
        }
    }
}
