//! Stages and what they hold, except the actions themselves.

use super::docs::Docs;
use super::parser::{CONDITIONS, Level, Parser, Read, Unread};
use super::tree::{Setting, Stage, Step, Value};

/// What holds a step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// A stage.
    Stage,
    /// A loop in a stage.
    Loop,
    /// A `parallel`, or a loop in one.
    Parallel,
}

/// What a stage holds.
#[derive(Default)]
struct Body {
    steps: Vec<Step>,
    conditions: Vec<Setting>,
}

impl Parser<'_> {
    /// `stage name ( in place )? { … }`
    pub fn stage(&mut self, doc: String) -> Read<Stage> {
        self.tokens.advance(1);
        let name = self.name("the stage's name");
        let mut place = Ok(None);
        if self.tokens.is(0, "in") || self.misses_in() {
            place = self
                .preposition_in("the account", Level::Item)
                .and_then(|()| self.place())
                .map(Some);
        }
        self.lost_step = false;
        let expected = if matches!(place, Ok(None)) {
            "`in` or `{`"
        } else {
            "`{`"
        };
        let found = self.braces(Level::Item, expected);
        let body = if self.tokens.is_brace(0) {
            place = found.and(place);
            self.inside(|parser| parser.body(Within::Stage))
        } else {
            Err(Unread)
        };
        let lost = std::mem::take(&mut self.lost_step) || body.is_err();
        let Body { steps, conditions } = body.unwrap_or_default();
        Ok(Stage {
            doc,
            name: name?,
            place: place?,
            steps,
            conditions,
            lost,
        })
    }

    /// Whether an account stands before the braces without its `in`, or after another word.
    fn misses_in(&self) -> bool {
        let tokens = &self.tokens;
        let placed = |ahead| tokens.is_brace(ahead) || tokens.is(ahead, "/");
        !self.at_ending(Level::Item)
            && self.tokens.is_name(0)
            && (placed(1) || tokens.word(1).is_some() && placed(2))
    }

    fn body(&mut self, within: Within) -> Body {
        let mut body = Body::default();
        self.each(|parser| parser.step(within, &mut body));
        body
    }

    fn step(&mut self, within: Within, body: &mut Body) {
        let docs = self.docs();
        let from = self.tokens.at();
        let read = match self.tokens.word(0) {
            Some("parallel") if !self.tokens.is(1, ":") => self.parallel(&docs, within, body),
            Some("for") if !self.tokens.is(1, ":") => self
                .step_loop(&docs, within)
                .map(|step| body.steps.push(step)),
            Some(word) if CONDITIONS.contains(&word) && self.is_condition() => {
                self.undocumented(&docs, "a condition");
                self.condition(within, body)
            }
            _ => self.other_step(docs, within, body),
        };
        if let Err(Unread) = read {
            self.lose(from);
            self.lost_step = true;
        }
    }

    fn is_condition(&self) -> bool {
        self.tokens.is(1, ":") && self.tokens.is_brace(2) || self.tokens.is_brace(1)
    }

    /// An action, or a word that looks like something else.
    fn other_step(&mut self, docs: Docs, within: Within, body: &mut Body) -> Read<()> {
        if let Some(near) = self
            .tokens
            .misspelt(0, &CONDITIONS)
            .filter(|_| self.is_condition())
        {
            self.mistaken(near);
            return self.condition(within, body);
        }
        if let Some(near) = self
            .tokens
            .misspelt(0, &["parallel"])
            .filter(|_| self.tokens.is_brace(1))
        {
            self.mistaken(near);
            return self.parallel(&docs, within, body);
        }
        if let Some(near) = self
            .tokens
            .misspelt(0, &["for"])
            .filter(|_| self.tokens.is(2, "in"))
        {
            self.mistaken(near);
            return self
                .step_loop(&docs, within)
                .map(|step| body.steps.push(step));
        }
        if self.tokens.is(0, "actions") && self.tokens.is_brace(1) {
            self.expected_with(
                "an action",
                "actions stand directly in the stage, without `actions { … }`",
            );
            self.tokens.advance(1);
            let inner = self.inside(|parser| parser.body(within))?;
            body.steps.extend(inner.steps);
            body.conditions.extend(inner.conditions);
            return Ok(());
        }
        if self.tokens.is(0, "action") && self.tokens.is_name(1) && self.tokens.is(2, ":") {
            self.expected_with(
                "an action's name",
                "write `NAME: PROVIDER;`, without `action`",
            );
            self.tokens.advance(1);
        }
        let signs = [":", "=", "=>"];
        let named = self.tokens.is_name(0)
            && (signs.iter().any(|sign| self.tokens.is(1, sign)) || self.misses_colon());
        if named || self.tokens.is(0, ":") {
            return self
                .action(docs.text)
                .map(|action| body.steps.push(Step::Action(Box::new(action))));
        }
        self.no_step()
    }

    /// Whether a provider follows the name at once.
    fn misses_colon(&self) -> bool {
        !self.tokens.is(0, "stage") && self.tokens.word(1).is_some()
    }

    /// What begins no step.
    fn no_step(&mut self) -> Read<()> {
        if self.tokens.is_end() {
            self.expected_with("an action", "a doc comment stands before what it describes");
            return Ok(());
        }
        if self.tokens.is(0, ";") || self.tokens.is(0, ",") {
            self.expected_with("an action", "actions end in `;` or `}`");
            self.tokens.advance(1);
            return Ok(());
        }
        let help = if self.tokens.is(0, "stage") {
            "a stage stands in the declaration, not in another one"
        } else {
            "an action is written `NAME: PROVIDER;`"
        };
        self.expected_with("an action, `parallel`, `for` or a condition", help);
        if !self.tokens.is_brace(0) {
            self.skip(1);
        }
        self.skip_rest(Level::Step);
        Err(Unread)
    }

    /// `parallel { … }`
    fn parallel(&mut self, docs: &Docs, within: Within, body: &mut Body) -> Read<()> {
        self.undocumented(docs, "`parallel`");
        if within == Within::Parallel {
            self.error("a `parallel` stands in no other one");
        }
        self.tokens.advance(1);
        if self.braces(Level::Step, "`{`").is_err() && !self.tokens.is_brace(0) {
            return Err(Unread);
        }
        let inner = self.inside(|parser| parser.body(Within::Parallel))?;
        if within == Within::Parallel {
            body.steps.extend(inner.steps);
        } else {
            body.steps.push(Step::Parallel(inner.steps));
        }
        Ok(())
    }

    /// `for IDENT in accounts { … }`
    fn step_loop(&mut self, docs: &Docs, within: Within) -> Read<Step> {
        self.undocumented(docs, "a loop");
        let within = if within == Within::Parallel {
            within
        } else {
            Within::Loop
        };
        self.repeat(Level::Step, |parser| {
            let Body {
                mut steps,
                conditions,
            } = parser.body(within);
            steps.extend(conditions.into_iter().map(Step::Condition));
            steps
        })
        .map(Step::Loop)
    }

    /// `OnFailure: map;`
    fn condition(&mut self, within: Within, body: &mut Body) -> Read<()> {
        if within == Within::Parallel {
            self.error("a condition stands directly in its stage");
        }
        let key = self.key()?;
        self.take_sign(":", "");
        let at = self.site();
        let from = self.tokens.at();
        let map = self.settings();
        if map.lost {
            self.lose(from);
        }
        self.semicolon(Level::Step);
        let value = if map.lost {
            Value::Lost(at)
        } else {
            Value::Map(map.list, at)
        };
        if within != Within::Parallel {
            body.conditions.push(Setting { key, value });
        }
        Ok(())
    }
}
