import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { HealthService } from './health.service.js';
import { MetricsService } from './metrics.service.js';

/** The parts of the product, for alerts: 0 is an outage. */
@Injectable()
export class PartsGauge {
  constructor(health: HealthService, { registry }: MetricsService) {
    new Gauge({
      name: 'part_ok',
      help: 'Whether a part of the product is well, as in /health.',
      labelNames: ['part'],
      registers: [registry],
      async collect() {
        for (const [part, { ok }] of Object.entries(await health.stateOfParts())) this.set({ part }, Number(ok));
      },
    });
  }
}
