//! The title that a person types, to questions that may be asked already; and what comes of one that is.

use super::{App, AppError, drafts::check_editable};
use crate::{
    api::{ApiError, Client, PAGE_SIZE, Why, calls},
    auth::Scope,
    model::{Draft, DraftId, Hit, Question, Site},
    ports::{Area, Clock, Ports},
    related::{Ask, Ranked, Sent, asks_about, rank_similar},
};
use serde::{Deserialize, Serialize};

/// How long a draft is kept whose question was found answered, in seconds.
const KEPT: i64 = 86_400;

/// Questions that may be asked already, best first, and what was sent to find them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Similar(pub Vec<Ranked>, pub Vec<Sent>);

/// The questions that were last shown beside a page, and its address.
#[derive(Debug, Serialize, Deserialize)]
struct Seen(String, Vec<Question>);

fn seen_of(site: &Site) -> String {
    format!("seen {site}")
}

impl<P: Ports> App<P> {
    /// Remembers what the person is shown beside the page at `url`, until the browser closes.
    pub(super) async fn keep_seen(&self, site: &Site, url: &str, hits: &[Ranked]) -> Result<(), AppError> {
        let questions = hits.iter().map(|hit| hit.question.clone()).collect();
        self.keep(Area::Session, &seen_of(site), &Seen(url.to_owned(), questions)).await
    }

    /// What is like the title of a draft.
    pub(super) async fn find_similar(&self, id: &DraftId, title: &str) -> Result<Similar, AppError> {
        let (connection, draft) = self.own_draft(id).await?;
        let session = self.reader(&connection).await?;
        let client = self.client(&connection, session.as_ref().map(|session| &session.token));
        let (mut sources, mut sent, mut failed) = (Vec::new(), Vec::new(), None);
        for ask in asks_about(title) {
            if matches!(ask, Ask::Similar(_)) && !client.offers(&calls::similar("")).await {
                continue;
            }
            let answer = answer(&client, &ask).await;
            sent.push(Sent(ask.clone(), answer.as_ref().ok().map(Vec::len)));
            match answer {
                Ok(questions) => {
                    sources.push((ask, questions));
                    break;
                }
                Err(error) => failed = Some(error),
            }
            if failed.as_ref().is_some_and(ApiError::is_outage) {
                break;
            }
        }
        if let Some(Seen(url, questions)) = self.load(Area::Session, &seen_of(&connection.site)).await?
            && url == draft.source.url
        {
            sources.push((Ask::Search(Vec::new()), questions));
        }
        if let Some(error) = failed.filter(|error| sources.is_empty() || error.why() == Some(Why::SignIn)) {
            return self.noted(&connection, Scope::Read, Err(error)).await;
        }
        Ok(Similar(rank_similar(title, sources), sent))
    }

    /// Keeps a draft for a day, and no longer unless it is written on.
    pub(super) async fn set_aside(&self, id: &DraftId) -> Result<(), AppError> {
        let _turn = self.drafts_turn().await;
        let mut draft = self.draft(id).await?;
        check_editable(&draft)?;
        draft.until = Some(self.ports.clock().now().plus(KEPT));
        self.keep_draft(&draft).await
    }

    /// Keeps a draft that was set aside for as long as any.
    pub(super) async fn take_up(&self, id: &DraftId) -> Result<(), AppError> {
        let _turn = self.drafts_turn().await;
        let draft = self.draft(id).await?;
        self.keep_draft(&Draft { until: None, ..draft }).await
    }
}

/// What the site answers to `ask`, in its order.
pub(super) async fn answer<P: Ports>(client: &Client<'_, P>, ask: &Ask) -> Result<Vec<Question>, ApiError> {
    match ask {
        Ask::Linking(link) => client.list(&calls::linking_to(link).sized(PAGE_SIZE)).await,
        Ask::Similar(title) => client.list(&calls::similar(title).sized(PAGE_SIZE)).await,
        // A site without a search of questions finds where words stand in any post.
        Ask::Search(terms) if client.offers(&calls::search("")).await => {
            client.list(&calls::search(&terms.join(" ")).sized(PAGE_SIZE)).await
        }
        Ask::Search(terms) => {
            let hits = client.list(&calls::search_all(&terms.join(" ")).sized(PAGE_SIZE)).await?;
            Ok(hits.into_iter().filter_map(Hit::question).collect())
        }
    }
}
