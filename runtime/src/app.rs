//! Pipelines, put together and run as a command line.

use std::fmt;
use std::process::ExitCode;

use crate::graph::Drawing;
use crate::pipeline::check_names;
use crate::{Error, Pipeline, Stacks, Violations, cli, proof};

type Edit = Box<dyn FnMut(&mut Stacks) -> Result<(), Error>>;
/// What is made of a pipeline.
type Making<'m> = dyn FnMut(&Pipeline) -> Result<(), Violations> + 'm;

/// One or more pipelines, and the command line around them.
///
/// ```no_run
/// # fn service_pipeline(_: &str) -> passrole::Pipeline { unimplemented!() }
/// use passrole::App;
///
/// fn main() -> std::process::ExitCode {
///     App::new()
///         .pipeline(service_pipeline("orders"))
///         .pipeline(service_pipeline("billing"))
///         .edit(|stacks| {
///             let stack = stacks.get_mut("orders-prod")?.template_mut();
///             stack.output("Team", "shop")?;
///             Ok(())
///         })
///         .run()
/// }
/// ```
#[derive(Default)]
#[must_use = "an app does nothing until it is run"]
pub struct App {
    pipelines: Vec<Pipeline>,
    edits: Vec<Edit>,
}

impl App {
    /// An app without a pipeline.
    pub fn new() -> App {
        App::default()
    }

    /// Adds a pipeline.
    pub fn pipeline(mut self, pipeline: Pipeline) -> App {
        self.pipelines.push(pipeline);
        self
    }

    /// Changes the stacks before they are used: the way to anything that CloudFormation can do. Several edits
    /// are done in the order in which they were added.
    ///
    /// ```
    /// # let pipeline = passrole::cross_account_pipeline! {
    /// #     pipeline "shop" in ci;
    /// #     account ci = "111111111111" in "eu-west-1";
    /// #     account prod = "033333333333" in "eu-west-1";
    /// #     role deployer: Action in prod;
    /// #     role stack: CloudFormation in prod;
    /// #     stage Source {
    /// #         checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
    /// #     }
    /// #     stage Prod in prod {
    /// #         release: CloudFormation(source) as deployer passing stack {
    /// #             ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "template.yml",
    /// #         };
    /// #     }
    /// # };
    /// use passrole::App;
    /// use passrole::template::{Map, Node, Resource};
    ///
    /// let mut app = App::new().pipeline(pipeline).edit(|stacks| {
    ///     let template = stacks.get_mut("shop-prod")?.template_mut();
    ///     let group = Map::new().with("LogGroupName", "/shop/web").with("RetentionInDays", 30);
    ///     template.add("Logs", Resource::new("AWS::Logs::LogGroup", group).on_deletion("Retain"))?;
    ///     template.output("LogGroup", Node::get_att("Logs", "Arn"))
    /// });
    /// let stacks = app.synth()?;
    /// let template = stacks.get("shop-prod").expect("it is there").template();
    /// assert_eq!(template.get("Logs").map(|logs| &*logs.resource_type), Some("AWS::Logs::LogGroup"));
    /// assert!(template.to_yaml().contains("RetentionInDays: 30"));
    /// # Ok::<(), passrole::Error>(())
    /// ```
    pub fn edit(mut self, edit: impl FnMut(&mut Stacks) -> Result<(), Error> + 'static) -> App {
        self.edits.push(Box::new(edit));
        self
    }

    /// Makes the stacks of every pipeline, edits done, in an order in which they can be deployed; and proves that what
    /// the pipelines will do is allowed.
    ///
    /// # Errors
    ///
    /// The rules that are broken ([`Error::violations`]), what an edit returned, or that there is no pipeline.
    pub fn synth(&mut self) -> Result<Stacks, Error> {
        let mut stacks = self.stacks()?;
        let proof = proof::prove(&stacks);
        if !proof.broken.is_empty() {
            return Err(Violations(proof.broken).into());
        }
        for notice in proof::notices(&proof.unknown) {
            stacks.notice(notice);
        }
        Ok(stacks)
    }

    /// The stacks of every pipeline, edits done, not proven yet.
    pub(crate) fn stacks(&mut self) -> Result<Stacks, Error> {
        let mut stacks = Stacks::default();
        self.make(&mut |pipeline| {
            stacks.extend(pipeline.stacks()?);
            Ok(())
        })?;
        stacks.remember();
        for edit in &mut self.edits {
            edit(&mut stacks)?;
        }
        for stack in &stacks {
            if let Err(error) = stack.template().check() {
                let name = stack.name();
                return Err(Error::new(format!("stack `{name}`: {error}")));
            }
        }
        Ok(stacks)
    }

    /// Draws every pipeline, if it keeps every rule.
    pub(crate) fn drawings(&self) -> Result<Vec<Drawing>, Error> {
        let mut drawings = Vec::new();
        self.make(&mut |pipeline| {
            drawings.push(pipeline.drawing()?);
            Ok(())
        })?;
        Ok(drawings)
    }

    /// Makes something of each pipeline, if all of them together keep every rule.
    fn make(&self, of_one: &mut Making<'_>) -> Result<(), Error> {
        if self.pipelines.is_empty() {
            return Err(Error::new(
                "the app has no pipeline: add one by `.pipeline(…)`",
            ));
        }
        let mut broken = Vec::new();
        for pipeline in &self.pipelines {
            if let Err(mut violations) = of_one(pipeline) {
                broken.append(&mut violations.0);
            }
        }
        broken.append(&mut check_names(&self.pipelines));
        match broken.is_empty() {
            true => Ok(()),
            false => Err(Violations(broken).into()),
        }
    }

    /// Runs the command line: `synth` (what happens without a command), `list`, `check`, `access`,
    /// `requirements`, `graph`, `diff`, `plan`, `deploy`, `destroy`, `explain`.
    ///
    /// The exit code is 0 when it is done, 1 when it failed, 2 when a rule is broken or the usage is wrong, 130 when it
    /// was interrupted.
    pub fn run(self) -> ExitCode {
        cli::run(self)
    }
}

impl fmt::Debug for App {
    /// The pipelines by name, and the number of edits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = Vec::new();
        for pipeline in &self.pipelines {
            names.push(pipeline.name());
        }
        f.debug_struct("App")
            .field("pipelines", &names)
            .field("edits", &self.edits.len())
            .finish()
    }
}
