//! HTML and XML as the words that people see, and what stands beside them.
//!
//! A tokenizer after the HTML standard (section 13.2.5), without the tree: tags go, and what they
//! leave is text. Elements that only mark a piece of a word leave nothing, blocks leave a line end,
//! cells a tab. What style sheets do to that is guessed at, each guess giving a view of its own.
//!
//! Read here rather than by html5ever. Its tree is what a browser builds; here the words have to be
//! found however a program shows them, with hidden elements and without, comments and scripts
//! beside them. Its tokenizer alone compares each attribute of a tag with those before it: a tag of
//! 0.7 MB takes it 4 seconds, one of 50 MB hours, and it can't be told to stop. A test holds this
//! reader to that tokenizer, and names of characters are html5ever's.

mod element;
mod link;
mod page;
mod reference;
mod script;
mod style;
mod tag;

use page::Page;

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::piece::Piece;

/// Pages that stand escaped in each other.
const NESTED: usize = 3;

/// Reads a page, or a piece of one, in UTF-8.
pub(super) fn read<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    let views = views(&String::from_utf8_lossy(&piece.bytes));
    if views.has_entities {
        found.unreadable("a page", "declares entities of its own");
    }
    // No mail program runs what stands in the message itself; a browser runs what is attached.
    if piece.listed && script::builds(&views.scripts) {
        found.unreadable("a page", "a script builds");
    }
    for view in views.shown {
        found.text(view);
    }
    let beside = format!("{}, what isn't shown", piece.place);
    found.text_at(beside, views.beside);
    found
}

/// The views of a page.
#[derive(Debug, Default)]
struct Views {
    /// The text: all of it; without hidden elements, if there are any; with blocks side by side, if
    /// styles may put them so.
    shown: Vec<String>,
    /// Attributes, comments, styles and scripts.
    beside: String,
    /// What the page has run: scripts, what stands at events, addresses that are scripts.
    scripts: String,
    /// Whether the page declares entities, which may say anything.
    has_entities: bool,
}

/// The views of a page, or of a piece of one.
fn views(source: &str) -> Views {
    let Page {
        all,
        seen,
        glued,
        apart,
        mut beside,
        hid,
        styles,
        pieces,
        data,
        scripts,
        ..
    } = Page::read(source);
    // Texts that styles put together.
    beside.push_str(&styles.written);
    beside.push('\n');
    beside.push_str(&data);
    let mut shown = vec![all];
    within(&mut shown, &mut beside);
    if styles.turns_letters {
        shown.push(glued.chars().rev().collect());
    }
    if styles.turns_order {
        shown.push(pieces.iter().rev().map(String::as_str).collect());
    }
    if hid {
        shown.push(seen);
    }
    if styles.moves_blocks {
        shown.push(glued);
    }
    shown.extend(apart);
    let has_entities = source.contains("<!ENTITY");
    Views {
        shown,
        beside,
        scripts,
        has_entities,
    }
}

/// Adds the views of a page that stands as text in this one, as in a feed: its tags and the names
/// of its characters are escaped once more.
fn within(shown: &mut Vec<String>, beside: &mut String) {
    for _ in 0..NESTED {
        let Some(source) = shown.last().filter(|text| has_markup(text)) else {
            return;
        };
        let page = Page::read(source);
        beside.push('\n');
        beside.push_str(&page.beside);
        shown.push(page.all);
    }
}

