//! N05: names keep AWS's patterns and lengths, those that are made from the author's included.

use super::mended::is_a_name;
use crate::catalog::limits::{self, Fault, Name};
use crate::code::Code;
use crate::index::Index;
use crate::names::{self, Generated};
use crate::pipeline::{Clause, Ident, Owner, Setting, Site, Value};
use crate::rules::rounds::made_as;
use crate::rules::{Broken, Of};
use crate::text::Text;

/// The path of the roles that AWS's services make for themselves.
const LINKED: &str = "/aws-service-role";

impl<'p> Broken<'_, 'p> {
    pub(super) fn n05(&mut self, made: &[Generated]) {
        self.pipeline_name();
        self.written_names();
        self.open_names();
        self.paths();
        self.generated_names(made);
        for role in self.resolved.roles {
            if role.existing.is_none() {
                self.logical_id("role", &role.name, Of::Role(role));
            }
        }
        for project in self.resolved.projects {
            self.logical_id("project", &project.name, Of::Project(project));
        }
    }

    /// A name that stands in quotes.
    fn quoted_name(&mut self, kind: &str, limit: &Name, name: &Text, of: Of<'_>) {
        let (at, written) = (name.at, name);
        let Some(name) = self.resolved.text(name, None) else {
            return;
        };
        let Some(found) = limit.fault(&name) else {
            return;
        };
        let help = written.mended(limit, self.resolved, of);
        let found = self.add(Code::N05, at, of, limit.sentence(kind, &name, found));
        if let Some(help) = help {
            found.help(help);
        }
    }

    fn pipeline_name(&mut self) {
        let resolved = self.resolved;
        let declared = resolved.pipeline;
        self.quoted_name("pipeline", &limits::PIPELINE, &declared.name, Of::Pipeline);
        let Some(name) = resolved.text(&declared.name, None) else {
            return;
        };
        if limits::PIPELINE.fault(&name).is_none() && names::pipeline(resolved).is_none() {
            let message = format_args!(
                "`{name}` does not begin with a letter, and the stacks are named after it"
            );
            self.add(Code::N05, declared.name.at, Of::Pipeline, message)
                .note("a stack's name begins with a letter")
                .help("choose a name that begins with one");
        }
    }

    /// What the author wrote out: stages, actions, artifacts.
    fn written_names(&mut self) {
        let resolved = self.resolved;
        for stage in resolved.stages {
            self.quoted_name("stage", &limits::STAGE, &stage.name, Of::Stage(stage));
        }
        for step in &resolved.steps {
            let of = Of::Action(step);
            self.quoted_name("action", &limits::ACTION, &step.action.name, of);
            let provider = &step.action.provider.name;
            if step.action.provider.owner != Owner::Aws
                && let Some(found) = limits::PROVIDER.fault(&provider.name)
            {
                let message = limits::PROVIDER.sentence("provider", &provider.name, found);
                self.add_once(Code::N05, provider.at, of, message);
            }
            for output in step.action.outputs.iter() {
                let Some(found) = limits::ARTIFACT.fault(&output.name) else {
                    continue;
                };
                // Too long is what a round makes of it; its letters are the author's.
                let name = match found {
                    Fault::Form => made_as(&output.name, of.round()),
                    _ => &output.name,
                };
                let message = limits::ARTIFACT.sentence("artifact", name, found);
                // It is a word of Rust's, which has no `-` either.
                let mended = limits::ENVIRONMENT_VARIABLE.allowed(name);
                let found = self.add_once(Code::N05, output.at, of, message);
                if mended != name && is_a_name(&mended) {
                    found.help(format_args!("write `{mended}`"));
                }
            }
        }
    }

    /// Names and paths that other stacks write out, so that they must be known beforehand.
    fn open_names(&mut self) {
        let declared = self.resolved.pipeline;
        let out = "write it out";
        self.open_text("a pipeline's name", &declared.name, Of::Pipeline, out);
        self.open_settings(&declared.settings);
        let existing = self.resolved.setting("ExistingArtifactBucket");
        if let Some(existing) = existing
            && let Value::Map(parts, _) = &existing.value
        {
            self.open_settings(parts);
        }
        for role in self.resolved.roles {
            for clause in role.clauses.iter() {
                let (what, text) = match clause {
                    Clause::Name(text, _) => ("a role's name", text),
                    Clause::Path(text, _) => ("a role's path", text),
                    _ => continue,
                };
                let help = "write it out, with `{account.id}` and `{account.region}` where the accounts differ";
                self.open_text(what, text, Of::Role(role), help);
            }
        }
    }

    fn open_settings(&mut self, settings: &[Setting]) {
        for setting in settings {
            let what = match setting.key.name.as_ref() {
                "ArtifactBucket" | "Name" => "the bucket's name",
                "KeyArn" => "the key's ARN",
                "RolePath" => "a role's path",
                "RolePrefix" => "a role's name",
                _ => continue,
            };
            if let Value::Text(text) = &setting.value {
                self.open_text(what, text, Of::Pipeline, "write it out");
            }
        }
    }

    fn open_text(&mut self, what: &str, text: &Text, of: Of<'_>, help: &str) {
        if text.is_open() {
            let message = format_args!(
                "{what} has to be known beforehand, and this one is known only when a stack is deployed"
            );
            self.add_once(Code::N05, text.at, of, message).help(help);
        }
    }

    /// The paths of roles.
    fn paths(&mut self) {
        let resolved = self.resolved;
        if let Some(setting) = resolved.setting("RolePath")
            && let Some(path) = resolved.value(&setting.value)
            && !path.is_empty()
        {
            self.path(&path, setting.value.at(), Of::Pipeline);
        }
        for role in resolved.roles {
            for clause in role.clauses.iter() {
                let Clause::Path(written, _) = clause else {
                    continue;
                };
                let account = resolved.first_account(role);
                if let Some(path) = resolved.text(written, account) {
                    self.path(&path, written.at, Of::Role(role));
                }
            }
        }
    }

    fn path(&mut self, path: &str, at: Site, of: Of<'_>) {
        let most = limits::ROLE_PATH;
        let length = path.chars().count();
        let mut whole = path.starts_with('/') && path.ends_with('/');
        let mut name = String::new();
        let mut inner = path;
        while let Some(rest) = inner.strip_prefix('/').or(inner.strip_suffix('/')) {
            inner = rest;
        }
        for letter in inner.chars() {
            let visible = letter.is_ascii_graphic();
            name.push(if visible { letter } else { '-' });
            whole &= visible;
        }
        // IAM: "Paths beginning with '/aws-service-role' are reserved for AWS Service Linked Roles".
        if whole && path.starts_with(LINKED) {
            let message = format_args!("`{path}` begins with `{LINKED}`");
            self.add_once(Code::N05, at, of, message)
                .note("AWS keeps that path for the roles that its services make for themselves")
                .help("choose another path");
            return;
        }
        let message = match whole {
            _ if length > most => {
                format_args!("the path has {length} characters, and at most {most} are allowed")
            }
            true => return,
            false => format_args!("`{path}` is no path of a role"),
        };
        let slash = if name.is_empty() { "" } else { "/" };
        self.add_once(Code::N05, at, of, message)
            .note("a path begins and ends with `/` and has visible ASCII characters only")
            .help(format_args!("write it as `\"/{name}{slash}\"`"));
    }

    /// The names that the synthesis makes.
    fn generated_names(&mut self, made: &[Generated]) {
        let mut said = Index::default();
        for made in made {
            let (Some(name), Some(limit)) = (&made.name, &made.limit) else {
                continue;
            };
            let Some(found) = limit.fault(name) else {
                continue;
            };
            // A role of several accounts has its name in each; one thing has one error.
            let thing = format!("{} {}", made.kind, made.place);
            if made.kind == "pipeline" || !said.add(&thing) {
                continue;
            }
            let message = limit.sentence(made.kind, name, found);
            let violation = self.add(Code::N05, made.at, Of::Made(made), message);
            match (made.setting, found) {
                (Some(setting), _) => violation.help(format_args!("name it by hand: {setting}")),
                (None, Fault::Long(_)) => violation.help("choose a shorter name: it is made from the pipeline's and the author's other names"),
                (None, _) => violation.help("choose another name"),
            };
        }
    }

    /// A name that leaves nothing for a logical id.
    fn logical_id(&mut self, kind: &str, name: &Ident, of: Of<'_>) {
        let (name, at) = (&name.name, name.at);
        if names::logical_id(name).is_empty() {
            let message = format_args!(
                "{kind} `{name}` has no ASCII letter or digit, and CloudFormation's logical ids have no others"
            );
            self.add_once(Code::N05, at, of, message)
                .help(format_args!("name it with one too, as `{kind} {name}1`"));
        }
    }
}

impl Name {
    /// What is wrong with a name, as the end of a sentence that begins with it.
    pub(in crate::rules) fn said(&self, fault: Fault) -> String {
        let (has, is, bound) = match fault {
            Fault::Short(0) => return "is empty".to_owned(),
            Fault::Form => return format!("may have {}", self.chars.describe()),
            Fault::Short(length) => (length, "least", self.min),
            Fault::Long(length) => (length, "most", self.max),
        };
        let plural = if has == 1 { "" } else { "s" };
        let wish = if is == "least" { "needed" } else { "allowed" };
        format!("has {has} character{plural}, and at {is} {bound} are {wish}")
    }

    /// What is wrong with a name, as a whole sentence.
    fn sentence(&self, kind: &str, name: &str, fault: Fault) -> String {
        let wrong = self.said(fault);
        match fault {
            Fault::Form => format!("`{name}` is no {kind} name: it {wrong}"),
            _ => format!("the {kind} name `{name}` {wrong}"),
        }
    }
}
