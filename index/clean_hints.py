"""Words by which the furniture of pages gives itself away, in Chinese and English.

They are hints, not rules: a line is judged by its shape and its neighbours too (:mod:`index.clean_dump`). No site is named.
"""

from __future__ import annotations

import re

from index.clean_sentences import tells
from index.patterns import lazily

CJK = lazily("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")

_SHARE = """
share(?: (?:this|on|via|to|article|with|story)\\b.*)? | tweet(?: this)? | pin(?: it)? | e-?mail(?: this.*)? |
print(?: this.*)? |
(?:share on |click to share on )?(?:facebook|twitter|whatsapp|linkedin|reddit|pinterest|flipboard|telegram|tumblr|
messenger|qzone|wechat|weibo|line|vk|x)\\b.{0,40} | copy (?:link|url).* | save(?: for later)? | bookmark |
follow(?: us| me)?(?: on)? .{0,30} | like(?: this)?\\W* | click to .{0,40} | 分享(?:至|到|给|本文|文章|按钮)?.{0,16} |
(?:分享)?(?:微信|微博|新浪微博|朋友圈|QQ空间|QQ好友|豆瓣|人人网|腾讯微博|手机QQ|微信好友|Facebook|Twitter|LINE|
Line).{0,10} | .{0,12}(?:扫一扫|扫码|二维码|掃碼|長按|长按识别).{0,30} | 复制链接.{0,6} | 收藏(?:本文|本页)?\\W* |
点赞.{0,6} | 转发.{0,6} | 打印(?:本页|文章)?\\W* | 列印 | [【\\[]?(?:字号|字体|字型|字級|字级)[:：]?.{0,14} |
[赞在看喜欢推荐稀罕顶踩]{1,4}\\W*\\d* | (?:手机|用手机|客户端|手機).{0,4}(?:看|阅读|打开|观看|閱讀).{0,12} |
(?:加入收藏|我要纠错|纠错|打赏|赞赏|举报|投诉|听新闻|朗读)\\W* |
.{0,10}(?:点击|點擊).{0,8}(?:关注|關注|订阅|訂閱|阅读原文|名片|蓝字).{0,12} |
.{0,30}(?:喝杯咖啡|打赏作者|赞赏作者|打赏支持).{0,10} | 阅读原文 | 关注(?:我们|公众号)?.{0,10} | 已关注 | \\+?关注
"""
_COUNTER = """
\\W*\\d(?:\\.\\d+)? (?:from|out of|stars?\\W) ?\\d.{0,24} | (?:pdf|docx?|xlsx?|pptx?|odt|zip|epub)\\W+\\d.{0,40} |
a[-+] |
(?:综合)?评分\\W*[\\d.]* | [\\d.,]+[万亿]?人(?:做过|观看|想去|在看|收藏|参加|购买).{0,10} |
[\\d.,]+[万亿]?次(?:浏览|播放|阅读) |
[\\W_]*[\\d][\\d,.]*\\s*(?:k|m|w|x|万|億|亿)?\\+?[\\W_]* |
(?:\\W*(?:\\d[\\d,.]*\\s*(?:k|m|w|万)?\\+?\\s*(?:views?|shares?|comments?|likes?|replies|reads?|followers?|
min(?:ute)?s? read|次?阅读|次?浏览|次?播放|条?评论|个?评论|人参与|人赞同.{0,6}|个?回答|人关注|跟贴|跟帖|关注度?|粉丝|
文章数?|点赞|赞|转发|收藏|回复|楼|次|閱讀|瀏覽|評論|留言|人氣)| (?:views?|shares?|comments?|likes?|replies|reads?|
回答|关注者|被浏览|查看|阅读数?量?|浏览数?量?|播放量?|评论数?|点击数?|点赞数?|人气|跟贴|转发数?|收藏数?|閱讀|瀏覽|
點閱|人氣)\\s*[:：(（]?\\s*\\d[\\d,.]*\\s*(?:k|m|w|万)?\\+?[)）]?)\\W*){1,5}
"""
_NAV = """
home(?:page)? | menu | search(?: for:?| .{0,12})? | log ?in(?:/.{0,12})? | create account | open .{0,12}menu |
from \\d+.{0,6} ago | (?:main|personal) (?:menu|tools) | log ?out | (?:sign|log) ?in(?: to .{0,24})? | sign ?up.{0,30} |
register | subscribe.{0,30} | skip to .{0,30} | close | back to top | top | next | previous | prev |
(?:next|previous) (?:article|post|story|page|chapter|episode).{0,60} | load more.{0,20} | see (?:all|more).{0,30} |
view (?:all|more).{0,30} | show more.{0,20} | (?:read|see|watch|also read|learn) more:? .{0,90} | read more\\W* |
[\\[【（(](?:图集|圖輯|组图|組圖|视频|視頻|影片|影音|直播|专题|專題|动图|点击[^\\]】）)]*|
點擊[^\\]】）)]*)[\\]】）)].{0,40} | (?:gif|动图)\\W.{2,40} |
(?:推荐|延伸|相关|更多|猜你|你可能|您可能|另见|另見|看更多|相關|推薦|精彩|热门)(?:阅读|閱讀|文章|新闻|新聞|报道|
報導|链接|想看|视频|内容|專題|专题)?\\s*[:：>》].{2,70} |
press enter or click to view.* | view image.{0,30} | image unavailable.{0,20} | toggle .{0,30} | jump to .{0,30} |
cook mode.* | (?:(?:show|hide|open|full|video) )?transcript | (?:文字稿|字幕)(?:全文)? |
allow (?:content|and continue).{0,50} | show key events only | turn on .{0,60} | only show .{0,20} | live feed |
also read.{0,90} | (?:related|read|more|also)\\s*: .{2,90} |
watch:? .{0,60} | continue reading.{0,60} | about(?: us)? | contact(?: us)? | careers |
advertise(?: with us| here)? | sitemap | site map | rss | newsletters? | help | faq | my account | settings |
download.{0,10}app.{0,20} | open in app | videos? | photos? | gallery | image \\d+ of \\d+ |
view image in full ?screen | image (?:caption|source),? ?(?:getty images)? | enlarge(?: this image)? |
(?:hide|toggle) caption | open (?:image|gallery).{0,20} | 首页 | 主页 | 登录.{0,10} | 登陆 | 注册 | 退出 | 搜索.{0,10} |
搜尋 | 菜单 | 导航 | 网站地图 | 网站导航 | 返回.{0,8} | 回到顶部 | 回首頁 | 更多\\W* | 查看更多.{0,6} | 展开.{0,6} |
加载更多.{0,6} | (?:章节|返回|查看|全部)目录 | 加入(?:书签|书架).{0,6} | 投?推荐票 |
播报 | 编辑 | 編輯 | 编辑本段 | 上传视频 | (?:关闭|關閉)(?:窗口|视窗|本页)? |
点击加载.{0,8} | 全部 | 换一换 | 客户端.{0,6} | APP.{0,6} | 下载.{0,10} |
点击(?:查看|放大).{0,4}(?:大图|原图|全图)\\W* | 关于我们 | 联系我们 |
联系方式 | 广告服务 | 招聘.{0,6} | 加入我们 | 帮助.{0,4} | 意见反馈 | 设为首页 | 无障碍.{0,10} | 进入关怀版 | 关怀版 |
适老化.{0,6} | 繁體.{0,4} | 简体.{0,4} | English | 手机版 | 电脑版 | 投稿.{0,8} | 我要.{0,4} | 专题 | 图片 | 视频 | 直播
"""
_AD = """
advertise?ments?\\W* | ads?(?: by .{0,20})?\\W* | ad feedback | sponsored.{0,30} | promoted.{0,20} |
paid (?:post|content).{0,10} | (?:article|story|text)? ?continues below.{0,30} | story continues.{0,30} |
sponsor(?:ed)? message | after newsletter promotion | skip (?:past )?(?:advertisement|ad|newsletter promotion)s? |
廣告 |
.{0,10}(?:關閉|关闭).{0,4}(?:廣告|广告) | (?:訂閱|订阅)(?:電子報|电子报|我们|我們).{0,10} |
thank you for (?:signing up|subscribing).{0,30} |
(?:want to|like to) (?:save|read) .{0,40} | (?:tried|made|loved?) this .{0,60} | join .{2,30} for free.{0,60} |
follow .{2,60} on (?:facebook|x|twitter|instagram|tiktok|bluesky|threads|linkedin).{0,60} |
you have (?:\\d+|one|two|three|four|five|no) (?:free |more )*(?:articles?|stories) (?:left|remaining).{0,30} |
you(?:'|’)ve (?:reached|read) .{0,40}(?:free|limit).{0,40} | (?:want|keen|like) to (?:keep|continue) reading.{0,6} |
already (?:a (?:subscriber|member)|subscribed|have an account)\\?.{0,40} | forgot(?:ten)? (?:your )?password.{0,4} |
subscribe and save.{0,20} | support (?:the show|us|our work).{0,20} | become a (?:member|patron|supporter|subscriber).{0,20} |
(?:was|is|did) (?:this|that) (?:answer|page|article|information|post|site) (?:help|use)ful\\?.{0,10} |
share your feedback.{0,60} | did you make this (?:recipe|dish).{0,40} |
.{0,60}(?:when|if) you (?:buy|purchase|click).{0,40}(?:links?|site).{0,60}commission.{0,30} |
.{0,30}may (?:contain|include) affiliate links.{0,30} | (?:本文|文章).{0,10}(?:付费|付費).{0,20} |
.{0,12}(?:开通|開通)(?:会员|會員|VIP).{0,20} | .{0,12}(?:会员|會員|付费|訂戶|订阅)(?:专享|專享|限定|可读|可讀).{0,10} |
(?:登录|登入|登陆|登錄)后?(?:後)?(?:可|即可|继续|繼續)?(?:阅读|閱讀|查看|观看)(?:全文|更多|完整).{0,10} |
listen to this (?:article|story|episode).{0,40} | share full article | (?:to|请)?.{0,6}enable javascript.{0,60} |
please turn on javascript.* | support for .{0,30} comes from.{0,30} |
scroll (?:down )?(?:to|for) .{0,20} | [（(]?(?:请|請)?(?:继续|繼續).{0,4}(?:往下)?(?:阅读|閱讀).{0,6} |
\\W*(?:广告|廣告|推广|赞助|贊助|商业推广)\\W* | 广告.{0,10} |
.{0,6}(?:廣告|广告)(?:後|后)?.{0,8}(?:請|请|继续|繼續).{0,10}
"""
_END = """
\\W*(?:related(?: .{0,24})? | (?:support|external|useful) links | explore more on .{0,30} | reuse this content |
you (?:may|might) (?:also )?(?:like|be interested).{0,20} | recommended(?: .{0,24})? |
more (?:from|on|in|about|stories|news|like|posts|articles|to read|top)\\b.{0,40} | read (?:next|also|these).{0,20} |
up next.{0,10} | most (?:read|popular|viewed|commented|shared|recent).{0,24} |
(?:top|latest|popular|trending|recent|other|featured) (?:stories|news|posts|articles|videos|headlines|comments|
on .{0,20}|now|today|in .{0,20}).{0,20} | trending.{0,14} | popular | latest | what to read next.{0,10} |
don'?t miss.{0,14} | editor'?s? picks?.{0,10} | (?:\\d+ )?comments?(?: \\(?\\d+\\)?)? |
(?:view|show|load|read|post|add|write|leave)(?: all| a| your)? (?:\\d+ )?(?:comments?|reply|discussion).{0,30} |
leave a (?:reply|comment).{0,20} | join the (?:conversation|discussion).{0,14} | discussion | responses |
\\d+ (?:responses?|thoughts?|replies|comments?) (?:to|on) .{0,90} | conversation |
about the (?:author|writer|reporter)s?.{0,20} | about author | author bio | tags?(?:\\s*:.{0,90})? |
tagged(?: .{0,60})? |
filed under.{0,60} | topics?:? .{0,60} | categor(?:ies|y)(?:\\s*:.{0,200})? | (?:article )?topics |
in this article.{0,4} |
explore more.{0,10} | get (?:our|the) .{0,24}newsletter.{0,24} | sign up for .{0,50} | newsletter.{0,20} |
references? and notes | references | bibliography |
(?:see also|notes|references|citations|sources|further reading|external links|bibliography)\\s?\\[.{2,16}\\] |
(?:参考文献|參考文獻|参考资料|參考資料)(?:\\s?\\[.{2,10}\\])? |
(?:注释|註釋|注脚|註腳|脚注|参见|參見|外部链接|外部連結|外部鏈接|延伸阅读|延伸閱讀)\\s?\\[.{2,10}\\] |
see also:? .{0,60} | sponsored (?:content|stories|links).{0,10} | around the web.{0,10} |
from the web.{0,10} | from our partners.{0,10} | promoted (?:stories|content).{0,10} | our standards:.{0,50} |
(?:相关|热点|热门|精彩|推荐|猜你喜欢|为您|为你|延伸|精选|相關|熱門|推薦|你可能|您可能|大家都在|大家还在|更多|最新|
往期|编辑|今日|本站|本网|24小时|一周|阅读|实时|同类|人气|頭條|延伸)(?:推荐|阅读|新闻|文章|报道|视频|链接|资讯|内容|
专题|要闻|排行.{0,4}|精选|回顾.{0,4}|评论|热点|热门|话题|词条|搜索|推介|閱讀|新聞|報導|報道|推薦|文章|看|搜|
喜欢.{0,6}|感兴趣.{0,10}|还喜欢.{0,4}|在看|好文|热榜|榜|头条|热搜|稿件|产品|解读|文件|政策)\\W{0,2} |
(?:热点|热门|今日|每日|新闻|人气|点击|阅读|综合)?(?:排行榜?|榜单|热榜)\\W* | 猜你喜欢.{0,6} |
(?:网友|最新|全部|热门|精彩|所有|发表|我要|参与|文章|精选|登录|写|发|查看|我来说两句|网友跟贴|跟贴)?(?:评论|跟贴|留言|
跟帖|評論|回應|说两句|点评)(?:区|列表|\\W{0,2}\\d+\\W{0,2}|\\(\\d+条?\\)|（\\d+条?）)? | 文明上网.{0,30} |
请登录后.{0,20} |
[【\\[（(]?(?:责任编辑|责编|责任校对|编辑|編輯|责任编审|值班编辑|主编|审核|校对|排版|监制|终审|一审|二审|三审|美编|
实习编辑|實習編輯|來源|原标题|原文标题|标签|关键词|关键字|本文标签|标签云|TAG|分类|所属专题)\\s*[:：].{0,60} |
(?:上|下)一(?:篇|条|页|個|个|則|章|节|節|回)\\W?.{0,60} | (?:前|后)一篇.{0,60} | 友情链接.{0,10} | 合作伙伴 | 回到?文章列表 |
.{0,4}要[闻聞] | .{2,4}(?:原创|公开课|直播间|专栏) | 作者简介.{0,4} | 关于作者.{0,4} |
作者(?:其他|的其他|更多)文章.{0,4} | 他的文章 | (?:本文|该文)?(?:来自|收录于).{0,4}(?:专栏|合集|话题).{0,20} |
预览时标签不可点.{0,10} | 人划线 | 微信扫一扫.{0,20} | 继续滑动看下一个 | 轻触阅读原文)
"""
_LEGAL = """
.{0,60}(?:©|\\(c\\) ?(?:19|20)\\d\\d|copyright(?:\\s*[^\\sa-z]|.{0,40}(?:19|20)\\d\\d|\\W*$)|all rights reserved|
terms (?:of|and) (?:use|
service|conditions)|
privacy (?:policy|notice)|cookie(?:s| policy| settings)|do not sell my).* |
.*(?:may not be (?:reproduced|published|republished)|all rights reserved).* |
.{0,40}(?:版权所有|版權所有|ICP[备证]|网站标识码|公网安备|网安备|许可证|
视听节目|不良信息|举报(?:电话|邮箱|热线|方式)|违法和).* |
[\\W_]{0,3}(?:版权声明|版權聲明|免责声明|免責聲明|法律声明|特别声明|郑重声明|重要声明|特別聲明)\\s*(?:[:：].*)? |
[\\W_]*(?:声明|聲明|风险提示|重要提示|温馨提示|注|附注|提示|郑重提示|版权)\\s*[:：].{0,20}(?:仅供参考|个人|原创|转载|
版权|侵权|本文|不代表|不构成|来源|僅供參考).* |
.*(?:未经.{0,10}(?:授权|许可|允许|同意)|不得转载|转载必究|违者必究|禁止转载|转载请.{0,10}|转载须|如需转载|欢迎转载|
未經.{0,10}(?:授權|
許可)|請勿轉載).* |
.*(?:不代表本(?:站|网|报|平台|公司|台|刊)|仅代表作者|仅为作者|不构成.{0,6}投资建议|作者个人观点|不代表.{0,8}(?:观点|
立场)|與本(?:報|站)立場無關).* | .*(?:如有侵权|若有侵权|如涉及版权|侵权.{0,4}(?:联系|删除)|联系.{0,6}删除).* |
.{0,60}(?:available|licen[cs]ed|published) under .{0,40}(?:licen[cs]e|creative commons|cc[- ]by|gfdl).* |
.{0,4}(?:文中|本文|文章|部分|以上)?(?:的)?(?:图片|配图|照片|素材|图文|图源|资料)(?:均)?(?:源自|来自|来源于?|源于|取自|
:|：)?(?:网络|资料库|资料图|互联网|网图|视觉中国|图虫).{0,20} | .*(?:信息存储(?:空间)?服务|information storage).* |
.*(?:自媒体平台|上传并发布).* | 本文(?:来源|来自|转自|摘自|由)[:：]?.{0,30} | notice: .* | disclaimer:? .* |
disclosure:? .*
"""
_COMMENT = """
.{1,40} (?:says:?|said\\.{3}|wrote|replied) |
(?:reply|report|quote|like|permalink|flag|upvote|downvote|respond|edit)(?:\\W+(?:reply|report|share|like|permalink|
quote|\\d+)){0,4}\\W* | in reply to .{0,40} |
.{0,30}\\d+ (?:minute|min|hour|hr|day|week|month|year)s? ago\\W*(?:at .{0,12})? |
(?:rating|votes?|upvotes?|score|karma|joined|posts?)\\s*:?\\s*\\d.{0,14} | \\d+ votes? |
(?:回复|举报|引用|点赞|支持|反对|顶|踩|沙发|板凳|楼主|只看(?:该|此)?作者|使用道具|电梯直达|显示全部楼层|倒序浏览|收起|
展开回复|赞同|回覆|檢舉)(?:\\W*(?:回复|举报|\\d+|引用|支持|反对|赞|踩)){0,4}\\W* | .{0,20}\\d+\\s*(?:楼|#|樓)\\W{0,3} |
.{0,24}(?:发表于|發表於|评论于|回复于).{0,30} | .{0,10}网友(?:[\\s\\[【(（].{0,24})?[:：]? |
(?:匿名|热心)?网友[A-Za-z\\d]{0,3}[:：].* | (?:来自|IP属地|发自).{0,16} |
.{0,30}(?:刚刚|\\d+\\s*(?:分钟|小时|天|周|个月|月|年)前)\\W*.{0,10} |
(?:积分|威望|主题|帖子|注册时间|最后登录|在线时间|金币|UID|精华|阅读权限)\\s*(?:[:：]\\s*.{0,20}|[\\d,]+)? |
(?:LV|Lv|lv)\\.?\\d+.{0,10}
"""
_BYLINE = """
by[: ].{2,80} |
.{0,90}\\b(?:reach(?:ed)?|contact|e-?mail|follow)(?: (?:him|her|them|me|us))?(?: (?:at|on))? \\S*@\\S+ |
.{0,90}\\b(?:reach|contact|e-?mail|follow) (?:him|her|them)(?: at| on)? \\S*@\\S+.{0,40} |
(?:posted|published|updated|written|reported|created|last (?:updated|modified|edited)|first published|released|filed|
uploaded|modified)\\b.{0,90} | .{0,60}\\b(?:staff writer|correspondent|reporter|contributor|editor)\\b.{0,30} |
.{0,40}\\b(?:getty images|reuters|associated press|\\(?ap\\)?|afp)\\b.{0,20} |
thread starter:? \\S{1,30} | (?:next release|publication date|date of publication|document (?:number|type)|
reference (?:number|no\\.?)|last reviewed|next review(?: due)?)\\s*[:：].{1,60} |
from:.{1,90} | (?:a )?version of this (?:article|story|review|column|obituary|piece).{0,100}\\bprint\\b.* |
this (?:article|story) (?:was originally published|originally appeared|has been (?:updated|corrected)|is republished).{0,80} |
(?:索\\s*引\\s*号|索\\s*引\\s*號|成文日期|印发日期|生成日期|公开日期|文\\s+号|发文字号|
发文机关|发布机构|发布机关|主题分类|主题词|公开方式|公开形式|组配分类|体裁分类|标\\s+题|名\\s+称)\\s*[:：].{0,80} |
photo(?:graph)?(?: by| credit|:).{0,60} |
image(?: credit| source|:).{0,60} | credit: .{0,60} | source: .{0,60} |
\\W*(?:来源|來源|作者|记者|記者|编辑|編輯|文|图|文字|撰文|采写|摄影|摄|供图|图源|发布时间|发布日期|时间|日期|更新时间|
发表时间|字数|原创|出处|信息来源|发布|稿源|發布時間|日期|通讯员|翻译|译者|编译|作者|整理|發佈|更新)(?:\\s*[:：/丨|]|
\\s{1,4}(?=\\S)).{0,70} | 原创 .{0,60} | 原创 | 转载 | 首发 | .{2,24}\\s*(?:原创|转载)\\W* |
.{0,30}(?:记者|記者|通讯员|實習記者).{0,30} | .{0,12}(?:官方账号|官方帐号|认证|创作者|自媒体|作者|博主|达人)\\W{0,3}
"""


