import { VERSION_NEUTRAL, VersioningType } from '@nestjs/common';
import type { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import type { Resource } from '../resource/resource.js';
import { allowedMethods, routePath, routesAt, type PathRoute } from './resource-route.js';

/** A path on which a resource has at least one route. */
export interface RouteMatch {
  readonly resource: Resource;
  /** Those that have this path, whatever their method. */
  readonly routes: readonly PathRoute[];
  /** Methods for the `Allow` header (RFC 9110 §10.2.1). */
  readonly allowed: readonly string[];
}

/** How the platform's router compares paths. */
interface PathComparison {
  readonly caseSensitive: boolean;
  readonly ignoreTrailingSlash: boolean;
}

/** What can only be known once the application is set up: prefixes and the manners of the router. */
interface MountedPaths {
  readonly comparison: PathComparison;
  /** Writes a path as the router compares it. */
  readonly fold: (path: string) => string;
  /** Segments that may stand before a resource's path, longest first; `:name` stands for any segment. */
  readonly mounts: readonly (readonly string[])[];
  readonly resources: ReadonlyMap<string, Resource>;
  readonly others: ReadonlyMap<string, readonly string[]>;
  /** Segments in the longest path of a resource. */
  readonly depth: number;
}

interface FoundResource {
  /** Segments before the path of the resource. */
  readonly mount: readonly string[];
  readonly resource: Resource;
  /** Segments behind it. */
  readonly rest: readonly string[];
}

/** A path of ours that belongs to no resource. */
interface OtherPath {
  readonly mount: readonly string[];
  readonly path: string;
  readonly allowed: readonly string[];
}

/** Says which resource a URL belongs to and which methods live there. Read on error paths and by OPTIONS only. */
export class RouteTable {
  readonly #resources: readonly Resource[];
  readonly #config: ApplicationConfig;
  readonly #adapterHost: HttpAdapterHost;
  readonly #others: ReadonlyMap<string, readonly string[]>;
  #mounted: MountedPaths | undefined;

  /**
   * @param config read on the first question, because an application sets its global prefix and its versioning after
   * its providers were made.
   */
  constructor(
    resources: readonly Resource[],
    config: ApplicationConfig,
    adapterHost: HttpAdapterHost,
    /** Methods of paths of ours that belong to no resource. */
    others: ReadonlyMap<string, readonly string[]> = new Map(),
  ) {
    this.#resources = resources;
    this.#config = config;
    this.#adapterHost = adapterHost;
    this.#others = others;
  }

  /** Methods that live at exactly this path; `undefined` where there is nothing of ours. */
  allowedAt(rawUrl: string): readonly string[] | undefined {
    return this.match(rawUrl)?.allowed ?? this.#other(rawUrl);
  }

  /** Whether whatever goes wrong at this path is ours to answer. */
  owns(rawUrl: string): boolean {
    return this.owner(rawUrl) !== undefined || this.#other(rawUrl) !== undefined;
  }

  /** The path with the names of keys instead of their values: `/api/books/:id`; `undefined` where there is nothing of ours. */
  patternAt(rawUrl: string): string | undefined {
    const found = this.#find(rawUrl);
    const route = found && routesAt(found.resource, found.rest, this.#paths.fold)[0];
    if (route === undefined) return this.#otherPattern(rawUrl);
    const { mount, resource } = found!;
    return `/${[...mount, resource.path, routePath(resource, route)].filter((part) => part !== '').join('/')}`;
  }

  /** The routes that have exactly this path. Whether the method is allowed there is another question. */
  match(rawUrl: string): RouteMatch | undefined {
    const found = this.#find(rawUrl);
    if (found === undefined) return undefined;
    const { resource, rest } = found;
    const routes = routesAt(resource, rest, this.#paths.fold);
    return routes.length > 0 ? { resource, routes, allowed: allowedMethods(routes) } : undefined;
  }

  /** The resource at or above this path: the one with the longest path that the URL begins with. */
  owner(rawUrl: string): Resource | undefined {
    return this.#find(rawUrl)?.resource;
  }

  get #paths(): MountedPaths {
    return (this.#mounted ??= this.#mount());
  }

  #find(rawUrl: string): FoundResource | undefined {
    const mounted = this.#paths;
    const segments = segmentsOf(rawUrl, mounted.comparison);
    for (const mount of mounted.mounts) {
      if (!startsWith(segments, mount)) continue;
      const local = segments.slice(mount.length);
      for (let length = Math.min(local.length, mounted.depth); length > 0; length--) {
        const resource = mounted.resources.get(local.slice(0, length).join('/'));
        if (resource !== undefined) return { mount, resource, rest: local.slice(length) };
      }
    }
    return undefined;
  }

  #other(rawUrl: string): readonly string[] | undefined {
    return this.#otherPath(rawUrl)?.allowed;
  }

  #otherPattern(rawUrl: string): string | undefined {
    const found = this.#otherPath(rawUrl);
    return found && `/${[...found.mount, found.path].join('/')}`;
  }

  #otherPath(rawUrl: string): OtherPath | undefined {
    if (this.#others.size === 0) return undefined;
    const { comparison, mounts, others } = this.#paths;
    const segments = segmentsOf(rawUrl, comparison);
    const mount = mounts.find((before) => startsWith(segments, before));
    if (mount === undefined) return undefined;
    const path = segments.slice(mount.length).join('/');
    const allowed = others.get(path);
    return allowed && { mount, path, allowed };
  }

  #mount(): MountedPaths {
    const comparison = pathComparison(this.#adapterHost);
    const fold = (path: string): string => (comparison.caseSensitive ? path : path.toLowerCase());
    const resources = new Map(this.#resources.map((resource) => [fold(resource.path), resource]));
    const depths = this.#resources.map((resource) => resource.path.split('/').length);
    const mounts = mountPoints(this.#config).map((path) => nonEmptySegments(fold(path)));
    mounts.sort((left, right) => right.length - left.length);
    const others = new Map([...this.#others].map(([path, allowed]) => [fold(path), allowed]));
    return { comparison, fold, mounts, resources, others, depth: Math.max(0, ...depths) };
  }
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
export function mountPoints(config: ApplicationConfig): string[] {
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
