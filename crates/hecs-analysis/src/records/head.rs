//! What every record of a structure starts with.

use schemars::JsonSchema;
use serde::Serialize;

/// How a question fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is answered.
    Ok,
    /// It does not fit the structure, which is no failure: the ion is not there.
    Skipped,
    /// There is no answer.
    Failed,
}

impl Status {
    /// `ok`, `skipped` or `failed`, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }
}

/// Something that qualifies an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Note {
    /// Stable name, such as `shared-sites` or, of the reader, `cif::charge-imbalance`.
    pub code: String,
    /// What it is, in words, with what helps.
    pub message: String,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// [`Status::Skipped`] or [`Status::Failed`].
    pub status: Status,
    /// Stable name, such as `charges-unknown`.
    pub code: String,
    /// What is wrong, in words, with what helps.
    pub message: String,
    /// What helps, alone, where something is known to.
    pub remedy: Option<String>,
}

impl Failure {
    /// A failure of this code.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            status: Status::Failed,
            code: code.into(),
            message: message.into(),
            remedy: None,
        }
    }

    /// A failure of this code with what helps, which its message has at the end.
    pub fn with_remedy(
        code: impl Into<String>,
        message: impl Into<String>,
        remedy: Option<String>,
    ) -> Self {
        let message = message.into();
        let whole = match &remedy {
            Some(remedy) => format!("{message}; {remedy}"),
            None => message,
        };
        Self {
            remedy,
            ..Self::new(code, whole)
        }
    }

    /// A question that does not fit.
    pub fn skipped(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            status: Status::Skipped,
            ..Self::new(code, message)
        }
    }
}

/// The common keys of all records of structures.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Head {
    /// Name and version of the record, such as `hecs.bvse.1`; the number changes when a key does.
    pub schema: &'static str,
    /// Path as given, or `<stdin>`.
    pub file: String,
    /// Which structure of the file, where it holds several: the name of its block.
    pub entry: Option<String>,
    /// Whether there is an answer.
    pub ok: bool,
    /// `ok`, `skipped` (the question does not fit the structure) or `failed`.
    pub status: Status,
    /// Stable name of the reason where the status is not `ok`.
    pub code: Option<String>,
    /// The reason in words where the status is not `ok`.
    pub message: Option<String>,
    /// What helps, alone, where something is known to; no key of the record, whose message has it at the end.
    #[serde(skip)]
    pub remedy: Option<String>,
    /// The reason of a failure, as `message` has it; null where there is none.
    pub error: Option<String>,
    /// The declared formula if there is one, else the atoms of the cell; elements in the order of the
    /// IUPAC Red Book 2005, Table VI.
    pub formula: Option<String>,
    /// What qualifies the answer: warnings of the reader, then those of the question.
    pub notes: Vec<Note>,
}

impl Head {
    /// The head of a record of a file, with nothing to be said of it yet.
    pub fn new(schema: &'static str, file: String) -> Self {
        Self {
            schema,
            file,
            entry: None,
            ok: true,
            status: Status::Ok,
            code: None,
            message: None,
            remedy: None,
            error: None,
            formula: None,
            notes: Vec::new(),
        }
    }

    /// Says that there is no answer, and why.
    pub fn fail(&mut self, failure: Failure) {
        self.ok = false;
        self.status = failure.status;
        self.code = Some(failure.code);
        self.error = (failure.status == Status::Failed).then(|| failure.message.clone());
        self.message = Some(failure.message);
        self.remedy = failure.remedy;
    }

    /// The file, and which structure of it.
    pub fn name(&self) -> String {
        match &self.entry {
            Some(entry) => format!("{}, {entry}", self.file),
            None => self.file.clone(),
        }
    }

    /// The codes of the notes, each once, in their order.
    pub fn note_codes(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = Vec::new();
        for note in &self.notes {
            if !codes.contains(&note.code.as_str()) {
                codes.push(&note.code);
            }
        }
        codes
    }
}
