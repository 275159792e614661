/** 256 Swedish words, each for a byte. No two sound alike by a letter alone. */
export default `
abborre anka ankare asp bagare bastu berg bibliotek bil biljett björk blomma blå blåbär bok boll bord
borste brev brevbärare bro brun bröd burk buss butik byrå byxor bälte bär bäver båt böna chaufför
choklad cykel dag dans dimma docka dörr ekorre eld farfar fem fiol fisk fiskare fjäril flaska flod
flygplan flöjt frost frö fågel får fönster gaffel gardin get gitarr glas glasögon golv gran granne gris
grävling grå gröt gul gädda gård hackspett halsband halsduk hammare hamn handduk handske hare hatt hav
himmel hink hiss honung humla hund hundra hus hylla häfte häst igelkott jacka jordgubbe järn kaffe kam
karta kastrull kjol klocka klöver knapp kniv knut kock kopp koppar kratta kruka kulle kvarn kvast kväll
kyrka källare kål lampa lax lera lila lingon ljung ljus lärare låda lås lök mamma matta mjölk moln
morgon mormor morot mossa museum musiker myra målning måne nio nyckel orange ost paj pappa papper
paraply park pengar penna piano planka plånbok port potatis päron regn rep resa ring rot ryggsäck räv
saft sand silver sjö skepp skida skjorta skog skola skridsko skruv skräddare skåp slott släde smed smör
socker soffa sol sommar soppa spade sparv spegel spel spik spårvagn staket station sten stig stjärna
stock storm strumpa stubbe stund stövel svamp svan svart syster såg tak tall tallrik tavla teater tegel
tidning timme torg trana trappa tre trumma träd trädgård tulpan tupp tusen tvål tyg tårta uggla ugn ull
utter varg vass vatten vecka vind vinter vit väg väska yxa äng äpple ärta åker åra åska åtta örn
`
  .trim()
  .split(/\s+/);
