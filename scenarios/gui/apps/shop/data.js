"use strict";
// A shop: {products: [{id, name, category, price, rating, colors}], cart: [{id, product, color, count}], wishes: [{id}], orders: […]}.
// Prices are in cents, ratings in tenths of a star.
{
  const kinds = {
    Kitchen: ["kettle", "bread knife", "tea cup", "pan", "salad bowl"],
    Office: ["desk lamp", "notebook", "stapler", "chair", "pen holder"],
    Garden: ["watering can", "rake", "flower pot", "bench", "bird house"],
    Sport: ["water bottle", "yoga mat", "jump rope", "cap", "backpack"],
  };
  const makers = ["Alder", "Birch", "Cedar", "Delta", "Fjord", "Linden", "Nordic", "Prairie", "Summit", "Willow"];
  const colors = ["red", "blue", "green", "black", "white", "yellow"];

  /** A line of the cart is known by what is in it: taken out and put back it is the same. */
  agentic.cartLine = (product, color, count) => ({ id: `${product}-${color}`, product, color, count });

  agentic.shopData = (random, { items, alike }) => {
    const categories = Object.keys(kinds);
    const names = new Set();
    const products = [];
    const nouns = Object.fromEntries(categories.map((category) => [category, random.sample(kinds[category], 5 - alike)]));
    while (products.length < items) {
      const category = categories[products.length % categories.length];
      const name = `${random.pick(makers)} ${random.pick(nouns[category])}`;
      if (names.has(name)) continue;
      names.add(name);
      products.push({
        id: `p${products.length + 1}`,
        name,
        category,
        // Different within a shop, so that there is one cheapest and one best.
        price: 100 * random.whole(5, 60) + 5 * products.length,
        rating: 50 - 2 * products.length + random.below(2),
        colors: random.sample(colors, 3),
      });
    }
    // Whoever comes first must not be the best rated for that.
    const ratings = random.shuffle(products.map((product) => product.rating));
    products.forEach((product, i) => { product.rating = ratings[i]; });
    return { products: random.shuffle(products), cart: [], wishes: [], orders: [] };
  };
}
