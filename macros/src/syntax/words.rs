//! Names, and where things are placed: what stands between a keyword and the braces.

use passrole_model::pipeline::Str;
use proc_macro2::{Delimiter, Group, TokenTree};

use super::begins::{Level, PREPOSITIONS};
use super::parser::{Parser, Read, Unread, plain};
use super::tokens::Tokens;
use super::tree::{Expression, Ident, Place, Value};
use crate::source;

/// Words that Rust takes as no identifier, not even with `r#` before it.
const RESERVED: &[&str] = &["_", "self", "Self", "super", "crate", "$crate"];

impl Parser<'_> {
    /// An identifier that names such a thing: "a role".
    pub fn identifier(&mut self, thing: &str) -> Read<Ident> {
        if self.begins_another() {
            return Err(self.expected(thing));
        }
        self.identifier_as(thing, thing)
    }

    /// An identifier under which such a thing is declared.
    pub fn new_identifier(&mut self, thing: &str) -> Read<Ident> {
        let what = format!("a name for {thing}");
        if self.begins_item() {
            return Err(self.expected(&what));
        }
        self.identifier_as(thing, &what)
    }

    fn identifier_as(&mut self, thing: &str, what: &str) -> Read<Ident> {
        if let Some(text) = self.tokens.string(0) {
            return self.quoted_identifier(thing, text);
        }
        match self.tokens.word(0) {
            Some(word) if !RESERVED.contains(&word) && !self.is_preposition() => {
                if let Some((text, length)) = self.hyphenated() {
                    return Ok(self.mended_identifier(thing, &text.replace('-', "_"), length));
                }
                Ok(self.word(plain(word).to_owned()))
            }
            _ => Err(self.expected(what)),
        }
    }

    /// What was written with hyphens is read with underscores instead.
    fn mended_identifier(&mut self, thing: &str, text: &str, length: usize) -> Ident {
        self.error_over(
            length,
            &format!("{thing} is named by an identifier, which has no `-`"),
            &format!("write `{text}`"),
        );
        let word = self.word(text.to_owned());
        self.tokens.advance(length - 1);
        word
    }

    fn quoted_identifier(&mut self, thing: &str, text: String) -> Read<Ident> {
        let identifier = source::looks_like_identifier(&text);
        let help = if identifier {
            format!("write `{text}` without quotes")
        } else {
            String::new()
        };
        self.error_with(&format!("{thing} is named by its identifier"), &help);
        if identifier {
            return Ok(self.word(text));
        }
        self.skip(1);
        Err(Unread)
    }

    /// Whether `in`, `as` or `passing` is next and what it introduces follows: then a name is missing before it.
    fn is_preposition(&self) -> bool {
        self.tokens.is_any(0, PREPOSITIONS) && self.is_named(1)
    }

    /// Whether brackets or a word that is no preposition stand so many tokens ahead.
    fn is_named(&self, ahead: usize) -> bool {
        let word = self.tokens.word(ahead).is_some() && !self.tokens.is_any(ahead, PREPOSITIONS);
        word || self.tokens.is_bracket(ahead)
    }

    /// Makes the next token a word or a string with that text.
    pub fn word(&mut self, text: String) -> Ident {
        let at = self.site();
        self.tokens.advance(1);
        Ident {
            name: Str::Owned(text),
            at,
        }
    }

    /// A string literal.
    pub fn quoted(&mut self, what: &str) -> Read<Ident> {
        let Some(text) = self.tokens.string(0) else {
            return Err(self.expected(what));
        };
        Ok(self.word(text))
    }

    /// A setting's key.
    pub fn key(&mut self) -> Read<Ident> {
        if let Some(text) = self.tokens.string(0) {
            return Ok(self.word(text));
        }
        match self.tokens.word(0) {
            Some(word) if word != "_" => Ok(self.word(plain(word).to_owned())),
            _ => Err(self.expected("a key")),
        }
    }

    /// `IDENT | STRING | ( rust expression )`
    pub fn name(&mut self, what: &str) -> Read<Value> {
        if let Some(text) = self.tokens.string(0) {
            return Ok(Value::Quoted(self.word(text)));
        }
        if let Some(group) = self.tokens.group(0, Delimiter::Parenthesis).cloned() {
            return self.in_parentheses(group);
        }
        if let Some((text, length)) = self.hyphenated() {
            return Ok(self.unquoted("a name with `-`", text, length));
        }
        match self.tokens.word(0) {
            Some(word) if word != "_" && !self.is_preposition() && !self.begins_item() => {
                Ok(Value::Word(self.word(plain(word).to_owned())))
            }
            _ => Err(self.expected(what)),
        }
    }

    /// A Rust expression in parentheses, which stay around it.
    fn in_parentheses(&mut self, group: Group) -> Read<Value> {
        if group.stream().is_empty() {
            self.error_on(
                group.span_close(),
                "expected a Rust expression, found `)`",
                "",
            );
            self.tokens.advance(1);
            return Err(Unread);
        }
        self.one_expression(&group)?;
        let at = self.site_of(group.span());
        self.tokens.advance(1);
        Ok(Value::Expression(Expression {
            tokens: TokenTree::Group(group).into(),
            at,
        }))
    }

    /// What stands in parentheses is Rust's; but two words that follow each other are no expression of Rust's.
    pub fn one_expression(&mut self, group: &Group) -> Read<()> {
        let Some((span, found)) = source::second_operand(group.stream()) else {
            return Ok(());
        };
        self.error_on(
            span,
            &format!("expected one Rust expression in parentheses, and `{found}` is another"),
            "write one, as `(name)`, or a string without parentheses",
        );
        self.skip(1);
        Err(Unread)
    }

    /// The `in` before `what`. Fails where none comes before the thing's end.
    pub fn preposition_in(&mut self, what: &str, level: Level) -> Read<()> {
        if self.take("in") {
            return Ok(());
        }
        self.expected(&format!("`in`, then {what}"));
        let tokens = &self.tokens;
        let word = tokens.word(0).is_some() && !self.at_ending(level);
        if !tokens.is(1, "in") && (word || tokens.is_bracket(0) || tokens.string(0).is_some()) {
            if word && self.is_named(1) {
                // Another word stands where `in` should.
                self.skip(1);
            }
            return Ok(());
        }
        while !self.tokens.is(0, "in") && !self.at_ending(level) {
            self.skip(1);
        }
        if self.take("in") { Ok(()) } else { Err(Unread) }
    }

    /// Identifiers separated by commas, in the group that is next.
    pub fn identifiers(&mut self, thing: &str) -> Read<Vec<Ident>> {
        let from = self.tokens.at();
        let mut words = Vec::new();
        let mut whole = true;
        self.enter()?;
        while self.another() {
            match self.identifier(thing) {
                Ok(word) => words.push(word),
                Err(Unread) => {
                    whole = false;
                    self.skip_to_comma();
                }
            }
            self.comma(Tokens::begins_word);
        }
        if whole {
            return Ok(words);
        }
        self.lose(from);
        Err(Unread)
    }

    /// `in accounts`
    pub fn accounts_in(&mut self, level: Level) -> Read<Vec<Ident>> {
        self.preposition_in("the accounts", level)?;
        self.accounts()
    }

    /// `ACCOUNT | GROUP | [ ACCOUNT | GROUP, … ]`
    pub fn accounts(&mut self) -> Read<Vec<Ident>> {
        if let Some(group) = self.tokens.group(0, Delimiter::Bracket) {
            if group.stream().is_empty() {
                self.error_on(group.span_close(), "expected an account, found `]`", "");
                self.skip(1);
                return Err(Unread);
            }
            return self.identifiers("an account");
        }
        if self.tokens.is_parenthesis(0) {
            self.error("accounts stand in brackets: `[dev, prod]`");
            return self.identifiers("an account");
        }
        let mut accounts = Vec::new();
        loop {
            accounts.push(self.identifier("an account")?);
            let first = accounts.len() == 1;
            let more = self.tokens.is(0, ",") && self.tokens.word(1).is_some();
            if !more || first && self.tokens.is(2, ":") {
                return Ok(accounts);
            }
            if first {
                self.error("accounts stand in brackets: `[dev, prod]`");
            }
            self.tokens.advance(1);
        }
    }

    /// `region | [ region, … ]`
    pub fn regions(&mut self) -> Read<Vec<Value>> {
        let mut regions = Vec::new();
        if !self.tokens.is_bracket(0) {
            regions.push(self.region()?);
            return Ok(regions);
        }
        self.enter()?;
        let mut whole = !self.tokens.is_end();
        if !whole {
            self.expected("a region");
        }
        while self.another() {
            match self.region() {
                Ok(region) => regions.push(region),
                Err(Unread) => {
                    whole = false;
                    self.skip_to_comma();
                }
            }
            self.comma(Tokens::begins_region);
        }
        if whole { Ok(regions) } else { Err(Unread) }
    }

    fn region(&mut self) -> Read<Value> {
        if let Some((text, length)) = self.hyphenated() {
            return Ok(self.unquoted("a region", text, length));
        }
        let path = self.tokens.word(0).is_some()
            && matches!(self.tokens.operator(1), Some("::" | "." | "!"));
        if self.begins_another() {
            return Err(self.expected("a region"));
        }
        if path || self.tokens.is_any(0, RESERVED) {
            return Err(self.expected_with(
                "a region",
                "a Rust expression that is more than a name stands in parentheses: `(config.region)`",
            ));
        }
        self.name("a region")
    }

    /// A name with hyphens and without quotes, as `eu-west-1` or `Deploy-{t}`, and the number of its tokens.
    pub fn hyphenated(&self) -> Option<(String, usize)> {
        let mut text = self.piece(0)?;
        let mut length = 1;
        while self.tokens.is(length, "-")
            && let Some(piece) = self.piece(length + 1)
        {
            text.push_str(&format!("-{piece}"));
            length += 2;
        }
        (length > 1).then_some((text, length))
    }

    /// What such a name consists of, beside hyphens.
    fn piece(&self, ahead: usize) -> Option<String> {
        if let Some(word) = self.tokens.word(ahead) {
            return Some(plain(word).to_owned());
        }
        if let Some(literal) = self.tokens.literal(ahead) {
            return Some(literal.to_string());
        }
        let inner = Tokens::within(self.tokens.group(ahead, Delimiter::Brace)?);
        if !inner.is_end_at(1) {
            return None;
        }
        Some(format!("{{{}}}", inner.word(0)?))
    }

    /// Reads it as the string that was meant.
    fn unquoted(&mut self, what: &str, text: String, length: usize) -> Value {
        self.error_over(
            length,
            &format!("{what} is written as a string"),
            &format!("write `\"{text}\"`"),
        );
        let at = self.site();
        self.tokens.advance(length);
        Value::Quoted(Ident {
            name: Str::Owned(text),
            at,
        })
    }

    /// `ACCOUNT ( / region )?`
    pub fn place(&mut self) -> Read<Place> {
        if self.tokens.is_bracket(0) {
            let help = "a loop runs in each of several: `for t in [dev, prod] { … in t … }`";
            return Err(self.expected_with("an account", help));
        }
        if self.tokens.is_parenthesis(0) {
            let help = "an account and its region are written `dev / \"eu-west-1\"`";
            let unread = self.expected_with("an account", help);
            self.skip(1);
            return Err(unread);
        }
        let account = self.identifier("an account")?;
        if self.tokens.is(0, ":") && self.tokens.string(1).is_some() {
            self.expected_with(
                "`/`",
                "a region follows its account as `dev / \"eu-west-1\"`",
            );
            self.tokens.advance(1);
            let region = Some(self.region()?);
            return Ok(Place { account, region });
        }
        let region = if self.take("/") {
            Some(self.region()?)
        } else {
            None
        };
        Ok(Place { account, region })
    }
}
