import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError } from '../common/errors/appError.js';
import type { SendOutcome } from '../common/sends/send.js';
import { SendsService } from '../common/sends/sends.service.js';
import type { KaleyraClickToCall, KaleyraOutboundCall, KaleyraPlacedCall } from '../providers/kaleyra/kaleyra.client.js';
import { ProviderError } from '../providers/providerError.js';
import { KaleyraAccess } from './kaleyraAccess.js';

/** Places queued calls. */
@Injectable()
export class CallSender implements OnModuleInit {
  constructor(
    private readonly sends: SendsService,
    private readonly kaleyra: KaleyraAccess,
  ) {}

  onModuleInit(): void {
    // What travels with a click-to-call comes back in the log: that is how its row finds the attempt.
    this.sends.register<KaleyraClickToCall>({
      channel: 'kaleyra.click_to_call',
      perform: (send) => this.place(() => this.kaleyra.client.clickToCall({ ...send.payload, custom: send.id })),
    });
    this.sends.register<KaleyraOutboundCall>({
      channel: 'kaleyra.outbound',
      perform: (send) => this.place(() => this.kaleyra.client.outboundCall(send.payload)),
    });
  }

  private async place(dial: () => Promise<KaleyraPlacedCall>): Promise<SendOutcome> {
    try {
      const { id, ids } = await dial();
      return { state: 'sent', provider_id: id ?? undefined, detail: { ids } };
    } catch (error) {
      return outcomeOf(error);
    }
  }
}

/** There is no idempotency key at the provider: only what certainly rang no phone may be dialled again. */
function outcomeOf(error: unknown): SendOutcome {
  if (error instanceof ProviderError) {
    const { code: error_code, message: error_message, excerpt } = error;
    const failure = { error_code, error_message, detail: { kind: error.kind, excerpt } };
    if (error.kind === 'ambiguous') return { state: 'unknown', ...failure };
    return { state: error.kind === 'temporary' ? 'not_sent' : 'failed', ...failure };
  }
  if (error instanceof AppError) return { state: 'failed', error_code: error.code, error_message: error.message };
  throw error;
}
