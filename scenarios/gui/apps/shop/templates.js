"use strict";
{
  const find = (data, id) => data.products.find((product) => product.id === id);
  const counts = ["no", "one", "two", "three", "four", "five"];
  const shippings = ["standard", "express"], addresses = ["home", "office"];

  const choose = (random, data) => {
    const product = random.pick(data.products);
    return { product: product.id, color: random.pick(product.colors), count: 1 };
  };

  const put = (data, { product, color, count }) => { data.cart.push(agentic.cartLine(product, color, count)); };

  /** Fills the cart with different products before the task begins. */
  const fillCart = (random, data, size) => {
    data.cart = random.sample(data.products, size).map((product) => agentic.cartLine(product.id, random.pick(product.colors), random.whole(1, 3)));
  };

  /** Adds the first product of a category by some order. */
  const addBest = (about, goal, order) => ({
    about,
    turns: 10,
    make(random, data) {
      const category = random.pick(data.products).category;
      const product = data.products.filter((one) => one.category === category).sort(order)[0];
      return { category, product: product.id, color: random.pick(product.colors), count: 1 };
    },
    goal: ({ category, color }) => goal(category, color),
    want: put,
  });

  /** The order that the whole cart makes. */
  const order = (data, { shipping, address }) => {
    data.orders.push({ id: null, items: agentic.orderItems(data.cart), shipping, address });
    data.cart = [];
  };

  /** What of a cart goes into an order. */
  agentic.orderItems = (cart) => cart
    .map(({ product, color, count }) => ({ product, color, count }))
    .sort((a, b) => (`${a.product} ${a.color}` < `${b.product} ${b.color}` ? -1 : 1));

  agentic.app({
    name: "shop",
    title: "Shop",
    data: agentic.shopData,
    view: () => ({ page: "list", category: "all", sort: "none", search: "", product: null, color: null, count: 1, order: null }),
    watched: { cart: ["product", "color", "count"], wishes: [], orders: ["items", "shipping", "address"] },
    // What is ordered is ordered.
    isLost: (differences) => differences.some(({ collection, kind }) => collection === "orders" && kind !== "missing"),
    templates: {
      "add-product": {
        about: "Put a product in a given color into the cart.", turns: 10, make: choose, want: put,
        goal: ({ product, color }, data) => `Put one ${find(data, product).name} in ${color} into the cart.`,
      },
      "add-several": {
        about: "Put several of a product into the cart.", turns: 14, want: put,
        make: (random, data) => ({ ...choose(random, data), count: random.whole(2, 5) }),
        goal: ({ product, color, count }, data) => `Put ${counts[count]} of the ${find(data, product).name} in ${color} into the cart.`,
      },
      "add-cheapest": addBest("Put the cheapest product of a category into the cart.",
        (category, color) => `Put the cheapest product of the category ${category} into the cart, in ${color}.`, (a, b) => a.price - b.price),
      "add-best-rated": addBest("Put the best rated product of a category into the cart.",
        (category, color) => `Put the best rated product of the category ${category} into the cart, in ${color}.`, (a, b) => b.rating - a.rating),
      "remove-item": {
        about: "Take one product out of the cart.", turns: 6,
        make(random, data) {
          fillCart(random, data, 3);
          return { item: random.pick(data.cart).id };
        },
        goal: ({ item }, data) => `Remove the ${find(data, data.cart.find(({ id }) => id === item).product).name} from the cart.`,
        want: (data, { item }) => { data.cart = data.cart.filter(({ id }) => id !== item); },
      },
      "change-count": {
        about: "Change how many of a product are in the cart.", turns: 10,
        make(random, data) {
          fillCart(random, data, 3);
          const item = random.pick(data.cart);
          return { item: item.id, count: random.pick([1, 2, 3, 4, 5].filter((count) => count !== item.count)) };
        },
        goal: ({ item, count }, data) => `Change the cart so that it holds ${counts[count]} of the ${find(data, data.cart.find(({ id }) => id === item).product).name}.`,
        want: (data, { item, count }) => { data.cart.find(({ id }) => id === item).count = count; },
      },
      "wish-product": {
        about: "Put a product on the wish list.", turns: 8, make: choose,
        goal: ({ product }, data) => `Put the ${find(data, product).name} on the wish list.`,
        want: (data, { product }) => { data.wishes.push({ id: product }); },
      },
      "wish-to-cart": {
        about: "Move a product from the wish list to the cart.", turns: 12,
        make(random, data) {
          const wished = random.sample(data.products, 2);
          data.wishes = wished.map(({ id }) => ({ id }));
          return { product: wished[0].id, color: random.pick(wished[0].colors), count: 1 };
        },
        goal: ({ product, color }, data) => `Put the ${find(data, product).name} into the cart in ${color} and take it off the wish list.`,
        want(data, params) {
          put(data, params);
          data.wishes = data.wishes.filter(({ id }) => id !== params.product);
        },
      },
      "order-cart": {
        about: "Order what is in the cart.", turns: 10, want: order,
        make(random, data) {
          fillCart(random, data, 2);
          return { shipping: random.pick(shippings), address: random.pick(addresses) };
        },
        goal: ({ shipping, address }) => `Order what is in the cart with ${shipping} shipping to the ${address} address.`,
      },
      "buy-product": {
        about: "Find a product and order it.", turns: 18,
        make: (random, data) => ({ ...choose(random, data), count: random.whole(1, 2), shipping: random.pick(shippings), address: random.pick(addresses) }),
        goal: ({ product, color, count, shipping, address }, data) =>
          `Order ${counts[count]} of the ${find(data, product).name} in ${color} with ${shipping} shipping to the ${address} address.`,
        want(data, params) {
          put(data, params);
          order(data, params);
        },
      },
    },
  });
}
