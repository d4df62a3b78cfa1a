import { Module } from '@nestjs/common';
import { HealthController } from './health.http.js';

@Module({ controllers: [HealthController] })
export class HealthModule {}