def _compiled(words: str) -> re.Pattern[str]:
    """A pattern of alternatives; a bar at a line's end with a space before it parts two of them, without one it is theirs."""
    joined = re.sub(r" \|\n\s*", " | ", words.strip())
    joined = re.sub(r"\s*\n\s*", " ", re.sub(r"\|\n\s*", "|", joined))
    return lazily("(?:" + joined.replace(" | ", "|") + r")\s*", re.I)


HINTS: dict[str, re.Pattern[str]] = {
    "share line": _compiled(_SHARE),
    "counter": _compiled(_COUNTER),
    "navigation": _compiled(_NAV),
    "advertisement": _compiled(_AD),
    "closing section": _compiled(_END),
    "legal notice": _compiled(_LEGAL),
    "comment": _compiled(_COMMENT),
    "byline": _compiled(_BYLINE),
}
STAMP = lazily(
    r"\W*(?:\d{1,2}:\d{2} )?(?:(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\W+)?"
    r"(?:20\d\d|19\d\d)\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?|"
    r"\d{1,2}\s?月\s?\d{1,2}\s?日|\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?|"
    r"(?:(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?\W+)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\W+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|"
    r"dec)[a-z]*\.?(?:\W+\d{1,2}(?:st|nd|rd|th)?)?(?:\W+\d{4})?)?"
    r"[\W_T]*(?:at )?(?:星期[一二三四五六日]|周[一二三四五六日])?[\W_T]*(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
    r"\s*(?:a\.?m\.?|p\.?m\.?)?\W*(?:[A-Z]{2,4}T?|Z|[+-]\d{2}:?\d{2})?\W*",
    re.I,
)


