//! [`Clock`] on `Date.now()`.

use super::Browser;
use crate::{model::Timestamp, ports::Clock};

impl Clock for Browser {
    fn now(&self) -> Timestamp {
        Timestamp((js_sys::Date::now() / 1000.0) as i64)
    }
}
