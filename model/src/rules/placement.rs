//! P: every role is in the account where it is used. The reason this library exists.

use super::{listed, project_place, role_place, round, step_place, with_account};
use crate::arn::Arn;
use crate::catalog::{Kind, Lies, Reach};
use crate::pipeline::{Account, Ident, Owner, Project, Role, RoleKind, Setting, Value};
use crate::resolve::{Actor, Passed, Resolved, Step};
use crate::violation::{Code, Violation};

/// AWS's answer to a role passed across accounts.
const CROSS_ACCOUNT: &str = "\"Cross-account pass role is not allowed\"";

pub(super) fn check(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    broken.extend(p05(resolved));
    for role in resolved.pipeline.roles.iter() {
        p07(resolved, role, broken);
    }
    for project in resolved.pipeline.projects.iter() {
        broken.extend(build_role(resolved, project));
    }
    for step in &resolved.steps {
        let elsewhere = p10(resolved, step);
        // A provider that cannot be there at all needs no role there.
        if elsewhere.is_none() {
            broken.extend(acting(resolved, step));
        }
        broken.extend(elsewhere);
        broken.extend(passing(resolved, step));
        broken.extend(p08(resolved, step));
        broken.extend(p11(resolved, step));
        broken.extend(p12(resolved, step));
        for setting in step.action.settings.iter() {
            broken.extend(p09(resolved, step, setting));
        }
    }
}

/// P05: the pipeline's role is of kind `Pipeline` and placed in the pipeline's account.
fn p05(resolved: &Resolved<'_>) -> Option<Violation> {
    let name = resolved.pipeline.role.as_ref()?;
    let role = resolved.role(name)?;
    let home = resolved.home?;
    let pipeline = resolved.show(&resolved.pipeline.name);
    let place = format!("pipeline {pipeline}");
    match role.kind {
        RoleKind::Pipeline if resolved.is_elsewhere(role, home) => Some(
            Violation::new(
                Code::P05,
                name.at,
                place,
                format!(
                    "role `{}` is placed in {}, but the pipeline is in `{}`",
                    role.name.name,
                    placed(resolved, role),
                    home.name.name
                ),
            )
            .note("CodePipeline assumes its service role in the pipeline's own account")
            .help(format!(
                "place it there: `role {}: Pipeline in {};`",
                role.name.name, home.name.name
            )),
        ),
        RoleKind::Pipeline | RoleKind::Unknown => None,
        _ => Some(
            Violation::new(
                Code::P05,
                name.at,
                place,
                format!(
                    "the pipeline runs as a role of kind `Pipeline`, and `{}` is of kind `{}`",
                    role.name.name,
                    role.kind.word()
                ),
            )
            .note("only codepipeline.amazonaws.com assumes a pipeline's role")
            .help(format!(
                "declare one: `role runner: Pipeline in {};`",
                home.name.name
            )),
        ),
    }
}

