//! The deployment as a shell script: the commands of the AWS command line, in order, those that wait for nothing
//! of each other side by side.

use passrole_model::index::Index;

use super::template::{capabilities, is_large};
use super::{Ready, Sources};
use crate::template::{Node, map};
use crate::{Error, Stack};

/// The commands that deploy stacks which are written.
pub(crate) struct Plan<'s> {
    ready: &'s Ready,
    /// The places of the stacks; those of one list wait for nothing of each other.
    waves: Vec<Vec<usize>>,
}

impl<'s> Plan<'s> {
    /// The plan for stacks that are written.
    pub(crate) fn new(ready: &'s Ready) -> Plan<'s> {
        let mut waves: Vec<Vec<usize>> = Vec::new();
        let mut wave_of = Index::default();
        for (place, stack) in ready.stacks.iter().enumerate() {
            let mut wave = 0;
            for name in stack.depends_on() {
                if let Some(other) = wave_of.get(name) {
                    wave = wave.max(other + 1);
                }
            }
            wave_of.set(stack.name(), wave);
            if wave == waves.len() {
                waves.push(Vec::new());
            }
            waves[wave].push(place);
        }
        Plan { ready, waves }
    }

    /// The script. It is read whole before any of it is done, and pasted into a terminal it ends no shell but its
    /// own.
    pub(crate) fn script(&self) -> Result<String, Error> {
        let mut text = "sh <<'PLAN'\n{\nset -eu\n".to_owned();
        self.checks(&mut text);
        let mut waits = "";
        let mut commands = String::new();
        for wave in &self.waves {
            if wave.len() > 1 {
                waits = WAIT;
            }
            self.add_wave(wave, &mut commands)?;
        }
        Ok(text + waits + &commands + "} </dev/null\nPLAN\n")
    }

    /// What makes sure that no stack goes to another account, and that there are credentials for all of them.
    fn checks(&self, text: &mut String) {
        let sources = &self.ready.sources;
        let (mut owned, mut tried) = (String::new(), String::new());
        let mut seen = Index::default();
        for wave in &self.waves {
            for place in wave {
                let stack = &self.ready.stacks.as_slice()[*place];
                let (check, to) = match in_role(stack, sources) {
                    Some(role) => (format!("keys_of {role} >/dev/null\n"), &mut tried),
                    None => {
                        let (id, region) = (stack.account_id(), stack.region());
                        let profile = option(sources.profiles.of(id));
                        (format!("own {id} --region {region}{profile}\n"), &mut owned)
                    }
                };
                if seen.add(&check) {
                    to.push_str(&check);
                }
            }
        }
        if !tried.is_empty() {
            text.push_str(&ROLE.replace(" BASE", &option(sources.profiles.other())));
            text.push_str(&tried);
        }
        if !owned.is_empty() {
            text.push_str(OWN);
            text.push_str(&owned);
        }
    }

    /// The same for other programs.
    pub(crate) fn document(&self) -> Result<Node, Error> {
        let mut waves = Vec::new();
        for wave in &self.waves {
            let mut steps = Vec::new();
            for place in wave {
                let stack = &self.ready.stacks.as_slice()[*place];
                let mut document = stack.document();
                document.put_some("assumeRole", self.ready.sources.role(stack));
                document.put("command", command(stack, self.ready)?);
                steps.push(Node::from(document));
            }
            waves.push(Node::from(steps));
        }
        Ok(map! { "waves": waves }.into())
    }

    fn add_wave(&self, wave: &[usize], text: &mut String) -> Result<(), Error> {
        let (mut names, mut jobs) = (Vec::new(), String::new());
        for place in wave {
            let stack = &self.ready.stacks.as_slice()[*place];
            let line = line(stack, self.ready)?;
            names.push(stack.name().to_owned());
            jobs.push_str(&match wave.len() {
                1 => format!("{line}\n"),
                _ => format!("{line} &\njobs=\"$jobs $!\"\n"),
            });
        }
        let names = names.join(", ");
        text.push_str(&match wave.len() {
            1 => format!("\n# {names}\n{jobs}"),
            _ => format!("\n# Side by side: {names}\njobs=\n{jobs}finish $jobs\n"),
        });
        Ok(())
    }
}

/// The role that a stack's command is run in, its account, and the region in which it is assumed; nothing where there is
/// none.
fn in_role(stack: &Stack, sources: &Sources) -> Option<String> {
    let role = quoted(&sources.role(stack)?);
    let (account, region) = (stack.account_id(), stack.region());
    Some(format!("{role} {account} {region}"))
}

/// The command that deploys a stack, as a shell reads it.
fn line(stack: &Stack, ready: &Ready) -> Result<String, Error> {
    let mut line = String::new();
    if let Some(role) = in_role(stack, &ready.sources) {
        line = format!("in_role {role}");
    }
    for word in &command(stack, ready)? {
        // An option begins a line of its own.
        line.push_str(match word.starts_with("--") {
            true => " \\\n  ",
            false if line.is_empty() => "",
            false => " ",
        });
        line.push_str(&quoted(word));
    }
    Ok(line)
}

/// The same word by word.
fn command(stack: &Stack, ready: &Ready) -> Result<Vec<String>, Error> {
    let file = &ready.files.of(stack);
    let mut words = Vec::new();
    let mut add = |word: &str| words.push(word.to_owned());
    add("aws");
    add("cloudformation");
    add("deploy");
    let mut option = |name: &str, value: &str| {
        // A value that looks like an option stands behind an equals sign.
        if value.starts_with('-') {
            add(&format!("{name}={value}"));
        } else {
            add(name);
            add(value);
        }
    };
    option("--stack-name", stack.name());
    option("--template-file", &file.to_string_lossy());
    if is_large(file)?
        && let Some(bucket) = ready.buckets.of(stack.account_id())
    {
        option("--s3-bucket", bucket);
        option("--s3-prefix", "passrole");
    }
    option("--region", stack.region());
    if ready.sources.role(stack).is_none()
        && let Some(profile) = ready.sources.profiles.of(stack.account_id())
    {
        option("--profile", profile);
    }
    add("--capabilities");
    for capability in capabilities(stack) {
        add(capability);
    }
    add("--no-fail-on-empty-changeset");
    Ok(words)
}

/// The option that names a profile, behind a space; nothing where there is none.
pub(super) fn option(profile: Option<&str>) -> String {
    let Some(profile) = profile else {
        return String::new();
    };
    let separator = if profile.starts_with('-') { "=" } else { " " };
    format!(" --profile{separator}{}", quoted(profile))
}

/// A word as a shell reads it back.
fn quoted(word: &str) -> String {
    if is_plain(word) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn is_plain(word: &str) -> bool {
    for letter in word.chars() {
        if !letter.is_ascii_alphanumeric() && !"_-./:@%+=,".contains(letter) {
            return false;
        }
    }
    !word.is_empty()
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
# The keys of a role. From the role's own account they may be none: an administrator often has no such role there.
keys_of() {
  role=$1 account=$2 region=$3
  aws sts assume-role --role-arn "$role" --role-session-name passrole --region "$region" BASE \
    --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text && return
  found=$(aws sts get-caller-identity --query Account --output text --region "$region" BASE)
  if [ "$found" != "$account" ]; then
    echo "these are the credentials of account $found, not of $account" >&2
    return 1
  fi
  echo "these are the credentials of account $account itself, and are used as they are" >&2
}

# Runs a command in a role.
in_role() (
  keys=$(keys_of "$1" "$2" "$3")
  shift 3
  if [ -z "$keys" ]; then
    "$@" BASE
    exit
  fi
  tab=$(printf '\t')
  rest=${keys#*"$tab"}
  AWS_ACCESS_KEY_ID=${keys%%"$tab"*} AWS_SECRET_ACCESS_KEY=${rest%%"$tab"*} AWS_SESSION_TOKEN=${rest#*"$tab"}
  export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
  unset AWS_PROFILE AWS_DEFAULT_PROFILE
  "$@"
)

# Every role is tried before the first stack goes out.
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
