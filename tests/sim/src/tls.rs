//! A certificate for one run, which browsers are told to accept by its key's fingerprint.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::PublicKeyData as _;
use sha2::{Digest as _, Sha256};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

/// The names a certificate is good for.
const NAMES: [&str; 5] = ["*.fernwick.test", "stack.fernwick.test", "docs.fernwick.test", "localhost", "127.0.0.1"];

/// A key, a self-signed certificate, and the fingerprint of the key.
#[derive(Clone)]
pub struct Tls {
    pub(crate) acceptor: TlsAcceptor,
    /// SHA-256 of the public key's SPKI in base64, as Chromium's `--ignore-certificate-errors-spki-list` takes it.
    pub spki: String,
    /// The certificate in DER, for clients that take it as a root.
    pub certificate: Vec<u8>,
}

/// The certificate could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// Making key or certificate failed.
    #[error("cannot make a certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The TLS library refused them.
    #[error("cannot set up TLS: {0}")]
    Setup(#[from] rustls::Error),
}

impl Tls {
    /// A new key and certificate for `*.fernwick.test`, `localhost` and `127.0.0.1`.
    ///
    /// # Errors
    /// If the machine gives no random numbers, or the libraries disagree.
    pub fn self_signed() -> Result<Self, TlsError> {
        let made = rcgen::generate_simple_self_signed(NAMES.map(String::from))?;
        let spki = STANDARD.encode(Sha256::digest(made.signing_key.subject_public_key_info()));
        let certificate = made.cert.der().clone();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), spki, certificate: certificate.to_vec() })
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("spki", &self.spki).finish_non_exhaustive()
    }
}
