//! The way of each artifact from the action that makes it to those that take it.
//!
//! Beside the maker's column an artifact has a line of its own, up and down: the trunk. From there it runs straight
//! into a taker in the next column, and into a later one where no card stands in between; else it goes along the
//! strip on top of the taker's lane and comes down beside the taker's column. So no line crosses a card.

use super::Drawing;
use super::grid::Rows;
use super::layout::{Layout, TRACK, scaled};

/// The line of an artifact.
pub(super) struct Wire {
    /// From the maker to under the tip of the arrow before each taker, corner by corner; the one of what nobody
    /// takes ends beside the maker.
    pub(super) paths: Vec<Vec<Point>>,
    /// The number of its colour; what nobody takes has none.
    pub(super) color: Option<usize>,
}

pub(super) type Point = (i32, i32);

/// How long the line of an artifact is that nobody takes.
const LOOSE: i32 = 6;
/// How far beside its place a line leaves a card where another comes in at the same height.
const BEND: i32 = 5;
/// How far a line ends before a card, under the tip of the arrow.
pub(super) const TIP: i32 = 2;

/// Which lines there are, before it is known where anything stands.
pub(super) struct Plan {
    /// How many lines the strip of each lane has.
    pub(super) strips: Vec<usize>,
    /// The artifacts whose trunk stands before a column.
    trunks: Vec<Vec<usize>>,
    /// The courses that come down before a column.
    drops: Vec<Vec<usize>>,
    /// For each course, its line in the strip.
    lines: Vec<usize>,
    /// For each artifact, the takers that are reached through the strip.
    detours: Vec<Vec<usize>>,
}

impl Plan {
    pub(super) fn new(drawing: &Drawing, rows: &Rows) -> Plan {
        let (lanes, columns) = (drawing.lanes.len(), drawing.columns());
        let artifacts = drawing.artifacts.len();
        let mut plan = Plan {
            strips: vec![0; lanes],
            trunks: vec![Vec::new(); columns + 1],
            drops: vec![Vec::new(); columns + 1],
            lines: vec![0; artifacts * lanes],
            detours: vec![Vec::new(); artifacts],
        };
        // Up to which column each line of each strip is in use.
        let mut used = vec![Vec::new(); lanes];
        for column in 0..columns {
            for maker in &drawing.actions {
                if maker.column == column {
                    for artifact in &maker.outputs {
                        plan.add(drawing, *artifact, rows, &mut used);
                    }
                }
            }
        }
        plan
    }

    /// Adds the lines of an artifact. Those that begin further to the left are there already.
    fn add(&mut self, drawing: &Drawing, artifact: usize, rows: &Rows, used: &mut [Vec<usize>]) {
        let from = drawing.actions[drawing.artifacts[artifact].maker].column;
        let takers = &drawing.artifacts[artifact].takers;
        if !takers.is_empty() {
            self.trunks[from + 1].push(artifact);
        }
        // How far the artifact goes along each lane's strip.
        let mut reach = vec![from; used.len()];
        for taker in takers {
            let action = &drawing.actions[*taker];
            let between = rows.taken[action.lane].get(from + 1..action.column);
            let mut between = between.unwrap_or_default().iter();
            if between.any(|taken| *taken > rows.of[*taker]) {
                self.detours[artifact].push(*taker);
                let to = &mut reach[action.lane];
                *to = action.column.max(*to);
                let course = self.course(artifact, action.lane);
                let drops = &mut self.drops[action.column];
                if !drops.contains(&course) {
                    drops.push(course);
                }
            }
        }
        for (lane, to) in reach.iter().enumerate() {
            if *to == from {
                continue;
            }
            let lines = &mut used[lane];
            let mut line = 0;
            while line < lines.len() && lines[line] > from {
                line += 1;
            }
            if line == lines.len() {
                lines.push(*to);
            } else {
                lines[line] = *to;
            }
            self.strips[lane] = lines.len();
            let course = self.course(artifact, lane);
            self.lines[course] = line;
        }
    }

    /// The number of a course: what an artifact goes along the strip of a lane.
    fn course(&self, artifact: usize, lane: usize) -> usize {
        artifact * self.strips.len() + lane
    }

    /// How many lines run up and down before a column.
    pub(super) fn tracks(&self, column: usize) -> usize {
        self.trunks[column].len() + self.drops[column].len()
    }

    /// The lines, once it is known where everything else stands.
    pub(super) fn wires(&self, layout: &Layout) -> Vec<Wire> {
        let drawing = layout.drawing;
        let mut ground = Ground {
            plan: self,
            drawing,
            layout,
            bent: Vec::new(),
            trunks: vec![0; drawing.artifacts.len()],
            drops: Vec::new(),
        };
        for column in 0..self.trunks.len() {
            ground.place(column);
        }
        let (mut wires, mut color) = (Vec::new(), 0);
        for (index, artifact) in drawing.artifacts.iter().enumerate() {
            if artifact.takers.is_empty() {
                wires.push(ground.loose(index));
            } else {
                wires.push(ground.wire(index, color));
                color += 1;
            }
        }
        wires
    }
}

/// Where everything stands that lines run between.
struct Ground<'g> {
    plan: &'g Plan,
    drawing: &'g Drawing,
    layout: &'g Layout<'g>,
    /// The artifacts that leave their makers beside their place.
    bent: Vec<usize>,
    /// Where each artifact's trunk stands.
    trunks: Vec<i32>,
    /// Where lines come down before each column, as the plan lists them.
    drops: Vec<Vec<i32>>,
}

