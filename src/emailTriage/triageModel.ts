import type { FactoryProvider } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigService } from '../common/config/config.service.js';
import type { CheckedSettings } from '../common/config/settings.js';
import { LOGGER } from '../common/log/logger.token.js';
import { GeminiTextModel } from '../providers/gemini/gemini.client.js';
import { GEMINI } from '../providers/gemini/gemini.settings.js';
import { TRIAGE } from './emailTriage.settings.js';

/** The configured model, or null when rules decide. */
export const TRIAGE_MODEL = Symbol('TRIAGE_MODEL');
export type TriageModel = GeminiTextModel | null;

export function triageModel(settings: Pick<CheckedSettings, 'of'>, logger?: Logger): TriageModel {
  const {
    GEMINI_API_KEY,
    GEMINI_MODEL,
    GEMINI_FALLBACK_MODELS,
    GEMINI_BASE_URL,
    GEMINI_TIMEOUT,
    GEMINI_MAX_REQUESTS_PER_MINUTE,
    GEMINI_THINKING,
  } = settings.of(GEMINI);
  const { EMAIL_TRIAGE, CHAT_TRIAGE } = settings.of(TRIAGE);
  if ((EMAIL_TRIAGE !== 'auto' && CHAT_TRIAGE !== 'auto') || !GEMINI_API_KEY) return null;
  return new GeminiTextModel({
    api_key: GEMINI_API_KEY,
    models: [...new Set([GEMINI_MODEL, ...GEMINI_FALLBACK_MODELS])],
    base_url: GEMINI_BASE_URL,
    timeout_ms: GEMINI_TIMEOUT,
    max_requests_per_minute: GEMINI_MAX_REQUESTS_PER_MINUTE,
    thinking: GEMINI_THINKING,
    onGone: (model) =>
      logger?.warn({ model }, 'the provider does not know this model any more: set GEMINI_MODEL or GEMINI_FALLBACK_MODELS'),
  });
}

export const triageModelProvider: FactoryProvider<TriageModel> = {
  provide: TRIAGE_MODEL,
  inject: [ConfigService, LOGGER],
  useFactory: (config: ConfigService, logger: Logger) => triageModel(config, logger),
};
