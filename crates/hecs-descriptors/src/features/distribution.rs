//! Features 40–54: how ions share their sites, and the free anions.

use hecs_core::{Ion, IonTables};

use super::missing::Missing;
use super::structure::mean_or;
use super::table::Feature as F;
use super::values::Values;
use crate::electrolyte::Electrolyte;
use crate::entropy::site_entropy;
use crate::ion_means::mean;
use crate::mean::Mean;
use crate::part::Part;
use crate::property::Property;

pub(super) fn measure(electrolyte: &Electrolyte, values: &mut Values) {
    let joined = &electrolyte.joined;
    let mobile = electrolyte.ion.element;
    let count = |sites: &mut dyn Iterator<Item = usize>| -> f64 {
        sites
            .map(|n| joined[n].occupancy() * joined[n].weight())
            .sum()
    };
    let free_anions = count(&mut electrolyte.of_part(Part::FreeAnion));
    let anions = free_anions + count(&mut electrolyte.of_part(Part::BoundAnion));
    let ions: f64 = electrolyte
        .of_part(Part::Mobile)
        .map(|n| electrolyte.mobile_on(n))
        .sum();

    // Occupancies of the classes that hold most.
    let classes = electrolyte.mobile_classes();
    let occupancy = |class: &[usize]| {
        let positions: f64 = class.iter().map(|n| joined[*n].weight()).sum();
        class.iter().map(|n| electrolyte.mobile_on(*n)).sum::<f64>() / positions
    };
    let of_class = |n: usize, what| {
        let class = classes.get(n).ok_or_else(|| Missing::none(what));
        class.map(|class| occupancy(class))
    };
    let (first, second) = (
        of_class(0, "mobile sites"),
        of_class(1, "second class of mobile sites"),
    );
    values.set(
        F::OccM,
        first.clone().map(|o| o + second.clone().unwrap_or(0.0)),
    );
    values.set(F::OccM1, first);
    values.set(F::OccM2, second);
    // Occupancies that are rounded up leave no negative vacancies.
    let vacancies = (electrolyte.nodes.capacity - ions).max(0.0);
    values.set(F::Vacancies, Ok(vacancies / anions));

    // Entropies.
    let entropy = |n: usize| {
        let site = &joined[n];
        site_entropy(site.weight(), site.species.iter().map(|(_, o)| *o))
    };
    let of_part = |part| electrolyte.of_part(part).map(entropy).sum::<f64>();
    values.set(F::SM, Ok(of_part(Part::Mobile) / anions));
    let of_anions = of_part(Part::FreeAnion) + of_part(Part::BoundAnion);
    values.set(F::SX, Ok(of_anions / anions));

    let shared = electrolyte.of_part(Part::Mobile);
    let shared = shared.filter(|n| !joined[*n].others(mobile).is_empty());
    let on_shared: f64 = shared.map(|n| electrolyte.mobile_on(n)).sum();
    values.set(F::SharedM, Ok(on_shared / ions));

    // Free anions.
    let free = electrolyte.free_anions();
    for (number, what, [s, r, en]) in [
        (0, "free anions", [F::SX1, F::RX1, F::EnX1]),
        (1, "second class of free anions", [F::SX2, F::RX2, F::EnX2]),
    ] {
        let Some(class) = free.get(number) else {
            for feature in [s, r, en] {
                values.set(feature, Err(Missing::none(what)));
            }
            continue;
        };
        let positions: f64 = class.iter().map(|n| joined[*n].weight()).sum();
        let of_class: f64 = class.iter().map(|n| entropy(*n)).sum();
        values.set(s, Ok(of_class / positions));
        let species: Vec<(Ion, f64)> = class
            .iter()
            .flat_map(|n| {
                let weight = joined[*n].weight();
                joined[*n]
                    .species
                    .iter()
                    .map(move |(i, o)| (*i, o * weight))
            })
            .collect();
        let average = |property| {
            let found = mean(IonTables::published(), &species, property, &[]);
            found.map_err(|error| Missing::from(&error))
        };
        values.set(r, average(Property::CrystalRadius));
        values.set(en, average(Property::Electronegativity));
    }
    values.set(F::FreeX, Ok(free_anions / anions));
    let mut around = Mean::default();
    if free_anions > 0.0 {
        let mut bonds = 0.0;
        for site in electrolyte.of_part(Part::Mobile) {
            let own = electrolyte.mobile_bonds[site].iter();
            let own = own.filter(|b| electrolyte.sites[b.anion.0].part == Part::FreeAnion);
            let filled = own.map(|b| joined[b.anion.0].occupancy().min(1.0));
            bonds += electrolyte.mobile_on(site) * filled.sum::<f64>();
        }
        around.add(bonds / free_anions, 1.0);
    }
    values.set(
        F::MAroundX,
        mean_or(around, || Missing::none("free anions")),
    );
}
