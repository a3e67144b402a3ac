//! Words and signs for units, currencies and multiples, by what they mean.

/// The power of ten of a folded word that multiplies the number before it, as
/// *million*. *Billion* is 10⁹ in English and 10¹² where another word says so.
pub(super) fn multiple(word: &str) -> Option<i32> {
    Some(match word {
        "k" | "thousand" | "tsd" | "tausend" | "mil" | "mille" | "mila" | "duizend" | "tys"
        | "tusen" | "tusind" | "mii" | "bin" | "тыс" | "тысяч" | "тысячи" | "тысяча" | "тис"
        | "тисяч" | "الف" | "الاف" | "हजार" | "हज़ार" | "千" | "천" => {
            3
        }
        "万" | "萬" | "만" => 4,
        "lakh" | "lakhs" | "लाख" => 5,
        "m" | "mn" | "mln" | "mio" | "mill" | "million" | "millions" | "millionen" | "millon"
        | "millones" | "milhao" | "milhoes" | "milione" | "milioni" | "miljoen" | "miljoner"
        | "millioner" | "miljon" | "milion" | "miliony" | "milionow" | "milioane" | "milionu"
        | "milyon" | "млн" | "миллион" | "миллиона" | "миллионов" | "мільйон" | "мільйони"
        | "мільйонів" | "مليون" | "مليونا" | "ملايين" | "میلیون" | "百万" => {
            6
        }
        "crore" | "crores" | "करोड़" => 7,
        "亿" | "億" | "억" => 8,
        "bn"
        | "bln"
        | "billion"
        | "billions"
        | "bilhao"
        | "bilhoes"
        | "mrd"
        | "mld"
        | "md"
        | "milliard"
        | "milliards"
        | "milliarde"
        | "milliarden"
        | "miliardo"
        | "miliardi"
        | "miljard"
        | "miljarder"
        | "milliarder"
        | "miliard"
        | "miliardy"
        | "miliardow"
        | "miliarde"
        | "milyar"
        | "млрд"
        | "миллиард"
        | "миллиарда"
        | "миллиардов"
        | "мільярд"
        | "мільярди"
        | "мільярдів"
        | "مليار"
        | "مليارات"
        | "میلیارد" => 9,
        "tn"
        | "trn"
        | "trillion"
        | "trillions"
        | "billionen"
        | "billones"
        | "biljoen"
        | "трлн"
        | "триллион"
        | "триллиона"
        | "триллионов"
        | "تريليون"
        | "兆"
        | "조" => 12,
        _ => return None,
    })
}

/// The power of ten of a character of a script without spaces.
pub(super) fn multiple_sign(char: char) -> Option<i32> {
    Some(match char {
        '千' | '천' => 3,
        '万' | '萬' | '만' => 4,
        '亿' | '億' | '억' => 8,
        '兆' | '조' => 12,
        _ => return None,
    })
}

/// The unit that a folded word stands for, under one name in all languages.
pub(super) fn unit(word: &str) -> Option<&'static str> {
    Some(match word {
        "km"
        | "kilometre"
        | "kilometres"
        | "kilometer"
        | "kilometers"
        | "kilometern"
        | "kilometro"
        | "kilometros"
        | "quilometro"
        | "quilometros"
        | "chilometri"
        | "chilometro"
        | "kms"
        | "км"
        | "километров"
        | "километра" => "km",
        "m" | "metre" | "metres" | "meter" | "meters" | "metern" | "metros" | "metri" | "м"
        | "метров" | "метра" => "m",
        "cm" | "centimetre" | "centimetres" | "centimeter" | "centimeters" | "см" => "cm",
        "mm" | "millimetre" | "millimetres" | "millimeter" | "millimeters" | "мм" => "mm",
        "mi" | "mile" | "miles" | "millas" | "milles" | "meilen" => "mile",
        "ft" | "foot" | "feet" => "foot",
        "yd" | "yard" | "yards" => "yard",
        "inch" | "inches" => "inch",
        "kg" | "kgs" | "kilogram" | "kilograms" | "kilogramme" | "kilogrammes" | "kilo"
        | "kilos" | "кг" => "kg",
        "g" | "gram" | "grams" | "gramme" | "grammes" | "г" => "g",
        "mg" | "milligram" | "milligrams" | "мг" => "mg",
        "t" | "ton" | "tonne" | "tonnes" | "tons" | "tonnen" | "toneladas" | "tonnellate" | "т"
        | "тонн" | "тонны" => "t",
        "lb" | "lbs" => "lb",
        "oz" | "ounce" | "ounces" => "oz",
        "l" | "litre" | "litres" | "liter" | "liters" | "litros" | "litri" | "л" => "l",
        "ml" | "мл" => "ml",
        "ha" | "hectare" | "hectares" | "hektar" | "hectareas" | "га" => "ha",
        "acre" | "acres" => "acre",
        "m2" | "sqm" => "m2",
        "km2" | "км2" => "km2",
        "m3" => "m3",
        "km3" => "km3",
        "mph" => "mph",
        "kmh" | "kph" => "kmh",
        "w" | "watt" | "watts" => "w",
        "kw" | "kilowatt" | "kilowatts" => "kw",
        "mw" | "megawatt" | "megawatts" => "mw",
        "gw" | "gigawatt" | "gigawatts" => "gw",
        "kwh" => "kwh",
        "mwh" => "mwh",
        "gwh" => "gwh",
        "hz" => "hz",
        "mhz" => "mhz",
        "ghz" => "ghz",
        "kb" => "kb",
        "mb" => "mb",
        "gb" => "gb",
        "tb" => "tb",
        "percent"
        | "pct"
        | "prozent"
        | "procent"
        | "procenten"
        | "prosent"
        | "percento"
        | "procento"
        | "procenta"
        | "procentov"
        | "proc"
        | "%"
        | "процент"
        | "процента"
        | "процентов"
        | "відсотків"
        | "відсотка"
        | "відсоток"
        | "प्रतिशत"
        | "بالمية"
        | "بالماية"
        | "بالمئة"
        | "بالمائة"
        | "فيصد"
        | "درصد"
        | "pourcent"
        | "프로"
        | "퍼센트" => "%",
        "am" | "a.m" => "am",
        "pm" | "p.m" => "pm",
        "uhr" | "h" => "h",
        "°c" | "celsius" => "°c",
        "°f" | "fahrenheit" => "°f",
        "degree" | "degrees" | "°" | "grad" | "grados" | "graus" | "gradi" | "degres"
        | "градусов" | "градуса" => "°",
        _ => return currency(word),
    })
}

