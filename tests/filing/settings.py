"""The product's settings, and the drawer's addresses: for servers that tests start."""

from madoguchi.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.filing.urls"