/// P06 and P01 on the word after `as`, P03 and P04 where there is none.
fn acting(resolved: &Resolved<'_>, step: &Step<'_>) -> Option<Violation> {
    let account = step.account?;
    let action = resolved.show(&step.action.name);
    let place = step_place(resolved, step);
    let round = round(&step.action.round);
    let there = &account.name.name;
    match (&step.actor, &step.action.role) {
        (Actor::Role(role), Some(word)) => {
            let owner = step.kind.map(|kind| kind.owner).filter(|owner| *owner != Owner::Aws);
            if let Some(owner) = owner {
                return Some(
                    Violation::new(
                        Code::P06,
                        word.at,
                        place,
                        format!("action `{action}` takes no role: its owner is {}{round}", owner.as_str()),
                    )
                    .note("CodePipeline takes a role on actions that AWS owns only")
                    .help(format!("drop `as {}`", role.name.name)),
                );
            }
            match role.kind {
                RoleKind::Unknown => None,
                RoleKind::Action => resolved.is_elsewhere(role, account).then(|| {
                    let violation = Violation::new(
                        Code::P01,
                        word.at,
                        place,
                        format!(
                            "role `{}` is placed in {}, but action `{action}` runs in `{there}`{round}",
                            role.name.name,
                            placed(resolved, role)
                        ),
                    )
                    .note(format!(
                        "an action role acts in its own account only; a role passed from another one AWS would answer with\n{CROSS_ACCOUNT}"
                    ));
                    place_too(resolved, violation, role, step, account, "as")
                }),
                _ => {
                    let near = resolved.roles_in(account).iter().find(|other| matches!(other.kind, RoleKind::Action));
                    let violation = Violation::new(
                        Code::P06,
                        word.at,
                        place,
                        format!(
                            "`as` takes a role of kind `Action`, and `{}` is of kind `{}`{round}",
                            role.name.name,
                            role.kind.word()
                        ),
                    )
                    .note("the pipeline role assumes an action role; every other kind is assumed by a service");
                    Some(match near {
                        Some(near) => violation.help(format!("write `as {}`", near.name.name)),
                        None => violation.help(format!("declare one: `role deployer: Action in {there};`")),
                    })
                }
            }
        }
        (Actor::Missing, None) if roles_may_be_missing(resolved, account) => None,
        (Actor::Missing, None) => Some(
            Violation::new(
                Code::P03,
                step.action.name.at,
                place,
                format!(
                    "action `{action}` runs in `{there}`, and no Action role is placed there{round}"
                ),
            )
            .note(format!(
                "without one CodePipeline acts with the pipeline role, from the pipeline's account; AWS would answer\n{CROSS_ACCOUNT}"
            ))
            .help(action_role_help(resolved, there)),
        ),
        (Actor::Several(roles), None) => Some(
            Violation::new(
                Code::P04,
                step.action.name.at,
                place,
                format!(
                    "action `{action}` says no role, and several Action roles are placed in `{there}`: {}{round}",
                    listed(roles.iter().map(|role| &role.name.name), "and")
                ),
            )
            .help(format!("say which: {}", listed(roles.iter().map(|role| format!("as {}", role.name.name)), "or"))),
        ),
        _ => None,
    }
}

/// What to write where an account has no action role: one more place for the first there is, or a new one.
fn action_role_help(resolved: &Resolved<'_>, there: &str) -> String {
    let existing = resolved
        .pipeline
        .roles
        .iter()
        .find(|role| matches!(role.kind, RoleKind::Action) && role.existing.is_none());
    match existing {
        Some(role) => format!(
            "place one there: `role {}: Action in {};`",
            role.name.name,
            with_account(&role.accounts, there)
        ),
        None => format!("declare one: `role deployer: Action in {there};`"),
    }
}

