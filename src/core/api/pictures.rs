//! The pictures of posts: no calls of the API, and on its ledger all the same, because they leave the device.

use super::{ApiError, Client, Outcome};
use crate::{
    model::PictureUrl,
    ports::{Clock, Http, Method, Ports},
};

impl<P: Ports> Client<'_, P> {
    /// The bytes at an address that a post names.
    ///
    /// # Errors
    /// [`ApiError::Http`] if there are none.
    pub async fn picture(&self, url: &PictureUrl) -> Result<Vec<u8>, ApiError> {
        let (site, clock) = (&self.connection.site, self.ports.clock());
        self.load_journal().await;
        let number = self.journal(|(_, ledger)| ledger.open(clock.now(), site, Method::Get, url.as_str(), Vec::new()));
        self.keep_journal().await;
        let started = clock.millis();
        let found = self.ports.http().picture(url).await;
        let millis = u32::try_from(clock.millis() - started).unwrap_or_default();
        let (status, bytes) = found.as_ref().map_or((0, 0), |bytes| (200, bytes.len()));
        let outcome = Outcome { status, bytes: u32::try_from(bytes).unwrap_or(u32::MAX), millis, quota: None };
        self.journal(|(_, ledger)| ledger.close(number, outcome));
        self.keep_journal().await;
        Ok(found?)
    }
}