/// The currency that a folded word stands for.
pub(super) fn currency(word: &str) -> Option<&'static str> {
    Some(match word {
        "usd" | "dlr" | "dlrs" | "dollar" | "dollars" | "dolar" | "dolares" | "dolari"
        | "dollari" | "dollaro" | "доллар" | "доллара" | "долларов" | "доларів" | "دولار"
        | "دولارا" | "دولارات" | "دولاري" | "美元" | "달러" | "ドル" => {
            "usd"
        }
        "eur" | "euro" | "euros" | "евро" | "євро" | "يورو" | "欧元" | "歐元" | "유로"
        | "ユーロ" => "eur",
        "gbp" | "stg" | "pound" | "pounds" | "sterling" | "libras" | "pfund" | "英镑" => "gbp",
        "jpy" | "yen" | "円" | "日元" => "jpy",
        "cny" | "yuan" | "rmb" | "renminbi" | "元" | "人民币" => "cny",
        "krw" | "won" | "원" => "krw",
        "chf" => "chf",
        "rub" | "ruble" | "rubles" | "rouble" | "roubles" | "руб" | "рублей" | "рубля"
        | "рубль" => "rub",
        "uah" | "hryvnia" | "hryvnias" | "грн" | "гривень" | "гривні" => "uah",
        "pln" | "zloty" | "zlotys" | "zlotych" | "zl" => "pln",
        "inr" | "rs" | "rupee" | "rupees" | "रुपये" | "रुपए" => "inr",
        "brl" | "reais" => "brl",
        "ريال" | "ريالا" | "ريالات" => "rial",
        "جنيه" | "جنيها" | "جنيهات" => "egp",
        "درهم" | "درهما" | "دراهم" => "aed",
        "دينار" | "دينارا" | "دنانير" => "dinar",
        "cad" => "cad",
        "aud" => "aud",
        "sek" => "sek",
        "nok" => "nok",
        "dkk" => "dkk",
        "try" | "lira" | "liras" => "try",
        "cent" | "cents" | "cts" | "pence" => "cent",
        _ => return None,
    })
}

/// The unit that a sign stands for.
pub(super) const fn sign(char: char) -> Option<&'static str> {
    Some(match char {
        '%' | '٪' | '％' | '﹪' => "%",
        '‰' => "‰",
        '°' | 'º' => "°",
        '℃' => "°c",
        '℉' => "°f",
        _ => return currency_sign(char),
    })
}

/// The currency that a sign stands for.
pub(super) const fn currency_sign(char: char) -> Option<&'static str> {
    Some(match char {
        '$' | '＄' => "usd",
        '€' => "eur",
        '£' | '￡' => "gbp",
        '¥' | '￥' => "¥",
        '¢' => "cent",
        '₹' | '₨' => "inr",
        '₽' => "rub",
        '₴' => "uah",
        '₩' | '￦' => "krw",
        '₺' => "try",
        '₪' => "ils",
        '₦' => "ngn",
        '₱' => "php",
        '₫' => "vnd",
        '฿' => "thb",
        '៛' => "khr",
        '৳' => "bdt",
        '﷼' => "rial",
        '֏' => "amd",
        '₸' => "kzt",
        '₾' => "gel",
        '₼' => "azn",
        _ => return None,
    })
}

/// The dollar that letters before its sign name: `A$`, `R$`.
pub(super) fn dollar(letters: &str) -> Option<&'static str> {
    Some(match letters {
        "US" | "U.S." | "us" => "usd",
        "A" | "AU" => "aud",
        "C" | "CA" | "CDN" => "cad",
        "HK" => "hkd",
        "NT" => "twd",
        "NZ" => "nzd",
        "S" => "sgd",
        "R" => "brl",
        _ => return None,
    })
}

/// The name of the unit that words of two or three say, as *per cent*; with the
/// number of words.
pub(super) fn phrase(first: &str, second: &str) -> Option<&'static str> {
    Some(match (first, second) {
        ("per", "cent" | "cento")
        | ("por", "cento" | "ciento")
        | ("pour", "cent")
        | ("pro", "cent")
        | ("vom", "hundert")
        | ("في", "المية" | "الماية" | "المئة" | "المائة") => "%",
        ("percentage" | "percent", "point" | "points") => "pp",
        ("square", "miles") => "mile2",
        ("square", "kilometres" | "kilometers") => "km2",
        ("square", "metres" | "meters") => "m2",
        ("square", "feet") => "foot2",
        _ => return None,
    })
}
