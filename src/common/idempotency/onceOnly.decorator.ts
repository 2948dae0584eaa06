import { SetMetadata } from '@nestjs/common';

export const ONCE_ONLY = 'once_only';

/** The answer of this route holds a secret: it is not stored for an Idempotency-Key, and a second request is told so. */
export const OnceOnly = () => SetMetadata(ONCE_ONLY, true);
