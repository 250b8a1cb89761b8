//! The elements and attributes that matter to what a page says.

/// Attributes whose text a reader may see, or follow, whatever it is.
const TEXTS: &[&str] = &[
    "alt",
    "title",
    "href",
    "src",
    "value",
    "placeholder",
    "content",
    "label",
    "summary",
    "aria-label",
    "name",
    "cite",
    "action",
];

/// Attributes that say how a page looks, and which elements belong together.
const OWN: &[&str] = &[
    "class",
    "id",
    "style",
    "d",
    "points",
    "transform",
    "viewbox",
    "width",
    "height",
    "for",
    "fill",
    "stroke",
    "color",
    "bgcolor",
    "face",
    "align",
    "valign",
    "rel",
    "type",
    "lang",
    "dir",
    "sizes",
    "integrity",
    "nonce",
    "charset",
    "role",
    "target",
    "x",
    "y",
    "version",
    "encoding",
    // A page of its own, which is read as one.
    "srcdoc",
];

/// Whether an attribute may hold text. Of those that nobody listed, what letters stand in is.
pub(super) fn may_be_text(name: &str, value: &str) -> bool {
    let is_own = || OWN.contains(&name) || name.starts_with("xmlns") || name.starts_with("on");
    TEXTS.contains(&name)
        || name.starts_with("data-")
        || !is_own() && value.contains(|c: char| c.is_alphabetic())
}

/// Elements that start and end a line.
pub(super) const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "title",
    "tr",
    "ul",
    "xmp",
    "textarea",
];

/// Elements that people tell from the text that they touch: the numbers of notes, what was deleted
/// and what replaced it, arguments of formulas, what is drawn with a frame or a ground.
pub(super) const APART: &[&str] = &[
    "sup", "sub", "del", "ins", "s", "strike", "rt", "mi", "mn", "mtext", "mrow", "button",
    "input", "img", "label", "code", "kbd",
];

/// Elements whose content is no markup.
pub(super) const RAW: &[&str] = &[
    "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes",
];

/// Elements without an end.
pub(super) const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];
