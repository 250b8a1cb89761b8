//! What in the XML of documents is the program's own: properties, styles, identifiers, measures.
//!
//! Lists of what is no text; all that isn't listed is text.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether an element holds nothing but properties. Texts in it still count, and the attributes
/// that [`ALWAYS`] lists.
pub(super) fn is_own_element(name: &str) -> bool {
    ELEMENTS.contains(name) || name.ends_with("-properties") || name.ends_with("-style")
}

/// Whether an attribute may hold text; `is_own` where it stands among properties.
pub(super) fn is_text_attribute(element: &str, name: &str, is_own: bool) -> bool {
    if is_own {
        let is_described = matches!(element, "tblCaption" | "tblDescription") && name == "val";
        return is_described || ALWAYS.contains(&name);
    }
    !ATTRIBUTES.contains(name)
        && !name.ends_with("style-name")
        && !name.ends_with("Id")
        && !name.ends_with("ID")
        && !name.starts_with("rsid")
}

/// Whether an attribute's value is none that people read: a switch, an identifier, a measure.
pub(super) fn is_own_value(element: &str, name: &str, value: &str) -> bool {
    let value = value.trim();
    matches!(
        value,
        "" | "true" | "false" | "on" | "off" | "none" | "auto"
    ) || is_reference(value)
        || is_measure(value)
        || is_short_number(value) && !holds_numbers(element, name)
}

/// An identifier (`rId7`, `{GUID}`), a colour, or a file in the document.
fn is_reference(value: &str) -> bool {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_guid = |text: &str| {
        let text = text
            .strip_prefix('{')
            .and_then(|text| text.strip_suffix('}'));
        text.is_some_and(|text| text.len() == 36 && is_hex(&text.replace('-', "")))
    };
    value
        .strip_prefix("rId")
        .is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_digit()))
        || value
            .strip_prefix('#')
            .is_some_and(|hex| hex.len() == 6 && is_hex(hex))
        || is_guid(value)
        || [
            "Pictures/",
            "Thumbnails/",
            "./Object",
            "ObjectReplacements/",
        ]
        .iter()
        .any(|start| value.starts_with(start))
}

/// A number with a unit.
fn is_measure(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let unit = &value[number.len()..];
    matches!(
        unit,
        "cm" | "mm" | "in" | "pt" | "px" | "pc" | "em" | "%" | "deg" | "rad" | "s"
    ) && is_number(number)
        && number.len() <= 12
}

/// Identifiers have at least nine digits; a number of fewer is read where people write numbers.
fn is_short_number(value: &str) -> bool {
    value.len() <= 8 && is_number(value)
}

fn is_number(value: &str) -> bool {
    !value.is_empty()
        && value
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'))
}

/// Whether people write numbers into an attribute.
fn holds_numbers(element: &str, name: &str) -> bool {
    let is_value = name == "val"
        && matches!(
            element,
            "filter"
                | "customFilter"
                | "inputCells"
                | "docVar"
                | "listEntry"
                | "lvlText"
                | "tag"
                | "alias"
                | "default"
        );
    is_value || NUMBERS.contains(&name) || name == "value" && element != "sequence" || name == "v"
}

/// Attributes that may hold numbers that people write.
const NUMBERS: &[&str] = &[
    "name",
    "descr",
    "title",
    "alt",
    "display",
    "displayName",
    "displayText",
    "tooltip",
    "string",
    "string-value",
    "formula",
    "expression",
    "label",
    "text",
    "command",
    "prompt",
    "current-value",
    "date-value",
    "time-value",
];

/// Attributes that are text even among properties.
const ALWAYS: &[&str] = &[
    "author",
    "descr",
    "title",
    "alt",
    "tooltip",
    "formatCode",
    "num-prefix",
    "num-suffix",
];

