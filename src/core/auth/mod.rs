//! Sign-in as pure functions: what the site's page is asked, what its redirect may say, and the session it yields.
//!
//! [`Pending`] is a sign-in under way, [`redirect`] reads the address it ends at, [`Session`] is what is kept.
//! Nothing here opens a window, sends or stores anything; `app::account` does, through the ports.

mod grant;
mod pending;
pub mod redirect;
pub mod vault;

pub use crate::model::Scope;
pub use grant::Grant;
pub use pending::{Accepted, Pending, landing, sign_in_of};
pub use redirect::AuthError;
pub use vault::Session;
