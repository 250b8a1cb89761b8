//! The messages of one language.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::error::LocaleError;
use super::format::{self, Formats};
use super::language::{Direction, Language};
use super::markup;
use super::strange;

type Bundle = FluentBundle<Arc<FluentResource>>;

/// A file of words may have this many bytes; ours have a tenth.
const LONGEST_FILE: u64 = 1 << 20;

/// Files of words that were read.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources(Vec<Arc<FluentResource>>);

impl Sources {
    /// Reads a file's text; what is wrong with it goes to `findings`.
    pub(super) fn add(&mut self, file: &str, text: &str, findings: &mut Vec<LocaleError>) {
        let mut wrong = |line, why| {
            findings.push(LocaleError::Wrong {
                file: file.into(),
                line,
                why,
            });
        };
        match FluentResource::try_new(text.to_owned()) {
            Ok(resource) => {
                for entry in resource.entries() {
                    if let Some((id, why)) = fault(entry) {
                        wrong(line_of(text, id), why);
                    }
                }
                self.0.push(Arc::new(resource));
            }
            Err((_, errors)) => {
                for error in errors {
                    let before = text.get(..error.pos.start).unwrap_or(text);
                    wrong(before.matches('\n').count() + 1, error.kind.to_string());
                }
            }
        }
    }
}

/// The id of a message that can't be shown as it is, and why.
fn fault<'a>(entry: &'a Entry<&'a str>) -> Option<(&'a str, String)> {
    let (id, pattern) = match entry {
        Entry::Message(message) => (message.id.name, message.value.as_ref()?),
        Entry::Term(term) => (term.id.name, &term.value),
        _ => return None,
    };
    let whole = [pattern];
    let variants = variants(pattern);
    whole
        .into_iter()
        .chain(variants)
        .find_map(|pattern| markup::fault(pieces(pattern)))
        .map(|why| (id, format!("{id}: {why}")))
}

fn pieces<'a>(pattern: &'a Pattern<&'a str>) -> impl Iterator<Item = &'a str> {
    pattern.elements.iter().filter_map(|element| match element {
        PatternElement::TextElement { value } => Some(*value),
        PatternElement::Placeable { .. } => None,
    })
}

/// The patterns of all variants inside a pattern, however deep.
fn variants<'a>(pattern: &'a Pattern<&'a str>) -> Vec<&'a Pattern<&'a str>> {
    let mut found = Vec::new();
    let mut open = vec![pattern];
    while let Some(pattern) = open.pop() {
        for element in &pattern.elements {
            let PatternElement::Placeable { expression } = element else {
                continue;
            };
            let mut expression = expression;
            while let Expression::Inline(InlineExpression::Placeable { expression: inner }) =
                expression
            {
                expression = inner;
            }
            if let Expression::Select { variants, .. } = expression {
                for variant in variants {
                    found.push(&variant.value);
                    open.push(&variant.value);
                }
            }
        }
    }
    found
}

