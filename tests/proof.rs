//! The proof of the permissions finds what is missing, and nothing that is granted goes unused.

use passrole::template::{Map, Node};
use passrole::{App, Code, Error, Stacks, Violation};
use passrole_tests::pipelines;
use passrole_tests::policies::{At, list, places, statements, written_out};

/// Statements that can be taken away without a failure, in a stack or in all, and why they stay.
const STAYS: &[(&str, &str, &str)] = &[
    (
        "",
        "Administration",
        "a key whose account could not change its policy would be refused",
    ),
    ("", "DenyInsecureTransport", "a denial: it grants nothing"),
    (
        "versions-deploy",
        "UseArtifactKey",
        "the key exists already: its policy, which is not known, may admit the role by itself",
    ),
];

/// What a statement has several of.
const PARTS: &[&[&str]] = &[
    &["Action"],
    &["Resource"],
    &["Principal", "AWS"],
    &["Condition", "ArnLike", "aws:PrincipalArn"],
];

fn under<'n>(node: &'n mut Node, path: &[&str]) -> &'n mut Node {
    path.iter().fold(node, |node, key| {
        let map = node.as_map_mut().expect("it is a map");
        map.get_mut(key).expect("it has the key")
    })
}

fn stays(stack: &str, sid: &str) -> bool {
    STAYS
        .iter()
        .any(|(within, stays, _)| stack.starts_with(within) && *stays == sid)
}

fn is_authors(sid: &str) -> bool {
    sid.starts_with("Allowed") || sid.starts_with("Denied")
}

/// A grant that can be taken away and nothing fails.
fn unused(stacks: &Stacks) -> Vec<String> {
    let mut unused = Vec::new();
    for at in places(stacks) {
        let count = statements(&mut stacks.clone(), &at).len();
        for place in 0..count {
            let statement = statements(&mut stacks.clone(), &at)[place].clone();
            let sid = statement
                .get("Sid")
                .and_then(Node::as_str)
                .unwrap_or_default();
            if is_authors(sid) || stays(&at.stack, sid) {
                continue;
            }
            for path in PARTS {
                let mut found = Some(&statement);
                for key in *path {
                    found = found.and_then(|node| node.get(key));
                }
                let parts = found.into_iter().flat_map(Node::iter).count();
                for part in 0..parts {
                    let mut changed = stacks.clone();
                    let all = statements(&mut changed, &at);
                    if parts == 1 {
                        all.remove(place);
                    } else {
                        list(under(&mut all[place], path)).remove(part);
                    }
                    if changed.prove().is_ok() {
                        let path = path.join(".");
                        unused.push(format!("{} {} {sid}: {path} {part}", at.stack, at.resource));
                    }
                }
            }
        }
    }
    unused
}

