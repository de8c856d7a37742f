//! The names of what is synthesized: physical ones, which AWS and people see, and logical ids, by which a
//! template names its own resources.
//!
//! All of them come from the author's names, so each is known before anything is deployed. A name is none
//! where what it is made of is not known yet, or breaks a rule of its own.

mod generated;
mod logical;

use std::borrow::Cow;

use crate::catalog::{limits, regions};
use crate::pipeline::{Account, Clause, Project, Role};
use crate::resolve::{Resolved, Step};
use crate::text::Text;

pub use generated::{Generated, generated};

/// The artifact key.
pub const ARTIFACT_KEY: &str = "ArtifactKey";
/// Its alias.
pub const ARTIFACT_KEY_ALIAS: &str = "ArtifactKeyAlias";
/// The artifact bucket.
pub const ARTIFACT_BUCKET: &str = "ArtifactBucket";
/// Its policy.
pub const ARTIFACT_BUCKET_POLICY: &str = "ArtifactBucketPolicy";
/// The pipeline role that is made.
pub const PIPELINE_ROLE: &str = "PipelineRole";
/// The pipeline.
pub const PIPELINE: &str = "Pipeline";
/// The role that starts the pipeline by an event, or hands the event on.
pub const EVENT_ROLE: &str = "EventRole";
/// The stack set for further regions.
pub const REGIONS: &str = "Regions";
/// Its administration role.
pub const REGIONS_ADMIN_ROLE: &str = "RegionsAdminRole";
/// Its execution role.
pub const REGIONS_EXEC_ROLE: &str = "RegionsExecRole";

/// The logical id of a thing of that name: its words with a capital each, and nothing but ASCII letters and digits.
///
/// ```
/// assert_eq!(passrole_model::names::logical_id("my_role"), "MyRole");
/// assert_eq!(passrole_model::names::logical_id("smokeTests2"), "SmokeTests2");
/// ```
pub fn logical_id(name: &str) -> String {
    let mut id = String::with_capacity(name.len());
    let mut first = true;
    for letter in name.chars() {
        let kept = letter.is_ascii_alphanumeric();
        if kept && first {
            id.push(letter.to_ascii_uppercase());
        } else if kept {
            id.push(letter);
        }
        first = !kept;
    }
    id
}

/// `DeployerRole`
pub fn role_id(role: &Role) -> String {
    logical_id(&role.name.name) + "Role"
}

/// `AgentInstanceProfile`
pub fn instance_profile_id(role: &Role) -> String {
    logical_id(&role.name.name) + "InstanceProfile"
}

/// `PackageProject`
pub fn project_id(project: &Project) -> String {
    logical_id(&project.name.name) + "Project"
}

/// `PackageBuildRole`
pub fn build_role_id(project: &Project) -> String {
    logical_id(&project.name.name) + "BuildRole"
}

/// `PackageBatchRole`
pub fn batch_role_id(project: &Project) -> String {
    logical_id(&project.name.name) + "BatchRole"
}

/// The pipeline's name, where no name that is made from it would be refused for its sake.
pub fn pipeline<'p>(resolved: &Resolved<'p>) -> Option<Cow<'p, str>> {
    let name = resolved.text(&resolved.pipeline.name, None)?;
    let first = name.bytes().next()?;
    let good = limits::PIPELINE.fault(&name).is_none() && first.is_ascii_alphabetic();
    good.then_some(name)
}

/// The stack of an account in its home region, or in the further region named.
pub fn stack(resolved: &Resolved<'_>, account: &Account, further: Option<&str>) -> Option<String> {
    let account = &account.name.name;
    match further {
        Some(region) => after_pipeline(resolved, &format!("{account}-{region}"), ""),
        None => after_pipeline(resolved, account, ""),
    }
}

/// A declared role in one of its accounts.
pub fn role<'p>(resolved: &Resolved<'p>, role: &'p Role, account: &Account) -> Option<String> {
    let Some(by_hand) = name_clause(role) else {
        return made_role(resolved, &role.name.name);
    };
    let name = resolved.text(by_hand, Some(account))?;
    let prefix = role_prefix(resolved)?;
    // The prefix holds for every role; a name that begins with it already says so itself.
    if name.starts_with(prefix.as_ref()) {
        return Some(name.into_owned());
    }
    Some(format!("{prefix}{name}"))
}

/// The pipeline role where none is declared.
pub fn pipeline_role(resolved: &Resolved<'_>) -> Option<String> {
    made_role(resolved, "pipeline")
}

/// The build role of a project that names none.
pub fn build_role(resolved: &Resolved<'_>, project: &Project) -> Option<String> {
    made_role(resolved, &format!("{}-build", project.name.name))
}

/// The role that starts the builds of a project's batches.
pub fn batch_role(resolved: &Resolved<'_>, project: &Project) -> Option<String> {
    made_role(resolved, &format!("{}-batch", project.name.name))
}

