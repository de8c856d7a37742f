//! Further regions of the pipeline's account: a stack set in the pipeline's stack, whose stacks hold the artifact
//! store of their region and the projects that are used there.
//!
//! A stack set, since the pipeline starts as soon as it exists: what it needs in another region has to be made by its
//! own stack, between the roles and the pipeline, and CloudFormation knows no other way into another region.

mod chain;
mod permissions;

use passrole_model::catalog::limits::{self, Tag};
use passrole_model::names;
use passrole_model::resolve::ProjectPlaces;

use super::projects::is_made_in;
use super::roles::Made;
use super::store::{Store, Stores};
use super::text::Holds;
use super::trust::cloudformation_in;
use super::{Synth, add, ids};
use crate::iam::{Policy, Statement};
use crate::places::Places;
use crate::template::{Map, Node, Resource, Section, Template, json, list, map};

/// The parameter of the stack set's template: of all that it needs, what is not known beforehand.
const PRIMARY_KEY: &str = "PrimaryKeyArn";

/// `Fn::Or` takes ten conditions at most.
const ALTERNATIVES: usize = 10;

impl<'p> Synth<'p> {
    /// The stack set and its two roles, where an action runs outside the pipeline's region.
    pub(super) fn further_regions(&self, template: &mut Template) {
        if self.stores.further().is_empty() {
            return;
        }
        self.admin_role(template);
        self.exec_role(template);
        let parameter = map! {
            "ParameterKey": PRIMARY_KEY,
            "ParameterValue": Node::get_att(ids::KEY, "Arn"),
        };
        let instances = map! {
            "DeploymentTargets": map! { "Accounts": list![self.home_id.as_str()] },
            "Regions": region_names(self.stores.further()),
        };
        let properties = map! {
            "StackSetName": self.stack_set(),
            "Description": limits::STACK_SET_DESCRIPTION.fit(&self.regions_description()),
            "PermissionModel": "SELF_MANAGED",
            "AdministrationRoleARN": Node::get_att(ids::REGIONS_ADMIN_ROLE, "Arn"),
            "ExecutionRoleName": Node::reference(ids::REGIONS_EXEC_ROLE),
            "Parameters": list![parameter],
            "OperationPreferences": map! { "RegionConcurrencyType": "PARALLEL" },
            "StackInstancesGroup": list![instances],
            "TemplateBody": self.regional_template().to_compact_json(),
            "Tags"?: self.tags_of_stack_set(),
        };
        let mut stack_set = Resource::new("AWS::CloudFormation::StackSet", properties);
        // IAM takes a moment to make its two roles known everywhere; the bucket and its policy take one too.
        let after = &mut stack_set.depends_on;
        after.push(ids::BUCKET_POLICY.to_owned());
        // CodeBuild takes a project only when its role is there.
        for place in self.projects_in(self.home) {
            if !place.further.is_empty() {
                self.add_made_roles(place, after);
            }
        }
        add(template, ids::REGIONS, stack_set);
    }

    /// Those of the pipeline's tags that a stack set takes; what it makes has all of them by itself.
    fn tags_of_stack_set(&self) -> Option<Node> {
        let mut taken = Vec::new();
        for tag in self.tags()?.iter() {
            let text = |key: &str| tag.get(key).and_then(Node::as_str);
            // A value that CloudFormation fills in is not empty.
            if Tag::is_stack_set_s(
                text("Key").unwrap_or_default(),
                text("Value").unwrap_or("…"),
            ) {
                taken.push(tag.clone());
            }
        }
        (!taken.is_empty()).then_some(Node::List(taken))
    }

    /// The role that CloudFormation takes to reach the execution role.
    fn admin_role(&self, template: &mut Template) {
        let mut regions = Vec::new();
        for store in self.stores.all() {
            regions.push(store.region.clone());
        }
        let service = cloudformation_in(&regions);
        let exec = self.exec_role_arn();
        let assume = Statement::allow("AssumeExecutionRole", &["sts:AssumeRole"], exec);
        let role = Made {
            id: ids::REGIONS_ADMIN_ROLE,
            role: self.made_admin_role(),
            description: format!("Reaches the further regions of the pipeline {}", self.name),
            trust: self.service_trust(service, self.home, None),
            policy: Policy::of(assume),
            own: Map::new(),
        };
        self.add_role(template, self.home, &role);
    }

