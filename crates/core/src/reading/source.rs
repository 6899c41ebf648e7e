//! The platform that an export comes from, by the columns that only it writes.
//!
//! The name is shown and nothing more: no rule about roles or headers asks for it, so a platform
//! that is not in the list is read just as well.

use super::table::Table;
use crate::text::fold;

/// A platform: its name, columns of its exports without case, blanks and signs, and how many of
/// them must be there.
struct Platform {
    name: &'static str,
    columns: &'static [&'static str],
    needed: usize,
}

const PLATFORMS: &[Platform] = &[
    Platform {
        name: "surveymonkey",
        columns: &[
            "respondentid",
            "collectorid",
            "emailaddress",
            "firstname",
            "lastname",
            "customdata1",
            "customdata",
            "datecreated",
            "datemodified",
            "ipaddress",
        ],
        needed: 3,
    },
    Platform {
        name: "qualtrics",
        columns: &[
            "responseid",
            "responseset",
            "recordeddate",
            "recipientlastname",
            "recipientfirstname",
            "recipientemail",
            "externaldatareference",
            "externalreference",
            "distributionchannel",
            "userlanguage",
            "locationlatitude",
            "durationinseconds",
            "startdate",
            "enddate",
            "finished",
            "progress",
            "ipaddress",
            "status",
        ],
        needed: 5,
    },
    Platform {
        name: "limesurvey",
        columns: &[
            "submitdate",
            "lastpage",
            "startlanguage",
            "seed",
            "refurl",
            "datestamp",
            "datesubmitted",
            "datelastaction",
            "referrerurl",
            "datumabgeschlossen",
            "letzteseite",
            "startsprache",
            "zufallsstartwert",
            "dataprzeslania",
            "ostatniastrona",
            "jezykpoczatkowy",
            "interviewtime",
            "totaltime",
            "datestarted",
            "lastaction",
        ],
        needed: 3,
    },
    Platform {
        name: "microsoft_forms",
        columns: &[
            "starttime",
            "completiontime",
            "lastmodifiedtime",
            "godzinarozpoczecia",
            "godzinaukonczenia",
            "godzinazakonczenia",
            "czasrozpoczecia",
            "czasukonczenia",
            "godzinaostatniejmodyfikacji",
            "startzeit",
            "fertigstellungszeit",
        ],
        needed: 2,
    },
    Platform {
        name: "typeform",
        columns: &[
            "networkid",
            "startdateutc",
            "submitdateutc",
            "stagedateutc",
            "responsetype",
            "tags",
            "ending",
        ],
        needed: 3,
    },
    Platform {
        name: "formbricks",
        columns: &[
            "surveyid",
            "formbricksid",
            "formbricksuserid",
            "userid",
            "notes",
            "tags",
            "finished",
            "timestamp",
            "responseid",
            "quotas",
            "no",
        ],
        needed: 5,
    },
    Platform {
        name: "delighted",
        columns: &[
            "delightedsource",
            "delightedemail",
            "delighteddevicetype",
            "delightedoperatingsystem",
            "delightedbrowser",
            "delightedlinkname",
            "delightedpagedomain",
            "personpropertiesdelightedsource",
        ],
        needed: 1,
    },
    Platform {
        name: "asknicely",
        columns: &[
            "answerlabel",
            "dontcontact",
            "lastemailed",
            "responded",
            "questiontype",
            "publishedname",
            "publishedavatar",
            "deliverymethod",
            "surveytemplate",
            "slug",
            "conversionid",
            "asknicelyid",
        ],
        needed: 4,
    },
    Platform {
        name: "zendesk",
        columns: &[
            "ticketid",
            "ticketsatisfactionrating",
            "satisfactionscore",
            "satisfactioncomment",
            "satisfactionreason",
            "satisfactionrating",
            "requesterid",
            "requestername",
            "assigneeid",
            "assigneename",
            "ticketgroup",
            "ticketsubject",
        ],
        needed: 3,
    },
    Platform {
        name: "surveylab",
        columns: &[
            "idodpowiedzi",
            "kluczodpowiedzi",
            "useragentdata",
            "odniesienieurl",
            "czasspedzonynastronie1",
            "responsekey",
            "timespentonpage1",
        ],
        needed: 2,
    },
    Platform {
        name: "survicate",
        columns: &[
            "responseuuid",
            "respondentuuid",
            "datetimeutc",
            "visitoruuid",
            "surveyname",
        ],
        needed: 3,
    },
    Platform {
        name: "google_play",
        columns: &[
            "packagename",
            "appversioncode",
            "appversionname",
            "reviewerlanguage",
            "device",
            "reviewsubmitdateandtime",
            "reviewsubmitmillissinceepoch",
            "starrating",
            "reviewtext",
            "developerreplytext",
            "reviewlink",
        ],
        needed: 4,
    },
    Platform {
        name: "app_store",
        columns: &[
            "reviewernickname",
            "territory",
            "createddate",
            "storefront",
            "appstoreid",
            "storefrontname",
            "attributesrating",
            "attributesreviewernickname",
            "attributesterritory",
            "attributesbody",
        ],
        needed: 2,
    },
    Platform {
        name: "trustpilot",
        columns: &[
            "reviewtitle",
            "reviewcontent",
            "reviewcreatedutc",
            "reviewstars",
            "consumerid",
            "consumername",
            "companyreply",
            "companyreplydateutc",
            "reviewusername",
            "businessunitid",
            "trustpilotreviewid",
            "referenceid",
            "domainurl",
            "reviewurl",
        ],
        needed: 4,
    },
];

