//! Texts of one crystal in every format, and what packs them.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used)]

use std::io::{self, Read, Write as _};

use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};
use hecs_io::{Entries, RawEntry, Source, StreamOptions, Unread};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

pub const CIF: &str = "data_CsCl\n_cell_length_a 4.123\n_cell_length_b 4.123\n_cell_length_c 4.123\n_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n_space_group_name_H-M_alt 'P 1'\nloop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\nCs1 0 0 0\nCl1 0.5 0.5 0.5\n";
pub const POSCAR: &str =
    "CsCl\n1.0\n4.123 0 0\n0 4.123 0\n0 0 4.123\nCs Cl\n1 1\nDirect\n0 0 0\n0.5 0.5 0.5\n";
pub const FRAME: &str = "2\nLattice=\"4.123 0 0 0 4.123 0 0 0 4.123\" Properties=species:S:1:pos:R:3 name=CsCl\nCs 0 0 0\nCl 2.0615 2.0615 2.0615\n";
pub const PYMATGEN: &str = r#"{"@module": "pymatgen.core.structure", "charge": 0, "lattice": {"matrix": [[4.123, 0, 0], [0, 4.123, 0], [0, 0, 4.123]]}, "sites": [{"species": [{"element": "Cs", "occu": 1}], "abc": [0, 0, 0], "label": "Cs"}, {"species": [{"element": "Cl", "occu": 1}], "abc": [0.5, 0.5, 0.5], "label": "Cl"}]}"#;
pub const OPTIMADE: &str = r#"{"id": "CsCl", "type": "structures", "attributes": {"lattice_vectors": [[4.123, 0, 0], [0, 4.123, 0], [0, 0, 4.123]], "cartesian_site_positions": [[0, 0, 0], [2.0615, 2.0615, 2.0615]], "species_at_sites": ["Cs", "Cl"], "species": [{"name": "Cs", "chemical_symbols": ["Cs"], "concentration": [1]}, {"name": "Cl", "chemical_symbols": ["Cl"], "concentration": [1]}]}}"#;

/// Every item of one source.
pub fn items(name: &str, reader: impl Read + Send + 'static) -> Vec<Result<RawEntry, Unread>> {
    Entries::new([Source::reader(name, reader)], StreamOptions::default()).collect()
}

pub fn items_of(name: &str, bytes: &[u8]) -> Vec<Result<RawEntry, Unread>> {
    items(name, io::Cursor::new(bytes.to_vec()))
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

pub fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append_data(&mut header, name, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

/// How a file of a zip archive is written.
#[derive(Clone, Copy, PartialEq)]
pub enum Zipped {
    Stored,
    Deflated,
    /// Sizes and checksum stand behind the content, as programs write that cannot go back.
    Streamed,
    Encrypted,
}

/// A zip archive (APPNOTE 6.3.10) without the fields that nobody reads.
pub fn zip(files: &[(&str, &[u8], Zipped)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (name, content, how) in files {
        let mut crc = Crc::new();
        crc.update(content);
        let packed = if *how == Zipped::Stored {
            content.to_vec()
        } else {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(content).unwrap();
            encoder.finish().unwrap()
        };
        let sizes = [crc.sum(), packed.len() as u32, content.len() as u32];
        let in_header = if *how == Zipped::Streamed {
            [0; 3]
        } else {
            sizes
        };
        let flags: u16 = match how {
            Zipped::Streamed => 8,
            Zipped::Encrypted => 1,
            _ => 0,
        };
        let method: u16 = if *how == Zipped::Stored { 0 } else { 8 };
        let mut common = [20_u16, flags, method, 0, 0].map(u16::to_le_bytes).concat();
        common.extend(in_header.map(u32::to_le_bytes).concat());
        common.extend([name.len() as u16, 0].map(u16::to_le_bytes).concat());
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&common);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(&packed);
        if *how == Zipped::Streamed {
            out.extend_from_slice(b"PK\x07\x08");
            out.extend(sizes.map(u32::to_le_bytes).concat());
        }
        directory.extend_from_slice(b"PK\x01\x02\x14\0");
        directory.extend_from_slice(&common);
        directory.extend_from_slice(&[0; 14]);
        directory.extend_from_slice(name.as_bytes());
    }
    out.extend(directory);
    out.extend_from_slice(b"PK\x05\x06");
    out.extend_from_slice(&[0; 18]);
    out
}
