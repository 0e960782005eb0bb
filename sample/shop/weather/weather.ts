import { ApiProperty } from '@nestjs/swagger';

/** Skies that a forecast knows. */
export const SKIES = ['clear', 'cloudy', 'rain', 'snow'] as const;

export class Weather {
  @ApiProperty()
  city: string;

  @ApiProperty({ type: 'integer', description: 'Degrees Celsius.' })
  temperature: number;

  @ApiProperty({ type: 'integer', description: 'Per cent.' })
  humidity: number;

  @ApiProperty({ enum: SKIES })
  sky: (typeof SKIES)[number];
}
