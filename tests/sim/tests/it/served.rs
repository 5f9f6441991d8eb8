//! The hosts on real sockets: what cannot be seen without them.

use std::sync::Arc;

use askside_sim::{Fault, FaultKind, Sim, Tls, serve};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

async fn get(mut stream: impl AsyncRead + AsyncWrite + Unpin, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn plain_hosts_name_themselves_hang_up_and_stop() {
    let sim = Sim::demo().unwrap();
    let served = serve(sim.clone(), None, 0, 0).await.unwrap();
    assert_eq!(served.site_url, format!("http://{}", served.site));
    let page = get(TcpStream::connect(served.docs).await.unwrap(), "/trellis/rolling-back").await;
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains(&format!("href=\"{}/trellis", served.docs_url)),
        "{page}"
    );
    sim.fault(Fault::new(FaultKind::CloseBeforeAnswer).times(1));
    assert_eq!(get(TcpStream::connect(served.site).await.unwrap(), "/").await, "", "closed without a word");
    assert!(get(TcpStream::connect(served.site).await.unwrap(), "/").await.starts_with("HTTP/1.1 200"));

    let taken = serve(sim, None, served.site.port(), 0).await.unwrap_err().to_string();
    assert!(taken.contains("choose another"), "{taken}");
    let address = served.site;
    drop(served);
    tokio::task::yield_now().await;
    assert!(TcpStream::connect(address).await.is_err(), "it has stopped");
}

#[tokio::test]
async fn tls_with_a_certificate_for_both_hosts() {
    let tls = Tls::self_signed().unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(tls.certificate.clone())).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = TlsConnector::from(Arc::new(client));
    let served = serve(Sim::demo().unwrap(), Some(tls), 0, 0).await.unwrap();
    assert_eq!(served.site_url, "https://stack.fernwick.test");
    assert_eq!(served.spki.as_ref().unwrap().len(), 44, "SHA-256 in base64");
    for (name, address) in
        [("stack.fernwick.test", served.site), ("docs.fernwick.test", served.docs), ("127.0.0.1", served.docs)]
    {
        let stream = TcpStream::connect(address).await.unwrap();
        let stream = client.connect(ServerName::try_from(name).unwrap(), stream).await.unwrap();
        assert!(get(stream, "/").await.starts_with("HTTP/1.1 200"), "{name}");
    }
}
