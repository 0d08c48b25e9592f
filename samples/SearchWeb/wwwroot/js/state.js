// What is searched and how stands in the address, so that it can be shared, and back and forward work.
const defaults = { q: '', reranker: 'minilm', depth: '', blend: '', budget: '', gate: '' };

export function read() {
  const parameters = new URLSearchParams(location.search);
  return Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, parameters.get(name)?.trim() || value]));
}

export function address(state) {
  const parameters = new URLSearchParams(Object.entries(state).filter(([name, value]) => value !== defaults[name]));
  return parameters.size === 0 ? './' : '?' + parameters;
}

// An address may hold anything; a field for numbers shows numbers, and the server refuses the rest.
export function fill(form, state) {
  for (const [name, value] of Object.entries(state)) {
    const field = form.elements[name];
    field.value = field.type === 'number' && Number.isNaN(Number(value)) ? '' : value;
  }
}

export const ofForm = form => Object.fromEntries(Object.keys(defaults).map(name => [name, form.elements[name].value.trim()]));

// The settings alone: measurements are of all queries.
export const settings = ({ q, ...others }) => others;
