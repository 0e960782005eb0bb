import 'reflect-metadata';
import { afterAll } from 'vitest';

// Files share the modules of their process, and Nest tells `autoLoadEntities` of all entities that a process has ever
// registered: those of one file would become tables of the applications of the next.
const storageUrl = new URL('../node_modules/@nestjs/typeorm/dist/entities-metadata.storage.js', import.meta.url).href;
const { EntitiesMetadataStorage } = (await import(/* @vite-ignore */ storageUrl)) as {
  EntitiesMetadataStorage: { storage: Map<string, unknown> };
};

afterAll(() => EntitiesMetadataStorage.storage.clear());
