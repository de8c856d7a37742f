//! What tells a stack from others: of stacks that are declared, deployed, or were written once.

use crate::template::{Map, Node, map};

/// What tells a stack from others.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) name: String,
    /// The author's name for the account.
    pub(crate) account: String,
    pub(crate) account_id: String,
    pub(crate) region: String,
}

impl Identity {
    /// What an entry says that [`Identity::document`] has begun; nothing where it says too little.
    pub(crate) fn read(entry: &Node) -> Option<Identity> {
        let (name, account_id) = (entry.text("name"), entry.text("account"));
        let region = entry.text("region");
        if [name, account_id, region].contains(&"") {
            return None;
        }
        let account = match entry.text("accountName") {
            "" => account_id,
            account => account,
        };
        Some(Identity {
            name: name.to_owned(),
            account: account.to_owned(),
            account_id: account_id.to_owned(),
            region: region.to_owned(),
        })
    }

    /// The same for other programs.
    pub(crate) fn document(&self) -> Map {
        map! {
            "name": self.name.as_str(),
            "account": self.account_id.as_str(),
            "accountName": self.account.as_str(),
            "region": self.region.as_str(),
        }
    }

    /// Whether both are one stack, whatever its account is called.
    pub(crate) fn is(&self, other: &Identity) -> bool {
        self.name == other.name
            && self.account_id == other.account_id
            && self.region == other.region
    }
}
