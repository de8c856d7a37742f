//! Further regions of the pipeline's account: a stack set in the pipeline's stack, whose stacks hold the artifact
//! store of their region and the projects that are used there.
//!
//! A stack set, since the pipeline starts as soon as it exists: what it needs in another region has to be made by its
//! own stack, between the roles and the pipeline, and CloudFormation knows no other way into another region.

mod chain;
mod permissions;

use passrole_model::catalog::regions::is_opt_in;
use passrole_model::names;
use passrole_model::resolve::ProjectPlaces;

use super::access::under;
use super::roles::Made;
use super::store::{Store, Stores};
use super::text::{Holds, Within};
use super::{Synth, ids};
use crate::iam::{Policy, Principal, Statement, one_or_list};
use crate::template::{Map, Node, Resource, Section, Template};

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
        let parameter = Map::new()
            .with("ParameterKey", PRIMARY_KEY)
            .with("ParameterValue", Node::get_att(ids::KEY, "Arn"));
        let instances = Map::new()
            .with(
                "DeploymentTargets",
                Map::new().with("Accounts", [self.home_id.as_str()]),
            )
            .with("Regions", self.further_names());
        let properties = Map::new()
            .with("StackSetName", self.stack_set())
            .with("Description", self.regions_description())
            .with("PermissionModel", "SELF_MANAGED")
            .with(
                "AdministrationRoleARN",
                Node::get_att(ids::REGIONS_ADMIN_ROLE, "Arn"),
            )
            .with("ExecutionRoleName", Node::reference(ids::REGIONS_EXEC_ROLE))
            .with("Parameters", [parameter])
            .with(
                "OperationPreferences",
                Map::new().with("RegionConcurrencyType", "PARALLEL"),
            )
            .with("StackInstancesGroup", [instances])
            .with("TemplateBody", self.regional_template().to_compact_json())
            .with_some("Tags", self.tags());
        // CodeBuild takes a project only when its role is there.
        let mut roles = Vec::new();
        for place in self.further_places() {
            roles.extend(self.made_roles(place));
        }
        // IAM takes a moment to make its two roles known everywhere; the bucket and its policy take one too.
        let stack_set = Resource::new("AWS::CloudFormation::StackSet", properties)
            .after([ids::BUCKET_POLICY])
            .after(roles);
        self.add(template, ids::REGIONS, stack_set);
    }

    /// The role that CloudFormation takes to reach the execution role.
    fn admin_role(&self, template: &mut Template) {
        let mut services = vec!["cloudformation.amazonaws.com".to_owned()];
        // A region that an account has to enable has a principal of its own.
        let regions = self.stores.all().iter().map(|store| &store.region);
        services.extend(
            regions
                .filter(|region| is_opt_in(region))
                .map(|region| format!("cloudformation.{region}.amazonaws.com")),
        );
        let exec = self.role_arn(&self.home_id, &self.exec_role_name());
        let (path, name) = self.admin_role_name();
        self.add_role(
            template,
            self.home,
            Made {
                id: ids::REGIONS_ADMIN_ROLE,
                path,
                name,
                description: format!("Reaches the further regions of the pipeline {}", self.name),
                trust: self.service_trust(one_or_list(&services), self.home, Vec::new()),
                managed: Vec::new(),
                policy: Policy::of([Statement::allow(
                    "AssumeExecutionRole",
                    ["sts:AssumeRole"],
                    [exec],
                )]),
                boundary: None,
            },
        );
    }

    /// The role that makes the stacks. It has no path, since a stack set names it by its name alone.
    fn exec_role(&self, template: &mut Template) {
        let (path, name) = self.admin_role_name();
        let admin = self.role_arn(&self.home_id, &under(&path, &name));
        self.add_role(
            template,
            self.home,
            Made {
                id: ids::REGIONS_EXEC_ROLE,
                path: "/".to_owned(),
                name: self.exec_role_name(),
                description: format!(
                    "Makes what the pipeline {} needs in further regions",
                    self.name
                ),
                trust: Policy::of([Statement::trust(
                    "AdministrationRole",
                    Principal::Accounts(vec![self.home_id.clone()]),
                )
                .when("ArnEquals", "aws:PrincipalArn", admin)]),
                managed: Vec::new(),
                policy: Policy::of(self.exec_statements()),
                boundary: None,
            },
        );
    }

    /// What each further region holds. One template serves them all, so it says by conditions what differs.
    fn regional_template(&self) -> Template {
        let mut template = Template::new(self.regions_description());
        let parameter = Map::new()
            .with("Type", "String")
            .with("Description", "The artifact key of the pipeline's region");
        template
            .section_mut(Section::Parameters)
            .insert(PRIMARY_KEY, parameter);
        let mut conditions = Conditions::new(self.stores.further());
        let (mut of_keys, mut of_buckets) = (Vec::new(), Vec::new());
        let bucket = Node::get_att(ids::BUCKET, "Arn");
        let objects = Node::sub(format!("${{{}.Arn}}/*", ids::BUCKET));
        for place in 1..self.stores.all().len() {
            of_keys.push(self.key_policy(place));
            of_buckets.push(self.bucket_policy_on(place, bucket.clone(), objects.clone()));
        }
        let key = Map::new()
            .with("PrimaryKeyArn", Node::reference(PRIMARY_KEY))
            .with("Description", self.key_description())
            .with("PendingWindowInDays", 7)
            .with("KeyPolicy", conditions.policy(&of_keys))
            .with_some("Tags", self.tags());
        // Nothing is lost with it: the same replica can be made of the key of the pipeline's region again, which one
        // that is left behind would stand in the way of.
        let key = Resource::new("AWS::KMS::ReplicaKey", key)
            .on_deletion("Delete")
            .on_replacement("Delete");
        self.add(&mut template, ids::KEY, key);
        let policy = conditions.policy(&of_buckets);
        let name = Node::sub(format!("{}${{AWS::Region}}", self.bucket_start()));
        self.alias_and_bucket(&mut template, name, policy);
        for place in self.further_places() {
            let regions: Vec<usize> = self
                .stores
                .further()
                .iter()
                .enumerate()
                .filter(|(_, store)| place.further.iter().any(|there| *there == store.region))
                .map(|(index, _)| index)
                .collect();
            let within = Within {
                // Any: what is written of the store is the same in each.
                store: regions.first().map_or(Stores::HOME, |first| first + 1),
                holds: Holds::Replica,
                ..self.within(self.home)
            };
            self.add_further_project(place, within, &mut template);
            let id = names::project_id(place.project);
            if let (Some(condition), Ok(project)) =
                (conditions.only_in(&regions), template.resource_mut(&id))
            {
                project.attributes.insert("Condition", condition);
            }
        }
        *template.section_mut(Section::Conditions) = conditions.section;
        template
    }

    /// How the names of the buckets in further regions begin. They end in the region.
    fn bucket_start(&self) -> &str {
        let any = &self.stores.further()[0];
        any.bucket.strip_suffix(&any.region).unwrap_or_default()
    }

    /// The projects of the pipeline's account that are used in further regions.
    fn further_places(&self) -> impl Iterator<Item = &ProjectPlaces<'p>> {
        self.projects_in(self.home)
            .iter()
            .filter(|place| !place.further.is_empty())
    }

    fn further_names(&self) -> Vec<&str> {
        let further = self.stores.further().iter();
        further.map(|store| store.region.as_str()).collect()
    }

    fn stack_set(&self) -> String {
        names::stack_set(self.resolved).unwrap_or_default()
    }

    fn regions_description(&self) -> String {
        format!("What the pipeline {} needs in further regions", self.name)
    }

    /// The path and the name of the administration role.
    fn admin_role_name(&self) -> (String, String) {
        let name = names::stack_set_admin_role(self.resolved).unwrap_or_default();
        (self.role_path(None, self.home), name)
    }

    fn exec_role_name(&self) -> String {
        names::stack_set_exec_role(self.resolved).unwrap_or_default()
    }
}

