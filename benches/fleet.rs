//! Programs of any size, for measuring.

use std::fmt::Write;

/// At most so many actions stand in a stage.
const STAGE: usize = 40;

/// A program whose pipeline deploys once into each of `count` accounts, by two roles of each.
///
/// ```
/// let program = passrole_benches::fleet(80);
/// assert_eq!(program.matches("CloudFormation(packaged)").count(), 80);
/// ```
pub fn fleet(count: usize) -> String {
    let mut accounts = String::new();
    let mut stages = String::new();
    let names: Vec<String> = (1..=count)
        .map(|number| format!("target{number}"))
        .collect();
    for (number, name) in names.iter().enumerate() {
        let id = 200_000_000_000 + number;
        writeln!(
            accounts,
            r#"        account {name} = "{id}" in "eu-west-1";"#
        )
        .unwrap_or_default();
    }
    for (number, names) in names.chunks(STAGE).enumerate() {
        writeln!(
            stages,
            "        stage Deploy{number} {{\n            parallel {{"
        )
        .unwrap_or_default();
        for name in names {
            writeln!(
                stages,
                r#"                {name}: CloudFormation(packaged) in {name} as deployer passing stack {{
                    ActionMode: CREATE_UPDATE,
                    StackName: "fleet",
                    TemplatePath: packaged / "template.yml",
                    Capabilities: [CAPABILITY_NAMED_IAM],
                }};"#
            )
            .unwrap_or_default();
        }
        stages.push_str("            }\n        }\n");
    }
    let targets = names.join(", ");
    format!(
        r#"use passrole::{{App, cross_account_pipeline}};

fn main() -> std::process::ExitCode {{
    App::new().pipeline(cross_account_pipeline! {{
        pipeline "fleet" in ci;
        account ci = "111111111111" in "eu-west-1";
{accounts}        group targets = [{targets}];
        role deployer: Action in targets;
        role stack: CloudFormation in targets {{
            managed ["arn:aws:iam::aws:policy/PowerUserAccess"];
        }}
        project package in ci;
        stage Source {{
            checkout: CodeCommit -> source {{ RepositoryName: "fleet", BranchName: "main" }};
        }}
        stage Build {{
            build: CodeBuild(source) -> packaged {{ ProjectName: package }};
        }}
{stages}    }}).run()
}}
"#
    )
}
