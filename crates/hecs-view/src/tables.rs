//! Sites, hops and profiles of a record as CSV.

use std::io;

use hecs_analysis::records::{BothWays, BottleneckRecord, PathsRecord, ProfilePointRecord};

use crate::csv_text::{csv_text, optional};

/// The sites, one a row.
pub fn sites_csv(record: &PathsRecord) -> io::Result<Vec<u8>> {
    let header = [
        "site",
        "label",
        "x",
        "y",
        "z",
        "multiplicity",
        "energy_eV",
        "bond_valence_sum",
        "refined",
    ];
    let rows = record.sites.iter().map(|site| {
        let mut row = vec![site.id.to_string(), site.label.clone()];
        row.extend(site.fract.map(|x| x.to_string()));
        row.extend([
            site.multiplicity.to_string(),
            site.energy.to_string(),
            site.bond_valence_sum.to_string(),
            site.refined.to_string(),
        ]);
        row
    });
    csv(&header, rows)
}

/// The hops, one a row; `from_*` and `to_*` are what `--from` and `--to` take.
pub fn hops_csv(record: &PathsRecord) -> io::Result<Vec<u8>> {
    let header = [
        "hop",
        "from",
        "to",
        "from_label",
        "to_label",
        "from_x",
        "from_y",
        "from_z",
        "to_x",
        "to_y",
        "to_z",
        "offset_a",
        "offset_b",
        "offset_c",
        "multiplicity",
        "distance_A",
        "length_A",
        "saddle_x",
        "saddle_y",
        "saddle_z",
        "energy_eV",
        "forward_eV",
        "backward_eV",
        "forward_elastic_eV",
        "backward_elastic_eV",
        "bottleneck_A",
        "window",
        "decides",
        "refined",
        "note",
    ];
    let label = |site: usize| {
        let site = record.sites.get(site);
        site.map_or(String::new(), |site| site.label.clone())
    };
    let rows = record.hops.iter().map(|hop| {
        let mut row = vec![
            hop.id.to_string(),
            hop.from.to_string(),
            hop.to.to_string(),
            label(hop.from),
            label(hop.to),
        ];
        row.extend(hop.ends.iter().flatten().map(ToString::to_string));
        row.extend(hop.offset.map(|cell| cell.to_string()));
        row.extend([
            hop.multiplicity.to_string(),
            hop.distance.to_string(),
            hop.length.to_string(),
        ]);
        row.extend(hop.saddle.map(|x| x.to_string()));
        row.push(hop.energy.to_string());
        row.extend(both(Some(hop.rigid)));
        row.extend(both(hop.elastic));
        row.extend([
            optional(hop.bottleneck.radius),
            window(&hop.bottleneck),
            decides(record, hop.id),
            hop.refined.to_string(),
            hop.note.clone().unwrap_or_default(),
        ]);
        row
    });
    csv(&header, rows)
}

fn both(barriers: Option<BothWays>) -> [String; 2] {
    [
        optional(barriers.map(|b| b.forward)),
        optional(barriers.map(|b| b.backward)),
    ]
}

/// The ions of a window: `S1 S1 I1`.
pub fn window(bottleneck: &BottleneckRecord) -> String {
    let labels: Vec<&str> = bottleneck
        .ions
        .iter()
        .map(|ion| ion.label.as_str())
        .collect();
    labels.join(" ")
}

/// The dimensions whose barrier a hop decides in the rigid host: `1d 2d`.
pub fn decides(record: &PathsRecord, hop: usize) -> String {
    let barriers = record.barriers.iter();
    let decided = barriers.filter(|(_, barrier)| barrier.as_ref().is_some_and(|b| b.hop == hop));
    let names: Vec<&str> = decided.map(|(name, _)| *name).collect();
    names.join(" ")
}

/// The profiles: of the hop, or of the easiest path in each number of dimensions.
pub fn profile_csv(record: &PathsRecord) -> io::Result<Vec<u8>> {
    let header = [
        "path",
        "distance_A",
        "x",
        "y",
        "z",
        "rigid_eV",
        "elastic_eV",
    ];
    let of_network = record.profiles.iter();
    let of_network = of_network.flat_map(|(name, points)| points.iter().map(|p| (*name, p)));
    let of_hop = record.hop.iter().flat_map(|hop| &hop.profile);
    let all = of_network.chain(of_hop.map(|point| ("hop", point)));
    csv(&header, all.map(|(name, point)| profile_row(name, point)))
}

fn profile_row(name: &str, point: &ProfilePointRecord) -> Vec<String> {
    let mut row = vec![name.to_owned(), point.distance.to_string()];
    row.extend(point.fract.map(|x| x.to_string()));
    row.extend([optional(point.rigid), optional(point.elastic)]);
    row
}

fn csv(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> io::Result<Vec<u8>> {
    let header: Vec<String> = header.iter().map(ToString::to_string).collect();
    csv_text(&header, &rows.collect::<Vec<_>>())
}
