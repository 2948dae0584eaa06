/** Longer ones are no ids but an attempt at something, and would not fit an index. */
const MAX_ID_LENGTH = 400;
/** How many references count: the first, which began the thread, and the last. */
export const MAX_REFERENCES = 100;

const ID = /<([^<>\s]{1,1000})>/g;

/** Message ids in a header, with their brackets, each once; what is too long to be one is left out. */
export function messageIdsIn(value: string): string[] {
  const found = new Set<string>();
  for (const [id] of value.matchAll(ID)) if (id.length <= MAX_ID_LENGTH) found.add(id);
  // Some programs leave the brackets away.
  if (found.size === 0)
    for (const word of value.split(/[\s,]+/))
      if (/^[^<>@\s]+@[^<>@\s]+$/.test(word) && word.length + 2 <= MAX_ID_LENGTH) found.add(`<${word}>`);
  return [...found];
}

/** The id of a message. Without brackets or @ it is still what answers will name. */
export function messageIdOf(value: string): string {
  const [id] = messageIdsIn(value);
  if (id) return id;
  const bare = value.replace(/[<>]/g, '').trim();
  return bare !== '' && !/\s/.test(bare) && bare.length + 2 <= MAX_ID_LENGTH ? `<${bare}>` : '';
}

/** References, oldest first, and what is answered as the last one; the first and the last hundred of very many. */
export function cleanReferences(references: string, in_reply_to: string, own: string): { ids: string[]; are_cut: boolean } {
  const ids = messageIdsIn(references).filter((id) => id !== own && id !== in_reply_to);
  if (in_reply_to !== '' && in_reply_to !== own) ids.push(in_reply_to);
  if (ids.length <= MAX_REFERENCES) return { ids, are_cut: false };
  return { ids: [ids[0]!, ...ids.slice(1 - MAX_REFERENCES)], are_cut: true };
}
