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
    this.gauges(
      {
        jobs_waiting: 'Jobs that could run now.',
        jobs_failed: 'Jobs that ran out of attempts.',
        jobs_oldest_seconds: 'How long the oldest waiting job waits.',
      },
      async () => {
        const { waiting, failed, oldest_seconds } = await jobs.lag();
        return { jobs_waiting: waiting, jobs_failed: failed, jobs_oldest_seconds: oldest_seconds };
      },
    );
  }

  /** Gauges that one reading sets whenever the metrics are asked for; one that fails leaves them as they were. */
  gauges<N extends string>(helps: Record<N, string>, read: () => Promise<Record<N, number>>): void {
    let reading: Promise<Record<N, number> | undefined> | undefined;
    // All gauges are asked before the first one answers, so they share a reading.
    const values = () =>
      (reading ??= read()
        .catch(() => undefined)
        .finally(() => (reading = undefined)));
    for (const [name, help] of Object.entries(helps) as [N, string][])
      new Gauge({
        name,
        help,
        registers: [this.registry],
        async collect() {
          const found = await values();
          if (found) this.set(found[name]);
        },
      });
  }
}