_CRUMBS = lazily(r"[^>»›＞→]{1,24}(?:\s*(?:>{1,2}|»|›|＞|→)\s*[^>»›＞→]{1,60}){1,6}")
_BARS = lazily(r"[^|｜·•/、\t]{1,20}(?:\s*(?:[|｜·•]|\s/\s|\t)\s*[^|｜·•\t]{1,20}){2,}\s*[|｜·•]?")
_PROMOTION = lazily(
    r"\b(?:in your inbox|to your inbox|unsubscribe at any ?time|by signing up|sign up (?:for|to) (?:our|the|receive|get)"
    r"|subscribe to (?:our|the)|our free newsletter|unsubscribe|subscribe for free|thanks for reading|follow us on|"
    r"follow .{2,40} on (?:facebook|twitter|instagram))\b"
    r"|关注(?:我们的?|本)?(?:微信)?公众号|(?:下载|打开).{0,8}(?:APP|客户端)",
    re.I,
)
_META = lazily(
    r"来源|來源|作者|编辑|記者|记者|阅读|浏览|评论|發布|发布|閱讀|更新|创建|建立|出版|最近|"
    r"\b(?:by|updated|posted|published|reviewed|edited|modified|created|review due)\b",
    re.I,
)
_GAP = lazily(r"\s{2,}|\s*[|｜·•]\s*|\t|(?<=[\u4e00-\u9fff\d】\]]) (?=[\u4e00-\u9fff\d【\[])")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = lazily(
    rf"(?:20\d\d|19\d\d)\s?[-/.年]\s?\d{{1,2}}\s?[-/.月]\s?\d{{1,2}}"
    rf"|\b(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,?|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},?) (?:20\d\d|19\d\d)\b",
    re.I,
)
_DAY_FIRST = lazily(r"\W*(?:20\d\d|19\d\d)[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ T]*\d{1,2}:\d{2}\b[^。，,；;]*")
_REFERENCE = lazily(r"\^ (?:[a-z] )*\S")
_CREDIT = lazily(
    r".{12,}[（(][^（）()]{0,20}(?:摄|攝|图|圖|提供|资料照片|資料照片|傳真|传真)[）)](?:.{0,30})"
    r"|.{12,}[。！\s](?:(?:本报|本刊|新华社|特约)?(?:记者|記者|通讯员|"
    r"摄影)?\s?)[\u4e00-\u9fff]{2,4}(?: [\u4e00-\u9fff]{2,4})?\s?[摄攝]"
    r"|.{30,}[.\s](?i:photo(?:graph)?|picture|image|credit|illustration)s?(?: by|:) ?[A-Z].{2,50}"
    r"|.{30,}\((?:[^)]{0,20}(?i:\b(?:photo|image|picture|credit|pic)\b)[^)]{0,40}|(?:Getty|AP|AFP|Reuters|PA)\b[^)]{0,40})\)"
)


