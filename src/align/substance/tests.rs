use crate::align::Substance;
use crate::align::tests::{align, shown};

/// What the case is about, A, B, and what is shown.
const CASES: &[[&str; 4]] = &[
    ["numbers", "some 17 people came", "some 70 people came", "some [17|70]{number} people came"],
    [
        "number gone",
        "he paid 3.5 million",
        "he paid some million",
        "he paid [3.5|some]{number} million",
    ],
    ["digits of another script", "قتل ١٢ شخصا", "قتل ١٣ شخصا", "قتل [١٢|١٣]{number} شخصا"],
    [
        "date",
        "on 2022-01-21 they met",
        "on 2022-01-22 they met",
        "on 2022-01-[21|22]{date} they met",
    ],
    [
        "date",
        "am 21.1.2022 traf er",
        "am 22.1.2022 traf er",
        "am [21.1.2022|22.1.2022]{date} traf er",
    ],
    [
        "date",
        "in January 21, 2022 it",
        "in January 22, 2022 it",
        "in January [21|22]{date}, 2022 it",
    ],
    ["date", "2022年1月21日", "2022年1月22日", "2022年1月[21|22]{date}日"],
    ["no date", "they won 3-2 today", "they won 3-1 today", "they won 3-[2|1]{number} today"],
    [
        "name",
        "pressure on Kiev to act",
        "pressure on Kyiv to act",
        "pressure on [Kiev|Kyiv]{name} to act",
    ],
    ["name", "сказал Лавров вчера", "сказал Песков вчера", "сказал [Лавров|Песков]{name} вчера"],
    ["form of a name", "with Russia’s help", "with Russian help", "with [Russia’s|Russian] help"],
    ["form of a name", "в Москву вчера", "в Москве вчера", "в [Москву|Москве] вчера"],
    [
        "other names",
        "to Austria by train",
        "to Australia by train",
        "to [Austria|Australia]{name} by train",
    ],
    [
        "acronym",
        "that the United States went",
        "that the US went",
        "that the [United States|US] went",
    ],
    [
        "sentence start",
        "Yes. Rain fell on us.",
        "Yes. Snow fell on us.",
        "Yes. [Rain|Snow] fell on us.",
    ],
    ["spelling", "the Élysée said", "the ELYSEE said", "the (Élysée|ELYSEE) said"],
    ["pronoun", "then I said it", "then we said it", "then [I|we] said it"],
    ["unit", "some 5 km away", "some 5 miles away", "some 5 [km|miles]{unit} away"],
    ["unit", "it cost $5 then", "it cost €5 then", "it cost ($|€){unit}5 then"],
    ["unit", "it rose 5% then", "it rose 5 then", "it rose 5(% | ){unit}then"],
    ["multiple", "5 млн рублей", "5 млрд рублей", "5 [млн|млрд]{unit} рублей"],
    ["no unit", "the million people", "the billion people", "the [million|billion] people"],
    ["en", "he did deny it", "he did not deny it", "he did [+not ]{negation}deny it"],
    ["en", "he could go now", "he couldn’t go now", "he [could|couldn’t]{negation} go now"],
    ["en", "they cannot go now", "they can not go now", "they [cannot|can not] go now"],
    ["fr", "il a nié cela", "il n’a pas nié cela", "il [a|n’a pas]{negation} nié cela"],
    ["de", "er hat eine Frau", "er hat keine Frau", "er hat [eine|keine]{negation} Frau"],
    ["es", "ella dijo sí ayer", "ella nunca dijo sí ayer", "ella [+nunca ]{negation}dijo sí ayer"],
    ["it", "ha detto questo", "non ha detto questo", "[+non ]{negation}ha detto questo"],
    ["pt", "ele disse isso", "ele não disse isso", "ele [+não ]{negation}disse isso"],
    [
        "nl",
        "hij zei het gisteren",
        "hij zei het niet gisteren",
        "hij zei het [+niet ]{negation}gisteren",
    ],
    ["ru", "он сказал это", "он не сказал это", "он [+не ]{negation}сказал это"],
    ["ar", "قال الرئيس ذلك", "لم يقل الرئيس ذلك", "[قال|لم يقل]{negation} الرئيس ذلك"],
    ["zh", "他说", "他不说", "他[+不]{negation}说"],
    [
        "quotation",
        "“a frank exchange of views”",
        "“a candid exchange of views”",
        "“a [frank|candid]{quotation} exchange of views”",
    ],
    [
        "no quotation",
        "“frank” talks were held",
        "“candid” talks were held",
        "“[frank|candid]” talks were held",
    ],
    [
        "speaker",
        "“We are ready to go,” said Lavrov.",
        "“We are ready to go,” said Blinken.",
        "“We are ready to go,” said [Lavrov|Blinken]{name, speaker}.",
    ],
    ["style", "he stated it clearly", "he said it clearly", "he [stated|said] it clearly"],
];

