import { randomBytes } from 'node:crypto';

/** Where a sealed secret lies; a box opens there only. A secret keeps its place when it becomes the previous one. */
export function chatSecretPlace(provider_id: string, name: 'address_secret' | 'webhook_secret' | 'api_key'): string {
  return `chat_provider_secrets:${provider_id}:${name}`;
}

/** What stands in a webhook's address: 192 bits. */
export function newAddressSecret(): string {
  return randomBytes(24).toString('base64url');
}
