//! The framework around a mobile ion and its potential at any point.
//!
//! With r the distance to a framework position (all within the cutoff), o its occupancy, q and n
//! charge and principal quantum number, ρ covalent radii and f = 0.74:
//!
//! E(x) = ½ Σ_counter-ions o·D0·[(e^{α(R_min−r)} − 1)² − 1]
//!      + 14.4 eV Å · Σ_like ions o·q·q_s/√(n·n_s) · κ/r · erfc(r / (f·(ρ + ρ_s)))
//!
//! Source: softBV, doi:10.1107/S2052520618015718; the sum over fractional occupancies is the mean
//! field over the disorder.

use hecs_core::{Element, Ion, IonTables, Lattice, Operation, PeriodicPoints, Structure};
use nalgebra::{Matrix3, Vector3};

use crate::pair::{PairTerm, SHORTEST_ANG};
use crate::parameters::{FrameworkIon, charge_scaling, framework_ions, mobile_ion_data, pair_term};
use crate::soundness::{check_cutoff, check_geometry, check_overlaps};
use crate::{BvseError, Depth, Options};

/// What acts around a place is listed for positions as far from it as this (Å): a few steps of a search.
pub(crate) const MARGIN_ANG: f64 = 0.6;

/// All positions that share their species: one row of the potential's table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SiteKind {
    pub(crate) ions: Vec<FrameworkIon>,
    pub(crate) terms: Vec<PairTerm>,
}

/// The fixed surroundings of a mobile ion in a crystal, ready to give energies.
#[derive(Clone, Debug)]
pub struct Framework {
    pub(crate) lattice: Lattice,
    pub(crate) operations: Vec<Operation>,
    pub(crate) mobile: Ion,
    pub(crate) options: Options,
    pub(crate) kinds: Vec<SiteKind>,
    /// Fractional position in [0, 1) and kind, in the order of the sites.
    pub(crate) positions: Vec<(Vector3<f64>, u32)>,
    /// Number of the site of the structure that each position belongs to.
    pub(crate) site_of: Vec<u32>,
    /// Labels of the sites of the structure.
    pub(crate) labels: Vec<String>,
    /// With images as far as a list around a place in the cell needs.
    pub(crate) neighbours: PeriodicPoints,
    charge_scaling: f64,
}

/// Energy, gradient and Hessian of the potential at a point, in a Cartesian frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Derivatives {
    /// Energy in eV.
    pub energy_ev: f64,
    /// Gradient in eV/Å.
    pub gradient: Vector3<f64>,
    /// Second derivatives in eV/Å².
    pub hessian: Matrix3<f64>,
}

impl Framework {
    /// The framework of `structure` around the ion `mobile`.
    ///
    /// Every species but the mobile ion belongs to it (and the mobile ion on the sites that
    /// `options.fixed` names); species without a charge that are of the mobile element count as
    /// mobile. Parameters are those of the nearest integer charge, which also tells the mobile ion from
    /// others of its element; repulsion takes averaged charges as they are. With `options.insert` the
    /// structure need not hold the ion.
    ///
    /// # Errors
    /// Missing parameters, charges or mobile ions, overlapping sites, impossible occupancies: see
    /// [`BvseError`].
    pub fn new(structure: &Structure, mobile: Ion, options: &Options) -> Result<Self, BvseError> {
        Self::with_depth(structure, mobile, options, Depth::Half)
    }

