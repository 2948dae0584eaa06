import { Injectable } from '@nestjs/common';
import { BusinessClock } from '../../common/timeRange/businessClock.js';
import { defineError } from '../../common/errors/appError.js';
import { FileStore } from '../../common/files/fileStore.js';
import { wireDomain } from '../../providers/mail/wireAddress.js';
import type { MailWordsDto } from './dto/mailWords.dto.js';
import { EmailUploadsService } from './emailUploads.service.js';
import { type CleanHtml, cleanReplyHtml } from './mailHtml.js';
import { imageReferences, type OutgoingImage, pastedImage, placeImages, uploadReferences } from './outgoingImages.js';
import type { Attachment, Email, Mailbox } from './outgoingMail.js';
import { type ReplyBody, replyBody } from './replyBody.js';
import { SignatureImages, unknownInlineImage } from './signatureImages.js';

export const emptyMessage = defineError('empty_message', 422, 'The e-mail has neither text nor attachments.');

/** What a message says and carries. */
export interface OutgoingContent {
  body: ReplyBody;
  attachments: OutgoingFile[];
  /** Uploads of the writer that it uses, so that they count as used. */
  upload_ids: string[];
}

export interface OutgoingFile {
  sha256: string;
  filename: string;
  content_type: string;
  size: number;
  /** Of an image that the HTML shows; empty for others. */
  content_id: string;
  is_inline: boolean;
}

/** What the words are about. */
export interface WordsAbout {
  mailbox: Mailbox;
  /** Names the images: the same message has the same bytes however often it is made. */
  send_id: string;
  created_by: string;
  /** The e-mail below the words; without `as` it is only looked into for images that the writer took over. */
  email?: Email;
  as?: 'quote' | 'forwarded';
}

/** Puts together what we send: words, signature, what is below, and the images that these show. */
@Injectable()
export class MailContent {
  constructor(
    private readonly uploads: EmailUploadsService,
    private readonly signatures: SignatureImages,
    private readonly files: FileStore,
    private readonly clock: BusinessClock,
  ) {}

  /**
   * `carried`: parts of the e-mail that go along whether they are shown or not. Raises empty_message, unknown_upload, unknown_inline_image.
   */
  async compose(words: MailWordsDto, about: WordsAbout, parts: Attachment[] = [], carried: Attachment[] = []): Promise<OutgoingContent> {
    const { mailbox, send_id, created_by } = about;
    const own_html = cleaned(words.body_html);
    const signature_html = cleaned(mailbox.signature_html);
    const body = this.body(words, own_html, signature_html, about);
    const own = imageReferences(own_html ?? '');
    const shown_parts = new Map(
      parts
        .filter(({ sha256 }) => sha256)
        .flatMap((part) => [[part.id, part] as const, ...(part.content_id ? [[part.content_id, part] as const] : [])]),
    );
    const [attached, shown, signing] = await Promise.all([
      this.uploads.find(words.attachment_ids ?? [], created_by),
      this.uploads.findAny(uploadReferences(own), created_by),
      this.signatures.of(signature_html),
    ]);
    const mine = new Set([...shown, ...attached].map(({ id }) => id));
    const uploads = new Map([...signing, ...shown, ...attached].map((upload) => [upload.id, upload]));
    const unknown = own.filter((reference) => !uploads.has(reference) && !shown_parts.has(reference));
    if (unknown.length > 0) throw unknownInlineImage({ references: unknown });

    const used = new Set<string>();
    const domain = wireDomain(mailbox.email_address);
    const { html, images } = await placeImages(
      body.html,
      async ({ cid, data }) => {
        if (data !== undefined) return this.keep(data);
        const found = uploads.get(cid!) ?? shown_parts.get(cid!);
        if (!found) return undefined;
        used.add(found.id);
        return { sha256: found.sha256!, filename: found.filename, content_type: found.content_type, size: found.size };
      },
      (place) => `${place}.${send_id}@${domain}`,
    );
    const attachments = [...attached, ...carried].filter(({ id }) => !used.has(id));
    const says_nothing = body.new_text.trim() === '' && !/<img\b/i.test(own_html ?? '') && attachments.length === 0;
    // A forward has the words of others.
    if (says_nothing && about.as !== 'forwarded') throw emptyMessage();
    return {
      body: { ...body, html },
      attachments: [
        ...attachments.map((file) => ({ ...fileOf(file), content_id: '', is_inline: false })),
        ...images.map((image) => ({ ...fileOf(image), content_id: image.content_id, is_inline: true })),
      ],
      upload_ids: [...mine],
    };
  }

  private body(
    { body_text, use_signature }: MailWordsDto,
    body_html: CleanHtml | undefined,
    signature_html: CleanHtml | undefined,
    { mailbox, email, as }: WordsAbout,
  ): ReplyBody {
    const signature = (use_signature ?? true) ? { text: mailbox.signature_text, html: signature_html } : undefined;
    const below = as && email ? { [as]: email } : {};
    return replyBody({ body_text, body_html, signature, ...below, timezone: this.clock.zone });
  }

  /** An image that was pasted is a file like others. */
  private async keep(source: string): Promise<Omit<OutgoingImage, 'content_id'> | undefined> {
    const image = pastedImage(source);
    if (!image) return undefined;
    const { sha256, size } = await this.files.put(image.content);
    return { sha256, size, filename: image.filename, content_type: image.content_type };
  }
}

/** Undefined when there is nothing to clean. */
function cleaned(html: string | undefined): CleanHtml | undefined {
  return html?.trim() ? cleanReplyHtml(html) : undefined;
}

function fileOf({ sha256, filename, content_type, size }: { sha256: string | null; filename: string; content_type: string; size: number }) {
  return { sha256: sha256!, filename, content_type, size };
}
