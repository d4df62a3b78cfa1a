import { type DynamicModule, Module, type Type } from '@nestjs/common';
import type { MetricsUse } from '../config.js';
import { HealthController } from './health.http.js';
import { metricsController } from './metrics.http.js';

/** Who may read the metrics, by configuration. */
const metricsControllers: Readonly<Record<MetricsUse, readonly Type[]>> = {
  off: [],
  key: [metricsController('metrics:read')],
  open: [metricsController('anybody')],
};

@Module({})
export class HealthModule {
  static of(metrics: MetricsUse): DynamicModule {
    return { module: HealthModule, controllers: [HealthController, ...metricsControllers[metrics]] };
  }
}
