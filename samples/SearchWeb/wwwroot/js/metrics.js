import { byId, el, milliseconds } from './dom.js';
import { address, settings } from './state.js';
import { get, latest } from './api.js';
import { drawChanges, drawDepths, drawTimes } from './charts.js';

const depths = [5, 10, 20, 50, 100];
const small = 60;
const extremes = 3;
const next = latest();
const known = new Map();
let wanted;
let asked;

// Small collections are measured at once, larger ones when somebody asks.
export function update(state, collection) {
  byId('metrics').hidden = collection.judgedQueries === 0;
  if (collection.judgedQueries === 0 || collection.embedded < collection.documents) {
    byId('metrics-status').textContent = 'Measured as soon as all passages have their vectors.';
    return;
  }
  const key = JSON.stringify(settings(state));
  if (wanted === key) return;
  wanted = key;
  const button = byId('measure');
  button.hidden = collection.judgedQueries <= small || asked;
  button.textContent = `Measure on ${collection.judgedQueries} queries`;
  button.onclick = () => {
    asked = true;
    button.hidden = true;
    measure(state);
  };
  if (button.hidden) measure(state);
  else byId('metrics-status').textContent = '';
}

async function measure(state) {
  const signal = next();
  const chosen = Number(state.depth) || depths.at(-1);
  const curve = [];
  byId('metrics-status').textContent = 'Measuring …';
  try {
    // What was chosen first, then the other points of the curve.
    for (const depth of new Set([chosen, ...depths])) {
      const measured = await at({ ...settings(state), depth }, signal);
      curve.push(measured);
      if (depth === chosen) show(measured, state);
      const sorted = curve.toSorted((a, b) => a.depth - b.depth);
      drawDepths(sorted, chosen);
      if (measured.milliseconds) drawTimes(sorted);
      if (state.reranker === 'none') break;
    }
    byId('metrics').dataset.drawn = wanted;
  } catch (error) {
    if (error.name !== 'AbortError') {
      wanted = undefined;
      byId('metrics-status').textContent = error.message;
    }
  }
}

async function at(parameters, signal) {
  const key = JSON.stringify(parameters);
  if (!known.has(key)) known.set(key, await get('metrics', parameters, signal));
  return known.get(key);
}

function show(measured, state) {
  const names = Object.keys(measured.rows[0].metrics);
  const [head, body] = [byId('values').tHead, byId('values').tBodies[0]];
  head.replaceChildren(el('tr', {}, el('th', { scope: 'col' }, 'list'), ...names.map(name => el('th', { scope: 'col', class: 'n' }, name))));
  body.replaceChildren(...measured.rows.map(row => el('tr', {}, el('th', { scope: 'row' }, row.name), ...names.map(name => el('td', { class: 'n' }, row.metrics[name].toFixed(4))))));
  byId('metrics-status').textContent = sentence(measured);
  byId('measured').hidden = false;
  for (const id of ['changes-figure', 'times-figure']) byId(id).hidden = !measured.change;
  byId('extremes').replaceChildren(...(measured.change ? [links('Helped most', measured.differences.slice(0, extremes).filter(gained), state), links('Hurt most', measured.differences.slice(-extremes).reverse().filter(lost), state)] : []));
  if (measured.change) drawChanges(measured.differences);
}

function sentence({ queries, change, milliseconds: time }) {
  if (!change) return `${queries} queries, the first stage alone.`;
  const signed = value => (value < 0 ? '−' : '+') + Math.abs(value).toFixed(4);
  return `nDCG@10 ${signed(change.difference)} over ${queries} queries (95 % interval ${signed(change.low)} to ${signed(change.high)}, p = ${change.pValue.toFixed(4)}): `
    + `${change.better} better, ${change.same} the same, ${change.worse} worse. ${milliseconds(time.p50)} ms for the middle query, ${milliseconds(time.p95)} ms for the slowest of twenty.`;
}

const gained = query => query.after > query.before;
const lost = query => query.after < query.before;

function links(heading, queries, state) {
  return el('div', {}, el('h3', {}, heading), queries.length === 0 ? el('p', {}, 'None.') : el('ul', {}, ...queries.map(query =>
    el('li', {}, el('a', { href: address({ ...state, q: query.text }), 'data-query': query.text }, query.text), ` ${query.before.toFixed(2)} → ${query.after.toFixed(2)}`))));
}
