//! The site map, and the layers that all of it shares.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::CONNECTION;
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::middleware::{from_fn_with_state, map_request};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::Sleep;

use super::face::Face;
use super::handlers::{
    asset, body, brand, check, download, landing, language, not_me, open, passcode, privacy, proof,
    ready, security_txt, sign_out, visit,
};
use super::problem::Problem;
use super::services::Services;
use super::{cookies, face};

/// The most bytes of a form that brings no message.
const FORM_BYTES: usize = 16 * 1024;

/// How long the body of a request may take that brings no message.
const FORM: Duration = Duration::from_secs(20);

pub(super) fn router(services: &Arc<Services>) -> Router {
    // An upload bounds its own body.
    let uploads = Router::new()
        .route("/open", get(landing::stranded).post(open::receive))
        .route("/check", get(check::show).post(check::tell));
    let pages = Router::new()
        .route("/", get(landing::show))
        .route("/v/{id}", get(visit::show))
        .route("/v/{id}/passcode", post(passcode::send))
        .route("/v/{id}/proof", post(proof::check))
        .route("/v/{id}/sign-out", post(sign_out::end))
        .route("/v/{id}/body", get(body::show))
        .route("/v/{id}/attachment/{number}", get(download::attachment))
        .route("/v/{id}/attachment/{number}/raw", get(download::raw))
        .route("/v/{id}/original.eml", get(download::original))
        .route("/not-me/{id}/{proof}", get(not_me::show).post(not_me::end))
        .route("/language", post(language::choose))
        .route("/privacy", get(privacy::show))
        .route("/brand/{name}/style.css", get(brand::style))
        .route("/brand/{name}/logo", get(brand::logo))
        .route("/style.css", get(asset::style))
        .route("/portal.js", get(asset::script))
        .route("/favicon.svg", get(asset::icon))
        .route("/.well-known/security.txt", get(security_txt::show))
        .route("/robots.txt", get(asset::robots))
        .route("/healthz", get(asset::health))
        .route("/readyz", get(ready::show))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(map_request(limit_time));
    pages
        .merge(uploads)
        .fallback(async || Problem::NotFound)
        .method_not_allowed_fallback(async || Problem::Method)
        .layer(from_fn_with_state(services.clone(), cookies::take_back))
        .layer(from_fn_with_state(services.clone(), face::meet))
        .with_state(services.clone())
}

/// The answer to a request for which its network has no permit; the connection ends with it.
pub(super) fn no_permit(services: &Services, uri: &Uri, headers: &HeaderMap) -> Response {
    let face = Face::new(services, uri, headers);
    let mut response = face::finish(services, &face, Problem::Busy.into_response());
    response
        .headers_mut()
        .insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// Gives the body of a request the time of a form.
async fn limit_time(request: Request) -> Request {
    request.map(|body| {
        Body::new(TimedBody {
            body,
            deadline: Box::pin(tokio::time::sleep(FORM)),
        })
    })
}

/// The body of a request, which must be whole in time.
struct TimedBody {
    body: Body,
    deadline: Pin<Box<Sleep>>,
}

impl HttpBody for TimedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.deadline.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Some(Err(io::ErrorKind::TimedOut.into())));
        }
        Pin::new(&mut self.body)
            .poll_frame(cx)
            .map_err(io::Error::other)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
