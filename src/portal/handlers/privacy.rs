//! `GET /privacy`

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Shared;
use crate::brand::Brand;
use crate::portal::face::Face;
use crate::portal::pages::{self, Privacy};
use crate::portal::settings::Settings;

/// The day of the last change of the statement's words, in seconds since 1970: 28 November 2026.
const LAST_CHANGE: i64 = 1_795_824_000;

/// The privacy statement, true of this portal as it runs.
pub(in crate::portal) async fn show(
    State(services): Shared,
    Extension(face): Extension<Face>,
) -> Response {
    let brand = services.brands.find("");
    let sender = &services.site.sender;
    let figures = services.figures.sentences();
    let page = statement(&face, &services.settings, &figures, &brand, sender);
    pages::page(StatusCode::OK, &page)
}

/// The statement of who runs the portal as `brand`, sends codes as `sender` and collects these
/// figures.
pub(in crate::portal) fn statement<'a>(
    face: &'a Face,
    settings: &'a Settings,
    figures: &'a [&'static str],
    brand: &'a Brand,
    sender: &'a str,
) -> Privacy<'a> {
    let statement = &settings.statement;
    Privacy {
        face,
        brand,
        updated: statement
            .changed
            .map_or(LAST_CHANGE, |day| day.max(LAST_CHANGE)),
        minutes: settings.visit.as_secs().div_ceil(60),
        figures,
        sections: &statement.sections,
        sender,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Who changes the words of the statement sets its day, and then its digest here.
    #[test]
    fn the_statement_says_when_it_was_last_changed() {
        const DIGEST: &str = "1e0fac42a02406d5";
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/locales");
        let mut files: Vec<_> = std::fs::read_dir(root)
            .unwrap()
            .map(|entry| entry.unwrap().path().join("privacy.ftl"))
            .collect();
        files.sort();
        let mut digest = blake3::Hasher::new();
        for file in files {
            digest.update(&std::fs::read(file).unwrap());
        }
        let digest = digest.finalize().to_hex();
        assert_eq!(
            &digest[..16],
            DIGEST,
            "the words of the privacy statement have changed: set LAST_CHANGE to today, and this"
        );
        assert_eq!(LAST_CHANGE % 86_400, 0);
    }
}
