"""How people and their devices are reached: accounts, mail, links that open something, addresses of machines."""

# A pattern is read in one piece, and signs that look alike are its subject.
# ruff: noqa: E501, RUF001

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from casevault.disclosure.detect_text import Find, Found, View, Why, graded
from casevault.disclosure.scan_terms import Grade

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCAL = re.compile(r"[\w.+%'-]")
_LOCAL_MOST = 64
_DOMAIN = re.compile(r" ?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_IN_WORDS = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} ?(?:[\[({] ?(?:at|apestaart|@) ?[\])}]| at ) ?[\w-]{1,63}"
    r"(?: ?[\[({] ?(?:dot|punt|点) ?[\])}] ?[\w-]{1,63}| dot [\w-]{1,63}|\.[\w-]{2,63}){1,5}",
    re.IGNORECASE,
)
_WXID = re.compile(r"wxid_[0-9A-Za-z_]{1,40}", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.@/-])[A-Za-z][-\w.]{3,31}(?<![.-])", re.ASCII)
_AT_HANDLE = re.compile(r"(?<![\w.@/-])@[A-Za-z0-9_][\w.]{2,31}(?<![.])", re.ASCII)
_HANDLE_HEAD = re.compile(
    r"(?:微信号?|wechat|weixin|\bvx|\bwx|\bqq|telegram|电报|signal|whatsapp|skype|\bline id|账号|帐号|用户名|抖音号?|微博|instagram|facebook|twitter|handle|username"
    r"|gebruikersnaam)(?: ?(?:id|号|username|name|account|handle|number|nr|no\.?|naam|is|:|=|为|是|-|@)){0,6}[ :=\"'(]{0,4}$"
)
_HEAD_ROOM = 40
_URL = re.compile(r"(?:https?|ftps?|tg|signal|weixin|sgnl)://[^\s<>\"'|\\^`{}，。；、）】》]{3,1000}", re.IGNORECASE)
_SECRET = re.compile(
    r"[?&#;](?:[\w-]{0,20}(?:token|key|sig|signature|auth|code|session|sid|invite|pwd|passw|secret|access|hash|share|ticket|resourcekey)[\w-]{0,12})=",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"://(?:[^/@ ]{1,200}@|(?:www\.)?(?:t\.me|wa\.me|chat\.whatsapp\.com|signal\.(?:group|me)|sgnl|u\.wechat\.com|qm\.qq\.com|jq\.qq\.com|"
    r"docs\.google\.com|drive\.google\.com|(?:www\.)?dropbox\.com|1drv\.ms|we\.tl|meet\.google\.com|[\w-]{1,40}\.zoom\.us|zoom\.us)/)|^(?:tg|signal|sgnl|weixin):",
    re.IGNORECASE,
)
_BARE_INVITE = re.compile(
    r"(?<![\w./-])(?:t\.me|wa\.me|chat\.whatsapp\.com|signal\.group|signal\.me)/[#+\w./-]{2,120}", re.IGNORECASE
)
_RANDOM_STEP = re.compile(r"[/=](?=[\w-]{0,60}[0-9])(?=[\w-]{0,60}[a-z])(?=[\w-]{0,60}[A-Z])[\w-]{20,200}")
_IPV4 = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w]|\.[0-9])")
_IPV6 = re.compile(r"(?<![\w:])[0-9A-Fa-f:]{2,39}(?:\.[0-9]{1,3}){0,3}(?![\w:])")
_SAYS_IP = re.compile(r"\bip\b|ip[ -]?(?:v4|v6|地址|adres|address)|server|服务器|host|logged in|登录|login")
_SMALL_OCTET = 32
_COLONS = 2
_GROUPS = 3
_MAC = re.compile(
    r"(?<![0-9A-Za-z:-])(?:[0-9A-F]{2}:){5}[0-9A-F]{2}(?::[0-9A-F]{2}:[0-9A-F]{2})?(?![0-9A-Za-z:-])"
    r"|(?<![0-9A-Za-z:-])(?:[0-9A-F]{2}-){5}[0-9A-F]{2}(?![0-9A-Za-z-])|(?<![0-9A-Za-z.])(?:[0-9A-F]{4}\.){2}[0-9A-F]{4}(?![0-9A-Za-z])",
    re.IGNORECASE,
)


