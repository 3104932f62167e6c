#![allow(clippy::all, missing_docs)]
use hecs_bvse::*;
use hecs_cif::{ReadOptions, read_structure};
use hecs_core::{Element, Ion};
use nalgebra::Vector3;
use std::time::Instant;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let dir = &args[1];
    let models: Vec<&str> = args[2].split(',').collect();
    let cutoff: f64 = args.get(3).map_or(10.0, |s| s.parse().unwrap());
    let only: Option<&String> = args.get(4);
    let text = std::fs::read_to_string(format!("{dir}/hops.csv")).unwrap();
    let mut lines = text.lines().filter(|l| !l.starts_with('#'));
    let mut header: Vec<&str> = lines.next().unwrap().split(',').collect();
    if !header.contains(&"mobile_ion") {
        header = lines.next().unwrap().split(',').collect();
    }
    let col = |name: &str| header.iter().position(|h| *h == name).unwrap();
    let mut out = vec!["file".to_string()];
    for m in &models {
        for c in ["f", "b", "s", "t"] {
            out.push(format!("{m}_{c}"));
        }
    }
    println!("{}", out.join(","));
    for line in lines {
        let f: Vec<&str> = line.split(',').collect();
        let file = f[col("file")];
        if only.is_some_and(|o| !file.contains(o.as_str())) {
            continue;
        }
        let path = if file.starts_with("cif/") {
            format!("{dir}/{file}")
        } else {
            format!("{dir}/{file}")
        };
        let bytes = std::fs::read(&path)
            .or_else(|_| std::fs::read(format!("{dir}/cif/{file}")))
            .unwrap();
        let charges: Vec<(Element, f64)> = f[col("charges")]
            .split_whitespace()
            .map(|c| {
                let (e, q) = c.split_once('=').unwrap();
                (e.parse().unwrap(), q.parse().unwrap())
            })
            .collect();
        let structure = read_structure(&bytes, &ReadOptions::default())
            .with_charges(&charges)
            .into_structure();
        let Ok(structure) = structure else {
            println!("{file},unreadable");
            continue;
        };
        let ion: Ion = f[col("mobile_ion")].parse().unwrap();
        let g = |n: &str| f[col(n)].parse::<f64>().unwrap();
        let from = Vector3::new(g("from_x"), g("from_y"), g("from_z"));
        let to = Vector3::new(g("to_x"), g("to_y"), g("to_z"));
        let mut row = vec![file.to_string()];
        let mut run = || -> Result<(), BvseError> {
            for m in &models {
                let fixed = m.ends_with('x');
                let mut o = Options {
                    cutoff_ang: cutoff,
                    ..Options::default()
                };
                if fixed {
                    o.fixed = structure
                        .sites()
                        .iter()
                        .skip(1)
                        .filter(|s| s.species.iter().any(|x| x.element == ion.element))
                        .map(|s| s.label.clone())
                        .collect();
                }
                let fw = Framework::new(&structure, ion, &o)?;
                let t = Instant::now();
                let host = match m.chars().next().unwrap() {
                    'k' => Some(ElasticHost::plain(5.0)),
                    'S' => Some(ElasticHost::site_consistent()),
                    'F' => Some(ElasticHost::by_charge()),
                    _ => None,
                };
                let r = match &host {
                    None => fw.hop(&from, &to),
                    Some(h) => fw.elastic_hop(&from, &to, h),
                };
                let secs = t.elapsed().as_secs_f64();
                match r {
                    Ok(p) => {
                        if std::env::var("PROFILE").is_ok() {
                            for q in &p.points {
                                eprintln!(
                                    "{:.3} {:.4} {:?}",
                                    q.distance_ang,
                                    q.energy_ev,
                                    fw.lattice().cartesian(&(q.fract - from)).as_slice()
                                );
                            }
                        }
                        row.push(format!("{:.4}", p.barrier_ev));
                        row.push(format!(
                            "{:.4}",
                            if host.is_none() { p.end_ev } else { p.end_ev }
                        ));
                        row.push(if p.provenance == Provenance::Refined {
                            "r".into()
                        } else {
                            format!("{:?}", p.provenance).replace(',', ";")
                        });
                        row.push(format!("{:.3}", secs));
                    }
                    Err(e) => {
                        row.push("".into());
                        row.push("".into());
                        row.push(e.code().to_string());
                        row.push(format!("{:.3}", secs));
                        if std::env::var("PROFILE").is_ok() {
                            eprintln!("{e}");
                        }
                    }
                }
            }
            Ok(())
        };
        if let Err(e) = run() {
            row.push(format!("error {}", e.code()));
        }
        println!("{}", row.join(","));
    }
}
