import { Injectable } from '@nestjs/common';
import { ConfigService } from '../../common/config/config.service.js';
import { defineError } from '../../common/errors/appError.js';
import { linkInvalid } from '../../common/errors/commonErrors.js';
import { FileStore } from '../../common/files/fileStore.js';
import { serveStored } from '../../common/files/serveStored.js';
import type { RangeWish, ServedBytes } from '../../common/http/byteRange.js';
import { PublicAddress } from '../../common/http/publicAddress.js';
import { linkExpiry, linkIsValid, linkKey, type SignedLink, signLink } from '../../common/links/signedLink.js';
import type { EmailAttachmentDto } from './dto/email.dto.js';
import { EmailAttachmentsRepository } from './emailAttachments.repository.js';
import { replaceInlineImages } from './inlineImages.js';

export const attachmentNotFound = defineError('attachment_not_found', 404, 'No such attachment, or its e-mail has been deleted.');
export const attachmentNotStored = defineError(
  'attachment_not_stored',
  410,
  'The content of this attachment was not stored; details give the reason.',
);

/** Attachments are reached by links that work for one hour, are for one user, and whose use is noted. */
@Injectable()
export class EmailAttachmentsService {
  constructor(
    private readonly repository: EmailAttachmentsRepository,
    private readonly files: FileStore,
    private readonly config: ConfigService,
    private readonly address: PublicAddress,
  ) {}

  /** The same e-mail with a link on each attachment and in the place of each inline image. */
  link<E extends { attachments: EmailAttachmentDto[]; body_html: string }>(email: E, user_id: string, now: Date): E {
    const expires = linkExpiry(now);
    const key = linkKey(this.config.link_secret, 'attachment', user_id, expires);
    const paths = new Map(
      email.attachments
        .filter(({ state }) => state === 'stored')
        .map(({ id }) => [id, `/emails/attachments/${id}?user=${user_id}&expires=${expires}&signature=${signLink(id, key)}`]),
    );
    const attachments = email.attachments.map((attachment) => {
      const path = paths.get(attachment.id);
      return { ...attachment, url: path === undefined ? null : this.address.link(path) };
    });
    // The text is shown on a page of another site, so there the address must be whole.
    const images = new Map(
      attachments
        .filter(({ url, content_id }) => url && content_id)
        .map(({ id, content_id }) => [content_id, `${this.address.url}${paths.get(id)}`]),
    );
    return {
      ...email,
      attachments,
      body_html: images.size > 0 ? replaceInlineImages(email.body_html, (content_id) => images.get(content_id)) : email.body_html,
    };
  }

  /** The content behind a link, or a part of it. The access is noted before the first byte is sent. */
  async open(link: SignedLink, wish: RangeWish, now: Date): Promise<{ bytes: ServedBytes; headers: Record<string, string> }> {
    if (!linkIsValid(this.config.link_secret, 'attachment', link, now)) throw linkInvalid();
    const attachment = await this.repository.open(link.id, link.user_id);
    if (!attachment) throw attachmentNotFound({ id: link.id });
    const { sha256, filename, content_type, size, state, note } = attachment;
    if (!sha256) throw attachmentNotStored({ id: link.id, state, note });
    return serveStored(this.files, { sha256, size, filename, mime: content_type }, wish);
  }
}
