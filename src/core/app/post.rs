//! Review and post: the only way from a draft to the site.
//!
//! The draft is marked as sending, durably, before the one request leaves. Whatever ends without a clear
//! answer stays marked, and is looked up on the site, by [`super::journal`], before anything may be sent again.
//! One post at a time: whoever posts or looks holds a lock that every window and worker shares, and that the browser
//! frees when its holder dies.

use super::{App, AppError, Posted, drafts::check_editable};
use crate::{
    api::{ApiError, Preview, Refusal, Why, calls},
    auth::{Scope, Session},
    draft::{Limits, blamed, check, rendering, rule_of},
    model::{
        Attempt, ConfirmedDraft, Connection, Digest, Doubles, Draft, DraftId, DraftStatus, Post, Question, Review,
        Site, SourcePage,
    },
    ports::{Area, Clock, Http, Locks, Ports},
};
use serde::{Deserialize, Serialize};

/// The lock of whoever posts, or decides whether something was posted.
pub(super) const POSTING: &str = "post";

/// After the last moment at which a request can have been on its way from here, the site gets so many seconds more.
const GRACE: i64 = 5;

/// What the review screen shows: destination, author, post and their digest; and the body as the site renders
/// it, HTML, untrusted, empty if the site did not render it; and the page that the draft was begun on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewScreen(pub Review, pub String, pub SourcePage);

impl<P: Ports> App<P> {
    pub(super) async fn review_draft(&self, id: &DraftId) -> Result<ReviewScreen, AppError> {
        // A keystroke that was sent before is kept before, even when the button came right after it.
        drop(self.drafts_turn().await);
        let (connection, draft) = self.postable(id).await?;
        let session = self.session_for(&connection, Scope::Write).await?;
        if let Some(target) = &draft.target {
            self.check_change(&connection, &session, &draft, target).await?;
        }
        let review = Review::new(&draft, session.account);
        let html = match self.client(&connection, Some(&session.token)).one(&calls::preview(&review)).await {
            Ok(Preview(html)) => html,
            Err(ApiError::Unavailable(_)) => String::new(), // v3 has no dry run
            Err(error) => return self.refused(&connection, error).await,
        };
        // What a lost post will be known by. Without it, as after the browser was closed, the person is asked.
        self.keep(Area::Session, &rendering_of(id), &(&review.digest, rendering(&html))).await?;
        Ok(ReviewScreen(review, html, draft.source))
    }

    pub(super) async fn post_draft(&self, id: &DraftId, seen: &Digest) -> Result<Posted, AppError> {
        let _turn = self.ports.locks().hold(POSTING).await;
        let (connection, _) = self.postable(id).await?;
        let session = self.session_for(&connection, Scope::Write).await?;
        let (confirmed, attempt) = self.mark(id, seen, &session).await?;
        let client = self.client(&connection, Some(&session.token));
        match client.one(&calls::add_question(&confirmed)).await {
            Ok(question) => {
                self.keep_posted(id, &question, attempt).await?;
                self.look(id, &connection, &session).await
            }
            Err(error) if error.outcome_is_known() => {
                // The refusal may be of a repetition, which the browser made after it lost the answer to the first.
                if error.why() == Some(Why::Rule)
                    && let Ok(found @ Posted::Here(..)) = self.look(id, &connection, &session).await
                {
                    return Ok(found);
                }
                self.keep_status(id, DraftStatus::Editing).await?;
                self.refused(&connection, error).await
            }
            Err(_) => {
                // The request is over: nobody has to wait for its time limit.
                let settled = attempt.settled.min(self.ports.clock().now().plus(GRACE));
                self.keep_status(id, DraftStatus::Sending(Attempt { settled, ..attempt })).await?;
                Err(AppError::Unknown { id: id.clone(), site: connection.site })
            }
        }
    }

    /// Confirms a draft and marks it as sending, durably, in one turn: nobody changes it from here on.
    async fn mark(
        &self,
        id: &DraftId,
        seen: &Digest,
        session: &Session,
    ) -> Result<(ConfirmedDraft, Attempt), AppError> {
        let _turn = self.drafts_turn().await;
        let (_, draft) = self.postable(id).await?;
        let confirmed = Review::new(&draft, session.account.clone()).confirm(seen)?;
        let rendered: Option<(Digest, Option<Digest>)> = self.load(Area::Session, &rendering_of(id)).await?;
        let since = self.ports.clock().now();
        let attempt = Attempt {
            since,
            settled: since.plus(i64::from(P::Http::PATIENCE) + GRACE),
            account: session.account.clone(),
            body: rendered.filter(|(of, _)| of == seen).and_then(|(_, body)| body),
        };
        self.keep_draft(&Draft { status: DraftStatus::Sending(attempt.clone()), ..draft }).await?;
        Ok((confirmed, attempt))
    }

    async fn keep_posted(&self, id: &DraftId, question: &Question, attempt: Attempt) -> Result<(), AppError> {
        let post = Post { id: question.id, url: question.link.clone() };
        self.keep_status(id, DraftStatus::Posted(post, Doubles::Unchecked(attempt))).await
    }

    /// A refusal as the person is told it: about which field, in the site's words, whose rule is remembered.
    pub(super) async fn refused<T>(&self, connection: &Connection, error: ApiError) -> Result<T, AppError> {
        match error {
            ApiError::Refused(Refusal { why: Why::Rule, message }) => {
                if let Some(rule) = rule_of(&message, self.ports.clock().now()) {
                    let mut limits = self.limits_of(&connection.site).await;
                    limits.learn(rule);
                    // Losing it only costs another refusal.
                    drop(self.keep(Area::Local, &rules_of(&connection.site), &limits).await);
                }
                Err(AppError::Refused { field: blamed(&message), words: message })
            }
            error => self.noted(connection, Scope::Write, Err(error)).await,
        }
    }

    /// The limits of the site in use.
    pub(super) async fn limits(&self) -> Result<Limits, AppError> {
        Ok(self.limits_of(&self.connection().await?.site).await)
    }

    async fn limits_of(&self, site: &Site) -> Limits {
        let told: Option<Limits> = self.load(Area::Local, &rules_of(site)).await.ok().flatten();
        told.unwrap_or_default().at(self.ports.clock().now())
    }

    /// A draft of the connected site that may be posted now.
    async fn postable(&self, id: &DraftId) -> Result<(Connection, Draft), AppError> {
        let (connection, draft) = self.own_draft(id).await?;
        check_editable(&draft)?;
        let problems = check(&draft, self.policy().await?.secrets(), &self.limits_of(&draft.site).await);
        if problems.is_empty() { Ok((connection, draft)) } else { Err(AppError::NotReady(problems)) }
    }

    pub(super) async fn own_draft(&self, id: &DraftId) -> Result<(Connection, Draft), AppError> {
        let connection = self.connection().await?;
        let draft = self.draft(id).await?;
        if draft.site == connection.site { Ok((connection, draft)) } else { Err(AppError::OtherSite(draft.site)) }
    }
}

/// The limits that a site told when it refused a question.
pub(super) fn rules_of(site: &Site) -> String {
    format!("rules {site}")
}

/// The digest of a draft's latest review, and of its body as the site rendered it for that.
fn rendering_of(id: &DraftId) -> String {
    format!("rendering {}", id.0)
}
