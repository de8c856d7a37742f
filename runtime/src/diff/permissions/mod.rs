//! Permissions that somebody gets or loses from one version of the stacks to another.

mod grants;
mod names;
mod principals;
mod words;

use passrole_model::index::Index;

use super::Version;
use crate::iam::{fits, fits_arn, is_open};
use crate::places::Places;
use crate::texts::sort_once;
use names::Names;

/// One thing that one identity may do, or is denied, on one resource.
struct Permission {
    kind: Kind,
    deny: bool,
    who: String,
    action: String,
    resource: String,
    /// In words; empty where there is none.
    condition: String,
    /// The policy that says so, where it is not that of the identity.
    by: Option<String>,
}

/// What kind of permission it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// To act on a resource.
    #[default]
    Act,
    /// To assume a role.
    Assume,
    /// What a managed policy says, which is not known here.
    Managed,
    /// What a group may.
    Member,
    /// What a boundary leaves of the permissions.
    Boundary,
}

/// Which way it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Turn {
    #[default]
    Gained,
    Lost,
    /// The condition is another.
    Changed,
}

/// Permissions that change alike, to be said in one sentence.
#[derive(Default)]
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
    let names = Names::of(old, new);
    let (mut was, mut is) = (Vec::new(), Vec::new());
    for version in new {
        grants::add(version, &names, &mut is);
    }
    for version in old {
        grants::add(version, &names, &mut was);
        // A stack that is left behind goes on allowing what it allows.
        if super::version(new, &version.stack).is_none() {
            grants::add(version, &names, &mut is);
        }
    }
    let sentences = differences(&was, &is);
    let sentences = merge(sentences, |sentence| &mut sentence.actions);
    let sentences = merge(sentences, |sentence| &mut sentence.resources);
    let sentences = merge(sentences, |sentence| &mut sentence.who);
    by_subject(sentences, &[&is, &was])
}

impl Permission {
    /// Whose policy it is a matter of.
    fn subject(&self) -> &str {
        match self.kind {
            Kind::Assume => &self.resource,
            _ => &self.who,
        }
    }

    fn sentence(&self, turn: Turn) -> Sentence {
        let mut sentence = Sentence {
            turn,
            kind: self.kind,
            deny: self.deny,
            by: self.by.clone(),
            ..Sentence::default()
        };
        sentence.who.push(self.who.clone());
        sentence.actions.push(self.action.clone());
        sentence.resources.push(self.resource.clone());
        sentence
    }

    /// Everything it says, as a key.
    fn whole(&self) -> String {
        format!("{} {:?}", self.about(), self.condition)
    }

    /// What it is about beside its condition, as a key.
    fn about(&self) -> String {
        format!("{} {:?} {:?}", self.holder(), self.action, self.resource)
    }

    /// To whom it is given, and how, as a key.
    fn holder(&self) -> String {
        format!("{:?} {} {:?} {:?}", self.kind, self.deny, self.who, self.by)
    }

    /// Whether this says all that another of the same holder does, by its wildcards or since it has no condition.
    fn covers(&self, other: &Permission) -> bool {
        (self.condition.is_empty() || self.condition == other.condition)
            && includes(
                fits,
                &self.action.to_lowercase(),
                &other.action.to_lowercase(),
            )
            && (self.resource == "*" || includes(fits_arn, &self.resource, &other.resource))
    }
}

impl Sentence {
    fn subject(&self) -> &str {
        let subject = match self.kind {
            Kind::Assume => &self.resources,
            _ => &self.who,
        };
        match subject.as_slice() {
            [first, ..] => first,
            [] => "",
        }
    }

    /// All that it says, as a key: each text is quoted, so that no other sentence has the same.
    fn key(&self) -> String {
        let Sentence {
            turn,
            kind,
            deny,
            who,
            actions,
            resources,
            by,
            now,
            before,
            still,
        } = self;
        format!(
            "{turn:?} {kind:?} {deny} {who:?} {actions:?} {resources:?} {by:?} {now:?} {before:?} {still:?}"
        )
    }
}

/// One sentence for each permission that changes.
fn differences(old: &[Permission], new: &[Permission]) -> Vec<Sentence> {
    let (old, new) = (Given::of(old), Given::of(new));
    let mut told = Told::default();
    told.add(Turn::Gained, &new, &old);
    told.add(Turn::Lost, &old, &new);
    told.sentences
}

