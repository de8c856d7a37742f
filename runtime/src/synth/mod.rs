//! Model to stacks. What is asked here was checked: nothing fails, and no rule stands here.

mod access;
mod artifacts;
mod chains;
mod events;
mod fill;
mod grants;
mod images;
mod notices;
mod pipeline;
mod projects;
mod regions;
mod requirements;
mod rights;
mod roles;
mod store;
mod text;
mod trust;
mod variables;

use passrole_model::catalog::limits;
use passrole_model::catalog::regions::{Partition, partition};
use passrole_model::index::Index;
use passrole_model::names;
use passrole_model::pipeline::{Account, Ident, Role, Setting, Value, setting};
use passrole_model::resolve::{ProjectPlaces, Resolved, Step};

use crate::proof::Scope;
use crate::stacks::{Stack, Stacks};
use crate::template::{Map, Node, Resource, Template, map};
use access::Grantee;
use store::Stores;
use text::{Holds, Within};

/// Logical ids that no author's name decides.
mod ids {
    pub(super) use passrole_model::names::{
        ARTIFACT_BUCKET as BUCKET, ARTIFACT_BUCKET_POLICY as BUCKET_POLICY, ARTIFACT_KEY as KEY,
        ARTIFACT_KEY_ALIAS as ALIAS, EVENT_ROLE, PIPELINE, PIPELINE_ROLE, REGIONS,
        REGIONS_ADMIN_ROLE, REGIONS_EXEC_ROLE,
    };
}

/// Makes every account's stack of a pipeline that keeps every rule; none where one let something pass without which
/// nothing can be named.
pub(crate) fn synth(resolved: &Resolved<'_>) -> Option<Stacks> {
    let places = resolved.project_places();
    let rules = resolved.rules();
    let mut asked = Vec::new();
    for rule in &rules {
        asked.push(rule.step(resolved));
    }
    let mut steps = Vec::new();
    for step in &resolved.steps {
        steps.push(step);
    }
    for rule in &asked {
        steps.push(rule);
    }
    let mut synth = Synth::new(resolved, &places, &asked, &steps)?;
    synth.find_access();
    Some(synth.stacks())
}

/// A pipeline on its way to templates.
struct Synth<'p> {
    resolved: &'p Resolved<'p>,
    /// The rules of stage conditions, as steps.
    rules: &'p [Step<'p>],
    /// Every action, and then every rule of a condition.
    steps: &'p [&'p Step<'p>],
    /// The pipeline's name.
    name: String,
    home: &'p Account,
    home_id: String,
    /// The home region of the pipeline's account.
    region: String,
    partition: &'static Partition,
    stores: Stores,
    /// The ARNs of their keys, once the pipeline's stack is there.
    keys: Vec<String>,
    /// The step that makes each artifact.
    makers: Index,
    /// What is in each account, in the order of the declaration.
    accounts: Vec<Contents<'p>>,
}

/// What is in an account.
struct Contents<'p> {
    /// The account's id.
    id: String,
    /// The account's home region.
    region: String,
    /// The steps that run there, rules of conditions after the actions.
    steps: Vec<&'p Step<'p>>,
    /// The sources that start the pipeline by events from there; in the pipeline's account all of them.
    sources: Vec<&'p Step<'p>>,
    /// The projects placed there, and where.
    projects: Vec<&'p ProjectPlaces<'p>>,
    /// The further regions in which something is made, unless it is the pipeline's account.
    further: Vec<String>,
    /// Its roles that use the artifact stores.
    grantees: Vec<Grantee>,
    /// Their places, by path and name.
    by_name: Index,
}

