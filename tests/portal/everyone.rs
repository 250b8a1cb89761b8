//! The pages for everyone: in a real browser in each language, on light and dark ground, on narrow
//! windows and with large letters; by keyboard alone, without script, and in a text browser.

mod keyboard;
mod links;
mod look;
mod pseudo;
mod served;
mod sheet;
mod text_browser;
mod tour;

use tour::Tour;

/// Visits every page, and fails with all that was found on them.
async fn tour(tag: &str) {
    let found = Tour::start(tag).await.go().await;
    assert!(
        found.is_empty(),
        "{} findings:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_for_everyone_in_english() {
    tour("en").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_for_everyone_in_german() {
    tour("de").await;
}

/// Its words are English ones in Hebrew letters.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_for_everyone_from_right_to_left() {
    tour("he").await;
}

/// `make pages`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes; make pages runs it"]
async fn every_page_is_for_everyone_in_four_other_languages() {
    for tag in ["es", "fr", "it", "pt"] {
        tour(tag).await;
    }
}

/// `make pages`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes; make pages runs it"]
async fn every_page_is_for_everyone_in_the_last_four_languages() {
    for tag in ["ja", "nl", "sv", "zh-Hans"] {
        tour(tag).await;
    }
}
