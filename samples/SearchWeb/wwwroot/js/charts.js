import { byId } from './dom.js';

const drawn = new Map();
const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

export function drawDepths(curve, chosen) {
  const reranked = curve.filter(point => point.rows.some(row => row.name === 'reranked'));
  const value = (point, name) => point.rows.find(row => row.name === name).metrics['ndcg@10'];
  const level = (name, index) => ({
    label: name, data: curve.map(point => value(point, name)), borderColor: colour(index), backgroundColor: colour(index), borderDash: [[6, 4], [2, 3], [8, 3, 2, 3]][index.at(-1) - 2], borderWidth: 2, pointRadius: curve.length > 1 ? 0 : 4,
  });
  draw('depths', () => ({
    type: 'line',
    data: {
      labels: curve.map(point => point.depth),
      datasets: [
        ...(reranked.length > 0 ? [{ label: 'reranked', data: reranked.map(point => value(point, 'reranked')), borderColor: colour('s1'), backgroundColor: colour('s1'), borderWidth: 3, pointRadius: curve.map(point => point.depth === chosen ? 7 : 3) }] : []),
        level('first stage', 's2'), level('bm25', 's3'), level('vectors', 's4'),
      ],
    },
    options: options('passages reranked', 'nDCG@10', true),
  }), `nDCG@10 by depth: ${curve.map(point => `${point.depth}: ${value(point, reranked.length > 0 ? 'reranked' : 'first stage').toFixed(4)}`).join(', ')}. First stage ${value(curve[0], 'first stage').toFixed(4)}.`);
}

export function drawTimes(curve) {
  const line = (label, name, index) => ({ label, data: curve.map(point => point.milliseconds[name]), borderColor: colour(index), backgroundColor: colour(index), borderWidth: 2, pointRadius: 3 });
  draw('times', () => ({
    type: 'line',
    data: { labels: curve.map(point => point.depth), datasets: [line('middle query', 'p50', 's1'), line('slowest of twenty', 'p95', 's2')] },
    options: options('passages reranked', 'milliseconds', true),
  }), `Milliseconds by depth, the middle query: ${curve.map(point => `${point.depth}: ${point.milliseconds.p50.toFixed(1)}`).join(', ')}.`);
}

export function drawChanges(differences) {
  const change = differences.map(query => query.after - query.before);
  draw('changes', () => ({
    type: 'bar',
    data: { labels: differences.map(query => query.text), datasets: [{ label: 'change', data: change, backgroundColor: change.map(value => colour(value < 0 ? 'bad' : 'good')), minBarLength: 2 }] },
    options: options('queries', 'change', false),
  }), `Change of nDCG@10 by query, from ${change[0].toFixed(4)} to ${change.at(-1).toFixed(4)}.`);
}

function options(x, y, hasLegend) {
  const axis = (title, hasGrid) => ({ title: { display: true, text: title, color: colour('soft') }, ticks: { color: colour('soft'), maxTicksLimit: 8 }, grid: { color: hasGrid ? colour('line') : 'transparent' }, border: { color: colour('rule') } });
  const categories = axis(x, false);
  if (!hasLegend) categories.ticks.display = false;
  return {
    animation: false, responsive: true, maintainAspectRatio: false, interaction: { mode: 'index', intersect: false }, scales: { x: categories, y: axis(y, true) },
    plugins: { legend: { display: hasLegend, position: 'bottom', labels: { color: colour('text'), boxHeight: 2 } }, tooltip: { callbacks: { label: item => `${item.dataset.label}: ${item.parsed.y.toFixed(4)}` } } },
  };
}

function draw(id, make, label) {
  byId(id).setAttribute('aria-label', label);
  drawn.get(id)?.chart.destroy();
  drawn.set(id, { make, label, chart: new Chart(byId(id), make()) });
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawn.forEach(({ make, label }, id) => draw(id, make, label)));