/// The line on which a message begins.
pub(super) fn line_of(text: &str, id: &str) -> usize {
    let begins = |line: &str| {
        let line = line.trim_start_matches('-');
        line.strip_prefix(id)
            .is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    text.lines().position(begins).map_or(1, |at| at + 1)
}

/// The folders of words below `folder`.
///
/// What nobody will see of them, since the messages of `known` are all that is asked for, goes to
/// `strange`.
pub(super) fn read_folder(
    folder: &Path,
    known: &Sources,
    strange: &mut Vec<LocaleError>,
    findings: &mut Vec<LocaleError>,
) -> Vec<(Language, Sources)> {
    let known = known
        .0
        .iter()
        .flat_map(|one| strange::messages(one))
        .collect();
    let mut languages = Vec::new();
    for (path, _) in entries(folder, findings) {
        if !path.is_dir() {
            continue;
        }
        let tag = path.file_name().and_then(|name| name.to_str());
        let Some(language) = tag.and_then(Language::new) else {
            findings.push(LocaleError::NoTag { path });
            continue;
        };
        let mut sources = Sources::default();
        let mut texts = Vec::new();
        for (path, size) in entries(&path, findings) {
            if path.extension().is_none_or(|ending| ending != "ftl") {
                continue;
            }
            let text = if size > LONGEST_FILE {
                Err(format!("it has more than {LONGEST_FILE} bytes"))
            } else {
                fs::read_to_string(&path).map_err(|error| error.to_string())
            };
            match text {
                Ok(text) => {
                    let file = path.display().to_string();
                    let before = sources.0.len();
                    sources.add(&file, &text, findings);
                    texts.extend((sources.0.len() > before).then_some((file, text)));
                }
                Err(why) => findings.push(LocaleError::Unreadable { path, why }),
            }
        }
        let own = sources.0.iter().zip(&texts);
        let own = own.map(|(resource, (file, text))| strange::Own {
            file,
            text,
            resource,
        });
        strange.extend(strange::findings(&own.collect::<Vec<_>>(), &known));
        languages.push((language, sources));
    }
    languages
}

/// What lies in a folder, in the order of the names, with the sizes.
fn entries(folder: &Path, findings: &mut Vec<LocaleError>) -> BTreeMap<std::path::PathBuf, u64> {
    let read = fs::read_dir(folder).and_then(|entries| {
        entries
            .map(|entry| {
                let path = entry?.path();
                let size = fs::metadata(&path)?.len();
                Ok((path, size))
            })
            .collect()
    });
    read.unwrap_or_else(|error: std::io::Error| {
        findings.push(LocaleError::Unreadable {
            path: folder.into(),
            why: error.to_string(),
        });
        BTreeMap::new()
    })
}

/// The messages of one language, and how it writes numbers and dates.
pub(super) struct Catalog {
    pub(super) language: Language,
    pub(super) sources: Sources,
    text: Bundle,
    html: Bundle,
    formats: Formats,
}

impl Catalog {
    pub(super) fn new(language: Language, sources: &Sources) -> Self {
        let (as_text, as_html) = markup::transforms(language.has_spaces());
        let mut text = bundle(&language, sources);
        text.set_transform(Some(as_text));
        // Names of another direction keep to themselves; elsewhere the marks would be seen as
        // boxes in old mail programs.
        text.set_use_isolating(language.direction() == Direction::Rtl);
        let mut html = bundle(&language, sources);
        html.set_transform(Some(as_html));
        html.set_use_isolating(false);
        Self {
            formats: Formats::new(&language),
            language,
            sources: sources.clone(),
            text,
            html,
        }
    }

    /// These with the messages of `sources` in their place.
    pub(super) fn overridden(&self, sources: &Sources) -> Self {
        let mut all = self.sources.clone();
        all.0.extend(sources.0.iter().cloned());
        Self::new(self.language.clone(), &all)
    }

    pub(super) fn formats(&self) -> &Formats {
        &self.formats
    }

    /// A message as text, if there is one of this id.
    pub(super) fn text(&self, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        shown(&self.text, id, arguments)
    }

    /// A message as HTML, if there is one of this id. Arguments are HTML already.
    pub(super) fn html(&self, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        shown(&self.html, id, arguments)
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog")
            .field("language", &self.language.tag())
            .finish_non_exhaustive()
    }
}

fn bundle(language: &Language, sources: &Sources) -> Bundle {
    let tag = language.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    bundle.set_formatter(Some(format::number_in_message));
    for resource in &sources.0 {
        bundle.add_resource_overriding(Arc::clone(resource));
    }
    bundle
}

fn shown(bundle: &Bundle, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
    let pattern = bundle.get_message(id)?.value()?;
    let mut errors = Vec::new();
    let shown = bundle.format_pattern(pattern, Some(arguments), &mut errors);
    for error in errors {
        tracing::error!("the message {id} could not be put together: {error}");
    }
    Some(shown.into_owned())
}
