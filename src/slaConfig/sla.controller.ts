import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { calendarInvalid, calendarNotFound } from '../calendars/calendars.errors.js';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { entityNotFound } from '../common/entities/entities.errors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import {
  ListSlaClocksDto,
  SimulateSlaDto,
  SlaAttainmentDto,
  SlaAttainmentQueryDto,
  SlaClockPageDto,
  SlaCountDto,
  SlaCountsQueryDto,
  SlaExplanationDto,
  SlaSimulationDto,
} from './dto/sla.dto.js';
import { SlaService } from './sla.service.js';
import { slaNoClocks, slaPolicyNotFound, slaWithoutTarget } from './slaConfig.errors.js';
import { SlaSimulationService } from './slaSimulation.service.js';

@ApiTags('Service levels')
@Controller('sla')
@Require('sla')
export class SlaController {
  constructor(
    private readonly sla: SlaService,
    private readonly simulation: SlaSimulationService,
  ) {}

  /** List clocks, those that started last first. */
  @Get('clocks')
  listSlaClocks(@Query() query: ListSlaClocksDto): Promise<SlaClockPageDto> {
    return this.sla.list(query);
  }

  /**
   * Count the clocks that have not ended, by channel and team.
   * @remarks Kept, not counted: it costs the same however many there are.
   */
  @Get('counts')
  getSlaCounts(@Query() { agent_id }: SlaCountsQueryDto): Promise<SlaCountDto[]> {
    return this.sla.counts(agent_id);
  }

  /** Get how many promises were kept in a range of time, and what the figures leave out. */
  @Get('attainment')
  getSlaAttainment(@Query() query: SlaAttainmentQueryDto): Promise<SlaAttainmentDto> {
    return this.sla.attainment(query, new Date());
  }

  /**
   * Compare what came out with what other targets or business hours would have brought.
   * @remarks Nothing is changed. The same events are read twice: as promised, and as you say. At most 20,000 things, the newest first.
   */
  @Post('simulate')
  @Require('sla', 'view')
  @HttpCode(200)
  @Refuses(slaPolicyNotFound, slaWithoutTarget, calendarNotFound, calendarInvalid)
  simulateSla(@Body() body: SimulateSlaDto): Promise<SlaSimulationDto> {
    return this.simulation.simulate(body, new Date());
  }

  /**
   * Explain the clocks of one thing, minute by minute.
   * @remarks Types are named as in events. What you may not view is not found.
   */
  @Get(':entity_type/:id/explain')
  @ApiParam({ name: 'entity_type', schema: { type: 'string', maxLength: 60 }, example: 'email_thread' })
  @Refuses(entityNotFound, slaNoClocks)
  explainSla(
    @Param('entity_type') type: string,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: CurrentUserData,
  ): Promise<SlaExplanationDto> {
    return this.sla.explain({ type, id }, user.permissions!, new Date());
  }
}
