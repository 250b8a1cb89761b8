//! What filters of spam take a link or a name for.

/// Whether SpamAssassin's `PDS_BTC_ID` would find the address of a Bitcoin wallet in a text with
/// this link: some 30 digits and letters between two hyphens, which one random text of 5,000
/// characters in a hundred has. It looks at the text, and not into the links of HTML.
pub(super) fn has_wallet(link: &str) -> bool {
    // Hyphens alone part words in base64url; the first one behind `#m=` is left out by the rule.
    link.split('-').skip(1).any(is_wallet)
}

fn is_wallet(word: &str) -> bool {
    let is_base58 = |b: u8| b.is_ascii_alphanumeric() && !b"0OIl".contains(&b);
    let is_bech32 =
        |b: u8| b.is_ascii_lowercase() && !b"bio".contains(&b) || b.is_ascii_digit() && b != b'1';
    let are = |word: &str, least: usize, most: usize, is_one: &dyn Fn(u8) -> bool| {
        (least..=most).contains(&word.len()) && word.bytes().all(is_one)
    };
    let old = word.strip_prefix(['1', '3']);
    let new = word.strip_prefix("bc1");
    old.is_some_and(|rest| are(rest, 29, 34, &is_base58))
        || new.is_some_and(|rest| are(rest, 30, 90, &is_bech32))
}

/// Whether words are Latin ones, some with accents.
pub(super) fn has_accents(words: &str) -> bool {
    let mut letters = words.chars().filter(|c| c.is_alphabetic());
    words.chars().all(is_latin) && letters.any(|c| !c.is_ascii())
}

/// How the text names an author: by the address alone where the name is in another script than
/// words with accents. rspamd's `R_MIXED_CHARSET` takes such a text for one in disguise; it bears
/// the same in HTML, which has the whole name.
pub(super) fn named(author: &str, has_accents: bool) -> &str {
    let address = author.rsplit_once('<').map(|(_, rest)| rest);
    let address = address.and_then(|rest| rest.strip_suffix('>'));
    match address {
        Some(address) if has_accents && !author.chars().all(is_latin) => address,
        _ => author,
    }
}

/// Whether this is a Latin letter, or none.
fn is_latin(c: char) -> bool {
    !c.is_alphabetic() || matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wallet_is_known_between_hyphens_alone() {
        let old = "1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf";
        let new = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq";
        for wallet in [old, new] {
            assert!(has_wallet(&format!("https://a.example/#m=AB-{wallet}-C")));
            assert!(has_wallet(&format!("https://a.example/#m=AB-{wallet}")));
            assert!(!has_wallet(&format!("https://a.example/#m=AB_{wallet}-C")));
            assert!(!has_wallet(&format!("https://a.example/#m={wallet}x")));
            assert!(!has_wallet(&format!("https://a.example/#m=AB-x{wallet}-C")));
        }
        assert!(!has_wallet("https://a-b.example/#m=AB-1A1zP1eP5QGefi-C"));
    }

    #[test]
    fn a_name_in_another_script_stays_away_from_words_with_accents() {
        let japanese = "山田太郎 <yamada@example.org>";
        let vietnamese = "Đức Nguyễn <n@example.org>";
        for (author, words, expected) in [
            (japanese, "Läs det", "yamada@example.org"),
            ("Иван <ivan@example.org>", "Läs det", "ivan@example.org"),
            (japanese, "Read it", japanese),
            (japanese, "読む: „é“", japanese),
            (vietnamese, "Läs det", vietnamese),
            ("山田@example.org", "Läs det", "山田@example.org"),
        ] {
            assert_eq!(named(author, has_accents(words)), expected, "{words}");
        }
    }
}
