"""Trains and measures the classifier that ``screener/model`` ships; the only place with scikit-learn."""
