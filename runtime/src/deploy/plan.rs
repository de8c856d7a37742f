//! The deployment as a shell script: the commands of the AWS command line, in order, those that wait for nothing
//! of each other side by side.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::template::{capabilities, is_large};
use super::{PerAccount, Sources};
use crate::template::{Map, Node};
use crate::{Error, Stack, Stacks};

/// What deploys a stack.
struct Step<'s> {
    stack: &'s Stack,
    /// The role that the command is run in.
    role: Option<String>,
    command: Vec<Cow<'s, str>>,
}

/// The commands that deploy stacks.
pub(crate) struct Plan<'s> {
    /// Steps that stand in one list wait for nothing of each other.
    waves: Vec<Vec<Step<'s>>>,
    sources: &'s Sources,
}

impl<'s> Plan<'s> {
    /// The plan for stacks whose templates stand in these files.
    pub(crate) fn new(
        stacks: &'s Stacks,
        files: &'s [PathBuf],
        sources: &'s Sources,
        buckets: &'s PerAccount,
    ) -> Result<Plan<'s>, Error> {
        let mut waves: Vec<Vec<Step<'s>>> = Vec::new();
        for (stack, file) in stacks.iter().zip(files) {
            let after = waves.iter().rposition(|wave| {
                wave.iter().any(|step| {
                    let name = step.stack.name();
                    stack.depends_on().iter().any(|other| other == name)
                })
            });
            let wave = after.map_or(0, |wave| wave + 1);
            if wave == waves.len() {
                waves.push(Vec::new());
            }
            waves[wave].push(Step {
                stack,
                role: sources.role(stack),
                command: command(stack, file, sources, buckets)?,
            });
        }
        Ok(Plan { waves, sources })
    }

    /// The script. It is read whole before any of it is done, and pasted into a terminal it ends no shell but its
    /// own.
    pub(crate) fn script(&self) -> String {
        let mut text = "sh <<'PLAN'\n{\nset -eu\n".to_owned();
        self.checks(&mut text);
        let many = self.waves.iter().any(|wave| wave.len() > 1);
        if many {
            text.push_str(WAIT);
        }
        for wave in &self.waves {
            let names: Vec<&str> = wave.iter().map(|step| step.stack.name()).collect();
            let heading = if names.len() > 1 {
                "Side by side: "
            } else {
                ""
            };
            text.push_str(&format!("\n# {heading}{}\n", names.join(", ")));
            if let [step] = &wave[..] {
                text.push_str(&step.line());
                text.push('\n');
                continue;
            }
            text.push_str("jobs=\n");
            for step in wave {
                text.push_str(&format!("{} &\njobs=\"$jobs $!\"\n", step.line()));
            }
            text.push_str("finish $jobs\n");
        }
        text.push_str("} </dev/null\nPLAN\n");
        text
    }

    /// What makes sure that no stack goes to another account.
    fn checks(&self, text: &mut String) {
        let steps = || self.waves.iter().flatten();
        if steps().any(|step| step.role.is_some()) {
            let base = self.sources.profiles.other();
            let base = base.map_or(String::new(), |profile| {
                format!(" {}", option("--profile", profile))
            });
            text.push_str(&ROLE.replace(" BASE", &base));
        }
        let mut said: Vec<String> = Vec::new();
        for step in steps().filter(|step| step.role.is_none()) {
            let profile = self.sources.profiles.of(step.stack.account_id());
            let profile = profile.map_or(String::new(), |profile| {
                format!(" {}", option("--profile", profile))
            });
            let check = format!(
                "own {} --region {}{profile}\n",
                step.stack.account_id(),
                step.stack.region()
            );
            if !said.contains(&check) {
                said.push(check);
            }
        }
        if !said.is_empty() {
            text.push_str(OWN);
            text.push_str(&said.concat());
        }
    }

    /// The same for other programs.
    pub(crate) fn document(&self) -> Node {
        let steps = self.waves.iter().map(|wave| {
            let steps = wave.iter().map(|step| {
                Map::new()
                    .with("name", step.stack.name())
                    .with("account", step.stack.account_id())
                    .with("accountName", step.stack.account())
                    .with("region", step.stack.region())
                    .with_some("assumeRole", step.role.clone())
                    .with(
                        "command",
                        step.command
                            .iter()
                            .map(|word| Node::from(word.as_ref()))
                            .collect::<Node>(),
                    )
            });
            steps.collect::<Node>()
        });
        Map::new().with("waves", steps.collect::<Node>()).into()
    }
}

