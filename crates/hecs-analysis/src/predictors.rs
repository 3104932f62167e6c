//! Which columns of a table predict, and why others do not.

use hecs_pls::{PlsError, Sheet};

use crate::TrainingSettings;
use crate::records::LeftOutColumn;

/// Columns to learn from, and those left out without having been asked for.
///
/// # Errors
/// [`PlsError::UnknownColumn`] for a column to exclude, [`PlsError::NotANumber`] for one of numbers with another cell, or of numbers
/// with decimal commas.
pub(crate) fn predictors(
    sheet: &Sheet,
    settings: &TrainingSettings,
) -> Result<(Vec<String>, Vec<LeftOutColumn>), PlsError> {
    for name in &settings.exclude {
        sheet.labels(name)?;
    }
    if !settings.include.is_empty() {
        return Ok((settings.include.clone(), Vec::new()));
    }
    let (mut columns, mut left_out) = (Vec::new(), Vec::new());
    let mut counting = Vec::new();
    for (place, name) in sheet.header().iter().enumerate() {
        if settings.has_role(name) || settings.exclude.contains(name) {
            continue;
        }
        let values = match sheet.numbers(name) {
            Ok(values) => values,
            Err(error) if numbers_are_meant(&sheet.labels(name)?) => return Err(error),
            Err(_) => {
                left_out.push((place, reason(name, "labels, no numbers")));
                continue;
            }
        };
        if values.iter().all(|value| value.is_nan()) {
            // The notes of a `hecs describe` that had none.
            left_out.push((place, reason(name, "empty")));
        } else if numbers_rows(name, &values) {
            counting.push((
                place,
                reason(name, "counts the rows; --include names it if it predicts"),
            ));
        } else {
            columns.push((place, name.clone()));
        }
    }
    // A single column that counts is all there is to learn from.
    if columns.is_empty() && counting.len() == 1 {
        columns.extend(counting.drain(..).map(|(place, c)| (place, c.column)));
    }
    left_out.extend(counting);
    left_out.sort_by_key(|(place, _)| *place);
    Ok((
        columns.into_iter().map(|(_, name)| name).collect(),
        left_out.into_iter().map(|(_, column)| column).collect(),
    ))
}

fn reason(name: &str, reason: &str) -> LeftOutColumn {
    LeftOutColumn {
        column: name.to_owned(),
        reason: reason.to_owned(),
    }
}

/// Whether a column numbers the rows: it counts 0, 1, … or 1, 2, … from the first to the last, or has no name and a different whole
/// number in each row, as tables that were saved with the numbers of their rows and then shuffled or thinned.
fn numbers_rows(name: &str, values: &[f64]) -> bool {
    let counts_from = |first: f64| {
        (values.iter().enumerate())
            .all(|(i, &value)| value.to_bits() == (first + i as f64).to_bits())
    };
    if counts_from(0.0) || counts_from(1.0) {
        return true;
    }
    let unnamed = name.is_empty() || name.starts_with("Unnamed:");
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    unnamed
        && values.iter().all(|value| value.fract() == 0.0)
        && sorted.windows(2).all(|pair| pair[0] < pair[1])
}

/// Whether cells of which some are no numbers should all be: some are, or are but for a decimal comma. Others are labels.
fn numbers_are_meant(cells: &[String]) -> bool {
    let number = |cell: &String| cell.parse::<f64>().is_ok_and(f64::is_finite);
    let with_comma = |cell: &&String| cell.matches(',').count() == 1;
    cells.iter().any(number)
        || (cells.iter().filter(with_comma)).any(|cell| number(&cell.replace(',', ".")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<(Vec<String>, Vec<LeftOutColumn>), PlsError> {
        let settings = TrainingSettings {
            response: "y".to_owned(),
            ..TrainingSettings::default()
        };
        predictors(&Sheet::read(text.as_bytes()).unwrap(), &settings)
    }

    fn names(text: &str) -> (Vec<String>, Vec<String>) {
        let (columns, left_out) = of(text).unwrap();
        (columns, left_out.into_iter().map(|c| c.column).collect())
    }

    #[test]
    fn numbers_of_rows_do_not_predict() {
        let (columns, left_out) = names(",a,no,y\n7,1,1,3\n2,5,2,4\n9,4,3,6\n");
        assert_eq!(
            (columns, left_out),
            (vec!["a".into()], vec![String::new(), "no".into()])
        );
        let (columns, _) = names("Unnamed: 0,a,y\n0,1,3\n1,5,4\n2,4,6\n");
        assert_eq!(columns, ["a"]);
        // Values that repeat, or with decimals, are measured.
        let (columns, _) = names(",a,y\n7,1,3\n7,2,4\n9,4,6\n");
        assert_eq!(columns, ["", "a"]);
        let (columns, _) = names("hours,y\n1,3\n2,4\n3,6\n");
        assert_eq!(columns, ["hours"]);
    }

    #[test]
    fn decimal_commas_are_refused_by_column() {
        let error = of("a;b;y\n-2,71;1.5;3\n0,4;2.5;4\n")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("column `a`") && error.contains("point"),
            "{error}"
        );
        let (columns, left_out) = names("a;b;y\nred, dark;1.5;3\nblue;2.5;4\n");
        assert_eq!((columns, left_out), (vec!["b".into()], vec!["a".into()]));
    }
}
