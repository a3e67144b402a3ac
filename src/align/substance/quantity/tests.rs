use super::*;

/// The quantities of a text.
fn all(text: &str) -> Vec<Quantity> {
    parse(text, 0..text.len())
}

/// The only quantity of a text.
fn one(text: &str) -> Quantity {
    let mut found = all(text);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found.remove(0)
}

#[test]
fn the_same_in_other_writings() {
    for same in [
        &[
            "1,400,000",
            "1 400 000",
            "1.400.000",
            "1400000",
            "1.4 million",
            "1,4 Mio",
            "1,4 Mio.",
            "1,4 millones",
            "1,4 milhões",
            "1,4 miljoen",
            "1,4 млн",
            "1’400’000",
            "1\u{202F}400\u{202F}000",
            "14,00,000",
            "14 lakh",
            "1.4m people",
            "140万",
            "١٤٠٠٠٠٠",
            "۱٬۴۰۰٬۰۰۰",
            "१४०००००",
        ][..],
        &[
            "$45 m",
            "$45m",
            "US$45 million",
            "45 million dollars",
            "45 million US dollars",
            "USD 45,000,000",
            "45 millions de dollars",
            "4500万美元",
        ],
        &[
            "€3.5bn",
            "3,5 Milliarden Euro",
            "3.500 millones de euros",
            "3,5 mil millones de euros",
            "3.5 billion euros",
            "3,5 млрд евро",
            "35亿欧元",
            "€3,5 Mrd.",
        ],
        &[
            "12 percent",
            "12 per cent",
            "12%",
            "12 %",
            "12 Prozent",
            "12 por ciento",
            "12 %",
            "١٢٪",
            "百分之12",
            "12 процентов",
            "12 pour cent",
        ],
        &["−15", "-15", "minus 15", "–15", "‑15"],
        &["(1,200)", "−1,200", "-1200"],
        &["7 p.m.", "7pm", "7 pm", "7 PM"],
        &["7.30 pm", "7:30 p.m."],
        &["4", "4th", "٤", "４"],
        &["2.5", "2½", "2,5", "2.50"],
        &["3亿5000万", "350 million", "3.5亿"],
        &["2022-01-21", "2022/01/21", "2022年1月21日", "21.1.2022", "21/01/2022"],
        &["5 km", "5 kilometres", "5km", "5-kilometer", "5 км", "5 Kilometer"],
        &["AA-", "AA−"],
        &["A320", "a320"],
        &["0.125", "0,125"],
    ] {
        for other in same {
            assert!(one(same[0]).meaning.is(&one(other).meaning), "{} {other}", same[0]);
        }
    }
}

#[test]
fn other_values_and_units() {
    for (one_text, other_text) in [
        ("1,400", "1,500"),
        ("1.4 million", "1.4 billion"),
        ("1.4", "14"),
        ("−15", "15"),
        ("+15", "15"),
        ("±2", "2"),
        ("(1,200)", "1,200"),
        ("$45 m", "€45 m"),
        ("R$45", "$45"),
        ("5%", "5"),
        ("5 percent", "5 percentage points"),
        ("5 km", "5 miles"),
        ("15°C", "15°F"),
        ("7am", "7pm"),
        ("AA-", "AA+"),
        ("A320", "A321"),
        ("2022-03-04", "2022-04-03"),
        ("21.1.2022", "22.1.2022"),
        ("5 Millionen", "5 Milliarden"),
        ("5 Milliarden", "5 Billionen"),
        ("5 億", "5 万"),
        ("1990", "1990s"),
        ("1.2.3", "1.2.4"),
        ("٥", "٦"),
    ] {
        assert!(!one(one_text).meaning.is(&one(other_text).meaning), "{one_text} {other_text}");
    }
}

#[test]
fn signs_and_hyphens() {
    let sign = |text: &str| match one(text).meaning {
        Meaning::Amount(amount) => amount.sign,
        other => panic!("{other:?}"),
    };
    for (text, expected) in [
        ("at -15 degrees", Sign::Minus),
        ("at −15 degrees", Sign::Minus),
        ("-$45", Sign::Minus),
        ("$-45", Sign::Minus),
        ("+5", Sign::Plus),
        ("loss of (1,200) in", Sign::Parentheses),
        ("loss of (€1,200) in", Sign::Parentheses),
        ("F-16", Sign::None),
        ("mid-1990", Sign::None),
        ("- 15 people", Sign::None),
        ("(about 15)", Sign::None),
    ] {
        assert_eq!(sign(text), expected, "{text}");
    }
    for range in ["3-4", "3–4", "3 –4", "3%-4%"] {
        let found = all(range);
        assert_eq!(found.len(), 2, "{range} {found:?}");
        for quantity in found {
            let Meaning::Amount(amount) = quantity.meaning else { panic!("{range}") };
            assert_eq!(amount.sign, Sign::None, "{range}");
        }
    }
}

#[test]
fn what_is_no_quantity() {
    for text in ["", "no number", "a - b", "well-known", "A-level", "NATO-", "USA –", "五人", "Ⅳ"]
    {
        assert!(all(text).is_empty(), "{text} {:?}", all(text));
    }
    // The two numbers are not one.
    assert_eq!(all("in 2019 350 people").len(), 2);
    assert_eq!(all("3, 4 and 5").len(), 3);
}

#[test]
fn dates() {
    for (text, dates) in [
        ("on January 21, 2022 it", 2),
        ("on 21 January 2022 it", 2),
        ("el 4 de marzo de 2024", 2),
        ("in 2022-23", 2),
        ("killed 12 in 2022", 0),
        ("they won 3-2", 0),
        ("1月21日", 2),
    ] {
        let found = all(text).iter().filter(|quantity| quantity.meaning.is_date()).count();
        assert_eq!(found, dates, "{text}");
    }
}
