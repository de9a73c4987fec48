"""``python -m training.benchmark_ibrohim``: the method against the literature, on Ibrohim & Budi 2019.

Two linear models are trained on each published training fold alone and judged by the mean F1 of the class HS on the published test folds:

- *as shipped*: the folding, terms, classes of words and regression of ``training.train``, names masked;
- *as written beside*: each post once more as its words stand there, names and all, every term once a post; and a second regression whose
  terms weigh their log-count ratio (NB-SVM: Wang & Manning 2012), the two added up. Both see, as a sum over the post, vectors of the folded words
  (positive mutual information of neighbours, singular value decomposition: Levy & Goldberg 2014) learned from the training fold and the
  unlabelled texts of two other sets. What the vectors add dissolves into one weight a word, so it stays one number a word and pair.

The second is never shipped: it knows the names of its time. Thresholds are chosen inside each training fold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import coo_matrix, csr_matrix, diags
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import f1_score, precision_recall_curve
from sklearn.model_selection import StratifiedKFold
from sklearn.utils.extmath import randomized_svd

from training.prepare import Counts, Row, Terms, count, data_folder, read_set
from training.train import Numbers, Recipe, fit, held_out

PUBLISHED = {"words 1–2, TF-IDF, logistic regression": 0.828, "mBERT": 0.851, "IndoBERT": 0.868, "IndoBERTweet": 0.888}
RECIPE = {"hate_speech": Recipe(strength=0.01, breaches=1.0, ordinary=1.0, toxicity=1.0)}
UNLABELLED = ("toxicity_yogasgm2024", "ordinary_smsa")
DIMENSIONS, WINDOW = 200, 4
IDF, PAIR, RATIO = 0.07, 0.05, 0.7
"""What an idf of 1 makes of a word and of a pair, and a log-count ratio of 1 of a term, before the penalty."""
VECTOR = {"idf": 0.03, "ratio": 0.05}
PENALTY = {"idf": 1.0, "ratio": 3.0}


def threshold(gold: Numbers, logits: Numbers) -> float:
    """The logit at which F1 is largest, smoothed over 151 neighbours in rank."""
    precision, recall, cuts = precision_recall_curve(gold, logits)
    f1 = (2 * precision * recall / np.maximum(precision + recall, 1e-9))[:-1]
    return float(cuts[np.argmax(np.convolve(np.pad(f1, 75, "edge"), np.ones(151) / 151, "valid"))])


def written(text: str) -> list[str]:
    """Words as they stand, lower-cased, and runs of ! and ?; marked, so that they are not the folded ones."""
    return ["'" + word for word in re.findall(r"[^\W_]+|[!?]+|[\U0001F000-\U0001FFFF\u2600-\u27bf]", text.lower())]


def vectors(words: csr_matrix, posts: Sequence[Sequence[int]]) -> Numbers:
    """One vector of unit length a word, zeros where it is rare.

    Parameters
    ----------
    words : csr_matrix, shape (n_posts, n_words)
        Only its width counts.
    posts : sequence of sequence of int
        The words of each post in order, by column; -1 for what is none.
    """
    rows, columns, near = list[int](), list[int](), list[float]()
    for post in posts:
        for gap in range(1, WINDOW + 1):
            both = [(one, two) for one, two in zip(post, post[gap:], strict=False) if one >= 0 and two >= 0]
            rows += [one for one, _ in both] + [two for _, two in both]
            columns += [two for _, two in both] + [one for one, _ in both]
            near += [1 / gap] * (2 * len(both))
    width = words.shape[1]
    met = coo_matrix((near, (rows, columns)), shape=(width, width)).tocsr()
    met.sum_duplicates()
    often = np.asarray(met.sum(axis=1)).ravel()
    context = often**0.75 / (often**0.75).sum()
    met = met.tocoo()
    information = np.log(met.data / (often[met.row] * context[met.col]))
    kept = information > 0
    positive = coo_matrix((information[kept], (met.row[kept], met.col[kept])), shape=met.shape).tocsr()
    left, singular, _ = randomized_svd(positive, DIMENSIONS, random_state=0)
    found: Numbers = left * singular**0.5
    found /= np.linalg.norm(found, axis=1, keepdims=True) + 1e-9
    return found


def regress(blocks: Sequence[Numbers | csr_matrix], gold: Numbers, penalty: float) -> tuple[list[Numbers], float]:
    """Logistic regression over blocks of features side by side, sparse or dense; the intercept is not penalised."""
    edges = np.cumsum([block.shape[1] for block in blocks])[:-1]

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        parts = np.split(weights[:-1], edges)
        logits = weights[-1] + sum(block @ part for block, part in zip(blocks, parts, strict=True))
        miss = 1 / (1 + np.exp(-logits)) - gold
        slope = np.concatenate([block.T @ miss for block in blocks]) + penalty * weights[:-1]
        value = float((np.logaddexp(0, logits) - gold * logits).sum() + penalty / 2 * weights[:-1] @ weights[:-1])
        return value, np.append(slope, miss.sum())

    start = np.zeros(sum(block.shape[1] for block in blocks) + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 150, "maxcor": 20}).x
    return np.split(found[:-1], edges), float(found[-1])


class Written:
    """Presence of folded words, of words as written, and of pairs of neighbours of each."""

    def __init__(self, texts: list[str], others: list[str]) -> None:
        terms = Terms()
        folded = [[word for word in terms.words(text) if " " not in word and word[0] not in "{~"] for text in texts + others]
        plain = [written(text) for text in texts + others]
        posts = [one + two + [f"{a} {b}" for words in (one, two) for a, b in pairwise(words)] for one, two in zip(folded, plain, strict=True)]
        vectorizer = CountVectorizer(analyzer=list, binary=True)
        matrix = vectorizer.fit_transform(posts).astype(float)
        self.presence = matrix[: len(texts)]
        self.beyond = np.asarray(matrix[len(texts) :].sum(axis=0)).ravel()
        names = vectorizer.get_feature_names_out()
        self.pair = np.array([" " in name for name in names])
        self.columns = np.flatnonzero([" " not in name and name[0] != "'" for name in names])
        place = {names[column]: at for at, column in enumerate(self.columns)}
        self.orders = [[place[word] for word in words] for words in folded]

    def vectors(self, chosen: Numbers) -> Numbers:
        """Vectors of the folded words from the chosen posts and the others; rare words have none."""
        orders = [self.orders[index] for index in chosen] + self.orders[self.presence.shape[0] :]
        often = np.bincount(np.concatenate([list(set(order)) for order in orders if order]).astype(int), minlength=len(self.columns))
        return vectors(self.presence[:, self.columns], [[word if often[word] >= 5 else -1 for word in order] for order in orders])

    def weights(self, chosen: Numbers, gold: Numbers, words: Numbers) -> tuple[Numbers, float]:
        """One weight a term and the intercept, from the chosen posts."""
        posts, labels = self.presence[chosen], gold[chosen].astype(float)
        often = np.asarray(posts.sum(axis=0)).ravel()
        idf = np.log((len(chosen) + 1) / (often + 1)) + 1
        in_breach, in_clear = (posts.T @ labels + 1) / (labels.sum() + 1), (posts.T @ (1 - labels) + 1) / ((1 - labels).sum() + 1)
        scales = {
            "idf": np.where(self.pair, PAIR, IDF) * idf * ((often >= 1) & (~self.pair | (often + self.beyond >= 2))),
            "ratio": RATIO * np.log(in_breach / in_clear) * (often >= 2),
        }
        total, intercept = np.zeros(posts.shape[1]), 0.0
        for name, scale in scales.items():
            used = np.flatnonzero(scale)
            spread = words * idf[self.columns][:, None] * VECTOR[name]
            (of_terms, of_vectors), shift = regress([posts[:, used] @ diags(scale[used]), posts[:, self.columns] @ spread], labels, PENALTY[name])
            total[used] += scale[used] * of_terms
            total[self.columns] += spread @ of_vectors
            intercept += shift
        return total, intercept

    def score(self, train: Numbers, test: Numbers, gold: Numbers) -> float:
        """F1 on the test posts."""
        words, inner = self.vectors(train), np.zeros(len(train))
        for seen, unseen in StratifiedKFold(5, shuffle=True, random_state=0).split(train, gold[train]):
            weights, intercept = self.weights(train[seen], gold, words)
            inner[unseen] = self.presence[train[unseen]] @ weights + intercept
        weights, intercept = self.weights(train, gold, words)
        return float(f1_score(gold[test], self.presence[test] @ weights + intercept >= threshold(gold[train], inner)))


def score_shipped(counts: Counts, rows: list[Row], train: Numbers, test: Numbers, gold: Numbers) -> float:
    """F1 on the test posts of the pipeline as it ships."""
    part, seen = Counts(counts.names, counts.matrix[train]), [rows[index] for index in train]
    inner = held_out(part, seen, [row.group for row in seen], RECIPE)["hate_speech"]
    estimator, columns = fit(part, seen, RECIPE)
    logits = estimator.decide(counts.matrix[test][:, columns])["hate_speech"]
    return float(f1_score(gold[test], logits >= threshold(gold[train], inner)))


def main() -> None:
    """Train, measure, print."""
    folder = data_folder()
    if folder is None:
        raise SystemExit("external sets not found (set SCREENER_DATA)")
    posts = read_set(folder, "hate_ibrohim2019")
    rows = [Row(post["text"], {"hate_speech": float(post["hs"]) > 0}, str(number), "hate_ibrohim2019") for number, post in enumerate(posts)]
    texts, gold = [row.text for row in rows], np.array([row.labels["hate_speech"] for row in rows])
    folds = np.array([post["test_fold"] for post in posts])
    counts, beside = count(texts), Written(texts, [row["text"] for name in UNLABELLED for row in read_set(folder, name)])
    reached: dict[str, list[float]] = {"as shipped, names masked": [], "as written beside, never shipped": []}
    for fold in sorted(set(folds) - {""}):
        train, test = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        for found, score in zip(reached.values(), (score_shipped(counts, rows, train, test, gold), beside.score(train, test, gold)), strict=True):
            found.append(score)
        print(f"fold {fold}: " + ", ".join(f"{name} {scores[-1]:.4f}" for name, scores in reached.items()), flush=True)
    print()
    for name, scores in reached.items():
        print(f"{'screener, ' + name:46} {np.mean(scores):.3f}")
    for name, published in PUBLISHED.items():
        print(f"{name:46} {published:.3f}")


if __name__ == "__main__":
    main()
