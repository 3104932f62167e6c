//! Input that is made to hurt: deep nesting, giant loops, endless quotes, floods of faults. Each
//! is read in time proportional to its size and without a panic.

#![allow(clippy::unwrap_used)] // a test may panic, its helpers too

use std::time::Duration;

use hecs_cif::{Code, Document, ReadOptions, Reading, read_structure};

/// Of processor time, which a busy machine does not take away: what is proportional needs less than a
/// second, what is quadratic minutes.
const LIMIT: Duration = Duration::from_secs(30);

/// Processor time of this thread; `None` where the system does not say.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// The reading by default; that of the rows as listed must be as quick.
fn read(text: &str) -> Reading {
    let [_, default] = [true, false].map(|as_listed| {
        let options = ReadOptions {
            as_listed,
            ..ReadOptions::default()
        };
        let start = processor_time();
        let reading = read_structure(text.as_bytes(), &options);
        if let (Some(start), Some(end)) = (start, processor_time()) {
            let spent = end.saturating_sub(start);
            assert!(spent < LIMIT, "{spent:?}");
        }
        reading
    });
    default
}

fn has(reading: &Reading, code: Code) -> bool {
    reading.diagnostics.iter().any(|d| d.code == code)
}

#[test]
fn deeply_nested_lists() {
    let text = format!("#\\#CIF_2.0\ndata_x _a {}", "[".repeat(200_000));
    assert!(has(&read(&text), Code::NestingTooDeep));
    let closed = format!(
        "#\\#CIF_2.0\ndata_x _a {}{}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert!(has(&read(&closed), Code::NestingTooDeep));
    let tables = format!("#\\#CIF_2.0\ndata_x _a {}", "{'a':".repeat(100_000));
    assert!(has(&read(&tables), Code::NestingTooDeep));
}

#[test]
fn deeply_nested_save_frames() {
    let text = format!("data_x\n{}", "save_a\n".repeat(100_000));
    assert!(has(&read(&text), Code::NestingTooDeep));
}

#[test]
fn a_loop_of_a_million_values() {
    let text = format!("data_x loop_ _a _b\n{}", "1 2\n".repeat(500_000));
    let (document, problems) = Document::parse(text.as_bytes());
    assert!(problems.is_empty());
    assert_eq!(
        document.blocks()[0]
            .find_loop(&document, "_b")
            .map(|t| t.rows().len()),
        Some(500_000)
    );
}

#[test]
fn a_flood_of_blocks_and_faults_in_each() {
    for block in ["data_x\n_a 'open\n", "data_\nx\n", "data_x _a\n"] {
        assert!(
            read(&block.repeat(100_000)).diagnostics.len() < 200,
            "{block:?}"
        );
    }
}

#[test]
fn a_flood_of_faults_is_counted() {
    for flood in [
        "'open\n", "_name\n", "loop_\n", "save_\n", "data_x\n", "stop_\n", "\u{1}\n",
    ] {
        let text = format!("data_x\n{}", flood.repeat(200_000));
        assert!(read(&text).diagnostics.len() < 200, "{flood:?}");
    }
}

#[test]
fn names_that_collide() {
    let text = format!("data_x\n{}", "_same 1\n".repeat(200_000));
    assert!(has(&read(&text), Code::DuplicateName));
}

fn crystal(rows: &str) -> String {
    format!(
        "data_x _cell_length_a 4 _cell_length_b 4 _cell_length_c 4\n\
         _cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90\n\
         _space_group_name_H-M_alt 'F m -3 m'\n\
         loop_ _atom_site_label _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z\n{rows}"
    )
}

#[test]
fn atoms_beyond_counting() {
    use std::fmt::Write as _;
    // All at one place, in a line, and all over a cell far too small for them.
    read(&crystal(&"Na1 0 0 0\n".repeat(50_000)));
    let mut line = String::new();
    let mut everywhere = String::new();
    let mut state: u32 = 1;
    for i in 0..30_000 {
        let _ = writeln!(line, "Na1 0 0 {}", f64::from(i) / 30_000.0);
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state) / f64::from(u32::MAX)
        };
        let _ = writeln!(everywhere, "Na1 {} {} {}", next(), next(), next());
    }
    read(&crystal(&line));
    read(&crystal(&everywhere));
}

#[test]
fn too_many_positions_are_refused() {
    use std::fmt::Write as _;
    let mut rows = String::new();
    for i in 1..2000 {
        let x = f64::from(i) * 1e-4;
        let _ = writeln!(rows, "Na1 {x:.4} {:.4} {:.4}", 0.5 - x, 0.3 * x + 0.01);
    }
    let options = ReadOptions {
        max_positions: 1000,
        ..ReadOptions::default()
    };
    let reading = read_structure(crystal(&rows).as_bytes(), &options);
    assert!(has(&reading, Code::TooLarge));
}

#[test]
fn operations_beyond_any_group() {
    let text = format!(
        "data_x loop_ _symmetry_equiv_pos_as_xyz\n{}",
        "x,y,z x+y,y,z -x,y,z y,x,z+1/5\n".repeat(20_000)
    );
    read(&text);
    let sheared = crystal("Na1 0 0 0\n").replace(
        "loop_ _atom",
        "loop_ _symmetry_equiv_pos_as_xyz\nx,y,z x+8y,y,z\nloop_ _atom",
    );
    assert!(has(&read(&sheared), Code::NotAGroup));
}

#[test]
fn numbers_at_the_edge() {
    for number in [
        "1e400",
        "-1e-400",
        "1e308",
        "9".repeat(400).as_str(),
        "0.000(999999)",
        "nan",
    ] {
        read(&crystal(&format!("Na1 {number} 0 0\n")));
        let text =
            crystal("Na1 0 0 0\n").replace("_cell_length_a 4", &format!("_cell_length_a {number}"));
        read(&text);
    }
}

#[test]
fn a_file_above_the_size_limit_is_refused() {
    let options = ReadOptions {
        max_bytes: 100,
        ..ReadOptions::default()
    };
    let reading = read_structure(crystal("Na1 0 0 0\n").as_bytes(), &options);
    assert!(has(&reading, Code::TooLarge) && reading.structure.is_none());
}

#[test]
fn every_prefix_of_a_file_is_read_without_a_panic() {
    let text = crystal("Na1 Na+ 0 0 0\n'Cl 1' 0.5 0.5 0.5\n;text\n;\n");
    for end in 0..text.len() {
        read_structure(&text.as_bytes()[..end], &ReadOptions::default());
    }
}
