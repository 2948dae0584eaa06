import { toDecimal } from '../../common/money/minorUnits.js';
import type { PayoutOrder, PayoutProvider, PayoutResult } from '../ports/payout.port.js';
import { type ShopAnswer, ShopHttp } from './shopHttp.js';

/** Payouts by REST: POST asks for one under our reference, GET says what became of it. */
export class PayoutClient implements PayoutProvider {
  private readonly http: ShopHttp;

  constructor(private readonly address: { url: string; api_key?: string; timeout_ms: number }) {
    this.http = new ShopHttp(address);
  }

  async pay({ reference, payment_ref, amount_minor, currency, note }: PayoutOrder): Promise<PayoutResult> {
    const order = { reference, payment: payment_ref, amount: toDecimal(amount_minor, currency), currency, note };
    const answer = await this.http.request('POST', this.address.url, order, { 'idempotency-key': reference });
    if (answer.failure === 'unsent') return ended('not_sent', 'payout_unreachable', 'The payout provider cannot be reached.');
    // Taken or not: nobody knows, and asking again might pay twice.
    if (answer.status === null || answer.status >= 500 || answer.status === 408)
      return ended('unknown', `payout_${answer.failure ?? answer.status}`, 'The payout provider gave no answer that says what it did.');
    if (answer.status === 429) return ended('not_sent', 'payout_throttled', 'The payout provider asks us to wait.');
    return stateOf(answer);
  }

  async find(reference: string): Promise<PayoutResult | null> {
    const answer = await this.http.request('GET', `${this.address.url}/${encodeURIComponent(reference)}`);
    return answer.status === 200 ? stateOf(answer) : null;
  }
}

function stateOf({ status, body }: ShopAnswer): PayoutResult {
  const words = typeof body.message === 'string' ? body.message.slice(0, 300) : '';
  if (status !== null && status >= 300) return ended('failed', `payout_${status}`, words || `The payout provider answered ${status}.`);
  if (body.state === 'paid' && typeof body.id === 'string') return { state: 'paid', id: body.id };
  if (body.state === 'failed') return ended('failed', 'payout_failed', words || 'The payout provider could not pay.');
  return ended('unknown', 'payout_pending', 'The payout provider has not said yet what became of it.');
}

function ended(state: 'not_sent' | 'failed' | 'unknown', error_code: string, error_message: string): PayoutResult {
  return { state, error_code, error_message };
}
