import { Injectable } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { AppError } from '../common/errors/appError.js';
import { providerNotConfigured } from '../common/errors/commonErrors.js';
import { KaleyraClient } from '../providers/kaleyra/kaleyra.client.js';
import { ProviderError } from '../providers/providerError.js';
import { KALEYRA, kaleyraSection } from '../providers/kaleyra/kaleyra.settings.js';

/** The configured client of the provider, and its failures in the words of the API. */
@Injectable()
export class KaleyraAccess {
  private readonly configured?: KaleyraClient;

  constructor(config: ConfigService) {
    const { api_key, base_url, obd_base_url, timeout_ms, max_requests_per_second, number_pattern } = kaleyraSection(config.of(KALEYRA));
    if (api_key)
      this.configured = new KaleyraClient({ api_key, base_url, obd_base_url, timeout_ms, max_requests_per_second, number_pattern });
  }

  /** Raises provider_not_configured naming the variable. */
  get client(): KaleyraClient {
    if (!this.configured) {
      throw providerNotConfigured({ variable: 'KALEYRA_API_KEY' }, { message: 'Kaleyra is not configured: KALEYRA_API_KEY is missing.' });
    }
    return this.configured;
  }
}

/** A provider's failure as the caller sees it: 502 with the provider's code. Anything else passes. */
export function toGatewayError(error: unknown): unknown {
  if (!(error instanceof ProviderError)) return error;
  return new AppError(error.code, 502, error.message, { provider: error.provider, kind: error.kind }, undefined, { cause: error });
}
