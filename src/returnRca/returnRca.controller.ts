import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { noteRequired, staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { stepNotAllowed } from '../common/status/lifecycles.service.js';
import { ReturnParetoDto, ReturnParetoQueryDto } from './dto/returnPareto.dto.js';
import {
  CreateReturnRcaDto,
  ListReturnRcasDto,
  ReturnRcaDetailDto,
  ReturnRcaDto,
  ReturnRcaPageDto,
  ReturnRcaStatsDto,
  ReturnRcaStatsQueryDto,
  StepOfReturnRcaDto,
  UpdateReturnRcaDto,
} from './dto/returnRca.dto.js';
import { causeSharesWrong, returnCauseMissing, returnCauseNotFound, returnRcaNotFound } from './returnRca.errors.js';
import { ReturnRcaService } from './returnRca.service.js';

@ApiTags('Return causes')
@Controller('return-rca')
@Require('return_rca')
export class ReturnRcaController {
  constructor(private readonly returns: ReturnRcaService) {}

  /** List returns, newest first. */
  @Get()
  list(@Query() query: ListReturnRcasDto): Promise<ReturnRcaPageDto> {
    return this.returns.list(query);
  }

  /**
   * Count returns and add up what they cost, by status.
   * @remarks Takes the filters of the list.
   */
  @Get('stats')
  stats(@Query() query: ReturnRcaStatsQueryDto): Promise<ReturnRcaStatsDto> {
    return this.returns.stats(query);
  }

  /**
   * Tell which causes make the most returns.
   * @remarks Of the returns that came back in the range. The rows come to the number of returns, however they are counted.
   */
  @Get('pareto')
  getReturnPareto(@Query() query: ReturnParetoQueryDto): Promise<ReturnParetoDto> {
    return this.returns.pareto(query, new Date());
  }

  /** Get a return with its causes, history and possible actions. */
  @Get(':id')
  @Refuses(returnRcaNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<ReturnRcaDetailDto> {
    return this.returns.get(id);
  }

  /** Record a return, with its causes where they are known. */
  @Post()
  @Refuses(causeSharesWrong, returnCauseNotFound, unprocessable)
  create(@Body() body: CreateReturnRcaDto, @CurrentUser() user: CurrentUserData): Promise<ReturnRcaDto> {
    return this.returns.create(body, user.id, new Date());
  }

  /**
   * Change a return, or its causes.
   * @remarks Causes that are given take the place of those that are there.
   */
  @Patch(':id')
  @Refuses(returnRcaNotFound, staleVersion, causeSharesWrong, returnCauseNotFound, returnCauseMissing, unprocessable)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateReturnRcaDto): Promise<ReturnRcaDto> {
    return this.returns.update(id, body);
  }

  /**
   * Take a step with a return, such as analyse or conclude.
   * @remarks It is concluded with at least one cause. `comment` requires a note.
   */
  @Post(':id/actions')
  @Require('return_rca', 'edit')
  @HttpCode(200)
  @Refuses(returnRcaNotFound, staleVersion, stepNotAllowed, noteRequired, returnCauseMissing)
  act(@Param('id', ParseUUIDPipe) id: string, @Body() body: StepOfReturnRcaDto): Promise<ReturnRcaDetailDto> {
    return this.returns.act(id, body, new Date());
  }

  /** Delete a return. */
  @Delete(':id')
  @Refuses(returnRcaNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<ReturnRcaDto> {
    return this.returns.remove(id);
  }
}
