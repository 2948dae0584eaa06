import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';
import { Public } from '../auth/access.decorator.js';
import { ConfigService } from '../config/config.service.js';
import { notFound } from '../errors/commonErrors.js';
import { PRODUCT_VERSION } from '../productVersion.js';
import { HealthDto, LiveDto, ReadyDto } from './health.dto.js';
import { HEALTH } from './health.settings.js';
import { allOk, HealthService } from './health.service.js';
import { MetricsService } from './metrics.service.js';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

@ApiTags('Health')
@Controller()
@Public()
export class HealthController {
  constructor(
    private readonly health: HealthService,
    private readonly metrics: MetricsService,
    private readonly config: ConfigService,
  ) {}

  /** Check whether the process is running. */
  @Get('health/live')
  checkLiveness(): LiveDto {
    return { status: 'ok', uptime_seconds: Math.round(process.uptime()) };
  }

  /**
   * Check whether this node can do its work.
   * @remarks For load balancers: the database, the jobs that this node must run, the change feed, and whether it is about to stop.
   * Mailboxes, providers and queues are in GET /health.
   */
  @Get('health/ready')
  @ApiServiceUnavailableResponse({ type: ReadyDto, description: 'The node cannot do its work, or is about to stop; checks say why.' })
  async checkReadiness(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyDto> {
    const checks = await this.health.ready();
    const ok = allOk(checks);
    void reply.status(ok ? 200 : 503);
    const status = ok ? 'ok' : 'failing';
    return this.maySeeDetails(request) ? { status, checks } : { status };
  }

  /**
   * Check the health of the whole product.
   * @remarks For people and monitoring: the node, and the parts that may be in trouble while every node works, such as mailboxes, providers
   * and queues. Details are shown to callers on the same machine, or with the bearer token of HEALTH_TOKEN.
   */
  @Get('health')
  @ApiServiceUnavailableResponse({ type: HealthDto, description: 'The node itself cannot do its work.' })
  async checkHealth(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<HealthDto> {
    const [node, parts] = await Promise.all([this.health.ready(), this.health.stateOfParts()]);
    const works = allOk(node);
    void reply.status(works ? 200 : 503);
    const degraded = Object.keys(parts).filter((name) => !parts[name]!.ok);
    const status = !works ? 'failing' : degraded.length > 0 ? 'degraded' : 'ok';
    return this.maySeeDetails(request) ? { status, version: PRODUCT_VERSION, degraded, checks: { ...node, ...parts } } : { status };
  }

  /** Get metrics for Prometheus. */
  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'Prometheus text format.', schema: { type: 'string', example: 'jobs_waiting 0' } })
  getMetrics(): Promise<string> {
    if (!this.config.of(HEALTH).METRICS_ENABLED) throw notFound();
    return this.metrics.registry.metrics();
  }

  private maySeeDetails({ headers, socket }: FastifyRequest): boolean {
    // Behind a proxy on this machine everybody would be local; it says for whom it asks.
    const is_forwarded = headers['x-forwarded-for'] !== undefined || headers['forwarded'] !== undefined;
    if (!is_forwarded && LOOPBACK.test(socket.remoteAddress ?? '')) return true;
    const { HEALTH_TOKEN: token } = this.config.of(HEALTH);
    const given = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
    return token !== undefined && given !== undefined && timingSafeEqual(digest(given), digest(token));
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
