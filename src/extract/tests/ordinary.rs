//! Mail as people's programs write it: all of it is inspected.

use super::view;
use crate::mail::text::folded;

/// Checks that a message is inspected in full and that its texts have each of `words`.
fn plain(name: &str, message: &str, words: &[&str]) {
    let content = view(message);
    assert_eq!(content.uninspectable, None, "{name}: {}", content.why());
    for words in words {
        let folded = folded(words);
        assert!(
            content.finds(&folded).is_some(),
            "{name}: {words:?} in {:#?}",
            content.texts
        );
    }
}

const TOP: &str = "From: a@example.org\nTo: b@example.com\nSubject: hello\nMIME-Version: 1.0\n";

#[test]
fn texts() {
    plain(
        "before MIME",
        "From: a\nSubject: =?utf-8?Q?h=C3=A9llo?=\n\nHi there,\n\nbye\n",
        &["héllo", "hi there, bye"],
    );
    plain("nothing", "From: a\n\n", &[]);
    plain(
        "flowed",
        &format!(
            "{TOP}Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n\nlong wo \n\
             rd\n"
        ),
        &["long word"],
    );
    plain(
        "quoted-printable",
        &format!(
            "{TOP}Content-Type: text/plain; charset=\"iso-8859-1\"\nContent-Transfer-Encoding: \
             quoted-printable\n\ntr=E8s long=\n temps =3D x\n"
        ),
        &["très long temps = x"],
    );
    plain(
        "base64",
        &format!(
            "{TOP}Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n\n\
             aGVsbG8g\nd29ybGQ=\n\n"
        ),
        &["hello world"],
    );
    plain(
        "Japanese",
        &format!(
            "{TOP}Content-Type: text/plain; charset=ISO-2022-JP\nContent-Transfer-Encoding: 7bit\n\
             \n\x1b$B4A;z\x1b(B\n"
        ),
        &["漢字"],
    );
    plain(
        "no charset, no MIME-Version",
        "From: a\nContent-Type: text/plain\n\nplain words\n",
        &["plain words"],
    );
}

#[test]
fn gmail() {
    let message = "MIME-Version: 1.0\nFrom: A <a@example.org>\nDate: Mon, 1 Jan 2024 10:00:00 \
                   +0100\nMessage-ID: <CA@mail.example>\n\
        Subject: lunch\nTo: b@example.com\nContent-Type: multipart/mixed; \
                   boundary=\"000000000000abc123060d2e5f6a\"\n\n\
        --000000000000abc123060d2e5f6a\nContent-Type: multipart/alternative; \
                   boundary=\"000000000000abc121060d2e5f68\"\n\n\
        --000000000000abc121060d2e5f68\nContent-Type: text/plain; charset=\"UTF-8\"\n\nsee you at \
                   *noon*\n\n\
        --000000000000abc121060d2e5f68\nContent-Type: text/html; charset=\"UTF-8\"\n\
                   Content-Transfer-Encoding: quoted-printable\n\n\
        <div dir=3D\"ltr\">see you at <b>noon</b></div>\n\n--000000000000abc121060d2e5f68--\n\
        --000000000000abc123060d2e5f6a\nContent-Type: text/csv; charset=\"US-ASCII\"; \
                   name=\"list.csv\"\n\
        Content-Disposition: attachment; filename=\"list.csv\"\nContent-Transfer-Encoding: base64\n\
                   Content-ID: <f_abc>\n\
        X-Attachment-Id: f_abc\n\nYSxiCjEsMgo=\n--000000000000abc123060d2e5f6a--\n";
    plain(
        "Gmail",
        message,
        &["see you at noon", "see you at *noon*", "a,b 1,2"],
    );
    let content = view(message);
    assert_eq!(content.attachments.len(), 1);
    let file = &content.attachments[0];
    assert_eq!(
        (
            file.names.as_slice(),
            file.place.as_str(),
            file.declared.as_str()
        ),
        (
            &["list.csv".to_owned()][..],
            "part 2 (text/csv)",
            "text/csv"
        )
    );
    assert!(file.is("text") && !file.is("office"));
    assert_eq!(content.finds("a,b 1,2"), Some("attachment 1 (.csv)"));
    assert_eq!(
        content.finds("see you at noon"),
        Some("part 1.2 (text/html)")
    );
}

