import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import type { Send, SendOutcome } from '../common/sends/send.js';
import { SendsRepository } from '../common/sends/sends.repository.js';
import { SendsService } from '../common/sends/sends.service.js';
import type { PayoutProvider, PayoutResult } from '../providers/ports/payout.port.js';
import { PayoutClient } from '../providers/shop/payout.client.js';
import { payoutAddress, SHOP } from '../providers/shop/shop.settings.js';
import { Functions } from '../supabase/functions.service.js';

/** What act_on_refund wrote into the send. */
interface PayoutSend {
  refund_id: string;
  number: string;
  payment_ref: string;
  amount_minor: number;
  currency: string;
}

/** Uncertain payouts that are asked about at once. */
const SETTLED_AT_ONCE = 100;

/**
 * Pays, each refund at most once for each order to pay it. What nobody knows is asked of the provider by our reference, never paid again.
 */
@Injectable()
export class RefundPayouts implements OnModuleInit {
  private readonly provider: PayoutProvider | null;

  constructor(
    config: ConfigService,
    private readonly sends: SendsService,
    private readonly repository: SendsRepository,
    private readonly functions: Functions,
  ) {
    const address = payoutAddress(config.of(SHOP));
    this.provider = address && new PayoutClient(address);
  }

  onModuleInit(): void {
    this.sends.register<PayoutSend>({ channel: 'refunds.payout', perform: (send) => this.pay(send) });
  }

  /** Whether there is anybody who pays. */
  get are_set_up(): boolean {
    return this.provider !== null;
  }

  /** Asks what became of payouts that nobody knows of. */
  async settle(signal: AbortSignal): Promise<void> {
    if (!this.provider) return;
    const uncertain = await this.functions.call<'get_uncertain_payouts', string[]>('get_uncertain_payouts', { p_most: SETTLED_AT_ONCE });
    for (const reference of uncertain) {
      if (signal.aborted) return;
      const found = await this.provider.find(reference);
      // What the provider does not know may still be on its way to him: a person decides.
      if (found && (found.state === 'paid' || found.state === 'failed'))
        await this.repository.advance(reference, { ...(outcomeOf(found) as { state: 'sent' }), detail: { by: 'lookup' } });
    }
  }

  private async pay({ id, payload }: Send<PayoutSend>): Promise<SendOutcome> {
    if (!this.provider) return { state: 'failed', error_code: 'not_set_up', error_message: 'No payout provider is set up.' };
    const { number, payment_ref, amount_minor, currency } = payload;
    return outcomeOf(await this.provider.pay({ reference: id, payment_ref, amount_minor, currency, note: `Refund ${number}` }));
  }
}

function outcomeOf(result: PayoutResult): SendOutcome {
  return result.state === 'paid' ? { state: 'sent', provider_id: result.id } : result;
}
