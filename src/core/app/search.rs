//! What a person types into the search box and sends with Enter, to the posts that it finds; and what was searched for.
//!
//! The query goes to the site as it was typed: pressing Enter is what asks for that. Only here it is kept, and not if
//! there is a secret in it.

use super::{App, AppError, PAGE};
use crate::{
    api::{ApiError, Client, PAGE_SIZE, Page, Request, calls},
    auth::Scope,
    draft::TagIndex,
    model::{ConnectionId, Hit, visible},
    ports::{Area, Clock, Locks, Ports},
    search::{Asked, Marks, Order, Query, Typed, typed_at},
    text::private,
    words,
};
use serde::{Deserialize, Serialize};

/// Longest query, in bytes: an address has to hold it.
const LONGEST: usize = 1_000;

/// Pages that are looked through for a hit before the person is asked whether to go on.
const MAX_PAGES: u32 = 3;

/// Searches that are remembered.
const REMEMBERED: usize = 20;

/// The lock of whoever changes what was searched for.
const CHANGING: &str = "searches";

/// What a search found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Searched {
    /// The posts, in the order asked for.
    pub hits: Vec<Hit>,
    /// The page to ask for next; none if these were all.
    pub next: Option<u32>,
    /// What was sent, and how many posts came of it.
    pub sent: Vec<(String, u32)>,
    /// What could not be done as it was typed, a sentence or two each.
    pub notes: Vec<String>,
}

/// Suggestions that an address bar has room for.
const MOST_SUGGESTED: usize = 5;

/// What an address bar offers: a text to search for, and how it is shown, in Chromium's own markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// What is searched for.
    pub content: String,
    /// Well-formed XML.
    pub description: String,
}

/// The address of our page that searches for `typed` as soon as it opens.
#[must_use]
pub fn page_that_searches(typed: &str) -> String {
    format!("{PAGE}{SEARCHES}{}", form_urlencoded::byte_serialize(typed.as_bytes()).collect::<String>())
}

/// What our page searches for, by the query of its own address; none if it does something else.
#[must_use]
pub fn searched_by(query: &str) -> Option<String> {
    let encoded = query.strip_prefix(SEARCHES)?;
    form_urlencoded::parse(encoded.as_bytes()).next().map(|(text, _)| text.into_owned())
}

const SEARCHES: &str = "?search=";

/// Where the searches on a connection are kept, the latest first.
pub(super) fn searches_of(id: &ConnectionId) -> String {
    format!("searches {}", id.0)
}

impl<P: Ports> App<P> {
    /// Searches the site in use.
    pub(super) async fn search(&self, typed: &str, order: Order, page: u32) -> Result<Searched, AppError> {
        let connection = self.connection().await?;
        let session = self.reader(&connection).await?;
        let query = Query::parse(typed);
        let mut found =
            Searched { notes: query.notes.iter().map(|note| note.says.clone()).collect(), ..Searched::default() };
        let me = session.as_ref().map(|session| session.account.user_id);
        if let Some(why) = refusal(typed, &query, me) {
            found.notes.extend(why);
            return Ok(found);
        }
        let client = self.client(&connection, session.as_ref().map(|session| &session.token));
        let whole = query.to_string();
        let call = calls::search_in_syntax(&whole).sorted(order.into()).sized(PAGE_SIZE).page(page);
        match if_there(&client, &call).await {
            Some(answer) => {
                let Page { items, has_more } = self.noted(&connection, Scope::Read, answer).await?;
                found.sent.push((whole, count(&items)));
                (found.hits, found.next) = (items, has_more.then_some(page + 1));
            }
            None => {
                let asked = query.asked(order, me, self.ports.clock().now());
                let searched = look_through(&client, &asked, page, &mut found).await;
                self.noted(&connection, Scope::Read, searched).await?;
                found.notes.extend(asked.notes);
            }
        }
        let marks = Marks::of(&query);
        for hit in &mut found.hits {
            hit.excerpt = marks.passage(&hit.excerpt);
            if hit.link.is_empty() {
                hit.link = connection.site.address_of(hit.post);
            }
        }
        if page == 1 && private(typed).is_empty() {
            // A search that cannot be kept was one all the same.
            drop(self.remember(&connection.id, typed.trim()).await);
        }
        Ok(found)
    }

    /// What was searched for on the connection in use, the latest first.
    pub(super) async fn searches(&self) -> Result<Vec<String>, AppError> {
        let id = self.active().await?.id;
        Ok(self.load(Area::Local, &searches_of(&id)).await?.unwrap_or_default())
    }

    /// How what is typed in the address bar may go on, by what is on this device: nothing is asked of anybody.
    pub async fn suggestions(&self, typed: &str) -> Vec<Suggestion> {
        let (Ok(active), Ok(past)) = (self.active().await, self.searches().await) else { return Vec::new() };
        let place = typed_at(typed, typed.len());
        let mut all = Vec::new();
        if let Typed::Tag(range) = &place {
            let mut tags = TagIndex::default();
            tags.know(self.kept_tags(&active.site).await);
            for tag in tags.choices(&typed[range.clone()], &[]) {
                let (text, _) = place.replaced(typed, &format!("{}]", tag.name));
                all.push((text, words::questions(tag.count)));
            }
        }
        let goes_on = |past: &String| past.starts_with(typed.trim_start()) && past != typed;
        all.extend(past.into_iter().filter(goes_on).map(|past| (past, words::searched_before())));
        let shown = |(content, note): (String, String)| {
            let description = format!("<match>{}</match> <dim>{}</dim>", escaped(&content), escaped(&note));
            Suggestion { content, description }
        };
        all.into_iter().map(shown).take(MOST_SUGGESTED).collect()
    }

