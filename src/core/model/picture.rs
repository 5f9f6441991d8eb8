//! A picture that a person wants to show in a post, or to see in one: what a site takes as one, checked before anybody
//! is asked for it, and before it is shown.
//!
//! Of the file nothing but the picture itself goes on: not its name, and not what the computer calls it.

use crate::words;
use base64ct::{Base64, Encoding};
use std::fmt;

/// What pictures a site takes (contract §4.4): the name of the format, and how its files begin.
const FORMATS: [(&str, &[u8], usize, &[u8]); 6] = [
    ("png", b"\x89PNG\r\n\x1a\n", 0, b""),
    ("jpeg", b"\xff\xd8\xff", 0, b""),
    ("gif", b"GIF87a", 0, b""),
    ("gif", b"GIF89a", 0, b""),
    ("bmp", b"BM", 0, b""),
    ("webp", b"RIFF", 8, b"WEBP"),
];

/// A picture that a site takes.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    format: &'static str,
    bytes: Vec<u8>,
}

/// Why a file is no picture that a site takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPicture {
    /// Something else, whatever it is called.
    #[error("{}", words::picture_wrong())]
    Format,
    /// Too many bytes; how many.
    #[error("{}", words::picture_too_large(&(.0 / 1024).to_string(), &(Picture::MOST / 1024).to_string()))]
    TooLarge(usize),
}

impl Picture {
    /// Most bytes that a site takes (contract §4.4).
    pub const MOST: usize = 2 << 20;

    /// The picture in a file.
    ///
    /// # Errors
    /// [`NoPicture`] if no site would take it.
    pub fn new(bytes: Vec<u8>) -> Result<Self, NoPicture> {
        if bytes.len() > Self::MOST {
            return Err(NoPicture::TooLarge(bytes.len()));
        }
        let begins = |(_, start, at, then): &&(&str, &[u8], usize, &[u8])| {
            bytes.starts_with(start) && bytes.get(*at..).is_some_and(|rest| rest.starts_with(then))
        };
        let format = FORMATS.iter().find(begins).map(|(format, ..)| *format).ok_or(NoPicture::Format)?;
        Ok(Self { format, bytes })
    }

    /// As it travels in a message: Base64.
    #[must_use]
    pub fn encoded(&self) -> String {
        Base64::encode_string(&self.bytes)
    }

    /// The picture of a message.
    ///
    /// # Errors
    /// [`NoPicture`] if there is none in it.
    pub fn decoded(text: &str) -> Result<Self, NoPicture> {
        Self::new(Base64::decode_vec(text).map_err(|_| NoPicture::Format)?)
    }

    /// Its format: the end of a file's name, and of a media type.
    #[must_use]
    pub fn format(&self) -> &'static str {
        self.format
    }

    /// The file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Where a post says that a picture is: https, a plain host name, nothing that stands for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureUrl(String);

impl PictureUrl {
    /// Most bytes of an address.
    const MOST: usize = 2048;

    /// The address, if it is one that a picture may be fetched from.
    #[must_use]
    pub fn new(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("https://")?;
        // A backslash ends the authority too: browsers read it as a slash.
        let (authority, _) = rest.split_at(rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len()));
        let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
        let is_host = host.contains('.') && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
        let is_plain = url.len() <= Self::MOST && !url.chars().any(|c| c.is_whitespace() || c.is_control());
        (is_host && is_plain && port.parse::<u16>().is_ok()).then(|| Self(url.to_owned()))
    }

    /// The host that learns of it.
    #[must_use]
    pub fn host(&self) -> &str {
        let rest = self.0.trim_start_matches("https://");
        rest.split(['/', '\\', '?', '#', ':']).next().unwrap_or_default()
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Picture {
    /// As a page shows it without loading anything.
    #[must_use]
    pub fn data_url(&self) -> String {
        format!("data:image/{};base64,{}", self.format, self.encoded())
    }
}

/// What it shows is nobody's business.
impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} bytes", self.format, self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_file_is_what_it_begins_with() {
        for (bytes, expect) in [
            (&b"\x89PNG\r\n\x1a\n..."[..], Ok("png")),
            (b"\xff\xd8\xff\xe0", Ok("jpeg")),
            (b"GIF89a...", Ok("gif")),
            (b"BM......", Ok("bmp")),
            (b"RIFF....WEBPVP8", Ok("webp")),
            (b"RIFF....WAVE", Err(NoPicture::Format)),
            (b"RIFF", Err(NoPicture::Format)),
            (b"<svg onload=alert(1)>", Err(NoPicture::Format)),
            (b"", Err(NoPicture::Format)),
        ] {
            assert_eq!(Picture::new(bytes.to_vec()).map(|picture| picture.format()), expect, "{bytes:?}");
        }
        let mut large = b"GIF89a".to_vec();
        large.resize(Picture::MOST, 0);
        assert!(Picture::new(large.clone()).is_ok());
        large.push(0);
        let told = Picture::new(large).unwrap_err();
        assert_eq!(told, NoPicture::TooLarge(Picture::MOST + 1));
        assert_eq!(told.to_string(), "That picture has 2048 KB; sites take 2048 KB.");
    }

    #[test]
    fn a_picture_is_at_an_address_on_the_web() {
        for (url, host) in [
            ("https://i.example.com/a.png?b=c#d", Some("i.example.com")),
            ("https://i.example.com:8443/a", Some("i.example.com")),
            ("https://i.example.com", Some("i.example.com")),
            ("https://i.example.com\\@evil.test/a", Some("i.example.com")),
            ("http://i.example.com/a", None),
            ("//i.example.com/a", None),
            ("data:image/png;base64,AA", None),
            ("https://user@i.example.com/a", None),
            ("https://user:1@i.example.com/a", None),
            ("https://localhost/a", None),
            ("https://[::1]/a", None),
            ("https://i.еxample.com/a", None),
            ("https://i.example.com/a b", None),
            ("https://i.example.com:x/a", None),
            ("https://", None),
        ] {
            assert_eq!(PictureUrl::new(url).as_ref().map(PictureUrl::host), host, "{url}");
        }
        assert!(PictureUrl::new(&format!("https://a.test/{}", "a".repeat(2048))).is_none());
        assert_eq!(Picture::new(b"GIF89a".to_vec()).unwrap().data_url(), "data:image/gif;base64,R0lGODlh");
    }

    proptest! {
        #[test]
        fn it_survives_the_way(rest in prop::collection::vec(any::<u8>(), 0..200), text in ".{0,40}") {
            let picture = Picture::new([b"GIF87a".to_vec(), rest].concat()).unwrap();
            prop_assert_eq!(Picture::decoded(&picture.encoded()), Ok(picture));
            prop_assert!(Picture::decoded(&text).is_err());
        }
    }
}
