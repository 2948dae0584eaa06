import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query, Res, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public, Require } from '../../common/auth/access.decorator.js';
import { NarrowedBy, ScopedBy } from '../../common/auth/roleScope.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { linkInvalid, staleVersion } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { fileMissing, fileStoreUnavailable } from '../../common/files/fileStore.js';
import { answerBytes, type RangeWish } from '../../common/http/byteRange.js';
import { ServesBytes, WishedRange } from '../../common/http/servesBytes.decorator.js';
import { SignedLinkDto } from '../../common/links/signedLink.dto.js';
import { stepNotAllowed } from '../../common/status/lifecycles.service.js';
import {
  agentNumberMissing,
  ivrCallNotFound,
  ivrCallUnreachable,
  ivrRecordingMissing,
  ivrRecordingNotStored,
} from '../ivrWebhooks.errors.js';
import {
  CallBackIvrCallerDto,
  CalledBackDto,
  ClaimIvrCallDto,
  CompleteIvrCallDto,
  IvrCallCountsDto,
  IvrCallCountsQueryDto,
  IvrCallDetailDto,
  IvrCallPageDto,
  IvrRecordingDto,
  ListIvrCallsDto,
  ListMissedIvrCallsDto,
  ReopenIvrCallDto,
  TransferIvrCallDto,
  UpdateIvrCallDto,
} from './dto/ivrCall.dto.js';
import { IvrCallsService } from './ivrCalls.service.js';
import { IvrRecordingsService } from './ivrRecordings.service.js';

@ApiTags('IVR calls')
@Controller('ivr-calls')
@Require('ivr')
@ScopedBy('ivr_call', ivrCallNotFound)
export class IvrCallsController {
  constructor(
    private readonly calls: IvrCallsService,
    private readonly recordings: IvrRecordingsService,
  ) {}

  /** List IVR calls, newest first. */
  @Get()
  @NarrowedBy('department', 'department_id')
  list(@Query() query: ListIvrCallsDto): Promise<IvrCallPageDto> {
    return this.calls.list(query);
  }

  /** Count IVR calls for badges: in all and by department. */
  @Get('counts')
  @NarrowedBy('department', 'department_id')
  countIvrCalls(@Query() query: IvrCallCountsQueryDto): Promise<IvrCallCountsDto> {
    return this.calls.counts(query);
  }

  /**
   * List missed calls to be made good, one entry for each caller.
   * @remarks An entry goes when the caller is talked to, or when a person completes it. `missed_count` says how often the caller tried.
   */
  @Get('missed')
  @NarrowedBy('department', 'department_id')
  listMissedIvrCalls(@Query() query: ListMissedIvrCallsDto): Promise<IvrCallPageDto> {
    return this.calls.missed(query);
  }

  /**
   * Download the recording of an IVR call.
   * @remarks The signed link from `GET /ivr-calls/{id}/recording` grants access; each use is logged.
   */
  @Public()
  @Get('recordings/:id')
  @ServesBytes(
    'The recording.',
    ['audio/mpeg', 'audio/wav', 'audio/ogg', 'audio/mp4', 'audio/amr', 'application/octet-stream'],
    [linkInvalid, ivrRecordingMissing, ivrRecordingNotStored, fileMissing, fileStoreUnavailable],
  )
  async downloadIvrRecording(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() link: SignedLinkDto,
    @WishedRange() wish: RangeWish,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { bytes, headers } = await this.recordings.open(
      { id, user_id: link.user, expires: link.expires, signature: link.signature },
      wish,
      new Date(),
    );
    void reply.headers(headers);
    return answerBytes(reply, bytes);
  }

  /** Get an IVR call with all that its provider said, calls back, history and possible actions. */
  @Get(':id')
  @Refuses(ivrCallNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<IvrCallDetailDto> {
    return this.calls.get(id);
  }

  /** Change category, notes, assignee or status of an IVR call. */
  @Patch(':id')
  @Refuses(ivrCallNotFound, staleVersion, stepNotAllowed, 'call_category_required', 'call_category_not_found', 'assignee_not_found')
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateIvrCallDto): Promise<IvrCallDetailDto> {
    return this.calls.update(id, body);
  }

  /**
   * Take a missed call for a while.
   * @remarks You are the agent that is tied to your user. Call back, or accept the assignment, before the lease ends.
   */
  @Post(':id/claim')
  @HttpCode(200)
  @Require('ivr', 'edit')
  @Refuses(ivrCallNotFound, 'already_assigned', 'item_finished', 'no_agent', 'not_assignable', 'entity_not_found')
  claimIvrCall(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ClaimIvrCallDto,
    @CurrentUser() { id: user_id, permissions }: CurrentUserData,
  ): Promise<IvrCallDetailDto> {
    return this.calls.claim(id, body, { id: user_id, permissions: permissions! }, new Date());
  }

  /** Hand an IVR call over to another agent or department. */
  @Post(':id/transfer')
  @HttpCode(200)
  @Require('ivr', 'edit')
  @Refuses(
    ivrCallNotFound,
    staleVersion,
    'department_not_found',
    'assignee_not_found',
    'already_assigned',
    'item_finished',
    'ivr_call_finished',
    'not_assignable',
    'entity_not_found',
  )
  transferIvrCall(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: TransferIvrCallDto,
    @CurrentUser() { id: user_id, permissions }: CurrentUserData,
  ): Promise<IvrCallDetailDto> {
    return this.calls.transfer(id, body, { id: user_id, permissions: permissions! });
  }

  /**
   * Call the caller back: the agent's phone rings first.
   * @remarks When both talked, the caller's missed calls are made good.
   */
  @Post(':id/call-back')
  @Require('ivr', 'edit')
  @Refuses(ivrCallNotFound, ivrCallUnreachable, agentNumberMissing, 'unprocessable', 'bad_number', 'provider_not_configured')
  callBackIvrCaller(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CallBackIvrCallerDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<CalledBackDto> {
    return this.calls.callBack(id, body, user.id);
  }

  /** Complete an IVR call with a category and notes. */
  @Post(':id/complete')
  @HttpCode(200)
  @Require('ivr', 'edit')
  @Refuses(ivrCallNotFound, staleVersion, stepNotAllowed, 'call_category_required', 'call_category_not_found')
  completeIvrCall(@Param('id', ParseUUIDPipe) id: string, @Body() body: CompleteIvrCallDto): Promise<IvrCallDetailDto> {
    return this.calls.complete(id, body);
  }

  /** Open a completed IVR call again. */
  @Post(':id/reopen')
  @HttpCode(200)
  @Require('ivr', 'edit')
  @Refuses(ivrCallNotFound, staleVersion, stepNotAllowed)
  reopenIvrCall(@Param('id', ParseUUIDPipe) id: string, @Body() body: ReopenIvrCallDto): Promise<IvrCallDetailDto> {
    return this.calls.reopen(id, body);
  }

  /**
   * Get a link to the recording of an IVR call, and how far it was fetched.
   * @remarks The link works for an hour, for you; each use of it is logged.
   */
  @Get(':id/recording')
  @Refuses(ivrCallNotFound, ivrRecordingMissing)
  getIvrRecording(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<IvrRecordingDto> {
    return this.recordings.get(id, user.id, new Date());
  }

  /** Have a missing recording of an IVR call fetched once more. */
  @Post(':id/recording/retry')
  @HttpCode(202)
  @Require('ivr', 'edit')
  @Refuses(ivrCallNotFound, ivrRecordingMissing, 'ivr_recording_not_missing')
  retryIvrRecording(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<IvrRecordingDto> {
    return this.recordings.retry(id, user.id, new Date());
  }
}
