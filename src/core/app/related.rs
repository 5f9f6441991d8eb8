//! The page a person reads, to the questions related to it.

use super::{App, AppError, similar::answer};
use crate::{
    api::{ApiError, calls},
    auth::Scope,
    model::{Kind, PageSnapshot, Question, SourcePage, TabId},
    ports::{Ports, TabError, Tabs},
    related::{Abilities, Ask, Ranked, Sent, find, is_public},
    text::page_title,
};
use serde::{Deserialize, Serialize};

/// The questions related to a page, and what was sent to find them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Related {
    /// The page that was read.
    pub page: SourcePage,
    /// The questions, best first; empty when nothing is close.
    pub hits: Vec<Ranked>,
    /// What was sent, so that the person sees it.
    pub sent: Vec<Sent>,
}

impl<P: Ports> App<P> {
    pub(super) async fn find_related(&self, tab: TabId) -> Result<Related, AppError> {
        let connection = self.connection().await?;
        let session = self.reader(&connection).await?;
        let page = self.read_page(tab).await?;
        let client = self.client(&connection, session.as_ref().map(|session| &session.token));
        let (mut answered, mut failed) = (false, None);
        let links = client.offers(&calls::linking_to("")).await
            && (connection.site.kind() != Kind::Network || is_public(&page));
        let titles = client.offers(&calls::similar("")).await;
        let found = find(&page, &Abilities { titles, links }, async |ask: &Ask| {
            // A site that cannot be reached is not waited for three times more.
            if !answered && failed.as_ref().is_some_and(ApiError::is_outage) {
                return None;
            }
            let answer = answer(&client, ask).await;
            let answer: Option<Vec<Question>> = answer.map_err(|error| failed = Some(error)).ok();
            answered |= answer.is_some();
            answer
        })
        .await;
        if let (false, Some(error)) = (answered, failed) {
            return self.noted(&connection, Scope::Read, Err(error)).await;
        }
        let page = SourcePage { title: page_title(&page), url: page.address() };
        self.keep_seen(&connection.site, &page.url, &found.hits).await?;
        Ok(Related { page, hits: found.hits, sent: found.sent })
    }

    /// Reads the page in `tab`, capped, with the tags that rules give it.
    pub(super) async fn read_page(&self, tab: TabId) -> Result<PageSnapshot, AppError> {
        let mut page = self.ports.tabs().snapshot(tab).await?.capped();
        (page.tags, page.asked) = self.rules_for(&page.url).await?;
        match page.content_type.as_str() {
            "application/pdf" => Err(TabError::Pdf.into()),
            _ if page.is_blank() => Err(AppError::BlankPage),
            _ => Ok(page),
        }
    }
}
