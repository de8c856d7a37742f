//! Permissions that somebody gets or loses from one version of the stacks to another.

mod grants;
mod names;
mod principals;
mod words;

use std::collections::{HashMap, HashSet};

use super::Version;
use crate::iam::{fits, fits_arn, is_open};
use names::Names;

/// One thing that one identity may do, or is denied, on one resource.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Permission {
    rule: Rule,
    action: String,
    /// In words; empty where there is none.
    condition: String,
}

/// What a permission is about, beside its action and its condition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Rule {
    kind: Kind,
    deny: bool,
    who: String,
    resource: String,
    /// The policy that says so, where it is not that of the identity.
    by: Option<String>,
}

/// What kind of permission it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// To act on a resource.
    Act,
    /// To assume a role.
    Assume,
    /// What a managed policy says, which is not known here.
    Managed,
    /// What a boundary leaves of the permissions.
    Boundary,
}

/// Which way it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Turn {
    Gained,
    Lost,
    /// The condition is another.
    Changed,
}

/// Permissions that change alike, to be said in one sentence.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Sentence {
    pub(crate) turn: Turn,
    pub(crate) kind: Kind,
    pub(crate) deny: bool,
    pub(crate) who: Vec<String>,
    pub(crate) actions: Vec<String>,
    pub(crate) resources: Vec<String>,
    pub(crate) by: Option<String>,
    /// The conditions under which it holds from now on, and those under which it did.
    pub(crate) now: Vec<String>,
    pub(crate) before: Vec<String>,
    /// What is left of a permission that goes, where it had wildcards.
    pub(crate) still: Vec<String>,
}

/// What changes, role by role.
pub(super) fn changes(old: &[Version], new: &[Version]) -> Vec<Sentence> {
    let names = Names::of(old.iter().chain(new));
    // A stack that is left behind goes on allowing what it allows.
    let stays = old.iter().filter(|was| !new.iter().any(|now| now.is(was)));
    let new: Vec<&Version> = new.iter().chain(stays).collect();
    let old: Vec<&Version> = old.iter().collect();
    let [old, new] = [old, new].map(|side| {
        let mut all = Vec::new();
        for version in side {
            all.extend(grants::of(version, &names));
        }
        all
    });
    let sentences = differences(&old, &new);
    let sentences = merge(sentences, |sentence| &mut sentence.actions);
    let sentences = merge(sentences, |sentence| &mut sentence.resources);
    let mut sentences = merge(sentences, |sentence| &mut sentence.who);
    let mut ranks: HashMap<&str, usize> = HashMap::new();
    for (rank, permission) in new.iter().chain(&old).enumerate() {
        ranks.entry(permission.subject()).or_insert(rank);
    }
    sentences.sort_by_key(|sentence| ranks.get(sentence.subject()).copied());
    sentences
}

impl Permission {
    /// Whose policy it is a matter of.
    fn subject(&self) -> &str {
        match self.rule.kind {
            Kind::Assume => &self.rule.resource,
            _ => &self.rule.who,
        }
    }

    fn sentence(&self, turn: Turn) -> Sentence {
        let rule = self.rule.clone();
        let condition = vec![self.condition.clone()];
        let (now, before) = match turn {
            Turn::Lost => (Vec::new(), condition),
            _ => (condition, Vec::new()),
        };
        Sentence {
            turn,
            kind: rule.kind,
            deny: rule.deny,
            who: vec![rule.who],
            actions: vec![self.action.clone()],
            resources: vec![rule.resource],
            by: rule.by,
            now,
            before,
            still: Vec::new(),
        }
    }

    /// What it is about beside its condition.
    fn about(&self) -> (&Rule, &str) {
        (&self.rule, &self.action)
    }

    fn holder(&self) -> Holder<'_> {
        let rule = &self.rule;
        (rule.kind, rule.deny, &rule.who, rule.by.as_deref())
    }

    /// Whether this says all that another of the same holder does, by its wildcards or since it has no condition.
    fn covers(&self, other: &Permission) -> bool {
        (self.condition.is_empty() || self.condition == other.condition)
            && includes(
                fits,
                &self.action.to_lowercase(),
                &other.action.to_lowercase(),
            )
            && (self.rule.resource == "*"
                || includes(fits_arn, &self.rule.resource, &other.rule.resource))
    }
}

