"""Make the tables, the mail templates and one queue on one mailbox."""

import os
import sys
from datetime import timedelta

import django


def main(host, port, user, password):
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone
    from helpdesk.models import Queue

    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    Queue.objects.create(
        title="Réclamations",
        slug="reclamations",
        email_address=user,
        allow_public_submission=True,
        allow_email_submission=True,
        email_box_type="imap",
        email_box_host=host,
        email_box_port=int(port),
        email_box_ssl=True,
        email_box_user=user,
        email_box_pass=password,
        email_box_imap_folder="INBOX",
        email_box_interval=0,
        logging_type="warn",
        logging_dir=os.environ["RIVAL_MEDIA"],
        # With a folder for its log and no last check, every poll fails, quietly.
        email_box_last_check=timezone.now() - timedelta(hours=1),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
