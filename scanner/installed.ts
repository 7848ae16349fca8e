import { createReadStream } from 'node:fs';
import * as z from 'zod/mini';
import { isOsType } from '../src/domain/detection';
import { fullVersion } from './source-packages';
import { splitJson } from './split-json';
import { TrivyPackage } from './trivy-schema';

/** What Trivy judges by: what a report says is installed, whether or not anything is vulnerable today. */
export interface Installed {
  /** How often each package is there, by all that Trivy looks at to judge it. */
  packages: Map<string, number>;
  /** The operating system, with the programs and suppliers that change what is judged. */
  os: string;
  /** It holds JARs, or may hold some that are not listed because the Java database does not know them. */
  hasJars: boolean;
}

const text = z.catch(z.optional(z.string()), undefined);
const optional = <T extends z.core.SomeType>(schema: T) => z.catch(z.optional(schema), undefined);

const InstalledPackage = z.extend(TrivyPackage, {
  Arch: text,
  FilePath: text,
  Repository: optional(z.object({ Class: text })),
  BuildInfo: optional(
    z.object({ ContentSets: optional(z.array(z.string())), Nvr: text, Arch: text }),
  ),
});
type InstalledPackage = z.infer<typeof InstalledPackage>;

const Skeleton = z.object({
  Metadata: optional(
    z.object({
      OS: optional(
        z.object({
          ...{ Family: text, Name: text, Supplier: text },
          extended: optional(z.boolean()),
        }),
      ),
      ImageConfig: optional(
        z.object({
          config: optional(
            z.object({
              Env: optional(z.array(z.string())),
              Entrypoint: optional(z.array(z.string())),
              Cmd: optional(z.array(z.string())),
            }),
          ),
        }),
      ),
    }),
  ),
  Results: z.catch(z.array(z.object({ Target: text, Class: text, Type: text })), []),
});
type Skeleton = z.infer<typeof Skeleton>;

/** Reads what is installed from a report with all packages. Nothing of the image's configuration is kept. */
export async function readInstalled(file: string): Promise<Installed> {
  const found: { result: number; entry: InstalledPackage }[] = [];
  const json = await splitJson(createReadStream(file), choose, (path, element) => {
    const parsed = InstalledPackage.safeParse(JSON.parse(element.toString('utf8')));
    if (parsed.success) found.push({ result: Number(path[1]), entry: parsed.data });
  });
  const skeleton = Skeleton.parse(JSON.parse(json));
  const packages = new Map<string, number>();
  for (const { result, entry } of found) {
    const key = keyOf(entry, skeleton.Results[result]);
    if (key !== undefined) packages.set(key, (packages.get(key) ?? 0) + 1);
  }
  const { Family, Name, Supplier, extended = false } = skeleton.Metadata?.OS ?? {};
  return {
    packages,
    os: [Family, Name, Supplier, extended ? 'extended' : ''].filter(Boolean).join(' '),
    hasJars:
      skeleton.Results.some(({ Type }) => Type === 'jar') ||
      found.some(({ entry }) => JAVA.test(entry.Name ?? '')) ||
      runsJava(skeleton),
  };
}

function choose(path: readonly (string | number)[]): 'drop' | 'elements' | undefined {
  const [list, index, name, more] = path;
  if (list === 'Metadata') return index === 'Layers' || index === 'DiffIDs' ? 'drop' : undefined;
  if (list !== 'Results' || typeof index !== 'number' || typeof name !== 'string') return undefined;
  if (more !== undefined) return undefined;
  return name === 'Packages' ? 'elements' : 'drop';
}

/** Packages of Java runtimes, by the names that distributions give them. */
const JAVA = /(^|[^a-z])(open)?(java|jre|jdk|temurin|corretto|zulu|graalvm)([^a-z]|$)/i;

/** Runtimes that are no package are usually named by JAVA_HOME, as in the images of Eclipse Temurin. */
function runsJava({ Metadata }: Skeleton): boolean {
  const { Env = [], Entrypoint = [], Cmd = [] } = Metadata?.ImageConfig?.config ?? {};
  return (
    Env.some((each) => /^(JAVA|JDK|JRE)_/.test(each)) ||
    [...Entrypoint, ...Cmd].some((each) => /(^|\/)java$|\.[jw]ar$/.test(each))
  );
}

/** Undefined for a package without a version, in which Trivy finds nothing: the main module of a Go program, mostly. */
function keyOf(entry: InstalledPackage, result: Skeleton['Results'][number] | undefined) {
  const version = fullVersion(entry.Epoch, entry.Version, entry.Release);
  if (version === '') return undefined;
  const isOs = result?.Class === 'os-pkgs' || isOsType(result?.Type);
  const { ContentSets = [], Nvr = '', Arch = '' } = entry.BuildInfo ?? {};
  return [
    ...[entry.Name, version, result?.Type, isOs ? '' : result?.Target, entry.FilePath],
    ...(isOs ? [entry.Arch, entry.SrcName, sourceVersionOf(entry), entry.Modularitylabel] : []),
    ...(isOs && entry.Repository?.Class === 'third-party' ? ['third-party'] : []),
    ...[ContentSets.toSorted().join(','), Nvr, Arch],
  ]
    .map((part) => part ?? '')
    .join('\u0000');
}

function sourceVersionOf({ SrcEpoch, SrcVersion, SrcRelease }: InstalledPackage): string {
  return fullVersion(SrcEpoch, SrcVersion, SrcRelease);
}

/** Name and version of a package, for people. */
export function shortName(key: string): string {
  return key.split('\u0000').slice(0, 2).join(' ');
}
