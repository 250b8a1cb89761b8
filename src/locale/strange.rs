//! Messages of an administrator's own that nobody asks for, or in whose places nothing stands.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::catalog::line_of;
use super::error::LocaleError;

/// What a message has in it, beside text.
#[derive(Debug, Default)]
pub(super) struct Places<'a> {
    /// The names of what stands in its places.
    values: BTreeSet<&'a str>,
    /// Other messages.
    messages: BTreeSet<&'a str>,
}

/// The messages of a file.
pub(super) fn messages(resource: &FluentResource) -> impl Iterator<Item = (&str, Places<'_>)> {
    resource.entries().filter_map(|entry| match entry {
        Entry::Message(message) => {
            let mut places = Places::default();
            places.of_pattern(message.value.as_ref()?);
            Some((message.id.name, places))
        }
        _ => None,
    })
}

/// A file of the administrator's.
pub(super) struct Own<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
    pub(super) resource: &'a FluentResource,
}

/// What of the files of one language nobody will see; `known` has all messages that are asked for.
pub(super) fn findings(files: &[Own<'_>], known: &BTreeMap<&str, Places<'_>>) -> Vec<LocaleError> {
    let mut borrowed = BTreeSet::new();
    for file in files {
        borrowed.extend(messages(file.resource).flat_map(|(_, places)| places.messages));
    }
    let mut findings = Vec::new();
    for file in files {
        for (id, places) in messages(file.resource) {
            let why = match known.get(id) {
                None if borrowed.contains(id) => continue,
                None => format!("{id}: no page and no mail asks for it, so it is never shown"),
                Some(asked) => {
                    let mut strange = places.values.difference(&asked.values);
                    let Some(value) = strange.next() else {
                        continue;
                    };
                    format!("{id}: nothing stands in the place {{ ${value} }}")
                }
            };
            findings.push(LocaleError::Wrong {
                file: file.file.into(),
                line: line_of(file.text, id),
                why,
            });
        }
    }
    findings
}

impl<'a> Places<'a> {
    fn of_pattern(&mut self, pattern: &'a Pattern<&'a str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.of_expression(expression);
            }
        }
    }

    fn of_expression(&mut self, expression: &'a Expression<&'a str>) {
        match expression {
            Expression::Inline(inline) => self.of_inline(inline),
            Expression::Select { selector, variants } => {
                self.of_inline(selector);
                for variant in variants {
                    self.of_pattern(&variant.value);
                }
            }
        }
    }

    fn of_inline(&mut self, inline: &'a InlineExpression<&'a str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.values.insert(id.name);
            }
            InlineExpression::MessageReference { id, .. } => {
                self.messages.insert(id.name);
            }
            InlineExpression::FunctionReference { arguments, .. } => {
                for argument in &arguments.positional {
                    self.of_inline(argument);
                }
            }
            InlineExpression::Placeable { expression } => self.of_expression(expression),
            _ => {}
        }
    }
}