/// P13, P06 and P02 on the word after `passing`, P04 where there is none.
fn passing(resolved: &Resolved<'_>, step: &Step<'_>) -> Option<Violation> {
    let kind = step.kind?;
    let action = resolved.show(&step.action.name);
    let place = step_place(resolved, step);
    let round = round(&step.action.round);
    let Some(passes) = &kind.passes else {
        let word = step.action.passing.as_ref()?;
        resolved.role(word)?;
        return Some(
            Violation::new(
                Code::P13,
                word.at,
                place,
                format!(
                    "`{}` passes no role, so action `{action}` has nothing to pass `{}` to{round}",
                    kind.provider, word.name
                ),
            )
            .help(format!("drop `passing {}`", word.name)),
        );
    };
    let account = step.account?;
    let there = &account.name.name;
    match (&step.passed, &step.action.passing) {
        (Passed::Role(role) | Passed::Idle(role), Some(word)) => match role.kind.word() {
            "" => None,
            word_of_kind if word_of_kind == passes.kind => resolved.is_elsewhere(role, account).then(|| {
                let violation = Violation::new(
                    Code::P02,
                    word.at,
                    place,
                    format!(
                        "role `{}` is placed in {}, but action `{action}` runs in `{there}`{round}",
                        role.name.name,
                        placed(resolved, role)
                    ),
                )
                .note(format!(
                    "a role can only be passed within its own account; AWS would answer\n{CROSS_ACCOUNT}"
                ));
                place_too(resolved, violation, role, step, account, "passing")
            }),
            other => {
                let near = resolved.roles_in(account).iter().find(|role| role.kind.word() == passes.kind);
                let violation = Violation::new(
                    Code::P06,
                    word.at,
                    place,
                    format!(
                        "`{}` passes a role of kind `{}`, and `{}` is of kind `{other}`{round}",
                        kind.provider, passes.kind, role.name.name
                    ),
                )
                .note(format!("{} has to assume the role that it is handed", passes.service));
                Some(match near {
                    Some(near) => violation.help(format!("write `passing {}`", near.name.name)),
                    None => violation
                        .help(format!("declare one: `role stack: {} in {there} {{ … }}`", passes.kind)),
                })
            }
        },
        (Passed::Missing, None) if roles_may_be_missing(resolved, account) => None,
        (Passed::Missing, None) => Some(
            Violation::new(
                Code::P04,
                step.action.name.at,
                place,
                format!(
                    "action `{action}` passes a role to {}, and no {} role is placed in `{there}`{round}",
                    kind.provider, passes.kind
                ),
            )
            .note(format!("{} makes the stack's resources with that role", passes.service))
            .help(format!("declare one: `role stack: {} in {there} {{ … }}`", passes.kind)),
        ),
        (Passed::Several(roles), None) => Some(
            Violation::new(
                Code::P04,
                step.action.name.at,
                place,
                format!(
                    "action `{action}` does not say which role it passes, and several {} roles are placed in `{there}`: {}{round}",
                    passes.kind,
                    listed(roles.iter().map(|role| &role.name.name), "and")
                ),
            )
            .help(format!(
                "say which: {}",
                listed(roles.iter().map(|role| format!("passing {}", role.name.name)), "or")
            )),
        ),
        _ => None,
    }
}

/// P01 and P06 for the build role of a project: CodeBuild is handed that role where the project is.
fn build_role(resolved: &Resolved<'_>, project: &Project) -> Option<Violation> {
    let word = project.role.as_ref()?;
    let role = resolved.role(word)?;
    let name = &project.name.name;
    let round = round(&project.round);
    match role.kind {
        RoleKind::Unknown => None,
        RoleKind::CodeBuild => {
            let missing = resolved
                .accounts_of(&project.accounts)
                .into_iter()
                .find(|account| resolved.is_elsewhere(role, account))?;
            Some(
                Violation::new(
                    Code::P01,
                    word.at,
                    project_place(project),
                    format!(
                        "role `{}` is placed in {}, but project `{name}` is in `{}`{round}",
                        role.name.name,
                        placed(resolved, role),
                        missing.name.name
                    ),
                )
                .note(format!(
                    "a project is made with a role of its own account; AWS would answer\n{CROSS_ACCOUNT}"
                ))
                .help(place_help(role, &missing.name.name)),
            )
        }
        _ => Some(
            Violation::new(
                Code::P06,
                word.at,
                project_place(project),
                format!(
                    "a project builds as a role of kind `CodeBuild`, and `{}` is of kind `{}`{round}",
                    role.name.name,
                    role.kind.word()
                ),
            )
            .note("codebuild.amazonaws.com has to assume it")
            .help(format!(
                "drop `as {}` and one is made, or declare one: `role builder: CodeBuild in {};`",
                word.name,
                accounts_as_written(&project.accounts)
            )),
        ),
    }
}