/// Whether a text has tags, or names of characters.
fn has_markup(text: &str) -> bool {
    let is_tag = |after: &str| after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let is_name = |after: &str| {
        let length = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '#');
        length.is_some_and(|length| length > 1 && after[length..].starts_with(';'))
    };
    text.match_indices('<')
        .any(|(at, _)| is_tag(&text[at + 1..]))
        || text
            .match_indices('&')
            .any(|(at, _)| is_name(&text[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The views without white space around words, to be compared.
    fn shown(source: &str) -> Vec<String> {
        views(source)
            .shown
            .iter()
            .map(|view| view.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn words_split_by_tags_are_whole() {
        for source in [
            "4111<b></b>1111",
            "<p>41<!-- x -->11<span style='color:red'>11</span><wbr>11</p>",
            "4111&#49;&#x31;&#0049;1",
            "<a title='a > b'>4111</a>1111",
            "<p/>4111<i\n>1111</i\n>",
            "<font x=\"<b>\">41111111",
            "41<!-->11<!--->11<!x>11",
            "4111</ >1111",
        ] {
            assert_eq!(shown(source)[0], "41111111", "{source}");
        }
    }

    #[test]
    fn blocks_and_cells_separate() {
        assert_eq!(
            shown("<p>one</p><p>two<br>three</p><table><tr><td>1</td><td>2</td></tr></table>")[0],
            "one two three 1 2"
        );
        assert_eq!(views("<td>1</td><td>2</td>").shown[0], "\t1\t\t2\t");
    }

    #[test]
    fn styles_that_hide_or_move_give_views_of_their_own() {
        for source in [
            "sec<span style='display: none'>x<b>y</b></span>ret",
            "<style>.q, p .z{font-size:0}</style>sec<i class='a z'>x</i>ret",
            "sec<i hidden>x<i>y</i>z</i>ret",
        ] {
            let views = shown(source);
            assert!(
                views.len() > 1 && views[1] == "secret",
                "{source}: {views:?}"
            );
            assert_ne!(views[0], "secret", "what is hidden stays in the first view");
        }
        let views =
            shown("<div style='display:inline'>sec</div><div style='DISPLAY : inline'>ret</div>");
        assert_eq!(views, ["sec ret", "secret"]);
        assert_eq!(
            shown("<p style='font-size:0.9em;opacity:0.8'>x</p>").len(),
            1
        );
    }

    #[test]
    fn what_is_not_shown_is_kept_beside() {
        let views = views(
            "<img alt='a secret' src=cid:1><!-- [if \
             mso]>hid<b>den</b><![endif]--><style>s{}</style><a href=\"x?a=1&amp;b\">",
        );
        for text in ["a secret", "hidden", "s{}", "x?a=1&b"] {
            assert!(views.beside.contains(text), "{text} in {:?}", views.beside);
        }
        assert!(!views.shown[0].contains("secret"));
    }

    /// The text of a page as html5ever's tokenizer has it, with what this reader puts between
    /// elements.
    fn of_html5ever(source: &str) -> String {
        use std::cell::RefCell;

        use html5ever::tendril::StrTendril;
        use html5ever::tokenizer::states::RawKind;
        use html5ever::tokenizer::{
            BufferQueue, StartTag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        };

        use super::element::BLOCKS;

        #[derive(Default)]
        struct Sink(RefCell<(String, bool)>);
        impl TokenSink for Sink {
            type Handle = ();
            fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
                let (text, is_silent) = &mut *self.0.borrow_mut();
                match token {
                    Token::CharacterTokens(more) if !*is_silent => text.push_str(&more),
                    Token::NullCharacterToken if !*is_silent => text.push('\0'),
                    Token::TagToken(tag) => {
                        *is_silent = false;
                        if BLOCKS.contains(&&*tag.name) {
                            text.push('\n');
                        } else if matches!(&*tag.name, "td" | "th") {
                            text.push('\t');
                        }
                        let kind = match &*tag.name {
                            _ if tag.kind != StartTag => return TokenSinkResult::Continue,
                            "title" | "textarea" => RawKind::Rcdata,
                            "script" => RawKind::ScriptData,
                            "xmp" | "style" | "iframe" => RawKind::Rawtext,
                            _ => return TokenSinkResult::Continue,
                        };
                        *is_silent = matches!(&*tag.name, "script" | "style" | "iframe");
                        return TokenSinkResult::RawData(kind);
                    }
                    _ => {}
                }
                TokenSinkResult::Continue
            }
        }
        let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(source));
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        let (text, _) = tokenizer.sink.0.into_inner();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    proptest::proptest! {
        #[test]
        fn html5ever_reads_the_same_words(
            pieces in proptest::collection::vec(
                proptest::sample::select(vec![
                    "word", "41", " ", "\n", "<b>", "</b>", "<p>", "</p>", "<td", "<i", ">", "/",
                    "a", "=", "\"", "'", " a='", "\">", "<!--", "-->", "--!>", "<!", "<?", "</",
                    "&eacute", "&amp;", "&#52;", "&#x80;", "&notit;", "&#", "<script>", "</script",
                    "<style>", "</style>", "<title>", "</title>", "<textarea>", "</textarea>",
                    "<xmp>", "</xmp>", "é", "<br/>", "<o:p>", "<",
                ]),
                0..24,
            )
        ) {
            // Of what a browser drops, two things are kept here: a tag that the page ends in, and a
            // script in a comment in a script.
            let end = "\n</script></style></title></textarea></xmp>'\">-->";
            let page = pieces.concat() + end;
            let has_inner = page.matches("<script>").count() > 1 && page.contains("<!--");
            proptest::prop_assume!(!has_inner);
            proptest::prop_assert_eq!(&shown(&page)[0], &of_html5ever(&page), "{}", page);
        }
    }
}
