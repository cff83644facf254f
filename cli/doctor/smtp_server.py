"""Check that the server that takes our letters answers."""

from __future__ import annotations

import smtplib
import ssl
from urllib.parse import unquote, urlsplit

from cli.doctor.trouble import Notice, Trouble
from models.base.settings import Settings

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
SECONDS = 10


def knock(settings: Settings) -> str:
    """Greet the server and log in; nothing is sent."""
    if not settings.smtp_url:
        raise Notice("SMTP_URL is not set: no letter leaves")
    url = urlsplit(settings.smtp_url)
    host, port = url.hostname or "", url.port or PORTS[url.scheme]
    try:
        with _open(url.scheme, host, port) as client:
            client.ehlo_or_helo_if_needed()
            if url.username:
                client.login(unquote(url.username), unquote(url.password or ""))
    except smtplib.SMTPException as error:
        # The server's own words may repeat the login.
        raise Trouble(f"{host}:{port} refuses us ({type(error).__name__})") from error
    except OSError as error:
        raise Trouble(f"{host}:{port} does not answer ({error})") from error
    return f"{host}:{port} answers"


def _open(scheme: str, host: str, port: int) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    client = smtplib.SMTP(host, port, timeout=SECONDS)
    if scheme == "smtp+starttls":
        client.starttls(context=context)
    return client
