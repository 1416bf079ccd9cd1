/**
 * Makes an element. Strings among the children become text, never markup: nothing on this page is ever parsed as HTML.
 * @param {string} name
 * @param {Object<string, unknown>} attributes `onclick: function` listens; `true` sets an empty attribute; false, null and undefined set none.
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {HTMLElement}
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function")
      element.addEventListener(key.slice(2), value);
    else if (value === true)
      element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(key, String(value));
  }

  put(element, ...children);
  return element;
}

/** Appends children, leaving out what is null, undefined or false. */
export function put(parent, ...children) {
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false)
      parent.append(child);
  }
}

/** Puts children in place of all there were, but only where they differ, so that focus and selection survive. */
export function replaceWith(parent, ...children) {
  const wanted = children.flat().filter((child) => child !== null && child !== undefined && child !== false);
  const same = wanted.length === parent.childNodes.length && wanted.every((child, index) => parent.childNodes[index] === child);
  if (!same)
    parent.replaceChildren(...wanted);
}

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  arrow: "M12 19V6m0 0-6 6m6-6 6 6",
  stop: "M7 7h10v10H7z",
  copy: "M9 9h10v11H9zM5 15V4h10",
  edit: "m5 19 1-4L16 5l3 3L9 18zM14 7l3 3",
  again: "M19 8a8 8 0 1 0 1 6M19 4v4h-4",
  up: "M8 21V10l4-7c2 0 3 1 2.5 3L14 9h5c1.5 0 2 1 1.800 2l-1.300 7c-.3 1.5-1 3-2.5 3zM8 10H4v11h4",
  down: "M16 3v11l-4 7c-2 0-3-1-2.5-3l.5-3H5c-1.5 0-2-1-1.800-2l1.300-7C4.800 4.5 5.5 3 7 3zM16 14h4V3h-4",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "m6 6 12 12M18 6 6 18",
  moon: "M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3m0 14v3M2 12h3m14 0h3M5 5l2 2m10 10 2 2m0-14-2 2M7 17l-2 2",
  phone: "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3c0 2-1 3-3 3A15 15 0 0 1 3 6c0-2 1-3 3-3z",
  page: "M6 3h8l4 4v14H6zM14 3v5h4M9 12h6M9 16h6",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7.5v.1",
  alert: "M12 3 2 20h20zM12 10v4M12 17v.1",
  shield: "M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6zM9 12l2 2 4-4",
  external: "M9 5H5v14h14v-4M13 5h6v6M19 5l-9 9",
  previous: "m14 6-6 6 6 6",
  next: "m10 6 6 6-6 6",
};

/** Makes a line icon. It says nothing to a screen reader: the words beside it, or the button's label, do. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" }))
    svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
