//! Images of a hop as files.

use std::path::{Path, PathBuf};

use hecs_analysis::records::{Failure, ImagesRecord};
use hecs_analysis::{Entry, ImageSettings, SpringModel, elastic_host, images};
use hecs_core::{Ion, Structure};
use nalgebra::Vector3;

use super::written;
use crate::args::ImagesFormat;

/// The images that were asked for.
#[derive(Clone, Copy)]
pub(crate) struct ImagesAsked {
    pub(crate) ion: Ion,
    /// Images between the ends.
    pub(crate) between: u16,
    pub(crate) format: ImagesFormat,
    /// Springs of a host that gives way; `None` for a rigid one.
    pub(crate) springs: Option<SpringModel>,
}

/// Writes the images of the hop of a number along its path, to the folder `base` or the file of that name.
pub(super) fn save(
    hop: usize,
    path: &[Vector3<f64>],
    asked: ImagesAsked,
    entry: &Entry,
    base: &Path,
) -> Result<ImagesRecord, Failure> {
    let structure = entry.structure()?;
    let mut settings = ImageSettings::new(asked.between.into());
    if let Some(springs) = asked.springs {
        settings = settings.in_host(elastic_host(springs, entry)?);
    }
    let found = images(structure, asked.ion, path, &settings)?;
    let files = texts(&found.frames, asked.format)
        .map_err(|reason| Failure::new("images-not-written", reason))?;
    let mut names = Vec::new();
    for (name, text) in files {
        let path = if let Some(name) = name {
            base.join(name)
        } else {
            // The name of a source may hold full stops, and what is behind them.
            let mut file = base.as_os_str().to_owned();
            file.push(".extxyz");
            file.into()
        };
        written(&path, text.as_bytes())
            .map_err(|reason| Failure::new("files-not-written", reason))?;
        names.push(path.display().to_string());
    }
    Ok(ImagesRecord {
        hop,
        supercell: found.supercell,
        mechanism: found.mechanism.name(),
        springs: asked.springs.map(SpringModel::name),
        atoms: found.frames[0].position_count(),
        closest: found.closest_ang,
        files: names,
    })
}

/// Names within the folder of the hop, and texts; one without a name stands beside it.
fn texts(
    frames: &[Structure],
    format: ImagesFormat,
) -> Result<Vec<(Option<PathBuf>, String)>, String> {
    let numbered = (0..).zip(frames);
    match format {
        ImagesFormat::Poscar => numbered
            .map(|(image, frame)| {
                let text = hecs_io::poscar::write(frame).map_err(|e| e.to_string())?;
                Ok((Some(format!("{image:02}/POSCAR").into()), text))
            })
            .collect(),
        ImagesFormat::Cif => numbered
            .map(|(image, frame): (i32, _)| {
                let text = hecs_cif::write_structure(frame, &[]).map_err(|e| e.to_string())?;
                Ok((Some(format!("image_{image:02}.cif").into()), text))
            })
            .collect(),
        ImagesFormat::Extxyz => {
            let mut text = String::new();
            for (image, frame) in numbered {
                let image: i32 = image;
                let number = image.to_string();
                text += &hecs_io::extxyz::write(frame, &[("image", &number)])
                    .map_err(|e| e.to_string())?;
            }
            Ok(vec![(None, text)])
        }
    }
}
