#![allow(clippy::all, missing_docs)]
use hecs_bvse::*;
use hecs_cif::{ReadOptions, read_structure};
use hecs_core::Ion;
use std::time::Instant;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let ion: Ion = args[1].parse().unwrap();
    let spacing: f64 = args[2].parse().unwrap();
    let verbose = std::env::var("VERBOSE").is_ok();
    for path in &args[3..] {
        let bytes = std::fs::read(path).unwrap();
        let name = path.rsplit('/').next().unwrap();
        let Ok(structure) = read_structure(&bytes, &ReadOptions::default())
            .with_charges(&[])
            .into_structure()
        else {
            println!("{name}: unreadable");
            continue;
        };
        let fw = match Framework::new(&structure, ion, &Options::default()) {
            Ok(f) => f,
            Err(e) => {
                println!("{name}: {}", e.code());
                continue;
            }
        };
        let t = Instant::now();
        let map = EnergyMap::compute(&fw, spacing).unwrap();
        let g = Barriers::from_map(&map);
        let t_map = t.elapsed().as_secs_f64();
        let t = Instant::now();
        let base = Network::new(&map, &g);
        let t_base = t.elapsed().as_secs_f64();
        let t = Instant::now();
        let all = match Network::complete(&map, &g, &Completeness::default()) {
            Ok(n) => n,
            Err(e) => {
                println!("{name}: {e}");
                continue;
            }
        };
        let t_all = t.elapsed().as_secs_f64();
        let t = Instant::now();
        let el = if std::env::var("ELASTIC").is_ok() {
            Some(all.elastic(&ElasticHost::default()).unwrap())
        } else {
            None
        };
        let t_el = t.elapsed().as_secs_f64();
        let lvl = all.complete_to_ev().unwrap() + all.lowest_ev();
        let below: Vec<usize> = (0..all.hops().len())
            .filter(|h| all.hops()[*h].saddle_energy_ev() <= lvl)
            .collect();
        let grid = below
            .iter()
            .filter(|h| all.hops()[**h].provenance() != Provenance::Refined)
            .count();
        let d: Vec<String> = (1..=3)
            .map(
                |d| match (base.barriers().energy_ev(d), all.barriers().energy_ev(d)) {
                    (Some(a), Some(b)) => format!("{a:.6}{:+.1e}", b - a),
                    (None, None) => "-".into(),
                    x => format!("{x:?}"),
                },
            )
            .collect();
        println!(
            "{name}: map {t_map:.2} base {t_base:.2} all {t_all:.2} ratio {:.2} el {t_el:.2} sites {} hops {} grid {} level {:.3} | {}",
            (t_map + t_all) / (t_map + t_base),
            all.sites().len(),
            below.len(),
            grid,
            lvl - all.lowest_ev(),
            d.join(" ")
        );
        if let Some(el) = &el {
            println!("   elastic {:?}", el.barriers);
        }
        if verbose {
            for h in below {
                let x = &all.hops()[h];
                println!(
                    "  {h} {:?} {:.4} {} m{} {:?} w {:?}",
                    x.sites(),
                    x.saddle_energy_ev() - all.lowest_ev(),
                    match x.provenance() {
                        Provenance::Refined => "r".to_string(),
                        p => format!("{p:?}"),
                    },
                    all.hop_multiplicity(h),
                    el.as_ref().and_then(|e| e.hops[h]),
                    all.framework().window(&x.saddle_fract()).radius_ang
                );
            }
            for d in 1..=3 {
                println!(
                    "  alt {d}: {:?} {:?}",
                    all.deciding_hop(d),
                    all.alternatives(d)
                );
            }
        }
    }
}