    /// Forgets one of these, or all: those that are left.
    pub(super) async fn forget_searches(&self, which: Option<&str>) -> Result<Vec<String>, AppError> {
        let id = self.active().await?.id;
        self.change_searches(&id, |all| all.retain(|one| which.is_some_and(|which| one != which))).await
    }

    async fn remember(&self, id: &ConnectionId, typed: &str) -> Result<Vec<String>, AppError> {
        let put_first = |all: &mut Vec<String>| {
            all.retain(|one| one != typed);
            all.insert(0, typed.to_owned());
            all.truncate(REMEMBERED);
        };
        self.change_searches(id, put_first).await
    }

    async fn change_searches(
        &self,
        id: &ConnectionId,
        change: impl FnOnce(&mut Vec<String>),
    ) -> Result<Vec<String>, AppError> {
        let _turn = self.ports.locks().hold(CHANGING).await;
        let key = searches_of(id);
        let mut all: Vec<String> = self.load(Area::Local, &key).await?.unwrap_or_default();
        change(&mut all);
        self.keep(Area::Local, &key, &all).await?;
        Ok(all)
    }
}

/// Why nothing is sent, where that is so, and what to say of it.
fn refusal(typed: &str, query: &Query, me: Option<u64>) -> Option<Option<String>> {
    if query.is_empty() {
        Some(None)
    } else if typed.len() > LONGEST {
        Some(Some(words::search_too_long()))
    } else if query.names_me() && me.is_none() {
        Some(Some(words::search_needs_sign_in()))
    } else {
        None
    }
}

/// Asks v2.3 for page after page until one has what was asked for.
async fn look_through<P: Ports>(
    client: &Client<'_, P>,
    asked: &Asked,
    first: u32,
    found: &mut Searched,
) -> Result<(), ApiError> {
    let described = asked.criteria.described();
    for page in first..first + MAX_PAGES {
        let Page { items, has_more } = posts(client, asked, page).await?;
        found.sent.push((described.clone(), count(&items)));
        found.hits = items.into_iter().filter(|hit| asked.keeps(hit)).collect();
        found.next = has_more.then_some(page + 1);
        if !found.hits.is_empty() || !has_more {
            break;
        }
    }
    if !asked.of_questions && !client.offers(&calls::meeting(&asked.criteria)).await {
        found.notes.push(words::search_finds_questions());
    }
    Ok(())
}

/// One page of them; of questions alone where these are wanted or nothing else can be searched for.
async fn posts<P: Ports>(client: &Client<'_, P>, asked: &Asked, page: u32) -> Result<Page<Hit>, ApiError> {
    let all = calls::meeting(&asked.criteria).sized(PAGE_SIZE).page(page);
    if !asked.of_questions
        && let Some(answer) = if_there(client, &all).await
    {
        return answer;
    }
    let call = calls::questions_meeting(&asked.criteria).sized(PAGE_SIZE).page(page);
    let Page { items, has_more } = client.send(&call).await?;
    Ok(Page { items: items.into_iter().map(Hit::from).collect(), has_more })
}

/// What the site answers; none if it turns out to have no such search.
async fn if_there<P: Ports>(client: &Client<'_, P>, call: &Request<Hit>) -> Option<Result<Page<Hit>, ApiError>> {
    if !client.offers(call).await {
        return None;
    }
    let answer = client.send(call).await;
    let is_absent = match &answer {
        Ok(_) => false,
        Err(error) => error.is_absence() || !client.offers(call).await,
    };
    (!is_absent).then_some(answer)
}

/// `text` as XML: an address bar that cannot read it shows nothing at all.
fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for c in visible(text.to_owned()).chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\'' => xml.push_str("&apos;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => xml.push(' '),
            c => xml.push(c),
        }
    }
    xml
}

fn count(items: &[Hit]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_an_address_bar_shows_is_well_formed() {
        assert_eq!(escaped("<a href='x'>&\"\u{1}\u{202e}]]>"), "&lt;a href=&apos;x&apos;&gt;&amp;&quot;]]&gt;");
        for (query, expect) in [("?popup", None), ("", None), ("?search=", None), ("?search=a+b%26c", Some("a b&c"))] {
            assert_eq!(searched_by(query).as_deref(), expect, "{query}");
        }
    }

    proptest! {
        #[test]
        fn a_page_searches_for_what_was_typed(typed in ".{1,40}") {
            let address = page_that_searches(&typed);
            prop_assert!(address.is_ascii() && !address.contains(['#', '&', ' ', '"']));
            prop_assert_eq!(searched_by(address.strip_prefix(PAGE).unwrap()), Some(typed));
        }
    }
}
