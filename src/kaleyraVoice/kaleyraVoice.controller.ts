import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { OptionalBody } from '../common/http/optionalBody.js';
import { sendPage } from '../common/list/sendPage.js';
import { RawCallLogsService } from './rawCallLogs.service.js';
import { CallReconcileService } from './callReconcile.service.js';
import { CallSyncService } from './callSync.service.js';
import { CallDto } from './dto/call.dto.js';
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
import { providerNotConfigured } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { callNotFound, syncRunNotFound, PROVIDER_FAILURES } from './kaleyraVoice.errors.js';

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

  /**
   * Fetch call logs from the provider.
   * @remarks Fetches yesterday and today by default. A run that is already in progress for the same days is joined.
   */
  @Post('sync')
  @OptionalBody()
  @Require('calls', 'edit')
  @HttpCode(200)
  @ApiBody({ type: CallSyncDto, examples: SYNC_EXAMPLES })
  @ApiOkResponse({ type: CallSyncResultDto, description: 'Finished.' })
  @ApiAcceptedResponse({
    type: CallSyncResultDto,
    description: 'It continues in the background; `GET /calls/sync/runs/{id}` shows the progress.',
  })
  @Refuses(providerNotConfigured, 'sync_place_moved', ...PROVIDER_FAILURES)
  async syncCalls(
    @Body() body: CallSyncDto,
    @CurrentUser() user: CurrentUserData,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CallSyncResultDto> {
    const result = await this.syncs.sync(body, user.id);
    void reply.status(result.status === 'ok' ? 200 : 202);
    return result;
  }

  /** List sync runs, newest first. */
  @Get('sync/runs')
  listCallSyncRuns(@Query() query: ListCallSyncRunsDto): Promise<CallSyncRunPageDto> {
    return this.syncs.listRuns(query);
  }

  /** Get the progress or the error of a sync run. */
  @Get('sync/runs/:id')
  @Refuses(syncRunNotFound)
  getCallSyncRun(@Param('id', ParseUUIDPipe) id: string): Promise<CallSyncRunDto> {
    return this.syncs.getRun(id);
  }

  /** Compare the stored calls with the provider day by day and repair differences. */
  @Post('reconcile')
  @OptionalBody()
  @Require('calls', 'edit')
  @HttpCode(200)
  @ApiBody({ type: CallReconcileDto, examples: SYNC_EXAMPLES })
  @Refuses(providerNotConfigured, ...PROVIDER_FAILURES)
  reconcileCalls(@Body() body: CallReconcileDto): Promise<CallReconcileResultDto> {
    return this.reconciler.reconcile(body, new Date());
  }

  /** List the click-to-call log of the provider as it is now. */
  @Get('logs')
  @Refuses(providerNotConfigured, ...PROVIDER_FAILURES)
  listProviderCallLogs(@Query() query: RawCallLogsQueryDto, @CurrentUser() user: CurrentUserData): Promise<RawCallLogsDto> {
    return this.rawLogs.list(query, new Date(), user.id);
  }

  /** Get all figures of the call dashboard. */
  @Get('dashboard/overview')
  getCallDashboard(@Query() query: CallDashboardQueryDto): Promise<CallDashboardOverviewDto> {
    return this.calls.overview(query, new Date());
  }

  /** Count legs by service and customer calls by outcome. */
  @Get('dashboard/call-volume')
  getCallVolume(@Query() query: CallDashboardQueryDto): Promise<CallVolumeDto> {
    return this.calls.callVolume(query, new Date());
  }

  /**
   * Count answered, missed and other calls and add up talk time per agent.
   * @remarks Only forwarded legs are counted.
   */
  @Get('dashboard/agent-stats')
  getAgentStats(@Query() query: CallDashboardQueryDto): Promise<AgentStatsDto[]> {
    return this.calls.agentStats(query, new Date());
  }

  /**
   * Count legs per business day.
   * @remarks Days without calls are included.
   */
  @Get('dashboard/daily-volume')
  getDailyCallVolume(@Query() query: CallDashboardQueryDto): Promise<DailyCallVolumeDto[]> {
    return this.calls.dailyVolume(query, new Date());
  }

  /** Count legs per status, most frequent first. */
  @Get('dashboard/status-breakdown')
  getCallStatusBreakdown(@Query() query: CallDashboardQueryDto): Promise<StatusBreakdownDto[]> {
    return this.calls.statusBreakdown(query, new Date());
  }

  /**
   * List call legs, newest first.
   * @remarks `Accept: text/csv` or `format=csv` exports all rows that match the filters.
   */
  @Get('dashboard/call-list')
  @ApiOkResponse({ type: CallLogPageDto })
  listCalls(@Query() query: CallListQueryDto, @CurrentUser() user: CurrentUserData, @Res() reply: FastifyReply): Promise<void> {
    const now = new Date();
    return sendPage(reply, {
      json: () => this.calls.callList(query, now, user.id),
      csv: () => this.calls.callListCsv(query, now, user.id),
    });
  }

  /** Get a call with its legs, recordings and customer, and the call attempts that led to it. */
  @Get(':id')
  @ApiParam({ name: 'id', schema: { type: 'string', maxLength: 100 }, description: 'The id that the legs of the call share (`call_id`).' })
  @Refuses(callNotFound)
  getCall(@Param('id') id: string, @CurrentUser() user: CurrentUserData): Promise<CallDto> {
    return this.calls.call(id, new Date(), user.id);
  }
}
