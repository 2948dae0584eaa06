import { Injectable } from '@nestjs/common';
import { defineError } from '../../common/errors/appError.js';
import { EmailUploadsRepository, type Upload } from './emailUploads.repository.js';
import { EmailUploadsService } from './emailUploads.service.js';
import { cleanReplyHtml } from './mailHtml.js';
import { imageReferences, uploadReferences } from './outgoingImages.js';

export const unknownInlineImage = defineError(
  'unknown_inline_image',
  422,
  'The HTML shows images by `cid:` that are neither uploads of yours nor parts of the e-mail.',
);

/** Images of signatures: uploads that `cid:<id>` names, for everybody who signs with it. They stay as long as the signature shows them. */
@Injectable()
export class SignatureImages {
  constructor(
    private readonly repository: EmailUploadsRepository,
    private readonly uploads: EmailUploadsService,
  ) {}

  of(signature_html: string): Promise<Upload[]> {
    return this.repository.ofSignature(uploadReferences(shownBy(signature_html)));
  }

  /** New ones must be the writer's own: otherwise a signature could give away what others have brought. Raises unknown_inline_image. */
  async check(signature_html: string | undefined, before: string, written_by: string | null): Promise<void> {
    const known = new Set(shownBy(before));
    const added = shownBy(signature_html ?? '').filter((reference) => !known.has(reference));
    const own = written_by === null ? [] : await this.uploads.findAny(uploadReferences(added), written_by);
    const unknown = added.filter((reference) => !own.some(({ id }) => id === reference));
    if (unknown.length > 0) throw unknownInlineImage({ references: unknown });
  }
}

function shownBy(html: string): string[] {
  return html === '' ? [] : imageReferences(cleanReplyHtml(html));
}
