//! The page a person reads, to the questions related to it.

use super::{App, AppError, hosts::Asked, similar::answer};
use crate::{
    api::{ApiError, calls},
    auth::Scope,
    json,
    model::{Digest, HostRule, Kind, PageSnapshot, Question, SourcePage, TabId, Timestamp},
    ports::{Ports, TabError, Tabs},
    related::{Abilities, Ask, Group, Ranked, Sent, find, find_by, is_public},
    text::page_title,
};
use futures_util::future::abortable;
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
    /// How pages of its host are read; none where that cannot be chosen.
    pub host: Option<HostRule>,
    /// When this was found, if the site cannot be reached now.
    pub kept: Option<Timestamp>,
}

/// Why the questions related to a page are looked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Look {
    /// The person asked.
    Asked,
    /// It came up, and its host is watched.
    Followed,
    /// The person chose what to ask.
    With(Vec<Ask>),
}

impl<P: Ports> App<P> {
    /// Finds the questions related to the page in `tab`, until it is left.
    pub(super) async fn beside(&self, tab: TabId, why: Look) -> Result<Related, AppError> {
        let (work, handle) = abortable(self.again(async || self.find_related(tab, &why).await));
        self.finding.borrow_mut().push((tab, handle.clone()));
        let found = work.await;
        handle.abort(); // marks it as done
        self.finding.borrow_mut().retain(|(_, handle)| !handle.is_aborted());
        let found = found.unwrap_or(Err(TabError::Gone.into()));
        if let Ok(found) = &found {
            self.ports.tabs().count(tab, found.hits.iter().filter(|hit| hit.group != Group::Topic).count()).await;
        }
        found
    }

    /// The page in `tab` was left: nobody waits for what is being found out for it.
    pub(super) async fn leave(&self, tab: TabId) -> Result<(), AppError> {
        self.finding.borrow().iter().filter(|(of, _)| *of == tab).for_each(|(_, handle)| handle.abort());
        self.ports.tabs().count(tab, 0).await;
        Ok(())
    }

    async fn find_related(&self, tab: TabId, why: &Look) -> Result<Related, AppError> {
        let connection = self.connection().await?;
        let session = self.reader(&connection).await?;
        let (page, host) = self.read_page(tab, if *why == Look::Followed { Asked::No } else { Asked::Yes }).await?;
        let client = self.client(&connection, session.as_ref().map(|session| &session.token));
        let (mut answered, mut failed) = (false, None);
        let links = client.offers(&calls::linking_to("")).await
            && (connection.site.kind() != Kind::Network || is_public(&page));
        let titles = client.offers(&calls::similar("")).await;
        let ask = async |ask: &Ask| {
            // A site that cannot be reached is not waited for three times more.
            if !answered && failed.as_ref().is_some_and(ApiError::is_outage) {
                return None;
            }
            let answer = answer(&client, ask).await;
            let answer: Option<Vec<Question>> = answer.map_err(|error| failed = Some(error)).ok();
            answered |= answer.is_some();
            answer
        };
        let found = match why {
            Look::With(asks) => find_by(&page, asks.clone(), ask).await,
            Look::Asked | Look::Followed => find(&page, &Abilities { titles, links }, ask).await,
        };
        let host = host.filter(|_| page.url.starts_with("https://"));
        let page = SourcePage { title: page_title(&page), url: page.address() };
        let what = json::write(&Digest::of_fields(["beside", page.url.as_str(), &page.title]));
        if let (false, Some(error)) = (answered, failed) {
            let failed = self.noted(&connection, Scope::Read, Err(error)).await;
            return match failed {
                Err(error) if error.is_out_of_reach() => {
                    let kept: Option<(Timestamp, Related)> = self.kept_answer(&connection.id, &what).await;
                    kept.map(|(since, related)| Related { kept: Some(since), host, ..related }).ok_or(error)
                }
                failed => failed,
            };
        }
        self.keep_seen(&connection.site, &page.url, &found.hits).await?;
        let related = Related { page, hits: found.hits, sent: found.sent, host, kept: None };
        if !matches!(why, Look::With(_)) {
            self.keep_answer(&connection.id, &what, &related).await;
        }
        Ok(related)
    }

    /// Reads the page in `tab`, capped, with the tags that rules give it, if pages of its host may be read; and how they
    /// are.
    pub(super) async fn read_page(
        &self,
        tab: TabId,
        asked: Asked,
    ) -> Result<(PageSnapshot, Option<HostRule>), AppError> {
        self.check_tab(tab, asked).await?;
        let mut page = self.ports.tabs().snapshot(tab).await?.capped();
        // It may have gone elsewhere meanwhile.
        let host = self.check_host(&page.url, asked).await?;
        (page.tags, page.asked) = self.rules_for(&page.url).await?;
        match page.content_type.as_str() {
            "application/pdf" => Err(TabError::Pdf.into()),
            _ if page.is_blank() => Err(AppError::BlankPage),
            _ => Ok((page, host)),
        }
    }
}
