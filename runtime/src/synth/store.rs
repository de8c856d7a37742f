//! The names of the artifact stores, one for each region in which an action runs.

use passrole_model::catalog::regions::Partition;
use passrole_model::names;
use passrole_model::pipeline::{Value, setting};
use passrole_model::resolve::Resolved;

use super::ids;
use super::text::Holds;
use crate::template::Node;

/// The names of the artifact store of a region, known before anything is made.
pub(super) struct Store {
    /// The region.
    pub(super) region: String,
    /// The bucket's name.
    pub(super) bucket: String,
    /// The bucket's ARN.
    pub(super) bucket_arn: String,
    /// The ARN by which other accounts name the key: its alias's, or its own where it exists already.
    pub(super) key_abroad: String,
}

/// The artifact stores, one for each region in which an action runs.
pub(super) struct Stores {
    all: Vec<Store>,
    /// The ARN of a key that exists already; then there is one store only.
    pub(super) existing_key: Option<String>,
    /// The name of the keys' alias, with `alias/`, the same in every region.
    pub(super) alias: String,
}

impl Stores {
    /// The place of the store in the pipeline's region.
    pub(super) const HOME: usize = 0;

    /// The names of the stores of a pipeline.
    pub(super) fn new(resolved: &Resolved<'_>, home_id: &str, partition: &Partition) -> Stores {
        let alias = names::key_alias(resolved).unwrap_or_default();
        let existing_key = existing(resolved, "KeyArn");
        let mut all = Vec::new();
        for region in &resolved.regions() {
            let bucket = existing(resolved, "Name").or(names::bucket(resolved, region));
            let bucket = bucket.unwrap_or_default();
            all.push(Store {
                region: region.to_string(),
                bucket_arn: format!("arn:{}:s3:::{bucket}", partition.name),
                bucket,
                key_abroad: match &existing_key {
                    Some(key) => key.clone(),
                    None => format!("arn:{}:kms:{region}:{home_id}:{alias}", partition.name),
                },
            });
        }
        Stores {
            all,
            existing_key,
            alias,
        }
    }

    /// Whether bucket and key exist already, so that nothing is made for them.
    pub(super) fn exists(&self) -> bool {
        self.existing_key.is_some()
    }

    /// All of them, that of the pipeline's region first.
    pub(super) fn all(&self) -> &[Store] {
        &self.all
    }

    /// Those outside the pipeline's region.
    pub(super) fn further(&self) -> &[Store] {
        match self.all.as_slice() {
            [_, further @ ..] => further,
            [] => &[],
        }
    }

    /// The place of a region's store.
    pub(super) fn place(&self, region: &str) -> usize {
        for place in 0..self.all.len() {
            if self.all[place].region == region {
                return place;
            }
        }
        Stores::HOME
    }

    /// The store at a place.
    pub(super) fn at(&self, place: usize) -> &Store {
        &self.all[place]
    }

    /// Whether a key's ARN is filled in where a stack holds that.
    pub(super) fn key_is_made_in(&self, holds: Holds) -> bool {
        !self.exists() && holds != Holds::Nothing
    }

    /// A key's ARN as text in a stack.
    pub(super) fn key_text(&self, place: usize, holds: Holds) -> String {
        let store = self.at(place);
        match (self.key_is_made_in(holds), holds) {
            (false, _) => store.key_abroad.clone(),
            // A replica has the id of its primary.
            (true, Holds::Primary) if place != Stores::HOME => format!(
                "arn:${{AWS::Partition}}:kms:{}:${{AWS::AccountId}}:key/${{{}}}",
                store.region,
                ids::KEY
            ),
            (true, _) => format!("${{{}.Arn}}", ids::KEY),
        }
    }

    /// A key's ARN as a value in a stack.
    pub(super) fn key(&self, place: usize, holds: Holds) -> Node {
        let text = self.key_text(place, holds);
        if let Some(id) = text.strip_prefix("${")
            && let Some(id) = id.strip_suffix(".Arn}")
        {
            return Node::get_att(id, "Arn");
        }
        match self.key_is_made_in(holds) {
            true => Node::sub(text),
            false => Node::from(text),
        }
    }

    /// A bucket's name as text in a stack. A stack of the stack set is the same for every region.
    pub(super) fn bucket_text(&self, place: usize, holds: Holds) -> String {
        match holds {
            Holds::Replica => format!("${{{}}}", ids::BUCKET),
            _ => self.at(place).bucket.clone(),
        }
    }

    /// A bucket as a value in the pipeline's stack, where the one at home is made before what names it.
    pub(super) fn bucket(&self, place: usize) -> Node {
        if place == Stores::HOME && !self.exists() {
            Node::reference(ids::BUCKET)
        } else {
            Node::from(self.at(place).bucket.as_str())
        }
    }
}

/// What is written of the bucket that exists already: its name, or the ARN of its key.
fn existing(resolved: &Resolved<'_>, key: &str) -> Option<String> {
    let existing = setting(&resolved.pipeline.settings, "ExistingArtifactBucket")?;
    let Value::Map(parts, _) = &existing.value else {
        return None;
    };
    let value = resolved.value(&setting(parts, key)?.value)?;
    Some(value.into_owned())
}