#[test]
fn nothing_is_granted_that_no_step_needs() {
    let mut found = Vec::new();
    for (name, _) in pipelines::all() {
        found.extend(unused(&written_out(name)));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Nothing else is the reason why the test above finds nothing: a grant too many is found.
#[test]
fn a_grant_too_many_is_found() {
    let mut stacks = written_out("storefront");
    let at = At {
        stack: "storefront-prod".to_owned(),
        resource: "DeployerRole".to_owned(),
        document: 1,
    };
    let needless = Map::new()
        .with("Sid", "Needless")
        .with("Effect", "Allow")
        .with("Action", "s3:DeleteObject")
        .with(
            "Resource",
            "arn:aws:s3:::storefront-111111111111-eu-west-1/*",
        );
    statements(&mut stacks, &at).push(needless.into());
    assert_eq!(
        unused(&stacks),
        [
            "storefront-prod DeployerRole Needless: Action 0",
            "storefront-prod DeployerRole Needless: Resource 0"
        ]
    );
}

#[test]
fn an_event_that_may_not_cross_is_found() {
    let mut stacks = written_out("source_elsewhere");
    let home = stacks.get_mut("sample-lambda-tools").expect("it is there");
    home.template_mut()
        .remove("DevEventBusPolicy")
        .expect("it is there");
    let broken = broken(&stacks);
    assert_eq!(codes(&broken), [Code::I02]);
    assert!(
        broken[0].message.contains("events:PutEvents"),
        "{}",
        broken[0]
    );
}

fn broken(stacks: &Stacks) -> Vec<Violation> {
    let proof = stacks.prove();
    proof.err().into_iter().flatten().collect()
}

fn codes(broken: &[Violation]) -> Vec<Code> {
    broken.iter().map(|violation| violation.code).collect()
}

/// What an edit of an example's stacks breaks.
fn edited(
    name: &str,
    edit: impl FnMut(&mut Stacks) -> Result<(), Error> + 'static,
) -> Vec<Violation> {
    let synth = App::new()
        .pipeline(pipelines::named(name))
        .edit(edit)
        .synth();
    let error = synth.expect_err("a rule is broken");
    let violations = error.violations().expect("a rule is broken");
    violations.iter().cloned().collect()
}

fn at(stack: &str, resource: &str) -> At {
    At {
        stack: stack.to_owned(),
        resource: resource.to_owned(),
        document: 0,
    }
}

/// Takes away what holds the text, wherever it stands in a list of the statements.
fn without(stacks: &mut Stacks, at: &At, text: &str) {
    for statement in statements(stacks, at) {
        for path in PARTS {
            let mut found = Some(&*statement);
            for key in *path {
                found = found.and_then(|node| node.get(key));
            }
            if found.is_some() {
                list(under(statement, path))
                    .retain(|item| !item.as_str().unwrap_or_default().contains(text));
            }
        }
    }
}

/// The key policy of the question's answer names every account by hand.
#[test]
fn a_key_policy_without_an_account_is_found() {
    let broken = edited("four_accounts", |stacks| {
        without(stacks, &at("orders-ci", "ArtifactKey"), "300000000003");
        Ok(())
    });
    assert!(
        !broken.is_empty() && broken.iter().all(|one| one.code == Code::I04),
        "{broken:?}"
    );
    assert!(
        broken.iter().all(|one| one.message.contains("`kms:")),
        "{broken:?}"
    );
    assert!(
        broken.iter().any(|one| one.message.contains("in `qa`")),
        "{broken:?}"
    );
}

/// The bucket policy of AWS's reference architecture is written after the roles are.
#[test]
fn a_bucket_policy_without_the_passed_role_is_found() {
    let broken = edited("source_elsewhere", |stacks| {
        without(
            stacks,
            &at("sample-lambda-tools", "ArtifactBucketPolicy"),
            "cloudformationdeployer",
        );
        Ok(())
    });
    assert!(
        !broken.is_empty() && broken.iter().all(|one| one.code == Code::I04),
        "{broken:?}"
    );
    assert!(
        broken
            .iter()
            .any(|one| one.message.contains("s3:GetObject")),
        "{broken:?}"
    );
}

/// The execute action of the two accounts' pipeline names a role that trusts another account.
#[test]
fn trust_in_another_account_is_found() {
    let broken = edited("two_accounts", |stacks| {
        for statement in statements(stacks, &at("versions-production", "AccessRole")) {
            *under(statement, &["Principal", "AWS"]) = Node::from("999999999999");
        }
        Ok(())
    });
    assert_eq!(codes(&broken), [Code::I01]);
    let text = broken[0].to_string();
    assert!(
        text.contains("`AccessRole` in stack `versions-production`"),
        "{text}"
    );
    assert!(text.contains("sts:AssumeRole"), "{text}");
}

#[test]
fn what_an_edit_takes_away_widens_or_swells_is_found() {
    let gone = edited("storefront", |stacks| {
        stacks
            .get_mut("storefront-prod")?
            .template_mut()
            .remove("StackRole");
        Ok(())
    });
    assert!(codes(&gone).contains(&Code::I03), "{gone:?}");
    let denied = edited("storefront", |stacks| {
        let deny = Map::new()
            .with("Sid", "Freeze")
            .with("Effect", "Deny")
            .with("Action", "cloudformation:*")
            .with("Resource", "*");
        let mut at = at("storefront-prod", "DeployerRole");
        at.document = 1;
        statements(stacks, &at).push(deny.into());
        Ok(())
    });
    assert_eq!(codes(&denied), [Code::I02]);
    assert!(
        denied[0]
            .to_string()
            .contains("statement `Freeze` of `DeployerRole`"),
        "{denied:?}"
    );
    let wide = edited("storefront", |stacks| {
        let mut at = at("storefront-prod", "DeployerRole");
        at.document = 1;
        let statement = &mut statements(stacks, &at)[0];
        *under(statement, &["Resource"]) = Node::from("*");
        Ok(())
    });
    assert_eq!(codes(&wide), [Code::I05]);
    let large = |role: &'static str| {
        edited("storefront", move |stacks| {
            let mut at = at("storefront-prod", role);
            at.document = 1;
            let many: Vec<String> = (0..300)
                .map(|number| format!("arn:aws:s3:::bucket-number-{number}/*"))
                .collect();
            let more = Map::new()
                .with("Sid", "More")
                .with("Effect", "Allow")
                .with("Action", "s3:GetObject")
                .with("Resource", many);
            statements(stacks, &at).push(more.into());
            Ok(())
        })
    };
    for (role, word) in [
        ("DeployerRole", "`as` names"),
        ("StackRole", "`passing` names"),
    ] {
        let large = large(role);
        assert_eq!(codes(&large), [Code::I06]);
        assert!(large[0].to_string().contains(word), "{large:?}");
    }
}

/// What the pipeline's template says counts, not what was declared.
#[test]
fn an_action_role_of_another_account_is_found() {
    let broken = edited("storefront", |stacks| {
        let home = stacks.get_mut("storefront-ci")?.template_mut();
        let stages = home.resource_mut("Pipeline")?.properties.get_mut("Stages");
        for stage in list(stages.expect("it has stages")) {
            for action in list(under(stage, &["Actions"])) {
                if action.get("Name").and_then(Node::as_str) == Some("release") {
                    *under(action, &["RoleArn"]) =
                        Node::from("arn:aws:iam::222222222222:role/storefront-deployer");
                }
            }
        }
        Ok(())
    });
    let found = codes(&broken);
    assert!(
        found.contains(&Code::I02) && found.contains(&Code::I03),
        "{broken:?}"
    );
}

#[test]
fn a_pipeline_that_is_not_made_needs_nothing() {
    let mut stacks = written_out("storefront");
    let home = stacks
        .get_mut("storefront-ci")
        .expect("it is there")
        .template_mut();
    home.remove("Pipeline").expect("it is there");
    home.remove("PipelineRole").expect("it is there");
    assert!(broken(&stacks).is_empty());
}
