//! Stages and what they hold, except the actions themselves.

use passrole_model::catalog::{self, settings};

use super::begins::Level;
use super::docs::Docs;
use super::parser::{Parser, Read, Unread};
use super::tree::{Item, Place, Setting, Stage, Step, Value};

/// The words that begin a step which is no action.
const STEPS: &[&str] = &["parallel", "for", "BeforeEntry", "OnSuccess", "OnFailure"];
/// The words that begin a statement of Rust's.
const STATEMENTS: &[&str] = &["if", "match", "while", "let"];
const STEP: &str = "an action, `parallel`, `for` or a condition";

impl Parser<'_> {
    /// `stage name ( in place )? { … }`
    pub fn stage(&mut self, doc: String) -> Read<Item> {
        self.tokens.advance(1);
        let name = self.name("the stage's name");
        if self.tokens.is_any(0, &["as", "passing"]) && self.tokens.word(1).is_some() {
            let found = self.tokens.found(0);
            self.error_with(
                &format!("{found} stands on an action, not on a stage"),
                "write it on each action of the stage",
            );
            self.skip(2);
        }
        let placed = self.tokens.is(0, "in") || self.misses_in();
        let mut place = None;
        let mut whole = true;
        if placed {
            place = self.place_in().ok();
            whole = place.is_some();
        }
        self.lost_step = false;
        let expected = if placed { "`{`" } else { "`in` or `{`" };
        let found = self.braces(Level::Item, expected);
        let braces = self.tokens.is_brace(0);
        let mut steps = Vec::new();
        let read = braces && self.steps(false, &mut steps).is_ok();
        let lost = self.lost_step || !read;
        // Something stands between the name and the braces.
        whole &= !braces || found.is_ok();
        if !whole {
            return Err(Unread);
        }
        Ok(Item::Stage(Stage {
            doc,
            name: name?,
            place,
            steps,
            lost,
        }))
    }

    fn place_in(&mut self) -> Read<Place> {
        self.preposition_in("the account", Level::Item)?;
        self.place()
    }

    /// Whether an account stands before the braces without its `in`, or after another word.
    fn misses_in(&self) -> bool {
        let placed = 1 + usize::from(self.tokens.word(1).is_some());
        !self.at_ending(Level::Item)
            && self.tokens.is_name(0)
            && (self.tokens.is_brace(placed) || self.tokens.is(placed, "/"))
    }

    /// The steps in braces.
    fn steps(&mut self, parallel: bool, steps: &mut Vec<Step>) -> Read<()> {
        self.enter()?;
        while self.another() {
            self.step(parallel, steps);
        }
        Ok(())
    }

    /// One step, in a `parallel` or not.
    fn step(&mut self, parallel: bool, steps: &mut Vec<Step>) {
        let docs = self.docs();
        let from = self.tokens.at();
        let read = match self.step_keyword() {
            Some("parallel") => self.parallel(&docs, parallel, steps),
            Some("for") => self.step_loop(&docs, parallel, steps),
            Some(_) => {
                self.undocumented(&docs, "a condition");
                self.condition(parallel, steps)
            }
            None => self.other_step(docs, parallel, steps),
        };
        if let Err(Unread) = read {
            self.lose(from);
            self.lost_step = true;
        }
    }

    /// The word that begins a step which is no action; a misspelt one is read as it was meant.
    fn step_keyword(&mut self) -> Option<&'static str> {
        let tokens = &self.tokens;
        let condition = tokens.is(1, ":") && tokens.is_brace(2) || tokens.is_brace(1);
        for word in STEPS {
            let fits = match *word {
                "parallel" => !tokens.is(1, ":") || tokens.is_brace(2),
                "for" => !tokens.is(1, ":"),
                _ => {
                    condition
                        || tokens.is(1, ":") && !tokens.is_end_at(2) && tokens.word(2).is_none()
                }
            };
            if tokens.is(0, word) && fits {
                return Some(word);
            }
        }
        let near = tokens.misspelt(0, STEPS)?;
        let fits = match near {
            "parallel" => tokens.is_brace(1),
            "for" => tokens.is(2, "in"),
            _ => condition,
        };
        if !fits {
            return None;
        }
        self.mistaken(near);
        Some(near)
    }

    /// An action, or a word that looks like something else.
    fn other_step(&mut self, docs: Docs, parallel: bool, steps: &mut Vec<Step>) -> Read<()> {
        if self.tokens.is(0, "actions") && self.tokens.is_brace(1) {
            self.expected_with(
                "an action",
                "actions stand directly in the stage, without `actions { … }`",
            );
            self.tokens.advance(1);
            return self.steps(parallel, steps);
        }
        if self.tokens.is(0, "action") && self.tokens.is_name(1) && self.tokens.is(2, ":") {
            self.expected_with(
                "an action's name",
                "write `NAME: PROVIDER;`, without `action`",
            );
            self.tokens.advance(1);
        }
        if let Some((help, length)) = self.stands_elsewhere() {
            self.expected_with(STEP, &help);
            self.skip(length);
            while !self.at_ending(Level::Step) && !self.tokens.is(0, ",") {
                self.skip(1);
            }
            if !self.take(",") {
                self.skip_rest(Level::Step);
            }
            return Err(Unread);
        }
        let tokens = &self.tokens;
        let signed = tokens.is(1, ":") || tokens.is(1, "=") || tokens.is(1, "=>");
        let hyphenated = match self.hyphenated() {
            Some((_, length)) => tokens.word(0).is_some() && tokens.is(length, ":"),
            None => false,
        };
        if tokens.is_any(0, STATEMENTS) && !signed {
            return self.no_step();
        }
        let named = tokens.is_name(0) && (signed || hyphenated || self.misses_colon());
        if named || tokens.is(0, ":") {
            return self.action(docs.text, steps);
        }
        self.no_step()
    }

    /// Where that stands which is next, if that is an item or a setting of the pipeline; and how many tokens of it could be
    /// taken for a step.
    fn stands_elsewhere(&self) -> Option<(String, usize)> {
        let tokens = &self.tokens;
        let word = tokens.word(0)?;
        let sign = match word {
            "account" | "group" => "=",
            "role" => ":",
            "project" => "in",
            _ => "",
        };
        if !sign.is_empty() && tokens.word(1).is_some() && tokens.is(2, sign) {
            let article = if word == "account" { "an" } else { "a" };
            let help = format!("{article} {word} stands in the declaration, not in a stage");
            return Some((help, 3));
        }
        catalog::key(settings::PIPELINE, word)?;
        let ends = tokens.is(3, ",") || tokens.is(3, ";") || tokens.is_end_at(3);
        let provider = match tokens.word(2) {
            Some(provider) => !ends || catalog::is_provider(provider),
            None => false,
        };
        if provider || !tokens.is(1, ":") {
            return None;
        }
        let help = format!(
            "`{word}` stands in the pipeline's block: `pipeline NAME in ACCOUNT {{ {word}: … }}`"
        );
        Some((help, 3))
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
        let help = if self.tokens.is_any(0, STATEMENTS) {
            "a stage holds no statements of Rust's; `for t in [dev, prod] { … }` is the only loop"
        } else if self.tokens.is(0, "stage") {
            "a stage stands in the declaration, not in another one"
        } else {
            "an action is written `NAME: PROVIDER;`"
        };
        self.expected_with(STEP, help);
        if !self.tokens.is_brace(0) {
            self.skip(1);
        }
        self.skip_rest(Level::Step);
        Err(Unread)
    }

    /// `parallel { … }`
    fn parallel(&mut self, docs: &Docs, parallel: bool, steps: &mut Vec<Step>) -> Read<()> {
        self.undocumented(docs, "`parallel`");
        if parallel {
            self.error("a `parallel` stands in no other one");
        }
        self.tokens.advance(1);
        if self.tokens.is(0, ":") {
            self.expected("`{`");
            self.tokens.advance(1);
        }
        if self.braces(Level::Step, "`{`").is_err() && !self.tokens.is_brace(0) {
            return Err(Unread);
        }
        if parallel {
            return self.steps(parallel, steps);
        }
        let mut inner = Vec::new();
        self.steps(true, &mut inner)?;
        steps.push(Step::Parallel(inner));
        Ok(())
    }

    /// `for IDENT in accounts { … }`
    fn step_loop(&mut self, docs: &Docs, parallel: bool, steps: &mut Vec<Step>) -> Read<()> {
        self.undocumented(docs, "a loop");
        let mut body = Vec::new();
        let head = self.loop_head(Level::Step);
        if self.tokens.is_brace(0) {
            self.steps(parallel, &mut body)?;
        }
        steps.push(Step::Loop(head?, body));
        Ok(())
    }

    /// `OnFailure: map;`
    fn condition(&mut self, parallel: bool, steps: &mut Vec<Step>) -> Read<()> {
        if parallel {
            self.error("a condition stands directly in its stage");
        }
        let key = self.key()?;
        self.take_sign(":", "");
        if !self.tokens.is_brace(0) {
            let help = "a condition is a map: `OnFailure: { Result: ROLLBACK };`";
            return Err(self.expected_with("`{`", help));
        }
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
        if !parallel {
            steps.push(Step::Condition(Setting { key, value }));
        }
        Ok(())
    }
}