impl<'p> Synth<'p> {
    fn new(
        resolved: &'p Resolved<'p>,
        places: &'p [ProjectPlaces<'p>],
        rules: &'p [Step<'p>],
        steps: &'p [&'p Step<'p>],
    ) -> Option<Self> {
        let home = resolved.home?;
        let name = resolved.text(&resolved.pipeline.name, None)?.into_owned();
        let home_id = resolved.id(home)?.into_owned();
        let region = resolved.region(home)?.into_owned();
        let partition = partition(&region)?;
        let mut synth = Synth {
            resolved,
            rules,
            steps,
            stores: Stores::new(resolved, &home_id, partition),
            name,
            home,
            home_id,
            region,
            partition,
            keys: Vec::new(),
            makers: Index::default(),
            accounts: Vec::new(),
        };
        synth.fill_accounts(places);
        Some(synth)
    }

    fn fill_accounts(&mut self, places: &'p [ProjectPlaces<'p>]) {
        let resolved = self.resolved;
        for account in resolved.pipeline.accounts.iter() {
            self.accounts.push(Contents {
                id: resolved.id(account).unwrap_or_default().into_owned(),
                region: resolved.region(account).unwrap_or_default().into_owned(),
                steps: Vec::new(),
                sources: Vec::new(),
                projects: Vec::new(),
                further: Vec::new(),
                grantees: Vec::new(),
                by_name: Index::default(),
            });
        }
        for (place, step) in resolved.steps.iter().enumerate() {
            for output in step.action.outputs.iter() {
                self.makers.set(&output.name, place);
            }
            if let Some(account) = step.account {
                self.contents_mut(account).steps.push(step);
                if resolved.event_of(step).is_some() {
                    self.contents_mut(self.home).sources.push(step);
                    if !resolved.is_home(account) {
                        self.contents_mut(account).sources.push(step);
                    }
                }
            }
        }
        for rule in self.rules {
            self.contents_mut(rule.account.unwrap_or(self.home))
                .steps
                .push(rule);
        }
        for place in places {
            self.contents_mut(place.account).projects.push(place);
        }
        for (account, region) in &resolved.further_stacks() {
            let region = region.to_string();
            self.contents_mut(account).further.push(region);
        }
    }

    /// The other accounts' stacks, in the order of the declaration and each followed by those of its further regions,
    /// and the pipeline's own last.
    fn stacks(&mut self) -> Stacks {
        let mut stacks = Vec::new();
        for account in self.resolved.pipeline.accounts.iter() {
            if !self.resolved.is_home(account) {
                self.add_stacks(account, &mut stacks);
            }
        }
        let mut others = Vec::new();
        for stack in &stacks {
            others.push(stack.name().to_owned());
        }
        let mut template = Template::new(self.describe(self.home, None));
        self.artifact_store(&mut template);
        self.add_pipeline_role(&mut template);
        self.declared_roles(self.home, &mut template);
        self.projects(self.home, &mut template);
        self.further_regions(&mut template);
        self.pipeline(&mut template);
        self.events(self.home, &mut template);
        let home = self.stack(self.home, None, template, others);
        let scope = Scope { stack: &home };
        self.find_keys(scope);
        let chains = self.chains(scope);
        stacks.push(home);
        Stacks::new(stacks, chains, self.requirements(), self.notices())
    }

    /// Adds the stacks of another account.
    fn add_stacks(&self, account: &'p Account, stacks: &mut Vec<Stack>) {
        let mut template = Template::new(self.describe(account, None));
        self.declared_roles(account, &mut template);
        self.projects(account, &mut template);
        self.events(account, &mut template);
        let mut before = Vec::new();
        if template.resources().len() > 0 {
            let stack = self.stack(account, None, template, Vec::new());
            before.push(stack.name().to_owned());
            stacks.push(stack);
        }
        for region in &self.contents(account).further {
            let mut template = Template::new(self.describe(account, Some(region)));
            self.further_projects(account, region, &mut template);
            self.further_events(account, region, &mut template);
            stacks.push(self.stack(account, Some(region), template, before.clone()));
        }
    }

    /// The stack of an account in its home region, or in the further region named.
    fn stack(
        &self,
        account: &'p Account,
        further: Option<&str>,
        template: Template,
        depends_on: Vec<String>,
    ) -> Stack {
        let region = match further {
            Some(region) => region.to_owned(),
            None => self.account_region(account).to_owned(),
        };
        Stack::new(
            names::stack(self.resolved, account, further).unwrap_or_default(),
            account.name.name.to_string(),
            self.id(account).to_owned(),
            region,
            template,
            depends_on,
        )
    }

    /// The account's doc comment, in the pipeline's account the pipeline's; or what the stack is for.
    fn describe(&self, account: &Account, further: Option<&str>) -> String {
        let (name, account_name) = (&self.name, &account.name.name);
        let pipeline = &self.resolved.pipeline.doc;
        let home = self.resolved.is_home(account);
        let description = match (account.doc.as_ref(), pipeline.as_ref(), further) {
            ("", "", _) if home => format!("The pipeline {name}"),
            ("", doc, _) if home => doc.to_owned(),
            ("", _, None) => format!("What the pipeline {name} needs in {account_name}"),
            ("", _, Some(region)) => {
                format!("What the pipeline {name} needs in {account_name}, {region}")
            }
            (doc, ..) => doc.to_owned(),
        };
        limits::TEMPLATE_DESCRIPTION.fit(&description)
    }

    /// The role of that name, where one is named.
    fn declared(&self, name: Option<&Ident>) -> Option<&'p Role> {
        self.resolved.role(name?)
    }

    fn id(&self, account: &Account) -> &str {
        &self.contents(account).id
    }

    /// An account's home region.
    fn account_region(&self, account: &Account) -> &str {
        &self.contents(account).region
    }

    /// The region in which a step runs.
    fn region_of(&self, step: &Step<'p>) -> String {
        self.resolved
            .region_of(step)
            .unwrap_or_default()
            .into_owned()
    }

    /// The place of an account of the declaration.
    fn place_of(&self, account: &Account) -> usize {
        let place = self.resolved.place_of(account);
        place.expect("every account is declared")
    }

    fn contents(&self, account: &Account) -> &Contents<'p> {
        &self.accounts[self.place_of(account)]
    }

    fn contents_mut(&mut self, account: &Account) -> &mut Contents<'p> {
        let place = self.place_of(account);
        &mut self.accounts[place]
    }

    fn steps_in(&self, account: &Account) -> &[&'p Step<'p>] {
        &self.contents(account).steps
    }

    /// The place of the artifact store of a step's region.
    fn store_of(&self, step: &Step<'p>) -> usize {
        match self.resolved.region_of(step) {
            Some(region) => self.stores.place(&region),
            None => Stores::HOME,
        }
    }

    fn projects_in(&self, account: &Account) -> &[&'p ProjectPlaces<'p>] {
        &self.contents(account).projects
    }

    /// The pipeline's ARN.
    fn pipeline_arn(&self) -> String {
        self.arn("codepipeline", &self.region, &self.home_id, &self.name)
    }

    /// An ARN in the pipeline's partition.
    fn arn(&self, service: &str, region: &str, account: &str, resource: &str) -> String {
        let partition = self.partition.name;
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    }

    /// The pipeline's tags. They stand on things in every account, and on the artifact key itself, so the key goes by
    /// its alias in them.
    fn tags(&self) -> Option<Node> {
        let mut within = self.within(self.home);
        within.holds = Holds::Nothing;
        self.merged_tags(&[], within)
    }

    /// The pipeline's tags and a thing's own, which win.
    fn merged_tags(&self, own: &'p [Setting], within: Within<'p>) -> Option<Node> {
        let mut tags = Map::new();
        self.add_tags(&self.resolved.pipeline.settings, within, &mut tags);
        self.add_tags(own, within, &mut tags);
        if tags.is_empty() {
            return None;
        }
        let mut list = Vec::new();
        for (key, value) in tags.iter() {
            list.push(map! { "Key": key, "Value": value.clone() }.into());
        }
        Some(Node::List(list))
    }

    fn add_tags(&self, settings: &'p [Setting], within: Within<'p>, tags: &mut Map) {
        if let Some(tagged) = setting(settings, "tags")
            && let Value::Map(list, _) = &tagged.value
        {
            for tag in list.iter() {
                let value = self.configured(&tag.value, None, within);
                tags.enter(self.key_of(tag, within), Node::from(value));
            }
        }
    }
}

/// Adds a resource whose id a rule has found to be free.
fn add(template: &mut Template, id: &str, resource: Resource) {
    let added = template.add(id, resource);
    added.expect("a rule has found the id to be free");
}
