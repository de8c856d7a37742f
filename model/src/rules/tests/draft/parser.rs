//! The parser of a draft: the pipeline and its items.

mod values;

use crate::pipeline::*;
use crate::text::Text;

/// Reads tokens in their order.
pub struct Parser<'t> {
    tokens: &'t [String],
    next: usize,
    round: String,
    variable: Option<(String, String)>,
}

impl<'t> Parser<'t> {
    pub fn new(tokens: &'t [String]) -> Self {
        Parser {
            tokens,
            next: 0,
            round: String::new(),
            variable: None,
        }
    }

    pub fn program(mut self) -> Pipeline {
        self.expect("pipeline");
        let name = self.name();
        self.expect("in");
        let account = self.ident();
        let role = self.after("as");
        let settings = self.settings();
        self.accept(";");
        let (mut accounts, mut groups, mut roles) = (Vec::new(), Vec::new(), Vec::new());
        let (mut projects, mut stages, mut loops) = (Vec::new(), Vec::new(), Vec::new());
        while let Some(word) = self.peek() {
            match word {
                "account" => accounts.push(self.account()),
                "group" => {
                    self.bump();
                    let name = self.ident();
                    self.expect("=");
                    groups.push(Group {
                        name,
                        accounts: self.idents().into(),
                    });
                    self.accept(";");
                }
                "role" => roles.push(self.role()),
                "project" => projects.push(self.project()),
                "stage" => stages.push(self.stage()),
                "for" => self.rounds(&mut stages, &mut loops),
                other => panic!("{other}"),
            }
        }
        Pipeline {
            doc: "".into(),
            name,
            account,
            role,
            settings: settings.into(),
            accounts: accounts.into(),
            groups: groups.into(),
            roles: roles.into(),
            projects: projects.into(),
            stages: stages.into(),
            loops: loops.into(),
            lost: Lost::default(),
        }
    }

    fn rounds(&mut self, stages: &mut Vec<Stage>, loops: &mut Vec<Ident>) {
        self.bump();
        let variable = self.bump().to_owned();
        self.expect("in");
        let accounts = self.idents();
        loops.extend(accounts.iter().cloned());
        self.expect("{");
        let body = self.next;
        for account in &accounts {
            self.next = body;
            self.round = format!("for {variable} = {}", account.name);
            self.variable = Some((variable.clone(), account.name.to_string()));
            while !self.accept("}") {
                stages.push(self.stage());
            }
        }
        self.round.clear();
        self.variable = None;
    }

    fn account(&mut self) -> Account {
        self.bump();
        let name = self.ident();
        self.expect("=");
        let id = self.name();
        let regions = if self.accept("in") {
            self.list(Self::name)
        } else {
            Vec::new()
        };
        self.accept(";");
        Account {
            doc: "".into(),
            name,
            id: crate::pipeline::Value::Text(id),
            regions: regions.into(),
        }
    }

    fn role(&mut self) -> Role {
        self.bump();
        let name = self.ident();
        self.expect(":");
        let kind = match self.bump() {
            "Pipeline" => RoleKind::Pipeline,
            "Action" => RoleKind::Action,
            "CloudFormation" => RoleKind::CloudFormation,
            "CodeBuild" => RoleKind::CodeBuild,
            "Events" => RoleKind::Events,
            "Service" if self.accept("(") => {
                let service = self.name();
                self.expect(")");
                RoleKind::Service(service)
            }
            _ => RoleKind::Service(Text::literal("ec2.amazonaws.com".into(), Site(0))),
        };
        self.expect("in");
        let accounts = self.idents();
        let existing = self.accept("=").then(|| self.value());
        let mut clauses = Vec::new();
        if self.accept("{") {
            while !self.accept("}") {
                let at = self.at();
                clauses.push(match self.bump() {
                    word @ ("allow" | "deny") => {
                        let actions = self.list(Self::name).into();
                        self.expect("on");
                        let resources = self.list(Self::name).into();
                        let condition = match self.accept("when") {
                            true => self.settings().into(),
                            false => Vec::new().into(),
                        };
                        Clause::Statement {
                            deny: word == "deny",
                            actions,
                            resources,
                            condition,
                            at,
                        }
                    }
                    "name" => Clause::Name(self.name(), at),
                    "path" => Clause::Path(self.name(), at),
                    "managed" => Clause::Managed(self.list(Self::name).into(), at),
                    "boundary" => Clause::Boundary(self.name(), at),
                    "reads" => Clause::Reads(self.idents().into()),
                    other => panic!("{other}"),
                });
                self.expect(";");
            }
        }
        self.accept(";");
        Role {
            doc: "".into(),
            name,
            kind,
            accounts: accounts.into(),
            existing,
            clauses: clauses.into(),
            round: self.round.clone().into(),
        }
    }

