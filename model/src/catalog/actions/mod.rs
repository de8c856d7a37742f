//! The action types of CodePipeline, one file a kind of work. They are constants, so that the table is all that is
//! made of them.

mod approval;
mod build;
mod cloudformation;
mod compute;
mod containers;
mod deploy;
mod free;
mod invoke;
mod rules;
mod servers;
mod source;
mod stack_sets;

use super::ActionType;

pub use free::FREE;
pub use rules::{OTHER_RULES, RULES};

/// Every action type whose configuration is known.
pub static ALL: &[&ActionType] = &[
    &source::S3,
    &source::CODE_COMMIT,
    &source::CODE_STAR_SOURCE_CONNECTION,
    &source::ECR,
    &source::GITHUB,
    &build::BUILD,
    &build::TEST,
    &build::DEVICE_FARM,
    &compute::COMMANDS,
    &compute::ECR_BUILD_AND_PUBLISH,
    &compute::INSPECTOR_SCAN,
    &approval::MANUAL,
    &cloudformation::STACK,
    &stack_sets::STACK_SET,
    &stack_sets::STACK_INSTANCES,
    &deploy::S3,
    &deploy::LAMBDA,
    &deploy::SERVICE_CATALOG,
    &deploy::APP_CONFIG,
    &deploy::ALEXA_SKILLS_KIT,
    &containers::ECS,
    &containers::CODE_DEPLOY_TO_ECS,
    &containers::EKS,
    &servers::CODE_DEPLOY,
    &servers::EC2,
    &servers::ELASTIC_BEANSTALK,
    &servers::OPS_WORKS,
    &invoke::LAMBDA,
    &invoke::STEP_FUNCTIONS,
    &invoke::CODE_PIPELINE,
    &invoke::SNYK,
];

#[cfg(test)]
mod tests;
