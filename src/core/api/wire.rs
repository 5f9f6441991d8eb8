//! From JSON to the domain: field for field the names of v2.3 (contract §1.5, types list) and of v3 (official
//! OpenAPI).
//!
//! Everything but ids is optional here: filters, deleted users and old servers leave fields out. Posts are in
//! [`posts`](super::posts).

use super::route::Version;
use crate::{
    json::{Misfit, Object},
    model::{
        Account, Author, Event, KnownError, Moderates, News, Post, QuestionId, SiteInfo, Synonym, Tag, TagScore,
        TagWiki, Target, Timestamp, TokenInfo, WritePermission, Writing, visible,
    },
    text::{decode_entities, to_text},
};
use std::borrow::Cow;

/// How the plain-text fields of a v2.3 answer are written; bodies are HTML either way (contract §1.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Under a safe filter: with entities, to be decoded once.
    Entities,
    /// Under an unsafe filter: as people wrote them.
    Raw,
}

/// An answer's items, and whether there are more.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Whether another page follows.
    pub has_more: bool,
}

/// Reads one item of an answer.
pub(super) type Item<'r> = dyn FnMut(&mut Object<'_>, Version, Encoding) -> Result<(), Misfit> + 'r;

/// Collects the items of an answer.
pub(super) fn collect<T: Wire>(
    items: &mut Vec<T>,
) -> impl FnMut(&mut Object<'_>, Version, Encoding) -> Result<(), Misfit> {
    |item, version, text| {
        let item = if version == Version::V2 { T::v2(item, text) } else { T::v3(item) };
        items.extend(item?);
        Ok(())
    }
}

/// What an answer may list. `None` is an item that says nothing to us, such as a deleted one.
pub trait Wire: Sized {
    /// Reads an item of v2.3.
    #[doc(hidden)]
    fn v2(item: &mut Object<'_>, text: Encoding) -> Result<Option<Self>, Misfit>;

    /// Reads an item of v3; none of what only v2.3 has.
    #[doc(hidden)]
    fn v3(_: &mut Object<'_>) -> Result<Option<Self>, Misfit> {
        Ok(None)
    }
}

/// The site's dry run: the body as it would be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview(pub String);

/// Where the site keeps a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded(pub String);

/// A question as its author wrote it, to be changed; the body is Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source(pub Target);

/// Which fields the answers under a name have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The name under which the site keeps it.
    pub name: String,
    /// The fields, each behind its type.
    pub fields: Vec<String>,
}

impl<'a> Object<'a> {
    /// A plain-text field, without what cannot be seen.
    pub(super) fn plain(&mut self, name: &str, text: Encoding) -> Result<String, Misfit> {
        let found: Cow<'_, str> = self.or_default(name)?;
        let encoded = text == Encoding::Entities && found.contains('&');
        Ok(visible(if encoded { decode_entities(&found) } else { found.into_owned() }))
    }

