//! The way of each artifact from the action that makes it to those that take it.
//!
//! Beside the maker's column an artifact has a line of its own, up and down: the trunk. From there it runs straight
//! into a taker in the next column, and into a later one where no card stands in between; else it goes along the
//! strip on top of the taker's lane and comes down beside the taker's column. So no line crosses a card.

use super::layout::{Card, TRACK, scaled};
use super::{Action, Artifact, Drawing};

/// The line of an artifact.
pub(super) struct Wire {
    /// From the maker to each taker, corner by corner.
    pub(super) paths: Vec<Vec<Point>>,
    /// Where it enters its takers.
    pub(super) ends: Vec<Point>,
    /// Where it ends, if nobody takes it.
    pub(super) loose: Option<Point>,
    /// The number of its colour; what nobody takes has none.
    pub(super) color: Option<usize>,
}

pub(super) type Point = (i32, i32);

/// How long the line of an artifact is that nobody takes.
const LOOSE: i32 = 6;
/// How far beside its place a line leaves a card where another comes in at the same height.
const BEND: i32 = 5;
/// How far a line ends before a card, under the tip of the arrow.
const TIP: i32 = 2;

/// Which lines there are, before it is known where anything stands.
pub(super) struct Plan {
    /// How many lines the strip of each lane has.
    pub(super) strips: Vec<usize>,
    /// The artifacts whose trunk stands before a column.
    trunks: Vec<Vec<usize>>,
    /// The artifacts that come down before a column, each from the strip of a lane.
    drops: Vec<Vec<Drop>>,
    /// For each artifact, its line in the strip of each lane.
    lines: Vec<Vec<usize>>,
    /// For each artifact, whether each taker is reached through the strip.
    detours: Vec<Vec<bool>>,
}

/// An artifact and a lane.
type Drop = (usize, usize);

impl Plan {
    /// `rows` says in which row of its lane each action stands.
    pub(super) fn new(drawing: &Drawing, rows: &[usize]) -> Plan {
        let (lanes, columns) = (drawing.lanes.len(), drawing.columns());
        let artifacts = drawing.artifacts.len();
        let mut plan = Plan {
            strips: vec![0; lanes],
            trunks: vec![Vec::new(); columns + 1],
            drops: vec![Vec::new(); columns + 1],
            lines: vec![vec![0; lanes]; artifacts],
            detours: vec![Vec::new(); artifacts],
        };
        let taken = taken(drawing, rows);
        // Up to which column each line of each strip is in use.
        let mut used: Vec<Vec<usize>> = vec![Vec::new(); lanes];
        for maker in drawing.by_column().concat() {
            for artifact in &drawing.actions[maker].outputs {
                plan.add(drawing, *artifact, rows, &taken, &mut used);
            }
        }
        plan
    }

    /// Adds the lines of an artifact. Those that begin further to the left are there already.
    fn add(
        &mut self,
        drawing: &Drawing,
        artifact: usize,
        rows: &[usize],
        taken: &[Vec<Vec<usize>>],
        used: &mut [Vec<usize>],
    ) {
        let from = drawing.actions[drawing.artifacts[artifact].maker].column;
        let takers = &drawing.artifacts[artifact].takers;
        if !takers.is_empty() {
            self.trunks[from + 1].push(artifact);
        }
        // How far the artifact goes along each lane's strip.
        let mut reach = vec![None; used.len()];
        for taker in takers {
            let action = &drawing.actions[*taker];
            let row = &taken[action.lane][rows[*taker]];
            let detour = row
                .iter()
                .any(|column| from < *column && *column < action.column);
            self.detours[artifact].push(detour);
            if detour {
                let to = &mut reach[action.lane];
                *to = Some(action.column).max(*to);
                let drops = &mut self.drops[action.column];
                if !drops.contains(&(artifact, action.lane)) {
                    drops.push((artifact, action.lane));
                }
            }
        }
        for (lane, to) in reach.into_iter().enumerate() {
            let Some(to) = to else { continue };
            let lines = &mut used[lane];
            let free = lines.iter().position(|used| *used <= from);
            let line = free.unwrap_or(lines.len());
            match free {
                Some(free) => lines[free] = to,
                None => lines.push(to),
            }
            self.lines[artifact][lane] = line;
            self.strips[lane] = lines.len();
        }
    }

