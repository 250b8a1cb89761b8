//! What people type for a tag, with whatever their keyboards have for brackets and quotes.

use super::{off, subjects, tag};

#[test]
fn quotes_and_brackets_of_any_keyboard_set_a_word_apart() {
    for subject in [
        "´secure´ plan",
        "`secure´ plan",
        "´secure`: plan",
        "¨secure¨ plan",
        "❝secure❞ plan",
        "❛secure❜ plan",
        "❮secure❯ plan",
        "🙶secure🙷 plan",
        "〝secure〞 plan",
        "〝secure〟 plan",
        "‟secure” plan",
        "‛secure’ plan",
        "⹂secure” plan",
        "″secure″ plan",
        "′secure′ plan",
        "ʻsecureʼ plan",
        "״secure״ plan",
        "⸂secure⸃ plan",
        "⸉secure⸊ plan",
        "⎡secure⎤ plan",
        "⎡ secure ⎤ plan",
        "⎛secure⎠ plan",
        "←secure→ plan",
        "﴾secure﴿ plan",
        "﴿secure﴾ plan",
        "︻secure︼ plan",
        "﹝secure﹞ plan",
        "*secure_ plan",
        "★secure☆ plan",
        "plan ⎡secure⎤",
        "plan 〝secure〞",
    ] {
        let text = off(subject, "[secure]").unwrap_or_else(|| panic!("not near: {subject}"));
        let text = text.trim_matches(|c: char| !c.is_alphanumeric());
        assert_eq!(text, "plan", "{subject}");
    }
}

#[test]
fn what_parts_a_word_from_the_rest_may_be_more_than_a_colon() {
    for (subject, without) in [
        ("secure!: plan", "plan"),
        ("Secure?: plan", "plan"),
        ("secure.: plan", "plan"),
        ("secure!!!: plan", "plan"),
        ("secure 🔒: plan", "plan"),
        ("secure\": plan", "plan"),
        ("secure, : plan", "plan"),
        ("Re: secure!: plan", "Re: plan"),
        ("[secure: plan]", "plan"),
        ("[secure: plan] for you", "plan for you"),
        ("(Secure: plan B)", "plan B"),
        ("【secure：plan】", "plan"),
        ("Odg: [secure: plan]", "Odg: plan"),
        ("[secure: plan [a]]", "plan [a]]"),
        ("Fwd - (secure) plan", "Fwd - plan"),
        ("Fwd – secure: plan", "Fwd – plan"),
        ("Re | secure: plan", "Re | plan"),
        ("Re> [secure: plan", "Re> plan"),
        ("AW; (secure) plan", "AW; plan"),
        ("Re (secure) plan", "Re plan"),
        ("1: secure: plan", "1: plan"),
        ("1. secure: plan", "1. plan"),
        ("2) secure: plan", "2) plan"),
        ("#117: (secure) plan", "#117: plan"),
        ("2026/117: secure: plan", "2026/117: plan"),
        ("PR#12: secure: plan", "PR#12: plan"),
        ("10:30: secure: plan", "10:30: plan"),
        ("URGENT - secure: plan", "URGENT - plan"),
        ("Re secure: plan", "Re plan"),
        ("Fwd secure: plan", "Fwd plan"),
        ("URGENT - (secure) plan", "URGENT - plan"),
        ("Acme | (secure) plan", "Acme | plan"),
        ("2026-11-28 (secure) plan", "2026-11-28 plan"),
        ("Ticket#5 (secure) plan", "Ticket#5 plan"),
        ("[secure - plan]", "plan"),
        ("[secure | plan]", "plan"),
        ("(Secure - plan)", "plan"),
        ("secure->plan", "plan"),
        ("secure ▶ plan", "plan"),
        ("secure ↦ plan", "plan"),
    ] {
        assert_eq!(
            off(subject, "[secure]").as_deref(),
            Some(without),
            "{subject}"
        );
    }
}

#[test]
fn more_that_is_prose() {
    for subject in [
        "secure payments: how",
        "Secure! :) we did it",
        "Secure? Yes! A film: the review",
        "Secure, fast and cheap: our offer",
        "´secure your home´",
        "❝Secure by design❞: a talk",
        "⎡secure boot⎤ plan",
        "[secure boot: on]",
        "[Secure Your Home: a guide]",
        "[secure, but slow: a report]",
        "Fwd - Secure your home",
        "Re - secure login: how to",
        "I - secure the door",
        "1: secure the door",
        "1. Secure your home",
        "10 secure doors",
        "Room 10: secure - guest",
        "24/7 (secure) parking",
        "3 (secure) doors",
        "10:30: secure the door",
        "Port 8443: secure",
        "the door is ⎡now secure⎤",
        "5 €secure your savings",
        "🔒 Secure 🚀 Fast 💰 Cheap: our new hosting",
        "Re-secure: the fence",
        "Re-secure - the fence at gate 4",
        "Auto, secure: insurance offers",
        "Read, secure: your weekly digest",
        "VS. Secure: which is better",
        "Home - Secure your door",
        "Home - secure",
        "Re secure login: how to",
        "Reasons to secure: a list",
    ] {
        assert_eq!(off(subject, "[secure]"), None, "{subject}");
    }
}

/// What stood between the tag and the rest goes with the tag.
#[test]
fn no_colon_is_left_over() {
    let tags = [tag("[secure]")];
    for (subject, without) in [
        ("[secure]: plan", "plan"),
        ("[secure] : plan", "plan"),
        ("[secure]：plan", "plan"),
        ("Re: [secure]: plan", "Re: plan"),
        ("[list] [secure]: plan", "[list] plan"),
        ("[secure]:", ""),
        ("[secure] - plan", "plan"),
        ("[secure] – plan", "plan"),
        ("[secure] | plan", "plan"),
        ("[secure] :-) plan", ":-) plan"),
        ("[secure] -5 degrees", "-5 degrees"),
        ("[secure] --- plan ---", "--- plan ---"),
        ("[secure] : [secure]: plan", "plan"),
        ("(secure): plan", "plan"),
        ("Re: (secure): plan", "Re: plan"),
        ("\"secure\" - plan", "plan"),
        ("*secure*: plan", "plan"),
        ("secure]: plan", "plan"),
        ("plan [secure]: today", "plan: today"),
    ] {
        let left = subjects(subject).without(&tags, &tags);
        assert_eq!(left.as_deref(), Some(without), "{subject}");
    }
}