def hint(line: str) -> str | None:
    """Which kind of furniture the words of ``line`` point to; None when to none."""
    if _REFERENCE.match(line):
        return "closing section"
    kind = None if is_caption(line) else _hinted(line)
    if kind is None or kind == "time stamp" or _PROMOTION.search(line):
        return kind
    return None if tells(line, kind) else kind


def is_caption(line: str) -> bool:
    """Whether a line says what a picture shows and, after it, who took it."""
    return len(line) <= 300 and _CREDIT.fullmatch(line) is not None


def _hinted(line: str) -> str | None:
    """As :func:`hint`, for any line that holds such words, sentences that tell something too."""
    if len(line) <= 60 and any(map(str.isdigit, line)) and STAMP.fullmatch(line):
        return "time stamp"
    if len(line) <= 120 or HINTS["legal notice"].fullmatch(line):
        for name, pattern in HINTS.items():
            if (name == "legal notice" or len(line) <= 120) and pattern.fullmatch(line):
                return name
    if len(line) <= 120 and (_CRUMBS.fullmatch(line) or _BARS.fullmatch(line)):
        return "navigation"
    if _is_dated(line):
        return "byline"
    if len(line) <= 240 and _PROMOTION.search(line):
        return "advertisement"
    return _of_parts(line) if len(line) <= 120 else None


def _is_dated(line: str) -> bool:
    """Whether a line begins with a day and a time, or tells with a day who did what to the text."""
    if len(line) <= 60 and _DAY_FIRST.fullmatch(line):
        return True
    told = len(line) <= 100 and _DAY.search(line) and _META.search(line)
    return bool(told) and not line.endswith(("。", "；", "，"))


def _kind_of_part(part: str) -> str | None:
    if any(map(str.isdigit, part)) and STAMP.fullmatch(part):
        return "time stamp"
    return next((name for name, pattern in HINTS.items() if pattern.fullmatch(part)), None)


def _of_parts(line: str) -> str | None:
    """The kind of a line that is several furniture words beside each other."""
    parts = [part for part in (part.strip("【】[]") for part in _GAP.split(line.replace("】【", "】 【"))) if part]
    if len(parts) < 2:
        return None
    kinds = [kind for part in parts if (kind := _kind_of_part(part))]
    return kinds[0] if len(kinds) > 0.6 * len(parts) else None
