//! What AWS knows: action types, settings, regions and limits, as data. A new action type is a new entry in
//! [`actions`]; rules, permissions, templates and the reference follow from it.

pub mod actions;
pub(crate) mod entry;
pub mod gates;
pub mod limits;
pub mod machines;
pub mod managed;
pub mod parts;
pub mod policies;
pub mod regions;
pub mod settings;

use crate::pipeline::{Category, Owner};

/// An action type: a provider in a category.
pub struct ActionType {
    /// `Deploy` in `Deploy::CloudFormation`.
    pub category: Category,
    /// Who made it.
    pub owner: Owner,
    /// `CloudFormation` in `Deploy::CloudFormation`.
    pub provider: &'static str,
    /// The version, "1" for all of AWS's.
    pub version: &'static str,
    /// It needs a pipeline of type V2.
    pub v2_only: bool,
    /// How many input artifacts it takes: least and most.
    pub inputs: (usize, usize),
    /// How many output artifacts it makes: least and most.
    pub outputs: (usize, usize),
    /// Its configuration keys.
    pub keys: &'static [Key],
    /// Whether it can run in another account.
    pub accounts: Reach,
    /// Whether it can run in another region.
    pub regions: Reach,
    /// The role that it hands on, if it does.
    pub passes: Option<Passes>,
    /// Its output variables.
    pub variables: Variables,
    /// Who reads its input artifacts and writes its output artifacts.
    pub artifacts: Artifacts,
    /// Permissions of the role that acts, beside reading and writing artifacts.
    pub grants: &'static [Grant],
    /// The event by which a source starts the pipeline.
    pub event: Option<Event>,
    /// Permissions of the build role that takes the action's output artifact, beside reading it.
    pub readers: &'static [Grant],
    /// AWS's page, where keys and permissions come from.
    pub source: &'static str,
    /// What a user should know, a sentence each.
    pub notes: &'static [&'static str],
}

/// Whether an action type can run outside the pipeline's account or region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reach {
    /// It can.
    Anywhere,
    /// In the pipeline's own only.
    Home,
    /// AWS does not say; it is allowed.
    Unknown,
}

/// A role that an action hands on by iam:PassRole, in its configuration.
pub struct Passes {
    /// The service that assumes it, as `cloudformation.amazonaws.com`; `iam:PassedToService`.
    pub service: &'static str,
    /// The kind of role, as the language spells it.
    pub kind: &'static str,
    /// The configuration key that names the role: `RoleArn`, or `AdministrationRoleArn` for stack sets.
    pub key: &'static str,
    /// When the service applies the role; otherwise `passing` may be left out and nothing is passed.
    pub applied: When,
    /// Permissions of the role that is passed, beside what its author allows.
    pub grants: &'static [Grant],
    /// What they are for, in words: "expands the template's transforms".
    pub does: &'static str,
    /// It makes the template's resources, which load their code from the artifact bucket.
    pub makes: bool,
}

/// An event of EventBridge that says that a source has changed.
///
/// In texts a word in braces stands for what it names, as in a [`Grant`].
pub struct Event {
    /// When it starts the pipeline; otherwise CodePipeline asks for changes itself.
    pub when: When,
    /// `source`, as `aws.codecommit`.
    pub source: &'static str,
    /// `detail-type`.
    pub detail_type: &'static str,
    /// The ARN in `resources`, where the service fills that in.
    pub resource: Option<&'static str>,
    /// What `detail` holds: a path with dots, and the values of which one is there.
    pub detail: &'static [(&'static str, &'static [&'static str])],
    /// The key that is set to `false`, so that CodePipeline does not ask besides.
    pub instead_of: Option<&'static str>,
    /// What the source's owner must do for the event to be sent.
    pub needs: Option<&'static str>,
}

