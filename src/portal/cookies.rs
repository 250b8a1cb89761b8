//! The cookies of many visits together: a browser keeps a bounded number.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::middleware::Next;
use axum::response::Response;

use super::cookie;
use super::problem::Problem;
use super::quota::codes::TRIES;
use super::services::Services;

/// How many visits' cookies a browser keeps: as many as people have tabs, and few enough that
/// proxies, which bound a request's header to a few thousand bytes, take all of them.
pub(super) const MOST: usize = 16;

/// How many cookies one answer takes back: proxies bound an answer's header, too, and the next
/// answer takes the next.
const AT_ONCE: usize = 16;

/// Takes cookies back from a browser that has too many: those whose visit is over, then those of
/// the oldest visits in which nothing was done, of those that wait for a code, of those that are
/// proven.
pub(super) async fn take_back(
    State(services): State<Arc<Services>>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let surplus = if cookie::visits(request.headers(), MOST + 1).len() > MOST {
        surplus(&services, &path, request.headers()).await
    } else {
        Ok(Vec::new())
    };
    let mut response = next.run(request).await;
    // A store that can't be asked takes nothing back; the answer itself says more of it.
    for id in surplus.unwrap_or_default() {
        response
            .headers_mut()
            .append(SET_COOKIE, cookie::forget(&id));
    }
    response
}

/// The visits whose cookies go. That of the request's own path stays.
async fn surplus(
    services: &Services,
    path: &str,
    headers: &HeaderMap,
) -> Result<Vec<String>, Problem> {
    let mut over = Vec::new();
    let mut running = Vec::new();
    for (id, secret) in cookie::visits(headers, cookie::LOOKED_AT) {
        let is_here = path.split('/').nth(2) == Some(&id);
        match services.visits.of_browser(&id, secret.as_ref()).await? {
            Some(visit) => {
                // Somebody is looking for the code in their mailbox.
                let waits = !visit.issues.is_empty() && visit.tried < TRIES;
                let is_proven = visit.proven.is_some();
                running.push((is_here, is_proven, waits, visit.left, id));
            }
            None => over.push(id),
        }
    }
    running.sort();
    let fewer = running.len().saturating_sub(MOST);
    over.extend(running.into_iter().take(fewer).map(|(.., id)| id));
    over.truncate(AT_ONCE);
    Ok(over)
}
