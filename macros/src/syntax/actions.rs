//! Actions.

use passrole_model::pipeline::{Category, Owner};

use super::begins::{Level, PREPOSITIONS};
use super::parser::{Parser, Read, Unread};
use super::tokens::{Tokens, meant};
use super::tree::{Action, Ident, Parts, Provider, Step};

const ORDER: &str =
    "the order is `NAME: PROVIDER(inputs) -> outputs in PLACE as ROLE passing ROLE`";

const CATEGORIES: &str =
    "the categories are `Source`, `Build`, `Test`, `Deploy`, `Approval`, `Invoke`, `Compute`";

/// What may follow a provider, in the order of the grammar; each is a bit.
#[derive(Clone, Copy)]
enum Part {
    Inputs = 1,
    Outputs = 2,
    Place = 4,
    Role = 8,
    Passing = 16,
}

impl Parser<'_> {
    /// `name : provider … ( ; | settings ;? )`. One of which a part is unknown would be judged wrongly, so it is
    /// not kept; its settings are read all the same.
    pub fn action(&mut self, doc: String, steps: &mut Vec<Step>) -> Read<()> {
        let name = self.name("the action's name");
        if name.is_ok() && self.begins(Level::Step) && !self.tokens.is(0, ":") {
            // What stands before another action or condition is a half written name.
            return Err(self.expected_with("`:`", "write `NAME: PROVIDER;`"));
        }
        self.take_sign(":", "write `NAME: PROVIDER;`");
        let provider = self.provider();
        if provider.is_err() {
            self.skip_to_part();
        }
        let mut parts = Parts::default();
        let whole = self.parts(&mut parts);
        if provider.is_err() {
            // Where it ends is not to be told from what was skipped.
            self.tokens.fault = Some(self.tokens.at());
        }
        let (ending, settings) =
            self.ending_settings(Level::Step, "`in`, `as`, `passing`, `{` or `;`");
        if ending.braces && self.tokens.is_any(0, PREPOSITIONS) && self.tokens.word(1).is_some() {
            let found = self.tokens.found(0);
            self.error_with(&format!("{found} stands after the settings"), ORDER);
            self.skip_rest(Level::Step);
            return Err(Unread);
        }
        if ending.braces {
            self.take(";");
        }
        if ending.skipped || !whole {
            return Err(Unread);
        }
        steps.push(Step::Action(Box::new(Action {
            doc,
            name: name?,
            provider: provider?,
            parts,
            settings,
        })));
        Ok(())
    }

    /// `( category :: ( ( Custom | ThirdParty ) :: )? )? IDENT ( @ STRING )?`
    fn provider(&mut self) -> Read<Provider> {
        let mut category = None;
        let mut known = true;
        let mut owner = Owner::Aws;
        if let Some(help) = self.one_colon() {
            category = self.category();
            self.tokens.advance(1);
            self.expected_with("`::`", &help);
            self.tokens.advance(1);
        } else if self.tokens.word(0).is_some() && self.tokens.is(1, "::") {
            category = self.category();
            known = category.is_some();
            self.tokens.advance(3);
            if self.tokens.word(0).is_some() && self.tokens.is(1, "::") {
                match self.owner() {
                    Some(written) => owner = written,
                    None => known = false,
                }
                self.tokens.advance(3);
            }
        }
        let name = self.provider_name();
        let mut version = None;
        if self.take("@") {
            version = Some(self.version()?);
        }
        if !known {
            return Err(Unread);
        }
        Ok(Provider {
            category,
            owner,
            name: name?,
            version,
        })
    }

    /// What to write where one colon stands between a category and a provider.
    fn one_colon(&self) -> Option<String> {
        let (word, provider) = (self.tokens.word(0)?, self.tokens.word(2)?);
        for category in &Category::ALL {
            if word == category.as_str() && self.tokens.is(1, ":") {
                return Some(format!("write `{word}::{provider}`"));
            }
        }
        None
    }

    fn provider_name(&mut self) -> Read<Ident> {
        if self.tokens.word(0).is_none() || self.tokens.is(0, "_") || self.begins_another() {
            return Err(self.expected("a provider"));
        }
        self.key()
    }

    /// The category that is next; a misspelt one is read as it was meant.
    fn category(&mut self) -> Option<Category> {
        let mut names = Vec::new();
        for category in &Category::ALL {
            names.push(category.as_str());
        }
        let near = self.tokens.misspelt(0, &names);
        let word = near.or(self.tokens.word(0)).unwrap_or_default();
        let mut category = None;
        for one in &Category::ALL {
            if word == one.as_str() {
                category = Some(*one);
            }
        }
        let help = match (near, word) {
            (Some(_), _) => meant(near),
            (None, "Custom" | "ThirdParty") => {
                format!("the category stands first: `Build::{word}::…`")
            }
            _ => CATEGORIES.to_owned(),
        };
        if near.is_some() || category.is_none() {
            self.expected_with("a category", &help);
        }
        category
    }

    fn owner(&mut self) -> Option<Owner> {
        let near = self.tokens.misspelt(0, &["Custom", "ThirdParty"]);
        let mut help = meant(near);
        let owner = match near.or(self.tokens.word(0)) {
            Some("Custom") => Some(Owner::Custom),
            Some("ThirdParty") => Some(Owner::ThirdParty),
            word => {
                help.push_str("AWS is the owner where none is written");
                (word == Some("AWS")).then_some(Owner::Aws)
            }
        };
        if !help.is_empty() {
            self.expected_with("`Custom`, `ThirdParty` or a provider", &help);
        }
        owner
    }

    /// The version after `@`. A number is an error and read as the string that was meant.
    fn version(&mut self) -> Read<Ident> {
        if let Some(literal) = self.tokens.literal(0) {
            let text = literal.to_string();
            if text.as_bytes().first().is_some_and(u8::is_ascii_digit) {
                self.error_with(
                    "a version is written as a string",
                    &format!("write `@ \"{text}\"`"),
                );
                return Ok(self.word(text));
            }
        }
        self.quoted("the version as a string")
    }

    /// Everything between the provider and the braces. Tells whether all of it could be read.
    fn parts(&mut self, parts: &mut Parts) -> bool {
        let mut seen = 0;
        let mut whole = true;
        while let Some(part) = self.part() {
            let bit = part as u8;
            if seen & bit != 0 {
                self.error_with(&format!("{} stands twice", self.tokens.found(0)), ORDER);
                self.skip(1);
                self.skip_to_part();
                continue;
            }
            if seen > bit {
                self.error_with(&format!("{} stands too late", self.tokens.found(0)), ORDER);
            }
            seen |= bit;
            if self.read_part(part, parts).is_err() {
                whole = false;
                self.skip_to_part();
            }
            if self.tokens.is(0, ",") && self.tokens.is_any(1, PREPOSITIONS) {
                self.error_with("no `,` stands between the parts of an action", ORDER);
                self.tokens.advance(1);
            }
        }
        whole
    }

    fn skip_to_part(&mut self) {
        while !self.at_ending(Level::Step) && self.part().is_none() {
            self.skip(1);
        }
    }

    /// The part that begins with the next token.
    fn part(&self) -> Option<Part> {
        // Before a `:` it is the name of the next action, unless settings follow.
        let named = self.tokens.is(1, ":") && !self.tokens.is_brace(2);
        if self.tokens.is_parenthesis(0) && !named || self.misbracketed().is_some() {
            return Some(Part::Inputs);
        }
        if self.tokens.is(0, "->") || self.tokens.is(0, "=>") {
            return Some(Part::Outputs);
        }
        let mut word = self.tokens.word(0);
        if self.tokens.word(1).is_some() {
            word = self.tokens.misspelt(0, PREPOSITIONS).or(word);
        }
        match word {
            _ if self.tokens.is(1, ":") && !self.tokens.is_any(0, PREPOSITIONS) => None,
            Some("in") => Some(Part::Place),
            Some("as") => Some(Part::Role),
            Some("passing") => Some(Part::Passing),
            _ => None,
        }
    }

    /// The inputs as they are written, where they stand in other brackets than parentheses: identifiers and nothing
    /// else, with more of the action to come.
    fn misbracketed(&self) -> Option<String> {
        let tokens = &self.tokens;
        let preposition = tokens.is_any(1, PREPOSITIONS) && tokens.word(2).is_some();
        let more = tokens.is_brace(1) || tokens.is(1, "->") || preposition;
        if tokens.is_parenthesis(0) || !more && !tokens.is_bracket(0) {
            return None;
        }
        let inner = Tokens::within(tokens.any_group(0)?);
        let mut written = inner.word(0)?.to_owned();
        let mut length = 1;
        while inner.is(length, ",") {
            let Some(word) = inner.word(length + 1) else {
                break;
            };
            written.push_str(&format!(", {word}"));
            length += 2;
        }
        inner.is_end_at(length).then_some(written)
    }

    fn read_part(&mut self, part: Part, parts: &mut Parts) -> Read<()> {
        match part {
            Part::Inputs => {
                if let Some(inputs) = self.misbracketed() {
                    self.error(&format!("inputs stand in parentheses: `({inputs})`"));
                }
                parts.inputs = self.identifiers("an artifact")?;
            }
            Part::Outputs => {
                self.take_sign("->", "");
                parts.outputs = self.outputs()?;
            }
            Part::Place => {
                self.preposition("in");
                parts.place = Some(self.place()?);
            }
            Part::Role => {
                self.preposition("as");
                parts.role = Some(self.identifier("a role")?);
            }
            Part::Passing => {
                self.preposition("passing");
                parts.passing = Some(self.identifier("a role")?);
            }
        }
        Ok(())
    }

    /// Goes past that word, misspelt or not.
    fn preposition(&mut self, meant: &str) {
        if !self.take(meant) {
            self.mistaken(meant);
            self.tokens.advance(1);
        }
        if self.tokens.is(0, ":") {
            self.error_with(&format!("no `:` stands after `{meant}`"), ORDER);
            self.tokens.advance(1);
        }
    }

    /// `ARTIFACT | ( ARTIFACT, … )`
    fn outputs(&mut self) -> Read<Vec<Ident>> {
        if self.tokens.is_parenthesis(0) {
            return self.identifiers("an artifact");
        }
        let mut outputs = Vec::new();
        loop {
            outputs.push(self.identifier("an artifact")?);
            let tokens = &self.tokens;
            if !tokens.is(0, ",") || tokens.word(1).is_none() || tokens.is(2, ":") {
                return Ok(outputs);
            }
            if outputs.len() == 1 {
                self.error("several outputs stand in parentheses: `-> (a, b)`");
            }
            self.tokens.advance(1);
        }
    }
}