impl Step<'_> {
    fn line(&self) -> String {
        let mut words: Vec<Cow<'_, str>> = Vec::new();
        if let Some(role) = &self.role {
            words.extend(["in_role".into(), role.into(), self.stack.region().into()]);
        }
        words.extend(self.command.iter().map(|word| Cow::Borrowed(word.as_ref())));
        let mut line = String::new();
        for word in words {
            // An option begins a line of its own.
            let separator = if word.starts_with("--") {
                " \\\n  "
            } else {
                " "
            };
            line.push_str(if line.is_empty() { "" } else { separator });
            line.push_str(&quoted(&word));
        }
        line
    }
}

fn command<'s>(
    stack: &'s Stack,
    file: &'s Path,
    sources: &'s Sources,
    buckets: &'s PerAccount,
) -> Result<Vec<Cow<'s, str>>, Error> {
    let mut words: Vec<Cow<'s, str>> = ["aws", "cloudformation", "deploy"].map(Cow::from).into();
    let mut option = |name: &'static str, value: Cow<'s, str>| {
        // A value that looks like an option stands behind an equals sign.
        if value.starts_with('-') {
            words.push(format!("{name}={value}").into());
        } else {
            words.extend([name.into(), value]);
        }
    };
    option("--stack-name", stack.name().into());
    option("--template-file", file.to_string_lossy());
    if is_large(file)?
        && let Some(bucket) = buckets.of(stack.account_id())
    {
        option("--s3-bucket", bucket.into());
        option("--s3-prefix", "passrole".into());
    }
    option("--region", stack.region().into());
    if sources.role(stack).is_none()
        && let Some(profile) = sources.profiles.of(stack.account_id())
    {
        option("--profile", profile.into());
    }
    words.push("--capabilities".into());
    words.extend(capabilities(stack).into_iter().map(Cow::from));
    words.push("--no-fail-on-empty-changeset".into());
    Ok(words)
}

fn option(name: &str, value: &str) -> String {
    let separator = if value.starts_with('-') { "=" } else { " " };
    format!("{name}{separator}{}", quoted(value))
}

/// A word as a shell reads it back.
fn quoted(word: &str) -> Cow<'_, str> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./:@%+=,".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        return word.into();
    }
    format!("'{}'", word.replace('\'', r"'\''")).into()
}

const OWN: &str = r#"
# No stack goes to an account other than its own.
own() {
  account=$1
  shift
  found=$(aws sts get-caller-identity --query Account --output text "$@")
  if [ "$found" != "$account" ]; then
    echo "the credentials for account $account are of account $found: aws sts get-caller-identity $*" >&2
    exit 1
  fi
}
"#;

const ROLE: &str = r#"
# Runs a command in a role.
in_role() (
  role=$1 region=$2
  shift 2
  keys=$(aws sts assume-role --role-arn "$role" --role-session-name passrole --region "$region" BASE \
    --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)
  tab=$(printf '\t')
  rest=${keys#*"$tab"}
  AWS_ACCESS_KEY_ID=${keys%%"$tab"*} AWS_SECRET_ACCESS_KEY=${rest%%"$tab"*} AWS_SESSION_TOKEN=${rest#*"$tab"}
  export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
  unset AWS_PROFILE AWS_DEFAULT_PROFILE
  "$@"
)
"#;

const WAIT: &str = r#"
# Waits for every one, and fails if one failed.
finish() {
  failed=0
  for job in "$@"; do wait "$job" || failed=1; done
  [ "$failed" -eq 0 ]
}
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_back_what_was_quoted() {
        for word in [
            "",
            "plain-1.yaml",
            "two words",
            "it's",
            "$HOME `id` \"x\" \\",
            "a;b&c|d",
            "*",
            "~",
            "é",
            "\n",
        ] {
            let script = format!("printf %s {}", quoted(word));
            let output = std::process::Command::new("sh")
                .args(["-c", &script])
                .output();
            assert_eq!(String::from_utf8(output.unwrap().stdout).unwrap(), word);
        }
    }
}
