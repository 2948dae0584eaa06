import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { JobsService } from '../jobs/jobs.service.js';

/** Figures of this process in the Prometheus format. */
@Injectable()
export class MetricsService {
  readonly registry = new Registry();
  /** Seconds per request, by method, route pattern and status. */
  readonly http: Histogram<'method' | 'route' | 'status'>;

  constructor(jobs: JobsService) {
    collectDefaultMetrics({ register: this.registry });
    this.http = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from request to answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
      registers: [this.registry],
    });
    const waiting = new Gauge({ name: 'jobs_waiting', help: 'Jobs that could run now.', registers: [this.registry] });
    const failed = new Gauge({ name: 'jobs_failed', help: 'Jobs that ran out of attempts.', registers: [this.registry] });
    new Gauge({
      name: 'jobs_oldest_seconds',
      help: 'How long the oldest waiting job waits.',
      registers: [this.registry],
      async collect() {
        const lag = await jobs.lag().catch(() => undefined);
        if (!lag) return;
        waiting.set(lag.waiting);
        failed.set(lag.failed);
        this.set(lag.oldest_seconds);
      },
    });
  }
}
