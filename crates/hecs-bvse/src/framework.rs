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

use hecs_core::{
    Element, Ion, IonData, IonTables, Lattice, MorsePair, Operation, Site, Species, Structure,
};
use nalgebra::{Matrix3, Vector3};

use crate::neighbours::Neighbours;
use crate::pair::{PairTerm, SHORTEST_A};
use crate::{BvseError, Depth, Options, Radii};

/// e²/(4πε₀) as softBV rounds it, in eV Å.
pub(crate) const COULOMB_EV_A: f64 = 14.4;
/// Share of the sum of covalent radii that screens, f.
pub(crate) const SCREENING_SHARE: f64 = 0.74;
/// Positions closer than this (Å) cannot both be filled.
const OVERLAP_A: f64 = 0.5;
/// Rounding of refined occupancies that overlapping sites may add up to beyond 1.
const OVERLAP_OCCUPANCY: f64 = 1.05;

/// One species of the framework with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FrameworkIon {
    pub(crate) ion: Ion,
    /// Charge in e, not rounded.
    pub(crate) charge: f64,
    pub(crate) occupancy: f64,
    /// Parameters of the bond to the mobile ion, for counter-ions.
    pub(crate) bond: Option<MorsePair>,
}

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
    pub(crate) neighbours: Neighbours,
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
    /// mobile.
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
        let _span = tracing::info_span!("bvse_framework", structure = %structure.name).entered();
        check_cutoff(options.cutoff_a)?;
        check_geometry(structure)?;
        check_overlaps(structure, mobile, &options.fixed)?;
        let tables = IonTables::published();
        let mobile_data = mobile_ion_data(structure, mobile, tables)?;
        for label in &options.fixed {
            if !structure.sites.iter().any(|s| s.label == *label) {
                return Err(BvseError::UnknownLabel {
                    label: label.clone(),
                    present: structure.sites.iter().map(|s| s.label.clone()).collect(),
                });
            }
        }
        let mut ions_of_sites = Vec::with_capacity(structure.sites.len());
        for site in &structure.sites {
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
        for (site, ions) in structure.sites.iter().zip(ions_of_sites) {
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
        }
        let binds = |k: &SiteKind| k.ions.iter().any(|i| i.bond.is_some());
        if !kinds.iter().any(binds) {
            return Err(BvseError::NoCounterIon { ion: mobile });
        }
        let neighbours = Neighbours::new(&structure.lattice, &positions, options.cutoff_a);
        Ok(Self {
            lattice: structure.lattice.clone(),
            operations: structure.space_group.operations.clone(),
            mobile,
            options: options.clone(),
            kinds,
            positions,
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
        let cutoff = self.options.cutoff_a;
        let mut energy = 0.0;
        self.neighbours.for_each(&at, cutoff, |image| {
            let r = (image.position - at).norm();
            if r <= cutoff {
                for term in &self.kinds[image.kind as usize].terms {
                    energy += term.energy(r);
                }
            }
        });
        energy
    }

    /// Energy with its first and second derivatives at a fractional position.
    pub fn derivatives(&self, fract: &Vector3<f64>) -> Derivatives {
        let at = self.wrapped(fract);
        let cutoff = self.options.cutoff_a;
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
            let r = r.max(SHORTEST_A);
            let unit = delta / r;
            let (mut e, mut slope, mut curvature) = (0.0, 0.0, 0.0);
            for term in &self.kinds[image.kind as usize].terms {
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

pub(crate) fn check_cutoff(cutoff_a: f64) -> Result<(), BvseError> {
    if (1.0..=50.0).contains(&cutoff_a) {
        Ok(())
    } else {
        Err(BvseError::InvalidCutoff { cutoff_a })
    }
}

/// Volume, coordinates, occupancies and overlaps.
pub(crate) fn check_geometry(structure: &Structure) -> Result<(), BvseError> {
    let volume_a3 = structure.lattice.volume();
    if volume_a3.is_nan() || volume_a3 < 1.0 {
        return Err(BvseError::EmptyCell { volume_a3 });
    }
    for site in &structure.sites {
        if site
            .positions
            .iter()
            .any(|p| p.iter().any(|x| !x.is_finite()))
        {
            return Err(BvseError::InvalidPosition {
                site: site.label.clone(),
            });
        }
        for species in &site.species {
            if !(0.0..=1.0 + 1e-6).contains(&species.occupancy) {
                return Err(BvseError::InvalidOccupancy {
                    site: site.label.clone(),
                    element: species.element,
                    occupancy: species.occupancy,
                });
            }
        }
    }
    check_orbits(structure)
}

/// Every operation must map every site onto itself: the map is computed on symmetry-unique points.
fn check_orbits(structure: &Structure) -> Result<(), BvseError> {
    /// Rounding of coordinates in files, in Å.
    const TOLERANCE_A: f64 = 0.02;
    for site in &structure.sites {
        let Some(first) = site.positions.first() else {
            continue;
        };
        for operation in &structure.space_group.operations {
            let image = operation.apply(first);
            let found = site.positions.iter().any(|p| {
                let delta = (p - image).map(|d| d - d.round());
                structure.lattice.cartesian(&delta).norm() < TOLERANCE_A
            });
            if !found {
                return Err(BvseError::BrokenSymmetry {
                    site: site.label.clone(),
                    operation: operation.to_string(),
                });
            }
        }
    }
    Ok(())
}

/// Distinct framework positions that cannot both be filled.
pub(crate) fn check_overlaps(
    structure: &Structure,
    mobile: Ion,
    fixed: &[String],
) -> Result<(), BvseError> {
    let mut sites = Vec::new();
    for site in &structure.sites {
        let keeps = fixed.contains(&site.label);
        let filled: f64 = site
            .species
            .iter()
            .filter(|s| keeps || !is_mobile(s, mobile))
            .map(|s| s.occupancy)
            .sum();
        if filled > 0.0 {
            sites.push((site, filled));
        }
    }
    let placed: Vec<(Vector3<f64>, u32)> = sites
        .iter()
        .enumerate()
        .flat_map(|(i, (site, _))| site.positions.iter().map(move |p| (*p, i as u32)))
        .collect();
    let near = Neighbours::new(&structure.lattice, &placed, OVERLAP_A);
    for (i, (site, filled)) in sites.iter().enumerate() {
        // One position of each site stands for all: the others are its images.
        let reach = if structure.space_group.operations.len() > 1 {
            1
        } else {
            site.positions.len()
        };
        for position in site.positions.iter().take(reach) {
            let at = structure
                .lattice
                .cartesian(&position.map(|x| x - x.floor()));
            let mut worst: Option<(usize, f64)> = None;
            let mut selves = 0;
            near.for_each(&at, OVERLAP_A, |image| {
                let distance = (image.position - at).norm();
                if image.kind as usize == i && distance < 1e-6 {
                    selves += 1;
                    if selves == 1 {
                        return;
                    }
                }
                if distance < OVERLAP_A
                    && filled + sites[image.kind as usize].1 > OVERLAP_OCCUPANCY
                    && worst.is_none_or(|w| distance < w.1)
                {
                    worst = Some((image.kind as usize, distance));
                }
            });
            if let Some((other, distance_a)) = worst {
                return Err(BvseError::OverlappingSites {
                    first: site.label.clone(),
                    second: sites[other].0.label.clone(),
                    distance_a,
                    occupancy: filled + sites[other].1,
                });
            }
        }
    }
    Ok(())
}

/// Whether a species is the mobile ion; of unknown charge, the element decides.
pub(crate) fn is_mobile(species: &Species, mobile: Ion) -> bool {
    species.element == mobile.element && species.ion().is_none_or(|ion| ion == mobile)
}

/// Quantum number and radii of the mobile ion, after checking that it is there.
pub(crate) fn mobile_ion_data<'t>(
    structure: &Structure,
    mobile: Ion,
    tables: &'t IonTables,
) -> Result<&'t IonData, BvseError> {
    let mut tabulated: Vec<i8> = tables
        .pairs()
        .flat_map(|(c, a, _)| [c, a])
        .filter(|ion| ion.element == mobile.element)
        .map(|ion| ion.charge)
        .collect();
    tabulated.sort_unstable();
    tabulated.dedup();
    let unusable = |reason| BvseError::UnusableMobileIon {
        ion: mobile,
        reason,
        tabulated: tabulated.clone(),
    };
    if mobile.charge == 0 {
        return Err(unusable("it has no charge"));
    }
    if !tabulated.contains(&mobile.charge) {
        return Err(unusable("no bond of it is tabulated"));
    }
    let data = tables
        .ion(mobile)
        .ok_or_else(|| unusable("it is not in the ion table"))?;
    let held = |site: &Site| {
        site.species
            .iter()
            .any(|s| is_mobile(s, mobile) && s.occupancy > 0.0)
    };
    if !structure.sites.iter().any(held) {
        return Err(BvseError::NoMobileIon {
            structure: structure.name.clone(),
            ion: mobile,
            present: structure.composition().into_keys().collect(),
        });
    }
    Ok(data)
}

/// The framework's species of a site in file order, with their bonds to the mobile ion.
pub(crate) fn framework_ions(
    site: &Site,
    mobile: Ion,
    fixed: bool,
    tables: &IonTables,
) -> Result<Vec<FrameworkIon>, BvseError> {
    let mut ions = Vec::with_capacity(site.species.len());
    for species in &site.species {
        let moves = is_mobile(species, mobile);
        if species.occupancy == 0.0 || (moves && !fixed) {
            continue;
        }
        let (ion, charge) = if moves {
            (mobile, f64::from(mobile.charge))
        } else {
            charged(species, site, tables)?
        };
        let bond = if (ion.charge > 0) == (mobile.charge > 0) {
            None
        } else {
            Some(bond(site, ion, mobile, tables)?)
        };
        ions.push(FrameworkIon {
            ion,
            charge,
            occupancy: species.occupancy,
            bond,
        });
    }
    Ok(ions)
}

fn charged(species: &Species, site: &Site, tables: &IonTables) -> Result<(Ion, f64), BvseError> {
    match (species.ion(), species.charge) {
        (Some(ion), Some(charge)) if ion.charge != 0 => Ok((ion, charge)),
        _ => Err(BvseError::UnknownCharge {
            site: site.label.clone(),
            element: species.element,
            charge: species.charge,
            tabulated: tables.charges(species.element).collect(),
        }),
    }
}

fn bond(site: &Site, ion: Ion, mobile: Ion, tables: &IonTables) -> Result<MorsePair, BvseError> {
    let (cation, anion) = if mobile.charge > 0 {
        (mobile, ion)
    } else {
        (ion, mobile)
    };
    let Some(pair) = tables.pair(cation, anion) else {
        let tabulated = tables
            .pairs()
            .filter_map(|(c, a, _)| {
                if mobile.charge > 0 {
                    (c == mobile && a.element == ion.element).then_some(a.charge)
                } else {
                    (a == mobile && c.element == ion.element).then_some(c.charge)
                }
            })
            .collect();
        return Err(BvseError::MissingPair {
            site: site.label.clone(),
            cation,
            anion,
            mobile,
            tabulated,
        });
    };
    if !pair.is_physical() {
        return Err(BvseError::UnphysicalPair {
            cation,
            anion,
            alpha_per_a: pair.alpha_per_a,
        });
    }
    Ok(*pair)
}

fn pair_term(
    ion: &FrameworkIon,
    site: &str,
    (mobile, mobile_data): (Ion, &IonData),
    radii: Radii,
    (depth, scaling): (Depth, f64),
) -> Result<PairTerm, BvseError> {
    if let Some(bond) = &ion.bond {
        return Ok(PairTerm::Morse {
            strength_ev: depth.share() * ion.occupancy * bond.d0_ev,
            r_min_a: bond.r_min_a,
            alpha_per_a: bond.alpha_per_a,
        });
    }
    let tables = IonTables::published();
    let data = ion_data(ion.ion, site, tables)?;
    let screening = SCREENING_SHARE
        * (covalent_radius(mobile, mobile_data, "mobile ion", radii, tables)?
            + covalent_radius(ion.ion, data, site, radii, tables)?);
    let numbers = mobile_data.principal_quantum_number * data.principal_quantum_number;
    let charges = f64::from(mobile.charge) * ion.charge / numbers.sqrt();
    Ok(PairTerm::Coulomb {
        strength_ev_a: COULOMB_EV_A * ion.occupancy * charges * scaling,
        inverse_screening_per_a: 1.0 / screening,
    })
}

pub(crate) fn ion_data<'t>(
    ion: Ion,
    site: &str,
    tables: &'t IonTables,
) -> Result<&'t IonData, BvseError> {
    tables.ion(ion).ok_or_else(|| BvseError::MissingIonData {
        site: site.to_owned(),
        ion,
        what: "principal quantum number",
        tabulated: tables.charges(ion.element).collect(),
    })
}

