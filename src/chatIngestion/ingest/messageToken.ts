/**
 * The part of a WhatsApp id that names the message alone. Before it, coded in base64, stands whom the chat is with: by number in one copy
 * of the id, by user id in another. Null for ids of another make.
 */
export function messageToken(key: string): string | null {
  const [, coded] = /^(?:netcore:|interakt:)?wamid\.([A-Za-z0-9+/_=-]{20,})$/.exec(key) ?? [];
  if (!coded) return null;
  return (
    Buffer.from(coded, 'base64')
      .toString('latin1')
      .match(/[0-9A-F]{16,}/g)
      ?.at(-1) ?? null
  );
}
