//! How much a document becomes when it is parsed.
//!
//! HTML's own rules repeat tags: formatting that is open when a paragraph ends is opened again in
//! each that follows, so that documents exist that become a thousand times as large as they are.
//! Here the parser runs without building anything.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use super::Unshown;
use crate::effort::Effort;
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, ExpandedName, ParseOpts, QualName, local_name, ns, parse_fragment};

/// What an element takes beside its attributes, as a node and as text, about.
const ELEMENT: usize = 256;

/// How much is parsed before the weight is looked at; a tag of a few bytes can repeat everything
/// before it.
const PIECE: usize = 64;

/// Weighs `html` as the sanitizer parses it.
///
/// # Errors
/// When it weighs more than `most` bytes, or no effort is left.
pub(super) fn weigh(html: &str, most: usize, effort: &Effort) -> Result<(), Unshown> {
    let weight = Rc::new(Cell::new(0));
    let context = QualName::new(None, ns!(html), local_name!("div"));
    let sink = Scale {
        weight: weight.clone(),
    };
    let mut parser = parse_fragment(sink, ParseOpts::default(), context, Vec::new(), false);
    let mut rest = html;
    while !rest.is_empty() {
        let (piece, next) = rest.split_at(rest.ceil_char_boundary(PIECE.min(rest.len())));
        parser.process(StrTendril::from_slice(piece));
        if weight.get() > most {
            return Err(Unshown::TooLarge);
        }
        if !effort.is_left() {
            return Err(Unshown::TooLong);
        }
        rest = next;
    }
    parser.finish();
    if weight.get() > most {
        return Err(Unshown::TooLarge);
    }
    Ok(())
}

/// A tree that is not built, only weighed. What the parser asks it about is answered as a tree
/// would: names, which node is which, and where MathML ends.
struct Scale {
    weight: Rc<Cell<usize>>,
}

type Node = Rc<(QualName, bool)>;

impl Scale {
    fn add(&self, bytes: usize) {
        self.weight.set(self.weight.get().saturating_add(bytes));
    }

    fn node(&self, name: QualName, integration_point: bool) -> Node {
        self.add(ELEMENT);
        Rc::new((name, integration_point))
    }

    fn nameless(&self) -> Node {
        self.node(QualName::new(None, ns!(), local_name!("")), false)
    }
}

impl TreeSink for Scale {
    type Handle = Node;
    type Output = ();
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) {}

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Node {
        self.nameless()
    }

    fn elem_name<'a>(&'a self, node: &'a Node) -> ExpandedName<'a> {
        node.0.expanded()
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> Node {
        self.add(
            attributes
                .iter()
                .map(|one| one.name.local.len() + one.value.len())
                .sum(),
        );
        self.node(name, flags.mathml_annotation_xml_integration_point)
    }

    fn create_comment(&self, _: StrTendril) -> Node {
        self.nameless()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Node {
        self.nameless()
    }

    fn append(&self, _: &Node, _: NodeOrText<Node>) {}

    fn append_based_on_parent_node(&self, _: &Node, _: &Node, _: NodeOrText<Node>) {}

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, _: &Node) -> Node {
        self.nameless()
    }

    fn same_node(&self, one: &Node, other: &Node) -> bool {
        Rc::ptr_eq(one, other)
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, _: &Node, _: NodeOrText<Node>) {}

    fn add_attrs_if_missing(&self, _: &Node, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, _: &Node) {}

    fn reparent_children(&self, _: &Node, _: &Node) {}

    fn is_mathml_annotation_xml_integration_point(&self, node: &Node) -> bool {
        node.1
    }
}
