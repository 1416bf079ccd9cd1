import { el, put } from "./dom.js";

/**
 * Renders an answer. Only what is on this list can come out, whatever the text holds: paragraphs, headings, lists, quotes, tables, code, emphasis, links to http
 * and https, citations. There is no raw HTML and no image; what is not known stays text.
 */
export class MarkdownView {
  #parts = [];
  #cite;

  /** @param {HTMLElement} root Where it is rendered. @param {(index: number) => Node|null} cite Makes a citation, or null for a number nobody cites. */
  constructor(root, cite) {
    this.root = root;
    this.#cite = cite;
  }

  /** Shows a text. Blocks that have not changed stay as they are, so that a growing answer keeps focus and selection. */
  show(text, { isGrowing = false } = {}) {
    const blocks = splitBlocks(isGrowing ? text.replace(/\[[\d, ]*$/, "") : text);
    let same = 0;
    while (same < blocks.length && same < this.#parts.length && this.#parts[same].source === blocks[same])
      same++;
    for (const part of this.#parts.splice(same))
      part.node.remove();
    for (const source of blocks.slice(same)) {
      const node = renderBlock(source, this.#cite);
      this.#parts.push({ source, node });
      this.root.append(node);
    }
  }

  /** Renders everything anew: the citations have changed. */
  reset() {
    this.#parts = [];
    this.root.replaceChildren();
  }
}

const FENCE = /^ {0,3}(```|~~~)/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const QUOTE = /^ {0,3}>\s?/;
const RULE = /^ {0,3}([-*_])(\s*\1){2,}\s*$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** Splits a text into blocks, each the source of one element. */
function splitBlocks(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks = [];
  let index = 0;
  const takeWhile = (test) => {
    const start = index;
    while (index < lines.length && test(lines[index], index - start))
      index++;
    blocks.push(lines.slice(start, index).join("\n"));
  };
  while (index < lines.length) {
    const line = lines[index];
    if (line.trim() === "") {
      index++;
    } else if (FENCE.test(line)) {
      const fence = FENCE.exec(line)[1];
      let isOpen = true;
      takeWhile((next, offset) => {
        const wasOpen = isOpen;
        if (offset > 0 && next.trim() === fence)
          isOpen = false;
        return wasOpen;
      });
    } else if (HEADING.test(line) || RULE.test(line)) {
      takeWhile((_, offset) => offset === 0);
    } else if (ITEM.test(line)) {
      takeWhile((next, offset) => ITEM.test(next) || (offset > 0 && next.trim() !== "" && !startsBlock(next)) || isGapInList(lines, index, offset));
    } else if (QUOTE.test(line)) {
      takeWhile((next) => QUOTE.test(next));
    } else if (isTable(lines, index)) {
      takeWhile((next) => next.includes("|"));
    } else {
      takeWhile((next, offset) => next.trim() !== "" && (offset === 0 || (!startsBlock(next) && !ITEM.test(next))));
    }
  }

  return blocks;
}

const startsBlock = (line) => FENCE.test(line) || HEADING.test(line) || QUOTE.test(line) || RULE.test(line);
const isTable = (lines, index) => lines[index].includes("|") && index + 1 < lines.length && lines[index + 1].includes("-") && TABLE_RULE.test(lines[index + 1]);

// One empty line inside a list, followed by another item or an indented line, does not end it.
function isGapInList(lines, index, offset) {
  const next = lines[index + 1];
  return offset > 0 && lines[index].trim() === "" && next !== undefined && (ITEM.test(next) || /^\s{2,}\S/.test(next));
}

function renderBlock(source, cite) {
  const lines = source.split("\n");
  const first = lines[0];
  if (FENCE.test(first))
    return el("pre", { tabindex: "0" }, el("code", {}, lines.slice(1).filter((line, index, all) => index < all.length - 1 || !FENCE.test(line)).join("\n")));
  if (RULE.test(first))
    return el("hr");
  const heading = HEADING.exec(first);
  if (heading)
    return inline(el(`h${Math.min(6, heading[1].length + 3)}`), heading[2], cite);   // The page's own headings end at h3.
  if (ITEM.test(first))
    return renderList(lines, cite);
  if (QUOTE.test(first))
    return el("blockquote", {}, ...splitBlocks(lines.map((line) => line.replace(QUOTE, "")).join("\n")).map((block) => renderBlock(block, cite)));
  if (isTable(lines, 0))
    return renderTable(lines, cite);
  return inline(el("p"), source, cite);
}

function renderList(lines, cite) {
  const [, indent, marker] = ITEM.exec(lines[0]);
  const isOrdered = /\d/.test(marker);
  const start = isOrdered ? Number.parseInt(marker, 10) : 1;
  const list = el(isOrdered ? "ol" : "ul", isOrdered && start !== 1 ? { start } : {});
  let texts = [];
  let inner = [];
  const close = () => {
    if (texts.length === 0)
      return;
    const item = inline(el("li"), texts.join("\n"), cite);
    if (inner.length > 0)
      item.append(renderList(inner, cite));
    list.append(item);
    [texts, inner] = [[], []];
  };
  for (const line of lines) {
    const item = ITEM.exec(line);
    if (item && item[1].length <= indent.length + 1) {
      close();
      texts.push(item[3]);
    } else if (item || inner.length > 0) {
      if (line.trim() !== "")
        inner.push(line);
    } else if (line.trim() !== "") {
      texts.push(line.trim());
    }
  }

  close();
  return list;
}

function renderTable(lines, cite) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
  const row = (line, name, attributes) => el("tr", {}, ...cells(line).map((cell) => inline(el(name, attributes), cell, cite)));
  const table = el("table", {}, el("thead", {}, row(lines[0], "th", { scope: "col" })), el("tbody", {}, ...lines.slice(2).map((line) => row(line, "td", {}))));
  return el("div", { class: "table", tabindex: "0", role: "group" }, table);
}

const INLINE = new RegExp([
  "(?<escaped>\\\\[\\\\`*_{}\\[\\]()#+\\-.!|>~])",
  "(?<code>`+)(?<codeText>.+?)\\k<code>(?!`)",
  "!\\[(?<alt>[^\\]\\n]*)\\]\\([^)\\n]*\\)",
  "\\[(?<cited>\\d{1,2}(?:\\s*[,;]\\s*\\d{1,2})*)\\](?!\\()",
  "\\[(?<label>[^\\]\\n]+)\\]\\(\\s*<?(?<target>[^\\s)>]+)>?(?:\\s+\"[^\"\\n]*\")?\\s*\\)",
  "<?(?<address>https?://[^\\s<>\"]+[^\\s<>\".,;:!?)\\]'*_])>?",
  "(?<strong>\\*\\*|__)(?<strongText>(?=\\S).+?(?<=\\S))\\k<strong>",
  "(?<emphasis>\\*|(?<![\\p{L}\\p{N}])_)(?<emphasisText>(?=[^\\s*_]).*?(?<=\\S))\\k<emphasis>(?![\\p{L}\\p{N}])",
  "(?<break> {2,}\\n|\\\\\\n)",
].join("|"), "gsu");

/** Appends text with emphasis, links and citations. */
function inline(parent, text, cite) {
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    put(parent, text.slice(end, match.index));
    put(parent, renderInline(match, cite));
    end = match.index + match[0].length;
  }

  put(parent, text.slice(end));
  return parent;
}

function renderInline(match, cite) {
  const found = match.groups;
  if (found.escaped)
    return found.escaped.slice(1);
  if (found.code)
    return el("code", {}, found.codeText);
  if (found.alt !== undefined)
    return found.alt;   // An image would tell its host who reads; its words may stay.
  if (found.cited)
    return found.cited.split(/[,;]/).map((number) => cite(Number(number)) ?? `[${number.trim()}]`);
  if (found.label)
    return link(found.target, inline(el("span"), found.label, () => null)) ?? match[0];
  if (found.address)
    return link(found.address, found.address) ?? match[0];
  if (found.strong)
    return inline(el("strong"), found.strongText, cite);
  if (found.emphasis)
    return inline(el("em"), found.emphasisText, cite);
  return el("br");
}

/** Makes a link where the address is http or https; otherwise null. */
export function link(address, ...content) {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:"))
    return null;
  return el("a", { href: url.href, rel: "noopener noreferrer", target: "_blank" }, ...content);
}
