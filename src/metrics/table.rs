//! The table of all figures. What isn't here isn't counted; the privacy statement, docs/figures.md
//! and the tests of the dashboard and the alerts are held to it.

/// A figure.
#[derive(Debug, PartialEq)]
pub struct Figure {
    /// Its name as Prometheus sees it.
    pub name: &'static str,
    /// What kind of number it is.
    pub kind: Kind,
    /// What it says, without a full stop.
    pub help: &'static str,
    /// What it is divided by.
    pub labels: &'static [Label],
    /// The id of the words in the privacy statement that tell of it. The statement is about the
    /// portal, so figures of the milter have none.
    pub sentence: Option<&'static str>,
}

/// What kind of number a figure is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
    /// Seconds, and how many were at most so many.
    Seconds(&'static [f64]),
    /// Bytes, likewise.
    Bytes(&'static [f64]),
}

/// What a figure is divided by.
#[derive(Debug, PartialEq)]
pub struct Label {
    /// Its name.
    pub name: &'static str,
    /// Its values.
    pub values: Values,
}

/// The values of a label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Values {
    /// These and no others.
    Of(&'static [&'static str]),
    /// The names of the rules, and `none` and `other`.
    Rules,
    /// The program's version.
    Version,
}

const fn label(name: &'static str, values: &'static [&'static str]) -> Label {
    let values = Values::Of(values);
    Label { name, values }
}

const fn figure(name: &'static str, kind: Kind, help: &'static str) -> Figure {
    Figure {
        name,
        kind,
        help,
        labels: &[],
        sentence: None,
    }
}

impl Figure {
    const fn by(mut self, labels: &'static [Label]) -> Self {
        self.labels = labels;
        self
    }

    const fn told_in(mut self, sentence: &'static str) -> Self {
        self.sentence = Some(sentence);
        self
    }
}

const SIZES: Kind = Kind::Bytes(&[
    4_096.0,
    16_384.0,
    65_536.0,
    262_144.0,
    1_048_576.0,
    4_194_304.0,
    16_777_216.0,
    67_108_864.0,
]);

/// How long a person takes: to find a mail, to type a code.
const PATIENCE: Kind = Kind::Seconds(&[
    5.0, 10.0, 20.0, 40.0, 60.0, 120.0, 240.0, 480.0, 900.0, 1_800.0,
]);

pub(super) const BUILD: Figure = figure(
    "postseal_build_info",
    Kind::Gauge,
    "1, with the version of the program that runs",
)
.by(&[Label {
    name: "version",
    values: Values::Version,
}]);

pub(super) const MESSAGES: Figure = figure(
    "postseal_messages_total",
    Kind::Counter,
    "Messages that the milter answered, by what became of them",
)
.by(&[label(
    "decision",
    &[
        "pass",
        "seal",
        "hold",
        "reject",
        "tempfail",
        "already_sealed",
    ],
)]);

pub(super) const RULES: Figure = figure(
    "postseal_rule_decisions_total",
    Kind::Counter,
    "Decisions by the rule that made them, one for each copy of a message that is split",
)
.by(&[
    Label {
        name: "rule",
        values: Values::Rules,
    },
    label("decision", &["pass", "seal", "hold", "reject"]),
]);

pub(super) const COPIES: Figure = figure(
    "postseal_copies_total",
    Kind::Counter,
    "Copies of split messages that were submitted past the milter",
)
.by(&[label("decision", &["pass", "seal"])]);

pub(super) const REFUSALS: Figure = figure(
    "postseal_refusals_total",
    Kind::Counter,
    "Messages, and commands of messages, that were refused though no rule says so",
)
.by(&[label(
    "kind",
    &[
        "no_power",
        "address",
        "detour",
        "header_fields",
        "stale_session",
        "refused_before",
        "fold",
        "no_recipients",
        "recipients",
        "size",
        "sessions",
        "inspections",
        "carrier_size",
        "memory",
        "copy_refused",
        "failure",
        "panic",
        "protocol",
        "no_quarantine",
        "undecided",
    ],
)]);

pub(super) const SEALING: Figure = figure(
    "postseal_sealing_seconds",
    Kind::Seconds(&[
        0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    ]),
    "Time that sealing a message took, without the time that its body took to arrive",
);

pub(super) const MESSAGE_SIZE: Figure = figure(
    "postseal_sealed_message_bytes",
    SIZES,
    "Sizes of messages that were sealed, header and body",
);

pub(super) const CARRIER_SIZE: Figure = figure(
    "postseal_carrier_bytes",
    SIZES,
    "Sizes of the bodies of carriers",
);

pub(super) const SESSIONS: Figure = figure(
    "postseal_sessions_total",
    Kind::Counter,
    "Connections of the MTA",
);

pub(super) const OPEN_SESSIONS: Figure = figure(
    "postseal_open_sessions",
    Kind::Gauge,
    "Connections of the MTA that are open now",
);

pub(super) const WORKERS: Figure = figure(
    "postseal_workers",
    Kind::Gauge,
    "Processes that read documents, alive now",
);

pub(super) const WORKERS_STARTED: Figure = figure(
    "postseal_workers_started_total",
    Kind::Counter,
    "Processes that read documents, started so far",
);

pub(super) const LOST_DOCUMENTS: Figure = figure(
    "postseal_lost_documents_total",
    Kind::Counter,
    "Documents whose reader died or took too long",
)
.by(&[label("why", &["died", "timeout"])]);

pub(super) const VIEWS: Figure = figure(
    "postseal_messages_viewed_total",
    Kind::Counter,
    "Times that a message was shown",
)
.told_in("figure-views");

pub(super) const BROWSERS: Figure = figure(
    "postseal_browsers_total",
    Kind::Counter,
    "Times that a message was shown, by family of browser and class of device",
)
.by(&[
    label(
        "family",
        &[
            "Chrome",
            "DuckDuckGo",
            "Edge",
            "Firefox",
            "Opera",
            "Safari",
            "Samsung Internet",
            "Vivaldi",
            "Yandex",
            "other",
        ],
    ),
    label("device", &["mobile", "other"]),
])
.told_in("figure-browsers");

/// The ways of proof.
const METHODS: Label = label("method", &["passcode"]);

pub(super) const PROOFS_TRIED: Figure = figure(
    "postseal_proofs_tried_total",
    Kind::Counter,
    "Times that somebody tried to prove an address",
)
.by(&[METHODS])
.told_in("figure-proofs");

pub(super) const PROOFS: Figure = figure(
    "postseal_proofs_succeeded_total",
    Kind::Counter,
    "Times that an address was proven",
)
.by(&[METHODS])
.told_in("figure-proofs");

pub(super) const ERRORS: Figure = figure(
    "postseal_portal_errors_total",
    Kind::Counter,
    "Pages of the portal that say what went wrong",
)
.by(&[label(
    "kind",
    &[
        "broken",
        "busy",
        "cut-off",
        "damaged",
        "expired",
        "forged",
        "method",
        "no-file",
        "no-mail",
        "not-found",
        "not-yours",
        "too-large",
        "too-many",
        "too-many-addresses",
        "too-many-asked",
        "too-many-codes",
        "too-many-tries",
        "visit-over",
        "wrong-file",
    ],
)])
.told_in("figure-errors");

pub(super) const CODES_ASKED: Figure = figure(
    "postseal_passcodes_asked_total",
    Kind::Counter,
    "Passcodes that were asked for, by recipients and strangers alike",
)
.told_in("figure-codes");

pub(super) const CODES_USED: Figure = figure(
    "postseal_passcodes_used_total",
    Kind::Counter,
    "Passcodes that proved an address",
)
.told_in("figure-codes");

pub(super) const DENIED: Figure = figure(
    "postseal_passcodes_denied_total",
    Kind::Counter,
    "Passcodes of which who got them said that it wasn't they who asked, by whether the message \
     was open by then",
)
.by(&[label("opened", &["no", "yes"])])
.told_in("figure-denied");

pub(super) const READING: Figure = figure(
    "postseal_reading_delay_seconds",
    PATIENCE,
    "Time from the upload of a message to the proof with which it was shown first",
)
.told_in("figure-reading-time");

pub(super) const TYPING: Figure = figure(
    "postseal_passcode_typing_seconds",
    PATIENCE,
    "Time from asking for a passcode to typing it",
)
.told_in("figure-typing-time");

/// All figures, in the order in which docs/figures.md has them.
pub const FIGURES: [Figure; 23] = [
    BUILD,
    MESSAGES,
    RULES,
    COPIES,
    REFUSALS,
    SEALING,
    MESSAGE_SIZE,
    CARRIER_SIZE,
    SESSIONS,
    OPEN_SESSIONS,
    WORKERS,
    WORKERS_STARTED,
    LOST_DOCUMENTS,
    VIEWS,
    BROWSERS,
    PROOFS_TRIED,
    PROOFS,
    ERRORS,
    CODES_ASKED,
    CODES_USED,
    DENIED,
    READING,
    TYPING,
];

/// The ids of the words by which the privacy statement tells of the figures, each once.
pub(super) fn sentences() -> Vec<&'static str> {
    let mut sentences: Vec<_> = FIGURES.iter().filter_map(|one| one.sentence).collect();
    sentences.dedup();
    sentences
}
