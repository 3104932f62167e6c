//! The network of a record as GraphML (<http://graphml.graphdrawing.org>), as networkx, igraph and Gephi
//! read it: sites are nodes, hops are edges; an edge may lead from a node to itself, and two nodes may have
//! several.

use std::fmt::Write as _;

use hecs_analysis::records::PathsRecord;

use hecs_view::{decides, window};

/// Name, type and place of the attributes.
const KEYS: [(&str, &str, &str); 18] = [
    ("label", "string", "node"),
    ("x", "double", "node"),
    ("y", "double", "node"),
    ("z", "double", "node"),
    ("multiplicity", "int", "node"),
    ("energy_eV", "double", "node"),
    ("bond_valence_sum", "double", "node"),
    ("offset", "string", "edge"),
    ("hop_multiplicity", "int", "edge"),
    ("distance_A", "double", "edge"),
    ("saddle_eV", "double", "edge"),
    ("forward_eV", "double", "edge"),
    ("backward_eV", "double", "edge"),
    ("forward_elastic_eV", "double", "edge"),
    ("backward_elastic_eV", "double", "edge"),
    ("bottleneck_A", "double", "edge"),
    ("window", "string", "edge"),
    ("decides", "string", "edge"),
];

pub(super) fn graphml(record: &PathsRecord) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    );
    for (name, kind, place) in KEYS {
        let _ = writeln!(
            text,
            "  <key id=\"{name}\" for=\"{place}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
        );
    }
    text.push_str("  <graph edgedefault=\"undirected\">\n");
    for site in &record.sites {
        let _ = writeln!(text, "    <node id=\"{}\">", site.id);
        put(&mut text, "label", Some(&site.label));
        for (name, x) in ["x", "y", "z"].iter().zip(site.fract) {
            put(&mut text, name, Some(x));
        }
        put(&mut text, "multiplicity", Some(site.multiplicity));
        put(&mut text, "energy_eV", Some(site.energy));
        put(&mut text, "bond_valence_sum", Some(site.bond_valence_sum));
        text.push_str("    </node>\n");
    }
    for hop in &record.hops {
        let (id, from, to) = (hop.id, hop.from, hop.to);
        let _ = writeln!(
            text,
            "    <edge id=\"{id}\" source=\"{from}\" target=\"{to}\">"
        );
        let [a, b, c] = hop.offset;
        put(&mut text, "offset", Some(format!("{a} {b} {c}")));
        put(&mut text, "hop_multiplicity", Some(hop.multiplicity));
        put(&mut text, "distance_A", Some(hop.distance));
        put(&mut text, "saddle_eV", Some(hop.energy));
        put(&mut text, "forward_eV", Some(hop.rigid.forward));
        put(&mut text, "backward_eV", Some(hop.rigid.backward));
        put(
            &mut text,
            "forward_elastic_eV",
            hop.elastic.map(|e| e.forward),
        );
        put(
            &mut text,
            "backward_elastic_eV",
            hop.elastic.map(|e| e.backward),
        );
        put(&mut text, "bottleneck_A", hop.bottleneck.radius);
        put(&mut text, "window", Some(window(&hop.bottleneck)));
        put(&mut text, "decides", Some(decides(record, id)));
        text.push_str("    </edge>\n");
    }
    text.push_str("  </graph>\n</graphml>\n");
    text
}

/// An attribute, where it has a value.
fn put(text: &mut String, key: &str, value: Option<impl ToString>) {
    if let Some(value) = value {
        let value = escaped(&value.to_string());
        let _ = writeln!(text, "      <data key=\"{key}\">{value}</data>");
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_reads_as_its_own_is_escaped() {
        assert_eq!(escaped("Li<1>&2"), "Li&lt;1&gt;&amp;2");
    }
}
