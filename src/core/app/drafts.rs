//! Drafts: started from a page, saved with every keystroke, found again by any surface.
//!
//! What is thrown away stays for a while, so that it can be brought back; nobody but [`App::restore_draft`] sees it.

use super::{App, AppError, hosts::Asked};
use crate::{
    auth::{Scope, Session},
    draft::{Limits, Opening, Secrets, check, compose, excerpt, name},
    model::{
        Connection, Doubles, Draft, DraftId, DraftStatus, QuestionId, SourcePage, TabId, Timestamp, Writing, visible,
    },
    ports::{Area, Clock, Entropy, Locks, Ports, Store},
    search::Query,
    text::Subject,
    words,
};
use serde::{Deserialize, Serialize};

/// The ids of all kept drafts. Each draft has a key of its own, so that saving one never rewrites another.
const DRAFTS: &str = "drafts";
const FOCUS: &str = "focus";

/// The lock of whoever reads, changes and writes a draft or the list of drafts: requests interleave, and a worker's
/// successor may begin before it ended.
const CHANGING: &str = "drafts";

/// What was thrown away can be brought back for so many seconds.
const UNDO: i64 = 3_600;

/// That a draft is on the site, once, is remembered for so many seconds: [`super::journal`] takes no other draft for
/// it. A month is longer than anybody leaves a lost answer.
const REMEMBERED: i64 = 30 * 86_400;

/// A line of the list of drafts: which, and its title so far, or the page it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftSummary(pub DraftId, pub String);

/// What a surface should show. The background sets it when the person acts outside of any surface.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Focus {
    /// The questions related to the active tab.
    Related,
    /// A draft.
    Draft(DraftId),
    /// Something the person asked for failed before any surface was open.
    Failed(super::Failure),
}

