//! How high the frame is, which can't measure what is in it without script.

/// Characters in a line of a wide window, with room to spare.
const LINE: usize = 80;

/// Elements that begin a line.
const BLOCKS: [&str; 16] = [
    "blockquote",
    "br",
    "div",
    "dd",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "p",
    "pre",
    "tr",
];

/// Elements whose content is not shown.
const UNSEEN: [&str; 4] = ["style", "script", "title", "template"];

/// The height for a document, by its lines as far as they can be guessed: `short` is ten lines,
/// `medium` eighteen, `long` most of the window.
pub(super) fn height(html: &str) -> &'static str {
    match lines(html) {
        0..=10 => "short",
        11..=18 => "medium",
        _ => "long",
    }
}

fn lines(html: &str) -> usize {
    let (mut lines, mut text, mut unseen) = (0_usize, 0_usize, None);
    for piece in html.split('<') {
        let (tag, content) = piece.split_once('>').unwrap_or(("", piece));
        let name: String = tag
            .chars()
            .take_while(|&c| c == '/' || c.is_ascii_alphanumeric())
            .collect();
        let name = name.to_ascii_lowercase();
        let element = name.trim_start_matches('/');
        match unseen {
            Some(hidden) if name.strip_prefix('/') == Some(hidden) => unseen = None,
            Some(_) => continue,
            None => unseen = UNSEEN.into_iter().find(|&hidden| hidden == name),
        }
        if BLOCKS.contains(&element) {
            lines += text.div_ceil(LINE);
            // An empty line, be it written or the space between paragraphs.
            lines += usize::from(name == "br" && text == 0 || name == "/p" && text > 0);
            text = 0;
        }
        if element == "img" {
            lines += 4;
        }
        if unseen.is_none() {
            text += content
                .split_whitespace()
                .map(|word| word.chars().count() + 1)
                .sum::<usize>();
        }
    }
    lines + text.div_ceil(LINE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_counts_and_what_is_written_does_not() {
        assert_eq!(
            height("<p>Hi Bob,</p><p>the plan is attached.</p><p>Alice</p>"),
            "short"
        );
        let style = format!(
            "<html><head><style>{}</style></head>",
            "p.x { margin: 0 }\n".repeat(500)
        );
        let word = "<p class=MsoNormal style='margin:0'><span lang=EN-GB \
                    style='font-size:11.0pt'>Hello</span></p>";
        assert_eq!(
            height(&format!("{style}<body>{}</body>", word.repeat(5))),
            "short"
        );
        assert_eq!(height(&word.repeat(8)), "medium");
        assert_eq!(height(&"x<br>".repeat(10)), "short");
        assert_eq!(height(&"x<br>".repeat(19)), "long");
        assert_eq!(height(&format!("<p>{}</p>", "word ".repeat(400))), "long");
        assert_eq!(
            height("<table><tr><td>a</td><td>b</td></tr></table>"),
            "short"
        );
        assert_eq!(height(""), "short");
    }
}
