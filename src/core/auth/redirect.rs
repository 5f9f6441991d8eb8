//! Reads the address that a sign-in ended at (RFC 6749 §4.1.2 and §4.2.2).
//!
//! It is the one message that an attacker can forge, so it is read strictly: the exact address that was given, the
//! parameters in the one part of it where they belong, each key once and written plainly. Whatever is odd refuses
//! the sign-in; nothing is repaired. Keys that nobody knows are passed over: sites add new ones (contract §3.2).

use crate::{
    model::{Flow, Secret, as_sentence},
    words,
};
use zeroize::Zeroizing;

/// Why a sign-in was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// The person pressed Cancel.
    #[error("{}", words::sign_in_denied())]
    Denied,
    /// The site refused, in its words.
    #[error("{}", words::sign_in_refused(&as_sentence(.0)))]
    Site(String),
    /// It came back to another address than we gave.
    #[error("{}", words::sign_in_wrong_address())]
    WrongAddress,
    /// Not the state of the sign-in under way.
    #[error("{}", words::sign_in_wrong_state())]
    WrongState,
    /// It took more than ten minutes.
    #[error("{}", words::sign_in_expired())]
    Expired,
    /// It came home empty-handed, as from behind a company's sign-in that drops what follows the address.
    #[error("{}", words::sign_in_empty())]
    Empty,
    /// A key is missing, double or malformed: its name, `%` for an escape, `JSON` for all of the answer.
    #[error("{}", words::sign_in_malformed(.0))]
    Malformed(&'static str),
}

/// What the redirect says, before anything is believed.
#[expect(missing_debug_implementations, reason = "it holds the token")]
#[derive(PartialEq, Eq)]
pub struct Answer {
    /// Must be the one that was sent.
    pub state: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// The outcome that a redirect tells.
#[expect(missing_debug_implementations, reason = "it holds the token")]
#[derive(PartialEq, Eq)]
pub enum Outcome {
    /// A token, its lifetime and its scope as the site wrote them.
    Token(Secret, Option<String>, Option<String>),
    /// A code to trade for a token.
    Code(Secret),
    /// `access_denied`.
    Denied,
    /// Any other error, in the site's words, cut to a sentence.
    Refused(String),
}

/// The keys that mean something.
const KNOWN: [&str; 7] = ["access_token", "code", "error", "error_description", "expires", "scope", "state"];

/// Longest redirect looked at, in bytes.
const MOST: usize = 8192;

/// Reads `redirect`, which must be `home` and, behind `#` or `?` as `flow` has it, the parameters of one answer.
///
/// # Errors
/// [`AuthError::WrongAddress`], [`AuthError::Empty`] or [`AuthError::Malformed`].
pub fn read(redirect: &str, home: &str, flow: Flow) -> Result<Answer, AuthError> {
    let rest = redirect.strip_prefix(home).filter(|_| redirect.len() <= MOST).ok_or(AuthError::WrongAddress)?;
    let text = match (flow, rest.as_bytes().first()) {
        (_, None) => return Err(AuthError::Empty),
        // A second `#` is in no address (RFC 3986 §3.5).
        (Flow::Implicit, Some(b'#')) if !rest[1..].contains('#') => &rest[1..],
        // A browser may add an empty fragment to what had one before.
        (Flow::Code, Some(b'?')) => match rest[1..].split_once('#') {
            Some((query, "")) => query,
            Some(_) => return Err(AuthError::WrongAddress),
            None => &rest[1..],
        },
        _ => return Err(AuthError::WrongAddress),
    };
    let mut found: [Option<Zeroizing<String>>; KNOWN.len()] = Default::default();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plain = decoded(key)?;
        let Some(at) = KNOWN.iter().position(|known| *known == plain.as_str()) else { continue };
        // A key that is written in disguise wants to be read by one reader and not by another.
        if *plain != key || found[at].is_some() {
            return Err(AuthError::Malformed(KNOWN[at]));
        }
        found[at] = Some(decoded(value)?);
    }
    let [token, code, error, description, expires, scope, state] = found;
    let state = state.ok_or(match (&token, &code, &error) {
        (None, None, None) => AuthError::Empty,
        _ => AuthError::WrongState,
    })?;
    let text = |field: Option<Zeroizing<String>>| field.map(|text| text.to_string());
    let outcome = match (error, token, code, flow) {
        (Some(error), None, None, _) if *error == "access_denied" => Outcome::Denied,
        (Some(error), None, None, _) => {
            Outcome::Refused(sentence(&text(description).unwrap_or_else(|| error.to_string())))
        }
        (Some(_), ..) => return Err(AuthError::Malformed("error")),
        (None, Some(token), None, Flow::Implicit) => {
            Outcome::Token(secret(&token, "access_token")?, text(expires), text(scope))
        }
        (None, None, Some(code), Flow::Code) => Outcome::Code(secret(&code, "code")?),
        (None, Some(_), _, _) => return Err(AuthError::Malformed("access_token")),
        (None, None, Some(_), _) => return Err(AuthError::Malformed("code")),
        (None, None, None, Flow::Implicit) => return Err(AuthError::Malformed("access_token")),
        (None, None, None, Flow::Code) => return Err(AuthError::Malformed("code")),
    };
    Ok(Answer { state: state.to_string(), outcome })
}