#[test]
fn kinds_in_several_languages() {
    for [case, a, b, expected] in CASES {
        assert_eq!(shown(a, b), *expected, "{case}");
    }
}

/// The kinds of all marks, as one text.
fn marks(a: &str, b: &str) -> String {
    let alignment = align(a, b);
    assert_eq!(alignment.validate(a, b), Ok(()));
    let all = alignment.regions.iter().fold(Substance::NONE, |all, it| all.union(it.substance));
    all.names().collect::<Vec<_>>().join(" ")
}

/// What the case is about, the marks expected, A and B. Each is tried in both
/// directions.
const MARKS: &[[&str; 4]] = &[
    // The same value.
    ["en", "", "it cost 1,400,000 crowns in all", "it cost 1.4 million crowns in all"],
    ["en", "", "it cost 1,400,000 crowns in all", "it cost 1 400 000 crowns in all"],
    ["en", "", "it cost 1,400,000 crowns in all", "it cost 1400000 crowns in all"],
    ["de", "", "es kostete 1.400.000 Kronen", "es kostete 1,4 Mio. Kronen"],
    ["de", "", "rund 3,5 Milliarden Euro Schulden", "rund 3,5 Mrd. € Schulden"],
    ["es", "", "costó 1.400.000 euros en total", "costó 1,4 millones de euros en total"],
    ["es", "", "unos 3.500 millones de euros", "unos 3,5 mil millones de euros"],
    ["fr", "", "il a coûté 12\u{A0}% de plus", "il a coûté 12 pour cent de plus"],
    ["ru", "", "потратили 1,4 млн рублей", "потратили 1 400 000 рублей"],
    ["zh", "", "耗资140万元建成", "耗资1400000元建成"],
    ["ar", "", "قتل ١٢ شخصا أمس", "قتل 12 شخصا أمس"],
    ["fa", "", "۱۲ نفر کشته شدند", "12 نفر کشته شدند"],
    ["hi", "", "कल १२ लोग आए", "कल 12 लोग आए"],
    ["th", "", "มี ๑๒ คน", "มี 12 คน"],
    ["en", "", "about 12 per cent of them", "about 12 percent of them"],
    ["en", "", "about 12% of them", "about 12 percent of them"],
    ["en", "", "the $45m deal was signed", "the $45 million deal was signed"],
    ["en", "", "the US$45m deal was signed", "the 45 million US dollar deal was signed"],
    ["en", "", "they met on March 4, 2024, again", "they met on 4 March 2024, again"],
    ["en", "", "they met on March 4 in the rain", "they met on the 4th of March in the rain"],
    ["en", "", "they met on 2024-03-04 again", "they met on 4/3/2024 again"],
    ["en", "", "due by 7 p.m. on that day", "due by 7pm on that day"],
    ["en", "", "it rose from 5 to 7 there", "it rose to 7 from 5 there"],
    ["en", "", "some 5 people came", "some five people came"],
    ["fr", "", "il y a 12 ans déjà", "il y a douze ans déjà"],
    ["en", "", "pages 3-4 of it", "pages 3–4 of it"],
    ["en", "", "it is -15 degrees there", "it is minus 15 degrees there"],
    ["en", "", "it is -15 degrees there", "it is −15 degrees there"],
    ["en", "", "then Smith (45) said so", "then Smith, 45, said so"],
    ["en", "", "the F-16 jets came", "the F16 jets came"],
    ["en", "", "“We paid 1.4 million for it all”", "“We paid 1,400,000 for it all”"],
    ["ar", "", "ارتفع 12 بالمئة في يناير", "ارتفع 12 في المائة في يناير"],
    ["ar", "", "وصل إلى 48.57 دولار للبرميل", "وصل إلى 48.57 دولارا للبرميل"],
    ["ar", "", "حصل على أربع ميداليات", "حصل على 4 ميداليات"],
    ["ar", "", "بقيمة 1.3 مليار دولار", "بقيمة 3.\u{200F}1 مليار دولار"],
    ["ar", "", "إلى 97.321 مقلصا", "إلى 321ر97 مقلصا"],
    ["ar", "", "يتسع لنحو 300 سرير", "يتسع لنحو (300) سرير"],
    ["en", "", "about 70 miles (110 kilometers) south", "about 110 kilometers (70 miles) south"],
    ["ar", "", "وأكثر من (197.000.000) ريال للمشروعات", "وأكثر من 197مليون ريال للمشروعات"],
    ["ar", "", "بعد أربع وعشرين ساعة من ذلك", "بعد 24 ساعة من ذلك"],
    ["ar", "", "للمرة الثانية عشرة في تاريخه", "للمرة 12 في تاريخه"],
    ["en", "", "some 24 people came", "some twenty-four people came"],
    ["en", "", "it cost 295\nmillion dollars in all", "it cost 295 mln dlrs in all"],
    ["en", "number", "July 20, 1992 paying 13 pct of it", "July 20, 1992 paying 15 pct of it"],
    ["sq", "", "shiko videon e plotë", "shiko v1deon e plotë"],
    // Another value.
    ["en", "number", "it cost 1,400,000 crowns in all", "it cost 1,500,000 crowns in all"],
    ["en", "number", "it cost 1,400,000 crowns in all", "it cost 14 million crowns in all"],
    ["en", "unit", "it cost 1.4 million crowns in all", "it cost 1.4 billion crowns in all"],
    ["de", "unit", "rund 3,5 Milliarden Euro", "rund 3,5 Millionen Euro"],
    ["ar", "number", "قتل ١٢ شخصا أمس", "قتل 13 شخصا أمس"],
    ["fr", "number", "près de 1 400 000 personnes", "près de 1 600 000 personnes"],
    ["en", "number", "17 dead and 70 hurt there", "70 dead and 17 hurt there"],
    ["en", "number", "some 5 people came", "some six people came"],
    ["en", "date", "they met on 2024-03-04 again", "they met on 2024-04-03 again"],
    ["en", "date", "they met on March 4, 2024, again", "they met on 5 March 2024, again"],
    ["en", "number", "it is -15 degrees there", "it is 15 degrees there"],
    ["de", "number", "es sind −15 Grad dort", "es sind 15 Grad dort"],
    ["en", "number", "it is +15 degrees there", "it is -15 degrees there"],
    ["en", "number", "it is now AA-, after a year", "it is now AA+, after a year"],
    ["en", "number", "it is now AA-, after a year", "it is now AA, after a year"],
    ["fr", "number", "la note est BBB+ depuis mai", "la note est BBB- depuis mai"],
    ["en", "unit", "a loss of $45 m there", "a loss of €45 m there"],
    ["en", "unit", "a loss of $45 m there", "a loss of 45 m there"],
    ["en", "number", "earnings were (1,200) then", "earnings were 1,200 then"],
    ["en", "number", "earnings were (0.12), he said", "earnings were 0.12, he said"],
    ["en", "number", "the flow was (3.1) million then", "the flow was 3.1 million then"],
    ["en", "unit", "it rose 5 percent there", "it rose 5 percentage points there"],
    ["en", "unit", "it was 15°C there", "it was 15°F there"],
    ["en", "unit", "due by 7am on that day", "due by 7pm on that day"],
    ["zh", "unit", "投资5亿元建设", "投资5万元建设"],
    ["en", "number", "an A320 landed there", "an A321 landed there"],
    ["en", "number quotation", "“We paid 14 of them for it”", "“We paid 15 of them for it”"],
    // Names.
    ["en", "", "then Erdoğan said so", "then Erdogan’s man said so"],
    ["en", "", "then OBAMA and Bush’s man said so", "then Obama’s and Bush said so"],
    ["en", "name", "then Erdoğan said so", "then Özal said so"],
    [
        "en",
        "",
        "Mayor Says Town Will Close Swimming Pool",
        "Mayor Says Town Shall Close Swimming Pool",
    ],
    ["en", "", "MAYOR SAYS TOWN WILL CLOSE THE POOL", "MAYOR SAYS TOWN SHALL CLOSE THE POOL"],
    ["en", "name", "the mayor of Harrowby will close it", "the mayor of Ellery will close it"],
    ["de", "", "die Frau von Müller sprach", "die Frau von Mueller sprach"],
    ["de", "", "und das hat Olaf Müllers Bruder gesagt", "und das hat Olaf Mueller selbst gesagt"],
    ["da", "", "then Jørgensen’s man said so", "then Joergensen said so"],
    ["de", "", "“er sprach für seine Leute”", "“er sprach fuer seine Leute”"],
    ["en", "name", "then Möller said so", "then Muller said so"],
    [
        "de",
        "",
        "er hat das im Rat der Stadt gesagt und ist weg",
        "er hat das im Ausschuss der Stadt gesagt und ist weg",
    ],
    [
        "de",
        "name",
        "das hat der Kanzler Olaf Scholz im Rat gesagt",
        "das hat der Kanzler Friedrich Merz im Rat gesagt",
    ],
    [
        "de",
        "name",
        "das hat Olaf Scholz im Rat gesagt, und das hat er von Scholz gewusst",
        "das hat Olaf Scholz im Rat gesagt, und das hat er von Merz gewusst",
    ],
    ["de", "name", "er hat das für die EU gesagt", "er hat das für die USA gesagt"],
    [
        "en",
        "name",
        "It was said by Lavrov and Peskov. Lavrov left.",
        "It was said by Lavrov and Peskov. Peskov left.",
    ],
    [
        "en",
        "",
        "It was said by Lavrov and Peskov. Lavrov left.",
        "It was said by Lavrov and Peskov. He left.",
    ],
    // Letters that look like others.
    ["en", "lookalike", "then the paper said so", "then the p\u{430}per said so"],
    ["en", "", "then the p\u{430}per said so", "then the p\u{430}per told so"],
    ["ru", "lookalike", "он знает скорость ветра", "он знает скоpость ветра"],
    // Addresses and marks of notes.
    ["en", "", "RT @berg77: it is out", "RT @other_user: it is out"],
    ["en", "", "it is out: http://t.example/Ab3dE5", "it is out: http://t.example/Zz9Yx8"],
    ["en", "", "see https://a.example/x-41?id=7 for it", "see it for that"],
    ["en", "", "see www.a.example/Berg-Not-There for it", "see for it"],
    ["en", "", "mail desk24@a.example for it", "mail desk25@a.example for it"],
    [
        "en",
        "",
        "was opened in 1974[12] and closed.[13][14] It was",
        "was opened in 1974 and closed. It was",
    ],
    ["en", "", "was opened by them[note 3] and closed", "was opened by them and closed"],
    ["en", "number", "was opened for [1,200] of them", "was opened for [1,300] of them"],
    ["en", "", "it covers 5 km2 of land", "it covers 5 km² of land"],
    ["en", "number", "it has 10⁶ of them", "it has 106 of them"],
    ["en", "", "it is in the CO₂ and H₂O of it", "it is in the CO2 and H2O of it"],
    ["en", "", "it was in 1974² that the prix¹² was", "it was in 1974 that the prix was"],
    // Negations, and words that are none where they stand.
    [
        "pt",
        "",
        "falou ontem em maio sobre o hospital e a obra",
        "falou ontem no mês sobre o hospital e a obra",
    ],
    ["pt", "negation", "ele disse que o prazo é curto", "ele disse que o prazo não é curto"],
    [
        "nl",
        "",
        "de brug gaat in mei weer open, zei hij in de raad",
        "de brug gaat pas in mei weer open, zei hij in de raad",
    ],
    [
        "nl",
        "negation",
        "de brug gaat in mei weer open, zei hij",
        "de brug gaat in mei niet weer open, zei hij",
    ],
    ["fr", "negation", "il est dans la ville et il dort", "il n’est pas dans la ville et il dort"],
    ["fr", "negation", "je sais que la ville dort", "je sais pas que la ville dort"],
    ["fr", "", "il ne vient jamais dans la ville", "il ne vient pas dans la ville"],
    ["es", "negation", "el alcalde dijo que se lo dieron", "el alcalde dijo que no se lo dieron"],
    [
        "es",
        "",
        "el alcalde dijo que es cara y es bella",
        "el alcalde dijo que no solo es cara y es bella",
    ],
    [
        "it",
        "negation",
        "il sindaco ha detto che è stata presa",
        "il sindaco ha detto che non è stata presa",
    ],
    ["de", "negation", "er hat das in der Stadt gesagt", "er hat das nie in der Stadt gesagt"],
    ["de", "", "er hat das in der Stadt gesagt", "er hat das nicht nur in der Stadt gesagt"],
    [
        "en",
        "",
        "they did so in the end, and it was late",
        "they did so in the end, whether or not it was late",
    ],
    ["en", "", "he was the man for the job", "he was not only the man for the job"],
    ["en", "negation", "there is a reason for it", "there is no reason for it"],
    ["sv", "negation", "han har sagt det och det är bra", "han har inte sagt det och det är bra"],
    [
        "pl",
        "negation",
        "on powiedział, że jest to w planach",
        "on powiedział, że nie jest to w planach",
    ],
    [
        "ro",
        "negation",
        "el a spus că este o parte din plan",
        "el a spus că nu este o parte din plan",
    ],
    [
        "sq",
        "negation",
        "ai tha se kjo është në planet e qytetit",
        "ai tha se kjo nuk është në planet e qytetit",
    ],
    ["tr", "negation", "bu bir sorun ve çok büyük", "bu bir sorun değil ve çok büyük"],
    ["el", "negation", "είπε ότι είναι στο σχέδιο", "είπε ότι δεν είναι στο σχέδιο"],
    ["he", "negation", "הוא אמר כי זה נכון", "הוא אמר כי זה לא נכון"],
    ["hi", "", "सबसे अधिक वोट उत्तर के जिलों में पड़े", "सबसे अधिक मत उत्तर के जिलों में पड़े"],
    ["hi", "negation", "यह उत्तर के जिलों में है", "यह उत्तर के जिलों में नहीं है"],
    ["zh", "", "他们谈到发展", "他们不断谈到发展"],
    ["zh", "", "这是城市的计划", "这是城市未来的计划"],
    ["zh", "", "毒品被查获", "毒品被没收"],
    ["zh", "negation", "他们谈到发展", "他们没谈到发展"],
    ["zh", "negation", "他們同意這個計劃", "他們不同意這個計劃"],
    ["ja", "", "彼はその計画について話した", "彼はその不安な計画について話した"],
    [
        "sq",
        "",
        "shëndetit të të tjerëve. Nuk ka të drejtë",
        "shëndetit të të tjerëve.Nuk ka të drejtë",
    ],
    ["ar", "", "من الدول الشقيقة لاسيما في هذا العام", "من الدول الشقيقة لا سيما في هذا العام"],
    ["ar", "negation", "قال إن هذا كان في العام الماضي", "قال إن هذا لم يكن في العام الماضي"],
    ["uk", "negation", "він сказав, що це так", "він сказав, що це не так"],
    ["unknown", "", "zuk gora pel din dom", "zuk no gora pel din dom"],
];

#[test]
fn marks_in_many_languages() {
    let mut wrong = Vec::new();
    for [case, expected, a, b] in MARKS {
        for (a, b) in [(a, b), (b, a)] {
            let found = marks(a, b);
            if found != *expected {
                wrong.push(format!("{case}: {} found {found:?}, not {expected:?}", shown(a, b)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
