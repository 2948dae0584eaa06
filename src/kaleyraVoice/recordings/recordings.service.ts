import { Injectable } from '@nestjs/common';
import { ConfigService } from '../../common/config/config.service.js';
import type { RangeWish, ServedBytes } from '../../common/http/byteRange.js';
import { linkInvalid } from '../../common/errors/commonErrors.js';
import { linkIsValid, type SignedLink } from '../../common/links/signedLink.js';
import { fetchRecording } from '../../providers/kaleyra/kaleyraRecording.js';
import { recordingNotFound } from '../kaleyraVoice.errors.js';
import { toGatewayError } from '../kaleyraAccess.js';
import { RecordingsRepository } from './recordings.repository.js';
import { KALEYRA, kaleyraSection } from '../../providers/kaleyra/kaleyra.settings.js';

@Injectable()
export class RecordingsService {
  constructor(
    private readonly repository: RecordingsRepository,
    private readonly config: ConfigService,
  ) {}

  /** The audio behind a signed link, or a part of it. The access is written to the activity log before the first byte is sent. */
  async open(link: SignedLink, wish: RangeWish, now: Date): Promise<ServedBytes & { content_type: string }> {
    if (!linkIsValid(this.config.link_secret, 'recording', link, now)) throw linkInvalid();
    const url = await this.repository.find(link.id);
    if (!url) throw recordingNotFound({ id: link.id });
    await this.repository.logAccess(link.id, link.user_id);
    const { recording_hosts, recording_origin, timeout_ms } = kaleyraSection(this.config.of(KALEYRA));
    try {
      return await fetchRecording(url, { hosts: recording_hosts, origin: recording_origin, timeout_ms }, wish);
    } catch (error) {
      throw toGatewayError(error);
    }
  }
}
