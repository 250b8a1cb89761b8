//! Names of files, in the fields of a part and in archives.

use super::charset::CHARSETS;
use super::field::{escape, word};
use super::pack::{gzip, tar, tar_long_name, tar_pax, zip, zip_deflated};
use super::structure::{Part, multipart, typed};
use super::text::{backwards, halves};
use super::tnef;
use super::transfer::{base64_of, lines, uuencoded, yencoded};

/// A way of naming a file: the part that holds it.
pub struct Naming {
    pub name: &'static str,
    pub write: fn(&str) -> Option<Part>,
}

const fn naming(name: &'static str, write: fn(&str) -> Option<Part>) -> Naming {
    Naming { name, write }
}

pub const PLAIN: Naming = naming("plain", |name| {
    disposed(format!("attachment; filename=\"{}\"", quotable(name)?))
});

pub const NAMINGS: &[Naming] = &[
    naming("token", |name| {
        disposed(format!("attachment; filename={}", token(name)?))
    }),
    naming("inline", |name| {
        disposed(format!("inline; filename=\"{}\"", quotable(name)?))
    }),
    naming("no-disposition", |name| {
        disposed(format!("; filename=\"{}\"", quotable(name)?))
    }),
    naming("odd-disposition", |name| {
        disposed(format!("x-form; filename=\"{}\"", quotable(name)?))
    }),
    naming("upper-case-parameter", |name| {
        disposed(format!("ATTACHMENT; FILENAME=\"{}\"", quotable(name)?))
    }),
    naming("spaces-around", |name| {
        disposed(format!("attachment ; filename = \"{}\"", quotable(name)?))
    }),
    naming("comment-before", |name| {
        disposed(format!("attachment; (x) filename=\"{}\"", quotable(name)?))
    }),
    naming("comment-behind", |name| {
        disposed(format!("attachment; filename=\"{}\" (x)", quotable(name)?))
    }),
    naming("no-space", |name| {
        disposed(format!("attachment;filename=\"{}\"", quotable(name)?))
    }),
    naming("many-semicolons", |name| {
        disposed(format!("attachment;;; ;filename=\"{}\";", quotable(name)?))
    }),
    naming("no-semicolon", |name| {
        disposed(format!("attachment filename=\"{}\"", quotable(name)?))
    }),
    naming("after-other-parameters", |name| {
        disposed(format!(
            "attachment; size=7; x=\"a;b\\\"c\"; filename=\"{}\"",
            quotable(name)?
        ))
    }),
    naming("folded", |name| {
        disposed(format!(
            "attachment;\r\n\tfilename=\r\n\t\"{}\"",
            quotable(name)?
        ))
    }),
    naming("folded-amid", |name| {
        let (first, second) = halves(quotable(name)?);
        disposed(format!("attachment; filename=\"{first}\r\n {second}\""))
    }),
    naming("escaped", |name| {
        let (first, second) = halves(quotable(name)?);
        disposed(format!("attachment; filename=\"{first}\\{second}\""))
    }),
    naming("unended-quote", |name| {
        disposed(format!("attachment; filename=\"{}", quotable(name)?))
    }),
    naming("single-quotes", |name| {
        disposed(format!("attachment; filename='{}'", token(name)?))
    }),
    naming("spaces-inside", |name| {
        disposed(format!("attachment; filename=\"  {}  \"", quotable(name)?))
    }),
    naming("dot-behind", |name| {
        disposed(format!("attachment; filename=\"{}.\"", quotable(name)?))
    }),
    naming("dots-and-spaces-behind", |name| {
        disposed(format!("attachment; filename=\"{}. . \"", quotable(name)?))
    }),
    naming("directory", |name| {
        disposed(format!(
            "attachment; filename=\"/tmp/x/{}\"",
            quotable(name)?
        ))
    }),
    naming("windows-directory", |name| {
        disposed(format!(
            "attachment; filename=\"C:\\\\temp\\\\{}\"",
            quotable(name)?
        ))
    }),
    naming("stream", |name| {
        disposed(format!(
            "attachment; filename=\"{}::$DATA\"",
            quotable(name)?
        ))
    }),
    naming("percent", |name| {
        disposed(format!(
            "attachment; filename=\"{}\"",
            quotable(name)?.replace('-', "%2D").replace(' ', "%20")
        ))
    }),
    naming("duplicate-first", |name| {
        disposed(format!(
            "attachment; filename=\"{}\"; filename=\"a.txt\"",
            quotable(name)?
        ))
    }),
    naming("duplicate-last", |name| {
        disposed(format!(
            "attachment; filename=\"a.txt\"; filename=\"{}\"",
            quotable(name)?
        ))
    }),
    naming("type-name", |name| {
        named(format!(
            "application/octet-stream; name=\"{}\"",
            quotable(name)?
        ))
    }),
    naming("type-name-token", |name| {
        named(format!("application/octet-stream; name={}", token(name)?))
    }),
    naming("type-name-of-text", |name| {
        named(format!("text/plain; name=\"{}\"", quotable(name)?))
    }),
    naming("type-name-other-filename", |name| {
        Some(
            named(format!("image/png; name=\"{}\"", quotable(name)?))?
                .with("Content-Disposition", "attachment; filename=a.txt"),
        )
    }),
    naming("filename-other-type-name", |name| {
        Some(named("image/png; name=a.txt".into())?.with(
            "Content-Disposition",
            &format!("attachment; filename=\"{}\"", quotable(name)?),
        ))
    }),
    naming("type-filename", |name| {
        named(format!(
            "application/octet-stream; filename=\"{}\"",
            quotable(name)?
        ))
    }),
    naming("disposition-name", |name| {
        disposed(format!("attachment; name=\"{}\"", quotable(name)?))
    }),
    naming("second-disposition", |name| {
        let part = disposed("attachment; filename=a.txt".into())?;
        Some(part.with(
            "Content-Disposition",
            &format!("attachment; filename=\"{}\"", quotable(name)?),
        ))
    }),
    naming("first-disposition", |name| {
        let part = disposed(format!("attachment; filename=\"{}\"", quotable(name)?))?;
        Some(part.with("Content-Disposition", "attachment; filename=a.txt"))
    }),
    naming("disposition-with-space-before-colon", |name| {
        let mut part = disposed(format!("attachment; filename=\"{}\"", quotable(name)?))?;
        part.fields.iter_mut().for_each(|(name, _)| name.push(' '));
        Some(part)
    }),
    naming("description", |name| {
        Some(disposed("attachment".into())?.with("Content-Description", quotable(name)?))
    }),
    naming("location", |name| {
        Some(disposed("attachment".into())?.with("Content-Location", token(name)?))
    }),
    naming("extended", |name| {
        disposed(format!(
            "attachment; filename*=utf-8''{}",
            percent(name.as_bytes())
        ))
    }),
    naming("extended-with-language", |name| {
        disposed(format!(
            "attachment; filename*=UTF-8'en'{}",
            percent(name.as_bytes())
        ))
    }),
    naming("extended-without-charset", |name| {
        disposed(format!(
            "attachment; filename*=''{}",
            percent(name.as_bytes())
        ))
    }),
    naming("extended-unknown-charset", |name| {
        disposed(format!(
            "attachment; filename*=x-y''{}",
            percent(name.as_bytes())
        ))
    }),
    naming("extended-quoted", |name| {
        disposed(format!(
            "attachment; filename*=\"utf-8''{}\"",
            percent(name.as_bytes())
        ))
    }),
    naming("extended-small-hex", |name| {
        disposed(format!(
            "attachment; filename*=utf-8''{}",
            percent(name.as_bytes()).to_lowercase()
        ))
    }),
    naming("extended-latin-1", |name| extended_in(name, "latin-1")),
    naming("extended-utf-16", |name| extended_in(name, "utf-16be")),
    naming("extended-utf-7", |name| extended_in(name, "utf-7")),
    naming("extended-gb18030", |name| extended_in(name, "gb18030")),
    naming("extended-beside-plain", |name| {
        disposed(format!(
            "attachment; filename=a.txt; filename*=utf-8''{}",
            percent(name.as_bytes())
        ))
    }),
    naming("plain-beside-extended", |name| {
        disposed(format!(
            "attachment; filename*=utf-8''a.txt; filename=\"{}\"",
            quotable(name)?
        ))
    }),
    naming("pieces", |name| {
        let (first, second) = halves(quotable(name)?);
        disposed(format!(
            "attachment; filename*0=\"{first}\"; filename*1=\"{second}\""
        ))
    }),
    naming("pieces-in-disorder", |name| {
        let (first, second) = halves(quotable(name)?);
        disposed(format!(
            "attachment; filename*1=\"{second}\"; filename*0=\"{first}\""
        ))
    }),
    naming("pieces-from-one", |name| {
        let (first, second) = halves(quotable(name)?);
        disposed(format!(
            "attachment; filename*1=\"{first}\"; filename*2=\"{second}\""
        ))
    }),
    naming("pieces-with-zeros", |name| {
        let (first, second) = halves(quotable(name)?);
        disposed(format!(
            "attachment; filename*00=\"{first}\"; filename*01=\"{second}\""
        ))
    }),
    naming("piece-of-each-letter", |name| {
        let pieces: String = quotable(name)?
            .chars()
            .enumerate()
            .map(|(at, c)| format!("; filename*{at}=\"{c}\""))
            .collect();
        disposed(format!("attachment{pieces}"))
    }),
    naming("encoded-pieces", |name| {
        let (first, second) = halves(name);
        disposed(format!(
            "attachment; filename*0*=utf-8''{}; filename*1*={}",
            percent(first.as_bytes()),
            percent(second.as_bytes())
        ))
    }),
    naming("mixed-pieces", |name| {
        let (first, second) = halves(name);
        disposed(format!(
            "attachment; filename*0*=utf-8''{}; filename*1=\"{}\"",
            percent(first.as_bytes()),
            quotable(second)?
        ))
    }),
    naming("type-name-pieces", |name| {
        let (first, second) = halves(quotable(name)?);
        named(format!(
            "application/pdf; name*0=\"{first}\"; name*1=\"{second}\""
        ))
    }),
    naming("type-name-extended", |name| {
        named(format!(
            "application/pdf; name*=utf-8''{}",
            percent(name.as_bytes())
        ))
    }),
    naming("base64-word", |name| {
        disposed(format!(
            "attachment; filename=\"{}\"",
            word(name, "utf-8", 'B')?
        ))
    }),
    naming("quoted-word", |name| {
        disposed(format!(
            "attachment; filename=\"{}\"",
            word(name, "utf-8", 'Q')?
        ))
    }),
    naming("word-without-quotes", |name| {
        disposed(format!(
            "attachment; filename={}",
            word(name, "utf-8", 'B')?
        ))
    }),
    naming("type-name-word", |name| {
        named(format!(
            "application/octet-stream; name=\"{}\"",
            word(name, "utf-8", 'B')?
        ))
    }),
    naming("two-words", |name| {
        let (first, second) = halves(name);
        disposed(format!(
            "attachment; filename=\"{} {}\"",
            word(first, "utf-8", 'Q')?,
            word(second, "utf-8", 'B')?
        ))
    }),
    naming("two-words-folded", |name| {
        let (first, second) = halves(name);
        disposed(format!(
            "attachment; filename=\"{}\r\n {}\"",
            word(first, "utf-8", 'B')?,
            word(second, "utf-8", 'B')?
        ))
    }),
    naming("two-words-side-by-side", |name| {
        let (first, second) = halves(name);
        disposed(format!(
            "attachment; filename=\"{}{}\"",
            word(first, "utf-8", 'B')?,
            word(second, "utf-8", 'B')?
        ))
    }),
    naming("word-and-rest", |name| {
        let (first, second) = halves(quotable(name)?);
        disposed(format!(
            "attachment; filename=\"{}{second}\"",
            word(first, "utf-8", 'B')?
        ))
    }),
    naming("word-without-padding", |name| {
        disposed(format!(
            "attachment; filename=\"=?utf-8?B?{}?=\"",
            base64_of(name.as_bytes()).trim_end_matches('=')
        ))
    }),
    naming("word-unknown-charset", |name| {
        disposed(format!(
            "attachment; filename=\"{}\"",
            word(name, "x-unknown", 'Q')?
        ))
    }),
    naming("word-everything-quoted", |name| {
        disposed(format!(
            "attachment; filename=\"=?utf-8?Q?{}?=\"",
            escape(name.as_bytes(), true)
        ))
    }),
    naming("word-in-extended", |name| {
        disposed(format!(
            "attachment; filename*=utf-8''{}",
            word(name, "utf-8", 'B')?
        ))
    }),
    naming("word-bytes-apart", |name| {
        let (first, second) = name.as_bytes().split_at(name.len() / 2);
        disposed(format!(
            "attachment; filename=\"=?utf-8?B?{}?= =?utf-8?B?{}?=\"",
            base64_of(first),
            base64_of(second)
        ))
    }),
    naming("raw-latin-1", |name| raw_in(name, "latin-1")),
    naming("raw-windows-1251", |name| raw_in(name, "windows-1251")),
    naming("raw-koi8-r", |name| raw_in(name, "koi8-r")),
    naming("raw-gb18030", |name| raw_in(name, "gb18030")),
    naming("raw-shift-jis", |name| raw_in(name, "shift-jis")),
    naming("overridden", |name| {
        disposed(format!(
            "attachment; filename=\"\u{202e}{}\"",
            backwards(quotable(name)?)
        ))
    }),
    naming("zip-entry", |name| {
        packed("x.zip", zip(&[(name.as_bytes(), b"x")]))
    }),
    naming("zip-entry-in-directory", |name| {
        packed("x.zip", zip(&[(format!("a/b/{name}").as_bytes(), b"x")]))
    }),
    naming("zip-entry-windows-directory", |name| {
        packed("x.zip", zip(&[(format!("a\\b\\{name}").as_bytes(), b"x")]))
    }),
    naming("zip-entry-among-others", |name| {
        packed(
            "x.zip",
            zip_deflated(&[(b"a.txt", b"x"), (name.as_bytes(), b"x"), (b"b.txt", b"x")]),
        )
    }),
    naming("zip-empty-entry", |name| {
        packed("x.zip", zip(&[(name.as_bytes(), b"")]))
    }),
    naming("zip-entry-in-code-page", |name| {
        let name: Vec<u8> = name
            .chars()
            .map(|c| u8::try_from(c).ok())
            .collect::<Option<_>>()?;
        packed("x.zip", zip(&[(&name, b"x")]))
    }),
    naming("zip-in-zip", |name| {
        packed(
            "x.zip",
            zip_deflated(&[(b"y.zip", &zip_deflated(&[(name.as_bytes(), b"x")]))]),
        )
    }),
    naming("zip-in-disguise", |name| {
        packed("x.png", zip_deflated(&[(name.as_bytes(), b"x")]))
    }),
    naming("zip-behind-junk", |name| {
        packed(
            "x.bin",
            [
                b"junkjunk".as_slice(),
                &zip_deflated(&[(name.as_bytes(), b"x")]),
            ]
            .concat(),
        )
    }),
    naming("zip-dot-behind", |name| {
        packed("x.zip", zip(&[(format!("{name}. ").as_bytes(), b"x")]))
    }),
    naming("document-embedding", |name| {
        let entry = format!("word/embeddings/{name}");
        packed(
            "x.docx",
            zip_deflated(&[
                (b"[Content_Types].xml", b"<Types/>"),
                (entry.as_bytes(), b"\x7fELF...."),
            ]),
        )
    }),
    naming("gzip-name", |name| {
        packed("x.gz", gzip(b"x", Some(name.as_bytes())))
    }),
    naming("gzip-stem", |name| {
        packed(&format!("{}.gz", quotable(name)?), gzip(b"x", None))
    }),
    naming("tar-entry", |name| {
        packed("x.tar", tar(short(name)?.as_bytes(), b"x"))
    }),
    naming("tar-empty-entry", |name| {
        packed("x.tar", tar(short(name)?.as_bytes(), b""))
    }),
    naming("tar-long-name", |name| {
        packed("x.tar", tar_long_name(name.as_bytes(), b"x"))
    }),
    naming("tar-pax-name", |name| {
        packed("x.tar", tar_pax(name.as_bytes(), b"x"))
    }),
    naming("tar-gzip-entry", |name| {
        packed(
            "x.tgz",
            gzip(&tar(short(name)?.as_bytes(), b"x"), Some(b"x.tar")),
        )
    }),
    naming("winmail-name", |name| {
        packed("winmail.dat", tnef::with_file(name.as_bytes(), b"x"))
    }),
    naming("winmail-long-name", |name| {
        packed("winmail.dat", tnef::with_long_name(name, b"x"))
    }),
    naming("winmail-zip", |name| {
        packed(
            "winmail.dat",
            tnef::with_file(b"x.zip", &zip_deflated(&[(name.as_bytes(), b"x")])),
        )
    }),
    naming("uuencoded", |name| {
        Some(typed(
            "text/plain; charset=utf-8",
            uuencoded(b"xyz", quotable(name)?),
        ))
    }),
    naming("uuencoded-amid-text", |name| {
        let text = [
            b"See below.\r\n\r\n".as_slice(),
            &uuencoded(b"xyz", quotable(name)?),
        ]
        .concat();
        Some(typed("text/plain; charset=utf-8", text))
    }),
    naming("uuencoded-base64", |name| {
        Some(typed(
            "text/plain; charset=utf-8",
            format!("begin-base64 644 {}\r\neHl6\r\n====\r\n", quotable(name)?).into(),
        ))
    }),
    naming("yencoded", |name| {
        Some(typed(
            "text/plain; charset=utf-8",
            yencoded(b"xyz", quotable(name)?),
        ))
    }),
    naming("forwarded", |name| {
        Some(typed("message/rfc822", (PLAIN.write)(name)?.message()))
    }),
    naming("forwarded-file", |name| {
        packed("x.eml", (PLAIN.write)(name)?.message())
    }),
    naming("in-a-digest", |name| {
        Some(multipart(
            "digest",
            7,
            &[[b"\r\n".as_slice(), &(PLAIN.write)(name)?.message()].concat()],
        ))
    }),
];

