//! The macros an MTA sends before a command, by stage: those of a later stage hide those of an
//! earlier one, and a stage that starts anew forgets what it and the later ones had.

use std::collections::BTreeMap;

use bytes::Bytes;

/// The stages in the order of a message: CONNECT, HELO, MAIL, RCPT, DATA, header fields, EOH, body,
/// EOM.
const STAGES: &[u8; 9] = b"CHMRTLNBE";

/// Where a message starts.
const MAIL: usize = 2;

#[derive(Clone, Debug, Default)]
struct Values {
    queue_id: Option<String>,
    login: Option<String>,
    others: BTreeMap<String, String>,
}

/// The macros of one session that we use: queue ID, login, and what the rules ask for.
#[derive(Clone, Debug, Default)]
pub(super) struct Macros {
    stages: [Values; STAGES.len()],
    wanted: Vec<String>,
}

impl Macros {
    /// Takes the macros for the stage that the command `stage` opens. Those for other commands say
    /// nothing about a message and are dropped.
    pub(super) fn set(&mut self, stage: u8, pairs: &[(Bytes, Bytes)]) {
        let Some(at) = STAGES.iter().position(|&known| known == stage) else {
            return;
        };
        self.forget_from(at);
        for (name, value) in pairs {
            // Names of one letter come without braces; longer ones with them, or without from some
            // MTAs.
            let name = name
                .strip_prefix(b"{")
                .and_then(|name| name.strip_suffix(b"}"))
                .unwrap_or(name);
            match name {
                b"i" => self.stages[at].queue_id = queue_id(value),
                b"auth_authen" => self.stages[at].login = login(value),
                _ => {}
            }
            if let Some(wanted) = self.wanted.iter().find(|wanted| wanted.as_bytes() == name) {
                let value = String::from_utf8_lossy(value).into_owned();
                self.stages[at].others.insert(wanted.clone(), value);
            }
        }
    }

    /// Keeps macros of these names too, for the rules.
    pub(super) fn want(&mut self, names: &[String]) {
        self.wanted = names.to_vec();
    }

    /// Whether the MTA was asked for all of these.
    pub(super) fn are_wanted(&self, names: &[String]) -> bool {
        names.iter().all(|name| self.wanted.contains(name))
    }

    /// The macros that the rules ask for, by name without braces.
    pub(super) fn others(&self) -> BTreeMap<String, String> {
        self.stages
            .iter()
            .flat_map(|values| values.others.clone())
            .collect()
    }

    /// The message is over: what belonged to it is forgotten, what belongs to the connection stays.
    pub(super) fn end_message(&mut self) {
        self.forget_from(MAIL);
    }

    /// Another client follows: all that is known is forgotten but what is wanted.
    pub(super) fn end_connection(&mut self) {
        self.forget_from(0);
    }

    fn forget_from(&mut self, at: usize) {
        self.stages[at..].fill_with(Values::default);
    }

    /// The queue ID (macro `i`), when the MTA has told it.
    pub(super) fn queue_id(&self) -> Option<&str> {
        self.stages
            .iter()
            .rev()
            .find_map(|values| values.queue_id.as_deref())
    }

    /// The SASL login (macro `{auth_authen}`), when the client authenticated.
    pub(super) fn login(&self) -> Option<&str> {
        self.stages
            .iter()
            .rev()
            .find_map(|values| values.login.as_deref())
    }
}

/// A queue ID goes into logs and headers, so it is what queue IDs are, or none.
fn queue_id(value: &[u8]) -> Option<String> {
    let plain = !value.is_empty() && value.len() <= 100 && value.iter().all(u8::is_ascii_graphic);
    plain.then(|| String::from_utf8_lossy(value).into_owned())
}

fn login(value: &[u8]) -> Option<String> {
    (!value.is_empty()).then(|| String::from_utf8_lossy(value).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&'static str, &'static str)]) -> Vec<(Bytes, Bytes)> {
        list.iter()
            .map(|(name, value)| (Bytes::from(*name), Bytes::from(*value)))
            .collect()
    }

    #[test]
    fn a_later_stage_hides_an_earlier_one_and_a_new_message_forgets() {
        let mut macros = Macros::default();
        macros.set(b'M', &pairs(&[("i", "A1"), ("{auth_authen}", "ann")]));
        macros.set(b'T', &pairs(&[("i", "A2")]));
        assert_eq!(
            (macros.queue_id(), macros.login()),
            (Some("A2"), Some("ann"))
        );
        macros.set(b'M', &pairs(&[("auth_authen", "")]));
        assert_eq!((macros.queue_id(), macros.login()), (None, None));
        macros.set(b'E', &pairs(&[("{i}", "A3")]));
        assert_eq!(macros.queue_id(), Some("A3"));
        macros.end_message();
        assert_eq!(macros.queue_id(), None);
    }

    #[test]
    fn what_is_no_queue_id_is_none() {
        let mut macros = Macros::default();
        for bad in ["", "a b", "a\nb", "é"] {
            macros.set(b'M', &pairs(&[("i", bad)]));
            assert_eq!(macros.queue_id(), None, "{bad:?}");
        }
    }
}
