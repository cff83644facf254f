#!/bin/sh
# Make the files of ./secrets for compose.yaml, once: random passwords, a master key,
# URLs made of them. Run as root from the project's folder, then write your own server
# into secrets/smtp_url. Nothing that exists is replaced.
set -eu
umask 077
mkdir -p secrets
cd secrets
# Who reads them inside the containers: the service's user, and PostgreSQL's.
service=10001 postgres=999

word() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { [ -e "$1" ] || cat > "$1"; }

word | keep postgres_password
for role in owner app clock; do word | keep ".$role"; done
keep database_url <<END
postgresql://reclampro_app:$(cat .app)@postgres:5432/reclampro
END
keep clock_database_url <<END
postgresql://reclampro_clock:$(cat .clock)@postgres:5432/reclampro
END
keep owner_database_url <<END
postgresql://reclampro_owner:$(cat .owner)@postgres:5432/reclampro
END
keep passwords.sql <<END
alter role reclampro_owner password '$(cat .owner)';
alter role reclampro_app password '$(cat .app)';
alter role reclampro_clock password '$(cat .clock)';
END
keep smtp_url <<END
smtp+starttls://login:password@smtp.example:587
END
[ -e master_key ] || printf 'reclampro-master-key-1:%s\n' \
    "$(dd if=/dev/urandom bs=32 count=1 2>/dev/null | base64)" > master_key

chown "$service" database_url clock_database_url owner_database_url smtp_url master_key
chown "$postgres" postgres_password passwords.sql
echo "Made in ./secrets. Copy master_key to a safe place: without it nothing can be read."