/// P07: the ARN of an existing role is a role's, and lies in the account where the role is placed.
fn p07<'p>(resolved: &Resolved<'p>, role: &'p Role, broken: &mut Vec<Violation>) {
    let Some(existing) = &role.existing else {
        return;
    };
    let name = &role.name.name;
    let place = role_place(role);
    let round = round(&role.round);
    for account in resolved.accounts_of(&role.accounts) {
        let there = &account.name.name;
        let id = resolved.id(account);
        let form = format!(
            "arn:aws:iam::{}:role/{name}",
            id.as_deref().unwrap_or("111111111111")
        );
        let Some(arn) = resolved.existing(role, account) else {
            // A list or map that is known and does not hold this account.
            let entries = match existing {
                Value::Map(arns, _) if !arns.iter().any(|arn| arn.key.name == *there) => {
                    Some(arns.len())
                }
                Value::List(arns, _)
                    if id.is_some() && arns.iter().all(|arn| resolved.value(arn).is_some()) =>
                {
                    Some(arns.len())
                }
                _ => None,
            };
            if entries.is_some() {
                broken.push(
                    Violation::new(
                        Code::P07,
                        existing.at(),
                        place.clone(),
                        format!("role `{name}` is placed in `{there}`, and no ARN of that account is given{round}"),
                    )
                    .help(format!("add `\"{form}\"`, or write one ARN with `{{account.id}}` in it")),
                );
            }
            continue;
        };
        let Some(parsed) = Arn::parse(&arn).filter(Arn::is_role) else {
            broken.push(
                Violation::new(
                    Code::P07,
                    existing.at(),
                    place.clone(),
                    format!("`{arn}` is not the ARN of a role{round}"),
                )
                .help(format!("write it as `\"{form}\"`")),
            );
            return;
        };
        let Some(id) = id else { continue };
        if parsed.account != id {
            broken.push(
                Violation::new(
                    Code::P07,
                    existing.at(),
                    place.clone(),
                    format!(
                        "role `{name}` is placed in `{there}` ({id}), but its ARN lies in {}{round}",
                        owner_of(resolved, parsed.account)
                    ),
                )
                .note("an ARN names one account; a role of several accounts has one ARN each")
                .help(format!("write `{{account.id}}` for the account in it: `\"arn:{}:iam::{{account.id}}:{}\"`, or place the role where its ARN lies", parsed.partition, parsed.resource)),
            );
            return;
        }
    }
}

/// P08: a project that an action builds with is placed in the action's account.
fn p08(resolved: &Resolved<'_>, step: &Step<'_>) -> Option<Violation> {
    let project = resolved.project_of(step)?;
    let account = step.account?;
    let placed = resolved.accounts_of(&project.accounts);
    if !resolved.all_known(&project.accounts)
        || placed
            .iter()
            .any(|there| there.name.name == account.name.name)
    {
        return None;
    }
    let word = step
        .action
        .settings
        .iter()
        .find_map(|setting| match &setting.value {
            Value::Word(word) if word.name == project.name.name => Some(word),
            _ => None,
        })?;
    let there = &account.name.name;
    Some(
        Violation::new(
            Code::P08,
            word.at,
            step_place(resolved, step),
            format!(
                "project `{}` is placed in {}, but action `{}` runs in `{there}`{}",
                project.name.name,
                listed(placed.iter().map(|account| &account.name.name), "and"),
                resolved.show(&step.action.name),
                round(&step.action.round)
            ),
        )
        .note("CodePipeline starts a build in the account of the role that acts, and finds no such project there")
        .help(format!(
            "place it there too: `project {} in {} {{ … }}`",
            project.name.name,
            with_account(&project.accounts, there)
        )),
    )
}

