//! The pictures that stand in a message's HTML: which parts they are, and which of them there is
//! room for. What isn't shown is listed as a file.

use std::collections::{HashMap, HashSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::mail::message::{Part, View};
use crate::portal::sanitize;

/// The pictures of one message's HTML.
#[derive(Default)]
pub(super) struct Pictures {
    /// The parts that are shown, by their content ids.
    parts: HashMap<String, usize>,
    /// Whether there was no room for some.
    pub left_out: bool,
}

impl Pictures {
    /// The pictures that `html` uses; all uses together take no more than `most` bytes, as the
    /// sanitizer counts them.
    pub(super) fn new(view: &View<'_>, html: &str, most: usize) -> Self {
        let mut pictures = Self::default();
        let uses = sanitize::cids(html);
        if uses.is_empty() {
            return pictures;
        }
        let wanted: HashSet<&String> = uses.iter().collect();
        let mut by_id: HashMap<String, (usize, usize)> = HashMap::new();
        for (number, part) in view.parts.iter().enumerate() {
            let id = part.id.as_deref().map(sanitize::id);
            let id = id.filter(|id| wanted.contains(id) && !by_id.contains_key(id));
            if let (Some(id), Some(kind)) = (id, part.picture()) {
                by_id.insert(
                    id,
                    (number, prefix(kind).len() + part.size().div_ceil(3) * 4),
                );
            }
        }
        let mut left = most;
        for id in uses {
            let Some(&(number, length)) = by_id.get(&id) else {
                continue;
            };
            match left.checked_sub(length) {
                Some(rest) => {
                    left = rest;
                    pictures.parts.insert(id, number);
                }
                None => pictures.left_out = true,
            }
        }
        pictures
    }

    /// The numbers of the parts that are shown.
    pub(super) fn numbers(&self) -> HashSet<usize> {
        self.parts.values().copied().collect()
    }

    /// The pictures as `data:` addresses, by their content ids.
    pub(super) fn addresses(&self, view: &View<'_>) -> HashMap<String, String> {
        let address = |part: &Part<'_>| {
            let start = prefix(part.picture()?);
            let contents = part.contents();
            let length = start.len() + contents.len().div_ceil(3) * 4;
            let mut address = String::with_capacity(length);
            address.push_str(&start);
            STANDARD.encode_string(&*contents, &mut address);
            Some(address)
        };
        let parts = self.parts.iter();
        parts
            .filter_map(|(id, &number)| Some((id.clone(), address(view.parts.get(number)?)?)))
            .collect()
    }
}

fn prefix(kind: &str) -> String {
    format!("data:{kind};base64,")
}
