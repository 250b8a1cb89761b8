//! A PDF that is written object by object, so that each can be odd.

use std::collections::BTreeMap;

/// A PDF of one page: object 1 is the catalog, 2 the tree of pages, 3 the page, 4 its content and 5
/// its font F1.
pub(super) struct File {
    objects: BTreeMap<u32, Vec<u8>>,
    trailer: String,
}

impl File {
    pub(super) fn new(content: &str, font: &str) -> Self {
        let file = Self {
            objects: BTreeMap::new(),
            trailer: String::new(),
        };
        file.set(1, "/Type/Catalog/Pages 2 0 R")
            .set(2, "/Type/Pages/Kids[3 0 R]/Count 1")
            .set(
                3,
                "/Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
                 /Resources<</Font<</F1 5 0 R>>>>",
            )
            .stream(4, "", content)
            .set(5, font)
    }

    /// Makes an object a dictionary with these entries.
    pub(super) fn set(self, number: u32, entries: &str) -> Self {
        self.set_raw(number, &format!("<<{entries}>>"))
    }

    /// Makes an object what is written.
    pub(super) fn set_raw(mut self, number: u32, object: &str) -> Self {
        self.objects.insert(number, object.as_bytes().to_vec());
        self
    }

    /// Adds entries to a dictionary; those come first, and count.
    pub(super) fn with(mut self, number: u32, entries: &str) -> Self {
        let object = self.objects.get_mut(&number).unwrap();
        let mut written = String::from_utf8(object[2..].to_vec()).unwrap();
        if entries.starts_with("/Resources") {
            written = written.replace("/Resources<</Font<</F1 5 0 R>>>>", "");
        }
        *object = format!("<<{entries}{written}").into_bytes();
        self
    }

    /// Makes an object a stream.
    pub(super) fn stream(self, number: u32, entries: &str, content: &str) -> Self {
        self.packed(number, entries, content.as_bytes())
    }

    /// Makes an object a stream of bytes.
    pub(super) fn packed(mut self, number: u32, entries: &str, content: &[u8]) -> Self {
        let head = format!("<<{entries}/Length {}>>stream\n", content.len());
        let object = [head.as_bytes(), content, b"\nendstream"].concat();
        self.objects.insert(number, object);
        self
    }

    /// Adds entries to the trailer.
    pub(super) fn trailer(mut self, entries: &str) -> Self {
        self.trailer.push_str(entries);
        self
    }

    /// The objects as they are written, and where each starts; 0 where there is none.
    fn written(&self) -> (Vec<u8>, Vec<usize>) {
        let mut bytes = b"%PDF-1.7\n".to_vec();
        let mut starts = vec![0];
        for number in 1..=*self.objects.keys().last().unwrap() {
            let Some(object) = self.objects.get(&number) else {
                starts.push(0);
                continue;
            };
            starts.push(bytes.len());
            bytes.extend(format!("{number} 0 obj\n").bytes());
            bytes.extend(object);
            bytes.extend(b"\nendobj\n");
        }
        (bytes, starts)
    }

    /// The file, with a stream of references in place of a table.
    pub(super) fn bytes_with_stream(self) -> Vec<u8> {
        let (mut bytes, mut starts) = self.written();
        let start = bytes.len();
        starts.push(start);
        let size = starts.len();
        let mut table = Vec::new();
        for start in &starts {
            table.push(u8::from(*start > 0));
            table.extend(u16::try_from(*start).unwrap().to_be_bytes());
        }
        bytes.extend(
            format!(
                "{} 0 obj\n<</Type/XRef/W[1 2 0]/Size {size}/Root 1 0 R{}/Length {}>>stream\n",
                size - 1,
                self.trailer,
                table.len()
            )
            .bytes(),
        );
        bytes.extend(table);
        bytes.extend(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").bytes());
        bytes
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        let (mut bytes, starts) = self.written();
        let (start, size) = (bytes.len(), starts.len());
        let entry = |start: &usize| match start {
            0 => "0000000000 65535 f \n".to_owned(),
            start => format!("{start:010} 00000 n \n"),
        };
        let table: String = starts.iter().map(entry).collect();
        bytes.extend(
            format!(
                "xref\n0 {size}\n{table}trailer\n<</Size {size}/Root 1 0 R{}>>\n\
                 startxref\n{start}\n%%EOF\n",
                self.trailer
            )
            .bytes(),
        );
        bytes
    }
}