    /// The role that makes the stacks. It has no path, since a stack set names it by its name alone.
    fn exec_role(&self, template: &mut Template) {
        let name = &self.name;
        let role = Made {
            id: ids::REGIONS_EXEC_ROLE,
            role: self.made_exec_role(),
            description: format!("Makes what the pipeline {name} needs in further regions"),
            trust: self.role_trust("AdministrationRole", self.admin_role_arn()),
            policy: Policy::of_all(self.exec_statements()),
            own: Map::new(),
        };
        self.add_role(template, self.home, &role);
    }

    /// What each further region holds. One template serves them all, so it says by conditions what differs.
    fn regional_template(&self) -> Template {
        let mut template =
            Template::new(limits::TEMPLATE_DESCRIPTION.fit(&self.regions_description()));
        let parameter = map! {
            "Type": "String",
            "Description": "The artifact key of the pipeline's region",
        };
        let parameters = template.section_mut(Section::Parameters);
        parameters.put(PRIMARY_KEY, parameter);
        let mut conditions = Conditions {
            stores: &self.stores,
            section: Map::new(),
        };
        self.regional_store(&mut conditions, &mut template);
        for place in self.projects_in(self.home) {
            self.regional_project(place, &mut conditions, &mut template);
        }
        *template.section_mut(Section::Conditions) = conditions.section;
        template
    }

    /// The artifact store of a further region.
    fn regional_store(&self, conditions: &mut Conditions<'_>, template: &mut Template) {
        let mut of_keys = Vec::new();
        let mut of_buckets = Vec::new();
        let bucket = Node::get_att(ids::BUCKET, "Arn");
        let objects = Node::sub(format!("${{{}.Arn}}/*", ids::BUCKET));
        for place in 1..self.stores.all().len() {
            of_keys.push(self.key_policy(place).to_node());
            let of_bucket = self.bucket_policy_on(place, bucket.clone(), objects.clone());
            of_buckets.push(of_bucket.to_node());
        }
        let key = map! {
            "PrimaryKeyArn": Node::reference(PRIMARY_KEY),
            "Description": self.key_description(),
            "PendingWindowInDays": 7,
            "KeyPolicy": conditions.policy(&of_keys),
            "Tags"?: self.tags(),
        };
        // Nothing is lost with it: the same replica can be made of the key of the pipeline's region again, which one
        // that is left behind would stand in the way of.
        let key = Resource::new("AWS::KMS::ReplicaKey", key)
            .on_deletion("Delete")
            .on_replacement("Delete");
        add(template, ids::KEY, key);
        let policy = conditions.policy(&of_buckets);
        let name = Node::sub(format!("{}${{AWS::Region}}", self.bucket_start()));
        self.alias_and_bucket(template, name, policy);
    }

    /// A project, in those of the further regions in which it is made.
    fn regional_project(
        &self,
        place: &'p ProjectPlaces<'p>,
        conditions: &mut Conditions<'_>,
        template: &mut Template,
    ) {
        let mut within = self.within(self.home);
        within.holds = Holds::Replica;
        let mut regions = Vec::new();
        for store in 1..self.stores.all().len() {
            if is_made_in(place, &self.stores.at(store).region) {
                regions.push(store);
                // Any: what is written of the store is the same in each.
                within.store = store;
            }
        }
        if regions.is_empty() {
            return;
        }
        self.add_further_project(place, within, template);
        let id = names::project_id(place.project);
        if let (Some(condition), Ok(project)) =
            (conditions.only_in(&regions), template.resource_mut(&id))
        {
            project.attributes.put("Condition", condition);
        }
    }

