//! The pictures of posts: no calls of the API, and on its ledger all the same, because they leave the device.

use super::{ApiError, Client};
use crate::{
    model::PictureUrl,
    ports::{Http, Method, Ports},
};

impl<P: Ports> Client<'_, P> {
    /// The bytes at an address that a post names.
    ///
    /// # Errors
    /// [`ApiError::Http`] if there are none.
    pub async fn picture(&self, url: &PictureUrl) -> Result<Vec<u8>, ApiError> {
        self.load_journal().await;
        let (going, size) = (self.ports.http().picture(url), |bytes: &Vec<u8>| (200, bytes.len()));
        let (number, outcome, found) = self.on_ledger(Method::Get, url.as_str(), Vec::new(), going, size).await;
        self.journal(|(_, ledger)| ledger.close(number, outcome));
        self.keep_journal().await;
        Ok(found?)
    }
}
