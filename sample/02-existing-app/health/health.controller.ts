import { Controller, Get } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';

/** Written by hand, as it was before LightApi came. */
@Controller('health')
export class HealthController {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  @Get()
  health(): { status: string } {
    return { status: this.dataSource.isInitialized ? 'up' : 'down' };
  }
}
