import { defined } from '../src/domain/defined';
import type { SourcePackage } from '../src/domain/finding';
import { cleanText, cutText } from '../src/domain/text';
import { TrivyPackage, type TrivyVulnerability } from './trivy-schema';

/** Characters of a name or a version. */
const LONGEST = 300;

/**
 * The source packages of the result that is being read: a vulnerability names only the binary package. Trivy writes the
 * packages of a result before its vulnerabilities, so that the packages of one result are held at a time.
 */
export function createSources() {
  const sources = new Map<string, SourcePackage>();
  let current = -1;
  return { take, of };

  /** Reads what a report says of one package of this result. */
  function take(result: number, element: Buffer): void {
    if (result !== current) sources.clear();
    current = result;
    // Language packages have none, and an image may have many thousands of them.
    if (!element.includes('"SrcName"')) return;
    const parsed = TrivyPackage.safeParse(JSON.parse(element.toString('utf8')));
    const source = parsed.data && sourceOf(parsed.data);
    if (parsed.data === undefined || source === undefined) return;
    for (const key of [parsed.data.Identifier?.UID, parsed.data.ID]) {
      if (key !== undefined) sources.set(key, source);
    }
  }

  /** The source of the package that has this vulnerability; undefined for a report without packages. */
  function of(result: number, vulnerability: TrivyVulnerability): SourcePackage | undefined {
    if (result !== current) return undefined;
    const { PkgIdentifier, PkgID } = vulnerability;
    return sources.get(PkgIdentifier?.UID ?? '') ?? sources.get(PkgID ?? '');
  }
}

/** Undefined where the source has the name and the version of the package, as it is reported. */
function sourceOf(entry: TrivyPackage): SourcePackage | undefined {
  const name = tidy(entry.SrcName);
  if (name === '') return undefined;
  const own = fullVersion(entry.Epoch, entry.Version, entry.Release);
  const version = fullVersion(entry.SrcEpoch, entry.SrcVersion, entry.SrcRelease) || own;
  const module = moduleOf(entry.Modularitylabel);
  if (version === '') return undefined;
  if (name === entry.Name && version === own && module === undefined) return undefined;
  return { name, version, ...defined({ module }) };
}

/** `epoch:version-release` as Trivy writes it: FormatSrcVersion in pkg/scanner/utils/util.go. */
export function fullVersion(
  epoch = 0,
  version: string | undefined,
  release: string | undefined,
): string {
  const text = tidy(version);
  if (text === '') return '';
  const end = tidy(release);
  return `${epoch > 0 ? `${epoch}:` : ''}${text}${end === '' ? '' : `-${end}`}`;
}

/** Name and stream of `nodejs:12:8030020201124152102:229f0a1c`. */
function moduleOf(label: string | undefined): string | undefined {
  const [name = '', stream = ''] = tidy(label).split(':');
  return name === '' || stream === '' ? undefined : `${name}:${stream}`;
}

function tidy(text: string | undefined): string {
  return text === undefined ? '' : cutText(cleanText(text).trim(), LONGEST);
}
