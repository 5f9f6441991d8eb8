//! The site's tags: what is kept of them for a day, and those that begin with what a person types.
//!
//! Only such a beginning is ever sent, and only if it can be a tag's: what looks private stays here.

use super::{App, AppError};
use crate::{
    api::{ApiError, Client, Page, Request, Sort, Wire, calls},
    auth::Scope,
    model::{Connection, Moderates, Site, SiteTags, Synonym, Tag, Timestamp},
    ports::{Area, Clock, Ports},
    text::private,
};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use std::pin::pin;

/// How long the site's tags are believed, in seconds.
const MAX_AGE: i64 = 86_400;

/// Tags asked for in one call.
const ASKED: u32 = 100;

/// Calls that a list of rules may cost: a thousand synonyms.
const MAX_PAGES: usize = 10;

/// The tags that begin with something, whether these are all of them, and whether the site was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundTags(pub Vec<Tag>, pub bool, pub bool);

/// What is kept of a site's tags, and whether these are all; no synonyms until somebody wrote a line of tags.
#[derive(Serialize, Deserialize)]
struct KnownTags(Timestamp, Vec<Tag>, bool, Option<Vec<Synonym>>);

/// Where a site's tags are kept.
pub(super) fn tags_of(site: &Site) -> String {
    format!("tags {site}")
}

impl<P: Ports> App<P> {
    /// What is known of the tags of the site in use.
    pub(super) async fn tags(&self) -> Result<SiteTags, AppError> {
        let connection = self.connection().await?;
        let session = self.reader(&connection).await?;
        let client = self.client(&connection, session.as_ref().map(|session| &session.token));
        let KnownTags(at, mut tags, whole, synonyms) = self.known_tags(&client, &connection).await?;
        let synonyms = match synonyms {
            Some(synonyms) => synonyms,
            None => {
                let lists = async {
                    let required = all(&client, calls::required_tags()).await?;
                    let reserved = all(&client, calls::reserved_tags()).await?;
                    tags.extend(required.into_iter().map(|tag| Tag { required: true, ..tag }));
                    tags.extend(reserved.into_iter().map(|tag| Tag { reserved: true, ..tag }));
                    all(&client, calls::synonyms()).await
                };
                let synonyms = self.noted(&connection, Scope::Read, lists.await).await?;
                let known = KnownTags(at, tags, whole, Some(synonyms));
                self.keep(Area::Local, &tags_of(&connection.site), &known).await?;
                tags = known.1;
                known.3.unwrap_or_default()
            }
        };
        // Whose rights matter only where something is kept for moderators.
        let moderates = tags.iter().any(|tag| tag.reserved)
            && session.is_some()
            && client.one(&calls::moderates()).await.is_ok_and(|Moderates(yes)| yes);
        Ok(SiteTags { tags, whole, synonyms, moderates })
    }

    /// The tags that begin with `beginning`, as far as the site lists them.
    pub(super) async fn find_tags(&self, beginning: &str) -> Result<FoundTags, AppError> {
        let is_short = (1..=Tag::LONGEST).contains(&beginning.chars().count());
        if !is_short || !beginning.chars().all(Tag::takes) || !private(beginning).is_empty() {
            return Ok(FoundTags(Vec::new(), true, false)); // nothing that a tag is called
        }
        let connection = self.connection().await?;
        let session = self.reader(&connection).await?;
        let client = self.client(&connection, session.as_ref().map(|session| &session.token));
        let found = client.send(&calls::tags_like(beginning).sorted(Sort::Popular).sized(ASKED)).await;
        let Page { items, has_more } = self.noted(&connection, Scope::Read, found).await?;
        let tags = items.into_iter().filter(|tag| tag.name.starts_with(beginning)).collect();
        Ok(FoundTags(tags, !has_more, true))
    }

    /// The site's most used tags; asked for once a day, and nothing about any page is in the question.
    pub(super) async fn site_tags(
        &self,
        client: &Client<'_, P>,
        connection: &Connection,
    ) -> Result<Vec<Tag>, AppError> {
        self.known_tags(client, connection).await.map(|known| known.1)
    }

    /// What is kept of a site's tags, however old.
    pub(super) async fn kept_tags(&self, site: &Site) -> SiteTags {
        let kept: Option<KnownTags> = self.load(Area::Local, &tags_of(site)).await.ok().flatten();
        let (tags, synonyms) = kept.map(|KnownTags(_, tags, _, synonyms)| (tags, synonyms)).unwrap_or_default();
        SiteTags { tags, synonyms: synonyms.unwrap_or_default(), ..SiteTags::default() }
    }

    async fn known_tags(&self, client: &Client<'_, P>, connection: &Connection) -> Result<KnownTags, AppError> {
        let key = tags_of(&connection.site);
        let now = self.ports.clock().now();
        if let Some(known) = self.load::<KnownTags>(Area::Local, &key).await?
            && now < known.0.plus(MAX_AGE)
        {
            return Ok(known);
        }
        let tags = client.send(&calls::tags().sorted(Sort::Popular).sized(ASKED)).await;
        let Page { items, has_more } = self.noted(connection, Scope::Read, tags).await?;
        let known = KnownTags(now, items, !has_more, None);
        self.keep(Area::Local, &key, &known).await?;
        Ok(known)
    }
}

/// A whole list; an empty one from a site that has none of the kind.
async fn all<P: Ports, T: Wire>(client: &Client<'_, P>, list: Request<T>) -> Result<Vec<T>, ApiError> {
    let mut items = Vec::new();
    let mut pages = pin!(client.pages(list.sized(ASKED)).take(MAX_PAGES));
    while let Some(page) = pages.next().await {
        match page {
            Ok(page) => items.extend(page),
            Err(error) if matches!(error, ApiError::Throttled(_)) || error.is_outage() => return Err(error),
            Err(_) => break,
        }
    }
    Ok(items)
}
