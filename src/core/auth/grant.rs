//! What a token is and allows, as its site told it.

use super::redirect::{AuthError, secret, sentence};
use crate::{
    json::{self, Json},
    model::{Scope, Secret, Timestamp},
    ports::HttpResponse,
};
use zeroize::Zeroizing;

/// A token that was granted. Not verified yet: whose it is, the site has still to say.
#[expect(missing_debug_implementations, reason = "it holds the token")]
#[derive(PartialEq, Eq)]
pub struct Grant {
    /// The token.
    pub token: Secret,
    /// What it may do.
    pub scope: Scope,
    /// When it ends; none if the site set no end.
    pub expires: Option<Timestamp>,
}

impl Grant {
    /// A token of a redirect, by what the site said of it.
    pub(super) fn new(
        token: Secret,
        asked: Scope,
        scope: Option<&str>,
        expires: Option<&str>,
        now: Timestamp,
    ) -> Result<Self, AuthError> {
        Ok(Self { token, scope: granted(asked, scope), expires: expires.map(|text| expiry(text, now)).transpose()? })
    }

    /// The token that the site's token endpoint answered with (RFC 6749 §5).
    ///
    /// # Errors
    /// [`AuthError::Site`] with the endpoint's words, [`AuthError::Malformed`] if it is no answer of one.
    pub fn from_answer(response: &HttpResponse, asked: Scope, now: Timestamp) -> Result<Self, AuthError> {
        const MALFORMED: AuthError = AuthError::Malformed("JSON");
        let Ok(Json::Object(mut answer)) = json::parse(&response.body) else { return Err(MALFORMED) };
        if let Some(error) = answer.get::<String>("error").or(Err(MALFORMED))? {
            let words: Option<String> = answer.get("error_description").or(Err(MALFORMED))?;
            return Err(AuthError::Site(sentence(&words.unwrap_or(error))));
        }
        let token: Option<String> = answer.get("access_token").or(Err(MALFORMED))?;
        let token = Zeroizing::new(token.filter(|_| response.status == 200).ok_or(MALFORMED)?);
        let expires: Option<i64> = answer.get("expires").map_err(|_| AuthError::Malformed("expires"))?;
        let scope: Option<String> = answer.get("scope").map_err(|_| AuthError::Malformed("scope"))?;
        let expires = expires.map(|seconds| seconds.to_string());
        Self::new(secret(&token, "access_token")?, asked, scope.as_deref(), expires.as_deref(), now)
    }
}

/// Sites that do not say what they granted granted what was asked (RFC 6749 §4.2.2, §5.1).
fn granted(asked: Scope, said: Option<&str>) -> Scope {
    let writes = |said: &str| said.split([',', ' ']).any(|scope| scope == "write_access");
    if said.is_none_or(writes) { asked } else { Scope::Read }
}

/// Lifetime in seconds; a number above a billion is the moment itself (contract §3.1).
fn expiry(text: &str, now: Timestamp) -> Result<Timestamp, AuthError> {
    match text.parse::<i64>() {
        Ok(moment) if moment > 1_000_000_000 && Timestamp(moment) > now => Ok(Timestamp(moment)),
        Ok(seconds) if (1..=1_000_000_000).contains(&seconds) => Ok(now.plus(seconds)),
        _ => Err(AuthError::Malformed("expires")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000);

    fn shown(grant: Result<Grant, AuthError>) -> String {
        match grant {
            Ok(grant) => format!("{} {:?} {:?}", grant.token.expose(), grant.scope, grant.expires.map(|t| t.0)),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn lifetime_and_scope_as_the_site_says() {
        for (asked, scope, expires, expect) in [
            (Scope::Write, None, Some("86400"), "tok12345 Write Some(1700086400)"),
            (Scope::Write, None, None, "tok12345 Write None"),
            (Scope::Write, Some("read_inbox,write_access"), Some("1800000000"), "tok12345 Write Some(1800000000)"),
            (Scope::Write, Some(""), None, "tok12345 Read None"),
            (Scope::Write, Some("no_write_access"), None, "tok12345 Read None"),
            (Scope::Read, Some("write_access no_expiry"), None, "tok12345 Read None"),
            (Scope::Read, None, Some("-1"), "The sign-in's answer is malformed (expires)."),
            (Scope::Read, None, Some("0"), "The sign-in's answer is malformed (expires)."),
            (Scope::Read, None, Some("soon"), "The sign-in's answer is malformed (expires)."),
            (Scope::Read, None, Some("1600000000"), "The sign-in's answer is malformed (expires)."),
            (Scope::Read, None, Some("99999999999999999999"), "The sign-in's answer is malformed (expires)."),
        ] {
            let grant = Grant::new(Secret::new("tok12345"), asked, scope, expires, NOW);
            assert_eq!(shown(grant), expect, "{scope:?} {expires:?}");
        }
    }

    #[test]
    fn the_token_endpoint_answers_in_json() {
        for (status, body, expect) in [
            (200, r#"{"access_token":"tok12345","expires":86400}"#, "tok12345 Write Some(1700086400)"),
            (200, r#"{"access_token":"tok12345"}"#, "tok12345 Write None"),
            (200, r#"{"access_token":"tok12345","scope":""}"#, "tok12345 Read None"),
            (
                400,
                r#"{"error":"invalid_grant","error_description":"it was used"}"#,
                "The site refused the sign-in: it was used.",
            ),
            (400, r#"{"error":"invalid_grant"}"#, "The site refused the sign-in: invalid_grant."),
            (400, r#"{"access_token":"tok12345"}"#, "The sign-in's answer is malformed (JSON)."),
            (200, r#"{"access_token":7}"#, "The sign-in's answer is malformed (JSON)."),
            (200, r#"{"access_token":"a b c d e"}"#, "The sign-in's answer is malformed (access_token)."),
            (200, r#"{"access_token":"tok12345","expires":"x"}"#, "The sign-in's answer is malformed (expires)."),
            (200, "[]", "The sign-in's answer is malformed (JSON)."),
            (502, "<html>", "The sign-in's answer is malformed (JSON)."),
            (200, "", "The sign-in's answer is malformed (JSON)."),
        ] {
            let response = HttpResponse { status, headers: Vec::new(), body: body.to_owned() };
            assert_eq!(shown(Grant::from_answer(&response, Scope::Write, NOW)), expect, "{status} {body}");
        }
    }
}
