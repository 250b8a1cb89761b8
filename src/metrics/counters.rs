//! Figures of the table as what counts them.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::table::{Figure, Kind, Values};

/// Names of labels with their values.
pub(super) type Labels = Vec<(&'static str, String)>;

/// The registry in the making.
#[derive(Default)]
pub(super) struct Register(Registry);

/// A figure that is divided by labels whose values the table names. Each has its counter from the
/// start, so that all of them are written, and rates are right from the first time on.
#[derive(Debug)]
pub(super) struct Counters {
    figure: &'static Figure,
    counters: Vec<Counter>,
}

impl Register {
    /// All that was registered.
    pub(super) fn into_registry(self) -> Registry {
        self.0
    }

    /// A figure that only grows.
    pub(super) fn counters(&mut self, figure: &'static Figure) -> Counters {
        let family = self.family(figure);
        let sets = combinations(figure).into_iter();
        Counters {
            figure,
            counters: sets.map(|set| family.get_or_create_owned(&set)).collect(),
        }
    }

    /// The same with values that aren't known before.
    pub(super) fn family(&mut self, figure: &Figure) -> Family<Labels, Counter> {
        let family = Family::default();
        // The format adds what a counter's name ends in.
        let name = figure.name.trim_end_matches("_total");
        self.0.register(name, figure.help, family.clone());
        family
    }

    /// A figure that goes up and down.
    pub(super) fn gauge(&mut self, figure: &Figure) -> Gauge {
        let gauge = Gauge::default();
        self.0.register(figure.name, figure.help, gauge.clone());
        gauge
    }

    /// A figure of how long, or how large.
    pub(super) fn histogram(&mut self, figure: &Figure) -> Histogram {
        let (unit, bounds) = match figure.kind {
            Kind::Seconds(bounds) => (Some(Unit::Seconds), bounds),
            Kind::Bytes(bounds) => (Some(Unit::Bytes), bounds),
            Kind::Counter | Kind::Gauge => (None, &[][..]),
        };
        let histogram = Histogram::new(bounds.iter().copied());
        let Some(unit) = unit else {
            return histogram;
        };
        // The unit adds it again.
        let name = figure.name.trim_end_matches(unit.as_str());
        let name = name.trim_end_matches('_');
        self.0
            .register_with_unit(name, figure.help, unit, histogram.clone());
        histogram
    }

    /// That this version runs.
    pub(super) fn version(&mut self, figure: &Figure, version: &str) {
        let family = Family::<Labels, Gauge>::default();
        let labels = figure.labels.iter().map(|one| (one.name, version.into()));
        family.get_or_create(&labels.collect()).set(1);
        self.0.register(figure.name, figure.help, family);
    }
}

/// The sets of labels of a figure, those of the last label next to each other.
fn combinations(figure: &Figure) -> Vec<Labels> {
    let mut sets = vec![Labels::new()];
    for label in figure.labels {
        let Values::Of(values) = label.values else {
            return Vec::new();
        };
        let with = |set: &Labels, value: &str| {
            let mut set = set.clone();
            set.push((label.name, value.to_owned()));
            set
        };
        sets = sets
            .iter()
            .flat_map(|set| values.iter().map(|value| with(set, value)))
            .collect();
    }
    sets
}

impl Counters {
    /// Counts one more, with a value for each label. A value that the table doesn't name is a
    /// mistake of ours, and isn't counted.
    pub(super) fn count(&self, values: &[&str]) {
        match self.find(values).and_then(|at| self.counters.get(at)) {
            Some(counter) => {
                counter.inc();
            }
            None => debug_assert!(false, "{} has no {values:?}", self.figure.name),
        }
    }

    fn find(&self, values: &[&str]) -> Option<usize> {
        let mut at = 0;
        for (place, label) in self.figure.labels.iter().enumerate() {
            let Values::Of(known) = label.values else {
                return None;
            };
            let value = values.get(place)?;
            at = at * known.len() + known.iter().position(|one| one == value)?;
        }
        Some(at)
    }
}
