//! The folder of a preview.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::{Exit, Failure};

/// By what a folder is known that an earlier preview has written.
pub(super) const MARK: &str = "<!-- written by postseal brand preview -->";

/// A folder that may be written to.
pub(super) struct Folder {
    path: PathBuf,
    written: Cell<usize>,
}

impl Folder {
    /// Takes a folder that is new, empty, or an earlier preview's; any other only by `force`.
    pub(super) fn take(path: &Path, force: bool) -> Result<Self, Failure> {
        let shown = path.display();
        let is_free = match fs::read_dir(path) {
            Ok(mut entries) => entries.next().is_none() || is_preview(path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(error) => {
                let sentence = format!("{shown}: this can't be used as a folder: {error}.");
                return Err(Failure::new(Exit::CantCreate, sentence));
            }
        };
        if !is_free && !force {
            let sentence = format!(
                "{shown}: there are files in it that no preview has written, so nothing was \
                 changed; name another folder, or say --force to write beside them."
            );
            return Err(Failure::new(Exit::CantCreate, sentence));
        }
        Ok(Self {
            path: path.to_owned(),
            written: Cell::new(0),
        })
    }

    /// Writes a file, and the folder around it where there is none.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path.join(name);
        let folder = path.parent().unwrap_or(&self.path);
        fs::create_dir_all(folder)
            .and_then(|()| replace(&path, bytes))
            .map_err(|error| {
                let sentence = format!("{}: this can't be written: {error}.", path.display());
                Failure::new(Exit::CantCreate, sentence)
            })?;
        self.written.set(self.written.get() + 1);
        Ok(())
    }

    /// How many files were written.
    pub(super) fn written(&self) -> usize {
        self.written.get()
    }
}

/// Puts a file in the place of what there is, and writes through no link.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    File::create_new(path)?.write_all(bytes)
}

fn is_preview(folder: &Path) -> bool {
    let mut start = String::new();
    let read = File::open(folder.join("index.html"))
        .and_then(|file| file.take(200).read_to_string(&mut start));
    read.is_ok() && start.contains(MARK)
}
