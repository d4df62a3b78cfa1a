import { Module } from '@nestjs/common';
import { FeedController } from './feed.http.js';
import { FeedScope } from './feed.scope.js';

@Module({ controllers: [FeedController], providers: [FeedScope] })
export class FeedModule {}
