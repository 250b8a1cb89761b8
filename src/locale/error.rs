//! What is wrong with files of words.

use std::fmt;
use std::path::PathBuf;

/// What is wrong with a file of words, for the administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocaleError {
    /// A file or folder that can't be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// The system's words.
        why: String,
    },
    /// A folder whose name is no language tag.
    NoTag {
        /// Which.
        path: PathBuf,
    },
    /// A place that Fluent's syntax doesn't allow, or a message that can't be shown.
    Wrong {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong and what to do.
        why: String,
    },
    /// A language that there are no words in.
    Unknown {
        /// Its tag.
        tag: String,
        /// Those that there are.
        known: String,
    },
}

impl fmt::Display for LocaleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, why } => {
                write!(f, "{}: can't be read: {why}", path.display())
            }
            Self::NoTag { path } => write!(
                f,
                "{}: a folder of words is named by a language tag such as \"pl\" or \"pt-BR\"",
                path.display()
            ),
            Self::Wrong { file, line, why } => write!(f, "{file}, line {line}: {why}"),
            Self::Unknown { tag, known } => write!(
                f,
                "there are no words in \"{tag}\"; there are {known}, and a folder of files adds \
                 others"
            ),
        }
    }
}

impl std::error::Error for LocaleError {}
