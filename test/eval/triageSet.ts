import { CHAT_SET } from './triageChats.js';
import { DEV_FRESH } from './triageDevFresh.js';
import { DEV_HARD } from './triageDevHard.js';
import { DEV_MORE } from './triageDevMore.js';
import { DEV_SET } from './triageDev.js';
import { HELD_OUT_SET } from './triageHeldOut.js';
import type { LabelledMail } from './triageMail.js';

/** dev: the rules were written with these in view. held_out: written when the rules were finished. chats: later still. */
export const SETS: Record<'dev' | 'held_out' | 'chats', LabelledMail[]> = {
  dev: [...DEV_SET, ...DEV_MORE, ...DEV_HARD, ...DEV_FRESH],
  held_out: HELD_OUT_SET,
  chats: CHAT_SET,
};