/// Output variables.
pub enum Variables {
    /// These and no others.
    Closed(&'static [&'static str]),
    /// Those that the list of this key names.
    Listed(&'static str),
    /// Whatever the user's code puts out; in words.
    Open(&'static str),
    /// AWS does not say.
    Unknown,
}

/// Who handles an action's artifacts.
#[derive(Clone, Copy, PartialEq)]
pub enum Artifacts {
    /// The role that acts: the action role, or the pipeline role.
    Actor,
    /// The role of the CodeBuild project that `ProjectName` names.
    Project,
}

/// A configuration key.
pub struct Key {
    /// As CodePipeline's documentation spells it.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// When it must be there.
    pub required: When,
    /// What must hold where it is written.
    pub only: When,
    /// What holds where it is left out.
    pub default: Option<&'static str>,
    /// What it means, in a few words, for the reference and `explain`.
    pub about: &'static str,
    /// A source was found for it; what is not verified never makes an error.
    pub verified: bool,
}

/// A gate of a stage, and what stands in it.
pub struct Gate {
    /// `BeforeEntry`, `OnSuccess` or `OnFailure`.
    pub name: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
    /// What a condition of it may result in.
    pub results: &'static [&'static str],
}

/// What a key's value is.
pub enum Kind {
    /// Any text.
    Text(Shape),
    /// `true` or `false`.
    Boolean,
    /// A whole number: least and most.
    Integer(i64, i64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// Some of these words; joined by commas in the template.
    Words(&'static [&'static str]),
    /// A map, or a list of maps, with keys of CloudFormation's.
    Part(&'static parts::Part),
    /// A list of so many of these at most, which stays a list in the template.
    Each(usize, &'static Kind),
    /// Variables of a project or a shell: a map from names to values, which becomes CloudFormation's list of them.
    Environment(&'static parts::Environment),
    /// Variables of a build: a map from names to values, which becomes JSON, or that JSON.
    Variables,
    /// Text, or a list that is joined by commas in the template.
    List,
    /// Accounts, declared ones by their identifiers, or what else AWS takes in their place; joined by commas in the
    /// template.
    Accounts,
    /// A map or a list that becomes JSON, or text that is JSON already: at most so many bytes.
    Json(usize),
    /// A list of maps with keys of CodePipeline's, which becomes JSON, or text that is JSON already.
    Entries(&'static parts::Part),
    /// `artifact / "file"`, which becomes `artifact::file`.
    File,
    /// The name of one of the action's input artifacts.
    Input,
    /// A CodeBuild project: a declared one by its identifier, or a name.
    Project,
    /// The rule that a condition asks: one of AWS's, or one that is new.
    Rule,
    /// An ARN of one of these services, as `sns`.
    Arn(&'static [&'static str], Lies),
    /// A map whose keys the author chooses.
    Map,
}

/// What keeps a text within AWS's bounds.
pub struct Shape {
    /// The most characters.
    pub max: usize,
    /// The characters that AWS allows.
    pub chars: Chars,
}

/// The characters that a name may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Chars {
    /// Any.
    Any,
    /// Any, but for line breaks.
    Line,
    /// `[A-Za-z0-9_]+`: variables of a shell.
    Shell,
    /// `[A-Za-z0-9.@_-]+`: pipelines, stages, actions.
    Pipeline,
    /// `[A-Za-z0-9_-]+`: artifacts.
    Artifact,
    /// `[A-Za-z0-9@_-]+`: namespaces, variables.
    Namespace,
    /// `[A-Za-z][A-Za-z0-9-]*`: stacks, change sets, stack sets.
    Stack,
    /// `[\w+=,.@-]+`: IAM names.
    Iam,
    /// `[A-Za-z0-9][A-Za-z0-9_-]*`: CodeBuild projects.
    Project,
    /// `[\w.-]+`: CodeCommit repositories.
    Repository,
    /// `[a-z0-9][a-z0-9.-]*[a-z0-9]`: buckets.
    Bucket,
    /// `[A-Za-z0-9/_-]+`: what follows `alias/`.
    Alias,
}

/// Where an ARN in a setting must lie.
#[derive(Clone, Copy, PartialEq)]
pub enum Lies {
    /// In the account and the region in which the action runs.
    Here,
    /// In the account in which the action runs, in any region.
    InAccount,
    /// In the region in which the action runs, in any account.
    InRegion,
    /// Anywhere.
    Anywhere,
}

/// When a key is required, a permission needed, a role applied.
pub enum When {
    /// Always.
    Always,
    /// Never.
    Never,
    /// Where the key has one of these values (or its default is one of them).
    Is(&'static str, &'static [&'static str]),
    /// Where the key's list of words has this one.
    Holds(&'static str, &'static str),
    /// Where the key is written.
    Written(&'static str),
    /// Where the key is not written.
    Omitted(&'static str),
    /// Where the key's value names a KMS key by an alias, or by an alias's ARN.
    Alias(&'static str),
    /// Where the key is written, and its value is no alias as far as is known.
    NoAlias(&'static str),
    /// Where there is an input artifact.
    Input,
    /// Where there is no input artifact.
    NoInput,
    /// Where there is an output artifact.
    Output,
    /// Where the action runs in another account than the pipeline.
    OtherAccount,
    /// Where all of these hold.
    All(&'static [When]),
    /// Where any of these holds.
    Any(&'static [When]),
}

/// A statement of the policy of the role that acts.
///
/// In `resources` and in a condition's keys and values a word in braces stands for what it names: `{partition}`,
/// `{region}`, `{account}` (those in which the action runs), `{pipeline}` (the pipeline's name),
/// `{artifacts}` (the artifact bucket's ARN) or a configuration key's value, `{StackName}`; `*` where that
/// value holds `#{…}`, and the operator of a condition is then the one that takes it. A key whose value may be a name
/// or an ARN is written `{FunctionName|function:}`: a value that is an ARN stands in place of all that stands before
/// it. `{StateMachineArn>stateMachine:}` is the name alone: what follows that in the value, up to the next colon.
pub struct Grant {
    /// The statement's id, alphanumeric; statements of one id, actions and condition are merged.
    pub sid: &'static str,
    /// When it is needed.
    pub when: When,
    /// IAM actions.
    pub actions: &'static [&'static str],
    /// Resource ARNs.
    pub resources: &'static [&'static str],
    /// Operator, key, value.
    pub condition: &'static [(&'static str, &'static str, &'static str)],
}

/// The action type of that category, owner and name. One that its user or a partner registered has any name, and so
/// has a rule of conditions that may be new: nothing is known of them.
pub fn find(category: Category, owner: Owner, provider: &str) -> Option<&'static ActionType> {
    for actions in &[
        actions::ALL,
        actions::FREE,
        actions::RULES,
        actions::OTHER_RULES,
    ] {
        for action in *actions {
            if action.category == category
                && action.owner == owner
                && (action.provider == provider || action.has_free_keys())
            {
                return Some(action);
            }
        }
    }
    None
}

/// Whether an action type of AWS's has that name, in whatever category.
pub fn is_provider(name: &str) -> bool {
    for action in actions::ALL {
        if action.owner == Owner::Aws && action.provider == name {
            return true;
        }
    }
    false
}

/// The only action type of AWS's of that name; none where several categories have one.
pub fn only(provider: &str) -> Option<&'static ActionType> {
    let mut only = None;
    for action in actions::ALL {
        if action.owner == Owner::Aws && action.provider == provider {
            if only.is_some() {
                return None;
            }
            only = Some(*action);
        }
    }
    only
}

/// The key of that name in one of the tables.
pub fn key(keys: &'static [Key], name: &str) -> Option<&'static Key> {
    keys.iter().find(|key| key.name == name)
}

/// Whether IAM knows no narrower resource than `*` for an action, as far as the tables say.
pub fn is_without_resource(action: &str) -> bool {
    for kind in actions::ALL {
        if has_everywhere(kind.grants, action) || has_everywhere(kind.readers, action) {
            return true;
        }
    }
    settings::NETWORK.contains(&action)
        || settings::ANYWHERE.contains(&action)
        || action == settings::CREATE_KEY
}

fn has_everywhere(grants: &[Grant], action: &str) -> bool {
    for grant in grants {
        if matches!(grant.resources, ["*"]) && grant.actions.contains(&action) {
            return true;
        }
    }
    false
}

impl ActionType {
    /// Its configuration key of that name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        key(self.keys, name)
    }

    /// Whether the keys are its author's own.
    pub fn has_free_keys(&self) -> bool {
        self.provider.is_empty()
    }
}
