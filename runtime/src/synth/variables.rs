//! What the variables of builds and commands point to: parameters and secrets, for the role to read that runs them.

use passrole_model::arn::Arn;
use passrole_model::pipeline::{Account, Project, Setting, Value, setting};
use passrole_model::resolve::Step;

use super::Synth;
use super::chains::Someone;
use super::fill::For;
use super::pipeline::setting_beside;
use super::text::Within;
use crate::iam::{Request, Statement};
use crate::template::read::read;
use crate::texts::add_once;

const VARIABLES: &str = "EnvironmentVariables";
const READ_PARAMETERS: &str = "ssm:GetParameters";
const READ_SECRETS: &str = "secretsmanager:GetSecretValue";

/// The ARNs of what variables point to, each once.
#[derive(Default)]
pub(super) struct Pointed {
    parameters: Vec<String>,
    secrets: Vec<String>,
}

impl Pointed {
    /// Adds what it takes to read them.
    pub(super) fn add_statements(self, statements: &mut Vec<Statement>) {
        let mut add = |sid: &str, read: &str, arns: Vec<String>| {
            if !arns.is_empty() {
                statements.push(Statement::allow(sid, &[read], arns));
            }
        };
        add("ReadParameters", READ_PARAMETERS, self.parameters);
        add("ReadSecrets", READ_SECRETS, self.secrets);
    }

    /// Adds the requests by which a role reads them.
    pub(super) fn add_requests(&self, who: &Someone<'_>, requests: &mut Vec<Request>) {
        for arn in &self.parameters {
            requests.push(who.asks_on(READ_PARAMETERS, arn, &[]));
        }
        for arn in &self.secrets {
            requests.push(who.asks_on(READ_SECRETS, arn, &[]));
        }
    }
}

impl<'p> Synth<'p> {
    /// What the variables of every build of a project point to, in each of these regions.
    pub(super) fn pointed_by_project(
        &self,
        project: &'p Project,
        account: &'p Account,
        regions: &[String],
        purpose: For,
    ) -> Pointed {
        match setting(&project.settings, VARIABLES) {
            Some(setting) => self.pointed(&setting.value, self.within(account), regions, purpose),
            None => Pointed::default(),
        }
    }

    /// What the variables point to that a step gives a build.
    pub(super) fn pointed_by_build(&self, step: &Step<'p>, purpose: For) -> Pointed {
        match (step.setting(VARIABLES), step.account) {
            (Some(setting), Some(account)) => self.pointed_by_step(setting, step, account, purpose),
            _ => Pointed::default(),
        }
    }

    /// What the variables of a step's own work point to, which it does in that account.
    pub(super) fn pointed_by_work(
        &self,
        step: &Step<'p>,
        account: &'p Account,
        purpose: For,
    ) -> Pointed {
        match setting_beside(step, VARIABLES) {
            Some(setting) => self.pointed_by_step(setting, step, account, purpose),
            None => Pointed::default(),
        }
    }

    fn pointed_by_step(
        &self,
        setting: &'p Setting,
        step: &Step<'p>,
        account: &'p Account,
        purpose: For,
    ) -> Pointed {
        let within = self.within_step(step, account);
        self.pointed(&setting.value, within, &[self.region_of(step)], purpose)
    }

    /// What variables point to, where names are looked up in the account and in these regions.
    /// <https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html>
    fn pointed(
        &self,
        variables: &'p Value,
        within: Within<'p>,
        regions: &[String],
        purpose: For,
    ) -> Pointed {
        let mut pointed = Pointed::default();
        let account = self.id(within.account);
        for region in regions {
            for (kind, value) in &self.pointers(variables, within, region) {
                let value = purpose.value(value);
                match kind.as_str() {
                    "PARAMETER_STORE" => {
                        let before = self.arn("ssm", region, account, "parameter/");
                        add_once(&mut pointed.parameters, parameter(&value, &before));
                    }
                    "SECRETS_MANAGER" => {
                        let before = self.arn("secretsmanager", region, account, "secret:");
                        let own = match purpose {
                            For::Request => "xxxxxx",
                            _ => "??????",
                        };
                        add_once(&mut pointed.secrets, secret(&value, &before, own));
                    }
                    _ => {}
                }
            }
        }
        pointed
    }

