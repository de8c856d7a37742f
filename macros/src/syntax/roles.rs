//! Roles.

use passrole_model::closest;

use super::extent::Ends;
use super::parser::{LIST_CLAUSES, Level, Parser, Read, Unread, VALUE_CLAUSES, helped};
use super::tree::{Clause, Kind, Role, Settings, Site};
use super::words::Noun;

const KINDS: [&str; 6] = [
    "Pipeline",
    "Action",
    "CloudFormation",
    "CodeBuild",
    "Events",
    "Service",
];
const KIND: &str =
    "a kind (`Pipeline`, `Action`, `CloudFormation`, `CodeBuild`, `Events` or `Service(\"…\")`)";
const CLAUSE: &str = "`managed`, `allow`, `deny`, `boundary`, `name`, `path` or `reads`";

impl Parser<'_> {
    /// `role IDENT : kind in accounts ( = value )? ( ; | body )`
    pub fn role(&mut self, doc: String) -> Read<Role> {
        self.tokens.advance(1);
        let name = self.new_identifier(Noun::Role);
        self.take_sign(":", "write `role NAME: KIND in ACCOUNT;`");
        let kind = self.kind().unwrap_or(Kind::Unknown);
        let placed = self.preposition_in("the accounts", Level::Item);
        let mut accounts = placed.and_then(|()| self.accounts()).unwrap_or_default();
        let existing = self
            .take("=")
            .then(|| self.value("the role's ARN", Ends::Body));
        let expected = if existing.is_some() {
            "`{` or `;`"
        } else {
            "`=`, `{` or `;`"
        };
        let ending = self.ending(Level::Item, expected);
        if ending.skipped {
            accounts.clear();
        }
        let clauses = if ending.braces {
            self.inside(Self::clauses).unwrap_or_default()
        } else {
            Vec::new()
        };
        Ok(Role {
            doc,
            name: name?,
            kind,
            accounts,
            existing,
            clauses,
        })
    }

    fn kind(&mut self) -> Read<Kind> {
        let kind = match self.tokens.word(0) {
            Some("Pipeline") => Kind::Pipeline,
            Some("Action") => Kind::Action,
            Some("CloudFormation") => Kind::CloudFormation,
            Some("CodeBuild") => Kind::CodeBuild,
            Some("Events") => Kind::Events,
            Some("Service") => {
                self.tokens.advance(1);
                return self.service();
            }
            Some(word) if word != "in" => {
                let near = closest(word, KINDS);
                let help = near.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
                self.expected_with(KIND, &help);
                self.skip(1);
                if self.tokens.is_parenthesis(0) {
                    self.skip(1);
                }
                return Err(Unread);
            }
            _ => return Err(self.expected(KIND)),
        };
        self.tokens.advance(1);
        Ok(kind)
    }

    /// `( STRING )` after `Service`
    fn service(&mut self) -> Read<Kind> {
        if !self.tokens.is_parenthesis(0) {
            return Err(self.expected("the service in parentheses, as `(\"ec2.amazonaws.com\")`"));
        }
        self.inside(|parser| {
            let service = parser.quoted("the service's name as a string")?;
            if !parser.tokens.is_end() {
                parser.expected("`)`");
            }
            Ok(Kind::Service(service))
        })?
    }

    fn clauses(&mut self) -> Vec<Clause> {
        let mut clauses = Vec::new();
        self.each(|parser| {
            let docs = parser.docs();
            parser.undocumented(&docs, "a line of a role's body");
            if parser.tokens.is_end() {
                return;
            }
            let from = parser.tokens.at();
            match parser.clause() {
                Ok(clause) => clauses.push(clause),
                Err(Unread) => parser.lose(from),
            }
        });
        clauses
    }

    fn clause(&mut self) -> Read<Clause> {
        let mut word = self.tokens.word(0).unwrap_or_default().to_owned();
        let words: Vec<&str> = LIST_CLAUSES.into_iter().chain(VALUE_CLAUSES).collect();
        if !words.contains(&word.as_str()) {
            let near = self.tokens.misspelt(0, &words);
            let help = near.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
            self.expected_with(CLAUSE, &help);
            let Some(near) = near else {
                if !self.take(",") && !self.take(";") {
                    self.skip(1);
                    self.skip_rest(Level::Clause);
                }
                return Err(Unread);
            };
            word = near.to_owned();
        }
        let at = self.site();
        self.tokens.advance(1);
        for sign in [":", "="] {
            if self.tokens.is(0, sign) {
                self.error(helped(
                    format!("no `{sign}` stands after `{word}`"),
                    &format!("write `{word} …;`"),
                ));
                self.tokens.advance(1);
            }
        }
        let clause = match word.as_str() {
            "managed" => Ok(Clause::Managed(self.list("the policies' ARNs"))),
            "reads" if self.tokens.is_bracket(0) => {
                self.identifiers(Noun::Artifact).map(Clause::Reads)
            }
            "reads" => Err(self.expected("artifacts in brackets")),
            "boundary" => Ok(Clause::Boundary(
                self.value("the policy's ARN", Ends::Comma),
            )),
            "name" => Ok(Clause::Name(self.value("the role's name", Ends::Comma))),
            "path" => Ok(Clause::Path(self.value("the role's path", Ends::Comma))),
            _ => self.statement(word == "deny", at),
        };
        self.semicolon(Level::Clause);
        clause
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
