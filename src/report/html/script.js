"use strict";
// Comfort only: without this script the page says the same.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const pairs = [...document.querySelectorAll(".pair")];
  const form = document.querySelector(".filters");

  // Filters.
  if (form) {
    form.hidden = false;
    const names = pairs.map((pair) =>
      [...pair.querySelectorAll(".name")].map((name) => name.textContent).join(" ").toLowerCase());
    const apply = () => {
      const relations = new Set(
        [...form.querySelectorAll("[name=relation]:checked")].map((box) => box.value));
      const score = Number(form.elements.score.value) || 0;
      const words = form.elements.words.value.trim().toLowerCase();
      const substance = form.elements.substance && form.elements.substance.checked;
      let shown = 0;
      pairs.forEach((pair, at) => {
        const fits = relations.has(pair.dataset.r) && Number(pair.dataset.score) >= score
          && names[at].includes(words) && (!substance || "sub" in pair.dataset);
        pair.hidden = !fits;
        shown += fits ? 1 : 0;
      });
      form.querySelector("output").textContent = shown === pairs.length
        ? "" : `${shown.toLocaleString("en")} of ${pairs.length.toLocaleString("en")} pairs`;
    };
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("click", (event) => {
      const what = event.target.dataset.do;
      if (!what) return;
      for (const pair of pairs) {
        const texts = pair.hidden ? null : pair.querySelector(".versus");
        if (texts) texts.open = what === "open";
      }
    });
    apply();
  }

  // A passage shows where it is on the other side, and in the map.
  let hot = [];
  const light = (element) => {
    hot.forEach((one) => one.classList.remove("hot"));
    const pair = element && element.closest(".pair");
    hot = pair ? [...pair.querySelectorAll(`[data-p="${element.dataset.p}"]`)] : [];
    hot.forEach((one) => one.classList.add("hot"));
  };
  const passageOf = (target) => target.closest ? target.closest("[data-p]") : null;
  document.addEventListener("focusin", (event) => {
    const inside = event.target.matches("svg a") ? event.target.querySelector("[data-p]") : null;
    light(inside || passageOf(event.target));
  });
  document.addEventListener("click", (event) => {
    const passage = passageOf(event.target);
    if (event.target.closest("summary, a") || !document.getSelection().isCollapsed) return;
    light(passage);
    const cell = passage && passage.closest(".cell");
    if (!cell) return;
    const other = hot.find((one) =>
      one.closest(".cell") && one.closest(".cell").dataset.s !== cell.dataset.s
        && one.querySelector(".n"));
    if (!other) return;
    const box = other.getBoundingClientRect();
    const here = passage.getBoundingClientRect();
    const isNear = box.bottom > 0 && box.top < innerHeight;
    const sameRow = Math.abs(box.top - here.top) < 200;
    if (!isNear && !sameRow && !other.contains(passage)) other.scrollIntoView({ block: "center" });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") light(null);
  });

  // What a link leads to is opened, and so is everything for the printer.
  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target) return;
    const texts = target.matches(".pair") ? target.querySelector(".versus") : null;
    if (texts) texts.open = true;
    for (let up = target.parentElement; up; up = up.parentElement) {
      if (up.tagName === "DETAILS") up.open = true;
    }
    // Once more when the pairs above, until then guessed at, have their height.
    const block = target.matches(".pair, section") ? "start" : "center";
    target.scrollIntoView({ block });
    requestAnimationFrame(() => requestAnimationFrame(() => target.scrollIntoView({ block })));
    if (target.matches(".n")) light(target.parentElement);
    if (target.matches(".at")) light(null);
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(".pair details:is(.versus, .fold):not([open])")];
    opened.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => {
    opened.forEach((one) => { one.open = false; });
    opened = [];
  });
})();
