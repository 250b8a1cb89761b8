//! A language that nobody speaks: the English words, in Hebrew letters. What isn't in them when it
//! is chosen stands in code.

use std::fs;
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::{parser, serializer};
use rig::place;

/// Writes it below `folder`, as an administrator adds a language.
pub fn write(folder: &Path) {
    let words = folder.join("he");
    fs::create_dir(&words).unwrap();
    for file in fs::read_dir(place::repository().join("src/locales/en")).unwrap() {
        let file = file.unwrap();
        let text = fs::read_to_string(file.path()).unwrap();
        let mut resource = parser::parse(text).unwrap();
        for entry in &mut resource.body {
            if let Entry::Message(message) = entry {
                message.value.iter_mut().for_each(in_hebrew_letters);
            }
        }
        fs::write(
            words.join(file.file_name()),
            serializer::serialize(&resource),
        )
        .unwrap();
    }
}

fn in_hebrew_letters(pattern: &mut Pattern<String>) {
    for element in &mut pattern.elements {
        match element {
            PatternElement::TextElement { value } => *value = letters(value),
            PatternElement::Placeable {
                expression: Expression::Select { variants, .. },
            } => variants
                .iter_mut()
                .for_each(|variant| in_hebrew_letters(&mut variant.value)),
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::Placeable { .. }, ..),
            } => panic!("a placeable inside another"),
            PatternElement::Placeable { .. } => {}
        }
    }
}

/// The text with other letters; marks and the names of files stay.
fn letters(text: &str) -> String {
    let mut is_mark = false;
    let pieces = text.split_inclusive([' ', '\n', '>']);
    let piece = |piece: &str| -> String {
        if piece.contains("message.html") || piece.contains(".eml") {
            return piece.to_owned();
        }
        piece
            .chars()
            .map(|c| {
                is_mark = (is_mark || c == '<') && c != '>';
                match c.to_ascii_lowercase() {
                    small @ 'a'..='z' if !is_mark => {
                        let at = u32::from(small) - u32::from('a');
                        char::from_u32(u32::from('א') + at).unwrap()
                    }
                    _ => c,
                }
            })
            .collect()
    };
    pieces.map(piece).collect()
}
