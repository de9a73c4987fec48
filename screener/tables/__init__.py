"""Tables of posts: rows in, results out."""
