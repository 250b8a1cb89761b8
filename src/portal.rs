//! The portal: where a recipient brings a sealed message, shows that the mailbox is theirs, and
//! reads.
//!
//! # The site
//!
//! | request | handler | what it does |
//! |---|---|---|
//! | `GET /` | `landing` | what this is; choose or drop the file |
//! | `POST /open` | `open` | takes the armor (`sealed`) or the file (`file`), begins a visit |
//! | `GET /v/{id}` | `visit` | the visit at its step: ask for a code, type it, the message |
//! | `POST /v/{id}/passcode` | `passcode` | sends a code to the recipient |
//! | `POST /v/{id}/proof` | `proof` | checks a code |
//! | `GET /v/{id}/body` | `body` | the message's HTML, for the sandboxed frame |
//! | `GET /v/{id}/attachment/{n}`, `GET /v/{id}/original.eml` | `download` | downloads |
//! | `POST /v/{id}/sign-out` | `sign_out` | ends the visit |
//! | `GET /not-me/{id}/{proof}`, `POST …` | `not_me` | ends codes that others have asked for |
//! | `GET /check`, `POST /check` | `check` | whether a mail is real, without opening it |
//! | `GET /brand/{name}/style.css`, `/brand/{name}/logo` | `brand` | the face of a brand |
//! | `GET /privacy` | `privacy` | the privacy statement, true of this portal |
//! | `GET /.well-known/security.txt` | `security_txt` | whom to tell of a weakness |
//! | `POST /language` | `language` | keeps the language that the visitor chose |
//! | `GET /style.css`, `/portal.js`, `/favicon.svg`, `/robots.txt`, `/healthz` | `asset` | |
//! | `GET /readyz` | `ready` | whether keys can be read, codes be sent and visits be kept |
//!
//! # Handlers above services
//!
//! A handler is one step of a visit, in a file of its own under `handlers`. It asks services, which
//! know no handler:
//!
//! | service | what it answers |
//! |---|---|
//! | `face` | in which language, and under which name, the portal meets a visitor |
//! | `network` | where a request comes from |
//! | `places` | how many at once, so that no holder has what others need |
//! | `quota` | how often, and how much, for each address, network and message |
//! | `upload` | what a sealed message is while it arrives |
//! | `visit`, `cookie` | whose visit it is, and whether one of our pages sent the form |
//! | `recipient` | which recipient somebody means by what they typed |
//! | `proof` | whether an address is the visitor's |
//! | `opening`, `plaintext` | opens the message for one response, within a budget of plaintext |
//! | `read`, `sanitize` | what of the opened message is shown |
//!
//! `services` puts them together for one [`State`], and `routes` the handlers into the site. What
//! all responses have in common (security headers, the pages of problems, the time that a form may
//! take) are layers there.
//!
//! # What requests take
//!
//! `docs/portal.md` has a table of what each kind of request takes, for how long, and out of whose
//! share. Three rules are behind it: who has more than others makes way, and nobody is refused
//! because of what others have; nobody waits while holding what others need; small and known comes
//! before large and unknown.
//!
//! # What holds
//!
//! - A `GET` changes nothing and sends nothing, and the first `POST` only begins a visit: a link
//!   scanner may fetch and submit anything, and no mail leaves and nothing is counted against an
//!   address.
//! - `POST /open` is the only request that may come from elsewhere (the wrapper is a local file,
//!   `Origin: null`). Every other `POST` needs our own `Origin` (of browsers that know none, a
//!   `Referer` on our own site) and the CSRF token that only this visit's pages contain.
//! - A visit is a public id in the path and a secret in a cookie of its own, so that two messages
//!   in two tabs don't disturb each other. The secret changes when the visitor has proven an
//!   address.
//! - The [`store`](crate::store) has ciphertext. Each response opens what it shows and forgets it;
//!   only `opening` may call [`seal::open`](crate::seal::open), and it takes a `Proof`, which only
//!   `proof` can make.
//! - Whether an address is a recipient shows neither in an answer nor in its timing: the mail is
//!   queued, and the worker drops the stranger's when it has had its turn.
//! - Logs name the visit's reference and the message id, never an address, a code or content.

mod browser;
mod cookie;
mod cookies;
mod face;
mod handlers;
mod headers;
mod listener;
mod network;
mod opening;
mod pages;
mod places;
mod plaintext;
pub mod preview;
mod problem;
mod proof;
mod quota;
mod read;
mod recipient;
mod resource;
mod routes;
mod sanitize;
mod services;
mod settings;
mod shown;
mod site;
mod upload;
mod visit;

pub use listener::{bind, serve};
pub use settings::{Settings, State, Statement};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod testing;
