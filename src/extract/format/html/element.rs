//! The elements and attributes that matter to what a page says.

/// Attributes whose text a reader may see, or follow.
pub(super) const TEXTS: &[&str] = &[
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
/// and what replaced it, arguments of formulas.
pub(super) const APART: &[&str] = &[
    "sup", "sub", "del", "ins", "s", "strike", "rt", "mi", "mn", "mtext", "mrow",
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
