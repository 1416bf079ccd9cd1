// Runs before the first paint, so that a chosen colour scheme does not flash. A classic script on purpose: modules run too late.
"use strict";
{
  const root = document.documentElement;
  root.classList.add("scripted");
  try {
    const chosen = localStorage.getItem("govstack.theme");
    if (chosen === "dark" || chosen === "light")
      root.dataset.theme = chosen;
  } catch {
    // Storage is blocked: the system's scheme it is.
  }
}
