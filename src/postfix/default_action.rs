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
    /// names. What stands at the milter itself counts more than `milter_default_action`.
    pub fn default_actions(&self, names: &[String]) -> Vec<DefaultAction> {
        /// The lists, and the program that reads each.
        const LISTS: [(&str, &str); 2] =
            [("smtpd_milters", "smtpd"), ("non_smtpd_milters", "cleanup")];
        const GENERAL: &str = "milter_default_action";
        let mut places: Vec<(String, String)> = Vec::new();
        let mut add = |place: String, action: &str| {
            let place = (place, action.to_owned());
            if action != "tempfail" && !places.contains(&place) {
                places.push(place);
            }
        };
        let at_milter = |list: &str| format!("default_action of our milter in {list}");
        for (key, program) in LISTS {
            let all = Milter::find(self.value(key), names);
            if let Some(milter) = &all {
                match milter.attribute("default_action") {
                    Some(action) => add(at_milter(key), action),
                    None => add(GENERAL.into(), self.value(GENERAL)),
                }
            }
            for service in self.services() {
                let of_service =
                    |key: &str| format!("{key} of the service {} in master.cf", service.name);
                let own = service.own(key);
                let milter = match own {
                    Some(list) => Milter::find(list, names),
                    None if service.command() == program => all.clone(),
                    None => None,
                };
                let Some(milter) = milter else { continue };
                match (milter.attribute("default_action"), service.own(GENERAL)) {
                    (Some(action), _) if own.is_some() => add(at_milter(&of_service(key)), action),
                    // It was told above.
                    (Some(_), _) => {}
                    (None, Some(action)) => add(of_service(GENERAL), action),
                    (None, None) => add(GENERAL.into(), self.value(GENERAL)),
                }
            }
        }
        places
            .into_iter()
            .map(|(place, action)| DefaultAction { place, action })
            .collect()
    }
}
