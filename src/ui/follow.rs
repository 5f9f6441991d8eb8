//! Goes along with the person from page to page: what is shown beside a page belongs to that page, and to no other.
//!
//! Whatever is shown, or on its way, for a page is dropped in the moment in which the browser tells of another; what is
//! being found out for the page that was left is given up. Nothing here reads a page: whether one may be read, the background
//! decides.

use super::{bus::ask, go::Go, panel::Panel, screen::Screen};
use crate::{
    app::{Leave, SetHost},
    browser::{self, ActiveTab, Browser, TabEvent},
    model::{HostAccess, HostRule, same_page, same_title},
    ports::Clock,
    words,
};
use leptos::{prelude::*, task::spawn_local};

/// Milliseconds that a page which changes gets to become what it is going to be.
const SETTLES: u32 = 250;

/// The page in front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Front {
    tab: ActiveTab,
    /// Which of the pages in this tab, for those whose address the browser does not tell.
    load: u32,
}

impl Front {
    /// Whether `now` is a page that this one is not.
    fn is_left_for(&self, now: &Self) -> bool {
        let (old, new) = (&self.tab, &now.tab);
        let is_told = !old.url.is_empty() && !new.url.is_empty();
        old.id != new.id
            || old.url.is_empty() != new.url.is_empty()
            || !is_told && self.load != now.load
            || !same_page(&old.url, &new.url)
            || !same_title(&old.title, &new.title)
    }
}

impl Panel {
    /// Follows the tabs of this window from now on.
    pub(super) fn follow_tabs(self) {
        browser::on_tab_event(move |event| {
            if let TabEvent::Changed(tab) = event {
                let is_front = self.front.with_value(|front| front.as_ref().is_some_and(|front| front.tab.id == tab));
                if !is_front {
                    return;
                }
                self.load.update_value(|load| *load += 1);
            }
            spawn_local(async move {
                if let Some(now) = self.in_front().await
                    && self.is_left_for(&now)
                {
                    self.turn_to(now, event).await;
                }
            });
        });
    }

    /// The page in front now.
    pub(super) async fn in_front(self) -> Option<Front> {
        let tab = browser::active_tab().await?;
        Some(Front { tab, load: self.load.try_get_value()? })
    }

    /// The title of the page that was looked at last; empty where the browser does not tell.
    pub(super) fn front_title(self) -> String {
        self.front.with_value(|front| front.as_ref().map(|front| front.tab.title.clone())).unwrap_or_default()
    }

    /// Whether the page that was looked at last is another one than this.
    pub(super) fn is_left_for(self, now: &Front) -> bool {
        self.front.with_value(|front| front.as_ref().is_none_or(|front| front.is_left_for(now)))
    }

    async fn turn_to(self, now: Front, event: TabEvent) {
        let left = self.front.try_update_value(|front| front.replace(now)).flatten();
        spawn_local(async move {
            if let Some(left) = left {
                // What cannot be given up comes to nothing.
                drop(ask(Leave(left.tab.id)).await);
            }
        });
        if !self.is_beside() {
            return; // whoever reads or writes is left in peace
        }
        let mine = self.next();
        self.screen.set(Screen::Looking(self.front_title()));
        if let TabEvent::Changed(_) = event {
            Browser.wait(SETTLES).await;
        }
        if self.latest.try_get_value() == Some(mine) {
            self.go(Go::Follow);
        }
    }

    /// Has pages of a host read as the person wishes, then asks for `again`.
    pub(super) fn set_host(self, rule: HostRule, access: HostAccess, again: Go) {
        spawn_local(async move {
            // First of all: browsers take the click for it, and nothing that comes later.
            if access == HostAccess::Watched && !browser::request_permission(&rule.permission()).await {
                return self.say(words::browser_refuses_host(&rule.host));
            }
            match ask(SetHost(rule.host, access)).await {
                Err(failure) => self.say(failure.message),
                Ok(()) => self.go(again),
            }
        });
    }
}