def reached_in(view: View) -> Iterator[Find]:
    """Yield mail addresses, accounts with a word that says so, links that hold a key, and addresses of machines."""
    yield from _mail(view)
    yield from _accounts(view)
    yield from _links(view)
    yield from _machines(view)


def _mail(view: View) -> Iterator[Find]:
    at = view.text.find("@")
    while at >= 0:
        start = at
        if view.text[start - 1 : start] == " " and start > 1:
            start -= 1  # "name @host.org"
        while start and at - start <= _LOCAL_MOST and _LOCAL.match(view.text[start - 1]):
            start -= 1
        domain = _DOMAIN.match(view.text, at + 1)
        if domain is not None and view.text[start:at].strip():
            yield Find(Found.EMAIL, start, domain.end(), Grade.STRONG, Why.SHAPE)
        at = view.text.find("@", at + 1)
    for mail in _IN_WORDS.finditer(view.text):
        spelt = re.search(r"[\[({]|dot ", mail.group(), re.IGNORECASE) is not None
        if spelt:
            yield Find(Found.EMAIL, *mail.span(), Grade.STRONG, Why.SHAPE)


def _accounts(view: View) -> Iterator[Find]:
    for account in _WXID.finditer(view.text):
        yield Find(Found.HANDLE, *account.span(), Grade.STRONG, Why.SHAPE)
    for account in _HANDLE.finditer(view.text):
        head = view.low[max(0, account.start() - _HEAD_ROOM) : account.start()]
        if _HANDLE_HEAD.search(head):
            # A word behind "Signal" is seldom an account: what is made like one has a digit, a bar or a mark before it.
            made = (
                re.search(r"[0-9_]", account.group()) is not None or re.search(r"[:=号@]\s*\"?$|id is $|id $", head) is not None
            )
            yield Find(Found.HANDLE, *account.span(), *graded(sure=False, said=made))
    for account in _AT_HANDLE.finditer(view.text):
        yield Find(Found.HANDLE, *account.span(), Grade.STRONG, Why.CONTEXT)


def _links(view: View) -> Iterator[Find]:
    for link in _URL.finditer(view.text):
        words = link.group()
        if _SECRET.search(words) or _OPENS.search(words) or _RANDOM_STEP.search(words):
            yield Find(Found.LINK, *link.span(), Grade.STRONG, Why.CONTEXT)
    for link in _BARE_INVITE.finditer(view.text):
        yield Find(Found.LINK, *link.span(), Grade.STRONG, Why.CONTEXT)


def _machines(view: View) -> Iterator[Find]:
    for number in _IPV4.finditer(view.text):
        octets = [int(part) for part in number.group().split(".")]
        if max(octets) <= 255:  # noqa: PLR2004 - a byte
            said = max(octets) >= _SMALL_OCTET or view.said(_SAYS_IP, *number.span())
            yield Find(Found.IP, *number.span(), *graded(sure=False, said=said))  # "1.2.3.4" is a paragraph as often
    for number in _IPV6.finditer(view.text):
        written = number.group().strip(":") if not number.group().endswith("::") else number.group()
        groups = [part for part in number.group().split(":") if part]
        if number.group().count(":") >= _COLONS and len(groups) >= _GROUPS and _is_ipv6(number.group(), written):
            yield Find(Found.IP, *number.span(), Grade.STRONG, Why.CHECKSUM)
    for number in _MAC.finditer(view.text):
        yield Find(Found.MAC, *number.span(), Grade.STRONG, Why.SHAPE)


def _is_ipv6(*spellings: str) -> bool:
    for spelling in spellings:
        try:
            ipaddress.IPv6Address(spelling)
        except ValueError:
            continue
        return True
    return False
