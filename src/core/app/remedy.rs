//! Everything that can go wrong, as one plain sentence and the one thing to do next.

use crate::{
    api::{ApiError, Why},
    auth::{AuthError, Scope},
    draft::{Field, Problem},
    model::{
        DraftId, HostRule, NoPicture, NoSecret, Site, SiteError, StaleReview, TagRuleError, Timestamp, Way, as_sentence,
    },
    ports::{StoreError, TabError},
    words,
};
use serde::{Deserialize, Serialize};

/// Why a request failed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AppError {
    /// The address typed is none.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// The client id typed is no number.
    #[error("{}", words::client_id_wrong())]
    ClientId,
    /// No key was typed.
    #[error("{}", words::key_missing())]
    Key,
    /// No token was typed.
    #[error("{}", words::token_missing())]
    Token,
    /// What was typed as a key or token can be none.
    #[error(transparent)]
    Secret(#[from] NoSecret),
    /// The key was not to be kept, and the browser was closed since.
    #[error("{}", words::key_gone(&.0.name()))]
    KeyGone(Site),
    /// The token is never kept, and the browser was closed since.
    #[error("{}", words::token_gone(&.0.name()))]
    TokenGone(Site),
    /// The policy cannot be followed; what is wrong with it.
    #[error("{}", words::policy_invalid(&as_sentence(.0)))]
    Policy(String),
    /// The policy allows one site.
    #[error("{}", words::site_chosen())]
    Locked,
    /// A line is no rule.
    #[error(transparent)]
    TagRule(#[from] TagRuleError),
    /// Nothing is set up.
    #[error("{}", words::not_connected())]
    NotConnected,
    /// The host permission is missing.
    #[error("{}", words::host_not_granted(.0.api_host()))]
    NotGranted(Site),
    /// No token, or none that allows it.
    #[error("{}", if *.0 == Scope::Write { words::write_not_allowed() } else { words::not_signed_in() })]
    NotSignedIn(Scope),
    /// This way in only reads.
    #[error("{}", read_only(.0, *.1))]
    ReadOnly(Site, Way),
    /// The sign-in was refused.
    #[error("{1}")]
    Auth(Scope, AuthError),
    /// The sign-in page came to nothing.
    #[error("{}", words::no_redirect(domain))]
    NoRedirect {
        /// What was asked for.
        scope: Scope,
        /// What has to be registered.
        domain: String,
    },
    /// A sign-in under a larger scope came back as somebody else.
    #[error("{}", words::other_account())]
    OtherAccount,
    /// The page cannot be read.
    #[error(transparent)]
    Tab(#[from] TabError),
    /// Nobody asked for this page, and its host is not watched; none where the browser does not tell which it is.
    #[error("{}", words::page_not_asked_for())]
    NotWatched(Option<HostRule>),
    /// Pages of this host are never read.
    #[error("{}", if .0.managed {
        words::host_denied_by_policy(&.0.host)
    } else {
        words::host_denied(&.0.host)
    })]
    HostDenied(HostRule),
    /// The page has no words.
    #[error("{}", words::page_blank())]
    BlankPage,
    /// The site or the way to it.
    #[error("{error}")]
    Api {
        /// Which site.
        site: Site,
        /// What the call needed.
        scope: Scope,
        /// What happened.
        error: ApiError,
    },
    /// The browser's storage.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No such draft.
    #[error("{}", words::draft_gone())]
    NoDraft,
    /// It was posted before.
    #[error("{}", words::draft_posted())]
    AlreadyPosted {
        /// Where it is.
        url: String,
    },
    /// What was to be shown is no picture.
    #[error(transparent)]
    NoPicture(#[from] NoPicture),
    /// The site takes no pictures from us.
    #[error("{}", words::pictures_not_taken(&.0.name()))]
    NoImages(Site),
    /// It is meant for a site that is not the connected one.
    #[error("{}", words::draft_of_other_site(.0.host()))]
    OtherSite(Site),
    /// The rules of the site are not met yet.
    #[error("{}", words::question_not_ready(.0.first().map_or("", |problem| &problem.message)))]
    NotReady(Vec<Problem>),
    /// The question breaks a rule of the site.
    #[error("{}", refused(*field, &as_sentence(words)))]
    Refused {
        /// What it is about, if the site says so.
        field: Option<Field>,
        /// In the site's words.
        words: String,
    },
    /// The question says by now what the person wrote.
    #[error("{}", words::changes_saved_already())]
    AlreadySaved {
        /// Where it is.
        url: String,
    },
    /// The question says something else than when the change was begun.
    #[error("{}", words::changed_there(.0.host()))]
    ChangedThere(Site),
    /// There is no such question to be read.
    #[error("{}", words::question_gone(.0.host()))]
    QuestionGone(Site),
    /// There is no such question, or its Markdown is not to be had.
    #[error("{}", words::question_not_handed_out(.0.host()))]
    NoQuestion(Site),
    /// A write whose answer was lost, and which the site does not show.
    #[error("{}", words::write_not_done(.0.host()))]
    NotDone(Site),
    /// A write whose answer was lost, and the site cannot be asked.
    #[error("{}", words::write_uncertain(.0.host()))]
    Uncertain(Site),
    /// What was confirmed is not what would be posted.
    #[error(transparent)]
    Stale(#[from] StaleReview),
    /// A post whose answer was lost.
    #[error("{}", words::post_uncertain(site.host()))]
    Unknown {
        /// The draft.
        id: DraftId,
        /// The site.
        site: Site,
    },
}

/// What a site refused of a question, and its words.
fn refused(field: Option<Field>, words: &str) -> String {
    match field {
        Some(Field::Title) => words::title_refused(words),
        Some(Field::Body) => words::body_refused(words),
        Some(Field::Tags) => words::tags_refused(words),
        None => words::question_refused(words),
    }
}

/// What is missing for a write.
fn read_only(site: &Site, way: Way) -> String {
    let site = site.name();
    match way {
        Way::Key => words::key_reads_only(&site),
        Way::Token => words::token_reads_only(&site),
        Way::Open | Way::SignIn(..) => words::askside_reads_only(&site),
    }
}

/// What a page shows of an error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// A sentence.
    pub message: String,
    /// The one thing to do.
    pub remedy: Remedy,
}

