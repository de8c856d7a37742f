//! What the variables of builds and commands point to: parameters and secrets, for the role to read that runs them.

use passrole_model::arn::Arn;
use passrole_model::pipeline::{Setting, Value};

use super::Synth;
use super::grants::starred;
use super::text::Within;
use crate::iam::Statement;
use crate::template::Node;
use crate::template::read::read;

impl<'p> Synth<'p> {
    /// What it takes to read what variables point to, where names are looked up in the account and in these regions.
    /// <https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html>
    pub(super) fn pointed(
        &self,
        variables: &'p Value,
        within: Within<'p>,
        regions: &[String],
    ) -> Vec<Statement> {
        let (mut parameters, mut secrets) = (Vec::new(), Vec::new());
        for region in regions {
            for (kind, value) in self.pointers(variables, within, region) {
                let value = starred(&value);
                let account = self.id(within.account);
                let (of_kind, arn) = match kind.as_str() {
                    "PARAMETER_STORE" => (
                        &mut parameters,
                        parameter(&value, &self.arn("ssm", region, account, "parameter/")),
                    ),
                    "SECRETS_MANAGER" => (
                        &mut secrets,
                        secret(
                            &value,
                            &self.arn("secretsmanager", region, account, "secret:"),
                        ),
                    ),
                    _ => continue,
                };
                let arn = Node::from(arn);
                if !of_kind.contains(&arn) {
                    of_kind.push(arn);
                }
            }
        }
        let mut statements = Vec::new();
        if !parameters.is_empty() {
            let read = &["ssm:GetParameters"];
            statements.push(Statement::allow("ReadParameters", read, parameters));
        }
        if !secrets.is_empty() {
            let read = &["secretsmanager:GetSecretValue"];
            statements.push(Statement::allow("ReadSecrets", read, secrets));
        }
        statements
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
                for variable in read(&text).iter().flat_map(Node::iter) {
                    let (kind, value) = (variable.text("type"), variable.text("value"));
                    pointers.push((kind.to_owned(), value.to_owned()));
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
fn secret(value: &str, before: &str) -> String {
    let Some(arn) = Arn::parse(value) else {
        let (name, _) = value.split_once(':').unwrap_or((value, ""));
        return format!("{before}{name}-??????");
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
        false => format!("{arn}-??????"),
    }
}

/// Whether the name in a secret's ARN has the six characters, or may have them.
fn is_whole(name: &str) -> bool {
    let Some((_, end)) = name.rsplit_once('-') else {
        return name.ends_with('*');
    };
    name.ends_with('*') || end.len() == 6 && end.bytes().all(|byte| byte.is_ascii_alphanumeric())
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
            assert_eq!(secret(value, "arn:aws:secretsmanager:r:1:secret:"), arn);
        }
    }
}
