//! The security headers, and what frames and downloads have in the place of some of them.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// Our own pages load our own style, script and frame, and send forms to us.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src \
                           'self'; frame-src 'self'; \
                           form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The policy of the frame: nothing is loaded, nothing runs, whatever the sanitizer let through.
const FRAME_POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; \
                            form-action 'none'; base-uri 'none'; \
                            frame-ancestors 'self'; sandbox allow-popups \
                            allow-popups-to-escape-sandbox";

/// The policy of downloads: a browser that shows one after all shows it as a stranger without
/// rights.
const DOWNLOAD_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// Adds what every response has, unless it has its own.
pub(super) fn secure(headers: &mut HeaderMap, is_https: bool) {
    let mut set = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    set(CONTENT_SECURITY_POLICY, PAGE_POLICY);
    set(CACHE_CONTROL, "no-store");
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(REFERRER_POLICY, "same-origin");
    set(X_FRAME_OPTIONS, "DENY");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    set(HeaderName::from_static("x-robots-tag"), "noindex, nofollow");
    if is_https {
        set(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}

/// Sets what the document in the frame has.
pub(super) fn set_frame(headers: &mut HeaderMap) {
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(FRAME_POLICY),
    );
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
}

/// Sets what a download has.
pub(super) fn set_download(headers: &mut HeaderMap) {
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(DOWNLOAD_POLICY),
    );
    headers.insert(
        HeaderName::from_static("x-download-options"),
        HeaderValue::from_static("noopen"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_response_has_of_its_own_stays() {
        let mut headers = HeaderMap::new();
        set_frame(&mut headers);
        secure(&mut headers, true);
        assert_eq!(headers[CONTENT_SECURITY_POLICY], FRAME_POLICY);
        assert_eq!(headers[X_FRAME_OPTIONS], "SAMEORIGIN");
        assert_eq!(headers[CACHE_CONTROL], "no-store");
        assert!(headers.contains_key(STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn no_policy_lets_script_in_from_elsewhere_or_inline() {
        let mut page = HeaderMap::new();
        secure(&mut page, false);
        assert_eq!(page[CONTENT_SECURITY_POLICY], PAGE_POLICY);
        assert!(!page.contains_key(STRICT_TRANSPORT_SECURITY));
        for policy in [PAGE_POLICY, FRAME_POLICY, DOWNLOAD_POLICY] {
            assert!(policy.starts_with("default-src 'none';"), "{policy}");
            assert!(!policy.contains("unsafe-eval"), "{policy}");
            assert!(!policy.contains("script-src 'unsafe"), "{policy}");
            assert!(!policy.contains("allow-scripts"), "{policy}");
            assert!(!policy.contains("http"), "{policy}");
        }
    }
}
