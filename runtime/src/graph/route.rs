//! The way of each artifact from the action that makes it to those that take it.
//!
//! Beside the maker's column an artifact has a line of its own, up and down: the trunk. From there it runs straight
//! into a taker in the next column, and into a later one where no card stands in between; else it goes along the
//! strip on top of the taker's lane and comes down beside the taker's column. So no line crosses a card.

use std::collections::HashMap;

use super::Drawing;
use super::layout::{Card, TRACK};

/// Which lines there are, before it is known where anything stands.
pub(super) struct Plan {
    /// How many lines the strip of each lane has.
    pub(super) strips: Vec<usize>,
    /// The artifacts whose trunk stands before a column.
    trunks: Vec<Vec<usize>>,
    /// The artifacts that come down before a column, and from which lane's strip.
    drops: Vec<Vec<(usize, usize)>>,
    /// The line of an artifact in the strip of a lane.
    lines: HashMap<(usize, usize), usize>,
    /// For each artifact, whether each taker is reached through the strip.
    detours: Vec<Vec<bool>>,
}

/// The line of an artifact.
pub(super) struct Wire {
    /// From the maker to each taker, corner by corner.
    pub(super) paths: Vec<Vec<Point>>,
    /// Where it enters its takers.
    pub(super) ends: Vec<Point>,
    /// Where it ends, if nobody takes it.
    pub(super) loose: Option<Point>,
}

pub(super) type Point = (i32, i32);

/// How long the line of an artifact is that nobody takes.
const LOOSE: i32 = 8;

impl Plan {
    /// `rows` says in which row of its lane each action stands.
    pub(super) fn new(drawing: &Drawing, rows: &[usize]) -> Plan {
        let columns = drawing.columns();
        let mut plan = Plan {
            strips: vec![0; drawing.lanes.len()],
            trunks: vec![Vec::new(); columns + 1],
            drops: vec![Vec::new(); columns + 1],
            lines: HashMap::new(),
            detours: Vec::new(),
        };
        let taken = taken(drawing, rows);
        // Up to which column each line of each strip is in use.
        let mut used: Vec<Vec<usize>> = vec![Vec::new(); drawing.lanes.len()];
        let mut artifacts: Vec<usize> = (0..drawing.artifacts.len()).collect();
        artifacts
            .sort_by_key(|artifact| drawing.actions[drawing.artifacts[*artifact].maker].column);
        plan.detours = vec![Vec::new(); artifacts.len()];
        for index in artifacts {
            let artifact = &drawing.artifacts[index];
            let from = drawing.actions[artifact.maker].column;
            if !artifact.takers.is_empty() {
                plan.trunks[from + 1].push(index);
            }
            // How far the artifact goes along each lane's strip.
            let mut reach: Vec<(usize, usize)> = Vec::new();
            for taker in &artifact.takers {
                let action = &drawing.actions[*taker];
                let row = taken.get(&(action.lane, rows[*taker]));
                let detour = row.is_some_and(|row| stands_between(row, from, action.column));
                plan.detours[index].push(detour);
                if !detour {
                    continue;
                }
                let drop = (index, action.lane);
                if !plan.drops[action.column].contains(&drop) {
                    plan.drops[action.column].push(drop);
                }
                match reach.iter_mut().find(|(lane, _)| *lane == action.lane) {
                    Some((_, to)) => *to = action.column.max(*to),
                    None => reach.push((action.lane, action.column)),
                }
            }
            for (lane, to) in reach {
                let lines = &mut used[lane];
                let free = lines.iter().position(|used| *used <= from);
                let line = free.unwrap_or(lines.len());
                match free {
                    Some(free) => lines[free] = to,
                    None => lines.push(to),
                }
                plan.lines.insert((index, lane), line);
                plan.strips[lane] = lines.len();
            }
        }
        plan
    }

    /// How many lines run up and down before a column.
    pub(super) fn tracks(&self, column: usize) -> usize {
        self.trunks[column].len() + self.drops[column].len()
    }

