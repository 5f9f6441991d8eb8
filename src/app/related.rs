//! The page a person reads, to the questions related to it.

use super::{App, AppError};
use crate::{
    api::{Client, PAGE_SIZE, Sort, calls},
    auth::Scope,
    model::{Connection, PageSnapshot, SourcePage, TabId, Tag, Timestamp},
    ports::{Area, Clock, Ports, TabError, Tabs},
    related::{Ask, Ranked, plan, rank},
    text::{clean_title, page_terms},
};
use serde::{Deserialize, Serialize};

/// How long the site's tags are believed, in seconds.
const TAGS_AGE: i64 = 86_400;

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

/// One question to the site, and how many of its own it found; none if it failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent(pub Ask, pub Option<usize>);

#[derive(Serialize, Deserialize)]
struct KnownTags(Timestamp, Vec<Tag>);

impl<P: Ports> App<P> {
    pub(super) async fn find_related(&self, tab: TabId) -> Result<Related, AppError> {
        let connection = self.connection().await?;
        let session = self.reader(&connection).await?;
        let page = self.read_page(tab).await?;
        let terms = page_terms(&page);
        let client = self.client(&connection, session.as_ref().map(|session| &session.token));
        // What is worth asking does not depend on the tags alone: without them the calls say what is wrong.
        let tags = self.site_tags(&client, &connection).await.unwrap_or_default();
        let (mut sent, mut answers, mut failed) = (Vec::new(), Vec::new(), None);
        // One after another: a pause that one answer asks for binds the next.
        for ask in plan(&page, &terms, &tags) {
            let call = match &ask {
                Ask::Similar(title) => calls::similar(title),
                Ask::Search(terms, Some(tag)) => calls::search(&terms.join(" ")).tagged(&[tag]),
                Ask::Search(terms, None) => calls::search(&terms.join(" ")),
            };
            let answer = client.list(&call.sized(PAGE_SIZE)).await;
            sent.push(Sent(ask, answer.as_ref().ok().map(Vec::len)));
            match answer {
                Ok(questions) => answers.push(questions),
                // A site that cannot be reached is not waited for three times more.
                Err(error) if answers.is_empty() && error.is_outage() => {
                    failed = Some(error);
                    break;
                }
                Err(error) => failed = Some(error),
            }
        }
        if let (true, Some(error)) = (answers.is_empty(), failed) {
            return self.noted(&connection.site, Scope::Read, Err(error)).await;
        }
        let page = SourcePage { title: clean_title(&page.title), url: page.address() };
        Ok(Related { page, hits: rank(&terms, answers), sent })
    }

    /// Reads the page in `tab`, capped.
    pub(super) async fn read_page(&self, tab: TabId) -> Result<PageSnapshot, AppError> {
        let page = self.ports.tabs().snapshot(tab).await?.capped();
        match page.content_type.as_str() {
            "application/pdf" => Err(TabError::Pdf.into()),
            _ if page.is_blank() => Err(AppError::BlankPage),
            _ => Ok(page),
        }
    }

    /// The site's most used tags; asked for once a day, and nothing about any page is in the question.
    pub(super) async fn site_tags(
        &self,
        client: &Client<'_, P>,
        connection: &Connection,
    ) -> Result<Vec<Tag>, AppError> {
        let key = format!("tags {}", connection.site);
        let now = self.ports.clock().now();
        if let Some(KnownTags(at, tags)) = self.load(Area::Local, &key).await?
            && now < at.plus(TAGS_AGE)
        {
            return Ok(tags);
        }
        let tags = client.list(&calls::tags().sorted(Sort::Popular).sized(100)).await;
        let tags = self.noted(&connection.site, Scope::Read, tags).await?;
        let known = KnownTags(now, tags);
        self.keep(Area::Local, &key, &known).await?;
        Ok(known.1)
    }
}
