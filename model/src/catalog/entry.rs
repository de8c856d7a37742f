//! Short ways to write the entries of the tables: what is usual is left out.

use super::{Chars, Grant, Key, Kind, Shape, When, limits};

/// Any text that a configuration value may be.
pub(crate) const TEXT: Kind = text(limits::CONFIGURATION_VALUE, Chars::Any);
/// Text that no limit is known for.
pub(crate) const ANY_TEXT: Kind = text(limits::NONE, Chars::Any);

/// Text of at most `max` of these characters.
pub(crate) const fn text(max: usize, chars: Chars) -> Kind {
    Kind::Text(Shape { max, chars })
}

impl Key {
    /// A key that may be left out and for which a source was found.
    pub(crate) const fn new(name: &'static str, kind: Kind, about: &'static str) -> Key {
        Key {
            name,
            kind,
            required: When::Never,
            only: When::Always,
            default: None,
            about,
            verified: true,
        }
    }

    /// The key must be there.
    pub(crate) const fn required(self) -> Key {
        self.required_if(When::Always)
    }

    /// The key must be there in this case.
    pub(crate) const fn required_if(mut self, when: When) -> Key {
        self.required = when;
        self
    }

    /// The key may be there in this case only.
    pub(crate) const fn only_if(mut self, when: When) -> Key {
        self.only = when;
        self
    }

    /// What holds where the key is left out.
    pub(crate) const fn otherwise(mut self, value: &'static str) -> Key {
        self.default = Some(value);
        self
    }

    /// No source was found for it.
    pub(crate) const fn unverified(mut self) -> Key {
        self.verified = false;
        self
    }
}

impl Grant {
    /// A permission that is always needed, without a condition.
    pub(crate) const fn new(
        sid: &'static str,
        actions: &'static [&'static str],
        resources: &'static [&'static str],
    ) -> Grant {
        Grant {
            sid,
            when: When::Always,
            actions,
            resources,
            condition: &[],
        }
    }

    /// The permission is needed in this case only.
    pub(crate) const fn when(mut self, when: When) -> Grant {
        self.when = when;
        self
    }

    /// The permission holds under this condition only: operator, key, value.
    pub(crate) const fn only(
        mut self,
        condition: &'static [(&'static str, &'static str, &'static str)],
    ) -> Grant {
        self.condition = condition;
        self
    }
}
