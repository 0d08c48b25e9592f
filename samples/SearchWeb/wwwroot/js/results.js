import { byId, digits, el, isStill, score } from './dom.js';
import { latest } from './api.js';
import * as lines from './lines.js';
import { explain, marked } from './explain.js';

const few = 10;
const explained = 5;
const next = latest();
let current;

export function show(answer, state) {
  current = { answer, state, all: false };
  render(true);
}

function render(isNew) {
  const { answer, state, all } = current;
  const count = all ? answer.documents.length : few;
  const ranked = answer.documents.toSorted((a, b) => a.final.rank - b.final.rank);
  byId('first').replaceChildren(...answer.documents.slice(0, count).map(document => firstCard(document, answer)));
  byId('final').replaceChildren(...ranked.slice(0, count).map(document => finalCard(document, answer, state)));
  byId('final-kind').textContent = answer.scoreKind ? `${state.reranker} reranker, scores of kind ${answer.scoreKind}` : 'no reranker: the same order';
  byId('stages').tBodies[0].replaceChildren(...[...answer.firstStage, ...answer.stages].map(stageRow));
  byId('more').hidden = answer.documents.length <= few;
  byId('more').textContent = all ? `Show the first ${few}` : `Show all ${answer.documents.length}`;
  byId('results').hidden = answer.documents.length === 0;
  lines.draw();
  if (isNew && !isStill()) lines.move();
  const seen = ranked.slice(0, explained).filter(document => document.final.score !== null);
  if (isNew && seen.length > 0) explain(seen, state, next()).catch(ignoreAborted);
}

function firstCard(document, answer) {
  const sources = document.sources.map(source => `${source.list} ${source.rank === null ? '–' : '#' + source.rank}`).join(' · ');
  return el('li', { class: 'card', 'data-id': document.id },
    heading(document, document.first.rank, answer),
    el('p', { class: 'text short' }, document.text.slice(document.titleLength).trim()),
    el('p', { class: 'facts' }, el('span', {}, `score ${score(document.first.score)}`), el('span', {}, sources)));
}

function finalCard(document, answer, state) {
  const { final } = document;
  const why = el('details', {}, el('summary', {}, 'Why here', el('span', { class: 'hidden' }, `: ${title(document)}`)), el('p', { class: 'why' }, final.why));
  if (final.window) why.append(el('p', {}, `Window ${final.window.number} of ${final.window.count} of this long passage won; it is underlined.`));
  if (final.rawScore !== null) why.append(el('p', {}, `The reranker’s own score: ${score(final.rawScore)}.`));
  why.append(el('div', { class: 'explanation' }));
  why.addEventListener('toggle', () => {
    lines.draw();
    if (why.open && final.score !== null) explain([document], state).then(lines.draw, ignoreAborted);
  });
  return el('li', { class: 'card', 'data-id': document.id },
    heading(document, final.rank, answer, move(document)),
    el('p', { class: 'text' }, ...marked(document, [])),
    el('p', { class: 'facts' }, el('span', {}, final.score === null ? 'no score' : `score ${score(final.score)}`), el('span', { class: `placement ${final.placement}` }, words(final.placement))),
    why);
}

function heading(document, rank, answer, ...more) {
  return el('div', { class: 'head' },
    el('span', { class: 'rank' }, String(rank)),
    el('h3', {}, title(document)),
    answer.isJudged ? grade(document.grade) : null,
    ...more);
}

const title = document => document.text.slice(0, document.titleLength).trim() || document.id;

const grade = value => el('span', { class: value > 0 ? 'grade relevant' : 'grade' }, value === null ? 'unjudged' : `grade ${value}`);

function move(document) {
  const up = document.first.rank - document.final.rank;
  return up === 0
    ? el('span', { class: 'move' }, '=', el('span', { class: 'hidden' }, ' not moved'))
    : el('span', { class: up > 0 ? 'move up' : 'move down' }, el('span', { 'aria-hidden': 'true' }, up > 0 ? '▲ ' : '▼ '), el('span', { class: 'hidden' }, up > 0 ? 'up ' : 'down '), String(Math.abs(up)),
      el('span', { class: 'hidden' }, `, from ${document.first.rank}`));
}

const words = placement => placement.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();

function stageRow(stage) {
  return el('tr', {}, el('th', { scope: 'row' }, stage.name), el('td', {}, stage.decision), el('td', { class: 'n' }, String(stage.in)),
    el('td', { class: 'n' }, stage.scored === null ? '–' : String(stage.scored)), el('td', { class: 'n' }, digits(stage.milliseconds, 2)), el('td', {}, stage.reasons.join('; ')));
}

function ignoreAborted(error) {
  if (error.name !== 'AbortError') byId('status').textContent = error.message;
}

byId('more').addEventListener('click', () => {
  current.all = !current.all;
  render(false);
});
