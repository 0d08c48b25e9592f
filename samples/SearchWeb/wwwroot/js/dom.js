// Texts of queries and passages are anybody's: they become text nodes, and nothing else.
export const byId = id => document.getElementById(id);

export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

export const digits = (value, count) => value === null || value === undefined ? '–' : value.toFixed(count);

// Scores are of any size: as many digits as tell neighbours apart.
export const score = value => value === null || value === undefined ? '–' : Math.abs(value) >= 1 ? value.toFixed(3) : value.toFixed(4);

export const milliseconds = value => value < 10 ? value.toFixed(1) : value.toFixed(0);

export const isStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
