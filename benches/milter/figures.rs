//! Samples and what they say: medians, the table's cells, and whether the goals are reached.

use std::collections::HashMap;
use std::fmt;

use crate::mails::Size;
use crate::side::{PASSING, PASSING_TCP, REPLACING, REPLACING_TCP, SEALING, SEALING_TCP};

/// One figure, taken in every round.
#[derive(Clone, Debug, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    pub fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    pub fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        if sorted.len() % 2 == 1 {
            sorted[middle]
        } else {
            f64::midpoint(sorted[middle - 1], sorted[middle])
        }
    }

    fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }
}

/// The median, and the least and the most.
impl fmt::Display for Samples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let least = self.0.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.0.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        write!(f, "{:.2} ({least:.2}..{most:.2})", self.median())
    }
}

/// A goal of DESIGN, and what was measured.
pub struct Goal {
    pub what: String,
    pub wanted: String,
    pub measured: String,
    pub reached: bool,
}

impl Goal {
    pub fn at_least(what: &str, wanted: f64, measured: f64) -> Self {
        Self::new(what, format!("≥ {wanted}"), measured, measured >= wanted)
    }

    pub fn at_most(what: &str, wanted: f64, measured: f64) -> Self {
        Self::new(what, format!("≤ {wanted}"), measured, measured <= wanted)
    }

    fn new(what: &str, wanted: String, measured: f64, reached: bool) -> Self {
        Self {
            what: what.to_owned(),
            wanted,
            measured: format!("{measured:.3}"),
            reached,
        }
    }
}

/// All samples, by side and size.
#[derive(Default)]
pub struct Figures {
    rates: HashMap<(String, Size), Samples>,
    pairs: HashMap<(&'static str, &'static str, Size), Samples>,
    cpu: HashMap<(String, Size), Samples>,
    absolute: HashMap<Size, Samples>,
    latency: HashMap<String, Samples>,
}

impl Figures {
    pub fn rate(&mut self, side: &str, size: Size) -> &mut Samples {
        self.rates.entry((side.to_owned(), size)).or_default()
    }

    pub fn pair(&mut self, one: &'static str, other: &'static str, size: Size) -> &mut Samples {
        self.pairs.entry((one, other, size)).or_default()
    }

    pub fn cpu(&mut self, side: &str, size: Size) -> &mut Samples {
        self.cpu.entry((side.to_owned(), size)).or_default()
    }

    pub fn absolute(&mut self, size: Size) -> &mut Samples {
        self.absolute.entry(size).or_default()
    }

    pub fn latency(&mut self, side: &str) -> &mut Samples {
        self.latency.entry(side.to_owned()).or_default()
    }

    pub fn of_rate(&self, side: &str, size: Size) -> Option<&Samples> {
        self.rates.get(&(side.to_owned(), size))
    }

    pub fn of_absolute(&self, size: Size) -> Option<&Samples> {
        self.absolute.get(&size)
    }

    pub fn of_latency(&self, side: &str) -> Option<&Samples> {
        self.latency.get(side)
    }

    /// The kernel counts in hundredths of a second, so the mean says more here than the median.
    fn of_cpu(&self, side: &str, size: Size) -> Option<f64> {
        self.cpu.get(&(side.to_owned(), size)).map(Samples::mean)
    }

    pub fn all_cpu(&self, side: &str) -> String {
        Size::ALL
            .map(|size| {
                let cpu = self.of_cpu(side, size);
                cpu.map_or(String::new(), |cpu| {
                    if cpu < 10.0 {
                        format!("{cpu:.2}")
                    } else {
                        format!("{cpu:.0}")
                    }
                })
            })
            .join(" / ")
    }

    /// What was wanted of the milter under Postfix.
    pub fn goals(&self) -> Vec<Goal> {
        use Size::{Large, Middle, Small};
        let passing = self.of_rate(PASSING, Small).map(Samples::median);
        let latency = self.of_latency(SEALING).map(Samples::median);
        let mut goals = Vec::new();
        goals.extend(
            passing.map(|rate| Goal::at_least("10 KB, no rule matches, to no-op", 1.05, rate)),
        );
        for (what, wanted, measured) in [
            (
                "10 KB, all sealed, CPU ms",
                0.35,
                self.of_cpu(SEALING, Small),
            ),
            (
                "10 KB, all sealed, one session, ms over no milter",
                0.45,
                latency,
            ),
            (
                "10 MB, all sealed, CPU ms",
                40.0,
                self.of_cpu(SEALING, Large),
            ),
        ] {
            goals.extend(measured.map(|measured| Goal::at_most(what, wanted, measured)));
        }
        for (one, other, wanted, what) in [
            (
                SEALING,
                REPLACING,
                0.95,
                "all sealed, to a C milter with as many bytes",
            ),
            (
                SEALING_TCP,
                REPLACING_TCP,
                0.95,
                "all sealed, to a C milter with as many bytes, TCP",
            ),
            (
                PASSING_TCP,
                PASSING,
                0.9,
                "no rule matches, TCP to Unix socket",
            ),
        ] {
            for (size, name) in [(Small, "10 KB"), (Middle, "1 MB"), (Large, "10 MB")] {
                let ratio = self.pairs.get(&(one, other, size)).map(Samples::median);
                goals.extend(
                    ratio.map(|ratio| Goal::at_least(&format!("{name}, {what}"), wanted, ratio)),
                );
            }
        }
        goals
    }
}
