"""Screens a table of posts on a Spark cluster; the result is a folder of Parquet files, a part a task.

::

    spark-submit examples/cluster_spark.py posts.parquet screened
"""

from __future__ import annotations

import sys

from pyspark.sql import SparkSession

from screener.spark import screen_dataframe


def main(source: str, target: str) -> None:
    """Read Parquet, or CSV where the name says so; write, and count what was found."""
    spark = SparkSession.builder.appName("screener").getOrCreate()
    posts = spark.read.csv(source, header=True, escape='"', multiLine=True) if source.endswith(".csv") else spark.read.parquet(source)
    screen_dataframe(posts).write.parquet(target)
    spark.read.parquet(target).groupBy("screen_verdict").count().orderBy("screen_verdict").show()
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
