//! Credentials: where those of each account come from. A role is assumed when it is first needed.

use std::process::Command;
use std::sync::{Mutex, PoisonError};

use super::aws::Aws;
use super::fault::Fault;
use crate::template::Node;

/// The credentials with which an account is worked in.
pub(crate) enum Credentials {
    /// As they are found.
    Found(Session),
    /// Those of a role that is assumed with others.
    Role(Role),
}

/// A role, and the session in which it is played.
pub(crate) struct Role {
    arn: String,
    account: String,
    base: Session,
    /// Where it is assumed.
    region: String,
    current: Mutex<Option<Session>>,
}

/// What the AWS command line works with; what it finds by itself where there is neither.
#[derive(Clone, PartialEq)]
pub(crate) struct Session {
    /// A profile of its settings.
    profile: Option<String>,
    /// Keys that end: the id, the secret and the token.
    keys: Vec<String>,
}

impl Session {
    /// The profile of that name, or where there is none, what is found without one.
    pub(super) fn of(profile: Option<&str>) -> Session {
        Session {
            profile: profile.map(str::to_owned),
            keys: Vec::new(),
        }
    }

    /// Makes a run of the AWS command line work with it.
    pub(super) fn hand_to(&self, command: &mut Command) {
        if let [id, secret, token] = self.keys.as_slice() {
            command
                .env("AWS_ACCESS_KEY_ID", id)
                .env("AWS_SECRET_ACCESS_KEY", secret)
                .env("AWS_SESSION_TOKEN", token)
                .env_remove("AWS_PROFILE")
                .env_remove("AWS_DEFAULT_PROFILE");
        } else if let Some(name) = &self.profile {
            // As an option it goes before any keys in the environment; as a variable it would not.
            command.arg(format!("--profile={name}"));
        }
    }
}

impl Credentials {
    /// The role of that ARN and account, assumed in a region.
    pub(super) fn role(arn: String, account: &str, base: Session, region: &str) -> Credentials {
        Credentials::Role(Role {
            arn,
            account: account.to_owned(),
            base,
            region: region.to_owned(),
            current: Mutex::new(None),
        })
    }

    /// What tells them from others: the role, or the profile, which may be none.
    pub(super) fn source(&self) -> String {
        match self {
            Credentials::Found(session) => format!("{:?}", session.profile),
            Credentials::Role(role) => role.arn.clone(),
        }
    }

    /// The profile by whose name a person works with the same; none where there is no such name.
    pub(super) fn profile(&self) -> Option<&str> {
        match self {
            Credentials::Found(session) => session.profile.as_deref(),
            Credentials::Role(_) => None,
        }
    }

    /// Those that are found, and with which a role is assumed.
    pub(super) fn found(&self) -> Credentials {
        Credentials::Found(match self {
            Credentials::Found(session) => session.clone(),
            Credentials::Role(role) => role.base.clone(),
        })
    }

    /// The session to work in, in place of one that has ended; credentials that are found have no other.
    pub(super) fn session(&self, aws: &Aws, ended: Option<&Session>) -> Result<Session, Fault> {
        match self {
            Credentials::Found(session) => Ok(session.clone()),
            Credentials::Role(role) => role.session(aws, ended),
        }
    }
}

impl Role {
    fn session(&self, aws: &Aws, ended: Option<&Session>) -> Result<Session, Fault> {
        // The lock is held meanwhile: whoever else needs the session waits for this one.
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = &*current
            && ended != Some(session)
        {
            return Ok(session.clone());
        }
        let session = self.assume(aws)?;
        *current = Some(session.clone());
        Ok(session)
    }

    fn assume(&self, aws: &Aws) -> Result<Session, Fault> {
        let command = "sts assume-role --role-session-name passrole --role-arn";
        let answer = match aws.run(&self.base, &self.region, command, &[&self.arn]) {
            // An administrator of the account itself often has no such role in it.
            Err(fault) if fault.is(&["AccessDenied"]) && self.is_own(aws) => {
                return Ok(self.base.clone());
            }
            answer => answer?,
        };
        match keys(&answer) {
            Some(keys) => Ok(Session {
                profile: None,
                keys,
            }),
            None => Err(Fault::new(format!(
                "assuming `{}` gave no credentials",
                self.arn
            ))),
        }
    }

    /// Whether the role is assumed from its own account.
    fn is_own(&self, aws: &Aws) -> bool {
        let base = Credentials::Found(self.base.clone());
        matches!(account(aws, &base, &self.region), Ok(account) if account == self.account)
    }
}

/// The keys that an answer holds: the id, the secret and the token.
fn keys(answer: &Node) -> Option<Vec<String>> {
    let credentials = answer.get("Credentials")?;
    let mut keys = Vec::new();
    for name in &["AccessKeyId", "SecretAccessKey", "SessionToken"] {
        keys.push(credentials.get(name)?.as_str()?.to_owned());
    }
    Some(keys)
}

/// The id of the account that the credentials are of.
pub(super) fn account(aws: &Aws, credentials: &Credentials, region: &str) -> Result<String, Fault> {
    let answer = aws.json(credentials, region, "sts get-caller-identity", &[])?;
    match answer.text("Account") {
        "" => Err(Fault::new(
            "`aws sts get-caller-identity` named no account".to_owned(),
        )),
        account => Ok(account.to_owned()),
    }
}