/// P09: an ARN in a setting lies in the account and region in which the action runs, where the service demands it.
fn p09<'p>(resolved: &Resolved<'p>, step: &Step<'p>, setting: &'p Setting) -> Option<Violation> {
    let key = step
        .kind?
        .keys
        .iter()
        .find(|key| setting.key.name == key.name)?;
    let Kind::Arn(services, lies) = &key.kind else {
        return None;
    };
    let account = step.account?;
    let text = resolved.value(&setting.value)?;
    let arn = Arn::parse(&text).filter(|arn| services.contains(&arn.service))?;
    let (in_account, in_region) = match lies {
        Lies::Here => (true, true),
        Lies::InAccount => (true, false),
        Lies::InRegion => (false, true),
        Lies::Anywhere => (false, false),
    };
    let action = resolved.show(&step.action.name);
    let round = round(&step.action.round);
    let there = &account.name.name;
    let id = resolved.id(account);
    if let Some(id) = id.filter(|id| in_account && !arn.account.is_empty() && arn.account != *id) {
        return Some(
            Violation::new(
                Code::P09,
                setting.value.at(),
                step_place(resolved, step),
                format!(
                    "`{}` lies in {}, but action `{action}` runs in `{there}` ({id}){round}",
                    key.name,
                    owner_of(resolved, arn.account)
                ),
            )
            .note("the role that acts reaches this resource in its own account only")
            .help(format!(
                "name one of `{there}`, or run the action where this one lies"
            )),
        );
    }
    let region = resolved.region_of(step)?;
    (in_region && !arn.region.is_empty() && arn.region != region).then(|| {
        Violation::new(
            Code::P09,
            setting.value.at(),
            step_place(resolved, step),
            format!(
                "`{}` lies in {}, but action `{action}` runs in {region}{round}",
                key.name, arn.region
            ),
        )
        .help(format!(
            "name one of {region}, or run the action there: `in {there} / \"{}\"`",
            arn.region
        ))
    })
}

/// P10: the provider can run in another account.
fn p10(resolved: &Resolved<'_>, step: &Step<'_>) -> Option<Violation> {
    let (kind, account, home) = (step.kind?, step.account?, resolved.home?);
    if kind.accounts != Reach::Home || resolved.is_home(account) {
        return None;
    }
    let at = match &step.action.place {
        Some(place) => place.account.at,
        None => step.action.provider.name.at,
    };
    Some(
        Violation::new(
            Code::P10,
            at,
            step_place(resolved, step),
            format!(
                "`{}` runs in the pipeline's account only, and action `{}` is in `{}`{}",
                step.action.provider.name.name,
                resolved.show(&step.action.name),
                account.name.name,
                round(&step.action.round)
            ),
        )
        .note("CodePipeline takes a role of another account on actions that AWS owns only")
        .help(format!("run it there: `in {}`", home.name.name)),
    )
}

/// P11: the provider can run in another region.
fn p11(resolved: &Resolved<'_>, step: &Step<'_>) -> Option<Violation> {
    let (kind, home) = (step.kind?, resolved.home?);
    let (region, at_home) = (resolved.region_of(step)?, resolved.region(home)?);
    if kind.regions != Reach::Home || region == at_home {
        return None;
    }
    let at = match &step.action.place {
        Some(place) => place
            .region
            .as_ref()
            .map_or(place.account.at, |region| region.at),
        None => step.action.provider.name.at,
    };
    Some(
        Violation::new(
            Code::P11,
            at,
            step_place(resolved, step),
            format!(
                "`{}` runs in the pipeline's region only ({at_home}), and action `{}` is in {region}{}",
                step.action.provider.name.name,
                resolved.show(&step.action.name),
                round(&step.action.round)
            ),
        )
        .note("source, custom and third-party actions cannot run in another region")
        .help(format!("run it in {at_home}")),
    )
}

/// P12: the region of an action is one of its account's regions.
fn p12(resolved: &Resolved<'_>, step: &Step<'_>) -> Option<Violation> {
    let place = step.place?;
    // A stage's region is said once, by its first action that takes it.
    let own = step.action.place.is_some();
    let first = step
        .stage
        .actions
        .iter()
        .find(|action| action.place.is_none());
    if !own && !first.is_some_and(|first| std::ptr::eq(first, step.action)) {
        return None;
    }
    let written = place.region.as_ref()?;
    let region = resolved.text(written, None)?;
    let account = step.account?;
    let mut known = Vec::new();
    for text in account.regions.iter() {
        known.push(resolved.text(text, None)?);
    }
    if known.is_empty() {
        known.push(resolved.region(account)?);
    }
    if known.contains(&region) {
        return None;
    }
    let name = &account.name.name;
    let mut all: Vec<String> = known.iter().map(|region| format!("\"{region}\"")).collect();
    all.push(format!("\"{region}\""));
    Some(
        Violation::new(
            Code::P12,
            written.at,
            step_place(resolved, step),
            format!(
                "account `{name}` has no region `{region}`: it has {}",
                listed(&known, "and")
            ),
        )
        .help(format!(
            "add it: `account {name} = … in [{}];`",
            all.join(", ")
        )),
    )
}

