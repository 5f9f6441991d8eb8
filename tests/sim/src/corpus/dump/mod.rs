//! A site from a data dump of the public network: `Posts.xml`, and as far as they are there `Users.xml`, `Tags.xml`,
//! `Comments.xml` and `PostLinks.xml`.
//!
//! Rows go to the store as they are read: a million posts of 1 KB took 217 seconds and 87 MB of memory, and a fifth of
//! them twice as long as SQLite takes for the same lines with nothing understood (`askside-bench load`).
//!
//! All numbers are kept. What refers to somebody or something that the files lack is left out; a post whose owner is not
//! there has none.

mod prose;
mod rows;

pub(crate) use prose::Prose;

use std::collections::HashMap;
use std::path::Path;

use super::{LoadError, RowError, people};
use crate::store::{Id, LinkKind, Store, TagPart};
use rows::Row;

/// The file that no dump is without.
const POSTS: &str = "Posts.xml";

/// Somebody with an account.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) joined: i64,
    pub(crate) reputation: i64,
}

/// A question or an answer.
#[derive(Debug)]
pub(crate) struct Post<'r> {
    pub(crate) id: Id,
    pub(crate) is: PostIs<'r>,
    /// As the dump has it.
    pub(crate) html: &'r str,
    pub(crate) prose: Prose,
    pub(crate) owner: Option<Id>,
    pub(crate) written: i64,
    pub(crate) active: Option<i64>,
    pub(crate) edited: Option<i64>,
    pub(crate) editor: Option<Id>,
    pub(crate) score: i64,
}

/// What only one of them has.
#[derive(Debug)]
pub(crate) enum PostIs<'r> {
    Question { title: &'r str, tags: Vec<String>, views: u32, accepted: Option<Id>, closed: Option<i64> },
    Answer { question: Id },
}

/// A comment.
#[derive(Debug)]
pub(crate) struct Comment<'r> {
    pub(crate) id: Id,
    pub(crate) post: Id,
    /// Markdown.
    pub(crate) text: &'r str,
    pub(crate) owner: Option<Id>,
    pub(crate) made: i64,
    pub(crate) score: i64,
}

/// The tags that posts of the dump describe, by the numbers of those posts.
type Descriptions = HashMap<Id, (String, TagPart)>;

/// Whether a directory holds a dump.
pub(crate) fn is_in(dir: &Path) -> bool {
    dir.join(POSTS).exists()
}

/// Fills a store from the dump in a directory.
pub(crate) fn load(dir: &Path, store: &Store) -> Result<(), LoadError> {
    store.keep_in_any_order()?;
    let users = dir.join("Users.xml");
    if_there(&users, |row| Ok(user(row)?.map_or(Ok(()), |user| store.keep_user(&user))?))?;
    let mut descriptions = Descriptions::new();
    if_there(&dir.join("Tags.xml"), |row| tag(row, store, &mut descriptions))?;
    rows::for_each(&dir.join(POSTS), |row| post(row, store, &descriptions))?;
    store.settle_posts()?;
    if_there(&dir.join("Comments.xml"), |row| comment(row, store))?;
    if_there(&dir.join("PostLinks.xml"), |row| link(row, store))?;
    store.settle_closings()?;
    if !users.exists() {
        // Last, or they would own what other people with their numbers wrote.
        store.add_people(people::PEOPLE)?;
    }
    Ok(())
}

fn if_there(file: &Path, take: impl FnMut(&Row<'_>) -> Result<(), RowError>) -> Result<(), LoadError> {
    if file.exists() { rows::for_each(file, take) } else { Ok(()) }
}

/// The network's own account has a number below zero; it owns nothing that is kept.
fn user(row: &Row<'_>) -> Result<Option<User>, RowError> {
    let Some(id) = row.id("Id")? else { return Ok(None) };
    let name = row.text("DisplayName")?.map_or_else(|| format!("user{id}"), String::from);
    let joined = row.date("CreationDate")?.unwrap_or_default();
    Ok(Some(User { id, name, joined, reputation: row.number("Reputation")?.unwrap_or(1) }))
}

fn tag(row: &Row<'_>, store: &Store, descriptions: &mut Descriptions) -> Result<(), RowError> {
    let id = row.id("Id")?.ok_or(RowError::Missing("Id"))?;
    let name = row.text("TagName")?.ok_or(RowError::Missing("TagName"))?;
    store.keep_tag(id, &name)?;
    for (attribute, part) in [("ExcerptPostId", TagPart::Excerpt), ("WikiPostId", TagPart::Wiki)] {
        descriptions.extend(row.id(attribute)?.map(|post| (post, (name.to_string(), part))));
    }
    Ok(())
}

fn post(row: &Row<'_>, store: &Store, descriptions: &Descriptions) -> Result<(), RowError> {
    let id = row.id("Id")?.ok_or(RowError::Missing("Id"))?;
    let html = row.text("Body")?.unwrap_or_default();
    let title = row.text("Title")?.unwrap_or_default();
    let written = row.date("CreationDate")?.ok_or(RowError::Missing("CreationDate"))?;
    let is = match row.number("PostTypeId")?.ok_or(RowError::Missing("PostTypeId"))? {
        1 => PostIs::Question {
            title: &title,
            tags: tags(&row.text("Tags")?.unwrap_or_default()),
            views: row.number("ViewCount")?.unwrap_or_default(),
            accepted: row.id("AcceptedAnswerId")?,
            closed: row.date("ClosedDate")?,
        },
        2 => PostIs::Answer { question: row.id("ParentId")?.ok_or(RowError::Missing("ParentId"))? },
        _ => {
            if let Some((tag, part)) = descriptions.get(&id) {
                store.describe_kept_tag(tag, *part, &prose::of(&html).markdown, written)?;
            }
            return Ok(());
        }
    };
    Ok(store.keep_post(&Post {
        id,
        is,
        prose: prose::of(&html),
        html: &html,
        owner: row.id("OwnerUserId")?,
        written,
        active: row.date("LastActivityDate")?,
        edited: row.date("LastEditDate")?,
        editor: row.id("LastEditorUserId")?,
        score: row.number("Score")?.unwrap_or_default(),
    })?)
}

fn comment(row: &Row<'_>, store: &Store) -> Result<(), RowError> {
    Ok(store.keep_comment(&Comment {
        id: row.id("Id")?.ok_or(RowError::Missing("Id"))?,
        post: row.id("PostId")?.ok_or(RowError::Missing("PostId"))?,
        text: &row.text("Text")?.unwrap_or_default(),
        owner: row.id("UserId")?,
        made: row.date("CreationDate")?.ok_or(RowError::Missing("CreationDate"))?,
        score: row.number("Score")?.unwrap_or_default(),
    })?)
}

fn link(row: &Row<'_>, store: &Store) -> Result<(), RowError> {
    let from = row.id("PostId")?.ok_or(RowError::Missing("PostId"))?;
    let to = row.id("RelatedPostId")?.ok_or(RowError::Missing("RelatedPostId"))?;
    let kind = match row.number("LinkTypeId")? {
        Some(1) => LinkKind::Linked,
        Some(3) => LinkKind::Duplicate,
        _ => return Ok(()),
    };
    Ok(store.keep_link(from, to, kind, row.date("CreationDate")?.unwrap_or_default())?)
}

/// `<go><rust>` of older dumps, `|go|rust|` of newer ones.
fn tags(text: &str) -> Vec<String> {
    text.split(['<', '>', '|']).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}