/// The one thing to do next. The page words it as a button, or as advice where no button can help.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Remedy {
    /// Correct the connection.
    SetUp,
    /// Grant the site's host, by a click.
    Grant(Site),
    /// Sign in, for this.
    SignIn(Scope),
    /// Sign out, to sign in as somebody else.
    SignOut,
    /// Wait until then, and try again.
    Wait(Timestamp),
    /// Try again.
    Retry,
    /// Press the toolbar button or the shortcut on the page, which lets us read it.
    Invoke,
    /// Have it read once, or have all pages of its host read as they come up.
    Watch(HostRule),
    /// Let pages of a host be read again.
    Allow(HostRule),
    /// Go to another page.
    OtherPage,
    /// Mend the draft.
    Mend,
    /// Read the review again.
    Review,
    /// Ask the site whether this draft was posted.
    LookUp(DraftId),
    /// Open an address.
    Open(String),
    /// Ask whoever runs the site.
    AskAdmin,
}

impl AppError {
    /// The error as a page shows it.
    #[must_use]
    pub fn failure(&self) -> Failure {
        Failure { message: self.to_string(), remedy: self.remedy() }
    }

    /// Whether the site cannot be asked now: it is out of reach, or wants a pause.
    pub(super) fn is_out_of_reach(&self) -> bool {
        matches!(self, Self::Api { error, .. } if error.is_outage() || matches!(error, ApiError::Throttled(_)))
    }

