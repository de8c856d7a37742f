//! Every action type with all its keys, synthesized: the templates pass cfn-lint, and every key is in them.

use std::fs;
use std::path::PathBuf;

use passrole::__private;
use passrole_model::Pipeline;
use passrole_model::catalog::{ActionType, Key, Kind, Reach, When, actions};
use passrole_model::pipeline::{
    Account, Action, Category, Ident, List, Lost, Owner, Place, Project, Provider, Role, RoleKind,
    Setting, Site, Stage, Value,
};
use passrole_model::text::Text;
use passrole_tests::folder::Folder;
use passrole_tests::lint::lint;

const AT: Site = Site::NOWHERE;

/// What cfn-lint says although it is meant: `CreateChangeSet` needs a transform beside the stack.
const MEANT: &str = "I3510 action 'cloudformation:CreateChangeSet' requires";

#[test]
fn all_keys_of_every_provider_pass_cfn_lint() {
    let folder = Folder::new("providers");
    let mut files: Vec<PathBuf> = Vec::new();
    for kind in actions::ALL {
        let name = format!("{}-{}", kind.category.as_str(), kind.provider);
        let model: &'static Pipeline = Box::leak(Box::new(pipeline(kind)));
        let stacks = __private::pipeline(model, []).synth();
        let stacks = stacks.unwrap_or_else(|broken| panic!("{name}: {broken}"));
        let home = stacks
            .get("shop-ci")
            .expect("the pipeline's stack is there");
        let json = home.template().to_json();
        for key in kind.keys {
            assert!(
                json.contains(&format!("\"{}\": ", key.name)),
                "{name} lost {}",
                key.name
            );
        }
        for stack in &stacks {
            let file = folder.join(format!("{name}-{}.yaml", stack.name()));
            fs::write(&file, stack.template().to_yaml()).expect("the folder is writable");
            files.push(file);
        }
    }
    let findings = lint(folder.path(), "eu-west-1", &files);
    let texts = findings
        .iter()
        .filter(|finding| !finding.text.contains(MEANT));
    let texts: Vec<&str> = texts.map(|finding| finding.text.as_str()).collect();
    assert!(texts.is_empty(), "{}", texts.join("\n"));
}

/// A pipeline with one action of the type, in another account where that may be.
fn pipeline(kind: &ActionType) -> Pipeline {
    let source = kind.category == Category::Source;
    let there = if kind.accounts == Reach::Home || source {
        "ci"
    } else {
        "dev"
    };
    let inputs = usize::from(kind.inputs.1 > 0);
    let mut it = action("it", kind, there, inputs);
    it.settings = kind.keys.iter().map(|key| setting(key, there)).collect();
    if kind.category == Category::Compute {
        let commands = Value::List(vec![text("ls")].into(), AT);
        it.settings.to_mut().push(Setting {
            key: ident("Commands"),
            value: commands,
        });
    }
    let outputs = if source {
        1
    } else {
        kind.outputs
            .0
            .max(usize::from(written(kind, "OutputFileName")))
    };
    it.outputs = (0..outputs)
        .map(|_| ident(if source { "source" } else { "made" }))
        .collect();
    let find = |provider: &str| {
        actions::ALL
            .iter()
            .find(|kind| kind.provider == provider)
            .expect("it is known")
    };
    let stages = if source {
        let ask = action("ask", find("Manual"), "ci", 0);
        vec![stage("Source", vec![it]), stage("Ask", vec![ask])]
    } else {
        let known = find("CodeCommit");
        let mut checkout = action("checkout", known, "ci", 0);
        checkout.settings = known.keys.iter().map(|key| setting(key, "ci")).collect();
        checkout.outputs = vec![ident("source")].into();
        vec![stage("Source", vec![checkout]), stage("Work", vec![it])]
    };
    Pipeline {
        doc: "".into(),
        name: literal("shop"),
        account: ident("ci"),
        role: None,
        settings: none(),
        accounts: [("ci", "111111111111"), ("dev", "222222222222")]
            .map(|(name, id)| Account {
                doc: "".into(),
                name: ident(name),
                id: text(id),
                regions: vec![literal("eu-west-1")].into(),
            })
            .to_vec()
            .into(),
        groups: none(),
        roles: vec![
            role("deployer", RoleKind::Action),
            role("stack", RoleKind::CloudFormation),
        ]
        .into(),
        projects: vec![Project {
            doc: "".into(),
            name: ident("unit"),
            accounts: vec![ident("ci"), ident("dev")].into(),
            role: None,
            settings: none(),
            round: "".into(),
        }]
        .into(),
        stages: stages.into(),
        loops: none(),
        lost: Lost::default(),
    }
}

