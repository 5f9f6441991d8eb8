//! Private teams: content of their own on the same site, for their members alone.
//!
//! A team is a [`Sim`] like the site itself, with the same people's tokens, clock, log and faults, but another
//! [`Content`]. So whatever answers for a site answers for a team, and cannot see anything else.

use std::sync::Mutex;

use crate::Sim;
use crate::accounts::{Grant, Scope};
use crate::config::Config;
use crate::corpus::{LoadError, demo, people};
use crate::store::{Id, Store};

/// Questions and members, of the site or of one team.
#[derive(Debug)]
pub(crate) struct Content {
    /// What selects it; the site's own has none.
    slug: Option<String>,
    pub(crate) store: Mutex<Store>,
}

impl Content {
    /// What the site has for everybody.
    pub(crate) fn of_site(store: Store) -> Self {
        Self { slug: None, store: Mutex::new(store) }
    }

    /// What a team has for its members.
    pub(crate) fn of_team(slug: String, store: Store) -> Self {
        Self { slug: Some(slug), store: Mutex::new(store) }
    }
}

impl demo::Team {
    /// The team's content.
    pub(crate) fn store(&self) -> Result<Store, LoadError> {
        let store = Store::new()?;
        store.batch(|store| {
            store.add_people(people::PEOPLE)?;
            store.retain_people(&self.members)?;
            for question in &self.questions {
                store.add_question(question)?;
            }
            store.count_reputation()?;
            Ok::<_, LoadError>(())
        })?;
        Ok(store)
    }
}

impl Sim {
    /// The site as members of one of its teams see it. On a shared host the site's own content is a team, too.
    pub fn team(&self, slug: &str) -> Option<Self> {
        let content = if self.config().kind.is_shared() && self.config().slug == slug {
            Some(self.content())
        } else {
            self.team_contents().iter().find(|content| content.slug.as_deref() == Some(slug)).cloned()
        };
        let site_url = format!("{}/c/{slug}", self.config().site_url);
        let config = Config { site_url, slug: slug.to_owned(), ..self.config().clone() };
        content.filter(|_| self.base().is_empty()).map(|content| self.within(slug, content, config))
    }

    /// The teams that [`team`](Self::team) finds.
    pub fn teams(&self) -> Vec<String> {
        let own = self.config().kind.is_shared().then(|| self.config().slug.clone());
        own.into_iter().chain(self.team_contents().iter().filter_map(|content| content.slug.clone())).collect()
    }

    /// A personal access token for one team.
    pub fn issue_personal_token(&self, user: &str, team: &str, scope: &[&str]) -> String {
        let scope = Scope::known(scope);
        let user = self.store().person_called(user, self.now()).unwrap_or_default();
        let expires = Some(self.now() + self.config().token_life);
        self.accounts().grant_personal(user, team, scope, expires).token
    }

    /// What the paths of this content's pages begin with.
    pub(crate) fn base(&self) -> String {
        self.team_slug().map_or_else(String::new, |slug| format!("/c/{slug}"))
    }

    /// Whether this content is open to the bearer of a token. On a shared host that takes a token for this very team.
    pub(crate) fn admits(&self, grant: &Grant) -> bool {
        let fits = match &grant.team {
            Some(team) => *team == self.config().slug,
            None => !self.config().kind.is_shared(),
        };
        fits && self.has_member(grant.user)
    }

    /// Whether somebody belongs here.
    pub(crate) fn has_member(&self, user: Id) -> bool {
        self.store().person(user).ok().flatten().is_some_and(|person| !person.gone)
    }
}
