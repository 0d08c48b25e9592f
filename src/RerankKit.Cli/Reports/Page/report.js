(() => {
  'use strict';
  const charts = JSON.parse(document.getElementById('charts').textContent);
  const drawn = new Map();
  const dashes = [[], [6, 4], [2, 3], [8, 3, 2, 3], [10, 4], [4, 2]];
  const points = ['circle', 'rectRot', 'triangle', 'rect', 'star', 'crossRot'];

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

  function datasets(chart) {
    return chart.series.map(series => {
      const own = series.colour < 0 ? colour('faint') : colour('s' + (series.colour % 6 + 1));
      const common = { label: series.name, data: series.data, borderColor: own, backgroundColor: own };
      if (series.kind === 'bar') return { ...common, type: 'bar', barPercentage: 0.9 };
      if (series.kind === 'bound') return { ...common, type: 'line', borderWidth: 0, pointRadius: 0, pointHitRadius: 0, backgroundColor: own + '26', fill: series.fill, isBound: true };
      if (series.kind === 'level') return { ...common, type: 'line', borderDash: [4, 4], borderWidth: 1.5, pointRadius: 0 };
      if (series.kind === 'path') return { ...common, type: 'line', borderWidth: 1, pointRadius: 0 };
      if (series.kind === 'points') return { ...common, type: 'scatter', pointRadius: 5, pointStyle: points[series.colour % 6] };
      return { ...common, type: 'line', borderWidth: 2, borderDash: dashes[Math.max(series.colour, 0) % 6], pointRadius: 3, pointStyle: points[Math.max(series.colour, 0) % 6], tension: 0 };
    });
  }

  // On a logarithmic axis every digit has a line, and 800 and 1,000 would run into each other.
  function rounded(value) {
    return (this.chart.width < 400 ? /^[12]e/ : /^[125]e/).test(value.toExponential()) ? value.toLocaleString('en') : '';
  }

  function axis(title, grid, log) {
    return {
      type: log ? 'logarithmic' : 'linear', title: { display: true, text: title, color: colour('soft') },
      // Where every digit has its line, 800 and 1,000 run into each other on a narrow page.
      ticks: { color: colour('soft'), maxTicksLimit: 8, ...(log && { autoSkip: false, callback: rounded }) }, grid: { color: grid ? colour('line') : 'transparent' }, border: { color: colour('rule') },
    };
  }

  function draw(canvas) {
    const chart = charts[canvas.id];
    drawn.get(canvas.id)?.destroy();
    const x = chart.labels ? { ...axis(chart.x, false), type: 'category' } : axis(chart.x, false, chart.log);
    drawn.set(canvas.id, new Chart(canvas, {
      data: { labels: chart.labels, datasets: datasets(chart) },
      options: {
        animation: false, responsive: true, layout: { padding: { right: 18 } }, maintainAspectRatio: false, interaction: { mode: 'nearest', intersect: false },
        scales: { x, y: { ...axis(chart.y, true), suggestedMin: chart.min, suggestedMax: chart.max } },
        plugins: {
          legend: {
            position: 'bottom', labels: { color: colour('text'), usePointStyle: true, boxHeight: 7, ...('print' in document.documentElement.dataset && { font: { size: 10 }, padding: 6 }), filter: (item, data) => !data.datasets[item.datasetIndex].isBound },
            onClick: (event, item, legend) => {
              const visible = !legend.chart.isDatasetVisible(item.datasetIndex);
              legend.chart.data.datasets.forEach((set, i) => { if (i === item.datasetIndex || (set.isBound && set.label === item.text)) legend.chart.setDatasetVisibility(i, visible); });
              legend.chart.update();
            },
          },
          tooltip: { filter: item => !item.dataset.isBound, callbacks: { label: item => `${item.dataset.label}: ${item.raw.label ?? ''} ${Number(item.parsed.y).toPrecision(4)}` } },
        },
      },
    }));
  }

  const drawAll = () => document.querySelectorAll('canvas').forEach(draw);
  drawAll();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  addEventListener('beforeprint', () => { document.documentElement.dataset.print = ''; drawAll(); drawn.forEach(chart => chart.resize(305, 240)); });
  addEventListener('afterprint', () => { delete document.documentElement.dataset.print; drawAll(); });

  const table = document.getElementById('queries');
  if (table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const search = document.getElementById('search');
    const direction = document.getElementById('direction');
    const row = document.getElementById('row');
    const filter = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const each of rows) {
        const change = Number(each.dataset.change);
        each.hidden = !words.every(word => each.textContent.toLowerCase().includes(word))
          || (direction.value === 'helped' && change <= 0) || (direction.value === 'hurt' && change >= 0) || (row.value !== '' && each.dataset.row !== row.value);
        shown += each.hidden ? 0 : 1;
      }
      document.getElementById('shown').textContent = `${shown} of ${rows.length}`;
    };
    [search, direction, row].forEach(control => control.addEventListener('input', filter));
    table.querySelectorAll('th button').forEach((button, column) => button.addEventListener('click', () => {
      const head = button.closest('th');
      const descending = head.getAttribute('aria-sort') !== 'descending';
      table.querySelectorAll('th').forEach(other => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      const key = each => each.cells[column].dataset.value ?? each.cells[column].textContent;
      const compare = head.classList.contains('n') ? (a, b) => Number(key(a)) - Number(key(b)) : (a, b) => key(a).localeCompare(key(b));
      rows.sort((a, b) => descending ? compare(b, a) : compare(a, b)).forEach(each => body.append(each));
    }));
    filter();
  }

  document.documentElement.dataset.drawn = String(drawn.size);
})();
