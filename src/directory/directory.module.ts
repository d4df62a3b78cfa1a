import { Module } from '@nestjs/common';
import { BottleModule } from '../bottle/bottle.module.js';
import { LabelController } from './labels.http.js';
import { ScanController } from './scan.http.js';

/** What is read from several areas at once. */
@Module({ imports: [BottleModule], controllers: [ScanController, LabelController] })
export class DirectoryModule {}
