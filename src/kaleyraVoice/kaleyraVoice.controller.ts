import { Body, Controller, Get, Headers, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { wantsCsv } from '../common/list/csv.js';
import { RawCallLogsService } from './rawCallLogs.service.js';
import { CallReconcileService } from './callReconcile.service.js';
import { CallSyncService } from './callSync.service.js';
import {
  AgentStatsDto,
  CallDashboardOverviewDto,
  CallDashboardQueryDto,
  CallListQueryDto,
  CallLogPageDto,
  CallVolumeDto,
  DailyCallVolumeDto,
  StatusBreakdownDto,
} from './dto/callDashboard.dto.js';
import { RawCallLogsDto, RawCallLogsQueryDto } from './dto/rawCallLogs.dto.js';
import {
  CallReconcileDto,
  CallReconcileResultDto,
  CallSyncDto,
  CallSyncResultDto,
  CallSyncRunDto,
  CallSyncRunPageDto,
  ListCallSyncRunsDto,
} from './dto/callSync.dto.js';
import { KaleyraVoiceService } from './kaleyraVoice.service.js';

/** Bodies to try; the first is what Swagger UI fills in. */
const SYNC_EXAMPLES = {
  'yesterday and today': { value: {} },
  'some days': { value: { from_date: '2026/02/17', to_date: '2026/02/24' } },
};

@ApiTags('Calls')
@Controller('calls')
@Require('calls')
export class KaleyraVoiceController {
  constructor(
    private readonly calls: KaleyraVoiceService,
    private readonly syncs: CallSyncService,
    private readonly reconciler: CallReconcileService,
    private readonly rawLogs: RawCallLogsService,
  ) {}

  /** Fetch the provider's call logs, yesterday's and today's unless told otherwise. A run for the same days that is under way is joined. */
  @Post('sync')
  @Require('calls', 'edit')
  @HttpCode(200)
  @ApiBody({ type: CallSyncDto, examples: SYNC_EXAMPLES })
  @ApiOkResponse({ type: CallSyncResultDto, description: 'Finished.' })
  @ApiAcceptedResponse({ type: CallSyncResultDto, description: 'It goes on; GET /calls/sync/runs/:id tells how far.' })
  async sync(
    @Body() body: CallSyncDto,
    @CurrentUser() user: CurrentUserData,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CallSyncResultDto> {
    const result = await this.syncs.sync(body, user.id);
    void reply.status(result.status === 'ok' ? 200 : 202);
    return result;
  }

  /** Sync runs, newest first. */
  @Get('sync/runs')
  syncRuns(@Query() query: ListCallSyncRunsDto): Promise<CallSyncRunPageDto> {
    return this.syncs.listRuns(query);
  }

  /** One sync run: how far it is, or why it failed. */
  @Get('sync/runs/:id')
  syncRun(@Param('id', ParseUUIDPipe) id: string): Promise<CallSyncRunDto> {
    return this.syncs.getRun(id);
  }

  /** Compare our rows with the provider's, day by day, and mend what differs. */
  @Post('reconcile')
  @Require('calls', 'edit')
  @HttpCode(200)
  @ApiBody({ type: CallReconcileDto, examples: SYNC_EXAMPLES })
  reconcile(@Body() body: CallReconcileDto): Promise<CallReconcileResultDto> {
    return this.reconciler.reconcile(body, new Date());
  }

  /** The provider's own click-to-call log, asked for just now. */
  @Get('logs')
  logs(@Query() query: RawCallLogsQueryDto, @CurrentUser() user: CurrentUserData): Promise<RawCallLogsDto> {
    return this.rawLogs.list(query, new Date(), user.id);
  }

  /** Everything the dashboard shows, in one answer. */
  @Get('dashboard/overview')
  overview(@Query() query: CallDashboardQueryDto): Promise<CallDashboardOverviewDto> {
    return this.calls.overview(query, new Date());
  }

  /** Legs by service, and customer calls by outcome. */
  @Get('dashboard/call-volume')
  callVolume(@Query() query: CallDashboardQueryDto): Promise<CallVolumeDto> {
    return this.calls.callVolume(query, new Date());
  }

  /** Per agent: answered, missed, other, talk time. Forwarded legs only. */
  @Get('dashboard/agent-stats')
  agentStats(@Query() query: CallDashboardQueryDto): Promise<AgentStatsDto[]> {
    return this.calls.agentStats(query, new Date());
  }

  /** Legs per business day; days without calls are there too. */
  @Get('dashboard/daily-volume')
  dailyVolume(@Query() query: CallDashboardQueryDto): Promise<DailyCallVolumeDto[]> {
    return this.calls.dailyVolume(query, new Date());
  }

  /** Legs per status, most frequent first. */
  @Get('dashboard/status-breakdown')
  statusBreakdown(@Query() query: CallDashboardQueryDto): Promise<StatusBreakdownDto[]> {
    return this.calls.statusBreakdown(query, new Date());
  }

  /** Call legs, newest first. `Accept: text/csv` exports all rows that the filters leave. */
  @Get('dashboard/call-list')
  @ApiOkResponse({ type: CallLogPageDto })
  async callList(
    @Query() query: CallListQueryDto,
    @CurrentUser() user: CurrentUserData,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    void reply.header('vary', 'Origin, Accept');
    if (wantsCsv(accept)) {
      await reply.header('content-type', 'text/csv; charset=utf-8').send(await this.calls.callListCsv(query, new Date(), user.id));
    } else {
      await reply.header('content-type', 'application/json; charset=utf-8').send(await this.calls.callList(query, new Date(), user.id));
    }
  }
}