/// `CheckoutRule`
pub fn rule_id(resolved: &Resolved<'_>, step: &Step<'_>) -> String {
    logical_id(&resolved.show(&step.action.name)) + "Rule"
}

/// The id of the statement by which an account may put events on the pipeline account's bus.
pub fn bus_statement(resolved: &Resolved<'_>, account: &Account) -> Option<String> {
    after_pipeline(resolved, &account.name.name, "_")
}

/// `DevEventBusPolicy`
pub fn bus_policy_id(account: &Account) -> String {
    logical_id(&account.name.name) + "EventBusPolicy"
}

/// The role of the event rules of an account.
pub fn event_role(resolved: &Resolved<'_>) -> Option<String> {
    made_role(resolved, "events")
}

/// The administration role of the stack set for further regions.
pub fn stack_set_admin_role(resolved: &Resolved<'_>) -> Option<String> {
    made_role(resolved, "regions-admin")
}

/// The execution role of the stack set for further regions.
pub fn stack_set_exec_role(resolved: &Resolved<'_>) -> Option<String> {
    made_role(resolved, "regions-exec")
}

/// The stack set for further regions.
pub fn stack_set(resolved: &Resolved<'_>) -> Option<String> {
    after_pipeline(resolved, "regions", "")
}

/// A project.
pub fn project(resolved: &Resolved<'_>, project: &Project) -> Option<String> {
    after_pipeline(resolved, &project.name.name, "_")
}

/// How the name of every project begins, with `*` for the rest.
pub fn projects(resolved: &Resolved<'_>) -> Option<String> {
    Some(after_pipeline(resolved, "", "_")? + "*")
}

/// The artifact bucket of a region.
pub fn bucket(resolved: &Resolved<'_>, region: &str) -> Option<String> {
    let home = resolved.home?;
    regions::partition(region)?;
    if let Some(setting) = resolved.setting("ArtifactBucket") {
        let name = resolved.value(&setting.value)?;
        if limits::BUCKET.fault(&name).is_some() {
            return None;
        }
        if resolved.region(home)? == region {
            return Some(name.into_owned());
        }
        return Some(format!("{name}-{region}"));
    }
    let end = format!("{}-{region}", resolved.id(home)?);
    let mut name = after_pipeline(resolved, &end, ".")?;
    name.make_ascii_lowercase();
    Some(name)
}

/// The alias of the artifact key, `alias/` first.
pub fn key_alias(resolved: &Resolved<'_>) -> Option<String> {
    let name = after_pipeline(resolved, "artifacts", "_")?;
    Some(format!("alias/{name}"))
}

/// The path of a role that is made: its own, the pipeline's, or `/`.
pub fn role_path<'p>(
    resolved: &Resolved<'p>,
    role: Option<&'p Role>,
    account: &Account,
) -> Option<Cow<'p, str>> {
    if let Some(role) = role {
        for clause in role.clauses.iter() {
            if let Clause::Path(path, _) = clause {
                return resolved.text(path, Some(account));
            }
        }
    }
    match resolved.setting("RolePath") {
        Some(setting) => resolved.value(&setting.value),
        None => Some(Cow::Borrowed("/")),
    }
}

fn made_role(resolved: &Resolved<'_>, end: &str) -> Option<String> {
    let name = after_pipeline(resolved, end, "_+=,.@")?;
    Some(format!("{}{name}", role_prefix(resolved)?))
}

/// What every role's name begins with; none where it is not known, or no role may have it.
fn role_prefix<'p>(resolved: &Resolved<'p>) -> Option<Cow<'p, str>> {
    match resolved.setting("RolePrefix") {
        Some(setting) => {
            let prefix = resolved.value(&setting.value)?;
            limits::ROLE.fault(&prefix).is_none().then_some(prefix)
        }
        None => Some(Cow::Borrowed("")),
    }
}

fn name_clause(role: &Role) -> Option<&Text> {
    for clause in role.clauses.iter() {
        if let Clause::Name(name, _) = clause {
            return Some(name);
        }
    }
    None
}

/// The pipeline's name, a `-`, and an end; of other characters than letters and digits it may have those named.
fn after_pipeline(resolved: &Resolved<'_>, end: &str, kept: &str) -> Option<String> {
    let name = format!("{}-{end}", pipeline(resolved)?);
    Some(fitted(&name, kept))
}

/// The name with `-` for every character but ASCII letters, digits and those named.
fn fitted(name: &str, kept: &str) -> String {
    let mut fitted = String::with_capacity(name.len());
    for letter in name.chars() {
        let keep = letter.is_ascii_alphanumeric() || kept.split_once(letter).is_some();
        fitted.push(if keep { letter } else { '-' });
    }
    fitted
}
