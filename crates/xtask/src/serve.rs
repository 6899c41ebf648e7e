//! A file server for one person on one machine.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::{Outcome, paths};

const FIRST_PORT: u16 = 8080;
const TRIED_PORTS: u16 = 100;

/// Serves `dist/` on 127.0.0.1 until the program is stopped.
pub fn run(port: Option<u16>) -> Outcome {
    let listener = listen(port)?;
    let address = listener
        .local_addr()
        .map_err(|error| format!("no address: {error}"))?;
    println!("\nVocal is at http://{address}/ (Ctrl-C stops it)");
    let folder = paths::page()
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default();
    for stream in listener.incoming().flatten() {
        let folder = folder.clone();
        // A connection that breaks off concerns nobody but its browser tab.
        std::thread::spawn(move || drop(answer(&stream, &folder)));
    }
    Ok(())
}

fn listen(port: Option<u16>) -> Outcome<TcpListener> {
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    if let Some(port) = port {
        return bind(port).map_err(|error| {
            format!("port {port}: {error}. Leave out --port to take the first free one.")
        });
    }
    (FIRST_PORT..FIRST_PORT + TRIED_PORTS)
        .find_map(|port| bind(port).ok())
        .ok_or_else(|| {
            format!(
                "no port from {FIRST_PORT} to {} is free; name one with --port.",
                FIRST_PORT + TRIED_PORTS - 1
            )
        })
}

fn answer(stream: &TcpStream, folder: &Path) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    if method != "GET" && method != "HEAD" {
        return respond(
            stream,
            "405 Method Not Allowed",
            "text/plain",
            b"GET only\n",
            true,
        );
    }
    let found = locate(folder, target).and_then(|path| Some((std::fs::read(&path).ok()?, path)));
    match found {
        Some((body, path)) => respond(stream, "200 OK", media(&path), &body, method == "GET"),
        None => respond(
            stream,
            "404 Not Found",
            "text/plain",
            b"not here\n",
            method == "GET",
        ),
    }
}

fn respond(
    mut stream: &TcpStream,
    status: &str,
    media: &str,
    body: &[u8],
    with_body: bool,
) -> std::io::Result<()> {
    // `Connection-Allowlist` closes what a policy inside the page cannot:
    // look-ups of host names by an attempted navigation or a preconnect.
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\
         Connection-Allowlist: (response-origin)\r\nReferrer-Policy: no-referrer\r\n\
         X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n\
         Connection: close\r\n\r\n",
        body.len()
    )?;
    if with_body {
        stream.write_all(body)?;
    }
    stream.flush()
}

/// The file that a request names; `/` is the page. Only plain names below the
/// folder are served: no dot files, nothing above it.
fn locate(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    if path.is_empty() {
        return Some(folder.join("vocal.html"));
    }
    let is_plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    path.split('/')
        .all(is_plain)
        .then(|| folder.join(path))
        .filter(|path| path.is_file())
}

fn media(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("wasm") => "application/wasm",
        Some("csv") => "text/csv",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn request(text: &str) -> String {
        let folder = std::env::temp_dir().join(format!("vocal-serve-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("vocal.html"), "<p>page</p>").unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        client.write_all(text.as_bytes()).unwrap();
        let (server, _) = listener.accept().unwrap();
        answer(&server, &folder).unwrap();
        drop(server);
        let mut response = String::new();
        client.read_to_string(&mut response).unwrap();
        response
    }

    #[test]
    fn the_page_comes_with_its_headers() {
        let response = request("GET /?x=1 HTTP/1.1\r\nHost: a\r\n\r\n");
        assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
        assert!(response.contains("Content-Type: text/html; charset=utf-8\r\n"));
        assert!(response.contains("Connection-Allowlist: (response-origin)\r\n"));
        assert!(response.ends_with("\r\n\r\n<p>page</p>"));
    }

    #[test]
    fn a_head_request_has_no_body() {
        assert!(request("HEAD /vocal.html HTTP/1.1\r\n\r\n").ends_with("\r\n\r\n"));
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        for path in [
            "/../Cargo.toml",
            "//etc/passwd",
            "/%2e%2e/Cargo.toml",
            "/.git/config",
            "/a",
        ] {
            let response = request(&format!("GET {path} HTTP/1.1\r\n\r\n"));
            assert!(response.starts_with("HTTP/1.1 404"), "{path}: {response}");
        }
        assert!(request("POST / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));
    }
}
