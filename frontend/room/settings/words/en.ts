/** 256 English words, each for a byte. No two sound alike by a letter alone. */
export default `
airplane anchor ant apple ash autumn axe badger bag baker basket bean beaver bed belt berry bicycle
birch bird black blacksmith blue boot bottle branch bread brick bridge broom brother brown brush bucket
bumblebee bus butter butterfly button cabbage candle car carpet carrot castle cellar chair cheese cherry
chicken chocolate church clay clock cloth cloud clover coffee comb cook copper cow crane cup cupboard
curtain dance day doctor dog doll door drum duck eagle elk evening father fence field fish fisherman
five floor flower flute forest fork fox friend frost garden gate glass glove goat gold goose grandmother
green grey guitar gull half hammer harbour hat hawk heather hedgehog hill honey hour house hundred ice
iron jacket journey juice kettle key knife knot lake lamp letter library lighthouse lily map market
meadow milk mirror moon morning moss mother mountain museum mushroom musician nail necklace needle
neighbour newspaper night notebook oak onion orange otter oven owl painting paper park path pear pencil
perch piano pig pine plank plate porridge postman pot potato purple purse rabbit rain reindeer ring
river road roof rooster rope salmon salt sand sauna saw scarf school screw seal seed seven sheep shelf
ship shirt shoe silver sister skate sky sledge smoke snow sock sofa song soup spade sparrow spoon spring
spruce squirrel star station stone storm strawberry stump sugar summer sun swan table tailor teacher
theatre thousand thread thunder ticket towel tram tree trousers tulip umbrella uncle vase violet violin
wall water wave week white wind window winter wolf woodpecker wool yard yellow
`
  .trim()
  .split(/\s+/);
