/** 256 Finnish words, each for a byte. No two sound alike by a letter alone. */
export default `
aalto aamu ahven airo aita ankka ankkuri apila asema aurinko auto avain bussi haapa halla hame hanhi
harava harmaa hattu hauki haukka herne hetki hevonen hiekka hirvi hopea housut huilu huivi hunaja hylje
ikkuna isä joki joutsen juna juuri juusto jäkälä jänis järvi jää kaali kahdeksan kahvi kaisla kakku kala
kalastaja kampa kanerva kangas karhu kartta katto keitto kelkka kellari kello keltainen kenkä kesä kettu
kevät kielo kimalainen kirje kirves kissa kitara kivi koira koivu kolme kotka kukka kulta kupari kurki
kuu kuusi kuva kylpy kynä käsine köli köysi laiva lammas lamppu lanka lanttu lapio lasi lattia laukku
laulu lehmä lehti leikki leinikki leipuri leipä lentokone lilja lintu lippu lohi lokki lompakko luistin
lukko lumi luuta lääkäri maalaus maito majakka majava mansikka marja matka mehu meri metsä mummo musta
mustikka muurahainen muusikko myrsky mäki mänty mäyrä naapuri nappi naula neljä niitty norppa nukke oksa
omena opettaja oranssi orava orvokki ovi pallo paperi papu peili pelto perhonen peruna piano piha
pihlaja piirakka pilvi polku porkkana poro portti pulla punainen puolukka purje puuro puutarha pyyhe
pyökki pyörä päivä päärynä pöllö pöytä raitiovaunu rauta reppu rumpu ruoho ruskea ruusu ruuvi räntä
räätäli saapas saari sade saha saippua sammal satama saukko sauna savi seinä seitsemän seppä siemen
sieni siili sika silta sininen sipuli sisko sohva soitin sokeri solmu suklaa sumu suola susi syksy sänky
taivas takki talo talvi tammi tanssi tie tikka tuhat tulppaani tulva tunti tuoli tähti ukkonen valkoinen
varpunen vasara vene verho vesi vihko vihreä viikko viisi villa violetti viulu voi vuokko vuori vyö
yhdeksän ystävä äiti ämpäri
`
  .trim()
  .split(/\s+/);
