"""`python -m cli` is `reclampro`."""

from cli.main import main

raise SystemExit(main())
