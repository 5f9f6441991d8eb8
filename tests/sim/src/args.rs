//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use askside_sim::Kind;
use lexopt::{Arg, Parser, ValueExt as _};

/// What `--help` says.
pub(crate) const HELP: &str = "\
A simulated Stack Overflow for Teams site, and the company's docs beside it.

Usage: askside-sim [OPTIONS]

Without options it serves the demo, Fernwick's questions and handbook, on two free ports of 127.0.0.1, prints one line
of JSON with the addresses, and runs until Ctrl-C.

  --data DIR             instead of the demo, serve DIR/questions_*.jsonl and DIR/pages.jsonl, or a data dump of the
                         public network: DIR/Posts.xml with the Users, Tags, Comments and PostLinks.xml beside it
  --page ID              with --data: load only the questions that this page's row names
  --kind K               what the site is: enterprise (default), business, basic or network
  --tls                  serve HTTPS with a certificate made for this run; its SPKI is in the JSON line
  --site-port N          the site's port (default: any)
  --docs-port N          the docs' port (default: any)
  --redirect-domain D    let the OAuth dialog redirect to D and its sub-domains; may be repeated
  --site-url U           the address in links to the site (default: https://stack.fernwick.test, or without --tls the
                         address listened on)
  --docs-url U           the same for the docs (default: https://docs.fernwick.test)
  -h, --help             this text

The demo's API key is fernwick-askside-demo, its client id 1. Everybody signs in without a password.

Chromium with the whole demo, after askside-sim --tls --site-port 8443 --docs-port 8444 said SPKI:
  chromium --ignore-certificate-errors-spki-list=SPKI --user-data-dir=/tmp/fernwick \\
    --host-resolver-rules='MAP stack.fernwick.test:443 127.0.0.1:8443,MAP docs.fernwick.test:443 127.0.0.1:8444'
";

/// What to do.
#[derive(Debug)]
pub(crate) enum Command {
    Help,
    Serve(Args),
}

/// How to serve.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Args {
    pub(crate) data: Option<PathBuf>,
    pub(crate) page: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) tls: bool,
    pub(crate) site_port: u16,
    pub(crate) docs_port: u16,
    pub(crate) redirect_domains: Vec<String>,
    pub(crate) site_url: Option<String>,
    pub(crate) docs_url: Option<String>,
}

/// A command line that means nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ArgsError {
    #[error("{0}; askside-sim --help lists the options")]
    Misunderstood(#[from] lexopt::Error),
    #[error("{0:?} is no kind of site; --kind takes enterprise, business, basic or network")]
    NoSuchKind(String),
    #[error("--page needs --data DIR, whose pages.jsonl it names a row of")]
    PageWithoutData,
}

impl Args {
    pub(crate) fn parse() -> Result<Command, ArgsError> {
        Self::read(Parser::from_env())
    }

    fn read(mut parser: Parser) -> Result<Command, ArgsError> {
        let mut args = Self::default();
        while let Some(arg) = parser.next()? {
            match arg {
                Arg::Long("data") => args.data = Some(parser.value()?.into()),
                Arg::Long("page") => args.page = Some(parser.value()?.string()?),
                Arg::Long("kind") => args.kind = kind(parser.value()?)?,
                Arg::Long("tls") => args.tls = true,
                Arg::Long("site-port") => args.site_port = parser.value()?.parse()?,
                Arg::Long("docs-port") => args.docs_port = parser.value()?.parse()?,
                Arg::Long("redirect-domain") => args.redirect_domains.push(parser.value()?.string()?),
                Arg::Long("site-url") => args.site_url = Some(parser.value()?.string()?),
                Arg::Long("docs-url") => args.docs_url = Some(parser.value()?.string()?),
                Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
                other => return Err(other.unexpected().into()),
            }
        }
        if args.page.is_some() && args.data.is_none() {
            return Err(ArgsError::PageWithoutData);
        }
        Ok(Command::Serve(args))
    }
}

fn kind(value: OsString) -> Result<Kind, ArgsError> {
    let name = value.string()?;
    Kind::named(&name).ok_or(ArgsError::NoSuchKind(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Command, ArgsError> {
        Args::read(Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn options() {
        let line =
            "--tls --kind network --site-port 8443 --redirect-domain a.test --redirect-domain b.test --data d --page x";
        let Ok(Command::Serve(args)) = read(line) else { panic!("{line}") };
        assert!(args.tls && args.kind == Kind::Network && args.site_port == 8443 && args.docs_port == 0);
        assert_eq!((args.redirect_domains.len(), args.page.as_deref()), (2, Some("x")));
        assert!(matches!(read("--tls -h"), Ok(Command::Help)));
    }

    #[test]
    fn mistakes_say_what_to_do() {
        for (line, expected) in [
            ("--tsl", "--help"),
            ("--site-port x", "--help"),
            ("--page x", "--data"),
            ("stray", "--help"),
            ("--kind x", "business"),
        ] {
            let message = read(line).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }
}
