//! What Askside does, one file per use case, over the [`Ports`] of a platform.
//!
//! The background owns one [`App`]. Whatever must outlive the worker is in the store before the request
//! that depends on it leaves, because any `await` may be the worker's last.

mod account;
mod change;
mod connections;
mod drafts;
mod hosts;
mod journal;
mod kept;
mod keys;
mod marks;
mod message;
mod mine;
mod pins;
mod post;
mod read;
mod related;
mod remedy;
mod rules;
mod search;
mod similar;
mod tags;
mod upload;

pub use change::Deletion;
pub use connections::{ConnectForm, Door, Missing, Overview, Standing};
pub use drafts::{DraftSummary, Focus};
pub use journal::Posted;
pub use keys::{BadKey, Deed, Keys};
pub use marks::Mark;
pub use message::*;
pub use mine::{Mine, MyQuestions, next_look};
pub use post::ReviewScreen;
pub use read::{Answers, Thread};
use related::Look;
pub use related::Related;
pub use remedy::{AppError, Failure, Remedy};
pub use rules::TagRules;
pub use search::{Searched, Suggestion, page_that_searches, searched_by};
pub use similar::Similar;
pub use tags::FoundTags;

use crate::{
    api::{Client, Entry, Shared},
    json,
    model::{Connection, Secret, TabId},
    ports::{Area, Ports, Store},
};
use futures_util::future::AbortHandle;
use serde::{Serialize, de::DeserializeOwned};
use std::cell::RefCell;

/// Askside, on one platform.
#[derive(Debug)]
pub struct App<P> {
    ports: P,
    calls: Shared,
    /// What is being found out for the page of a tab.
    finding: RefCell<Vec<(TabId, AbortHandle)>>,
}

impl<P: Ports> App<P> {
    /// Askside on `ports`.
    pub fn new(ports: P) -> Self {
        Self { ports, calls: Shared::default(), finding: RefCell::default() }
    }

    /// The platform, for tests that look behind it.
    pub fn ports(&self) -> &P {
        &self.ports
    }

    /// What left the device, the latest call first.
    pub fn ledger(&self) -> Vec<Entry> {
        self.calls.ledger()
    }

