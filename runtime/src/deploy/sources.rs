//! What the command line says of accounts: the profile of each, the role that is assumed in them, a bucket.

use passrole_model::closest;

use super::credentials::{Credentials, Session};
use crate::template::{Map, Node};
use crate::texts::{comma_list, sort};
use crate::{Stack, Stacks};

/// What an option says: something for each account (`ACCOUNT=NAME`), or for every account that is not named.
#[derive(Default)]
pub(crate) struct PerAccount {
    other: Option<String>,
    /// What it says, by the accounts' ids.
    named: Map,
}

impl PerAccount {
    /// Reads what stands behind an option, which may stand several times.
    ///
    /// # Errors
    ///
    /// An account that no stack goes to, or two names for one account.
    pub(crate) fn read(
        option: &str,
        values: &[String],
        stacks: &Stacks,
    ) -> Result<PerAccount, String> {
        let mut read = PerAccount::default();
        for value in values {
            let Some((account, name)) = value.split_once('=') else {
                if let Some(old) = read.other.replace(value.clone()) {
                    return Err(format!("{option} names `{old}` for every account already"));
                }
                continue;
            };
            if name.is_empty() {
                return Err(format!("expected a name after {option} {account}="));
            }
            let id = id_of(account, stacks).map_err(|why| format!("{option}: {why}"))?;
            if let Some(old) = read.named(&id) {
                return Err(format!("{option} names `{old}` for {account} already"));
            }
            read.named.insert(id, Node::from(name));
        }
        Ok(read)
    }

    /// What it says for an account.
    pub(crate) fn of(&self, id: &str) -> Option<&str> {
        self.named(id).or(self.other())
    }

    /// What it says for this account by its name or id.
    pub(super) fn named(&self, id: &str) -> Option<&str> {
        self.named.get(id)?.as_str()
    }

    /// What it says for every account that is not named.
    pub(super) fn other(&self) -> Option<&str> {
        self.other.as_deref()
    }
}

/// The id of the account that the author's name, or the id itself, stands for.
fn id_of(account: &str, stacks: &Stacks) -> Result<String, String> {
    let (mut ids, mut names) = (Vec::new(), Vec::new());
    for stack in stacks {
        let (name, id) = (stack.account(), stack.account_id());
        if !names.contains(&name) {
            names.push(name);
        }
        let id = id.to_owned();
        if (account == name || account == id) && !ids.contains(&id) {
            ids.push(id);
        }
    }
    sort(&mut ids);
    match ids.as_slice() {
        [id] => Ok(id.clone()),
        [] => Err(match closest(account, &names) {
            Some(near) => format!("there is no account `{account}`; did you mean `{near}`?"),
            None => format!(
                "no stack goes to an account `{account}`, only to {}",
                comma_list(&names)
            ),
        }),
        _ => Err(format!(
            "several accounts are called `{account}`: write the id, {}",
            ids.join(" or ")
        )),
    }
}

/// Where the credentials of the accounts come from.
pub(crate) struct Sources {
    pub(crate) profiles: PerAccount,
    /// The name of the role that is assumed where no profile is named for the account.
    pub(crate) role: Option<String>,
}

impl Sources {
    /// Whether a profile may be asked for its user's code more than once.
    pub(super) fn may_ask(&self) -> bool {
        self.role.is_none() && !self.profiles.named.is_empty()
    }

    /// The ARN of the role that is assumed for a stack, if one is.
    pub(crate) fn role(&self, stack: &Stack) -> Option<String> {
        let role = self.role.as_ref()?;
        if self.profiles.named(stack.account_id()).is_some() {
            return None;
        }
        let (partition, account) = (stack.partition().name, stack.account_id());
        Some(format!("arn:{partition}:iam::{account}:role/{role}"))
    }

    pub(super) fn credentials(&self, stack: &Stack) -> Credentials {
        match self.role(stack) {
            Some(arn) => {
                let base = Session::of(self.profiles.other());
                Credentials::role(arn, stack.account_id(), base, stack.region())
            }
            None => Credentials::Found(Session::of(self.profiles.of(stack.account_id()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Template;

    fn read(values: &[&str]) -> Result<PerAccount, String> {
        let mut stacks = Stacks::default();
        let places = [
            ("dev", "222222222222"),
            ("ci", "111111111111"),
            ("ci", "444444444444"),
        ];
        for (account, id) in places {
            let (name, region) = (format!("shop-{account}"), "cn-north-1".to_owned());
            let (account, id) = (account.to_owned(), id.to_owned());
            stacks.push(Stack::new(
                name,
                account,
                id,
                region,
                Template::default(),
                Vec::new(),
            ));
        }
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        PerAccount::read("--profile", &values, &stacks)
    }

    #[test]
    fn a_name_is_for_one_account_or_for_every_other() {
        let profiles = read(&["any", "dev=shop=dev", "111111111111=ci"]).unwrap();
        assert_eq!(profiles.of("222222222222"), Some("shop=dev"));
        assert_eq!(profiles.of("111111111111"), Some("ci"));
        assert_eq!(profiles.of("444444444444"), Some("any"));
        assert_eq!(read(&[]).unwrap().of("111111111111"), None);
    }

    #[test]
    fn what_names_no_single_account_is_an_error() {
        let error = |values: &[&str]| read(values).map(|_| ()).unwrap_err();
        let several = "--profile: several accounts are called `ci`: write the id, 111111111111 or 444444444444";
        assert_eq!(error(&["ci=x"]), several);
        assert_eq!(
            error(&["deb=x"]),
            "--profile: there is no account `deb`; did you mean `dev`?"
        );
        assert_eq!(
            error(&["555555555555=x"]),
            "--profile: no stack goes to an account `555555555555`, only to dev, ci"
        );
        assert_eq!(error(&["dev="]), "expected a name after --profile dev=");
        assert_eq!(
            error(&["a", "b"]),
            "--profile names `a` for every account already"
        );
    }
}
