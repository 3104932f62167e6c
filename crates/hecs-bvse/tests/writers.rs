//! Every format holds the values of the map, in the order it promises.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod common;

use std::path::Path;

use common::six_crystals;
use hecs_bvse::{BvseError, EnergyMap, Framework, MapFormat, Options, ScalarMap};
use hecs_core::Ion;

fn map() -> ScalarMap {
    let crystal = &six_crystals()[0];
    let framework = Framework::new(&crystal.structure, Ion::LI, &Options::default()).unwrap();
    let map = EnergyMap::compute(&framework, 1.1).unwrap();
    map.scalar().clone()
}

fn bytes(map: &ScalarMap, format: MapFormat) -> Vec<u8> {
    let mut out = Vec::new();
    map.write_to(&mut out, format).unwrap();
    out
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    let chunks = bytes.chunks_exact(4);
    chunks
        .map(|c| f32::from_le_bytes(c.try_into().unwrap()))
        .collect()
}

fn close(a: f32, b: f32) -> bool {
    (a - b).abs() <= 2e-6 * b.abs()
}

#[test]
fn text_formats_run_z_fastest() {
    let map = map();
    let [nx, ny, nz] = map.grid().divisions();
    let grd = String::from_utf8(bytes(&map, MapFormat::Grd)).unwrap();
    let values: Vec<f32> = grd.lines().skip(3).map(|l| l.parse().unwrap()).collect();
    assert_eq!(values.len(), nx * ny * nz);
    let cube = String::from_utf8(bytes(&map, MapFormat::Cube)).unwrap();
    let atoms: usize = cube
        .lines()
        .nth(2)
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let body = cube.lines().skip(6 + atoms).flat_map(str::split_whitespace);
    let in_cube: Vec<f32> = body.map(|v| v.parse().unwrap()).collect();
    assert_eq!(in_cube.len(), values.len());
    for i in 0..nx {
        for j in 0..ny {
            for k in 0..nz {
                let at = (i * ny + j) * nz + k;
                assert!(close(values[at], map.value(i, j, k)));
                assert!(close(in_cube[at], map.value(i, j, k)));
            }
        }
    }
}

#[test]
fn binary_formats_hold_the_stored_values() {
    let map = map();
    let [nx, ny, nz] = map.grid().divisions();
    let points = nx * ny * nz;
    let npy = bytes(&map, MapFormat::Npy);
    assert_eq!(&npy[..8], b"\x93NUMPY\x01\x00");
    assert_eq!((npy.len() - 4 * points) % 64, 0);
    let z_fastest = floats(&npy[npy.len() - 4 * points..]);
    let pgrid = bytes(&map, MapFormat::Pgrid);
    assert_eq!(pgrid.len(), 16 + 80 + 16 + 16 + 24 + 4 * points);
    let x_fastest = floats(&pgrid[152..]);
    let vti = bytes(&map, MapFormat::Vti);
    let marker = br#"encoding="raw">_"#;
    let start = vti.windows(marker.len()).position(|w| w == marker).unwrap() + marker.len();
    assert_eq!(vti[start..start + 8], (4 * points as u64).to_le_bytes());
    let in_vti = floats(&vti[start + 8..start + 8 + 4 * points]);
    for i in 0..nx {
        for j in 0..ny {
            for k in 0..nz {
                let value = map.value(i, j, k);
                assert_eq!(z_fastest[(i * ny + j) * nz + k], value);
                assert_eq!(x_fastest[(k * ny + j) * nx + i], value);
                assert_eq!(in_vti[(k * ny + j) * nx + i], value);
            }
        }
    }
}

#[test]
fn the_extension_names_the_format() {
    let format = |name: &str| MapFormat::from_path(Path::new(name));
    assert_eq!(format("folder/map.CUBE").unwrap(), MapFormat::Cube);
    assert_eq!(format("map.vti").unwrap(), MapFormat::Vti);
    for name in ["map.xyz", "map", "npy"] {
        let unknown = format(name);
        assert!(
            matches!(unknown, Err(BvseError::UnknownFormat { .. })),
            "{name}"
        );
    }
}