/// First columns of Google Forms: the time stamp in the language of the form's owner.
const TIMESTAMPS: &[&str] = &[
    "timestamp",
    "sygnaturaczasowa",
    "marcatemporal",
    "zeitstempel",
    "horodateur",
    "carimbodedatahora",
    "informazionicronologiche",
    "tijdstempel",
    "tidsstampel",
    "cap",
];

/// The platform that the columns of a table point to.
pub(super) fn platform(table: &Table) -> Option<&'static str> {
    let mut names: Vec<String> = Vec::new();
    for column in &table.columns {
        names.push(plain(&column.name));
        // Headers of two rows carry a code before the text.
        let (first, rest) = column.name.split_once(' ').unwrap_or_default();
        names.push(plain(first));
        names.push(plain(rest));
    }
    let open_ended = table
        .columns
        .iter()
        .any(|column| column.name.ends_with("Open-Ended Response"));
    let respondent = table
        .columns
        .first()
        .is_some_and(|column| plain(&column.name) == "respondentid");
    if open_ended || respondent {
        return Some("surveymonkey");
    }
    let found = |platform: &Platform| {
        platform
            .columns
            .iter()
            .filter(|column| names.iter().any(|name| name == *column))
            .count()
    };
    // The first of the best: a file has the columns of one platform and a few of others.
    let mut best: Option<(usize, &Platform)> = None;
    for platform in PLATFORMS {
        let count = found(platform);
        if count >= platform.needed && best.is_none_or(|(most, _)| count > most) {
            best = Some((count, platform));
        }
    }
    if let Some((_, platform)) = best {
        return Some(platform.name);
    }
    let first = table.columns.first()?;
    let questions = table
        .columns
        .iter()
        .skip(1)
        .filter(|column| column.name.contains(' '))
        .count();
    let stamped = TIMESTAMPS.contains(&plain(&first.name).as_str());
    (stamped && questions * 2 >= table.columns.len() - 1).then_some("google_forms")
}

/// A name without case, accents, blanks and signs.
fn plain(name: &str) -> String {
    fold(name)
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .take(60)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Reader;
    use crate::settings::Settings;

    fn check(header: &str, expected: Option<&str>) {
        let width = header.split(',').count();
        let text = format!("{header}\n{}\n", vec!["x"; width].join(","));
        let mut reader = Reader::new(&Settings::default());
        reader.push(text.as_bytes()).expect("text is read");
        let (table, _) = reader.finish().expect("text is read");
        assert_eq!(platform(&table), expected, "{header}");
    }

    #[test]
    fn platforms_are_told_by_their_columns() {
        check(
            "StartDate,EndDate,Status,IPAddress,Progress,Finished,RecordedDate,ResponseId,Q1",
            Some("qualtrics"),
        );
        check(
            "Respondent ID,Collector ID,Start Date,End Date,IP Address,How likely?",
            Some("surveymonkey"),
        );
        check(
            "Sygnatura czasowa,Jak oceniasz obsługę?,Co możemy poprawić?",
            Some("google_forms"),
        );
        check(
            "ID,Start time,Completion time,Email,Name,How likely?",
            Some("microsoft_forms"),
        );
        check(
            "#,How likely?,Response Type,Start Date (UTC),Submit Date (UTC),Network ID,Tags",
            Some("typeform"),
        );
        check(
            "id,submitdate,lastpage,startlanguage,seed,Q1",
            Some("limesurvey"),
        );
        check(
            "Package Name,App Version Code,Star Rating,Review Text,Review Link",
            Some("google_play"),
        );
        check("id,date,nps,comment", None);
        check("timestamp,level,message", None);
    }
}
