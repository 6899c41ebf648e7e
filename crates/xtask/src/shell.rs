//! The two-layer privacy shell: one HTML file whose outer document holds no
//! script and whose inner document, in a sandboxed frame, is the whole app.
//!
//! The policies are the product's promise. Read the chapter "Privacy" of the
//! README before changing a directive: several exist for one browser only, and
//! the egress tests must stay green.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::Outcome;

/// Names of the Trusted Types policies: the first two are the page's own, for the
/// address of its worker and for the drawings of its charts (www/src/trusted.ts);
/// the third is the template library's.
const TRUSTED_TYPES: &str = "vocal-worker vocal-svg lit-html";

/// Everything that goes into the page.
pub struct Parts<'a> {
    /// www/shell.html, the outer document.
    pub shell: &'a str,
    /// Style sheet of the outer document.
    pub shell_css: &'a str,
    /// www/index.html, the inner document.
    pub index: &'a str,
    /// Style sheet of the inner document.
    pub css: &'a str,
    /// The one classic script of the inner document.
    pub script: &'a str,
    /// Data blocks, read by the script and never executed by the document.
    pub data: &'a [Data],
}

/// A `<script>` element of a type that browsers do not run.
pub struct Data {
    /// The element's id.
    pub id: &'static str,
    /// Its media type.
    pub media: &'static str,
    /// More attributes, with a leading space.
    pub attributes: String,
    /// Its text.
    pub text: String,
}

/// Puts the page together.
pub fn assemble(parts: &Parts) -> Outcome<String> {
    let script = script_text(parts.script);
    let css = style_text(parts.css)?;
    let shell_css = style_text(parts.shell_css)?;
    let inner = inner_document(parts, &script, &css)?;
    let policy = outer_policy(&script, &css, &shell_css);
    fill(
        &line_feeds(parts.shell),
        &[
            ("<!--CSP-->", meta(&policy)),
            ("<!--SHELL_CSS-->", shell_css),
            ("<!--SRCDOC-->", attribute(&inner)),
        ],
    )
    .map_err(|message| format!("www/shell.html: {message}"))
}

fn inner_document(parts: &Parts, script: &str, css: &str) -> Outcome<String> {
    let data: Vec<String> = parts.data.iter().map(data_element).collect();
    fill(
        &line_feeds(parts.index),
        &[
            ("<!--CSP-->", meta(&inner_policy(script, css))),
            ("<!--APP_CSS-->", css.into()),
            ("<!--DATA-->", data.join("\n")),
            ("<!--APP_JS-->", script.into()),
        ],
    )
    .map_err(|message| format!("www/index.html: {message}"))
}

/// The policy of the outer document. The frame inherits it, so it lists the
/// hashes of the inner document too; its `frame-src` governs where the frame
/// may go, and Firefox treats a blob download from a frame as such a move.
fn outer_policy(script: &str, css: &str, shell_css: &str) -> String {
    format!(
        "default-src 'none'; script-src '{}' 'wasm-unsafe-eval'; style-src '{}' '{}'; \
         img-src data: blob:; worker-src blob:; connect-src 'none'; frame-src blob:; \
         form-action 'none'; base-uri 'none'",
        hash(script),
        hash(shell_css),
        hash(css),
    )
}

fn inner_policy(script: &str, css: &str) -> String {
    format!(
        "default-src 'none'; script-src '{}' 'wasm-unsafe-eval'; style-src '{}'; \
         img-src data: blob:; worker-src blob:; connect-src 'none'; font-src 'none'; \
         media-src 'none'; object-src 'none'; frame-src 'none'; child-src 'none'; \
         manifest-src 'none'; form-action 'none'; base-uri 'none'; \
         require-trusted-types-for 'script'; trusted-types {TRUSTED_TYPES}",
        hash(script),
        hash(css),
    )
}

/// The policy as an element of the head.
fn meta(policy: &str) -> String {
    format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")
}

fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

fn data_element(data: &Data) -> String {
    let Data {
        id,
        media,
        attributes,
        text,
    } = data;
    format!("<script type=\"{media}\" id=\"{id}\"{attributes}>{text}</script>")
}

/// JavaScript as the text of a `<script>` element. The two sequences that the
/// HTML parser would act on occur in strings and templates only, where a
/// backslash before `/` or `!` means the same character.
pub fn script_text(source: &str) -> String {
    let mut text = line_feeds(source).replace("<!--", "<\\!--");
    let mut from = 0;
    while let Some(at) = find_ignoring_case(&text[from..], "</script") {
        text.insert(from + at + 1, '\\');
        from += at + 2;
    }
    text
}