impl<P: Ports> App<P> {
    /// Shows the questions related to the active tab on every surface: the person pressed the shortcut.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn focus_related(&self) -> Result<(), AppError> {
        self.set_focus(&Focus::Related).await
    }

    /// Starts a draft from `tab` and shows it: the person chose the menu entry, on the link or the image at `target` if
    /// there is one, or pressed the shortcut.
    ///
    /// # Errors
    /// [`AppError::Store`]; any other error is shown by the surface.
    pub async fn focus_new_draft(&self, tab: TabId, target: &str) -> Result<(), AppError> {
        match self.start_draft(tab, target).await {
            Ok(_) => Ok(()),
            Err(error) => self.set_focus(&Focus::Failed(error.failure())).await,
        }
    }

    pub(super) async fn focus(&self) -> Result<Focus, AppError> {
        let kept: Option<(Focus, String)> = self.load(Area::Session, FOCUS).await?;
        match kept {
            Some((Focus::Draft(id), _)) => {
                let is_own = self.own().await?;
                let draft = self.kept_draft(&id).await?.filter(|draft| draft.discarded.is_none());
                Ok(if draft.is_some_and(|draft| is_own(&draft)) { Focus::Draft(id) } else { Focus::Related })
            }
            kept => Ok(kept.map_or(Focus::Related, |(focus, _)| focus)),
        }
    }

    async fn set_focus(&self, focus: &Focus) -> Result<(), AppError> {
        // The nonce makes each setting a change, so that surfaces hear of it even when it says the same.
        self.keep(Area::Session, FOCUS, &(focus, self.ports.entropy().token())).await
    }

    pub(super) async fn start_draft(&self, tab: TabId, target: &str) -> Result<Draft, AppError> {
        let (connection, session) = self.author().await?;
        let page = self.read_page(tab, Asked::Yes).await?.0.pointing_at(target);
        let client = self.client(&connection, Some(&session.token));
        // A draft must not wait on the site: without its tags none are suggested.
        let tags = self.site_tags(&client, &connection).await.unwrap_or_default();
        let now = self.ports.clock().now();
        let Opening { writing, titles, source } = compose(&page, &Subject::of(&page).terms, &tags, now);
        let opening = writing.body.clone();
        let draft = Draft { opening, titles: Some(titles), ..self.begun(connection, &session, source, writing) };
        self.show_new(draft).await
    }

    /// Starts a draft of no page: what was searched for becomes its title and its tags.
    pub(super) async fn start_draft_of(&self, typed: &str) -> Result<Draft, AppError> {
        let (connection, session) = self.author().await?;
        let query = Query::parse(typed);
        let writing = Writing { title: query.words(), body: String::new(), tags: query.tags() };
        let title = visible(words::draft_about_search(typed.trim()));
        let source = SourcePage { title, url: String::new() };
        self.show_new(self.begun(connection, &session, source, writing)).await
    }

    /// Whoever is signed in, where one may ask something.
    async fn author(&self) -> Result<(Connection, Session), AppError> {
        let connection = self.connection().await?;
        if !connection.way.writes() {
            return Err(AppError::ReadOnly(connection.site, connection.way));
        }
        let session = self.session_for(&connection, Scope::Read).await?;
        Ok((connection, session))
    }

    fn begun(&self, connection: Connection, by: &Session, source: SourcePage, writing: Writing) -> Draft {
        let id = DraftId(self.ports.entropy().token());
        Draft { author: Some(by.account.account_id), ..Draft::new(id, connection.site, source, writing) }
    }

    /// Keeps a new draft, and shows it on every surface.
    async fn show_new(&self, draft: Draft) -> Result<Draft, AppError> {
        self.add_draft(&draft).await?;
        self.set_focus(&Focus::Draft(draft.id.clone())).await?;
        Ok(draft)
    }

    /// Keeps a draft that was not there before.
    pub(super) async fn add_draft(&self, draft: &Draft) -> Result<(), AppError> {
        let _turn = self.drafts_turn().await;
        self.keep_draft(draft).await?;
        let mut ids = self.sweep().await?;
        ids.push(draft.id.clone());
        self.keep(Area::Local, DRAFTS, &ids).await
    }

    /// Forgets a draft of which there is nothing more to know.
    pub(super) async fn forget_draft(&self, id: &DraftId) -> Result<(), AppError> {
        let _turn = self.drafts_turn().await;
        self.ports.store().remove(Area::Local, &key(id)).await?;
        let mut ids: Vec<DraftId> = self.load(Area::Local, DRAFTS).await?.unwrap_or_default();
        ids.retain(|kept| kept != id);
        self.keep(Area::Local, DRAFTS, &ids).await
    }

    /// Adds what is selected in `tab`, and where it was read, to a draft for the connected site, and shows it there.
    pub(super) async fn add_to_draft(&self, id: &DraftId, tab: TabId) -> Result<Draft, AppError> {
        self.own_draft(id).await?;
        let (page, _) = self.read_page(tab, Asked::Yes).await?;
        let more = excerpt(&page, self.ports.clock().now());
        let turn = self.drafts_turn().await;
        // Read again in its turn: what was typed meanwhile stays.
        let (_, mut draft) = self.own_draft(id).await?;
        check_editable(&draft)?;
        draft.revision += 1;
        draft.writing.body = format!("{}\n\n{more}\n\n", draft.writing.body.trim_end());
        draft.opening = format!("{}\n{more}", draft.opening);
        self.keep_draft(&draft).await?;
        drop(turn);
        self.set_focus(&Focus::Draft(id.clone())).await?;
        Ok(draft)
    }

    pub(super) async fn draft(&self, id: &DraftId) -> Result<Draft, AppError> {
        self.kept_draft(id).await?.filter(|draft| draft.discarded.is_none()).ok_or(AppError::NoDraft)
    }

    /// The same, even if it was thrown away.
    async fn kept_draft(&self, id: &DraftId) -> Result<Option<Draft>, AppError> {
        self.load(Area::Local, &key(id)).await
    }

    pub(super) async fn save_draft(
        &self,
        id: &DraftId,
        revision: u32,
        writing: Writing,
        waived: Vec<String>,
    ) -> Result<(), AppError> {
        let _turn = self.drafts_turn().await;
        let mut draft = self.draft(id).await?;
        check_editable(&draft)?;
        if revision <= draft.revision {
            return Ok(());
        }
        draft.revision = revision;
        (draft.writing, draft.waived, draft.until) = (writing.visible(), None, None);
        // What was waived is a part of the text, and may be secret: it goes when the text goes.
        let found = check(&draft, Secrets::Warned, &Limits::default());
        let still = |waiver: &String| found.iter().any(|problem| problem.waiver.as_ref() == Some(waiver));
        draft.waived = Some(waived.into_iter().filter(still).collect());
        self.keep_draft(&draft).await
    }

    /// Throws a draft away. It can be brought back for [`UNDO`] seconds.
    pub(super) async fn discard_draft(&self, id: &DraftId) -> Result<(), AppError> {
        let _turn = self.drafts_turn().await;
        let Some(draft) = self.kept_draft(id).await? else { return Ok(()) };
        if let DraftStatus::Sending(_) = draft.status {
            return Err(AppError::Unknown { id: id.clone(), site: draft.site }); // with it would go all that is known of the post
        }
        let discarded = draft.discarded.or(Some(self.ports.clock().now()));
        self.keep(Area::Local, &key(id), &Draft { discarded, ..draft }).await
    }

    /// Brings back what was thrown away.
    pub(super) async fn restore_draft(&self, id: &DraftId) -> Result<(), AppError> {
        let _turn = self.drafts_turn().await;
        let draft = self.kept_draft(id).await?.ok_or(AppError::NoDraft)?;
        self.keep(Area::Local, &key(id), &Draft { discarded: None, ..draft }).await
    }

    /// Keeps a draft that changed now.
    pub(super) async fn keep_draft(&self, draft: &Draft) -> Result<(), AppError> {
        let changed = Some(self.ports.clock().now());
        self.keep(Area::Local, &key(&draft.id), &Draft { changed, ..draft.clone() }).await
    }

    /// Changes where a draft stands and nothing else of it.
    pub(super) async fn keep_status(&self, id: &DraftId, status: DraftStatus) -> Result<(), AppError> {
        let _turn = self.drafts_turn().await;
        let draft = self.draft(id).await?;
        self.keep_draft(&Draft { status, ..draft }).await
    }

    /// One at a time changes what is kept of drafts, until this is dropped.
    pub(super) fn drafts_turn(&self) -> impl Future<Output = <P::Locks as Locks>::Held> {
        self.ports.locks().hold(CHANGING)
    }

    /// The questions that other drafts than this one are known to have become.
    pub(super) async fn posts_of_others(&self, id: &DraftId) -> Result<Vec<QuestionId>, AppError> {
        let mut posts = Vec::new();
        for draft in self.kept_drafts().await?.into_iter().filter(|other| other.id != *id) {
            if let DraftStatus::Posted(post, doubles) = draft.status {
                posts.push(post.id);
                if let Doubles::Found(doubles) = doubles {
                    posts.extend(doubles.into_iter().map(|double| double.id));
                }
            }
        }
        Ok(posts)
    }

    /// The person's own drafts for the site in use that something is left to be done about, the latest changed first;
    /// and those that were thrown away and can be brought back.
    pub(super) async fn drafts(&self) -> Result<Vec<Draft>, AppError> {
        let is_own = self.own().await?;
        let mut drafts = self.kept_drafts().await?;
        let now = self.ports.clock().now();
        if drafts.iter().any(|draft| is_over(draft, now)) {
            let turn = self.drafts_turn().await;
            let ids = self.sweep().await?;
            self.keep(Area::Local, DRAFTS, &ids).await?;
            drop(turn);
            drafts.retain(|draft| ids.contains(&draft.id));
        }
        drafts.retain(|draft| is_own(draft) && !is_done(&draft.status));
        // By hand: a library's sort of something this big is five kilobytes of module.
        let mut sorted: Vec<Draft> = Vec::new();
        for draft in drafts.into_iter().rev() {
            let at = sorted.partition_point(|before| before.changed >= draft.changed);
            sorted.insert(at, draft);
        }
        Ok(sorted)
    }

    pub(super) async fn draft_summaries(&self) -> Result<Vec<DraftSummary>, AppError> {
        let drafts = self.drafts().await?.into_iter().filter(|draft| draft.discarded.is_none());
        Ok(drafts.map(|draft| DraftSummary(draft.id.clone(), name(&draft))).collect())
    }

    /// All that is kept, whoever began it, in the order they began.
    async fn kept_drafts(&self) -> Result<Vec<Draft>, AppError> {
        let ids: Vec<DraftId> = self.load(Area::Local, DRAFTS).await?.unwrap_or_default();
        let mut drafts = Vec::new();
        for id in ids {
            drafts.extend(self.kept_draft(&id).await?);
        }
        Ok(drafts)
    }

    /// Forgets the drafts whose time is over, and says which ones stay. To be called by whoever has the
    /// [`Self::drafts_turn`], and keeps what this answers.
    async fn sweep(&self) -> Result<Vec<DraftId>, AppError> {
        let now = self.ports.clock().now();
        let mut ids: Vec<DraftId> = self.load(Area::Local, DRAFTS).await?.unwrap_or_default();
        for draft in self.kept_drafts().await?.into_iter().filter(|draft| is_over(draft, now)) {
            self.ports.store().remove(Area::Local, &key(&draft.id)).await?;
            ids.retain(|id| *id != draft.id);
        }
        Ok(ids)
    }

    /// Which drafts are for the site in use and were begun by whoever is signed in there: nobody is shown another's.
    async fn own(&self) -> Result<impl Fn(&Draft) -> bool + use<P>, AppError> {
        let owner = match self.active().await {
            Err(AppError::NotConnected) => None,
            active => {
                let Connection { id, site, account, .. } = active?;
                // Until they sign out it is they, even when their token has ended.
                let account = self.session(&id).await?.map(|session| session.account).or(account);
                Some((site, account.map(|account| account.account_id)))
            }
        };
        let is_own = move |draft: &Draft| {
            let by = |account| draft.author.is_none() || draft.author == account;
            owner.as_ref().is_some_and(|(site, account)| draft.site == *site && by(*account))
        };
        Ok(is_own)
    }
}

/// Whether nothing is left to be done about a draft: it is on the site, and there once.
fn is_done(status: &DraftStatus) -> bool {
    matches!(status, DraftStatus::Posted(_, Doubles::Found(doubles)) if doubles.is_empty())
}

/// Whether nobody needs `draft` any more at `now`.
fn is_over(draft: &Draft, now: Timestamp) -> bool {
    let since = |at: Option<Timestamp>, seconds| at.is_some_and(|at| now >= at.plus(seconds));
    let set_aside = since(draft.until, 0) && draft.status == DraftStatus::Editing;
    set_aside || since(draft.discarded, UNDO) || is_done(&draft.status) && since(draft.changed, REMEMBERED)
}

/// Whether `draft` may be changed or posted now.
pub(super) fn check_editable(draft: &Draft) -> Result<(), AppError> {
    match &draft.status {
        DraftStatus::Editing => Ok(()),
        DraftStatus::Sending(..) => Err(AppError::Unknown { id: draft.id.clone(), site: draft.site.clone() }),
        DraftStatus::Posted(post, _) => Err(AppError::AlreadyPosted { url: post.url.clone() }),
    }
}

fn key(id: &DraftId) -> String {
    format!("draft {}", id.0)
}
