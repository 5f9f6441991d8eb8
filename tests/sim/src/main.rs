//! `askside-sim`: the demo site and its docs on this machine.

mod args;

use std::io::{self, Write as _};
use std::process::ExitCode;

use askside_sim::{Application, Config, LoadError, ServeError, Sim, Tls, TlsError, WriteInterval, serve};
use serde_json::json;

use args::{Args, ArgsError, Command};

/// Why the simulator did not run.
#[derive(Debug, thiserror::Error)]
enum MainError {
    #[error(transparent)]
    Args(#[from] ArgsError),
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error("the system did not co-operate: {0}")]
    System(#[from] io::Error),
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With standard error gone there is nobody left to tell.
            let _ = writeln!(io::stderr(), "askside-sim: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), MainError> {
    let args = match Args::parse()? {
        Command::Help => return Ok(io::stdout().write_all(args::HELP.as_bytes())?),
        Command::Serve(args) => args,
    };
    let sim = match &args.data {
        Some(dir) => Sim::load(dir, args.page.as_deref())?,
        None => Sim::demo()?,
    };
    let tls = if args.tls { Some(Tls::self_signed()?) } else { None };
    let served = serve(sim.with_config(config(&args)), tls, args.site_port, args.docs_port).await?;
    let addresses = json!({
        "site": served.site_url, "docs": served.docs_url,
        "site_address": served.site.to_string(), "docs_address": served.docs.to_string(),
        "spki": served.spki,
    });
    writeln!(io::stdout(), "{addresses}")?;
    io::stdout().flush()?;
    tokio::signal::ctrl_c().await?;
    Ok(())
}

fn config(args: &Args) -> Config {
    let mut demo = Application::demo();
    demo.domain.extend(args.redirect_domains.iter().cloned());
    let mut config =
        Config { kind: args.kind, apps: vec![demo], write_interval: WriteInterval::every(5), ..Config::default() };
    if let Some(url) = &args.site_url {
        config.site_url = url.trim_end_matches('/').to_owned();
    }
    if let Some(url) = &args.docs_url {
        config.docs_url = url.trim_end_matches('/').to_owned();
    }
    config
}