fn style_text(source: &str) -> Outcome<String> {
    let text = line_feeds(source);
    if find_ignoring_case(&text, "</style").is_some() {
        return Err("a style sheet contains `</style`; write the slash as `\\2f `.".into());
    }
    Ok(text)
}

fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    let window = needle.len();
    text.as_bytes()
        .windows(window)
        .position(|part| part.eq_ignore_ascii_case(needle.as_bytes()))
}

/// The HTML parser turns CR LF into LF before anything is hashed.
fn line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Text as the value of an attribute in double quotes.
pub fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;")
}

/// Replaces each placeholder of the template once. What is put in is never
/// searched, so a placeholder's name inside the app's text stays as it is.
fn fill(template: &str, values: &[(&str, String)]) -> Outcome<String> {
    let mut places = Vec::with_capacity(values.len());
    for (name, value) in values {
        let mut found = template.match_indices(name);
        match (found.next(), found.next()) {
            (Some((at, _)), None) => places.push((at, *name, value)),
            (None, _) => return Err(format!("the placeholder {name} is missing.")),
            _ => return Err(format!("the placeholder {name} occurs more than once.")),
        }
    }
    places.sort_by_key(|(at, ..)| *at);
    let mut text = String::new();
    let mut from = 0;
    for (at, name, value) in places {
        text.push_str(&template[from..at]);
        text.push_str(value);
        from = at + name.len();
    }
    text.push_str(&template[from..]);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHELL: &str =
        "<!--CSP--><style><!--SHELL_CSS--></style><iframe srcdoc=\"<!--SRCDOC-->\"></iframe>";
    const INDEX: &str =
        "<!--CSP--><style><!--APP_CSS--></style><!--DATA--><script><!--APP_JS--></script>";

    fn page(script: &str) -> String {
        let data = [Data {
            id: "wasm",
            media: "text/plain",
            attributes: String::new(),
            text: "AGFzbQ==".into(),
        }];
        let parts = Parts {
            shell: SHELL,
            shell_css: "iframe{}",
            index: INDEX,
            css: "body{}",
            script,
            data: &data,
        };
        assemble(&parts).unwrap()
    }

    #[test]
    fn both_policies_name_the_inner_hashes() {
        let page = page("run(\"a\" && 1)");
        let expected = hash("run(\"a\" && 1)");
        assert_eq!(page.matches(&expected).count(), 2);
        assert_eq!(page.matches(&hash("body{}")).count(), 2);
        assert_eq!(page.matches(&hash("iframe{}")).count(), 1);
    }

    #[test]
    fn the_inner_document_is_one_attribute() {
        let page = page("run(\"a\" && 1)");
        assert!(page.contains("run(&quot;a&quot; &amp;&amp; 1)"));
        let (_, value) = page.split_once("srcdoc=\"").unwrap();
        assert!(value.ends_with("\"></iframe>"));
        assert_eq!(value.matches('"').count(), 1);
    }

    #[test]
    fn script_text_cannot_end_its_element() {
        assert_eq!(script_text("a=\"</script>\""), "a=\"<\\/script>\"");
        assert_eq!(
            script_text("a='</SCRIPT></script'"),
            "a='<\\/SCRIPT><\\/script'"
        );
        assert_eq!(script_text("a='<!--'"), "a='<\\!--'");
        assert_eq!(script_text("a\r\nb"), "a\nb");
    }

    #[test]
    fn a_style_sheet_that_ends_its_element_is_refused() {
        assert!(style_text("a{content:'</STYLE>'}").is_err());
    }

    #[test]
    fn placeholders_in_the_values_stay() {
        let values = [
            ("<!--A-->", "<!--B-->".to_string()),
            ("<!--B-->", "b".to_string()),
        ];
        assert_eq!(fill("<!--A-->,<!--B-->", &values).unwrap(), "<!--B-->,b");
        assert!(fill("<!--A-->", &values).unwrap_err().contains("<!--B-->"));
        assert!(
            fill("<!--A--><!--B--><!--A-->", &values)
                .unwrap_err()
                .contains("once")
        );
    }

    #[test]
    fn the_policies_let_nothing_out() {
        for policy in [outer_policy("a", "b", "c"), inner_policy("a", "b")] {
            assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"));
            assert!(policy.contains("connect-src 'none'"));
            for hole in [
                "'self'",
                "http",
                "ws:",
                "*",
                "'unsafe-inline'",
                "'unsafe-eval'",
            ] {
                assert!(!policy.contains(hole), "{hole} in {policy}");
            }
        }
    }
}
