//! What the README shows, typed as it stands there.

use std::path::Path;
use std::process::Command;

use super::{Done, Home, run};

/// Runs a command of the README in a shell, in an empty directory.
fn typed(home: &Home, command: &str) -> Done {
    let programs = Path::new(env!("CARGO_BIN_EXE_postseal")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let nowhere = tempfile::tempdir().unwrap();
    let mut shell = Command::new("sh");
    shell
        .args(["-e", "-c", command])
        .current_dir(nowhere.path());
    run(
        shell
            .env("PATH", path)
            .env("POSTSEAL_CONFIG", home.config()),
        b"",
    )
}

#[test]
fn the_mail_that_is_explained_there_is_sealed() {
    let readme = include_str!("../../README.md");
    let blocks = readme.split("```sh\n").skip(1);
    let blocks = blocks.map(|block| block.split("```").next().unwrap());
    let explained: Vec<&str> = blocks
        .filter(|block| block.starts_with("postseal explain "))
        .collect();
    assert!(!explained.is_empty());
    for command in explained {
        let done = typed(&Home::new(), command);
        let told = String::from_utf8(done.stdout).unwrap();
        assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{command}");
        assert!(
            told.starts_with("seal bob@example.net by rule \"subject tag\""),
            "{told}"
        );
    }
}
