//! A header while edits are made to it, each in the time that it takes to find a name: who sends
//! many fields makes nobody wait.

use std::collections::{HashMap, VecDeque};

use super::HeaderEdit;
use crate::mail::{Field, Header};

/// Where a field stands: those of the original from 0 on, those in front of them before that.
type Place = isize;

/// A header that is being edited.
#[derive(Default)]
pub(super) struct Editing {
    /// The fields, and the places of those that are gone.
    fields: VecDeque<Option<Field>>,
    /// How many of them stand in front of the original's.
    in_front: usize,
    /// The places of the fields of a name, in order.
    places: HashMap<Vec<u8>, VecDeque<Place>>,
}

impl Editing {
    /// Begins with this header.
    pub(super) fn new(original: &Header) -> Self {
        let mut editing = Self::default();
        for field in original.fields() {
            editing.add(field.clone());
        }
        editing
    }

    /// Makes one edit. What it names and isn't there stays so.
    pub(super) fn make(&mut self, edit: &HeaderEdit) {
        match edit {
            HeaderEdit::Delete { name, index } => {
                let places = self.places.get_mut(&key(name.as_bytes()));
                let nth = usize::try_from(*index).unwrap_or_default().checked_sub(1);
                let place = places.zip(nth).and_then(|(places, nth)| places.remove(nth));
                if let Some(field) = place.and_then(|place| self.at(place)) {
                    *field = None;
                }
            }
            HeaderEdit::Change { name, index, value } => {
                let places = self.places.get(&key(name.as_bytes()));
                let nth = usize::try_from(*index).unwrap_or_default().checked_sub(1);
                let place = places.zip(nth).and_then(|(places, nth)| places.get(nth));
                if let Some(field) = place.copied().and_then(|place| self.at(place)) {
                    *field = Some(Field::new(name, value));
                }
            }
            HeaderEdit::Insert { name, value } => {
                let field = Field::new(name, value);
                self.in_front += 1;
                let place = -(self.in_front as Place);
                let places = self.places.entry(key(field.name())).or_default();
                places.push_front(place);
                self.fields.push_front(Some(field));
            }
            HeaderEdit::Add { name, value } => self.add(Field::new(name, value)),
        }
    }

    /// The header as it is then.
    pub(super) fn finish(self) -> Header {
        self.fields.into_iter().flatten().collect()
    }

    fn add(&mut self, field: Field) {
        let place = self.fields.len() as Place - self.in_front as Place;
        let places = self.places.entry(key(field.name())).or_default();
        places.push_back(place);
        self.fields.push_back(Some(field));
    }

    fn at(&mut self, place: Place) -> Option<&mut Option<Field>> {
        let at = place.checked_add_unsigned(self.in_front)?;
        self.fields.get_mut(usize::try_from(at).ok()?)
    }
}

/// Names are the same in any case (RFC 5322 section 1.2.2).
fn key(name: &[u8]) -> Vec<u8> {
    name.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::wrapper::Edits;

    /// The same, one field after the other as an MTA does it.
    fn as_an_mta(edits: &Edits, original: &Header) -> Header {
        let mut fields: Vec<Field> = original.fields().to_vec();
        let nth = |fields: &[Field], name: &str, index: u32| {
            let mut places = (0..fields.len()).filter(|&at| fields[at].is(name));
            places.nth(index as usize - 1)
        };
        for edit in edits {
            match edit {
                HeaderEdit::Delete { name, index } => {
                    if let Some(at) = nth(&fields, name, *index) {
                        fields.remove(at);
                    }
                }
                HeaderEdit::Change { name, index, value } => {
                    if let Some(at) = nth(&fields, name, *index) {
                        fields[at] = Field::new(name, value);
                    }
                }
                HeaderEdit::Insert { name, value } => fields.insert(0, Field::new(name, value)),
                HeaderEdit::Add { name, value } => fields.push(Field::new(name, value)),
            }
        }
        fields.into_iter().collect()
    }

    fn name() -> impl Strategy<Value = String> {
        prop::sample::select(vec!["A", "a", "To", "TO", "X-Long"]).prop_map(str::to_owned)
    }

    fn edit() -> impl Strategy<Value = HeaderEdit> {
        let value = || "[a-z]{0,3}";
        prop_oneof![
            (name(), 1..6_u32).prop_map(|(name, index)| HeaderEdit::Delete { name, index }),
            (name(), 1..6_u32, value()).prop_map(|(name, index, value)| HeaderEdit::Change {
                name,
                index,
                value
            }),
            (name(), value()).prop_map(|(name, value)| HeaderEdit::Insert { name, value }),
            (name(), value()).prop_map(|(name, value)| HeaderEdit::Add { name, value }),
        ]
    }

    proptest! {
        #[test]
        fn edits_make_what_an_mta_makes_of_them(
            fields in prop::collection::vec((name(), "[a-z ]{0,3}"), 0..20),
            edits in prop::collection::vec(edit(), 0..30),
        ) {
            // Obsolete syntax has room before the colon.
            let header: Header = fields
                .iter()
                .enumerate()
                .map(|(n, (name, value))| {
                    let name = if n % 3 == 0 { format!("{name} ") } else { name.clone() };
                    Field::from_milter(name.as_bytes(), value.as_bytes())
                })
                .collect();
            let edits = Edits::from(edits);
            prop_assert_eq!(edits.apply(&header), as_an_mta(&edits, &header));
        }
    }

    #[test]
    fn edits_of_many_fields_take_no_longer_than_they_should() {
        const MANY: u32 = 200_000;
        let header: Header = (0..MANY).map(|n| Field::new("X", &n.to_string())).collect();
        let delete = |index| HeaderEdit::Delete {
            name: "x".into(),
            index,
        };
        // From the first to the last, and from the last to the first: field by field that is
        // forty thousand million steps.
        let ways: [Vec<HeaderEdit>; 2] = [
            (1..MANY).map(|_| delete(1)).collect(),
            (2..=MANY).rev().map(delete).collect(),
        ];
        let left = ways.map(|edits| Edits::from(edits).apply(&header));
        let values = left.map(|left| left.fields().iter().map(Field::decoded).collect::<Vec<_>>());
        assert_eq!(values, [["199999"], ["0"]]);
    }
}
