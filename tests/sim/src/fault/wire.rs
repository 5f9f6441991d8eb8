//! What happens to bytes after the site has sent them.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::Frame;

use super::hang_up;

/// On a response: how it is sent, other than it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnTheWire {
    /// As it is: whatever the headers say, they stay.
    Plain,
    /// No body ever comes.
    Stall,
    /// Half of the body comes.
    Reset,
}

impl OnTheWire {
    pub(super) fn mark(self, mut response: Response) -> Response {
        response.extensions_mut().insert(self);
        response
    }
}

/// Cuts the body off, if that was asked for. Has to see it after everything else.
pub(crate) async fn cut(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let how = response.extensions().get::<OnTheWire>().copied();
    let (mut parts, body) = response.into_parts();
    let body = match how {
        None | Some(OnTheWire::Plain) => body,
        Some(OnTheWire::Stall) => Body::new(Cut { first: None, then_reset: false }),
        Some(OnTheWire::Reset) => match axum::body::to_bytes(body, usize::MAX).await {
            Ok(whole) => Body::new(Cut { first: Some(whole.slice(..whole.len() / 2)), then_reset: true }),
            Err(_) => return hang_up(),
        },
    };
    if how.is_some() {
        parts.headers.remove(header::CONTENT_LENGTH);
    }
    Response::from_parts(parts, body)
}

/// A body that does not end as bodies do.
#[derive(Debug)]
struct Cut {
    first: Option<Bytes>,
    /// Breaks the connection, or else just never goes on.
    then_reset: bool,
}

impl HttpBody for Cut {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.first.take() {
            Some(first) => Poll::Ready(Some(Ok(Frame::data(first)))),
            None if self.then_reset => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
            // Nobody will wake the reader but its own patience.
            None => Poll::Pending,
        }
    }
}
