import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { agentNotFound } from '../agents/agents.errors.js';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { NarrowedBy, ScopedBy } from '../common/auth/roleScope.decorator.js';
import { staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { RequestUuid } from '../common/idempotency/requestUuid.decorator.js';
import { stepNotAllowed } from '../common/status/lifecycles.service.js';
import {
  CreateVideoCallLeadDto,
  ListSlotsDto,
  ListVideoCallLeadsDto,
  SlotDto,
  UpdateVideoCallLeadDto,
  VideoCallActionDto,
  VideoCallLeadDetailDto,
  VideoCallLeadDto,
  VideoCallLeadPageDto,
  VideoCallLeadStatsDto,
  VideoCallLeadStatsQueryDto,
} from './dto/videoCallLead.dto.js';
import { videoCallLeadNotFound, videoCallOutsideHours, videoCallSlotMissing, videoCallSlotPast } from './videoCallLeads.errors.js';
import { VideoCallLeadsService } from './videoCallLeads.service.js';

const SLOT_REFUSALS = [
  videoCallSlotMissing,
  videoCallSlotPast,
  videoCallOutsideHours,
  'video_call_slot_taken',
  'agent_not_found',
  'assignee_not_found',
] as const;
const CHANGE_REFUSALS = [...SLOT_REFUSALS, videoCallLeadNotFound, staleVersion, stepNotAllowed, unprocessable] as const;

@ApiTags('Video call leads')
@Controller('video-call-leads')
@Require('video_call_leads')
@ScopedBy('video_call_lead', videoCallLeadNotFound)
export class VideoCallLeadsController {
  constructor(private readonly calls: VideoCallLeadsService) {}

  /** List video calls, newest first. */
  @Get()
  @NarrowedBy('team')
  list(@Query() query: ListVideoCallLeadsDto): Promise<VideoCallLeadPageDto> {
    return this.calls.list(query);
  }

  /**
   * Count video calls and add up what they are worth, and how many came how far.
   * @remarks Takes the filters of the list.
   */
  @Get('stats')
  @NarrowedBy('team')
  stats(@Query() query: VideoCallLeadStatsQueryDto): Promise<VideoCallLeadStatsDto> {
    return this.calls.stats(query);
  }

  /**
   * List free slots of an agent.
   * @remarks Open time of the agent's calendar without booked video calls, at most 500 slots.
   */
  @Get('slots')
  @ScopedBy('agent', agentNotFound, { query: 'assignee_id' })
  @Refuses(agentNotFound)
  listVideoCallSlots(@Query() query: ListSlotsDto): Promise<SlotDto[]> {
    return this.calls.slots(query, new Date());
  }

  /** Get a video call with its reminders, history and possible actions. */
  @Get(':id')
  @Refuses(videoCallLeadNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<VideoCallLeadDetailDto> {
    return this.calls.get(id);
  }

  /**
   * Create a video call, and book it where a slot is given.
   * @remarks It touches the customer's lead of this matter, or makes it. One that is still to happen for that lead is answered instead of
   * a second.
   */
  @Post()
  @Refuses(...SLOT_REFUSALS, 'customer_not_found', unprocessable)
  create(@Body() body: CreateVideoCallLeadDto, @CurrentUser() user: CurrentUserData, @RequestUuid() id: string): Promise<VideoCallLeadDto> {
    return this.calls.create(body, id, user.id, new Date());
  }

  /**
   * Change a video call, its slot or its status.
   * @remarks Another slot of a booked one cancels the reminders of the former.
   */
  @Patch(':id')
  @Refuses(...CHANGE_REFUSALS)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateVideoCallLeadDto): Promise<VideoCallLeadDto> {
    return this.calls.update(id, body, new Date());
  }

  /** Take an action on a video call, such as book or complete. */
  @Post(':id/actions')
  @Require('video_call_leads', 'edit')
  @HttpCode(200)
  @Refuses(...CHANGE_REFUSALS)
  act(@Param('id', ParseUUIDPipe) id: string, @Body() body: VideoCallActionDto): Promise<VideoCallLeadDetailDto> {
    return this.calls.act(id, body, new Date());
  }

  /**
   * Delete a video call.
   * @remarks Its slot is free again.
   */
  @Delete(':id')
  @Refuses(videoCallLeadNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<VideoCallLeadDto> {
    return this.calls.remove(id);
  }
}
