import { isEmpty, textOf } from './values.js';

/** One part of a path: a name, or a place in a list, from its end when it is negative. */
type Part = string | number;

const NAME = /^[^.[\]]+/;
const PLACE = /^\[(-?\d{1,4})\]/;
/** Names that lead out of the data. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** The parts of `a.b[-1].c`; null when it is no path. */
function partsOf(path: string): Part[] | null {
  const parts: Part[] = [];
  let rest = path;
  while (rest !== '') {
    const place = PLACE.exec(rest);
    if (place) {
      parts.push(Number(place[1]));
      rest = rest.slice(place[0].length);
    } else {
      if (parts.length > 0 && !rest.startsWith('.')) return null;
      if (rest.startsWith('.')) {
        if (parts.length === 0) return null;
        rest = rest.slice(1);
      }
      const name = NAME.exec(rest);
      if (!name) return null;
      parts.push(name[0]);
      rest = rest.slice(name[0].length);
    }
  }
  return parts.length > 0 ? parts : null;
}

/** Whether the mapping may name this path. `x+y` joins two values by a plus. */
export function isPath(path: string): boolean {
  return path.length <= 200 && path.split('+').every((one) => partsOf(one) !== null);
}

/**
 * What stands at a path; undefined when a part is missing. A key that is spelled like the whole path is found first: forms have keys such
 * as `Legs[0][Status]`, and some providers' keys end in a blank. `x+y` is the two values with a plus between, when both are there.
 */
export function valueAt(root: unknown, path: string): unknown {
  const whole = member(root, path);
  if (whole !== undefined || !path.includes('+')) return whole ?? at(root, path);
  const texts = path.split('+').map((one) => {
    const value = member(root, one) ?? at(root, one);
    return isEmpty(value) ? null : textOf(value);
  });
  return texts.includes(null) ? undefined : texts.join('+');
}

function at(root: unknown, path: string): unknown {
  let value = root;
  for (const part of partsOf(path) ?? [path]) {
    value = typeof part === 'number' ? (Array.isArray(value) ? value.at(part) : undefined) : member(value, part);
    if (value === undefined) return undefined;
  }
  return value;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || FORBIDDEN.has(name)) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
