"""A DataFrame of Spark in, the same with ``screen_*`` columns out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.types import ArrayType, DataType, DoubleType, StringType, StructField, StructType

from screener.api import Screener, shipped_screener
from screener.arrow import FIELDS, screen_batches, screen_table

_KINDS: dict[pa.DataType, DataType] = {
    pa.string(): StringType(),
    pa.float64(): DoubleType(),
    pa.list_(pa.string()): ArrayType(StringType()),
}


def screen_dataframe(
    frame: DataFrame, screener: Screener | None = None, *, text_column: str | None = None, lang: str = "id"
) -> DataFrame:
    """Screen every row where it lies; lazy, as all in Spark.

    Every Python worker loads the rules and weights once, and stops when they are not those of the driver. So the package, and a
    folder with rules of your own under the same absolute path, must be there on every machine.

    Parameters
    ----------
    frame : DataFrame
    screener, text_column, lang
        As in ``screener.arrow.screen_batches``.

    Raises
    ------
    UsageError
        When it is in doubt which column holds the posts, or the language is unknown.
    """
    screener = screener or shipped_screener()

    def screen(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return screen_batches(batches, screener, text_column=text_column, lang=lang)

    nothing = pa.schema([(name, pa.string()) for name in frame.columns]).empty_table()
    screen_table(nothing, screener, text_column=text_column, lang=lang)  # a mistake in the arguments shows here, not in a worker
    return frame.mapInArrow(screen, StructType([*frame.schema, *(StructField(field.name, _KINDS[field.type]) for field in FIELDS)]))
