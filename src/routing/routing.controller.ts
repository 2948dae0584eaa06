import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { entityNotFound } from '../common/entities/entities.errors.js';
import { conflict, staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { notAssignable } from '../queryAssignments/queryAssignments.errors.js';
import { AutoAssignDto, AutoAssignedDto } from './dto/autoAssign.dto.js';
import {
  CreateRoutingPolicyDto,
  ListRoutingPoliciesDto,
  RoutingPolicyDto,
  RoutingPolicyPageDto,
  UpdateRoutingPolicyDto,
} from './dto/routingPolicy.dto.js';
import { defaultPolicy, doesNotWait, fairLimitIncomplete, policyNotFound, routingOutdated } from './routing.errors.js';
import { RoutingService } from './routing.service.js';
import { RoutingPoliciesService } from './routingPolicies.service.js';

@ApiTags('Assignments')
@Controller()
@Require('assignments')
export class RoutingController {
  constructor(
    private readonly routing: RoutingService,
    private readonly policies: RoutingPoliciesService,
  ) {}

  /**
   * Have the router choose an agent for one thing now.
   * @remarks The answer tells what spoke for and against each agent, also when none can take it.
   */
  @Post('query-assignments/auto-assign')
  @Require('assignments', 'edit')
  @HttpCode(200)
  @Refuses(entityNotFound, notAssignable, doesNotWait, routingOutdated)
  assignAutomatically(@Body() body: AutoAssignDto, @CurrentUser() user: CurrentUserData): Promise<AutoAssignedDto> {
    return this.routing.autoAssign(body, { id: user.id, permissions: user.permissions! });
  }

  /** List routing policies. */
  @Get('routing/policies')
  listRoutingPolicies(@Query() query: ListRoutingPoliciesDto): Promise<RoutingPolicyPageDto> {
    return this.policies.list(query);
  }

  /** Get a routing policy. */
  @Get('routing/policies/:id')
  @Refuses(policyNotFound)
  getRoutingPolicy(@Param('id', ParseUUIDPipe) id: string): Promise<RoutingPolicyDto> {
    return this.policies.get(id);
  }

  /** Create the routing policy of a team. */
  @Post('routing/policies')
  @Require('assignments', 'edit')
  @Refuses(conflict, unprocessable, fairLimitIncomplete)
  createRoutingPolicy(@Body() body: CreateRoutingPolicyDto): Promise<RoutingPolicyDto> {
    return this.policies.create(body);
  }

  /**
   * Change a routing policy.
   * @remarks It holds for what is given out from now on.
   */
  @Patch('routing/policies/:id')
  @Refuses(policyNotFound, staleVersion, fairLimitIncomplete)
  updateRoutingPolicy(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateRoutingPolicyDto): Promise<RoutingPolicyDto> {
    return this.policies.update(id, body);
  }

  /** Delete the routing policy of a team, which follows the default one from then on. */
  @Delete('routing/policies/:id')
  @Refuses(policyNotFound, defaultPolicy)
  deleteRoutingPolicy(@Param('id', ParseUUIDPipe) id: string): Promise<RoutingPolicyDto> {
    return this.policies.remove(id);
  }
}