pub(crate) fn covalent_radius(
    ion: Ion,
    data: &IonData,
    site: &str,
    radii: Radii,
    tables: &IonTables,
) -> Result<f64, BvseError> {
    let of = |data: &IonData| match radii {
        Radii::SoftBv => data.softbv_radius_a,
        Radii::Cordero => data.cordero_radius_a,
        Radii::Spse => data.spse_radius_a,
    };
    of(data).ok_or_else(|| BvseError::MissingIonData {
        site: site.to_owned(),
        ion,
        what: BvseError::missing_radius(radii),
        tabulated: tables
            .ions()
            .filter(|(other, data)| other.element == ion.element && of(data).is_some())
            .map(|(other, _)| other.charge)
            .collect(),
    })
}

/// κ = −Σ_counter-ions o·q/√n ÷ Σ_ions of the mobile ion's sign o·q/√n over every position of the
/// cell, mobile ions included.
pub(crate) fn charge_scaling(
    structure: &Structure,
    mobile: Ion,
    tables: &IonTables,
) -> Result<f64, BvseError> {
    let (mut like, mut counter) = (0.0, 0.0);
    for site in &structure.sites {
        for species in site.species.iter().filter(|s| s.occupancy > 0.0) {
            let (ion, charge) = if is_mobile(species, mobile) {
                (mobile, f64::from(mobile.charge))
            } else {
                charged(species, site, tables)?
            };
            let data = ion_data(ion, &site.label, tables)?;
            let share = species.occupancy * charge * site.multiplicity() as f64
                / data.principal_quantum_number.sqrt();
            if (charge > 0.0) == (mobile.charge > 0) {
                like += share;
            } else {
                counter += share;
            }
        }
    }
    if counter == 0.0 {
        return Err(BvseError::NoCounterIon { ion: mobile });
    }
    Ok(-counter / like)
}
