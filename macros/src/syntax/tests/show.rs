//! A tree as a line of text, to compare.

use super::super::*;

/// The whole declaration, an item a line.
pub fn declaration(declaration: &Declaration) -> String {
    let mut lines = Vec::new();
    if let Some(krate) = &declaration.krate {
        lines.push(format!("crate {krate}"));
    }
    if let Some(head) = &declaration.pipeline {
        let role = optional(" as ", head.role.as_ref().map(|role| role.name.to_string()));
        let settings = settings(&head.settings);
        lines.push(format!(
            "{}pipeline {} in {}{role}{settings}",
            doc(&head.doc),
            value(&head.name),
            head.account.name
        ));
    }
    lines.extend(declaration.items.iter().map(item));
    if declaration.lost.items {
        lines.push("lost".to_owned());
    }
    if !declaration.lost.names.is_empty() {
        lines.push(format!("lost names {}", declaration.lost.names.join(" ")));
    }
    lines.join("\n")
}

fn doc(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("({text:?}) ")
    }
}

fn optional(before: &str, text: Option<String>) -> String {
    text.map_or_else(String::new, |text| format!("{before}{text}"))
}

fn words(words: &[Ident]) -> String {
    format!(
        "[{}]",
        words
            .iter()
            .map(|word| word.name.as_ref())
            .collect::<Vec<_>>()
            .join(", ")
    )
}

fn list<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(", ")
}

fn settings(settings: &Settings) -> String {
    let lost = if settings.lost { " lost" } else { "" };
    if settings.list.is_empty() {
        lost.to_owned()
    } else {
        format!(" {{{}}}{lost}", list(&settings.list, setting))
    }
}

fn setting(setting: &Setting) -> String {
    format!("{}: {}", setting.key.name, value(&setting.value))
}

/// A value.
pub fn value(of: &Value) -> String {
    match of {
        Value::Quoted(quoted) => format!("{:?}", quoted.name),
        Value::Integer(number, _) => number.to_string(),
        Value::Boolean(truth, _) => truth.to_string(),
        Value::Word(word) => word.name.to_string(),
        Value::File(artifact, file) => format!("{} / {:?}", artifact.name, file.name),
        Value::List(values, _) => format!("[{}]", list(values, value)),
        Value::Map(settings, _) => format!("{{{}}}", list(settings, setting)),
        Value::Expression(expression) => format!("rust<{}>", expression.tokens),
        Value::Lost(_) => "lost".to_owned(),
    }
}

fn place(place: &Option<Place>) -> String {
    let text = place.as_ref().map(|place| {
        format!(
            "{}{}",
            place.account.name,
            optional("/", place.region.as_ref().map(value))
        )
    });
    optional(" in ", text)
}

fn item(of: &Item) -> String {
    match of {
        Item::Account(account) => format!(
            "{}account {} = {} in [{}]",
            doc(&account.doc),
            account.name.name,
            value(&account.id),
            list(&account.regions, value)
        ),
        Item::Group(group) => format!("group {} = {}", group.name.name, words(&group.accounts)),
        Item::Role(role) => role_line(role),
        Item::Project(project) => format!(
            "{}project {} in {}{}{}",
            doc(&project.doc),
            project.name.name,
            words(&project.accounts),
            optional(
                " as ",
                project.role.as_ref().map(|role| role.name.to_string())
            ),
            settings(&project.settings)
        ),
        Item::Stage(stage) => format!(
            "{}stage {}{} {{{}}}{}",
            doc(&stage.doc),
            value(&stage.name),
            place(&stage.place),
            list(&stage.steps, step),
            if stage.lost { " lost" } else { "" }
        ),
        Item::Loop(repeated, body) => format!(
            "for {} in {} {{{}}}",
            repeated.variable.name,
            words(&repeated.accounts),
            list(body, item)
        ),
    }
}

fn role_line(role: &Role) -> String {
    let kind = match &role.kind {
        Kind::Pipeline => "Pipeline".to_owned(),
        Kind::Action => "Action".to_owned(),
        Kind::CloudFormation => "CloudFormation".to_owned(),
        Kind::CodeBuild => "CodeBuild".to_owned(),
        Kind::Events => "Events".to_owned(),
        Kind::Service(service) => format!("Service({:?})", service.name),
        Kind::Unknown => "unknown".to_owned(),
    };
    let existing = optional(" = ", role.existing.as_ref().map(value));
    let clauses = if role.clauses.is_empty() {
        String::new()
    } else {
        format!(" {{{}}}", list(&role.clauses, clause))
    };
    format!(
        "{}role {}: {kind} in {}{existing}{clauses}",
        doc(&role.doc),
        role.name.name,
        words(&role.accounts)
    )
}

fn clause(of: &Clause) -> String {
    match of {
        Clause::Managed(values, _) => format!("managed [{}]", list(values, value)),
        Clause::Statement {
            deny,
            actions,
            resources,
            condition,
            ..
        } => format!(
            "{} [{}] on [{}]{}",
            if *deny { "deny" } else { "allow" },
            list(actions, value),
            list(resources, value),
            settings(condition)
        ),
        Clause::Boundary(of, _) => format!("boundary {}", value(of)),
        Clause::Name(of, _) => format!("name {}", value(of)),
        Clause::Path(of, _) => format!("path {}", value(of)),
        Clause::Reads(artifacts) => format!("reads {}", words(artifacts)),
    }
}

fn step(of: &Step) -> String {
    match of {
        Step::Action(action) => action_text(action),
        Step::Parallel(steps) => format!("parallel {{{}}}", list(steps, step)),
        Step::Loop(repeated, body) => format!(
            "for {} in {} {{{}}}",
            repeated.variable.name,
            words(&repeated.accounts),
            list(body, step)
        ),
        Step::Condition(condition) => setting(condition),
    }
}

fn action_text(action: &Action) -> String {
    let Provider {
        category,
        owner,
        name: provider,
        version,
    } = &action.provider;
    let category = category.map_or_else(String::new, |category| format!("{}::", category.as_str()));
    let owner = match owner {
        passrole_model::pipeline::Owner::Aws => String::new(),
        owner => format!("{}::", owner.as_str()),
    };
    let version = optional(
        " @ ",
        version
            .as_ref()
            .map(|version| format!("{:?}", version.name)),
    );
    let artifacts = |before: &str, of: &[Ident]| {
        if of.is_empty() {
            String::new()
        } else {
            format!("{before}{}", words(of))
        }
    };
    format!(
        "{}{}: {category}{owner}{}{version}{}{}{}{}{}{}",
        doc(&action.doc),
        value(&action.name),
        provider.name,
        artifacts(" ", &action.parts.inputs),
        artifacts(" -> ", &action.parts.outputs),
        place(&action.parts.place),
        optional(
            " as ",
            action.parts.role.as_ref().map(|role| role.name.to_string())
        ),
        optional(
            " passing ",
            action
                .parts
                .passing
                .as_ref()
                .map(|role| role.name.to_string())
        ),
        settings(&action.settings)
    )
}
