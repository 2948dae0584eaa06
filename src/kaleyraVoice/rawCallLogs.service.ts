import { Injectable } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { PublicAddress } from '../common/http/publicAddress.js';
import { linkExpiry, linkKey, signLink } from '../common/links/signedLink.js';
import type { RawCallLogsDto, RawCallLogsQueryDto } from './dto/rawCallLogs.dto.js';
import { KaleyraAccess, toGatewayError } from './kaleyraAccess.js';
import { syncDays } from './syncDays.js';

/** The provider's click-to-call log, passed through for people who doubt our copy. */
@Injectable()
export class RawCallLogsService {
  constructor(
    private readonly kaleyra: KaleyraAccess,
    private readonly config: ConfigService,
    private readonly address: PublicAddress,
  ) {}

  async list(query: RawCallLogsQueryDto, now: Date, user_id: string): Promise<RawCallLogsDto> {
    const { page = 1, limit = 50, callto, id } = query;
    const { from_date, to_date } = syncDays(query, now);
    const expires = linkExpiry(now);
    const key = linkKey(this.config.link_secret, 'recording', user_id, expires);
    try {
      const { rows } = await this.kaleyra.client.listClickToCalls({
        from_date: slashed(from_date),
        to_date: slashed(to_date),
        page,
        limit,
        callto,
        id,
      });
      const data = (rows as Record<string, unknown>[]).map((row) => {
        if (!row || typeof row !== 'object' || !row.recording) return row;
        const leg = String(row.id);
        return {
          ...row,
          recording: this.address.link(
            `/calls/recordings/${encodeURIComponent(leg)}?user=${user_id}&expires=${expires}&signature=${signLink(leg, key)}`,
          ),
        };
      });
      return { data, page, limit, has_more: rows.length >= limit };
    } catch (error) {
      throw toGatewayError(error);
    }
  }
}

function slashed(date: string): string {
  return date.replaceAll('-', '/');
}
