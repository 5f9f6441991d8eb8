//! The ports on a browser: one adapter a port, each fit for one screen, no decisions.
//!
//! [`webext`] is the only file of the project that names `browser.*`.

mod clock;
mod download;
mod entropy;
mod guards;
mod http;
pub(crate) mod i18n;
mod identity;
mod js;
mod locks;
mod permissions;
mod store;
mod tabs;
pub(crate) mod webext;

pub use download::download;
pub use http::Fetch;
pub use js::to_js;
pub use permissions::request as request_permission;
pub use store::on_session_change;
pub use tabs::{ActiveTab, TabEvent, active_tab, on_tab_event, shortcuts_page, show};

use crate::ports::Ports;

/// The browser, as the core sees it. Holds nothing: a new one is as good as an old one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Browser;

impl Ports for Browser {
    type Http = Fetch;
    type Store = Self;
    type Identity = Self;
    type Locks = Self;
    type Tabs = Self;
    type Permissions = Self;
    type Clock = Self;
    type Entropy = Self;

    fn http(&self) -> &Fetch {
        &Fetch
    }

    fn store(&self) -> &Self {
        self
    }

    fn identity(&self) -> &Self {
        self
    }

    fn locks(&self) -> &Self {
        self
    }

    fn tabs(&self) -> &Self {
        self
    }

    fn permissions(&self) -> &Self {
        self
    }

    fn clock(&self) -> &Self {
        self
    }

    fn entropy(&self) -> &Self {
        self
    }
}