#[test]
fn outlook() {
    plain(
        "Outlook",
        "From: \"A\" <a@example.org>\nTo: <b@example.com>\nSubject: report\nThread-Topic: report\n\
         MIME-Version: 1.0\n\
        Content-Type: multipart/related;\n\tboundary=\"_004_AM0PR01MB_\";\n\
         \ttype=\"multipart/alternative\"\nContent-Language: en-US\n\n\
        --_004_AM0PR01MB_\nContent-Type: multipart/alternative;\n\tboundary=\"_000_AM0PR01MB_\"\n\n\
        --_000_AM0PR01MB_\nContent-Type: text/plain; charset=\"iso-8859-1\"\n\
         Content-Transfer-Encoding: quoted-printable\n\n\
        The report.\n\n\n--_000_AM0PR01MB_\nContent-Type: text/html; charset=\"iso-8859-1\"\n\
         Content-Transfer-Encoding: quoted-printable\n\n\
        <html xmlns:o=3D\"urn:schemas-microsoft-com:office:office\"><head>\n<meta \
         http-equiv=3D\"Content-Type\" content=3D\"text/html; charset=3Diso-8859-1\">\n\
        <!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}</style><![endif]--><style><!--\n\
         p.MsoNormal {margin:0cm; font-size:11.0pt;}\n--></style></head>\n\
        <body lang=3D\"EN\"><div class=3D\"WordSection1\"><p class=3D\"MsoNormal\">The \
         report.<o:p></o:p></p>\n\
        <img src=3D\"cid:image001.png@01D\" alt=3D\"Logo\"></div></body></html>\n\n\
         --_000_AM0PR01MB_--\n\n\
        --_004_AM0PR01MB_\nContent-Type: image/png; name=\"image001.png\"\nContent-Description: \
         image001.png\n\
        Content-Disposition: inline; filename=\"image001.png\"; size=8;\n\tcreation-date=\"Mon, 01 \
         Jan 2024 10:00:00 GMT\"\n\
        Content-ID: <image001.png@01D>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n\n\
         --_004_AM0PR01MB_--\n",
        &["the report.", "logo"],
    );
}

#[test]
fn apple_mail_and_thunderbird() {
    plain(
        "Apple Mail",
        &format!(
            "{TOP}Content-Type: multipart/alternative;\n\
             \tboundary=\"Apple-Mail=_5D1F2A3B-0000-4C5D-8E9F-000000000001\"\n\n\
            --Apple-Mail=_5D1F2A3B-0000-4C5D-8E9F-000000000001\nContent-Transfer-Encoding: \
             quoted-printable\nContent-Type: text/plain;\n\tcharset=utf-8\n\n\
            Hi=E2=80=A6\n\n--Apple-Mail=_5D1F2A3B-0000-4C5D-8E9F-000000000001\nContent-Type: \
             multipart/mixed;\n\
            \tboundary=\"Apple-Mail=_7E0A9B8C-0000-4F5E-9D8C-000000000002\"\n\n\n\
             --Apple-Mail=_7E0A9B8C-0000-4F5E-9D8C-000000000002\n\
            Content-Transfer-Encoding: 7bit\nContent-Type: text/html;\n\tcharset=us-ascii\n\n\
            <html><head><meta http-equiv=\"content-type\" content=\"text/html; \
             charset=us-ascii\"></head><body>Hi<br></body></html>\n\
            --Apple-Mail=_7E0A9B8C-0000-4F5E-9D8C-000000000002\nContent-Disposition: inline;\n\
             \tfilename*=utf-8''r%C3%A9sum%C3%A9.txt\n\
            Content-Type: text/plain;\n\tname=\"=?utf-8?Q?r=C3=A9sum=C3=A9=2Etxt?=\";\n\
             \tx-unix-mode=0644\nContent-Transfer-Encoding: 7bit\n\n\
            my life\n--Apple-Mail=_7E0A9B8C-0000-4F5E-9D8C-000000000002--\n\n\
             --Apple-Mail=_5D1F2A3B-0000-4C5D-8E9F-000000000001--\n"
        ),
        &["hi...", "my life"],
    );
    plain(
        "Thunderbird",
        &format!(
            "{TOP}Content-Type: multipart/mixed; boundary=\"------------O0SlGQUTmrBYq\"\n\nThis is \
             a multi-part message in MIME format.\n\
            --------------O0SlGQUTmrBYq\nContent-Type: text/plain; charset=UTF-8; format=flowed\n\
             Content-Transfer-Encoding: 7bit\n\n\
            words \nflow\n\n-- \nme\n--------------O0SlGQUTmrBYq\nContent-Type: \
             application/pgp-keys; name=\"OpenPGP_0x.asc\"\n\
            Content-Disposition: attachment; filename=\"OpenPGP_0x.asc\"\nContent-Description: \
             OpenPGP public key\n\
            Content-Transfer-Encoding: quoted-printable\n\n-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n\
             xsBN=3D\n-----END PGP PUBLIC KEY BLOCK-----\n\n\
            --------------O0SlGQUTmrBYq--\n"
        ),
        &["words flow"],
    );
}

