//! All kinds of predicates, and what a policy asks of whichever kind one is.

use std::collections::HashSet;

use super::attached::Attached;
use super::client::Client;
use super::contained::Contained;
use super::header_field::HeaderField;
use super::kind::{Key, Kind};
use super::login::Login;
use super::mta_macro::MtaMacro;
use super::outbound::Outbound;
use super::recipient::Recipient;
use super::sender::Sender;
use super::size_over::SizeOver;
use super::subject_tag::SubjectTag;
use super::subject_word::SubjectWord;
use super::thread::Thread;
use crate::policy::facts::{Facts, Message, Needs};
use crate::policy::truth::Truth;

/// Makes the enum of these kinds and its delegation. A kind that is in the enum is so wherever
/// kinds are asked in turn: a rule whose keys nobody looks up would never be tried.
macro_rules! predicates {
    ($($(#[$doc:meta])* $kind:ident,)*) => {
        /// A condition that isn't made of others.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Predicate {
            $($(#[$doc])* $kind($kind),)*
        }

        $(impl From<$kind> for Predicate {
            fn from(one: $kind) -> Self {
                Self::$kind(one)
            }
        })*

        impl Predicate {
            fn kind(&self) -> &dyn Kind {
                match self {
                    $(Self::$kind(one) => one,)*
                }
            }

            /// Whether `wide` holds whenever this does, and is at least uninspectable when this is.
            pub(in crate::policy) fn implies(&self, wide: &Self) -> bool {
                match (self, wide) {
                    $((Self::$kind(narrow), Self::$kind(wide)) => narrow.implies(wide),)*
                    _ => false,
                }
            }

            /// Tells the keys that a message has.
            pub(in crate::policy) fn for_each_key_of_message(
                facts: &Facts<'_>,
                each: &mut dyn FnMut(Key),
            ) {
                $($kind::for_each_key_of_message(facts, each);)*
            }

            /// Tells the keys that a message has by one of its recipients.
            pub(in crate::policy) fn for_each_key_of_recipient(
                message: &Message<'_>,
                each: &mut dyn FnMut(Key),
            ) {
                $($kind::for_each_key_of_recipient(message, each);)*
            }
        }
    };
}

predicates! {
    /// The message comes from our side and the recipient is outside.
    Outbound,
    /// The envelope sender is listed.
    Sender,
    /// The recipient is listed.
    Recipient,
    /// The sender logged in under a listed name.
    Login,
    /// The client's address is in a listed network.
    Client,
    /// A macro of the MTA has a listed value.
    MtaMacro,
    /// A Subject starts with a listed tag.
    SubjectTag,
    /// A Subject holds a listed word.
    SubjectWord,
    /// A header field is there, or says something.
    HeaderField,
    /// The message answers one that was sealed.
    Thread,
    /// Header and body have at least a number of bytes.
    SizeOver,
    /// A file is attached that is named or typed as listed.
    Attached,
    /// Listed words, patterns or identifiers stand in the message.
    Contained,
}

impl Predicate {
    /// Whether this holds for a message and one of its recipients.
    pub(super) fn truth(&self, message: &Message<'_>) -> Truth {
        self.kind().truth(message)
    }

    /// The phrase that says why this is `truth`.
    pub(super) fn phrase(&self, message: &Message<'_>, truth: Truth) -> String {
        match truth {
            Truth::Yes => self.kind().why_true(message),
            Truth::No => self.kind().why_false(message),
            Truth::Uninspectable => self.kind().why_uninspectable(message),
            Truth::NeedsBody => "it hangs on the body".into(),
        }
    }

    /// Keys of which a message has at least one whenever this holds or is uninspectable.
    pub(super) fn keys(&self, with_body: bool) -> Option<HashSet<Key>> {
        self.kind().keys(with_body)
    }

    /// Adds what this asks for of a message.
    pub(super) fn add_needs(&self, needs: &mut Needs) {
        self.kind().add_needs(needs);
    }

    /// Whether this asks for content of the body, some of which may be uninspectable.
    pub(super) fn asks_for_content(&self) -> bool {
        self.kind().asks_for_content()
    }
}
