//! The words that are built in.

/// A language's tag, and its files with their names.
type Folder = (&'static str, &'static [(&'static str, &'static str)]);

macro_rules! folders {
    ($($tag:literal)*) => {
        &[$((
            $tag,
            folders!(
                @ $tag; "common" "portal" "problem" "passcode" "carrier" "check" "privacy"
                "refusal"
            ),
        )),*]
    };
    (@ $tag:literal; $($file:literal)*) => {
        &[$((
            concat!($tag, "/", $file, ".ftl"),
            include_str!(concat!("../locales/", $tag, "/", $file, ".ftl")),
        )),*]
    };
}

/// All of them, English first.
pub(super) const FOLDERS: &[Folder] = folders![
    "en" "de" "es" "fr" "it" "ja" "nl" "pt" "sv" "zh-Hans"
];
