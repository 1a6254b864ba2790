"use strict";
// Words to make tasks of.
{
  agentic.pools = {
    words: [
      "amber", "anchor", "apple", "arrow", "bamboo", "basket", "beacon", "bottle", "branch", "bridge", "button", "candle", "canoe", "castle",
      "cedar", "cherry", "cloud", "comet", "copper", "coral", "crystal", "daisy", "dolphin", "eagle", "ember", "falcon", "feather", "fern",
      "forest", "garden", "ginger", "glacier", "hammer", "harbor", "honey", "island", "ivory", "jacket", "jungle", "kettle", "ladder",
      "lantern", "lemon", "maple", "marble", "meadow", "mirror", "mountain", "nectar", "ocean", "olive", "orchid", "paddle", "pepper",
      "pillow", "planet", "pocket", "quartz", "rabbit", "ribbon", "river", "rocket", "saddle", "salmon", "shadow", "silver", "spruce",
      "stone", "sugar", "summit", "sunset", "thunder", "tiger", "timber", "tulip", "valley", "velvet", "violet", "walnut", "willow",
      "window", "winter", "yellow", "zebra",
    ],
    firstNames: [
      "Ada", "Amir", "Anna", "Ben", "Carla", "Chloe", "Daniel", "Dina", "Elif", "Emil", "Fatima", "Felix", "Grace", "Hana", "Hugo", "Ines",
      "Ivan", "Jonas", "Julia", "Kenji", "Lara", "Leo", "Lin", "Maria", "Milan", "Mona", "Nadia", "Nils", "Olga", "Omar", "Paula", "Pedro",
      "Rosa", "Samir", "Sofia", "Tariq", "Tessa", "Theo", "Vera", "Yuki",
    ],
    lastNames: [
      "Adler", "Bauer", "Costa", "Dubois", "Ekström", "Fischer", "Garcia", "Haddad", "Ito", "Jansen", "Keller", "Larsen", "Moreau", "Novak",
      "Okafor", "Petrov", "Quinn", "Rossi", "Silva", "Tanaka", "Ueda", "Vargas", "Weber", "Yilmaz", "Zhang",
    ],
  };
}
