"""Whether a mailbox can be reached and opened, said in one of our own codes."""

from __future__ import annotations

from ingest.mailbox.imap import Account, MailboxTrouble, open_folder


def check_mailbox(account: Account, *, allow_local: bool) -> str:
    """Connect, log in and open the folder; "" when all went well, else why not.

    The code is ours (`login_refused`, `host_refused`, `tls`, ...): the server's own words
    would tell a stranger what listens there.
    """
    try:
        with open_folder(account, allow_local=allow_local):
            return ""
    except MailboxTrouble as trouble:
        return trouble.code
