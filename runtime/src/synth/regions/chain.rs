//! The requests by which CloudFormation makes the stacks of further regions.

use passrole_model::Code;

use super::super::Synth;
use super::super::access::under;
use super::super::chains::{Someone, assume, concrete, hop};
use super::super::store::Store;
use crate::iam::{Caller, Request, Statement};
use crate::proof::{Chain, Scope};
use crate::template::Node;

impl<'p> Synth<'p> {
    /// The chain of the stack set, where there is one. `home` is the pipeline's stack.
    pub(in super::super) fn regions_chain(&self, home: Scope<'_>) -> Option<Chain> {
        let further = self.stores.further();
        if further.is_empty() {
            return None;
        }
        let someone = |name: &str, who: &str| Someone {
            account: self.home,
            arn: self.role_arn(&self.home_id, name),
            who: who.to_owned(),
        };
        let (path, name) = self.admin_role_name();
        let admin = someone(&under(&path, &name), "the administration role");
        let exec = someone(&self.exec_role_name(), "the execution role");
        let assumed = assume(
            Caller::Role(admin.arn.clone()),
            &exec.arn,
            self.home_id.clone(),
            Vec::new(),
        );
        let mut hops = vec![
            self.assumed(
                "cloudformation.amazonaws.com",
                "CloudFormation",
                &admin,
                Code::I03,
            ),
            hop(
                Code::I01,
                &admin,
                format!("assumes {}", exec.who),
                vec![assumed],
            ),
        ];
        let statements = self.exec_statements();
        for store in further {
            let mut work = Vec::new();
            for statement in &statements {
                work.extend(self.work(&exec, statement, store, home));
            }
            let does = format!("makes the stack of {}", store.region);
            hops.push(hop(Code::I02, &exec, does, work));
        }
        Some(Chain {
            pipeline: self.name.clone(),
            action: None,
            what: "the further regions".to_owned(),
            roles: self.roles(&self.runner()),
            hops,
        })
    }

    /// The requests that a statement of the execution role is there for in a region.
    fn work(
        &self,
        exec: &Someone<'p>,
        statement: &Statement,
        store: &Store,
        home: Scope<'_>,
    ) -> Vec<Request> {
        let region = &store.region;
        let mut context = Vec::new();
        for keys in statement
            .condition
            .iter()
            .filter_map(|(_, keys)| keys.as_map())
        {
            for (key, value) in keys.iter() {
                let value = match key {
                    "iam:PassedToService" => value.as_str().unwrap_or_default(),
                    _ => region,
                };
                context.push((key.to_owned(), value.to_owned()));
            }
        }
        let key = home.text(
            &self
                .stores
                .key(self.stores.place(region), super::Holds::Primary),
        );
        let resources = statement
            .resources
            .iter()
            .filter_map(|node| home.text(node));
        let resources = resources.filter_map(|arn| match arn.as_str() {
            bucket if bucket.contains(":s3:") => {
                let here = bucket.ends_with('*') || *bucket == store.bucket_arn;
                here.then(|| store.bucket_arn.clone())
            }
            any if any.ends_with(":key/*") => key.clone(),
            arn => Some(concrete(&arn.replacen(":*:", &format!(":{region}:"), 1))),
        });
        let mut requests = Vec::new();
        for resource in resources {
            for action in statement.actions.iter().filter_map(Node::as_str) {
                requests.push(Request {
                    caller: Caller::Role(exec.arn.clone()),
                    action: action.to_owned(),
                    resource: resource.clone(),
                    account: self.home_id.clone(),
                    context: context.clone(),
                });
            }
        }
        requests
    }
}
