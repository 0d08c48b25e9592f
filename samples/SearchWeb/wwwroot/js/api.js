export async function get(path, parameters, signal) {
  const response = await fetch('api/' + path + '?' + new URLSearchParams(parameters), { signal });
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw Object.assign(new Error(problem.detail ?? `The server answered ${response.status}.`), { status: response.status });
  }
  return response.json();
}

// One call of a kind at a time: a newer one ends the one before.
export function latest() {
  let controller = new AbortController();
  return () => {
    controller.abort();
    controller = new AbortController();
    return controller.signal;
  };
}
