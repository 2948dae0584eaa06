import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/appError.js';
import { isDatabaseUnavailable } from '../../common/errors/commonErrors.js';
import type { SendOutcome } from '../../common/sends/send.js';
import { ChatSenders } from '../providers/chatSenders.js';
import { ProviderTemplatesService } from './providerTemplates.service.js';

/** Templates to people who are no customers: no conversation, no window, no message of a thread. */
@Injectable()
export class ChatOutreachService {
  constructor(
    private readonly templates: ProviderTemplatesService,
    private readonly senders: ChatSenders,
  ) {}

  /**
   * Sends it now; `id` is the send's. `values` are those of the template's text, in order; what it does not ask for is left out. Never
   * raises.
   */
  async sendTemplate({
    id,
    template_id,
    phone,
    values,
  }: {
    id: string;
    template_id: string;
    phone: string;
    values: string[];
  }): Promise<SendOutcome> {
    try {
      const { provider_id, status, name, language, category, body_values } = await this.templates.get(template_id);
      if (status !== 'approved')
        return { state: 'failed', error_code: 'template_unusable', error_message: 'The template is not approved.' };
      const sender = await this.senders.named(provider_id);
      const body = values.slice(0, body_values);
      const content = { type: 'template', name, language, category: category ?? undefined, body } as const;
      const result = await sender.send({ to: { phone }, callback_data: id, content });
      return result.state === 'sent' ? { state: 'sent', provider_id: result.key } : result;
    } catch (error) {
      // A sender never raises: nothing has left.
      const { message: error_message } = error as Error;
      if (error instanceof AppError && !isDatabaseUnavailable(error)) return { state: 'failed', error_code: error.code, error_message };
      return { state: 'not_sent', error_code: 'not_prepared', error_message };
    }
  }
}
