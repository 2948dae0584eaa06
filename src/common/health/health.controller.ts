import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access.decorator.js';
import { LiveDto, ReadyDto } from './health.dto.js';
import { HealthService } from './health.service.js';
import { MetricsService } from './metrics.service.js';

@ApiTags('Health')
@Controller()
@Public()
export class HealthController {
  constructor(
    private readonly health: HealthService,
    private readonly metrics: MetricsService,
  ) {}

  /** Check whether the process is running. */
  @Get('health/live')
  checkLiveness(): LiveDto {
    return { status: 'ok', uptime_seconds: Math.round(process.uptime()) };
  }

  /**
   * Check whether the process can do its work.
   * @remarks The checks cover the database, the jobs and the last syncs; failing ones say what is wrong.
   */
  @Get('health/ready')
  @ApiServiceUnavailableResponse({ type: ReadyDto, description: 'Something is wrong; checks name it.' })
  async checkReadiness(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyDto> {
    const { ok, checks } = await this.health.ready();
    void reply.status(ok ? 200 : 503);
    return { status: ok ? 'ok' : 'failing', checks };
  }

  /** Get metrics for Prometheus. */
  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'Prometheus text format.', schema: { type: 'string', example: 'jobs_waiting 0' } })
  getMetrics(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
