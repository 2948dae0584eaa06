import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { calendarNotFound } from '../calendars/calendars.errors.js';
import { Require } from '../common/auth/access.decorator.js';
import { staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import {
  CreateSlaPolicyDto,
  ListSlaPoliciesDto,
  SlaFieldsDto,
  SlaPolicyDto,
  SlaPolicyPageDto,
  SlaPolicyVersionDto,
  UpdateSlaPolicyDto,
} from './dto/slaPolicy.dto.js';
import {
  slaDefaultPolicy,
  slaNeverApplies,
  slaPolicyNotFound,
  slaTierPolicy,
  slaUnreachable,
  slaWithoutTarget,
} from './slaConfig.errors.js';
import { SlaPoliciesService } from './slaPolicies.service.js';

@ApiTags('Service levels')
@Controller('sla')
@Require('sla')
export class SlaPoliciesController {
  constructor(private readonly policies: SlaPoliciesService) {}

  /** List the fields and operators that the conditions of policies may use. */
  @Get('fields')
  listSlaFields(): SlaFieldsDto {
    return this.policies.fields();
  }

  /** List policies. */
  @Get('policies')
  listSlaPolicies(@Query() query: ListSlaPoliciesDto): Promise<SlaPolicyPageDto> {
    return this.policies.list(query);
  }

  /** Get a policy. */
  @Get('policies/:id')
  @Refuses(slaPolicyNotFound)
  getSlaPolicy(@Param('id', ParseUUIDPipe) id: string): Promise<SlaPolicyDto> {
    return this.policies.get(id);
  }

  /** List all versions of a policy, the newest first. */
  @Get('policies/:id/versions')
  @Refuses(slaPolicyNotFound)
  listSlaPolicyVersions(@Param('id', ParseUUIDPipe) id: string): Promise<SlaPolicyVersionDto[]> {
    return this.policies.history(id);
  }

  /** Create a policy. */
  @Post('policies')
  @Refuses(slaNeverApplies, slaWithoutTarget, slaUnreachable, calendarNotFound)
  createSlaPolicy(@Body() body: CreateSlaPolicyDto): Promise<SlaPolicyDto> {
    return this.policies.create(body, new Date());
  }

  /**
   * Change a policy.
   * @remarks It holds for all that is open, from its beginning on; what is finished keeps its result.
   */
  @Patch('policies/:id')
  @Refuses(
    slaPolicyNotFound,
    staleVersion,
    slaDefaultPolicy,
    slaTierPolicy,
    slaNeverApplies,
    slaWithoutTarget,
    slaUnreachable,
    calendarNotFound,
  )
  updateSlaPolicy(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateSlaPolicyDto): Promise<SlaPolicyDto> {
    return this.policies.update(id, body, new Date());
  }

  /** Delete a policy; what is open follows the next one that matches. */
  @Delete('policies/:id')
  @Refuses(slaPolicyNotFound, slaDefaultPolicy, slaTierPolicy)
  deleteSlaPolicy(@Param('id', ParseUUIDPipe) id: string): Promise<SlaPolicyDto> {
    return this.policies.remove(id);
  }
}
