//! Asking a site while a person types: one thing at a time, always the newest, and nothing twice.
//!
//! Decides and remembers; whoever asks and shows is `ui`'s.

/// What was asked while one editor is open, and what was answered.
#[derive(Debug)]
pub struct Typeahead<A> {
    /// None while it is under way, or if it failed.
    answers: Vec<(String, Option<A>)>,
    is_waiting: bool,
}

impl<A> Default for Typeahead<A> {
    fn default() -> Self {
        Self { answers: Vec::new(), is_waiting: false }
    }
}

impl<A> Typeahead<A> {
    /// Whether to ask for `wanted` now. If so, [`Self::answered`] has to follow; what is wanted by then is asked for
    /// next.
    #[must_use]
    pub fn asks(&mut self, wanted: &str) -> bool {
        if wanted.is_empty() || self.is_waiting || self.answers.iter().any(|(asked, _)| asked == wanted) {
            return false;
        }
        self.answers.push((wanted.to_owned(), None));
        self.is_waiting = true;
        true
    }

    /// Takes the answer to what was asked last; none if it failed.
    pub fn answered(&mut self, answer: Option<A>) {
        self.is_waiting = false;
        if let Some((_, kept)) = self.answers.last_mut() {
            *kept = answer;
        }
    }

    /// The answer to just this.
    #[must_use]
    pub fn answer(&self, wanted: &str) -> Option<&A> {
        self.answers.iter().find(|(asked, _)| asked == wanted)?.1.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Words are typed, answers come or fail in between.
        #[test]
        fn one_at_a_time_the_newest_and_nothing_twice(steps in prop::collection::vec(prop_oneof![
            "[abc]{0,1}".prop_map(Ok),
            prop::bool::ANY.prop_map(Err),
        ], 0..40)) {
            let mut typeahead = Typeahead::default();
            let (mut typed, mut asked, mut under_way) = (String::new(), Vec::new(), None);
            for step in steps {
                match step {
                    Ok(word) => typed = word,
                    Err(works) => {
                        if let Some(word) = under_way.take() {
                            typeahead.answered(works.then_some(word));
                        }
                    }
                }
                let asks = typeahead.asks(&typed);
                prop_assert_eq!(asks, under_way.is_none() && !typed.is_empty() && !asked.contains(&typed));
                if asks {
                    asked.push(typed.clone());
                    under_way = Some(typed.clone());
                }
                // What is shown is the answer to what is typed, and to nothing before it.
                prop_assert!(typeahead.answer(&typed).is_none_or(|answer| *answer == typed));
            }
        }
    }
}
