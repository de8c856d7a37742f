//! N: what is named exists, is named once, and has a name that AWS takes.

mod bounds;
mod declared;
mod mended;
mod partitions;
mod unique;

use crate::catalog::limits;
use crate::catalog::regions::{self, Partition};
use crate::code::Code;
use crate::names;
use crate::pipeline::{Account, Place, Value};
use crate::resolve::{Resolved, Step};
use crate::rules::{Broken, Of};
use crate::text::Text;

impl<'p> Broken<'_, 'p> {
    pub(super) fn names(&mut self) {
        let resolved = self.resolved;
        declared::check(self);
        let made = resolved.with_logical_ids(names::generated(resolved));
        self.n02(&made);
        for account in resolved.accounts {
            self.n03(account);
        }
        self.n04();
        self.arns_stay();
        self.n05(&made);
    }

    /// N03: an account id is 12 digits.
    fn n03(&mut self, account: &'p Account) {
        let resolved = self.resolved;
        let (name, at, of) = (&account.name.name, account.id.at(), Of::Account(account));
        if let Value::Text(text) = &account.id
            && (text.names_account() || text.is_open())
        {
            let message = format_args!(
                "the id of account `{name}` names something else, and it is needed to know everything else"
            );
            self.add(Code::N03, at, of, message).help(format_args!(
                "write it out: `account {name} = \"{}\"`",
                free_id(resolved, 0)
            ));
            return;
        }
        let Some(id) = resolved.written_id(account) else {
            return;
        };
        if resolved.is_number(&account.id) {
            let message = format_args!("an account id is a string, and `{id}` is a number");
            let found = self.add(Code::N03, at, of, message).note(ZEROS);
            if !id.starts_with('-') {
                found.help(format_args!("write `account {name} = \"{id:0>12}\"`"));
            }
            return;
        }
        if limits::is_account_id(&id) {
            return;
        }
        let mut digits = String::new();
        for letter in id.chars() {
            if letter.is_ascii_digit() {
                digits.push(letter);
            }
        }
        let all = digits.len() == id.len();
        let count = digits.len();
        let message = match (all, count) {
            (true, 0) => format_args!("an account id has 12 digits, and this one is empty"),
            (true, _) => format_args!("an account id has 12 digits, and `{id}` has {count}"),
            (false, _) => {
                format_args!("an account id has 12 digits and nothing else, and this is `{id}`")
            }
        };
        let found = self.add(Code::N03, at, of, message);
        match count {
            12 => found.help(format_args!(
                "write the digits only: `account {name} = \"{digits}\"`"
            )),
            1..=11 if all => found.note(ZEROS).help(format_args!(
                "if zeros are missing, write them: `account {name} = \"{digits:0>12}\"`"
            )),
            _ => found.help(format_args!(
                "write its 12 digits: `account {name} = \"{}\"`",
                free_id(resolved, 0)
            )),
        };
    }

    /// N04: a region exists, all of them lie in one partition, and the pipeline has one.
    fn n04(&mut self) {
        let resolved = self.resolved;
        if let Some(home) = resolved.home
            && home.regions.is_empty()
        {
            let (name, at) = (&home.name.name, home.name.at);
            let message = format_args!("account `{name}` has no region, and the pipeline is in it");
            self.add(Code::N04, at, Of::Account(home), message)
                .note("its home region is the pipeline's, and that of every account that says none")
                .help(format_args!(
                    "write one: `account {name} = … in \"eu-west-1\";`"
                ));
        }
        let mut first = None;
        for account in resolved.accounts {
            self.region_circle(account);
            for region in account.regions.iter() {
                self.region_exists(region, Of::Account(account), &mut first);
            }
        }
        let mut stage = None;
        for step in &resolved.steps {
            // A stage's place is its actions' too, and is asked about once.
            let new = stage != Some(step.stage_index);
            stage = Some(step.stage_index);
            if new {
                self.region_of_step(step.stage.place.as_ref(), step, &mut first);
            }
            self.region_of_step(step.action.place.as_ref(), step, &mut first);
        }
        for rule in &resolved.rules() {
            let step = rule.step(resolved);
            // Only what it needs there asks for the region beforehand.
            if let Some(region) = step.region
                && !region.is_open()
            {
                self.region_exists(region, Of::Stage(step.stage), &mut first);
            }
        }
    }

    /// The region of an action or its stage, where one is written.
    fn region_of_step(
        &mut self,
        place: Option<&'p Place>,
        step: &Step<'p>,
        first: &mut Option<(String, &'static Partition)>,
    ) {
        if let Some(place) = place
            && let Some(region) = &place.region
        {
            self.region_exists(region, Of::Action(step), first);
        }
    }

    /// A home region that is said by one account after another, and by none of them.
    fn region_circle(&mut self, account: &Account) {
        let resolved = self.resolved;
        // What only the pipeline's region lacks was said of the account that it names.
        let Some(home) = resolved.home else { return };
        let (Some(written), Some(home)) = (account.regions.first(), home.regions.first()) else {
            return;
        };
        if !written.names_account()
            || resolved.region_text(account).is_some()
            || resolved.text(written, None).is_some()
            || written.is_open()
            || (home.names_account() && !resolved.is_home(account))
        {
            return;
        }
        let name = &account.name.name;
        let message = format_args!("the region of account `{name}` leads back to itself");
        self.add(Code::N04, written.at, Of::Account(account), message)
            .help(format_args!(
                "write it out: `account {name} = … in \"eu-west-1\";`"
            ));
    }

    /// One region; `first` is the first that exists.
    fn region_exists(
        &mut self,
        written: &Text,
        of: Of<'_>,
        first: &mut Option<(String, &'static Partition)>,
    ) {
        let at = written.at;
        if written.is_open() {
            let message = "a region is needed to know everything else, and this one is known only when a stack is deployed";
            self.add_once(Code::N04, at, of, message)
                .help("write it out: `\"eu-west-1\"`");
            return;
        }
        let Some(region) = self.resolved.text(written, None) else {
            return;
        };
        let Some(partition) = regions::partition(&region) else {
            let message = format_args!("there is no region `{region}`");
            self.add_once(Code::N04, at, of, message)
                .suggest(regions::closest(&region));
            return;
        };
        match first {
            None => *first = Some((region.into_owned(), partition)),
            Some((other, of_other)) if partition.name != of_other.name => {
                let message = format_args!(
                    "`{region}` is in the partition `{}`, but `{other}` is in `{}`: a pipeline stays in one",
                    partition.name, of_other.name
                );
                self.add_once(Code::N04, at, of, message)
                    .note("no role of one partition can be assumed or passed from another")
                    .help("declare a pipeline in each partition");
            }
            Some(_) => {}
        }
    }
}

/// Why an id is no number.
const ZEROS: &str = "a number loses its leading zeros, a string keeps them";

/// An id to show how one is written, which no account has if one of these is left: the first, or one of the next.
fn free_id(resolved: &Resolved<'_>, next: usize) -> &'static str {
    let mut passed = 0;
    const IDS: &[&str] = &[
        "111111111111",
        "222222222222",
        "333333333333",
        "444444444444",
        "555555555555",
        "666666666666",
    ];
    for id in IDS {
        let mut free = true;
        for account in resolved.accounts {
            free &= resolved.written_id(account).as_deref() != Some(*id);
        }
        if free && passed == next {
            return id;
        }
        passed += usize::from(free);
    }
    "777777777777"
}
