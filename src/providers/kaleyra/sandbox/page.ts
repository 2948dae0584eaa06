import { escaped, htmlPage } from '../../../common/http/htmlPage.js';

/** What can be looked at and changed, a row each. */
const ROUTES: [route: string, about: string][] = [
  ['GET requests', 'what the product has asked; <code>?method=dial</code> for some'],
  ['GET dials', 'calls that were placed, and how they are answered'],
  ['POST dials', 'change how they are answered'],
  ['GET faults', 'faults to come'],
  ['POST faults', 'order one: the next requests fail as it says'],
  ['GET quirks', 'oddities of the real service that are switched on'],
  ['POST quirks', 'switch them'],
  ['GET rows', 'call logs between <code>?from=…&amp;to=…</code>'],
  ['POST rows', 'insert or remove some'],
  ['POST corrections', 'correct one afterwards, as the provider does'],
  ['GET books', 'the right figures of <code>?from=…&amp;to=…</code>, to compare with'],
];

/** For a person who follows the address that the start prints. */
export function controlPage(now = new Date()): string {
  const to = now.toISOString();
  const from = new Date(now.getTime() - 3_600_000).toISOString();
  const rows = ROUTES.map(([route, about]) => {
    const [method, path] = route.split(' ') as [string, string];
    const address = ['rows', 'books'].includes(path) ? `${path}?${new URLSearchParams({ from, to })}` : path;
    const name = method === 'GET' ? `<a href="${escaped(address)}">${path}</a>` : path;
    return `<tr><td>${method}</td><td>${name}</td><td>${about}</td></tr>`;
  });
  return htmlPage(
    'Telephone sandbox',
    `<h1>Telephone sandbox</h1><p>It plays Kaleyra Voice: it answers the product with invented call logs, places no real call, and
    reports on each call as the provider does. Everything below is JSON; links open what can be read in a browser (the last hour).</p>
    <table><tr><th>Method</th><th>Path</th><th></th></tr>${rows.join('')}</table>`,
  );
}
