//! Roles.

use super::begins::{CLAUSES, Level};
use super::extent::Ends;
use super::parser::{Parser, Read, Unread};
use super::tokens::meant;
use super::tree::{Clause, Ident, Item, Kind, Role, Settings, Site};

const LINE: &str = "write `role NAME: KIND in ACCOUNT;`";
const KINDS: &[&str] = &[
    "Pipeline",
    "Action",
    "CloudFormation",
    "CodeBuild",
    "Events",
    "Service",
];
const KIND: &str =
    "a kind (`Pipeline`, `Action`, `CloudFormation`, `CodeBuild`, `Events` or `Service(\"…\")`)";
/// What stands after no clause's word.
const SIGNS: &[&str] = &[":", "="];
/// What a template has for a clause, and the clause; none where another word says it.
const KEYS: &[(&str, Option<&str>, &str)] = &[
    ("RoleName", Some("name"), "write `name \"…\";`"),
    (
        "ManagedPolicyArns",
        Some("managed"),
        "write `managed [\"…\"];`",
    ),
    (
        "PermissionsBoundary",
        Some("boundary"),
        "write `boundary \"…\";`",
    ),
    (
        "Policies",
        None,
        "write `allow [\"ACTION\"] on [\"ARN\"];` for each statement",
    ),
    (
        "AssumeRolePolicyDocument",
        None,
        "who assumes a role is said by its kind",
    ),
];
const CLAUSE: &str = "`managed`, `allow`, `deny`, `boundary`, `name`, `path` or `reads`";

