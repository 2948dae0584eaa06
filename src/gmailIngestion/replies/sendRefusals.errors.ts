import { fileStoreUnavailable } from '../../common/files/fileStore.js';
import { unknownUpload } from '../composing/emailUploads.service.js';
import { emptyMessage } from '../composing/mailContent.js';
import { unknownInlineImage } from '../composing/signatureImages.js';
import { messageTooLarge, noRecipients, sendAfterTooFar, tooManyRecipients } from './emailOutbox.js';
import { mailboxInactive } from './emailReply.service.js';

/** Why an e-mail cannot be queued, however it was written. */
export const SEND_REFUSALS = [
  noRecipients,
  tooManyRecipients,
  emptyMessage,
  messageTooLarge,
  unknownUpload,
  unknownInlineImage,
  sendAfterTooFar,
  mailboxInactive,
  fileStoreUnavailable,
];
