/**
 * What to do next after a provider call failed:
 * temporary: try again later; rejected: the provider said no to this request; unauthorised: credentials are wrong;
 * not_found: the thing asked for is gone; ambiguous: it may have happened, never repeat blindly; unknown: none of these.
 */
export type ProviderErrorKind = 'temporary' | 'rejected' | 'unauthorised' | 'not_found' | 'ambiguous' | 'unknown';

/** A failed provider call. `code` is stable (`provider_unavailable`, `provider_protocol_error` …); `excerpt` never holds a secret. */
export class ProviderError extends Error {
  constructor(
    readonly provider: string,
    readonly kind: ProviderErrorKind,
    readonly code: string,
    message: string,
    readonly excerpt?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ProviderError';
  }
}
