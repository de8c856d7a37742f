//! Where an action can run, and what it can reach there.

use std::fmt::Arguments;

use super::ready::Lacking;
use crate::arn::Arn;
use crate::catalog::{Kind, Lies, Reach, regions};
use crate::code::Code;
use crate::index::Index;
use crate::pipeline::{Account, Place, Setting, Site, Value, setting};
use crate::resolve::{Resolved, Step};
use crate::rules::{Broken, Of, differ, joined, listed, names_of};

const NO_PROJECT: &str = "CodePipeline starts a build in the account of the role that acts, and finds no such project there";

impl<'p> Broken<'_, 'p> {
    /// P08: a project that an action builds with is placed in the action's account; `projects` are all, by account.
    pub(super) fn p08(&mut self, step: &Step<'_>, projects: &Index, lacking: &Lacking<'p>) {
        let resolved = self.resolved;
        let (Some(project), Some(account)) = (step.project, step.account) else {
            return;
        };
        let Some((code, at)) = resolved.project_lacks(step, projects) else {
            return;
        };
        let (name, there) = (&project.name.name, &account.name.name);
        let placed = resolved.accounts_of(&project.accounts);
        let accounts = lacking.accounts(code, at);
        let all = lacking.all_accounts(code, name);
        let message = format_args!(
            "project `{name}` is placed in {}, but action `{}` runs in `{there}`",
            listed(&names_of(&placed), "and"),
            self.show(&step.action.name)
        );
        let found = self
            .add_in(code, at, step, accounts, message)
            .note(NO_PROJECT)
            .help(format_args!("place it there too: `{}`", project.line(all)));
        if let Some(role) = &project.role
            && let Some(role) = resolved.role(role)
        {
            let missing = resolved.missing(role, all);
            if !missing.is_empty() {
                found.help(format_args!("and so its role: `{}`", role.line(&missing)));
            }
        }
    }

    /// P08 for the rules of conditions, which name a project by the name that it is made with.
    pub(super) fn p08_rules(&mut self) {
        let resolved = self.resolved;
        for rule in &resolved.rules() {
            let step = rule.step(resolved);
            let (Some((project, at)), Some(account)) =
                (resolved.project_elsewhere(&step), step.account)
            else {
                continue;
            };
            let placed = resolved.accounts_of(&project.accounts);
            let message = format_args!(
                "project `{}` is placed in {}, but rule `{}` is asked in `{}`",
                project.name.name,
                listed(&names_of(&placed), "and"),
                self.show(&step.action.name),
                account.name.name
            );
            self.add(Code::P08, at, Of::Stage(step.stage), message)
                .note(NO_PROJECT)
                .help(format_args!(
                    "place it there too: `{}`",
                    project.line(&[account])
                ));
        }
    }

    /// P09: an ARN in a setting lies in the account and region in which the action runs, where the service demands it.
    pub(super) fn p09(&mut self, step: &Step<'p>, setting: &'p Setting) {
        let resolved = self.resolved;
        let (Some(key), Some(account)) = (step.key(&setting.key.name), step.account) else {
            return;
        };
        let Kind::Arn(services, lies) = &key.kind else {
            return;
        };
        let text = resolved.value(&setting.value).unwrap_or_default();
        let Some(arn) = Arn::parse(&text) else { return };
        // One of another partition has an error of its own.
        if !services.contains(&arn.service) || self.is_elsewhere(&arn) {
            return;
        }
        let (in_account, in_region) = match lies {
            Lies::Here => (true, true),
            Lies::InAccount => (true, false),
            Lies::InRegion => (false, true),
            Lies::Anywhere => (false, false),
        };
        let (key, at, of) = (key.name, setting.value.at(), Of::Action(step));
        let action = self.show(&step.action.name);
        let there = &account.name.name;
        let id = resolved.id(account).unwrap_or_default();
        if in_account && differ(arn.account, &id) && !resolved.is_anothers(&id, account) {
            let message = format_args!(
                "`{key}` lies in {}, but action `{action}` runs in `{there}` ({id})",
                resolved.owner_of(arn.account)
            );
            self.add(Code::P09, at, of, message)
                .note("the role that acts reaches this resource in its own account only")
                .help(format_args!(
                    "name one of `{there}`, or run the action where this one lies"
                ));
            return;
        }
        let lies = arn.region;
        if in_region && !lies.is_empty() && regions::partition(lies).is_none() {
            let message = format_args!("`{key}` lies in `{lies}`, and there is no such region");
            self.add(Code::P09, at, of, message)
                .suggest(regions::closest(lies));
            return;
        }
        let region = resolved.region_of(step).unwrap_or_default();
        if in_region && differ(lies, &region) {
            let message =
                format_args!("`{key}` lies in {lies}, but action `{action}` runs in {region}");
            self.add(Code::P09, at, of, message).help(format_args!(
                "name one of {region}, or run the action there: `in {there} / \"{lies}\"`"
            ));
        }
    }

    /// P09 too: the key of a bucket that exists already is one of the pipeline's region, as the bucket is. Both may belong
    /// to another account, whose owner admits the roles.
    pub(super) fn p09_existing(&mut self) {
        let resolved = self.resolved;
        let existing = resolved.setting("ExistingArtifactBucket");
        let Some(Setting {
            value: Value::Map(parts, _),
            ..
        }) = existing
        else {
            return;
        };
        let (Some(key), Some(at_home)) = (setting(parts, "KeyArn"), resolved.home_region()) else {
            return;
        };
        let text = resolved.value(&key.value).unwrap_or_default();
        let Some(arn) = Arn::parse(&text) else { return };
        let lies = arn.region;
        // What is no key's ARN is said by C04.
        if !arn.is_key() || !differ(lies, &at_home) {
            return;
        }
        let message =
            format_args!("`KeyArn` lies in {lies}, but the artifact bucket is for {at_home}");
        self.add(Code::P09, key.value.at(), Of::Pipeline, message)
            .note("S3 encrypts with keys of the bucket's own region only")
            .help(format_args!(
                "name the key in {at_home} with which the bucket is encrypted"
            ));
    }

    /// P10: the provider can run in another account; returns whether it is there and cannot.
    pub(super) fn p10(&mut self, step: &Step<'_>) -> bool {
        let resolved = self.resolved;
        let (Some(kind), Some(account), Some(home)) = (step.kind, step.account, resolved.home)
        else {
            return false;
        };
        if kind.accounts != Reach::Home || resolved.is_home(account) {
            return false;
        }
        let provider = &step.action.provider.name;
        let at = match &step.action.place {
            Some(place) => place.account.at,
            None => provider.at,
        };
        let message = format_args!(
            "`{}` runs in the pipeline's account only, and action `{}` is in `{}`",
            provider.name,
            self.show(&step.action.name),
            account.name.name
        );
        self.add(Code::P10, at, Of::Action(step), message)
            .note("CodePipeline takes a role of another account on actions that AWS owns only")
            .help(format_args!("run it there: `in {}`", home.name.name));
        true
    }

    /// P11: the provider can run in another region. Tells whether it is there and cannot.
    pub(super) fn p11(&mut self, step: &Step<'_>) -> bool {
        let resolved = self.resolved;
        let (Some(kind), Some(region)) = (step.kind, resolved.region_of(step)) else {
            return false;
        };
        let Some(at_home) = resolved.home_region() else {
            return false;
        };
        if kind.regions != Reach::Home || region == at_home {
            return false;
        }
        let provider = &step.action.provider.name;
        let at = match &step.action.place {
            Some(place) => place.region_at(),
            None => provider.at,
        };
        let message = format_args!(
            "`{}` runs in the pipeline's region only ({at_home}), and action `{}` is in {region}",
            provider.name,
            self.show(&step.action.name)
        );
        self.add(Code::P11, at, Of::Action(step), message)
            .note("source, custom and third-party actions cannot run in another region")
            .help(format_args!("run it in {at_home}"));
        true
    }

    /// P11 too: a bucket that exists already is one of the pipeline's region, and nothing is made for it elsewhere. Said
    /// once, of the first action that would need another.
    pub(super) fn p11_existing(&mut self) {
        let resolved = self.resolved;
        let existing = resolved.setting("ExistingArtifactBucket");
        let (Some(_), Some(at_home)) = (existing, resolved.home_region()) else {
            return;
        };
        for step in &resolved.steps {
            let (Some(place), Some(kind)) = (step.place, step.kind) else {
                continue;
            };
            let Some(region) = resolved.region_of(step) else {
                continue;
            };
            if region == at_home || kind.regions == Reach::Home {
                continue;
            }
            let what = format_args!("action `{}` runs", self.show(&step.action.name));
            let (at, of) = (place.region_at(), Of::Action(step));
            self.bucket_elsewhere(at, of, what, &region, &at_home);
            return;
        }
        for rule in &resolved.rules() {
            let step = rule.step(resolved);
            let (Some(region), Some(written)) = (resolved.region_of_work(&step), step.region)
            else {
                continue;
            };
            if region != at_home {
                let what = format_args!("rule `{}` is asked", self.show(&step.action.name));
                self.bucket_elsewhere(written.at, Of::Stage(step.stage), what, &region, &at_home);
                return;
            }
        }
    }

    fn bucket_elsewhere(
        &mut self,
        at: Site,
        of: Of<'_>,
        what: Arguments<'_>,
        region: &str,
        at_home: &str,
    ) {
        let message = format_args!(
            "{what} in {region}, and the artifact bucket that exists already is for {at_home}"
        );
        self.add(Code::P11, at, of, message)
            .note("CodePipeline needs a bucket and a key in every region where an action runs")
            .help(format_args!(
                "run it in {at_home}, or leave `ExistingArtifactBucket` out: then both are made in every region"
            ));
    }

    /// P12: the region of an action is one of its account's regions.
    pub(super) fn p12(&mut self, step: &Step<'_>) {
        let resolved = self.resolved;
        // A stage's region is said once, by its first action that takes it.
        if step.action.place.is_none() {
            for action in step.stage.actions.iter() {
                if std::ptr::eq(action, step.action) {
                    break;
                }
                if action.place.is_none() {
                    return;
                }
            }
        }
        let (Some(written), Some(account)) = (step.region, step.account) else {
            return;
        };
        let (Some(region), Some(known)) =
            (resolved.text(written, None), resolved.regions_of(account))
        else {
            return;
        };
        let known = names_of(&known);
        if known.contains(&region.as_ref()) {
            return;
        }
        let name = &account.name.name;
        let all = joined(&known, "\", \"");
        let message = format_args!(
            "account `{name}` has no region `{region}`: it has {}",
            listed(&known, "and")
        );
        self.add_once(Code::P12, written.at, Of::Action(step), message)
            .help(format_args!(
                "add it: `account {name} = … in [\"{all}\", \"{region}\"];`"
            ));
    }
}

impl Place {
    /// Where it says its region, or else its account.
    fn region_at(&self) -> Site {
        match &self.region {
            Some(region) => region.at,
            None => self.account.at,
        }
    }
}

impl Resolved<'_> {
    /// The regions of an account, where all of them are known.
    fn regions_of(&self, account: &Account) -> Option<Vec<String>> {
        let mut known = Vec::new();
        for text in account.regions.iter() {
            known.push(self.text(text, None)?.into_owned());
        }
        if known.is_empty() {
            known.push(self.region(account)?.into_owned());
        }
        Some(known)
    }
}
