"use strict";
// What to do next in the shop, given what is not yet as it should be.
{
  const toProduct = ({ view, data }, id) => {
    if (view.page === "product" && view.product === id) return null;
    const { category } = data.products.find((product) => product.id === id);
    if (view.page !== "list" || (view.category !== "all" && view.category !== category)) return { click: "category-all" };
    return view.search !== "" ? { fill: "search", text: "" } : { click: `product-${id}` };
  };

  const toCart = ({ view }) => (view.page === "cart" ? null : { click: "cart" });

  const add = (state, { product, color, count }) => {
    const away = toProduct(state, product);
    if (away) return away;
    if (state.view.color !== color) return { click: `color-${color}` };
    if (state.view.count !== count) return { click: state.view.count < count ? "more" : "fewer" };
    return { click: "add" };
  };

  const mendCart = (state, difference) => {
    if (difference.kind === "missing") return add(state, difference.record);
    if (difference.field === "count") return toCart(state) ?? { click: `${difference.is < difference.should ? "more" : "fewer"}-${difference.id}` };
    return toCart(state) ?? { click: `remove-${difference.id}` };
  };

  const order = (state, { items, shipping, address }) => {
    const wanted = { cart: items.map(({ product, color, count }) => agentic.cartLine(product, color, count)) };
    const [difference] = agentic.differences(state.data, wanted, { cart: ["product", "color", "count"] });
    const draft = state.view.order;
    if (difference) return draft ? { click: "cancel" } : mendCart(state, difference);
    if (!draft) return toCart(state) ?? { click: "checkout" };
    if (draft.address !== address) return { select: "address", text: address };
    return { click: draft.shipping === shipping ? "place-order" : `shipping-${shipping}` };
  };

  agentic.shopPlan = (state, differences) => {
    const wish = differences.find(({ collection }) => collection === "wishes");
    const missing = differences.find(({ collection }) => collection === "orders");
    if (missing && !wish) return order(state, missing.record);
    if (state.view.order) return { click: "cancel" };
    if (wish) return toProduct(state, wish.id ?? wish.record.id) ?? { click: "wish" };
    return differences.length > 0 ? mendCart(state, differences[0]) : null;
  };
}
