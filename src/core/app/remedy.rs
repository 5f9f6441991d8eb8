//! Everything that can go wrong, as one plain sentence and the one thing to do next.

use crate::{
    api::{ApiError, Why},
    auth::{AuthError, Scope},
    draft::{Field, Problem},
    model::{
        DraftId, HostRule, NoPicture, NoSecret, Site, SiteError, StaleReview, TagRuleError, Timestamp, Way, visible,
    },
    ports::{NoRedirect, StoreError, TabError},
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
    #[error("the client id is a number, found on the site under Settings, API applications")]
    ClientId,
    /// No key was typed.
    #[error("the key is missing: the site shows it beside the client id")]
    Key,
    /// No token was typed.
    #[error("the token is missing: make one in your account on the site, for the team and for as long as you like")]
    Token,
    /// What was typed as a key or token can be none.
    #[error(transparent)]
    Secret(#[from] NoSecret),
    /// The key was not to be kept, and the browser was closed since.
    #[error("the key of {} was not kept on this computer: enter it again", .0.name())]
    KeyGone(Site),
    /// The token is never kept, and the browser was closed since.
    #[error("your token for {} is not kept on this computer: enter it again", .0.name())]
    TokenGone(Site),
    /// The policy cannot be followed.
    #[error("your organisation's settings for Askside are not valid: {0}")]
    Policy(String),
    /// The policy allows one site.
    #[error("your organisation has chosen the site for Askside")]
    Locked,
    /// A line is no rule.
    #[error(transparent)]
    TagRule(#[from] TagRuleError),
    /// Nothing is set up.
    #[error("Askside is not connected to a site yet")]
    NotConnected,
    /// The host permission is missing.
    #[error("the browser does not let Askside reach {}", .0.api_host())]
    NotGranted(Site),
    /// No token, or none that allows it.
    #[error("{}", if *.0 == Scope::Write { "your site has not been told yet that Askside may post for you" } else { "you are not signed in" })]
    NotSignedIn(Scope),
    /// This way in only reads.
    #[error("{}", read_only(.0, *.1))]
    ReadOnly(Site, Way),
    /// The sign-in was refused.
    #[error("{1}")]
    Auth(Scope, AuthError),
    /// The sign-in page came to nothing.
    #[error(
        "{NoRedirect}. If it said that redirect_uri is not configured, register the domain {domain} for the client ID. \
         If it asked you to log in again and again, log in to the site in a tab of its own first"
    )]
    NoRedirect {
        /// What was asked for.
        scope: Scope,
        /// What has to be registered.
        domain: String,
    },
    /// A sign-in under a larger scope came back as somebody else.
    #[error("that is another account than the one you were signed in with; sign out first to change accounts")]
    OtherAccount,
    /// The page cannot be read.
    #[error(transparent)]
    Tab(#[from] TabError),
    /// Nobody asked for this page, and its host is not watched; none where the browser does not tell which it is.
    #[error("this page has not been read: nobody asked for it")]
    NotWatched(Option<HostRule>),
    /// Pages of this host are never read.
    #[error("{}", if .0.managed {
        format!("your organisation does not let Askside read pages of {}", .0.host)
    } else {
        format!("Askside does not read pages of {}, as you wished", .0.host)
    })]
    HostDenied(HostRule),
    /// The page has no words.
    #[error("there is no text on this page to look for")]
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
    #[error("that draft is no longer there")]
    NoDraft,
    /// It was posted before.
    #[error("that draft has been posted already")]
    AlreadyPosted {
        /// Where it is.
        url: String,
    },
    /// What was to be shown is no picture.
    #[error(transparent)]
    NoPicture(#[from] NoPicture),
    /// The site takes no pictures from us.
    #[error("{} takes no pictures this way: add it on the site, once the question is posted", .0.name())]
    NoImages(Site),
    /// It is meant for a site that is not the connected one.
    #[error("that draft was written for {}, which is not the connected site", .0.host())]
    OtherSite(Site),
    /// The rules of the site are not met yet.
    #[error("the question is not ready: {}", .0.first().map_or("", |p| p.message.as_str()))]
    NotReady(Vec<Problem>),
    /// The question breaks a rule of the site.
    #[error("the site refused {}: {words}", refused(*field))]
    Refused {
        /// What it is about, if the site says so.
        field: Option<Field>,
        /// In the site's words.
        words: String,
    },
    /// The question says by now what the person wrote.
    #[error("the question on your site says what you wrote: your changes are saved")]
    AlreadySaved {
        /// Where it is.
        url: String,
    },
    /// The question says something else than when the change was begun.
    #[error(
        "somebody changed the question on {} meanwhile. What you wrote is as you left it; the next review shows what it \
         would change there now", .0.host()
    )]
    ChangedThere(Site),
    /// There is no such question to be read.
    #[error("that question is no longer on {}: it was deleted, or never there", .0.host())]
    QuestionGone(Site),
    /// There is no such question, or its Markdown is not to be had.
    #[error("that question is no longer on {}, or the site does not hand it out to be changed: look there", .0.host())]
    NoQuestion(Site),
    /// A write whose answer was lost, and which the site does not show.
    #[error("the answer was lost on the way, and the question on {} is as it was", .0.host())]
    NotDone(Site),
    /// A write whose answer was lost, and the site cannot be asked.
    #[error(
        "the answer was lost on the way, and {} cannot be asked whether it did it. The next review shows what is there",
        .0.host()
    )]
    Uncertain(Site),
    /// What was confirmed is not what would be posted.
    #[error(transparent)]
    Stale(#[from] StaleReview),
    /// A post whose answer was lost.
    #[error("the answer was lost on the way: the question may or may not be on {}", site.host())]
    Unknown {
        /// The draft.
        id: DraftId,
        /// The site.
        site: Site,
    },
}

/// What a site refused, in the words of the form.
fn refused(field: Option<Field>) -> &'static str {
    match field {
        Some(Field::Title) => "the title",
        Some(Field::Body) => "the body",
        Some(Field::Tags) => "the tags",
        None => "the question",
    }
}

/// What is missing for a write.
fn read_only(site: &Site, way: Way) -> String {
    let site = site.name();
    match way {
        Way::Key => format!("a key alone only reads on {site}: to ask there, connect it with a sign-in"),
        Way::Token => format!("your token only reads on {site}: to ask there, enter one that may write"),
        Way::Open | Way::SignIn(..) => format!("Askside only reads on {site}: ask there yourself"),
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
        let mut message = visible(self.to_string()); // some of it may be the site's
        if let Some(first) = message.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        if !message.ends_with(['.', '!', '?', '…']) {
            message.push('.');
        }
        Failure { message, remedy: self.remedy() }
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
