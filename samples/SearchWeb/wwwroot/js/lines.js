import { byId } from './dom.js';

// A line from each passage's place in the first stage to its place in the reranked list.
const svg = byId('lines');
const isWide = () => getComputedStyle(svg).display !== 'none';
const cardOf = (list, id) => [...byId(list).children].find(card => card.dataset.id === id);

export function draw() {
  svg.replaceChildren();
  if (!isWide()) return;
  const box = svg.getBoundingClientRect();
  svg.setAttribute('viewBox', `0 0 ${box.width} ${box.height}`);
  const bottom = byId('first').getBoundingClientRect().bottom - box.top + 8;
  [...byId('final').children].forEach((card, index) => {
    const from = cardOf('first', card.dataset.id);
    const start = from ? middle(from, box) : bottom;
    const end = middle(card, box);
    const before = from ? [...byId('first').children].indexOf(from) : Infinity;
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', `M0 ${start} C${box.width / 2} ${start} ${box.width / 2} ${end} ${box.width} ${end}`);
    path.setAttribute('class', (before > index ? 'up' : before < index ? 'down' : 'same') + (from ? '' : ' outside'));
    path.dataset.id = card.dataset.id;
    svg.append(path);
  });
}

const middle = (card, box) => {
  const head = card.querySelector('.head').getBoundingClientRect();
  return head.top + head.height / 2 - box.top;
};

// Passages go from where they stood to where they stand.
export function move() {
  if (!isWide()) return;
  for (const card of byId('final').children) {
    const from = cardOf('first', card.dataset.id);
    if (!from) continue;
    const distance = from.getBoundingClientRect().top - card.getBoundingClientRect().top;
    if (distance !== 0) card.animate([{ transform: `translateY(${distance}px)` }, { transform: 'none' }], { duration: 350, easing: 'ease-out' });
  }
  svg.animate([{ opacity: 0 }, { opacity: 0, offset: 0.6 }, { opacity: 1 }], { duration: 500 });
}

// What the pointer or the focus is on, and what belongs to it.
function link(event) {
  const id = event.target.closest?.('.card')?.dataset.id;
  for (const each of byId('lists').querySelectorAll('[data-id]')) each.classList.toggle('linked', each.dataset.id === id);
}

for (const kind of ['pointerover', 'focusin']) byId('lists').addEventListener(kind, link);
for (const kind of ['pointerleave', 'focusout']) byId('lists').addEventListener(kind, () => link({ target: document.body }));
new ResizeObserver(draw).observe(byId('lists'));
