import { byId, el, milliseconds } from './dom.js';
import { address, fill, ofForm, read } from './state.js';
import { get, latest } from './api.js';
import * as results from './results.js';
import * as metrics from './metrics.js';

const form = byId('search');
const next = latest();
let collection;

async function search() {
  const state = read();
  document.title = state.q ? `${state.q} – RerankKit search` : 'RerankKit search';
  const signal = next();
  byId('error').hidden = true;
  if (!state.q) {
    byId('results').hidden = true;
    byId('note').hidden = true;
    byId('status').textContent = '';
  } else {
    byId('results').setAttribute('aria-busy', 'true');
    try {
      const start = performance.now();
      const answer = await get('search', state, signal);
      const elapsed = performance.now() - start;
      results.show(answer, state);
      describe(answer, elapsed);
    } catch (error) {
      if (error.name === 'AbortError') return;
      byId('results').hidden = true;
      fail(error);
    } finally {
      if (!signal.aborted) byId('results').removeAttribute('aria-busy');
    }
  }
  if (collection) metrics.update(state, collection);
}

function describe(answer, elapsed) {
  const count = answer.documents.length;
  const moved = answer.documents.filter(document => document.final.rank <= 10 && document.first.rank !== document.final.rank).length;
  byId('status').textContent = count === 0
    ? 'The first stage found nothing. Try other words.'
    : `${count} passages in ${milliseconds(elapsed)} ms: first stage ${milliseconds(answer.firstStageMilliseconds)} ms, reranking ${milliseconds(answer.rerankMilliseconds)} ms. `
      + `${moved} of the first ${Math.min(10, count)} moved.`;
  byId('note').hidden = !answer.note;
  byId('note').textContent = answer.note ?? '';
}

function fail(error) {
  byId('status').textContent = '';
  byId('error').textContent = error.message;
  byId('error').hidden = false;
}

function go(state) {
  const target = address(state);
  if (target !== (location.search || './')) history.pushState(null, '', target);
  fill(form, state);
  search();
}

form.addEventListener('submit', event => {
  event.preventDefault();
  go(ofForm(form));
});
form.addEventListener('change', event => {
  if (event.target.name !== 'q' && form.reportValidity()) go(ofForm(form));
});
addEventListener('popstate', () => {
  fill(form, read());
  search();
});

// Links to queries are links: they open elsewhere where somebody wants that.
document.addEventListener('click', event => {
  const link = event.target.closest('a[data-query]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go({ ...read(), q: link.dataset.query });
  byId('q').focus();
  scrollTo(0, 0);
});
addEventListener('keydown', event => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea')) return;
  event.preventDefault();
  byId('q').focus();
  byId('q').select();
});

function introduce() {
  byId('about').textContent = `${collection.name}: ${collection.documents.toLocaleString('en')} passages, ${collection.judgedQueries} judged queries.`
    + (collection.embedded < collection.documents ? ` Vectors: ${Math.floor(100 * collection.embedded / collection.documents)} % so far.` : '');
}

async function watch() {
  collection = await get('collection', {});
  introduce();
  if (collection.embedded < collection.documents) setTimeout(() => watch().catch(fail), 1000);
  metrics.update(read(), collection);
}

async function begin() {
  const state = read();
  fill(form, state);
  const searching = search();
  await watch();
  byId('examples').querySelector('ul').replaceChildren(...collection.examples.map(query =>
    el('li', {}, el('a', { href: address({ ...state, q: query }), 'data-query': query }, query))));
  byId('examples').hidden = collection.examples.length === 0;
  byId('examples').open = !state.q;
  await searching;
  document.documentElement.dataset.ready = '';
}

begin().catch(fail);
