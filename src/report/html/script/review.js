
  // ---- review: what a person decides, kept in this browser, and its file.
  const WORDS = { copy: "copy", not_copy: "not a copy", later: "later" };
  const KEYS = { c: "copy", n: "not_copy", l: "later", u: "" };

  // Characters that command a terminal or deceive a reader are escaped in files.
  const UNSAFE = /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
  const line = (record) => JSON.stringify(record).replace(UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

  class Review {
    // `items`: for each pair or set its name on the page, its articles, and what was
    // decided before.
    constructor(index, items, changed) {
      this.index = index;
      this.items = items;
      this.changed = changed;
      this.byName = new Map(items.map((item) => [item.name, item]));
      this.byIds = new Map();
      for (const item of items) {
        for (const other of item.articles.slice(1)) {
          this.byIds.set(this.ids(item.articles[0], other), item);
        }
      }
      this.carried = new Map();
      index.decisions.forEach((record) => this.carry(record));
      this.place = `nearcopy:${index.run}`;
      this.isKept = true;
      try {
        const kept = JSON.parse(localStorage.getItem(this.place) || "{}");
        for (const [name, decision] of Object.entries(kept)) {
          const item = this.byName.get(name);
          if (item) item.decision = decision || null;
        }
      } catch {
        this.isKept = false;
      }
    }

    ids(a, b) {
      return JSON.stringify([this.index.ids[a], this.index.ids[b]].sort());
    }

    // Decisions about pairs that are not on the page stay in the file.
    carry(record) {
      const ids = JSON.stringify([record.a, record.b].sort());
      if (!this.byIds.has(ids)) this.carried.set(ids, record);
    }

    decide(item, decision) {
      item.decision = decision || null;
      this.keep();
      this.changed(item);
    }

    // Keeps what differs from the decisions that the page came with.
    keep() {
      const kept = {};
      for (const { name, decision, before } of this.items) {
        if (decision !== before) kept[name] = decision || "";
      }
      try {
        localStorage.setItem(this.place, JSON.stringify(kept));
        this.isKept = true;
      } catch {
        this.isKept = false;
      }
    }

    digest(article) {
      return this.index.digests.slice(16 * article, 16 * article + 16);
    }

    // The file: docs of the module `decisions` say what a line is.
    file() {
      const lines = [...this.carried.values()].map((record) =>
        line({ type: "decision", ...record }));
      for (const { articles, decision } of this.items) {
        if (!decision) continue;
        const [first, ...others] = articles;
        for (const other of others) {
          lines.push(line({
            type: "decision",
            a: this.index.ids[first],
            b: this.index.ids[other],
            decision,
            digest_a: this.digest(first),
            digest_b: this.digest(other),
          }));
        }
      }
      return lines.map((one) => `${one}\n`).join("");
    }

    // Takes over the decisions of a file; what came of them, in words.
    take(text) {
      const found = new Map();
      let [elsewhere, changed] = [0, 0];
      for (const [at, one] of text.replace(/^\ufeff/, "").split(/\r?\n/).entries()) {
        if (!one.trim()) continue;
        let record = null;
        try {
          record = JSON.parse(one);
        } catch { /* told below */ }
        const isDecision = record && record.type === "decision" && record.decision in WORDS
          && typeof record.a === "string" && typeof record.b === "string";
        if (!isDecision) return `Nothing was imported: line ${at + 1} is no decision.`;
        found.set(JSON.stringify([record.a, record.b].sort()), record);
      }
      const byItem = new Map();
      for (const [ids, record] of found) {
        const item = this.byIds.get(ids);
        if (!item) {
          const { type, ...rest } = record;
          this.carry(rest);
          elsewhere += 1;
          continue;
        }
        const texts = { [record.a]: record.digest_a, [record.b]: record.digest_b };
        const isSame = item.articles.every((article) => {
          const digest = texts[this.index.ids[article]];
          return digest === undefined || digest === null || digest === this.digest(article);
        });
        if (!isSame) {
          changed += 1;
          continue;
        }
        byItem.set(item, [...(byItem.get(item) || []), record.decision]);
      }
      let taken = 0;
      for (const [item, decisions] of byItem) {
        // One about a set holds for all of its articles.
        const isOne = decisions.every((decision) => decision === decisions[0]);
        if (!isOne || decisions.length < item.articles.length - 1) continue;
        item.decision = decisions[0];
        taken += 1;
      }
      this.keep();
      this.changed(null);
      const parts = [`${count(taken)} imported`];
      if (changed) parts.push(`${count(changed)} not, since a text changed`);
      if (elsewhere) parts.push(`${count(elsewhere)} about pairs that are not on this page`);
      return `${parts.join(", ")}.`;
    }
  }

  // The buttons of a card, and what is decided there.
  const decorate = (card, item, review) => {
    let bar = card.querySelector(":scope > .review");
    if (!bar) {
      bar = document.createElement("div");
      bar.className = "review";
      bar.setAttribute("role", "group");
      bar.setAttribute("aria-label", "Decide");
      for (const [key, decision] of Object.entries(KEYS).filter(([, it]) => it)) {
        const button = document.createElement("button");
        button.type = "button";
        button.dataset.decision = decision;
        const sign = document.createElement("kbd");
        sign.textContent = key;
        button.append(WORDS[decision], " ", sign);
        button.addEventListener("click", () =>
          review.decide(item, item.decision === decision ? "" : decision));
        bar.append(button);
      }
      const above = card.querySelector(":scope > .why, :scope > summary");
      above.after(bar);
      for (const said of card.querySelectorAll(".decided")) said.remove();
    }
    card.dataset.decision = item.decision || "";
    for (const button of bar.children) {
      button.setAttribute("aria-pressed", String(button.dataset.decision === item.decision));
    }
  };