/// The conditions of the stack set's template: in which of the further regions something holds.
struct Conditions<'s> {
    regions: &'s [Store],
    section: Map,
}

impl<'s> Conditions<'s> {
    fn new(regions: &'s [Store]) -> Self {
        Conditions {
            regions,
            section: Map::new(),
        }
    }

    /// The policies of the regions, in their order, as one. A statement that not all of them have stands under a
    /// condition.
    fn policy(&mut self, policies: &[Policy]) -> Node {
        let mut statements: Vec<(Node, Vec<usize>)> = Vec::new();
        for (region, policy) in policies.iter().enumerate() {
            for statement in policy.to_node().items("Statement") {
                match statements.iter_mut().find(|(known, _)| known == statement) {
                    Some((_, regions)) => regions.push(region),
                    None => statements.push((statement.clone(), vec![region])),
                }
            }
        }
        let statements =
            statements
                .into_iter()
                .map(|(statement, regions)| match self.only_in(&regions) {
                    None => statement,
                    Some(condition) => Node::function(
                        "Fn::If",
                        [
                            Node::from(condition),
                            statement,
                            Node::reference("AWS::NoValue"),
                        ],
                    ),
                });
        let statements: Node = statements.collect();
        Map::new()
            .with("Version", "2012-10-17")
            .with("Statement", statements)
            .into()
    }

    /// The condition that holds in these regions only; none where that is in all of them.
    fn only_in(&mut self, regions: &[usize]) -> Option<String> {
        let others = self.regions.len() - regions.len();
        if others == 0 {
            return None;
        }
        // The shorter of the two lists, so that a name has fewer letters than CloudFormation takes.
        let (word, of_regions) = if others < regions.len() {
            ("NotIn", false)
        } else {
            ("In", true)
        };
        let (mut ids, mut conditions) = (Vec::new(), Vec::new());
        for (place, store) in self.regions.iter().enumerate() {
            if regions.contains(&place) == of_regions {
                ids.push(names::logical_id(&store.region));
                conditions.push(is_here(&store.region));
            }
        }
        let name = format!("{word}{}", ids.join("Or"));
        if self.section.get(&name).is_none() {
            let condition = any(conditions);
            let condition = match word {
                "In" => condition,
                _ => Node::function("Fn::Not", [condition]),
            };
            self.section.insert(name.clone(), condition);
        }
        Some(name)
    }
}

fn is_here(region: &str) -> Node {
    Node::function(
        "Fn::Equals",
        [Node::reference("AWS::Region"), Node::from(region)],
    )
}

/// Whether one of the conditions holds.
fn any(mut conditions: Vec<Node>) -> Node {
    while conditions.len() > ALTERNATIVES {
        conditions = conditions
            .chunks(ALTERNATIVES)
            .map(|some| any(some.to_vec()))
            .collect();
    }
    match conditions.as_slice() {
        [one] => one.clone(),
        _ => Node::function("Fn::Or", conditions),
    }
}
