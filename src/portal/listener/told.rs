//! The bodies of a request and its answer, which tell what goes on on their connection.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::{Method, Request};
use axum::response::Response;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};

use crate::portal::shown::{Shown, What};

/// The request, of which its connection's `shown` tells how far it is.
pub(super) fn asking(request: Request<Incoming>, shown: &Arc<Shown>) -> Request<Body> {
    let is_upload =
        request.method() == Method::POST && matches!(request.uri().path(), "/open" | "/check");
    let what = if is_upload {
        What::Upload
    } else if request.body().is_end_stream() {
        What::Answer
    } else {
        What::Form
    };
    shown.begin(what);
    request.map(|body| {
        Body::new(Told {
            body: Body::new(body),
            shown: Arc::clone(shown),
            of: Of::Request,
        })
    })
}

/// The answer, after which the connection waits for the next request.
pub(super) fn answering(response: Response, shown: Arc<Shown>) -> Response {
    response.map(|body| {
        Body::new(Told {
            body,
            shown,
            of: Of::Answer,
        })
    })
}

#[derive(PartialEq, Eq)]
enum Of {
    Request,
    Answer,
}

struct Told {
    body: Body,
    shown: Arc<Shown>,
    of: Of,
}

impl HttpBody for Told {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        let is_over = matches!(frame, Poll::Ready(None)) || self.body.is_end_stream();
        if is_over && self.of == Of::Request {
            self.shown.is_asked();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        if self.of == Of::Answer {
            self.shown.begin(What::Waiting);
        }
    }
}
