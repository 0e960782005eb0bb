import { CacheModule } from '@nestjs/cache-manager';
import { Module } from '@nestjs/common';
import { WeatherController } from './weather.controller.js';
import { WeatherStation } from './weather.station.js';

@Module({ imports: [CacheModule.register()], controllers: [WeatherController], providers: [WeatherStation] })
export class WeatherModule {}
