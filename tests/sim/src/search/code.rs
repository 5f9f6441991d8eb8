//! Whether a post has some piece of code.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// Whether code of a text has these characters, in any case. Anything at all is had by any code.
pub(crate) fn mentions(markdown: &str, code: &str) -> bool {
    let code = code.to_lowercase();
    let mut in_block = false;
    for event in Parser::new(markdown) {
        let text = match event {
            Event::Start(Tag::CodeBlock(_)) => {
                in_block = true;
                continue;
            }
            Event::End(TagEnd::CodeBlock) => {
                in_block = false;
                continue;
            }
            Event::Code(text) => text,
            Event::Text(text) if in_block => text,
            _ => continue,
        };
        if text.to_lowercase().contains(&code) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_nothing_else() {
        for (markdown, code, found) in [
            ("Run `ls -l` now", "LS -l", true),
            ("Run ls -l now", "ls", false),
            ("```sh\nls\n```", "ls", true),
            ("text\n\n    indented\n", "indented", true),
            ("`a`", "", true),
            ("a", "", false),
        ] {
            assert_eq!(mentions(markdown, code), found, "{markdown}");
        }
    }
}
