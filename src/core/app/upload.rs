//! A picture on its way into a draft: kept on the site, because the person pressed the button that says where.
//!
//! Only v3 has a place for pictures, so that many a site says no. Nothing is kept here, and nothing is sent twice.

use super::{App, AppError};
use crate::{
    api::{ApiError, Uploaded, Why, calls},
    auth::Scope,
    model::{DraftId, Picture, UserAction},
    ports::Ports,
};

impl<P: Ports> App<P> {
    /// Keeps a picture on the site of a draft: its address.
    pub(super) async fn upload_image(&self, id: &DraftId, encoded: &str) -> Result<String, AppError> {
        let picture = Picture::decoded(encoded)?;
        let (connection, _) = self.own_draft(id).await?;
        let session = self.session_for(&connection, Scope::Write).await?;
        let client = self.client(&connection, Some(&session.token));
        let sent = client.one(&calls::upload_image(&picture, &UserAction::pressed())).await;
        match self.noted(&connection, Scope::Write, sent).await {
            Ok(Uploaded(address)) => Ok(address),
            Err(AppError::Api { site, error, .. }) if takes_none(&error) => Err(AppError::NoImages(site)),
            Err(error) => Err(error),
        }
    }
}

/// Whether the site has no place for pictures, or none that is known here.
fn takes_none(error: &ApiError) -> bool {
    match error {
        ApiError::NotApi(status) => !matches!(status, 429 | 500..=599),
        ApiError::Unavailable(_) => true,
        _ => matches!(error.why(), Some(Why::NoMethod | Why::NotFound)),
    }
}
