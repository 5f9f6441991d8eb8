//! Who is called by name in a post: `@` and a name, with or without its spaces, anywhere but in code.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::store::Person;

/// Everybody whom a text mentions, each once, in the order of the text.
pub(super) fn of<'p>(markdown: &str, people: &'p [Person]) -> Vec<&'p Person> {
    let mut mentioned: Vec<&Person> = Vec::new();
    if !markdown.contains('@') {
        return mentioned;
    }
    for text in prose(markdown) {
        for (at, _) in text.match_indices('@') {
            let is_address = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
            let called = people.iter().find(|person| !is_address && calls(&text[at + 1..], &person.name));
            if let Some(person) = called.filter(|person| mentioned.iter().all(|known| known.id != person.id)) {
                mentioned.push(person);
            }
        }
    }
    mentioned
}

/// Whether a text begins with a name, and not only with the beginning of another word.
fn calls(text: &str, name: &str) -> bool {
    [name.to_owned(), name.replace(' ', "")].iter().any(|name| {
        let rest = text.get(..name.len()).filter(|start| *start == name).map(|_| &text[name.len()..]);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// The text outside of code, a piece for each block.
fn prose(markdown: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut code = false;
    for event in Parser::new(markdown) {
        let mut write = |text: &str| pieces.last_mut().into_iter().for_each(|piece| piece.push_str(text));
        match event {
            Event::Text(text) if !code => write(&text),
            Event::Code(_) | Event::SoftBreak | Event::HardBreak => write(" "),
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) => pieces.push(String::new()),
            _ => {}
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_outside_of_code() {
        let person = |id, name: &str| Person {
            id,
            name: name.to_owned(),
            trade: String::new(),
            joined: 0,
            gone: false,
            moderator: false,
            reputation: 1,
        };
        let people = [person(1, "Mira Okafor"), person(2, "Inês Carvalho"), person(3, "Dev Raman")];
        for (text, expected) in [
            ("@Mira Okafor, have you seen this?", &[1][..]),
            ("Ask @InêsCarvalho or @MiraOkafor. @InêsCarvalho knows.", &[2, 1]),
            ("**@Dev Raman**", &[3]),
            ("`@Dev Raman` and\n\n```\n@Mira Okafor\n```", &[]),
            ("mail@Dev Raman, @Dev, @Dev Ramanujan, @", &[]),
        ] {
            let ids: Vec<_> = of(text, &people).iter().map(|person| person.id).collect();
            assert_eq!(ids, expected, "{text}");
        }
    }
}
