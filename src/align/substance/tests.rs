use crate::align::tests::shown;

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
