//! The objects of a PDF: how they are found and unpacked, what of that is doubtful.

use lopdf::xref::XrefEntry;
use lopdf::{DecompressError, Dictionary, Document, Error, Object, ObjectId, Stream};

/// References that lead to references are followed so often.
const REFERENCES: usize = 32;

/// The most bytes that nothing is packed to.
const LONGEST_OF_NOTHING: usize = 32;

/// A PDF while it is read.
pub(super) struct Objects<'a> {
    pub(super) document: &'a Document,
    /// How many bytes may be unpacked.
    may: usize,
    /// How many were, each stream as often as it was.
    pub(super) unpacked: usize,
    /// Whether more would have been unpacked than may be.
    pub(super) exceeded: bool,
    /// Why some of it can't be read, as a clause.
    pub(super) doubt: Option<&'static str>,
}

/// Why a stream wasn't unpacked.
pub(super) enum Unpack {
    Exceeded,
    Broken,
}

impl<'a> Objects<'a> {
    pub(super) fn new(document: &'a Document, may: usize) -> Self {
        Self {
            document,
            may,
            unpacked: 0,
            exceeded: false,
            doubt: None,
        }
    }

    /// Says why some of the file can't be read; the first reason is told.
    pub(super) fn doubt(&mut self, why: &'static str) {
        self.doubt.get_or_insert(why);
    }

    /// What an object is, or refers to. What doesn't exist is null, which is as it should be;
    /// what exists and couldn't be read is doubtful.
    pub(super) fn get(&mut self, object: &'a Object) -> &'a Object {
        self.find(object).1
    }

    /// The same, with the id by which it is found.
    pub(super) fn find(&mut self, mut object: &'a Object) -> (Option<ObjectId>, &'a Object) {
        let mut found = None;
        for _ in 0..REFERENCES {
            let Object::Reference(id) = object else {
                return (found, object);
            };
            match self.by_number(*id) {
                Some((id, to)) => (found, object) = (Some(id), to),
                None => return (None, &Object::Null),
            }
        }
        (None, &Object::Null)
    }

    fn by_number(&mut self, id: ObjectId) -> Option<(ObjectId, &'a Object)> {
        let objects = &self.document.objects;
        // Programs don't mind a wrong generation.
        let mut same = objects.range((id.0, 0)..=(id.0, u16::MAX));
        let found = match objects.get(&id) {
            Some(object) => Some((id, object)),
            None => same.next_back().map(|(id, object)| (*id, object)),
        };
        if found.is_none() {
            let listed = self.document.reference_table.entries.get(&id.0);
            if matches!(
                listed,
                Some(XrefEntry::Normal { .. } | XrefEntry::Compressed { .. })
            ) {
                self.doubt("has an object that can't be read");
            }
        }
        found
    }

    /// An entry of a dictionary, unless it is missing or null.
    pub(super) fn entry(&mut self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        let found = self.get(dictionary.get(key).ok()?);
        (!found.is_null()).then_some(found)
    }

    /// An entry that is a dictionary; of a stream, its dictionary.
    pub(super) fn dictionary(
        &mut self,
        dictionary: &'a Dictionary,
        key: &[u8],
    ) -> Option<&'a Dictionary> {
        self.entry(dictionary, key).and_then(as_dictionary)
    }

