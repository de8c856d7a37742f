//! Credentials: where those of each account come from. A role is assumed when it is first needed.

use std::process::Command;
use std::sync::{Mutex, PoisonError};

use super::aws::{Aws, Fault};
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

/// What the AWS command line works with.
#[derive(Clone, PartialEq)]
pub(crate) enum Session {
    /// What it finds by itself.
    Environment,
    /// A profile of its settings.
    Profile(String),
    /// Keys that end.
    Keys {
        id: String,
        secret: String,
        token: String,
    },
}

impl Session {
    /// The profile of that name, or where there is none, what is found without one.
    pub(super) fn of(profile: Option<&str>) -> Session {
        match profile {
            Some(name) => Session::Profile(name.to_owned()),
            None => Session::Environment,
        }
    }

    /// Makes a run of the AWS command line work with it.
    pub(super) fn hand_to(&self, command: &mut Command) {
        match self {
            Session::Environment => {}
            // As an option it goes before any keys in the environment; as a variable it would not.
            Session::Profile(name) => {
                command.arg(format!("--profile={name}"));
            }
            Session::Keys { id, secret, token } => {
                command
                    .env("AWS_ACCESS_KEY_ID", id)
                    .env("AWS_SECRET_ACCESS_KEY", secret)
                    .env("AWS_SESSION_TOKEN", token)
                    .env_remove("AWS_PROFILE")
                    .env_remove("AWS_DEFAULT_PROFILE");
            }
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

    /// Whether they are the same as others.
    pub(super) fn are(&self, others: &Credentials) -> bool {
        match (self, others) {
            (Credentials::Found(one), Credentials::Found(other)) => one == other,
            (Credentials::Role(one), Credentials::Role(other)) => one.arn == other.arn,
            _ => false,
        }
    }

    /// Those that are found, and with which a role is assumed.
    pub(super) fn found(&self) -> Credentials {
        Credentials::Found(match self {
            Credentials::Found(session) => session.clone(),
            Credentials::Role(role) => role.base.clone(),
        })
    }

    /// The session to work in.
    pub(super) fn session(&self, aws: &Aws) -> Result<Session, Fault> {
        match self {
            Credentials::Found(session) => Ok(session.clone()),
            Credentials::Role(role) => role.session(aws, None),
        }
    }

    /// Another session in place of one that has ended; credentials that are found have no other.
    pub(super) fn renewed(&self, aws: &Aws, ended: &Session) -> Result<Session, Fault> {
        match self {
            Credentials::Found(session) => Ok(session.clone()),
            Credentials::Role(role) => role.session(aws, Some(ended)),
        }
    }
}

impl Role {
    fn session(&self, aws: &Aws, ended: Option<&Session>) -> Result<Session, Fault> {
        // The lock is held meanwhile: whoever else needs the session waits for this one.
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        match current.as_ref() {
            Some(session) if ended != Some(session) => Ok(session.clone()),
            _ => {
                let session = self.assume(aws)?;
                Ok(current.insert(session).clone())
            }
        }
    }

    fn assume(&self, aws: &Aws) -> Result<Session, Fault> {
        let arguments = [
            "sts",
            "assume-role",
            "--role-session-name",
            "passrole",
            "--role-arn",
            &self.arn,
        ];
        let answer = match aws.run(&self.base, &self.region, &arguments) {
            // An administrator of the account itself often has no such role in it.
            Err(fault) if fault.is(&["AccessDenied"]) && self.is_own(aws) => {
                return Ok(self.base.clone());
            }
            answer => answer?,
        };
        let text = |key| Some(answer.get("Credentials")?.get(key)?.as_str()?.to_owned());
        let keys = || {
            Some(Session::Keys {
                id: text("AccessKeyId")?,
                secret: text("SecretAccessKey")?,
                token: text("SessionToken")?,
            })
        };
        keys().ok_or_else(|| Fault::new(format!("assuming `{}` gave no credentials", self.arn)))
    }

    /// Whether the role is assumed from its own account.
    fn is_own(&self, aws: &Aws) -> bool {
        let base = Credentials::Found(self.base.clone());
        account(aws, &base, &self.region).is_ok_and(|account| account == self.account)
    }
}

/// The id of the account that the credentials are of.
pub(super) fn account(aws: &Aws, credentials: &Credentials, region: &str) -> Result<String, Fault> {
    let answer = aws.json(credentials, region, &["sts", "get-caller-identity"])?;
    let account = answer.get("Account").and_then(Node::as_str);
    account
        .map(str::to_owned)
        .ok_or_else(|| Fault::new("`aws sts get-caller-identity` named no account".to_owned()))
}
