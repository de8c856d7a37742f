//! What stands in an account's further regions: the projects that are used there, and the stacks that hold what is
//! regional.

use std::borrow::Cow;

use super::{Resolved, Step};
use crate::index::Index;
use crate::pipeline::{Account, Project};

/// A project in one of its accounts, and where it is made there.
pub struct ProjectPlaces<'p> {
    /// The project.
    pub project: &'p Project,
    /// One of the accounts that it is placed in.
    pub account: &'p Account,
    /// It is made in the account's home region.
    pub home: bool,
    /// The further regions in which it is made.
    pub further: Vec<Cow<'p, str>>,
}

impl<'p> Resolved<'p> {
    /// Every project in each of its accounts. It is made in every region where an action of the account builds with
    /// it, or a rule of a condition, and in the account's home region where none does.
    pub fn project_places(&self) -> Vec<ProjectPlaces<'p>> {
        let mut places = Vec::new();
        let mut known = Index::default();
        for project in self.projects {
            for account in &self.accounts_of(&project.accounts) {
                known.keep(&project.key_in(account), places.len());
                places.push(ProjectPlaces {
                    project,
                    account,
                    home: false,
                    further: Vec::new(),
                });
            }
        }
        let mut seen = Index::default();
        let mut add = |step: &Step<'_>, further: Option<Cow<'p, str>>| {
            let (Some(project), Some(account)) = (step.project, step.account) else {
                return;
            };
            let key = project.key_in(account);
            if let Some(place) = known.get(&key)
                && let Some(place) = places.get_mut(place)
            {
                match further {
                    None => place.home = true,
                    Some(region) => {
                        if seen.add(&format!("{key} {region}")) {
                            place.further.push(region);
                        }
                    }
                }
            }
        };
        for step in &self.steps {
            add(step, self.further_region(step));
        }
        for rule in &self.rules() {
            let step = rule.step(self);
            let further = self.further_region(&step).map(owned);
            add(&step, further);
        }
        for place in &mut places {
            place.home |= place.further.is_empty();
        }
        places
    }

    /// The regions of other accounts, their home regions left out, in which something regional is made: a project, or
    /// the event rule of a source. What the pipeline's account has in further regions comes with its artifact stores.
    pub fn further_stacks(&self) -> Vec<(&'p Account, Cow<'p, str>)> {
        let mut seen = Index::default();
        let mut found = Vec::new();
        let mut add = |account: &'p Account, region: Cow<'p, str>| {
            let key = format!("{} {region}", account.name.name);
            if !self.is_home(account) && seen.add(&key) {
                found.push((account, region));
            }
        };
        for place in &self.project_places() {
            for region in &place.further {
                add(place.account, region.clone());
            }
        }
        for step in &self.steps {
            if let Some(account) = self.event_from(step)
                && let Some(region) = self.further_region(step)
            {
                add(account, region);
            }
        }
        found
    }

    /// The region in which the step runs, where that is not its account's home region.
    pub fn further_region(&self, step: &Step<'p>) -> Option<Cow<'p, str>> {
        let region = self.region_of(step)?;
        (self.region(step.account?)? != region).then_some(region)
    }

    /// The regions in which actions run, and rules that take artifacts or build, the pipeline's own first, each once;
    /// those that are known. AWS says of actions only that each region needs a store.
    /// <https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-create-cross-region.html>
    pub fn regions(&self) -> Vec<Cow<'p, str>> {
        let mut seen = Index::default();
        let mut regions = Vec::new();
        if let Some(region) = self.home_region() {
            seen.add(&region);
            regions.push(region);
        }
        for step in &self.steps {
            if let Some(region) = self.region_of(step)
                && seen.add(&region)
            {
                regions.push(region);
            }
        }
        for rule in &self.rules() {
            if let Some(region) = self.region_of_work(&rule.step(self))
                && seen.add(&region)
            {
                regions.push(owned(region));
            }
        }
        regions
    }
}

/// A text that outlives the rule that it is of.
fn owned<'p>(text: Cow<'_, str>) -> Cow<'p, str> {
    Cow::Owned(text.into_owned())
}

impl Project {
    /// It in one of its accounts.
    pub(crate) fn key_in(&self, account: &Account) -> String {
        format!("{} {}", self.name.name, account.name.name)
    }
}
