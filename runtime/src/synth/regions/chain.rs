//! The requests by which CloudFormation makes the stacks of further regions.

use std::slice;

use passrole_model::Code;

use super::super::Synth;
use super::super::chains::{Someone, concrete};
use super::super::store::Store;
use super::permissions::LEAVE_BUCKET;
use crate::iam::{Request, Statement};
use crate::proof::{Chain, Scope};

impl<'p> Synth<'p> {
    /// The chain of the stack set, where there is one. `home` is the pipeline's stack.
    pub(in super::super) fn regions_chain(
        &self,
        runner: &Someone<'p>,
        home: Scope<'_>,
    ) -> Option<Chain> {
        let further = self.stores.further();
        if further.is_empty() {
            return None;
        }
        let admin = Someone {
            account: self.home,
            arn: self.admin_role_arn(),
            who: "the administration role".to_owned(),
        };
        let exec = Someone {
            account: self.home,
            arn: self.exec_role_arn(),
            who: "the execution role".to_owned(),
        };
        let (service, name) = ("cloudformation.amazonaws.com", "CloudFormation");
        let mut chain = self.empty_chain("the further regions", runner);
        self.assumed(service, name, &admin, &mut chain);
        self.assumed_by(&admin, &exec, &mut chain);
        let statements = self.exec_statements();
        for store in further {
            let mut work = Vec::new();
            for statement in &statements {
                self.add_work(&exec, statement, store, home, &mut work);
            }
            let does = format!("makes the stack of {}", store.region);
            exec.does(&mut chain, Code::I02, &does, work);
        }
        let mut work = Vec::new();
        for &region in &self.regions_anywhere() {
            let bucket = self.bucket_arn_in(region);
            let context = ("aws:RequestedRegion".to_owned(), region.to_owned());
            for action in LEAVE_BUCKET {
                work.push(exec.asks(action, &bucket, &self.home_id, slice::from_ref(&context)));
            }
        }
        exec.does(&mut chain, Code::I02, "leaves a region", work);
        Some(chain)
    }

    /// The requests that a statement of the execution role is there for in a region.
    fn add_work(
        &self,
        exec: &Someone<'p>,
        statement: &Statement,
        store: &Store,
        home: Scope<'_>,
        work: &mut Vec<Request>,
    ) {
        let region = &store.region;
        let mut context = Vec::new();
        for (_, keys) in statement.condition.iter() {
            let Some(keys) = keys.as_map() else { continue };
            for (key, value) in keys.iter() {
                let value = match key {
                    "iam:PassedToService" => value.as_str().unwrap_or_default(),
                    _ => region,
                };
                context.push((key.to_owned(), value.to_owned()));
            }
        }
        for resource in &statement.resources {
            let Some(arn) = home.text(resource) else {
                continue;
            };
            let resource = if arn.contains(":s3:") {
                // What is left is asked for by itself.
                if arn != store.bucket_arn {
                    continue;
                }
                store.bucket_arn.clone()
            } else if arn.ends_with(":key/*") {
                self.keys[self.stores.place(region)].clone()
            } else if let Some((before, after)) = arn.split_once(":*:") {
                concrete(&format!("{before}:{region}:{after}"))
            } else {
                concrete(&arn)
            };
            for action in &statement.actions {
                if let Some(action) = action.as_str() {
                    work.push(exec.asks(action, &resource, &self.home_id, &context));
                }
            }
        }
    }
}
