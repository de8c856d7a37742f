//! Mistakes in accounts, and in where roles and projects are placed.

use passrole_model::catalog::{Kind, Lies, Reach};
use passrole_model::pipeline::Owner;

use super::program::{Action, Program, id};
use super::{Change, Codes};

pub(super) const ALL: &[(&str, Change)] = &[
    ("the action role is elsewhere", |_, program| {
        program.deployer = Some(vec!["ci"]);
        acting(program, "P01", "P03")
    }),
    ("the action role is missing", |_, program| {
        program.deployer = None;
        acting(program, "N01", "P03")
    }),
    ("the passed role is elsewhere", |_, program| {
        program.stack.1 = vec!["ci"];
        passing(program, "P02", |action| action.account != "ci")
    }),
    ("the passed role is of another kind", |_, program| {
        program.stack.0 = "CodeBuild";
        passing(program, "P06", |_| true)
    }),
    ("the project is elsewhere", |_, program| {
        program.unit = vec!["ci"];
        let mut building = program
            .actions()
            .filter(|action| action.settings.contains_key("ProjectName"));
        building.find(|action| action.account != "ci")?;
        Some(Codes::from(["P08"]))
    }),
    ("a passed role acts", |random, program| {
        let acting = program.actions_mut().filter(|action| action.acts_by_role());
        random.any(acting)?.role = Some("stack");
        Some(Codes::from(["P06"]))
    }),
    ("an action role is passed", |random, program| {
        let passing = program
            .actions_mut()
            .filter(|action| action.kind.passes.is_some() && action.account != "ci")
            .filter(|action| !action.settings.contains_key("AdministrationRoleArn"));
        random.any(passing)?.passing = Some("deployer");
        Some(Codes::from(["P06"]))
    }),
    ("a role is passed to whom needs none", |random, program| {
        let others = program
            .actions_mut()
            .filter(|action| action.kind.passes.is_none());
        random.any(others)?.passing = Some("stack");
        Some(Codes::from(["P13"]))
    }),
    ("somebody else's action takes a role", |random, program| {
        let others = program
            .actions_mut()
            .filter(|action| action.kind.owner != Owner::Aws);
        random.any(others)?.role = Some("deployer");
        Some(Codes::from(["P06"]))
    }),
    ("a role is misspelt", |random, program| {
        let acting = program.actions_mut().filter(|action| action.acts_by_role());
        random.any(acting)?.role = Some("deployr");
        Some(Codes::from(["N01"]))
    }),
    (
        "an action runs where there is no account",
        |random, program| {
            let others = program.actions_mut().skip(1);
            random.any(others)?.account = "nowhere";
            Some(Codes::from(["N01"]))
        },
    ),
    ("an action runs where it cannot", |random, program| {
        let target = program.targets[0];
        let home = program
            .actions_mut()
            .skip(1)
            .filter(|action| action.kind.accounts == Reach::Home);
        random.any(home)?.account = target;
        Some(Codes::from(["P10"]))
    }),
    (
        "an action runs in a region that its account has not",
        |random, program| {
            let others = program
                .actions_mut()
                .skip(1)
                .filter(|action| action.kind.regions != Reach::Home)
                // An ARN of the region, or a change set that is made there, would be another mistake.
                .filter(|action| !action.kind.keys.iter().any(|key| lies(&key.kind).is_some()))
                .filter(|action| !action.settings.contains_key("ChangeSetName"));
            random.any(others)?.region = " / \"eu-north-1\"";
            Some(Codes::from(["P12"]))
        },
    ),
    ("an ARN lies in another account", |random, program| {
        let here = |kind: &Kind| matches!(lies(kind), Some(Lies::Here | Lies::InAccount));
        let keys = program.actions_mut().filter_map(|action| {
            let (own, settings) = (id(action.account), &mut action.settings);
            let mut known = action.kind.keys.iter().filter(|key| here(&key.kind));
            let key = known.find(|key| settings.contains_key(key.name))?;
            Some((own, settings.get_mut(key.name)?))
        });
        let (own, value) = random.any(keys)?;
        *value = value.replace(own, "999999999999");
        Some(Codes::from(["P09"]))
    }),
    ("an account's id is too short", |_, program| {
        program.renumbered = Some((program.targets[0], "12345"));
        Some(Codes::from(["N03"]))
    }),
    ("two accounts have one id", |_, program| {
        program.renumbered = Some((program.targets[0], id("ci")));
        let used = program
            .actions()
            .any(|action| action.settings.values().any(|value| value.contains("arn:")));
        // An ARN of the account that it was would be another mistake.
        (!used).then(|| Codes::from(["N02"]))
    }),
];

/// What follows for those who say the action role, and for those who leave it out.
fn acting(program: &Program, said: &'static str, left_out: &'static str) -> Option<Codes> {
    let codes: Codes = program
        .actions()
        .filter(|action| action.acts_by_role())
        .map(|action| action.role.map_or(left_out, |_| said))
        .collect();
    (!codes.is_empty()).then_some(codes)
}

/// What follows for those who say the passed role, and P04 for those who leave it out and need it.
fn passing(program: &Program, said: &'static str, there: fn(&Action) -> bool) -> Option<Codes> {
    let passing = program
        .actions()
        .filter(|action| there(action))
        .filter_map(|action| {
            let passes = action.kind.passes.as_ref()?;
            match action.passing {
                Some(_) => Some(said),
                None => action.holds(&passes.applied).then_some("P04"),
            }
        });
    let codes: Codes = passing.collect();
    (!codes.is_empty()).then_some(codes)
}

/// Where an ARN must lie.
fn lies(kind: &Kind) -> Option<Lies> {
    match kind {
        Kind::Arn(_, lies) => Some(*lies),
        _ => None,
    }
}
