"use strict";
{
  const { h, ui } = agentic;
  const categories = ["all", "Kitchen", "Office", "Garden", "Sport"];
  const sorts = [["none", "Our choice"], ["cheap", "Price: low first"], ["best", "Rating: best first"], ["name", "Name"]];
  const orders = { cheap: (a, b) => a.price - b.price, best: (a, b) => b.rating - a.rating, name: (a, b) => (a.name < b.name ? -1 : 1) };
  const tones = { Kitchen: "#d9822b", Office: "#4573d2", Garden: "#3f9a54", Sport: "#a04bb8" };

  const money = (cents) => `€ ${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
  const stars = (rating) => `★ ${Math.floor(rating / 10)}.${rating % 10}`;
  const productOf = (data, id) => data.products.find((product) => product.id === id);

  /** A drawing in place of a photograph: the category's tone and the first letter of what it is. */
  const picture = (product, size) => h("svg", { width: size, height: size, viewBox: "0 0 40 40" },
    h("rect", { x: 0, y: 0, width: 40, height: 40, rx: 6, fill: tones[product.category], opacity: "0.25" }),
    h("circle", { cx: 20, cy: 20, r: 8 + (product.name.length % 5), fill: tones[product.category] }),
    h("rect", { x: 12, y: 30, width: 16, height: 4, rx: 2, fill: tones[product.category] }));

  const list = (state, change) => {
    const { category, search, sort } = state.view;
    const found = state.data.products.filter((product) =>
      (category === "all" || product.category === category) && product.name.toLowerCase().includes(search.toLowerCase()));
    if (orders[sort]) found.sort(orders[sort]);
    if (found.length === 0) return h("p", { class: "empty" }, "Nothing found.");
    return h("div", { class: "cards" }, found.map((product) => h("button", {
      key: `product-${product.id}`, class: "card",
      onclick: () => change((s) => { Object.assign(s.view, { page: "product", product: product.id, color: null, count: 1 }); }),
    }, picture(product, 34), h("span", { class: "name" }, product.name), h("span", { class: "price" }, h("b", {}, money(product.price)), h("span", { class: "soft" }, stars(product.rating))))));
  };

  const product = (state, change) => {
    const { color, count, product: id } = state.view;
    const shown = productOf(state.data, id);
    const isWished = state.data.wishes.some((wish) => wish.id === id);
    return h("div", { class: "sheet" },
      h("div", { class: "head" }, picture(shown, 72), h("div", {}, h("h2", {}, shown.name), h("p", { class: "soft" }, `${shown.category}, ${stars(shown.rating)}`), h("h2", {}, money(shown.price)))),
      ui.labelled("Color", h("div", { class: "choices" }, shown.colors.map((name) => ui.toggle(`color-${name}`, name, color === name, () => change((s) => { s.view.color = name; }))))),
      ui.labelled("Count", h("div", { class: "choices" },
        ui.button("fewer", "−", () => change((s) => { s.view.count -= 1; }), { disabled: count <= 1 }), h("b", {}, count),
        ui.button("more", "+", () => change((s) => { s.view.count += 1; }), { disabled: count >= 9 }))),
      h("div", { class: "choices" },
        ui.button("add", "Add to cart", () => change((s) => {
          const same = s.data.cart.find((item) => item.product === id && item.color === color);
          if (same) same.count += count;
          else s.data.cart.push(agentic.cartLine(id, color, count));
          s.view.page = "cart";
        }), { class: "primary", disabled: color === null }),
        ui.toggle("wish", isWished ? "♥ On the wish list" : "♡ Add to wish list", isWished, () => change((s) => {
          s.data.wishes = isWished ? s.data.wishes.filter((wish) => wish.id !== id) : [...s.data.wishes, { id }];
        }))));
  };

  const cart = (state, change) => {
    const { cart: items } = state.data;
    if (items.length === 0) return h("p", { class: "empty" }, "The cart is empty.");
    const total = items.reduce((sum, item) => sum + item.count * productOf(state.data, item.product).price, 0);
    const update = (id, mutate) => () => change((s) => mutate(s.data.cart.find((item) => item.id === id), s));
    return [
      items.map((item) => h("div", { key: `item-${item.id}`, class: "row" },
        h("span", { class: "row-main" }, h("span", { class: "text" }, productOf(state.data, item.product).name), h("span", { class: "chip" }, item.color)),
        ui.button(`fewer-${item.id}`, "−", update(item.id, (one) => { one.count -= 1; }), { disabled: item.count <= 1 }), h("b", {}, item.count),
        ui.button(`more-${item.id}`, "+", update(item.id, (one) => { one.count += 1; }), { disabled: item.count >= 9 }),
        h("span", { class: "fixed sum" }, money(item.count * productOf(state.data, item.product).price)),
        ui.button(`remove-${item.id}`, "Remove", update(item.id, (one, s) => { s.data.cart = s.data.cart.filter((other) => other !== one); })))),
      h("div", { class: "sheet buttons" }, h("h2", {}, `Total ${money(total)}`),
        ui.button("checkout", "Checkout", () => change((s) => { s.view.order = { address: "home", shipping: "standard" }; }), { class: "primary" })),
    ];
  };

  const wishes = (state, change) => (state.data.wishes.length === 0
    ? h("p", { class: "empty" }, "The wish list is empty.")
    : state.data.wishes.map(({ id }) => h("div", { key: `wished-${id}`, class: "row" }, h("button", {
      key: `open-${id}`, class: "row-main", onclick: () => change((s) => { Object.assign(s.view, { page: "product", product: id, color: null, count: 1 }); }),
    }, h("span", { class: "text" }, productOf(state.data, id).name), h("b", {}, money(productOf(state.data, id).price))))));

  const checkout = (state, change) => {
    const draft = state.view.order;
    return ui.dialog("Checkout", [
      ui.labelled("Send to", ui.select("address", draft.address, ["home", "office"], (value) => change((s) => { s.view.order.address = value; }))),
      ui.labelled("Shipping", h("div", { class: "choices" }, ["standard", "express"].map((name) =>
        ui.toggle(`shipping-${name}`, name, draft.shipping === name, () => change((s) => { s.view.order.shipping = name; }))))),
    ], [
      ui.button("cancel", "Cancel", () => change((s) => { s.view.order = null; })),
      ui.button("place-order", "Place order", () => change((s) => {
        s.data.orders.push({ id: agentic.newId(s.data), items: agentic.orderItems(s.data.cart), ...s.view.order });
        s.data.cart = [];
        Object.assign(s.view, { order: null, page: "list" });
      }), { class: "primary" }),
    ]);
  };

  const pages = { list, product, cart, wishes };

  agentic.appView({
    draw(state, change) {
      const go = (page) => () => change((s) => { s.view.page = page; });
      const items = state.data.cart.reduce((sum, item) => sum + item.count, 0);
      return ui.frame("Shop",
        [
          ui.input("search", state.view.search, (value) => change((s) => { Object.assign(s.view, { search: value, page: "list" }); }), { placeholder: "Search products" }),
          ui.toggle("wishes", `♥ Wishes ${state.data.wishes.length}`, state.view.page === "wishes", go("wishes")),
          ui.toggle("cart", `Cart ${items}`, state.view.page === "cart", go("cart")),
        ],
        [
          h("h3", {}, "Categories"),
          categories.map((category) => ui.toggle(`category-${category}`, category === "all" ? "All products" : category,
            state.view.page === "list" && state.view.category === category, () => change((s) => { Object.assign(s.view, { category, page: "list" }); }))),
          h("h3", {}, "Sort by"),
          ui.select("sort", state.view.sort, sorts, (value) => change((s) => { Object.assign(s.view, { sort: value, page: "list" }); }), { class: "sort" }),
        ],
        pages[state.view.page](state, change),
        state.view.order && checkout(state, change));
    },
    plan: agentic.shopPlan,
  });
}