impl Sentence {
    fn subject(&self) -> &str {
        let subject = match self.kind {
            Kind::Assume => &self.resources,
            _ => &self.who,
        };
        subject.first().map_or("", String::as_str)
    }
}

/// One sentence for each permission that changes.
fn differences(old: &[Permission], new: &[Permission]) -> Vec<Sentence> {
    let (gained, lost) = (missing(new, old), missing(old, new));
    let [gained_here, lost_here] = [&gained, &lost]
        .map(|all| -> HashSet<(&Rule, &str)> { all.iter().map(|one| one.about()).collect() });
    let (was, is) = (Cover::of(old), Cover::of(new));
    // What goes under one condition and comes under another is one change, whatever else is allowed.
    let gained = gained
        .iter()
        .filter(|one| lost_here.contains(&one.about()) || !was.covers(one));
    let lost = lost
        .iter()
        .filter(|one| gained_here.contains(&one.about()) || !is.covers(one));
    let gained = gained.map(|one| (one, Turn::Gained));
    let lost = lost.map(|one| (one, Turn::Lost));
    let mut sentences: Vec<Sentence> = Vec::new();
    let mut places: HashMap<(&Rule, &str), usize> = HashMap::new();
    for (permission, turn) in gained.chain(lost) {
        let place = *places.entry(permission.about()).or_insert(sentences.len());
        let Some(known) = sentences.get_mut(place) else {
            let mut sentence = permission.sentence(turn);
            if turn == Turn::Lost {
                sentence.still = is.left_of(permission);
            }
            sentences.push(sentence);
            continue;
        };
        let condition = permission.condition.clone();
        match turn {
            Turn::Lost => known.before.push(condition),
            _ => known.now.push(condition),
        }
        if !known.now.is_empty() && !known.before.is_empty() {
            known.turn = Turn::Changed;
        }
    }
    sentences
}

/// Those that the others lack, each once.
fn missing(all: &[Permission], others: &[Permission]) -> Vec<Permission> {
    let mut seen: HashSet<&Permission> = others.iter().collect();
    all.iter()
        .filter(|one| seen.insert(*one))
        .cloned()
        .collect()
}

/// Permissions by whom they are given to, so that one that covers another is found fast.
struct Cover<'p>(HashMap<Holder<'p>, Vec<&'p Permission>>);

type Holder<'p> = (Kind, bool, &'p str, Option<&'p str>);

impl<'p> Cover<'p> {
    fn of(all: &'p [Permission]) -> Cover<'p> {
        let mut by_holder: HashMap<Holder<'p>, Vec<&'p Permission>> = HashMap::new();
        for one in all {
            by_holder.entry(one.holder()).or_default().push(one);
        }
        Cover(by_holder)
    }

    /// Whether one of them says all that this one does.
    fn covers(&self, other: &Permission) -> bool {
        let of_holder = self.0.get(&other.holder());
        of_holder.is_some_and(|all| all.iter().any(|one| one.covers(other)))
    }

    /// What of that which another one says, one of them says.
    fn left_of(&self, other: &Permission) -> Vec<String> {
        let of_holder = self.0.get(&other.holder()).into_iter().flatten();
        let left = of_holder.filter(|one| other.covers(one));
        left.map(|one| match &one.rule.resource {
            resource if *resource == other.rule.resource => one.action.clone(),
            resource => format!("{} on {resource}", one.action),
        })
        .collect()
    }
}

/// Puts sentences into one that differ in one part only.
fn merge(sentences: Vec<Sentence>, part: fn(&mut Sentence) -> &mut Vec<String>) -> Vec<Sentence> {
    let mut merged: Vec<Sentence> = Vec::new();
    let mut places: HashMap<Sentence, usize> = HashMap::new();
    for mut sentence in sentences {
        let values = std::mem::take(part(&mut sentence));
        match places.get(&sentence) {
            Some(place) => {
                let known = part(&mut merged[*place]);
                known.extend(values);
                known.sort();
                known.dedup();
            }
            None => {
                places.insert(sentence.clone(), merged.len());
                *part(&mut sentence) = values;
                merged.push(sentence);
            }
        }
    }
    merged
}

/// Whether a pattern fits all that another one does, as far as that can be seen.
fn includes(fits: fn(&str, &str) -> bool, pattern: &str, other: &str) -> bool {
    fits(pattern, other) && !(pattern.contains('?') && is_open(other) && pattern != other)
}

#[cfg(test)]
mod tests;