/// Elements of properties.
static ELEMENTS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "\
     Default Override alignment annotationRef avLst blip blipFill bodyPr bookViews \
     bookmarkEnd border borders cNvCxnSpPr calcChain calcPr calculation-settings cellStyleXfs \
     cellStyles cellXfs characterSpacingControl clrMap clrMapOvr clrScheme clrSchemeMapping \
     colFields colItems colorScale colors colorsDef cols commentRangeEnd commentRangeStart \
     commentReference compat config-item-set creationId dataBar decimalSymbol default-page- \
     layout default-style defaultTabStop defaultTextStyle dimension divs docDefaults \
     effectExtent effectLst endParaRPr endnotePr endnoteReference enhanced-geometry file- \
     entry fileVersion fill fill-image fills fmtScheme font font-face font-face-decls \
     fontScheme fonts footnotePr footnoteRef footnoteReference glow gradient \
     graphicFrameLocks gridCol hMerge hatch iconSet jc latentStyles layout layoutDef legacy \
     linenumbering-configuration list-level-label-alignment list-style listSeparator lock \
     lstStyle lvlJc lvlPicBulletId manifest marker mathPr mergeCells multiLevelType notes- \
     configuration notesMasterIdLst notesSz nsid numFmt numIdMacAtCleanup opacity outline- \
     style pPr page-layout pageMargins pageSetup path permEnd pgMar pgSz ph phoneticPr \
     picLocks pivotTableStyleInfo prSet printOptions proofErr proofState protection rPr \
     rowFields rowItems rsids scaling sectPr sequence-decls shadow shapeDefaults shapelayout \
     shapetype sheetFormatPr sheetProtection sheetViews sizeRelH sizeRelV sldIdLst \
     sldMasterIdLst sldSz spLocks spPr stroke stroke-dash style styleDef table-column \
     tableStyleInfo tableStyles tblGrid tblPr tblPrEx tblStyleLst tblW tcPr tcW themeFontLang \
     timing tmpl trPr transition txPr txStyles useLocalDpi vMerge webSettings \
     workbookProtection wrapPolygon xfrm zoom"
        .split(' ')
        .collect()
});

/// Attributes that are never text.
static ATTRIBUTES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "\
     ContentType DrawAspect Extension Id Ignorable ObjectID ObjectType PartName ProgID \
     Requires ShapeID TargetMode Type UpdateMode aca actuate adj adjust algn algorithmName \
     allowOverlap anchor-page-number anchor-type anchorx anchory ang appName b bandCol \
     bandRow base-cell-address baseline behindDoc borderId ca cell-range-address charset \
     checksum checksum-type class clsid cnt content-type coordorigin coordsize count country \
     createdVersion cryptAlgorithmClass cryptAlgorithmSid cryptAlgorithmType \
     cryptProviderType cryptSpinCount csb0 csb1 cx cy d dT data-style-name date dateUtc \
     digest dir dist distB distL distR distT dt dxfId dyDescent embed encoding end-cell- \
     address end-x end-y enhanced-path eqn family fillId fillcolor filled firstCol firstRow \
     fldCharType \
     fmla fmtid fontId full-path generator guid h hash hashValue height horzBarState href- \
     type ht id idref idx indent l lang language lastCol lastEdited lastRow lat layoutInCell \
     locked lon lowestEdited lvl main-entry marL marR master-page-name media-type mime-type \
     minRId minRefreshableVersion mode modifiers noHBand noVBand numFmtId number-columns- \
     repeated number-columns-spanned number-rows-repeated number-rows-spanned order orient \
     orientation page-layout-name panose paraId pict pid pitch points polygon-points progId \
     protection-key protection-key-digest-algorithm r recordCount ref refreshedVersion rel \
     relativeHeight rels rot rupBuild s salt saltValue shapeId show si sig0 simplePos space \
     spans spid spinCount spt sqref start-value state strokecolor stroked strokeweight style \
     style-name styleId styleName subtype t tbl textId transform type typeface uid \
     uniqueCount uri usb0 usb1 usb2 usb3 value-type version vertBarState viewBox visibility \
     vt w width workbookHashValue workbookSaltValue x xfId xfs y z-index zOrder"
        .split(' ')
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_programs_are_told_from_those_of_people() {
        for value in ["true", "rId12", "#FF8000", "1.5cm", "12240", "-5", "50%"] {
            assert!(is_own_value("jc", "val", value), "{value}");
        }
        for value in ["falconer", "4012888888881881", "1.5 cm long", "#falcon"] {
            assert!(!is_own_value("jc", "val", value), "{value}");
        }
        assert!(!is_own_value("filter", "val", "4711"));
    }
}