/// What changes as far as it is told, and the place of each sentence by what it is about.
#[derive(Default)]
struct Told {
    sentences: Vec<Sentence>,
    places: Index,
}

impl Told {
    /// Adds what turns one way: what is given on one side and not on the other, unless the other says it too.
    fn add(&mut self, turn: Turn, side: &Given, other: &Given) {
        let (mut both, mut seen) = (Index::default(), Index::default());
        for one in other.all {
            if !side.wholes.has(&one.whole()) {
                both.add(&one.about());
            }
        }
        for one in side.all {
            let whole = one.whole();
            if other.wholes.has(&whole) || !seen.add(&whole) {
                continue;
            }
            // What goes under one condition and comes under another is one change, whatever else is allowed.
            let about = one.about();
            if both.has(&about) || !other.covers(one) {
                self.tell(turn, one, &about, other);
            }
        }
    }

    fn tell(&mut self, turn: Turn, permission: &Permission, about: &str, other: &Given) {
        let place = self.places.place(about);
        if place == self.sentences.len() {
            let mut sentence = permission.sentence(turn);
            if turn == Turn::Lost {
                sentence.still = other.left_of(permission);
            }
            self.sentences.push(sentence);
        }
        let known = &mut self.sentences[place];
        let conditions = match turn {
            Turn::Lost => &mut known.before,
            _ => &mut known.now,
        };
        conditions.push(permission.condition.clone());
        if !known.now.is_empty() && !known.before.is_empty() {
            known.turn = Turn::Changed;
        }
    }
}

/// The permissions of one side, and their places by whom they are given to, so that one that covers another is found
/// fast.
struct Given<'p> {
    all: &'p [Permission],
    wholes: Index,
    by_holder: Places,
}

impl Given<'_> {
    fn of(all: &[Permission]) -> Given<'_> {
        let mut given = Given {
            all,
            wholes: Index::default(),
            by_holder: Places::default(),
        };
        for (place, one) in all.iter().enumerate() {
            given.wholes.add(&one.whole());
            given.by_holder.add(&one.holder(), place);
        }
        given
    }

    /// Whether one of them says all that this one does.
    fn covers(&self, other: &Permission) -> bool {
        for place in self.by_holder.of(&other.holder()) {
            if self.all[*place].covers(other) {
                return true;
            }
        }
        false
    }

    /// What of that which another one says, one of them says.
    fn left_of(&self, other: &Permission) -> Vec<String> {
        let mut left = Vec::new();
        for place in self.by_holder.of(&other.holder()) {
            let one = &self.all[*place];
            if !other.covers(one) {
                continue;
            }
            left.push(match &one.resource {
                resource if *resource == other.resource => one.action.clone(),
                resource => format!("{} on {resource}", one.action),
            });
        }
        left
    }
}

/// Puts sentences into one that differ in one part only.
fn merge(
    mut sentences: Vec<Sentence>,
    part: fn(&mut Sentence) -> &mut Vec<String>,
) -> Vec<Sentence> {
    let mut merged: Vec<Sentence> = Vec::new();
    let mut places = Index::default();
    for sentence in &mut sentences {
        let mut values = std::mem::take(part(sentence));
        let place = places.place(&sentence.key());
        if place == merged.len() {
            *part(sentence) = values;
            merged.push(std::mem::take(sentence));
        } else {
            part(&mut merged[place]).append(&mut values);
        }
    }
    for sentence in &mut merged {
        sort_once(part(sentence));
    }
    merged
}

/// The sentences about one subject after the other, in the order in which their permissions are given.
fn by_subject(mut sentences: Vec<Sentence>, given: &[&[Permission]]) -> Vec<Sentence> {
    let mut places = Places::default();
    for (place, sentence) in sentences.iter().enumerate() {
        places.add(sentence.subject(), place);
    }
    let (mut seen, mut sorted) = (Index::default(), Vec::new());
    for side in given {
        for permission in *side {
            let subject = permission.subject();
            if seen.add(subject) {
                for place in places.of(subject) {
                    sorted.push(std::mem::take(&mut sentences[*place]));
                }
            }
        }
    }
    sorted
}

/// Whether a pattern fits all that another one does, as far as that can be seen.
fn includes(fits: fn(&str, &str) -> bool, pattern: &str, other: &str) -> bool {
    fits(pattern, other) && !(pattern.contains('?') && is_open(other) && pattern != other)
}

#[cfg(test)]
mod tests;
