import type { ChatMessageType } from '../../providers/ports/parsedChat.js';

/** Signs as people see them that a list shows of a text. */
const SIGNS = 160;

const WORDS: Record<ChatMessageType, string> = {
  text: 'Empty message',
  image: 'Photo',
  document: 'Document',
  audio: 'Audio',
  video: 'Video',
  sticker: 'Sticker',
  location: 'Location',
  contacts: 'Contact card',
  interactive: 'Answer',
  template: 'Template',
  order: 'Order',
  system: 'System message',
  unsupported: 'Message that cannot be shown',
};

const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The beginning of a message, for lists: never half of a sign. What has no text is called by its type. */
export function messagePreview({ type, text, file_name, is_voice }: PreviewOf): string {
  const words = text?.replace(/\s+/g, ' ').trim();
  if (!words) {
    const word = type === 'audio' && is_voice ? 'Voice message' : WORDS[type];
    return file_name ? `${word}: ${cut(file_name)}` : word;
  }
  return cut(words);
}

export interface PreviewOf {
  type: ChatMessageType;
  text: string | null;
  file_name?: string | null;
  is_voice?: boolean;
}

function cut(words: string): string {
  // No sign of those that people write is longer; what is left is cut in any case.
  if (words.length <= SIGNS) return words;
  let kept = '';
  let signs = 0;
  for (const { segment } of segments.segment(words.slice(0, SIGNS * 40))) {
    if (++signs > SIGNS) return `${kept.trimEnd()}…`;
    kept += segment;
  }
  return kept;
}