    /// The lines. `strips` are the tops of the lanes' strips, `gaps` the room before each column and after the last.
    pub(super) fn wires(
        mut self,
        drawing: &Drawing,
        cards: &[Card],
        strips: &[i32],
        gaps: &[(i32, i32)],
    ) -> Vec<Wire> {
        let strip = |lines: &HashMap<_, usize>, artifact: usize, lane: usize| {
            let line = lines.get(&(artifact, lane)).copied().unwrap_or(0);
            strips[lane] + i32::try_from(line).unwrap_or(0) * TRACK
        };
        let mut trunk_x = HashMap::new();
        let mut drop_x = HashMap::new();
        for (column, gap) in gaps.iter().enumerate() {
            self.sort_trunks(drawing, cards, column, |lines, artifact, lane| {
                strip(lines, artifact, lane)
            });
            let lines = &self.lines;
            self.drops[column].sort_by_key(|(artifact, lane)| -strip(lines, *artifact, *lane));
            let count = i32::try_from(self.tracks(column)).unwrap_or(0);
            let mut x = (gap.0 + gap.1 - (count - 1) * TRACK) / 2 - 2;
            for artifact in &self.trunks[column] {
                trunk_x.insert(*artifact, x);
                x += TRACK;
            }
            for drop in &self.drops[column] {
                drop_x.insert((column, *drop), x);
                x += TRACK;
            }
        }
        let wires = drawing
            .artifacts
            .iter()
            .enumerate()
            .map(|(index, artifact)| {
                let out = exit(drawing, cards, index);
                let Some(trunk) = trunk_x.get(&index).copied() else {
                    let end = (out.0 + LOOSE, out.1);
                    return Wire {
                        paths: vec![vec![out, end]],
                        ends: Vec::new(),
                        loose: Some(end),
                    };
                };
                let takers = artifact.takers.iter().zip(&self.detours[index]);
                let paths = takers.map(|(taker, detour)| {
                    let to = entry(drawing, cards, index, *taker);
                    let mut path = vec![out, (trunk, out.1)];
                    let action = &drawing.actions[*taker];
                    let drop = drop_x.get(&(action.column, (index, action.lane)));
                    if let (true, Some(drop)) = (*detour, drop) {
                        let y = strip(&self.lines, index, action.lane);
                        path.extend([(trunk, y), (*drop, y), (*drop, to.1)]);
                    } else {
                        path.push((trunk, to.1));
                    }
                    // The tip covers the rest.
                    path.push((to.0 - 2, to.1));
                    path
                });
                let ends = artifact
                    .takers
                    .iter()
                    .map(|taker| entry(drawing, cards, index, *taker));
                Wire {
                    paths: paths.collect(),
                    ends: ends.collect(),
                    loose: None,
                }
            });
        wires.collect()
    }

    /// Puts the trunks before a column in an order in which few cross. A line into a card must not run over the one
    /// that leaves the card on the other side at the same height: that one turns off before.
    fn sort_trunks(
        &mut self,
        drawing: &Drawing,
        cards: &[Card],
        column: usize,
        strip: impl Fn(&HashMap<(usize, usize), usize>, usize, usize) -> i32,
    ) {
        let trunks = std::mem::take(&mut self.trunks[column]);
        let mut ends: HashMap<usize, Vec<i32>> = HashMap::new();
        for index in &trunks {
            let takers = drawing.artifacts[*index]
                .takers
                .iter()
                .zip(&self.detours[*index]);
            let ys = takers.map(|(taker, detour)| {
                if *detour {
                    strip(&self.lines, *index, drawing.actions[*taker].lane)
                } else {
                    entry(drawing, cards, *index, *taker).1
                }
            });
            ends.insert(*index, ys.collect());
        }
        let mut sorted = trunks.clone();
        sorted.sort_by_key(|index| {
            let y = exit(drawing, cards, *index).1;
            let ends = &ends[index];
            let above = ends.iter().filter(|end| **end < y).count();
            if 2 * above > ends.len() {
                (0, y)
            } else {
                (1, -y)
            }
        });
        let leaving: HashMap<i32, usize> = trunks
            .iter()
            .map(|index| (exit(drawing, cards, *index).1, *index))
            .collect();
        let mut order = Vec::new();
        for index in sorted {
            place(index, &ends, &leaving, &mut order);
        }
        self.trunks[column] = order;
    }
}

/// Adds a trunk to the order, after those that must stand before it.
fn place(
    index: usize,
    ends: &HashMap<usize, Vec<i32>>,
    leaving: &HashMap<i32, usize>,
    order: &mut Vec<usize>,
) {
    // In a circle one of them runs over another for a bit: nothing can be done without a bend.
    let mut waiting = vec![(index, false)];
    let mut seen = Vec::new();
    while let Some((index, ready)) = waiting.pop() {
        if order.contains(&index) {
            continue;
        }
        if ready {
            order.push(index);
            continue;
        }
        if seen.contains(&index) {
            continue;
        }
        seen.push(index);
        waiting.push((index, true));
        let before = ends[&index].iter().filter_map(|y| leaving.get(y));
        waiting.extend(
            before
                .filter(|other| **other != index)
                .map(|other| (*other, false)),
        );
    }
}

/// The columns in which cards stand in each row of each lane, in order.
fn taken(drawing: &Drawing, rows: &[usize]) -> HashMap<(usize, usize), Vec<usize>> {
    let mut taken: HashMap<(usize, usize), Vec<usize>> = HashMap::new();
    for (action, row) in drawing.actions.iter().zip(rows) {
        taken
            .entry((action.lane, *row))
            .or_default()
            .push(action.column);
    }
    for columns in taken.values_mut() {
        columns.sort_unstable();
    }
    taken
}

fn stands_between(columns: &[usize], from: usize, to: usize) -> bool {
    let next = columns.partition_point(|column| *column <= from);
    columns.get(next).is_some_and(|column| *column < to)
}

/// Where an artifact leaves its maker.
fn exit(drawing: &Drawing, cards: &[Card], artifact: usize) -> Point {
    let maker = drawing.artifacts[artifact].maker;
    let place = position(&drawing.actions[maker].outputs, artifact);
    let frame = cards[maker].frame;
    (frame.x + frame.width, cards[maker].port(place))
}

/// Where an artifact enters a taker.
fn entry(drawing: &Drawing, cards: &[Card], artifact: usize, taker: usize) -> Point {
    let place = position(&drawing.actions[taker].inputs, artifact);
    (cards[taker].frame.x, cards[taker].port(place))
}

fn position(artifacts: &[usize], artifact: usize) -> usize {
    artifacts
        .iter()
        .position(|one| *one == artifact)
        .unwrap_or(0)
}