    /// The framework with a choice of how much of the Morse depth counts: [`Depth::Full`] gives
    /// the bond-valence energy landscape (BVEL).
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_depth(
        structure: &Structure,
        mobile: Ion,
        options: &Options,
        depth: Depth,
    ) -> Result<Self, BvseError> {
        let _span = tracing::info_span!("bvse_framework", structure = %structure.name()).entered();
        check_cutoff(options.cutoff_ang)?;
        check_geometry(structure)?;
        check_overlaps(structure, mobile, &options.fixed)?;
        let tables = IonTables::published();
        let mobile_data = mobile_ion_data(structure, mobile, options.insert, tables)?;
        for label in &options.fixed {
            if !structure.sites().iter().any(|s| s.label == *label) {
                return Err(BvseError::UnknownLabel {
                    label: label.clone(),
                    present: structure.sites().iter().map(|s| s.label.clone()).collect(),
                });
            }
        }
        let mut ions_of_sites = Vec::with_capacity(structure.sites().len());
        for site in structure.sites() {
            let fixed = options.fixed.contains(&site.label);
            ions_of_sites.push(framework_ions(site, mobile, fixed, tables)?);
        }
        let scaling = if options.charge_scaling {
            charge_scaling(structure, mobile, tables)?
        } else {
            1.0
        };
        let mut kinds: Vec<SiteKind> = Vec::new();
        let mut positions = Vec::new();
        let mut site_of = Vec::new();
        for ((number, site), ions) in (0..).zip(structure.sites()).zip(ions_of_sites) {
            if ions.is_empty() {
                continue;
            }
            let terms = ions
                .iter()
                .map(|ion| {
                    pair_term(
                        ion,
                        &site.label,
                        (mobile, mobile_data),
                        options.radii,
                        (depth, scaling),
                    )
                })
                .collect::<Result<Vec<_>, _>>()?;
            let kind = kinds
                .iter()
                .position(|k| k.ions == ions)
                .unwrap_or_else(|| {
                    kinds.push(SiteKind { ions, terms });
                    kinds.len() - 1
                });
            positions.extend(site.positions.iter().map(|p| (*p, kind as u32)));
            site_of.resize(positions.len(), number);
        }
        let binds = |k: &SiteKind| k.ions.iter().any(|i| i.bond.is_some());
        if !kinds.iter().any(binds) {
            return Err(BvseError::NoCounterIon { ion: mobile });
        }
        let neighbours = PeriodicPoints::tagged(
            structure.lattice(),
            positions.iter().copied(),
            options.cutoff_ang + MARGIN_ANG,
        );
        Ok(Self {
            lattice: structure.lattice().clone(),
            operations: structure.space_group().operations.clone(),
            mobile,
            options: options.clone(),
            kinds,
            positions,
            site_of,
            labels: structure.sites().iter().map(|s| s.label.clone()).collect(),
            neighbours,
            charge_scaling: scaling,
        })
    }

    /// The unit cell.
    pub fn lattice(&self) -> &Lattice {
        &self.lattice
    }

    /// The ion that moves.
    pub fn mobile(&self) -> Ion {
        self.mobile
    }

    /// The options it was built with.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// κ, the factor on the repulsion (dimensionless); 1 where charge scaling is off.
    pub fn charge_scaling(&self) -> f64 {
        self.charge_scaling
    }

    /// Energy in eV at a fractional position, from the formula itself in double precision.
    ///
    /// On top of a like ion the repulsion is that at 0.01 Å, so the value is always finite.
    pub fn energy(&self, fract: &Vector3<f64>) -> f64 {
        let at = self.wrapped(fract);
        let cutoff = self.options.cutoff_ang;
        let mut energy = 0.0;
        self.neighbours.for_each(&at, cutoff, |image| {
            let r = (image.position - at).norm();
            if r <= cutoff {
                for term in &self.kinds[image.tag as usize].terms {
                    energy += term.energy(r);
                }
            }
        });
        energy
    }

    /// Energy with its first and second derivatives at a fractional position.
    pub fn derivatives(&self, fract: &Vector3<f64>) -> Derivatives {
        let at = self.wrapped(fract);
        let cutoff = self.options.cutoff_ang;
        let mut sum = Derivatives {
            energy_ev: 0.0,
            gradient: Vector3::zeros(),
            hessian: Matrix3::zeros(),
        };
        self.neighbours.for_each(&at, cutoff, |image| {
            let delta = at - image.position;
            let r = delta.norm();
            if r > cutoff {
                return;
            }
            let r = r.max(SHORTEST_ANG);
            let unit = delta / r;
            let (mut e, mut slope, mut curvature) = (0.0, 0.0, 0.0);
            for term in &self.kinds[image.tag as usize].terms {
                let [e0, e1, e2] = term.energy_and_derivatives(r);
                e += e0;
                slope += e1;
                curvature += e2;
            }
            // ∇∇φ = φ″ uuᵀ + φ′/r (1 − uuᵀ)
            let radial = unit * unit.transpose();
            sum.energy_ev += e;
            sum.gradient += unit * slope;
            sum.hessian += radial * curvature + (Matrix3::identity() - radial) * (slope / r);
        });
        sum
    }

    /// Title of maps.
    pub(crate) fn title(&self) -> String {
        format!("{} in its framework", self.mobile)
    }

    /// Majority species and fractional position of every framework atom.
    pub(crate) fn atoms(&self) -> Vec<(Element, Vector3<f64>)> {
        let majority = |kind: &SiteKind| {
            let mut best = &kind.ions[0];
            for ion in &kind.ions {
                if ion.occupancy > best.occupancy {
                    best = ion;
                }
            }
            best.ion.element
        };
        let elements: Vec<Element> = self.kinds.iter().map(majority).collect();
        let placed = self.positions.iter();
        placed
            .map(|(p, kind)| (elements[*kind as usize], *p))
            .collect()
    }

    /// Cartesian position in the home cell.
    pub(crate) fn wrapped(&self, fract: &Vector3<f64>) -> Vector3<f64> {
        self.lattice.cartesian(&fract.map(|x| x - x.floor()))
    }
}
