//! The portal that is visited, and what it and the milter send.

use std::io::Write;

use postseal::brand::{Brand, Brands, Color, Colors, Logo, Told};
use postseal::locale::{Locales, MailWords, Words};
use postseal::wrapper::{CarrierBody, FramePool, Notice, Wordings};
use rig::place;

use super::pseudo;
use crate::rig::Rig;

/// A portal on which an administrator has added a language from right to left, with a brand or
/// without one.
pub async fn portal(is_branded: bool) -> Rig {
    let folder = place::scratch();
    pseudo::write(folder.path());
    let locales = Locales::built_in().with_folder(folder.path()).unwrap();
    Rig::with_state(|state| {
        state.settings.max_upload = 300_000;
        state.locales = locales.into();
        if is_branded {
            state.brands = Brands::new(vec![brand()]);
        }
    })
    .await
}

/// `message.html` as it is attached.
pub fn wrapper(rig: &Rig, words: &Words, sealed: &[u8]) -> Vec<u8> {
    carrier(rig, words, sealed).1
}

/// What a carrier shows, and what is attached to it.
pub fn carrier(rig: &Rig, words: &Words, sealed: &[u8]) -> (String, Vec<u8>) {
    let state = rig.state.borrow();
    let notice = Notice {
        sender: "Alice Martin <alice@example.org>".into(),
        portal: state.settings.url.clone(),
        words: MailWords {
            first: words.clone(),
            second: None,
        },
        brand: state.brands.find(""),
    };
    let mut body = CarrierBody::new(&notice, &Wordings::default(), &FramePool::default()).unwrap();
    body.write_all(sealed).unwrap();
    let wrapped = body.finish().unwrap();
    let mut mail = format!("Content-Type: {}\r\n\r\n", wrapped.content_type).into_bytes();
    mail.extend(wrapped.frames.concat());
    let mail = mail_parser::MessageParser::default().parse(&mail).unwrap();
    let shown = mail.body_html(0).unwrap().into_owned();
    (shown, mail.attachment(0).unwrap().contents().to_vec())
}

fn brand() -> Brand {
    let told = |text: &str| Told {
        otherwise: Some(text.into()),
        ..Told::default()
    };
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='32' height='32'>\
                <circle cx='16' cy='16' r='15' fill='#6b1d5e'/></svg>";
    Brand {
        name: "clinic".into(),
        organisation: Some("Northgate Clinic".into()),
        telephone: Some("+31 20 123 4567".into()),
        contact: Some("help@northgate.example.org".into()),
        address: Some("Northgate 1, 1011 AA Amsterdam".into()),
        disclaimer: told("This message is for its recipient only."),
        links: vec![(told("About us"), "https://www.example.org/".into())],
        logo: Some(Logo::new(svg).unwrap()),
        colors: Some(Colors {
            light: Color([0x6b, 0x1d, 0x5e]),
            dark: Color([0xe7, 0xa8, 0xdc]),
        }),
        ..Brand::default()
    }
}
