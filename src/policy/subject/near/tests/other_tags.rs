//! Tags of other forms than `[secure]`.

use super::off;

#[test]
fn tags_of_other_forms_have_near_misses_of_their_own() {
    for (written, subject, near) in [
        ("#secure", "[secure] plan", true),
        ("#secure", "plan #secure now", true),
        ("#secure", "plan #securely now", false),
        ("secure:", "secure - plan", true),
        ("secure:", "is it secure: yes", false),
        ("[top secret]", "(top secret) plan", true),
        ("[top secret]", "Top-Secret: plan", true),
        ("[top secret]", "top secrets: plan", false),
        ("[机密]", "【机密】计划", true),
        ("[机密]", "机密：计划", true),
        ("[机密]", "机密文件：计划", false),
        ("[机密]", "[秘密] 计划", false),
        ("[vertrouwelijk]", "[vertrouwlijk] plan", true),
        ("[sécurisé]", "(securise) plan", true),
        ("[matter 12]", "[mater 12] plan", true),
        ("[matter 12]", "[matter 13] plan", false),
        ("[ok]", "OK: done", false),
        ("[ok]", "(ok) done", true),
        ("[mail]", "[male] plan", false),
        ("🔒", "lock: plan", false),
    ] {
        assert_eq!(
            off(subject, written).is_some(),
            near,
            "{written}: {subject}"
        );
    }
}