    /// An entry that is an array.
    pub(super) fn array(&mut self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a [Object]> {
        Some(self.entry(dictionary, key)?.as_array().ok()?.as_slice())
    }

    /// An entry that is a name.
    pub(super) fn name(&mut self, dictionary: &'a Dictionary, key: &[u8]) -> &'a [u8] {
        let found = self.entry(dictionary, key);
        found
            .and_then(|name| name.as_name().ok())
            .unwrap_or_default()
    }

    /// An entry that is a number.
    pub(super) fn number(&mut self, dictionary: &'a Dictionary, key: &[u8]) -> Option<f64> {
        self.entry(dictionary, key)?
            .as_float()
            .ok()
            .map(f64::from)
            .filter(|number| number.is_finite())
    }

    /// A stream's content, unpacked; what can't be is noted.
    pub(super) fn unpack(&mut self, stream: &'a Stream) -> Option<Vec<u8>> {
        match self.plain(stream, self.may.saturating_sub(self.unpacked)) {
            Ok(bytes) => {
                self.unpacked += bytes.len();
                Some(bytes)
            }
            Err(Unpack::Exceeded) => {
                self.exceeded = true;
                None
            }
            Err(Unpack::Broken) => {
                self.doubt("has content that can't be unpacked");
                None
            }
        }
    }

    /// A stream's content, unpacked to no more than `may`; not counted.
    ///
    /// # Errors
    /// When it is more, or it is packed in a way that isn't known.
    pub(super) fn plain(&mut self, stream: &'a Stream, may: usize) -> Result<Vec<u8>, Unpack> {
        // lopdf leaves one empty whose end it would have to look for.
        let is_measured = self.number(&stream.dict, b"Length").is_some();
        if stream.content.is_empty() && !is_measured {
            return Err(Unpack::Broken);
        }
        let mut packed = Dictionary::new();
        if let Some(filter) = self.resolved(&stream.dict, b"Filter") {
            packed.set("Filter", filter);
        }
        if let Some(parameters) = self.resolved(&stream.dict, b"DecodeParms") {
            packed.set("DecodeParms", parameters);
        }
        let mut packed = Stream::new(packed, stream.content.clone());
        packed.allows_compression = false;
        if !has_head(&packed) {
            return Err(Unpack::Broken);
        }
        match packed.get_plain_content_with_limit(may) {
            // lopdf says nothing of what it can't unpack.
            Ok(bytes) if bytes.is_empty() && packed.content.len() > LONGEST_OF_NOTHING => {
                Err(Unpack::Broken)
            }
            Ok(bytes) if bytes.len() <= may => Ok(bytes),
            Ok(_) | Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
                Err(Unpack::Exceeded)
            }
            Err(_) => Err(Unpack::Broken),
        }
    }

    /// Filters, or what they need, with short names as long ones and without references, which
    /// lopdf leaves as they are.
    fn resolved(&mut self, dictionary: &'a Dictionary, key: &[u8]) -> Option<Object> {
        let found = self.entry(dictionary, key)?;
        let one = |objects: &mut Self, one: &'a Object| match objects.get(one) {
            Object::Name(name) => Object::Name(long(name).to_vec()),
            Object::Dictionary(dictionary) => {
                let mut resolved = Dictionary::new();
                for (key, value) in dictionary {
                    resolved.set(key.clone(), objects.get(value).clone());
                }
                Object::Dictionary(resolved)
            }
            _ => Object::Null,
        };
        Some(match found {
            Object::Array(array) => {
                let array = array.iter().take(16).map(|object| one(self, object));
                Object::Array(array.collect())
            }
            found => one(self, found),
        })
    }
}

/// Whether what zlib packed starts as that does (RFC 1950): without its head, some programs find
/// what is in it and others don't.
fn has_head(packed: &Stream) -> bool {
    let filter = match packed.dict.get(b"Filter") {
        Ok(Object::Array(filters)) => filters.first(),
        other => other.ok(),
    };
    let is_zlib = filter.is_some_and(|filter| filter.as_name().is_ok_and(|n| n == b"FlateDecode"));
    let content = packed.content.trim_ascii_start();
    !is_zlib
        || content.is_empty()
        || matches!(content, [kind, flags, ..]
            if kind & 0xf == 8 && u16::from_be_bytes([*kind, *flags]).is_multiple_of(31))
}

/// A dictionary; of a stream, its dictionary.
pub(super) fn as_dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

fn long(name: &[u8]) -> &[u8] {
    match name {
        b"Fl" => b"FlateDecode",
        b"LZW" => b"LZWDecode",
        b"A85" => b"ASCII85Decode",
        b"AHx" => b"ASCIIHexDecode",
        b"RL" => b"RunLengthDecode",
        name => name,
    }
}
