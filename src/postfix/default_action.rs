//! What Postfix does with mail when our milter can't be asked.

use super::{Milter, Postfix};

/// A place in Postfix's settings where that is not `tempfail`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultAction {
    place: String,
    action: String,
}

impl DefaultAction {
    /// The sentence that says so.
    pub fn sentence(&self) -> String {
        let Self { place, action } = self;
        let effect = match action.as_str() {
            "accept" => "sent in clear",
            "quarantine" => {
                "put into Postfix's hold queue in clear, and sent in clear by whoever releases it"
            }
            "shutdown" => "refused, and the client's connection closed",
            _ => "refused for good",
        };
        format!(
            "Postfix: {place} is \"{action}\": when the milter can't be asked, mail would be \
             {effect}; set it to tempfail."
        )
    }

    /// Whether mail would leave in clear.
    pub fn lets_mail_out(&self) -> bool {
        matches!(self.action.as_str(), "accept" | "quarantine")
    }
}

impl Postfix {
    /// The places where Postfix is told something other than `tempfail`, for a milter of these
    /// names.
    pub fn default_actions(&self, names: &[String]) -> Vec<DefaultAction> {
        const LISTS: [&str; 2] = ["smtpd_milters", "non_smtpd_milters"];
        let mut places: Vec<(String, String)> = vec![(
            "milter_default_action".into(),
            self.value("milter_default_action").to_owned(),
        )];
        let global = LISTS.map(|key| (format!("in {key}"), self.value(key)));
        let services = self.services().iter().flat_map(|service| {
            LISTS.into_iter().filter_map(|key| {
                Some((
                    format!("in {key} of the service {} in master.cf", service.name),
                    service.own(key)?,
                ))
            })
        });
        for (place, list) in global.into_iter().chain(services) {
            for milter in Milter::list(list)
                .into_iter()
                .filter(|milter| names.contains(&milter.name))
            {
                if let Some(action) = milter.attribute("default_action") {
                    places.push((
                        format!("default_action of our milter {place}"),
                        action.to_owned(),
                    ));
                }
            }
        }
        for service in self.services() {
            if let Some(action) = service.own("milter_default_action") {
                let place = format!(
                    "milter_default_action of the service {} in master.cf",
                    service.name
                );
                places.push((place, action.to_owned()));
            }
        }
        places.retain(|(_, action)| action != "tempfail");
        places
            .into_iter()
            .map(|(place, action)| DefaultAction { place, action })
            .collect()
    }
}
