/**
 * The part of some things that one of several runs at the same time takes: `1/2` is the first half. Neighbours stay together.
 * @template T @param {T[]} things @param {string} share @returns {T[]}
 */
export function shareOf(things, share) {
  const [nth, of] = share.split('/').map(Number);
  if (!nth || !of || nth > of) throw new Error(`A share looks like 1/2, not ${share}.`);
  return things.slice(Math.round(((nth - 1) * things.length) / of), Math.round((nth * things.length) / of));
}