/// The helps of a role that is not where the action runs.
fn place_too(
    resolved: &Resolved<'_>,
    violation: Violation,
    role: &Role,
    step: &Step<'_>,
    account: &Account,
    word: &str,
) -> Violation {
    // Nobody said where the action runs: it was meant to run where the role is.
    let astray = step
        .place
        .is_none()
        .then(|| resolved.accounts_of(&role.accounts))
        .unwrap_or_default();
    if let [meant] = astray.as_slice() {
        let there = &meant.name.name;
        let actor = resolved
            .roles_in(meant)
            .iter()
            .find(|role| matches!(role.kind, RoleKind::Action));
        let violation = violation.help(format!(
            "run the action where the role is, by an Action role of that account: `in {there} as {}`",
            actor.map_or("deployer", |actor| actor.name.name.as_ref())
        ));
        return match actor {
            Some(_) => violation,
            None => violation.help(format!(
                "and declare that role: `role deployer: Action in {there};`"
            )),
        };
    }
    let violation = violation.help(place_help(role, &account.name.name));
    let other = resolved
        .roles_in(account)
        .iter()
        .find(|other| other.kind.word() == role.kind.word());
    let violation = match other {
        Some(other) => violation.help(format!(
            "or use the one that is there: `{word} {}`",
            other.name.name
        )),
        None => violation,
    };
    // An action that left its stage for another account may simply have gone astray.
    let stage = step
        .stage
        .place
        .as_ref()
        .and_then(|place| resolved.account(&place.account));
    match (&step.action.place, stage) {
        (Some(own), Some(stage)) if !resolved.is_elsewhere(role, stage) => violation.help(format!(
            "or run the action where its stage does: drop `in {}`",
            own.account.name
        )),
        _ => violation,
    }
}

/// The line that places a role in one more account.
fn place_help(role: &Role, there: &str) -> String {
    let end = if role.existing.is_some() {
        " = …;"
    } else if role.clauses.is_empty() {
        ";"
    } else {
        " { … }"
    };
    format!(
        "place it there too: `role {}: {} in {}{end}`",
        role.name.name,
        role.kind.word(),
        with_account(&role.accounts, there)
    )
}

/// Whether a role could be there that could not be read, or whose kind or place is wrong already.
fn roles_may_be_missing(resolved: &Resolved<'_>, account: &Account) -> bool {
    resolved.pipeline.lost.items
        || !resolved.pipeline.lost.names.is_empty()
        || resolved
            .pipeline
            .roles
            .iter()
            .any(|role| !resolved.all_known(&role.accounts))
        || resolved
            .roles_in(account)
            .iter()
            .any(|role| matches!(role.kind, RoleKind::Unknown))
}

/// `` `ci` and `dev` ``
fn placed(resolved: &Resolved<'_>, role: &Role) -> String {
    let accounts = resolved.accounts_of(&role.accounts);
    if accounts.is_empty() {
        return "no account".to_owned();
    }
    listed(accounts.iter().map(|account| &account.name.name), "and")
}

fn accounts_as_written(accounts: &[Ident]) -> String {
    let names: Vec<&str> = accounts
        .iter()
        .map(|account| account.name.as_ref())
        .collect();
    match names.as_slice() {
        [one] => (*one).to_owned(),
        _ => format!("[{}]", names.join(", ")),
    }
}

/// `` `dev` (222222222222) `` where an account of that id is declared, otherwise the id.
fn owner_of(resolved: &Resolved<'_>, id: &str) -> String {
    let mut accounts = resolved.pipeline.accounts.iter();
    match accounts.find(|account| resolved.id(account).is_some_and(|known| known == id)) {
        Some(account) => format!("`{}` ({id})", account.name.name),
        None => format!("account {id}"),
    }
}