#[test]
fn signatures() {
    plain(
        "PGP/MIME",
        &format!(
            "{TOP}Content-Type: multipart/signed; micalg=pgp-sha256;\n \
             protocol=\"application/pgp-signature\";\n boundary=\"sig1\"\n\n\
            This is an OpenPGP/MIME signed message (RFC 4880 and 3156)\n--sig1\nContent-Type: \
             text/plain\n\nsigned words\n\
            --sig1\nContent-Type: application/pgp-signature; name=\"OpenPGP_signature.asc\"\n\
            Content-Disposition: attachment; filename=\"OpenPGP_signature.asc\"\n\n-----BEGIN PGP \
             SIGNATURE-----\n\nwsF=\n-----END PGP SIGNATURE-----\n\n--sig1--\n"
        ),
        &["signed words"],
    );
    // SignedData over a type alone, as in a detached signature.
    plain(
        "S/MIME",
        &format!(
            "{TOP}Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; \
             micalg=sha-256; boundary=\"sig2\"\n\n\
            --sig2\nContent-Type: text/plain\n\nsigned words\n--sig2\nContent-Type: \
             application/pkcs7-signature; name=\"smime.p7s\"\n\
            Content-Transfer-Encoding: base64\nContent-Disposition: attachment; \
             filename=\"smime.p7s\"\n\n\
            MIAGCSqGSIb3DQEHAqCAMIACAQExDzANBglghkgBZQMEAgEFADALBgkqhkiG9w0BBwEAAAAA\n\n--sig2--\n"
        ),
        &["signed words"],
    );
}

#[test]
fn calendars_forwards_and_reports() {
    plain(
        "invitation",
        &format!(
            "{TOP}Content-Type: multipart/alternative; boundary=cal\n\n--cal\nContent-Type: \
             text/plain; charset=UTF-8\n\ncome\n\
            --cal\nContent-Type: text/calendar; charset=UTF-8; method=REQUEST\n\
             Content-Transfer-Encoding: 7bit\n\n\
            BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nDESCRIPTION:a very lo\n ng description\n\
             END:VEVENT\nEND:VCALENDAR\n--cal--\n"
        ),
        &["a very long description"],
    );
    let forward = format!(
        "{TOP}Content-Type: multipart/mixed; boundary=\"fwd\"\n\n--fwd\nContent-Type: text/plain\n\
         \nsee below\n\
        --fwd\nContent-Type: message/rfc822; name=\"old.eml\"\nContent-Disposition: attachment; \
         filename=\"old.eml\"\n\n\
        From: c@example.net\nTo: a@example.org\nSubject: =?iso-8859-1?Q?l=27=E9t=E9?=\n\
         MIME-Version: 1.0\n\
        Content-Type: multipart/alternative; boundary=\"inner\"\n\n--inner\nContent-Type: \
         text/plain\n\nolder words\n\
        --inner\nContent-Type: text/html\n\n<p>older words</p>\n--inner--\n\n--fwd--\n"
    );
    plain("forward", &forward, &["older words"]);
    let content = view(&forward);
    assert_eq!(content.finds("l'e"), Some("message in part 2: Subject"));
    assert_eq!(
        content.finds("older"),
        Some("message in part 2: part 1 (text/plain)")
    );
    plain(
        "report",
        "From: MAILER-DAEMON\nTo: a@example.org\nSubject: Undelivered Mail Returned to Sender\n\
         MIME-Version: 1.0\n\
        Content-Type: multipart/report; report-type=delivery-status;\n\
         \tboundary=\"4FvK.1700000000/mail.example\"\n\n\
        This is a MIME-encapsulated message.\n\n--4FvK.1700000000/mail.example\n\
         Content-Description: Notification\nContent-Type: text/plain; charset=us-ascii\n\n\
        I'm sorry\n\n--4FvK.1700000000/mail.example\nContent-Description: Delivery report\n\
         Content-Type: message/delivery-status\n\n\
        Reporting-MTA: dns; mail.example\n\nFinal-Recipient: rfc822; b@example.com\nAction: \
         failed\n\n\
        --4FvK.1700000000/mail.example\nContent-Description: Undelivered Message Headers\n\
         Content-Type: text/rfc822-headers\n\n\
        Return-Path: <a@example.org>\nFrom: a@example.org\nSubject: what I wrote\n\n\
         --4FvK.1700000000/mail.example--\n",
        &["what i wrote", "action: failed"],
    );
    plain(
        "digest",
        &format!(
            "{TOP}Content-Type: multipart/digest; boundary=dig\n\n--dig\n\nFrom: x@example.net\n\
             Subject: one\n\nfirst\n\
            --dig\n\nFrom: y@example.net\nSubject: two\n\nsecond\n--dig--\n\n_______________\nlist \
             mailing list\n"
        ),
        &["one", "second", "list mailing list"],
    );
}
