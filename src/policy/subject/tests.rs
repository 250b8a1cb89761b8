//! Tags as they are written, through what clients do to subjects.

use super::*;

fn off(subject: &str) -> Option<String> {
    let header = Header::parse(format!("Subject: {subject}\r\n").as_bytes()).0;
    let tag = Tag::new("[secure]").unwrap();
    let subjects = Subjects::new(&header);
    let without = subjects.without(std::slice::from_ref(&tag), &[]);
    assert!(subjects.bear(&tag) || without.is_none(), "{subject}");
    subjects.bear(&tag).then(|| without.unwrap_or_default())
}

#[test]
fn a_tag_is_found_through_what_clients_do_to_subjects() {
    for subject in [
        "[secure] plan",
        "[SECURE]plan",
        "  [ Secure ]   plan",
        "[sec\r\n\ture] plan",
        "［ｓｅｃｕｒｅ］ plan",
        "[se\u{200b}cu\u{ad}re] plan",
        "\u{feff}[secure] plan",
        "=?utf-8?B?W3NlY3VyZV0gcGxhbg==?=",
        "=?UTF-8?q?=5Bsec?= =?UTF-8?Q?ure=5D_plan?=",
        "=?iso-8859-15?Q?=5Bsecure=5D?= plan",
        "=?utf-16be?B?AFsAcwBlAGMAdQByAGUAXQ==?= plan",
        "=?utf-7?Q?+AFs-secure+AF0-?= plan",
        "=?koi8-r?B?W3NlY3VyZV0=?= plan",
        "=?gb18030?Q?=5Bsecure=5D?= plan",
        "=?utf-8*en?Q?=5Bsecure=5D?= plan",
        "[=?utf-8?Q?secure?=] plan",
        "\"[secure]\" plan",
        "🔒 [secure] plan",
        "=?x-unknown?Q?=5Bsecure=5D?= plan",
    ] {
        assert_eq!(
            off(subject)
                .map(|text| text.replace([' ', '\u{feff}', '"', '🔒'], ""))
                .as_deref(),
            Some("plan"),
            "{subject}"
        );
    }
}

#[test]
fn reply_prefixes_stay_and_the_tag_goes() {
    for (subject, without) in [
        ("Re: [secure] plan", "Re: plan"),
        ("AW: Re[2]: [secure] plan", "AW: Re[2]: plan"),
        ("Fwd: [list] [secure] plan", "Fwd: [list] plan"),
        ("答复：[secure] plan", "答复：plan"),
        ("[secure] Re: [secure] plan", "Re: plan"),
        ("Réf : [secure] plan", "Réf : plan"),
        ("Odpověď: [secure] plan", "Odpověď: plan"),
        ("Trả lời: [secure] plan", "Trả lời: plan"),
        ("Antwort (Zurück): [secure] plan", "Antwort (Zurück): plan"),
        ("[secure]", ""),
        ("*****SPAM***** [secure] plan", "*****SPAM***** plan"),
        ("***SPAM*** Re: [secure] plan", "***SPAM*** Re: plan"),
        ("--EXTERNAL-- [secure] plan", "--EXTERNAL-- plan"),
        ("[EXTERNAL] [secure] plan", "[EXTERNAL] plan"),
        ("{Spam?} [secure] plan", "{Spam?} plan"),
        ("Automatic reply: [secure] plan", "Automatic reply: plan"),
        ("Fwd: Re: AW: [secure] plan", "Fwd: Re: AW: plan"),
        (
            "Meeting Forward Notification: [secure] plan",
            "Meeting Forward Notification: plan",
        ),
        (
            "Re: Undelivered Mail Returned to Sender: [secure] plan",
            "Re: Undelivered Mail Returned to Sender: plan",
        ),
        (
            "Delivery Status Notification (Failure): [secure] plan",
            "Delivery Status Notification (Failure): plan",
        ),
        (
            "Notification de transfert de réunion : [secure] plan",
            "Notification de transfert de réunion : plan",
        ),
    ] {
        assert_eq!(off(subject).as_deref(), Some(without), "{subject}");
    }
}

#[test]
fn a_tag_elsewhere_is_a_word_like_any_other() {
    for subject in [
        "how to write [secure] in a subject",
        "secure plan",
        "[insecure] plan",
        "",
        "Re: plan [secure]",
        "***now or never [secure] plan",
        "A prefix that no client is known to write: [secure] plan",
    ] {
        assert_eq!(off(subject), None, "{subject}");
    }
}
