//! C04 for the file of an artifact.

use super::value::Check;
use crate::code::Code;
use crate::pipeline::Value;
use crate::rules::{Of, names_of};

impl<'p> Check<'_, '_, '_, 'p> {
    pub(super) fn file(&mut self, value: &'p Value) {
        if matches!(value, Value::File(..)) {
            return self.path(value);
        }
        if matches!(value, Value::Integer(..) | Value::Boolean(..)) {
            return self.mistyped(value);
        }
        let key = self.key.name;
        if let Value::Word(artifact) = value {
            let name = self.broken.written(&artifact.name);
            self.wrong(
                value,
                format_args!("`{key}` takes a file of an artifact, not an artifact"),
            )
            .help(format_args!("write `{name} / \"template.yml\"`"));
            return;
        }
        let Some(text) = self.scalar(value) else {
            return;
        };
        if let Some((artifact, path)) = text.split_once("::")
            && !artifact.is_empty()
            && !path.is_empty()
        {
            return;
        }
        match self.in_input(value) {
            Some(file) => {
                self.wrong(
                    value,
                    format_args!("`{key}` takes a file of an artifact, not a string"),
                )
                .help(format_args!("write `{key}: {file}`"));
            }
            None => self.mistyped(value),
        }
    }

    /// The file that a string without its artifact means: of the input that it begins with, or of the only one.
    fn in_input(&self, value: &Value) -> Option<String> {
        let (Of::Action(step), Value::Text(text)) = (self.block.of, value) else {
            return None;
        };
        let written = self.broken.name_in(&step.action.round, text);
        let inputs = self.broken.all_written(&names_of(&step.action.inputs));
        let (artifact, path) = match (written.split_once(['/', ':']), inputs.as_slice()) {
            (Some((first, path)), inputs) if inputs.contains(&first) => (first, path),
            (_, [input]) => (*input, written.as_str()),
            _ => return None,
        };
        (!path.is_empty()).then(|| format!("{artifact} / \"{path}\""))
    }

    /// `artifact / "file"`: the file has a name.
    pub(super) fn path(&mut self, value: &'p Value) {
        let Value::File(artifact, path) = value else {
            return;
        };
        if self.broken.resolved.text(path, None).as_deref() == Some("") {
            let name = self.broken.written(&artifact.name);
            let message = format_args!("the file in `{name}` has no name");
            self.broken
                .add(Code::C04, path.at, self.block.of, message)
                .help(format_args!("write `{name} / \"template.yml\"`"));
        }
    }
}
