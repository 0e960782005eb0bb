import { VERSION_NEUTRAL, VersioningType } from '@nestjs/common';
import type { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { OPERATIONS, ROUTES } from '../resource/operation.js';
import type { Resource } from '../resource/resource.js';

/** The side of a resource that a path names. */
export type RouteSide = 'collection' | 'item';

/** A path on which a resource has at least one operation. */
export interface RouteMatch {
  readonly resource: Resource;
  readonly on: RouteSide;
}

/** How the platform's router compares paths. */
interface PathComparison {
  readonly caseSensitive: boolean;
  readonly ignoreTrailingSlash: boolean;
}

/** What can only be known once the application is set up: prefixes and the manners of the router. */
interface MountedPaths {
  readonly comparison: PathComparison;
  /** Segments that may stand before a resource's path, longest first; `:name` stands for any segment. */
  readonly mounts: readonly (readonly string[])[];
  readonly resources: ReadonlyMap<string, Resource>;
  /** Segments in the longest path of a resource. */
  readonly depth: number;
}

const METHOD_ORDER = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Says which resource a URL belongs to and which methods live there. Read on error paths and by OPTIONS only. */
export class RouteTable {
  readonly #resources: readonly Resource[];
  readonly #config: ApplicationConfig;
  readonly #adapterHost: HttpAdapterHost;
  #mounted: MountedPaths | undefined;

  /**
   * @param config read on the first question, because an application sets its global prefix and its versioning after
   * its providers were made.
   */
  constructor(resources: readonly Resource[], config: ApplicationConfig, adapterHost: HttpAdapterHost) {
    this.#resources = resources;
    this.#config = config;
    this.#adapterHost = adapterHost;
  }

  /** The resource and side whose route has exactly this path. Whether the method is allowed there is another question. */
  match(rawUrl: string): RouteMatch | undefined {
    const found = this.#find(rawUrl);
    if (found === undefined) return undefined;
    const { resource, rest } = found;
    const on = sideOf(resource, rest);
    return on !== undefined && this.allow(resource, on).length > 0 ? { resource, on } : undefined;
  }

  /** The resource at or above this path: the one with the longest path that the URL begins with. */
  owner(rawUrl: string): Resource | undefined {
    return this.#find(rawUrl)?.resource;
  }

  /** Methods for the `Allow` header (RFC 9110 §10.2.1); empty where no operation lives. */
  allow(resource: Resource, on: RouteSide): string[] {
    return allowedMethods(resource, on);
  }

  #find(rawUrl: string): { readonly resource: Resource; readonly rest: readonly string[] } | undefined {
    const mounted = (this.#mounted ??= this.#mount());
    const segments = segmentsOf(rawUrl, mounted.comparison);
    for (const mount of mounted.mounts) {
      if (!startsWith(segments, mount)) continue;
      const local = segments.slice(mount.length);
      for (let length = Math.min(local.length, mounted.depth); length > 0; length--) {
        const resource = mounted.resources.get(local.slice(0, length).join('/'));
        if (resource !== undefined) return { resource, rest: local.slice(length) };
      }
    }
    return undefined;
  }

  #mount(): MountedPaths {
    const comparison = pathComparison(this.#adapterHost);
    const fold = (path: string): string => (comparison.caseSensitive ? path : path.toLowerCase());
    const resources = new Map(this.#resources.map((resource) => [fold(resource.path), resource]));
    const depths = this.#resources.map((resource) => resource.path.split('/').length);
    const mounts = mountPoints(this.#config).map((path) => nonEmptySegments(fold(path)));
    mounts.sort((left, right) => right.length - left.length);
    return { comparison, mounts, resources, depth: Math.max(0, ...depths) };
  }
}

/** Methods of one side of a resource in a fixed order: HEAD beside GET, and OPTIONS wherever there is a method at all. */
export function allowedMethods(resource: Resource, on: RouteSide): string[] {
  const methods = new Set<string>();
  for (const operation of OPERATIONS) {
    if (resource.operations.has(operation) && ROUTES[operation].on === on) methods.add(ROUTES[operation].method);
  }
  if (methods.has('GET')) methods.add('HEAD');
  if (methods.size > 0) methods.add('OPTIONS');
  return METHOD_ORDER.filter((method) => methods.has(method));
}

function sideOf(resource: Resource, rest: readonly string[]): RouteSide | undefined {
  if (rest.length === 0) return 'collection';
  return rest.length === resource.key.length && !rest.includes('') ? 'item' : undefined;
}

function pathComparison(adapterHost: HttpAdapterHost): PathComparison {
  const adapter = adapterHost.httpAdapter as HttpAdapterHost['httpAdapter'] & {
    /** Only Nest 12 knows it. */
    getRouteMatchingOptions?(): PathComparison;
  };
  const fastify = adapter.getType() === 'fastify';
  return adapter.getRouteMatchingOptions?.() ?? { caseSensitive: fastify, ignoreTrailingSlash: !fastify };
}

/** Paths under which Nest mounts a controller that declares neither a version nor a host of its own. */
function mountPoints(config: ApplicationConfig): string[] {
  const prefix = config.getGlobalPrefix();
  const prefixes = prefix !== '' && config.getGlobalPrefixOptions().exclude?.length ? [prefix, ''] : [prefix];
  return prefixes.flatMap((before) => versionSegments(config).map((version) => `${before}/${version}`));
}

function versionSegments(config: ApplicationConfig): string[] {
  const versioning = config.getVersioning();
  if (versioning?.type !== VersioningType.URI || versioning.defaultVersion === undefined) return [''];
  const prefix = versioning.prefix === false ? '' : (versioning.prefix ?? 'v');
  return [versioning.defaultVersion]
    .flat()
    .map((version) => (version === VERSION_NEUTRAL ? '' : `${prefix}${String(version)}`));
}

function segmentsOf(rawUrl: string, comparison: PathComparison): string[] {
  const end = rawUrl.search(/[?#]/);
  let path = (end === -1 ? rawUrl : rawUrl.slice(0, end)).replace(/^\//, '');
  if (comparison.ignoreTrailingSlash && path.endsWith('/')) path = path.slice(0, -1);
  const segments = path.split('/').map(decode);
  return comparison.caseSensitive ? segments : segments.map((segment) => segment.toLowerCase());
}

function decode(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function nonEmptySegments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function startsWith(segments: readonly string[], mount: readonly string[]): boolean {
  return mount.every((expected, index) => expected.startsWith(':') || segments[index] === expected);
}
