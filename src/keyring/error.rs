//! What can be wrong with a keyring, each in one sentence that says where, and what to do.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a directory is no keyring, or can't become one.
#[derive(Debug)]
pub enum KeyringError {
    /// A file or the directory can't be read or written.
    Io {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no root key.
    Empty {
        /// The keyring.
        dir: PathBuf,
    },
    /// A new keyring was to be made where keys are already.
    NotEmpty {
        /// The keyring.
        dir: PathBuf,
    },
    /// Every root key is retired, so that nothing can be sealed.
    AllRetired {
        /// The keyring.
        dir: PathBuf,
    },
    /// Group or others may do something with a key or with the directory.
    Exposed {
        /// Which file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
        /// The mode it should have.
        private: u32,
    },
    /// A key belongs to another user than the directory.
    Owner {
        /// Which key.
        path: PathBuf,
        /// Whose it is.
        owner: u32,
        /// Whose it should be.
        dir_owner: u32,
    },
    /// A file's name ends in `.key`, but isn't the name of a key.
    Name {
        /// Which file.
        path: PathBuf,
    },
    /// A key file doesn't hold exactly one key of the kind that its name says.
    Damaged {
        /// Which file.
        path: PathBuf,
    },
    /// Two files claim the same epoch key ID.
    Duplicate {
        /// One.
        path: PathBuf,
        /// The other.
        other: PathBuf,
    },
    /// The keyring's path names something else.
    NotADirectory {
        /// What is there.
        path: PathBuf,
    },
    /// The message expires after the year 9999.
    Expiry,
}

impl fmt::Display for KeyringError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, source } => {
                write!(
                    f,
                    "the keyring can't use {}: {source}; give it to the user postseal runs as",
                    path.display()
                )
            }
            Self::Empty { dir } => {
                write!(
                    f,
                    "the keyring {0} holds no root key: restore {0} from its backup, or, if \
                     nothing was ever sealed, run postseal init",
                    dir.display()
                )
            }
            Self::NotEmpty { dir } => {
                write!(
                    f,
                    "{} holds keys already: choose another directory for a new keyring",
                    dir.display()
                )
            }
            Self::AllRetired { dir } => {
                write!(
                    f,
                    "every root key in {} is retired, so nothing can be sealed: put one that is \
                     current back",
                    dir.display()
                )
            }
            Self::NotADirectory { path } => {
                write!(f, "the keyring {} is not a directory", path.display())
            }
            Self::Exposed {
                path,
                mode,
                private,
            } => {
                let path = path.display();
                write!(
                    f,
                    "{path} is open to other users (mode {mode:04o}): run chmod {private:04o} \
                     {path}"
                )
            }
            Self::Owner {
                path,
                owner,
                dir_owner,
            } => {
                let path = path.display();
                write!(
                    f,
                    "{path} belongs to user {owner}, its directory to user {dir_owner}: give both \
                     to the user that postseal runs as"
                )
            }
            Self::Name { path } => {
                write!(
                    f,
                    "{} doesn't have the name of a key: rename it back, or move it out of the \
                     keyring",
                    path.display()
                )
            }
            Self::Damaged { path } => {
                write!(
                    f,
                    "{} doesn't hold the key that its name says: restore it from the backup; don't \
                     delete it, or mail sealed with it can never be opened",
                    path.display()
                )
            }
            Self::Duplicate { path, other } => {
                write!(
                    f,
                    "{} and {} have the same key id: remove the one that is a copy",
                    path.display(),
                    other.display()
                )
            }
            Self::Expiry => {
                f.write_str("a message can't expire after the year 9999: choose an earlier time")
            }
        }
    }
}

impl std::error::Error for KeyringError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