impl Ground<'_> {
    /// Places the lines that run up and down before a column.
    fn place(&mut self, column: usize) {
        let Order {
            sorted, mut bent, ..
        } = self.sorted(&self.plan.trunks[column]);
        let drops = self.sorted_drops(column);
        // The tip of an arrow takes room too.
        let tracks = scaled(self.plan.tracks(column), TRACK);
        let mut x = (self.layout.columns.gap(column) - tracks + TRACK) / 2 - 3;
        for artifact in &sorted {
            self.trunks[*artifact] = x;
            x += TRACK;
        }
        let mut here = vec![0; drops.len()];
        for drop in &drops {
            here[*drop] = x;
            x += TRACK;
        }
        self.drops.push(here);
        self.bent.append(&mut bent);
    }

    /// Where an artifact leaves its maker.
    fn exit(&self, artifact: usize) -> Point {
        let maker = self.drawing.artifacts[artifact].maker;
        let place = position(&self.drawing.actions[maker].outputs, artifact);
        let card = &self.layout.cards[maker];
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
        let card = &self.layout.cards[taker];
        (card.frame.x, card.port(place))
    }

    /// The height of a course.
    fn strip(&self, course: usize) -> i32 {
        let strips = &self.layout.strips;
        strips[course % strips.len()] + scaled(self.plan.lines[course], TRACK)
    }

    /// The height at which an artifact leaves its trunk on the way to a taker.
    fn turn(&self, artifact: usize, taker: usize) -> i32 {
        if self.plan.detours[artifact].contains(&taker) {
            let lane = self.drawing.actions[taker].lane;
            self.strip(self.plan.course(artifact, lane))
        } else {
            self.entry(artifact, taker).1
        }
    }

    /// The heights at which an artifact leaves its trunk.
    fn turns(&self, artifact: usize) -> Vec<i32> {
        let mut turns = Vec::new();
        for taker in &self.drawing.artifacts[artifact].takers {
            turns.push(self.turn(artifact, *taker));
        }
        turns
    }

    /// The line of an artifact that nobody takes.
    fn loose(&self, artifact: usize) -> Wire {
        let exit = self.exit(artifact);
        let end = (exit.0 + LOOSE, exit.1);
        Wire {
            paths: vec![vec![exit, end]],
            color: None,
        }
    }

    /// The line of an artifact.
    fn wire(&self, artifact: usize, color: usize) -> Wire {
        let mut paths = Vec::new();
        for taker in &self.drawing.artifacts[artifact].takers {
            paths.push(self.path(artifact, *taker));
        }
        Wire {
            paths,
            color: Some(color),
        }
    }

    /// The way of an artifact to a taker.
    fn path(&self, artifact: usize, taker: usize) -> Vec<Point> {
        let mut path = Vec::new();
        let (exit, trunk) = (self.exit(artifact), self.trunks[artifact]);
        let (end, turn) = (self.entry(artifact, taker), self.turn(artifact, taker));
        extend(&mut path, exit);
        extend(&mut path, (trunk, exit.1));
        extend(&mut path, (trunk, turn));
        let action = &self.drawing.actions[taker];
        if self.plan.detours[artifact].contains(&taker) {
            let course = self.plan.course(artifact, action.lane);
            let place = position(&self.plan.drops[action.column], course);
            let x = self.drops[action.column][place];
            extend(&mut path, (x, turn));
            extend(&mut path, (x, end.1));
        }
        extend(&mut path, (end.0 - TIP, end.1));
        path
    }

    /// What comes down before a column, by its place in the plan: what comes from the lowest strip stands at the left.
    fn sorted_drops(&self, column: usize) -> Vec<usize> {
        let drops = &self.plan.drops[column];
        ordered(drops.len(), &|place| (0, -self.strip(drops[place])))
    }

    /// The trunks before a column, in an order in which few cross: the first stands at the left. Where an artifact
    /// leaves a card on one side of the gap at the height at which another enters one on the other side, the first
    /// must turn off before the second comes.
    fn sorted<'g>(&'g self, trunks: &'g [usize]) -> Order<'g> {
        let mut order = Order {
            ground: self,
            trunks,
            seen: Vec::new(),
            sorted: Vec::new(),
            bent: Vec::new(),
        };
        for place in ordered(trunks.len(), &|place| self.rank(trunks[place])) {
            order.add(trunks[place]);
        }
        order
    }

    /// A trunk that most leave upwards stands before those that they leave downwards.
    fn rank(&self, artifact: usize) -> (i32, i32) {
        let (y, turns) = (self.exit(artifact).1, self.turns(artifact));
        let mut above = 0;
        for turn in &turns {
            above += usize::from(*turn < y);
        }
        if 2 * above > turns.len() {
            (0, y)
        } else {
            (1, -y)
        }
    }
}

/// The places of so many things in the order of their keys. There are few, since a stage has few actions.
fn ordered(count: usize, key: &dyn Fn(usize) -> (i32, i32)) -> Vec<usize> {
    let (mut places, mut keys) = (Vec::<usize>::new(), Vec::new());
    for place in 0..count {
        keys.push(key(place));
        let mut at = place;
        while at > 0 && keys[places[at - 1]] > keys[place] {
            at -= 1;
        }
        places.insert(at, place);
    }
    places
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

/// Leads a path on to a point; where it runs straight there is no corner.
fn extend(path: &mut Vec<Point>, point: Point) {
    if let [.., before, last] = path.as_slice() {
        let straight =
            (before.0 == last.0 && last.0 == point.0) || (before.1 == last.1 && last.1 == point.1);
        if straight {
            path.pop();
        }
    }
    if path.last() != Some(&point) {
        path.push(point);
    }
}

fn position(list: &[usize], one: usize) -> usize {
    for (place, other) in list.iter().enumerate() {
        if *other == one {
            return place;
        }
    }
    0
}
