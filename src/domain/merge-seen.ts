import { compareImages, readOrder, type SeenVulnerability } from './seen-vulnerabilities';

interface Head {
  order: string;
  seen: SeenVulnerability;
  rest: AsyncIterator<SeenVulnerability>;
}

/** Sources that are each in the order of `readOrder`, read as one. One vulnerability of each source is in memory. */
export async function* mergeSeen(
  sources: AsyncIterable<SeenVulnerability>[],
): AsyncGenerator<SeenVulnerability> {
  const all = sources.map((source) => source[Symbol.asyncIterator]());
  try {
    let heads: Head[] = [];
    for (const each of all) heads.push(...(await advance(each)));
    for (let first = firstOf(heads); first !== undefined; first = firstOf(heads)) {
      const { seen, order } = first;
      const same = heads.filter((head) => head.order === order);
      yield same.length === 1 ? seen : joined(seen.id, same);
      const next: Head[] = [];
      for (const head of heads)
        next.push(...(same.includes(head) ? await advance(head.rest) : [head]));
      heads = next;
    }
  } finally {
    for (const each of all) await each.return?.();
  }
}

async function advance(rest: AsyncIterator<SeenVulnerability>): Promise<Head[]> {
  const next = await rest.next();
  return next.done ? [] : [{ order: readOrder(next.value.id), seen: next.value, rest }];
}

function firstOf(heads: Head[]): Head | undefined {
  let first: Head | undefined;
  for (const head of heads) {
    if (first === undefined || head.order < first.order) first = head;
  }
  return first;
}

function joined(id: string, heads: Head[]): SeenVulnerability {
  const detections = heads.flatMap(({ seen }) => seen.detections);
  detections.sort((a, b) =>
    a.images[0] && b.images[0] ? compareImages(a.images[0], b.images[0]) : 0,
  );
  return { id, detections };
}