    /// How the names of the buckets in further regions begin. They end in the region.
    fn bucket_start(&self) -> &str {
        let any = &self.stores.further()[0];
        any.bucket
            .strip_suffix(any.region.as_str())
            .unwrap_or_default()
    }

    fn stack_set(&self) -> String {
        names::stack_set(self.resolved).unwrap_or_default()
    }

    fn regions_description(&self) -> String {
        format!("What the pipeline {} needs in further regions", self.name)
    }

    fn made_admin_role(&self) -> String {
        self.made_role(names::stack_set_admin_role(self.resolved), self.home)
    }

    fn made_exec_role(&self) -> String {
        names::stack_set_exec_role(self.resolved).unwrap_or_default()
    }

    fn admin_role_arn(&self) -> String {
        self.role_arn(self.home, &self.made_admin_role())
    }

    fn exec_role_arn(&self) -> String {
        self.role_arn(self.home, &self.made_exec_role())
    }
}

fn region_names(stores: &[Store]) -> Node {
    let mut names = Vec::new();
    for store in stores {
        names.push(Node::from(store.region.as_str()));
    }
    Node::List(names)
}

/// The conditions of the stack set's template: in which of the further regions something holds.
struct Conditions<'s> {
    stores: &'s Stores,
    section: Map,
}

impl Conditions<'_> {
    /// The policies of the regions, in their order, as one. A statement that not all of them have stands under a
    /// condition.
    fn policy(&mut self, policies: &[Node]) -> Node {
        let mut statements: Vec<Node> = Vec::new();
        let mut stores = Places::default();
        for (place, policy) in policies.iter().enumerate() {
            for statement in policy.items("Statement") {
                let text = json::compact(statement);
                if stores.of(&text).is_empty() {
                    statements.push(statement.clone());
                }
                stores.add(&text, place + 1);
            }
        }
        let mut conditional = Vec::new();
        for statement in &statements {
            let those = stores.of(&json::compact(statement));
            conditional.push(match self.only_in(those) {
                None => statement.clone(),
                Some(condition) => {
                    let otherwise = Node::reference("AWS::NoValue");
                    let operands = list![condition, statement.clone(), otherwise];
                    Node::function("Fn::If", operands)
                }
            });
        }
        map! { "Version": "2012-10-17", "Statement": Node::List(conditional) }.into()
    }

    /// The condition that holds in the regions of these stores only; none where that is in all of them.
    fn only_in(&mut self, stores: &[usize]) -> Option<String> {
        let others = self.stores.further().len() - stores.len();
        if others == 0 {
            return None;
        }
        // The shorter of the two lists, so that a name has fewer letters than CloudFormation takes.
        let of_these = others >= stores.len();
        let mut ids = Vec::new();
        let mut conditions = Vec::new();
        for place in 1..self.stores.all().len() {
            if stores.contains(&place) == of_these {
                let region = self.stores.at(place).region.as_str();
                ids.push(names::logical_id(region));
                let operands = list![Node::reference("AWS::Region"), region];
                conditions.push(Node::function("Fn::Equals", operands));
            }
        }
        let here = any(&conditions);
        let ids = ids.join("Or");
        let (name, condition) = match of_these {
            true => (format!("In{ids}"), here),
            false => {
                let elsewhere = Node::function("Fn::Not", list![here]);
                (format!("NotIn{ids}"), elsewhere)
            }
        };
        self.section.insert(name.clone(), condition);
        Some(name)
    }
}

/// Whether one of the conditions holds.
fn any(conditions: &[Node]) -> Node {
    match conditions {
        [one] => return one.clone(),
        some if some.len() <= ALTERNATIVES => {
            return Node::function("Fn::Or", Node::List(some.to_vec()));
        }
        _ => {}
    }
    let mut fewer = Vec::new();
    let mut rest = conditions;
    while !rest.is_empty() {
        let (some, more) = rest.split_at(rest.len().min(ALTERNATIVES));
        fewer.push(any(some));
        rest = more;
    }
    any(&fewer)
}