/// A token or a code: RFC 6750's characters, and a length that no site exceeds.
pub(super) fn secret(text: &str, name: &'static str) -> Result<Secret, AuthError> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=()*".contains(&b);
    let is_one = (8..=2048).contains(&text.len()) && text.bytes().all(allowed);
    if is_one { Ok(Secret::new(text)) } else { Err(AuthError::Malformed(name)) }
}

/// The site's words, without what could pass for ours: one line, no control characters, 200 bytes.
pub(super) fn sentence(words: &str) -> String {
    let mut words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    words.truncate(words.floor_char_boundary(200));
    words
}

/// Undoes the percent-encoding of a form, strictly: broken escapes and bytes that are no UTF-8 are refused.
fn decoded(text: &str) -> Result<Zeroizing<String>, AuthError> {
    let escape = AuthError::Malformed("%");
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
                let (Some(high), Some(low)) = (digit(), digit()) else { return Err(escape) };
                (high << 4 | low) as u8
            }
            byte => byte,
        });
    }
    std::str::from_utf8(&bytes).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| escape)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: &str = "https://abc.chromiumapp.org/";

    #[track_caller]
    fn check(flow: Flow, rest: &str, expect: &str) {
        let shown = match read(&format!("{HOME}{rest}"), HOME, flow) {
            Err(error) => error.to_string(),
            Ok(Answer { state, outcome }) => match outcome {
                Outcome::Token(token, expires, scope) => format!("{state} {} {expires:?} {scope:?}", token.expose()),
                Outcome::Code(code) => format!("{state} code {}", code.expose()),
                Outcome::Denied => format!("{state} denied"),
                Outcome::Refused(words) => format!("{state} refused: {words}"),
            },
        };
        assert_eq!(shown, expect, "{rest}");
    }

    #[test]
    fn one_answer_each_key_once() {
        use Flow::{Code, Implicit};
        let malformed = |what| AuthError::Malformed(what).to_string();
        for (flow, rest, expect) in [
            (Implicit, "#access_token=tok12345&expires=86400&state=s", "s tok12345 Some(\"86400\") None".to_owned()),
            (
                Implicit,
                "#state=s&scope=write_access&new=1&access_token=tok12345",
                "s tok12345 None Some(\"write_access\")".into(),
            ),
            (Implicit, "#access_token=tok%29%2812345&state=s&&", "s tok)(12345 None None".into()),
            (Code, "?code=code1234&state=s", "s code code1234".into()),
            (Code, "?code=code1234&state=s#", "s code code1234".into()),
            (Implicit, "#error=access_denied&error_description=no&state=s", "s denied".into()),
            (Code, "?error=access_denied&state=s", "s denied".into()),
            (
                Implicit,
                "#error=server_error&error_description=Try+later%0aNow&state=s",
                "s refused: Try later Now".into(),
            ),
            (Implicit, "#error=redirect_uri&state=s", "s refused: redirect_uri".into()),
            // One answer only.
            (Implicit, "#error=x&access_token=tok12345&state=s", malformed("error")),
            (Code, "?error=x&code=code1234&state=s", malformed("error")),
            (Implicit, "#access_token=tok12345&code=code1234&state=s", malformed("access_token")),
            (Code, "?access_token=tok12345&code=code1234&state=s", malformed("access_token")),
            // The answer of the other flow.
            (Implicit, "#code=code1234&state=s", malformed("code")),
            (Code, "?access_token=tok12345&state=s", malformed("access_token")),
            (Implicit, "#state=s", malformed("access_token")),
            (Code, "?state=s", malformed("code")),
            // Twice, also in disguise.
            (Implicit, "#access_token=tok12345&access_token=tok99999&state=s", malformed("access_token")),
            (Implicit, "#access_token=tok12345&state=s&state=s", malformed("state")),
            (Implicit, "#access_token=tok12345&state=s&%73tate=t", malformed("state")),
            (Implicit, "#%61ccess_token=tok12345&state=s", malformed("access_token")),
            (Implicit, "#access_token=tok12345&state=s&expires=1&expires=2", malformed("expires")),
            // No token.
            (Implicit, "#access_token=&state=s", malformed("access_token")),
            (Implicit, "#access_token=short&state=s", malformed("access_token")),
            (Implicit, "#access_token=a%20b%0d%0acdefgh&state=s", malformed("access_token")),
            (Implicit, "#access_token=tok%zz345&state=s", malformed("%")),
            (Implicit, "#access_token=tok12345&state=%ff%fe", malformed("%")),
            (Implicit, "#access_token=tok12345&state=%", malformed("%")),
            // No state.
            (Implicit, "#access_token=tok12345", AuthError::WrongState.to_string()),
            (Implicit, "#error=access_denied", AuthError::WrongState.to_string()),
            // Nothing at all.
            (Implicit, "", AuthError::Empty.to_string()),
            (Code, "", AuthError::Empty.to_string()),
            (Implicit, "#", AuthError::Empty.to_string()),
            (Code, "?utm_source=sso", AuthError::Empty.to_string()),
            // In the wrong place.
            (Implicit, "?access_token=tok12345&state=s", AuthError::WrongAddress.to_string()),
            (Implicit, "?a=1#access_token=tok12345&state=s", AuthError::WrongAddress.to_string()),
            (Code, "#code=code1234&state=s", AuthError::WrongAddress.to_string()),
            (Code, "?code=code1234#state=s", AuthError::WrongAddress.to_string()),
            (Implicit, "##state=t&access_token=tok12345&state=s", AuthError::WrongAddress.to_string()),
            (Implicit, "x#access_token=tok12345&state=s", AuthError::WrongAddress.to_string()),
        ] {
            check(flow, rest, &expect);
        }
    }

    #[test]
    fn only_the_very_address() {
        let long = format!("{HOME}#access_token={}&state=s", "a".repeat(MOST));
        for odd in [
            "https://abc.chromiumapp.org#access_token=tok12345&state=s",
            "http://abc.chromiumapp.org/#access_token=tok12345&state=s",
            "https://abc.chromiumapp.org:443/#access_token=tok12345&state=s",
            "https://abc.chromiumapp.org.evil.test/#access_token=tok12345&state=s",
            "https://u@abc.chromiumapp.org/#access_token=tok12345&state=s",
            "HTTPS://ABC.chromiumapp.org/#access_token=tok12345&state=s",
            "https://abc.chromiumapp.org/%2F#access_token=tok12345&state=s",
            "",
            &long,
        ] {
            assert!(read(odd, HOME, Flow::Implicit).err() == Some(AuthError::WrongAddress), "{odd}");
        }
    }
}
