//! Screenings as CSV and JSON.

use crate::{Assessment, DesignError, Screening};

impl Screening {
    /// One row per candidate, in the order of the ranking; numbers in full precision, empty where there is none.
    ///
    /// # Errors
    /// [`DesignError::Data`]; none in practice.
    pub fn to_csv(&self) -> Result<String, DesignError> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let failed = |reason: String| DesignError::Data {
            what: "table of candidates".to_owned(),
            reason,
        };
        let names = |list: Option<&Assessment>| -> Vec<String> {
            let Some(first) = list else { return Vec::new() };
            let variables = first.variables.iter().map(|(name, _)| name.clone());
            variables
                .chain(first.choices.iter().map(|(name, _)| name.clone()))
                .collect()
        };
        let mut header = vec!["rank".to_owned(), "formula".to_owned()];
        header.extend(names(self.candidates.first()));
        header.extend(COLUMNS.map(str::to_owned));
        header.extend(
            self.candidates
                .first()
                .into_iter()
                .flat_map(|c| c.descriptors.iter().map(|d| d.0.to_owned())),
        );
        writer
            .write_record(&header)
            .map_err(|e| failed(e.to_string()))?;
        for candidate in &self.candidates {
            writer
                .write_record(record(candidate))
                .map_err(|e| failed(e.to_string()))?;
        }
        let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
        String::from_utf8(bytes).map_err(|e| failed(e.to_string()))
    }

    /// Everything as JSON.
    ///
    /// # Errors
    /// [`DesignError::Data`] for a number that JSON cannot hold.
    pub fn to_json(&self) -> Result<String, DesignError> {
        serde_json::to_string_pretty(self).map_err(|error| DesignError::Data {
            what: "screening".to_owned(),
            reason: error.to_string(),
        })
    }
}

const COLUMNS: [&str; 33] = [
    "ranked_by_eV",
    "softbv_model_eV",
    "softbv_model_low_eV",
    "softbv_model_high_eV",
    "softbv_inside",
    "extrapolation",
    "softbv_direct_eV",
    "softbv_direct_error_eV",
    "disagreement_eV",
    "disagree",
    "spse_model_eV",
    "spse_model_low_eV",
    "spse_model_high_eV",
    "spse_inside",
    "spse_direct_steps",
    "spse_direct_eV",
    "disorder_J_per_mol_K",
    "pareto",
    "beyond_known",
    "lithium_per_doublet",
    "model_difference_from_parent_eV",
    "reasons",
    "a_A",
    "u_16e",
    "x_Li48h",
    "z_Li48h",
    "occ_Li48h",
    "occ_Li24g",
    "halide_on_c",
    "occ_4a",
    "occ_4c",
    "occ_4b",
    "occ_16e",
];

fn record(c: &Assessment) -> Vec<String> {
    let number = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
    let site = |ions: &[(hecs_core::Ion, f64)]| -> String {
        let parts: Vec<String> = ions
            .iter()
            .map(|(i, o)| format!("{}:{o:.6}", i.element))
            .collect();
        parts.join(" ")
    };
    let (direct, spse, spse_direct) = (
        c.softbv_direct.as_ref(),
        c.spse.as_ref(),
        c.spse_direct.as_ref(),
    );
    let beyond: Vec<String> = c.beyond_known.iter().map(ToString::to_string).collect();
    let p = &c.parameters;
    let mut row = vec![c.rank.to_string(), c.formula.clone()];
    row.extend(c.variables.iter().map(|(_, value)| value.to_string()));
    row.extend(c.choices.iter().map(|(_, element)| element.clone()));
    row.extend([
        c.ranked_by_ev.to_string(),
        c.softbv.ea_ev.to_string(),
        number(c.softbv.low_ev),
        number(c.softbv.high_ev),
        c.softbv.inside.to_string(),
        c.softbv.extrapolation.to_string(),
        number(direct.and_then(|d| d.ea_ev)),
        number(direct.and_then(|d| d.standard_error_ev)),
        number(c.disagreement_ev),
        c.disagree.to_string(),
        number(spse.map(|e| e.ea_ev)),
        number(spse.and_then(|e| e.low_ev)),
        number(spse.and_then(|e| e.high_ev)),
        spse.map_or_else(String::new, |e| e.inside.to_string()),
        spse_direct
            .and_then(|d| d.steps)
            .map_or_else(String::new, |s| s.to_string()),
        number(spse_direct.and_then(|d| d.ea_ev)),
        c.disorder.to_string(),
        c.pareto.to_string(),
        beyond.join("; "),
        c.lithium_per_doublet.to_string(),
        c.reasons.difference_ev.to_string(),
        c.reasons.words.clone(),
    ]);
    let structure = [
        p.a_ang,
        p.u_16e,
        p.x_li48h,
        p.z_li48h,
        p.occ_li48h,
        p.occ_li24g,
        p.halide_on_c,
    ];
    row.extend(structure.map(|x| x.to_string()));
    row.extend([site(&p.a), site(&p.c), site(&p.b), site(&p.e)]);
    row.extend(c.descriptors.iter().map(|(_, value)| value.to_string()));
    row
}
