//! The names of styles that every document has, whoever wrote it: LibreOffice's own. Whoever makes
//! a style names it, and whoever opens the document sees that name in a list.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether a style's name is one that the program gave: it has no words but these.
pub(super) fn is_built_in(name: &str) -> bool {
    // A style's name that is an identifier has other signs as their codes.
    let name = name.replace("_20_", " ");
    let words = name.split(|c: char| !c.is_alphanumeric());
    words
        .map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()))
        .filter(|word| !word.is_empty())
        .all(|word| WORDS.contains(word.to_lowercase().as_str()))
}

static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "\
     a abc absatz accent addressee anchor and appendix arrow background backgroundobjects bad \
     bars bibliography big bitmap blue body bold bottom box bulle bullet bw caps caption \
     centered character characters chart citation color comment conditionalstyle connector cont \
     contents dash dashed data deco default definition diamond dimension dot dotted double \
     drawing drop earth emphasis end endnote entry envelope error example figure fill filled \
     fine first font footer footnote for format formatting formula frame from good gradient \
     graphic graphics gray green grid hanging hatch head header heading headings headline \
     hidden horizontal html hyperlink illustration indent index inline internet ivx key labels \
     landscape last left letter level lightblue line linear lines link linked list listlabel \
     main margin marginalia mark marker measure mirrored msbitmap msfillgradient neutral no \
     node normal note notes num number numbering object objects objectwitharrow \
     objectwithoutfill objectwithshadow ole orange outline outlined page paragraph pivot \
     placeholder portrait preformatted purple quotations quote radial rectangular red result \
     right rotated row rubies salutation seetang sender separator shadow shape shapes signature \
     simple slide solid source spacing square standard start status strong style subtitle sun \
     symbol symbols table teletype text textbody textbodyindent textbodyjustfied title to toc \
     top transparency turquoise untitled user variable vertical visited warning watermark web \
     with without word yellow"
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_program_are_told_from_those_of_people() {
        for name in [
            "Standard",
            "Heading_20_1",
            "Heading 1",
            "Default-outline1",
            "Table Contents",
            "Numbering 123",
            "List 1 Start",
            "Object with no fill and no line",
            "Default Paragraph Style",
            "",
        ] {
            assert!(is_built_in(name), "{name}");
        }
        for name in [
            "Falconer",
            "My_20_falconer",
            "Heading falconer",
            "falconer1",
        ] {
            assert!(!is_built_in(name), "{name}");
        }
    }
}
