//! In-memory twins of the ports, for tests and for whoever wants to run the core without a browser.

use crate::{
    model::{PageSnapshot, TabId},
    ports::{
        Area, Clock, Entropy, Identity, Interaction, Locks, NoRedirect, Permissions, Store, StoreError, TabError, Tabs,
    },
};
use futures_util::lock::{Mutex, OwnedMutexGuard};
use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// A store that forgets when dropped, and the policy beside it.
#[derive(Debug, Default)]
pub struct MemoryStore(RefCell<HashMap<(Area, String), String>>, pub RefCell<Option<String>>);

impl MemoryStore {
    /// What a browser restart does: the session area is gone.
    pub fn restart(&self) {
        self.0.borrow_mut().retain(|(area, _), _| *area == Area::Local);
    }

    /// Everything kept in `area`, for tests that look for what must not be there.
    pub fn dump(&self, area: Area) -> String {
        let kept = self.0.borrow();
        kept.iter().filter(|((a, _), _)| *a == area).map(|((_, key), value)| format!("{key}={value}\n")).collect()
    }
}

impl Store for MemoryStore {
    async fn get(&self, area: Area, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.0.borrow().get(&(area, key.to_owned())).cloned())
    }

    async fn set(&self, area: Area, key: &str, value: String) -> Result<(), StoreError> {
        self.0.borrow_mut().insert((area, key.to_owned()), value);
        Ok(())
    }

    async fn remove(&self, area: Area, key: &str) -> Result<(), StoreError> {
        self.0.borrow_mut().remove(&(area, key.to_owned()));
        Ok(())
    }

    async fn policy(&self) -> Option<String> {
        self.1.borrow().clone()
    }
}

/// Locks of this process.
#[derive(Debug, Default)]
pub struct MemoryLocks(RefCell<HashMap<&'static str, Arc<Mutex<()>>>>);

impl Locks for MemoryLocks {
    type Held = OwnedMutexGuard<()>;

    async fn hold(&self, name: &'static str) -> Self::Held {
        let lock = Arc::clone(self.0.borrow_mut().entry(name).or_default());
        lock.lock_owned().await
    }
}

/// A sign-in window whose outcome the test decides, from the address it was opened with.
pub struct ScriptedIdentity<F>(pub F);

impl<F> std::fmt::Debug for ScriptedIdentity<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ScriptedIdentity")
    }
}

impl<F: AsyncFn(&str, Interaction) -> Result<String, NoRedirect>> Identity for ScriptedIdentity<F> {
    fn redirect_uri(&self) -> String {
        "https://abcdefghijklmnop.chromiumapp.org/".to_owned()
    }

    async fn authorize(&self, url: &str, interaction: Interaction) -> Result<String, NoRedirect> {
        (self.0)(url, interaction).await
    }
}

/// Tabs with the pages that were put into them; those that are opened are blank.
#[derive(Debug, Default)]
pub struct MemoryTabs(pub RefCell<HashMap<TabId, Result<PageSnapshot, TabError>>>);

impl Tabs for MemoryTabs {
    async fn snapshot(&self, tab: TabId) -> Result<PageSnapshot, TabError> {
        self.0.borrow().get(&tab).cloned().unwrap_or(Err(TabError::Gone))
    }

    async fn open(&self, url: &str, _: &str) -> Result<TabId, TabError> {
        let mut tabs = self.0.borrow_mut();
        let tab = TabId(tabs.keys().map(|tab| tab.0).max().unwrap_or_default() + 1);
        tabs.insert(tab, Ok(PageSnapshot { url: url.to_owned(), ..PageSnapshot::default() }));
        Ok(tab)
    }

    async fn address(&self, tab: TabId) -> Result<String, TabError> {
        match self.snapshot(tab).await {
            Ok(page) => Ok(page.url),
            Err(TabError::Gone) => Err(TabError::Gone),
            Err(_) => Ok(String::new()),
        }
    }

    async fn count(&self, _: TabId, _: usize) {}

    async fn close(&self, tab: TabId) {
        self.0.borrow_mut().remove(&tab);
    }
}

/// Hosts that were granted, by name.
#[derive(Debug, Default)]
pub struct MemoryPermissions(pub RefCell<HashSet<String>>);

impl Permissions for MemoryPermissions {
    async fn granted(&self, pattern: &str) -> bool {
        self.0.borrow().contains(host(pattern))
    }

    async fn give_back(&self, pattern: &str) {
        self.0.borrow_mut().remove(host(pattern));
    }
}

fn host(pattern: &str) -> &str {
    pattern.trim_start_matches("https://").trim_end_matches("/*")
}

/// A clock that moves when told to, in milliseconds. Who sleeps moves it.
#[derive(Debug, Default)]
pub struct ManualClock(pub Cell<i64>);

impl Clock for ManualClock {
    fn millis(&self) -> i64 {
        self.0.get()
    }

    async fn wait(&self, millis: u32) {
        self.0.set(self.0.get() + i64::from(millis));
    }
}

/// Counts, so that tests repeat.
#[derive(Debug, Default)]
pub struct CountingEntropy(Cell<u128>);

impl Entropy for CountingEntropy {
    fn token(&self) -> String {
        self.0.set(self.0.get() + 1);
        format!("{:032x}", self.0.get())
    }
}
