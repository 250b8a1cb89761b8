//! What filters of spam take a link for.

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
}