fn action(name: &'static str, kind: &ActionType, there: &'static str, inputs: usize) -> Action {
    Action {
        doc: "".into(),
        name: literal(name),
        provider: Provider {
            category: Some(kind.category),
            owner: kind.owner,
            name: ident(kind.provider),
            version: None,
        },
        inputs: vec![ident("source"); inputs].into(),
        outputs: none(),
        place: Some(Place {
            account: ident(there),
            region: None,
        }),
        role: (there != "ci" && kind.owner == Owner::Aws).then(|| ident("deployer")),
        passing: None,
        settings: none(),
        run_order: 1,
        round: "".into(),
        lost: false,
    }
}

fn setting(key: &Key, there: &str) -> Setting {
    let id = if there == "ci" {
        "111111111111"
    } else {
        "222222222222"
    };
    let value = match &key.kind {
        Kind::Text(_) => text("some-value"),
        Kind::Boolean => Value::Boolean(true, AT),
        Kind::Integer(least, _) => Value::Integer(*least, AT),
        Kind::Word(words) => {
            let word = words
                .iter()
                .find(|word| **word != "CHANGE_SET_EXECUTE")
                .expect("there is one");
            text(word)
        }
        Kind::Words(words) => Value::List(words.iter().map(|word| text(word)).collect(), AT),
        Kind::Variables | Kind::Json(_) | Kind::Map => Value::Map(
            vec![Setting {
                key: ident("NAME"),
                value: text("value"),
            }]
            .into(),
            AT,
        ),
        Kind::List => Value::List(vec![text("one"), text("two")].into(), AT),
        Kind::File => Value::File(ident("source"), literal("file.json")),
        Kind::Input => Value::Word(ident("source")),
        Kind::Project => Value::Word(ident("unit")),
        Kind::Arn(services, _) if services.contains(&"iam") => {
            text(&format!("arn:aws:iam::{id}:role/thing"))
        }
        Kind::Arn(services, _) => {
            let resource = match services[0] {
                "states" => "stateMachine:thing",
                _ => "connection/thing",
            };
            text(&format!(
                "arn:aws:{}:eu-west-1:{id}:{resource}",
                services[0]
            ))
        }
    };
    Setting {
        key: ident(key.name),
        value,
    }
}

fn written(kind: &ActionType, key: &str) -> bool {
    kind.keys
        .iter()
        .any(|known| known.name == key && matches!(known.required, When::Never))
}

fn stage(name: &'static str, actions: Vec<Action>) -> Stage {
    Stage {
        doc: "".into(),
        name: literal(name),
        place: None,
        actions: actions.into(),
        conditions: none(),
        round: "".into(),
        lost: false,
    }
}

fn role(name: &'static str, kind: RoleKind) -> Role {
    Role {
        doc: "".into(),
        name: ident(name),
        kind,
        accounts: vec![ident("ci"), ident("dev")].into(),
        existing: None,
        clauses: none(),
        round: "".into(),
    }
}

fn ident(name: &str) -> Ident {
    Ident {
        name: name.to_owned().into(),
        at: AT,
    }
}

fn literal(text: &str) -> Text {
    Text::literal(text.to_owned(), AT)
}

fn text(text: &str) -> Value {
    Value::Text(literal(text))
}

fn none<T: Clone>() -> List<T> {
    List::Borrowed(&[])
}
