//! A British broadband provider: commas, UTF-8, ISO dates. Stories: engineers
//! who do not turn up in the North West, a price rise in September, Tom in
//! support.

use super::answers::{self, Mood};
use super::comment::{self, Author, Bank, Slot, Tone, Topic, Writer};
use super::random::Random;
use super::record;

const ROWS: usize = 905;

const HEADER: [&str; 10] = [
    "Response ID",
    "Date completed",
    "Region",
    "Contact channel",
    "Plan",
    "How likely are you to recommend us to a friend or colleague? (0-10)",
    "What is the main reason for your score?",
    "Overall, how satisfied are you with the service you received? (1-5)",
    "The company made it easy for me to handle my issue (1 = strongly disagree, 7 = strongly agree)",
    "Email",
];

struct Region {
    name: &'static str,
    weight: usize,
    mood: Mood,
}

const fn region(name: &'static str, weight: usize, promoters: usize, detractors: usize) -> Region {
    Region {
        name,
        weight,
        mood: Mood {
            promoters,
            detractors,
        },
    }
}

const FAILING: &str = "North West";

const REGIONS: &[Region] = &[
    region("London", 19, 46, 24),
    region("South East", 17, 50, 21),
    region("South West", 12, 54, 18),
    region("Midlands", 15, 48, 22),
    region(FAILING, 14, 19, 57),
    region("Wales", 10, 52, 20),
    region("Scotland", 13, 55, 18),
];

const FIRST_NAMES: &[&str] = &[
    "alice", "amir", "ben", "chloe", "daniel", "emma", "fiona", "george", "hannah", "imran",
    "jack", "karen", "liam", "megan", "nadia", "oliver", "priya", "rob", "sarah", "will",
];

const LAST_NAMES: &[&str] = &[
    "ahmed", "baker", "clarke", "davies", "evans", "fletcher", "green", "hughes", "jones", "khan",
    "lewis", "morris", "owen", "patel", "reid", "shaw", "taylor", "walsh", "young",
];

/// The survey as text.
pub fn survey() -> String {
    let mut random = Random::new(20_261_031);
    let mut writer = Writer::new(&BANK);
    let offsets = answers::calendar(&mut random, ROWS);
    let mut text = record(&HEADER.map(String::from), ',') + "\n";
    for (row, offset) in offsets.into_iter().enumerate() {
        text.push_str(&respondent(&mut random, &mut writer, row, offset));
        text.push('\n');
    }
    text
}

fn respondent(random: &mut Random, writer: &mut Writer, row: usize, offset: usize) -> String {
    let weights: Vec<(&Region, usize)> = REGIONS
        .iter()
        .map(|region| (region, region.weight))
        .collect();
    let region = random.weighted(&weights);
    let day = answers::day(offset);
    let channel = random.weighted(&[
        ("Phone", 36),
        ("Live chat", 22),
        ("Engineer visit", 20),
        ("App", 14),
        ("Store", 8),
    ]);
    let plan = random.weighted(&[
        ("Essentials 40", 18),
        ("Fibre 150", 34),
        ("Fibre 500", 26),
        ("Fibre 900", 14),
        ("Business", 8),
    ]);
    let after_rise = day.year == 2026 && day.month >= 9;
    let by_month = match day.month {
        9 if after_rise => 26,
        10 if after_rise => 18,
        _ => 0,
    };
    let by_channel = match channel {
        "App" => 7,
        "Store" => -6,
        _ => 0,
    };
    let answers = answers::draw(random, region.mood.worse_by(by_month + by_channel));
    let comment = if random.chance(blank_comments(answers.nps)) {
        String::new()
    } else {
        let tone = comment::tone(random, answers.nps);
        let weight = |topic: &str| topic_weight(topic, region.name, channel, after_rise);
        let author = Author {
            feminine: false,
            weight: &weight,
        };
        let comment = writer.write(random, tone, &author);
        with_extras(random, comment, tone)
    };
    record(
        &[
            format!("R-{:05}", 40_117 + row * 3),
            format!("{}-{:02}-{:02}", day.year, day.month, day.day),
            region.name.into(),
            channel.into(),
            plan.into(),
            answers::cell(random, answers.nps, 2),
            comment,
            answers::cell(random, answers.csat, 4),
            answers::cell(random, answers.ces, 8),
            email(random),
        ],
        ',',
    )
}

