//! The declaration and its items, except roles and stages.

use proc_macro2::TokenStream;

use super::docs::Docs;
use super::extent::Ends;
use super::parser::{ITEMS, Level, Parser, Read, Unread};
use super::tree::{Account, Declaration, Group, Head, Item, Loop, Project, Settings, Word};
use super::words::Noun;

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
            if !self.tokens.is_any(0, &ITEMS) && !self.tokens.is_end() {
                docs = Docs::default();
                self.no_item(&mut items);
            }
        } else if !self.tokens.is(0, "pipeline") && self.is_like_pipeline() {
            self.mistaken("pipeline");
            pipeline = self.head(std::mem::take(&mut docs).text).ok();
            declared = true;
        }
        self.each(|parser| {
            let docs = std::mem::take(&mut docs).or_else(|| parser.docs());
            if !parser.tokens.is(0, "pipeline") {
                return parser.item(docs, &mut items);
            }
            if declared {
                parser.error("a declaration has one `pipeline`");
            } else if !items.is_empty() {
                parser.error("`pipeline` stands before everything else");
            }
            let from = parser.tokens.at();
            match parser.head(docs.text) {
                Ok(head) if !declared => pipeline = Some(head),
                _ => parser.lose(from),
            }
            declared = true;
        });
        if !declared {
            self.error_on(first, format!("expected {HEAD} before everything else"));
        }
        Declaration {
            krate,
            pipeline,
            items,
            lost: self.lost_item,
            lost_names: self.lost_names,
        }
    }

    /// Whether there is a pipeline's head, wherever it stands.
    fn has_pipeline(&self) -> bool {
        let heads = |ahead| {
            self.tokens.is(ahead, "pipeline") && (ahead == 0 || self.tokens.is_name(ahead + 1))
        };
        (0..self.tokens.rest().len()).any(heads) || self.is_like_pipeline()
    }

    fn is_like_pipeline(&self) -> bool {
        self.tokens.misspelt(0, &["pipeline"]).is_some() && self.tokens.is_name(1)
    }

    /// `crate = path;`
    fn krate(&mut self) -> Option<TokenStream> {
        self.tokens.advance(1);
        self.take_sign("=", "write `crate = ::some::path;`");
        let from = self.tokens.at();
        while self.tokens.word(0).is_some_and(|word| word != "pipeline") || self.tokens.is(0, "::")
        {
            self.tokens
                .advance(if self.tokens.word(0).is_some() { 1 } else { 2 });
        }
        let to = self.tokens.at();
        if from == to {
            self.expected_with("a path", "write `crate = ::some::path;`");
        }
        self.semicolon(Level::Item);
        let path = self.tokens.between(from, to);
        (!path.is_empty()).then(|| path.iter().map(|token| token.tree.clone()).collect())
    }

    /// `pipeline name in ACCOUNT ( as ROLE )? ( ; | settings )`
    fn head(&mut self, doc: String) -> Read<Head> {
        self.tokens.advance(1);
        let name = self.name("the pipeline's name");
        let account = self
            .preposition_in("the account", Level::Item)
            .and_then(|()| self.identifier(Noun::Account));
        let role = self.role_after_as();
        let ending = self.ending(Level::Item, "`as`, `{` or `;`");
        let settings = if ending.braces {
            self.settings()
        } else {
            Settings::default()
        };
        Ok(Head {
            doc,
            name: name?,
            account: account?,
            role,
            settings,
        })
    }

    /// `as ROLE`, or nothing.
    fn role_after_as(&mut self) -> Option<Word> {
        if self.take("as") {
            self.identifier(Noun::Role).ok()
        } else {
            None
        }
    }

    /// The items in a loop's braces.
    fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        self.each(|parser| {
            let docs = parser.docs();
            parser.item(docs, &mut items);
        });
        items
    }

    /// One item.
    fn item(&mut self, docs: Docs, items: &mut Vec<Item>) {
        let from = self.tokens.at();
        let mut keyword = self.tokens.word(0).unwrap_or_default().to_owned();
        if let Some(meant) = self
            .tokens
            .misspelt(0, &ITEMS)
            .filter(|meant| self.is_item(meant))
        {
            self.mistaken(meant);
            keyword = meant.to_owned();
        }
        let read = match keyword.as_str() {
            "account" => self.account(docs.text).map(Item::Account),
            "group" => {
                self.undocumented(&docs, "a group");
                self.group().map(Item::Group)
            }
            "role" => self.role(docs.text).map(Item::Role),
            "project" => self.project(docs.text).map(Item::Project),
            "stage" => self.stage(docs.text).map(Item::Stage),
            "for" => {
                self.undocumented(&docs, "a loop");
                self.repeat(Level::Item, Self::items).map(Item::Loop)
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

    /// Whether what follows the next word belongs to such an item.
    fn is_item(&self, keyword: &str) -> bool {
        if keyword == "for" {
            self.tokens.is(2, "in")
        } else {
            self.tokens.is_name(1) && !self.tokens.is(1, "in")
        }
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
            if let Ok(inner) = self.inside(Self::items) {
                items.extend(inner);
            }
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
    fn account(&mut self, doc: String) -> Read<Account> {
        self.tokens.advance(1);
        let name = self.new_identifier(Noun::Account);
        self.take_sign("=", "write `account NAME = \"ID\" in \"REGION\";`");
        let id = self.value("the account's id", Ends::In);
        let mut regions = Ok(Vec::new());
        let begins = self.tokens.string(0).is_some() || self.tokens.is_bracket(0);
        if self.tokens.is(0, "in") || begins {
            regions = self
                .preposition_in("the region", Level::Item)
                .and_then(|()| self.regions());
        } else if !self.at_ending(Level::Item) {
            self.expected("`in` or `;`");
        }
        self.semicolon(Level::Item);
        Ok(Account {
            doc,
            name: name?,
            id,
            regions: regions?,
        })
    }

    /// `group IDENT = [ ACCOUNT, … ] ;`
    fn group(&mut self) -> Read<Group> {
        self.tokens.advance(1);
        let name = self.new_identifier(Noun::Group);
        self.take_sign("=", "write `group NAME = [ACCOUNT, …];`");
        if !self.tokens.is_bracket(0) {
            self.expected("a list of accounts in brackets");
        }
        let accounts = self.accounts().unwrap_or_default();
        self.semicolon(Level::Item);
        Ok(Group {
            name: name?,
            accounts,
        })
    }

    /// `project IDENT in accounts ( as ROLE )? ( ; | settings )`
    fn project(&mut self, doc: String) -> Read<Project> {
        self.tokens.advance(1);
        let name = self.new_identifier(Noun::Project);
        let placed = self.preposition_in("the accounts", Level::Item);
        let mut accounts = placed.and_then(|()| self.accounts()).unwrap_or_default();
        let role = self.role_after_as();
        let ending = self.ending(Level::Item, "`as`, `{` or `;`");
        if ending.skipped {
            accounts.clear();
        }
        let settings = if ending.braces {
            self.settings()
        } else {
            Settings::default()
        };
        Ok(Project {
            doc,
            name: name?,
            accounts,
            role,
            settings,
        })
    }

    /// `for IDENT in accounts { … }`
    pub fn repeat<T>(
        &mut self,
        level: Level,
        body: impl FnOnce(&mut Self) -> Vec<T>,
    ) -> Read<Loop<T>> {
        self.tokens.advance(1);
        let variable = self.new_identifier(Noun::Variable);
        let accounts = self
            .preposition_in("the accounts", level)
            .and_then(|()| self.accounts());
        let accounts = self.braces(level, "`{`").and(accounts);
        let body = if self.tokens.is_brace(0) {
            self.inside(body)
        } else {
            Err(Unread)
        };
        Ok(Loop {
            variable: variable?,
            accounts: accounts?,
            body: body?,
        })
    }

    /// Finds the braces that must be next. Fails where something stands before them or where there are none.
    pub fn braces(&mut self, level: Level, expected: &str) -> Read<()> {
        if self.tokens.is_brace(0) {
            return Ok(());
        }
        let unread = self.expected(expected);
        self.skip_to_ending(level);
        self.take(";");
        Err(unread)
    }
}
