import { toMinorUnits } from '../../common/money/minorUnits.js';
import type { OrderShop, ShopOrder } from '../ports/orderShop.port.js';
import { ProviderError } from '../providerError.js';
import type { ShopAddress } from './shop.settings.js';
import { ShopHttp } from './shopHttp.js';

/** Any shop that tells of an order by REST: a mapping says where in its answer things are. */
export class OrderShopClient implements OrderShop {
  private readonly http: ShopHttp;

  constructor(private readonly address: ShopAddress) {
    this.http = new ShopHttp(address);
  }

  async find(order_number: string): Promise<ShopOrder | null> {
    const { status, body } = await this.http.request('GET', this.address.url.replace('{order_number}', encodeURIComponent(order_number)));
    if (status === 404 || status === 410) return null;
    if (status === 401 || status === 403) throw failure('unauthorised', 'shop_unauthorised', 'The shop does not accept our key.');
    if (status === null || status >= 500 || status === 429) throw failure('temporary', 'shop_unavailable', 'The shop does not answer.');
    if (status >= 300) throw failure('rejected', 'shop_refused', `The shop answered ${status}.`);
    return this.read(order_number, body);
  }

  /** Raises ProviderError when the answer is not what the mapping says. */
  private read(order_number: string, body: Record<string, unknown>): ShopOrder {
    const { mapping } = this.address;
    const currency = String(at(body, mapping.currency) ?? '').toUpperCase();
    if (!/^[A-Z]{3}$/.test(currency)) throw malformed('currency');
    const amount = (name: 'paid' | 'refunded', otherwise?: number): number => {
      const minor = at(body, mapping[`${name}_minor`]);
      const value = minor ?? at(body, mapping[name]);
      if (value === undefined || value === null) {
        if (otherwise === undefined) throw malformed(name);
        return otherwise;
      }
      const read =
        minor === undefined || minor === null
          ? toMinorUnits(value as string | number, currency)
          : /^\d{1,15}$/.test(text(minor))
            ? Number(minor)
            : null;
      if (read === null) throw malformed(name);
      return read;
    };
    const payment = at(body, mapping.payment);
    return {
      order_number,
      currency,
      paid_minor: amount('paid'),
      refunded_minor: amount('refunded', 0),
      payment_ref: payment === undefined || payment === null ? null : text(payment),
    };
  }
}

/** What stands at `totals.paid` or `payments.0.id`. */
function at(value: unknown, path: string | undefined): unknown {
  if (!path) return undefined;
  return path
    .split('.')
    .reduce<unknown>(
      (part, name) => (typeof part === 'object' && part !== null && Object.hasOwn(part, name) ? (part as never)[name] : undefined),
      value,
    );
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function malformed(name: string): ProviderError {
  return failure('unknown', 'provider_protocol_error', `The shop's answer has no ${name} that can be read.`);
}

function failure(kind: ProviderError['kind'], code: string, message: string): ProviderError {
  return new ProviderError('shop', kind, code, message);
}
