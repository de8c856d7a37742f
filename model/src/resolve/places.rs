//! What stands in an account's further regions: the projects that are used there, and the stacks that hold what is
//! regional.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::{Resolved, Step};
use crate::pipeline::{Account, Project};

/// A project in one of its accounts, and where it is made there.
#[derive(Debug)]
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
    /// it, and in the account's home region where none does.
    pub fn project_places(&self) -> Vec<ProjectPlaces<'p>> {
        // Of each project and account: the further regions, and none for the home region.
        let mut used: HashMap<(&str, &str), Vec<Option<Cow<'p, str>>>> = HashMap::new();
        for step in &self.steps {
            let (Some(project), Some(account)) = (self.project_of(step), step.account) else {
                continue;
            };
            let key = (project.name.name.as_ref(), account.name.name.as_ref());
            let (regions, region) = (used.entry(key).or_default(), self.further_region(step));
            if !regions.contains(&region) {
                regions.push(region);
            }
        }
        let mut places = Vec::new();
        for project in self.pipeline.projects.iter() {
            for account in self.accounts_of(&project.accounts) {
                let key = (project.name.name.as_ref(), account.name.name.as_ref());
                let regions = used.remove(&key).unwrap_or_else(|| vec![None]);
                places.push(ProjectPlaces {
                    project,
                    account,
                    home: regions.contains(&None),
                    further: regions.into_iter().flatten().collect(),
                });
            }
        }
        places
    }

    /// The regions of other accounts, their home regions left out, in which something regional is made: a project, or
    /// the event rule of a source. What the pipeline's account has in further regions comes with its artifact stores.
    pub fn further_stacks(&self) -> Vec<(&'p Account, Cow<'p, str>)> {
        let projects = self.project_places().into_iter().flat_map(|place| {
            place
                .further
                .into_iter()
                .map(move |there| (place.account, there))
        });
        let sources = self
            .steps
            .iter()
            .filter(|step| self.event_of(step).is_some())
            .filter_map(|step| Some((step.account?, self.further_region(step)?)));
        let mut seen = HashSet::new();
        projects
            .chain(sources)
            .filter(|(account, _)| !self.is_home(account))
            .filter(|(account, region)| seen.insert((account.name.name.as_ref(), region.clone())))
            .collect()
    }

    /// The region in which the step runs, where that is not its account's home region.
    pub fn further_region(&self, step: &Step<'p>) -> Option<Cow<'p, str>> {
        let region = self.region_of(step)?;
        (self.region(step.account?)? != region).then_some(region)
    }

    /// The regions in which actions run, the pipeline's own first, each once; those that are known.
    pub fn regions(&self) -> Vec<Cow<'p, str>> {
        let home = self.home.and_then(|home| self.region(home));
        let elsewhere = self.steps.iter().filter_map(|step| self.region_of(step));
        let mut seen = HashSet::new();
        home.into_iter()
            .chain(elsewhere)
            .filter(|region| seen.insert(region.clone()))
            .collect()
    }
}
