
  // ---- texts: passages, and what a link leads to.
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

  // What a link leads to is listed, opened and shown.
  const reveal = async () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const entry = /^(pair|cluster|set)-[0-9a-f]{16}/.exec(id);
    if (entry && lists[entry[1]]) await lists[entry[1]].show(entry[0]);
    const target = id && document.getElementById(id);
    if (!target) return;
    const texts = target.matches(".pair") ? target.querySelector(".versus") : null;
    if (texts) texts.open = true;
    for (let up = target; up; up = up.parentElement) {
      if (up.tagName === "DETAILS") up.open = true;
    }
    // Once more when the cards above, until then guessed at, have their height.
    const block = target.matches(".pair, .cluster, section") ? "start" : "center";
    target.scrollIntoView({ block });
    requestAnimationFrame(() => requestAnimationFrame(() => target.scrollIntoView({ block })));
    if (target.matches(".pair")) target.focus({ preventScroll: true });
    if (target.matches(".n")) light(target.parentElement);
    if (target.matches(".at")) light(null);
    for (const one of document.querySelectorAll(".target")) one.classList.remove("target");
    target.classList.add("target");
  };
  addEventListener("hashchange", reveal);
