import { CacheTTL } from '@nestjs/cache-manager';
import { Controller, Get, Header, HttpCode, Options, Param, UseInterceptors } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LightApiError } from '../../../lib/index.js';
import { ApiProblem } from '../http/api-problem.decorator.js';
import { CityCacheInterceptor } from './city-cache.interceptor.js';
import { Weather } from './weather.js';
import { WeatherStation } from './weather.station.js';

/** A controller like any other, which keeps its answers by Nest's own means. */
@ApiTags('Weather')
@Controller('weather')
export class WeatherController {
  constructor(private readonly station: WeatherStation) {}

  @Get(':city')
  @UseInterceptors(CityCacheInterceptor)
  @CacheTTL(60_000)
  @ApiOperation({ summary: 'The weather in a city.' })
  @ApiOkResponse({ type: Weather })
  @ApiProblem(404, 'The city is not known.')
  read(@Param('city') city: string): Weather {
    const weather = this.station.weatherIn(city);
    if (weather === undefined) throw new LightApiError('LA400', 'Nobody looks at the sky there.');
    return weather;
  }

  @Options(':city')
  @HttpCode(204)
  @Header('Allow', 'GET, HEAD, OPTIONS')
  @ApiExcludeEndpoint()
  options(): void {}
}