    /// The type and the value of each variable that has a type.
    fn pointers(
        &self,
        variables: &'p Value,
        within: Within<'p>,
        region: &str,
    ) -> Vec<(String, String)> {
        let mut pointers = Vec::new();
        let mut add = |variable: &'p Value| {
            if let Value::Map(parts, _) = variable
                && let (Some(kind), Some(value)) = (part(parts, "type"), part(parts, "value"))
            {
                pointers.push((
                    self.spelled(kind, within, region),
                    self.spelled(value, within, region),
                ));
            }
        };
        match variables {
            Value::Map(named, _) => {
                for variable in named.iter() {
                    add(&variable.value);
                }
            }
            Value::List(listed, _) => {
                for variable in listed.iter() {
                    add(variable);
                }
            }
            text => {
                let text = self.spelled(text, within, region);
                if let Ok(listed) = read(&text) {
                    for variable in &listed {
                        let (kind, value) = (variable.text("type"), variable.text("value"));
                        pointers.push((kind.to_owned(), value.to_owned()));
                    }
                }
            }
        }
        pointers
    }
}

/// What is under a key, which CodeBuild's own list writes small and CloudFormation's with a capital.
fn part<'p>(parts: &'p [Setting], key: &str) -> Option<&'p Value> {
    for part in parts {
        if part.key.name.eq_ignore_ascii_case(key) {
            return Some(&part.value);
        }
    }
    None
}

/// The ARN of a parameter of that name or ARN, which a version or label may follow.
fn parameter(value: &str, before: &str) -> String {
    match Arn::parse(value) {
        Some(arn) => {
            let (name, _) = arn.resource.split_once(':').unwrap_or((arn.resource, ""));
            let end = value.len() - arn.resource.len() + name.len();
            value[..end].to_owned()
        }
        None => {
            let (name, _) = value.split_once(':').unwrap_or((value, ""));
            format!("{before}{}", name.trim_start_matches('/'))
        }
    }
}

/// The ARN of a secret of that name or ARN, after which may stand a key of its JSON, a stage and a version. Secrets
/// Manager ends every secret's ARN in six characters of its own, which a name does not tell and an ARN may lack.
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html>
fn secret(value: &str, before: &str, own: &str) -> String {
    let Some(arn) = Arn::parse(value) else {
        let (name, _) = value.split_once(':').unwrap_or((value, ""));
        return format!("{before}{name}-{own}");
    };
    let named = arn.resource.strip_prefix("secret:").unwrap_or(arn.resource);
    let (name, rest) = named.split_once(':').unwrap_or((named, ""));
    let mut end = value.len();
    if name.len() < named.len() {
        end -= rest.len() + 1;
    }
    let arn = &value[..end];
    match is_whole(name) {
        true => arn.to_owned(),
        false => format!("{arn}-{own}"),
    }
}

/// Whether the name in a secret's ARN has the six characters, or may have them.
fn is_whole(name: &str) -> bool {
    let Some((_, end)) = name.rsplit_once('-') else {
        return name.ends_with('*');
    };
    let mut is_own = end.len() == 6;
    for letter in end.bytes() {
        is_own &= letter.is_ascii_alphanumeric();
    }
    is_own || name.ends_with('*')
}

#[cfg(test)]
mod tests {
    use super::{parameter, secret};

    #[test]
    fn a_parameter_has_an_arn() {
        for (value, arn) in [
            ("token", "arn:aws:ssm:r:1:parameter/token"),
            ("/shop/token", "arn:aws:ssm:r:1:parameter/shop/token"),
            ("/shop/token:3", "arn:aws:ssm:r:1:parameter/shop/token"),
            ("arn:aws:ssm:s:2:parameter/a", "arn:aws:ssm:s:2:parameter/a"),
            (
                "arn:aws:ssm:s:2:parameter/a:3",
                "arn:aws:ssm:s:2:parameter/a",
            ),
        ] {
            assert_eq!(parameter(value, "arn:aws:ssm:r:1:parameter/"), arn);
        }
    }

    #[test]
    fn a_secret_has_an_arn() {
        let whole = "arn:aws:secretsmanager:s:2:secret:db-a1B2c3";
        for (value, arn) in [
            ("db", "arn:aws:secretsmanager:r:1:secret:db-??????"),
            (
                "my-secret",
                "arn:aws:secretsmanager:r:1:secret:my-secret-??????",
            ),
            (
                "a/b:key:AWSCURRENT",
                "arn:aws:secretsmanager:r:1:secret:a/b-??????",
            ),
            (whole, whole),
            (&format!("{whole}:key::v1"), whole),
            (
                "arn:aws:secretsmanager:s:2:secret:db:key",
                "arn:aws:secretsmanager:s:2:secret:db-??????",
            ),
            (
                "arn:aws:secretsmanager:s:2:secret:db-*",
                "arn:aws:secretsmanager:s:2:secret:db-*",
            ),
        ] {
            assert_eq!(
                secret(value, "arn:aws:secretsmanager:r:1:secret:", "??????"),
                arn
            );
        }
    }
}
