//! Contact sheets: the pictures of many pages on one, to be looked at.

use std::fs;
use std::path::Path;

use rig::chromium::Chromium;

/// How many pages stand on a sheet.
const PAGES: usize = 12;

/// Makes sheets of the pictures in the folders of `folder`, one folder for each screen.
pub fn make(chromium: &Chromium, folder: &Path) {
    for screen in ["phone", "desktop", "dark"] {
        let pictures = fs::read_dir(folder.join(screen)).unwrap();
        let mut pictures: Vec<_> = pictures.map(|file| file.unwrap().path()).collect();
        pictures.sort();
        // What is wide is shown smaller.
        let (columns, width, height) = match screen {
            "phone" => (6, 300, 640),
            _ => (3, 600, 560),
        };
        for (at, pictures) in pictures.chunks(PAGES).enumerate() {
            let figure = |picture: &std::path::PathBuf| {
                let name = picture.file_stem().unwrap().to_string_lossy();
                format!(
                    "<figure><figcaption>{name}</figcaption><img src='file://{}'></figure>",
                    picture.display()
                )
            };
            let figures: String = pictures.iter().map(figure).collect();
            let page = format!(
                "<!doctype html><meta charset=utf-8><title>sheet</title><style>\
                 body{{margin:8px;display:grid;gap:8px;background:#888;font:14px sans-serif;\
                 grid-template-columns:repeat({columns},{width}px)}}\
                 figure{{margin:0;height:{height}px;overflow:hidden}}\
                 img{{display:block;width:{width}px}}\
                 </style>{figures}"
            );
            let file = folder.join(format!("{screen}-{at}.html"));
            fs::write(&file, page).unwrap();
            let rows = pictures.len().div_ceil(columns) as u32;
            let columns = columns as u32;
            chromium.resize(columns * (width + 8) + 8, rows * (height + 8) + 8);
            chromium.goto(&format!("file://{}", file.display()));
            chromium.wait("figure");
            chromium.picture(&file.with_extension("png"));
        }
    }
}