    /// How many lines run up and down before a column.
    pub(super) fn tracks(&self, column: usize) -> usize {
        self.trunks[column].len() + self.drops[column].len()
    }

    /// The lines. `strips` are the tops of the lanes' strips, `gaps` the room before each column and after the last.
    pub(super) fn wires(
        &self,
        drawing: &Drawing,
        cards: &[Card],
        strips: &[i32],
        gaps: &[(i32, i32)],
    ) -> Vec<Wire> {
        let mut ground = Ground {
            plan: self,
            drawing,
            cards,
            strips,
            bent: Vec::new(),
        };
        let (mut sorted, mut bent) = (Vec::new(), Vec::new());
        for trunks in &self.trunks {
            let order = ground.sorted(trunks);
            sorted.push(order.sorted);
            bent.extend(order.bent);
        }
        ground.bent = bent;
        let mut places = Places {
            trunks: vec![None; drawing.artifacts.len()],
            drops: Vec::new(),
        };
        for (column, (left, right)) in gaps.iter().enumerate() {
            // The tip of an arrow takes room too.
            let mut x = (left + right - scaled(self.tracks(column), TRACK) + TRACK) / 2 - 3;
            for artifact in &sorted[column] {
                places.trunks[*artifact] = Some(x);
                x += TRACK;
            }
            let drops = &self.drops[column];
            let mut sorted = Vec::new();
            for (place, (artifact, lane)) in drops.iter().enumerate() {
                insert(&mut sorted, (-ground.strip(*artifact, *lane), 0), place);
            }
            let mut xs = vec![0; drops.len()];
            for (_, place) in sorted {
                xs[place] = x;
                x += TRACK;
            }
            places.drops.push(xs);
        }
        let mut wires = Vec::new();
        let mut colors = 0;
        for index in 0..drawing.artifacts.len() {
            let mut wire = ground.wire(index, &places);
            if wire.loose.is_none() {
                wire.color = Some(colors);
                colors += 1;
            }
            wires.push(wire);
        }
        wires
    }
}

/// How far to the right lines run up and down.
struct Places {
    /// The trunk of each artifact that somebody takes.
    trunks: Vec<Option<i32>>,
    /// What comes down before each column, as it stands in the plan.
    drops: Vec<Vec<i32>>,
}

/// Where everything stands that lines run between.
struct Ground<'g> {
    plan: &'g Plan,
    drawing: &'g Drawing,
    cards: &'g [Card],
    strips: &'g [i32],
    /// The artifacts that leave their makers beside their place.
    bent: Vec<usize>,
}

