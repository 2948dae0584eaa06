import type { SandboxOrder } from '../providers/shop/shop.sandbox.js';

/** Orders of the demo's shop: a thousand, ORD-20000 to ORD-20999, from 400 to 120,000 rupees. */
export const DEMO_ORDERS: SandboxOrder[] = Array.from({ length: 1_000 }, (_, index) => ({
  number: `ORD-${20_000 + index}`,
  currency: 'INR',
  paid: `${400 + ((index * 7_919) % 119_600)}.00`,
  refunded: '0.00',
  payment: `pay_${20_000 + index}`,
}));