    /// A plain-text field that the hits of a search are marked up in.
    pub(super) fn excerpt(&mut self, name: &str) -> Result<String, Misfit> {
        Ok(visible(to_text(&self.or_default::<Cow<'_, str>>(name)?)))
    }

    /// The names of v2.3's tags.
    pub(super) fn tags(&mut self) -> Result<Vec<String>, Misfit> {
        Ok(self.or_default::<Vec<String>>("tags")?.into_iter().map(visible).collect())
    }

    /// A number that is an id where it is one: the Community user's is negative.
    pub(super) fn id(&mut self, name: &str) -> Result<Option<u64>, Misfit> {
        Ok(self.get::<i64>(name)?.and_then(|id| u64::try_from(id).ok()))
    }

    pub(super) fn seconds(&mut self, name: &str) -> Result<Timestamp, Misfit> {
        self.or_default(name).map(Timestamp)
    }

    pub(super) fn iso(&mut self, name: &str) -> Result<Timestamp, Misfit> {
        let text: Cow<'_, str> = self.or_default(name)?;
        let no_moment = || Misfit(name.to_owned());
        if text.is_empty() { Ok(Timestamp::default()) } else { Timestamp::from_iso(&text).ok_or_else(no_moment) }
    }

    /// A user within a post. Gone ones have no number, or are not there at all.
    fn author(&mut self, name: &str, names: [&str; 2], text: Encoding) -> Result<Option<Author>, Misfit> {
        let Some(mut user) = self.get::<Object<'_>>(name)? else { return Ok(None) };
        let parts = user.plain(names[0], text).and_then(|shown| Ok(Author(shown, user.id(names[1])?)));
        let author = parts.map_err(|misfit| misfit.within(name))?;
        Ok(Some(author).filter(|author| !author.0.is_empty()))
    }

    pub(super) fn v2_owner(&mut self, text: Encoding) -> Result<Option<Author>, Misfit> {
        self.author("owner", ["display_name", "user_id"], text)
    }

    pub(super) fn v3_owner(&mut self) -> Result<Option<Author>, Misfit> {
        self.author("owner", ["name", "id"], Encoding::Raw)
    }

    /// The names of v3's tags, which are objects.
    pub(super) fn tag_names(&mut self) -> Result<Vec<String>, Misfit> {
        let mut names = Vec::new();
        self.each("tags", &mut |mut tag| {
            names.extend(tag.get("name")?.map(visible));
            Ok(())
        })?;
        Ok(names)
    }
}

impl Wire for Account {
    fn v2(u: &mut Object<'_>, text: Encoding) -> Result<Option<Self>, Misfit> {
        let Some(user_id) = u.id("user_id")? else { return Ok(None) };
        let account_id = u.id("account_id")?.unwrap_or_default();
        Ok(Some(Self { user_id, account_id, name: u.plain("display_name", text)? }))
    }

    fn v3(u: &mut Object<'_>) -> Result<Option<Self>, Misfit> {
        let Some(user_id) = u.id("id")? else { return Ok(None) };
        let account_id = u.id("accountId")?.unwrap_or_default();
        Ok(Some(Self { user_id, account_id, name: u.plain("name", Encoding::Raw)? }))
    }
}

impl Wire for Moderates {
    fn v2(u: &mut Object<'_>, _: Encoding) -> Result<Option<Self>, Misfit> {
        Ok(Some(Self(u.get::<String>("user_type")?.is_some_and(|kind| kind == "moderator"))))
    }

    fn v3(u: &mut Object<'_>) -> Result<Option<Self>, Misfit> {
        Ok(Some(Self(u.get::<String>("role")?.is_some_and(|role| role == "Moderator" || role == "Admin"))))
    }
}

impl Wire for Tag {
    fn v2(t: &mut Object<'_>, _: Encoding) -> Result<Option<Self>, Misfit> {
        // `/me/tags` names and counts as everybody's, `/tags/…/top-tags` otherwise.
        let name: Option<String> = t.get("name")?;
        let Some(name) = name.map_or_else(|| t.get("tag_name"), |name| Ok(Some(name)))? else { return Ok(None) };
        Ok(Some(Self {
            name: visible(name),
            count: t.or_default("count")?,
            required: t.or_default("is_required")?,
            reserved: t.or_default("is_moderator_only")?,
        }))
    }

    fn v3(t: &mut Object<'_>) -> Result<Option<Self>, Misfit> {
        Ok(Some(Self { name: visible(t.need("name")?), count: t.or_default("postCount")?, ..Self::default() }))
    }
}

impl Wire for Synonym {
    fn v2(s: &mut Object<'_>, _: Encoding) -> Result<Option<Self>, Misfit> {
        Ok(Some(Self { from: s.need("from_tag")?, to: s.need("to_tag")? }))
    }
}

impl Wire for TagWiki {
    fn v2(w: &mut Object<'_>, text: Encoding) -> Result<Option<Self>, Misfit> {
        Ok(Some(Self { tag: w.need("tag_name")?, excerpt: w.plain("excerpt", text)? }))
    }
}

impl Wire for TagScore {
    fn v2(s: &mut Object<'_>, text: Encoding) -> Result<Option<Self>, Misfit> {
        let Some(user) = s.author("user", ["display_name", "user_id"], text)? else { return Ok(None) };
        Ok(Some(Self { user, score: s.or_default("score")?, posts: s.or_default("post_count")? }))
    }
}

impl Wire for Event {
    fn v2(e: &mut Object<'_>, text: Encoding) -> Result<Option<Self>, Misfit> {
        let (kind, title) = (e.or_default("timeline_type")?, e.plain("title", text)?);
        Ok(Some(Self { kind, title, created: e.seconds("creation_date")? }))
    }
}

impl Wire for News {
    fn v2(n: &mut Object<'_>, text: Encoding) -> Result<Option<Self>, Misfit> {
        let kind: Option<String> = n.get("item_type")?;
        let is_inbox = kind.is_some();
        Ok(Some(Self {
            kind: kind.map_or_else(|| n.or_default("notification_type"), Ok)?,
            title: n.plain("title", text)?,
            body: if is_inbox { n.plain("body", text)? } else { n.or_default("body")? },
            created: n.seconds("creation_date")?,
            unread: n.or_default("is_unread")?,
            link: n.or_default("link")?,
            question: n.id("question_id")?.map(QuestionId),
        }))
    }
}

impl Wire for TokenInfo {
    fn v2(t: &mut Object<'_>, _: Encoding) -> Result<Option<Self>, Misfit> {
        Ok(Some(Self {
            account_id: t.id("account_id")?.unwrap_or_default(),
            expires: t.get("expires_on_date")?.map(Timestamp),
            scope: t.or_default("scope")?,
        }))
    }
}

impl Wire for WritePermission {
    fn v2(p: &mut Object<'_>, _: Encoding) -> Result<Option<Self>, Misfit> {
        Ok(Some(Self {
            kind: p.need("object_type")?,
            add: p.or_default("can_add")?,
            edit: p.or_default("can_edit")?,
            delete: p.or_default("can_delete")?,
            daily: p.or_default("max_daily_actions")?,
            pause: p.or_default("min_seconds_between_actions")?,
        }))
    }
}

impl Wire for SiteInfo {
    fn v2(i: &mut Object<'_>, _: Encoding) -> Result<Option<Self>, Misfit> {
        Ok(Some(Self {
            questions: i.or_default("total_questions")?,
            unanswered: i.or_default("total_unanswered")?,
            answers: i.or_default("total_answers")?,
            users: i.or_default("total_users")?,
            revision: i.or_default("api_revision")?,
        }))
    }
}

impl Wire for KnownError {
    fn v2(e: &mut Object<'_>, text: Encoding) -> Result<Option<Self>, Misfit> {
        let (id, name) = (e.need("error_id")?, e.or_default("error_name")?);
        Ok(Some(Self { id, name, description: e.plain("description", text)? }))
    }
}

impl Wire for Source {
    /// Only a filter that was made for it carries the Markdown.
    fn v2(q: &mut Object<'_>, text: Encoding) -> Result<Option<Self>, Misfit> {
        let Some(body) = q.get::<Cow<'_, str>>("body_markdown")? else { return Ok(None) };
        // Nothing is taken out of it, as it is of what is shown only: it has to go back as it came.
        let body = if text == Encoding::Entities { decode_entities(&body) } else { body.into_owned() };
        let post = Post { id: QuestionId(q.need("question_id")?), url: q.or_default("link")? };
        let (title, tags) = (q.plain("title", text)?, q.tags()?);
        Ok(Some(Self(Target { post, base: Writing { title, body: body.replace("\r\n", "\n"), tags } })))
    }

    fn v3(q: &mut Object<'_>) -> Result<Option<Self>, Misfit> {
        let body: Option<Cow<'_, str>> = q.get("bodyMarkdown")?;
        let (Some(body), false) = (body, q.or_default("isDeleted")?) else { return Ok(None) };
        let post = Post { id: QuestionId(q.need("id")?), url: q.or_default("webUrl")? };
        let (title, tags) = (q.plain("title", Encoding::Raw)?, q.tag_names()?);
        Ok(Some(Self(Target { post, base: Writing { title, body: body.replace("\r\n", "\n"), tags } })))
    }
}

impl Wire for Preview {
    fn v2(q: &mut Object<'_>, _: Encoding) -> Result<Option<Self>, Misfit> {
        Ok(Some(Self(q.or_default("body")?)))
    }
}

impl Wire for Uploaded {
    fn v2(_: &mut Object<'_>, _: Encoding) -> Result<Option<Self>, Misfit> {
        Ok(None)
    }

    fn v3(image: &mut Object<'_>) -> Result<Option<Self>, Misfit> {
        Ok(image.get("url")?.map(Self))
    }
}

impl Wire for Filter {
    fn v2(f: &mut Object<'_>, _: Encoding) -> Result<Option<Self>, Misfit> {
        let is_valid = f.or_default::<Cow<'_, str>>("filter_type")? != "invalid";
        let (name, fields) = (f.or_default("filter")?, f.or_default("included_fields")?);
        Ok(Some(Self { name, fields }).filter(|_| is_valid))
    }
}
