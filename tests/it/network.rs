//! What networks and browsers do to the post of a question: repeat it, hold it back, deliver it late.

use askside::ports::{HttpRequest, Method};
use askside_sim::Sim;
use std::cell::{Cell, RefCell};

/// What happens to the next post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mishap {
    /// The connection drops when the site has done it, and the browser sends it again, by itself.
    Repeated,
    /// Nobody waits any more when it arrives.
    Late,
}

/// The way of posts to the site.
pub(crate) struct Network {
    sim: Sim,
    next: Cell<Option<Mishap>>,
    /// Those that left and did not arrive: each arrives by a moment of the site's clock, or never.
    under_way: RefCell<Vec<(i64, HttpRequest)>>,
}

/// A browser waits 25 seconds for an answer, and a site reads what it was sent within 5: by then it arrived or never
/// will, from when it left and from when nobody waited any more.
const ARRIVES_WITHIN: [i64; 2] = [29, 4];

impl Network {
    pub(crate) fn new(sim: &Sim) -> Self {
        Self { sim: sim.clone(), next: Cell::default(), under_way: RefCell::default() }
    }

    pub(crate) fn befalls(&self, mishap: Option<Mishap>) {
        self.next.set(mishap);
    }

    /// Whether it is certain that nothing arrives any more.
    pub(crate) fn is_empty(&self) -> bool {
        self.under_way.borrow().is_empty()
    }

    /// Takes a request; what dies before it [arrives](Self::arrives) may arrive all the same.
    pub(super) fn takes(&self, request: &HttpRequest) -> Option<Mishap> {
        let is_preview =
            request.body.as_ref().is_none_or(|body| String::from_utf8_lossy(body).contains("preview=true"));
        if request.method != Method::Post || !request.url().contains("/questions/add") || is_preview {
            return None;
        }
        let mishap = self.next.take();
        let within = ARRIVES_WITHIN[usize::from(mishap == Some(Mishap::Late))];
        self.under_way.borrow_mut().push((self.sim.now() + within, request.clone()));
        mishap
    }

    /// The site reads it, now.
    pub(super) fn arrives(&self, request: &HttpRequest) {
        self.under_way.borrow_mut().retain(|(_, waiting)| waiting != request);
    }

    /// What arrives before the site's clock shows `until`.
    pub(super) fn due(&self, until: i64) -> Vec<HttpRequest> {
        self.under_way.borrow_mut().extract_if(.., |(by, _)| *by < until).map(|(_, request)| request).collect()
    }
}
