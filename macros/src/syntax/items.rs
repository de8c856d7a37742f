//! The declaration and its items, except roles and stages.

use passrole_model::pipeline::{List, Lost, Str};
use proc_macro2::TokenStream;

use super::begins::{ITEMS, Level};
use super::docs::Docs;
use super::extent::Ends;
use super::parser::{Ending, Parser, Read, Unread};
use super::tree::{Account, Declaration, Group, Head, Ident, Item, Loop, Project, Settings, Value};

const HEAD: &str = "`pipeline NAME in ACCOUNT`";
const ITEM: &str = "`account`, `group`, `role`, `project`, `stage` or `for`";

impl Parser<'_> {
    /// Everything between the macro's braces.
    pub fn declaration(mut self) -> Declaration {
        let first = self.tokens.span(0);
        let krate = if self.tokens.is(0, "crate") {
            self.krate()
        } else {
            None
        };
        let mut items = Vec::new();
        let mut pipeline = None;
        let mut docs = self.docs();
        let missing = !self.has_pipeline();
        let mut declared = missing;
        if missing {
            self.expected(HEAD);
            if !self.tokens.is_any(0, ITEMS) && !self.tokens.is_end() {
                docs = Docs::default();
                self.no_item(&mut items);
            }
        } else if !self.tokens.is(0, "pipeline") && self.is_like_pipeline() {
            self.mistaken("pipeline");
            pipeline = self.head(std::mem::take(&mut docs).text).ok();
            declared = true;
        }
        while self.another() {
            let docs = match docs.at {
                Some(_) => std::mem::take(&mut docs),
                None => self.docs(),
            };
            if !self.tokens.is(0, "pipeline") {
                self.item(docs, &mut items);
                continue;
            }
            if declared {
                self.error("a declaration has one `pipeline`");
            } else if !items.is_empty() {
                self.error("`pipeline` stands before everything else");
            }
            let from = self.tokens.at();
            let head = self.head(docs.text).ok();
            if declared || head.is_none() {
                self.lose(from);
            } else {
                pipeline = head;
            }
            declared = true;
        }
        if !declared {
            let message = "expected `pipeline NAME in ACCOUNT` before everything else";
            self.error_on(first, message, "");
        }
        // One that breaks off before its stages is not written yet: what is not there may be still to come.
        self.lost_item |= self.ends_early && Item::stages(&items) < 2;
        Declaration {
            krate,
            pipeline,
            items,
            lost: Lost {
                items: self.lost_item,
                names: List::Owned(self.lost_names),
            },
        }
    }

    /// Whether there is a pipeline's head, wherever it stands.
    fn has_pipeline(&self) -> bool {
        for ahead in 0..self.tokens.rest().len() {
            if self.tokens.is(ahead, "pipeline") && (ahead == 0 || self.tokens.is_name(ahead + 1)) {
                return true;
            }
        }
        self.is_like_pipeline()
    }

    fn is_like_pipeline(&self) -> bool {
        self.tokens.misspelt(0, &["pipeline"]).is_some() && self.tokens.is_name(1)
    }

    /// `crate = path;`
    fn krate(&mut self) -> Option<TokenStream> {
        self.tokens.advance(1);
        self.take_sign("=", "write `crate = ::some::path;`");
        let from = self.tokens.at();
        loop {
            match self.tokens.word(0) {
                Some(word) if word != "pipeline" => self.tokens.advance(1),
                None if self.tokens.is(0, "::") => self.tokens.advance(2),
                _ => break,
            }
        }
        let to = self.tokens.at();
        if from == to {
            self.expected_with("a path", "write `crate = ::some::path;`");
        }
        self.semicolon(Level::Item);
        let path = self.tokens.stream(from, to);
        if path.is_empty() { None } else { Some(path) }
    }

    /// `pipeline name in ACCOUNT ( as ROLE )? ( ; | settings )`
    fn head(&mut self, doc: String) -> Read<Head> {
        self.tokens.advance(1);
        let name = self.name("the pipeline's name");
        let account = self.account_in();
        let role = self.role_after_as();
        let (_, settings) = self.ending_settings(Level::Item, "`as`, `{` or `;`");
        Ok(Head {
            doc,
            name: name?,
            account: account?,
            role,
            settings,
        })
    }

    fn account_in(&mut self) -> Read<Ident> {
        self.preposition_in("the account", Level::Item)?;
        self.identifier("an account")
    }

    /// Finds how something ends, and reads its settings if there are any.
    pub fn ending_settings(&mut self, level: Level, expected: &str) -> (Ending, Settings) {
        let ending = self.ending(level, expected);
        let mut settings = Settings::default();
        if ending.braces {
            settings = self.settings();
        } else {
            // Where it does not end they may well be what is missing.
            settings.lost = !ending.closed;
        }
        (ending, settings)
    }

    /// `as ROLE`, or nothing.
    fn role_after_as(&mut self) -> Option<Ident> {
        if self.take("as") {
            self.identifier("a role").ok()
        } else {
            None
        }
    }

    /// The items in braces.
    fn items(&mut self, items: &mut Vec<Item>) -> Read<()> {
        self.enter()?;
        while self.another() {
            let docs = self.docs();
            self.item(docs, items);
        }
        Ok(())
    }

    /// One item.
    fn item(&mut self, docs: Docs, items: &mut Vec<Item>) {
        let from = self.tokens.at();
        let read = match self.item_keyword() {
            "account" => self.account(docs.text),
            "group" => {
                self.undocumented(&docs, "a group");
                self.group()
            }
            "role" => self.role(docs.text),
            "project" => self.project(docs.text),
            "stage" => self.stage(docs.text),
            "for" => {
                self.undocumented(&docs, "a loop");
                self.item_loop()
            }
            _ => return self.no_item(items),
        };
        match read {
            Ok(item) => items.push(item),
            Err(Unread) => {
                self.lost_item = true;
                self.lose(from);
            }
        }
    }

    /// The word that begins an item, or nothing; a misspelt one is read as it was meant.
    fn item_keyword(&mut self) -> &'static str {
        let tokens = &self.tokens;
        for word in ITEMS {
            if tokens.is(0, word) {
                return word;
            }
        }
        let near = tokens.misspelt(0, ITEMS).unwrap_or_default();
        let fits = if near == "for" {
            tokens.is(2, "in")
        } else {
            tokens.is_name(1) && !tokens.is(1, "in")
        };
        if near.is_empty() || !fits {
            return "";
        }
        self.mistaken(near);
        near
    }

    /// What begins no item.
    fn no_item(&mut self, items: &mut Vec<Item>) {
        if self.tokens.is_end() {
            self.expected_with("an item", "a doc comment stands before what it describes");
            return;
        }
        if self.tokens.is(0, ";") || self.tokens.is(0, ",") {
            self.expected_with(
                "an item",
                "items end in `;` or `}` and nothing stands between them",
            );
            self.tokens.advance(1);
            return;
        }
        if self.tokens.is(0, "stages") && self.tokens.is_brace(1) {
            self.expected_with(
                "an item",
                "stages stand directly in the declaration, without `stages { … }`",
            );
            self.tokens.advance(1);
            // What keeps it from being read is noted where it stands.
            let _ = self.items(items);
            return;
        }
        let help = if self.tokens.is(0, "pipeline") {
            "a declaration has one `pipeline`, and it stands first"
        } else if self.tokens.is(0, "crate") {
            "`crate = …;` stands before everything else"
        } else if self.tokens.is(1, ":") {
            "an action stands in a stage: `stage NAME { … }`"
        } else {
            ""
        };
        self.expected_with(ITEM, help);
        self.skip(usize::from(
            !self.tokens.is(0, ";") && !self.tokens.is_brace(0),
        ));
        self.skip_rest(Level::Item);
        self.lost_item = true;
    }

    /// `account IDENT = value ( in regions )? ;`
    fn account(&mut self, doc: String) -> Read<Item> {
        self.tokens.advance(1);
        let name = self.new_identifier("an account");
        self.take_sign("=", "write `account NAME = \"ID\" in \"REGION\";`");
        let id = match self.grouped_digits() {
            Some(id) => id,
            None => self.value("the account's id", Ends::In),
        };
        let at = self.site();
        // The account is known all the same.
        let mut regions = self.regions_in().unwrap_or_else(|_| vec![Value::Lost(at)]);
        if regions.is_empty() && !self.tokens.is(0, ";") {
            // They may be still to come.
            regions.push(Value::Lost(at));
        }
        self.semicolon(Level::Item);
        Ok(Item::Account(Account {
            doc,
            name: name?,
            id,
            regions,
        }))
    }

    /// An id as AWS's console shows it, `1111-2222-3333`: the text that was meant, and no difference of numbers.
    fn grouped_digits(&mut self) -> Option<Value> {
        let (text, length) = self.hyphenated()?;
        let ends = self.tokens.is(length, "in") || self.tokens.is(length, ";");
        for letter in text.chars() {
            if letter != '-' && !letter.is_ascii_digit() {
                return None;
            }
        }
        if !ends {
            return None;
        }
        let at = self.site_between(self.tokens.span(0), self.tokens.span(length - 1));
        self.tokens.advance(length);
        Some(Value::Quoted(Ident {
            name: Str::Owned(text),
            at,
        }))
    }

    /// `in regions`, or nothing.
    fn regions_in(&mut self) -> Read<Vec<Value>> {
        let begins = self.tokens.string(0).is_some() || self.tokens.is_bracket(0);
        if self.tokens.is(0, "in") || begins {
            self.preposition_in("the region", Level::Item)?;
            return self.regions();
        }
        if self.tokens.is(0, ",") && (self.tokens.string(1).is_some() || self.tokens.is_bracket(1))
        {
            self.expected("`in`");
            self.tokens.advance(1);
            return self.regions();
        }
        if !self.at_ending(Level::Item) {
            self.expected("`in` or `;`");
            // A region follows another word than `in`, or stands there without it.
            let region = self.tokens.string(1).is_some() || self.tokens.is_bracket(1);
            if region && self.tokens.word(0).is_some() {
                self.skip(1);
                return self.regions();
            }
            if self.tokens.word(0).is_some() && self.tokens.is(1, ";") {
                return self.regions();
            }
        }
        Ok(Vec::new())
    }

    /// `group IDENT = [ ACCOUNT, … ] ;`
    fn group(&mut self) -> Read<Item> {
        self.tokens.advance(1);
        let name = self.new_identifier("a group");
        self.take_sign("=", "write `group NAME = [ACCOUNT, …];`");
        // Of several without brackets the second one says so.
        if !self.tokens.is_bracket(0) && !self.tokens.is(1, ",") {
            self.expected("a list of accounts in brackets");
        }
        let accounts = self.accounts().unwrap_or_default();
        self.semicolon(Level::Item);
        Ok(Item::Group(Group {
            name: name?,
            accounts,
        }))
    }

    /// `project IDENT in accounts ( as ROLE )? ( ; | settings )`
    fn project(&mut self, doc: String) -> Read<Item> {
        self.tokens.advance(1);
        let name = self.new_identifier("a project");
        let mut accounts = self.accounts_in(Level::Item).unwrap_or_default();
        let role = self.role_after_as();
        let (ending, settings) = self.ending_settings(Level::Item, "`as`, `{` or `;`");
        if ending.skipped {
            accounts.clear();
        }
        Ok(Item::Project(Project {
            doc,
            name: name?,
            accounts,
            role,
            settings,
        }))
    }

    fn item_loop(&mut self) -> Read<Item> {
        let mut body = Vec::new();
        let head = self.loop_head(Level::Item);
        if self.tokens.is_brace(0) {
            self.items(&mut body)?;
        }
        Ok(Item::Loop(head?, body))
    }

    /// `for IDENT in accounts`, up to the braces, which must follow at once.
    pub fn loop_head(&mut self, level: Level) -> Read<Loop> {
        self.tokens.advance(1);
        // `for t: dev { … }` has another word in place of `in`.
        let variable = if self.begins_another() && !self.tokens.is_brace(3) {
            Err(self.expected("a name for a loop's variable"))
        } else {
            self.new_identifier("a loop's variable")
        };
        let accounts = self.accounts_in(level);
        self.braces(level, "`{`")?;
        Ok(Loop {
            variable: variable?,
            accounts: accounts?,
        })
    }
}