    /// Answers a request, as [`encode_reply`] writes it. Always answers.
    pub async fn handle(&self, request: Request) -> String {
        fn reply<T: Serialize>(result: Result<T, AppError>) -> String {
            encode_reply(result.map(|answer| json::write(&answer)).map_err(|error| error.failure()))
        }
        match request {
            Request::GetOverview(GetOverview) => reply(self.overview().await),
            Request::GetFocus(GetFocus) => reply(self.focus().await),
            Request::Connect(Connect(form)) => reply(self.connect(&form).await),
            Request::SignIn(SignIn(scope)) => reply(self.sign_in(scope).await),
            Request::SignOut(SignOut) => reply(self.sign_out().await),
            Request::Switch(Switch(id)) => reply(self.switch(&id).await),
            Request::Disconnect(Disconnect(id)) => reply(self.disconnect(&id).await),
            Request::FindRelated(FindRelated(tab)) => reply(self.beside(tab, Look::Asked).await),
            Request::FollowTab(FollowTab(tab)) => reply(self.beside(tab, Look::Followed).await),
            Request::FindWith(FindWith(tab, asks)) => reply(self.beside(tab, Look::With(asks)).await),
            Request::Leave(Leave(tab)) => reply(self.leave(tab).await),
            Request::Pin(Pin(question)) => reply(self.pin(question).await),
            Request::Unpin(Unpin(id)) => reply(self.unpin(id).await),
            Request::GetKeys(GetKeys) => reply(self.keys().await),
            Request::SaveKeys(SaveKeys(keys)) => reply(self.save_keys(&keys).await),
            Request::GetHosts(GetHosts) => reply(self.hosts().await),
            Request::SetHost(SetHost(host, access)) => reply(self.set_host(&host, access).await),
            Request::FindSimilar(FindSimilar(id, title)) => {
                reply(self.again(async || self.find_similar(&id, &title).await).await)
            }
            Request::ReadQuestion(ReadQuestion(id)) => reply(self.again(async || self.thread(id).await).await),
            Request::ReadAnswers(ReadAnswers(id, page, accepted)) => {
                reply(self.again(async || self.answers(id, page, accepted).await).await)
            }
            Request::ReadComments(ReadComments(post)) => reply(self.again(async || self.comments(post).await).await),
            Request::ReadPicture(ReadPicture(url)) => reply(self.picture(&url).await),
            Request::Vote(Vote(post, mark)) => reply(self.vote(post, mark).await),
            Request::SetAside(SetAside(id)) => reply(self.set_aside(&id).await),
            Request::TakeUp(TakeUp(id)) => reply(self.take_up(&id).await),
            Request::StartDraft(StartDraft(tab)) => reply(self.again(async || self.start_draft(tab, "").await).await),
            Request::StartDraftOf(StartDraftOf(typed)) => reply(self.start_draft_of(&typed).await),
            Request::AddToDraft(AddToDraft(id, tab)) => reply(self.add_to_draft(&id, tab).await),
            Request::GetDraft(GetDraft(id)) => reply(self.draft(&id).await),
            Request::SaveDraft(SaveDraft(id, revision, writing, waived)) => {
                reply(self.save_draft(&id, revision, writing, waived).await)
            }
            Request::ListDrafts(ListDrafts) => reply(self.drafts().await),
            Request::DiscardDraft(DiscardDraft(id)) => reply(self.discard_draft(&id).await),
            Request::RestoreDraft(RestoreDraft(id)) => reply(self.restore_draft(&id).await),
            Request::GetMyQuestions(GetMyQuestions) => reply(self.again(async || self.my_questions().await).await),
            Request::SeeAnswers(SeeAnswers(which)) => reply(self.see_answers(which).await),
            Request::UploadImage(UploadImage(id, picture)) => reply(self.upload_image(&id, &picture).await),
            Request::ReviewDraft(ReviewDraft(id)) => reply(self.again(async || self.review_draft(&id).await).await),
            Request::StartChange(StartChange(id)) => reply(self.start_change(id).await),
            Request::SaveChange(SaveChange(id, digest)) => reply(self.save_change(&id, &digest).await),
            Request::SetBookmark(SetBookmark(id, mark)) => reply(self.bookmark(id, mark).await),
            Request::ReviewDeletion(ReviewDeletion(id)) => reply(self.review_deletion(id).await),
            Request::DeleteQuestion(DeleteQuestion(id, digest)) => reply(self.delete_question(id, &digest).await),
            Request::PostDraft(PostDraft(id, digest)) => reply(self.post_draft(&id, &digest).await),
            Request::GetLimits(GetLimits) => reply(self.limits().await),
            Request::GetTags(GetTags) => reply(self.again(async || self.tags().await).await),
            Request::FindTags(FindTags(beginning)) => {
                reply(self.again(async || self.find_tags(&beginning).await).await)
            }
            Request::Search(Search(typed, order, page)) => {
                reply(self.again(async || self.search(&typed, order, page).await).await)
            }
            Request::GetSearches(GetSearches) => reply(self.searches().await),
            Request::ForgetSearches(ForgetSearches(which)) => reply(self.forget_searches(which.as_deref()).await),
            Request::GetTagRules(GetTagRules) => reply(self.tag_rules().await),
            Request::SaveTagRules(SaveTagRules(typed)) => reply(self.save_tag_rules(&typed).await),
            Request::LookUpPost(LookUpPost(id)) => reply(self.again(async || self.look_up_post(&id).await).await),
            Request::SettlePost(SettlePost(id, is)) => reply(self.settle_post(&id, is).await),
            Request::DeleteDouble(DeleteDouble(id, double)) => reply(self.delete_double(&id, double).await),
        }
    }

    fn client<'a>(&'a self, connection: &'a Connection, token: Option<&'a Secret>) -> Client<'a, P> {
        Client::new(&self.ports, &self.calls, connection, token)
    }

    /// A kept value; none if there is none or if it is of another version's form.
    async fn load<T: DeserializeOwned>(&self, area: Area, key: &str) -> Result<Option<T>, AppError> {
        Ok(self.kept(area, key).await?.and_then(|text| json::read(&text).ok()))
    }

    async fn kept(&self, area: Area, key: &str) -> Result<Option<String>, AppError> {
        Ok(self.ports.store().get(area, key).await?)
    }

    fn keep<T: Serialize>(&self, area: Area, key: &str, value: &T) -> impl Future<Output = Result<(), AppError>> {
        let json = json::write(value);
        async move { Ok(self.ports.store().set(area, key, json).await?) }
    }
}
