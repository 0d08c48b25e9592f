import { byId, digits, el, score } from './dom.js';
import { get } from './api.js';

const most = 12;

// Marks in the text what the query found there, and lists it.
export async function explain(documents, state, signal) {
  const parameters = [...Object.entries(state), ...documents.map(({ id }) => ['document', id])];
  for (const explanation of await get('explain', parameters, signal)) {
    const card = [...byId('final').children].find(each => each.dataset.id === explanation.id);
    if (!card) continue;
    card.querySelector('.text').replaceChildren(...marked(documents.find(({ id }) => id === explanation.id), explanation.highlights));
    card.querySelector('.explanation').replaceChildren(...described(explanation));
  }
}

// The text behind the title, in pieces: what was found is marked, the window that won is underlined.
export function marked(document, highlights) {
  const { text, titleLength, final: { window } } = document;
  const borders = new Set([titleLength, text.length]);
  for (const { start, length } of highlights) borders.add(start).add(start + length);
  if (window) borders.add(window.start).add(window.end);
  const places = [...borders].filter(place => place >= titleLength).sort((a, b) => a - b);
  const pieces = [];
  for (let i = 0; i + 1 < places.length; i++) {
    const [from, to] = [places[i], places[i + 1]];
    const piece = text.slice(from, to);
    const weight = Math.max(0, ...highlights.filter(one => one.start <= from && one.start + one.length >= to).map(one => one.weight));
    const content = weight > 0 ? el('mark', { class: weight > 0.75 ? 'strong' : weight > 0.4 ? '' : 'weak' }, piece) : piece;
    pieces.push(window && from >= window.start && to <= window.end ? el('span', { class: 'window' }, content) : content);
  }
  return pieces;
}

function described(explanation) {
  const found = explanation.matches.filter(match => match.found !== null && match.query !== '');
  return [
    el('p', {}, explanation.summary),
    explanation.parts.length === 0 ? '' : table('Parts of the score', ['part', 'value', 'adds'], explanation.parts.map(part => [part.name, score(part.value), signed(part.contribution)])),
    found.length === 0 ? el('p', {}, 'No word of the query was found in the text.')
      : table('What the query found', ['query', 'text', 'likeness or score'], found.slice(0, most).map(match => [match.query, match.found, digits(match.value, 3)])),
  ];
}

function table(caption, heads, rows) {
  const kind = column => column === 0 || (heads.length === 3 && heads[1] === 'text' && column === 1) ? {} : { class: 'n' };
  return el('table', {}, el('caption', {}, caption),
    el('thead', {}, el('tr', {}, ...heads.map((head, column) => el('th', { scope: 'col', ...kind(column) }, head)))),
    el('tbody', {}, ...rows.map(row => el('tr', {}, ...row.map((cell, column) => el('td', kind(column), cell))))));
}

const signed = value => (value < 0 ? '−' : '+') + score(Math.abs(value));