fn quotable(name: &str) -> Option<&str> {
    (!name.contains(['"', '\\', '\r', '\n'])).then_some(name)
}

/// A name that fits into the header of an entry.
fn short(name: &str) -> Option<&str> {
    (name.len() <= 100).then_some(name)
}

fn token(name: &str) -> Option<&str> {
    quotable(name).filter(|name| !name.contains([' ', ';', '(', ')', '\t']))
}

fn disposed(disposition: String) -> Option<Part> {
    let part = Part {
        fields: Vec::new(),
        body: b"x,y\r\n1,2\r\n".to_vec(),
        says_mime: true,
    };
    Some(
        part.with("Content-Type", "application/octet-stream")
            .with("Content-Disposition", &disposition),
    )
}

fn named(media_type: String) -> Option<Part> {
    Some(typed(&media_type, b"x,y\r\n1,2\r\n".to_vec()))
}

fn packed(name: &str, bytes: Vec<u8>) -> Option<Part> {
    let part = typed(
        "application/octet-stream",
        lines(&base64_of(&bytes), 76, "\r\n"),
    );
    let disposition = format!("attachment; filename=\"{name}\"");
    Some(
        part.with("Content-Disposition", &disposition)
            .with("Content-Transfer-Encoding", "base64"),
    )
}

fn percent(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|&byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).into()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

fn extended_in(name: &str, called: &str) -> Option<Part> {
    let charset = CHARSETS.iter().find(|charset| charset.name == called)?;
    disposed(format!(
        "attachment; filename*={}''{}",
        charset.label,
        percent(&charset.encode(name)?)
    ))
}

fn raw_in(name: &str, called: &str) -> Option<Part> {
    let charset = CHARSETS.iter().find(|charset| charset.name == called)?;
    let bytes = charset
        .encode(quotable(name)?)
        .filter(|bytes| !bytes.is_ascii())?;
    let mut part = typed("application/octet-stream", b"x\r\n".to_vec());
    part.fields.push((
        "Content-Disposition".into(),
        [b"attachment; filename=\"".as_slice(), &bytes, b"\""].concat(),
    ));
    Some(part)
}