    fn project(&mut self) -> Project {
        self.bump();
        let name = self.ident();
        self.expect("in");
        let accounts = self.idents().into();
        let role = self.after("as");
        let settings = self.settings().into();
        self.accept(";");
        Project {
            doc: "".into(),
            name,
            accounts,
            role,
            settings,
            round: self.round.clone().into(),
        }
    }

    fn stage(&mut self) -> Stage {
        self.expect("stage");
        let name = self.name();
        let place = self.place();
        let (mut actions, mut conditions) = (Vec::new(), Vec::new());
        let mut order = 0;
        self.expect("{");
        while !self.accept("}") {
            match self.peek().unwrap() {
                "parallel" => {
                    self.bump();
                    self.expect("{");
                    order += 1;
                    while !self.accept("}") {
                        actions.push(self.action(order));
                    }
                }
                "BeforeEntry" | "OnSuccess" | "OnFailure" => {
                    conditions.push(self.setting());
                    self.accept(";");
                }
                _ => {
                    order += 1;
                    actions.push(self.action(order));
                }
            }
        }
        Stage {
            doc: "".into(),
            name,
            place,
            actions: actions.into(),
            conditions: conditions.into(),
            round: self.round.clone().into(),
            lost: false,
        }
    }

    fn action(&mut self, run_order: u32) -> Action {
        let name = self.name();
        self.expect(":");
        let mut words = vec![self.ident()];
        while self.accept("::") {
            words.push(self.ident());
        }
        let provider_name = words.pop().unwrap();
        let category = Category::ALL
            .into_iter()
            .find(|category| words.iter().any(|word| word.name == category.as_str()));
        let owners = [Owner::ThirdParty, Owner::Custom];
        let owner = owners
            .into_iter()
            .find(|owner| words.iter().any(|word| word.name == owner.as_str()));
        let version = self.accept("@").then(|| self.name());
        let mut inputs = Vec::new();
        if self.accept("(") {
            while !self.accept(")") {
                inputs.push(self.ident());
                self.accept(",");
            }
        }
        let mut outputs = Vec::new();
        if self.accept("->") {
            if self.accept("(") {
                while !self.accept(")") {
                    outputs.push(self.ident());
                    self.accept(",");
                }
            } else {
                outputs.push(self.ident());
            }
        }
        let place = self.place();
        let (role, passing) = (self.after("as"), self.after("passing"));
        let settings = self.settings();
        self.accept(";");
        Action {
            doc: "".into(),
            name,
            provider: Provider {
                category,
                owner: owner.unwrap_or(Owner::Aws),
                name: provider_name,
                version,
            },
            inputs: inputs.into(),
            outputs: outputs.into(),
            place,
            role,
            passing,
            settings: settings.into(),
            run_order,
            round: self.round.clone().into(),
            lost: false,
        }
    }

    fn place(&mut self) -> Option<Place> {
        self.accept("in").then(|| Place {
            account: self.ident(),
            region: self.accept("/").then(|| self.name()),
        })
    }

    fn after(&mut self, word: &str) -> Option<Ident> {
        self.accept(word).then(|| self.ident())
    }
}
