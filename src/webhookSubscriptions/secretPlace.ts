/** Where a sealed secret lies; a box opens there only. A secret keeps its place when it becomes the previous one. */
export function secretPlace(subscription_id: string, name: 'secret' | 'authorization_token'): string {
  return `webhook_secrets:${subscription_id}:${name}`;
}
