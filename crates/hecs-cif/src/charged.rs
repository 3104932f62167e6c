//! What is found out about the charges of a structure that was read, among what the file says.

use hecs_charges::{Basis, ChargeNote, Reason, assign};
use hecs_core::Element;

use crate::{Code, Diagnostic, Reading, Severity, Span};

impl Reading {
    /// The reading with oxidation states in place of those that the file does not state (see
    /// [`hecs_charges::assign`]); `given` ones (e) go before those of the file. What they rest on is
    /// among the diagnostics, at the atoms of the file.
    ///
    /// ```
    /// use hecs_cif::{Code, ReadOptions, read_structure};
    ///
    /// let cif = b"data_NaCl
    /// _cell_length_a 5.64
    /// _cell_length_b 5.64
    /// _cell_length_c 5.64
    /// _cell_angle_alpha 90
    /// _cell_angle_beta 90
    /// _cell_angle_gamma 90
    /// _space_group_name_H-M_alt 'F m -3 m'
    /// loop_ _atom_site_label _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
    /// Na1 0 0 0
    /// Cl1 0.5 0.5 0.5
    /// ";
    /// let reading = read_structure(cif, &ReadOptions::default()).with_charges(&[]);
    /// assert!(reading.diagnostics.iter().any(|d| d.code == Code::ChargesAssumed));
    /// let structure = reading.into_structure()?;
    /// assert_eq!(structure.sites()[1].species[0].charge, Some(-1.0));
    /// # Ok::<(), hecs_cif::Diagnostic>(())
    /// ```
    #[must_use]
    pub fn with_charges(mut self, given: &[(Element, f64)]) -> Self {
        let Some(structure) = self.structure.take() else {
            return self;
        };
        let charged = assign(structure, given, &self.unlocated);
        for note in &charged.notes {
            self.report(note);
        }
        let stated = std::mem::replace(&mut self.charges, charged.account).elements;
        for element in &mut self.charges.elements {
            if element.reason == Reason::Stated
                && let Some(stated) = stated.iter().find(|s| s.element == element.element)
            {
                element.reason = stated.reason;
            }
        }
        let is_sound = self.first_error().is_none();
        self.structure = Some(charged.structure).filter(|_| is_sound);
        self
    }

    /// Puts a note among the diagnostics, in its place in the order of the file.
    fn report(&mut self, note: &ChargeNote) {
        let code = code(note);
        let severity = match (note.is_warning(), self.strict) {
            (false, _) => Severity::Advice,
            (true, false) => Severity::Warning,
            (true, true) => Severity::Error,
        };
        let start = |span: Option<Span>| span.map_or(usize::MAX, |s| s.start);
        let at = self
            .diagnostics
            .partition_point(|d| start(d.span) <= start(self.atoms));
        self.diagnostics.insert(
            at,
            Diagnostic {
                code,
                severity,
                message: note.to_string(),
                help: note.remedy().or_else(|| code.help().map(str::to_owned)),
                span: self.atoms,
            },
        );
    }
}

fn code(note: &ChargeNote) -> Code {
    match note {
        ChargeNote::Assumed {
            basis: Basis::Average,
            ..
        } => Code::AverageCharge,
        ChargeNote::Unknown { .. } => Code::ChargesUnknown,
        ChargeNote::Placeholders => Code::StatedChargesUnused,
        ChargeNote::OneElement { .. } => Code::OneElement,
        ChargeNote::Imbalance { .. } => Code::ChargeImbalance,
        _ => Code::ChargesAssumed,
    }
}