impl Parser<'_> {
    /// `role IDENT : kind in accounts ( = value )? ( ; | body )`
    pub fn role(&mut self, doc: String) -> Read<Item> {
        self.tokens.advance(1);
        let name = self.new_identifier("a role");
        let swapped = self.tokens.is(0, "in") && self.tokens.is(2, ":");
        let mut accounts = Vec::new();
        if swapped {
            // The accounts stand before the kind.
            self.expected_with("`:`", LINE);
            self.tokens.advance(1);
            if self.tokens.is_bracket(0) {
                accounts = self.accounts().unwrap_or_default();
            } else if let Ok(account) = self.new_identifier("an account") {
                accounts.push(account);
            }
        }
        self.take_sign(":", LINE);
        let kind = self.kind();
        if !swapped {
            accounts = self.accounts_in(Level::Item).unwrap_or_default();
        }
        let (existing, expected) = if self.take("=") {
            (Some(self.value("the role's ARN", Ends::Body)), "`{` or `;`")
        } else {
            (None, "`=`, `{` or `;`")
        };
        let ending = self.ending(Level::Item, expected);
        if ending.skipped {
            accounts.clear();
        }
        let clauses = if ending.braces {
            self.clauses()
        } else {
            Vec::new()
        };
        Ok(Item::Role(Role {
            doc,
            name: name?,
            kind,
            accounts,
            existing,
            clauses,
        }))
    }

    fn kind(&mut self) -> Kind {
        let kind = match self.tokens.word(0) {
            Some("Pipeline") => Kind::Pipeline,
            Some("Action") => Kind::Action,
            Some("CloudFormation") => Kind::CloudFormation,
            Some("CodeBuild") => Kind::CodeBuild,
            Some("Events") => Kind::Events,
            Some("Service") => {
                self.tokens.advance(1);
                return self.service().map_or(Kind::Unknown, Kind::Service);
            }
            Some(word) if word != "in" && !self.begins_item() => {
                let near = self.tokens.misspelt(0, KINDS);
                self.expected_with(KIND, &meant(near));
                self.skip(1);
                if self.tokens.is_parenthesis(0) {
                    self.skip(1);
                }
                return Kind::Unknown;
            }
            _ => {
                let quoted = self.tokens.string(0).unwrap_or_default();
                if KINDS.contains(&quoted.as_str()) {
                    self.expected_with(KIND, &format!("write `{quoted}` without quotes"));
                    self.skip(1);
                } else {
                    self.expected(KIND);
                }
                return Kind::Unknown;
            }
        };
        self.tokens.advance(1);
        kind
    }

    /// `( STRING )` after `Service`
    fn service(&mut self) -> Read<Ident> {
        if !self.tokens.is_parenthesis(0) {
            return Err(self.expected("the service in parentheses, as `(\"ec2.amazonaws.com\")`"));
        }
        self.enter()?;
        let service = self.quoted("the service's name as a string");
        if service.is_ok() && !self.tokens.is_end() {
            self.expected("`)`");
        }
        self.leave();
        service
    }

    fn clauses(&mut self) -> Vec<Clause> {
        let mut clauses = Vec::new();
        if self.enter().is_err() {
            return clauses;
        }
        while self.another() {
            let docs = self.docs();
            self.undocumented(&docs, "a line of a role's body");
            if self.tokens.is_end() {
                continue;
            }
            let from = self.tokens.at();
            match self.clause() {
                Ok(clause) => clauses.push(clause),
                Err(Unread) => self.lose(from),
            }
        }
        clauses
    }

    /// The word that begins a clause; a misspelt one is read as it was meant.
    fn clause_word(&mut self) -> Option<&'static str> {
        for word in CLAUSES {
            if self.tokens.is(0, word) {
                return Some(word);
            }
        }
        let mut near = self.tokens.misspelt(0, CLAUSES);
        let mut help = meant(near);
        for (key, clause, said) in KEYS {
            if self.tokens.is(0, key) {
                near = *clause;
                help = (*said).to_owned();
            }
        }
        self.expected_with(CLAUSE, &help);
        if near.is_none() && !self.take(",") && !self.take(";") {
            self.skip(1);
            self.skip_rest(Level::Clause);
        }
        near
    }

    fn clause(&mut self) -> Read<Clause> {
        let Some(word) = self.clause_word() else {
            return Err(Unread);
        };
        let at = self.site();
        let misspelt = self.tokens.fault == Some(self.tokens.at());
        self.tokens.advance(1);
        for sign in SIGNS {
            if self.tokens.is(0, sign) && misspelt {
                self.tokens.advance(1);
            } else if self.tokens.is(0, sign) {
                self.error_with(
                    &format!("no `{sign}` stands after `{word}`"),
                    &format!("write `{word} …;`"),
                );
                self.tokens.advance(1);
            }
        }
        let clause = match word {
            "managed" => Ok(Clause::Managed(self.list("the policies' ARNs"), at)),
            "reads" => self.reads(),
            "boundary" => Ok(Clause::Boundary(
                self.value("the policy's ARN", Ends::Comma),
                at,
            )),
            "name" => Ok(Clause::Name(self.value("the role's name", Ends::Comma), at)),
            "path" => Ok(Clause::Path(self.value("the role's path", Ends::Comma), at)),
            _ => self.statement(word == "deny", at),
        };
        self.semicolon(Level::Clause);
        clause
    }

    /// `[ ARTIFACT, … ]`
    fn reads(&mut self) -> Read<Clause> {
        if !self.tokens.is_bracket(0) {
            return Err(self.expected("artifacts in brackets"));
        }
        Ok(Clause::Reads(self.identifiers("an artifact")?))
    }

    /// `list on list ( when map )?`
    fn statement(&mut self, deny: bool, at: Site) -> Read<Clause> {
        let actions = self.list("IAM actions");
        if !self.take("on") {
            self.expected("`on`, then the resources");
            if self.tokens.word(0).is_some()
                && self.tokens.is_bracket(1)
                && !self.at_ending(Level::Clause)
            {
                self.skip(1);
            }
        }
        if !self.tokens.is_bracket(0) && self.tokens.literal(0).is_none() {
            return Err(self.expected("the resources in brackets"));
        }
        let resources = self.list("the resources");
        let mut condition = Settings::default();
        if self.take("when") {
            if !self.tokens.is_brace(0) {
                return Err(self.expected("IAM's condition in braces"));
            }
            condition = self.settings();
        } else if self.tokens.is_brace(0)
            || self.tokens.word(0).is_some() && self.tokens.is_brace(1)
        {
            self.expected("`when` or `;`");
            self.skip(usize::from(!self.tokens.is_brace(0)));
            condition = self.settings();
        }
        Ok(Clause::Statement {
            deny,
            actions,
            resources,
            condition,
            at,
        })
    }
}
