//! Flat records as a file of Parquet: a column for each [`Column`], all of them optional.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;

use crate::columns::{Cell, Column, Kind};
use crate::summary::Summary;

/// Rows of a row group: what is held in memory while a file is written.
const GROUP: usize = 16_384;

/// Keys of the metadata of a file.
const SUMMARY: &str = "hecs.screen";
const COLUMNS: &str = "hecs.columns";

/// A file that is being written.
pub(crate) struct TableWriter<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl<W: Write + Send> TableWriter<W> {
    pub(crate) fn new(
        out: W,
        columns: Vec<Column>,
        summary: &Summary,
    ) -> Result<Self, ParquetError> {
        let fields = columns.iter().map(|column| field(column).map(Arc::new));
        let schema = Type::group_type_builder("record")
            .with_fields(fields.collect::<Result<_, _>>()?)
            .build()?;
        let meanings: serde_json::Map<String, serde_json::Value> = (columns.iter())
            .map(|column| (column.name.clone(), column.meaning.clone().into()))
            .collect();
        let summary = serde_json::to_string(summary)
            .map_err(|error| ParquetError::External(Box::new(error)))?;
        let metadata = vec![
            KeyValue::new(SUMMARY.to_owned(), summary),
            KeyValue::new(
                COLUMNS.to_owned(),
                serde_json::Value::from(meanings).to_string(),
            ),
        ];
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("hecs {}", env!("CARGO_PKG_VERSION")))
            .set_key_value_metadata(Some(metadata))
            .build();
        Ok(Self {
            writer: SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?,
            columns,
            rows: Vec::new(),
        })
    }

    /// Adds a row: a cell for each column.
    pub(crate) fn push(&mut self, row: Vec<Cell>) -> Result<(), ParquetError> {
        self.rows.push(row);
        if self.rows.len() == GROUP {
            self.write_group()?;
        }
        Ok(())
    }

    /// Ends the file.
    pub(crate) fn finish(mut self) -> Result<W, ParquetError> {
        if !self.rows.is_empty() {
            self.write_group()?;
        }
        self.writer.into_inner()
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for (i, column) in self.columns.iter().enumerate() {
            let Some(mut writer) = group.next_column()? else {
                break;
            };
            let cells = || self.rows.iter().map(|row| &row[i]);
            let is_there: Vec<i16> = cells().map(|cell| i16::from(*cell != Cell::Null)).collect();
            let there = Some(is_there.as_slice());
            match column.kind {
                Kind::Text => {
                    let values: Vec<ByteArray> = cells()
                        .filter_map(|cell| match cell {
                            Cell::Text(text) => Some(text.as_str().into()),
                            _ => None,
                        })
                        .collect();
                    writer
                        .typed::<ByteArrayType>()
                        .write_batch(&values, there, None)?;
                }
                Kind::Integer => {
                    let values: Vec<i64> = cells()
                        .filter_map(|cell| match cell {
                            Cell::Integer(number) => Some(*number),
                            _ => None,
                        })
                        .collect();
                    writer
                        .typed::<Int64Type>()
                        .write_batch(&values, there, None)?;
                }
                Kind::Number => {
                    let values: Vec<f64> = cells()
                        .filter_map(|cell| match cell {
                            Cell::Number(number) => Some(*number),
                            _ => None,
                        })
                        .collect();
                    writer
                        .typed::<DoubleType>()
                        .write_batch(&values, there, None)?;
                }
                Kind::Flag => {
                    let values: Vec<bool> = cells()
                        .filter_map(|cell| match cell {
                            Cell::Flag(flag) => Some(*flag),
                            _ => None,
                        })
                        .collect();
                    writer
                        .typed::<BoolType>()
                        .write_batch(&values, there, None)?;
                }
            }
            writer.close()?;
        }
        group.close()?;
        self.rows.clear();
        Ok(())
    }
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Flag => (Physical::BOOLEAN, None),
    };
    Type::primitive_type_builder(&column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}

/// A file that is read row by row.
pub(crate) struct TableReader {
    reader: SerializedFileReader<File>,
}

impl TableReader {
    pub(crate) fn open(path: &Path) -> Result<Self, ParquetError> {
        let reader = SerializedFileReader::new(File::open(path)?)?;
        Ok(Self { reader })
    }

    /// The summary of the screening, where it is a file of one.
    pub(crate) fn summary(&self) -> Option<Summary> {
        let metadata = self
            .reader
            .metadata()
            .file_metadata()
            .key_value_metadata()?;
        let entry = metadata.iter().find(|entry| entry.key == SUMMARY)?;
        serde_json::from_str(entry.value.as_deref()?).ok()
    }

    /// The rows: a cell for each column of the file.
    pub(crate) fn rows(self) -> impl Iterator<Item = Result<Vec<Cell>, ParquetError>> {
        self.reader
            .into_iter()
            .map(|row| row.map(|row| cells(&row)))
    }
}

fn cells(row: &Row) -> Vec<Cell> {
    let cell = |(_, field): (&String, &Field)| match field {
        Field::Str(text) => Cell::Text(text.clone()),
        Field::Long(number) => Cell::Integer(*number),
        Field::Double(number) => Cell::Number(*number),
        Field::Bool(flag) => Cell::Flag(*flag),
        _ => Cell::Null,
    };
    row.get_column_iter().map(cell).collect()
}