/// Percentage of respondents who leave the comment blank.
fn blank_comments(nps: u8) -> usize {
    match nps {
        0..=4 => 24,
        5..=6 => 36,
        7..=8 => 48,
        _ => 40,
    }
}

fn topic_weight(topic: &str, region: &str, channel: &str, after_rise: bool) -> usize {
    match topic {
        "engineer" if region == FAILING => 46,
        "engineer" if channel == "Engineer visit" => 40,
        "engineer" => 5,
        "outage" if region == FAILING => 40,
        "outage" => 10,
        "price" if after_rise => 48,
        "rise" if after_rise => 20,
        "price" => 10,
        "tom" if matches!(channel, "Phone" | "Live chat") => 17,
        "support" if matches!(channel, "Phone" | "Live chat") => 24,
        "support" => 10,
        "waiting" if channel == "Phone" => 22,
        "waiting" => 6,
        "app" if channel == "App" => 40,
        "app" => 6,
        "store" if channel == "Store" => 45,
        "speed" => 18,
        "billing" => 9,
        "general" => 14,
        _ => 0,
    }
}

/// Emoji, and the phone numbers that some people leave unasked (from the range
/// that the regulator keeps for fiction).
fn with_extras(random: &mut Random, comment: String, tone: Tone) -> String {
    match tone {
        Tone::Negative if random.chance(4) => {
            let contact = random.pick(&[
                "Please call me back on 07700 900123",
                "Ref 88213-B, still waiting, 01632 960045",
                "Reply to the.flat.upstairs@example.com please",
            ]);
            format!("{comment} {contact}")
        }
        Tone::Negative if random.chance(4) => comment + random.pick(&[" 😡", " 👎", " 🙄"]),
        Tone::Positive if random.chance(7) => comment + random.pick(&[" 👍", " 😊", " ❤️", " 🙌"]),
        _ => comment,
    }
}

fn email(random: &mut Random) -> String {
    if random.chance(10) {
        return String::new();
    }
    let first = random.pick(FIRST_NAMES);
    let last = random.pick(LAST_NAMES);
    match random.below(3) {
        0 => format!("{first}.{last}@example.com"),
        1 => format!("{first}{}@example.com", random.below(90) + 10),
        _ => format!("{}{last}@example.com", &first[..1]),
    }
}

