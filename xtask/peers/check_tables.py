"""Reads tables of screenings with pandas, polars and DuckDB and compares them with the records:

check_tables.py FOLDER

FOLDER holds, for each question, QUESTION.parquet, the records it was made of as QUESTION.jsonl, and QUESTION.columns.json
with the documented columns: name, type, and where the value stands in a record (null where it is made of several keys).
What is not installed is skipped with a message."""

import glob
import json
import os
import sys

folder = sys.argv[1]
wrong = []


def check(holds, words):
    if not holds:
        wrong.append(words)
        print("wrong:", words)


def with_pandas(path):
    import pandas

    # Columns without a value here and there keep their type.
    table = pandas.read_parquet(path, dtype_backend="numpy_nullable")
    names = {"text": "string", "integer": "Int64", "number": "Float64", "flag": "boolean"}
    types = {name: str(kind) for name, kind in table.dtypes.items()}
    columns = {name: [None if pandas.isna(x) else x for x in table[name]] for name in table}
    return names, types, columns


def with_polars(path):
    import polars

    table = polars.read_parquet(path)
    names = {"text": "String", "integer": "Int64", "number": "Float64", "flag": "Boolean"}
    return names, {name: str(kind) for name, kind in table.schema.items()}, table.to_dict(as_series=False)


def with_duckdb(path):
    import duckdb

    table = duckdb.read_parquet(path)
    names = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "flag": "BOOLEAN"}
    types = {name: str(kind) for name, kind in zip(table.columns, table.types)}
    rows = table.fetchall()
    return names, types, {name: [row[i] for row in rows] for i, name in enumerate(table.columns)}


def at(record, pointer):
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        if isinstance(record, list):
            record = record[int(key)] if int(key) < len(record) else None
        else:
            record = record.get(key) if record is not None else None
    return record


for documented in sorted(glob.glob(os.path.join(folder, "*.columns.json"))):
    stem = documented[: -len(".columns.json")]
    question = os.path.basename(stem)
    with open(documented) as file:
        columns = json.load(file)
    with open(stem + ".jsonl") as file:
        records = [json.loads(line) for line in file]
    for name, reader in (("pandas", with_pandas), ("polars", with_polars), ("DuckDB", with_duckdb)):
        try:
            kinds, types, values = reader(stem + ".parquet")
        except ImportError as error:
            print(f"skipped: {name}: {error}")
            continue
        check(list(types) == [column["name"] for column in columns], f"{question} by {name}: columns {list(types)}")
        filled = 0
        for column in columns:
            here = f"{question} by {name}: {column['name']}"
            check(types.get(column["name"]) == kinds[column["kind"]], f"{here} is {types.get(column['name'])}")
            found = values.get(column["name"], [])
            check(len(found) == len(records), f"{here} has {len(found)} rows of {len(records)}")
            filled += sum(value is not None for value in found)
            if column["pointer"] is not None:
                wanted = [at(record, column["pointer"]) for record in records]
                check(found == wanted, f"{here} holds other values than the records")
        print(f"{question} by {name}: {len(columns)} columns, {len(records)} rows, {filled} values")
        check(filled > len(records), f"{question} by {name}: nothing is in it")
    try:
        import pyarrow.parquet
    except ImportError as error:
        print(f"skipped: metadata: {error}")
        continue
    metadata = pyarrow.parquet.read_metadata(stem + ".parquet").metadata
    meanings = json.loads(metadata[b"hecs.columns"])
    check(set(meanings) == {column["name"] for column in columns}, f"{question}: meanings of {sorted(meanings)}")
    summary = json.loads(metadata[b"hecs.screen"])
    check(summary["question"] == question and summary["records"] == len(records), f"{question}: summary {summary}")
    check({"version", "settings", "sources"} <= set(summary), f"{question}: summary {summary}")

sys.exit(1 if wrong else 0)
