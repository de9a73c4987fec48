"""A DataFrame of posts in, the rows that a human should look at out, the strongest first.

::

    python examples/pandas_posts.py examples/posts.csv
"""

from __future__ import annotations

import sys
from typing import Any

import pandas as pd

from screener import Post, PostError, PostTypeError, Screener

OPTIONAL = ("action", "parent", "posted_at", "region")


def screened(posts: pd.DataFrame, screener: Screener) -> pd.DataFrame:
    """Every row with verdict, score and rules beside it, or with what is wrong with it."""
    found = pd.DataFrame([result(row, screener) for row in posts.to_dict("records")], posts.index, ["verdict", "score", "rules", "error"])
    return pd.concat([posts, found], axis=1)


def result(row: dict[Any, Any], screener: Screener) -> dict[str, Any]:
    """What is found in a row; missing values count as absent."""
    given = {name: row[name] for name in OPTIONAL if pd.notna(row.get(name))}
    try:
        found = screener.screen(Post("" if pd.isna(row["text"]) else row["text"], **given))
    except (PostError, PostTypeError) as error:
        return {"error": str(error)}
    return {"verdict": found.verdict, "score": found.score, "rules": ", ".join(found.rules)}


def flagged(results: pd.DataFrame) -> pd.DataFrame:
    """The rows for review, the strongest first."""
    return results[results["verdict"].isin(["review", "priority"])].sort_values("score", ascending=False)


if __name__ == "__main__":
    table = screened(pd.read_csv(sys.argv[1], dtype=str), Screener.load())
    print(flagged(table)[["text", "verdict", "score", "rules"]].to_string(max_colwidth=60))
    print(f"{table['error'].notna().sum()} row(s) could not be read", file=sys.stderr)
