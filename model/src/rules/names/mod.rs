//! N: what is named exists, is named once, and has a name that AWS takes.

mod bounds;
mod declared;
mod unique;

use crate::catalog::limits;
use crate::catalog::regions::{self, Partition};
use crate::names;
use crate::pipeline::{Account, Value};
use crate::resolve::Resolved;
use crate::text::Text;
use crate::violation::{Code, Violation};

pub(super) use bounds::{fault, mended};

use super::step_place;

pub(super) fn check(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    declared::check(resolved, broken);
    let made = names::generated(resolved);
    unique::check(resolved, &made, broken);
    for account in resolved.pipeline.accounts.iter() {
        broken.extend(n03(resolved, account));
    }
    n04(resolved, broken);
    bounds::check(resolved, &made, broken);
}

/// `account prod`
fn account_place(account: &Account) -> String {
    format!("account {}", account.name.name)
}

/// Why an id is no number.
const ZEROS: &str = "a number loses its leading zeros, a string keeps them";

/// N03: an account id is 12 digits.
fn n03<'p>(resolved: &Resolved<'p>, account: &'p Account) -> Option<Violation> {
    let violation = |message: String| {
        Violation::new(Code::N03, account.id.at(), account_place(account), message)
    };
    if let Value::Text(text) = &account.id
        && (text.names_account() || text.is_open())
    {
        let name = &account.name.name;
        return Some(
            violation(format!(
                "the id of account `{name}` names something else, and it is needed to know everything else"
            ))
            .help(format!("write it out: `account {name} = \"111111111111\"`")),
        );
    }
    let id = resolved.written_id(account)?;
    if resolved.is_number(&account.id) {
        let name = &account.name.name;
        let violation =
            violation(format!("an account id is a string, and `{id}` is a number")).note(ZEROS);
        return Some(match id.starts_with('-') {
            true => violation,
            false => violation.help(format!("write `account {name} = \"{id:0>12}\"`")),
        });
    }
    if limits::is_account_id(&id) {
        return None;
    }
    let digits: String = id.chars().filter(char::is_ascii_digit).collect();
    let all = digits.len() == id.len();
    let violation = violation(match (all, digits.len()) {
        (true, 0) => "an account id has 12 digits, and this one is empty".to_owned(),
        (true, count) => format!("an account id has 12 digits, and `{id}` has {count}"),
        (false, _) => format!("an account id has 12 digits and nothing else, and this is `{id}`"),
    });
    let name = &account.name.name;
    Some(match digits.len() {
        12 => violation.help(format!(
            "write the digits only: `account {name} = \"{digits}\"`"
        )),
        1..=11 if all => violation.note(ZEROS).help(format!(
            "if zeros are missing, write them: `account {name} = \"{digits:0>12}\"`"
        )),
        _ => violation.help(format!(
            "write it as a string: `account {name} = \"111111111111\"`"
        )),
    })
}

/// N04: a region exists, all of them lie in one partition, and the pipeline has one.
fn n04(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    if let Some(home) = resolved.home.filter(|home| home.regions.is_empty()) {
        broken.push(
            Violation::new(
                Code::N04,
                home.name.at,
                account_place(home),
                format!(
                    "account `{}` has no region, and the pipeline is in it",
                    home.name.name
                ),
            )
            .note("its home region is the pipeline's, and that of every account that says none")
            .help(format!(
                "write one: `account {} = … in \"eu-west-1\";`",
                home.name.name
            )),
        );
    }
    let mut first = None;
    for account in resolved.pipeline.accounts.iter() {
        broken.extend(circle(resolved, account));
        for region in account.regions.iter() {
            broken.extend(region_exists(
                resolved,
                region,
                account_place(account),
                &mut first,
            ));
        }
    }
    let mut stage = None;
    for step in &resolved.steps {
        // A stage's place is its actions' too, and is asked about once.
        let new = stage.replace(step.stage_index) != Some(step.stage_index);
        let of_stage = step.stage.place.as_ref().filter(|_| new);
        for place in [of_stage, step.action.place.as_ref()] {
            let Some(region) = place.and_then(|place| place.region.as_ref()) else {
                continue;
            };
            broken.extend(region_exists(
                resolved,
                region,
                step_place(resolved, step),
                &mut first,
            ));
        }
    }
}

/// A home region that is said by one account after another, and by none of them.
fn circle(resolved: &Resolved<'_>, account: &Account) -> Option<Violation> {
    let written = account
        .regions
        .first()
        .filter(|region| region.names_account())?;
    // What only that region lacks was said of the account that it names.
    let home = resolved.home?.regions.first()?;
    if resolved.region_text(account).is_some()
        || resolved.text(written, None).is_some()
        || written.is_open()
        || (home.names_account() && !resolved.is_home(account))
    {
        return None;
    }
    let name = &account.name.name;
    Some(
        Violation::new(
            Code::N04,
            written.at,
            account_place(account),
            format!("the region of account `{name}` leads back to itself"),
        )
        .help(format!(
            "write it out: `account {name} = … in \"eu-west-1\";`"
        )),
    )
}

/// One region; `first` is the first that exists.
fn region_exists<'p>(
    resolved: &Resolved<'p>,
    written: &'p Text,
    place: String,
    first: &mut Option<(String, &'static Partition)>,
) -> Option<Violation> {
    if written.is_open() {
        return Some(
            Violation::new(
                Code::N04,
                written.at,
                place,
                "a region is needed to know everything else, and this one is known only when a stack is deployed",
            )
            .help("write it out: `\"eu-west-1\"`"),
        );
    }
    let region = resolved.text(written, None)?;
    let Some(partition) = regions::partition(&region) else {
        let near = crate::closest(&region, regions::ALL.iter().map(|(name, _)| *name));
        return Some(
            Violation::new(
                Code::N04,
                written.at,
                place,
                format!("there is no region `{region}`"),
            )
            .suggest(near),
        );
    };
    let (other, of_other) = first.get_or_insert_with(|| (region.to_string(), partition));
    (partition != *of_other).then(|| {
        Violation::new(
            Code::N04,
            written.at,
            place,
            format!(
                "`{region}` is in the partition `{}`, but `{other}` is in `{}`: a pipeline stays in one",
                partition.name, of_other.name
            ),
        )
        .note("no role of one partition can be assumed or passed from another")
        .help("declare a pipeline in each partition")
    })
}
