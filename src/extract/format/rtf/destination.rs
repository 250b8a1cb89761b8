//! Destinations: groups whose text stands somewhere else than in the flow of the page (Rich Text
//! Format 1.9.1, "Destinations").
//!
//! What is listed as silent is no text. Every other group that begins with `\*` is taken for text,
//! known or not.

/// Groups that hold no text that people see: numbers, fonts, data in hexadecimal digits.
const SILENT: &[&str] = &[
    "blipuid",
    "colorschememapping",
    "colortbl",
    "datafield",
    "datastore",
    "falt",
    "fontemb",
    "fontfile",
    "fonttbl",
    "generator",
    "latentstyles",
    "levelnumbers",
    "listoverridetable",
    "objalias",
    "objdata",
    "objsect",
    "objtime",
    "panose",
    "passwordhash",
    "pict",
    "private",
    "rsidtbl",
    "svb",
    "themedata",
    "wgrffmtfilter",
    "xmlnstbl",
];

/// Groups that hold text beside the page without saying so by `\*`.
const BESIDE: &[&str] = &[
    "annotation",
    "author",
    "buptim",
    "category",
    "comment",
    "company",
    "creatim",
    "dptxbxtext",
    "doccomm",
    "filetbl",
    "footer",
    "footerf",
    "footerl",
    "footerr",
    "footnote",
    "header",
    "headerf",
    "headerl",
    "headerr",
    "hlinkbase",
    "info",
    "keywords",
    "leveltext",
    "linkval",
    "list",
    "listlevel",
    "listname",
    "listtable",
    "manager",
    "nonshppict",
    "operator",
    "pntext",
    "pntxta",
    "pntxtb",
    "printim",
    "propname",
    "protusertbl",
    "revtbl",
    "revtim",
    "rxe",
    "shptxt",
    "sn",
    "sp",
    "staticval",
    "stylesheet",
    "subject",
    "sv",
    "tc",
    "tcn",
    "title",
    "txe",
    "xe",
];

/// Groups in groups without text that hold text again.
const TOLD: &[&str] = &["picprop"];

/// Groups in which each group is a text of its own.
const LISTS: &[&str] = &["docvar", "revtbl", "stylesheet", "xmlattr"];

/// What a group is, by a word in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// It holds no text.
    Silent,
    /// Its text stands beside the page.
    Beside,
    /// So do the texts in it, each by itself.
    List,
    /// Its text counts though the group around it holds none.
    Told,
}

impl Destination {
    /// What a control word makes of its group.
    pub(super) fn of(word: &str) -> Option<Self> {
        if LISTS.contains(&word) {
            Some(Self::List)
        } else if TOLD.contains(&word) {
            Some(Self::Told)
        } else if SILENT.contains(&word) {
            Some(Self::Silent)
        } else {
            BESIDE.contains(&word).then_some(Self::Beside)
        }
    }
}
