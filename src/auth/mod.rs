//! Sign-in: the implicit flow's request and redirect as pure functions, and the session it yields.
//!
//! Nothing here opens a window or stores anything; `app::account` does, through the ports.

mod implicit;
mod session;

pub use implicit::{AuthError, Grant, Pending, Scope};
pub use session::Session;
