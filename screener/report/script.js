"use strict";
// Shows cards a page at a time, filters and searches them. What comes from a post is set as text, never as markup.

const data = JSON.parse(document.getElementById("data").textContent);
const specimen = document.getElementById("specimen").content.firstElementChild;
const list = document.getElementById("cards");
const form = document.getElementById("filters");
const count = document.getElementById("count");
const nothing = document.getElementById("nothing");
const more = document.getElementById("more");
const all = document.getElementById("all");
const locale = document.documentElement.lang;

let found = data.cards;
let shown = 0;

/** A sentence with its numbers put in. */
function say(sentence, numbers) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => numbers[name].toLocaleString(locale));
}

/** Sets an element's text; an element without text goes. */
function put(root, selector, text) {
  const spot = root.querySelector(selector);
  if (text) spot.textContent = text;
  else spot.remove();
}

/** Repeats the first of some elements, a copy for every item. */
function repeat(root, selector, items, fill) {
  const [spot, ...others] = root.querySelectorAll(selector);
  for (const other of others) other.remove();
  spot.replaceWith(...items.map((item) => {
    const copy = spot.cloneNode(true);
    fill(copy, item);
    return copy;
  }));
}

function fillLaw(law, number) {
  const told = data.laws[number];
  for (const part of ["cite", "says", "status", "when", "doubt"]) put(law, "." + part, told[part]);
}

function fillLine(row, line) {
  const points = row.querySelector(".points");
  points.value = line.exact;
  points.textContent = line.points;
  put(row, ".sentence", line.sentence);
  put(row, ".words", line.words);
  if (line.ground === null) {
    row.querySelector(".ground").remove();
    return;
  }
  const ground = data.grounds[line.ground];
  put(row, ".rule-title", ground.title);
  put(row, ".rule-id", ground.rule);
  put(row, ".cited", ground.cited);
}

function fillSection(table, section) {
  const total = table.querySelector(".total");
  total.value = section.exact;
  total.textContent = section.total;
  put(table, ".title", section.title);
  put(table, ".percent", section.score);
  put(table, ".result", section.score);
  repeat(table, ".line", section.lines, fillLine);
}

function fillRow(item, row) {
  put(item, ".where", row.about);
  if (row.text) put(item, ".own", row.text);
  else item.querySelector(".wording").remove();
}

/** The words of a post, those that counted marked. */
function marked(pieces, specimens) {
  return pieces.map(([words, kind]) => {
    if (!kind) return words;
    const mark = specimens[kind].cloneNode();
    mark.textContent = words;
    return mark;
  });
}

function article(card) {
  const root = specimen.cloneNode(true);
  root.dataset.verdict = card.verdict;
  put(root, ".verdict", data.verdicts[card.verdict]);
  put(root, ".score", card.score);
  put(root, ".titles", card.titles);
  put(root, ".about", card.rows[0].about);
  if (card.parent) put(root, ".parent", card.parent);
  else root.querySelector(".response").remove();
  const text = root.querySelector(".text");
  const specimens = Object.fromEntries([...text.children].map((mark) => [mark.className, mark]));
  text.replaceChildren(...marked(card.pieces, specimens));
  repeat(root, ".section", card.sections, fillSection);
  if (card.laws.length) repeat(root, ".law", card.laws, fillLaw);
  else root.querySelector(".laws").remove();
  if (card.rows.length > 1) {
    put(root, ".rows summary", say(data.say.alike, { count: card.rows.length }));
    repeat(root, ".row", card.rows, fillRow);
  } else root.querySelector(".rows").remove();
  return root;
}

/** What a search looks through, made when it is first needed. */
function haystack(card) {
  card.haystack ??= [
    ...card.pieces.map(([words]) => words), "\n", card.parent, "\n",
    ...card.rows.flatMap((row) => [row.about, "\n", row.text, "\n"]),
  ].join("").toLocaleLowerCase(locale);
  return card.haystack;
}

function show(number) {
  list.append(...found.slice(shown, shown + number).map(article));
  shown = Math.min(found.length, shown + number);
  const left = found.length - shown;
  const posts = found.reduce((sum, card) => sum + card.rows.length, 0);
  count.textContent = say(data.say.count, { shown, found: found.length, posts, all: data.cards.length });
  nothing.hidden = found.length > 0;
  more.hidden = all.hidden = left === 0;
  more.textContent = say(data.say.more, { count: Math.min(left, data.step) });
}

/** Shows all that is left, in portions, so that the page stays awake; ends when another filter is set. */
function showRest(wanted) {
  if (wanted !== found || shown === found.length) return;
  show(10 * data.step);
  setTimeout(showRest, 0, wanted);
}

function filter() {
  const { verdict, category, rule, words } = form.elements;
  const wanted = (words.value.toLocaleLowerCase(locale).match(/"[^"]+"|\S+/g) ?? []).map((word) => word.replaceAll('"', ""));
  found = data.cards.filter((card) =>
    (!verdict.value || card.verdict === verdict.value)
    && (!category.value || card.categories.includes(category.value))
    && (!rule.value || card.rules.includes(rule.value))
    && wanted.every((word) => haystack(card).includes(word)));
  list.replaceChildren();
  shown = 0;
  show(data.step);
}

let waiting = 0;
for (const kind of ["input", "change"]) { // some programs that fill forms fire only one of them
  form.addEventListener(kind, () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
}
form.addEventListener("reset", () => setTimeout(filter));
form.addEventListener("submit", (event) => event.preventDefault());
more.addEventListener("click", () => {
  const next = shown;
  show(data.step);
  list.children[next].focus();
});
all.addEventListener("click", () => showRest(found));
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("#rules details, .rows")) folded.open = true;
});
form.hidden = false;
filter();
