import { Injectable } from '@nestjs/common';
import { SKIES, type Weather } from './weather.js';

const CITIES: ReadonlyMap<string, string> = new Map(
  ['Berlin', 'Kraków', 'Lisbon', 'London', 'New York', 'Oslo', 'São Paulo', 'Tokyo'].map((city) => [keyOf(city), city]),
);

/** Makes up the weather, the same for a city each time. A real one would ask a service, and be slow. */
@Injectable()
export class WeatherStation {
  /** `undefined` for a city that it knows nothing of. */
  weatherIn(name: string): Weather | undefined {
    const city = CITIES.get(keyOf(name));
    if (city === undefined) return undefined;
    const letters = Array.from(city).reduce((sum, letter) => sum * 31 + letter.codePointAt(0)!, 7) % 9973;
    const temperature = (letters % 45) - 10;
    const sky = temperature < 0 ? 'snow' : SKIES[letters % 3]!;
    return { city, temperature, humidity: 30 + (letters % 60), sky };
  }
}

function keyOf(city: string): string {
  return city.normalize('NFC').toLowerCase();
}