impl Ground<'_> {
    /// The line of an artifact, still without a colour.
    fn wire(&self, index: usize, places: &Places) -> Wire {
        let exit = self.exit(index);
        let mut wire = Wire {
            paths: Vec::new(),
            ends: Vec::new(),
            loose: None,
            color: None,
        };
        let Some(trunk) = places.trunks[index] else {
            let end = (exit.0 + LOOSE, exit.1);
            wire.paths.push(vec![exit, end]);
            wire.loose = Some(end);
            return wire;
        };
        for (place, taker) in self.artifact(index).takers.iter().enumerate() {
            let (x, y) = self.entry(index, *taker);
            let turn = self.turn(index, place);
            let mut path = vec![exit, (trunk, exit.1), (trunk, turn)];
            if self.plan.detours[index][place] {
                let Action { column, lane, .. } = self.drawing.actions[*taker];
                let mut drops = self.plan.drops[column].iter();
                let drop = drops.position(|drop| *drop == (index, lane)).unwrap_or(0);
                let drop = places.drops[column][drop];
                path.push((drop, turn));
                path.push((drop, y));
            }
            path.push((x - TIP, y));
            wire.paths.push(path);
            wire.ends.push((x, y));
        }
        wire
    }

    fn artifact(&self, index: usize) -> &Artifact {
        &self.drawing.artifacts[index]
    }

    /// Where an artifact leaves its maker.
    fn exit(&self, artifact: usize) -> Point {
        let maker = self.artifact(artifact).maker;
        let place = position(&self.drawing.actions[maker].outputs, artifact);
        let card = &self.cards[maker];
        let bend = if self.bent.contains(&artifact) {
            BEND
        } else {
            0
        };
        (card.frame.right(), card.port(place) + bend)
    }

    /// Where an artifact enters a taker.
    fn entry(&self, artifact: usize, taker: usize) -> Point {
        let place = position(&self.drawing.actions[taker].inputs, artifact);
        let card = &self.cards[taker];
        (card.frame.x, card.port(place))
    }

    /// The height of an artifact's line in the strip of a lane.
    fn strip(&self, artifact: usize, lane: usize) -> i32 {
        self.strips[lane] + scaled(self.plan.lines[artifact][lane], TRACK)
    }

    /// The height at which an artifact leaves its trunk on the way to a taker, given by its place in the list.
    fn turn(&self, artifact: usize, place: usize) -> i32 {
        let taker = self.artifact(artifact).takers[place];
        if self.plan.detours[artifact][place] {
            self.strip(artifact, self.drawing.actions[taker].lane)
        } else {
            self.entry(artifact, taker).1
        }
    }

    /// The heights at which an artifact leaves its trunk.
    fn turns(&self, artifact: usize) -> Vec<i32> {
        let mut turns = Vec::new();
        for place in 0..self.artifact(artifact).takers.len() {
            turns.push(self.turn(artifact, place));
        }
        turns
    }

    /// The trunks before a column, in an order in which few cross: the first stands at the left. Where an artifact
    /// leaves a card on one side of the gap at the height at which another enters one on the other side, the first
    /// must turn off before the second comes.
    fn sorted<'g>(&'g self, trunks: &'g [usize]) -> Order<'g> {
        let mut sorted = Vec::new();
        for artifact in trunks {
            let (y, turns) = (self.exit(*artifact).1, self.turns(*artifact));
            let above = turns.iter().filter(|turn| **turn < y).count();
            let up = 2 * above > turns.len();
            insert(&mut sorted, if up { (0, y) } else { (1, -y) }, *artifact);
        }
        let mut order = Order {
            ground: self,
            trunks,
            seen: Vec::new(),
            sorted: Vec::new(),
            bent: Vec::new(),
        };
        for (_, artifact) in sorted {
            order.add(artifact);
        }
        order
    }
}

/// Trunks on their way into an order.
struct Order<'g> {
    ground: &'g Ground<'g>,
    trunks: &'g [usize],
    seen: Vec<usize>,
    sorted: Vec<usize>,
    /// Those that cannot stand before all that they should: they wait for each other in a circle.
    bent: Vec<usize>,
}

impl Order<'_> {
    /// Adds a trunk after those that must stand before it.
    fn add(&mut self, artifact: usize) {
        if self.seen.contains(&artifact) {
            return;
        }
        self.seen.push(artifact);
        for turn in self.ground.turns(artifact) {
            // The one that comes into the gap at the height at which this one leaves it.
            let mut trunks = self.trunks.iter();
            let Some(before) = trunks.find(|trunk| self.ground.exit(**trunk).1 == turn) else {
                continue;
            };
            self.add(*before);
            if *before != artifact && !self.sorted.contains(before) {
                self.bent.push(*before);
            }
        }
        self.sorted.push(artifact);
    }
}

/// The columns in which cards stand in each row of each lane.
fn taken(drawing: &Drawing, rows: &[usize]) -> Vec<Vec<Vec<usize>>> {
    let mut taken: Vec<Vec<Vec<usize>>> = vec![Vec::new(); drawing.lanes.len()];
    for (action, row) in drawing.actions.iter().zip(rows) {
        let lane = &mut taken[action.lane];
        if lane.len() <= *row {
            lane.resize(row + 1, Vec::new());
        }
        lane[*row].push(action.column);
    }
    taken
}

/// Puts one into a list behind all whose key is no greater. They are few, and a sort would be more to compile than
/// all the rest here.
fn insert(sorted: &mut Vec<((i32, i32), usize)>, key: (i32, i32), one: usize) {
    let place = sorted.partition_point(|(other, _)| *other <= key);
    sorted.insert(place, (key, one));
}

fn position(list: &[usize], one: usize) -> usize {
    list.iter().position(|other| *other == one).unwrap_or(0)
}
