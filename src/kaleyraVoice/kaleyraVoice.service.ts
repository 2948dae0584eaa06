import { Injectable } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import type { Readable } from 'node:stream';
import { PublicAddress } from '../common/http/publicAddress.js';
import { decodeTimeCursor } from '../common/list/timeCursor.js';
import { linkExpiry, linkKey } from '../common/links/signedLink.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { CallExportRepository } from './callExport.repository.js';
import { CallLogsRepository, type CallFilters, type LinkSigning } from './callLogs.repository.js';
import type { CallDto } from './dto/call.dto.js';
import type {
  AgentStatsDto,
  CallDashboardOverviewDto,
  CallDashboardQueryDto,
  CallListQueryDto,
  CallVolumeDto,
  DailyCallVolumeDto,
  StatusBreakdownDto,
} from './dto/callDashboard.dto.js';
import { callNotFound } from './kaleyraVoice.errors.js';

@Injectable()
export class KaleyraVoiceService {
  constructor(
    private readonly callLogs: CallLogsRepository,
    private readonly exports: CallExportRepository,
    private readonly clock: BusinessClock,
    private readonly config: ConfigService,
    private readonly address: PublicAddress,
  ) {}

  async overview(query: CallDashboardQueryDto, now: Date): Promise<CallDashboardOverviewDto> {
    const range = this.clock.range(query, now);
    return {
      ...(await this.callLogs.overview(range)),
      start_date: range.start.toISOString(),
      end_date: range.end.toISOString(),
    };
  }

  callVolume(query: CallDashboardQueryDto, now: Date): Promise<CallVolumeDto> {
    return this.callLogs.callVolume(this.clock.range(query, now));
  }

  agentStats(query: CallDashboardQueryDto, now: Date): Promise<AgentStatsDto[]> {
    return this.callLogs.agentStats(this.clock.range(query, now));
  }

  dailyVolume(query: CallDashboardQueryDto, now: Date): Promise<DailyCallVolumeDto[]> {
    return this.callLogs.dailyVolume(this.clock.range(query, now));
  }

  statusBreakdown(query: CallDashboardQueryDto, now: Date): Promise<StatusBreakdownDto[]> {
    return this.callLogs.statusBreakdown(this.clock.range(query, now));
  }

  /** One page of the call list, as finished JSON. */
  callList(query: CallListQueryDto, now: Date, user_id: string): Promise<string> {
    const { page = 1, limit = 50, order = 'desc', cursor } = query;
    return this.callLogs.pageAsText(
      this.filters(query, now),
      { page, limit, order, after: cursor ? decodeTimeCursor(cursor) : undefined },
      this.links(user_id, now),
    );
  }

  /** All rows that the same filters leave, as CSV. */
  callListCsv(query: CallListQueryDto, now: Date, user_id: string): Promise<Readable> {
    return this.exports.csv(this.filters(query, now), query.order ?? 'desc', this.links(user_id, now));
  }

  /** Raises call_not_found. */
  async call(id: string, now: Date, user_id: string): Promise<CallDto> {
    const found = await this.callLogs.call(id, this.links(user_id, now));
    if (!found) throw callNotFound();
    return found;
  }

  private filters(query: CallListQueryDto, now: Date): CallFilters {
    const { service, agent_number, status, caller } = query;
    return { ...this.clock.range(query, now), service, agent_number, status, caller };
  }

  private links(user_id: string, now: Date): LinkSigning {
    const expires = linkExpiry(now);
    const key = linkKey(this.config.link_secret, 'recording', user_id, expires);
    return { base: this.address.link('/calls/recordings/'), user_id, key, expires };
  }
}
