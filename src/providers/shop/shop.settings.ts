import { integer, secretText, url, text } from '../../common/config/kinds.js';
import { settings } from '../../common/config/settings.js';
import { fromStart, optional, secret, variable, type Values } from '../../common/config/variables.js';

export const SHOP = settings(
  'providers/shop',
  {
    ORDER_API_URL: optional(text, 'Where the shop tells of an order: https://shop.example.com/orders/{order_number}'),
    ORDER_API_KEY: secret('Its key, sent as a bearer token.', secretText(8)),
    ORDER_API_MAPPING: variable(
      text,
      'Where things are in its answer, as name=path: currency, paid (or paid_minor, in the smallest unit), refunded (or …_minor), payment.',
      'currency=currency,paid=paid,refunded=refunded,payment=payment',
    ),
    PAYOUT_API_URL: optional(
      url('http:', 'https:'),
      'Where payouts are asked for by POST, and looked up by GET with their reference behind it.',
    ),
    PAYOUT_API_KEY: secret('Its key, sent as a bearer token.', secretText(8)),
    SHOP_TIMEOUT_SECONDS: variable(integer(1, 120), 'Deadline of one request to the shop or the payout provider.', '15'),
    SHOP_SANDBOX: fromStart<{ url: string; api_key: string }>('Where the sandbox plays shop and payout provider, when it does.'),
  },
  ({ ORDER_API_URL, ORDER_API_MAPPING }) => [
    ...(ORDER_API_URL && !ORDER_API_URL.includes('{order_number}') ? ['ORDER_API_URL needs {order_number}.'] : []),
    ...(Object.keys(readMapping(ORDER_API_MAPPING)).some((name) => !MAPPED.test(name))
      ? ['ORDER_API_MAPPING knows currency, paid, refunded and payment, and paid_minor and refunded_minor.']
      : []),
  ],
);

const MAPPED = /^(currency|payment|(paid|refunded)(_minor)?)$/;

/** `paid=totals.paid,currency=currency` */
export function readMapping(mapping: string): Record<string, string> {
  return Object.fromEntries(
    mapping.split(',').flatMap((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()]];
    }),
  );
}

export interface ShopAddress {
  url: string;
  api_key?: string;
  timeout_ms: number;
  mapping: Record<string, string>;
}

/** How orders are asked for; null where no shop is set up. */
export function orderAddress(values: Values<typeof SHOP.variables>): ShopAddress | null {
  const { SHOP_SANDBOX: sandbox, ORDER_API_URL: own, ORDER_API_KEY, ORDER_API_MAPPING, SHOP_TIMEOUT_SECONDS } = values;
  const timeout_ms = SHOP_TIMEOUT_SECONDS * 1000;
  if (own) return { url: own, api_key: ORDER_API_KEY, timeout_ms, mapping: readMapping(ORDER_API_MAPPING) };
  if (!sandbox) return null;
  const mapping = readMapping(SHOP.variables.ORDER_API_MAPPING.fallback);
  return { url: `${sandbox.url}/orders/{order_number}`, api_key: sandbox.api_key, timeout_ms, mapping };
}

/** How payouts are asked for; null where nobody pays. */
export function payoutAddress(values: Values<typeof SHOP.variables>): Omit<ShopAddress, 'mapping'> | null {
  const { SHOP_SANDBOX: sandbox, PAYOUT_API_URL: own, PAYOUT_API_KEY, SHOP_TIMEOUT_SECONDS } = values;
  const timeout_ms = SHOP_TIMEOUT_SECONDS * 1000;
  if (own) return { url: own.replace(/\/$/, ''), api_key: PAYOUT_API_KEY, timeout_ms };
  return sandbox ? { url: `${sandbox.url}/payouts`, api_key: sandbox.api_key, timeout_ms } : null;
}
