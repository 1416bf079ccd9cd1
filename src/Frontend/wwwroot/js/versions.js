import { readCheckpoints } from "./api.js";

/**
 * Finds the versions of each question on the page: an edit or another answer begins a branch beside the first one.
 * @returns {Promise<Map<number, {index: number, leaves: number[]}>>} By turn number; only where there is more than one version. A leaf is the checkpoint that
 * shows a version with all that was asked after it.
 */
export async function findVersions(key, turns) {
  const { checkpoints } = await readCheckpoints(key);
  const isPromise = (one) => checkpoints.some((other) => other.number === one.parent && other.kind === "Ticket" && other.question === one.question);
  const children = Map.groupBy(checkpoints.filter((one) => !isPromise(one)), (one) => one.parent);
  const leafOf = (number) => {
    const next = children.get(number)?.at(-1);
    return next ? leafOf(next.number) : number;
  };
  const versions = new Map();
  for (const turn of turns) {
    const own = checkpoints.find((one) => one.number === turn.number);
    const siblings = own && !isPromise(own) ? children.get(own.parent).map((one) => one.number) : [];
    if (siblings.length > 1)
      versions.set(turn.number, { index: siblings.indexOf(turn.number), leaves: siblings.map(leafOf) });
  }

  return versions;
}
