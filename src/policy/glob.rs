//! File names by their form, such as `*.xlsx`.

use crate::detect::{skeleton, skeletons};

/// A form of file names, in which `*` stands for any characters and `?` for one; case, width and
/// the like don't count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob(Vec<char>);

/// A file name in the form in which it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name(Vec<char>);

impl Name {
    /// A name in each form in which it may be read.
    pub(super) fn readings(name: &str) -> impl Iterator<Item = Self> {
        skeletons(name)
            .into_iter()
            .map(|name| Self(name.chars().collect()))
    }
}

impl Glob {
    /// A form as the admin writes it.
    pub fn new(glob: &str) -> Self {
        Self(skeleton(glob).chars().collect())
    }

    /// Whether a name is of this form. Linear but for the stars' backtracking to the last one,
    /// which is enough.
    pub(super) fn fits(&self, name: &Name) -> bool {
        let (glob, name) = (&self.0, &name.0);
        let (mut g, mut n, mut star) = (0, 0, None);
        while n < name.len() {
            if g < glob.len() && (glob[g] == '?' || glob[g] == name[n]) && glob[g] != '*' {
                (g, n) = (g + 1, n + 1);
            } else if g < glob.len() && glob[g] == '*' {
                star = Some((g, n));
                g += 1;
            } else if let Some((at, from)) = star {
                star = Some((at, from + 1));
                (g, n) = (at + 1, from + 1);
            } else {
                return false;
            }
        }
        glob[g..].iter().all(|&c| c == '*')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (glob, name, expected) in [
            ("*.exe", "run.EXE", true),
            ("*.exe", "run.exe.txt", false),
            ("*", "", true),
            ("a?c*", "abcd", true),
            ("a?c", "ac", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b", "ab ba", false),
            ("", "x", false),
        ] {
            assert_eq!(
                Name::readings(name).any(|name| Glob::new(glob).fits(&name)),
                expected,
                "{glob} {name}"
            );
        }
    }
}
