import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { calendarNotFound } from '../calendars/calendars.errors.js';
import { Require } from '../common/auth/access.decorator.js';
import { staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { SlaTierDto, SlaTierPathDto, UpdateSlaTierDto, UpdateSlaTiersDto } from './dto/slaPolicy.dto.js';
import { slaUnreachable, slaWithoutTarget } from './slaConfig.errors.js';
import { SlaPoliciesService } from './slaPolicies.service.js';

@ApiTags('Service levels')
@Controller('sla-config')
@Require('sla')
export class SlaTiersController {
  constructor(private readonly policies: SlaPoliciesService) {}

  /** List what the four customer tiers are promised. */
  @Get()
  listSlaTiers(): Promise<SlaTierDto[]> {
    return this.policies.tiers();
  }

  /**
   * Change what several tiers are promised: all of them, or none.
   * @remarks It holds for all that is open, from its beginning on; what is finished keeps its result.
   */
  @Put('bulk')
  @Refuses(staleVersion, slaWithoutTarget, slaUnreachable, calendarNotFound)
  updateSlaTiers(@Body() { tiers }: UpdateSlaTiersDto): Promise<SlaTierDto[]> {
    return this.policies.updateTiers(tiers, new Date());
  }

  /**
   * Change what a tier is promised.
   * @remarks It holds for all that is open, from its beginning on; what is finished keeps its result. Fields that are left out stay.
   */
  @Put(':tier')
  @Refuses(staleVersion, slaWithoutTarget, slaUnreachable, calendarNotFound)
  updateSlaTier(@Param() { tier }: SlaTierPathDto, @Body() body: UpdateSlaTierDto): Promise<SlaTierDto> {
    return this.policies.updateTier(tier, body, new Date());
  }
}
