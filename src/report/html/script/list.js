
  // ---- list: one of the lists of the page, in an order, by pages.
  // As many to a page as the document itself has.
  const SIZES = { pairs: 25, clusters: 10, sets: 10 };
  class List {
    constructor(name, { items, orders, fits, decorate: dress }) {
      this.name = name;
      this.size = SIZES[name];
      this.items = items;
      this.orders = orders;
      this.fits = fits;
      this.dress = dress;
      this.cards = document.querySelector(`.cards[data-list="${name}"]`);
      this.form = document.querySelector(`.filters[data-list="${name}"]`);
      this.blocks = new Blocks(name);
      this.numbers = new Map(items.map((item, number) => [item.name, number]));
      // The cards that are in the document, unless something is left out of them.
      const isWhole = (card) => !card.querySelector(":scope > .cut")
        && !(card.matches(".brief") && items[this.numbers.get(card.id)].inFull);
      this.own = new Map([...this.cards.children].filter((card) => this.numbers.has(card.id))
        .filter(isWhole).map((card) => [card.id, card]));
      this.page = 0;
      this.run = 0;
      this.pagers = ["beforebegin", "afterend"].map((where) => this.pager(where));
      // One entry needs no order; pairs have buttons, too.
      this.form.hidden = items.length < 2 && name !== "pairs";
      this.form.addEventListener("input", () => this.filter());
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("click", (event) => {
        const what = event.target.dataset.do;
        if (!what) return;
        this.cards.querySelectorAll(".versus").forEach((one) => { one.open = what === "open"; });
      });
    }

    pager(where) {
      const pager = document.createElement("nav");
      pager.className = "pager";
      pager.setAttribute("aria-label", `Pages of the ${this.name}`);
      const button = (text, to) => {
        const one = document.createElement("button");
        one.type = "button";
        one.textContent = text;
        one.addEventListener("click", async () => {
          await this.go(to());
          this.form.scrollIntoView();
        });
        return one;
      };
      const said = document.createElement("span");
      pager.append(
        button("First", () => 0), button("Previous", () => this.page - 1), said,
        button("Next", () => this.page + 1), button("Last", () => this.pages - 1));
      this.cards.insertAdjacentElement(where, pager);
      return pager;
    }

    get pages() {
      return Math.max(1, Math.ceil(this.order.length / this.size));
    }

    // Filters and orders anew. What was shown stays as it is until then.
    filter() {
      const value = (name) => {
        const field = this.form.elements[name];
        if (!field) return "";
        return field.type === "checkbox" ? field.checked : field.value;
      };
      const wanted = {
        value,
        words: value("words").trim().toLowerCase(),
        relations: new Set([...this.form.querySelectorAll("[name=relation]:checked")]
          .map((box) => box.value)),
      };
      const all = [...this.items.keys()].filter((number) => this.fits(this.items[number], wanted));
      const compare = this.orders[value("order")];
      if (compare) all.sort((x, y) => compare(this.items[x], this.items[y]) || x - y);
      this.order = all;
      const listed = this.items.filter((item) => !item.repeated || value("repeated")).length;
      this.form.querySelector("output").textContent = all.length === listed
        ? "" : `${count(all.length)} of ${count(listed)} ${this.name}`;
      return this.go(0);
    }

    async go(page) {
      this.page = Math.min(Math.max(page, 0), this.pages - 1);
      const run = this.run += 1;
      const start = this.page * this.size;
      const numbers = this.order.slice(start, start + this.size);
      const cards = await Promise.all(numbers.map((number) => this.card(number)));
      if (run !== this.run) return;
      this.cards.replaceChildren(...cards);
      const isOne = this.pages === 1;
      for (const pager of this.pagers) {
        pager.hidden = isOne;
        const [first, previous, said, next, last] = pager.children;
        said.textContent =
          `${count(start + 1)}–${count(start + cards.length)} of ${count(this.order.length)}`;
        first.disabled = previous.disabled = this.page === 0;
        next.disabled = last.disabled = this.page === this.pages - 1;
      }
    }

    async card(number) {
      const item = this.items[number];
      let card = this.own.get(item.name);
      if (!card) {
        const template = document.createElement("template");
        template.innerHTML = await this.blocks.entry(number);
        card = template.content.firstElementChild;
      }
      this.dress(card, item);
      return card;
    }

    // Shows the page with this entry; without filters, if they hide it.
    async show(name) {
      const number = this.numbers.get(name);
      if (number === undefined) return;
      let place = this.order.indexOf(number);
      if (place < 0) {
        this.form.reset();
        if (this.items[number].repeated) this.form.elements.repeated.checked = true;
        this.filter();
        place = this.order.indexOf(number);
      }
      const page = Math.floor(place / this.size);
      if (page !== this.page || !document.getElementById(name)) await this.go(page);
    }
  }

  // The lists, by the beginning of their entries' names; empty until the data is unpacked.
  const lists = {};
  let review = null;

  const start = async () => {
    const data = document.getElementById("index");
    if (!data || !("DecompressionStream" in window)) return;
    const index = JSON.parse(await unpack(data));
    const key = (keys, at) => keys.slice(16 * at, 16 * at + 16);
    const texts = index.ids.map((id, at) => `${id} ${index.openings[at]}`.toLowerCase());
    const has = (item, words) => !words || item.articles.some((at) => texts[at].includes(words));
    const isDecided = (item, wanted) => !wanted || (item.decision || "none") === wanted;
    const RELATIONS = ["exact", "edited", "reworded", "partial"];
    const from = index.pairs;
    const pairs = from.a.map((a, at) => ({
      name: `pair-${key(from.keys, at)}`,
      articles: [a, from.b[at]],
      relation: Number(from.relations[at]),
      score: from.scores[at],
      shared: from.shared[at],
      substance: Boolean(from.flags[at] & 1),
      inFull: Boolean(from.flags[at] & 2),
      repeated: Boolean(from.flags[at] & 4),
      decision: from.decisions[at],
      before: from.decisions[at],
    }));
    const group = (groups, kind) => groups.articles.map((articles, at) => ({
      name: `${kind}-${key(groups.keys, at)}`,
      articles,
      decision: groups.decisions[at],
      before: groups.decisions[at],
    }));
    const [clusters, sets] = [group(index.clusters, "cluster"), group(index.sets, "set")];

    const changed = (item) => {
      for (const card of document.querySelectorAll(".pair, .set")) {
        const one = review.byName.get(card.id);
        if (one && (!item || item === one)) decorate(card, one, review);
      }
      document.querySelectorAll("tr[data-pair]").forEach(mark);
      progress();
    };
    review = new Review(index, [...pairs, ...sets], changed);

    // What was decided about a pair, in the line of its cluster.
    const mark = (row) => {
      const item = review.byName.get(`pair-${row.dataset.pair}`);
      row.dataset.decision = (item && item.decision) || "";
      row.querySelector(".go").dataset.said = item && item.decision ? WORDS[item.decision] : "";
    };
    const rank = { none: 0, later: 1, copy: 2, not_copy: 3 };
    const decided = (item) => rank[item.decision || "none"];
    const largest = (x, y) => y.articles.length - x.articles.length;
    const byId = (x, y) => {
      const [one, other] = [index.ids[x.articles[0]], index.ids[y.articles[0]]];
      return one < other ? -1 : Number(one > other);
    };
    if (pairs.length) lists.pair = new List("pairs", {
      items: pairs,
      orders: {
        surest: (x, y) => y.score - x.score,
        doubtful: (x, y) => x.score - y.score,
        shared: (x, y) => y.shared - x.shared,
        relation: (x, y) => x.relation - y.relation || y.score - x.score,
        decision: (x, y) => decided(x) - decided(y) || y.score - x.score,
      },
      fits: (item, { value, words, relations }) => (!item.repeated || value("repeated"))
        && relations.has(RELATIONS[item.relation])
        && item.score >= 10000 * Number(value("score"))
        && item.score <= 10000 * Number(value("most") || 1)
        && (item.substance || !value("substance"))
        && isDecided(item, value("decision")) && has(item, words),
      decorate: (card, item) => decorate(card, item, review),
    });
    if (clusters.length) lists.cluster = new List("clusters", {
      items: clusters,
      orders: { smallest: (x, y) => largest(y, x), id: byId },
      fits: (item, { words }) => has(item, words),
      decorate: (card) => card.querySelectorAll("tr[data-pair]").forEach(mark),
    });
    if (sets.length) lists.set = new List("sets", {
      items: sets,
      orders: { largest, id: byId },
      fits: (item, { value, words }) => isDecided(item, value("decision")) && has(item, words),
      decorate: (card, item) => decorate(card, item, review),
    });

    const bar = document.querySelector(".review-bar");
    const progress = () => {
      const repeated = lists.pair && lists.pair.form.elements.repeated;
      const all = review.items.filter((item) => !item.repeated || (repeated && repeated.checked));
      const number = all.filter(({ decision }) => decision && decision !== "later").length;
      const later = all.filter(({ decision }) => decision === "later").length;
      bar.querySelector("[name=decided]").textContent =
        `${count(number)} of ${count(all.length)} decided${later ? `, ${count(later)} for later` : ""}`;
      Object.assign(bar.querySelector("progress"), { max: all.length || 1, value: number });
      say(review.isKept ? "" : "This browser keeps nothing: export before you close the page.");
    };
    const say = (text) => { bar.querySelector("[name=said]").textContent = text; };
    bar.hidden = !review.items.length;
    bar.querySelector("[data-do=export]").addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([review.file()], { type: "application/jsonl" }));
      link.download = "decisions.jsonl";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    });
    bar.querySelector("[name=import]").addEventListener("change", async ({ target }) => {
      if (target.files.length) say(review.take(await target.files[0].text()));
      target.value = "";
    });
    if (lists.pair) lists.pair.form.addEventListener("input", progress);
    progress();
    await Promise.all(Object.values(lists).map((list) => list.filter()));
    root.dataset.ready = "true";
    performance.mark("ready");
    if (location.hash) await reveal();
  };

  // By keyboard: the next or previous card, and a decision about the one in focus.
  const cardOf = (element) => element && element.closest && element.closest(".pair, .set");
  const enter = (card) => {
    const texts = card.matches(".set") ? card : card.querySelector(".versus");
    if (texts) texts.open = true;
    const focus = card.matches(".set") ? card.querySelector("summary") : card;
    focus.focus({ preventScroll: true });
    card.scrollIntoView({ block: "start" });
  };
  const move = async (step) => {
    const card = cardOf(document.activeElement);
    const list = card && card.matches(".set") ? lists.set : lists.pair || lists.set;
    if (!list) return;
    const cards = [...list.cards.children];
    const at = card ? cards.indexOf(card) + step : 0;
    if (at >= 0 && at < cards.length) return enter(cards[at]);
    const page = list.page + step;
    if (page < 0 || page >= list.pages) return;
    await list.go(page);
    enter(step > 0 ? list.cards.firstElementChild : list.cards.lastElementChild);
  };
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input:not([type=checkbox]), select, textarea");
    if (!review || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const card = cardOf(event.target);
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      move(event.key === "j" ? 1 : -1);
    } else if (card && event.key === "o") {
      const texts = card.matches(".set") ? card : card.querySelector(".versus");
      if (texts) texts.open = !texts.open;
    } else if (card && event.key in KEYS) {
      review.decide(review.byName.get(card.id), KEYS[event.key]);
      if (KEYS[event.key]) move(1);
    }
  });
