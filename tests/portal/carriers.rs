//! The carrier and its file, in whatever gateways, mail programs, webmail and save dialogs make of
//! them.

mod forms;

use super::rig::{Rig, armor};
use forms::{around, forms, page, zipped};

#[tokio::test(flavor = "multi_thread")]
async fn the_message_is_found_in_whatever_became_of_its_carrier() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], &super::uploads::noise(5_000));
    let mut lost = Vec::new();
    for (n, (how, file)) in forms(&sealed).into_iter().enumerate() {
        let mut browser = rig.browser();
        browser.forwarded_for = Some(format!("198.51.{n}.1"));
        let answer = browser.upload("file", &file).await;
        if answer.status != 303 {
            lost.push(format!("{how}: {} {}", answer.status, answer.title()));
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

/// Programs that clean a page take attributes from its form.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_its_encoding_brings_the_message_all_the_same() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], &super::uploads::noise(500_000));
    let armor = armor(&sealed);
    let fields = [("x", "1"), ("sealed", armor.as_str())];
    let answer = rig.browser().post("/open", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    for fields in [&[][..], &[("sealed", "")], &[("other", "1")]] {
        let answer = rig.browser().post("/open", fields).await;
        assert_eq!(
            (answer.status, answer.title().as_str()),
            (422, "No file was chosen")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_carrier_is_another_file_and_takes_no_longer() {
    let rig = Rig::start().await;
    let began = std::time::Instant::now();
    let zeros = vec![b' '; 30 << 20];
    let bomb = zipped(&[
        ("a.html", &zeros),
        ("b.html", &zeros),
        ("message.html", &zeros),
    ]);
    let mut nested = b"<input name=sealed>".to_vec();
    for _ in 0..30 {
        nested = around("message/rfc822", "base64", &nested);
    }
    let mut archives = b"x".to_vec();
    for _ in 0..30 {
        archives = zipped(&[("a.zip", &archives), ("b.zip", &archives)]);
        if archives.len() > 1 << 20 {
            break;
        }
    }
    for (how, file) in [
        ("archives of archives", archives),
        ("an archive of blanks", bomb),
        ("mails in mails", nested),
        (
            "tags without end",
            "<input name='".repeat(100_000).into_bytes(),
        ),
        (
            "attributes without end",
            format!("<input {}", "a b c=d ".repeat(500_000)).into_bytes(),
        ),
        (
            "another field",
            b"<input name=\"other\" value=\"AAAA\">".to_vec(),
        ),
        (
            "a field without a value",
            b"<input name=\"sealed\">".to_vec(),
        ),
    ] {
        let answer = rig.browser().upload("file", &file).await;
        assert_eq!(
            (answer.status, answer.title().as_str()),
            (422, "This is another file"),
            "{how}"
        );
    }
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    assert_eq!(rig.reserved_bytes().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_a_mail_program_sends_by_its_address_gets_a_sentence() {
    let rig = Rig::start().await;
    let answer = rig.browser().get("/open?sealed=AAAA").await;
    assert_eq!(
        (answer.status, answer.title().as_str()),
        (200, "Open a protected message")
    );
    let text = super::reading::words(&answer.text());
    assert!(
        text.contains("Your mail program did not send the message"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_is_said_before_a_code_is_asked_for() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], &super::uploads::noise(300_000));
    for at in [1_000, 200_000, sealed.len() - 1] {
        let mut damaged = sealed.clone();
        damaged[at] ^= 1;
        let answer = rig
            .browser()
            .upload("sealed", armor(&damaged).as_bytes())
            .await;
        assert_eq!(
            (answer.status, answer.title().as_str()),
            (422, "This file can’t be opened"),
            "byte {at}"
        );
    }
    let file = page(&format!(
        "<input name=\"sealed\" value=\"{}\">",
        armor(&sealed)
    ));
    let packed = zipped(&[("message.html", file.as_bytes())]);
    let encoded = around("text/html", "base64", file.as_bytes());
    let cleaned = page("<p>Press the button to go on to <b>https://secure.example.org/</b></p>");
    for (how, file) in [
        ("an archive", &packed[..packed.len() / 2]),
        ("a mail", &encoded[..encoded.len() / 2]),
        ("a page without its form", cleaned.as_bytes()),
    ] {
        let answer = rig.browser().upload("file", file).await;
        let shown = (answer.status, answer.title());
        assert_eq!(shown, (422, "This file can’t be opened".into()), "{how}");
    }
    let cut = armor(&sealed[..sealed.len() - 30]);
    let cut = rig.browser().upload("sealed", cut.as_bytes()).await;
    assert_eq!(cut.status, 422);
    assert_eq!(rig.reserved_bytes().await, 0, "nothing of it is kept");
    rig.visit(&sealed).await;
}