static BANK: Bank = Bank {
    positive: &[
        Topic {
            name: "support",
            phrases: &[
                "the [lady|young man|guy] I spoke to was [really helpful|patient and clear|lovely]",
                "sorted in one call",
                "no scripts, an actual human who listened",
                "they fixed it while I was on the phone",
                "great customer service, polite and quick",
                "support stayed on the line until everything worked",
                "someone rang back exactly when they said they would",
                "friendly staff who know what they're talking about",
                "explained everything in plain English",
            ],
        },
        Topic {
            name: "tom",
            phrases: &[
                "Tom in support is [a star|brilliant|a legend]",
                "Tom went out of his way to help",
                "huge thanks to Tom who sorted my router in ten minutes",
                "spoke to Tom, [couldn't have been nicer|best service I've had in years]",
                "Tom from the support team followed up the next day to check it was still working",
                "give Tom a pay rise",
                "Tom was patient with my mum, who is 81 and had never set up wifi",
                "asked for Tom again because he was so good last time",
                "Tom knew the problem before I'd finished explaining it",
            ],
        },
        Topic {
            name: "engineer",
            phrases: &[
                "engineer turned up on time and was very [tidy|professional|friendly]",
                "the engineer explained what he was doing and cleaned up after himself",
                "fitted in under an hour, no mess",
                "engineer found a fault that three others had missed",
                "text updates all morning so I knew when he'd arrive",
                "lovely engineer, even moved the socket for me",
            ],
        },
        Topic {
            name: "speed",
            phrases: &[
                "fast and reliable, works everywhere in the house",
                "speeds are what they promised, every single time I check",
                "haven't had a single drop out since [January|we moved in|switching]",
                "four of us streaming and no buffering",
                "upload speed is great for working from home",
                "best connection we've had in this village",
                "it just works",
            ],
        },
        Topic {
            name: "price",
            phrases: &[
                "[good|great|decent] value for money",
                "cheaper than my old provider and twice the speed",
                "they gave me a better deal without me having to beg",
                "fair price, no surprises",
            ],
        },
        Topic {
            name: "waiting",
            phrases: &[
                "got through in [two|three] minutes",
                "hardly any wait on the phone",
                "live chat answered straight away",
            ],
        },
        Topic {
            name: "app",
            phrases: &[
                "the app is simple and actually useful",
                "changed my plan in the app in two minutes",
                "love that I can see my usage in the app",
            ],
        },
        Topic {
            name: "store",
            phrases: &[
                "staff in the shop were welcoming and not pushy",
                "popped into the store and left with a working hub",
                "the shop team set everything up for me",
            ],
        },
        Topic {
            name: "billing",
            phrases: &[
                "bill is clear and easy to understand",
                "refund came through in two days",
                "they credited my account without me asking",
            ],
        },
        Topic {
            name: "general",
            phrases: &[
                "[very|really|extremely] happy with everything so far",
                "been a customer for {years} years and never had a problem",
                "switching was painless",
                "would recommend to anyone",
                "already told my neighbours to switch",
                "couldn't fault them",
                "easy from start to finish",
            ],
        },
    ],
    negative: &[
        Topic {
            name: "support",
            phrases: &[
                "passed from one department to another and had to repeat myself every time",
                "the agent [clearly had no idea|was rude|just read from a script]",
                "they promised to call back, nobody did",
                "support told me to turn it off and on again. For the fifth time",
                "nobody takes responsibility for anything",
                "raised a complaint {weeks} weeks ago and heard nothing",
                "every person I speak to tells me something different",
                "the chatbot is useless, I just wanted a human",
                "closed my ticket without fixing anything",
            ],
        },
        Topic {
            name: "engineer",
            phrases: &[
                "engineer didn't turn up, [again|twice|third time now]",
                "took a day off work and the engineer never came",
                "engineer arrived four hours late and left after ten minutes",
                "appointment cancelled by text on the morning",
                "missed appointment, no apology, no explanation",
                "the engineer drilled through the wrong wall and left the mess",
                "{weeks} weeks waiting for an engineer",
                "the engineer said he had the wrong parts and left",
            ],
        },
        Topic {
            name: "outage",
            phrases: &[
                "internet [drops|goes down|cuts out] every evening",
                "no internet for {days} days and no updates",
                "constant outages since the upgrade",
                "the whole street was off for {days} days",
                "connection drops in the middle of work calls",
                "status page said everything was fine while we had nothing",
                "fourth outage this month",
                "wifi doesn't reach upstairs and never has",
            ],
        },
        Topic {
            name: "speed",
            phrases: &[
                "paying for 500 and getting 60",
                "nowhere near the speed I was sold",
                "so slow in the evenings it's unusable",
                "buffering on everything, even the radio",
                "upload is painfully slow",
            ],
        },
        Topic {
            name: "price",
            phrases: &[
                "price went up by £{pounds} a month with no warning",
                "[another|yet another] price rise in the middle of my contract",
                "new customers pay half of what I pay",
                "far too expensive for what it is",
                "loyal for {years} years and rewarded with a price hike",
                "my neighbour pays £{pounds} less for the same thing",
                "£{pounds} more for exactly the same service",
                "not worth the money any more",
            ],
        },
        Topic {
            name: "rise",
            phrases: &[
                "the September increase was the last straw",
                "£{pounds} a month extra since September",
                "the new prices from September are a joke",
                "September price rise was way too much",
            ],
        },
        Topic {
            name: "waiting",
            phrases: &[
                "{minutes} minutes on hold",
                "waited {minutes} minutes and then got cut off",
                "impossible to get through on the phone",
                "hold music for {minutes} minutes, then \"our offices are now closed\"",
                "live chat says you're number 46 in the queue",
            ],
        },
        Topic {
            name: "app",
            phrases: &[
                "the app keeps [logging me out|crashing|freezing on the login screen]",
                "can't find anything in the new app",
                "app says my bill is paid, the email says it isn't",
                "password reset email never arrives",
                "app tells you nothing when there's an outage",
            ],
        },
        Topic {
            name: "store",
            phrases: &[
                "queued {minutes} minutes in the shop to be told to ring the helpline",
                "shop staff only interested in selling a phone contract",
            ],
        },
        Topic {
            name: "billing",
            phrases: &[
                "charged twice and still waiting for the refund",
                "bill is wrong every single month",
                "charged for a router I sent back",
                "cancelled in {months} and you're still taking money",
                "exit fee was never mentioned when I signed up",
            ],
        },
        Topic {
            name: "general",
            phrases: &[
                "[really |very |]disappointed",
                "leaving as soon as my contract ends",
                "used to be good, gone downhill",
                "would not recommend to anyone",
                "worst provider I've ever had",
                "it shouldn't be this hard",
            ],
        },
    ],
    neutral: &[
        "it's fine, does the job",
        "average, same as everyone else",
        "only been with you for a few weeks so hard to say",
        "it's internet. It works. Not something I talk to friends about",
        "neither good nor bad",
        "haven't needed to contact you until now",
        "no strong feelings either way",
        "my landlord chose it",
        "would like an evening slot for engineer visits",
        "still on the old router, waiting for the new one",
        "I moved house in {months} and took the contract with me",
        "use it mostly for email and the news",
        "depends on where you live I suppose",
        "please add paper bills back as an option",
        "comparing offers at the moment",
        "we have the {years} year deal",
    ],
    short: [
        &[
            "great",
            "excellent",
            "very good",
            "all good",
            "good service",
            "perfect",
            "top class",
            "happy customer",
        ],
        &[
            "rubbish",
            "awful",
            "terrible",
            "poor",
            "useless",
            "shambles",
            "never again",
            "not good enough",
        ],
        &[
            "n/a",
            "none",
            "no comment",
            "ok",
            "fine",
            "nothing to add",
            "average",
            "-",
        ],
    ],
    slots: &[
        Slot {
            name: "minutes",
            group: 1,
            values: &["25", "35", "40", "45", "50", "55", "over 60", "70", "90"],
        },
        Slot {
            name: "days",
            group: 2,
            values: &["two", "three", "four", "5", "six", "8"],
        },
        Slot {
            name: "weeks",
            group: 3,
            values: &["two", "three", "four", "5", "six"],
        },
        Slot {
            name: "years",
            group: 4,
            values: &["two", "five", "7", "nine", "12"],
        },
        Slot {
            name: "pounds",
            group: 5,
            values: &["4", "5", "6", "8", "9"],
        },
        Slot {
            name: "months",
            group: 6,
            values: &["January", "March", "May", "June", "July"],
        },
    ],
    but: [
        &[
            ", but ",
            " but ",
            ". However ",
            ", shame that ",
            ", although ",
        ],
        &[", but ", " but ", ". To be fair ", ", still, "],
    ],
    plain: &[('\'', '’')],
};
