//! `login = …`: the sender logged in under a listed name.

use std::collections::HashSet;

use super::choice::Choice;
use super::kind::{Key, Kind};
use crate::policy::facts::{Facts, Message};
use crate::policy::truth::Truth;

/// The sender logged in under one of these names, which are in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login(pub Choice);

impl Kind for Login {
    fn truth(&self, message: &Message<'_>) -> Truth {
        let login = message.facts.login.as_ref();
        login.is_some_and(|login| self.0.contains(login)).into()
    }

    fn why_true(&self, _message: &Message<'_>) -> String {
        "the login is listed".into()
    }

    fn why_false(&self, message: &Message<'_>) -> String {
        if message.facts.login.is_none() {
            "there is no login".into()
        } else {
            "the login isn't listed".into()
        }
    }

    fn keys(&self, _with_body: bool) -> Option<HashSet<Key>> {
        self.0.keys(Key::Login)
    }

    fn for_each_key_of_message(facts: &Facts<'_>, each: &mut dyn FnMut(Key)) {
        if let Some(login) = &facts.login {
            each(Key::Login(login.clone()));
        }
    }

    fn implies(&self, wide: &Self) -> bool {
        wide.0.covers(&self.0)
    }
}
