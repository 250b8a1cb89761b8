//! The mail that carries a message, and its file, around bytes that nobody sealed.

use std::io::{self, Write};
use std::sync::Arc;

use mail_builder::MessageBuilder;
use mail_builder::headers::content_type::ContentType;
use mail_builder::mime::MimePart;
use mail_parser::{MessageParser, MimeHeaders};

use super::{File, languages, parts};
use crate::brand::Brand;
use crate::clock::Clock;
use crate::config::Config;
use crate::locale::Words;
use crate::portal::preview::SENDER;
use crate::wrapper::{CarrierBody, FramePool, Notice, Wordings};

/// A short message, which a link can hold, and a longer one.
const KINDS: [(&str, usize); 2] = [("carrier-with-link-mail", 500), ("carrier-mail", 10_000)];

pub(super) fn files(config: &Config, brand: &Arc<Brand>, words: &Words) -> io::Result<Vec<File>> {
    let mut files = Vec::new();
    for (name, bytes) in KINDS {
        let mail = mail(config, brand, words, bytes)?;
        files.extend(parts(name, &mail));
        if let Some(parsed) = MessageParser::default().parse(&mail) {
            let attached = parsed
                .attachments()
                .find(|part| part.attachment_name() == Some("message.html"));
            let file = name.replace("carrier", "message-file").replace("-mail", "");
            files.extend(attached.map(|part| File::new(format!("{file}.html"), part.contents())));
        }
        files.push(File::new(format!("{name}.eml"), mail));
    }
    Ok(files)
}

fn mail(config: &Config, brand: &Arc<Brand>, words: &Words, bytes: usize) -> io::Result<Vec<u8>> {
    let notice = Notice {
        sender: SENDER.into(),
        portal: config.portal.settings.url.clone(),
        words: languages(config, words),
        brand: Arc::clone(brand),
    };
    let mut body = CarrierBody::new(&notice, &Wordings::default(), &FramePool::default())?;
    body.write_all(&vec![0; bytes])?;
    let wrapped = body.finish()?;
    let subject = config.outbound.subject.clone();
    let subject = subject.unwrap_or_else(|| words.text("carrier-title").to_string());
    let now = i64::try_from(Clock::system().now()).unwrap_or_default();
    let boundary = wrapped.content_type.split('"').nth(1).unwrap_or_default();
    let kind = ContentType::new("multipart/mixed").attribute("boundary", boundary);
    let body = MimePart::new(kind, wrapped.frames.concat()).transfer_encoding("7bit");
    MessageBuilder::new()
        .from(SENDER)
        .to("bob@example.net")
        .subject(subject)
        .date(now)
        .body(body)
        .write_to_vec()
}
