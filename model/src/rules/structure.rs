//! S: the structure that CodePipeline asks of every pipeline.

use super::{pipeline_place, round, step_place};
use crate::catalog::limits;
use crate::pipeline::{Category, Site, Stage, setting};
use crate::resolve::{Resolved, Step};
use crate::violation::{Code, Violation};

pub(super) fn check(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    broken.extend(s01(resolved));
    for stage in resolved.pipeline.stages.iter() {
        broken.extend(empty(resolved, stage));
    }
    // A stage that could not be read may have been the first.
    if !resolved.pipeline.lost.items {
        sources(resolved, broken);
    }
    s04(resolved, broken);
    s05(resolved, broken);
}

/// `stage Prod`
fn stage_place(resolved: &Resolved<'_>, stage: &Stage) -> String {
    format!("stage {}", resolved.show(&stage.name))
}

/// S01: two stages at least.
fn s01(resolved: &Resolved<'_>) -> Option<Violation> {
    let declared = resolved.pipeline;
    let (least, _) = limits::STAGES;
    let count = declared.stages.len();
    if declared.lost.items || count >= least {
        return None;
    }
    let has = if count == 0 {
        "no stage".to_owned()
    } else {
        "one stage only".to_owned()
    };
    Some(
        Violation::new(
            Code::S01,
            declared.name.at,
            pipeline_place(resolved),
            format!(
                "pipeline `{}` has {has}, and CodePipeline asks for two at least",
                resolved.show(&declared.name)
            ),
        )
        .help(
            "bring the source in in the first stage, and use it in a second: `stage Build { … }`",
        ),
    )
}

/// S01: a stage holds an action.
fn empty(resolved: &Resolved<'_>, stage: &Stage) -> Option<Violation> {
    if !stage.actions.is_empty() || stage.lost || resolved.pipeline.lost.items {
        return None;
    }
    Some(
        Violation::new(
            Code::S01,
            stage.name.at,
            stage_place(resolved, stage),
            format!(
                "stage `{}` holds no action{}",
                resolved.show(&stage.name),
                round(&stage.round)
            ),
        )
        .note("CodePipeline takes no empty stage")
        .help("add an action, or remove the stage"),
    )
}

/// S02 and S03: source actions stand in the first stage, and nothing else does.
fn sources(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    let category = |step: &Step<'_>| step.kind.map(|kind| kind.category);
    // Where the first stage is empty or could not be read, that was said already.
    let declared = resolved.pipeline;
    let Some(source) = declared.stages.first().filter(|_| !declared.lost.items) else {
        return;
    };
    if source.actions.is_empty() {
        return;
    }
    let first = 0;
    let has_source = source.lost
        || resolved
            .steps
            .iter()
            .take_while(|step| step.stage_index == first)
            .any(|step| category(step).is_none_or(|of| of == Category::Source));
    let mut said = false;
    for step in &resolved.steps {
        let Some(category) = category(step) else {
            continue;
        };
        let provider = &step.action.provider.name;
        let action = resolved.show(&step.action.name);
        let stage = resolved.show(&step.stage.name);
        let round = round(&step.action.round);
        match (step.stage_index == first, category == Category::Source) {
            // A first stage without any source is one mistake, not one for each of its actions.
            (true, false) if has_source || !said => {
                said = true;
                broken.push(
                    Violation::new(
                        Code::S02,
                        provider.at,
                        step_place(resolved, step),
                        format!(
                            "the first stage holds source actions only, and `{}` of action `{action}` is of category {}{round}",
                            provider.name,
                            category.as_str()
                        ),
                    )
                    .note("an execution begins with its sources")
                    .help(if has_source {
                        "move it into a later stage".to_owned()
                    } else {
                        format!("begin with a stage of sources: `stage Source {{ … }}` before `stage {stage}`")
                    }),
                );
            }
            // A stage that is declared twice was said already.
            (false, true)
                if resolved
                    .text(&step.stage.name, None)
                    .is_some_and(|name| resolved.text(&source.name, None) == Some(name)) => {}
            (false, true) => broken.push(
                Violation::new(
                    Code::S03,
                    provider.at,
                    step_place(resolved, step),
                    format!("source action `{action}` is in stage {stage}, and sources stand in the first stage only{round}"),
                )
                .note("all sources of an execution are taken when it begins")
                .help(if has_source {
                    format!("move it into stage {}", resolved.show(&source.name))
                } else {
                    format!("make stage {stage} the first one")
                }),
            ),
            _ => {}
        }
    }
}

/// S04: AWS's quotas. A stage's quota of actions is also that of its parallel and its sequential ones.
fn s04(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    let declared = resolved.pipeline;
    let mut over = |count: usize, most: usize, at: Site, place: String, what: String| {
        if count > most {
            broken.push(
                Violation::new(Code::S04, at, place, format!("{what}, and at most {most} are allowed"))
                    .note("a loop multiplies what stands in it")
                    .help("distribute them over several pipelines: a function that holds the macro can be called for each"),
            );
        }
    };
    let name = resolved.show(&declared.name);
    let (_, stages) = limits::STAGES;
    let count = declared.stages.len();
    let what = format!("pipeline `{name}` has {count} stages");
    over(
        count,
        stages,
        declared.name.at,
        pipeline_place(resolved),
        what,
    );
    for stage in declared.stages.iter() {
        let count = stage.actions.len();
        let what = format!(
            "stage `{}` has {count} actions{}",
            resolved.show(&stage.name),
            round(&stage.round)
        );
        over(
            count,
            limits::ACTIONS_IN_STAGE,
            stage.name.at,
            stage_place(resolved, stage),
            what,
        );
    }
    let count = resolved.steps.len();
    let what = format!("pipeline `{name}` has {count} actions");
    over(
        count,
        limits::ACTIONS_IN_PIPELINE,
        declared.name.at,
        pipeline_place(resolved),
        what,
    );
}

/// S05: a V1 pipeline uses nothing that needs V2.
fn s05(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    let declared = resolved.pipeline;
    let value =
        |key| setting(&declared.settings, key).and_then(|setting| resolved.value(&setting.value));
    if value("PipelineType").is_none_or(|kind| kind != "V1") {
        return;
    }
    let mut add = |at: Site, place: String, what: String| {
        broken.push(
            Violation::new(
                Code::S05,
                at,
                place,
                format!("{what} a pipeline of type V2, and this one is V1"),
            )
            .help("write `PipelineType: V2`, or leave it out"),
        );
    };
    for key in ["Variables", "Triggers"] {
        if let Some(setting) = setting(&declared.settings, key) {
            add(
                setting.key.at,
                pipeline_place(resolved),
                format!("`{key}` needs"),
            );
        }
    }
    if let Some(setting) = setting(&declared.settings, "ExecutionMode")
        && let Some(mode) = value("ExecutionMode").filter(|mode| mode != "SUPERSEDED")
    {
        add(
            setting.value.at(),
            pipeline_place(resolved),
            format!("`ExecutionMode: {mode}` needs"),
        );
    }
    for stage in declared.stages.iter() {
        for condition in stage.conditions.iter() {
            let what = format!("`{}` needs", condition.key.name);
            add(condition.key.at, stage_place(resolved, stage), what);
        }
    }
    for step in &resolved.steps {
        if let Some(kind) = step.kind.filter(|kind| kind.v2_only) {
            let what = format!("`{}` needs", kind.provider);
            add(
                step.action.provider.name.at,
                step_place(resolved, step),
                what,
            );
        }
    }
}
