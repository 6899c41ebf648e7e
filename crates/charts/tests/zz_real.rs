//! x
#![allow(clippy::all)]
use vocal_charts::{Theme, draw, ChartRequest, ChartKind::*};
use vocal_charts::messages::Lang;
use vocal_core::{Analysis, Settings};
#[test]
fn real() {
    let mut n=0;
    for dir in ["nps","csat","google_forms"] { for f in std::fs::read_dir(format!("/work/shared/data/surveys/{dir}")).unwrap() {
        let p=f.unwrap().path(); if p.extension().map_or(true,|e| e!="csv"&&e!="tsv"){continue}
        let bytes=std::fs::read(&p).unwrap(); if bytes.len()>3_000_000 {continue}
        let Ok(mut a)=Analysis::of_bytes(p.file_name().unwrap().to_str().unwrap(),&bytes,&Settings::default()) else {println!("fail {p:?}");continue};
        while a.code_comments(1000) > 0 {}
        let r=a.report(&vec![]);
        let mut reqs=vec![];
        for s in r.scores.iter().take(2) { reqs.push((Distribution,Some(s.column),None)); reqs.push((Trend,Some(s.column),None)); for b in r.breakdowns.iter().filter(|b|b.column==s.column).take(2) { reqs.push((Breakdown,Some(s.column),Some(b.by))); } }
        reqs.push((Sentiment,None,None)); reqs.push((Categories,None,None));
        let mut html=String::from("<meta charset=utf-8><body style='margin:16px;font:14px system-ui;width:720px'>"); html+=&format!("<h1>{p:?}</h1>");
        for (kind,column,by) in reqs { match draw(&r,&ChartRequest{kind,column,by,width:720,theme:Theme::Light,lang:Lang::Pl}) { Ok(c)=>html+=&format!("<h3 style='margin:24px 0 4px'>{}</h3><p style='margin:0 0 12px'>{}</p>{}",c.title,c.description,c.svg), Err(e)=>{html+=&format!("<p>{kind:?} {}",e.code());} } }
        println!("{n} {p:?} rows {} scores {} trend {} comments {}", r.rows, r.scores.len(), r.trend.len(), r.text.n);
        std::fs::write(format!("/tmp/chartwork/g-720-real{n}.html"),html).unwrap(); n+=1;
    }}
}
