import ipaddr from 'ipaddr.js';
import { IANAZone } from 'luxon';
import { isPhoneRegion } from '../phone/phoneNumber.js';

/** How a variable's text becomes a value; `read` throws a sentence that completes "<NAME> …". */
export interface Kind<T> {
  read(text: string): T;
}

export const text: Kind<string> = { read: (value) => value };
/** A secret in one line, long enough that it is not guessed. */
export function secretText(min_length: number): Kind<string> {
  return {
    read(value) {
      if (value.length < min_length) throw new Error(`must have at least ${min_length} characters`);
      if (!/^[\x20-\x7e]+$/.test(value)) throw new Error('must be one line of printable ASCII characters');
      return value;
    },
  };
}

/** A key that others have given us; it travels in headers. */
export const issuedKey: Kind<string> = {
  read(value) {
    if (!/^[\x21-\x7e]{8,}$/.test(value)) throw new Error('must have at least 8 printable ASCII characters, without spaces');
    return value;
  },
};

export const flag: Kind<boolean> = {
  read(value) {
    if (value === 'true' || value === '1') return true;
    if (value === 'false' || value === '0') return false;
    throw new Error('must be true or false');
  },
};

export function integer(min: number, max: number): Kind<number> {
  return {
    read(value) {
      const number = Number(value);
      if (!Number.isInteger(number) || number < min || number > max) {
        throw new Error(`must be a whole number from ${min} to ${max}`);
      }
      return number;
    },
  };
}

export function oneOf<const T extends string>(...values: T[]): Kind<T> {
  return {
    read(value) {
      if (!(values as string[]).includes(value)) throw new Error(`must be one of ${values.join(', ')}`);
      return value as T;
    },
  };
}

export const list: Kind<string[]> = {
  read: (value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
};

export function url(...protocols: string[]): Kind<string> {
  return {
    read(value) {
      let parsed: URL;
      try {
        parsed = new URL(value);
      } catch {
        throw new Error('must be a URL');
      }
      if (!protocols.includes(parsed.protocol)) throw new Error(`must start with ${protocols.join(' or ')}//`);
      return value.replace(/\/+$/, '');
    },
  };
}

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function readDuration(value: string): number {
  const [, number, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(value) ?? [];
  if (number === undefined) throw new Error('must be a duration such as 300ms, 15s, 5m, 2h or 5d');
  return Number(number) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
}

/** In milliseconds. */
export const duration: Kind<number> = { read: readDuration };

/** In milliseconds each; at least one. */
export const durations: Kind<number[]> = {
  read(value) {
    const items = list.read(value).map(readDuration);
    if (items.length === 0) throw new Error('must be durations separated by commas');
    return items;
  },
};

/** Web origins, written as browsers send them; `*` is all of them. */
export const origins: Kind<string[]> = {
  read(value) {
    const items = list.read(value);
    if (!items.every((item) => item === '*' || (/^https?:/.test(item) && URL.canParse(item) && new URL(item).origin === item)))
      throw new Error('must be origins such as https://portal.example.com, with http:// or https:// and nothing after the port, or *');
    return items;
  },
};

const PROXY_NAMES = ['loopback', 'linklocal', 'uniquelocal'];

/** Addresses and networks of reverse proxies; `none` for no one. */
export const proxies: Kind<string[]> = {
  read(value) {
    if (value === 'none') return [];
    const items = list.read(value);
    const faulty = items.find((item) => !PROXY_NAMES.includes(item) && !ipaddr.isValid(item) && !ipaddr.isValidCIDR(item));
    if (items.length === 0 || faulty !== undefined)
      throw new Error(`must be addresses, networks such as 10.0.0.0/8, ${PROXY_NAMES.join(', ')}, or none`);
    return items;
  },
};

export const ports: Kind<number[]> = { read: (value) => list.read(value).map((item) => integer(1, 65535).read(item)) };

export const zone: Kind<string> = {
  read(value) {
    if (!IANAZone.isValidZone(value)) throw new Error('must be an IANA time zone such as Asia/Kolkata');
    return value;
  },
};

/** A country by its two letters, as far as phone numbers are known there. */
export const region: Kind<string> = {
  read(value) {
    if (!isPhoneRegion(value)) throw new Error('must be a country such as IN, two letters of ISO 3166');
    return value;
  },
};

export const pattern: Kind<RegExp> = {
  read(value) {
    try {
      return new RegExp(value);
    } catch {
      throw new Error('must be a regular expression');
    }
  },
};

export const cron: Kind<string> = {
  read(value) {
    if (value !== 'off' && !/^(\S+\s+){4,5}\S+$/.test(value)) throw new Error("must be a cron expression of five or six fields, or 'off'");
    return value;
  },
};
