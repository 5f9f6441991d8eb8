//! Both hosts on loopback sockets, with a server of its own so that it can hang up.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinSet};
use tower::ServiceExt as _;

use crate::fault::HungUp;
use crate::{Config, Sim, Tls, app, docs};

/// Two running hosts. They stop when this is dropped.
#[derive(Debug)]
#[must_use = "the hosts stop when this is dropped"]
pub struct Served {
    /// Where the site listens.
    pub site: SocketAddr,
    /// Where the docs listen.
    pub docs: SocketAddr,
    /// Where the site says it lives: the settings' address, or without TLS the address it listens on.
    pub site_url: String,
    /// Where the docs say they live.
    pub docs_url: String,
    /// The fingerprint that makes Chromium accept the certificate; none without TLS.
    pub spki: Option<String>,
    tasks: [AbortHandle; 2],
}

/// A host could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The port is taken or forbidden.
    #[error("cannot listen on port {port}: {source}; choose another, or 0 for any")]
    Bind {
        /// The port asked for.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
}

/// Starts both hosts on 127.0.0.1; port 0 takes any free one. Has to be called inside a tokio runtime.
///
/// Without TLS nothing reaches the default `https` addresses, so links name the listening addresses instead, unless
/// the settings name other ones.
///
/// # Errors
/// If a port cannot be had.
pub async fn serve(sim: Sim, tls: Option<Tls>, site_port: u16, docs_port: u16) -> Result<Served, ServeError> {
    let (site_listener, site) = listen(site_port).await?;
    let (docs_listener, docs_at) = listen(docs_port).await?;
    let mut config = sim.config().clone();
    if tls.is_none() {
        settle(&mut config.site_url, Config::SITE_URL, site);
        settle(&mut config.docs_url, Config::DOCS_URL, docs_at);
    }
    let (site_url, docs_url) = (config.site_url.clone(), config.docs_url.clone());
    let sim = sim.with_config(config);
    let spki = tls.as_ref().map(|tls| tls.spki.clone());
    let tasks = [
        tokio::spawn(accept(site_listener, tls.clone(), app(sim.clone()))).abort_handle(),
        tokio::spawn(accept(docs_listener, tls, docs(sim))).abort_handle(),
    ];
    Ok(Served { site, docs: docs_at, site_url, docs_url, spki, tasks })
}

impl Drop for Served {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

fn settle(url: &mut String, default: &str, listening: SocketAddr) {
    if url == default {
        *url = format!("http://{listening}");
    }
}

async fn listen(port: u16) -> Result<(TcpListener, SocketAddr), ServeError> {
    let unavailable = |source| ServeError::Bind { port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(unavailable)?;
    let address = listener.local_addr().map_err(unavailable)?;
    Ok((listener, address))
}

/// Accepts for ever. Connections live in the set and end with it.
async fn accept(listener: TcpListener, tls: Option<Tls>, host: Router) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = listener.accept().await else { continue };
        // Small answers, and a client that waits for each of them.
        let _ = stream.set_nodelay(true);
        let host = host.clone();
        match tls.clone() {
            None => _ = connections.spawn(converse(stream, host)),
            Some(tls) => {
                connections.spawn(async move {
                    // A client that does not like the certificate goes away; that is its decision.
                    if let Ok(stream) = tls.acceptor.accept(stream).await {
                        converse(stream, host).await;
                    }
                });
            }
        }
    }
}

/// One connection, until either side has had enough.
async fn converse(stream: impl AsyncRead + AsyncWrite + Unpin, host: Router) {
    let service = service_fn(move |request: hyper::Request<Incoming>| answer(host.clone(), request));
    // The error is the client's, or a hang-up that was asked for.
    let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(host: Router, request: hyper::Request<Incoming>) -> Result<Response, io::Error> {
    let outcome: Result<Response, Infallible> = host.oneshot(request.map(Body::new)).await;
    match outcome {
        Ok(response) if response.extensions().get::<HungUp>().is_some() => {
            Err(io::Error::new(io::ErrorKind::ConnectionAborted, "hung up on request"))
        }
        Ok(response) => Ok(response),
        Err(never) => match never {},
    }
}
