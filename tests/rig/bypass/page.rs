//! Words in HTML, split, encoded and moved as pages do it.

use super::Said;
use super::text::{backwards, halves};

/// A way of writing what is said as a page.
pub struct Page {
    pub name: &'static str,
    pub write: fn(&Said) -> String,
}

const fn page(name: &'static str, write: fn(&Said) -> String) -> Page {
    Page { name, write }
}

pub const PAGES: &[Page] = &[
    page("plain-page", |said| around(said, &escaped(&said.secret))),
    page("bold-letters", |said| {
        letters(said, |c| format!("<b>{c}</b>"))
    }),
    page("empty-elements", |said| amid(said, "<b></b>")),
    page("spans", |said| {
        letters(said, |c| format!("<span style=\"color:#222\">{c}</span>"))
    }),
    page("font-tags", |said| {
        letters(said, |c| format!("<FONT COLOR=black>{c}</FONT>"))
    }),
    page("comments", |said| amid(said, "<!-- nothing -->")),
    page("comment-with-tag-end", |said| amid(said, "<!-- a > b -->")),
    page("short-comments", |said| amid(said, "<!-->")),
    page("comment-ended-by-bang", |said| amid(said, "<!-- x --!>")),
    page("bogus-comment", |said| amid(said, "<!x>")),
    page("processing-instruction", |said| amid(said, "<?x y?>")),
    page("empty-end-tag", |said| amid(said, "</>")),
    page("end-tag-with-a-space", |said| amid(said, "</ b>")),
    page("unknown-elements", |said| amid(said, "<x-y></x-y>")),
    page("office-paragraph", |said| amid(said, "<o:p></o:p>")),
    page("word-breaks", |said| letters(said, |c| format!("{c}<wbr>"))),
    page("soft-hyphens", |said| amid(said, "&shy;")),
    page("soft-hyphens-bare", |said| amid(said, "&shy")),
    page("zero-width-reference", |said| amid(said, "&#8203;")),
    page("zero-width-hex-reference", |said| amid(said, "&#x200b;")),
    page("joiner-reference", |said| amid(said, "&zwj;")),
    page("non-joiner-reference", |said| amid(said, "&zwnj;")),
    page("zero-width-named", |said| amid(said, "&ZeroWidthSpace;")),
    page("no-break-named", |said| amid(said, "&NoBreak;")),
    page("null-reference", |said| amid(said, "<i>&#173;</i>")),
    page("decimal-references", |said| {
        letters(said, |c| format!("&#{};", u32::from(c)))
    }),
    page("hex-references", |said| {
        letters(said, |c| format!("&#x{:x};", u32::from(c)))
    }),
    page("capital-hex-references", |said| {
        letters(said, |c| format!("&#X{:X};", u32::from(c)))
    }),
    page("long-references", |said| {
        letters(said, |c| format!("&#{:09};", u32::from(c)))
    }),
    page("references-without-end", |said| {
        letters(said, |c| format!("&#x{:x}<b></b>", u32::from(c)))
    }),
    page("no-break-spaces", |said| {
        around(said, &escaped(&said.secret).replace(' ', "&nbsp;"))
    }),
    page("en-spaces", |said| {
        around(said, &escaped(&said.secret).replace(' ', "&ensp;"))
    }),
    page("empty-images", |said| {
        amid(
            said,
            "<img src=\"cid:dot\" width=\"0\" height=\"0\" alt=\"\">",
        )
    }),
    page("attribute-with-tag-end", |said| {
        amid(said, "<i title=\"a > b\"></i>")
    }),
    page("attribute-without-quotes", |said| {
        amid(said, "<i title=a/b></i>")
    }),
    page("unclosed-tag", |said| amid(said, "<b <i>")),
    page("tag-over-lines", |said| {
        amid(said, "<span\r\n\tclass='a'\r\n></span\r\n>")
    }),
    page("slashes-in-tag", |said| amid(said, "<b/x/></b/>")),
    page("script-amid", |said| {
        amid(said, "<script>var x = '<b>';</script>")
    }),
    page("style-amid", |said| {
        amid(said, "<style>b { color: red }</style>")
    }),
    page("template-amid", |said| amid(said, "<template>x</template>")),
    page("noscript-amid", |said| amid(said, "<noscript></noscript>")),
    page("hidden-element", |said| {
        amid(said, "<span hidden>zz</span>")
    }),
    page("display-none", |said| {
        amid(said, "<span style=\"display:none\">zz</span>")
    }),
    page("display-none-important", |said| {
        amid(said, "<span style=\"DISPLAY: NONE !important\">zz</span>")
    }),
    page("display-none-escaped", |said| {
        amid(said, "<span style=\"d\\69splay:none\">zz</span>")
    }),
    page("display-none-commented", |said| {
        amid(said, "<span style=\"display/**/:/* */none\">zz</span>")
    }),
    page("display-none-referenced", |said| {
        amid(said, "<span style=\"display&#58;none\">zz</span>")
    }),
    page("visibility-hidden", |said| {
        amid(
            said,
            "<span style=\"visibility:hidden;font-size:0\">zz</span>",
        )
    }),
    page("no-size", |said| {
        amid(said, "<span style=\"font-size:0px\">zz</span>")
    }),
    page("tiny-size", |said| {
        amid(said, "<span style=\"font-size:0.01px\">zz</span>")
    }),
    page("tiny-points", |said| {
        amid(said, "<span style=\"font-size:.1pt\">zz</span>")
    }),
    page("no-size-in-font", |said| {
        amid(said, "<span style=\"font:0/0 a\">zz</span>")
    }),
    page("size-of-percent", |said| {
        amid(said, "<span style=\"font-size:0%\">zz</span>")
    }),
    page("transparent", |said| {
        amid(
            said,
            "<span style=\"opacity:0;position:absolute\">zz</span>",
        )
    }),
    page("off-the-page", |said| {
        amid(
            said,
            "<span style=\"position:absolute;left:-9999px\">zz</span>",
        )
    }),
    page("no-room", |said| {
        amid(
            said,
            "<span style=\"display:inline-block;width:0;height:0;overflow:hidden\">zz</span>",
        )
    }),
    page("max-no-room", |said| {
        amid(
            said,
            "<span style=\"display:inline-block;max-width:0px;overflow:hidden\">zz</span>",
        )
    }),
    page("clipped", |said| {
        amid(
            said,
            "<span style=\"position:absolute;clip:rect(0,0,0,0)\">zz</span>",
        )
    }),
    page("clipped-by-path", |said| {
        amid(
            said,
            "<span style=\"position:absolute;clip-path:inset(50%)\">zz</span>",
        )
    }),
    page("scaled-away", |said| {
        amid(
            said,
            "<span style=\"position:absolute;transform:scale(0)\">zz</span>",
        )
    }),
    page("indented-away", |said| {
        amid(
            said,
            "<span style=\"display:inline-block;width:0;text-indent:-999px;\
             overflow:hidden\">zz</span>",
        )
    }),
    page("hidden-for-outlook", |said| {
        amid(said, "<span style=\"mso-hide:all;display:none\">zz</span>")
    }),
    page("hidden-by-class", |said| {
        styled(said, ".q { display: none }", "<i class=\"a q\">zz</i>")
    }),
    page("hidden-by-id", |said| {
        styled(said, "#q{font-size:0}", "<i id=q>zz</i>")
    }),
    page("hidden-by-element", |said| {
        styled(said, "p s { display:none }", "<s>zz</s>")
    }),
    page("hidden-by-attribute", |said| {
        styled(said, "[data-q] { display:none }", "<i data-q>zz</i>")
    }),
    page("hidden-by-place", |said| {
        styled(said, "p i:nth-child(1) { display:none }", "<i>zz</i>")
    }),
    page("hidden-in-media", |said| {
        styled(
            said,
            "@media screen { .q { display:none } }",
            "<i class=q>zz</i>",
        )
    }),
    page("hidden-after-a-comment", |said| {
        styled(
            said,
            "/* } */ .q /* { */ { display:none }",
            "<i class=q>zz</i>",
        )
    }),
    page("hidden-by-variable", |said| {
        styled(
            said,
            ":root{--h:none} .q{display:var(--h)}",
            "<i class=q>zz</i>",
        )
    }),
    page("written-by-style", |said| {
        let (first, second) = halves(&said.secret);
        format!(
            "<style>.a::before{{content:\"{first}\"}} \
             .a::after{{content:'{second}'}}</style><p>{}<i class=a></i>{}</p>",
            said.before, said.after
        )
    }),
    page("written-by-attribute", |said| {
        let (first, second) = &said.halves();
        format!(
            "<style>i::before{{content:attr(data-a)}} \
             i::after{{content:attr(data-b)}}</style><p><i data-a=\"{first}\" \
             data-b=\"{second}\"></i></p>"
        )
    }),
    page("backwards-by-style", |said| {
        around(
            said,
            &format!(
                "<span style=\"unicode-bidi:bidi-override;direction:rtl\">{}</span>",
                escaped(&backwards(&said.secret))
            ),
        )
    }),
    page("backwards-by-element", |said| {
        around(
            said,
            &format!("<bdo dir=rtl>{}</bdo>", escaped(&backwards(&said.secret))),
        )
    }),
    page("backwards-by-override", |said| {
        around(
            said,
            &format!("&#x202e;{}&#x202c;", escaped(&backwards(&said.secret))),
        )
    }),
    page("floated-letters", |said| {
        let letters: String = said
            .secret
            .chars()
            .rev()
            .map(|c| format!("<span style=\"float:right\">{}</span>", shown(c)))
            .collect();
        format!(
            "<p>{}</p><div style=\"width:20em\">{letters}</div><p>{}</p>",
            said.before, said.after
        )
    }),
    page("blocks-in-a-row", |said| {
        let (first, second) = halves(&said.secret);
        around(
            said,
            &format!(
                "<div style=\"display:inline\">{}</div><div \
                 style=\"display:inline-block\">{}</div>",
                escaped(first),
                escaped(second)
            ),
        )
    }),
    page("floated-halves", |said| {
        let (first, second) = &said.halves();
        format!(
            "<div style=\"float:left\">{}</div><div style=\"float:left\">{}</div>",
            escaped(first),
            escaped(second)
        )
    }),
    page("flex-halves", |said| {
        let (first, second) = &said.halves();
        format!(
            "<style>.r{{display:flex}}</style><div class=r><div>{}</div><div>{}</div></div>",
            escaped(first),
            escaped(second)
        )
    }),
    page("reversed-row", |said| {
        let (first, second) = &said.halves();
        format!(
            "<div style=\"display:flex;flex-direction:row-reverse\"><b>{}</b><b>{}</b></div>",
            escaped(second),
            escaped(first)
        )
    }),
    page("table-of-letters", |said| {
        let cells: String = said
            .secret
            .chars()
            .map(|c| format!("<td>{}</td>", shown(c)))
            .collect();
        format!(
            "<p>{}</p><table cellspacing=0 cellpadding=0><tr>{cells}</tr></table>",
            said.before
        )
    }),
    page("ruby", |said| {
        let (first, second) = halves(&said.secret);
        around(
            said,
            &format!(
                "<ruby>{}<rp></rp></ruby>{}",
                escaped(first),
                escaped(second)
            ),
        )
    }),
    page("vector-text", |said| {
        let (first, second) = halves(&said.secret);
        around(
            said,
            &format!(
                "<svg><text>{}<tspan>{}</tspan></text></svg>",
                escaped(first),
                escaped(second)
            ),
        )
    }),
    page("image-text", |said| {
        around(
            said,
            &format!("<img src=cid:none alt=\"{}\">", escaped(&said.secret)),
        )
    }),
    page("tool-tip", |said| {
        around(
            said,
            &format!("<abbr title='{}'>see</abbr>", escaped(&said.secret)),
        )
    }),
    page("input-value", |said| {
        around(
            said,
            &format!("<input value=\"{}\">", escaped(&said.secret)),
        )
    }),
    page("button", |said| {
        around(said, &format!("<button>{}</button>", escaped(&said.secret)))
    }),
    page("text-area", |said| {
        around(
            said,
            &format!("<textarea>{}</textarea>", escaped(&said.secret)),
        )
    }),
    page("option", |said| {
        around(
            said,
            &format!(
                "<select><option label=\"{}\"></select>",
                escaped(&said.secret)
            ),
        )
    }),
    page("title", |said| {
        format!(
            "<html><head><title>{}</title></head><body>.</body></html>",
            escaped(&said.whole())
        )
    }),
    page("conditional-comment", |said| {
        around(
            said,
            &format!("<!--[if mso]>{}<![endif]-->", escaped(&said.secret)),
        )
    }),
    page("frame-document", |said| {
        around(
            said,
            &format!("<iframe srcdoc=\"{}\"></iframe>", escaped(&said.secret)),
        )
    }),
    page("frame-document-split", |said| {
        let (first, second) = halves(&said.secret);
        around(
            said,
            &format!(
                "<iframe srcdoc=\"{}&lt;b&gt;{}&lt;/b&gt;\"></iframe>",
                escaped(first),
                escaped(second)
            ),
        )
    }),
    page("data-address", |said| {
        let data = super::transfer::base64_of(said.whole().as_bytes());
        format!("<a href=\"data:text/plain;charset=utf-8;base64,{data}\">open</a>")
    }),
    page("data-frame", |said| {
        let data: String = said
            .whole()
            .bytes()
            .map(|byte| format!("%{byte:02x}"))
            .collect();
        format!("<iframe src=\"data:text/plain;charset=utf-8,{data}\"></iframe>")
    }),
    page("link-address", |said| {
        let data: String = said
            .secret
            .bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect();
        format!("<a href=\"mailto:a@example.net?subject={data}\">write</a>")
    }),
    page("plaintext-element", |said| {
        format!("<p>{}<plaintext>{}", said.before, said.secret)
    }),
    page("xmp-element", |said| {
        around(said, &format!("<xmp>{}</xmp>", said.secret))
    }),
    page("character-data", |said| {
        around(
            said,
            &format!("<svg><text><![CDATA[{}]]></text></svg>", said.secret),
        )
    }),
    page("unclosed-style", |said| {
        format!("<p>{}</p><style>x{{}}</p>", escaped(&said.secret))
    }),
    page("unclosed-comment", |said| {
        format!("<p>{}</p><!-- the end", escaped(&said.secret))
    }),
    page("unclosed-attribute", |said| {
        format!("<p>{}<a href=\"x", escaped(&said.secret))
    }),
    page("no-elements", |said| said.whole()),
    page("xhtml", |said| {
        format!(
            "<?xml version=\"1.0\"?>\r\n<html \
             xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>{}</p></body></html>",
            said.whole()
        )
    }),
];

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
        .replace("\r\n", "<br>")
}

fn shown(c: char) -> String {
    if matches!(c, ' ' | '\r' | '\n') {
        "&nbsp;".into()
    } else {
        escaped(&c.to_string())
    }
}

fn around(said: &Said, inner: &str) -> String {
    format!(
        "<html><body><p>{}{inner}{}</p></body></html>",
        escaped(&said.before),
        escaped(&said.after)
    )
}

fn letters(said: &Said, each: fn(char) -> String) -> String {
    around(
        said,
        &said
            .secret
            .chars()
            .map(|c| {
                if c.is_alphanumeric() {
                    each(c)
                } else {
                    shown(c)
                }
            })
            .collect::<String>(),
    )
}

fn amid(said: &Said, mark: &str) -> String {
    let (first, second) = halves(&said.secret);
    around(
        said,
        &format!("{}{mark}{}", escaped(first), escaped(second)),
    )
}

fn styled(said: &Said, sheet: &str, mark: &str) -> String {
    format!(
        "<style type=\"text/css\">{sheet}</style>\r\n{}",
        amid(said, mark)
    )
}