    /// What the person can do.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Site(_)
            | Self::ClientId
            | Self::Key
            | Self::Token
            | Self::Secret(_)
            | Self::KeyGone(_)
            | Self::TokenGone(_)
            | Self::NotConnected
            | Self::OtherSite(_) => Remedy::SetUp,
            Self::Policy(_) | Self::Locked => Remedy::AskAdmin,
            Self::NotGranted(site) => Remedy::Grant(site.clone()),
            Self::NotSignedIn(scope) | Self::Auth(scope, _) | Self::NoRedirect { scope, .. } => Remedy::SignIn(*scope),
            Self::ReadOnly(site, Way::Open) => Remedy::Open(format!("{}/questions/ask", site.origin())),
            Self::ReadOnly(..) => Remedy::SetUp,
            Self::OtherAccount => Remedy::SignOut,
            Self::Tab(TabError::NotGranted) => Remedy::Invoke,
            Self::NotWatched(None) => Remedy::Invoke,
            Self::NotWatched(Some(rule)) => Remedy::Watch(rule.clone()),
            Self::HostDenied(rule) if rule.managed => Remedy::AskAdmin,
            Self::HostDenied(rule) => Remedy::Allow(rule.clone()),
            Self::Tab(_) | Self::BlankPage => Remedy::OtherPage,
            Self::Store(_) | Self::NoDraft | Self::NoQuestion(_) | Self::QuestionGone(_) | Self::TagRule(_) => {
                Remedy::Retry
            }
            Self::AlreadyPosted { url } | Self::AlreadySaved { url } => Remedy::Open(url.clone()),
            Self::NotReady(_) | Self::Refused { .. } | Self::NoPicture(_) | Self::NoImages(_) => Remedy::Mend,
            Self::Stale(_) | Self::ChangedThere(_) | Self::NotDone(_) | Self::Uncertain(_) => Remedy::Review,
            Self::Unknown { id, .. } => Remedy::LookUp(id.clone()),
            Self::Api { error, scope, .. } => match error {
                ApiError::Throttled(until) => Remedy::Wait(*until),
                ApiError::Refused(refusal) => match refusal.why {
                    Why::Key => Remedy::SetUp,
                    Why::SignIn => Remedy::SignIn(*scope),
                    Why::Rule => Remedy::Mend,
                    Why::Denied => Remedy::AskAdmin,
                    _ => Remedy::Retry,
                },
                ApiError::NotApi(200..500) => Remedy::SetUp,
                _ => Remedy::Retry,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        api::Refusal,
        model::is_invisible,
        words::{APART, TOGETHER},
    };

    #[test]
    fn words_from_outside_cannot_turn_ours_around() {
        const HOSTILE: &str = "x\u{202e}y\u{2069}\u{2066}\u{200b}z";
        let words = || HOSTILE.to_owned();
        let site: Site = "stack.example.com".parse().unwrap();
        let api = |error| AppError::Api { site: site.clone(), scope: Scope::Read, error };
        for (error, expect) in [
            (api(ApiError::Refused(Refusal::v2(404, words()))), "The site refused: xyz."),
            (api(ApiError::Refused(Refusal::v3(403, words()))), "The site refused: xyz."),
            (api(ApiError::Decode(words())), "The site's answer could not be understood at xyz."),
            (AppError::Refused { field: Some(Field::Body), words: words() }, "The site refused the body: xyz."),
            (AppError::Refused { field: None, words: format!("{HOSTILE}!") }, "The site refused the question: xyz!"),
            (AppError::Auth(Scope::Read, AuthError::Site(words())), "The site refused the sign-in: xyz."),
            (StoreError(words()).into(), "The browser could not store it: xyz."),
            (AppError::Policy(words()), "Your organisation's settings for Askside are not valid: xyz."),
            (
                SiteError::Team(words()).into(),
                "“xyz” is not the short name of a team: it has only letters, digits and hyphens.",
            ),
            (TagRuleError::Tag(words()).into(), "“xyz” is no tag: tags have letters, digits and + # - ."),
        ] {
            let Failure { message, .. } = error.failure();
            assert_eq!(message, expect);
            assert!(!message.contains(is_invisible), "{message:?}");
        }
    }

    #[test]
    fn what_keeps_words_apart_stays() {
        let message = format!("“{APART}x{TOGETHER}” is no tag.");
        let problem = Problem { field: Field::Tags, message: message.clone(), at: None, waiver: None };
        assert!(AppError::NotReady(vec![problem]).failure().message.ends_with(&message));
    }
}
