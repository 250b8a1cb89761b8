//! `macro = { name = …, value = … }`: a macro of the MTA has a listed value.

use std::collections::HashSet;

use super::choice::Choice;
use super::kind::{Key, Kind};
use crate::policy::facts::{Facts, Message, Needs};
use crate::policy::truth::Truth;

/// A macro of the MTA has one of these values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MtaMacro {
    /// The macro's name, without braces.
    pub name: String,
    /// The values.
    pub values: Choice,
}

impl Kind for MtaMacro {
    fn truth(&self, message: &Message<'_>) -> Truth {
        let value = message.facts.envelope.macros.get(&self.name);
        value
            .is_some_and(|value| self.values.contains(value))
            .into()
    }

    fn why_true(&self, _message: &Message<'_>) -> String {
        format!("the macro {} is listed", self.name)
    }

    fn why_false(&self, message: &Message<'_>) -> String {
        let name = &self.name;
        if message.facts.envelope.macros.contains_key(name) {
            format!("the macro {name} has another value")
        } else {
            format!("the macro {name} isn't there")
        }
    }

    fn add_needs(&self, needs: &mut Needs) {
        needs.macros.insert(self.name.clone());
    }

    fn keys(&self, _with_body: bool) -> Option<HashSet<Key>> {
        self.values
            .keys(|value| Key::Macro(self.name.clone(), value))
    }

    fn for_each_key_of_message(facts: &Facts<'_>, each: &mut dyn FnMut(Key)) {
        for (name, value) in &facts.envelope.macros {
            each(Key::Macro(name.clone(), value.clone()));
        }
    }

    fn implies(&self, wide: &Self) -> bool {
        self.name == wide.name && wide.values.covers(&self.values)
    }
}
